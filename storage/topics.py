"""Topics: named selections, from topics.toml or from what the articles speak of most."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from storage.errors import SeedsInvalid
from storage.models import Actor, ActorKind, Article, Topic
from storage.text.folding import key

_MOST_MADE = 8
_FEWEST_MENTIONS = 3
_FEWEST_ARTICLES = 2  # a word of one article alone is no topic
_SHORTEST_WORD = 7
_WORD_SHARE = 3  # a word makes a topic where a third of the articles use it


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[topic]] of topics.toml."""

    id: str
    title: str
    queries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: tuple[dict[str, object], ...] = ()


def read_topics(path: Path) -> tuple[Topic, ...] | None:
    """Read topics.toml; None where there is no such file.

    Raises SeedsInvalid where it is not TOML or a topic lacks its id or title, is empty, or
    repeats an id; the message says which.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SeedsInvalid(
            "{file} cannot be read: {reason}.", file=path.name, reason=error
        ) from error
    place = "topics"
    rows = []
    try:
        for number, row in enumerate(msgspec.convert(tomllib.loads(text), _File).topic, 1):
            place = f"topic {number}"
            rows.append(msgspec.convert(row, _Row))
    except tomllib.TOMLDecodeError as error:
        raise SeedsInvalid(
            "{file} is not valid TOML: {reason}.", file=path.name, reason=error
        ) from error
    except msgspec.ValidationError as error:
        raise SeedsInvalid(
            "{file}: {place}: {reason}. A topic is [[topic]] with id, title, queries and actors.",
            file=path.name,
            place=place,
            reason=error,
        ) from error
    topics = tuple(Topic(id=r.id, title=r.title, queries=r.queries, actors=r.actors) for r in rows)
    _check(topics, path.name)
    return topics


def _check(topics: Sequence[Topic], file: str) -> None:
    seen: set[str] = set()
    for topic in topics:
        if topic.id in seen:
            raise SeedsInvalid("{file}: the id {id} stands twice.", file=file, id=topic.id)
        if not topic.queries and not topic.actors:
            raise SeedsInvalid(
                "{file}: {id} has neither queries nor actors, so nothing can belong to it.",
                file=file,
                id=topic.id,
            )
        seen.add(topic.id)


def make_topics(articles: Sequence[Article], actors: Sequence[Actor]) -> tuple[Topic, ...]:
    """Make up to eight topics from the actors that the articles name most.

    Who stands in a byline only makes none.  Where too few actors are named often, the longer
    capitalised-nowhere words that most articles share fill up.
    """
    named = [a for a in actors if not a.byline]
    often = [a for a in named if len(a.mentions) >= _FEWEST_MENTIONS]
    frequent = sorted(
        often or [a for a in named if len(a.mentions) > 1],
        key=lambda a: (-len({m.citation.article for m in a.mentions}), -len(a.mentions), a.id),
    )
    made = [
        Topic(id=a.id, title=a.name, queries=(a.name,), actors=(a.name,), made=True)
        for a in _varied(frequent)
    ]
    if len(made) >= _MOST_MADE:
        return tuple(made[:_MOST_MADE])
    taken = {word for a in actors for name in (a.name, *a.aliases) for word in key(name).split()}
    for word in _common_words(articles):
        if len(made) >= _MOST_MADE:
            break
        if word not in taken and all(word != t.id for t in made):
            made.append(Topic(id=word, title=word, queries=(word,), made=True))
    return tuple(made[:_MOST_MADE])


def _varied(actors: Sequence[Actor]) -> list[Actor]:
    """Take at most half of the room with countries and places: they name everything."""
    numbers = range(len(actors))
    places = [n for n in numbers if actors[n].kind in {ActorKind.COUNTRY, ActorKind.PLACE}]
    others = sorted({*numbers} - {*places})
    room = _MOST_MADE - min(len(places), _MOST_MADE // 2)
    return [actors[n] for n in sorted([*others[:room], *places[: _MOST_MADE // 2]])]


def _is_subject(word: str) -> bool:
    """Whether a word may name what a text is about: long, lower case, no verb or adverb form."""
    long_enough = len(word) >= _SHORTEST_WORD and word.isalpha() and word.islower()
    return long_enough and not word.endswith(("ing", "ed", "ly"))


def _common_words(articles: Sequence[Article]) -> list[str]:
    used: Counter[str] = Counter()
    for article in articles:
        words = {
            word.strip(".,;:!?()[]“”\"'’")
            for passage in article.readable()
            for word in passage.text.split()
        }
        used.update(w for w in words if _is_subject(w))
    fewest = max(_FEWEST_ARTICLES, -(-len(articles) // _WORD_SHARE))
    return [w for w, n in sorted(used.items(), key=lambda p: (-p[1], p[0])) if n >= fewest]
