"""/settings: a chat's zone, quiet hours, silent pushes, and who may change all that."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.contract import Action, Answer, Ask, Button, Command, Menu, PersonError, Talk, Text
from bot.locale import City, Moment, languages, listed, name_of, t
from bot.questions import (
    ZONE_MARK,
    Choice,
    ask_zone,
    question,
    told_if_unclear,
    zone_apart,
    zones_meant,
)
from bot.render.rich import Rich, bold, join, rich
from bot.render.subscriptions import zone_words
from bot.subscribing import Subscribing, is_paused
from briefings import wording
from storage.state.records import Chat, ChatKind, PauseReason, Quiet

COMMAND = Command(
    name="settings",
    summary=t("zone, quiet hours, language, and who may change them"),
    detail=t(
        "The chat's time zone, hours in which nothing but what you set a time for comes, pushes "
        "without a sound, the language I write in, and in groups who may change what the group "
        "gets."
    ),
    menu=frozenset({Menu.PRIVATE, Menu.RULERS}),
)
TIMEZONE = Command(
    name="timezone",
    summary=t("by which clock times are told here"),
    usage=t("[city, zone, or the time there]"),
)
QUIET = Command(
    name="quiet",
    summary=t("hours in which nothing new comes unasked"),
    usage=t("[22:00-07:00 and your city, or off]"),
    detail=t("A briefing that you set a time for comes all the same."),
)
PAUSE = Command(
    name="pause",
    summary=t("send this chat nothing for a while"),
    usage=t("[days]"),
)
RESUME = Command(name="resume", summary=t("end a pause"))

_NIGHT: Final = Quiet(time(22), time(7))
_DAY: Final = timedelta(days=1)
_LONGEST: Final = 365  # days of a pause
_BETWEEN: Final = re.compile(r"\s*(?:[-–—−]|\bto\b|\bдо\b)\s*")
_FROM: Final = re.compile(r"^(?:from|с|со)\s+")
_ON: Final = "on"
_ALL: Final = "for all"  # from a button: what had a zone of its own goes by the chat's
_AS_CLIENT: Final = "client"  # the language of people's clients
_OFF: Final = frozenset({"off", "no", "none", "выкл", "нет"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Shows the settings, and changes those that a button does.

    A button says what shall be ("silent on"), not that it shall change: a press that Telegram
    delivers twice does no more than one.
    """

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Show the settings; "silent on", "everyone off", from a button: change one first."""
        del talk
        what, _, value = ask.words.partition(" ") if ask.pressed else ("", "", "")
        who = ask.place.user
        if what == "language":
            chat = await self.shared.changeable(ask.place)
            if not value:
                return _offer_languages(ask)
            chosen = value if value in languages() else None
            await self.shared.change(replace(chat, language=chosen), who, what, value)
        elif what == "silent":
            chat = await self.shared.changeable(ask.place)
            await self.shared.change(replace(chat, silent=value == _ON), who, what, value)
        elif what == "everyone":
            # Only who rules the group may: else anybody could take it from them.
            chat = await self.shared.ruled(ask.place)
            await self.shared.change(replace(chat, everyone=value == _ON), who, what, value)
        return card(await self.shared.chat(ask.place), ask.now)


@dataclass(frozen=True, slots=True)
class Timezone:
    """Tells and changes a chat's zone."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Set the zone that is meant, ask which of several, or how the clock stands."""
        del talk
        chat = await self.shared.changeable(ask.place)
        if ask.pressed and ask.words == _ALL:
            await self.shared.follow_zone(chat, ask.place.user)
            return card(chat, ask.now)
        found = zones_meant(ask.words, ask.now)
        if found.sure is None:
            base = Action(command="timezone", edit=True)
            now = _clock(chat, ask.now) if chat.zone and not ask.words else ""
            return ask_zone(ask, base, title=now, typed=ask.words, found=found, first=chat.zone)
        return await self._moved(ask, await self.shared.rezone(chat, found.sure, ask.place.user))

    async def _moved(self, ask: Ask, chat: Chat) -> Answer:
        """Show the settings, and which subscriptions keep a zone that was typed for them."""
        answer = card(chat, ask.now)
        own = await self.shared.with_other_zone(chat)
        if not own:
            return answer
        named = listed(
            Text("{title} ({city})", {"title": one.wanted.title, "city": City(one.zone)})
            for one in own
            if one.zone
        )
        told = rich(t("These keep the zone that they were given: {titles}.", titles=named))
        move = Button(t("Move them, too"), Action(command="timezone", words=_ALL, edit=True))
        return replace(answer, blocks=(*answer.blocks, told), choices=((move,), *answer.choices))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Sets the hours in which nothing comes unasked."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Set the hours ("22:00-07:00"), end them ("off"), or offer the night."""
        del talk
        chat = await self.shared.changeable(ask.place)
        if not ask.words:
            return _offer_quiet(ask, chat)
        words, typed_zone = zone_apart(ask)
        quiet = None
        if words.lower() not in _OFF:
            quiet, beside = _hours(words)
            typed_zone = typed_zone or beside
            # The zone comes first: hours by a clock that nobody told are not to be kept.
            if typed_zone or chat.zone is None:
                found = zones_meant(typed_zone, ask.now)
                if found.sure is None:
                    kept = f"{_written(quiet)}{ZONE_MARK.rstrip()}"
                    base = Action(command="quiet", words=kept, edit=True)
                    return ask_zone(ask, base, typed=typed_zone, found=found)
                chat = await self._by_clock(ask, chat, found.sure)
        changed = await self.shared.quieten(replace(chat, quiet=quiet), ask.place.user, words)
        return card(changed, ask.now)

    async def _by_clock(self, ask: Ask, chat: Chat, zone: str) -> Chat:
        """Give the chat a zone, where it has none; raises PersonError where it has another.

        All that the chat gets would move with it, which a word about the night does not ask for.
        """
        if chat.zone is None:
            return await self.shared.rezone(chat, zone, ask.place.user)
        if zone == chat.zone:
            return chat
        raise PersonError(
            t(
                "Quiet hours go by the clock of this chat, {city}. Leave the place out, or move "
                "the chat first: /timezone {zone}",
                city=City(chat.zone),
                zone=zone,
            )
        )


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
        await self.shared.pause(chat, until)
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
        awake = await self.shared.resume(chat)
        await self.shared.state.audit.note(chat.id, ask.place.user, "resume")
        return card(awake, ask.now)


