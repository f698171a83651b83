"""Plain text: the best of everything, the kinds apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from bot.commands import actor as actor_command
from bot.commands import compare
from bot.commands.asked import (
    LEAST_OF_BEST,
    as_typed_first,
    asked_first,
    asked_kinds,
    not_only_near,
)
from bot.commands.quote import (
    SAID,
    said_in_part,
    said_otherwise,
    silence,
    without_excluded,
)
from bot.comparing import wishes_to_compare
from bot.contract import Action, Answer, Ask, Button, Command
from bot.locale import t
from bot.render.differences import with_differences
from bot.render.events import Told, event_block, tellings
from bot.render.facts import (
    article_line,
    as_of,
    how_read,
    not_found,
    paraphrases,
    quote_blocks,
    reason_words,
    section,
    statement_block,
)
from bot.render.known import place, shown
from bot.render.meant import falls_short, meant, why
from bot.render.passages import passage_blocks
from bot.render.rich import Rich, bold, rich
from bot.spoken import offer
from briefings.compose import is_coarse
from storage.models import ActorKind, Corpus, Event, EventKind
from storage.search import ALL_KINDS, About, Asks, Found, Kind, Match, Query, Verdict, Why
from storage.snapshot import Snapshot

_QUOTES = 3
_STATEMENTS = 2
_EVENTS = 3
_PASSAGES = 3
_KINDS = frozenset({Kind.QUOTE, Kind.STATEMENT, Kind.EVENT, Kind.PASSAGE})
# What makes words one title: "founder of the guild", "who founded it", "основатель гильдии".
_OF = re.compile(r"\b(?:of|for|who)\b|^[Ѐ-ӿ]", re.IGNORECASE)
_SENTENCES = frozenset({Kind.STATEMENT, Kind.EVENT})
_HEADINGS = frozenset({Kind.ARTICLE, Kind.TOPIC})
_MISSPELT = frozenset({Why.TYPO, Why.TRANSLITERATION})
_MOST_HEADINGS = 2
_FAR_BEHIND = 10.0  # the score that what lacks a word is behind what has all
_MOST = 60  # of these together, before each kind is cut to what is told
_BESIDE_BEST = 0.75  # of the best score, from which on something is told beside or before it
_SURE = 75.0  # a score from which on what is told of someone is better than their other words


def search(snapshot: Snapshot, words: str) -> Found:
    """Look for a name that all words make up, else among all that is said or happened.

    A question about what was said is answered by quotes and paraphrases first, one about what
    happened by events.  Where one whose words are asked for said nothing on it, their other
    words stand in, which is never a confident answer.
    """
    return _look(snapshot, words)[0]


def _look(snapshot: Snapshot, words: str) -> tuple[Found, bool]:
    """Find what is asked for; tell whether someone's words on other things stand in."""
    index = snapshot.index
    query = index.parse(words)
    name = " ".join(query.words) or words  # "tell me all about lavrov" is his name alone
    named = index.find_actor(name) if query.plain else None
    if named is not None and named.matches and _is_meant(snapshot, named, name):
        return named, False
    found = without_excluded(snapshot.corpus, index.find(query, _KINDS, limit=_MOST))
    found = _with_headings(snapshot, as_typed_first(snapshot.corpus, found))
    if query.asks is Asks.SAID:
        found = said_in_part(snapshot, found)
    others = said_otherwise(snapshot, found) if query.asks is Asks.SAID else None
    if others is not None:
        return _beside(found, others), True
    if found.verdict is not Verdict.NOTHING:
        short = falls_short(found) or _tells_no_words(found)
        verdict = Verdict.AMBIGUOUS if short else found.verdict
        found = replace(found, matches=asked_first(snapshot.corpus, found), verdict=verdict)
        return _with_bearer(snapshot.corpus, named, found), False
    use_name = named is not None and named.verdict is not Verdict.NOTHING
    return (named if named is not None and use_name else found), False


def _with_bearer(corpus: Corpus, named: Found | None, found: Found) -> Found:
    """Put first who bears a title of which a sentence tells the rest: "founder of the guild".

    The one sentence must have all words, name them, and come before all others.
    """
    if named is None or len(named.matches) != 1 or not _OF.search(found.query.text):
        return found
    bearer, best = named.matches[0], found.matches[0]
    told = {reason.query for reason in best.reasons if reason.why is not Why.CONTEXT}
    sure = found.verdict is Verdict.CONFIDENT and told.issuperset(named.query.words)
    if not (sure and _by_title(bearer) and best.kind in _SENTENCES):
        return found
    actor, sentence = corpus.actor_by_id[bearer.id], shown(corpus, best)[0]
    if not any(name in sentence for name in (actor.name, *actor.aliases)):
        return found
    return replace(found, matches=(replace(bearer, score=best.score), *found.matches))


