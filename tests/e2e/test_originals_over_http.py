"""The five originals, asked over real HTTP as a reader and an admin would."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.simulator import ADMIN, READER, Simulator, violations
from storage.corpus import Archive

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def newsdesk(answering):
    """The bot as in production, archive and worker included, at a simulator."""

    @asynccontextmanager
    async def newsdesk(seeds: Path, data: Path):
        archive = await Archive.open(data_dir=data, seeds=seeds)
        try:
            async with Simulator() as simulator, answering(simulator, archive, data):
                yield simulator
        finally:
            await archive.close()

    return newsdesk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(newsdesk, originals: Path, tmp_path_factory: pytest.TempPathFactory):
    async with newsdesk(originals, tmp_path_factory.mktemp("data")) as simulator:
        yield simulator


async def pages(simulator: Simulator, line: str) -> str:
    """Ask, turn all pages, and give all that was said."""
    message = await simulator.say(line)
    text = message.text
    while any("More" in button["text"] for button in message.buttons):
        shown, id_ = message.text, message.id
        await simulator.press(message, "More")
        message = await simulator.wait_for(
            lambda id_=id_, shown=shown: next(
                (m for m in simulator.world.answers(READER.id) if m.id == id_ and m.text != shown),
                None,
            )
        )
        text += "\n" + message.text
    return text


@pytest.mark.parametrize("name", ["Kabulov", "kabulow", "Кабулов", "zamir"])
async def test_kabulov_is_found_by_every_spelling(sim: Simulator, name: str) -> None:
    text = await pages(sim, f"/actor {name}")
    assert text.startswith("Zamir Kabulov")
    assert "special envoy" in text
    assert "“the former puppet government of Afghanistan.”" in text
    assert "paraphrased" in text
    assert "16 Aug 2021" in text
    assert re.search(r"\[Moscow Times ¶26\]", text)


@pytest.mark.parametrize("word", ["embassy", "посольство", "embasy"])
async def test_the_embassy_gives_the_ambassador_and_the_guarantee(
    sim: Simulator, word: str
) -> None:
    text = await pages(sim, f"/quote {word}")
    assert "Dmitry Zhirnov" in text
    assert "“The Taliban are starting to take control of the city" in text
    assert "guarantees of the safety of foreign countries’ diplomatic and consular missions" in text


async def test_the_timeline_of_2021_is_in_order_with_the_fall_of_kabul(sim: Simulator) -> None:
    text = await pages(sim, "/timeline 2021")
    certain = text.partition("How things stood")[0].partition("Less certain dates")[0]
    months = ["Jun 2021", "16 Jul 2021", "3 Aug 2021", "15 Aug 2021", "25 Aug 2021",
              "14 Sept 2021", "22 Sept 2021"]  # fmt: skip
    places = [certain.index(month) for month in months]
    assert places == sorted(places)


async def test_a_citation_opens_exactly_its_passage(sim: Simulator, originals: Path) -> None:
    answer = await sim.say("/quote law and order")
    label = next(b["text"] for b in answer.buttons if "¶" in b["text"])
    number = int(label.rpartition("¶")[2])
    await sim.press(answer, label)
    opened = await sim.wait_for(
        lambda: next((m for m in sim.world.answers(READER.id) if m.id > answer.id), None)
    )
    (file,) = originals.glob("004_*.txt")
    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    assert lines[number - 1].strip() in opened.text
    quoted = [e for e in opened.entities if e["type"] == "blockquote"]
    assert len(quoted) == 1


async def test_lavrov_is_quoted_once(sim: Simulator) -> None:
    text = await pages(sim, "/quote lavrov")
    assert len(re.findall("“[^”]+”", text)) == 1
    assert "The reality on the ground" in text


async def test_merkel_is_not_in_the_corpus(sim: Simulator) -> None:
    text = await pages(sim, "/actor Merkel")
    assert text.startswith("Not in the corpus: Merkel")
    assert "5 articles" in text


async def test_a_topic_is_made_where_no_topics_file_is(sim: Simulator) -> None:
    assert "made from what is named most" in await pages(sim, "/topics")
    text = await pages(sim, "/brief Taliban")
    for part in ("What happened", "Exact words", "Sources"):
        assert part in text


async def test_what_the_articles_differ_on_is_told_with_both_sides(sim: Simulator) -> None:
    text = await pages(sim, "/disputed")
    for part in ("Articles differ on who", "Kabulov", "Lavrov", "Moscow Times ¶"):
        assert part in text


async def test_every_request_is_one_that_the_bot_api_knows(sim: Simulator, shared: Path) -> None:
    for line in ("/start", "/help", "/help quote", "putin", "/source A5 24", "/nonsense", "🚢"):
        await sim.say(line)
    await sim.say("/stats", ADMIN)
    table = json.loads((shared / "telegram" / "bot-api-10.1.json").read_text("utf-8"))
    assert violations(sim.calls, table) == []


async def test_a_reload_by_a_worker_swaps_in_an_article_while_readers_are_answered(
    newsdesk, originals: Path, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(originals, seeds)
    async with newsdesk(seeds, tmp_path / "data") as simulator:
        assert "Not in the corpus" in (await simulator.say("/actor Ortiz")).text
        (seeds / "harbour.txt").write_text(
            "The harbour reopens\n\nOn 14 May 2021 the harbour of Valdivia reopened. “We worked "
            "day and night for this,” said Ana Ortiz, the harbour master.\n",
            "utf-8",
        )
        (seeds / "broken.txt").write_bytes(b"\x00\x01\x02")
        progress = await simulator.say("/reload", ADMIN)
        assert "Zhirnov" in (await simulator.say("/quote embassy")).text
        report = await simulator.wait_for(
            lambda: next(
                (
                    m
                    for m in simulator.world.answers(ADMIN.id)
                    if m.id == progress.id and "harbour" in m.text
                ),
                None,
            ),
            timeout=60,
        )
        assert "broken.txt" in report.text
        card = await simulator.say("/actor Ortiz")
    assert card.text.startswith("Ana Ortiz")
    assert "We worked day and night for this" in card.text
