"""/subscribe: follow a topic, an actor or a phrase; what is not said is asked by buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import followed
from bot.asking import LONGEST
from bot.contract import Action, Answer, Ask, Button, Command, Menu, PersonError, Talk
from bot.locale import t
from bot.questions import (
    ZONE_MARK,
    ask_days,
    ask_time,
    ask_zone,
    zone_apart,
    zones_meant,
)
from bot.render.rich import Rich, bold, rich
from bot.render.subscriptions import card_rows, subscription_card
from bot.subjects import ask_what, ask_which
from bot.subscribing import Subscribing, no_room
from briefings.wording import Wish
from storage.state.records import (
    EVERY_DAY,
    MOST_SUBSCRIPTIONS,
    Chat,
    Mode,
    Subscription,
    Wanted,
)
from storage.text.folding import fold

COMMAND = Command(
    name="subscribe",
    summary=t("get briefings on a topic, a person or a phrase"),
    usage=t("[TOPIC, ACTOR or “phrase”] [days] [HH:MM] [zone]"),
    detail=t(
        "Alone it asks step by step. Days are daily, weekdays, weekly or names (mon,thu); "
        "“instant” writes when a reload brings something new, “onthisday” on anniversaries; "
        "“to @channel” sends it to a channel of yours. I tell when the next one comes. Such as: "
        "/subscribe Kabulov weekdays 09:00 Berlin"
    ),
    menu=frozenset({Menu.PRIVATE, Menu.RULERS}),
)


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
            return await self._begun(ask, here)
        if ask.cut:
            raise PersonError(
                t(
                    "That is too long: of what to follow, when and where I read {most} characters "
                    "in all. Of a phrase, the words that tell most will do.",
                    most=LONGEST,
                )
            )
        words, said_zone = zone_apart(ask)
        said = followed.read(ask.snapshot, words)
        chat = here if said.target is None else await self.shared.channel(ask.place, said.target)
        wish = _whole(ask, said)
        wanted = followed.meant(ask.snapshot, wish)
        if wanted is None:
            return _gone(ask)
        if not isinstance(wanted, Wanted):
            as_words = _kept(ask, followed.as_words(words))
            return ask_which(ask, _action(""), _kept(ask, said), wanted, as_words)
        missing = _missing(ask, wanted, wish)
        if missing is not None:
            return missing
        typed_zone = said_zone or wish.zone or ""
        found = zones_meant(typed_zone, ask.now)
        if found.sure is None and (typed_zone or _needs_zone(chat, wish)):
            base = _action(followed.written(wanted, replace(wish, zone=None)) + ZONE_MARK.rstrip())
            return ask_zone(
                ask, base, title=wanted.title, typed=typed_zone, found=found, first=here.zone
            )
        subscription = _subscription(ask, chat, wanted, wish, found.sure)
        return await self._subscribed(ask, chat, subscription, said)

    async def _begun(self, ask: Ask, here: Chat) -> Answer:
        """Begin the dialogue; where there is no room for its end, say so at once."""
        if len(await self.shared.state.subscriptions.of_chat(here.id)) < MOST_SUBSCRIPTIONS:
            return ask_what(ask, _action(""))
        all_ = Button(t("All subscriptions"), Action(command="subscriptions", edit=True))
        return Answer(blocks=(rich(no_room().text),), choices=((all_,),), found=False)

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


def _needs_zone(chat: Chat, wish: Wish) -> bool:
    """Whether the chat must tell its zone first, which is never assumed."""
    return chat.zone is None and wish.mode is not Mode.INSTANT


def _gone(ask: Ask) -> Answer:
    """Say that what a button names is gone, and ask anew."""
    gone = rich(bold(t("The corpus does not know that any more.")))
    asking = ask_what(ask, _action(""))
    return replace(asking, blocks=(gone, *asking.blocks), found=False)


def _whole(ask: Ask, said: Wish) -> Wish:
    """Fill in what a typed line leaves out: it is one line, and the echo lets it be changed.

    The dialogue asks for it instead, and so does a line with a rhythm.
    """
    if ask.pressed or said.rhythm or said.mode is Mode.INSTANT:
        return said
    return replace(said, days=said.days or EVERY_DAY, any_time=said.at is None)


def _kept(ask: Ask, said: Wish) -> Wish:
    """Give what buttons keep of a line; where it says neither days nor time, both are asked."""
    return said if said.days is None and said.at is None else _whole(ask, said)


def _missing(ask: Ask, wanted: Wanted, wish: Wish) -> Answer | None:
    """Ask for the days, then for the time; None where both are said or do not matter."""
    if wish.mode in {Mode.INSTANT, Mode.ON_THIS_DAY}:
        return None
    if wish.rhythm is not None:
        wish = replace(wish, days=None)  # “monthly on Mondays” is not weekly on Mondays
    base = _action(followed.written(wanted, wish))
    if wish.days is None:
        return ask_days(ask, base, wanted.title, rhythm=wish.rhythm)
    return None if wish.at or wish.any_time else ask_time(ask, base, wanted.title)


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
        at=None if mode is Mode.INSTANT else wish.at,
        zone=zone if wish.zone or zone != chat.zone else None,
        owner=ask.place.user,
    )


def _same(one: Subscription, other: Subscription) -> bool:
    return all(
        getattr(one, name) == getattr(other, name) for name in ("chat", "thread", "mode")
    ) and (one.wanted.kind, fold(one.wanted.key)) == (other.wanted.kind, fold(other.wanted.key))


def _action(words: str) -> Action:
    return Action(command="subscribe", words=words, edit=True)
