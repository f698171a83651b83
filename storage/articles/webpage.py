"""A web page → its article text and what its metadata says.

The text is what trafilatura takes for the article: each block it extracts is one line, so the
passages of a page are numbered by its extracted blocks.  Parsing is native (lxml); the caller
caps the size, and runs this in a worker process where the page is not to be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml import etree, html  # type: ignore[import-untyped]  # it ships no types

from storage.articles.frontmatter import FrontMatter, parse_published
from storage.models import When

_DATE_NAMES = frozenset(
    {
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.issued",
        "dcterms.date",
        "citation_publication_date",
        "parsely-pub-date",
        "sailthru.date",
    }
)
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
# The extractor escapes these for Markdown; the page's readers saw them plain.
_ESCAPED = re.compile(r"\\([<>])")
_BREAKS = re.compile(r"[\r\n]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
# Markup beyond this depth is not an article; recursive extraction must not meet it.
_MOST_DEPTH = 200
# Extraction takes quadratic time over siblings; large news pages hold some 5,000 elements.
_MOST_ELEMENTS = 20_000
_MOST_CHILDREN = 3_000
_LONGEST_VALUE = 300


class BadPage(Exception):
    """The page is no page that an article could be in; the message says why."""


def extract(page: str) -> tuple[FrontMatter, str]:
    """Extract a page's article as lines, with its metadata; an empty text where there is none.

    Raises BadPage where the markup is too large or too deeply nested to be an article's.
    """
    tree = _parse(page)
    if tree is None:
        return FrontMatter(), ""
    _check_size(tree)
    published = _published(tree)
    language = _language(tree)
    extracted = trafilatura.extract(
        tree,
        output_format="markdown",
        include_comments=False,
        include_formatting=True,
        include_tables=False,
        include_images=False,
        include_links=False,
        deduplicate=False,
    )
    meta = trafilatura.extract_metadata(tree)
    if not extracted:
        return FrontMatter(), ""
    return (
        FrontMatter(
            title=_value(meta.title),
            publisher=_value(meta.sitename),
            authors=_names(meta.author),
            published=published,
            url=_address(meta.url),
            language=language,
        ),
        _ESCAPED.sub(r"\1", extracted),
    )


def _parse(page: str) -> Any | None:
    """The tree of a page, or None where there is none that an article could be in."""
    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    try:
        tree = html.document_fromstring(_without_declaration(page), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    for element in tree.iter():
        element.text, element.tail = _one_line(element.text), _one_line(element.tail)
    return tree


def _one_line(text: str | None) -> str | None:
    """Text as browsers show it: line breaks of the markup are spaces."""
    return _BREAKS.sub(" ", text) if text and ("\n" in text or "\r" in text) else text


def _without_declaration(page: str) -> str:
    """A page without its XML declaration, which lxml refuses in decoded text."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", page, count=1)


def _check_size(tree: Any) -> None:
    depth = elements = 0
    for action, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if action == "start" else -1
        elements += action == "start"
        if len(element) > _MOST_CHILDREN:
            raise BadPage(
                f"its markup has more than {_MOST_CHILDREN:,} elements in one: "
                "save only the article"
            )
        if depth > _MOST_DEPTH:
            raise BadPage("its markup is too deeply nested for an article")
        if elements > _MOST_ELEMENTS:
            raise BadPage(
                f"its markup has more than {_MOST_ELEMENTS:,} elements: save only the article"
            )


def _published(tree: Any) -> When | None:
    """The day that the page's metadata states as that of publication."""
    for text in _stated_dates(tree):
        when = parse_published(text.strip()[:40])
        if when is not None:
            return when
    return None


def _stated_dates(tree: Any) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.lower() in _DATE_NAMES:
            yield meta.get("content") or ""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _LINKED_DATA.findall(script.text or "")
    for element in tree.iter("time"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            yield element.get("datetime") or ""


def _language(tree: Any) -> str | None:
    match = _LANGUAGE.match(tree.get("lang") or "")
    return match.group().lower() if match else None


def _value(text: str | None) -> str | None:
    value = " ".join((text or "").split())
    return value[:_LONGEST_VALUE] or None


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name for part in (text or "").split(";") if (name := " ".join(part.split())))


def _address(url: str | None) -> str | None:
    return url if url and re.match(r"https?://\S+$", url) else None
