"""What a dated sentence tells of a happening: its words, who, where, what, whom it befell.

Read once for every event; what only a comparison needs is read when first asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from storage.extraction.complements import find_complements, meaning
from storage.extraction.dated_sentences import Sentence, clause_of, foreground, read_sentence
from storage.extraction.figures import Figure, find_figures
from storage.extraction.happening_lexicon import happening_lexicon
from storage.extraction.roster import Roster
from storage.models import Actor, ActorKind, Event
from storage.text.calendar import months, weekdays
from storage.text.folding import Word, key, stem
from storage.text.offsets import Span

GROUND = frozenset({ActorKind.COUNTRY, ActorKind.PLACE})
"""Kinds of actors that say where rather than who."""

BODIES = frozenset({ActorKind.ORGANISATION, ActorKind.GROUP})
"""Kinds of actors that are many people together."""

_SHORT_WORD = 3
_NEAR_OBJECT = 60  # characters after a verb in which its object is named
_NEAR_PASSIVE = 3  # words before a verb in which an auxiliary makes it passive
POSSESSED = re.compile(r"[’']s?\b|[’']")  # behind a name: what follows is its bearer’s
_BEFORE_PLACES = (
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Oo]ff|through|across|hit|struck|rocked|shook)\s"
)
_LOCATIVE = re.compile(rf"{_BEFORE_PLACES}(?:the\s)?(?:[a-z]+\s(?:of|town)\s)?$")
_LOCATIVE_LENGTH = 60  # characters before a name in which such words stand
_INSIDE = re.compile(r"\b(?:[Ii]n|[Nn]ear|[Oo]utside)\s(?:the\s)?$")
_PLACED = re.compile(
    rf"{_BEFORE_PLACES}(?:the\s(?:city|town|port|village)\sof\s)?"
    r"((?:[A-ZА-ЯЁ][\w’'-]+)(?:\s[A-ZА-ЯЁ][\w’'-]+)*)"
)
_POST = re.compile(
    r"\bas\s(?:(?:its|the|his|her|their|a|an|new)\s)*([a-z][a-z -]+?)"
    r"(?=\s(?:of|on|in|at|from|after|for|with)\b|[,.;]|$)"
)
Named = tuple[Span, Actor]


class Strangers(NamedTuple):
    """Names in a sentence of whom no actor was made: "Telmark", "with the Miners’ Union".

    `openers` may be such names, or have a capital only as the sentence's first words; `partners`
    are those of both that stand as a side's name, with "with", "of" or "by" before them.
    """

    certain: frozenset[str]
    openers: frozenset[str]
    partners: frozenset[str]


@dataclass(eq=False)  # not frozen, as one is made for every event; nothing sets its fields
class Telling:
    """An event with what tells it apart.

    `clause` is the range that the date belongs to, `stems` those of the words outside of names
    and of background, `families` the clause's happenings (with whether denied), `people` the
    actors that the sentence names, with their ranges in it.  `places` is where it happened, as the
    sentence says: narrower places (False) and countries (True).  `alone` is false where the
    sentence has other dates too.
    """

    event: Event
    sentence: Sentence
    clause: Span
    stems: frozenset[str]
    families: frozenset[tuple[str, bool]]
    people: tuple[Named, ...]
    places: tuple[frozenset[str], frozenset[str]]
    strangers: Strangers
    alone: bool = True

    @property
    def words(self) -> tuple[Word, ...]:
        """The sentence's words."""
        return self.sentence.words

    @property
    def marks(self) -> frozenset[str]:
        """What marks the whole sentence: "visit", "gathering", "repeated", "remembered"."""
        return self.sentence.marks

    @property
    def sites(self) -> frozenset[str]:
        """What the sentence says was struck or where it took place: a warehouse, a station."""
        return self.sentence.sites

    @property
    def dated(self) -> Span:
        """The expression of the date, in the sentence."""
        return _dated(self.event)

    @cached_property
    def named(self) -> frozenset[str]:
        """The ids of the actors that the clause names."""
        return frozenset(a.id for span, a in self.people if self._inside(span.start))

    @cached_property
    def countries(self) -> frozenset[str]:
        """The ids of the countries that the clause names."""
        return frozenset(
            actor.id
            for span, actor in self.people
            if actor.kind is ActorKind.COUNTRY and self._inside(span.start)
        )

    @cached_property
    def parties(self) -> Mapping[str, ActorKind]:
        """Who the clause says takes part: persons and bodies, not places, not its sources."""
        return {
            actor.id: actor.kind
            for span, actor in self.people
            if self._inside(span.start)
            and actor.kind not in GROUND
            and not _speaks(self.words, span)
        }

    @cached_property
    def post(self) -> str:
        """As what someone was appointed, resigned or was dismissed; "" where it is not said."""
        match = _POST.search(self.sentence.text)
        return match.group(1) if match else ""

    @cached_property
    def told(self) -> frozenset[str]:
        """The happenings that the clause tells and does not deny.

        Where it tells none, or only what a scene brought ("died when a warehouse burned"), those
        of the whole sentence.
        """
        told = {name for name, denied in self.families if not denied}
        brought = told & happening_lexicon().consequences
        if brought or (self.alone and not told):
            told |= {name for _, name, denied in self.sentence.families if not denied}
        return frozenset(told)

    @property
    def scenes(self) -> frozenset[str]:
        """What befell a place."""
        return self.told & happening_lexicon().scenes

    @property
    def consequences(self) -> frozenset[str]:
        """What a scene brings: deaths, injuries, arrests."""
        return self.told & happening_lexicon().consequences

    @cached_property
    def befallen(self) -> frozenset[tuple[str, str, str]]:
        """Whom something befell: (family, the phrase that tells it, the person's id)."""
        return frozenset(self._befallen())

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers of the sentence, or of the clause where the sentence has other dates."""
        inside = Span(0, len(self.event.sentence)) if self.alone else self.clause
        names = (*(span for span, _ in self.people), self.dated)
        return find_figures(self.event.sentence, self.words, inside, names)

    @cached_property
    def complements(self) -> Mapping[str, frozenset[str]]:
        """What the clause's verbs act upon, where and over what, by role; see `complements`."""
        names, families = [span for span, _ in self.people], self.sentence.families
        return find_complements(self.words, self.clause, names, self.dated, families)

    @cached_property
    def meanings(self) -> frozenset[str]:
        """What all words of the sentence may mean, as complements are compared."""
        return frozenset().union(*(meaning(word.folded) for word in self.words))

    def whom(self, family: str) -> frozenset[str]:
        """The ids of the persons whom such a thing befell."""
        return frozenset(person for name, _, person in self.befallen if name == family)

    def tells(self, family: str) -> bool:
        """Whether the clause tells such a happening, and does not deny it."""
        return (family, False) in self.families

    def _inside(self, at: int) -> bool:
        return self.clause.start <= at < self.clause.end

    def _befallen(self) -> Iterator[tuple[str, str, str]]:
        lexicon = happening_lexicon()
        if not any(self.tells(family) for family in lexicon.befalling):
            return
        persons = [(span, a) for span, a in self.people if a.kind is ActorKind.PERSON]
        for hit in lexicon.befalls.find(self.words):
            family, manner = hit.label
            at = Span(self.words[hit.first].start, self.words[hit.after - 1].end)
            if not self._inside(at.start) and not self.alone:
                continue
            if manner == "object" and self._is_passive(hit.first):
                manner = "subject"
            whom = _whom(self.event.sentence, at, manner, persons)
            if whom is not None:
                yield family, hit.phrase, whom.id

    def _is_passive(self, verb: int) -> bool:
        before = self.words[max(0, verb - _NEAR_PASSIVE) : verb]
        return any(word.folded in happening_lexicon().passive for word in before)


