"""Who is named where: the actors of a corpus, looked up by passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter

from storage.models import Actor, Mention, Role
from storage.text.offsets import Span


class Roster:
    """The actors that a passage names, in the order in which it names them.

    No look-up takes longer where the corpus is larger.
    """

    def __init__(self, actors: Iterable[Actor]) -> None:
        """Take the actors of a corpus."""
        self.actors = tuple(actors)
        self._by_id = {actor.id: actor for actor in self.actors}
        # By article and id: whom an article only gives a role has no mention there.
        self._mentions: dict[str, dict[str, list[Mention]]] = defaultdict(dict)
        self._roles: dict[tuple[str, str], list[Role]] = defaultdict(list)
        named: dict[tuple[str, int], list[tuple[Span, Actor]]] = defaultdict(list)
        for actor in self.actors:
            for mention in actor.mentions:
                at = mention.citation
                named[at.article, at.passage].append((at.span, actor))
                self._mentions[at.article].setdefault(actor.id, []).append(mention)
            for role in actor.roles:
                article = role.citation.article
                self._mentions[article].setdefault(actor.id, [])
                self._roles[article, actor.id].append(role)
        self._named = {
            place: tuple(sorted(found, key=itemgetter(0))) for place, found in named.items()
        }

    def named(self, article: str, passage: int) -> tuple[tuple[Span, Actor], ...]:
        """List (range in `Passage.text`, actor) of a passage, ordered by where they stand."""
        return self._named.get((article, passage), ())

    def mentions(self, article: str, actor: Actor) -> Sequence[Mention]:
        """List where an article names an actor, in the order of `Actor.mentions`."""
        return self._mentions.get(article, {}).get(actor.id, ())

    def roles(self, article: str, actor: Actor) -> Sequence[Role]:
        """List the roles that an article gives an actor, in the order of `Actor.roles`."""
        return self._roles.get((article, actor.id), ())

    def of(self, article: str) -> tuple[Actor, ...]:
        """List the actors that an article names or gives a role, in the order of `actors`."""
        return tuple([self._by_id[id_] for id_ in self._mentions.get(article, ())])
