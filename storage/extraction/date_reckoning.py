"""Readings reckoned to days: against the reference day, the tense, and what was dated before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, islice

from storage.extraction.date_arithmetic import (
    choose,
    shifted,
    single,
    slice_of,
    whole_of,
    years_near,
)
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_tokens import Tokens
from storage.extraction.tense import direction
from storage.models import Basis, Precision, When
from storage.text.calendar import (
    decade_days,
    month_days,
    season_days,
    week_days,
    weekend_days,
    year_days,
)
from storage.text.offsets import Span

_RECENT = timedelta(days=13)
_ROUND = 10  # units ago that are a round figure
REMEMBERED = 40  # dates before that another may lean on
_FOLLOWS = 2  # sentences over which a date carries on
_SURE, _INFERRED, _NARRATED, _ANAPHORIC = 1.0, 0.9, 0.7, 0.6


@dataclass(frozen=True, slots=True)
class View:
    """What a reading may look at: its sentence, the reference day, what was dated before."""

    tokens: Tokens
    number: int
    sentence: Span
    reference: date | None
    earlier: tuple[DatedExpression, ...]
    here: list[DatedExpression]

    def tense(self, reading: Reading) -> int:
        """-1 for what has been, 1 for what is to come, 0 where the words do not tell."""
        told = direction(self.tokens, reading.first, reading.last, self.sentence)
        return told or int(reading.lead in ("until", "till", "by"))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The days of a reading, how they are known, and how surely."""

    when: When
    basis: Basis
    reference: date | None = None
    confidence: float = _SURE
    flags: frozenset[str] = frozenset()


def resolve(reading: Reading, view: View) -> Reckoned | None:
    """Reckon a reading to days; None where a day that it needs is not known."""
    return _RESOLVERS.get(reading.form, _relative)(reading, view)


def _year(reading: Reading, _view: View) -> Reckoned:
    return _stated(year_days(reading.year or 1), Precision.YEAR)


def _decade(reading: Reading, _view: View) -> Reckoned:
    return _stated(decade_days(reading.year or 1), Precision.DECADE)


def _century(reading: Reading, _view: View) -> Reckoned:
    first = (reading.number - 1) * 100 + 1
    return _stated((date(first, 1, 1), date(first + 99, 12, 31)), Precision.RANGE)


def _stated(days: tuple[date, date], precision: Precision) -> Reckoned:
    return Reckoned(When(*days, precision), Basis.STATED)


def until(start: Reckoned, reading: Reading, view: View) -> Reckoned | None:
    """Stretch a reckoned start to the far end of its range."""
    stop = resolve(replace(reading, until=None), view)
    if stop is None:
        return None
    last = stop.when.latest
    first = start.when.earliest
    if last < first and reading.year is None and start.basis is Basis.INFERRED:
        first = first.replace(year=first.year - 1)  # "from November to February"
    when = When(first, last, Precision.RANGE)
    basis = start.basis if start.basis is not Basis.STATED else stop.basis
    return replace(
        start,
        when=when,
        basis=basis,
        reference=start.reference or stop.reference,
        confidence=min(start.confidence, stop.confidence),
        flags=start.flags | stop.flags,
    )


# Days and months, with a year or without


def _day(reading: Reading, view: View) -> Reckoned | None:
    month, day = reading.month or 1, reading.day or 1
    if reading.year is not None:
        when = single(date(reading.year, month, day))
        return _checked(Reckoned(when, Basis.STATED), reading)
    if bound := _narrated(reading, view):
        return bound
    if view.reference is None:
        return _borrowed_day(month, day, reading, view)
    years = years_near(view.reference, month, day)
    if reading.weekday is not None:
        agreeing = [d for d in years if d.weekday() == reading.weekday]
        years = agreeing or years
    chosen = choose(years, view.reference, view.tense(reading))
    reckoned = Reckoned(single(chosen), Basis.INFERRED, view.reference, _INFERRED)
    return _checked(reckoned, reading)


def _checked(reckoned: Reckoned, reading: Reading) -> Reckoned:
    day = reckoned.when.earliest
    if reading.weekday is None or day.weekday() == reading.weekday:
        return reckoned
    return replace(
        reckoned, confidence=reckoned.confidence * 0.5, flags=reckoned.flags | {"weekday"}
    )


def _borrowed_day(month: int, day: int, reading: Reading, view: View) -> Reckoned | None:
    """Without a reference day: the year of the latest full date before, if there is one."""
    anchor = next((e for e in _before(view) if e.basis is Basis.STATED and _fine(e)), None)
    if anchor is None:
        return None
    when = single(date(anchor.when.earliest.year, month, day))
    return _checked(Reckoned(when, Basis.INFERRED, anchor.when.earliest, _ANAPHORIC), reading)


def _fine(expression: DatedExpression) -> bool:
    return expression.form in (Form.DAY, Form.MONTH)


def _before(view: View) -> Iterator[DatedExpression]:
    """List the latest dates before, latest first; older ones bind nothing."""
    return islice(chain(reversed(view.here), reversed(view.earlier)), REMEMBERED)


