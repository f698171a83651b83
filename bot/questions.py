"""Questions for a part of a subscription: buttons, or a line that is written instead.

A question stands for an action whose words lack their end: a button, or what is written,
completes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final

from bot.contract import Action, Answer, Ask, Button, PersonError, Text
from bot.locale import City, Weekdays, t
from bot.render.pages import in_rows
from bot.render.rich import Rich, bold, italic, join, rich
from briefings import zones
from briefings.wording import Unclear
from storage.state.records import EVERY_DAY

DAYS: Final = (EVERY_DAY, frozenset(range(5)), frozenset({0}), frozenset({5, 6}))
TIMES: Final = tuple(time(hour) for hour in (7, 8, 9, 12, 18, 20))
ZONES: Final = (
    *("Europe/London", "Europe/Berlin", "Europe/Moscow"),
    *("Asia/Kabul", "Asia/Tashkent", "America/New_York"),
)
ZONE_MARK: Final = " zone: "  # stands in words before what answers the question for the zone
_MOST_ZONES: Final = 6
_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIXED: Final = ("Etc/", "UTC")
_LONGEST: Final = 40  # characters of a name on a button

Choice = tuple[Text | str, str]


def question(
    ask: Ask,
    base: Action,
    words: Sequence[Text | str],
    choices: Sequence[Choice],
    *,
    hint: Text | None = None,
    per_row: int = 3,
) -> Answer:
    """Ask for the end of an action's words; `hint` says what may be written instead, if it may.

    The first of `words` is set off.  In groups people talk to each other: there a reply to the
    question is its answer, and it says so.
    """
    buttons = [Button(label, completed(base, end)) for label, end in choices]
    lines = [rich(bold(words[0])), *map(rich, words[1:])]
    if hint is not None:
        lines += [rich(italic(hint)), *as_reply(ask)]
    return Answer(
        blocks=(join(lines),),
        choices=in_rows(buttons, per_row),
        expects=base if hint is not None else None,
        asks=True,
    )


def as_reply(ask: Ask) -> tuple[Rich, ...]:
    """Say how a question is answered by a line where people talk to each other."""
    if ask.place.private:
        return ()
    return (rich(italic(t("In a group, write it as a reply to this message."))),)


def completed(base: Action, end: str) -> Action:
    """Put an end to an action's words."""
    return replace(base, words=f"{base.words} {end}".strip())


def ask_days(ask: Ask, base: Action, title: str, *, rhythm: str | None = None) -> Answer:
    """Ask on which days; `rhythm` is how often it was wanted, where it cannot be had so."""
    choices = [(t("{days}", days=Weekdays(days)), written_days(days)) for days in DAYS]
    hint = t("Or write them, such as mon,thu. /cancel stops this.")
    days = t("On which days?")
    if rhythm is not None:
        days = t("Briefings come on days of the week, not “{words}”. On which days?", words=rhythm)
    return question(ask, base, (title, days), choices, hint=hint, per_row=2)


def ask_time(ask: Ask, base: Action, title: str) -> Answer:
    """Ask at what time."""
    choices = [(t("{time}", time=at), f"{at:%H:%M}") for at in TIMES]
    hint = t("Or write the time, such as 21:30. /cancel stops this.")
    return question(ask, base, (title, t("At what time?")), choices, hint=hint)


@dataclass(frozen=True, slots=True)
class ZonesMeant:
    """The zones that words may mean, the likeliest first; `guessed` where they are hardly those."""

    zones: tuple[str, ...] = ()
    guessed: bool = False

    @property
    def sure(self) -> str | None:
        """The one that can only be meant, None where that is to be asked."""
        return self.zones[0] if len(self.zones) == 1 and not self.guessed else None


def ask_zone(
    ask: Ask,
    base: Action,
    *,
    title: Text | str = "",
    typed: str = "",
    found: ZonesMeant,
    first: str | None = None,
) -> Answer:
    """Ask where the chat is; `typed` is what was said and means one of `found`, or none.

    `first` is a zone that is likely.
    """
    if not typed:
        asked = t("Where are you? Times are told by that clock.")
    elif not found.zones:
        asked = t("I know no place or time zone called “{words}”.", words=typed)
    elif found.guessed:
        asked = t("I know no place called “{words}”. Do you mean this one?", words=typed)
    else:
        asked = t("Which one do you mean by “{words}”?", words=typed)
    offered = found.zones or tuple(dict.fromkeys((*((first,) if first else ()), *ZONES)))
    choices = [(_city(ask, zone), zone) for zone in offered[:_MOST_ZONES]]
    hint = t("Or write your city, or what time it is there now. /cancel stops this.")
    words = (title, asked) if title else (asked,)
    return question(ask, base, words, choices, hint=hint, per_row=2)


def zones_meant(words: str, now: datetime) -> ZonesMeant:
    """List the zones that may be meant by words; an offset that is said is not questioned."""
    if not words:
        return ZonesMeant()
    found = zones.find(words, now)
    city, _, country = words.partition(",")
    if not found and country:
        words, found = city, zones.find(city, now)
    told = bool(found) and zones.offset_of(words) is not None
    if told and found[0].startswith(_FIXED):
        found = found[:1]
    return ZonesMeant(found, guessed=bool(found) and zones.is_guess(words))


def zone_apart(ask: Ask) -> tuple[str, str]:
    """Part what answers the question for the zone from the rest; only the dialogue asks it."""
    if not ask.pressed:
        return ask.words, ""
    words, _, zone = ask.words.partition(ZONE_MARK)
    return words, zone


@contextmanager
def told_if_unclear() -> Iterator[None]:
    """Tell the asker what is wrong with words that are read as parts of a subscription."""
    try:
        yield
    except Unclear as unclear:
        raise PersonError(Text(unclear.message, unclear.arguments)) from unclear


def written_days(days: frozenset[int]) -> str:
    """Write days as they may be typed: “daily”, “mon,thu”."""
    return "daily" if days == EVERY_DAY else ",".join(_NAMES[day] for day in sorted(days))


def short(title: str) -> str:
    """Cut a name for a button."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1].rstrip()}…"


def _city(ask: Ask, zone: str) -> Text:
    shown = zones.describe(zone, ask.now)
    return t("{city} {time}", city=City(zone), time=shown.now.time())
