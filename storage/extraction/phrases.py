"""Noun phrases of a sentence: whom or what they name, as far as the sentence tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from storage.extraction.clauses import MARK, QUOTE, WORD, Token
from storage.extraction.gender import gender_of_given
from storage.extraction.speech import speech
from storage.models import Actor
from storage.text.folding import fold

_CORE = 12  # tokens of a noun phrase up to its head
AGED = "-year-old"
"""What "the 54-year-old" ends in."""
PAUSES = frozenset(",—–-(")
"""Marks that an apposition stands behind."""


class Head(StrEnum):
    """What a subject is, as far as the sentence tells."""

    NAME = "name"  # a known actor
    UNKNOWN = "unknown"  # a name that the roster does not have
    SINGULAR = "he or she"
    PLURAL = "they"
    BODY = "it"
    OWN = "I or we"
    NOUN = "noun"  # a common noun: "the minister"
    SEVERAL = "several"
    SAME = "same"  # the subject of the verb before


NAME, UNKNOWN, SINGULAR, PLURAL, BODY, OWN, NOUN, SEVERAL, SAME = Head


@dataclass(slots=True, eq=False)
class Subject:
    """A noun phrase, tokens `start` to `end` (exclusive); `word` is its head's folded word.

    `titles` holds its folded words, `tags` the lexicon's sets that a common noun is in.  It is
    changed only while it is read.
    """

    head: Head
    start: int
    end: int
    actor: Actor | None = None
    word: str = ""
    titles: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()


_PRONOUNS = {
    "function.singular_pronouns": SINGULAR,
    "function.plural_pronouns": PLURAL,
    "function.body_pronouns": BODY,
    "function.own_pronouns": OWN,
}
_OF_PRONOUNS = tuple(_PRONOUNS.values())


@lru_cache(maxsize=1)
def _pronouns() -> Mapping[str, Head]:
    sets = speech().sets
    return {word: head for name, head in _PRONOUNS.items() for word in sets[name]}


def _modifies(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether the name at a token only qualifies what follows ("Putin spokesman Peskov")."""
    following = tokens[at + 1 : min(at + 4, stop)]
    if not following or following[0].kind is not WORD or tokens[at].possessive:
        return False
    if "nouns.following" in following[0].tags:
        return True  # "Lee supporters", "the Lee campaign"
    return "nouns.person" in following[0].tags and any(t.person for t in following)


def core(tokens: Sequence[Token], start: int, stop: int, *, minimal: bool) -> Subject | None:
    """Read a noun phrase from `start` up to its head; `minimal` stops at the first that may be."""
    if start >= stop or not tokens[start].opens:
        return None
    first = tokens[start]
    if first.pronoun:
        return Subject(_pronouns()[first.folded], start, start + 1, None, first.folded)
    if "function.indefinite" in first.tags and _stands_alone(tokens, start, stop):
        return Subject(NOUN, start, start + 1, None, first.folded, (), first.tags)
    at = start + 1 if first.determines else start
    limit = min(stop, start + _CORE)
    while at < limit:
        token = tokens[at]
        if token.breaks or (token.determines and at > start):
            break
        at += 1
        if token.possessive:
            continue
        if token.person:
            if not _modifies(tokens, at - 1, stop):
                break
        elif minimal and _is_head(tokens, at - 1, stop):
            break
    return _headed(tokens, start, at) if at > start else None


