"""Actors by name: full names, surnames, given names, initials, titles, misspellings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from storage.arrays import Array, Arrays, below, texts_array, texts_of, under
from storage.models import Actor, ActorKind
from storage.search.match import Reason, Why
from storage.search.near import NearWords
from storage.search.terms import Term, sound, terms
from storage.search.thesaurus import thesaurus
from storage.search.vocabulary import Expansion, Vocabulary

CONFIDENT: Final = 75.0
LISTED: Final = 60.0
MARGIN: Final = 5.0
_SURNAME: Final = 0.96
_GIVEN: Final = 0.9
_INITIAL: Final = 0.9
_TITLE: Final = 0.9
_BYLINE: Final = 0.97
_PART: Final = 0.7
_LEAST_THESAURUS: Final = 0.75
_NEAREST: Final = 0.6  # likeness of letters and sounds, for “did you mean”
_MOST_CANDIDATES: Final = 30  # actors that are looked at closely
_LACKING: Final = 2  # words that an actor's names hold, from which on one more may be lacking
_FARTHEST: Final = 4  # edits
_PLAIN: Final = frozenset({Why.EXACT, Why.STEM, Why.TRANSLITERATION, Why.THESAURUS})


class Named(NamedTuple):
    """An actor that a name may mean: its place among all, its id, a score 0–100, and why."""

    number: int
    actor: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Alias:
    text: str
    terms: tuple[Term, ...]
    concepts: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All that it can be looked up by."""
        return (*(term.key for term in self.terms), *self.concepts)


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    id: str
    person: bool
    byline: bool
    prominence: int
    aliases: tuple[_Alias, ...]
    titles: frozenset[str]  # stems of its roles


class _Hit(NamedTuple):
    position: int  # the term of the alias, -1 for a title
    weight: float
    reason: Reason


