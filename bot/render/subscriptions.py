"""Subscriptions as people read them: what, when, and why one is quiet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.contract import Action, Button, Text
from bot.locale import City, Moment, Weekdays, t, tn
from bot.render.rich import Rich, bold, italic, join, rich
from briefings.quietness import time_of
from storage.models import When
from storage.state.records import (
    Chat,
    ChatKind,
    Mode,
    PauseReason,
    Subscription,
    Wanted,
    WantedKind,
)

Row = tuple[Button, ...]

KINDS = {
    WantedKind.TOPIC: t("topic"),
    WantedKind.ACTOR: t("actor"),
    WantedKind.PHRASE: t("phrase"),
}


_FIXED = ("UTC", "Etc/")  # an offset; the signs of Etc/ are the other way round
_HOW = {Mode.INSTANT: t("at once"), Mode.ON_THIS_DAY: t("anniversaries")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand with a subscription; the moments are local.

    `known` says that the corpus knows what is followed, `told` that it has something on it,
    `left` that some of that is still to be told, `fed` that this corpus has ever changed.  `day`
    is what the next anniversary is of.  `missed` counts the briefings that were skipped last, of
    which one was due `missed_at`.  `elsewhere` marks one of another thread than the one that asks.
    """

    chat: Chat
    now: datetime
    next_due: datetime | None
    known: bool = True
    told: bool = True
    left: bool = False
    fed: bool = True
    day: date | None = None
    missed: int = 0
    missed_at: datetime | None = None
    elsewhere: bool = False

    def local(self, moment: datetime | None) -> Moment | None:
        """Tell a moment by the clock of the subscription, as of now."""
        return Moment(moment.astimezone(self.now.tzinfo), self.now) if moment is not None else None


def subscription_card(subscription: Subscription, standing: Standing) -> Rich:
    """Show a subscription: what, where, when, and the next run."""
    chat, wanted = standing.chat, subscription.wanted
    lines = [rich(bold(wanted.title), " · ", italic(KINDS[wanted.kind]))]
    if chat.kind is ChatKind.CHANNEL:
        lines.append(rich(t("to the channel {title}", title=chat.title)))
    if standing.elsewhere:
        lines.append(rich(t("in another topic of this group")))
    lines.append(rich(when_words(subscription, chat)))
    zone = subscription.zone or chat.zone
    if zone is not None and subscription.mode is not Mode.INSTANT:
        lines.append(rich(zone_words(zone, standing.now)))
    lines.append(rich(next_words(subscription, standing)))
    if standing.missed:
        last = standing.local(standing.missed_at)
        lines.append(rich(_missed_words(standing.missed, last)))
    return join(lines)


def when_words(subscription: Subscription, chat: Chat | None = None) -> Text:
    """Say on which days at what time; where nobody set one, the `chat` tells it."""
    if subscription.mode is Mode.INSTANT:
        return t("as soon as something new on it comes in")
    anniversaries, days = subscription.mode is Mode.ON_THIS_DAY, Weekdays(subscription.days)
    at = subscription.at if chat is None else time_of(subscription, chat)
    if at is None:
        on_days = t("on the days on which something happened")
        return on_days if anniversaries else t("{days}", days=days)
    if anniversaries:
        return t("on the days on which something happened, at {time}", time=at)
    return t("{days} at {time}", days=days, time=at)


def zone_words(zone: str, local: datetime) -> Text:
    """Name a zone by its city, or its offset, with the time there."""
    if zone.startswith(_FIXED):
        return t("{offset}; it is {time} there", offset=City(zone), time=local.time())
    return t(
        "{city} time, {zone}; it is {time} there", city=City(zone), zone=zone, time=local.time()
    )


def next_words(subscription: Subscription, standing: Standing) -> Text:
    """Say when the next one comes, in local time, or why none does."""
    return (
        _pause_words(subscription, standing)
        or _lack_words(subscription, standing)
        or _due_words(subscription, standing)
    )


