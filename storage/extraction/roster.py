"""Who is named where: the actors of a corpus, looked up by passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from storage.models import Actor, Mention, Role
from storage.text.offsets import Span


@dataclass(slots=True, eq=False)
class _Told:
    """What one article tells of an actor."""

    actor: Actor
    mentions: list[Mention] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)


class Roster:
    """The actors that a passage names, in the order in which it names them.

    No look-up takes longer where the corpus is larger.
    """

    def __init__(self, actors: Iterable[Actor]) -> None:
        """Take the actors of a corpus."""
        self.actors = tuple(actors)
        self._told: dict[str, dict[str, _Told]] = defaultdict(dict)
        named: dict[tuple[str, int], list[tuple[Span, Actor]]] = defaultdict(list)
        for actor in self.actors:
            for mention in actor.mentions:
                at = mention.citation
                named[at.article, at.passage].append((at.span, actor))
                self._of(at.article, actor).mentions.append(mention)
            for role in actor.roles:
                self._of(role.citation.article, actor).roles.append(role)
        self._named = {
            place: tuple(sorted(found, key=itemgetter(0))) for place, found in named.items()
        }

    def _of(self, article: str, actor: Actor) -> _Told:
        here = self._told[article]
        told = here.get(actor.id)
        if told is None:
            told = here[actor.id] = _Told(actor)
        return told

    def named(self, article: str, passage: int) -> tuple[tuple[Span, Actor], ...]:
        """List (range in `Passage.text`, actor) of a passage, ordered by where they stand."""
        return self._named.get((article, passage), ())

    def mentions(self, article: str, actor: Actor) -> Sequence[Mention]:
        """List where an article names an actor, in the order of `Actor.mentions`."""
        told = self._told.get(article, {}).get(actor.id)
        return told.mentions if told is not None else ()

    def roles(self, article: str, actor: Actor) -> Sequence[Role]:
        """List the roles that an article gives an actor, in the order of `Actor.roles`."""
        told = self._told.get(article, {}).get(actor.id)
        return told.roles if told is not None else ()

    def of(self, article: str) -> tuple[Actor, ...]:
        """List the actors that an article names or gives a role, in the order of `actors`."""
        return tuple([told.actor for told in self._told.get(article, {}).values()])
