"""However large a corpus is, an answer looks at what it shows and a little more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

import pytest

from bot.asking import read
from bot.commands import COMMANDS
from bot.commands.export import MOST, choose, read_wish
from bot.contract import Action, Answer, Ask, PersonError
from bot.following import next_action, with_about
from bot.inline import result
from bot.locale import Translator
from bot.render.keyboard import keyboard
from bot.render.pages import answer_pages
from bot.sharing import offers
from bot.turns import Turn
from storage.excerpt import Excerpt
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Basis,
    Citation,
    Corpus,
    Difference,
    Event,
    Mention,
    Passage,
    PassageKind,
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
from storage.snapshot import Snapshot
from storage.text.offsets import Span

T = TypeVar("T")
ARTICLES = 2_000
MOST_LOOKED_AT = 1_000  # of any table or look-up: half of what a walk over it takes
SPOKEN = "The bridge has to stay closed"


class Counted(Sequence[T]):
    """A sequence that counts the items that are looked at."""

    def __init__(self, items: Sequence[T], name: str, looked_at: Counter[str]) -> None:
        self.items, self.name, self.looked_at = items, name, looked_at

    def __getitem__(self, at: Any) -> Any:
        found = self.items[at]
        self.looked_at[self.name] += len(found) if isinstance(at, slice) else 1
        return found

    def __iter__(self) -> Iterator[T]:
        for item in self.items:
            self.looked_at[self.name] += 1
            yield item

    def __len__(self) -> int:
        return len(self.items)


class CountedMapping(Mapping[Any, Any]):
    """A mapping that counts the keys and values that are looked at."""

    def __init__(self, items: Mapping[Any, Any], name: str, looked_at: Counter[str]) -> None:
        self.items_, self.name, self.looked_at = items, name, looked_at

    def __getitem__(self, key: object) -> Any:
        found = self.items_[key]
        self.looked_at[self.name] += 1
        if isinstance(found, Sequence) and not isinstance(found, str):
            return Counted(found, self.name, self.looked_at)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self.items_

    def __iter__(self) -> Iterator[Any]:
        for key in self.items_:
            self.looked_at[self.name] += 1
            yield key

    def __len__(self) -> int:
        return len(self.items_)


def counted(corpus: Corpus, looked_at: Counter[str]) -> Corpus:
    """Put a counter in the place of every table and look-up of a corpus."""
    tables = [field.name for field in fields(corpus)]
    look_ups = [name for name, one in vars(Corpus).items() if isinstance(one, cached_property)]
    made = {name: getattr(corpus, name) for name in (*tables, *look_ups)}
    wrapped = replace(corpus)
    for name, one in made.items():
        if isinstance(one, Mapping):
            vars(wrapped)[name] = CountedMapping(one, name, looked_at)
        elif isinstance(one, Sequence) and not isinstance(one, str):
            vars(wrapped)[name] = Counted(one, name, looked_at)
        else:
            vars(wrapped)[name] = one
    return wrapped


def vast(count: int, looked_at: Counter[str]) -> Corpus:
    """Make as many articles as told, of one publisher; one person speaks and acts in each."""
    numbers = range(1, count + 1)
    mentions = [
        Mention(place, "Ana Ortiz")
        for number in numbers
        for place in (Citation(f"A{number}", 1, 37, 46), Citation(f"A{number}", 2, 0, 9))
    ]
    frequent = Actor(
        id="ana-ortiz",
        name="Ana Ortiz",
        kind=ActorKind.PERSON,
        roles=tuple(Role(f"mayor {n % 40}", Citation(f"A{n}", 1, 0, 5)) for n in numbers),
        mentions=Counted(mentions, "mentions", looked_at),
    )
    others = tuple(
        Actor(
            id=f"person-{n}",
            name=f"Boris Q{n}",
            kind=ActorKind.PERSON if n % 2 else ActorKind.ORGANISATION,
            mentions=(Mention(Citation(f"A{n}", 2, 0, 9), f"Boris Q{n}"),),
        )
        for n in numbers
    )
    return Corpus(
        version="vast",
        articles=tuple(_article(n) for n in numbers),
        actors=(frequent, *others),
        quotes=tuple(_quote(n) for n in numbers),
        statements=tuple(_statement(n) for n in numbers),
        events=tuple(_event(n) for n in numbers),
        topics=(Topic(id="bridge", title="The bridge", queries=("bridge",), actors=("Ortiz",)),),
    )


def _day(number: int) -> date:
    return date(2015, 1, 1) + timedelta(days=number)


def _article(number: int) -> Article:
    day = _day(number)
    texts = (
        f"“{SPOKEN},” said Ana Ortiz.",
        f"Ana Ortiz said the port was calm. On {day:%d %B %Y} the bridge burned near Q{number}.",
    )
    return Article(
        id=f"A{number}",
        file=f"{number:05}.md",
        key=f"{number:05}.md",
        content_hash=str(number),
        title=f"Report {number}",
        publisher="The Harbour Post",
        url=f"https://harbour.example/{number}",
        passages=tuple(Passage(n, PassageKind.TEXT, text, text) for n, text in enumerate(texts, 1)),
        published=Publication(When(day, day), day, PublicationBasis.METADATA, certain=True),
    )


def _quote(number: int) -> Quote:
    return Quote(
        id=f"quote{number}",
        citation=Citation(f"A{number}", 1, 1, 1 + len(SPOKEN)),
        text=SPOKEN,
        kind=QuoteKind.FULL,
        turn="t1",
        speaker="ana-ortiz",
    )


def _statement(number: int) -> Statement:
    text = "Ana Ortiz said the port was calm"
    place = Citation(f"A{number}", 2, 0, len(text))
    return Statement(
        id=f"statement{number}", citation=place, text=text, verb="said", speaker="ana-ortiz"
    )


def _event(number: int) -> Event:
    day = _day(number)
    return Event(
        id=f"event{number}",
        citation=Citation(f"A{number}", 2, 37, 52),
        expression=f"{day:%d %B %Y}",
        sentence=f"On {day:%d %B %Y} the bridge burned near Q{number}.",
        sentence_span=Span(34, 60),
        when=When(day, day),
        basis=Basis.STATED,
        actors=("ana-ortiz",),
    )


@pytest.fixture(scope="module")
def looked_at() -> Counter[str]:
    return Counter()


@pytest.fixture(scope="module")
def snapshot(looked_at: Counter[str]) -> Snapshot:
    corpus = counted(vast(ARTICLES, looked_at), looked_at)
    return Snapshot(corpus, Index.build(corpus))


WORDS = (
    *("", "Ana Ortiz", "ana ortis", "bridge", "brigde burnd", "bridge -port", "the", "zzzz", "A7"),
    *("2017", "may 2017", "3 may 2017", "before 2016", "since 2016", "1850", "ortiz 2017"),
    *("from:ortiz bridge", "from:ortiz banana", "from:zzzz bridge", "in:zzzz bridge", "A99999 2"),
    *("in:harbour bridge", "in:A7 bridge", "harbour post", "harbor pots", "the harbour post 2"),
    *("what did ortiz say about the bridge", "what happened in may 2017", "boris", "boris q7"),
    *('"the bridge burned"', "https://harbour.example/7", "harbour.example/", "Report 7", "mayor"),
)
ASKED = [command for command in COMMANDS if command.answer is not None]
"""`/stats` and `/reload` are no answers: they act, in a thread and a process of their own."""


def show(snapshot: Snapshot, action: Action) -> Answer | None:
    """Do what the bot does to answer, up to the message; None where a person is told a mistake."""
    command = next(one for one in COMMANDS if one.name == action.command)
    assert command.answer is not None
    asked = Ask(words=action.words, snapshot=snapshot, now=datetime.now(UTC), admin=True)
    try:
        answer = with_about(command.answer(asked), action, snapshot)
    except PersonError:
        return None
    pages = answer_pages(answer, Translator())
    assert pages[min(action.page, len(pages) - 1)].flat.text
    assert keyboard(action, answer, pages, snapshot.corpus, private=True) is not None
    return answer


@pytest.mark.parametrize("command", ASKED, ids=lambda command: command.name)
def test_no_answer_walks_the_whole_corpus(
    snapshot: Snapshot, looked_at: Counter[str], command: Any
) -> None:
    examples = [read(example.line).words for example in command.examples]
    of_help = [one.name for one in COMMANDS] if command.name == "help" else []
    for words in (*WORDS, *examples, *of_help):
        for page in (0, 3):
            looked_at.clear()
            show(snapshot, Action(command=command.name, words=words, page=page))
            too_many = {name: n for name, n in looked_at.items() if n > MOST_LOOKED_AT}
            assert not too_many, f"/{command.name} {words}"


def test_what_is_shared_in_other_chats_is_found_without_walking_the_whole_corpus(
    snapshot: Snapshot, looked_at: Counter[str]
) -> None:
    for words in WORDS:
        looked_at.clear()
        page = offers(snapshot, words)
        for offer in (*page.offers, *offers(snapshot, words, page.next_offset).offers):
            assert result(offer, Translator()).title
        too_many = {name: n for name, n in looked_at.items() if n > MOST_LOOKED_AT}
        assert not too_many, words


def test_a_file_holds_a_bounded_part_of_very_much(snapshot: Snapshot) -> None:
    for line in ("quotes", "timeline", "actor Ana Ortiz"):
        wish = read_wish(line)
        assert wish is not None
        chosen = choose(Ask(words=line, snapshot=snapshot, now=datetime.now(UTC)), wish)
        assert isinstance(chosen, Excerpt)
        assert chosen.cut
        assert sum(1 for _ in chosen.citations) <= 4 * MOST


@pytest.mark.parametrize("typed", ["and in 2017?", "what about the port?", "and Boris Q7?", "more"])
def test_no_follow_up_walks_the_whole_corpus(
    snapshot: Snapshot, looked_at: Counter[str], typed: str
) -> None:
    first = Action(command="find", words="ortiz bridge")
    looked_at.clear()
    action = next_action(typed, Turn(first, 9, first), snapshot)
    assert action is not None
    show(snapshot, action)
    assert max(looked_at.values(), default=0) <= MOST_LOOKED_AT


def test_a_timeline_of_very_many_goes_on_where_its_first_part_ends(snapshot: Snapshot) -> None:
    days: list[str] = []
    action: Action | None = Action(command="timeline", words="2017")
    while action:
        answer = show(snapshot, action)
        assert answer is not None
        pages = answer_pages(answer, Translator())
        days += [line for page in pages for line in page.flat.text.splitlines() if "burned" in line]
        offered = (b for row in answer.choices for b in row)
        goes_on = (b.action for b in offered if Translator().render(b.label).startswith("From "))
        action = next(goes_on, None)
    told = {f"On {_day(n):%d %B %Y}" for n in range(1, ARTICLES + 1) if _day(n).year == 2017}
    assert {day[: day.index(" the bridge")] for day in days} == told


def test_a_card_of_very_much_says_how_much_there_is(snapshot: Snapshot) -> None:
    answer = show(snapshot, Action(command="actor", words="Ana Ortiz"))
    assert answer is not None
    text = "\n".join(page.flat.text for page in answer_pages(answer, Translator()))
    assert "the first of 2,000 quotations, 2,000 paraphrases and 2,000 dated events" in text
    assert "and 1,980 more" in text  # roles


def test_a_list_of_very_many_says_how_many_more_there_are(snapshot: Snapshot) -> None:
    for command, more in (("source", "and 1,900 more"), ("actor", "and 901 more")):
        answer = show(snapshot, Action(command=command))
        assert answer is not None
        pages = answer_pages(answer, Translator())
        assert any(more in page.flat.text for page in pages), command


@pytest.fixture(scope="module")
def disputed(looked_at: Counter[str]) -> Snapshot:
    """A corpus in which every event is told differently in the next article."""
    agreed = vast(ARTICLES, looked_at)
    events = tuple(replace(event, cluster=event.id) for event in agreed.events)
    pairs = zip(events, (*events[1:], events[0]), strict=True)
    differences = tuple(
        Difference(
            one.cluster,
            "how many",
            (("one", one.citation), ("two", other.citation)),
            (one.id, other.id),
        )
        for one, other in pairs
    )
    corpus = counted(replace(agreed, events=events, differences=differences), looked_at)
    return Snapshot(corpus, Index.build(corpus))


DISPUTED = ("", "2017", "ortiz", "bridge", "from:ortiz 2016", "in:harbour", "Ana Ortiz Boris Q7")


@pytest.mark.parametrize(
    "name", ["disputed", "compare", "actor", "quote", "search", "find", "source"]
)
def test_no_answer_walks_all_that_very_many_articles_tell_differently(
    disputed: Snapshot, looked_at: Counter[str], name: str
) -> None:
    for words in DISPUTED:
        looked_at.clear()
        show(disputed, Action(command=name, words=words))
        too_many = {table: n for table, n in looked_at.items() if n > MOST_LOOKED_AT}
        assert not too_many, f"/{name} {words}"
