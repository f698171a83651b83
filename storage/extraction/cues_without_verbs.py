"""Cues of speech without a verb: a source, a colon, a signature, a noun of speech."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storage.extraction.clauses import QUOTE, Sentence, Token
from storage.extraction.cue_forms import ACCORDING, COLON, FOR, OF_NOUN, SIGNED, Cue
from storage.extraction.phrases import NAME, Subject, phrase
from storage.extraction.speech import speech


def without_verbs(sentence: Sentence) -> Iterator[Cue]:
    """List the cues of a sentence that something else than a verb makes."""
    tokens = sentence.tokens
    quotes = sentence.quotes
    if quotes:
        for cue in (_colon(tokens, quotes), _signed(tokens, quotes)):
            if cue is not None:
                yield cue
    for at in sentence.landmarks:
        if tokens[at].announces and at + 1 < len(tokens):
            cue = _source(tokens, at)
            if cue is not None:
                yield cue
    if tokens and tokens[0].folded == "for":
        subject = phrase(tokens, 1, len(tokens), minimal=True)
        if subject is not None and subject.end < len(tokens):
            person = tokens[subject.end - 1].person
            if person and tokens[subject.end].surface == ",":
                yield Cue(FOR, subject, 0, 0, subject.end, tokens[0].surface)


def _source(tokens: Sequence[Token], at: int) -> Cue | None:
    token = tokens[at]
    if "forms.source_openers" in token.tags:
        return _according(tokens, at)
    if token.folded == "words" and at > 1 and tokens[at + 1].folded == "of":
        return _in_the_words(tokens, at)
    if token.possessive or "nouns.speech" in token.tags:
        return _noun(tokens, at)
    return None


def _colon(tokens: Sequence[Token], quotes: Sequence[int]) -> Cue | None:
    if all(tokens[at - 1].surface != ":" for at in quotes):
        return None
    subject = phrase(tokens, 0, len(tokens), minimal=True)
    if subject is None or subject.head is not NAME or subject.end + 1 >= len(tokens):
        return None
    if tokens[subject.end].surface == ":" and tokens[subject.end + 1].kind is QUOTE:
        return Cue(COLON, subject, subject.end, 0, subject.end, "")
    return None


def _signed(tokens: Sequence[Token], quotes: Sequence[int]) -> Cue | None:
    """Read a quote that is signed: “…” — Lee."""
    for at in quotes:
        if at + 2 >= len(tokens) or tokens[at + 1].surface not in {"—", "–", "-", "―"}:
            continue
        subject = phrase(tokens, at + 2, len(tokens), minimal=True)
        if subject is None or subject.head is not NAME:
            return None
        if subject.end == len(tokens) or tokens[subject.end].surface in {",", ".", "("}:
            return Cue(SIGNED, subject, at + 2, at + 2, subject.end, "")
    return None


def _according(tokens: Sequence[Token], at: int) -> Cue | None:
    lexicon = speech()
    pair = f"{tokens[at].folded} {tokens[at + 1].folded}"
    if pair == "according to" or lexicon.has("russian.according", pair):
        width = 2
    elif lexicon.has("russian.according", tokens[at].folded):
        width = 1
    else:
        return None
    return _told_by(tokens, at, width)


def _in_the_words(tokens: Sequence[Token], at: int) -> Cue | None:
    """Read "in the words of Lee", of which "words" is at `at`."""
    opening = [t.folded for t in tokens[at - 2 : at]] == ["in", "the"]
    return _told_by(tokens, at - 2, 4) if opening else None


def _told_by(tokens: Sequence[Token], at: int, width: int) -> Cue | None:
    """Read the source behind the `width` words that announce it."""
    source = phrase(tokens, at + width, len(tokens), minimal=True)
    if source is None:
        return None
    verb = " ".join(t.surface for t in tokens[at : at + width])
    return Cue(ACCORDING, source, at, at, source.end, verb)


def _noun(tokens: Sequence[Token], at: int) -> Cue | None:
    """Read "Lee's words" and "a statement by Lee"."""
    token = tokens[at]
    if token.possessive and token.actor is not None:
        for i in range(at + 1, min(at + 4, len(tokens))):
            if "nouns.speech" in tokens[i].tags:
                subject = Subject(NAME, at, at + 1, token.actor, token.folded)
                return Cue(OF_NOUN, subject, i, at, i + 1, tokens[i].surface)
        return None
    if "nouns.speech" not in token.tags or tokens[at + 1].folded not in ("by", "from"):
        return None
    author = phrase(tokens, at + 2, len(tokens), minimal=True)
    if author is None:
        return None
    return Cue(OF_NOUN, author, at, at, author.end, token.surface)
