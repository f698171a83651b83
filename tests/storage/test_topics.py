"""Topics from topics.toml, or made from what the articles speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import SeedsInvalid
from storage.models import Actor, ActorKind, Article, Citation, Mention, Passage, PassageKind
from storage.topics import make_topics, read_topics


def test_no_file_means_none(tmp_path: Path) -> None:
    assert read_topics(tmp_path / "topics.toml") is None


def test_a_topic_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text('[[topic]]\nid = "port"\ntitle = "The port"\nqueries = ["harbour"]\n', "utf-8")
    (topic,) = read_topics(path) or ()
    assert (topic.id, topic.title, topic.queries, topic.actors) == (
        "port",
        "The port",
        ("harbour",),
        (),
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[topic]\n", "not valid TOML"),
        ('[[topic]]\nid = "a"\nqueries = ["x"]\n', "topic 1: .*title"),
        ('[[topics]]\nid = "a"\ntitle = "A"\nqueries = ["x"]\n', "topics"),
        ('[[topic]]\nid = "a"\ntitle = "A"\nqueries = [1]\n', "queries"),
        ('[[topic]]\nid = "a"\ntitle = "A"\n', "neither queries nor actors"),
        ('[[topic]]\nid = "a"\ntitle = "A"\nquerys = ["x"]\n', "querys"),
        ('[[topic]]\nid = "a"\ntitle = "A"\nqueries = ["x"]\n' * 2, "stands twice"),
    ],
)
def test_a_mistake_in_topics_toml_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SeedsInvalid, match=complaint) as raised:
        read_topics(path)
    assert "topics.toml" in str(raised.value)


def actor(name: str, kind: ActorKind, mentions: int, *, byline: bool = False) -> Actor:
    return Actor(
        id=name.lower(),
        name=name,
        kind=kind,
        byline=byline,
        mentions=tuple(Mention(Citation("A1", n, 0, 1), name) for n in range(mentions)),
    )


def test_topics_are_made_from_frequent_actors_then_from_common_words() -> None:
    passage = Passage(1, PassageKind.TEXT, "", "The harbourmaster negotiated dredging contracts.")
    articles = [
        Article(id=i, file=i, key=i, content_hash="", title=i, passages=(passage,))
        for i in ("A1", "A2")
    ]
    topics = make_topics(
        articles,
        [
            actor("Ortiz", ActorKind.PERSON, 5),
            actor("Rare", ActorKind.PERSON, 1),
            actor("Byline", ActorKind.PERSON, 9, byline=True),
            actor("Chile", ActorKind.COUNTRY, 7),
        ],
    )
    assert [t.id for t in topics[:2]] == ["chile", "ortiz"]
    assert "harbourmaster" in [t.id for t in topics]
    assert "negotiated" not in [t.id for t in topics]
    assert all(t.made for t in topics)
    assert len(topics) <= 8
