"""/subscribe: follow a topic, an actor or a phrase; what is not said is asked by buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.asking import LONGEST
from bot.contract import Action, Answer, Ask, Button, Command, PersonError, Talk
from bot.locale import t
from bot.questions import (
    as_reply,
    ask_days,
    ask_time,
    ask_zone,
    short,
    told_if_unclear,
    written_days,
    zones_meant,
)
from bot.render.rich import Rich, bold, code, italic, join, rich
from bot.render.subscriptions import card_rows, label, subscription_card
from bot.subscribing import Subscribing, no_room
from briefings import wording
from briefings.occurrences import MORNING
from briefings.wording import Wish
from storage.search import Found, Match, Verdict
from storage.snapshot import Snapshot
from storage.state.records import (
    EVERY_DAY,
    MOST_SUBSCRIPTIONS,
    Chat,
    Mode,
    Subscription,
    Wanted,
    WantedKind,
)
from storage.text.folding import fold
from storage.text.folding import words as words_in

COMMAND = Command(
    name="subscribe",
    summary=t("get briefings on a topic, a person or a phrase"),
    usage=t("[TOPIC, ACTOR or “phrase”] [days] [HH:MM] [zone]"),
    detail=t(
        "Alone it asks step by step. Days are daily, weekdays, weekly or names (mon,thu); "
        "“instant” writes when a reload brings something new, “onthisday” on anniversaries; "
        "“to @channel” sends it to a channel of yours. I tell when the next one comes."
    ),
)

_ZONE_MARK: Final = " zone: "  # what answers the question for the zone comes behind it
_TOPIC, _ACTOR = "topic:", "actor:"
_STRICT: Final = 95.0  # score from which on a name is the subject's own, not merely like it
_MARGIN: Final = 5.0  # by which the better of two must lead
_BETWEEN: Final = re.compile(r"\s*(?:[,;&]|\band\b|\bи\b)\s*", re.IGNORECASE)  # several names
_OFFERED: Final = 24  # topics with a button
_LIKELY: Final = 5  # meanings of a name with a button


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Follows something for a chat.

    The buttons of the dialogue say what is known so far, as one could type it; so each step
    stands by itself, works after a restart, and meets the corpus as it is then.
    """

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Subscribe, or ask for what is missing."""
        del talk
        here = await self.shared.changeable(ask.place)
        if not ask.words:
            return _what(ask)
        if ask.cut:
            raise PersonError(
                t(
                    "That is too long: of what to follow, when and where I read {most} characters "
                    "in all. Of a phrase, the words that tell most will do.",
                    most=LONGEST,
                )
            )
        words, said_zone = _zone_apart(ask)
        said = _wish(ask.snapshot, words)
        wish = said if ask.pressed or said.rhythm else _with_defaults(said)
        wanted = _wanted(ask, wish)
        if isinstance(wanted, Answer):
            return wanted
        chat = here if wish.target is None else await self.shared.channel(ask.place, wish.target)
        missing = _missing(ask, wanted, wish)
        if missing is not None:
            return missing
        typed_zone = said_zone or wish.zone or ""
        found = zones_meant(typed_zone, ask.now)
        if len(found) != 1 and (typed_zone or _needs_zone(chat, wish)):
            base = _action(_written(wanted, replace(wish, zone=None)) + _ZONE_MARK.rstrip())
            return ask_zone(
                ask, base, title=wanted.title, typed=typed_zone, found=found, first=here.zone
            )
        zone = found[0] if found else None
        return await self._subscribed(ask, chat, _subscription(ask, chat, wanted, wish, zone), said)

    async def _subscribed(
        self, ask: Ask, chat: Chat, subscription: Subscription, said: Wish
    ) -> Answer:
        """Keep the subscription, and echo what was understood.

        Of one that the chat has already, what was not `said` stays as it is.
        """
        held = await self.shared.state.subscriptions.of_chat(chat.id)
        known = next((one for one in held if _same(subscription, one)), None)
        if known is not None:
            subscription = replace(
                subscription,
                days=said.days or known.days,
                at=said.at or known.at,
                zone=subscription.zone if said.zone else known.zone,
            )
        elif len(held) >= MOST_SUBSCRIPTIONS:
            raise no_room()
        who = ask.place.user
        if subscription.zone is not None and chat.zone is None:
            chat = await self.shared.rezone(chat, subscription.zone, who)
            if said.zone is None:  # it was asked for, once for all that the chat gets
                subscription = replace(subscription, zone=None)
        if said.silent is not None and said.silent != chat.silent:
            on = "on" if said.silent else "off"
            chat = await self.shared.change(replace(chat, silent=said.silent), who, "silent", on)
        kept = await self.shared.keep(subscription, chat, who)
        head = t("You had this already; now it is:") if known else t("Subscribed.")
        standing = await self.shared.standing(ask, kept, chat)
        sound = _sound(chat, said, here=chat.id == ask.place.chat)
        card = subscription_card(kept, standing)
        return Answer(blocks=(rich(bold(head)), card, *sound), choices=card_rows(kept))


def _sound(chat: Chat, said: Wish, *, here: bool) -> tuple[Rich, ...]:
    """Say that a word about the sound is about all that a chat gets."""
    if said.silent is None:
        return ()
    if not said.silent:
        words = t("All that is sent there comes with a sound now, not this alone.")
    elif here:
        words = t(
            "All that I send here comes without a sound now, not this alone; /settings changes it."
        )
    else:
        words = t(
            "All that {title} gets comes without a sound now, not this alone; “with sound” "
            "instead of “silent” changes it.",
            title=chat.title,
        )
    return (rich(words),)


def _zone_apart(ask: Ask) -> tuple[str, str]:
    """Part what answers the question for the zone from the rest; only the dialogue asks it."""
    if not ask.pressed:
        return ask.words, ""
    words, _, zone = ask.words.partition(_ZONE_MARK)
    return words, zone


def _needs_zone(chat: Chat, wish: Wish) -> bool:
    """Whether the chat must tell its zone first, which is never assumed."""
    return chat.zone is None and wish.mode is not Mode.INSTANT


def _wish(snapshot: Snapshot, words: str) -> Wish:
    """Read what was typed, or what the buttons have gathered."""
    subject, _, parts = words.partition(" ")
    if subject.startswith((_TOPIC, _ACTOR)):
        return replace(_gathered(parts), subject=subject)
    with told_if_unclear():
        wishes = wording.readings(words)
    if wishes[0].subject is None:
        raise PersonError(t("Say what to follow first: /subscribe Kabulov daily 09:00"))
    return _likeliest(snapshot, wishes)


def _gathered(parts: str) -> Wish:
    """Read what the buttons have gathered, and the line that answers the last question."""
    with told_if_unclear():
        try:
            return wording.read_parts(parts)
        except wording.NotUnderstood as strange:
            raise PersonError(
                t(
                    "I do not understand “{words}”. Days are written like mon,thu and a time like "
                    "21:30.",
                    **strange.arguments,
                )
            ) from strange


def _likeliest(snapshot: Snapshot, wishes: Sequence[Wish]) -> Wish:
    """Take the reading whose subject there is, misspelt where it must be."""

    def exact(subject: str) -> bool:
        return any(
            found.verdict is Verdict.CONFIDENT and found.matches[0].score >= _STRICT
            for found in _found(snapshot, subject)
        )

    def titled(subject: str) -> bool:
        """Whether a topic's title has these very words, a city's among them."""
        named = f" {_spelt(subject)} "
        titles = (f" {_spelt(topic.title)} " for topic in snapshot.corpus.topics)
        return " " in subject and any(named in title for title in titles)

    def nearly(subject: str) -> bool:
        return any(found.matches and not found.missing for found in _found(snapshot, subject))

    def meant(subject: str) -> bool:
        return exact(subject) or titled(subject)

    best = wording.choose(wishes, meant)
    return best if best.quoted or meant(best.subject or "") else wording.choose(wishes, nearly)


def _spelt(title: str) -> str:
    return " ".join(fold(word.surface) for word in words_in(title))


def _found(snapshot: Snapshot, subject: str) -> tuple[Found, Found]:
    return snapshot.index.find_topic(subject), snapshot.index.find_actor(subject)


def _wanted(ask: Ask, wish: Wish) -> Wanted | Answer:
    """Tell what is to be followed; where it is not clear, the answer that asks."""
    snapshot = ask.snapshot
    subject = wish.subject or ""
    if wish.quoted:
        return _phrase(subject)
    if subject.startswith((_TOPIC, _ACTOR)):
        return _chosen(ask, subject)
    topics, actors = _found(snapshot, subject)
    likely = sorted(
        [
            *((m.score, _topic(snapshot, m.id)) for m in topics.matches[:_LIKELY]),
            *((m.score, _actor(snapshot, m.id)) for m in actors.matches[:_LIKELY]),
        ],
        key=lambda pair: -pair[0],
    )
    sure = [found for found in (topics, actors) if found.verdict is Verdict.CONFIDENT]
    if len(sure) == 1 or (sure and likely[0][0] - likely[1][0] >= _MARGIN):
        best: Match = max((found.matches[0] for found in sure), key=lambda match: match.score)
        of_topics = topics in sure and best is topics.matches[0]
        return _topic(snapshot, best.id) if of_topics else _actor(snapshot, best.id)
    several = _several(snapshot, subject)
    return _which(ask, wish, [*several, *(wanted for _, wanted in likely)][:_LIKELY])


def _several(snapshot: Snapshot, subject: str) -> list[Wanted]:
    """Tell who is named, where several are in one line: one can be followed at a time."""
    pieces = _BETWEEN.split(subject)
    found = [snapshot.index.find_actor(piece) for piece in pieces if len(pieces) > 1]
    sure = [one for one in found if one.verdict is Verdict.CONFIDENT]
    return [_actor(snapshot, one.matches[0].id) for one in sure]


def _chosen(ask: Ask, subject: str) -> Wanted | Answer:
    """Give what a button names, if the corpus still has it."""
    snapshot = ask.snapshot
    kind, _, id_ = subject.partition(":")
    if f"{kind}:" == _TOPIC and id_ in snapshot.corpus.topic_by_id:
        return _topic(snapshot, id_)
    if f"{kind}:" == _ACTOR and id_ in snapshot.corpus.actor_by_id:
        return _actor(snapshot, id_)
    gone = rich(bold(t("The corpus does not know that any more.")))
    asking = _what(ask)
    return replace(asking, blocks=(gone, *asking.blocks), found=False)


def _topic(snapshot: Snapshot, id_: str) -> Wanted:
    return Wanted(WantedKind.TOPIC, id_, snapshot.corpus.topic_by_id[id_].title)


def _actor(snapshot: Snapshot, id_: str) -> Wanted:
    return Wanted(WantedKind.ACTOR, id_, snapshot.corpus.actor_by_id[id_].name)


def _phrase(words: str) -> Wanted:
    if not any(character.isalnum() for character in words):
        raise PersonError(t("A phrase to follow has words in it."))
    return Wanted(WantedKind.PHRASE, f'"{words}"', f"“{words}”")


def _which(ask: Ask, wish: Wish, likely: Sequence[Wanted]) -> Answer:
    """Ask which one is meant, or offer the words themselves."""
    subject = wish.subject or ""
    choices = [(Button(label(one), _action(_written(one, wish))),) for one in likely]
    if any(character.isalnum() for character in subject):
        words = _action(_written(_phrase(subject), wish))
        choices.append((Button(t("The words “{words}”", words=short(subject)), words),))
    question = (
        t("What do you mean by “{words}”?", words=subject)
        if likely
        else t("No topic and nobody is called “{words}”.", words=subject)
    )
    hint = rich(italic(t("Or write another name. /cancel stops this.")))
    return Answer(
        blocks=(join((rich(bold(question)), hint, *as_reply(ask))),),
        choices=(*choices, (Button(t("All topics"), _action("")),)),
        found=bool(likely),
        expects=_action(""),
    )


def _what(ask: Ask) -> Answer:
    """Ask what to follow."""
    buttons = [
        Button(short(topic.title), _action(f"{_TOPIC}{topic.id}"))
        for topic in ask.snapshot.corpus.topics[:_OFFERED]
    ]
    typed = rich(
        t("Or write whom or what: "),
        code("/subscribe Kabulov weekdays 09:00"),
        ", ",
        code('/subscribe "exact words" weekly'),
    )
    return Answer(
        blocks=(join((rich(bold(t("What do you want to follow?"))), typed, *as_reply(ask))),),
        choices=tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)),
        expects=_action(""),
    )


def _with_defaults(wish: Wish) -> Wish:
    """Fill in what a typed line leaves out: it is one line, and the echo lets it be changed."""
    if wish.mode is Mode.INSTANT:
        return wish
    return replace(wish, days=wish.days or EVERY_DAY, at=wish.at or MORNING)


def _missing(ask: Ask, wanted: Wanted, wish: Wish) -> Answer | None:
    """Ask for the days, then for the time; None where both are said or do not matter."""
    if wish.mode in {Mode.INSTANT, Mode.ON_THIS_DAY}:
        return None
    if wish.rhythm is not None:
        wish = replace(wish, days=None)  # “monthly on Mondays” is not weekly on Mondays
    base = _action(_written(wanted, wish))
    if wish.days is None:
        return ask_days(ask, base, wanted.title, rhythm=wish.rhythm)
    return ask_time(ask, base, wanted.title) if wish.at is None else None


def _subscription(
    ask: Ask, chat: Chat, wanted: Wanted, wish: Wish, zone: str | None
) -> Subscription:
    mode = wish.mode or Mode.DIGEST
    return Subscription(
        chat=chat.id,
        thread=ask.place.thread if chat.id == ask.place.chat else None,
        wanted=wanted,
        mode=mode,
        days=wish.days or EVERY_DAY,
        at=None if mode is Mode.INSTANT else wish.at or MORNING,
        zone=zone if wish.zone or zone != chat.zone else None,
        owner=ask.place.user,
    )


def _same(one: Subscription, other: Subscription) -> bool:
    return all(
        getattr(one, name) == getattr(other, name) for name in ("chat", "thread", "mode")
    ) and (one.wanted.kind, one.wanted.key) == (other.wanted.kind, other.wanted.key)


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
    if wish.days is not None and wish.mode is not Mode.ON_THIS_DAY:
        parts.append(written_days(wish.days))
    if wish.at is not None:
        parts.append(f"{wish.at:%H:%M}")
    if wish.zone is not None:
        parts.append(wish.zone)
    if wish.target is not None:
        parts.append(f"to {wish.target}")
    if wish.silent is not None:
        parts.append("silent" if wish.silent else "with sound")
    return " ".join(parts)


def _action(words: str) -> Action:
    return Action(command="subscribe", words=words, edit=True)
