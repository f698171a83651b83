"""A digest is one message of less than 1,500 characters, however long names and words are."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.locale import languages
from bot.render.digest import Digests
from briefings import sizes
from briefings.compose import Briefing
from briefings.digest import Composer, Digest
from storage.building import build_snapshot
from storage.models import Corpus
from storage.snapshot import Snapshot
from storage.state.records import Chat, ChatKind, Subscription, Wanted, WantedKind

LIMIT = 1_500
# Building corpora again and again to find the smallest that fails would take minutes.
QUICKLY = [phase for phase in Phase if phase not in {Phase.shrink, Phase.explain}]
NINE = datetime(2026, 9, 23, 9, tzinfo=UTC)
LATE = NINE - timedelta(hours=5)
LONG_ZONE = "America/Argentina/ComodRivadavia"
DAY = date(2024, 11, 2)


@dataclass(frozen=True)
class Archive:
    snapshot: Snapshot


def words(count: int) -> str:
    """So many words of a made sentence."""
    return " ".join(
        ("slowly", "and", "under", "grey", "skies", "of", "autumn")[i % 7] for i in range(count)
    )


def article(
    number: int,
    *,
    publisher: str,
    summary: bool,
    deed: int,
    told: int,
    said: int,
    name: str,
    role: str,
) -> str:
    """Make an article about a bridge whose parts are of any length.

    Every second one tells of the same day, with another number; the others of days of their own.
    """
    day = DAY if number % 2 else DAY + timedelta(days=40 * number)
    kind = "kind: digest\nurl: https://example.org/bridge\n" if summary else ""
    happened = "\n\n".join(
        f"On {(day + timedelta(days=n)).day} {day + timedelta(days=n):%B %Y} the bridge was "
        f"closed to {number + 2} lorries {words(deed)}."
        for n in range(told)
    )
    return (
        f"---\ntitle: The bridge, told for the {number}th time\npublisher: {publisher}\n"
        f"published: {day + timedelta(days=1)}\n{kind}---\n{happened}\n\n"
        f"“The bridge carries {words(said)}, as it always has,” said {name}, {role}. "
        f"“The bridge will be there {words(said // 2)} tomorrow,” {name} said.\n\n"
        f"{name} said that the bridge would be painted {words(said)} in spring.\n"
    )


ARTICLES = st.lists(
    st.fixed_dictionaries(
        {
            "publisher": st.sampled_from(["Post", "Tartu Evening Courier", "P" + "o" * 60]),
            "summary": st.booleans(),
            "deed": st.integers(0, 60),
            "told": st.integers(1, 4),
            "said": st.integers(3, 60),
            "name": st.sampled_from(["Mari Kask", "Anna-Maria Bartholomea Wolkonskaja-Kuusk"]),
            "role": st.sampled_from(["the mayor", "the deputy head " + words(20)]),
        }
    ),
    min_size=1,
    max_size=6,
)


def digests(snapshot: Snapshot, wanted: Wanted) -> list[Digest]:
    """All parts, all of it as news, and the anniversary of the day that most is told of."""
    composer, parts = Composer(), {}
    all_ = {one.id: LATE for one in snapshot.corpus.articles}
    news = composer.digest(snapshot, wanted, fresh=all_, since=LATE)
    found = [news, composer.on_this_day(snapshot, wanted, DAY.replace(year=2026))]
    while True:
        digest = composer.digest(snapshot, wanted, parts.keys(), parts=parts)
        if digest.briefing.empty:
            return found
        found.append(digest)
        parts |= dict.fromkeys(digest.items, digest.part)


def size(corpus: Corpus, told: Briefing) -> int:
    """Add up what the parts of a briefing are reckoned to take."""
    kinds = (told.happenings, told.quotes, told.statements)
    listed = {article.id for article in told.sources}
    listed |= {
        citation.article for difference in told.differences for _, citation in difference.claims
    }
    listed |= {event.citation.article for group in told.happenings for event in group}
    return (
        sizes.frame(told.topic)
        + sizes.HEADING * sum(map(bool, kinds))
        + sizes.sources(corpus, listed)
        + sum(sizes.of_happening(corpus, group) for group in told.happenings)
        + sum(sizes.of_quote(corpus, quote) for quote in told.quotes)
        + sum(sizes.of_statement(corpus, said) for said in told.statements)
    )


def check(snapshot: Snapshot, wanted: Wanted, zone: str = LONG_ZONE) -> None:
    """Look at every digest in every language: only what is too long alone may pass the limit."""
    render = Digests(Archive(snapshot), ZoneInfo("UTC"))
    for digest in digests(snapshot, wanted):
        briefing = digest.briefing
        told = len(briefing.happenings) + len(briefing.quotes) + len(briefing.statements)
        reckoned = size(snapshot.corpus, briefing)
        for language in languages():
            chat = Chat(id=1, kind=ChatKind.PRIVATE, language=language, zone=zone)
            subscription = Subscription(chat=1, wanted=wanted)
            drafts = render.digest(digest, subscription, chat, late=LATE)
            length = sum(len(draft.plain) for draft in drafts)
            assert length <= reckoned, (language, digest.part)
            assert reckoned < LIMIT or told == 1, (language, digest.part)
            assert len(drafts) == 1 or told == 1


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], phases=QUICKLY)
@given(
    articles=ARTICLES,
    title=st.integers(1, 200).map("x".__mul__),
    zone=st.sampled_from(["UTC", LONG_ZONE]),
)
def test_digests_of_made_articles_keep_to_the_limit(articles, title, zone):
    with tempfile.TemporaryDirectory() as folder:
        for number, parts in enumerate(articles):
            Path(folder, f"{number}.md").write_text(article(number, **parts), "utf-8")
        snapshot = build_snapshot(Path(folder))
    check(snapshot, Wanted(WantedKind.PHRASE, "bridge", title), zone)


@pytest.mark.parametrize("of", ["topics", "actors"])
def test_digests_of_all_that_ships_keep_to_the_limit(shipped, of):
    corpus = shipped.corpus
    wanted = {
        "topics": [Wanted(WantedKind.TOPIC, one.id, str(one.title)) for one in corpus.topics],
        "actors": [Wanted(WantedKind.ACTOR, one.id, one.name) for one in corpus.actors],
    }
    for one in wanted[of]:
        check(shipped, one)
