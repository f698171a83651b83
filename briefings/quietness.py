"""Hours of silence: when something that need not come now may come.  Pure."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from briefings.schedule import Rule, next_due
from storage.state.records import EVERY_DAY, INSTANT, Quiet


def end_of_quiet(quiet: Quiet | None, zone: ZoneInfo, now: datetime) -> datetime:
    """Give the moment from which on a chat may be written to, in UTC: now, or the hours' end."""
    if quiet is None or not _within(quiet, now.astimezone(zone).time()):
        return now
    # A moment before now, since quiet hours that end at this very minute have ended.
    return next_due(Rule(EVERY_DAY, quiet.end), zone, now - INSTANT)


def outside(quiet: Quiet | None, at: time) -> time:
    """Give a time of day, or the end of the hours of silence that it lies in."""
    return at if quiet is None or not _within(quiet, at) else quiet.end


def _within(quiet: Quiet, at: time) -> bool:
    """Whether a local time lies in the hours; those that start after their end pass midnight."""
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end
