"""Flat text and buttons in Telegram's form: text with entities in UTF-16 units, keyboards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.contract import Action, Button
from bot.links import sharing
from bot.locale import Translator
from bot.render.flat import Flat
from bot.render.pages import Rows, units
from bot.render.rich import Style

_MOST_COPIED = 256  # characters that a button may copy (Bot API, CopyTextButton)


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says: text that Telegram takes as it stands, and its entities."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def message(flat: Flat) -> Message:
    """Give a text with its entities; offsets and lengths count UTF-16 units.

    Blanks at the ends are left out, as Telegram leaves them out, so that offsets and a later
    comparison of texts hold.
    """
    flat = flat.stripped()
    # at[i] is where the character i begins, in UTF-16 units.
    at = list(accumulate((1 + (c > "\uffff") for c in flat.text), initial=0))
    return Message(
        flat.text,
        tuple(
            MessageEntity(
                type=mark.style.value,
                offset=at[mark.start],
                length=at[mark.end] - at[mark.start],
                url=mark.url,
            )
            for mark in flat.marks
            if mark.style is not Style.PLAIN
        ),
    )


def actions(rows: Rows) -> tuple[Action, ...]:
    """List what the buttons do, in reading order."""
    return tuple(button.action for row in rows for button in row)


def markup(
    rows: Rows, tokens: Iterable[str], translator: Translator, bot: str = ""
) -> InlineKeyboardMarkup | None:
    """Give the keyboard, each button carrying the token of its action; None without buttons.

    `tokens` stand for `actions(rows)`, in the same order.  Links are shared where the name of the
    `bot` is known.
    """
    if not rows:
        return None
    following = iter(tokens)
    return InlineKeyboardMarkup([list(_row(row, following, translator, bot)) for row in rows])


def _row(
    row: tuple[Button, ...], tokens: Iterator[str], translator: Translator, bot: str
) -> Iterator[InlineKeyboardButton]:
    for button in row:
        label, token = translator.render(button.label), next(tokens)
        copied = translator.render(button.copies or "")
        if 0 < units(copied) <= _MOST_COPIED:
            yield InlineKeyboardButton(label, copy_text=CopyTextButton(copied))
        elif button.links and bot:
            yield InlineKeyboardButton(label, url=sharing(button.links, bot))
        else:
            yield InlineKeyboardButton(label, callback_data=token)
