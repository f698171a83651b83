"""Phrases of a lexicon found in a text's words by how they begin, in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from storage.text.folding import Word, key

Label = TypeVar("Label")

_FIRST = 3  # letters of a word by which phrases are looked up


class Hit(NamedTuple, Generic[Label]):
    """A phrase found: the first word's number, the number after the last, the label, the phrase."""

    first: int
    after: int
    label: Label
    phrase: str


class Beginnings(Generic[Label]):
    """Phrases by label; the last word of a phrase may go on, unless the phrase ends in “|”."""

    def __init__(self, phrases: Mapping[Label, Iterable[str]]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], bool, Label, str]]] = defaultdict(list)
        self._open: dict[str, list[tuple[str, Label, str]]] = defaultdict(list)
        for label, texts in phrases.items():
            for text in texts:
                self._add(text, label)

    def _add(self, text: str, label: Label) -> None:
        exact = text.endswith("|")
        first, *rest = (key(part) for part in text.rstrip("|").split())
        if rest or exact or len(first) < _FIRST:
            self._whole[first].append((tuple(rest), exact, label, text))
        else:
            self._open[first[:_FIRST]].append((first, label, text))

    def find(self, words: Sequence[Word]) -> Iterator[Hit[Label]]:
        """Find every phrase, in the order of the words."""
        whole, begun = self._whole, self._open
        for at, word in enumerate(words):
            folded = word.folded
            for first, label, text in begun.get(folded[:_FIRST], ()):
                if folded.startswith(first):
                    yield Hit(at, at + 1, label, text)
            for rest, exact, label, text in whole.get(folded, ()):
                if not rest or _goes_on(words, at + 1, rest, exact=exact):
                    yield Hit(at, at + 1 + len(rest), label, text)


def _goes_on(words: Sequence[Word], at: int, rest: Sequence[str], *, exact: bool) -> bool:
    if len(rest) == 1:  # most of them
        last = words[at].folded if at < len(words) else ""
        return last == rest[0] if exact else last.startswith(rest[0])
    here = [word.folded for word in words[at : at + len(rest)]]
    if len(here) < len(rest) or here[:-1] != list(rest[:-1]):
        return False
    return here[-1] == rest[-1] if exact else here[-1].startswith(rest[-1])
