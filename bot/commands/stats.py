"""`/stats`: the corpus and the process in numbers, for admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.asking import Talk
from bot.contract import Answer, Audience, Command
from bot.locale import t, tn
from bot.render.rich import Rich, bold, code, join, rich
from storage.models import Corpus, Event, Quote, Statement

if TYPE_CHECKING:
    from storage.corpus import Snapshot

LOW = 0.5  # below this confidence a fact counts as doubtful
_SHOWN = 10  # rejections listed by name

COMMAND = Command(
    name="stats",
    summary=t("the corpus and the bot in numbers"),
    detail=t(
        "Version and size of the corpus, files that were left out, facts of low confidence, "
        "publication dates that were inferred, memory and running time."
    ),
    audience=Audience.ADMINS,
)


class HasSnapshot(Protocol):
    """Whatever holds the current snapshot."""

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Tells the numbers of an archive and of this process."""

    archive: HasSnapshot
    clock: Callable[[], datetime]
    started: datetime

    async def __call__(self, talk: Talk, words: str) -> None:
        """Answer with the numbers as they are now."""
        del words
        await talk.say(
            Answer(
                blocks=(
                    *of_corpus(self.archive.snapshot.corpus),
                    of_process(self.clock() - self.started, memory()),
                )
            )
        )


def of_corpus(corpus: Corpus) -> tuple[Rich, ...]:
    """Put a corpus into numbers."""
    head = rich(bold(t("Corpus")), " ", code(corpus.version or "–"))
    return (join((head, *_held(corpus), *_doubts(corpus))), *left_out(corpus))


def _held(corpus: Corpus) -> tuple[Rich, ...]:
    """Count what the corpus holds."""
    passages = sum(1 for article in corpus.articles for _ in article.readable())
    silent = sum(quote.speaker is None for quote in corpus.quotes)
    without = tn("{count} without a known speaker", "{count} without a known speaker", silent)
    return (
        rich(
            tn("{count} article", "{count} articles", len(corpus.articles)),
            ", ",
            tn("{count} passage", "{count} passages", passages),
        ),
        rich(tn("{count} actor", "{count} actors", len(corpus.actors))),
        rich(tn("{count} quotation", "{count} quotations", len(corpus.quotes)), ", ", without),
        rich(tn("{count} paraphrase", "{count} paraphrases", len(corpus.statements))),
        rich(tn("{count} dated event", "{count} dated events", len(corpus.events))),
        rich(tn("{count} topic", "{count} topics", len(corpus.topics))),
    )


def _doubts(corpus: Corpus) -> tuple[Rich, ...]:
    """Count what the corpus is not sure of."""
    facts: tuple[Quote | Statement | Event, ...] = (
        *corpus.quotes,
        *corpus.statements,
        *corpus.events,
    )
    doubtful = sum(fact.confidence < LOW for fact in facts)
    undated = sum(article.published is None for article in corpus.articles)
    inferred = [a for a in corpus.articles if a.published is not None and not a.published.certain]
    dates = rich(
        tn(
            "{count} publication date inferred",
            "{count} publication dates inferred",
            len(inferred),
        )
    )
    if inferred:
        dates += rich(": ", ", ".join(corpus.labels[a.id] for a in inferred[:_SHOWN]))
    return (
        rich(tn("{count} fact of low confidence", "{count} facts of low confidence", doubtful)),
        dates,
        rich(tn("{count} article without any date", "{count} articles without any date", undated)),
    )


def left_out(corpus: Corpus) -> tuple[Rich, ...]:
    """List what was left out of a corpus, with reasons; nothing where nothing was."""
    rejected = corpus.rejected
    if not rejected:
        return ()
    lines = [rich(bold(tn("{count} left out", "{count} left out", len(rejected))))]
    lines += [rich("• ", r.where, ": ", r.reason) for r in rejected[:_SHOWN]]
    if len(rejected) > _SHOWN:
        lines.append(rich(tn("and {count} more", "and {count} more", len(rejected) - _SHOWN)))
    return (join(lines),)


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
