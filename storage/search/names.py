"""Actors by name: full names, surnames, given names, initials, titles, misspellings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from storage.arrays import Array, Arrays, below, texts_array, texts_of, under
from storage.models import Actor, ActorKind
from storage.search.aliases import Entry, Named, aliases_of, entry_of, score_of
from storage.search.match import Reason, Why
from storage.search.near import NearWords
from storage.search.rows import Rows
from storage.search.terms import Term, sound, terms
from storage.search.titles import Title
from storage.search.vocabulary import Expansion, Vocabulary

CONFIDENT: Final = 75.0
LISTED: Final = 60.0
MARGIN: Final = 5.0
_LEAST_THESAURUS: Final = 0.75
_NEAREST: Final = 0.6  # likeness of letters and sounds, for “did you mean”
_MOST_CANDIDATES: Final = 30  # actors that are looked at closely
_LACKING: Final = 2  # words that an actor's names hold, from which on one more may be lacking
_FARTHEST: Final = 4  # edits
_PLAIN: Final = frozenset({Why.EXACT, Why.STEM, Why.TRANSLITERATION, Why.THESAURUS})


class _Ordered(Sequence[Actor]):
    """The actors in the order of their items, and how often each is mentioned."""

    def __init__(
        self, actors: Sequence[Actor], order: NDArray[np.uint32], mentions: NDArray[np.uint32]
    ) -> None:
        self._actors = actors
        self._order = order
        self.mentions = mentions

    @classmethod
    def of(cls, actors: Sequence[Actor], ids: Sequence[str]) -> _Ordered:
        places = {actor.id: place for place, actor in enumerate(actors)}
        order = [places[id_] for id_ in ids]
        mentions = [len(actors[place].mentions) for place in order]
        return cls(actors, np.array(order, np.uint32), np.array(mentions, np.uint32))

    def arrays(self) -> Iterator[tuple[str, Array]]:
        yield "order", self._order
        yield "mentions", self.mentions

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> Actor: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Actor]: ...
    def __getitem__(self, at: int | slice) -> Actor | Sequence[Actor]:
        if isinstance(at, slice):
            return [self._actors[place] for place in self._order[at].tolist()]
        return self._actors[int(self._order[at])]


class Names:
    """The names of a corpus, its actors numbered in the order of their items.

    Immutable and picklable; entries are made as they are asked for.
    """

    def __init__(
        self,
        actors: _Ordered,
        speakers: Collection[str],
        vocabulary: Vocabulary,
        holders: Rows,
        near: NearWords,
    ) -> None:
        """Take the actors, who of them is quoted, and what they are looked up by; see `of`.

        `holders` are the actors who have a word of `vocabulary` in a name, by the word's number.
        """
        self._actors = actors
        self._speakers = frozenset(speakers)
        self._vocabulary = vocabulary
        self._holders = holders
        self._near = near
        self._entries: dict[int, Entry] = {}

    @classmethod
    def of(cls, actors: Sequence[Actor], speakers: Collection[str], ids: Sequence[str]) -> Names:
        """Take the actors, the ids of those who are quoted, and all ids in the order of items."""
        ordered = _Ordered.of(actors, ids)
        held: list[tuple[str, int]] = []
        words: dict[str, Term] = {}
        concepts: set[str] = set()
        for number, actor in enumerate(ordered):
            for alias in aliases_of(actor):
                words.update((term.surface, term) for term in alias.terms)
                concepts.update(alias.concepts)
                held += ((word, number) for word in alias.words)
        vocabulary = Vocabulary.of(words.values(), concepts)
        place = {word: number for number, word in enumerate(vocabulary.words)}
        holders = Rows.of(((place[word], actor) for word, actor in held), len(vocabulary))
        sounds = ["" if " " in word else sound(word) for word in vocabulary.words]
        near = NearWords.of(sounds, (number for number, heard in enumerate(sounds) if heard))
        return cls(ordered, speakers, vocabulary, holders, near)

    @classmethod
    def from_arrays(
        cls, actors: Sequence[Actor], speakers: Collection[str], arrays: Arrays
    ) -> Names:
        """Make them again of the same actors and what `arrays` gave."""
        return cls(
            _Ordered(actors, arrays["order"], arrays["mentions"]),
            speakers,
            Vocabulary.from_arrays(under("vocabulary", arrays)),
            Rows.from_arrays(under("holders", arrays)),
            NearWords.from_arrays(texts_of(arrays["sounds"]), under("near", arrays)),
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield from self._actors.arrays()
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

    def is_place(self, wanted: Sequence[Term], words: Vocabulary) -> bool:
        """Whether the terms confidently name a place or a country."""
        best = next(iter(self.find(wanted, words)), None)
        return (
            best is not None
            and best.score >= CONFIDENT
            and self._actors[best.number].kind in {ActorKind.PLACE, ActorKind.COUNTRY}
        )

    def may_hold(self, wanted: Sequence[Term], words: Vocabulary) -> bool:
        """Whether each of the terms stands in some actor's name."""
        return all(self._expand(wanted, words))

    def have(self, written: Sequence[Term]) -> bool:
        """Whether each of the terms, as it is written, stands in some actor's name."""
        return all(self._vocabulary.number(term.key) is not None for term in written)

    def _find(
        self, wanted: Sequence[Term], expansions: Sequence[Mapping[str, Expansion]]
    ) -> tuple[Named, ...]:
        named = list(self._scored(wanted, expansions))
        named.sort(key=lambda pair: (-pair[0].score, -pair[1].prominence, pair[0].actor))
        return tuple(one for one, _ in named)

    def _scored(
        self, wanted: Sequence[Term], expansions: Sequence[Mapping[str, Expansion]]
    ) -> Iterator[tuple[Named, Entry]]:
        for number in self._candidates(expansions):
            entry = self._entry(number)
            best = max(
                (score_of(entry, alias, wanted, expansions) for alias in entry.aliases),
                key=lambda named: named.score,
            )
            if best.score > 0:
                yield best, entry

    def titles(self, number: int) -> tuple[Title, ...]:
        """List the titles that the articles give an actor."""
        return self._entry(number).titles

    def _candidates(self, expansions: Sequence[Mapping[str, Expansion]]) -> list[int]:
        """List the actors that have a word of the query, in order.

        Only those who have most of the query's words; of very many, the most mentioned.
        """
        rows = [
            np.unique(np.concatenate([self._holders.of_number(one.word) for one in found.values()]))
            for found in expansions
            if found
        ]
        if not rows:
            return []
        held, words = np.unique(np.concatenate(rows), return_counts=True)
        # Who lacks two of the words, or one of two, cannot be meant beside who has them all.
        held = held[words >= words.max() - (words.max() > _LACKING)]
        if len(held) > _MOST_CANDIDATES:
            known = np.argsort(-self._actors.mentions[held].astype(np.int64), kind="stable")[
                :_MOST_CANDIDATES
            ]
            held = np.sort(held[known])
        candidates: list[int] = held.tolist()
        return candidates

    def _entry(self, number: int) -> Entry:
        known = self._entries.get(number)
        if known is None:
            known = self._entries[number] = entry_of(number, self._actors[number])
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

    def are_someone(self, wanted: Sequence[Term], words: Vocabulary) -> bool:
        """Whether the terms confidently name a person, and not by a given name alone."""
        if not wanted or len(self.persons(wanted, words)) < len(wanted):
            return False
        best = self.find(wanted, words)[0]
        surname = terms(self._actors[best.number].name)[-1].key
        typed = [one.key for one in wanted]
        matched = [term.key for reason in best.reasons for term in terms(reason.matched)]
        return surname in typed or surname in matched

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
                for number in self._holders.of_number(word)[:_MOST_CANDIDATES].tolist():
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
        return -int(self._actors.mentions[number]), self._actors[number].id

    def _expand(self, wanted: Sequence[Term], words: Vocabulary) -> list[dict[str, Expansion]]:
        return [
            self._allowed(term, self._vocabulary.widened(term, found), words)
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
