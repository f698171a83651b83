"""Every text that people read, as gettext catalogues.

`t` and `tn` make a `Text`; the extractor (`python -m bot.locale.extract`) looks for their
literal arguments.  A `Translator` turns a `Text` into words of one language, at the edge.
English is the language of the code and has no catalogue; each other has one,
`<language>/LC_MESSAGES/newsdesk.po`.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib import resources
from io import BytesIO, StringIO
from typing import Any

from bot.contract import Text
from storage.models import When

DOMAIN = "newsdesk"
SOURCE_LANGUAGE = "en"
_GROUPED = 1_000  # the least number whose digits some language parts into groups


def t(message: str, /, **arguments: Any) -> Text:
    """Make a text: an English message with `{name}` placeholders, and their values."""
    return Text(message, arguments)


def tn(singular: str, plural: str, count: int, /, **arguments: Any) -> Text:
    """Make a text whose form depends on `count`, which is also its `{count}` placeholder."""
    return Text(singular, {"count": Number(count), **arguments}, plural, count)


def listed(items: Iterable[Text | str]) -> Text:
    """Make one text of several: with commas between."""
    named = {f"item{number}": item for number, item in enumerate(items)}
    return Text(", ".join(f"{{{name}}}" for name in named), named)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday 0, as an argument of a text: "every day", "Mon, Thu"."""

    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Number:
    """How many there are, as an argument of a text: "2,000".  A text's `count` is one."""

    value: int


@dataclass(frozen=True, slots=True)
class City:
    """The city that a time zone is named after, as an argument of a text: "Moscow"."""

    zone: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A local time of a day, as an argument of a text: "Fri 27 Nov, 09:00".

    It carries its year where that is not the one of `now`.
    """

    at: datetime
    now: datetime


class Translator:
    """Turns texts into one language; a message without a translation stays English."""

    def __init__(self, language: str = SOURCE_LANGUAGE) -> None:
        self.language = language

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
        if isinstance(value, Number) and abs(value.value) < _GROUPED:
            return value.value
        if isinstance(value, Number | When | Weekdays | City | Moment | time):
            # Imported here: it needs `t` of this module, and Babel, which declarations do not.
            from bot.locale import dates  # noqa: PLC0415

            return dates.worded(value, self.language, self.render)
        return value

    def _message(self, text: Text) -> str:
        if not text.message:
            return ""  # gettext keeps what it knows of the catalogue under no words
        if text.plural is None or text.count is None:
            return _catalogue(self.language).gettext(text.message)
        return _catalogue(self.language).ngettext(text.message, text.plural, text.count)


@cache
def languages() -> tuple[str, ...]:
    """The languages that the bot speaks: that of the code first, then those with a catalogue."""
    folder = resources.files(__name__)
    translated = (
        entry.name
        for entry in folder.iterdir()
        if entry.joinpath("LC_MESSAGES", f"{DOMAIN}.po").is_file()
    )
    return (SOURCE_LANGUAGE, *sorted(translated))


def choose_language(*codes: str | None) -> str:
    """Give the first of some languages ("ru", "pt-br") that the bot speaks, else English."""
    said = (code.lower().partition("-")[0] for code in codes if code)
    return next((language for language in said if language in languages()), SOURCE_LANGUAGE)


def name_of(language: str) -> str:
    """Name a language in itself: "English", "Русский"; by its code where that is all we know."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as below

    try:
        return str(Locale(language).get_display_name(language)).capitalize()
    except (UnknownLocaleError, ValueError):
        return language


def prepare() -> None:
    """Compile every catalogue and read how each language words dates, once: tenths of a second."""
    for language in languages():
        Translator(language).render(Text("{now}", {"now": time()}))
        _catalogue(language)


@cache
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
