"""/subscribe: follow a topic, an actor or a phrase; what is not said is asked by buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Final

from bot.contract import Action, Answer, Ask, Button, Command, PersonError, Talk, Text
from bot.locale import Weekdays, t
from bot.render.rich import bold, code, italic, join, rich
from bot.render.subscriptions import card_rows, subscription_card
from bot.subscribing import Subscribing
from briefings import wording, zones
from briefings.occurrences import MORNING
from briefings.wording import Wish
from storage.search import Verdict
from storage.snapshot import Snapshot
from storage.state.records import (
    EVERY_DAY,
    Chat,
    ChatKind,
    Mode,
    Subscription,
    Wanted,
    WantedKind,
)

COMMAND = Command(
    name="subscribe",
    summary=t("get briefings on a topic, a person or a phrase"),
    usage="[TOPIC, ACTOR or “phrase”] [days] [HH:MM] [zone]",
    detail=t(
        "Alone it asks step by step. Days are daily, weekdays, weekly or names (mon,thu); "
        "“instant” writes when a reload brings something new, “onthisday” on anniversaries; "
        "“to @channel” sends it to a channel of yours. I tell when the next one comes."
    ),
)

_ZONE_MARK: Final = " zone: "  # what is typed after the question for the zone comes behind it
_TOPIC, _ACTOR = "topic:", "actor:"
_STRICT: Final = 95.0  # score from which on a name is the subject's own, not merely like it
_MARGIN: Final = 5.0  # by which the better of two must lead
_MOST: Final = 50  # subscriptions of a chat
DAYS: Final = (EVERY_DAY, frozenset(range(5)), frozenset({0}), frozenset({5, 6}))
TIMES: Final = tuple(time(hour) for hour in (7, 8, 9, 12, 18, 20))
ZONES: Final = (
    *("Europe/London", "Europe/Berlin", "Europe/Moscow"),
    *("Asia/Kabul", "Asia/Tashkent", "America/New_York"),
)


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Follows something for a chat."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Subscribe, or ask for what is missing."""
        del talk
        chat = await self.shared.changeable(ask.place)
        if not ask.words:
            return _topics(ask.snapshot)
        words, _, typed_zone = ask.words.partition(_ZONE_MARK)
        wish = _wish(ask.snapshot, words)
        if wish.subject is None:
            raise PersonError(t("Say what to follow first: /subscribe Kabulov daily 09:00"))
        wanted = _wanted(ask.snapshot, wish)
        if isinstance(wanted, Answer):
            return wanted
        if ask.pressed:
            step = _next_step(wanted, wish)
            if step is not None:
                return step
        if wish.target is not None:
            chat = await self._channel(ask, wish.target)
        zone = typed_zone or wish.zone
        if zone is not None:
            found = zones.find(zone, ask.now)
            if len(found) != 1:
                return _which_zone(ask, _written(wanted, wish), zone, found)
            zone = found[0]
        if zone is None and chat.zone is None and wish.mode is not Mode.INSTANT:
            return _ask_zone(ask, _written(wanted, wish))
        return await self._subscribed(ask, chat, wanted, wish, zone)

    async def _subscribed(
        self, ask: Ask, chat: Chat, wanted: Wanted, wish: Wish, zone: str | None
    ) -> Answer:
        """Keep the subscription, and echo what was understood."""
        held = await self.shared.state.subscriptions.of_chat(chat.id)
        if len(held) >= _MOST:
            raise PersonError(
                t("This chat has {most} subscriptions, which is the most.", most=_MOST)
            )
        if zone is not None and chat.zone is None:
            chat = await self.shared.rezone(chat, zone, ask.place.user)
        if wish.silent is not None and wish.silent != chat.silent:
            chat = replace(chat, silent=wish.silent)
            await self.shared.state.chats.save(chat)
        mode = wish.mode or Mode.DIGEST
        kept = await self.shared.keep(
            Subscription(
                chat=chat.id,
                thread=ask.place.thread if chat.id == ask.place.chat else None,
                wanted=wanted,
                mode=mode,
                days=wish.days or EVERY_DAY,
                at=None if mode is Mode.INSTANT else wish.at or MORNING,
                zone=zone if zone != chat.zone else None,
                owner=ask.place.user,
            ),
            chat,
            ask.place.user,
        )
        return self._echo(ask, kept, chat)

    def _echo(self, ask: Ask, kept: Subscription, chat: Chat) -> Answer:
        local = self.shared.local(ask.now, kept, chat)
        due = self.shared.local(kept.next_due, kept, chat) if kept.next_due else None
        blocks = [
            rich(bold(t("Subscribed."))),
            subscription_card(kept, chat, ask.now, local, due),
        ]
        if not self.shared.occurrences.composer.items(ask.snapshot, kept.wanted):
            blocks.append(rich(italic(t("The corpus has nothing on it yet. I write when it has."))))
        return Answer(blocks=tuple(blocks), choices=card_rows(kept))

    async def _channel(self, ask: Ask, name: str) -> Chat:
        """Give the channel that is meant, where the asker and the bot may post there."""
        if not ask.place.private or ask.place.user is None:
            raise PersonError(t("A channel is subscribed from a private chat with me."))
        found = await self.shared.rights.channel(name)
        if found is None:
            raise PersonError(
                t("I see no channel {name}. Add me to it as an administrator first.", name=name)
            )
        id_, title = found
        if not await self.shared.rights.may_post_for(ask.place.user, id_):
            raise PersonError(
                t(
                    "That takes two rights: you are an administrator of {title}, and I am one "
                    "that may post messages.",
                    title=title,
                )
            )
        mine = await self.shared.chat(ask.place)
        channel = Chat(id=id_, kind=ChatKind.CHANNEL, title=title, zone=mine.zone)
        return await self.shared.state.chats.ensure(channel)


