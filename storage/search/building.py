"""From items to the arrays of an index: every text is read once, whatever stands where."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from storage.arrays import Array, Arrays, KeptTexts, below, under
from storage.models import When
from storage.search.items import Item
from storage.search.items import Texts as Placed
from storage.search.match import Kind
from storage.search.part import Days, Part
from storage.search.phrases import Stream
from storage.search.postings import Field, Places, Postings, Texts
from storage.search.terms import Term, terms
from storage.search.thesaurus import thesaurus
from storage.search.vocabulary import Vocabulary

_SMALL = 1 << 16
_PRONOUN = "us"  # which has the key of the country; it stays in phrases, but does not count


@dataclass(frozen=True, slots=True)
class Built:
    """What the items of a corpus were made into."""

    vocabulary: Vocabulary
    stream: Stream
    parts: dict[Kind, Part]

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Built:
        """Make it again of what `arrays` gave."""
        return cls(
            Vocabulary.from_arrays(under("vocabulary", arrays)),
            Stream.from_arrays(under("stream", arrays)),
            {kind: Part.from_arrays(under(kind.value, arrays)) for kind in Kind},
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        yield from below("vocabulary", self.vocabulary.arrays())
        yield from below("stream", self.stream.arrays())
        for kind, part in self.parts.items():
            yield from below(kind.value, part.arrays())


def build(items: Iterable[Item]) -> Built:
    """Make vocabulary, stream and each kind's part of items; within a kind by their order."""
    by_kind: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
    for item in items:
        by_kind[item.kind].append(item)
    reader = _Reader()
    for found in by_kind.values():
        found.sort(key=lambda item: item.order)
        for item in found:
            for _, text in item.own + item.around:
                reader.read(text)
    vocabulary = Vocabulary.of(reader.terms.values(), reader.concepts)
    stream, texts = reader.numbered(vocabulary)
    parts = {
        kind: _part(found, reader.text_numbers, texts, len(vocabulary))
        for kind, found in by_kind.items()
    }
    return Built(vocabulary, stream, parts)


class _Reader:
    """Reads texts into words, each distinct text once."""

    def __init__(self) -> None:
        self.terms: dict[str, Term] = {}  # by surface: keeps every stem of a key
        self.concepts: set[str] = set()
        self.text_numbers: dict[str, int] = {}
        self._keys: dict[str, int] = {}  # a word or concept → its number in the order of reading
        self._words = array("I")
        self._starts = array("q", [0])
        self._uncounted = array("q")  # positions among the words
        self._more = array("I")  # concepts: pairs of a text and a word

    def read(self, text: str) -> None:
        if text in self.text_numbers:
            return
        number = self.text_numbers[text] = len(self.text_numbers)
        found = terms(text)
        for term in found:
            self.terms.setdefault(term.surface, term)
            if term.surface == _PRONOUN:
                self._uncounted.append(len(self._words))
            self._words.append(self._keys.setdefault(term.key, len(self._keys)))
        self._starts.append(len(self._words))
        for _, concept in thesaurus().concepts([term.stem for term in found]):
            self.concepts.add(concept)
            self._more.append(number)
            self._more.append(self._keys.setdefault(concept, len(self._keys)))

    def numbered(self, vocabulary: Vocabulary) -> tuple[Stream, Texts]:
        """Give the words their numbers in the vocabulary; count them in each text."""
        known = [vocabulary.number(key) for key in self._keys]
        number = np.array([-1 if n is None else n for n in known] or [0], np.int64)
        starts = np.frombuffer(self._starts, np.int64)
        words = number[np.frombuffer(self._words, np.uint32)].astype(np.uint32)
        # Half as much where the numbers are small: it is the largest array of all.
        small = np.uint16 if len(vocabulary) <= _SMALL else np.uint32
        stream = Stream(starts.astype(np.uint32), words.astype(small))
        lengths = np.diff(starts)
        text = np.repeat(np.arange(len(lengths)), lengths)
        counted = np.ones(len(words), np.bool_)
        counted[np.frombuffer(self._uncounted, np.int64)] = False
        more = np.frombuffer(self._more, np.uint32).reshape(-1, 2)
        pairs = np.concatenate(
            (
                text[counted] << 32 | words[counted],
                more[:, 0].astype(np.int64) << 32 | number[more[:, 1]],
            )
        )
        distinct, counts = np.unique(pairs, return_counts=True)
        rows = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(np.bincount(distinct >> 32, minlength=len(lengths)), out=rows[1:])
        return stream, Texts(
            rows,
            (distinct & 0xFFFFFFFF).astype(np.uint32),
            np.minimum(counts, 0xFFFF).astype(np.uint16),
            lengths.astype(np.uint32),
        )


def _part(found: Sequence[Item], numbers: dict[str, int], texts: Texts, words: int) -> Part:
    own = _places([item.own for item in found], numbers)
    around = _places([item.around for item in found], numbers)
    near = around.fields != Field.NEIGHBOUR
    return Part(
        ids=KeptTexts.of(item.id for item in found),
        by_id=np.array(sorted(range(len(found)), key=lambda n: found[n].id), np.uint32),
        own=Postings.of_texts(texts, own, words),
        around=Postings.of_texts(texts, around, words),
        own_places=own,
        around_places=Places(around.items[near], around.fields[near], around.texts[near]),
        dated=Days.of([item.dated for item in found]),
        dated_or_published=Days.of([item.dated + _published(item) for item in found]),
    )


def _published(item: Item) -> tuple[When, ...]:
    return (item.published,) if item.published else ()


def _places(texts: Sequence[Placed], numbers: dict[str, int]) -> Places:
    return Places(
        np.repeat(np.arange(len(texts), dtype=np.uint32), [len(fields) for fields in texts]),
        np.array([where for fields in texts for where, _ in fields], np.uint8),
        np.array([numbers[text] for fields in texts for _, text in fields], np.uint32),
    )
