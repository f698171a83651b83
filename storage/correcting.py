"""Following corrections.toml: each entry finds its facts, and what became of it is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from storage.citing import Place, actors_called, articles_called
from storage.corrections import FILE, UNRESOLVED, Correction, FactKind
from storage.extraction.roles import role_of
from storage.models import (
    CORRECTED,
    Actor,
    Basis,
    Citation,
    CorrectionResult,
    Event,
    Mention,
    Publication,
    PublicationBasis,
    Quote,
    SourceArticle,
    Statement,
    When,
)

_MOST_NAMED = 8  # articles or names listed in a reason
_Fact = TypeVar("_Fact", Quote, Statement, Event)
_Said = TypeVar("_Said", Quote, Statement)
_NOTHING_THERE = {
    None: "no quotation or paraphrase was found at these words",
    FactKind.QUOTE: "no quotation was found at these words",
    FactKind.STATEMENT: "no paraphrase was found at these words",
    FactKind.EVENT: "no date was found at these words",
    FactKind.MENTION: "no name was found at these words",
}


@dataclass(frozen=True, slots=True)
class _Aim:
    """An entry with its place in an article; `number` is the entry's."""

    number: int
    entry: Correction
    place: Place


class Corrector:
    """Corrects facts as the entries of corrections.toml say, and notes what became of each.

    `articles` are by their short id.  To be asked in the order in which facts are found:
    publications, actors, then each article's events, quotes and statements; `results` at the end.
    Where two entries are about one fact, the later has the last word.
    """

    def __init__(
        self, entries: Sequence[Correction], articles: Mapping[str, SourceArticle]
    ) -> None:
        self._entries = tuple(entries)
        self._articles = articles
        self._aims: dict[tuple[str, int], list[_Aim]] = defaultdict(list)
        self._published: dict[str, int] = {}
        self._reasons: dict[int, str] = {}
        self._owners: dict[tuple[str, object], int] = {}
        self._hits: set[int] = set()
        self._speakers: dict[int, str | None] = {}
        self._actors: Mapping[str, Actor] = {}
        for number, entry in enumerate(self._entries):
            self._aim(number, entry)

    # -- where entries lead

    def _aim(self, number: int, entry: Correction) -> None:
        found = articles_called(entry.article, self._articles)
        if len(found) != 1:
            self._reasons[number] = self._which_article(entry.article, found)
        elif entry.paragraph is None:
            self._published[found[0]] = number
            self._owners["published", found[0]] = number
            self._hits.add(number)
        else:
            self._aim_at_words(number, entry, found[0])

    def _which_article(self, name: str, found: Sequence[str]) -> str:
        if found:
            files = ", ".join(self._articles[id_].file for id_ in found)
            return f"“{name}” may be any of {files}: write the whole path"
        some = [f"{id_} {a.file}" for id_, a in self._articles.items()]
        more = ", …" if len(some) > _MOST_NAMED else ""
        there = ", ".join(some[:_MOST_NAMED]) + more
        return f"there is no article “{name}”; there are: {there or 'none'}"

    def _aim_at_words(self, number: int, entry: Correction, article: str) -> None:
        source = self._articles[article]
        passage = source.passage(entry.paragraph or 0)
        if passage is None:
            last = len(source.passages)
            self._reasons[number] = f"{source.file} has the paragraphs 1 to {last}"
            return
        place = Place.of(passage, entry.words)
        if place.ranges:
            self._aims[article, passage.number].append(_Aim(number, entry, place))
            return
        elsewhere = [p.number for p in source.passages if Place.of(p, entry.words).ranges]
        reason = f"these words do not stand in ¶{passage.number} of {source.file}"
        if elsewhere:
            reason += ", but in " + ", ".join(f"¶{n}" for n in elsewhere[:_MOST_NAMED])
        self._reasons[number] = reason

    def _of(self, article: str, passage: int, kind: FactKind) -> Iterator[_Aim]:
        for aim in self._aims.get((article, passage), ()):
            if aim.entry.is_about(kind):
                yield aim

    # -- what they change

    def publications(self) -> dict[str, Publication]:
        """Give the publication dates that are set, by the article's id."""
        return {
            id_: _publication(when)
            for id_, number in self._published.items()
            if (when := self._entries[number].published) is not None
        }

    def actors(self, actors: Sequence[Actor]) -> tuple[Actor, ...]:
        """Take the suppressed mentions out, and actors that were named by nothing else."""
        gone = self._suppressed_mentions(actors)
        kept = tuple(
            left for actor in actors if (left := _without(actor, gone.get(actor.id))) is not None
        )
        self._actors = {actor.id: actor for actor in kept}
        for number, entry in enumerate(self._entries):
            if entry.speaker is not None and number not in self._reasons:
                self._settle_speaker(number, entry.speaker)
        return kept

    def _suppressed_mentions(self, actors: Sequence[Actor]) -> dict[str, set[Mention]]:
        gone: dict[str, set[Mention]] = defaultdict(set)
        if not any(e.suppress and e.kind is FactKind.MENTION for e in self._entries):
            return gone
        here: dict[tuple[str, int], list[tuple[Actor, Mention]]] = defaultdict(list)
        for actor in actors:
            for mention in actor.mentions:
                here[mention.citation.article, mention.citation.passage].append((actor, mention))
        for (article, passage), named in here.items():
            for aim in self._of(article, passage, FactKind.MENTION):
                exact = [p for p in named if aim.place.names(p[1].citation.span)]
                touched = [p for p in named if aim.place.touches(p[1].citation.span)]
                for actor, mention in exact or touched:
                    gone[actor.id].add(mention)
                    self._owners[FactKind.MENTION, mention.citation] = aim.number
                    self._hits.add(aim.number)
        return gone

    def _settle_speaker(self, number: int, name: str) -> None:
        if name.casefold() == UNRESOLVED:
            self._speakers[number] = None
            return
        found = actors_called(name, self._actors)
        if len(found) == 1:
            self._speakers[number] = found[0].id
        elif found:
            ids = ", ".join(actor.id for actor in found[:_MOST_NAMED])
            self._reasons[number] = f"several actors are called “{name}”: write one of {ids}"
        else:
            self._reasons[number] = f"no actor is called “{name}”: write a name as /actor shows it"

    def events(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """Correct the dates of an article's events, and leave the suppressed ones out."""
        if not self._aims:
            return tuple(events)
        own = self._last_words(FactKind.EVENT, events, _dated_at)
        kept: list[Event] = []
        for event in events:
            entry = self._entry_of(FactKind.EVENT, event, own.get(event.id))
            if entry is None:
                kept.append(event)
            elif entry.date is not None:
                kept.append(_dated(event, entry.date))
        return tuple(kept)

    def quotes(self, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """Correct the speakers of an article's quotes, and leave the suppressed ones out.

        An utterance has one speaker: its other stretches follow, unless they are corrected, too.
        """
        if not self._aims:
            return tuple(quotes)
        own = self._last_words(FactKind.QUOTE, quotes, _said_at)
        turns: dict[str, int] = {}
        for quote in quotes:
            number = own.get(quote.id)
            if number is not None and not self._entries[number].suppress:
                turns.setdefault(quote.turn, number)
        kept: list[Quote] = []
        for quote in quotes:
            number = own.get(quote.id, turns.get(quote.turn))
            entry = self._entry_of(FactKind.QUOTE, quote, number)
            if entry is None:
                kept.append(quote)
            elif number is not None and entry.speaker is not None:
                kept.append(self._told(quote, self._speakers[number]))
        return _one_speaker_a_turn(kept)

    def statements(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """Correct the speakers of an article's statements, and leave the suppressed ones out."""
        if not self._aims:
            return tuple(statements)
        own = self._last_words(FactKind.STATEMENT, statements, _said_at)
        kept: list[Statement] = []
        for statement in statements:
            number = own.get(statement.id)
            entry = self._entry_of(FactKind.STATEMENT, statement, number)
            if entry is None:
                kept.append(statement)
            elif number is not None and entry.speaker is not None:
                kept.append(self._told(statement, self._speakers[number]))
        return tuple(kept)

    def _last_words(
        self,
        kind: FactKind,
        facts: Sequence[_Fact],
        meant: Callable[[Place, Sequence[_Fact]], Sequence[_Fact]],
    ) -> dict[str, int]:
        """Give the entry that has the last word on each fact, by the fact's id."""
        here: dict[tuple[str, int], list[_Fact]] = defaultdict(list)
        for fact in facts:
            here[fact.citation.article, fact.citation.passage].append(fact)
        own: dict[str, int] = {}
        for (article, passage), told in here.items():
            for aim in self._of(article, passage, kind):
                found = meant(aim.place, told)
                if self._can_be_followed(aim, found):
                    self._hits.update([aim.number] if found else [])
                    own.update({fact.id: aim.number for fact in found})
        return own

    def _can_be_followed(self, aim: _Aim, found: Sequence[Quote | Statement | Event]) -> bool:
        if aim.entry.speaker is not None:
            return aim.number in self._speakers
        dates = list(dict.fromkeys(e.expression for e in found if isinstance(e, Event)))
        if aim.entry.date is None or len(found) <= 1:
            return True
        listed = ", ".join(f"“{date}”" for date in dates)
        self._reasons[aim.number] = f"several dates stand there ({listed}): write the words of one"
        return False

    def _entry_of(self, kind: FactKind, fact: _Fact, number: int | None) -> Correction | None:
        """Give the entry that a fact is corrected by, and count the fact for it."""
        if number is None:
            return None
        self._owners[kind, fact.id] = number
        return self._entries[number]

    def _told(self, said: _Said, speaker: str | None) -> _Said:
        actor = self._actors[speaker] if speaker is not None else None
        place = said.citation
        return replace(
            said,
            speaker=speaker,
            role=role_of(actor, place.article, place.passage),
            method=CORRECTED,
            confidence=1.0,
        )

    # -- what became of them

    def results(self) -> tuple[CorrectionResult, ...]:
        """Tell for each entry how many facts it changed, or why none."""
        facts = Counter(self._owners.values())
        return tuple(
            CorrectionResult(
                entry.where,
                entry.in_short(),
                facts[number],
                "" if facts[number] else self._reason(number, entry),
            )
            for number, entry in enumerate(self._entries)
        )

    def _reason(self, number: int, entry: Correction) -> str:
        if number in self._reasons:
            return self._reasons[number]
        if number in self._hits:
            return "a later entry says otherwise of the same"
        kind = FactKind.EVENT if entry.date is not None else entry.kind
        return _NOTHING_THERE[kind]


def _publication(when: When) -> Publication:
    basis = PublicationBasis.CORRECTED
    return Publication(when, when.middle, basis, certain=True, evidence=f"stated in {FILE}")


def _dated(event: Event, when: When) -> Event:
    return replace(
        event, when=when, basis=Basis.CORRECTED, reference=None, confidence=1.0, method=CORRECTED
    )


def _said_at(place: Place, facts: Sequence[_Said]) -> Sequence[_Said]:
    """Give what has just these words, else all that they touch: one may stand within another."""
    exact = [fact for fact in facts if place.names(fact.citation.span)]
    return exact or [fact for fact in facts if place.touches(fact.citation.span)]


def _dated_at(place: Place, events: Sequence[Event]) -> Sequence[Event]:
    """Give the events whose expression the words touch, else those whose sentence they do."""
    direct = [event for event in events if place.touches(event.citation.span)]
    return direct or [event for event in events if place.touches(event.sentence_span)]


def _one_speaker_a_turn(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Part turns whose stretches were given to several; the first speaker keeps the turn's id."""
    names: dict[tuple[str, str | None], str] = {}
    parted: set[str] = set()
    told: list[Quote] = []
    for quote in quotes:
        spoken = (quote.turn, quote.speaker)
        if quote.method != CORRECTED:
            told.append(quote)
            continue
        if spoken not in names:
            names[spoken] = quote.id if quote.turn in parted else quote.turn
            parted.add(quote.turn)
        turn = names[spoken]
        told.append(quote if turn == quote.turn else replace(quote, turn=turn))
    return tuple(told)


def _without(actor: Actor, gone: set[Mention] | None) -> Actor | None:
    """Take mentions from an actor, and the roles of passages that no longer name it."""
    if not gone:
        return actor
    mentions = tuple(mention for mention in actor.mentions if mention not in gone)
    if not mentions and not actor.byline:
        return None
    left = {_passage(mention.citation) for mention in mentions}
    emptied = {_passage(mention.citation) for mention in gone} - left
    roles = tuple(role for role in actor.roles if _passage(role.citation) not in emptied)
    return replace(actor, mentions=mentions, roles=roles)


def _passage(citation: Citation) -> tuple[str, int]:
    return citation.article, citation.passage
