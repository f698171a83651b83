"""/settings: a chat's zone, quiet hours, silent pushes, and who may change all that."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands.subscribe import ZONES
from bot.contract import Action, Answer, Ask, Button, Command, PersonError, Talk, Text
from bot.locale import t
from bot.render.rich import Rich, bold, italic, join, rich
from bot.render.subscriptions import zone_words
from bot.subscribing import Subscribing
from briefings import wording, zones
from storage.state.records import Chat, ChatKind, PauseReason, Quiet

COMMAND = Command(
    name="settings",
    summary=t("zone, quiet hours, and who may change them"),
    detail=t(
        "The chat's time zone, hours in which nothing but what you set a time for comes, pushes "
        "without a sound, and in groups who may change what the group gets."
    ),
)
TIMEZONE = Command(
    name="timezone",
    summary=t("by which clock times are told here"),
    usage="[city, zone, or the time there]",
    menu=False,
)
QUIET = Command(
    name="quiet",
    summary=t("hours in which nothing new comes unasked"),
    usage="[22:00-07:00 or off]",
    detail=t("A briefing that you set a time for comes all the same."),
    menu=False,
)
PAUSE = Command(
    name="pause",
    summary=t("send this chat nothing for a while"),
    usage="[days]",
    menu=False,
)
RESUME = Command(name="resume", summary=t("end a pause"), menu=False)

_NIGHT: Final = Quiet(time(22), time(7))
_DAY: Final = timedelta(days=1)
_LONGEST: Final = 365  # days of a pause
_BETWEEN: Final = re.compile(r"\s*(?:[-–—−]|\bto\b|\bдо\b)\s*")
_OFF: Final = frozenset({"off", "no", "none", "выкл", "нет"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Shows the settings, and changes those that a button does."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Show the settings; "silent", "everyone": change one first."""
        del talk
        if ask.words in {"silent", "everyone"}:
            chat = await self.shared.changeable(ask.place)
            changed = (
                replace(chat, silent=not chat.silent)
                if ask.words == "silent"
                else await self._opened(ask, chat)
            )
            await self.shared.state.chats.save(changed)
            await self.shared.state.audit.note(chat.id, ask.place.user, "settings", ask.words)
        return card(await self.shared.chat(ask.place), ask.now)

    async def _opened(self, ask: Ask, chat: Chat) -> Chat:
        """Let everyone change a group's settings, or its administrators alone again.

        Only they may: else anybody could take a group from them.
        """
        if not await self.shared.rights.may_change(ask.place, replace(chat, everyone=False)):
            raise PersonError(t("Only administrators of this group may change that."))
        return replace(chat, everyone=not chat.everyone)


@dataclass(frozen=True, slots=True)
class Timezone:
    """Tells and changes a chat's zone."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Set the zone that is meant, ask which of several, or how the clock stands."""
        del talk
        chat = await self.shared.changeable(ask.place)
        found = zones.find(ask.words, ask.now) if ask.words else ()
        if len(found) == 1:
            changed = await self.shared.rezone(chat, found[0], ask.place.user)
            return card(changed, ask.now)
        question = t("Where are you? Times are told by that clock.")
        if ask.words:
            question = (
                t("Which one do you mean by “{words}”?", words=ask.words)
                if found
                else t("I know no place or time zone called “{words}”.", words=ask.words)
            )
        buttons = [
            Button(
                t(
                    "{city} {time}",
                    city=zones.city_of(zone),
                    time=zones.describe(zone, ask.now).now.time(),
                ),
                Action(command="timezone", words=zone, edit=True),
            )
            for zone in (found or ZONES)[:6]
        ]
        hint = italic(t("Or write your city, or what time it is there now. /cancel stops this."))
        return Answer(
            blocks=(join((rich(bold(question)), rich(hint))),),
            choices=tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)),
            expects=Action(command="timezone"),
        )


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Sets the hours in which nothing comes unasked."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Set the hours ("22:00-07:00"), end them ("off"), or offer the night."""
        del talk
        chat = await self.shared.changeable(ask.place)
        if not ask.words:
            return _offer_quiet(chat)
        quiet = None if ask.words.lower() in _OFF else _hours(ask.words)
        changed = replace(chat, quiet=quiet)
        await self.shared.state.chats.save(changed)
        await self.shared.state.audit.note(chat.id, ask.place.user, "quiet", ask.words)
        return card(changed, ask.now)


