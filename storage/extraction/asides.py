"""The subject of a verb, across what is put between the two: appositions, relative clauses."""

from __future__ import annotations

from collections.abc import Sequence

from storage.extraction.clauses import MARK, QUOTE, WORD, Token
from storage.extraction.phrases import (
    NOUN,
    PAUSES,
    SEVERAL,
    UNKNOWN,
    Subject,
    core,
    phrase,
    speaks,
)
from storage.models import ActorKind

_PERSON = ActorKind.PERSON
_REACH = 40  # tokens that may stand between a subject's first word and its verb
_ASIDE = 12  # tokens that an apposition to a thing may have
_CLOSES = {",": ",", "—": "—,–", "–": "–,—", "-": "-", "(": ")"}
_STOPS = frozenset(";:.!?…")


def ending_at(tokens: Sequence[Token], lo: int, end: int) -> Subject | None:
    """Find the subject that ends right before token `end`, appositions included.

    It may start after a pause, a conjunction, an opening phrase.
    """
    lo = max(lo, end - _REACH)
    behind_phrase = lo < end and _opens_phrase(tokens[lo])
    for start in range(lo, end):
        if start > lo:
            before = tokens[start - 1]
            behind_phrase = behind_phrase and before.kind is not MARK
            if not (before.edge or (behind_phrase and not before.inner)):
                continue
        if tokens[start].opens:
            subject = _spanning(tokens, start, end)
            if subject is not None:
                return subject
    return None


def _opens_phrase(token: Token) -> bool:
    return token.relates or token.folded.endswith(("ing", "ed"))


def _spanning(tokens: Sequence[Token], start: int, end: int) -> Subject | None:
    subject = phrase(tokens, start, end)
    if subject is None or subject.end == end:
        return subject
    link = tokens[subject.end]
    if link.folded in ("and", "&", "и"):
        other = phrase(tokens, subject.end + 1, end)
        if other is None or other.end != end or not speaks(subject):
            return None
        subject.head, subject.actor, subject.end = SEVERAL, None, end
        return subject
    if link.kind is MARK and link.surface in PAUSES:
        closing = tokens[end - 1]
        if end - subject.end > _ASIDE and tokens[end - 2].person and not speaks(subject):
            return None  # no apposition to a thing: a clause that ends with who speaks
        if end - 1 > subject.end and closing.surface in _CLOSES[link.surface]:
            return _apposed(tokens, subject, end)
    return None


def _apposed(tokens: Sequence[Token], subject: Subject, end: int) -> Subject | None:
    """Take an apposition in, which may name the holder of a role."""
    inner = core(tokens, subject.end + 1, end - 1, minimal=False)
    named = inner is not None and inner.actor is not None and tokens[inner.end - 1].person
    if named and inner is not None and tokens[inner.end].kind is MARK:
        if subject.head is NOUN or _role_of_body(subject):
            inner.start, inner.end = subject.start, end
            return inner
        if tokens[subject.end - 1].person:
            return None  # two persons side by side: "for Lee, Kim, the captain, said"
    subject.end = end
    return subject


def _role_of_body(subject: Subject) -> bool:
    return subject.actor is not None and subject.actor.kind is not _PERSON


def before_aside(tokens: Sequence[Token], end: int) -> Subject | None:
    """Read the subject that an aside with a quote parts from its verb, which stands at `end`.

    "Lee, whom Park called “a fool”, said": commas inside of the aside come in pairs.
    """
    if end < 1 or (tokens[end - 1].surface != "," and tokens[end - 1].kind is not QUOTE):
        return None
    lo = _clause_start_over_quotes(tokens, end)
    last = end - 1 if tokens[end - 1].surface == "," else end
    commas = [i for i in range(lo, last) if tokens[i].surface == ","]
    for between, i in enumerate(reversed(commas)):
        quoted = any(t.kind is QUOTE for t in tokens[i:end])
        if between % 2 or not quoted or not _opens_aside(tokens, i + 1):
            continue
        subject = ending_at(tokens, lo, i)
        if subject is None or subject.start < lo or not speaks(subject):
            continue
        if any(t.kind is QUOTE for t in tokens[lo:i]):
            return None
        joined = subject.start and tokens[subject.start - 1].folded in ("and", "or")
        return None if joined else at_the_start(subject)
    return None


def _clause_start_over_quotes(tokens: Sequence[Token], end: int) -> int:
    for i in range(end - 1, max(-1, end - _REACH), -1):
        if tokens[i].surface in _STOPS:
            return i + 1
    return max(0, end - _REACH)


def _opens_aside(tokens: Sequence[Token], at: int) -> bool:
    """Whether a relative clause, a participle or an apposition opens at a token."""
    while at < len(tokens) and "forms.adverbs" in tokens[at].tags:
        at += 1
    if at + 1 >= len(tokens) or tokens[at].kind is not WORD:
        return False
    token, following = tokens[at], tokens[at + 1]
    if token.relates:
        return following.folded in ("whom", "which", "whose")
    if token.folded in _RELATIVES or token.determines:
        return True
    return token.folded.endswith(("ed", "ing")) or token.folded in _PARTICIPLES


_RELATIVES = frozenset({"who", "whom", "whose", "which"})
_PARTICIPLES = frozenset({"born", "called", "known", "told", "thought", "seen"})


def at_the_start(subject: Subject) -> Subject:
    """Take a sentence's first word that speaks for a name: "Okafor said", not "Sources said"."""
    lone = subject.head is NOUN and (subject.start, subject.end) == (0, 1)
    if not lone or speaks(subject) or subject.word.endswith("s"):
        return subject
    subject.head = UNKNOWN
    return subject