def _whom(sentence: str, verb: Span, manner: str, persons: Sequence[Named]) -> Actor | None:
    """The person that a verb's subject, object or possessor names."""
    before = [(span, actor) for span, actor in persons if span.end <= verb.start]
    after = [(span, actor) for span, actor in persons if span.start >= verb.end]
    if manner == "possession":
        if before and POSSESSED.fullmatch(sentence[before[-1][0].end : verb.start].strip()):
            return before[-1][1]
        of = sentence[verb.end : verb.end + 4] == " of "
        return after[0][1] if of and after else None
    if manner == "object":
        near = after and after[0][0].start - verb.end <= _NEAR_OBJECT
        return after[0][1] if near else None
    own = [(span, actor) for span, actor in before if not POSSESSED.match(sentence, span.end)]
    return own[-1][1] if own else None


def _places(text: str, people: Sequence[Named]) -> tuple[frozenset[str], frozenset[str]]:
    """Where it happened, as a sentence says: narrower places and countries."""
    found: tuple[set[str], set[str]] = (set(), set())
    for span, actor in people:
        before = max(0, span.start - _LOCATIVE_LENGTH)
        ground = actor.kind in GROUND and _LOCATIVE.search(text, before, span.start)
        if ground or (actor.kind in BODIES and _INSIDE.search(text, before, span.start)):
            found[actor.kind is ActorKind.COUNTRY].add(actor.id)
    for match in _PLACED.finditer(text):
        span = Span(*match.span(1))
        name = _key(match.group(1))
        if not any(span.overlaps(other) for other, _ in people) and not _is_date(name):
            found[False].add(name)
    return frozenset(found[False]), frozenset(found[True])


