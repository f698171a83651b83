"""Noun phrases of a sentence: whom or what they name, as far as the sentence tells."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from storage.extraction.clauses import Kind, Token
from storage.extraction.gender import gender_of_given
from storage.extraction.speech import speech
from storage.models import Actor, ActorKind
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


# A named tuple's own constructor is a Python function; there are very many noun phrases.
_new = tuple.__new__


class Subject(NamedTuple):
    """A noun phrase, tokens `start` to `end` (exclusive); `word` is its head's folded word."""

    head: Head
    start: int
    end: int
    actor: Actor | None = None
    word: str = ""
    titles: tuple[str, ...] = ()


_PRONOUNS = {
    "function.singular_pronouns": Head.SINGULAR,
    "function.plural_pronouns": Head.PLURAL,
    "function.body_pronouns": Head.BODY,
    "function.own_pronouns": Head.OWN,
}
_OF_PRONOUNS = tuple(_PRONOUNS.values())


def is_person(token: Token) -> bool:
    """Whether a token names a person."""
    return token.actor is not None and token.actor.kind is ActorKind.PERSON


def _modifies(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether the name at a token only qualifies what follows ("Putin spokesman Peskov")."""
    following = tokens[at + 1 : min(at + 4, stop)]
    if not following or following[0].kind is not Kind.WORD or tokens[at].possessive:
        return False
    if "nouns.following" in following[0].tags:
        return True  # "Lee supporters", "the Lee campaign"
    return "nouns.person" in following[0].tags and any(is_person(t) for t in following)


def core(tokens: Sequence[Token], start: int, stop: int, *, minimal: bool) -> Subject | None:
    """Read a noun phrase from `start` up to its head; `minimal` stops at the first that may be."""
    if start >= stop:
        return None
    first = tokens[start]
    tags = first.tags
    if "any.pronoun" in tags:
        head = next(h for name, h in _PRONOUNS.items() if name in tags)
        return _new(Subject, (head, start, start + 1, None, first.folded, ()))
    if "function.indefinite" in tags and _stands_alone(tokens, start, stop):
        return _new(Subject, (Head.NOUN, start, start + 1, None, first.folded, ()))
    at = start + 1 if "function.determiners" in tags else start
    limit = min(stop, start + _CORE)
    while at < limit:
        token = tokens[at]
        if "any.break" in token.tags or (at > start and "function.determiners" in token.tags):
            break
        at += 1
        if token.possessive:
            continue
        modifies = False
        if token.actor is not None and is_person(token):
            modifies = _modifies(tokens, at - 1, stop)
            if not modifies:
                break
        if minimal and not modifies and _is_head(tokens, at - 1, stop):
            break
    return _headed(tokens, start, at) if at > start else None


def _stands_alone(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether "one", "another", "some" is all there is of a noun phrase ("one said")."""
    return start + 1 >= stop or "any.break" in tokens[start + 1].tags


def _is_head(tokens: Sequence[Token], at: int, stop: int) -> bool:
    token = tokens[at]
    titled = at > 0 and "nouns.courtesy" in tokens[at - 1].tags and token.capital
    if not titled and token.kind is Kind.WORD and "any.noun" not in token.tags:
        return False
    if at + 1 >= stop:
        return True
    following = tokens[at + 1]
    if titled:
        return not (following.capital or following.kind is Kind.NAME)
    if following.kind in _NO_WORDS:
        return True
    return not (following.kind is Kind.NAME or "any.noun" in following.tags or following.capital)


_NO_WORDS = (Kind.QUOTE, Kind.MARK)


def _headed(tokens: Sequence[Token], start: int, end: int) -> Subject | None:
    last = tokens[end - 1]
    alone = end - 1 == start
    if last.possessive or (alone and last.actor is None and "function.determiners" in last.tags):
        return None
    if alone:
        titles: tuple[str, ...] = (last.folded,) if last.kind is Kind.WORD else ()
        actor = last.actor
    else:
        titles = tuple([t.folded for t in tokens[start:end] if t.kind is Kind.WORD])
        if last.actor is not None and _of_another(tokens, start, end - 1):
            word = f"{tokens[end - 2].folded} {last.folded}"
            return _new(Subject, (Head.UNKNOWN, start, end, None, word, titles))
        actor = last.actor or _owner(tokens, end)
    if actor is not None:
        return _new(Subject, (Head.NAME, start, end, actor, last.folded, titles))
    opens = end - 1 == start == 0  # a sentence's first word is always written with a capital
    if not opens and "any.noun" not in last.tags and last.capital:
        return _new(Subject, (Head.UNKNOWN, start, end, None, last.folded, titles))
    return _new(Subject, (Head.NOUN, start, end, None, last.folded, titles))


def _owner(tokens: Sequence[Token], end: int) -> Actor | None:
    """Tell which body "the Guild leadership" is, and whose words "Lee’s letter" holds."""
    owner, tags = tokens[end - 2], tokens[end - 1].tags
    if owner.actor is None:
        return None
    if "nouns.document" in tags and (owner.possessive or not is_person(owner)):
        return owner.actor
    stands = "nouns.collective" in tags or "nouns.body" in tags
    return owner.actor if stands and not is_person(owner) else None


def _of_another(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether a given name that is not theirs stands before a known person's bare surname."""
    if at <= start or not is_person(tokens[at]) or len(tokens[at].surface.split()) > 1:
        return False
    before = tokens[at - 1]
    return (
        before.kind is Kind.WORD
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
        if at + 1 >= stop or "function.prepositions" not in tokens[at].tags:
            break
        inner = core(tokens, at + 1, stop, minimal=minimal)
        if inner is None:
            break
        if inner.actor is None:
            subject = subject._replace(end=inner.end)
        elif _names_author(tokens[at], subject):
            subject = inner._replace(start=start)
        elif _names_holder(tokens, subject, inner):
            subject = inner._replace(start=start, titles=subject.titles + inner.titles)
        else:
            subject = subject._replace(end=inner.end)
    return subject


def _names_author(link: Token, outer: Subject) -> bool:
    """Whether a paper is followed by who wrote it ("a report by the Guild")."""
    written = outer.head is Head.NOUN and speech().has("nouns.document", outer.word)
    return written and link.folded in ("by", "from")


def _names_holder(tokens: Sequence[Token], outer: Subject, inner: Subject) -> bool:
    """Whether the name that ends a role's complement is the role's holder.

    "The envoy to Kabul Ann Lee" is Ann Lee; "the spokesman for President Lee" is not.
    """
    if outer.head is not Head.NOUN or not is_person(tokens[inner.end - 1]):
        return False
    before = list(tokens[inner.start : inner.end - 1])
    while before and "nouns.courtesy" in before[-1].tags:
        before.pop()
    if before and "function.determiners" in before[0].tags:
        before.pop(0)
    if not before or "nouns.person" in before[-1].tags or before[-1].possessive:
        return False
    return not before[-1].folded.startswith(("ex-", "then-"))


def speaks(subject: Subject) -> bool:
    """Whether a noun phrase is a name or says what someone is."""
    return (
        subject.head is not Head.NOUN
        or subject.word.endswith(AGED)
        or speech().has("any.speaking", subject.word)
    )


def named_behind(tokens: Sequence[Token], subject: Subject, stop: int) -> Subject | None:
    """Read the name that a role is followed by ("his deputy, Ann Lee,")."""
    at = subject.end
    if at + 1 >= stop or tokens[at].surface not in PAUSES or is_person(tokens[at - 1]):
        return None
    inner = core(tokens, at + 1, stop, minimal=True)
    if inner is None or not is_person(tokens[inner.end - 1]):
        return None
    if inner.end < stop and tokens[inner.end].kind not in (Kind.MARK, Kind.QUOTE):
        return None
    return inner._replace(start=subject.start, titles=subject.titles + inner.titles)
