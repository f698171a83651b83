"""corrections.toml as a file: what it may say, how its mistakes are told, how it is written."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.articles.frontmatter import parse_published
from storage.corrections import Correction, FactKind, entry_toml, read_corrections
from storage.errors import SeedsInvalid
from storage.models import Precision, When
from storage.text.folding import words

KEY = 'article = "ferry.md"\nparagraph = 2\nwords = "on Sunday"\n'


def entry(*lines: str) -> str:
    return "\n".join(("[[correction]]", *lines)) + "\n"


def test_an_entry_says_where_and_what() -> None:
    (read,) = read_corrections(entry(KEY, 'speaker = "Ana Ortiz"'))
    assert read == Correction(
        article="ferry.md", paragraph=2, words="on Sunday", speaker="Ana Ortiz"
    )
    assert read.where == "corrections.toml line 1"
    assert read.in_short() == "ferry.md ¶2 “on Sunday”: speaker Ana Ortiz"


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ('"2021-08-16"', When(date(2021, 8, 16), date(2021, 8, 16))),
        ("2021-08-16", When(date(2021, 8, 16), date(2021, 8, 16))),
        ('"2021-08"', When(date(2021, 8, 1), date(2021, 8, 31), Precision.MONTH)),
        ('"2021"', When(date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR)),
        ("2021", When(date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR)),
        (
            '"2021-08-16/2021-08-19"',
            When(date(2021, 8, 16), date(2021, 8, 19), Precision.RANGE),
        ),
    ],
)
def test_dates_are_written_as_in_front_matter(written: str, when: When) -> None:
    (dated,) = read_corrections(entry(KEY, f"date = {written}"))
    assert dated.date == when
    (published,) = read_corrections(entry('article = "A1"', f"published = {written}"))
    assert published.published == when


def test_without_the_file_nothing_is_corrected(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "corrections.toml") == ()


def test_an_entry_is_named_by_its_line() -> None:
    text = "# who said what\n\n" + entry(KEY, 'speaker = "X"') + "\n" + entry("article = 3")
    with pytest.raises(SeedsInvalid, match="line 10"):
        read_corrections(text)


def test_where_a_text_holds_a_header_entries_are_named_by_their_number() -> None:
    text = entry('article = """\n[[correction]]\n"""', "published = 2020") + entry("date = 1")
    with pytest.raises(SeedsInvalid, match="entry 2: article"):
        read_corrections(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[correction]", "not valid TOML"),
        ('[[corection]]\narticle = "x"', "unknown section corection"),
        ('[correction]\narticle = "x"', "two brackets"),
        ("correction = 3", "two brackets"),
        ("correction = [3]", "two brackets"),
        (entry(KEY, 'speker = "X"'), "unknown key speker. An entry has article, paragraph"),
        (entry(KEY), "say exactly one of speaker, date"),
        (entry(KEY, 'speaker = "X"', "date = 2020"), "say exactly one of speaker, date"),
        (entry('paragraph = 1\nwords = "x"', 'speaker = "X"'), "article must be a file's name"),
        (entry('article = " "', "published = 2020"), "article must be a file's name"),
        (entry(KEY, "speaker = 3"), 'name of an actor, or "unresolved"'),
        (entry(KEY, 'speaker = ""'), 'name of an actor, or "unresolved"'),
        (entry('article = "x"\nwords = "x"', "date = 2020"), "the first is 1"),
        (entry('article = "x"\nparagraph = 0\nwords = "x"', "date = 2020"), "the first is 1"),
        (entry('article = "x"\nparagraph = true\nwords = "x"', "date = 2020"), "the first is 1"),
        (entry('article = "x"\nparagraph = 1', "date = 2020"), "some of the words"),
        (entry('article = "x"\nparagraph = 1\nwords = "…"', "date = 2020"), "some of the words"),
        (entry(KEY, 'date = "last week"'), "2021-07-12/2021-07-18"),
        (entry(KEY, 'date = "2021-02-30"'), "date must be 2021-08-16"),
        (entry(KEY, 'date = "2021-02/2020-02"'), "date must be 2021-08-16"),
        (entry(KEY, "date = true"), "date must be 2021-08-16"),
        (entry(KEY, "date = 12:00:00"), "date must be 2021-08-16"),
        (entry('article = "x"', 'published = ""'), "published must be 2021-08-16"),
        (entry(KEY, "published = 2020"), "leave paragraph out"),
        (entry(KEY, "suppress = true"), "kind must be quote or statement or event or mention"),
        (entry(KEY, 'suppress = true\nkind = "rumour"'), "kind must be quote or"),
        (entry(KEY, 'suppress = false\nkind = "quote"'), "suppress must be true"),
        (entry(KEY, 'date = "2020"\nkind = "quote"'), "with date, kind must be event"),
        (entry(KEY, 'speaker = "X"\nkind = ["quote"]'), "kind must be quote or statement"),
        (entry(KEY, 'speaker = "X"') + entry(KEY, 'speaker = "Y"'), "line 7 is about the same"),
    ],
)
def test_a_mistake_stops_the_reading_and_says_what_to_do(text: str, told: str) -> None:
    with pytest.raises(SeedsInvalid, match=re.escape(told)) as caught:
        read_corrections(text)
    assert "corrections.toml" in str(caught.value)


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SeedsInvalid, match="cannot be read"):
        read_corrections(path)


LINES = st.text(min_size=1).map(str.strip).filter(bool)
NUMBERS = st.integers(min_value=1, max_value=10**6)
DAYS = st.dates(min_value=date(1000, 1, 1))
WHENS = (
    st.one_of(
        DAYS.map(date.isoformat),
        DAYS.map(lambda day: day.isoformat()[:7]),
        DAYS.map(lambda day: day.isoformat()[:4]),
        st.tuples(DAYS, DAYS).map(lambda pair: "/".join(day.isoformat() for day in sorted(pair))),
    )
    .map(parse_published)
    .filter(lambda when: when is not None)
)
KEYS = {
    "article": LINES,
    "paragraph": NUMBERS,
    "words": LINES.filter(lambda text: bool(words(text))),
}
ENTRIES = st.one_of(
    st.builds(Correction, article=LINES, published=WHENS),
    st.builds(Correction, **KEYS, date=WHENS, kind=st.sampled_from([None, FactKind.EVENT])),
    st.builds(
        Correction,
        **KEYS,
        speaker=LINES,
        kind=st.sampled_from([None, FactKind.QUOTE, FactKind.STATEMENT]),
    ),
    st.builds(Correction, **KEYS, suppress=st.sampled_from([True]), kind=st.sampled_from(FactKind)),
)


@given(ENTRIES)
def test_what_is_written_is_read_back(written: Correction) -> None:
    assert read_corrections(entry_toml(written)) == (written,)


@given(st.lists(ENTRIES, max_size=4, unique_by=lambda e: (e.article, e.paragraph)))
def test_entries_can_be_written_one_below_the_other(entries: list[Correction]) -> None:
    text = "\n".join(map(entry_toml, entries))
    try:
        assert read_corrections(text) == tuple(entries)
    except SeedsInvalid as error:
        assert "about the same" in str(error)  # noqa: PT017 - two that differ in case only
