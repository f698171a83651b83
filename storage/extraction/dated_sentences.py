"""A dated sentence taken apart: its words, what the lexicon marks in them, the clause of a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from storage.extraction.happening_lexicon import happening_lexicon
from storage.text.folding import Word, words
from storage.text.offsets import Span

_ARTICLES = frozenset({"the", "a", "an", "on", "in", "at"})
_NEAR_NEGATION = 3  # words before a word in which a negation denies it
_BREAK = re.compile(r"[;:—–()]|,\s|\s(?:while|whereas|after|before|although|though|but)\s")
_BACKGROUND = re.compile(
    r"\b(?:when|while|whereas|after|before|although|though|because|until)\s[^,;:—–()]*"
)


class Sentence(NamedTuple):
    """What the lexicon marks in a sentence's words, read once.

    `families` are (number of the word, name, denied), `marks` names of what marks the whole
    sentence ("visit", "gathering", "repeated", "remembered", "begins"), `capitals` runs of words
    with a capital letter and the word before each, `denials` the numbers of words of negation.
    """

    text: str
    families: tuple[tuple[int, str, bool], ...]
    sites: frozenset[str]
    marks: frozenset[str]
    denials: tuple[int, ...]
    capitals: tuple[tuple[Span, str], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The sentence's words: read anew, for few are asked for, and all would take much room."""
        return words(self.text)


def read_sentence(text: str) -> Sentence:
    """Read a sentence once, for all of its dates."""
    found = words(text)
    hits = list(happening_lexicon().marks.find(found))
    denials = tuple(hit.first for hit in hits if hit.label == ("mark", "negation"))
    return Sentence(
        text=text,
        families=tuple(
            [
                (hit.first, hit.label[1], is_denied(hit.first, denials))
                for hit in hits
                if hit.label[0] == "family"
            ]
        ),
        sites=frozenset([hit.label[1] for hit in hits if hit.label[0] == "site"]),
        marks=frozenset([hit.label[1] for hit in hits if hit.label[0] == "mark"]),
        denials=denials,
        capitals=tuple(_capitals(text, found)),
    )


def _capitals(text: str, found: Sequence[Word]) -> Iterator[tuple[Span, str]]:
    """Runs of words that begin with a capital letter, each with the word before its article."""
    start, end, before, last = -1, -1, "", ""
    for word in found:
        if word.surface[0].isupper() and word.folded not in _ARTICLES:
            if start >= 0 and text[end : word.start] == " ":
                end = word.end
                continue
            if start >= 0:
                yield Span(start, end), before
            start, end, before = word.start, word.end, last
        elif start >= 0:
            yield Span(start, end), before
            start = -1
        last = word.folded if word.folded not in _ARTICLES else last
    if start >= 0:
        yield Span(start, end), before


def is_denied(word: int, denials: Sequence[int]) -> bool:
    """Whether a word of negation stands right before a word."""
    return any(0 < word - denial <= _NEAR_NEGATION for denial in denials)


def foreground(sentence: str, dated: Span) -> str:
    """The sentence with the clauses blanked that only tell when or why ("when the city fell").

    The clause that holds the expression is what is told, wherever it stands.
    """

    def blank(match: re.Match[str]) -> str:
        holds = match.start() < dated.end and dated.start < match.end()
        return match.group() if holds else " " * len(match.group())

    blanked = _BACKGROUND.sub(blank, sentence)
    return sentence if blanked == sentence else blanked


def clause_of(sentence: str, dated: Span, names: Sequence[Span]) -> Span:
    """The clause that the expression stands in; what is set apart after a name belongs to it."""
    breaks = [match.span() for match in _BREAK.finditer(sentence)]
    breaks = _without_appositions(sentence, breaks, names)
    breaks = [(0, 0), *breaks, (len(sentence),) * 2]
    left = max(last for _, last in breaks if last <= dated.start)
    rights = [first for first, _ in breaks if first >= dated.end]
    right = rights.pop(0)
    opens = not sentence[left : dated.start].strip()  # "On 15 August, the …": the clause follows
    while opens and rights and not sentence[dated.end : right].strip(" ,"):
        right = rights.pop(0)
    if opens and left and not sentence[dated.end : right].strip(" ."):
        left = 0  # "… burned, among them a school, on 15 August."
    return Span(left, right)


def _without_appositions(
    sentence: str, breaks: list[tuple[int, int]], names: Sequence[Span]
) -> list[tuple[int, int]]:
    """Leave out the commas of lists of names, and around what explains one.

    "Haas, Okoro and Lindqvist met", "Haas, the mayor of Veld, resigned": one clause each.
    """
    starts, ends = {span.start for span in names}, {span.end for span in names}
    kept: list[tuple[int, int]] = []
    at = 0
    while at < len(breaks):
        start, end = breaks[at]
        if start in ends and sentence[start] == ",":
            if end in starts:
                at += 1
                continue
            if at + 1 < len(breaks) and sentence[breaks[at + 1][0]] == ",":
                between = sentence[end : breaks[at + 1][0]].lower().split()
                if not happening_lexicon().speech.intersection(between):
                    at += 2
                    continue
        kept.append(breaks[at])
        at += 1
    return kept
