"""When an article was published: metadata, dateline, address, its text, its collection.

The cascade stops at the first that tells.  Every answer names its basis and its evidence;
nothing outside the sources (the clock, a file's date) is ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from storage.extraction.date_forms import Form, Reading
from storage.extraction.date_readings import read_dates, read_sentences
from storage.extraction.date_tokens import may_be_dated, tokenise
from storage.extraction.tense import direction
from storage.models import (
    PassageKind,
    Precision,
    Publication,
    PublicationBasis,
    SourceArticle,
    When,
)
from storage.text.calendar import month_days, week_days

_TOP = 12  # passages in which a dateline stands
_DATELINE_LENGTH = 90  # characters of a line that is only a date
_AFTER = timedelta(days=6)  # how long after its latest date a text is taken to have appeared
_WEEK = timedelta(days=7)
_WEEKDAY_CYCLE = 12  # years after which a day has been on every weekday
_EARLIEST_YEAR = 1900

_LABEL = re.compile(
    r"\b(?:published|posted|updated|created|modified|last|first|date|dated|issued|released|on|at|by|"
    r"edition|print|online|written|time|am|pm|a\.m|p\.m|gmt|utc|cet|cest|est|edt|et|bst|msk|hrs|"
    r"min|read|minutes?|опубликовано|обновлено|дата)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ap]m)?\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:^|\b)(?:[Bb]y\s+)?(?:[A-Z][\w.’'-]+[\s,|·•]+){1,4}")
_UPDATED = re.compile(r"\b(?:updated|modified|обновлено)\b", re.IGNORECASE)
_WIRE_PLACE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ]{2,}")
_WIRE_BREAK = re.compile(r"\s[—–-]{1,2}\s|\s?—\s?|:\s")
_ADDRESS_LINE = re.compile(
    r"\b(?:original|source|canonical|article|full|permanent)\s*(?:url|link|address)\b|^url\b",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?(?=[/_.-]|$)"
    r"|/((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*((?:19|20)\d\d)\b", re.IGNORECASE)
_LAST_WEEK = re.compile(r"\blast week\b", re.IGNORECASE)


def infer_publication(article: SourceArticle, *, near: date | None = None) -> Publication | None:
    """Find when an article was published, or None where it does not tell.

    Metadata before dateline before address before the latest checked date of the text, whose
    answer is never certain.  `near` (the collection's middle, if known) only chooses between
    years that the text leaves open.
    """
    return (
        _from_metadata(article)
        or _from_dateline(article, near)
        or _from_address(article)
        or _from_text(article, near)
    )


def fallback_publication(known: Sequence[Publication]) -> Publication | None:
    """Give the median of a collection's publication dates; None for an empty collection.

    The range is the collection's, the basis COLLECTION, and it is never certain.
    """
    if not known:
        return None
    days = sorted(publication.day for publication in known)
    earliest = min(publication.when.earliest for publication in known)
    latest = max(publication.when.latest for publication in known)
    middle = days[(len(days) - 1) // 2]
    return Publication(
        When(earliest, latest, Precision.RANGE, approximate=True),
        middle,
        PublicationBasis.COLLECTION,
        certain=False,
        evidence="the middle of the collection's dates",
    )


def is_dateline(text: str) -> bool:
    """Whether a line is nothing but a date, its labels and names ("Published 16 August 2021")."""
    return _line_date(text) is not None


def wire_head(text: str) -> int:
    """How many characters at the start are a wire's place and date ("GENEVA, May 3 (Agency) —")."""
    place = _WIRE_PLACE.match(text)
    stop = _WIRE_BREAK.search(text, 0, _DATELINE_LENGTH) if place else None
    if stop is None:
        return 0
    dated = any(r.form is Form.DAY for r in read_dates(tokenise(text[: stop.start()])))
    return stop.end() if dated else 0


# Metadata


def _from_metadata(article: SourceArticle) -> Publication | None:
    when = article.stated
    if when is None:
        return None
    return Publication(
        when,
        when.middle,
        PublicationBasis.METADATA,
        certain=article.stated_certain,
        evidence="stated in the metadata",
    )


# Dateline


def _from_dateline(article: SourceArticle, near: date | None) -> Publication | None:
    top = [p for p in article.passages[:_TOP] if p.source.strip()]
    later: Publication | None = None
    for passage in top:
        line = passage.source.strip()
        reading = _line_date(line)
        day = _day_of(reading) if reading else _wire_date(line, article, near)
        if day is None:
            continue
        found = Publication(
            When(day, day),
            day,
            PublicationBasis.DATELINE,
            certain=reading is None or not reading.unsure,  # "05/03/2024"
            evidence=line[:_DATELINE_LENGTH],
        )
        if not _UPDATED.search(line):
            return found
        later = later or found
    return later


def _line_date(line: str) -> Reading | None:
    """The full date that a line consists of, beside labels, names and a time of day."""
    if len(line) > _DATELINE_LENGTH or not may_be_dated(line):
        return None
    tokens = tokenise(line)
    readings = [r for r in read_dates(tokens) if r.form is Form.DAY and r.year is not None]
    if not readings or readings[0].until is not None:
        return None
    rest = line
    for reading in reversed(readings):
        rest = rest[: reading.span.start] + " | " + rest[reading.span.end :]
    rest = _LABEL.sub(" ", _CLOCK.sub(" ", rest))
    rest = _BYLINE.sub(" ", rest + " |")
    if re.search(r"[^\W\d_]{2,}", rest) or _day_of(readings[0]) is None:
        return None
    return readings[0]


def _day_of(reading: Reading) -> date | None:
    return _with_year(reading, reading.year or 0)


def _wire_date(line: str, article: SourceArticle, near: date | None) -> date | None:
    """The day of "MOSCOW, Aug 16 (Reuters) — …"."""
    head = line[: wire_head(line)]
    readings = [r for r in read_dates(tokenise(head)) if r.form is Form.DAY and r.until is None]
    if len(readings) != 1:
        return None
    if readings[0].year is not None:
        return _day_of(readings[0])
    address = _from_address(article)
    year = address.day.year if address else _text_year(article, near)
    return None if year is None else _with_year(readings[0], year)


def _with_year(reading: Reading, year: int) -> date | None:
    try:
        return date(year, reading.month or 0, reading.day or 0)
    except ValueError:
        return None


# Address


def _from_address(article: SourceArticle) -> Publication | None:
    for url in _addresses(article):
        found = _IN_ADDRESS.search(url)
        if found is None:
            continue
        year, month, day = (
            int(g) if g else 0 for g in (found.groups()[:3] if found[1] else found.groups()[3:])
        )
        try:
            days = (date(year, month, day),) * 2 if day else month_days(year, month)
        except ValueError:
            continue
        when = When(*days, Precision.DAY if day else Precision.MONTH)
        return Publication(
            when, when.middle, PublicationBasis.ADDRESS, certain=bool(day), evidence=url
        )
    return None


def _addresses(article: SourceArticle) -> Iterator[str]:
    """The article's own address: stated, or in a line that calls itself so or follows one."""
    if article.url:
        yield article.url
    announced = False
    for passage in article.passages:
        line = passage.source.strip()
        own = _ADDRESS_LINE.search(line) is not None and len(line) < 4 * _DATELINE_LENGTH
        if own or announced:
            yield from _URL.findall(line)
        announced = own


# Text


class _Dated(NamedTuple):
    """A reading of the text, its words, and whether they point ahead."""

    reading: Reading
    text: str
    ahead: bool


class _Hint(NamedTuple):
    """A day of the text that its publication cannot precede; `checked` by its weekday."""

    day: date
    checked: bool
    evidence: str


def _from_text(article: SourceArticle, near: date | None) -> Publication | None:
    hints = list(_hints(article, near))
    if not hints:
        return None
    latest = max(hints, key=lambda hint: hint.day)
    text = "\n".join(p.text for p in article.readable() if p.kind is PassageKind.TEXT)
    if latest.checked and _LAST_WEEK.search(text):
        days = week_days(latest.day + _WEEK)
        when = When(*days, Precision.WEEK)
        day = days[0] + timedelta(days=2)
        evidence = f"last week; {latest.evidence}"
    else:
        when = When(latest.day, latest.day + _AFTER, Precision.RANGE, approximate=True)
        day = latest.day + timedelta(days=1)
        evidence = latest.evidence
    return Publication(when, day, PublicationBasis.TEXT, certain=False, evidence=evidence)


def _hints(article: SourceArticle, near: date | None) -> Iterator[_Hint]:
    """List the days that the text calls past, of the latest year that it speaks of."""
    dated = tuple(_dated(article))
    newest = _latest_year(article, dated)
    for reading, text, ahead in dated:
        if reading.form is not Form.DAY or ahead:
            continue
        day = _past_day(reading, newest, near)
        if day is not None and (newest is None or day.year >= newest):
            checked = reading.weekday is not None and day.weekday() == reading.weekday
            yield _Hint(day, checked, text)


def _past_day(reading: Reading, newest: int | None, near: date | None) -> date | None:
    """Give the day in its stated year, else in the newest of the text.

    A weekday moves it to the first year from then on in which it agrees; where the collection's
    middle is known, to the agreeing year nearest to that.
    """
    year = reading.year or newest or (near.year if near else None)
    if year is None:
        return None
    if reading.year is not None or reading.weekday is None:
        return _with_year(reading, year)
    first = newest or year - _WEEKDAY_CYCLE
    days = (_with_year(reading, first + step) for step in range(2 * _WEEKDAY_CYCLE))
    agreeing = [day for day in days if day is not None and day.weekday() == reading.weekday]
    if near is not None:
        return min(agreeing, key=lambda day: abs((day - near).days), default=None)
    return agreeing[0] if agreeing else _with_year(reading, year)


def _text_year(article: SourceArticle, near: date | None) -> int | None:
    """The latest year that the text speaks of as reached, else that of the collection."""
    return _latest_year(article, tuple(_dated(article))) or (near.year if near else None)


def _latest_year(article: SourceArticle, dated: Sequence[_Dated]) -> int | None:
    years = [year for one in dated for year in _reached_years(one)]
    for passage in article.passages:
        years += [int(year) for year in _COPYRIGHT.findall(passage.source)]
    return max(years, default=None)


def _reached_years(dated: _Dated) -> Iterator[int]:
    reading = dated.reading
    if reading.form not in (Form.DAY, Form.MONTH, Form.YEAR, Form.SEASON):
        return
    if dated.ahead or reading.lead in ("by", "until", "till"):
        return
    for part in (reading, reading.until):
        if part is not None and part.year is not None and part.year >= _EARLIEST_YEAR:
            yield part.year


def _dated(article: SourceArticle) -> Iterator[_Dated]:
    for passage in article.readable():
        for sentence in read_sentences(passage.text):
            for reading in sentence.readings:
                ahead = direction(sentence.tokens, reading.first, reading.last, sentence.span) > 0
                text = passage.text[reading.span.start : reading.span.end]
                yield _Dated(reading, text, ahead)
