"""A paragraph read as sentences of tokens: words, names of known actors, quotes, punctuation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter

from storage.extraction.marks import Stretch
from storage.extraction.speech import Verb, speech
from storage.models import Actor, ActorKind
from storage.text.offsets import Span
from storage.text.sentences import sentences

_PERSON = ActorKind.PERSON
_COVER, _COVERED = "\ufdd0", "\ufdd1"  # no characters: they stand in no text
# A word with a genitive’s apostrophe (“friends’”), a name or quote, a footnote’s number, a mark.
_TOKEN = re.compile(
    r"([A-Za-z]++(?=[ ,])"  # most words, told quickly
    r"|[^\W_]++(?:[’'ʼ.\-‑&/][^\W_]++)*(?:(?<=[sS])[’'])?|\ufdd0\ufdd1*+|\[\d++\]"
    r"|\.\.\.|[^\w\s*•])"
)
_POSSESSIVE = re.compile(r"[’']s?(?=[^\w]|$)|[’']s(?=\W|$)")
LONGEST = 400
"""Tokens of the longest sentence: what is longer is no prose, and is cut so that it stays cheap."""

_ENDS = frozenset(".!?…")
_APOSTROPHES = ("’", "'")
_NO_TAGS: frozenset[str] = frozenset()
_OF_MARKS = frozenset({"any.break"})
_OF_QUOTES = frozenset({"any.break", "any.landmark"})
_OF_NAMES = frozenset({"any.landmark"})


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    QUOTE = "quote"
    MARK = "mark"


# Python 3.11 takes ten times as long for a member by its class ("Kind.WORD") as for a global.
WORD, NAME, QUOTE, MARK = Kind


@dataclass(slots=True, eq=False)
class Token:
    """What stands at a place of a sentence; `folded` is lower case.

    `possessive` is set for “Putin’s” and “countries’”; the ’s then lies inside its range.
    `tags` holds the lexicon's sets that a word is in, `verb` the verb of speech that it is,
    `stretch` the index of a quote's stretch.  Words and marks are shared by all the places
    where they stand, and must never be changed.
    """

    kind: Kind
    surface: str
    folded: str
    tags: frozenset[str] = _NO_TAGS
    possessive: bool = False
    verb: Verb | None = None
    actor: Actor | None = None
    stretch: int | None = None
    # What is asked of very many tokens:
    capital: bool = field(init=False)  # whether it is written with a capital
    person: bool = field(init=False)  # whether it names a person
    landmark: bool = field(init=False)
    noun: bool = field(init=False)  # whether it says who speaks
    pronoun: bool = field(init=False)
    determines: bool = field(init=False)  # whether it is "the", "his" and the like
    relates: bool = field(init=False)  # whether it is a preposition
    joins: bool = field(init=False)  # whether a subject may follow it inside of a sentence
    breaks: bool = field(init=False)  # whether it ends a noun phrase
    opens: bool = field(init=False)  # whether a noun phrase may begin with it
    edge: bool = field(init=False)  # whether a noun phrase may begin right behind it
    inner: bool = field(init=False)  # whether what follows belongs to the same noun phrase
    stops: bool = field(init=False)  # whether a clause ends at it
    announces: bool = field(init=False)  # whether it may name a source without a verb

    def __post_init__(self) -> None:
        self.capital = self.surface[:1].isupper()
        if self.actor is None:
            self._classify()
            return
        # A name is no shared token: what it is asked is told quickly.
        self.person = self.actor.kind is _PERSON
        self.landmark = self.opens = True
        self.noun = self.pronoun = self.determines = self.relates = self.joins = False
        self.breaks = self.edge = self.stops = False
        self.inner = self.announces = self.possessive

    def _classify(self) -> None:
        tags, quote = self.tags, self.kind is QUOTE
        self.person = False
        self.landmark = "any.landmark" in tags
        self.noun = "any.noun" in tags
        self.pronoun = "any.pronoun" in tags
        self.determines = "function.determiners" in tags
        self.relates = "function.prepositions" in tags
        self.joins = quote or "any.joint" in tags
        self.breaks = "any.break" in tags
        self.opens = not self.breaks or not tags.isdisjoint(_OPENING)
        adverb = self.kind is WORD and self.folded.endswith("ly")
        self.edge = quote or adverb or self.kind is MARK or "any.edge" in tags
        self.inner = self.possessive or "any.inner" in tags
        self.stops = quote or self.surface in _STOPS
        self.announces = self.possessive or not tags.isdisjoint(_ANNOUNCING)


_STOPS = frozenset(";:.!?…")
_OPENING = frozenset({"any.pronoun", "function.indefinite", "function.determiners"})
_ANNOUNCING = frozenset({"forms.source_openers", "nouns.speech"})


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence: its tokens, where each starts and ends in the passage's text, its landmarks.

    Landmarks are the indexes of quotes, of names, of what a cue of speech may stand at, and of
    "he", "her" and the like.  There is one token at least.
    """

    tokens: Sequence[Token]
    starts: Sequence[int]
    ends: Sequence[int]
    landmarks: Sequence[int]
    names: Sequence[int]  # the landmarks that are names
    quotes: Sequence[int]  # the landmarks that are quotes

    def referring(self) -> list[str]:
        """Give its "he", "her" and the like."""
        tokens = [self.tokens[i] for i in self.landmarks]
        return [t.folded for t in tokens if "function.referring" in t.tags]

    def words(self, text: str, first: int, stop: int) -> str:
        """Give the words of a range of its tokens as the passage's text has them."""
        return text[self.starts[first] : self.ends[stop - 1]]


