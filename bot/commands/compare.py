"""/compare: what each of two said and did, or two publishers reported, side by side in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Final

from bot.commands.quote import SAID, only_near
from bot.comparing import Compared, Side, Unclear, publisher, read_compared
from bot.contract import EVERY_MENU, Action, Answer, Ask, Button, Command, Example, Menu, Text
from bot.locale import t, tn
from bot.render.comparison import Facts, count, entries, told_once
from bot.render.differences import with_differences
from bot.render.facts import as_of, date_words
from bot.render.known import unknown_filter
from bot.render.meant import why
from bot.render.pages import in_rows
from bot.render.rich import Piece, Rich, bold, italic, join, rich
from storage.models import ActorKind, Corpus, EventKind
from storage.search import (
    MOST_CHARACTERS,
    About,
    Asks,
    Filter,
    Found,
    Kind,
    Match,
    Query,
    Verdict,
    Why,
)
from storage.snapshot import Snapshot

_OFFERED: Final = 6
_LOOKED_AT: Final = 50  # articles whose publishers are offered
_MOST: Final = {Kind.QUOTE: 24, Kind.STATEMENT: 24, Kind.EVENT: 40}  # told of each side
_FEWEST: Final = 2  # compared
_FOUND: Final = 100  # of all kinds together, by words
_ENOUGH: Final = 60.0  # a score that related words alone do not reach, or words beside others
_MISSPELT: Final = frozenset({Why.TYPO, Why.TRANSLITERATION, Why.PARTIAL})


def search(snapshot: Snapshot, words: str) -> Found:
    """Look for what fits of those compared, the best first; nothing where they are not two."""
    compared = read_compared(snapshot, words)
    sides = [side for side in compared.sides if isinstance(side, Side)]
    if len({side.who for side in sides}) < len(compared.sides) or len(sides) < _FEWEST:
        return Found(compared.query, Verdict.NOTHING)
    found = [one for side in sides for one in _look(snapshot, compared, side)]
    fit = {match.id: match for one in found for match in one.matches if _is_on_it(match)}
    matches = tuple(sorted(fit.values(), key=lambda match: -match.score))
    best = max(found, key=_best)
    return replace(best, matches=matches, verdict=best.verdict if matches else Verdict.NOTHING)


def answer(ask: Ask) -> Answer:
    """Tell what each said and did, by date; ask back where it is not clear who is compared."""
    compared = read_compared(ask.snapshot, ask.words)
    for side in compared.sides:
        if isinstance(side, Unclear):
            return _which(ask, compared, side)
    sides = [side for side in compared.sides if isinstance(side, Side)]
    if len({side.who for side in sides}) > 1:
        return _side_by_side(ask, compared, sides)
    return _with_whom(ask, compared, sides)


# What each said and did


def _side_by_side(ask: Ask, compared: Compared, sides: Sequence[Side]) -> Answer:
    corpus = ask.snapshot.corpus
    found = [_look(ask.snapshot, compared, side) for side in sides]
    best = max((one for of_side in found for one in of_side), key=_best)
    if best.unknown:  # then nothing is found of any side
        raise unknown_filter(corpus, best)
    facts = [_facts(corpus, *one) for one in zip(sides, found, strict=True)]
    blocks = [
        *why(best, " ".join(compared.query.words)),
        join([*map(count, facts), *_together(facts)]),
        *entries(corpus, facts),
        *(_first_only() if any(one.cut for one in facts) else ()),
        as_of(corpus),
    ]
    return Answer(
        blocks=with_differences(corpus, blocks),
        head=_head(compared, sides),
        choices=_choices(compared, sides, differ=bool(len(corpus.differences))),
        found=any(facts),
    )


def _look(snapshot: Snapshot, compared: Compared, side: Side) -> Sequence[Found]:
    """Find what fits of one side: by words all kinds at once, else so many of each kind."""
    query = replace(compared.query, filters=(side.typed, *compared.query.filters))
    kinds = SAID if query.asks is Asks.SAID else frozenset(_MOST)
    find = snapshot.index.find
    if query.words or query.phrases:
        found = [find(query, kinds, limit=_FOUND)]
    else:
        found = [find(query, {kind}, limit=_MOST[kind] + 1) for kind in kinds]
    return found


def _best(found: Found) -> float:
    return found.matches[0].score if found.matches else 0.0


def _facts(corpus: Corpus, side: Side, found: Iterable[Found]) -> Facts:
    """Take the facts; what stands but near the words that are asked for is left out."""
    of: dict[Kind, list[str]] = {kind: [] for kind in _MOST}
    for match in (match for one in found for match in one.matches):
        if _is_on_it(match):
            of[match.kind].append(match.id)
    told = {kind: ids[: _MOST[kind]] for kind, ids in of.items()}
    quotes = [corpus.quote_by_id[id_] for id_ in told[Kind.QUOTE]]
    said = [corpus.statement_by_id[id_] for id_ in told[Kind.STATEMENT]]
    events = [corpus.event_by_id[id_] for id_ in told[Kind.EVENT]]
    facts = Facts(
        side,
        [quote for quote in quotes if side.holds(quote)],
        [statement for statement in said if side.holds(statement)],
        [e for e in events if side.holds(e) and e.kind is not EventKind.COMPARISON],
        cut=told != of,
    )
    return told_once(corpus, facts)


def _is_on_it(match: Match) -> bool:
    """Whether something is on what was asked, not only beside it or by a word like its words."""
    by_role = any(reason.why is Why.ROLE for reason in match.reasons)
    return not only_near(match) and (match.score >= _ENOUGH or by_role)


def _together(facts: Sequence[Facts]) -> Iterator[Rich]:
    """Say how much is told of all of them, or by all, where there is something of each."""
    if not all(one.events for one in facts):
        return
    happenings = [{event.cluster or event.id for event in one.events} for one in facts]
    shared = len(set.intersection(*happenings))
    if facts[0].side.actor:
        nothing = t("No dated event here concerns both.")
        line = tn("{count} event concerns both.", "{count} events concern both.", shared)
    else:
        nothing = t("No dated event here is told by each of them.")
        line = tn(
            "{count} event is told by each of them.",
            "{count} events are told by each of them.",
            shared,
        )
    yield rich(line if shared else nothing)


def _first_only() -> Iterator[Rich]:
    line = t("These are the first of much; words or a period tell of the rest.")
    yield rich(italic(line))


def _head(compared: Compared, sides: Sequence[Side]) -> Rich:
    query = compared.query
    parts: list[Piece | Text | str] = [bold(" – ".join(side.name for side in sides))]
    filters = (f"{'-' * one.out}{one.about.value}:{one.name}" for one in query.filters)
    without = (f"-{word}" for word in query.excluded)
    topic = " ".join((*query.words, *(f"“{p}”" for p in query.phrases), *filters, *without))
    if topic:
        parts += [" · ", topic]
    if query.period is not None:
        parts += [" · ", date_words(query.period)]
    return rich(*parts)


def _choices(
    compared: Compared, sides: Sequence[Side], *, differ: bool
) -> tuple[tuple[Button, ...], ...]:
    """Open each side by itself; leave out what it is compared on, where there is something."""
    opened = tuple(
        Button(side.name, Action(command="actor", words=side.name))
        if side.actor
        else Button(side.name, Action(command="source", words=side.typed.name))
        for side in sides
    )
    disputed = Button(t("All that articles differ on"), Action(command="disputed"))
    more = (disputed,) if differ else ()
    whole = Compared(compared.sides, replace(compared.query, words=(), phrases=(), period=None))
    if whole == compared:
        return (opened, more)
    button = Button(t("Compare on everything"), Action(command="compare", words=whole.written()))
    return (opened, (button, *more))


# Asking back


def _which(ask: Ask, compared: Compared, side: Unclear) -> Answer:
    """Ask which of several is meant by a name; offer the nearest to one that nobody has."""
    corpus = ask.snapshot.corpus
    meant = side.found.matches[:_OFFERED]
    near = [one for one in side.found.nearest if isinstance(one, Match)][:_OFFERED]
    buttons = []
    for label, named in (_named(corpus, match) for match in meant or near):
        words = compared.written(instead=named)
        buttons.append((Button(label, Action(command="compare", words=words)),))
    asked = t("Which one do you mean by “{words}”?", words=side.typed.name)
    if not meant:
        asked = t("The articles know no “{words}”.", words=side.typed.name)
    lines = [
        rich(bold(asked)),
        *([rich(t("Nearest in the corpus:"))] if near and not meant else ()),
    ]
    return Answer(blocks=(join(lines), as_of(corpus)), choices=tuple(buttons), found=bool(meant))


def _named(corpus: Corpus, match: Match) -> tuple[str, Filter]:
    """Name a match, and write it so that it alone is meant."""
    if match.kind is Kind.ACTOR:
        name = corpus.actor_by_id[match.id].name
        return name, Filter(About.FROM, name)
    return f"{match.id} {corpus.labels[match.id]}", Filter(About.IN, match.id)


def _with_whom(ask: Ask, compared: Compared, sides: Sequence[Side]) -> Answer:
    """Ask with whom one is to be compared; whom at all, where nobody is named."""
    corpus = ask.snapshot.corpus
    if not sides:
        return _whom(ask)
    strange = _strange(ask.snapshot, compared, sides[0])
    lines = [rich(bold(t("The articles know no “{words}”.", words=word))) for word in strange]
    if len(sides) > 1:
        lines.append(rich(bold(t("That is {name} twice.", name=sides[0].name))))
    lines.append(rich(t("With whom is {name} to be compared?", name=sides[0].name)))
    words = tuple(word for word in compared.query.words if word not in strange)
    one = Compared((sides[0],), replace(compared.query, words=words))
    near = (other for others in strange.values() for other in others)
    others = list(dict.fromkeys((*near, *_others(corpus, sides[0]))))[:_OFFERED]
    buttons = [Button(n, Action(command="compare", words=_with(one, f))) for n, f in others]
    rows = in_rows(buttons, 2)
    return Answer(blocks=(join(lines), as_of(corpus)), choices=rows, found=not strange)


def _whom(ask: Ask) -> Answer:
    lines = [rich(t("Type /compare and two names, or two publishers, and what to compare on."))]
    if ask.words:
        none = t("“{words}” names nobody and no publisher of the articles.", words=ask.shown)
        lines.insert(0, rich(bold(none)))
    corpus = ask.snapshot.corpus
    return Answer(
        blocks=(join(lines), as_of(corpus)),
        choices=tuple(_pairs(corpus)),
        found=not ask.words,
    )


def _strange(
    snapshot: Snapshot, compared: Compared, side: Side
) -> dict[str, Sequence[tuple[str, Filter]]]:
    """Give the words that are in no article, or spelt only nearly as a name, and what is near."""
    strange: dict[str, Sequence[tuple[str, Filter]]] = {}
    for word in compared.query.words:
        found = snapshot.index.find_actor(word)
        unsure = found.matches if found.verdict is Verdict.AMBIGUOUS else ()
        misspelt = [m for m in unsure if all(r.why in _MISSPELT for r in m.reasons)]
        if found.missing or misspelt:
            strange[word] = _near(snapshot, word, side, (*misspelt, *found.nearest))
    return strange


def _near(
    snapshot: Snapshot, word: str, side: Side, actors: Sequence[Match | str]
) -> list[tuple[str, Filter]]:
    """Name whom an unknown word may mean: people beside a person, publishers beside another."""
    corpus = snapshot.corpus
    if side.actor:
        return [_named(corpus, one) for one in actors if isinstance(one, Match)]
    articles = snapshot.index.find_article(word).nearest
    return [_publisher(corpus, one.id) for one in articles if isinstance(one, Match)]


def _others(corpus: Corpus, side: Side) -> Iterator[tuple[str, Filter]]:
    """Give those to compare with: who is told of beside one most, those who speak first."""
    if not side.actor:
        ids = (article.id for article in corpus.articles[:_LOOKED_AT])
        others = dict.fromkeys(_publisher(corpus, id_) for id_ in ids if id_ not in side.articles)
        yield from others
        return
    beside = [id_ for id_, _ in corpus.companions.get(side.actor, ())]
    speak = [id_ for id_ in beside if _speaks(corpus, id_)]
    persons = [a.id for a in corpus.actors_by_kind.get(ActorKind.PERSON, ())[: _OFFERED + 1]]
    for id_ in dict.fromkeys((*speak, *persons, *beside)):
        if id_ != side.actor:
            name = corpus.actor_by_id[id_].name
            yield name, Filter(About.FROM, name)


def _speaks(corpus: Corpus, actor: str) -> bool:
    return actor in corpus.quotes_by_speaker or actor in corpus.statements_by_speaker


def _publisher(corpus: Corpus, id_: str) -> tuple[str, Filter]:
    """Name an article's publisher, by which it is found; the article where it has none."""
    return publisher(corpus, id_), Filter(About.IN, corpus.article_by_id[id_].publisher or id_)


