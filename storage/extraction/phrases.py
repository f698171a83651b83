"""Noun phrases of a sentence: whom or what they name, as far as the sentence tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.extraction.clauses import Kind, Token
from storage.extraction.gender import gender_of_given
from storage.extraction.speech import Speech, speech
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


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase, tokens `start` to `end` (exclusive); `word` is its head's folded word."""

    head: Head
    start: int
    end: int
    actor: Actor | None = None
    word: str = ""
    titles: tuple[str, ...] = ()


def is_in(lexicon: Speech, token: Token, *names: str) -> bool:
    """Whether a token is a word of one of the lexicon's sets."""
    if token.kind is not Kind.WORD:
        return False
    tags = lexicon.tags.get(token.folded)
    return tags is not None and not tags.isdisjoint(names)


_PRONOUNS = {
    "function.singular_pronouns": Head.SINGULAR,
    "function.plural_pronouns": Head.PLURAL,
    "function.body_pronouns": Head.BODY,
    "function.own_pronouns": Head.OWN,
}


def _breaks(lexicon: Speech, token: Token) -> bool:
    """Whether a token ends the core of a noun phrase."""
    if token.kind is not Kind.WORD:
        return token.kind is not Kind.NAME
    if token.folded in lexicon.sets["any.function"]:
        return True
    verb = lexicon.verbs.get(token.folded)
    return verb is not None and not verb.noun_too


def is_person(token: Token) -> bool:
    """Whether a token names a person."""
    return token.actor is not None and token.actor.kind is ActorKind.PERSON


def _modifies(tokens: Sequence[Token], at: int, stop: int, lexicon: Speech) -> bool:
    """Whether the name at a token only qualifies what follows ("Putin spokesman Peskov")."""
    following = tokens[at + 1 : min(at + 4, stop)]
    if not following or following[0].kind is not Kind.WORD or tokens[at].possessive:
        return False
    if is_in(lexicon, following[0], "nouns.following"):
        return True  # "Lee supporters", "the Lee campaign"
    return is_in(lexicon, following[0], "nouns.person") and any(is_person(t) for t in following)


def core(tokens: Sequence[Token], start: int, stop: int, *, minimal: bool) -> Subject | None:
    """Read a noun phrase from `start` up to its head; `minimal` stops at the first that may be."""
    lexicon = speech()
    if start >= stop:
        return None
    first = tokens[start]
    if is_in(lexicon, first, "any.pronoun"):
        head = next(h for name, h in _PRONOUNS.items() if is_in(lexicon, first, name))
        return Subject(head, start, start + 1, word=first.folded)
    if _stands_alone(tokens, start, stop, lexicon):
        return Subject(Head.NOUN, start, start + 1, word=first.folded)
    at = start + (1 if is_in(lexicon, first, "function.determiners") else 0)
    limit = min(stop, start + _CORE)
    while at < limit and not _breaks(lexicon, tokens[at]):
        token = tokens[at]
        if at > start and is_in(lexicon, token, "function.determiners"):
            break
        at += 1
        if token.possessive:
            continue
        modifies = is_person(token) and _modifies(tokens, at - 1, stop, lexicon)
        if is_person(token) and not modifies:
            break
        if minimal and not modifies and _is_head(lexicon, tokens, at - 1, stop):
            break
    return _headed(tokens, start, at, lexicon)


def _stands_alone(tokens: Sequence[Token], start: int, stop: int, lexicon: Speech) -> bool:
    """Whether "one", "another", "some" is all there is of a noun phrase ("one said")."""
    if not is_in(lexicon, tokens[start], "function.indefinite"):
        return False
    if start + 1 >= stop:
        return True
    after = tokens[start + 1]
    if after.kind in (Kind.QUOTE, Kind.MARK):
        return True
    verb = lexicon.verbs.get(after.folded)
    return is_in(lexicon, after, "any.function") or (verb is not None and not verb.noun_too)


