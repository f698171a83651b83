"""Whom an article names: looked up by passage and by article."""

from __future__ import annotations

from storage.extraction.roster import Roster
from storage.models import Actor, ActorKind, Citation, Mention, Role
from storage.text.offsets import Span


def _mention(article: str, passage: int, start: int, surface: str) -> Mention:
    return Mention(Citation(article, passage, start, start + len(surface)), surface)


VELD = Actor(
    id="veld",
    name="Ida Veld",
    kind=ActorKind.PERSON,
    mentions=(_mention("A1", 1, 10, "Veld"), _mention("A2", 3, 0, "Ida Veld")),
    roles=(Role("mayor", Citation("A2", 3, 10, 15)), Role("baker", Citation("A3", 1, 0, 5))),
)
GUILD = Actor(
    id="guild",
    name="Guild",
    kind=ActorKind.ORGANISATION,
    mentions=(_mention("A1", 1, 0, "Guild"), _mention("A1", 2, 4, "Guild")),
)
ROSTER = Roster([VELD, GUILD])


def test_a_passage_names_actors_in_the_order_of_their_places() -> None:
    assert ROSTER.named("A1", 1) == ((Span(0, 5), GUILD), (Span(10, 14), VELD))
    assert ROSTER.named("A1", 9) == ROSTER.named("A9", 1) == ()


def test_an_article_has_the_actors_that_it_names_or_gives_a_role() -> None:
    assert ROSTER.of("A1") == (VELD, GUILD)
    assert ROSTER.of("A3") == (VELD,)
    assert ROSTER.of("A9") == ()


def test_mentions_and_roles_are_those_of_one_article() -> None:
    assert list(ROSTER.mentions("A1", GUILD)) == list(GUILD.mentions)
    assert list(ROSTER.mentions("A2", VELD)) == [VELD.mentions[1]]
    assert list(ROSTER.roles("A2", VELD)) == [VELD.roles[0]]
    assert not ROSTER.mentions("A3", VELD)
    assert not ROSTER.mentions("A2", GUILD)
    assert not ROSTER.roles("A9", VELD)
