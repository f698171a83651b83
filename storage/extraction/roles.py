"""Roles as an article states them: who holds which, who signs it, which stands nearest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from storage.extraction.roster import Roster
from storage.extraction.speech import speech
from storage.models import Actor, ActorKind, Role
from storage.text.folding import words

_PERSON = ActorKind.PERSON


def bylined(roster: Roster, authors: Collection[str]) -> tuple[Actor, ...]:
    """List the persons whom a byline names."""
    if not authors:
        return ()
    return tuple(
        actor
        for actor in roster.actors
        if actor.kind is _PERSON and not {actor.name, *actor.aliases}.isdisjoint(authors)
    )


def holders(article: str, roster: Roster) -> dict[str, tuple[Actor, ...]]:
    """Who holds a role by its nouns, in this article.

    "The president" is a vice president only where the article has no president.
    """
    first: dict[str, list[Actor]] = {}
    second: dict[str, list[Actor]] = {}
    for actor in roster.of(article):
        if actor.kind is not _PERSON:
            continue
        told = roster.roles(article, actor)
        whole = {noun for role in told for noun in _nouns_of(role.text, whole=True)}
        for noun in role_nouns(article, roster, actor):
            (first if noun in whole else second).setdefault(noun, []).append(actor)
    return {noun: tuple(actors) for noun, actors in (second | first).items()}


def role_nouns(article: str, roster: Roster, actor: Actor) -> Iterable[str]:
    """List the nouns of who speaks in the roles that an article gives someone."""
    return {noun for role in roster.roles(article, actor) for noun in _nouns_of(role.text)}


def bears(article: str, roster: Roster, actor: Actor, title: str) -> bool:
    """Whether someone's role in an article has a title of two words ("vice president")."""
    first, second = title.split()
    return any(
        (first, second) in pairwise(_words(role.text)) for role in roster.roles(article, actor)
    )


def borrows(article: str, roster: Roster, actor: Actor, noun: str) -> bool:
    """Whether a noun only says of which kind someone's office is (a secretary general’s)."""
    return any(
        word == noun and _civil(before, word)
        for role in roster.roles(article, actor)
        for before, word in pairwise(_words(role.text))
    )


def longer_title(titles: Sequence[str]) -> str:
    """Give the title of two words that a noun phrase ends in ("the secretary general"), else ""."""
    if len(titles) < 2:  # noqa: PLR2004
        return ""
    before, noun = titles[-2:]
    return f"{before} {noun}" if _lesser(before) or _civil(before, noun) else ""


def _words(role: str) -> tuple[str, ...]:
    return tuple(word.surface.lower() for word in words(role))


@lru_cache(maxsize=1 << 12)
def _nouns_of(role: str, *, whole: bool = False) -> frozenset[str]:
    """List a role's nouns: no "general" of a secretary general; `whole`: none of a deputy."""
    found = _words(role)
    return speech().sets["nouns.person"] & {
        word
        for before, word in zip(("", *found), found, strict=False)
        if not (_civil(before, word) or (whole and _lesser(before)))
    }


def _lesser(word: str) -> bool:
    return speech().has("nouns.lesser", word)


def _civil(before: str, word: str) -> bool:
    """Whether "general" only says of which kind an office is."""
    return word == "general" and speech().has("nouns.before_general", before)


def role_of(actor: Actor | None, article: str, passage: int) -> str:
    """Give the role that an article states nearest at or before a passage, else anywhere in it."""
    if actor is None:
        return ""
    return nearest_role([r for r in actor.roles if r.citation.article == article], passage)


def nearest_role(here: Sequence[Role], passage: int) -> str:
    """Give the role of an article that is stated nearest at or before a passage, else anywhere."""
    before = [role for role in here if role.citation.passage <= passage]
    if before:
        return max(before, key=lambda role: (role.citation.passage, role.citation.start)).text
    return here[0].text if here else ""