def _pairs(corpus: Corpus) -> Iterator[tuple[Button, ...]]:
    """Offer to compare those who are named most, and the first publishers."""
    persons = [a.name for a in corpus.actors_by_kind.get(ActorKind.PERSON, ())[:3]]
    people = [(name, Filter(About.FROM, name)) for name in persons]
    papers = dict.fromkeys(_publisher(corpus, a.id) for a in corpus.articles[:_LOOKED_AT])
    for (one, first), (other, second) in (*combinations(people, 2), *pairwise(list(papers)[:2])):
        words = Compared((), Query("")).written(first, second)
        yield (Button(f"{one} – {other}", Action(command="compare", words=words)),)


def _with(compared: Compared, other: Filter) -> str:
    """Write what a button asks: on everything where it would be too long otherwise."""
    words = compared.written(other)
    if len(words) <= MOST_CHARACTERS:
        return words
    return Compared(compared.sides, Query("")).written(other)


COMMAND = Command(
    name="compare",
    summary=t("what two said and did, side by side"),
    usage=t("[WHO WHO] [what] [period]"),
    detail=t(
        "Two names, then words or a period if you like: what each said and did, by date, every "
        "line with its source. Two publishers or articles, named as in in:bell: what each "
        "reported. With one name it asks whom to compare with."
    ),
    examples=(
        Example(line="/compare Lavrov Kabulov", expects=("Sergey Lavrov", "Zamir Kabulov", "2021")),
        Example(line="/compare bell mt embassy", expects=("The Bell", "Moscow Times")),
    ),
    menu=EVERY_MENU - {Menu.ADMINS},
    answer=answer,
    search=search,
)