def card(chat: Chat, now: datetime) -> Answer:
    """Show a chat's settings, with buttons to change them."""
    lines = [rich(bold(t("Settings of this chat"))), *_lines(chat, now)]
    rows: list[tuple[Button, ...]] = [
        (
            Button(t("Time zone"), Action(command="timezone", edit=True)),
            Button(t("Quiet hours"), Action(command="quiet", edit=True)),
        ),
        (
            Button(
                t("With a sound") if chat.silent else t("Without a sound"),
                Action(command="settings", words=f"silent {_switched(chat.silent)}", edit=True),
            ),
            Button(t("Go on"), Action(command="resume", edit=True))
            if is_paused(chat, now)
            else Button(t("Pause"), Action(command="pause", edit=True)),
        ),
        (
            Button(t("Language"), Action(command="settings", words="language", edit=True)),
            Button(t("Subscriptions"), Action(command="subscriptions")),
        ),
        (
            Button(t("Saved"), Action(command="saved")),
            Button(t("What I keep"), Action(command="mydata")),
        ),
    ]
    if chat.kind is ChatKind.GROUP:
        label = t("Administrators only") if chat.everyone else t("Let everyone change these")
        words = f"everyone {_switched(chat.everyone)}"
        rows.append((Button(label, Action(command="settings", words=words, edit=True)),))
    return Answer(blocks=(join(lines),), choices=tuple(rows))


def _lines(chat: Chat, now: datetime) -> list[Rich]:
    zone = ZoneInfo(chat.zone) if chat.zone else None
    lines = [
        rich(_clock(chat, now)),
        rich(
            t("Quiet from {start} to {end}.", start=chat.quiet.start, end=chat.quiet.end)
            if chat.quiet
            else t("No quiet hours.")
        ),
        rich(t("Pushes come without a sound.") if chat.silent else t("Pushes come with a sound.")),
        rich(
            t("Language: {name}.", name=name_of(chat.language))
            if chat.language
            else t("Language: as in Telegram.")
        ),
    ]
    if chat.paused is PauseReason.BLOCKED:
        lines.append(rich(t("Paused: this chat did not take my messages.")))
    elif chat.paused is not None and chat.paused_until is None:
        lines.append(rich(t("Paused; /resume ends that.")))
    elif chat.paused_until is not None and chat.paused_until > now:
        until = Moment(chat.paused_until.astimezone(zone), now)
        lines.append(rich(t("Paused until {moment}.", moment=until)))
    if chat.kind is ChatKind.GROUP:
        lines.append(
            rich(
                t("Everyone here may change what the group gets.")
                if chat.everyone
                else t("Administrators of the group change what it gets.")
            )
        )
    return lines


def _clock(chat: Chat, now: datetime) -> Text:
    """Say by which clock a chat's times are told."""
    if chat.zone is None:
        return t("No time zone yet; /timezone sets it.")
    return zone_words(chat.zone, now.astimezone(ZoneInfo(chat.zone)))


def _switched(setting: bool) -> str:  # noqa: FBT001 - its whole subject
    return "off" if setting else _ON


def _offer_languages(ask: Ask) -> Answer:
    names: list[Choice] = [(name_of(one), one) for one in languages()]
    choices = [(t("As in Telegram"), _AS_CLIENT), *names]
    base = Action(command="settings", words="language", edit=True)
    return question(ask, base, (t("In which language do I write here?"),), choices)


def _offer_quiet(ask: Ask, chat: Chat) -> Answer:
    night = _written(_NIGHT)
    choices: list[Choice] = [(night, night)]
    if chat.quiet is not None:
        choices.append((t("No quiet hours"), "off"))
    return question(
        ask,
        Action(command="quiet", edit=True),
        (t("From when to when shall nothing come unasked?"),),
        choices,
        hint=t("Or write them, such as 23:00-06:30. /cancel stops this."),
    )


def _hours(words: str) -> tuple[Quiet, str]:
    """Read hours, and what is written behind them: "22-7 Berlin"; raises PersonError."""
    tokens = words.split()
    for end in range(len(tokens), 0, -1):
        with suppress(PersonError):
            return _quiet(" ".join(tokens[:end])), " ".join(tokens[end:])
    return _quiet(words), ""  # which says what is wrong with them


def _quiet(words: str) -> Quiet:
    """Read "22:00-07:00", with any dash or "to" between, "from 10pm to 7"."""
    ends = [end for end in _BETWEEN.split(_FROM.sub("", words.lower())) if end.strip()]
    if len(ends) != 2:  # noqa: PLR2004 - from and to
        raise PersonError(t("Write from when to when: /quiet 22:00-07:00"))
    with told_if_unclear():
        start, end = (wording.read_time(end) for end in ends)
    if start == end:
        raise PersonError(t("These hours would be the whole day; /pause does that."))
    return Quiet(start, end)


def _written(quiet: Quiet) -> str:
    """Write hours as they may be typed."""
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"
