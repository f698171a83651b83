"""`/reload [force]`: read the articles anew while the bot answers on, then tell what changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.articles import Articles, Report
from bot.contract import Answer, Ask, Audience, Command, Menu, Talk, Text
from bot.locale import t, tn
from bot.render.report import unmatched
from bot.render.rich import Rich, bold, code, join, rich
from storage.errors import ArchiveError, ReloadRefused

if TYPE_CHECKING:
    from storage.diff import Diff, Outline
    from storage.models import Rejection
    from storage.snapshot import Progress

FORCE = "force"
STEADY = timedelta(seconds=1)  # Telegram takes about one change a second in a chat
_SHOWN = 15  # articles or reasons listed by name

log = logging.getLogger(__name__)

COMMAND = Command(
    name="reload",
    summary=t("read the articles anew"),
    usage=f"[{FORCE}]",
    detail=t(
        "Reads the folder of articles in a process of its own; readers are answered from the old "
        "corpus meanwhile. An empty or sharply shrunken corpus is refused, unless you write "
        "/reload force."
    ),
    audience=Audience.ADMINS,
    menu=frozenset({Menu.ADMINS}),
)

_STAGES = {
    "reading": t("Reading the articles…"),
    "extracting": t("Finding quotations, people and dates…"),
    "indexing": t("Indexing…"),
    "checking": t("Checking…"),
}
_KINDS = {
    "articles": t("articles"),
    "actors": t("actors"),
    "quotes": t("quotations"),
    "statements": t("paraphrases"),
    "events": t("dated events"),
}


@dataclass(frozen=True, slots=True)
class Reload:
    """Reloads an archive and tells how it went, in one message that changes."""

    archive: Articles
    clock: Callable[[], datetime]
    then: Callable[[], Awaitable[None]] | None = None
    """What is to be done once a new corpus is in place."""

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Reload; the words may be "force"."""
        force = ask.words.strip().lower() == FORCE
        if ask.words and not force:
            return _said(t("Write /reload, or /reload force."))

        async def reload(progress: Report) -> Answer:
            return report(await self.archive.reload(force=force, progress=progress))

        await while_told(talk, self.clock, reload)
        if self.then is not None:
            await self.then()
        return None


async def while_told(
    talk: Talk, clock: Callable[[], datetime], work: Callable[[Report], Awaitable[Answer]]
) -> None:
    """Do what builds a corpus, and tell how far it is, then how it ended, in one message."""
    await talk.say(_said(t("Working… I answer from the old corpus meanwhile.")))
    note = _Note(talk, clock)
    try:
        ending = await work(note)
    except ArchiveError as error:
        log.warning("reload: %s", error)
        ending = refused(error)
    except Exception:
        await note.finish()
        await talk.rewrite(_said(t("The reload failed; the old corpus stays.")))
        raise
    await note.finish()
    await talk.rewrite(ending)


def refused(error: ArchiveError) -> Answer:
    """Tell why nothing changed, and what can be done."""
    why = rich(Text(error.message, error.arguments))
    if not isinstance(error, ReloadRefused):
        return Answer(blocks=(why,))
    return Answer(blocks=(why, rich(t("If that is meant: "), code(f"/reload {FORCE}"))))


def report(diff: Diff) -> Answer:
    """Tell what a reload changed."""
    lists = (
        (tn("{count} added", "{count} added", len(diff.added)), diff.added),
        (tn("{count} changed", "{count} changed", len(diff.changed)), diff.changed),
        (tn("{count} removed", "{count} removed", len(diff.removed)), diff.removed),
    )
    blocks = [_listed(heading, [_named(a) for a in found]) for heading, found in lists if found]
    if not blocks:
        blocks = [rich(t("Nothing was added, changed or removed."))]
    if diff.rejected:
        heading = tn("{count} left out", "{count} left out", len(diff.rejected))
        blocks.append(_listed(heading, [_reason(r) for r in diff.rejected]))
    if (idle := unmatched(diff.unmatched, _SHOWN)) is not None:
        blocks.append(idle)
    blocks.append(join(_counts(diff)))
    return Answer(head=rich(bold(t("The corpus is reloaded."))), blocks=tuple(blocks))


def progress_words(progress: Progress) -> Text:
    """Tell how far a reload has come."""
    stage = _STAGES.get(progress.stage, t("Working…"))
    if progress.total <= 1:
        return stage
    return t(
        "{stage} {done} of {total}",
        stage=stage,
        done=min(progress.done + 1, progress.total),
        total=progress.total,
    )


@dataclass(slots=True)
class _Note:
    """Shows progress in the message, at a pace that Telegram takes, without holding it up."""

    talk: Talk
    clock: Callable[[], datetime]
    _shown: datetime | None = None
    _words: Text | None = None
    _edit: asyncio.Task[None] | None = field(default=None)

    async def __call__(self, progress: Progress) -> None:
        """Show this, unless the last change is too fresh or still under way."""
        now = self.clock()
        words = progress_words(progress)
        busy = self._edit is not None and not self._edit.done()
        early = self._shown is not None and now - self._shown < STEADY
        if busy or early or words == self._words:
            return
        self._shown, self._words = now, words
        self._edit = asyncio.create_task(self._show(words))

    async def _show(self, words: Text) -> None:
        try:
            await self.talk.rewrite(_said(words))
        except Exception as error:  # noqa: BLE001 - a reload does not hang on its progress note
            log.info("the progress of the reload could not be shown: %s", error)

    async def finish(self) -> None:
        """Wait for a change under way, so that it cannot overwrite the ending."""
        if self._edit is not None:
            await asyncio.wait([self._edit])


def _said(words: Text) -> Answer:
    return Answer(blocks=(rich(words),))


def _listed(heading: Text, lines: list[Rich]) -> Rich:
    shown = [rich("• ", line) for line in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        shown.append(rich(tn("and {count} more", "and {count} more", len(lines) - _SHOWN)))
    return join((rich(bold(heading)), *shown))


def _named(article: Outline) -> Rich:
    return rich(f"{article.id} {article.title} ({article.file})")


def _reason(rejection: Rejection) -> Rich:
    return rich(f"{rejection.where}: {rejection.reason}")


def _counts(diff: Diff) -> Iterator[Rich]:
    for kind, (before, after) in diff.facts.items():
        yield rich(
            t(
                "{kind}: {before} → {after}",
                kind=_KINDS.get(kind, kind),
                before=before,
                after=after,
            )
        )