def _wish(snapshot: Snapshot, words: str) -> Wish:
    """Read what was typed; the reading whose subject there is."""
    try:
        return wording.choose(wording.readings(words), lambda subject: _exists(snapshot, subject))
    except wording.Unclear as unclear:
        raise PersonError(Text(unclear.message, unclear.arguments)) from unclear


def _exists(snapshot: Snapshot, subject: str) -> bool:
    if subject.startswith((_TOPIC, _ACTOR)):
        return True
    for found in (snapshot.index.find_topic(subject), snapshot.index.find_actor(subject)):
        if found.verdict is Verdict.CONFIDENT and found.matches[0].score >= _STRICT:
            return True
    return False


def _wanted(snapshot: Snapshot, wish: Wish) -> Wanted | Answer:
    """Tell what is to be followed; where it is not clear, the answer that asks."""
    subject = wish.subject or ""
    corpus = snapshot.corpus
    if subject.startswith(_TOPIC) and subject.removeprefix(_TOPIC) in corpus.topic_by_id:
        return _topic(snapshot, subject.removeprefix(_TOPIC))
    if subject.startswith(_ACTOR) and subject.removeprefix(_ACTOR) in corpus.actor_by_id:
        return _actor(snapshot, subject.removeprefix(_ACTOR))
    if wish.quoted:
        return Wanted(WantedKind.PHRASE, f'"{subject}"', f"“{subject}”")
    topics, actors = snapshot.index.find_topic(subject), snapshot.index.find_actor(subject)
    likely = [
        *((m.score, _topic(snapshot, m.id)) for m in topics.matches[:3]),
        *((m.score, _actor(snapshot, m.id)) for m in actors.matches[:3]),
    ]
    sure = [f for f in (topics, actors) if f.verdict is Verdict.CONFIDENT]
    likely.sort(key=lambda pair: -pair[0])
    if sure and (len(likely) == 1 or likely[0][0] - likely[1][0] >= _MARGIN or len(sure) == 1):
        best = max(sure, key=lambda found: found.matches[0].score)
        return (
            _topic(snapshot, best.matches[0].id)
            if best is topics
            else _actor(snapshot, best.matches[0].id)
        )
    return _which(wish, [wanted for _, wanted in likely[:5]])


def _topic(snapshot: Snapshot, id_: str) -> Wanted:
    return Wanted(WantedKind.TOPIC, id_, snapshot.corpus.topic_by_id[id_].title)


def _actor(snapshot: Snapshot, id_: str) -> Wanted:
    return Wanted(WantedKind.ACTOR, id_, snapshot.corpus.actor_by_id[id_].name)


def _which(wish: Wish, likely: list[Wanted]) -> Answer:
    """Ask which one is meant, or offer the words themselves."""
    subject = wish.subject or ""
    phrase = Wanted(WantedKind.PHRASE, f'"{subject}"', f"“{subject}”")
    choices = [
        (Button(Text("{title}", {"title": one.title}), _action(_written(one, wish))),)
        for one in likely
    ]
    words = Button(t("Follow the words “{words}”", words=subject), _action(_written(phrase, wish)))
    question = (
        t("What do you mean by “{words}”?", words=subject)
        if likely
        else t("No topic and nobody is called “{words}”.", words=subject)
    )
    return Answer(
        blocks=(rich(bold(question)),),
        choices=(*choices, (words,), (Button(t("All topics"), _action("")),)),
        found=bool(likely),
    )


