"""What the bot offers to be shared in other chats: quotes, events and actors, each with its source.

Pure: from words and a snapshot to a page of offers; `bot.inline` puts them into Telegram's form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from textwrap import shorten
from typing import Final, TypeAlias

from bot.commands.asked import not_only_near
from bot.commands.quote import without_excluded
from bot.contract import Text
from bot.locale import t
from bot.render.events import Told, event_block, event_date, tellings, told_first
from bot.render.facts import (
    KINDS,
    actor_title,
    article_date,
    cite,
    coverage,
    quote_blocks,
    role_line,
    statement_block,
)
from bot.render.reference import reference
from bot.render.rich import Rich, join, rich
from storage.models import Actor, ActorKind, Citation, Corpus, EventKind, Quote, Statement
from storage.search import Kind, Match, Verdict
from storage.snapshot import Snapshot
from storage.text.offsets import Span

PAGE: Final = 20  # offers at once; Telegram takes 50
_MOST = 200  # matches that are looked at
_SHARED = frozenset({Kind.ACTOR, Kind.QUOTE, Kind.STATEMENT, Kind.EVENT})
_SUGGESTED = 8  # persons of whom something is offered where nothing is asked
_ROLES = 5
_TITLE, _WORDS, _ASKED = 64, 110, 40  # characters of a title, of a description's words, of a query
_VERSION = 16  # characters of a corpus version in an offset

Fact: TypeAlias = Actor | Quote | Statement | Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something to share: how the list shows it, and what the message says.

    `lead` says what the words are where the block does not, `source` where they are from, in full;
    None where the block cites each line of its own.
    """

    id: str
    title: Text | str
    description: Text | str
    block: Rich
    lead: Text | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """A page of offers, where the next one begins ("" after the last), what was not found."""

    offers: tuple[Offer, ...] = ()
    next_offset: str = ""
    missing: Text | None = None


def offers(snapshot: Snapshot, words: str, offset: str = "") -> Offers:
    """Give a page of what there is to share on some words; without words, something of all.

    `offset` is "" or the `next_offset` of the page before.  One of another version of the corpus
    ends the list: what would follow belongs to another list.
    """
    start = _start(offset, snapshot.corpus)
    if start is None:
        return Offers()
    facts = list(_found(snapshot, words) if words else _suggested(snapshot.corpus))
    if not facts:
        return Offers(missing=_nothing(snapshot.corpus, words))
    page = facts[start : start + PAGE]
    end = start + len(page)
    following = f"{snapshot.corpus.version[:_VERSION]}:{end}" if end < len(facts) else ""
    return Offers(tuple(_offer(snapshot.corpus, fact) for fact in page), following)


def _start(offset: str, corpus: Corpus) -> int | None:
    """Read where a page begins; None where the list was of another corpus, or never was."""
    if not offset:
        return 0
    version, _, number = offset.rpartition(":")
    if version != corpus.version[:_VERSION] or not (number.isascii() and number.isdigit()):
        return None
    return int(number)


def _nothing(corpus: Corpus, words: str) -> Text:
    if not words:
        return t("Nothing to share yet")
    return t(
        "Nothing on “{words}” in {coverage}", words=_cut(words, _ASKED), coverage=coverage(corpus)
    )


def _found(snapshot: Snapshot, words: str) -> Iterator[Fact]:
    """Find what is shared, the best first, each utterance, sentence and happening once.

    Exact words that only stand near what was asked come last.
    """
    corpus = snapshot.corpus
    found = without_excluded(corpus, snapshot.index.find(words, _SHARED, limit=_MOST))
    if found.verdict is Verdict.NOTHING:
        return
    direct = not_only_near(found.matches)
    near = [m for m in found.matches if m.kind is Kind.QUOTE and m not in direct]
    told = _told(corpus, direct)
    turns: set[tuple[str, str]] = set()
    sentences: defaultdict[tuple[str, int], list[Span]] = defaultdict(list)
    for match in (*direct, *near):
        fact = _fact(corpus, match, told)
        if isinstance(fact, Quote):
            turn = (fact.citation.article, fact.turn)
            if turn in turns:
                continue
            turns.add(turn)
        elif isinstance(fact, Statement | tuple):
            at, span = _sentence(fact)
            beside = sentences[at.article, at.passage]
            if any(span.overlaps(other) for other in beside):
                continue
            beside.append(span)
        if fact is not None:
            yield fact