def _is_head(lexicon: Speech, tokens: Sequence[Token], at: int, stop: int) -> bool:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < stop else None
    if token.capital and at and is_in(lexicon, tokens[at - 1], "nouns.courtesy"):
        return following is None or not (following.capital or following.kind is Kind.NAME)
    if token.kind is Kind.WORD and not is_in(lexicon, token, "any.noun"):
        return False
    if following is None or following.kind in (Kind.QUOTE, Kind.MARK):
        return True
    return not (
        following.kind is Kind.NAME or following.capital or is_in(lexicon, following, "any.noun")
    )


def _headed(tokens: Sequence[Token], start: int, end: int, lexicon: Speech) -> Subject | None:
    last = tokens[end - 1]
    bare = end - 1 == start and is_in(lexicon, last, "function.determiners")
    if end <= start or last.possessive or (bare and last.actor is None):
        return None
    titles = tuple(t.folded for t in tokens[start:end] if t.kind is Kind.WORD)
    if _of_another(tokens, start, end - 1):
        word = f"{tokens[end - 2].folded} {last.folded}"
        return Subject(Head.UNKNOWN, start, end, word=word, titles=titles)
    actor = last.actor or _owner(tokens, start, end, lexicon)
    if actor is not None:
        return Subject(Head.NAME, start, end, actor, last.folded, titles)
    opens = end - 1 == start == 0  # a sentence's first word is always written with a capital
    if last.capital and not opens and not is_in(lexicon, last, "any.noun"):
        return Subject(Head.UNKNOWN, start, end, word=last.folded, titles=titles)
    return Subject(Head.NOUN, start, end, word=last.folded, titles=titles)


def _owner(tokens: Sequence[Token], start: int, end: int, lexicon: Speech) -> Actor | None:
    """Tell which body "the Guild leadership" is, and whose words "Lee’s letter" holds."""
    if end - 2 < start:
        return None
    owner, last = tokens[end - 2], tokens[end - 1]
    if is_in(lexicon, last, "nouns.document") and (owner.possessive or not is_person(owner)):
        return owner.actor
    stands = is_in(lexicon, last, "nouns.collective", "nouns.body") and not is_person(owner)
    return owner.actor if stands else None


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
    lexicon = speech()
    subject = core(tokens, start, stop, minimal=minimal)
    if subject is None or subject.head in _PRONOUNS.values():
        return subject
    for _ in range(4):
        at = subject.end
        if at + 1 >= stop or not is_in(lexicon, tokens[at], "function.prepositions"):
            break
        inner = core(tokens, at + 1, stop, minimal=minimal)
        if inner is None:
            break
        if _names_author(tokens[at], subject, inner, lexicon):
            subject = replace(inner, start=start)
        elif _names_holder(tokens, subject, inner, lexicon):
            subject = replace(inner, start=start, titles=subject.titles + inner.titles)
        else:
            subject = replace(subject, end=inner.end)
    return subject


def _names_author(link: Token, outer: Subject, inner: Subject, lexicon: Speech) -> bool:
    """Whether a paper is followed by who wrote it ("a report by the Guild")."""
    written = outer.head is Head.NOUN and lexicon.has("nouns.document", outer.word)
    return written and link.folded in ("by", "from") and inner.actor is not None


def _names_holder(tokens: Sequence[Token], outer: Subject, inner: Subject, lexicon: Speech) -> bool:
    """Whether the name that ends a role's complement is the role's holder.

    "The envoy to Kabul Ann Lee" is Ann Lee; "the spokesman for President Lee" is not.
    """
    if outer.head is not Head.NOUN or inner.actor is None or not is_person(tokens[inner.end - 1]):
        return False
    before = list(tokens[inner.start : inner.end - 1])
    while before and is_in(lexicon, before[-1], "nouns.courtesy"):
        before.pop()
    if before and is_in(lexicon, before[0], "function.determiners"):
        before.pop(0)
    if not before or is_in(lexicon, before[-1], "nouns.person") or before[-1].possessive:
        return False
    return not before[-1].folded.startswith(("ex-", "then-"))


def speaks(subject: Subject, lexicon: Speech) -> bool:
    """Whether a noun phrase is a name or says what someone is."""
    return (
        subject.head is not Head.NOUN
        or subject.word.endswith(AGED)
        or any(lexicon.has(name, subject.word) for name in ("any.noun", "function.indefinite"))
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
    return replace(inner, start=subject.start, titles=subject.titles + inner.titles)