def _topics(snapshot: Snapshot) -> Answer:
    """Ask what to follow."""
    topics = snapshot.corpus.topics
    buttons = [
        Button(Text("{title}", {"title": topic.title}), _action(f"{_TOPIC}{topic.id}"))
        for topic in topics
    ]
    typed = rich(
        t("Or write whom or what: "),
        code("/subscribe Kabulov weekdays 09:00"),
        ", ",
        code('/subscribe "heroin" weekly'),
    )
    return Answer(
        blocks=(join((rich(bold(t("What do you want to follow?"))), typed)),),
        choices=tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)),
    )


def _next_step(wanted: Wanted, wish: Wish) -> Answer | None:
    """Ask by buttons for the days, then for the time; None where both are said."""
    if wish.mode in {Mode.INSTANT, Mode.ON_THIS_DAY}:
        return None
    if wish.days is None:
        buttons = [
            Button(
                t("{days}", days=Weekdays(days)),
                _action(_written(wanted, replace(wish, days=days))),
            )
            for days in DAYS
        ]
        question = t("On which days?")
    elif wish.at is None:
        buttons = [
            Button(t("{time}", time=at), _action(_written(wanted, replace(wish, at=at))))
            for at in TIMES
        ]
        question = t("At what time?")
    else:
        return None
    rows = tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))
    if wish.days is None:
        return Answer(blocks=(join((rich(bold(wanted.title)), rich(question))),), choices=rows)
    return Answer(
        blocks=(join((rich(bold(wanted.title)), rich(question), rich(italic(_TYPED)))),),
        choices=rows,
        expects=_action(_written(wanted, wish)),
    )


_TYPED = t("Or write the time, such as 21:30. /cancel stops this.")


def _ask_zone(ask: Ask, words: str) -> Answer:
    """Ask where the chat is: never assumed."""
    return _zone_question(ask, words, t("Where are you? Times are told by that clock."), ZONES)


def _which_zone(ask: Ask, words: str, typed: str, found: tuple[str, ...]) -> Answer:
    """Ask which of several zones is meant, or again where there is none."""
    if not found:
        question = t("I know no place or time zone called “{words}”.", words=typed)
        return _zone_question(ask, words, question, ZONES)
    question = t("Which one do you mean by “{words}”?", words=typed)
    return _zone_question(ask, words, question, found[:6])


def _zone_question(ask: Ask, words: str, question: Text, offered: tuple[str, ...]) -> Answer:
    buttons = [
        Button(
            t(
                "{city} {time}",
                city=zones.city_of(zone),
                time=zones.describe(zone, ask.now).now.time(),
            ),
            _action(f"{words}{_ZONE_MARK}{zone}"),
        )
        for zone in offered
    ]
    hint = italic(t("Or write your city, or what time it is there now. /cancel stops this."))
    return Answer(
        blocks=(join((rich(bold(question)), rich(hint))),),
        choices=tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)),
        expects=_action(f"{words}{_ZONE_MARK}".rstrip()),
    )


def _written(wanted: Wanted, wish: Wish) -> str:
    """Write a wish as it may be typed, for a button."""
    subject = {
        WantedKind.TOPIC: f"{_TOPIC}{wanted.key}",
        WantedKind.ACTOR: f"{_ACTOR}{wanted.key}",
        WantedKind.PHRASE: wanted.key,
    }[wanted.kind]
    parts = [subject]
    if wish.mode is not None:
        parts.append(wish.mode.value)
    if wish.days is not None:
        parts.append(written_days(wish.days))
    if wish.at is not None:
        parts.append(f"{wish.at:%H:%M}")
    if wish.zone is not None:
        parts.append(wish.zone)
    if wish.target is not None:
        parts.append(f"to {wish.target}")
    if wish.silent:
        parts.append("silent")
    return " ".join(parts)


def written_days(days: frozenset[int]) -> str:
    """Write days as they may be typed: “daily”, “mon,thu”."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return "daily" if days == EVERY_DAY else ",".join(names[day] for day in sorted(days))


def _action(words: str) -> Action:
    return Action(command="subscribe", words=words, edit=True)
