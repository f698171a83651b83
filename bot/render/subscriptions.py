"""Subscriptions as people read them: what, when, and why one is quiet."""

from __future__ import annotations

from datetime import datetime

from bot.contract import Action, Button, Text
from bot.locale import Weekdays, t
from bot.render.rich import Rich, bold, italic, join, rich
from briefings.occurrences import MORNING
from briefings.zones import city_of
from storage.state.records import Chat, ChatKind, Mode, PauseReason, Subscription, WantedKind

Row = tuple[Button, ...]

_KINDS = {
    WantedKind.TOPIC: t("topic"),
    WantedKind.ACTOR: t("actor"),
    WantedKind.PHRASE: t("phrase"),
}


def when_words(subscription: Subscription) -> Text:
    """Say on which days at what time."""
    at = subscription.at or MORNING
    if subscription.mode is Mode.INSTANT:
        return t("as soon as something new on it comes in")
    if subscription.mode is Mode.ON_THIS_DAY:
        return t("on the days on which something happened, at {time}", time=at)
    return t("{days} at {time}", days=Weekdays(subscription.days), time=at)


def zone_words(zone: str, local: datetime) -> Text:
    """Name a zone by its city, with the time there."""
    return t(
        "{city} time, {zone}; it is {time} there", city=city_of(zone), zone=zone, time=local.time()
    )


def next_words(
    subscription: Subscription, chat: Chat, now: datetime, next_due: datetime | None
) -> Text:
    """Say when the next one comes, in local time, or why none does.  `next_due` is local."""
    silent = _silence(subscription, chat, now, next_due)
    if silent is not None:
        return silent
    if subscription.mode is Mode.INSTANT:
        return t("Comes when a reload brings something new on it.")
    if next_due is None:
        return t("Nothing on it is dated to the day; so there is no such day.")
    if subscription.exhausted and subscription.last_sent is not None:
        return t(
            "Quiet: nothing new since {moment}. I look again on {next}.",
            moment=subscription.last_sent.astimezone(next_due.tzinfo),
            next=next_due,
        )
    return t("Next: {moment}.", moment=next_due)


def _silence(
    subscription: Subscription, chat: Chat, now: datetime, next_due: datetime | None
) -> Text | None:
    """Say why nothing comes although there might be something; None where it comes."""
    if chat.paused is PauseReason.BLOCKED:
        return t("Paused: this chat did not take my messages.")
    if chat.paused is not None and (chat.paused_until is None or chat.paused_until > now):
        return t("Paused with the whole chat; /resume ends that.")
    if subscription.paused:
        return t("Paused.")
    if subscription.muted_until is not None and subscription.muted_until > now:
        zone = next_due.tzinfo if next_due is not None else None
        return t("Muted until {moment}.", moment=subscription.muted_until.astimezone(zone))
    return None


def subscription_card(
    subscription: Subscription,
    chat: Chat,
    now: datetime,
    local: datetime,
    next_due: datetime | None,
) -> Rich:
    """Show a subscription: what, where, when, and the next run.  `local` is now, there."""
    title = rich(bold(subscription.wanted.title), " · ", italic(_KINDS[subscription.wanted.kind]))
    lines = [title, rich(when_words(subscription))]
    if chat.kind is ChatKind.CHANNEL:
        lines.insert(1, rich(t("to the channel {title}", title=chat.title)))
    zone = subscription.zone or chat.zone
    if zone is not None and subscription.mode is not Mode.INSTANT:
        lines.append(rich(zone_words(zone, local)))
    lines.append(rich(next_words(subscription, chat, now, next_due)))
    return join(lines)


def card_rows(subscription: Subscription) -> tuple[Row, ...]:
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
    silence = deed(t("Go on"), "resume") if subscription.paused else deed(t("Pause"), "pause")
    return (
        (deed(t("Preview"), "preview", edit=False), deed(t("Send one now"), "now", edit=False)),
        (*when, deed(t("Mode"), "mode")),
        (silence, deed(t("Unsubscribe"), "delete")),
        (Button(t("All subscriptions"), Action(command="subscriptions", edit=True)),),
    )
