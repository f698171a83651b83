"""`build`, `export`: the corpus, made and printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping

from bot.cli.progress import shown
from bot.cli.settings import seeds_of
from bot.config import Settings
from bot.contract import Answer, Text
from bot.locale import Translator, t, tn
from bot.render.report import whole
from bot.render.rich import rich
from bot.render.terminal import plain
from storage.corpus import Archive, Snapshot, read_snapshot
from storage.export import export_csv, export_json, export_markdown
from storage.models import Corpus
from storage.report import report

_FORMATS: Mapping[str, Callable[[Corpus], str]] = {
    "json": lambda corpus: json.dumps(export_json(corpus), ensure_ascii=False, indent=1) + "\n",
    "csv": export_csv,
    "md": export_markdown,
}


async def open_archive(settings: Settings) -> Archive:
    """Open the archive that the settings name; a terminal sees what is built."""
    seeds = seeds_of(settings)
    with shown(seeds) as display:
        return await Archive.open(data_dir=settings.data_dir, seeds=seeds, progress=display)


async def snapshot_of(settings: Settings) -> Snapshot:
    """Give the current corpus to a one-off command; a terminal sees what is built."""
    seeds = seeds_of(settings)
    with shown(seeds) as display:
        return await read_snapshot(data_dir=settings.data_dir, seeds=seeds, progress=display)


async def build(settings: Settings, *, anew: bool, in_full: bool = False) -> int:
    """Build the corpus where it is missing or out of date, or `anew`; print what it holds.

    `in_full` tells everything that was left out or is doubtful, too.
    """
    archive = await open_archive(settings)
    try:
        if anew:
            with shown(seeds_of(settings)) as display:
                await archive.reload(force=True, progress=display)
        corpus = archive.snapshot.corpus
        sys.stdout.write(reported(corpus) if in_full else summary(corpus))
    finally:
        await archive.close()
    return 0


async def export(settings: Settings, form: str) -> int:
    """Print the corpus in a format: json, csv or md."""
    snapshot = await snapshot_of(settings)
    sys.stdout.write(_FORMATS[form](snapshot.corpus))
    return 0


def reported(corpus: Corpus) -> str:
    """Tell what a corpus holds, what was left out, and what is doubtful."""
    blocks = whole(corpus, report(corpus))
    hint = rich(
        t(
            "To see what was made of a paragraph: newsdesk explain A3 7\n"
            "To set it right: corrections.toml (docs/corrections.md); who is who: actors.toml"
        )
    )
    return plain(Answer(blocks=(*blocks, hint)), Translator()) + "\n"


def summary(corpus: Corpus) -> str:
    """Put a corpus into a few lines: what it holds, what was left out, what corrected nothing."""
    translate = Translator().render
    counts = ", ".join(map(translate, _counts(corpus)))
    lines = [t("corpus {version}: {counts}", version=corpus.version, counts=counts)]
    lines += [
        t("left out: {where}: {reason}", where=left_out.where, reason=left_out.reason)
        for left_out in corpus.rejected
    ]
    lines += [
        t("{where} changed nothing: {reason}", where=result.where, reason=result.reason)
        for result in corpus.corrections
        if not result.facts
    ]
    return "".join(f"{translate(line)}\n" for line in lines)


def _counts(corpus: Corpus) -> tuple[Text, ...]:
    return (
        tn("{count} article", "{count} articles", len(corpus.articles)),
        tn("{count} actor", "{count} actors", len(corpus.actors)),
        tn("{count} quotation", "{count} quotations", len(corpus.quotes)),
        tn("{count} paraphrase", "{count} paraphrases", len(corpus.statements)),
        tn("{count} dated event", "{count} dated events", len(corpus.events)),
        tn("{count} topic", "{count} topics", len(corpus.topics)),
    )
