"""Whom a sentence is about, and who is named in it in passing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storage.extraction.clauses import MARK, WORD, Token
from storage.extraction.phrases import (
    NAME,
    NOUN,
    PAUSES,
    UNKNOWN,
    Subject,
    named_behind,
    phrase,
    speaks,
)
from storage.models import Actor

_AGE_BEHIND = frozenset({",", "("})
_PRESENTED = 6  # tokens within which the person stands whom a sentence brings up
_REACH = 40  # tokens within which a sentence says whom it is about


def subjects(tokens: Sequence[Token]) -> tuple[Subject, ...]:
    """Find whom a sentence is about: its first subject that a verb may follow.

    Behind an opening clause or phrase ("When Lee left, Park …") both subjects are given; the
    last one is the sentence's own.
    """
    first = _topic(tokens, 0)
    opening = bool(tokens) and "any.opening" in tokens[0].tags
    if first is not None and not opening:
        return (first,)
    found = [] if first is None else [first]
    for start, before in enumerate(tokens[: _REACH - 1], 1):
        after_comma = before.surface == ","
        if not after_comma and (found or not before.joins):
            continue
        subject = _topic(tokens, start)
        if subject is None or (after_comma and _apposed(tokens, subject)):
            continue
        found.append(subject)
        opening = opening or "function.opening" in before.tags
        if not opening or after_comma:
            break
    presented = None if found else _presented(tokens)
    return (presented,) if presented is not None else tuple(found)


def _presented(tokens: Sequence[Token]) -> Subject | None:
    """Read whom a sentence brings up behind its verb ("Then came Lee", "Among them was Lee")."""
    if not tokens or "forms.presenting_openers" not in tokens[0].tags:
        return None
    for at in range(1, min(len(tokens), _PRESENTED)):
        if tokens[at].person:
            known = not tokens[at].possessive and "forms.presenting" in tokens[at - 1].tags
            ends = at + 1 == len(tokens) or tokens[at + 1].kind is MARK
            name = tokens[at]
            return Subject(NAME, at, at + 1, name.actor, name.folded) if known and ends else None
    return None


def named_in_passing(tokens: Sequence[Token], names: Iterable[int]) -> Iterator[Actor]:
    """List who is named as such at some tokens: not “Lee’s”, not "Lee supporters"."""
    for at in names:
        token = tokens[at]
        if token.actor is None or token.possessive:
            continue
        if at + 1 == len(tokens) or "nouns.following" not in tokens[at + 1].tags:
            yield token.actor


def _apposed(tokens: Sequence[Token], subject: Subject) -> bool:
    """Whether a role only says who the person before the comma is ("Lee, a doctor, …")."""
    before = tokens[subject.start - 2] if subject.start > 1 else None
    return subject.head is NOUN and before is not None and before.person


def ages(tokens: Sequence[Token], names: Iterable[int]) -> Iterator[tuple[Actor, str]]:
    """List whose age a sentence tells: "Lee, 54, …", "At 54, Lee …"."""
    for at in names:
        token = tokens[at]
        if token.actor is None or not token.person:
            continue
        pauses = at + 2 < len(tokens) and tokens[at + 1].surface in _AGE_BEHIND
        if pauses and tokens[at + 2].folded.isdecimal():
            yield token.actor, tokens[at + 2].folded
        elif at == 3 and tokens[0].folded == "at" and tokens[1].folded.isdecimal():  # noqa: PLR2004
            yield token.actor, tokens[1].folded


def about_a_thing(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with a thing that does not speak ("Her new book …")."""
    if not tokens or not (tokens[0].possessive or tokens[0].determines):
        return False
    subject = phrase(tokens, 0, len(tokens), minimal=True)
    return subject is not None and subject.head is NOUN and not speaks(subject)


def main_subject(tokens: Sequence[Token]) -> Subject | None:
    """Find whom a sentence is about, None where no known or speaking subject stands in it."""
    found = subjects(tokens)
    return found[-1] if found else None


def _topic(tokens: Sequence[Token], start: int) -> Subject | None:
    if start >= len(tokens) or not tokens[start].opens:
        return None
    subject = phrase(tokens, start, len(tokens), minimal=True)
    if subject is None or subject.end >= len(tokens):
        return None
    if not start and _introduced(tokens, subject):
        subject.head = UNKNOWN
        return subject
    subject = named_behind(tokens, subject, len(tokens) - 1) or subject
    known = speaks(subject) and not _in_passing(tokens, subject)
    following = tokens[subject.end]
    goes_on = following.kind is WORD or following.surface in PAUSES
    return subject if known and goes_on else None


def _in_passing(tokens: Sequence[Token], subject: Subject) -> bool:
    """Whether a name that no one bears is only listed ("with Jo, 12, and Kim, 9, Lee went")."""
    following = tokens[subject.end]
    return subject.head is UNKNOWN and (
        "function.opening" in following.tags  # "Back when Lee sang"
        or (subject.start > 0 and following.kind is MARK)
    )


def _introduced(tokens: Sequence[Token], subject: Subject) -> bool:
    """Whether a sentence's first word must be a name: "Okafor, who", "Okafor, 23,"."""
    if subject.head is not NOUN or subject.end != 1 or len(tokens) < 3:  # noqa: PLR2004
        return False
    behind = tokens[2].folded
    return tokens[1].surface == "," and (behind == "who" or behind.isdecimal())
