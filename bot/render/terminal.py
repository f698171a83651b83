"""Answers as plain text, for the command line."""

from __future__ import annotations

from bot.contract import Action, Answer
from bot.locale import Translator
from bot.render.flat import Flat, flatten
from bot.render.rich import Style

_QUOTES = frozenset({Style.QUOTE, Style.EXPANDABLE})
# What could move the cursor or change colours when an article's text is printed.
_ESCAPES = dict.fromkeys((*range(0x80, 0xA0), 0x7F))


def plain(answer: Answer, translator: Translator) -> str:
    """Give an answer as text: the head, the blocks, and what its buttons would ask."""
    head = (answer.head,) if answer.head is not None else ()
    blocks = [_indented(flatten(block, translator)) for block in (*head, *answer.blocks)]
    choices = [
        f"  {translator.render(button.label)}: {command_line(button.action)}"
        for row in answer.choices
        for button in row
    ]
    text = "\n\n".join([*filter(None, blocks), *(["\n".join(choices)] if choices else [])])
    return text.translate(_ESCAPES)


def command_line(action: Action) -> str:
    """Give what to type for an action."""
    return f"/{action.command} {action.words}".rstrip()


def _indented(flat: Flat) -> str:
    """Give the words, quoted passages set off as in a mail."""
    lines: list[str] = []
    start = 0
    for line in flat.text.split("\n"):
        quoted = line and any(
            mark.style in _QUOTES and mark.start < start + len(line) and start < mark.end
            for mark in flat.marks
        )
        lines.append(f"> {line}" if quoted else line)
        start += len(line) + 1
    return "\n".join(lines).strip()