def _stands_alone(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether "one", "another", "some" is all there is of a noun phrase ("one said")."""
    return start + 1 >= stop or tokens[start + 1].breaks


def _is_head(tokens: Sequence[Token], at: int, stop: int) -> bool:
    token = tokens[at]
    titled = token.capital and at > 0 and "nouns.courtesy" in tokens[at - 1].tags
    if not (titled or token.noun) and token.kind is WORD:
        return False
    if at + 1 >= stop:
        return True
    following = tokens[at + 1]
    if titled:
        return not (following.capital or following.actor is not None)
    if following.kind in _NO_WORDS:
        return True
    return not (following.actor is not None or following.noun or following.capital)


_NO_WORDS = (QUOTE, MARK)


def _headed(tokens: Sequence[Token], start: int, end: int) -> Subject | None:
    last = tokens[end - 1]
    alone = end - 1 == start
    if last.possessive or (alone and last.actor is None and last.determines):
        return None
    if alone:
        titles: tuple[str, ...] = (last.folded,) if last.kind is WORD else ()
        actor = last.actor
    else:
        titles = tuple([t.folded for t in tokens[start:end] if t.kind is WORD])
        if last.actor is not None and _of_another(tokens, start, end - 1):
            word = f"{tokens[end - 2].folded} {last.folded}"
            return Subject(UNKNOWN, start, end, None, word, titles)
        actor = last.actor or _owner(tokens, end)
    if actor is not None:
        return Subject(NAME, start, end, actor, last.folded, titles)
    opens = end - 1 == start == 0  # a sentence's first word is always written with a capital
    named = last.capital and not last.noun and not opens
    return Subject(UNKNOWN if named else NOUN, start, end, None, last.folded, titles, last.tags)


def _owner(tokens: Sequence[Token], end: int) -> Actor | None:
    """Tell which body "the Guild leadership" is, and whose words "Lee’s letter" holds."""
    owner, tags = tokens[end - 2], tokens[end - 1].tags
    if owner.actor is None:
        return None
    if "nouns.document" in tags and (owner.possessive or not owner.person):
        return owner.actor
    stands = "nouns.collective" in tags or "nouns.body" in tags
    return owner.actor if stands and not owner.person else None


def _of_another(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether a given name that is not theirs stands before a known person's bare surname."""
    if at <= start or not tokens[at].person or len(tokens[at].surface.split()) > 1:
        return False
    before = tokens[at - 1]
    return (
        before.kind is WORD
        and before.capital
        and not before.possessive
        and not before.surface.isupper()
        and bool(gender_of_given(before.surface))
        and _known_otherwise(tokens[at].actor, before.folded)
    )


def _known_otherwise(actor: Actor | None, word: str) -> bool:
    """Whether someone's full name is known and a word is no part of it."""
    names = [fold(n).split() for n in (actor.name, *actor.aliases)] if actor is not None else []
    return any(len(n) > 1 for n in names) and not any(fold(word) in n for n in names)


def phrase(
    tokens: Sequence[Token], start: int, stop: int, *, minimal: bool = False
) -> Subject | None:
    """Read a noun phrase with what hangs on it ("the envoy to Kabul Ann Lee of the UN")."""
    subject = core(tokens, start, stop, minimal=minimal)
    if subject is None or subject.head in _OF_PRONOUNS:
        return subject
    for _ in range(4):
        at = subject.end
        if at + 1 >= stop or not tokens[at].relates:
            break
        inner = core(tokens, at + 1, stop, minimal=minimal)
        if inner is None:
            break
        if inner.actor is not None and _names_author(tokens[at], subject):
            subject, inner.start = inner, start
        elif inner.actor is not None and _names_holder(tokens, subject, inner):
            inner.titles = subject.titles + inner.titles
            subject, inner.start = inner, start
        else:
            subject.end = inner.end
    return subject


def _names_author(link: Token, outer: Subject) -> bool:
    """Whether a paper is followed by who wrote it ("a report by the Guild")."""
    written = outer.head is NOUN and "nouns.document" in outer.tags
    return written and link.folded in ("by", "from")


def _names_holder(tokens: Sequence[Token], outer: Subject, inner: Subject) -> bool:
    """Whether the name that ends a role's complement is the role's holder.

    "The envoy to Kabul Ann Lee" is Ann Lee; "the spokesman for President Lee" is not.
    """
    if outer.head is not NOUN or not tokens[inner.end - 1].person:
        return False
    before = list(tokens[inner.start : inner.end - 1])
    while before and "nouns.courtesy" in before[-1].tags:
        before.pop()
    if before and before[0].determines:
        before.pop(0)
    if not before or "nouns.person" in before[-1].tags or before[-1].possessive:
        return False
    return not before[-1].folded.startswith(("ex-", "then-"))


def speaks(subject: Subject) -> bool:
    """Whether a noun phrase is a name or says what someone is."""
    return subject.head is not NOUN or "any.speaking" in subject.tags or subject.word.endswith(AGED)


def named_behind(tokens: Sequence[Token], subject: Subject, stop: int) -> Subject | None:
    """Read the name that a role is followed by ("his deputy, Ann Lee,")."""
    at = subject.end
    if at + 1 >= stop or tokens[at].surface not in PAUSES or tokens[at - 1].person:
        return None
    inner = core(tokens, at + 1, stop, minimal=True)
    if inner is None or not tokens[inner.end - 1].person:
        return None
    if inner.end < stop and tokens[inner.end].kind not in (MARK, QUOTE):
        return None
    inner.start, inner.titles = subject.start, subject.titles + inner.titles
    return inner
