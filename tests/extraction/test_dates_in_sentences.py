"""Dated expressions of invented sentences: subjects and styles of all kinds."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.dates import find_dates
from storage.models import Basis, Precision

WEDNESDAY = date(2024, 3, 20)

# sentence → (expression, range as ISO, or one day) in order, read on Wednesday 20 March 2024
SENTENCES = [
    # sport
    (
        "The striker signed in January and scored twice on Saturday.",
        [("in January", "2024-01-01 2024-01-31"), ("on Saturday", "2024-03-16")],
    ),
    ("The club won the cup in 1998, 2003 and 2011.", [
        ("in 1998", "1998-01-01 1998-12-31"), ("2003", "2003-01-01 2003-12-31"),
        ("2011", "2011-01-01 2011-12-31"),
    ]),
    ("In the summer of 2012 the city hosted the Games.", [
        ("In the summer of 2012", "2012-06-01 2012-08-31")]),
    ("The month-long tournament starts this Saturday.", [("this Saturday", "2024-03-23")]),
    ("On the weekend of 16–17 March 2024 fans protested.", [
        ("On the weekend of 16–17 March 2024", "2024-03-16 2024-03-17")]),
    ("Over the weekend of March 9 and 10 it snowed.", [
        ("Over the weekend of March 9 and 10", "2024-03-09 2024-03-10")]),
    ("It snowed in the week of February 6, 2023.", [
        ("in the week of February 6, 2023", "2023-02-06 2023-02-12")]),
    ("In the week of 5–11 June 2023 it rained.", [
        ("In the week of 5–11 June 2023", "2023-06-05 2023-06-11")]),
    ("The day of 5 June 2023 was dry.", [("5 June 2023", "2023-06-05")]),
    ("At the weekend fans protested.", [("At the weekend", "2024-03-16 2024-03-17")]),
    ("The Tokyo 2020 Games were held a year late.", []),
    # business
    ("Shares fell 3% on Tuesday after a loss in the fourth quarter of 2023.", [
        ("on Tuesday", "2024-03-19"), ("in the fourth quarter of 2023", "2023-10-01 2023-12-31")]),
    ("Revenue rose to $2000 in the first half of 2022, up from 1990 million a year earlier.", [
        ("in the first half of 2022", "2022-01-01 2022-06-30"),
        ("a year earlier", "2021-01-01 2021-06-30")]),
    ("January sales fell from December's level.", [
        ("January", "2024-01-01 2024-01-31"), ("from December's", "2023-12-01 2023-12-31")]),
    ("The company, founded in 1897, employs 2,100 people.", [
        ("in 1897", "1897-01-01 1897-12-31")]),
    ("As of February 29, 2024, the fund held 1.2 billion.", [("February 29, 2024", "2024-02-29")]),
    ("2023 was a record year.", [("2023", "2023-01-01 2023-12-31")]),
    ("The Q3 2023 results beat forecasts.", [("Q3 2023", "2023-07-01 2023-09-30")]),
    ("Between 2014 and 2016 the town lost 1500 jobs.", [
        ("Between 2014 and 2016", "2014-01-01 2016-12-31")]),
    # courts
    ("He was jailed from March 2010 to June 2014.", [
        ("from March 2010 to June 2014", "2010-03-01 2014-06-30")]),
    ("Police said last night that a man had been held on Thursday, March 14.", [
        ("last night", "2024-03-19"), ("on Thursday, March 14", "2024-03-14")]),
    ("In December the court will hear the appeal.", [("In December", "2024-12-01 2024-12-31")]),
    ("In December the court heard the appeal.", [("In December", "2023-12-01 2023-12-31")]),
    ("The trial opens next Tuesday.", [("next Tuesday", "2024-03-26")]),
    ("She was convicted in absentia in a 2017 trial.", [("2017", "2017-01-01 2017-12-31")]),
    # politics
    ("The council will vote on Friday, officials said on Monday.", [
        ("on Friday", "2024-03-22"), ("on Monday", "2024-03-18")]),
    ("The 2016 referendum and the 2019 elections changed the party.", [
        ("2016", "2016-01-01 2016-12-31"), ("2019", "2019-01-01 2019-12-31")]),
    ("The law has been in force since 1 January 2019.", [("since 1 January 2019", "2019-01-01")]),
    ("By the end of next year the bridge will be finished.", [
        ("By the end of next year", "2025-01-01 2025-12-31")]),
    ("Support has grown since the 1974 oil crisis.", [
        ("since the 1974 oil", "1974-01-01 1974-12-31")]),
    ("In August last year the mayor resigned.", [("In August last year", "2023-08-01 2023-08-31")]),
    # war and disaster
    ("The earthquake struck at 04:17 on 6 February 2023 and killed 50,000 people.", [
        ("on 6 February 2023", "2023-02-06")]),
    ("The ceasefire lasted until December 1.", [("until December 1", "2023-12-01")]),
    ("The attack of 13 November 2015 failed; on the same day the border was closed.", [
        ("13 November 2015", "2015-11-13"), ("on the same day", "2015-11-13")]),
    ("The war (1980–1988) is compared with the crisis (2008).", [
        ("1980–1988", "1980-01-01 1988-12-31"), ("2008", "2008-01-01 2008-12-31")]),
    ("Floods came on 12-13 September 2022.", [
        ("on 12-13 September 2022", "2022-09-12 2022-09-13")]),
    # chronicle
    ("The novel was written in the late 19th century and filmed in the 1950s.", [
        ("in the late 19th century", "1801-01-01 1900-12-31"),
        ("in the 1950s", "1950-01-01 1959-12-31")]),
    ("She was born on 3rd April 1971 in Leeds.", [("on 3rd April 1971", "1971-04-03")]),
    ("It was the worst drought since the mid-1970s.", [
        ("since the mid-1970s", "1970-01-01 1979-12-31")]),
    ("Production fell in both 2018 and 2019, then rose in 2020–21.", [
        ("2018", "2018-01-01 2018-12-31"), ("2019", "2019-01-01 2019-12-31"),
        ("in 2020–21", "2020-01-01 2021-12-31")]),
    ("From 3 May to 7 June 2019 the road was closed.", [
        ("From 3 May to 7 June 2019", "2019-05-03 2019-06-07")]),
    ("In 1996, the rebels came. In September, they took the capital.", [
        ("In 1996", "1996-01-01 1996-12-31"), ("In September", "1996-09-01 1996-09-30")]),
    ("The Treaty of 1648 ended it.", [("1648", "1648-01-01 1648-12-31")]),
    ("In 2005, he became governor. At the time, he was 40.", [
        ("In 2005", "2005-01-01 2005-12-31"), ("At the time", "2005-01-01 2005-12-31")]),
    ("In 2009 the plant closed. That year a thousand left.", [
        ("In 2009", "2009-01-01 2009-12-31"), ("That year", "2009-01-01 2009-12-31")]),
    # everyday
    ("“We met yesterday,” she said. “Tomorrow we sign.”", [
        ("yesterday", "2024-03-19"), ("Tomorrow", "2024-03-21")]),
    ("The deal was signed two weeks ago, after talks began in October.", [
        ("two weeks ago", "2024-03-04 2024-03-10"), ("in October", "2023-10-01 2023-10-31")]),
    ("A decade ago nobody knew her.", [("A decade ago", "2014-01-01 2014-12-31")]),
    ("Last summer the museum closed; this winter it reopens.", [
        ("Last summer", "2023-06-01 2023-08-31"), ("this winter", "2023-12-01 2024-02-29")]),
    ("Earlier this month prices rose; later this year they will fall.", [
        ("Earlier this month", "2024-03-01 2024-03-31"),
        ("later this year", "2024-01-01 2024-12-31")]),
    ("The first week of August 2023 brought rain.", [
        ("first week of August 2023", "2023-08-01 2023-08-31")]),
    ("It began on Monday. Two days later it was over.", [
        ("on Monday", "2024-03-18"), ("Two days later", "2024-03-20")]),
    ("It was signed last Friday, March 15, and sealed on Monday (March 18).", [
        ("last Friday, March 15", "2024-03-15"), ("on Monday (March 18)", "2024-03-18")]),
    ("In 1990 he came. In July of the same year the king died.", [
        ("In 1990", "1990-01-01 1990-12-31"),
        ("In July of the same year", "1990-07-01 1990-07-31")]),
    ("The bill passed in 2022 but was dropped that December.", [
        ("in 2022", "2022-01-01 2022-12-31"), ("that December", "2022-12-01 2022-12-31")]),
    ("Entry is free until Sunday; the season ends on 19 May.", [
        ("until Sunday", "2024-03-24"), ("on 19 May", "2024-05-19")]),
    ("Since the start of the year 300 have died.", [
        ("Since the start of the year", "2024-01-01 2024-12-31")]),
    ("In 1996, war came. By the end of the year it was over.", [
        ("In 1996", "1996-01-01 1996-12-31"), ("By the end of the year", "1996-01-01 1996-12-31")]),
    ("He led it in the seventies and died by Christmas 1999.", [
        ("in the seventies", "1970-01-01 1979-12-31"), ("by Christmas 1999", "1999-12-25")]),
    # Russian
    ("15 августа 2021 года город пал; с 1996 по 2003 год он жил в Москве.", [
        ("15 августа 2021 года", "2021-08-15"), ("с 1996 по 2003 год", "1996-01-01 2003-12-31")]),
    ("На прошлой неделе и вчера вечером шли дожди; в 1990-х их не было.", [
        ("На прошлой неделе", "2024-03-11 2024-03-17"), ("вчера вечером", "2024-03-19"),
        ("в 1990-х", "1990-01-01 1999-12-31")]),
    ("Летом 2022 года она переехала, в марте прошлого года вернулась.", [
        ("Летом 2022 года", "2022-06-01 2022-08-31"),
        ("в марте прошлого года", "2023-03-01 2023-03-31")]),
    # figures
    ("Logged 2021-08-16T10:00, signed 16.08.2021 and 8/16/2021.", [
        ("2021-08-16", "2021-08-16"), ("16.08.2021", "2021-08-16"), ("8/16/2021", "2021-08-16")]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_dated_expressions_of(sentence, expected):
    found = find_dates(sentence, reference=WEDNESDAY)
    told = [(e.text, e.when.earliest, e.when.latest) for e in found]
    wanted = [
        (text, date.fromisoformat(days.split()[0]), date.fromisoformat(days.split()[-1]))
        for text, days in expected
    ]
    assert told == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "You may march, but she may not.",
        "They march to the sound of the band.",
        "On 9/11 the towers fell.",
        "It was wrong from day one.",
        "After 20 years the mission ended.",
        "Some 2000 people gathered; about 1900 police officers came.",
        "Around 15,000 soldiers and 2,000 tanks crossed.",
        "At the 76th session 85% agreed.",
        "The flight leaves at 1900 GMT.",
        "See https://example.org/2021/08/16/story-a74809 for more.",
        "A Su-2021 and a Boeing 747 landed.",
        "Windows 2000 was shown at Expo 2020.",
        "The Sunday Times praised the Good Friday deal on Black Friday.",
        "Mail on Sunday readers meet every Monday.",
        "Over the past year and in recent years things changed.",
        "In the last two weeks nothing did.",
        "June said April was kind to August Wilson.",
        "After the fall of Rome the spring dried up.",
        "On 31 February nothing happened.",
        "Theresa May and Jan Egeland met Dec and Mar.",
        "Page 1999, Room 2010, Article 2015 and No. 1984.",
        "Copyright 2021 The Publisher",
        "On Sundays they rest.",
        "At the time of the vote he was away.",
        "That year-end bonus is gone.",
        "The Jan. 6 committee and the Sept. 11 attacks are remembered.",
        "At the end of the day she was in her seventies.",
    ],
)
def test_no_date_in(sentence):
    assert [e.text for e in find_dates(sentence, reference=WEDNESDAY)] == []


@pytest.mark.parametrize(
    ("text", "precision", "basis", "approximate"),
    [
        ("on 4 May 2019", Precision.DAY, Basis.STATED, False),
        ("on 4 May", Precision.DAY, Basis.INFERRED, False),
        ("in May 2019", Precision.MONTH, Basis.STATED, False),
        ("on the weekend of 4–5 May 2019", Precision.WEEKEND, Basis.STATED, False),
        ("in the week of 6–10 May 2019", Precision.WEEK, Basis.STATED, False),
        ("in the week of 6 May 2019", Precision.WEEK, Basis.STATED, False),
        ("in early May 2019", Precision.MONTH, Basis.STATED, True),
        ("around 2015", Precision.YEAR, Basis.STATED, True),
        ("in the early 2000s", Precision.DECADE, Basis.STATED, True),
        ("from 1996 to 2001", Precision.RANGE, Basis.STATED, False),
        ("last week", Precision.WEEK, Basis.RELATIVE, False),
        ("last weekend", Precision.WEEKEND, Basis.RELATIVE, False),
        ("this summer", Precision.SEASON, Basis.RELATIVE, False),
        ("on Monday", Precision.DAY, Basis.RELATIVE, False),
    ],
)
def test_precision_and_basis_of(text, precision, basis, approximate):
    [found] = find_dates(f"It happened {text}.", reference=WEDNESDAY)
    assert (found.when.precision, found.basis, found.when.approximate) == (
        precision,
        basis,
        approximate,
    )


def test_a_weekday_that_disagrees_is_flagged_and_less_sure():
    [found] = find_dates("On Friday, March 14, 2024, it rained.", reference=WEDNESDAY)
    assert found.when.earliest == date(2024, 3, 14)
    assert found.flags == {"weekday"}
    assert found.confidence < 0.6


def test_a_weekday_chooses_the_year():
    [found] = find_dates("It closed on Friday, March 22.", reference=date(2024, 3, 1))
    assert found.when.earliest == date(2024, 3, 22)


def test_figures_that_could_be_exchanged_are_less_sure():
    [found] = find_dates("Signed 3/4/2021.", reference=WEDNESDAY)
    assert found.flags == {"order"}


def test_the_same_day_reaches_into_passages_before():
    earlier = find_dates("They came on Friday, July 9.", reference=date(2021, 7, 14))
    earlier += find_dates("It is calm today.", reference=date(2021, 7, 14))
    [found] = find_dates(
        "On the same day others left.", reference=date(2021, 7, 14), earlier=earlier
    )
    assert found.when.earliest == date(2021, 7, 9)


def test_a_bare_weekday_is_the_one_dated_before():
    reference = date(2021, 7, 18)
    earlier = find_dates("They came on Friday, July 9.", reference=reference)
    [found] = find_dates("On Friday they spoke.", reference=reference, earlier=earlier)
    assert found.when.earliest == date(2021, 7, 9)


def test_without_a_reference_day_only_stated_dates_are_given():
    found = find_dates("Last week, in July, on Monday and in May 2019.", reference=None)
    assert [e.text for e in found] == ["in May 2019"]


@pytest.mark.parametrize(
    ("reference", "expression", "day"),
    [
        (date(2021, 8, 16), "on Monday", date(2021, 8, 16)),
        (date(2021, 8, 16), "last Monday", date(2021, 8, 9)),
        (date(2021, 8, 16), "Sunday evening", date(2021, 8, 15)),
        (date(2021, 8, 22), "last weekend", date(2021, 8, 14)),
        (date(2021, 1, 5), "in December", date(2020, 12, 1)),
        (date(2021, 1, 1), "last month", date(2020, 12, 1)),
        (date(2021, 1, 1), "yesterday", date(2020, 12, 31)),
        (date(2021, 2, 28), "on February 29", date(2020, 2, 29)),
    ],
)
def test_at_the_edges_of_weeks_and_years(reference, expression, day):
    [found] = find_dates(f"They met {expression}.", reference=reference)
    assert found.when.earliest == day
    assert found.reference == reference