def _month(reading: Reading, view: View) -> Reckoned | None:
    month = reading.month or 1
    if reading.year is not None:
        return _stated(month_days(reading.year, month), Precision.MONTH)
    if reading.unit:
        return _month_of_year(reading, view)
    if reading.shift is None and (bound := _narrated(reading, view)):
        return bound
    reference = view.reference
    if reference is None:
        return None
    year = _month_year(reading, view, reference)
    when = When(*month_days(year, month), Precision.MONTH)
    basis = Basis.INFERRED if reading.shift is None else Basis.RELATIVE
    return Reckoned(when, basis, reference, _INFERRED)


def _month_of_year(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "in August last year", "in June of that year"."""
    if reading.shift is None:
        year = _anaphor(replace(reading, form=Form.ANAPHOR), view)
    elif view.reference is None:
        return None
    else:
        when = shifted(view.reference, "year", reading.shift)
        year = Reckoned(when, Basis.RELATIVE, view.reference, _INFERRED)
    if year is None:
        return None
    days = month_days(year.when.earliest.year, reading.month or 1)
    return replace(year, when=When(*days, Precision.MONTH))


def _month_year(reading: Reading, view: View, reference: date) -> int:
    month, year = reading.month or 1, reference.year
    if reading.shift == -1:
        return year if month < reference.month else year - 1
    if reading.shift == 0:
        return year
    if reading.shift == 1:
        return year if month > reference.month else year + 1
    tense = view.tense(reading)
    if tense < 0:
        return year if month <= reference.month else year - 1
    if tense > 0:
        return year if month >= reference.month else year + 1
    away = month - reference.month
    return year - 1 if away > 4 else year + 1 if away < -10 else year  # noqa: PLR2004 - months


def _narrated(reading: Reading, view: View) -> Reckoned | None:
    """Give a date without year the year of the story that it stands in.

    "In 1996, … In September, …", "In May 2000 … In August, …": the date before it, in the same
    passage, opens its sentence with a past year, and nothing recent stands between.
    """
    reference, last = view.reference, view.here[-1] if view.here else None
    if reference is None or last is None or not _opens_story(last, view.number):
        return None
    year = last.when.latest.year
    if year >= reference.year or view.tense(reading) > 0:
        return None
    month, day = reading.month or 1, reading.day
    if last.form is not Form.YEAR and month < last.when.latest.month:
        year += 1
    if day is None:
        when = When(*month_days(year, month), Precision.MONTH)
    else:
        when = single(date(year, month, day))
    if when.latest > reference:
        return None
    told = Reckoned(when, Basis.INFERRED, last.when.earliest, _NARRATED, frozenset({"narrated"}))
    return _checked(told, reading)


def _opens_story(last: DatedExpression, sentence: int) -> bool:
    goes_on = "narrated" in last.flags
    opens = last.frame and last.basis is Basis.STATED
    one_year = last.when.earliest.year == last.when.latest.year
    fits = last.form in (Form.YEAR, Form.DAY, Form.MONTH) and not last.attributive
    return (opens or goes_on) and one_year and fits and sentence - last.sentence <= _FOLLOWS


# Seasons, and what is reckoned from the reference day


def _season(reading: Reading, view: View) -> Reckoned | None:
    start = reading.month or 1
    if reading.year is not None:
        return _stated(season_days(reading.year, start), Precision.SEASON)
    reference = view.reference
    if reference is None:
        return None
    spans = [season_days(reference.year + step, start) for step in (-2, -1, 0, 1)]
    if reading.shift == 0:
        middle = timedelta(days=45)
        days = min(spans, key=lambda s: abs((s[0] + middle - reference).days))
    elif reading.shift == 1 or (reading.shift is None and view.tense(reading) > 0):
        days = next(s for s in spans if s[0] > reference)
    elif reading.shift == -1:
        days = [s for s in spans if s[1] < reference][-1]
    else:
        days = [s for s in spans if s[0] <= reference][-1]
    return Reckoned(When(*days, Precision.SEASON), Basis.RELATIVE, reference, _INFERRED)


def _relative(reading: Reading, view: View) -> Reckoned | None:
    reference = view.reference
    if reference is None:
        return None
    if reading.form is Form.WEEKDAY:
        return _weekday(reading, view, reference)
    if reading.form is Form.DEICTIC:
        when = single(reference + timedelta(days=reading.number))
    elif reading.form is Form.AGO:
        when = _ago(reading, reference)
    else:
        when = _unit(reading, view, reference)
    return Reckoned(when, Basis.RELATIVE, reference, _INFERRED)


def _ago(reading: Reading, reference: date) -> When:
    """Reckon "two days ago"; "20 years ago" and "a decade ago" are round figures."""
    years = {"decade": 10, "century": 100}.get(reading.unit)
    number, unit = (reading.number * years, "year") if years else (reading.number, reading.unit)
    when = shifted(reference, unit, -number)
    return replace(when, approximate=number >= _ROUND)


def _weekday(reading: Reading, view: View, reference: date) -> Reckoned:
    weekday = reading.weekday or 0
    if reading.number:  # "Tuesday of last week"
        monday = week_days(reference)[0] + timedelta(weeks=reading.shift or 0)
        day = monday + timedelta(days=weekday)
        return Reckoned(single(day), Basis.RELATIVE, reference, _INFERRED)
    back = timedelta(days=(reference.weekday() - weekday) % 7)
    last, tense = reference - back, view.tense(reading)
    if reading.shift == -1:
        day = last if last < reference else last - timedelta(days=7)
    elif reading.shift == 1:
        day = week_days(reference)[0] + timedelta(days=7 + weekday)
    elif reading.shift == 0:
        day = week_days(reference)[0] + timedelta(days=weekday)
        if day > reference and tense < 0:
            day = last
    elif tense > 0:
        day = last if last == reference else last + timedelta(days=7)
    elif bound := _same_weekday(weekday, view, reference):
        day = bound
    else:
        day = last
    return Reckoned(single(day), Basis.RELATIVE, reference, _INFERRED)


def _same_weekday(weekday: int, view: View, reference: date) -> date | None:
    """Read "on Friday" after "Friday, July 9" is that day, as long as it is recent."""
    for expression in _before(view):
        day = expression.when.earliest
        named = expression.form is Form.DAY and expression.named_weekday
        if named and day.weekday() == weekday and timedelta() <= reference - day <= _RECENT:
            return day
    return None


def _unit(reading: Reading, view: View, reference: date) -> When:
    last = view.here[-1] if view.here else None
    if reading.unsure and reading.unit == "year" and last and _opens_story(last, view.number):
        return When(*year_days(last.when.earliest.year), Precision.YEAR)  # "by the end of the year"
    if reading.shift is not None:
        if reading.unit == "weekend":
            return When(
                *weekend_days(reference + timedelta(weeks=reading.shift)), Precision.WEEKEND
            )
        return shifted(reference, reading.unit, reading.shift)
    saturday = weekend_days(reference)[0]  # "at the weekend"
    if view.tense(reading) <= 0 and reference < saturday:
        saturday -= timedelta(weeks=1)
    return When(*weekend_days(saturday), Precision.WEEKEND)


# What leans on a date before


def _anaphor(reading: Reading, view: View) -> Reckoned | None:
    if reading.unit == "time":
        base = next((e for e in reversed(view.here) if view.number - e.sentence <= 1), None)
        fits = base is not None and base.form not in (Form.DEICTIC, Form.ANAPHOR)
        return _leaning(base.when, base) if base is not None and fits else None
    for base in _before(view):
        if base.form is Form.DEICTIC or (base.attributive and reading.unit != "year"):
            continue
        span = (base.when.latest - base.when.earliest).days
        if span > _LONGEST.get(reading.unit, 0):
            continue
        return _leaning(whole_of(base.when.earliest, reading.unit), base)
    return None


_LONGEST = {"day": 0, "week": 6, "weekend": 6, "month": 31, "year": 366}


def _leaning(when: When, base: DatedExpression) -> Reckoned:
    confidence = _ANAPHORIC * base.confidence
    flags = frozenset({"anaphoric"})
    return Reckoned(when, Basis.INFERRED, base.when.earliest, confidence, flags)


def _offset(reading: Reading, view: View) -> Reckoned | None:
    """Read "two days later": from the date before it in the passage, if that is fine enough."""
    base = view.here[-1] if view.here else None
    if base is None or base.form is Form.DEICTIC or view.number - base.sentence > _FOLLOWS:
        return None
    span = (base.when.latest - base.when.earliest).days
    if span > _LONGEST.get(reading.unit, 0):
        return None
    return _leaning(shifted(base.when.earliest, reading.unit, reading.number), base)


def _part(reading: Reading, view: View) -> Reckoned | None:
    """Read "the first half of 2020", "Q3 of last year"; a bare "Q3" is the last one begun."""
    if reading.whole is None:
        if view.reference is None:
            return None
        days = year_days(view.reference.year)
        if date(view.reference.year, reading.number * 3 - 2, 1) > view.reference:
            days = year_days(view.reference.year - 1)
        whole = Reckoned(When(*days), Basis.INFERRED, view.reference, _ANAPHORIC)
    else:
        resolved = resolve(reading.whole, view)
        if resolved is None:
            return None
        whole = resolved
    when = slice_of(whole.when, reading.number, reading.divisions)
    return replace(whole, when=when)


_RESOLVERS: dict[Form, Callable[[Reading, View], Reckoned | None]] = {
    Form.DAY: _day,
    Form.MONTH: _month,
    Form.YEAR: _year,
    Form.DECADE: _decade,
    Form.CENTURY: _century,
    Form.SEASON: _season,
    Form.ANAPHOR: _anaphor,
    Form.OFFSET: _offset,
    Form.PART: _part,
}
