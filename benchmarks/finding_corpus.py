"""Passages by the hundred thousand: sentences of WordNet recombined, with made-up names.

WordNet's licence lets anybody use and recombine its glosses and examples; nothing of it is kept
in the repository.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from benchmarks.finding_names import Person, Spelt, people, places
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Basis,
    Citation,
    Corpus,
    Event,
    Mention,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    Statement,
    When,
)
from storage.text.offsets import Span

FOLDERS: Final = (
    "/usr/share/wordnet",
    "/usr/share/wordnet-3.0/dict",
    "/usr/local/WordNet-3.0/dict",
)
FILES: Final = ("data.noun", "data.verb", "data.adj", "data.adv")
MISSING: Final = (
    "The sentences are WordNet's, which is not installed here. Debian and Ubuntu: "
    "`apt-get install wordnet-base`; elsewhere unpack "
    "https://wordnetcode.princeton.edu/3.0/WNdb-3.0.tar.gz and set WNSEARCHDIR to its dict folder."
)
PASSAGES_OF_AN_ARTICLE: Final = 20
PEOPLE_SHARE: Final = 10  # passages for each person
PLACES_SHARE: Final = 50
FIRST_DAY: Final = date(2010, 1, 1)
LEADS: Final = (
    "{person} said in {place} that {rest}",
    "In {place}, {person} spoke of {rest}",
    "According to {person}, {rest}",
    "{person} left {place} after {rest}",
)
_EXAMPLE: Final = re.compile(r'"([^"]+)"')
_WORD: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to be, and who and what place is named in it."""

    text: str
    person: Person | None = None
    place: Spelt | None = None


def words(text: str) -> list[str]:
    """The benchmark's own notion of words: what queries are made of and truth is told by."""
    return _WORD.findall(text.lower())


def sentences() -> list[str]:
    """Read WordNet's glosses and examples; ends the program with advice where there is none."""
    folder = next(filter(_holds, (os.environ.get("WNSEARCHDIR", ""), *FOLDERS)), None)
    if folder is None:
        sys.exit(MISSING)
    found: dict[str, None] = {}
    for name in FILES:
        for line in (Path(folder) / name).read_text("latin-1").splitlines():
            if not line[:1].isdigit() or " | " not in line:
                continue
            gloss = line.partition(" | ")[2]
            parts = [*_EXAMPLE.findall(gloss), *_EXAMPLE.sub("", gloss).split(";")]
            for part in parts:
                sentence = part.strip(" ;:,.\"'")
                if sentence.count(" ") >= 3 and sentence.isascii():
                    found.setdefault(sentence)
    return list(found)


def _holds(folder: str) -> bool:
    return bool(folder) and (Path(folder) / FILES[0]).exists()


def texts(count: int, seed: int, known: Sequence[str]) -> list[Text]:
    """Recombine sentences into so many passages, in no order, three in five with names."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    someone = people(max(20, count // PEOPLE_SHARE), draw)
    somewhere = places(max(20, count // PLACES_SHARE), draw)
    found = []
    for _ in range(count):
        chosen = [draw.choice(known) for _ in range(draw.choice((2, 3, 3, 4)))]
        text = ". ".join(one[0].upper() + one[1:] for one in chosen[1:]) + "."
        if draw.random() < 0.6:
            # A few are named often, most rarely.
            person = someone[int(len(someone) * draw.random() ** 3)]
            place = somewhere[int(len(somewhere) * draw.random() ** 3)]
            lead = draw.choice(LEADS)
            first = lead.format(person=person.name, place=place.latin, rest=chosen[0])
            there = place if "{place}" in lead else None
            found.append(Text(f"{first}. {text}", person, there))
        else:
            found.append(Text(f"{chosen[0][0].upper()}{chosen[0][1:]}. {text}"))
    draw.shuffle(found)
    return found


def corpus(found: Sequence[Text], *, facts: bool = False) -> Corpus:
    """Make articles of passages, and actors of who is named in them.

    With `facts`, where somebody is named that is a statement, and every third of these an event.
    """
    mentions: dict[str, tuple[Person, list[Mention]]] = {}
    articles: list[Article] = []
    statements: list[Statement] = []
    events: list[Event] = []
    for begin in range(0, len(found), PASSAGES_OF_AN_ARTICLE):
        id_ = f"A{begin // PASSAGES_OF_AN_ARTICLE + 1}"
        passages = []
        for number, one in enumerate(found[begin : begin + PASSAGES_OF_AN_ARTICLE], 1):
            passages.append(Passage(number, PassageKind.TEXT, one.text, one.text))
            if one.person is not None:
                name = one.person.name
                start = one.text.index(name)
                where = Citation(id_, number, start, start + len(name))
                mentions.setdefault(name, (one.person, []))[1].append(Mention(where, name))
                if facts:
                    statements.append(_statement(where, one.text, name, len(statements)))
                if facts and len(statements) % 3 == 0:
                    events.append(_event(where, one.text, name, len(events)))
        articles.append(_article(id_, tuple(passages), len(articles)))
    actors = tuple(
        Actor(id=_slug(name), name=name, kind=ActorKind.PERSON, mentions=tuple(seen))
        for name, (_, seen) in sorted(mentions.items())
    )
    return Corpus(
        version="benchmark",
        articles=tuple(articles),
        actors=actors,
        statements=tuple(statements),
        events=tuple(events),
    )


def _statement(named: Citation, text: str, name: str, number: int) -> Statement:
    end = text.index(".")
    where = Citation(named.article, named.passage, 0, end)
    return Statement(
        id=f"s{number}", citation=where, text=text[:end], verb="said", speaker=_slug(name)
    )


def _event(named: Citation, text: str, name: str, number: int) -> Event:
    day = FIRST_DAY + timedelta(days=number * 7 % 4_000)
    end = text.index(".")
    return Event(
        id=f"e{number}",
        citation=Citation(named.article, named.passage, 0, end),
        expression=text[:end],
        sentence=text[:end],
        sentence_span=Span(0, end),
        when=When(day, day),
        basis=Basis.STATED,
        actors=(_slug(name),),
        cluster=f"c{number}",
    )


def passage_ids(count: int) -> list[str]:
    """The ids that `Index` gives the passages, in the order of `texts`."""
    of = PASSAGES_OF_AN_ARTICLE
    return [f"A{number // of + 1}:{number % of + 1}" for number in range(count)]


def actors_only(found: Sequence[Person]) -> Corpus:
    """Make a corpus of people nobody writes about."""
    return Corpus(
        version="names",
        actors=tuple(
            Actor(id=_slug(person.name), name=person.name, kind=ActorKind.PERSON)
            for person in found
        ),
    )


def actor_id(person: Person) -> str:
    return _slug(person.name)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _article(id_: str, passages: tuple[Passage, ...], number: int) -> Article:
    day = FIRST_DAY + timedelta(days=number % 4_000)
    return Article(
        id=id_,
        file=f"{id_}.txt",
        key=f"{id_}.txt",
        content_hash=id_,
        title=f"Report {number}",
        passages=passages,
        published=Publication(When(day, day), day, PublicationBasis.METADATA, certain=True),
    )
