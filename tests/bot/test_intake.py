"""The way in of updates: a bounded number of them, each under its id in the log."""

from __future__ import annotations

import asyncio
import json
import logging
from io import StringIO

import pytest
from telegram import Update

from bot import logs
from bot.intake import Backlog, Intake, kind
from bot.receiving import RIVALRY, Polling, Rivalry
from bot.tally import Tally

MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}


def update(number: int, **fields: object) -> Update:
    made = Update.de_json({"update_id": number, **(fields or {"message": MESSAGE})}, None)
    assert made is not None
    return made


async def test_no_more_updates_are_taken_than_have_room():
    backlog = Backlog(2)
    intake = Intake(backlog, Tally(), at_once=1)
    done = asyncio.Event()
    for number in range(2):
        backlog.put_nowait(update(number))
    with pytest.raises(asyncio.QueueFull):
        backlog.put_nowait(update(2))
    works = [
        asyncio.create_task(intake.process_update(await backlog.get(), done.wait()))
        for _ in range(2)
    ]
    backlog.put_nowait(update(2))
    third = asyncio.create_task(backlog.get())
    await asyncio.sleep(0)
    assert not third.done()
    done.set()
    await asyncio.gather(*works)
    assert (await third).update_id == 2


async def test_who_waits_for_an_update_and_gives_up_takes_no_room():
    backlog = Backlog(1)
    waiting = asyncio.create_task(backlog.get())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    backlog.put_nowait(update(1))
    assert (await asyncio.wait_for(backlog.get(), 5)).update_id == 1


async def test_what_fails_frees_its_room_and_is_noted():
    backlog, tally = Backlog(1), Tally()
    intake = Intake(backlog, tally)

    async def fails() -> None:
        raise ValueError("no")

    for number in range(3):
        backlog.put_nowait(update(number))
        with pytest.raises(ValueError, match="no"):
            await intake.process_update(await backlog.get(), fails())
    assert sum(tally.updates["message"].counts) == 3


@pytest.mark.parametrize("form", ["text", "json"])
async def test_what_is_logged_of_an_update_has_its_id(form):
    stream, backlog = StringIO(), Backlog()
    logs.configure("INFO", form, stream=stream)

    async def speaks(words: str) -> None:
        await asyncio.sleep(0)
        logging.getLogger("bot").info(words)

    intake = Intake(backlog, Tally())
    await asyncio.gather(
        *(
            asyncio.create_task(intake.process_update(update(number), speaks(f"of {number}")))
            for number in (71, 72)
        )
    )
    logging.getLogger("bot").info("of none")
    lines = stream.getvalue().splitlines()
    if form == "json":
        told = {line["message"]: line.get("update") for line in map(json.loads, lines)}
        assert told == {"of 71": 71, "of 72": 72, "of none": None}
    else:
        assert [line.partition(": ")[2] for line in lines] == [
            "of 71 (update 71)",
            "of 72 (update 72)",
            "of none",
        ]


def test_an_update_is_called_by_its_kind():
    assert kind(update(1)) == "message"
    assert kind(update(1, edited_message=MESSAGE)) == "edited_message"
    assert kind(object()) == "other"


# --- two processes with one token


@pytest.mark.parametrize(
    ("moments", "lasting"),
    [
        ([0], [0]),
        ([0, 10, 40], [0, 10, 40]),
        ([0, 10, 71, 75], [0, 10, 0, 4]),  # the other was gone for a minute
        ([100, 159, 218], [0, 59, 118]),
    ],
)
def test_a_rival_is_met_for_as_long_as_no_minute_is_without_one(moments, lasting):
    rivalry = Rivalry()
    assert [rivalry.lasts(moment) for moment in moments] == lasting


def test_a_bot_gives_way_to_a_rival_that_stays_and_says_what_to_do(caplog):
    from telegram.error import Conflict, NetworkError

    given, moments = [], iter([0.0, 30.0, 60.0, RIVALRY])
    polling = Polling(given.append, now=lambda: next(moments))
    for _ in range(3):
        polling._on_error(Conflict("terminated by other getUpdates request"))
    polling._on_error(NetworkError("away"))
    assert given == []
    polling._on_error(Conflict("terminated by other getUpdates request"))
    (refusal,) = given
    assert "same TELEGRAM_BOT_TOKEN" in refusal.text.message
    assert "ends if that goes on for 90 s more" in caplog.messages[0]
