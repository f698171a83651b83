"""Whom a sentence is about, and who is named in it in passing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storage.extraction.clauses import Kind, Token
from storage.extraction.phrases import (
    PAUSES,
    Head,
    Subject,
    is_person,
    named_behind,
    phrase,
    speaks,
)
from storage.models import Actor

_PRESENTED = 6  # tokens within which the person stands whom a sentence brings up
_REACH = 40  # tokens within which a sentence says whom it is about


def subjects(tokens: Sequence[Token]) -> tuple[Subject, ...]:
    """Find whom a sentence is about: its first subject that a verb may follow.

    Behind an opening clause or phrase ("When Lee left, Park …") both subjects are given; the
    last one is the sentence's own.
    """
    opening = bool(tokens) and "any.opening" in tokens[0].tags
    found: list[Subject] = []
    for start, before in enumerate((None, *tokens[: _REACH - 1])):
        after_comma = before is not None and before.surface == ","
        if not after_comma and (
            found or not (before is None or "any.joint" in before.tags or before.kind is Kind.QUOTE)
        ):
            continue
        subject = _topic(tokens, start)
        if subject is None or (after_comma and _apposed(tokens, subject)):
            continue
        found.append(subject)
        opening = opening or (before is not None and "function.opening" in before.tags)
        if not opening or after_comma:
            break
    presented = None if found else _presented(tokens)
    return (presented,) if presented is not None else tuple(found)


def _presented(tokens: Sequence[Token]) -> Subject | None:
    """Read whom a sentence brings up behind its verb ("Then came Lee", "Among them was Lee")."""
    if not tokens or "forms.presenting_openers" not in tokens[0].tags:
        return None
    for at in range(1, min(len(tokens), _PRESENTED)):
        if is_person(tokens[at]):
            known = not tokens[at].possessive and "forms.presenting" in tokens[at - 1].tags
            ends = at + 1 == len(tokens) or tokens[at + 1].kind is Kind.MARK
            name = tokens[at]
            return (
                Subject(Head.NAME, at, at + 1, name.actor, name.folded) if known and ends else None
            )
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
    return subject.head is Head.NOUN and before is not None and is_person(before)


def ages(tokens: Sequence[Token], names: Iterable[int]) -> Iterator[tuple[Actor, str]]:
    """List whose age a sentence tells: "Lee, 54, …", "At 54, Lee …"."""
    for at in names:
        token = tokens[at]
        if token.actor is None or not is_person(token):
            continue
        near = tokens[at + 1 : at + 3]
        if len(near) == 2 and near[0].surface in {",", "("} and near[1].folded.isdecimal():  # noqa: PLR2004
            yield token.actor, near[1].folded
        elif at == 3 and tokens[0].folded == "at" and tokens[1].folded.isdecimal():  # noqa: PLR2004
            yield token.actor, tokens[1].folded


def about_a_thing(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with a thing that does not speak ("Her new book …")."""
    if not tokens or not (tokens[0].possessive or "function.determiners" in tokens[0].tags):
        return False
    subject = phrase(tokens, 0, len(tokens), minimal=True)
    return subject is not None and subject.head is Head.NOUN and not speaks(subject)


def main_subject(tokens: Sequence[Token]) -> Subject | None:
    """Find whom a sentence is about, None where no known or speaking subject stands in it."""
    found = subjects(tokens)
    return found[-1] if found else None


def _topic(tokens: Sequence[Token], start: int) -> Subject | None:
    if start >= len(tokens):
        return None
    subject = phrase(tokens, start, len(tokens), minimal=True)
    if subject is None or subject.end >= len(tokens):
        return None
    if not start and _introduced(tokens, subject):
        return subject._replace(head=Head.UNKNOWN)
    subject = named_behind(tokens, subject, len(tokens) - 1) or subject
    known = speaks(subject) and not _in_passing(tokens, subject)
    following = tokens[subject.end]
    goes_on = following.kind is Kind.WORD or following.surface in PAUSES
    return subject if known and goes_on else None


def _in_passing(tokens: Sequence[Token], subject: Subject) -> bool:
    """Whether a name that no one bears is only listed ("with Jo, 12, and Kim, 9, Lee went")."""
    following = tokens[subject.end]
    return subject.head is Head.UNKNOWN and (
        "function.opening" in following.tags  # "Back when Lee sang"
        or (subject.start > 0 and following.kind is Kind.MARK)
    )


def _introduced(tokens: Sequence[Token], subject: Subject) -> bool:
    """Whether a sentence's first word must be a name: "Okafor, who", "Okafor, 23,"."""
    if subject.head is not Head.NOUN or subject.end != 1 or len(tokens) < 3:  # noqa: PLR2004
        return False
    behind = tokens[2].folded
    return tokens[1].surface == "," and (behind == "who" or behind.isdecimal())
