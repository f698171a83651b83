"""Dates of the calendar reckoned to days; those without a year get one.

The year comes from the story around ("In 1996, … In September, …"), else from the reference day
and the tense.
"""

from __future__ import annotations

from datetime import date, timedelta

from storage.extraction.date_anchors import opens_story, reckon_anaphor
from storage.extraction.date_arithmetic import (
    choose,
    exists,
    holiday,
    nth_weekday,
    shifted,
    single,
    years_near,
)
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_view import (
    ANAPHORIC,
    FOLLOWS,
    INFERRED,
    NARRATED,
    Reckoned,
    View,
    before,
    leaning,
    stated,
)
from storage.models import Basis, Precision, When
from storage.text.calendar import decade_days, month_days, season_days, year_days


def reckon_year(reading: Reading, _view: View) -> Reckoned:
    """Reckon "2019"."""
    return stated(year_days(reading.year or 1), Precision.YEAR)


def reckon_decade(reading: Reading, _view: View) -> Reckoned:
    """Reckon "the 1990s"."""
    return stated(decade_days(reading.year or 1), Precision.DECADE)


def reckon_century(reading: Reading, _view: View) -> Reckoned:
    """Reckon "the 19th century"."""
    first = (reading.number - 1) * 100 + 1
    return stated((date(first, 1, 1), date(first + 99, 12, 31)), Precision.RANGE)


