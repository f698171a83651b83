"""Numbers after a day or a month: the year of the date, or what is counted after it."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.dates import find_dates

WEDNESDAY = date(2024, 3, 20)


def told(sentence):
    return [(e.text, str(e.when.earliest)) for e in find_dates(sentence, reference=WEDNESDAY)]


@pytest.mark.parametrize(
    ("sentence", "expression", "first_day"),
    [
        ("On 4 March 2022 police in Leeds closed the bridge.", "On 4 March 2022", "2022-03-04"),
        ("On March 4, 2022 people gathered at the gate.", "On March 4, 2022", "2022-03-04"),
        ("On 9 May 2023 police arrested two men.", "On 9 May 2023", "2023-05-09"),
        ("In March 2022 police found the car.", "In March 2022", "2022-03-01"),
        ("In March 2022 people were counted.", "In March 2022", "2022-03-01"),
        ("From 3 to 5 May 2021 women marched.", "From 3 to 5 May 2021", "2021-05-03"),
        ("In April 1945 children fled north.", "In April 1945", "1945-04-01"),
        ("On 14 April 1865 soldiers held the road.", "On 14 April 1865", "1865-04-14"),
        ("In the summer of 2021 staff walked out.", "In the summer of 2021", "2021-06-01"),
        ("It is worth 40 million in June 2021 dollars.", "in June 2021", "2021-06-01"),
        ("On 4 March 2022 local residents complained.", "On 4 March 2022", "2022-03-04"),
        ("It sank on 4 March 2022 or soon after.", "on 4 March 2022", "2022-03-04"),
        ("In May 2021 per capita income fell.", "In May 2021", "2021-05-01"),
        # a round one, without the comma that would part it from the date
        ("On 3 May 2000 men with clubs came.", "On 3 May 2000", "2000-05-03"),
        ("In May 2000 rebels took the mine.", "In May 2000", "2000-05-01"),
    ],
)
def test_a_number_right_after_a_day_or_a_month_is_its_year(sentence, expression, first_day):
    assert told(sentence) == [(expression, first_day)]


@pytest.mark.parametrize(
    ("sentence", "expression", "day"),
    [
        ("On 4 March, 2000 people crossed the bridge.", "On 4 March", "2024-03-04"),
        ("On 4 March 1500 people crossed the bridge.", "On 4 March", "2024-03-04"),
        ("In February, 1900 women signed.", "In February", "2024-02-01"),
        ("On 4 March 2030 GMT the signal was lost.", "On 4 March", "2024-03-04"),
        ("On 4 March 2030 local time the signal was lost.", "On 4 March", "2024-03-04"),
        ("On 12 March 1950 tonnes of grain were burned.", "On 12 March", "2024-03-12"),
        ("In February 1850 per cent was paid.", "In February", "2024-02-01"),
    ],
)
def test_a_number_that_can_only_be_a_count_is_no_year(sentence, expression, day):
    assert told(sentence) == [(expression, day)]


@pytest.mark.parametrize(
    "sentence", ["Some 2022 people fled.", "He hired 1950 men and 2015 police officers."]
)
def test_a_count_that_no_date_leads_is_none(sentence):
    assert told(sentence) == []