def _strangers(sentence: Sentence, people: Sequence[Named], places: frozenset[str]) -> Strangers:
    untold, partner = happening_lexicon().untold, happening_lexicon().partner
    certain, openers, partners = list[str](), list[str](), list[str]()
    for span, before in sentence.capitals:
        name = sentence.text[span.start : span.end]
        folded = _key(name)
        if untold.issuperset(folded.split()) or folded in places:
            continue
        beside = any(span.start <= t.end + 1 and t.start <= span.end + 1 for t, _ in people)
        if beside or _is_date(folded) or _speaks(sentence.words, span):
            continue
        (certain if span.start > 1 or " " in name else openers).append(folded)
        if before in partner:
            partners.append(folded)
    return Strangers(frozenset(certain), frozenset(openers), frozenset(partners))


def _speaks(words: Sequence[Word], name: Span) -> bool:
    """Whether a word of speech stands beside a name: "Haas said", "according to Haas"."""
    after = bisect_left(words, name.end, key=itemgetter(0))
    if after < len(words) and words[after].folded in happening_lexicon().speech:
        return True
    first = bisect_right(words, name.start, key=itemgetter(1))
    before = [word.folded for word in words[max(0, first - 3) : first]]
    return "according" in before or before[-1:] == ["said"]


@lru_cache(maxsize=16_384)
def _key(name: str) -> str:
    return key(name)


def _is_date(name: str) -> bool:
    return any(part in months() or part in weekdays() for part in name.split())


def read_tellings(
    events: Sequence[Event], wanted: Iterable[int], roster: Roster
) -> dict[int, Telling]:
    """Read the events of the numbers wanted; a sentence is read once."""
    read: dict[str, Sentence] = {}
    dates = Counter(map(_place, events))
    tellings = {}
    for index in wanted:
        event = events[index]
        sentence = read.get(event.sentence)
        if sentence is None:
            sentence = read[event.sentence] = read_sentence(event.sentence)
        tellings[index] = _telling(event, sentence, roster, alone=dates[_place(event)] == 1)
    return tellings


def _place(event: Event) -> tuple[str, int, int]:
    return (event.citation.article, event.citation.passage, event.sentence_span.start)


def _telling(event: Event, sentence: Sentence, roster: Roster, *, alone: bool) -> Telling:
    people = tuple(_people(event, roster))
    dated = _dated(event)
    ground = foreground(sentence.text, dated)
    named = bytearray(len(ground))
    names = [span for span, _ in people]
    for span in (dated, *names):
        named[span.start : span.end] = b"x" * (span.end - span.start)
    common = happening_lexicon().common
    words = sentence.words
    stems = frozenset(
        [
            stem(folded)
            for start, _, surface, folded in words
            if len(folded) > _SHORT_WORD
            and folded not in common
            and (start < 2 or not surface[0].isupper())  # noqa: PLR2004 - after an opening mark
            and not named[start]
            and ground[start] != " "
        ]
    )
    clause = clause_of(ground, dated, names)
    families = frozenset(
        (name, denied)
        for at, name, denied in sentence.families
        if clause.start <= (start := words[at].start) < clause.end and ground[start] != " "
    )
    places = _places(sentence.text, people)
    strangers = _strangers(sentence, people, places[False])
    return Telling(event, sentence, clause, stems, families, people, places, strangers, alone)


def _dated(event: Event) -> Span:
    offset = event.sentence_span.start
    return Span(event.citation.start - offset, event.citation.end - offset)


def _people(event: Event, roster: Roster) -> Iterator[Named]:
    """The actors that the sentence names, each with its range in the sentence."""
    whole = event.sentence_span
    for span, actor in roster.named(event.citation.article, event.citation.passage):
        if whole.start <= span.start and span.end <= whole.end and not actor.byline:
            yield Span(span.start - whole.start, span.end - whole.start), actor
