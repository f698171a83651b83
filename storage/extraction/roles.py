"""Roles as an article states them: who holds which, who signs it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from storage.extraction.roster import Roster
from storage.extraction.speech import speech
from storage.models import Actor, ActorKind
from storage.text.folding import words


def bylined(roster: Roster, authors: Collection[str]) -> tuple[Actor, ...]:
    """List the persons whom a byline names."""
    if not authors:
        return ()
    return tuple(
        actor
        for actor in roster.actors
        if actor.kind is ActorKind.PERSON and not {actor.name, *actor.aliases}.isdisjoint(authors)
    )


def holders(article: str, roster: Roster) -> dict[str, tuple[Actor, ...]]:
    """Who holds a role by its nouns, in this article."""
    found: dict[str, list[Actor]] = {}
    for actor in roster.of(article):
        if actor.kind is not ActorKind.PERSON:
            continue
        for noun in role_nouns(article, actor):
            found.setdefault(noun, []).append(actor)
    return {noun: tuple(actors) for noun, actors in found.items()}


def role_nouns(article: str, actor: Actor) -> Iterable[str]:
    """List the nouns of who speaks in the roles that an article gives someone."""
    roles = [role.text for role in actor.roles if role.citation.article == article]
    return {noun for role in roles for noun in _nouns_of(role)}


@lru_cache(maxsize=1 << 12)
def _nouns_of(role: str) -> frozenset[str]:
    surfaces = {word.surface.lower() for word in words(role)}
    return speech().sets["nouns.person"] & surfaces
