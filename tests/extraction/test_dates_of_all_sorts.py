"""Dates of figures, courts, calendars and plans, in invented sentences."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.date_arithmetic import easter, holiday, nth_weekday
from storage.extraction.dates import find_dates

WEDNESDAY = date(2024, 3, 20)

# sentence → (expression, range as ISO, or one day) in order, read on Wednesday 20 March 2024
SENTENCES = [
    # figures of firms and economies
    ("Sales rose 4% in the third quarter from a year earlier.", [
        ("in the third quarter", "2023-07-01 2023-09-30"),
        ("from a year earlier", "2022-07-01 2022-09-30")]),
    ("The mill forecast a first-quarter loss.", [("first-quarter", "2024-01-01 2024-03-31")]),
    ("The mill expects third-quarter sales to fall.", [
        ("third-quarter", "2024-07-01 2024-09-30")]),
    ("Last year's fourth quarter was the best.", [
        ("Last year's fourth quarter", "2023-10-01 2023-12-31")]),
    ("Exports fell in the first nine months of 2022.", [
        ("in the first nine months of 2022", "2022-01-01 2022-09-30")]),
    ("Output grew in the last three months of the year.", [
        ("in the last three months of the year", "2024-10-01 2024-12-31")]),
    ("The port lost money last fiscal year.", [("last fiscal year", "2023-01-01 2023-12-31")]),
    ("The sale closes by year-end.", [("by year-end", "2024-01-01 2024-12-31")]),
    ("Prices had peaked by the end of the year.", [
        ("by the end of the year", "2023-01-01 2023-12-31")]),
    ("It opened ten shops in the current quarter, after six in the previous quarter.", [
        ("in the current quarter", "2024-01-01 2024-03-31"),
        ("in the previous quarter", "2023-10-01 2023-12-31")]),
    ("Sales fell in Q1-Q3 2021 and in FY2022; in FY 2023 they rose.", [
        ("in Q1-Q3 2021", "2021-01-01 2021-09-30"), ("in FY2022", "2022-01-01 2022-12-31"),
        ("2023", "2023-01-01 2023-12-31")]),
    ("It was 2019's biggest fire, and May 2021's came close.", [
        ("2019's", "2019-01-01 2019-12-31"), ("May 2021's", "2021-05-01 2021-05-31")]),
    # calendars
    ("Nobody has won there since Boxing Day.", [("since Boxing Day", "2023-12-26")]),
    ("The inquiry must report by Christmas.", [("by Christmas", "2024-12-25")]),
    ("On Good Friday 2023 the bells were silent.", [("On Good Friday 2023", "2023-04-07")]),
    ("They vote on the first Tuesday in November.", [
        ("on the first Tuesday in November", "2024-11-05")]),
    ("The race was run on the last Sunday in May.", [
        ("on the last Sunday in May", "2023-05-28")]),
    ("The lake froze in the winter of 2019-20.", [
        ("in the winter of 2019-20", "2019-12-01 2020-02-29")]),
    ("The guild was founded on the first of May, 1908.", [
        ("on the first of May, 1908", "1908-05-01")]),
    ("It was the warmest February on record.", [("February", "2024-02-01 2024-02-29")]),
    ("The abbey dates from the early twelfth century.", [
        ("from the early twelfth century", "1101-01-01 1200-12-31")]),
    ("The wall fell in '89 and the mill closed in the nineteen-nineties.", [
        ("in '89", "1989-01-01 1989-12-31"),
        ("in the nineteen-nineties", "1990-01-01 1999-12-31")]),
    ("One January morning in 2011 the dam burst.", [
        ("January morning in 2011", "2011-01-01 2011-01-31")]),
    # from a day known
    ("He left on 3 May last year and in the spring of last year fell ill.", [
        ("on 3 May last year", "2023-05-03"),
        ("in the spring of last year", "2023-03-01 2023-05-31")]),
    ("The tram derailed the week before last.", [
        ("the week before last", "2024-03-04 2024-03-10")]),
    ("It snowed the day before yesterday.", [("the day before yesterday", "2024-03-18")]),
    ("The clerk spoke on the 12th, the mayor on March 14.", [
        ("on the 12th", "2024-03-12"), ("on March 14", "2024-03-14")]),
    ("Three years ago this month the bridge closed.", [
        ("Three years ago this month", "2021-03-01 2021-03-31")]),
    ("This past Monday it rained; this coming Friday it will snow.", [
        ("This past Monday", "2024-03-18"), ("this coming Friday", "2024-03-22")]),
    ("They play Leeds on Saturday week.", [("on Saturday week", "2024-03-30")]),
    ("The show closed on Sept. 14 (Thursday), 2023, and Okoro took over in 2024.", [
        ("on Sept. 14 (Thursday), 2023", "2023-09-14"), ("in 2024", "2024-01-01 2024-12-31")]),
    ("She will be sentenced a week from Friday.", [("a week from Friday", "2024-03-29")]),
    ("Rain fell from Thursday to Sunday.", [("from Thursday to Sunday", "2024-03-14 2024-03-17")]),
    ("The fair runs from Thursday to Sunday.", [
        ("from Thursday to Sunday", "2024-03-21 2024-03-24")]),
    ("It sailed on 12/03/2024 and is due on 10/26/24.", [
        ("on 12/03/2024", "2024-03-12"), ("on 10/26/24", "2024-10-26")]),
    ("Logged on 2024/03/05 and on 05-03-2023.", [
        ("on 2024/03/05", "2024-03-05"), ("on 05-03-2023", "2023-03-05")]),
    ("Jobless figures fell from 4% a year earlier.", [("a year earlier", "2023-01-01 2023-12-31")]),
    ("Prices are at 70% of 2000 levels.", [("2000", "2000-01-01 2000-12-31")]),
    # from a date before
    ("In 2013 they fled; that summer the town burnt.", [
        ("In 2013", "2013-01-01 2013-12-31"), ("that summer", "2013-06-01 2013-08-31")]),
    ("In 1957 she won; the year before, she had been ill, and the following year she retired.", [
        ("In 1957", "1957-01-01 1957-12-31"), ("the year before", "1956-01-01 1956-12-31"),
        ("the following year", "1958-01-01 1958-12-31")]),
    ("The rule was made in 1965 and dropped a decade later.", [
        ("in 1965", "1965-01-01 1965-12-31"), ("a decade later", "1975-01-01 1975-12-31")]),
    # what is ahead
    ("The hearing was adjourned until 10 a.m. on Thursday.", [("on Thursday", "2024-03-21")]),
    ("Sentencing is set for April 22.", [("April 22", "2024-04-22")]),
    ("Parliament reconvenes in the autumn.", [("in the autumn", "2024-09-01 2024-11-30")]),
    ("Mayor to visit the docks on Saturday.", [("on Saturday", "2024-03-23")]),
    ("The United Nations will vote on Saturday.", [("on Saturday", "2024-03-23")]),
    ("The feast, which was to be held on April 3, is off.", [("on April 3", "2024-04-03")]),
    ("The city has chosen two firms to run the trams through June.", [
        ("through June", "2024-06-01 2024-06-30")]),
    ("The first sitting is set to take place in Leeds on May 16.", [("on May 16", "2024-05-16")]),
    ("On Friday, Ahmed Okoro and his son are to travel north.", [("On Friday", "2024-03-22")]),
    ("The vote on March 14 was close.", [("on March 14", "2024-03-14")]),
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
        "He scored twice in the second quarter and once in the first half.",
        "The shop is open from Tuesday to Sunday.",
        "They rehearse on Monday and Tuesday nights, and every second Friday.",
        "The Good Friday deal held; so did the Christmas market.",
        "The index closed at 1960 and the novel 1984 sold well.",
        "They marched in March Street in coming weeks.",
        "Investment will double over the next decade.",
        "He came second, third and 12th.",
    ],
)
def test_no_date_in(sentence):
    assert [e.text for e in find_dates(sentence, reference=WEDNESDAY)] == []


@pytest.mark.parametrize(
    ("sentence", "ahead"),
    [
        ("The bridge will open on May 3.", True),
        ("The bridge is due to open this year.", True),
        ("By 2030 the harbour should be rebuilt.", True),
        ("The bridge opened on March 3.", False),
        ("The bridge opened this month.", False),
        ("The bridge was to open in 2019.", False),
        # what was said on the day that the article appeared is said, whatever it was about
        ("On Wednesday, 20 March 2024, Ada Haas, the envoy to Niebla, said it would wait.", False),
        ("On Wednesday the envoy to Niebla said the talks would go on.", False),
        ("On Wednesday the envoy, who is expected to stay, said that Niebla will wait.", False),
        ("On 20 March a spokesman of the firm that will run the camp said it would open.", False),
        ("On Wednesday, in what may be the last sitting, the judge heard nobody.", False),
        ("The tram would rather be late, the mayor said on Wednesday.", False),
        # … and what only looks alike
        ("On Wednesday the envoy will say that he stayed.", True),
        ("On Wednesday the pact is to be signed, the mayor said.", True),
        ("On Wednesday it will, the mayor said, be opened.", True),
        ("On Friday the firm which will build the tram opens an office.", True),
        ("On Friday, which will be a holiday, banks close.", True),
        ("The mayor said the bank would close on Friday.", True),
    ],
)
def test_what_is_still_to_come(sentence, ahead):
    [found] = find_dates(sentence, reference=WEDNESDAY)
    assert found.ahead is ahead


@pytest.mark.parametrize(
    ("year", "day"),
    [(2021, date(2021, 4, 4)), (2024, date(2024, 3, 31)), (2038, date(2038, 4, 25))],
)
def test_easter(year, day):
    assert easter(year) == day
    assert holiday("good friday", year) < day


def test_a_fifth_friday_that_a_month_does_not_have_is_no_day():
    assert nth_weekday(2024, 3, 4, 5) == date(2024, 3, 29)
    with pytest.raises(ValueError, match="day"):
        nth_weekday(2024, 2, 4, 5)
