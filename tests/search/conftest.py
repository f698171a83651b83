"""A small corpus made by hand: invented sentences about things that happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

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
    Precision,
    Publication,
    PublicationBasis,
    Quote,
    QuoteKind,
    Role,
    Statement,
    Topic,
    When,
)
from storage.search import Index
from storage.text.offsets import Span

GAZETTE = (
    "Envoys weigh their options in Kabul",
    "Most embassies packed their files and left, yet one embassy kept its staff at work.",
    "“The new rulers keep the streets calm,” Dmitry Zhirnov, the Russian ambassador, said.",
    "“They follow the law,” he added.",
    "Zamir Kabulov spoke with the radio of “the former puppet government” on 16 August 2021.",
    "Sergei Lavrov watched the airlift from Moscow and the Kremlin stayed silent.",
)
TELEGRAPH = (
    "Guarantees for the neighbours",
    "Taliban vowed “to give guarantees of safety to diplomatic missions” and to stop heroin.",
    "Al-Qaeda and ISIS were named among the dangers to Tajikistan.",
    "“What matters is that promises are kept,” Sergey Lavrov told reporters in New York.",
    "The organization was outlawed in 2003, and the U.S. withdrawal began in May 2021.",
    "The café owner Émile Zola-Müller met foreign guests; the foregin ministry paid.",
    "George Bush and Laura Bush once visited; they spoke with us.",
)


def _article(id_: str, lines: tuple[str, ...], day: date, **about) -> Article:
    passages = tuple(
        Passage(n, PassageKind.HEADING if n == 1 else PassageKind.TEXT, line, line)
        for n, line in enumerate(lines, 1)
    )
    return Article(
        id=id_,
        file=f"{id_.lower()}.txt",
        key=about.get("url") or f"{id_.lower()}.txt",
        content_hash=id_,
        title=lines[0],
        passages=passages,
        published=Publication(When(day, day), day, PublicationBasis.METADATA, certain=True),
        **about,
    )


class _Archive:
    """Cites words of the articles by finding them."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {a.id: a for a in articles}

    def cite(self, article: str, passage: int, words: str) -> Citation:
        found = self._articles[article].passage(passage)
        assert found is not None
        start = found.text.index(words)
        return Citation(article, passage, start, start + len(words))

    def actor(self, id_: str, name: str, kind: ActorKind, *aliases: str, **more) -> Actor:
        named = (name, *aliases)
        mentions = []
        for article in self._articles.values():
            for passage in article.passages:
                for alias in sorted(named, key=len, reverse=True):
                    at = passage.text.find(alias)
                    if at >= 0:
                        place = Citation(article.id, passage.number, at, at + len(alias))
                        mentions.append(Mention(place, alias))
                        break
        return Actor(
            id=id_, name=name, kind=kind, aliases=aliases, mentions=tuple(mentions), **more
        )

    def quote(self, id_: str, article: str, passage: int, text: str, **more) -> Quote:
        place = self.cite(article, passage, text)
        kind = more.pop("kind", QuoteKind.FULL)
        return Quote(id=id_, citation=place, text=text, kind=kind, turn=id_, **more)

    def event(
        self, id_: str, article: str, passage: int, expression: str, when: When, *actors: str
    ) -> Event:
        found = self._articles[article].passage(passage)
        assert found is not None
        return Event(
            id=id_,
            citation=self.cite(article, passage, expression),
            expression=expression,
            sentence=found.text,
            sentence_span=Span(0, len(found.text)),
            when=when,
            basis=Basis.STATED,
            actors=actors,
        )


