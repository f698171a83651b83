"""Plain text: the best of everything, the kinds apart."""

from __future__ import annotations

from bot.commands import actor as actor_command
from bot.contract import Action, Answer, Ask, Button, Command
from bot.locale import t
from bot.render.events import event_block, tellings
from bot.render.facts import (
    as_of,
    not_found,
    paraphrases,
    passage_blocks,
    quote_blocks,
    reason_words,
    section,
    statement_block,
)
from bot.render.rich import Rich, italic, rich
from briefings.compose import is_coarse
from storage.models import ActorKind, Corpus, EventKind
from storage.search import Found, Kind, Match, Verdict, Why
from storage.snapshot import Snapshot

_QUOTES = 3
_STATEMENTS = 2
_EVENTS = 3
_PASSAGES = 3
_KINDS = frozenset({Kind.QUOTE, Kind.STATEMENT, Kind.EVENT, Kind.PASSAGE})
_MOST = 60  # of these together, before each kind is cut to what is told
_LAST = 1_000.0  # passages repeat what the facts above were taken from


def search(snapshot: Snapshot, words: str) -> Found:
    """Look for a name that all words make up, else among all that is said or happened."""
    index = snapshot.index
    named = index.find_actor(words)
    if named.verdict is Verdict.CONFIDENT and _is_name(snapshot.corpus, named.matches[0], words):
        return named
    found = index.find(words, _KINDS, limit=_MOST)
    nothing = found.verdict is Verdict.NOTHING
    return named if nothing and named.verdict is not Verdict.NOTHING else found


def answer(ask: Ask) -> Answer:
    """Tell the best quotes, events and passages; an actor's card where only a name is typed."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return Answer(blocks=(rich(t("Type a name or words, or /help.")), as_of(corpus)))
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    first = found.matches[0]
    reason = reason_words(first)
    if first.kind is Kind.ACTOR and found.verdict is Verdict.CONFIDENT:
        return actor_command.card(ask, corpus.actor_by_id[first.id], reason)
    if first.kind is Kind.ACTOR:
        return actor_command.which(ask, found)
    why = [rich(italic(t("Found for “{words}”: {why}", words=ask.words, why=reason)))]
    return Answer(
        blocks=(*(why if reason is not None else ()), *_blocks(corpus, found), as_of(corpus)),
        choices=(
            (
                Button(t("Quotes"), Action(command="quote", words=ask.words)),
                Button(t("Timeline"), Action(command="timeline", words=ask.words)),
                Button(t("Passages"), Action(command="search", words=ask.words)),
            ),
        ),
    )


def _is_name(corpus: Corpus, match: Match, words: str) -> bool:
    """Whether a name was typed, not only a word that some body's longer name holds."""
    actor = corpus.actor_by_id[match.id]
    shortest = min(len(name.split()) for name in (actor.name, *actor.aliases))
    return actor.kind is ActorKind.PERSON or len(words.split()) >= shortest


def _blocks(corpus: Corpus, found: Found) -> list[Rich]:
    """Sections by kind, the kind of the best match first."""
    matches = [m for m in found.matches if not _only_near(m)] or list(found.matches)
    of = {kind: [m.id for m in matches if m.kind is kind] for kind in Kind}
    quotes = [corpus.quote_by_id[id_] for id_ in of[Kind.QUOTE][:_QUOTES]]
    said = [corpus.statement_by_id[id_] for id_ in of[Kind.STATEMENT]]
    events = [corpus.event_by_id[id_] for id_ in of[Kind.EVENT]]
    told = tellings(e for e in events if e.kind is not EventKind.COMPARISON)
    close = [g for g in told if not is_coarse(g[0].when)]  # others stand in where nothing happened
    happened = (close or told)[:_EVENTS]
    by_date = sorted(happened, key=lambda g: (g[0].when.earliest, g[0].when.latest, g[0].id))
    sections = {
        Kind.QUOTE: (t("Exact words"), quote_blocks(corpus, quotes)),
        Kind.STATEMENT: (
            t("Paraphrased"),
            [statement_block(corpus, s) for s in paraphrases(said, quotes)[:_STATEMENTS]],
        ),
        Kind.EVENT: (t("Dated"), [event_block(corpus, group) for group in by_date]),
        Kind.PASSAGE: (t("Passages"), passage_blocks(corpus, of[Kind.PASSAGE][:_PASSAGES])),
    }
    best_first = sorted(
        sections,
        key=lambda kind: (
            -max((m.score for m in matches if m.kind is kind), default=0.0)
            + (_LAST if kind is Kind.PASSAGE else 0.0)
        ),
    )
    return [block for kind in best_first for block in section(*sections[kind])]


def _only_near(match: Match) -> bool:
    """Whether only the text around it, or the speaker's role, speaks of what was asked."""
    return any(reason.why in {Why.CONTEXT, Why.ROLE} for reason in match.reasons)


COMMAND = Command(
    name="find",
    summary=t("the best of everything; plain text in a private chat does the same"),
    usage="WORDS",
    detail=t("Quotes, events and passages that fit best; a name alone gives its card."),
    answer=answer,
    search=search,
)
