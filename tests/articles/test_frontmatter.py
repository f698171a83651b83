"""Front matter says what a file is; where it is wrong, the error says where and what to write."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.articles.frontmatter import BadFrontMatter, parse_published, split
from storage.models import ArticleKind, Precision, When


def read(block: str):
    front, body = split(f"---\n{block}\n---\nThe text.\n")
    assert body == "The text.\n"
    return front


def test_every_key_is_read():
    front = read(
        "title: 'A town: its water'\n"
        "title_basis: ours\n"
        "publisher: The Daily Example\n"
        "short: Daily Example\n"
        "authors: [Ann Lee, Bo Ray]\n"
        "published: 2021-08-16\n"
        "certainty: about\n"
        "url: https://example.org/a\n"
        "language: en-GB\n"
        "kind: digest\n"
        "original_paragraphs: {1: 2, 2: [4, 5], 3: 7-9}\n"
    )
    assert front.title == "A town: its water"
    assert not front.title_stated
    assert (front.publisher, front.short) == ("The Daily Example", "Daily Example")
    assert front.authors == ("Ann Lee", "Bo Ray")
    day = date(2021, 8, 16)
    assert front.published == When(day, day, Precision.DAY, approximate=True)
    assert not front.certain
    assert front.url == "https://example.org/a"
    assert front.language == "en"
    assert front.kind is ArticleKind.DIGEST
    assert front.original_paragraphs == {1: (2,), 2: (4, 5), 3: (7, 8, 9)}
    assert front.notes == ()


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2021-08-16", (2021, 8, 16), (2021, 8, 16), Precision.DAY),
        ("2021-08-16T10:30:00+02:00", (2021, 8, 16), (2021, 8, 16), Precision.DAY),
        ("2021-08", (2021, 8, 1), (2021, 8, 31), Precision.MONTH),
        ("2021", (2021, 1, 1), (2021, 12, 31), Precision.YEAR),
        ("2021-07-12/2021-07-18", (2021, 7, 12), (2021, 7, 18), Precision.WEEK),
        ("2021-07-01/2021-09", (2021, 7, 1), (2021, 9, 30), Precision.RANGE),
    ],
)
def test_publication_dates_are_read(text, first, last, precision):
    assert parse_published(text) == When(date(*first), date(*last), precision)
    assert read(f"published: {text}").published == When(date(*first), date(*last), precision)


@pytest.mark.parametrize(
    "text", ["August 2021", "2021-13", "2021-02-30", "2021-09/2021-08", "0000"]
)
def test_other_dates_are_not(text):
    assert parse_published(text) is None


@given(st.dates())
def test_every_day_is_read_back(day):
    assert parse_published(day.isoformat()) == When(day, day)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("published: last summer", r"line 2: published is “last summer”.*2021-08-16"),
        ("title: x\ncertainty: maybe", r"line 3: certainty is “maybe”.*exact or about"),
        ("kind: summary", "kind is .*article or digest"),
        ("url: example.org", "url is .*https://"),
        ("language: English please", "language is .*en or ru"),
        ("authors: {a: b}", "authors"),
        ("authors: [[a]]", "authors is a list"),
        ("title: [a, b]", "title is a list, but should be one value"),
        ("original_paragraphs: {one: 2}", "original_paragraphs"),
        ("original_paragraphs: 7", "original_paragraphs is “7”"),
        ("title: x\nno colon here\nurl: x", "line [34]: this is not valid YAML.*quotation marks"),
        ("title: 'a", "not valid YAML"),
        ("title: a: b\nauthors: [Ann Lee", "this is not valid YAML"),
        ("title: a: b\n  kind: digest", "not valid YAML"),
        ("title: \x07", "not valid YAML"),
        ("title: x\nauthors: \n  " + "- " * 9_000 + "a", "not valid YAML"),
        ("title: a: " + " " * 60_000 + "b\nauthors: [", "not valid YAML"),
        ("title: a\ntitle: b", "line 3: the key “title” is given twice"),
        ("title: " + "[" * 30_000, "not valid YAML"),
        ("title: " + "x" * 70_000, "longer than"),
        (r'title: "x\U0011ffff"', "not valid YAML"),
        (r'title: "x\Uffffffff"', "not valid YAML"),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_wrong_is_named_with_its_line_and_the_form_expected(block, told):
    with pytest.raises(BadFrontMatter, match=told) as caught:
        read(block)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "value",
    [
        "Harbour: a new start",
        "“Never again”: the mayor on the flood: a talk",
        "“Yes”: it's a start",
        '"Enough" is enough',
        "'Enough', she says: no more",
        "@harbour on the flood",
        "*Harbour* reopens",
        "100 %: all of it",
        "% of what",
        "`x` marks the spot",
        "- what now",
        "& sons",
        "ends with a colon:",
    ],
)
def test_a_value_that_is_no_yaml_is_read_as_it_stands_with_a_note(value):
    front = read(f"kind: digest\ntitle: {value}  \nauthors:\n  - Ann Lee\n  - Bo Ray")
    assert front.title == value
    assert (front.kind, front.authors) == (ArticleKind.DIGEST, ("Ann Lee", "Bo Ray"))
    (note,) = front.notes
    assert "line 3: the value of “title”" in note
    assert "quotation marks" in note


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=30))
def test_what_follows_a_colon_is_read_or_refused(value):
    with suppress(BadFrontMatter):
        front, _ = split(f"---\ntitle: Harbour: {value}\n---\nText.")
        assert (front.title or "").startswith("Harbour:")


def test_a_character_that_json_writes_as_two_is_read_as_one():
    front = read(r'title: "A ship \ud83d\udea2 came in"')
    assert (front.title, front.notes) == ("A ship 🚢 came in", ())


@pytest.mark.parametrize("half", [r"\ud83d", r"\udea2", r"\U0000d83d"])
def test_half_of_a_character_is_shown_as_such_with_a_note(half):
    front = read(f'publisher: The Gazette\ntitle: "A ship {half} came in"\nmoon{half}: 1')
    assert front.title == "A ship \ufffd came in"
    assert "line 3: half of a character is missing" in front.notes[0]


@given(st.text(st.characters(categories=["Cs", "L"]), max_size=20))
def test_whatever_a_value_spells_out_can_be_written(value):
    spelt = "".join(f"\\U{ord(letter):08x}" for letter in value)
    with suppress(BadFrontMatter):
        front, _ = split(f'---\ntitle: "{spelt}"\n"{spelt}": 1\n---\nText.')
        assert f"{front.title}{front.notes}".encode()


def test_front_matter_that_is_never_closed_is_named():
    with pytest.raises(BadFrontMatter, match="never closed"):
        split("---\ntitle: x\n\nThe text.\n")


@pytest.mark.parametrize(
    "text", ["---\nA rule above.\n", "---\nA rule.\n---\nMore.\n", "Text\n---\n", ""]
)
def test_a_rule_is_not_front_matter(text):
    front, body = split(text)
    assert body == text
    assert front.title is None


def test_unknown_keys_are_noted_and_ignored():
    front = read("titel: x\nlayout: post")
    assert front.title is None
    assert "line 2" in front.notes[0]
    assert "did you mean “title”" in front.notes[0]
    assert "“layout”" in front.notes[1]


@pytest.mark.parametrize(
    ("block", "authors"),
    [
        ("author: Ann Lee", ("Ann Lee",)),
        ("authors: Ann Lee and Bo Ray", ("Ann Lee", "Bo Ray")),
        ("authors: Ann Lee; Bo Ray", ("Ann Lee", "Bo Ray")),
        ("authors:\n  - Ann Lee\n  - Bo Ray", ("Ann Lee", "Bo Ray")),
        ("authors: ", ()),
    ],
)
def test_authors_are_a_list_or_a_line(block, authors):
    assert read(block).authors == authors


def test_empty_values_say_nothing():
    front = read("title:\npublisher: ~\npublished: null")
    assert (front.title, front.publisher, front.published) == (None, None, None)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_ending_is_understood(newline):
    front, body = split(newline.join(["---", "title: x", "---", "Text."]))
    assert (front.title, body) == ("x", "Text.")


def test_aliases_that_multiply_are_not_unfolded():
    levels = "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)
    )
    with pytest.raises(BadFrontMatter, match="authors"):
        read("a: &a [x]\n" + levels + "authors: *u")
