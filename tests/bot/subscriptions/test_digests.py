"""How digests look: one message, short enough, each with what it is from."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from bot.render.digest import Digests
from briefings.digest import Composer
from storage.building import build_snapshot
from storage.corpus import shipped_seeds
from storage.snapshot import Snapshot
from storage.state.records import Chat, ChatKind, Draft, Subscription, Wanted, WantedKind

READER = Chat(id=1, kind=ChatKind.PRIVATE)


@dataclass(frozen=True)
class Kept:
    snapshot: Snapshot


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    return build_snapshot(shipped_seeds())


def parts(snapshot: Snapshot, wanted: Wanted) -> list[list[Draft]]:
    """All digests on something, in order."""
    composer, render = Composer(), Digests(Kept(snapshot), ZoneInfo("UTC"))
    had: set[str] = set()
    told = []
    while True:
        digest = composer.digest(snapshot, wanted, frozenset(had))
        if digest.briefing.empty:
            return told
        told.append([*render.digest(digest, Subscription(chat=1, wanted=wanted), READER)])
        had |= {*digest.items}


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
