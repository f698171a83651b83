"""Who is named where: the actors of a corpus, looked up by passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from storage.models import Actor, Role
from storage.text.offsets import Span


class Roster:
    """The actors that a passage names, in the order in which it names them."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        named: dict[tuple[str, int], list[tuple[Span, Actor]]] = defaultdict(list)
        self.actors = tuple(actors)
        for actor in self.actors:
            for mention in actor.mentions:
                place = (mention.citation.article, mention.citation.passage)
                named[place].append((mention.citation.span, actor))
        self._of = _by_article(self.actors)
        self._roles: dict[tuple[str, str], list[Role]] = defaultdict(list)
        for actor in self.actors:
            for role in actor.roles:
                self._roles[role.citation.article, actor.id].append(role)
        self._named = {
            place: tuple(sorted(found, key=lambda pair: pair[0])) for place, found in named.items()
        }

    def named(self, article: str, passage: int) -> tuple[tuple[Span, Actor], ...]:
        """List (range in `Passage.text`, actor) of a passage, ordered by where they stand."""
        return self._named.get((article, passage), ())

    def roles(self, article: str, actor: Actor) -> Sequence[Role]:
        """List the roles that an article gives an actor, in the order of `Actor.roles`."""
        return self._roles.get((article, actor.id), ())

    def of(self, article: str) -> tuple[Actor, ...]:
        """List the actors that an article names or gives a role, in the order of `actors`."""
        return self._of.get(article, ())


def _by_article(actors: Iterable[Actor]) -> dict[str, tuple[Actor, ...]]:
    found: dict[str, dict[str, Actor]] = defaultdict(dict)
    for actor in actors:
        places = [told.citation for told in actor.mentions]
        for place in (*places, *(role.citation for role in actor.roles)):
            found[place.article][actor.id] = actor
    return {article: tuple(named.values()) for article, named in found.items()}