def joined(first: Sentence, second: Sentence) -> Sentence:
    """Make one sentence of two."""
    return _sentence(
        [*first.tokens, *second.tokens],
        [*first.starts, *second.starts],
        [*first.ends, *second.ends],
    )


def _sentence(tokens: Sequence[Token], starts: Sequence[int], ends: Sequence[int]) -> Sentence:
    landmarks = [i for i, token in enumerate(tokens) if token.landmark]
    names = [i for i in landmarks if tokens[i].actor is not None]
    quotes = [i for i in landmarks if tokens[i].kind is QUOTE]
    return Sentence(tokens, starts, ends, landmarks, names, quotes)


def masked(text: str, here: Sequence[Stretch]) -> str:
    """Hide the words between quotation marks, keeping every offset.

    The first letter's case and a last full stop stay, so that sentences split around quotes as
    they should.
    """
    pieces: list[str] = []
    at = 0
    for stretch in here:
        pieces.append(text[at : stretch.outer.start])
        pieces.append(_mask(text, stretch))
        at = stretch.outer.end
    pieces.append(text[at:])
    return "".join(pieces)


def _mask(text: str, stretch: Stretch) -> str:
    inner = stretch.words(text)
    first = "X" if inner[:1].isupper() else "x"
    last = inner[-1:] if inner[-1:] in _ENDS else "x"
    body = (first + "x" * (len(inner) - 2) + last) if len(inner) > 1 else "x" * len(inner)
    opener = "“" * (stretch.inner.start - stretch.outer.start)
    return opener + body + "”" * (stretch.outer.end - stretch.inner.end)


def read(
    text: str, here: Sequence[Stretch], named: Sequence[tuple[Span, Actor]]
) -> tuple[Sentence, ...]:
    """Read a paragraph into sentences of tokens; names inside quotation marks are not seen."""
    hidden = masked(text, here) if here else text
    row = _row(text, hidden, here, _names(named, here))
    found: list[Sentence] = []
    at = 0
    for span in sentences(hidden):
        stop = bisect_left(row.starts, span.end, at)
        if at < stop:
            own = row.part(at, stop)
            if hidden.find(".", own.starts[0], own.starts[-1]) >= 0:
                own = own.without_abbreviations()
            found.extend(own.cut())
        at = stop
    return tuple(found)


def _names(
    named: Sequence[tuple[Span, Actor]], here: Sequence[Stretch]
) -> list[tuple[Span, Actor]]:
    """The longest names, none inside another or inside a quote; `named` is ordered."""
    kept: list[tuple[Span, Actor]] = []
    at = 0
    last = _NOWHERE
    for one in named:
        span = one[0]
        while at < len(here) and here[at].outer.end <= span.start:
            at += 1
        if at < len(here) and here[at].outer.overlaps(span):
            continue
        if span.start >= last.end:
            kept.append(one)
            last = span
        elif span.start == last.start and span.end > last.end:
            kept[-1] = one
            last = span
    return kept


