"""The grammar of dates: no rule is passed over because of how a token is looked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.date_grammar import RULES, START

LETTERS = "".join(sorted({*RULES, *"MmWwSYDNOoTdKHcPrxb&~AtfaqliZnkypghGFjEu_,.()-/"}))


@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=12))
def test_where_a_rule_reads_something_it_is_looked_for(parts: str) -> None:
    for at, part in enumerate(parts):
        if part in RULES and RULES[part].any.match(parts, at):
            assert START.match(parts, at)


def test_every_beginning_of_two_parts_that_a_rule_goes_on_with_is_looked_for() -> None:
    middles = ["", *LETTERS, *(one + other for one in "uWM" for other in LETTERS)]
    missed = {
        parts
        for part, rules in RULES.items()
        for second in LETTERS
        for middle in middles
        if rules.any.match(parts := part + second + middle) and not START.match(parts)
    }
    assert not missed
