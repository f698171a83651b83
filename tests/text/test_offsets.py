"""A range of a cleaned text always leads back to where it came from."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.offsets import OffsetMap, OffsetMapBuilder, Run, Span

SOURCE = "a  [b](c) d&amp;e"


def cleaned():
    """`a  [b](c) d&amp;e` read as `a b d&e`."""
    builder = OffsetMapBuilder()
    builder.keep(SOURCE, Span(0, 1))
    builder.replace(" ", Span(1, 3))
    builder.keep(SOURCE, Span(4, 5))
    builder.keep(SOURCE, Span(9, 11))
    builder.replace("&", Span(11, 16))
    builder.keep(SOURCE, Span(16, 17))
    return builder.build()


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("a", "a"),
        (" b", "  [b"),
        ("b d", "b](c) d"),
        ("&", "&amp;"),
        ("d&e", "d&amp;e"),
        ("a b d&e", SOURCE),
    ],
)
def test_words_lead_back_to_the_words_they_came_from(words, source):
    text, offsets = cleaned()
    start = text.index(words)
    found = offsets.to_source(Span(start, start + len(words)))
    assert SOURCE[found.start : found.end] == source


@pytest.mark.parametrize("span", [(-1, 2), (0, 8), (6, 8), (7, 8), (8, 8), (3, 2), (100, 200)])
def test_a_range_outside_the_text_is_refused(span):
    _, offsets = cleaned()
    with pytest.raises(ValueError, match="outside"):
        offsets.to_source(Span(*span))


def test_an_empty_range_stays_empty():
    text, offsets = cleaned()
    for at in range(len(text) + 1):
        found = offsets.to_source(Span(at, at))
        assert found.start == found.end


def test_neighbouring_stretches_become_one_run():
    builder = OffsetMapBuilder()
    builder.keep("hello", Span(0, 2))
    builder.keep("hello", Span(2, 5))
    assert builder.build() == ("hello", OffsetMap((Run(0, 0, 5, 5),)))


def test_without_runs_text_and_source_are_equal():
    assert OffsetMap().to_source(Span(2, 4)) == Span(2, 4)


@given(st.data())
def test_any_text_built_of_pieces_maps_back_in_order_and_in_bounds(data):
    source = data.draw(st.text(min_size=1, max_size=40))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(source)), min_size=2)))
    builder, expected = OffsetMapBuilder(), []
    for start, end in pairwise(cuts):
        how = data.draw(st.sampled_from(["keep", "drop", "replace"]))
        if how == "keep":
            builder.keep(source, Span(start, end))
            expected += [
                (c, Span(start + i, start + i + 1)) for i, c in enumerate(source[start:end])
            ]
        elif how == "replace":
            builder.replace("#", Span(start, end))
            expected.append(("#", Span(start, end)))
    text, offsets = builder.build()
    assert text == "".join(c for c, _ in expected)
    if not text:
        return
    for i, (_, span) in enumerate(expected):
        assert offsets.to_source(Span(i, i + 1)) == span
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    whole = offsets.to_source(Span(start, end))
    assert whole == Span(expected[start][1].start, expected[end - 1][1].end)


def test_spans_know_what_they_hold():
    assert Span(2, 4) in Span(2, 5)
    assert Span(1, 4) not in Span(2, 5)
    assert 2 in Span(2, 5)
    assert 5 not in Span(2, 5)
    assert "x" not in Span(2, 5)
    assert Span(2, 5).overlaps(Span(4, 9))
    assert not Span(2, 5).overlaps(Span(5, 9))
