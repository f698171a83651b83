"""A paragraph read as sentences of tokens: words, names of known actors, quotes, punctuation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from storage.extraction.marks import Stretch
from storage.extraction.speech import Verb, speech
from storage.models import Actor
from storage.text.offsets import Span
from storage.text.sentences import sentences

_TOKEN = re.compile(r"([^\W_]++(?:[’'ʼ.\-‑&/][^\W_]++)*+|\.\.\.|[^\w\s])")
_POSSESSIVE = re.compile(r"[’']s?(?=[^\w]|$)|[’']s(?=\W|$)")
LONGEST = 400
"""Tokens of the longest sentence: what is longer is no prose, and is cut so that it stays cheap."""

_FOOTNOTE = re.compile(r"\[\d+\]")
_ENDS = frozenset(".!?…")
_IGNORED = frozenset("*_•")
_APOSTROPHES = frozenset("’'")
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


class Token(NamedTuple):
    """A token of a paragraph; `folded` is lower case, `stretch` the index of a quote's stretch.

    `possessive` is set for “Putin’s” and “countries’”; the ’s then lies inside the span.
    `tags` holds the lexicon's sets that a word is in, `verb` the verb of speech that it is.
    """

    kind: Kind
    start: int
    end: int
    surface: str
    folded: str
    actor: Actor | None = None
    stretch: int | None = None
    possessive: bool = False
    tags: frozenset[str] = _NO_TAGS
    verb: Verb | None = None

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital."""
        return self.surface[:1].isupper()


# A named tuple's own constructor is a Python function; there are very many tokens.
_new = tuple.__new__
_start = attrgetter("start")


class Sentence(NamedTuple):
    """A sentence: its span in the passage's text, its tokens, and which of them are landmarks.

    Landmarks are quotes, names, what a cue of speech may stand at, and "he", "her" and the like.
    """

    span: Span
    tokens: tuple[Token, ...]
    landmarks: tuple[int, ...]

    def names(self) -> list[int]:
        """Give the landmarks that are names."""
        tokens = self.tokens
        return [i for i in self.landmarks if tokens[i].actor is not None]

    def referring(self) -> list[str]:
        """Give its "he", "her" and the like."""
        tokens = [self.tokens[i] for i in self.landmarks]
        return [t.folded for t in tokens if "function.referring" in t.tags]


def sentence_of(tokens: tuple[Token, ...]) -> Sentence:
    """Make a sentence of its tokens, of which there is one at least."""
    landmarks = tuple([i for i, t in enumerate(tokens) if "any.landmark" in t.tags])
    return Sentence(Span(tokens[0].start, tokens[-1].end), tokens, landmarks)


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
    tokens = _tokens(text, hidden, here, _names(named, here))
    found: list[Sentence] = []
    at = 0
    for span in sentences(hidden):
        first_behind = bisect_left(tokens, span.end, lo=at, key=_start)
        # a full stop inside is an abbreviation's
        own = [t for t in tokens[at:first_behind] if t.surface != "."]
        if at < first_behind and tokens[first_behind - 1].surface == ".":
            own.append(tokens[first_behind - 1])
        at = first_behind
        found.extend(
            sentence_of(tuple(own[first : first + LONGEST]))
            for first in range(0, len(own), LONGEST)
        )
    return tuple(found)


def _names(
    named: Sequence[tuple[Span, Actor]], here: Sequence[Stretch]
) -> list[tuple[Span, Actor]]:
    """The longest names, none inside another or inside a quote."""
    if not named:
        return []
    kept: list[tuple[Span, Actor]] = []
    at = 0
    for span, actor in sorted(named, key=lambda pair: (pair[0].start, -pair[0].end)):
        while at < len(here) and here[at].outer.end <= span.start:
            at += 1
        quoted = at < len(here) and here[at].outer.overlaps(span)
        if not quoted and (not kept or span.start >= kept[-1][0].end):
            kept.append((span, actor))
    return kept


def _tokens(
    text: str, hidden: str, here: Sequence[Stretch], names: Sequence[tuple[Span, Actor]]
) -> list[Token]:
    if not here and not names:
        return _plain(text, 0, len(text))
    atoms: list[tuple[Span, Actor | None, int | None]] = [
        (s.outer, None, i) for i, s in enumerate(here)
    ]
    atoms += [(span, actor, None) for span, actor in names]
    atoms.sort(key=itemgetter(0))
    tokens: list[Token] = []
    at = 0
    for span, actor, stretch in atoms:
        if at < span.start:
            tokens.extend(_plain(text, at, span.start))
        if actor is None:
            tokens.append(Token(Kind.QUOTE, *span, "", "", stretch=stretch, tags=_OF_QUOTES))
            at = span.end
            continue
        tail = _POSSESSIVE.match(hidden, span.end)
        at = tail.end() if tail else span.end
        own = text[span.start : span.end]
        possessive = tail is not None or own.endswith(("’s", "'s"))
        folded = own.lower()
        name = (Kind.NAME, span.start, at, own, folded, actor, None, possessive, _OF_NAMES, None)
        tokens.append(_new(Token, name))
    tokens.extend(_plain(text, at, len(text)))
    return tokens


def _plain(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    skip: set[int] = set()
    if text.find("[", start, end) >= 0:
        skip = {i for note in _FOOTNOTE.finditer(text, start, end) for i in range(*note.span())}
    last = taken = start  # where the token before ends, with its apostrophe where it has one
    pieces = _TOKEN.split(text[start:end])  # what is between tokens, a token, and so on
    for gap, piece in zip(pieces[::2], pieces[1::2], strict=False):
        first = last + len(gap)
        last = first + len(piece)
        form = _form(piece)
        if form is None or first < taken or first in skip:
            continue
        kind, surface, folded, possessive, tags, verb, sibilant = form
        taken = last
        if sibilant and last < end and text[last] in _APOSTROPHES:
            possessive, taken = True, last + 1
        token = (kind, first, taken, surface, folded, None, None, possessive, tags, verb)
        tokens.append(_new(Token, token))
    return tokens


class _Form(NamedTuple):
    """What a token is wherever it stands; `sibilant`: an apostrophe behind it makes a genitive."""

    kind: Kind
    surface: str
    folded: str
    possessive: bool = False
    tags: frozenset[str] = _NO_TAGS
    verb: Verb | None = None
    sibilant: bool = False


@lru_cache(maxsize=1 << 14)  # the words of some hundred articles
def _form(surface: str) -> _Form | None:
    if not surface[0].isalnum():
        if surface in _IGNORED:
            return None
        return _Form(Kind.MARK, surface, surface, tags=_OF_MARKS)
    folded = surface.lower()
    sibilant = folded.endswith("s")
    possessive = sibilant and folded[-2:-1] in _APOSTROPHES
    folded = folded.replace("’", "'")
    lexicon = speech()
    tags, verb = lexicon.tags.get(folded, _NO_TAGS), lexicon.verbs.get(folded)
    return _Form(Kind.WORD, surface, folded, possessive, tags, verb, sibilant)
