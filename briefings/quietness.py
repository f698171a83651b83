"""Hours of silence: when something that need not come now, or at no said time, comes.  Pure."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from briefings.schedule import Rule, next_due
from storage.state.records import EVERY_DAY, INSTANT, Chat, Quiet, Subscription

_MORNING: Final = time(9)


def end_of_quiet(quiet: Quiet | None, zone: ZoneInfo, now: datetime) -> datetime:
    """Give the moment from which on a chat may be written to, in UTC: now, or the hours' end."""
    if quiet is None or not _within(quiet, now.astimezone(zone).time()):
        return now
    # A moment before now, since quiet hours that end at this very minute have ended.
    return next_due(Rule(EVERY_DAY, quiet.end), zone, now - INSTANT)


def time_of(subscription: Subscription, chat: Chat) -> time:
    """Give the local time of day at which a subscription is due.

    What nobody said is nine in the morning, or the end of the quiet hours that this lies in.
    """
    if subscription.at is not None:
        return subscription.at
    quiet = chat.quiet
    return quiet.end if quiet is not None and _within(quiet, _MORNING) else _MORNING


def _within(quiet: Quiet, at: time) -> bool:
    """Whether a local time lies in the hours; those that start after their end pass midnight."""
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end