def _tells_no_words(found: Found) -> bool:
    """Whether someone's words are asked for, and they are but named in what was found."""
    by_one = any(one.about is About.FROM and not one.out for one in found.query.filters)
    asked = found.query.asks is Asks.SAID and by_one
    return asked and SAID.isdisjoint(match.kind for match in found.matches)


def _is_meant(snapshot: Snapshot, named: Found, name: str) -> bool:
    """Whether a name or title is all that was typed: someone's, or one to be asked back."""
    sure = named.verdict is Verdict.CONFIDENT
    if sure and _is_name(snapshot.corpus, named.matches[0], name):
        return True
    if not sure and snapshot.index.is_title(named):
        return True
    return _is_asked_back(snapshot.corpus, named, name)


def _with_headings(snapshot: Snapshot, found: Found) -> Found:
    """Add the articles and topics whose titles have all words.

    They come first where no fact has them, or what was typed is all that articles are called.
    """
    query = found.query
    if found.unknown or not (query.words or query.phrases) or query.asks is not Asks.ANYTHING:
        return found
    kinds = _HEADINGS - {Kind.TOPIC} if query.period is not None else _HEADINGS  # topics have none
    headings = snapshot.index.find(query, kinds, limit=_MOST_HEADINGS)
    fit = tuple(match for match in headings.matches if match.score >= _SURE)
    if not fit or headings.missing:
        return found
    best = max((match.score for match in found.matches), default=0.0)
    as_good = found.verdict is Verdict.CONFIDENT and best > fit[0].score - _FAR_BEHIND
    if as_good and not snapshot.index.articles_called(query.text):
        return replace(found, matches=(*found.matches, *fit))
    return replace(headings, matches=(*fit, *found.matches))


def _beside(found: Found, others: Found) -> Found:
    """Put what the articles tell of it, where that is sure, before someone's other words."""
    told = [match for match in found.matches if match.kind not in SAID]
    sure = [match for match in told if match.score >= _SURE]
    rest = [match for match in told if match.score < _SURE]
    return replace(others, matches=(*sure, *others.matches, *rest))


def answer(ask: Ask) -> Answer:
    """Tell the best quotes, events and passages; an actor's card where only a name is typed."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return Answer(blocks=(rich(t("Type a name or words, or /help.")), as_of(corpus)))
    compares = wishes_to_compare(ask.snapshot, ask.words)
    wished = compare.answer(ask) if compares else offer(ask.words)
    if wished is not None:
        return wished
    found, on_other_things = _look(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.shown)
    first = found.matches[0]
    if first.kind is Kind.ACTOR and found.verdict is Verdict.CONFIDENT:
        card = actor_command.card(ask, corpus.actor_by_id[first.id], reason_words(first))
        strange = how_read(ask.snapshot.index.parse(ask.words))
        return replace(card, blocks=(*strange, *card.blocks))
    if first.kind is Kind.ACTOR:
        return actor_command.which(ask, found)
    unsure, choices = meant(found, "find")
    blocks = [*why(found, ask.shown), *unsure, *_blocks(corpus, found)]
    choices += [(_open(corpus, match),) for match in found.matches if match.kind in _HEADINGS]
    if on_other_things:
        blocks, choices = _otherwise(corpus, found), []
    told = with_differences(corpus, (*blocks, as_of(corpus)))
    return Answer(blocks=told, choices=(*choices, _only(ask)))


def _otherwise(corpus: Corpus, found: Found) -> list[Rich]:
    """Tell what is sure of a matter, then what someone said of others."""
    told = tuple(m for m in found.matches if m.kind not in SAID and m.score >= _SURE)
    said = tuple(m for m in found.matches if m.kind in SAID)
    first = _blocks(corpus, replace(found, matches=told)) if told else []
    return [
        *silence(corpus, found),
        *first,
        *_blocks(corpus, replace(found, matches=said)),
    ]


def _open(corpus: Corpus, match: Match) -> Button:
    return Button(*place(corpus, match))


def _only(ask: Ask) -> tuple[Button, ...]:
    return (
        Button(t("Quotes"), Action(command="quote", words=ask.words)),
        Button(t("Timeline"), Action(command="timeline", words=ask.words)),
        Button(t("Passages"), Action(command="search", words=ask.words)),
    )


def _is_asked_back(corpus: Corpus, named: Found, name: str) -> bool:
    """Whether a name was typed that several persons have, or one as no article spells it."""
    best = named.matches[0]
    if named.missing or not _is_name(corpus, best, name):
        return False
    persons = [m for m in named.matches if corpus.actor_by_id[m.id].kind is ActorKind.PERSON]
    if sum(match.score >= _SURE and not _by_title(match) for match in persons) > 1:
        return True
    misspelt = {r.query for r in best.reasons if r.why in _MISSPELT and r.query.isascii()}
    return misspelt >= set(named.query.words)


def _by_title(match: Match) -> bool:
    return any(reason.why is Why.ROLE for reason in match.reasons)


def _is_name(corpus: Corpus, match: Match, words: str) -> bool:
    """Whether a name was typed, not only a word that some body's longer name holds."""
    actor = corpus.actor_by_id[match.id]
    shortest = min(len(name.split()) for name in (actor.name, *actor.aliases))
    return actor.kind is ActorKind.PERSON or len(words.split()) >= shortest


