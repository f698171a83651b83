"""A timeline as a picture: how it is asked for, and what its caption says in words.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.contract import Action, Answer, Button, Picture, Text
from bot.locale import Number, t, tn
from bot.render.chart import chart_of, most_telling, told_span
from bot.render.events import Told, differences_of, is_certain
from bot.render.facts import as_of, cite, our_summary
from bot.render.rich import Block, Piece, Rich, italic, join, rich
from storage.models import Corpus

_LOOK = re.compile(r"(?:^|\s)(?:chart|график)(?P<dark>\s+(?:dark|т[её]мный))?$", re.IGNORECASE)


class Look(NamedTuple):
    """That a picture is asked for, and in which colours."""

    dark: bool = False

    def of(self, words: str) -> str:
        """Give the words that ask for such a picture of what the words ask for."""
        return f"{words} chart{' dark' if self.dark else ''}".strip()


def look(words: str) -> tuple[str, Look | None]:
    """Part words that ask for a picture ("kabulov 2021 chart dark") from the rest."""
    asked = _LOOK.search(words)
    if asked is None:
        return words, None
    return words[: asked.start()], Look(dark=asked["dark"] is not None)


def as_picture(words: str) -> Button:
    """Offer the timeline of some words as a picture."""
    return Button(t("As a picture"), Action(command="timeline", words=Look().of(words)))


def charted(
    corpus: Corpus,
    groups: Sequence[Told],
    words: str,
    look: Look,
    *,
    title: Rich,
    lines: Sequence[Block],
) -> Answer:
    """Give the timeline of some events as a picture; its caption tells count, span and sources.

    `words` ask for the same in words, `title` heads it, and `lines` are said about it.
    """
    shown = most_telling(corpus, groups)
    instead = Action(command="timeline", words=words)
    other = Look(dark=not look.dark)
    colours = t("In dark colours") if other.dark else t("In light colours")
    return Answer(
        blocks=(*lines, _counted(corpus, groups, shown), _cited(corpus, shown), as_of(corpus)),
        head=title,
        choices=(
            (
                Button(t("In words"), instead),
                Button(colours, Action(command="timeline", words=other.of(words), edit=True)),
            ),
        ),
        picture=Picture(chart=chart_of(corpus, groups, title, dark=look.dark), instead=instead),
    )


def _counted(corpus: Corpus, groups: Sequence[Told], shown: Sequence[Told]) -> Rich:
    """Say how many events of which time there are, how many are shown, and how many less sure."""
    when = told_span(groups)
    if len(shown) == len(groups):
        lines = [
            rich(tn("{count} event, {when}.", "{count} events, {when}.", len(groups), when=when))
        ]
    else:
        said = t(
            "{shown} of {count} events, {when}: the weightiest of each stretch of time; the "
            "others are marked at the foot.",
            shown=len(shown),
            count=Number(len(groups)),
            when=when,
        )
        lines = [rich(said)]
    unsure = sum(not is_certain(corpus, told[0]) for told in shown)
    if unsure:
        lines.append(rich(_unsure(unsure)))
    return join(lines, " ")


def _unsure(count: int) -> Text:
    return tn(
        "{count} date shown is less certain: its bar is lighter.",
        "{count} dates shown are less certain: their bars are lighter.",
        count,
    )


def _cited(corpus: Corpus, shown: Sequence[Told]) -> Rich:
    """Cite the passage of each numbered event."""
    return join(
        [
            rich(f"{number} ", cite(corpus, told[0].citation), *_remarks(corpus, told))
            for number, told in enumerate(shown, start=1)
        ]
    )


def _remarks(corpus: Corpus, told: Told) -> list[Piece | str]:
    remarks = our_summary(corpus, told[0].citation)
    if differences_of(corpus, told[0]):
        remarks += [" · ", italic(t("articles differ"))]
    return remarks
