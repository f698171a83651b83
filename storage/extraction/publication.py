"""When an article was published: metadata, dateline, address, its text, its collection.

The cascade stops at the first that tells.  Every answer names its basis and its evidence;
nothing outside the sources (the clock, a file's date) is ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.extraction.date_readings import Form, Reading, read_dates
from storage.extraction.date_tokens import Tokens, tokenise
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
from storage.text.offsets import Span
from storage.text.sentences import sentences

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
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\b")
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
    middle = when.earliest + (when.latest - when.earliest) / 2
    return Publication(
        when,
        middle,
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
        day = _line_date(line) or _wire_date(line, article, near)
        if day is None:
            continue
        found = Publication(
            When(day, day),
            day,
            PublicationBasis.DATELINE,
            certain=True,
            evidence=line[:_DATELINE_LENGTH],
        )
        if not _UPDATED.search(line):
            return found
        later = later or found
    return later


def _line_date(line: str) -> date | None:
    """The full date that a line consists of, beside labels, names and a time of day."""
    if not 6 <= len(line) <= _DATELINE_LENGTH:  # noqa: PLR2004 - "1/1/21" and shorter tell nothing
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
    if re.search(r"[^\W\d_]{2,}", rest):
        return None
    return _day_of(readings[0])


def _day_of(reading: Reading) -> date | None:
    try:
        return date(reading.year or 0, reading.month or 0, reading.day or 0)
    except ValueError:
        return None


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
        middle = days[0] + (days[1] - days[0]) / 2
        return Publication(when, middle, PublicationBasis.ADDRESS, certain=bool(day), evidence=url)
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


@dataclass(frozen=True, slots=True)
class _Hint:
    """A day of the text that its publication cannot precede."""

    day: date
    checked: bool  # its weekday agrees
    completed: bool  # its year does not stand beside it
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
    newest = _text_year(article, near)
    for tokens, reading, sentence in _readings(article):
        if reading.form is not Form.DAY or reading.month is None or reading.day is None:
            continue
        if direction(tokens, reading.first, reading.last, sentence) > 0:
            continue
        year = reading.year if reading.year is not None else newest
        evidence = tokens.text[reading.span.start : reading.span.end]
        if year is None and reading.weekday is None:
            continue
        day = _weekday_checked(reading, year, near)
        if day is None or (newest is not None and day.year < newest):
            continue
        agrees = reading.weekday is not None and day.weekday() == reading.weekday
        yield _Hint(day, agrees, reading.year is None, evidence)


def _weekday_checked(reading: Reading, year: int | None, near: date | None) -> date | None:
    """Give the day, in a year whose weekday agrees.

    That is the stated year, else the first from the newest of the text on, else the one nearest
    to the collection's middle.
    """
    if reading.year is not None or reading.weekday is None:
        return _with_year(reading, year or 0)
    if near is not None:
        span = range(near.year - _WEEKDAY_CYCLE, near.year + _WEEKDAY_CYCLE)
    elif year is not None:
        span = range(year, year + _WEEKDAY_CYCLE)
    else:
        return None
    days = [day for y in span if (day := _with_year(reading, y)) is not None]
    agreeing = [day for day in days if day.weekday() == reading.weekday]
    if near is not None:
        return min(agreeing, key=lambda day: abs((day - near).days), default=None)
    return agreeing[0] if agreeing else _with_year(reading, year or 0)


def _text_year(article: SourceArticle, near: date | None) -> int | None:
    """The latest year that the text speaks of as reached, else that of the collection."""
    years = [
        year
        for tokens, reading, sentence in _readings(article)
        for year in _reached_years(tokens, reading, sentence)
    ]
    for passage in article.passages:
        years += [int(y) for y in _COPYRIGHT.findall(passage.source)]
    if near is not None:
        years = [year for year in years if year <= near.year + 1]
        return near.year if not years or near.year - max(years) <= _WEEKDAY_CYCLE else max(years)
    return max(years, default=None)


def _reached_years(tokens: Tokens, reading: Reading, sentence: Span) -> Iterator[int]:
    if reading.form not in (Form.DAY, Form.MONTH, Form.YEAR, Form.SEASON):
        return
    ahead = direction(tokens, reading.first, reading.last, sentence) > 0
    if ahead or reading.lead in ("by", "until", "till"):
        return
    for part in (reading, reading.until):
        if part is not None and part.year is not None and part.year >= _EARLIEST_YEAR:
            yield part.year


def _readings(article: SourceArticle) -> Iterator[tuple[Tokens, Reading, Span]]:
    for passage in article.readable():
        tokens = tokenise(passage.text)
        readings = read_dates(tokens)
        spans = sentences(passage.text) if readings else ()
        for reading in readings:
            sentence = next(
                (s for s in spans if reading.span.start < s.end), Span(0, len(passage.text))
            )
            yield tokens, reading, sentence