def _fact(corpus: Corpus, match: Match, told: Mapping[str, Told]) -> Fact | None:
    if match.kind is Kind.ACTOR:
        return corpus.actor_by_id[match.id]
    if match.kind is Kind.QUOTE:
        return corpus.quote_by_id[match.id]
    if match.kind is Kind.STATEMENT:
        return corpus.statement_by_id[match.id]
    return told.get(match.id)


def _sentence(fact: Statement | Told) -> tuple[Citation, Span]:
    if isinstance(fact, Statement):
        return fact.citation, fact.citation.span
    return fact[0].citation, fact[0].sentence_span


def _told(corpus: Corpus, matches: Iterable[Match]) -> dict[str, Told]:
    """Give the happenings among the matches, each by the first of its tellings that was found."""
    ids = [match.id for match in matches if match.kind is Kind.EVENT]
    events = [corpus.event_by_id[id_] for id_ in ids]
    groups = tellings(event for event in events if event.kind is not EventKind.COMPARISON)
    place = {id_: number for number, id_ in enumerate(ids)}
    return {min((event.id for event in told), key=place.__getitem__): told for told in groups}


def _suggested(corpus: Corpus) -> Iterator[Fact]:
    """Of the persons who are named most: who they are, their words, something that happened."""
    told: set[str] = set()
    for actor in corpus.actors_by_kind.get(ActorKind.PERSON, ())[:_SUGGESTED]:
        yield actor
        yield from corpus.quotes_by_speaker.get(actor.id, ())[:1]
        events, _ = told_first(corpus, corpus.chronology.of_actor(actor.id), happenings=1)
        for happening in tellings(events)[:1]:
            if happening[0].id not in told:
                told.add(happening[0].id)
                yield happening


def _offer(corpus: Corpus, fact: Fact) -> Offer:
    if isinstance(fact, Actor):
        return _actor(corpus, fact)
    if isinstance(fact, Quote):
        (block,) = quote_blocks(corpus, [fact])
        return _said(corpus, fact, t("Exact words"), f"“{_cut(fact.text)}”", block)
    if isinstance(fact, Statement):
        block = statement_block(corpus, fact)
        return _said(corpus, fact, t("Paraphrased"), _cut(fact.text), block)
    event = fact[0]
    return Offer(
        id=_id(Kind.EVENT, event.id),
        title=event_date(corpus, event),
        description=_described(corpus, _cut(event.sentence), event.citation),
        block=event_block(corpus, fact),
        source=reference(corpus, event.citation),
    )


def _said(corpus: Corpus, said: Quote | Statement, kind: Text, words: str, block: Rich) -> Offer:
    speaker = corpus.actor_by_id[said.speaker].name if said.speaker is not None else None
    name = t("speaker not clear from the text") if speaker is None else _cut(speaker, _TITLE)
    return Offer(
        id=_id(Kind.QUOTE if isinstance(said, Quote) else Kind.STATEMENT, said.id),
        title=t("{name}: {kind}", name=name, kind=kind),
        description=_described(corpus, words, said.citation),
        block=block,
        lead=kind if isinstance(said, Quote) else None,
        source=reference(corpus, said.citation),
    )


def _actor(corpus: Corpus, actor: Actor) -> Offer:
    roles = [role_line(corpus, role) for role in corpus.roles_by_actor.get(actor.id, ())[:_ROLES]]
    named = actor.mentions[0].citation if not roles and actor.mentions else None
    if named is not None:
        roles = [rich(t("Named in"), " ", cite(corpus, named))]
    role = max((role.text for role in actor.roles[:_ROLES]), key=len, default=None)
    return Offer(
        id=_id(Kind.ACTOR, actor.id),
        title=_cut(actor.name, _TITLE),
        description=_cut(role) if role is not None else KINDS[actor.kind],
        lead=t("As the articles say, at their time"),
        block=join((actor_title(actor), *roles)),
        source=reference(corpus, named) if named is not None else None,
    )


def _described(corpus: Corpus, words: str, citation: Citation) -> Text:
    article = corpus.article_by_id[citation.article]
    place = f"{corpus.labels[article.id]} ¶{citation.passage}"
    return t("{words} — {place}, {date}", words=words, place=place, date=article_date(article))


def _cut(text: str, most: int = _WORDS) -> str:
    """Cut at a word; a word that is longer than all the room is cut itself."""
    short = shorten(text, most, placeholder=" …")
    return short if short != "…" else text[: most - 1] + "…"


def _id(kind: Kind, id_: str) -> str:
    """Name a result in 32 bytes; Telegram takes 64, an actor's id may be longer."""
    return blake2b(f"{kind}:{id_}".encode(), digest_size=16).hexdigest()
