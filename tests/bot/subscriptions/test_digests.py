"""How digests look: one message, short enough, each with what it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.render.digest import Digests
from briefings import digest as digests
from briefings.digest import Composer
from storage.building import build_snapshot
from storage.snapshot import Snapshot
from storage.state.records import Chat, ChatKind, Draft, Subscription, Wanted, WantedKind

READER = Chat(id=1, kind=ChatKind.PRIVATE)


@dataclass(frozen=True)
class Kept:
    snapshot: Snapshot


DAYS = (
    "On 4 March 2019 the council of Valdivia closed the old harbour bridge.",
    "On 9 April 2019 divers of the navy searched the harbour of Corral.",
    "On 14 May 2019 a freighter from Lima struck the harbour wall.",
    "On 20 June 2019 the minister opened a harbour school in Niebla.",
    "On 25 July 2019 a storm sank two boats in the harbour of Mancera.",
    "On 30 August 2019 the union of pilots left the harbour for a week.",
)
HARBOUR = Wanted(WantedKind.TOPIC, "harbour", "The harbour")


def told_of(folder: Path, *articles: Sequence[str]) -> Snapshot:
    """A corpus of articles of some paragraphs, all on the harbour."""
    for number, paragraphs in enumerate(articles):
        head = (
            f"---\ntitle: Article {number}\npublisher: Paper {number}\npublished: 2019-10-01\n---"
        )
        (folder / f"{number}.md").write_text("\n\n".join((head, *paragraphs)), "utf-8")
    (folder / "topics.toml").write_text(
        '[[topic]]\nid = "harbour"\ntitle = "The harbour"\nqueries = ["harbour"]', "utf-8"
    )
    return build_snapshot(folder)


def passages(draft: Draft) -> list[str]:
    """The passages that a message has buttons for."""
    rows = draft.payload["rows"]
    assert isinstance(rows, list)
    return [button["label"] for row in rows for button in row if "¶" in button["label"]]


def parts(snapshot: Snapshot, wanted: Wanted) -> list[list[Draft]]:
    """All digests on something, in order."""
    composer, render = Composer(), Digests(Kept(snapshot), ZoneInfo("UTC"))
    had: dict[str, int] = {}
    told = []
    while True:
        digest = composer.digest(snapshot, wanted, had.keys(), parts=had)
        if digest.briefing.empty:
            return told
        told.append([*render.digest(digest, Subscription(chat=1, wanted=wanted), READER)])
        had |= dict.fromkeys(digest.items, digest.part)


def test_every_part_of_every_topic_is_one_message_of_less_than_1500_characters(shipped):
    for topic in shipped.corpus.topics:
        told = parts(shipped, Wanted(WantedKind.TOPIC, topic.id, topic.title))
        assert told, topic.title
        for number, drafts in enumerate(told, start=1):
            (draft,) = drafts
            assert len(draft.plain) < 1500, (topic.title, number)
            head, about, *_ = draft.plain.splitlines()
            numbered = f"{topic.title} · {number} of {len(told)}"
            assert head == (numbered if len(told) > 1 else topic.title)
            assert about.startswith("archive of 5 articles of Jul")
            assert "Sources: " in draft.plain
            assert draft.plain.count("5 articles") == 1, "what it is from is told once"


def test_a_digest_of_more_than_nine_passages_is_one_message_with_a_button_for_each(tmp_path):
    leads = ("As the report has it,", "By what the pilots told us that autumn,")
    retold = [[f"{lead} {day[0].lower()}{day[1:]}" for day in DAYS] for lead in leads]
    (first, *_) = parts(told_of(tmp_path, DAYS, *retold), HARBOUR)
    (draft,) = first
    cited = passages(draft)
    assert len(cited) > 9
    assert all(f"[{place}]" in draft.plain for place in cited)
    assert len(draft.plain) < 1500


def test_of_a_digest_that_takes_two_messages_each_counts_its_own_items(tmp_path, monkeypatch):
    monkeypatch.setattr(digests, "MEASURE", replace(digests.MEASURE, characters=None))
    long = [f"{day[:-1]}, {'and so it went on and on, ' * 90}as was told." for day in DAYS[:2]]
    snapshot = told_of(tmp_path, long)
    ((first, second),) = parts(snapshot, HARBOUR)
    corpus = snapshot.corpus
    of = {event.citation.passage: event.id for event in corpus.events}
    assert (first.items, second.items) == ((of[1],), (of[2],))


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("digest", "article"), True),
        (("article", "digest"), False),
        (("digest", "digest"), True),
    ],
)
def test_that_texts_are_our_summaries_is_said_of_a_digests_own_sources(tmp_path, kinds, said):
    """The first article alone is on the harbour; of what kind the other is does not matter."""
    for kind, text in zip(
        kinds, (DAYS[0], "On 2 May 2019 the museum of Lima was closed."), strict=True
    ):
        head = f"---\ntitle: {text[:20]}\nkind: {kind}\npublished: 2019-10-01\n---\n"
        (tmp_path / f"{text[3]}.md").write_text(head + text, "utf-8")
    snapshot = build_snapshot(tmp_path)
    ((draft,),) = parts(snapshot, Wanted(WantedKind.PHRASE, "harbour", "The harbour"))
    assert ("The texts are our summaries; quotations are exact." in draft.plain) is said
