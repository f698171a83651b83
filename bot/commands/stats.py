"""`/stats`: the corpus, the outbox and the process in numbers, for admins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.contract import Answer, Ask, Audience, Command, Menu, Talk, Text
from bot.locale import Moment, t, tn
from bot.render.report import counts, left_out, unmatched
from bot.render.rich import Rich, bold, code, join, rich
from storage.models import Corpus, Quote
from storage.report import BuildReport, DateDoubt, report
from storage.state import State
from storage.state.records import DeadLetter, DeliveryState, OutboxStats

_STATES = {
    DeliveryState.PENDING: t("waiting to be sent"),
    DeliveryState.CLAIMED: t("about to be sent"),
    DeliveryState.SENDING: t("being sent"),
    DeliveryState.SENT: t("sent"),
    DeliveryState.REFUSED: t("refused by Telegram"),
    DeliveryState.UNKNOWN: t("sent, not known whether it arrived"),
    DeliveryState.EXPIRED: t("not sent in time"),
}
# What Telegram says of a message that it will never take, by a part of its words.
_REASONS = {
    "too long": t("the message is too long"),
    "empty": t("the message is empty"),
    "entit": t("its formatting is not valid, and neither was plain text taken"),
    "button": t("its buttons are not valid"),
    "topic_closed": t("the topic of the forum is closed"),
}
_SHOWN = 10  # of what was left out, of names, listed in one message

COMMAND = Command(
    name="stats",
    summary=t("the corpus and the bot in numbers"),
    detail=t(
        "Version and size of the corpus, files that were left out, doubtful speakers and dates, "
        "publication dates that were inferred, corrections; what waits to be sent, was skipped "
        "or will never be taken; memory and running time. "
        "newsdesk build --report lists it all."
    ),
    audience=Audience.ADMINS,
    menu=frozenset({Menu.ADMINS}),
)


@dataclass(frozen=True, slots=True)
class Stats:
    """Tells the numbers of the corpus, of what is sent unasked, and of this process."""

    clock: Callable[[], datetime]
    started: datetime
    state: State | None = None

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Answer with the numbers as they are now."""
        del talk
        # In a thread: of a large corpus the report takes a moment, and readers are not to wait.
        told = await asyncio.to_thread(of_corpus, ask.snapshot.corpus)
        process = of_process(self.clock() - self.started, memory())
        blocks = (*told, *await self._of_flags(), *await self._of_briefings(), process)
        return Answer(blocks=blocks)

    async def _of_flags(self) -> tuple[Rich, ...]:
        waiting = await self.state.flags.count() if self.state is not None else 0
        if not waiting:
            return ()
        count = tn("{count} flagged fact", "{count} flagged facts", waiting)
        return (rich(bold(count), ": /flags"),)

    async def _of_briefings(self) -> tuple[Rich, ...]:
        if self.state is None:
            return ()
        outbox = self.state.outbox
        count, stats = await self.state.subscriptions.count(), await outbox.stats()
        return of_briefings(count, stats, await outbox.dead(_SHOWN), self.clock())


def of_corpus(corpus: Corpus) -> tuple[Rich, ...]:
    """Put a corpus into numbers, and list what an admin can mend."""
    built = report(corpus)
    head = rich(bold(t("Corpus")), " ", code(corpus.version or "–"))
    lists = (left_out(built, _SHOWN), unmatched(built.unmatched, _SHOWN))
    return (
        join((head, *_held(built), *_doubts(corpus, built))),
        *(listed for listed in lists if listed is not None),
    )


def _held(built: BuildReport) -> tuple[Rich, ...]:
    """Count what the corpus holds."""
    articles, passages, actors, quotes, *others = counts(built)
    silent = sum(isinstance(fact, Quote) for fact in built.unresolved)
    without = tn("{count} without a known speaker", "{count} without a known speaker", silent)
    return (
        rich(articles, ", ", passages),
        rich(actors),
        rich(quotes, ", ", without),
        *map(rich, others),
    )