def reckon_day(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "16 August 2021", "on July 9"."""
    month, day = reading.month or 1, reading.day or 1
    if reading.year is not None:
        stated_day = _in_order(date(reading.year, month, day), reading, view)
        return _checked(Reckoned(single(stated_day), Basis.STATED), reading)
    if reading.shift is not None and view.reference is not None:
        when = single(date(view.reference.year + reading.shift, month, day))
        return _checked(Reckoned(when, Basis.RELATIVE, view.reference, INFERRED), reading)
    if bound := _narrated(reading, view):
        return bound
    if view.reference is None:
        return _borrowed_day(month, day, reading, view)
    chosen = _nearest(reading, view, view.reference)
    reckoned = Reckoned(single(chosen), Basis.INFERRED, view.reference, INFERRED)
    return _checked(reckoned, reading)


def _nearest(reading: Reading, view: View, reference: date) -> date:
    """Give a day without a year the nearest one to which the tense points.

    A weekday never moves it to a year farther off, except to one that the text names close by:
    weekdays are mistaken more often than stories leap a year without a word.
    """
    years, tense = years_near(reference, reading.month or 1, reading.day or 1), view.tense(reading)
    chosen = choose(years, reference, tense)
    if reading.weekday is None or chosen.weekday() == reading.weekday:
        return chosen
    for year in _years_named(view):
        if _falls_on(reading, year):
            day = chosen.replace(year=year)
            if not (tense < 0 and day > reference):
                return day
    # The tense is read wrongly rather than the weekday of a day so near.
    near = min(years, key=lambda day: abs(day - reference))
    reach = _NEAR if tense else _HALF_A_YEAR
    agrees = near.weekday() == reading.weekday and reading.lead != "since"
    return near if agrees and abs(near - reference) <= reach else chosen


def _years_named(view: View) -> list[int]:
    """List the years that dates stated just before are of, latest first, then the sentence's."""
    close = (e for e in reversed(view.here) if view.number - e.sentence <= FOLLOWS)
    told = [e.when.latest.year for e in close if e.basis is Basis.STATED]
    tokens = view.tokens
    return told + [tokens.row[i].number for i, part in enumerate(tokens.parts) if part == "Y"]


_NEAR, _HALF_A_YEAR = timedelta(days=30), timedelta(days=183)


def _in_order(day: date, reading: Reading, view: View) -> date:
    """Exchange day and month of "12/3/2024" where only that puts it before the reference day."""
    reference = view.reference
    if not reading.unsure or reference is None or day <= reference or view.tense(reading) > 0:
        return day
    exchanged = date(day.year, day.day, day.month)
    return exchanged if exchanged <= reference else day


def reckon_day_of_month(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "on the 12th": of the month told before in the passage, else of the nearest."""
    base = next((e for e in reversed(view.here) if _fine(e)), None)
    reference, day = view.reference, reading.day or 1
    if base is not None and view.number - base.sentence <= FOLLOWS:
        month = base.when.earliest
        return leaning(single(date(month.year, month.month, day)), base)
    if reference is None:
        return None
    months = (shifted(reference, "month", step).earliest for step in (-2, -1, 0, 1, 2))
    days = [date(m.year, m.month, day) for m in months if exists(m.year, m.month, day)]
    chosen = choose(days, reference, view.tense(reading) or -1)
    return Reckoned(single(chosen), Basis.INFERRED, reference, NARRATED)


def reckon_holiday(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "on Christmas Eve", "last Easter"."""
    if reading.year is not None:
        return Reckoned(single(holiday(reading.unit, reading.year)), Basis.STATED)
    reference = view.reference
    if reference is None:
        return None
    days = [holiday(reading.unit, reference.year + step) for step in (-1, 0, 1)]
    tense = reading.shift or view.tense(reading)
    chosen = choose(days, reference, tense)
    return Reckoned(single(chosen), Basis.INFERRED, reference, INFERRED)


def reckon_nth_weekday(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "the last Sunday in May", "the first Tuesday of November 2024"."""
    month = reckon_month(reading._replace(weekday=None), view)
    if month is None:
        return None
    first = month.when.earliest
    day = nth_weekday(first.year, first.month, reading.weekday or 0, reading.number)
    return month._replace(when=single(day))


def _checked(reckoned: Reckoned, reading: Reading) -> Reckoned:
    day = reckoned.when.earliest
    if reading.weekday is None or day.weekday() == reading.weekday:
        return reckoned
    return reckoned._replace(
        confidence=reckoned.confidence * 0.5, flags=reckoned.flags | {"weekday"}
    )


def _borrowed_day(month: int, day: int, reading: Reading, view: View) -> Reckoned | None:
    """Without a reference day: the year of the latest full date before, if there is one."""
    anchor = next((e for e in before(view) if e.basis is Basis.STATED and _fine(e)), None)
    if anchor is None:
        return None
    when = single(date(anchor.when.earliest.year, month, day))
    return _checked(Reckoned(when, Basis.INFERRED, anchor.when.earliest, ANAPHORIC), reading)


def _fine(expression: DatedExpression) -> bool:
    return expression.form in (Form.DAY, Form.MONTH)


def reckon_month(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "May 2019", "in July"."""
    month = reading.month or 1
    if reading.year is not None:
        return stated(month_days(reading.year, month), Precision.MONTH)
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
    return Reckoned(when, basis, reference, INFERRED)


def _month_of_year(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "in August last year", "in June of that year"."""
    if reading.shift is None:
        year = reckon_anaphor(reading._replace(form=Form.ANAPHOR), view)
    elif view.reference is None:
        return None
    else:
        when = shifted(view.reference, "year", reading.shift)
        year = Reckoned(when, Basis.RELATIVE, view.reference, INFERRED)
    if year is None:
        return None
    days = month_days(year.when.earliest.year, reading.month or 1)
    return year._replace(when=When(*days, Precision.MONTH))


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
    if reference is None:
        return None
    if last is None or not _tells_when(reading, last, view):
        last = next((e for e in reversed(view.here) if "flashback" not in e.flags), None)
        if last and not (opens_story(last, view.number) or _in_one_mouth(reading, last, view)):
            last = None
    if last is None:
        fine = reading.form is Form.DAY or reading.span.start == view.sentence.start
        last = _story_before(view) if fine and view.tense(reading) < 0 else None
    if last is None:
        return None
    year = last.when.latest.year
    if year >= reference.year or view.tense(reading) > 0:
        return None
    month, day = reading.month or 1, reading.day
    if last.when.precision is not Precision.YEAR and month < last.when.latest.month:
        year += 0 if _falls_on(reading, year) else 1
    if day is None:
        when = When(*month_days(year, month), Precision.MONTH)
    else:
        when = single(date(year, month, day))
    if when.latest > reference:
        return None
    sure, flags = min(NARRATED, last.confidence), frozenset({"narrated"})
    told = Reckoned(when, Basis.INFERRED, last.when.earliest, sure, flags)
    return _checked(told, reading)


def _falls_on(reading: Reading, year: int) -> bool:
    """Whether the weekday that a day is given with is the one that it has in a year."""
    month, day = reading.month or 1, reading.day or 1
    fits = reading.weekday is not None and exists(year, month, day)
    return fits and date(year, month, day).weekday() == reading.weekday


def _tells_when(reading: Reading, last: DatedExpression, view: View) -> bool:
    """Whether a sentence only adds the day or month to what was just told: "That was in June"."""
    told = last.basis is Basis.STATED or "flashback" in last.flags
    if not told or view.number - last.sentence > FOLLOWS or not _is_past_year(last, view):
        return False
    lead = reading.first - (view.tokens.word(reading.first - 1) in ("in", "on"))
    opening = " ".join(view.tokens.word(i) for i in range(lead))
    return opening in _POINTING


_POINTING = frozenset(
    f"{that} {was}"
    for that in ("that", "it", "this")
    for was in ("was", "was back", "was only", "happened")
)


def _in_one_mouth(reading: Reading, last: DatedExpression, view: View) -> bool:
    """Whether a past year was told before in the same quotation: a source tells a story there."""
    quotation = view.quotation(reading)
    if quotation is None or not quotation.start <= last.span.start < quotation.end:
        return False
    return _is_past_year(last, view)


def _story_before(view: View) -> DatedExpression | None:
    """Give the year that the passages before have stayed in, or that their question asks about."""
    told = [e for e in (*view.earlier[-_STAYED:], *view.here) if e.form is not Form.DEICTIC]
    if not told or not _is_past_year(told[-1], view):
        return None
    if "asked" in told[-1].flags:
        return told[-1]
    years = {e.when.earliest.year for e in told[-_STAYED:]}
    old = view.reference is not None and told[-1].when.latest.year < view.reference.year - 1
    stays = len(told) >= _STAYED and len(years) == 1 and old
    return told[-1] if stays and _is_past_year(told[-2], view) else None


_STAYED = 2  # dates in a row of one year, after which a story stays in it


def _is_past_year(last: DatedExpression, view: View) -> bool:
    reference = view.reference
    one_year = last.when.earliest.year == last.when.latest.year
    free = not last.attributive and last.lead != "since"
    return bool(one_year and free and reference and last.when.latest.year < reference.year)


def reckon_season(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "summer 2012", "this winter"."""
    start = reading.month or 1
    if reading.year is not None:
        return stated(season_days(reading.year, start), Precision.SEASON)
    reference = view.reference
    if reading.whole is not None and reading.whole.form is Form.ANAPHOR:
        that = reckon_anaphor(reading.whole, view)
        if that is None:
            return None
        days = season_days(that.when.earliest.year, start)
        return that._replace(when=When(*days, Precision.SEASON))
    if reference is None:
        return None
    if reading.whole is not None:
        year = reference.year + (reading.whole.shift or 0)
        days = season_days(year, start)
        return Reckoned(When(*days, Precision.SEASON), Basis.RELATIVE, reference, INFERRED)
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
    return Reckoned(When(*days, Precision.SEASON), Basis.RELATIVE, reference, INFERRED)