def _pause_words(subscription: Subscription, standing: Standing) -> Text | None:
    """Say that somebody paused it, where somebody did."""
    chat, now = standing.chat, standing.now
    until, muted = chat.paused_until, subscription.muted_until
    words = None
    if chat.paused is PauseReason.BLOCKED:
        words = t(
            "Paused: this chat did not take my messages. /resume there or “Send one now” tries "
            "again."
        )
    elif chat.paused is not None and until is None:
        words = t("Paused with the whole chat; /resume ends that.")
    elif chat.paused is not None and until is not None and until > now:
        moment = standing.local(until)
        words = t("Paused with the whole chat until {moment}; /resume ends that.", moment=moment)
    elif subscription.paused:
        words = t("Paused.")
    elif muted is not None and muted > now:
        words = t("Muted until {moment}.", moment=standing.local(muted))
        if standing.next_due is not None:
            due = standing.local(standing.next_due)
            words = t("{words} Next: {moment}.", words=words, moment=due)
    return words


def _lack_words(subscription: Subscription, standing: Standing) -> Text | None:
    """Say what the corpus lacks, where it has nothing to send."""
    due = standing.next_due
    words = None
    if not standing.known:
        words = t("Quiet: the corpus does not know it any more. I write when it does again.")
    elif subscription.mode is Mode.INSTANT:
        words = _at_once_words(standing)
    elif due is None:
        words = t("Nothing on it is dated to the day; so there is no such day.")
    elif not standing.told:
        words = t(
            "Nothing on it is dated or said in the corpus yet. I look again on {moment}.",
            moment=standing.local(due),
        )
    elif subscription.exhausted and not standing.left and subscription.last_sent is not None:
        words = t(
            "Quiet: nothing new since {moment}. I look again on {next}.",
            moment=standing.local(subscription.last_sent),
            next=standing.local(due),
        )
    return words


def _due_words(subscription: Subscription, standing: Standing) -> Text:
    due = standing.local(standing.next_due)
    if subscription.mode is Mode.ON_THIS_DAY and standing.day is not None:
        of = When(standing.day, standing.day)
        return t("Next: {moment}, on what happened on {day}.", moment=due, day=of)
    return t("Next: {moment}.", moment=due)


def _at_once_words(standing: Standing) -> Text:
    if standing.fed:
        return t("Comes when a reload brings something new on it.")
    return t(
        "Comes when a reload brings something new on it; so far none has brought anything new, so "
        "it may stay silent."
    )


def _missed_words(missed: int, last: Moment | None) -> Text:
    return tn(
        "Skipped: {count} that was due on {moment}: it could not be sent in time.",
        "Skipped: {count}, the last due on {moment}: they could not be sent in time.",
        missed,
        moment=last,
    )


def label(wanted: Wanted) -> Text:
    """Name what is followed, with its kind: a topic and an actor may share their name."""
    return t("{title} · {kind}", title=wanted.title, kind=KINDS[wanted.kind])


def _named(subscription: Subscription) -> Text:
    """Name a subscription shortly: what, and how it comes where that is no digest."""
    wanted, how = subscription.wanted, _HOW.get(subscription.mode)
    return label(wanted) if how is None else t("{title} · {kind}", title=wanted.title, kind=how)


def named_apart(held: Sequence[Subscription]) -> list[Text]:
    """Name subscriptions so that each can be told from the others: by when it comes, if need be."""
    alike = Counter((one.wanted, one.mode) for one in held)
    return [
        _named(one)
        if alike[one.wanted, one.mode] == 1
        else t("{title} · {kind}", title=one.wanted.title, kind=when_words(one))
        for one in held
    ]


def card_rows(subscription: Subscription, *, muted: bool = False) -> tuple[Row, ...]:
    """Give a card's buttons: see it, get it, change each part, end it."""

    def deed(label: Text, word: str, *, edit: bool = True) -> Button:
        return Button(
            label, Action(command="subscriptions", words=f"{word} {subscription.id}", edit=edit)
        )

    when: list[Button] = []
    if subscription.mode is Mode.DIGEST:
        when.append(deed(t("Days"), "days"))
    if subscription.mode is not Mode.INSTANT:
        when += [deed(t("Time"), "time"), deed(t("Zone"), "zone")]
    quiet = subscription.paused or muted
    silence = deed(t("Go on"), "resume") if quiet else deed(t("Pause"), "pause")
    return (
        (deed(t("Preview"), "preview", edit=False), deed(t("Send one now"), "now", edit=False)),
        (*when, deed(t("Mode"), "mode")),
        (deed(t("Follow something else"), "follow"),),
        (silence, deed(t("Unsubscribe"), "delete")),
        (Button(t("All subscriptions"), Action(command="subscriptions", edit=True)),),
    )