@dataclass(frozen=True, slots=True)
class Pause:
    """Pauses a chat."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Pause for some days, or until /resume."""
        del talk
        chat = await self.shared.changeable(ask.place)
        until = None
        if ask.words:
            number = ask.words.split()[0]
            if not number.isdecimal() or not 1 <= int(number) <= _LONGEST:
                raise PersonError(t("Write for how many days: /pause 7; or /pause alone."))
            until = ask.now + _DAY * int(number)
        await self.shared.state.chats.pause(chat.id, PauseReason.READER, until)
        await self.shared.state.audit.note(chat.id, ask.place.user, "pause", ask.words)
        return card(await self.shared.chat(ask.place), ask.now)


@dataclass(frozen=True, slots=True)
class Resume:
    """Ends a chat's pause."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """End the pause; what was missed meanwhile is not sent."""
        del talk
        chat = await self.shared.changeable(ask.place)
        await self.shared.resume(chat)
        await self.shared.state.audit.note(chat.id, ask.place.user, "resume")
        return card(await self.shared.chat(ask.place), ask.now)


def card(chat: Chat, now: datetime) -> Answer:
    """Show a chat's settings, with buttons to change them."""
    lines = [rich(bold(t("Settings of this chat"))), *_lines(chat, now)]
    paused = chat.paused is not None and (chat.paused_until is None or chat.paused_until > now)
    rows = [
        (
            Button(t("Zone"), Action(command="timezone", edit=True)),
            Button(t("Quiet hours"), Action(command="quiet", edit=True)),
        ),
        (
            Button(
                t("With a sound") if chat.silent else t("Without a sound"),
                Action(command="settings", words="silent", edit=True),
            ),
            Button(t("Go on"), Action(command="resume", edit=True))
            if paused
            else Button(t("Pause"), Action(command="pause", edit=True)),
        ),
        (Button(t("Subscriptions"), Action(command="subscriptions")),),
    ]
    if chat.kind is ChatKind.GROUP:
        label = t("Administrators only") if chat.everyone else t("Let everyone change these")
        rows.append((Button(label, Action(command="settings", words="everyone", edit=True)),))
    return Answer(blocks=(join(lines),), choices=tuple(rows))


def _lines(chat: Chat, now: datetime) -> list[Rich]:
    zone = ZoneInfo(chat.zone) if chat.zone else None
    lines = [
        rich(zone_words(chat.zone, now.astimezone(zone)))
        if chat.zone
        else rich(t("No time zone yet; /timezone sets it.")),
        rich(
            t("Quiet from {start} to {end}.", start=chat.quiet.start, end=chat.quiet.end)
            if chat.quiet
            else t("No quiet hours.")
        ),
        rich(t("Pushes come without a sound.") if chat.silent else t("Pushes come with a sound.")),
    ]
    if chat.paused is PauseReason.BLOCKED:
        lines.append(rich(t("Paused: this chat did not take my messages.")))
    elif chat.paused is not None and chat.paused_until is None:
        lines.append(rich(t("Paused; /resume ends that.")))
    elif chat.paused_until is not None and chat.paused_until > now:
        lines.append(rich(t("Paused until {moment}.", moment=chat.paused_until.astimezone(zone))))
    if chat.kind is ChatKind.GROUP:
        lines.append(
            rich(
                t("Everyone here may change what the group gets.")
                if chat.everyone
                else t("Administrators of the group change what it gets.")
            )
        )
    return lines


def _offer_quiet(chat: Chat) -> Answer:
    night = f"{_NIGHT.start:%H:%M}-{_NIGHT.end:%H:%M}"
    buttons = [
        Button(Text("{hours}", {"hours": night}), Action(command="quiet", words=night, edit=True))
    ]
    if chat.quiet is not None:
        buttons.append(Button(t("No quiet hours"), Action(command="quiet", words="off", edit=True)))
    question = t("From when to when shall nothing come unasked?")
    hint = italic(t("Or write them, such as 23:00-06:30. /cancel stops this."))
    return Answer(
        blocks=(join((rich(bold(question)), rich(hint))),),
        choices=(tuple(buttons),),
        expects=Action(command="quiet"),
    )


def _hours(words: str) -> Quiet:
    """Read "22:00-07:00", with any dash or "to" between."""
    ends = [end for end in _BETWEEN.split(words) if end.strip()]
    if len(ends) != 2:  # noqa: PLR2004 - from and to
        raise PersonError(t("Write from when to when: /quiet 22:00-07:00"))
    try:
        start, end = (wording.read_time(end) for end in ends)
    except wording.Unclear as unclear:
        raise PersonError(Text(unclear.message, unclear.arguments)) from unclear
    if start == end:
        raise PersonError(t("These hours would be the whole day; /pause does that."))
    return Quiet(start, end)