def _doubts(corpus: Corpus, built: BuildReport) -> tuple[Rich, ...]:
    """Count what the corpus is not sure of, and what people have corrected."""
    speakers, dates = len(built.doubtful_speakers), len(built.doubtful_dates)
    amiss = sum(doubtful.doubt is DateDoubt.WEEKDAY for doubtful in built.doubtful_dates)
    lines = [
        rich(tn("{count} doubtful speaker", "{count} doubtful speakers", speakers)),
        rich(
            tn("{count} doubtful date", "{count} doubtful dates", dates),
            ", ",
            tn("{count} with a wrong weekday", "{count} with a wrong weekday", amiss),
        ),
        _named(
            tn("{count} ambiguous name", "{count} ambiguous names", len(built.ambiguous)),
            [ambiguous.name for ambiguous in built.ambiguous],
        ),
        _named(
            tn(
                "{count} publication date inferred",
                "{count} publication dates inferred",
                len(built.inferred),
            ),
            [corpus.labels[article.id] for article in built.inferred],
        ),
        _named(
            tn(
                "{count} article without any date",
                "{count} articles without any date",
                len(built.undated),
            ),
            [corpus.labels[article.id] for article in built.undated],
        ),
    ]
    if corpus.corrections:
        applied = len(built.applied)
        lines.append(rich(tn("{count} correction applied", "{count} corrections applied", applied)))
    return tuple(lines)


def _named(count: Text, names: Sequence[str]) -> Rich:
    """Say how many there are, and the first of them."""
    if not names:
        return rich(count)
    return rich(count, ": ", ", ".join(names[:_SHOWN]), ", …" if len(names) > _SHOWN else "")


def of_briefings(
    subscriptions: int, stats: OutboxStats, dead: Sequence[DeadLetter], now: datetime
) -> tuple[Rich, ...]:
    """Put what is sent unasked into numbers, and list what Telegram will never take."""
    states = [
        rich(name, f": {stats.by_state[state]}")
        for state, name in _STATES.items()
        if stats.by_state.get(state)
    ]
    lines = [
        rich(bold(t("Briefings"))),
        rich(tn("{count} subscription", "{count} subscriptions", subscriptions)),
        *states,
    ]
    if stats.oldest_due is not None:
        oldest = Moment(stats.oldest_due, now)
        lines.append(rich(t("the oldest was due on {moment} UTC", moment=oldest)))
    resent, skipped = stats.resent, stats.skipped
    if resent:
        lines.append(rich(tn("{count} perhaps sent twice", "{count} perhaps sent twice", resent)))
    if skipped:
        lines.append(rich(tn("{count} skipped, too late", "{count} skipped, too late", skipped)))
    if not dead:
        return (join(lines),)
    head = rich(bold(t("Never to be taken, the latest")))
    return join(lines), join((head, *(_dead_letter(one, now) for one in dead)))


def _dead_letter(letter: DeadLetter, now: datetime) -> Rich:
    """Say what was not taken, since when, of whom, and why."""
    said = letter.reason.lower()
    words = (text for sign, text in _REASONS.items() if sign in said)
    telegram = t("Telegram says “{words}”", words=letter.reason or "–")
    line = t(
        "{moment} UTC, {title}, chat {chat}: {reason}",
        moment=Moment(letter.at, now),
        title=letter.title,
        chat=letter.chat,
        reason=next(words, telegram),
    )
    return rich("• ", line)


def of_process(running: timedelta, mebibytes: float | None) -> Rich:
    """Put this process into numbers."""
    minutes = int(running.total_seconds()) // 60
    used = f"{mebibytes:.0f}" if mebibytes is not None else "–"
    return join(
        (
            rich(bold(t("Process"))),
            rich(t("memory {mebibytes} MiB", mebibytes=used)),
            rich(
                t(
                    "running for {days} d {hours} h {minutes} min",
                    days=minutes // 1_440,
                    hours=minutes // 60 % 24,
                    minutes=minutes % 60,
                )
            ),
        )
    )


def memory() -> float | None:
    """Memory that this process holds now, in MiB; None where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return None
