"""A web page gives its article's blocks as passages, and its metadata; a hostile one is refused."""

from __future__ import annotations

import time
from datetime import date

import pytest

from storage.articles.files import Unreadable
from storage.articles.reading import read_file
from storage.models import PassageKind, When

PAGE = """<!doctype html><html lang="en-GB"><head><title>A pier | The Daily Example</title>
<meta property="og:site_name" content="The Daily Example">
<meta property="article:published_time" content="2023-05-04T10:00:00+02:00">
<meta name="author" content="Ann Lee">
<link rel="canonical" href="https://example.org/pier?utm_source=x"></head><body>
<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>A pier for the town</h1>
<p>The council met on <b>Monday</b> and agreed to build a new pier, although many fishermen who
spoke there said that they had not been asked about it by anybody.</p>
<h2>The cost of it</h2>
<p>“We can pay for it from what the harbour earns,” the mayor said. The first stones will be laid
in June, and the work will last for two years.</p>
<ul><li>The pier will be 300 metres long and 9 metres wide.</li></ul>
</article><footer>© 2023 The Daily Example. Subscribe to our newsletter</footer></body></html>"""


@pytest.fixture
def page(tmp_path):
    def read(text, name="a.html"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_file(path, file=name)

    return read


def test_a_page_is_read_with_its_metadata(page):
    article = page(PAGE)
    assert article.title == "A pier for the town"
    assert article.publisher == "The Daily Example"
    assert article.publisher_short == "Daily Example"
    assert article.authors == ("Ann Lee",)
    assert article.stated == When(date(2023, 5, 4), date(2023, 5, 4))
    assert article.key == "https://example.org/pier"
    assert article.language == "en"


def test_the_blocks_of_a_page_are_its_passages(page):
    passages = page(PAGE).passages
    kinds = [(p.kind, p.text.split()[0]) for p in passages]
    assert kinds == [
        (PassageKind.HEADING, "A"),
        (PassageKind.TEXT, "The"),
        (PassageKind.HEADING, "The"),
        (PassageKind.TEXT, "“We"),
        (PassageKind.TEXT, "The"),
    ]
    assert "Monday and agreed" in passages[1].text


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"datePublished": "2023-05-04T08:00Z"}</script>',
        '<meta itemprop="datePublished" content="2023-05-04">',
        '<meta name="DC.date" content="2023-05-04">',
    ],
)
def test_the_date_of_publication_is_read_from_the_metadata(page, head):
    text = PAGE.replace('<meta property="article:published_time"', head + '<meta name="z"')
    assert page(text).stated == When(date(2023, 5, 4), date(2023, 5, 4))


def test_a_date_in_the_text_is_not_metadata(page):
    text = PAGE.replace('<meta property="article:published_time"', '<meta name="z"')
    assert page(text.replace("Monday", "4 May 2023")).stated is None


def test_a_declared_encoding_is_believed(page):
    text = '<meta charset="windows-1251"><article><p>' + (
        "Совет города собрался в понедельник и решил, что новый пирс будет построен. " * 3
    )
    article = page(text.encode("cp1251"))
    assert article.language == "ru"
    assert article.passages[0].text.startswith("Совет города")


@pytest.mark.parametrize("declared", ["", "<meta charset=nonsense>", "<meta charset=base64>"])
def test_an_unknown_encoding_is_named(page, declared):
    with pytest.raises(Unreadable, match="UTF-8"):
        page(declared.encode() + b"<p>caf\xe9</p>")


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>" + "<div>" * 50_000 + "text",
        "<p>hi" + "<!--" * 100_000,
        "<p>hi" + "<a " * 100_000,
        "<p " + "x=y " * 100_000 + ">hi",
        "<article>" + "<p>A sentence of some words.</p>" * 20_000,
        "<article>" + "<b>text </b>" * 4_000,
        "<" * 300_000,
        "&" * 300_000,
        "<!DOCTYPE x [" + "<!ENTITY a 'aaaa'>" * 5_000 + "]><p>&a;",
        "<svg>" * 3_000,
        "<?xml version='1.0' encoding='utf-16'?><html><p>hi",
    ],
    ids=lambda text: text[:20],
)
def test_a_hostile_page_is_read_or_refused_quickly(page, text):
    started = time.process_time()
    try:
        page(text)
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - reading it is as good as refusing it
    assert time.process_time() - started < 15