def make_corpus() -> Corpus:
    """Make the corpus that the tests of the search share."""
    gazette = _article(
        "A1",
        GAZETTE,
        date(2021, 8, 16),
        publisher="The Riga Gazette",
        publisher_short="Riga Gazette",
        authors=("Felix Light",),
        url="https://www.gazette.example/2021/08/16/envoys",
    )
    telegraph = _article("A2", TELEGRAPH, date(2021, 10, 4), publisher="Baltic Telegraph Institute")
    archive = _Archive(gazette, telegraph)
    person, group, place = ActorKind.PERSON, ActorKind.GROUP, ActorKind.PLACE
    ambassador = Role("Russian ambassador", archive.cite("A1", 3, "the Russian ambassador"))
    minister = Role("Russian foreign minister", archive.cite("A2", 4, "Sergey Lavrov"))
    envoy = Role("special envoy for Afghanistan", archive.cite("A1", 5, "Zamir Kabulov"))
    actors = (
        archive.actor("zamir-kabulov", "Zamir Kabulov", person, "Kabulov", roles=(envoy,)),
        archive.actor("dmitry-zhirnov", "Dmitry Zhirnov", person, "Zhirnov", roles=(ambassador,)),
        archive.actor(
            "sergey-lavrov", "Sergey Lavrov", person, "Sergei Lavrov", "Lavrov", roles=(minister,)
        ),
        archive.actor("george-bush", "George Bush", person),
        archive.actor("laura-bush", "Laura Bush", person),
        archive.actor("felix-light", "Felix Light", person, byline=True),
        archive.actor("taliban", "Taliban", group),
        archive.actor("isis", "ISIS", group),
        archive.actor("kabul", "Kabul", place),
        archive.actor("kremlin", "Kremlin", ActorKind.ORGANISATION),
    )
    may, year = When(date(2021, 5, 1), date(2021, 5, 31), Precision.MONTH), date(2003, 1, 1)
    return Corpus(
        version="made by hand",
        articles=(gazette, telegraph),
        actors=actors,
        quotes=(
            archive.quote(
                "q-streets",
                "A1",
                3,
                "The new rulers keep the streets calm,",
                speaker="dmitry-zhirnov",
                role="the Russian ambassador",
                attribution="said",
            ),
            archive.quote("q-law", "A1", 4, "They follow the law,", speaker="dmitry-zhirnov"),
            archive.quote(
                "q-puppet",
                "A1",
                5,
                "the former puppet government",
                speaker="zamir-kabulov",
                kind=QuoteKind.FRAGMENT,
            ),
            archive.quote(
                "q-missions",
                "A2",
                2,
                "to give guarantees of safety to diplomatic missions",
                speaker="taliban",
                kind=QuoteKind.FRAGMENT,
            ),
            archive.quote(
                "q-promises",
                "A2",
                4,
                "What matters is that promises are kept,",
                speaker="sergey-lavrov",
            ),
        ),
        statements=(
            Statement(
                id="s-heroin",
                citation=archive.cite("A2", 2, "to stop heroin"),
                text="to stop heroin",
                verb="vowed",
                speaker="taliban",
            ),
        ),
        events=(
            archive.event(
                "e-radio",
                "A1",
                5,
                "16 August 2021",
                When(date(2021, 8, 16), date(2021, 8, 16)),
                "zamir-kabulov",
            ),
            archive.event(
                "e-outlawed",
                "A2",
                5,
                "in 2003",
                When(year, date(2003, 12, 31), Precision.YEAR),
                "taliban",
            ),
            archive.event("e-withdrawal", "A2", 5, "in May 2021", may),
        ),
        topics=(
            Topic(id="narcotics", title="Narcotics at the border", queries=("heroin", "drugs")),
            Topic(id="ban", title="The ban of the Taliban", actors=("Taliban",)),
        ),
    )


@pytest.fixture(scope="session")
def index_of_names() -> Callable[..., Index]:
    """An index of actors, one to a line with their roles, below a heading."""

    def made(
        heading: str, kinds: Mapping[str, ActorKind], roles: Mapping[str, Sequence[str]]
    ) -> Index:
        lines = [", ".join((name, *roles.get(name, ()))) for name in kinds]
        article = _article("A1", (heading, *lines), date(2021, 8, 16))
        archive = _Archive(article)
        actors = tuple(
            archive.actor(
                name,
                name,
                kind,
                roles=tuple(Role(r, archive.cite("A1", n, r)) for r in roles.get(name, ())),
            )
            for n, (name, kind) in enumerate(kinds.items(), 2)
        )
        return Index.build(Corpus(version="names", articles=(article,), actors=actors))

    return made


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return make_corpus()


@pytest.fixture(scope="session")
def index(corpus: Corpus) -> Index:
    return Index.build(corpus)
