"""A timeline as a chart: which events have a row, where bars lie, what the axis says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale import Translator, languages, t
from bot.pictures.chart import DARK, LIGHT, Chart, Palette
from bot.render.chart import ROWS, axis_of, chart_of, most_telling, ticks, told_span
from bot.render.events import Told, tellings
from bot.render.rich import rich
from storage.building import build_snapshot
from storage.models import Corpus, Precision, When

YEARS = "\n".join(
    f"On 3 May {year} the ferry company of Bergen ordered {year - 1900} new ships."
    for year in range(1911, 2021, 10)
)


def built(folder: Path, text: str) -> tuple[Corpus, Sequence[Told]]:
    head = "title: Gazette reports\nshort: Gazette\npublished: 2024-03-06\n"
    (folder / "1.md").write_text(f"---\n{head}---\n{text}\n", "utf-8")
    corpus = build_snapshot(folder).corpus
    return corpus, tellings(corpus.events)


def chart(folder: Path, text: str, language: str = "en") -> Chart:
    corpus, groups = built(folder, text)
    return chart_of(corpus, groups, rich(t("Timeline")))(Translator(language))


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def labels(first: str, last: str) -> list[str]:
    marked = ticks(axis_of(When(day(first), day(last), Precision.RANGE)))
    return [Translator("en").render(t("{when}", when=when)) for when in marked]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2021-08-15", "2021-08-15", ["14 Aug 2021", "15 Aug 2021", "16 Aug 2021"]),
        ("2021-08-01", "2021-08-20", ["31 Jul 2021", "10 Aug 2021", "20 Aug 2021"]),
        ("2021-06-20", "2021-09-10", ["Jul 2021", "Aug 2021", "Sept 2021"]),
        ("2020-12-01", "2021-11-15", ["Jan 2021", "May 2021", "Sept 2021"]),
        ("2015-01-01", "2020-06-01", ["2015", "2016", "2017", "2018", "2019", "2020"]),
        ("1919-01-01", "2021-08-15", ["1920", "1940", "1960", "1980", "2000", "2020"]),
    ],
)
def test_the_axis_says_as_much_as_has_room(first: str, last: str, expected: list[str]) -> None:
    assert labels(first, last) == expected


@given(st.dates(), st.dates())
def test_every_range_of_the_calendar_has_an_axis_with_its_bar_in_it(one: date, other: date) -> None:
    when = When(min(one, other), max(one, other), Precision.RANGE)
    axis = axis_of(when)
    begin, end = axis.bar(when)
    assert 0 <= begin <= end <= 1
    marked = ticks(axis)
    assert 1 <= len(marked) <= 6
    assert all(0 <= axis.share(mark.earliest.toordinal()) <= 1 for mark in marked)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2000-01-01", "2009-12-31", (0.0192, 0.9808)),
        ("2000-01-01", "2000-12-31", (0.0192, 0.1155)),
        ("2005-03-03", "2005-03-03", (0.5157, 0.5159)),
    ],
)
def test_a_bar_is_as_wide_as_its_date_is_inexact(
    first: str, last: str, expected: tuple[float, float]
) -> None:
    axis = axis_of(When(day("2000-01-01"), day("2009-12-31"), Precision.DECADE))
    assert axis.bar(When(day(first), day(last), Precision.RANGE)) == pytest.approx(
        expected, abs=1e-3
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("3 May 1911", "4 July 2011"), "3 May 1911 – 4 Jul 2011"),
        (("3 May 1911", "July 2011"), "May 1911 – Jul 2011"),
        (("May 1911", "4 July 2011"), "May 1911 – Jul 2011"),
        (("1911", "4 July 2011"), "1911 – 2011"),
        (("3 May 1911", "3 May 1911"), "3 May 1911"),
        (("1911", "1911"), "1911"),
    ],
)
def test_the_time_told_is_no_more_exact_than_the_dates_at_its_ends(
    tmp_path: Path, dates: tuple[str, str], expected: str
) -> None:
    ships = ("steamer", "rowing boat")
    sentences = (
        f"On {on} the ferry company of Bergen ordered a new {ship}."
        if on[0].isdigit() and " " in on
        else f"In {on} the ferry company of Bergen ordered a new {ship}."
        for on, ship in zip(dates, ships, strict=True)
    )
    _, groups = built(tmp_path, "\n".join(sentences))
    words = Translator("en").render(t("{when}", when=told_span(groups)))
    assert words.replace("\u2009", " ").replace("–", " – ").split() == expected.split()


def test_of_many_events_those_with_a_row_are_spread_over_the_time(tmp_path: Path) -> None:
    corpus, groups = built(tmp_path, YEARS)
    years = [told[0].when.earliest.year for told in most_telling(corpus, groups)]
    assert len(years) == ROWS
    assert years == sorted(years)
    assert years[0] < 1930
    assert years[-1] > 1995


def test_the_events_without_a_row_are_counted_and_marked(tmp_path: Path) -> None:
    made = chart(tmp_path, YEARS)
    assert len(made.rows) == ROWS
    assert len(made.others) == 4
    assert made.others_are == "4 more events, marked above"


def test_few_events_all_have_a_row_and_nothing_is_said_of_others(tmp_path: Path) -> None:
    made = chart(tmp_path, "On 3 May 1911 the ferry company of Bergen ordered a ship.")
    assert [row.date for row in made.rows] == ["1 · 3 May 1911"]
    assert made.rows[0].words == "On 3 May 1911 the ferry company of Bergen ordered a ship."
    assert (made.others, made.others_are) == ((), "")
    assert (made.certain, made.uncertain) == ("certain date", "")


def test_a_less_certain_date_says_so_in_words_as_well(tmp_path: Path) -> None:
    made = chart(
        tmp_path,
        "On 3 May 1911 the ferry company of Bergen ordered a ship.\n"
        "Around 1950 the ferry company of Bergen sold its last steamer.",
    )
    (sure, unsure) = made.rows
    assert (sure.certain, unsure.certain) == (True, False)
    assert "less certain" in unsure.note
    assert made.uncertain == "less certain date"


@pytest.mark.parametrize("language", languages())
def test_a_chart_is_plain_words_in_each_language(tmp_path: Path, language: str) -> None:
    made = chart(tmp_path, YEARS, language)
    words = [made.title, made.certain, made.others_are, made.footer]
    assert all(words)
    assert hash(made) == hash(chart(tmp_path, YEARS, language))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_bars_stand_out_from_the_ground(palette: Palette) -> None:
    assert contrast(palette.text, palette.ground) >= 7
    assert contrast(palette.quiet, palette.ground) >= 4.5
    assert contrast(palette.bar, palette.line) >= 3
    assert contrast(palette.bar, palette.light_bar) >= 2
