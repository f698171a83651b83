"""Every text that people read, as gettext catalogues.

`t` and `tn` make a `Text`; the extractor (`python -m bot.locale.extract`) looks for their
literal arguments.  A `Translator` turns a `Text` into words of one language, at the edge.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from importlib import resources
from io import BytesIO, StringIO
from typing import Any

from bot.contract import Text
from storage.models import When

DOMAIN = "newsdesk"
SOURCE_LANGUAGE = "en"


def t(message: str, /, **arguments: Any) -> Text:
    """Make a text: an English message with `{name}` placeholders, and their values."""
    return Text(message, arguments)


def tn(singular: str, plural: str, count: int, /, **arguments: Any) -> Text:
    """Make a text whose form depends on `count`, which is also its `{count}` placeholder."""
    return Text(singular, {"count": count, **arguments}, plural, count)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday 0, as an argument of a text: "every day", "Mon, Thu"."""

    days: frozenset[int]


class Translator:
    """Turns texts into one language; a message without a translation stays English."""

    def __init__(self, language: str = SOURCE_LANGUAGE) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def render(self, text: Text | str) -> str:
        """Give the words of a text; plain strings are words already."""
        if isinstance(text, str):
            return text
        arguments = {name: self._argument(value) for name, value in text.arguments.items()}
        return self._message(text).format(**arguments)

    def _argument(self, value: object) -> object:
        """Render what has a form of its own in each language; the rest formats itself."""
        if isinstance(value, Text):
            return self.render(value)
        if isinstance(value, When | Weekdays | datetime | time):
            # Imported here: it needs `t` of this module, and Babel, which declarations do not.
            from bot.locale import dates  # noqa: PLC0415

            if isinstance(value, When):
                return dates.format_when(value, self.language, self.render)
            if isinstance(value, Weekdays):
                return dates.format_weekdays(value.days, self.language, self.render)
            return dates.format_clock(value, self.language)
        return value

    def _message(self, text: Text) -> str:
        if text.plural is None or text.count is None:
            return self._catalogue.gettext(text.message)
        return self._catalogue.ngettext(text.message, text.plural, text.count)


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(
        sorted(
            entry.name
            for entry in resources.files(__name__).iterdir()
            if entry.joinpath("LC_MESSAGES", f"{DOMAIN}.po").is_file()
        )
    )


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Compile a catalogue in memory: readable .po files ship, compiled ones cannot go stale."""
    source = resources.files(__name__).joinpath(language, "LC_MESSAGES", f"{DOMAIN}.po")
    if not source.is_file():
        return gettext.NullTranslations()
    # Imported here: only a translator needs Babel, a declaration of texts does not.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    write_mo(compiled, read_po(StringIO(source.read_text("utf-8")), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