class _Holders:
    """Which actors have a word in one of their names: rows of actors by the word's number."""

    def __init__(self, starts: NDArray[np.int64], actors: NDArray[np.uint32]) -> None:
        self._starts = starts
        self._actors = actors

    @classmethod
    def of(cls, held: Iterable[tuple[int, int]], words: int) -> _Holders:
        pairs = np.array(sorted(set(held)), np.int64).reshape(-1, 2)
        starts = np.zeros(words + 1, np.int64)
        np.cumsum(np.bincount(pairs[:, 0], minlength=words), out=starts[1:])
        return cls(starts, pairs[:, 1].astype(np.uint32))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> _Holders:
        return cls(arrays["starts"], arrays["actors"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        yield "starts", self._starts
        yield "actors", self._actors

    def of_word(self, word: int) -> NDArray[np.uint32]:
        return self._actors[int(self._starts[word]) : int(self._starts[word + 1])]


class Names:
    """The names of a corpus.  Immutable and picklable; entries are made as they are asked for."""

    def __init__(
        self,
        actors: Sequence[Actor],
        speakers: Collection[str],
        vocabulary: Vocabulary,
        holders: _Holders,
        near: NearWords,
    ) -> None:
        """Take the actors, who of them is quoted, and what they are looked up by; see `of`."""
        self._actors = actors
        self._speakers = frozenset(speakers)
        self._vocabulary = vocabulary
        self._holders = holders
        self._near = near
        self._prominence = np.array([len(actor.mentions) for actor in actors], np.int64)
        self._entries: dict[int, _Entry] = {}

    @classmethod
    def of(cls, actors: Sequence[Actor], speakers: Collection[str]) -> Names:
        """Take the actors, and the ids of those who are quoted."""
        held: list[tuple[str, int]] = []
        words: dict[str, Term] = {}
        concepts: set[str] = set()
        for number, actor in enumerate(actors):
            for alias in _aliases(actor):
                words.update((term.surface, term) for term in alias.terms)
                concepts.update(alias.concepts)
                held += ((word, number) for word in alias.words)
        vocabulary = Vocabulary.of(words.values(), concepts)
        place = {word: number for number, word in enumerate(vocabulary.words)}
        holders = _Holders.of(((place[word], actor) for word, actor in held), len(vocabulary))
        sounds = ["" if " " in word else sound(word) for word in vocabulary.words]
        near = NearWords.of(sounds, (number for number, heard in enumerate(sounds) if heard))
        return cls(actors, speakers, vocabulary, holders, near)

    @classmethod
    def from_arrays(
        cls, actors: Sequence[Actor], speakers: Collection[str], arrays: Arrays
    ) -> Names:
        """Make them again of the same actors and what `arrays` gave."""
        return cls(
            actors,
            speakers,
            Vocabulary.from_arrays(under("vocabulary", arrays)),
            _Holders.from_arrays(under("holders", arrays)),
            NearWords.from_arrays(texts_of(arrays["sounds"]), under("near", arrays)),
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield from below("vocabulary", self._vocabulary.arrays())
        yield from below("holders", self._holders.arrays())
        yield "sounds", texts_array(self._near.words)
        yield from below("near", self._near.arrays())

    def find(self, wanted: Sequence[Term], words: Vocabulary) -> tuple[Named, ...]:
        """List the actors that the terms may name, the best first; ties by prominence and id.

        `words` is the vocabulary of the corpus: a word that it has is never taken for a
        misspelt or unfinished name (Kabul is not Kabulov).
        """
        return self._find(wanted, self._expand(wanted, words))

    def may_hold(self, wanted: Sequence[Term], words: Vocabulary) -> bool:
        """Whether each of the terms stands in some actor's name."""
        return all(self._expand(wanted, words))

    def _find(
        self, wanted: Sequence[Term], expansions: Sequence[Mapping[str, Expansion]]
    ) -> tuple[Named, ...]:
        named = list(self._scored(wanted, expansions))
        named.sort(key=lambda pair: (-pair[0].score, -pair[1].prominence, pair[0].actor))
        return tuple(one for one, _ in named)

    def _scored(
        self, wanted: Sequence[Term], expansions: Sequence[Mapping[str, Expansion]]
    ) -> Iterator[tuple[Named, _Entry]]:
        for number in self._candidates(expansions):
            entry = self._entry(number)
            best = max(
                (self._score(entry, alias, wanted, expansions) for alias in entry.aliases),
                key=lambda named: named.score,
            )
            if best.score > 0:
                yield best, entry

    def _candidates(self, expansions: Sequence[Mapping[str, Expansion]]) -> list[int]:
        """List the actors that have a word of the query, in order.

        Only those who have most of the query's words; of very many, the most mentioned.
        """
        rows = [
            np.unique(np.concatenate([self._holders.of_word(one.word) for one in found.values()]))
            for found in expansions
            if found
        ]
        if not rows:
            return []
        held, words = np.unique(np.concatenate(rows), return_counts=True)
        # Who lacks two of the words, or one of two, cannot be meant beside who has them all.
        held = held[words >= words.max() - (words.max() > _LACKING)]
        if len(held) > _MOST_CANDIDATES:
            known = np.argsort(-self._prominence[held], kind="stable")[:_MOST_CANDIDATES]
            held = np.sort(held[known])
        candidates: list[int] = held.tolist()
        return candidates

    def _entry(self, number: int) -> _Entry:
        known = self._entries.get(number)
        if known is None:
            known = self._entries[number] = _entry(number, self._actors[number])
        return known

    def _meant_alone(self, number: int) -> bool:
        """Whether a name alone means an actor: a person who is not only a byline."""
        actor = self._actors[number]
        return actor.kind is ActorKind.PERSON and (not actor.byline or actor.id in self._speakers)

    def persons(self, wanted: Sequence[Term], words: Vocabulary) -> frozenset[int]:
        """Tell which of the terms, by their positions, confidently name a person."""
        expansions = self._expand(wanted, words)
        found: set[int] = set()
        for size in (3, 2, 1):
            for start in range(len(wanted) - size + 1):
                window = range(start, start + size)
                if any(at in found or not expansions[at] for at in window):
                    continue
                part = slice(start, start + size)
                if any(
                    named.score >= CONFIDENT and self._meant_alone(named.number)
                    for named, _ in self._scored(wanted[part], expansions[part])
                ):
                    found.update(window)
        return frozenset(found)

    def nearest(self, wanted: Sequence[Term], most: int = 3) -> tuple[Named, ...]:
        """List the actors that are spelt most like a name that none has; perhaps none."""
        best: dict[int, tuple[float, str, str]] = {}
        for term in wanted:
            heard = sound(term.key)
            most = min(int(len(heard) * (1 - _NEAREST)), _FARTHEST)
            for edits, word in self._near.within(heard, most):
                text = self._vocabulary.words[word]
                longest = max(len(heard), len(self._near.words[word]), 1)
                likeness = (1 - edits / longest + OSA.normalized_similarity(term.key, text)) / 2
                if likeness < _NEAREST:
                    continue
                for number in self._holders.of_word(word)[:_MOST_CANDIDATES].tolist():
                    if likeness > best.get(number, (0.0, "", ""))[0]:
                        best[number] = (likeness, term.surface, text)
        ranked = sorted(best.items(), key=lambda found: (-found[1][0], self._rank(found[0])))
        return tuple(
            Named(
                number,
                self._actors[number].id,
                round(min(100 * likeness, LISTED - 1) / 2, 1),
                (Reason(Why.TYPO, typed, word),),
            )
            for number, (likeness, typed, word) in ranked[:most]
        )

    def _rank(self, number: int) -> tuple[int, str]:
        return -len(self._actors[number].mentions), self._actors[number].id

    def _expand(self, wanted: Sequence[Term], words: Vocabulary) -> list[dict[str, Expansion]]:
        return [
            self._allowed(term, found, words)
            for term, found in zip(wanted, self._vocabulary.expand_all(wanted), strict=True)
        ]

    def _allowed(
        self, term: Term, expansions: Iterable[Expansion], words: Vocabulary
    ) -> dict[str, Expansion]:
        """Leave out what is only near in meaning, and misspellings of a word of the corpus."""
        known = words.number(term.key) is not None and self._vocabulary.number(term.key) is None
        found: dict[str, Expansion] = {}
        for expansion in expansions:
            if expansion.why is Why.THESAURUS and expansion.weight < _LEAST_THESAURUS:
                continue
            if not known or expansion.why in _PLAIN:
                found.setdefault(self._vocabulary.words[expansion.word], expansion)
        return found

    def _score(
        self,
        entry: _Entry,
        alias: _Alias,
        wanted: Sequence[Term],
        expansions: Sequence[Mapping[str, Expansion]],
    ) -> Named:
        hits: list[_Hit] = []
        free = dict(enumerate(alias.terms))
        shared: dict[int, Term] = {}  # stood for by the thesaurus: "islamic state" are two for ISIS
        for term, found in zip(wanted, expansions, strict=True):
            hits_of_term = _hits(alias, free | shared, term, found)
            hits.extend(hits_of_term)
            for hit in hits_of_term:
                own = free.pop(hit.position, None)
                if own is not None and hit.reason.why is Why.THESAURUS:
                    shared[hit.position] = own
        if not hits:
            return Named(entry.number, entry.id, 0.0, ())
        matched = {hit.reason.query for hit in hits}
        for term in wanted:
            if term.surface in matched:
                continue
            hit_beside = _beside(entry, free, term)
            if hit_beside is not None:
                free.pop(hit_beside.position, None)
                hits.append(hit_beside)
        by_term: dict[str, float] = {}
        for hit in hits:
            by_term[hit.reason.query] = max(hit.weight, by_term.get(hit.reason.query, 0.0))
        quality = sum(by_term.get(t.surface, 0.0) for t in wanted) / len(wanted)
        complete = _completeness(entry, alias, free)
        score = 100 * quality * complete * (_BYLINE if entry.byline else 1.0)
        return Named(
            entry.number, entry.id, round(score, 1), _reasons(entry, alias, wanted, hits, free)
        )


def _hits(
    alias: _Alias, free: Mapping[int, Term], term: Term, found: Mapping[str, Expansion]
) -> list[_Hit]:
    """Match one typed term with a free term of an alias, or with several that are a concept."""
    best: _Hit | None = None
    for position, own in free.items():
        expansion = found.get(own.key)
        if expansion is not None and (best is None or expansion.weight > best.weight):
            reason = Reason(expansion.why, term.surface, own.surface)
            best = _Hit(position, expansion.weight, reason)
    if best is not None:
        return [best]
    for concept in alias.concepts:
        expansion = found.get(concept)
        if expansion is not None:
            stems = concept.split(" ")
            reason = Reason(expansion.why, term.surface, alias.text)
            return [
                _Hit(position, expansion.weight, reason)
                for position, own in free.items()
                if own.stem in stems
            ]
    return []


def _beside(entry: _Entry, free: Mapping[int, Term], term: Term) -> _Hit | None:
    """Match a typed term beside a matched name: an initial of it, or a word of a title."""
    if len(term.key) <= 2 and entry.person:  # noqa: PLR2004 - "z", "vv"
        for position, own in free.items():
            if own.key.startswith(term.key[0]):
                return _Hit(position, _INITIAL, Reason(Why.PARTIAL, term.surface, own.surface))
    stems = {term.stem} | {r.terms[0].stem for r in thesaurus().related((term,))}
    if stems & entry.titles:
        return _Hit(-1, _TITLE, Reason(Why.ROLE, term.surface, term.surface))
    return None


def _completeness(entry: _Entry, alias: _Alias, free: Mapping[int, Term]) -> float:
    """How much of an alias a name must hold: all of it, a surname, a given name, a part."""
    if not free:
        return 1.0
    last = len(alias.terms) - 1
    if entry.person:
        return _SURNAME if last not in free else _GIVEN
    return _PART + (1 - _PART) * (1 - len(free) / len(alias.terms))


def _reasons(
    entry: _Entry,
    alias: _Alias,
    wanted: Sequence[Term],
    hits: Sequence[_Hit],
    free: Mapping[int, Term],
) -> tuple[Reason, ...]:
    plain = all(hit.reason.why is Why.EXACT for hit in hits)
    if plain and not free:
        why = Why.EXACT if alias is entry.aliases[0] else Why.ALIAS
        return (Reason(why, " ".join(term.surface for term in wanted), alias.text),)
    return tuple(dict.fromkeys(hit.reason for hit in hits))


def _aliases(actor: Actor) -> Iterator[_Alias]:
    for text in dict.fromkeys((actor.name, *actor.aliases)):
        found = terms(text)
        if found:
            concepts = {c for _, c in thesaurus().concepts([term.stem for term in found])}
            yield _Alias(text, found, tuple(sorted(concepts)))


def _entry(number: int, actor: Actor) -> _Entry:
    return _Entry(
        number=number,
        id=actor.id,
        person=actor.kind is ActorKind.PERSON,
        byline=actor.byline,
        prominence=len(actor.mentions),
        aliases=tuple(_aliases(actor)),
        titles=frozenset(term.stem for role in actor.roles for term in terms(role.text)),
    )