_NOWHERE = Span(-1, 0)


@dataclass(slots=True, eq=False)
class _Row:
    """Tokens in a row, where they start and where they end."""

    tokens: list[Token]
    starts: list[int]
    ends: list[int]

    def part(self, first: int, stop: int) -> _Row:
        return _Row(self.tokens[first:stop], self.starts[first:stop], self.ends[first:stop])

    def only(self, kept: Sequence[int]) -> _Row:
        tokens, starts, ends = self.tokens, self.starts, self.ends
        return _Row([tokens[i] for i in kept], [starts[i] for i in kept], [ends[i] for i in kept])

    def without_abbreviations(self) -> _Row:
        """Drop the full stops inside of a sentence, which are abbreviations'."""
        last = len(self.tokens) - 1
        return self.only([i for i, t in enumerate(self.tokens) if t.surface != "." or i == last])

    def cut(self) -> Iterator[Sentence]:
        for first in range(0, len(self.tokens), LONGEST):
            own = self.part(first, first + LONGEST) if len(self.tokens) > LONGEST else self
            yield _sentence(own.tokens, own.starts, own.ends)


def _row(
    text: str, hidden: str, here: Sequence[Stretch], names: Sequence[tuple[Span, Actor]]
) -> _Row:
    atoms = [(*s.outer, _quote(i)) for i, s in enumerate(here)]
    atoms += [_name(text, hidden, span, actor) for span, actor in names]
    if here and names:
        atoms.sort(key=itemgetter(0))
    pieces = _TOKEN.split(_covered(text, atoms))  # what is between tokens, a token, and so on
    edges = list(accumulate(map(len, pieces)))
    row = _Row(list(map(_known_word, pieces[1::2])), edges[:-1:2], edges[1::2])
    for start, _, token in atoms:
        row.tokens[bisect_left(row.starts, start)] = token
    if "[" in text:
        row = row.only([i for i, token in enumerate(row.tokens) if token is not _FOOTNOTE])
    return row


def _covered(text: str, atoms: Sequence[tuple[int, int, Token]]) -> str:
    """Write each name and each quote as one token, keeping every offset."""
    if not atoms:
        return text
    shown: list[str] = []
    at = 0
    for start, end, _ in atoms:
        shown += (text[at:start], _COVER, _COVERED * (end - start - 1))
        at = end
    shown.append(text[at:])
    return "".join(shown)


def _name(text: str, hidden: str, span: Span, actor: Actor) -> tuple[int, int, Token]:
    start, end = span
    surface = text[start:end]
    tail = _POSSESSIVE.match(hidden, end) if hidden[end : end + 1] in _APOSTROPHES else None
    possessive = tail is not None or surface.endswith(("’s", "'s"))
    token = Token(NAME, surface, surface.lower(), _OF_NAMES, possessive, actor=actor)
    return start, tail.end() if tail else end, token


_FOOTNOTE = Token(MARK, "", "")


@lru_cache(maxsize=256)
def _quote(stretch: int) -> Token:
    return Token(QUOTE, "", "", _OF_QUOTES, stretch=stretch)


class _Words(dict[str, Token]):
    """The words and marks met so far, by how they are written; begun anew when there are many."""

    def __missing__(self, piece: str) -> Token:
        if len(self) >= _MOST_WORDS:
            self.clear()
        return self.setdefault(piece, _word(piece))


_MOST_WORDS = 1 << 14  # the words of some hundred articles
_known_word = _Words().__getitem__  # twice as fast as `lru_cache`, and asked for every word


def _word(piece: str) -> Token:
    """Give the word or mark that a piece of text is wherever it stands."""
    if not piece[0].isalnum():
        footnote = len(piece) > 1 and piece[0] == "["
        return _FOOTNOTE if footnote else Token(MARK, piece, piece, _OF_MARKS)
    surface = piece.removesuffix("’").removesuffix("'")
    folded = surface.lower()
    possessive = surface != piece or folded.endswith(("’s", "'s"))
    folded = folded.replace("’", "'")
    lexicon = speech()
    tags, verb = lexicon.tags.get(folded, _NO_TAGS), lexicon.verbs.get(folded)
    return Token(WORD, surface, folded, tags, possessive, verb)
