"""Pictures are drawn in a process of its own, within a time, and once."""

from __future__ import annotations

import asyncio
import os
import struct
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from bot.pictures.chart import Chart, Row, Tick
from bot.pictures.drawing import NotDrawn, Pictures

CHART = Chart(
    title="Хронология: паром",
    rows=(Row(date="1 · 3 мая 1911", words="За $5 млн или $6 млн", begin=0.1, end=0.2),),
    ticks=(Tick(at=0.0, label="1910"), Tick(at=1.0, label="1920")),
    certain="точная дата",
)
WRITES = "import sys; sys.stdin.read(); sys.stdout.buffer.write(b'\\x89PNG')"


def pictures(folder: Path, program: str, timeout: float = 60.0) -> Pictures:
    return Pictures(folder, program=(sys.executable, "-c", program), timeout=timeout)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_chart_becomes_a_picture_as_wide_as_a_phones_screen(
    tmp_path: Path, *, dark: bool
) -> None:
    picture = await Pictures(tmp_path, timeout=60).png(replace(CHART, dark=dark))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 1080
    assert width + height <= 10_000
    assert max(width, height) / min(width, height) <= 20


def test_every_letter_of_ours_can_be_drawn() -> None:
    from bot.pictures.draw import draw

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the library warns of letters that it has not
        assert draw(replace(CHART, footer="“…” – — ё Ё ў ї ç é ä ß ł ı")).startswith(b"\x89PNG")


def test_words_without_a_blank_and_of_any_length_are_drawn() -> None:
    from bot.pictures.draw import draw

    row = replace(CHART.rows[0], words="Щ" * 3_000, date="W" * 90, note="")
    assert draw(replace(CHART, title="", rows=(row,), footer="M " * 900))


async def test_an_equal_chart_is_not_drawn_a_second_time(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn"
    program = f"open({str(drawn)!r}, 'a').write('.'); {WRITES}"
    asked = pictures(tmp_path, program)
    first, second = await asyncio.gather(asked.png(CHART), asked.png(replace(CHART)))
    assert first == second == await asked.png(CHART)
    assert drawn.read_text() == "."
    await asked.png(replace(CHART, dark=True))
    assert drawn.read_text() == ".."


async def test_what_takes_too_long_is_given_up_and_ended(tmp_path: Path) -> None:
    started = tmp_path / "pid"
    program = (
        f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    with pytest.raises(NotDrawn):
        await pictures(tmp_path, program, timeout=3).png(CHART)
    if started.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(started.read_text()), 0)


@pytest.mark.parametrize(
    "program",
    ["import no_such_library", "print('no picture')", "import sys; sys.exit(1)", ""],
    ids=["library missing", "no picture", "failed", "said nothing"],
)
async def test_what_fails_says_so_and_logs_why(
    tmp_path: Path, program: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NotDrawn):
        await pictures(tmp_path, program).png(CHART)
    assert "could not be drawn" in caplog.text


async def test_a_program_that_is_not_there_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(NotDrawn):
        await Pictures(tmp_path, program=(str(tmp_path / "none"),)).png(CHART)


async def test_the_process_that_draws_knows_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "secret")
    program = f"import os; assert 'TELEGRAM_BOT_TOKEN' not in os.environ; {WRITES}"
    assert await pictures(tmp_path, program).png(CHART) == b"\x89PNG"