def _blocks(corpus: Corpus, found: Found) -> list[Rich]:
    """Sections by kind, the kind of the best match first."""
    asked = asked_kinds(found.query) & {m.kind for m in found.matches[:1]}  # else they fall short
    matches = _to_tell(found, asked)
    of = {kind: [m.id for m in matches if m.kind is kind] for kind in Kind}
    quotes = [corpus.quote_by_id[id_] for id_ in of[Kind.QUOTE][:_QUOTES]]
    said = [corpus.statement_by_id[id_] for id_ in of[Kind.STATEMENT]]
    passages = [m for m in matches if m.kind is Kind.PASSAGE][:_PASSAGES]
    sections = {
        Kind.QUOTE: (t("Exact words"), quote_blocks(corpus, quotes)),
        Kind.STATEMENT: (
            t("Paraphrased"),
            [statement_block(corpus, s) for s in paraphrases(said, quotes)[:_STATEMENTS]],
        ),
        Kind.EVENT: (
            t("Dated"),
            [event_block(corpus, g) for g in _dated(corpus, found.query, matches)],
        ),
        Kind.PASSAGE: (t("Passages"), passage_blocks(corpus, passages)),
        Kind.ARTICLE: (
            t("Articles"),
            [article_line(corpus.article_by_id[id_]) for id_ in of[Kind.ARTICLE]],
        ),
        Kind.TOPIC: (
            t("Topics"),
            [rich(bold(corpus.topic_by_id[id_].title)) for id_ in of[Kind.TOPIC]],
        ),
    }
    order = _best_first(matches, asked, headed=found.matches[0].kind in _HEADINGS)
    return [block for kind in order for block in section(*sections[kind])]


def _best_first(matches: Sequence[Match], asked: Collection[Kind], *, headed: bool) -> list[Kind]:
    """Order kinds: what is asked for, then by the best match of each.

    Passages repeat what the facts were taken from: they lead where no fact says nearly as much.
    """
    facts = max(_best(matches, kind) for kind in _KINDS - {Kind.PASSAGE})
    last = Kind.PASSAGE if facts >= _BESIDE_BEST * _best(matches, Kind.PASSAGE) else None
    return sorted(
        _KINDS | _HEADINGS,
        key=lambda kind: (
            kind not in asked,
            (kind in _HEADINGS) is not headed,
            kind is last,
            -_best(matches, kind),
            ALL_KINDS.index(kind),
        ),
    )


def _dated(corpus: Corpus, query: Query, matches: Sequence[Match]) -> list[Told]:
    """Choose the happenings that fit best, then tell them by date.

    Where it is asked when something happened, what says it best comes first.
    """
    scores = {m.id: m.score for m in matches if m.kind is Kind.EVENT}
    events = (corpus.event_by_id[id_] for id_ in scores)
    told = tellings(e for e in events if e.kind is not EventKind.COMPARISON)
    least = _BESIDE_BEST * max(scores.values(), default=0.0)
    told = [group for group in told if max(scores[e.id] for e in group) >= least]
    close = [g for g in told if not is_coarse(g[0].when)]  # others stand in where nothing happened
    chosen = (close or told)[:_EVENTS]
    if query.asks is Asks.HAPPENED and query.period is None:
        return chosen
    return sorted(chosen, key=lambda group: _by_date(query, group[0]))


def _best(matches: Sequence[Match], kind: Kind) -> float:
    return max((match.score for match in matches if match.kind is kind), default=0.0)


def _to_tell(found: Found, asked: Collection[Kind]) -> list[Match]:
    """Leave out what only stands near the words, and beside what was asked for what is weak."""
    near = not_only_near(found.matches)
    if not asked:
        return near
    known = {m.kind for m in near}
    near = [*(m for m in found.matches if m.kind in asked and m.kind not in known), *near]
    least = LEAST_OF_BEST * max(m.score for m in near)
    return [m for m in near if m.score >= least or m.kind in asked]


def _by_date(query: Query, event: Event) -> tuple[bool, date, date, str]:
    """Order by date, after what falls wholly into the period that is asked for."""
    beyond = query.period is not None and not event.when.within(query.period)
    return beyond, event.when.earliest, event.when.latest, event.id


COMMAND = Command(
    name="find",
    summary=t("the best of everything; plain text in a private chat does the same"),
    usage=t("WORDS"),
    detail=t(
        "Quotes, events, passages, articles and topics that fit best; a name alone gives its "
        "card.\nAsk on within 15 minutes, or in reply to any answer: and in 2015? what about the "
        "embassy? а Жирнов? only in:bell, before that. What is not named anew is kept, and the "
        "answer says so. more gives the next page."
    ),
    answer=answer,
    search=search,
)
