"""What `check` finds in the folders: the articles, the data folder, the store, the state."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.cli import findings
from bot.cli.findings import Finding, fine, note, warning
from bot.cli.settings import STATE
from bot.config import SIMULATOR
from bot.contract import Text
from bot.locale import t, tn
from storage.additions import Additions
from storage.articles.files import ADDED
from storage.backends.tinydb import CorpusStore
from storage.building import build_corpus
from storage.corrections import FILE as CORRECTIONS
from storage.corrections import OVERLAY
from storage.errors import ArchiveError
from storage.hold import STORE, is_held
from storage.models import Corpus, Rejection
from storage.overlay import read_overlay
from storage.snapshot import Progress
from storage.state import examine
from storage.text.folding import key

_MOST_LISTED = 12  # of what was left out, so that what matters stays in sight
_LITTLE_SPACE = 100_000_000  # bytes; a store of 1,000 articles has about a third of it
_MEGABYTE = 1_000_000


def articles(
    folder: Path, data: Path, report: Callable[[Progress], None]
) -> tuple[Corpus | None, list[Finding]]:
    """Read and extract everything as a build would, without keeping it; tell what was left out.

    `data` is the data folder, whose corrections are laid over those beside the articles, and
    whose own articles are read as well.
    """
    try:
        corpus = build_corpus(
            folder, report=report, overlay=read_overlay(data), added=Additions(data).files()
        )
    except ArchiveError as error:
        return None, [findings.of(error)]
    if not corpus.articles:
        return corpus, [
            findings.error(
                t("No article was read from {folder}.", folder=folder),
                t("Put .txt, .md or .html files there, or set SEEDS_DIR to another folder."),
            ),
            *_left_out(corpus),
        ]
    read = tn(
        "{count} article was read from {folder}: {actors} actors, {quotes} quotes, {events} events",
        "{count} articles were read from {folder}: {actors} actors, {quotes} quotes, "
        "{events} events",
        len(corpus.articles),
        folder=folder,
        actors=len(corpus.actors),
        quotes=len(corpus.quotes),
        events=len(corpus.events),
    )
    return corpus, [fine(read), *_left_out(corpus), *_curated(folder, data, corpus)]


def _left_out(corpus: Corpus) -> Iterator[Finding]:
    file_of = {article.id: article.file for article in corpus.articles}
    read = set(file_of.values())
    for rejection in corpus.rejected[:_MOST_LISTED]:
        yield _rejection(rejection, file_of, read)
    if len(corpus.rejected) > _MOST_LISTED:
        more = len(corpus.rejected) - _MOST_LISTED
        yield note(tn("… and {count} more like these", "… and {count} more like these", more))


def _rejection(rejection: Rejection, file_of: dict[str, str], read: set[str]) -> Finding:
    """Tell a file that is missing from the corpus from something in a file that was read."""
    article, _, place = rejection.where.partition(" ")
    if article in file_of:
        where = f"{file_of[article]} {place}"
        return note(t("{where}: {reason}", where=where, reason=rejection.reason))
    if rejection.where in read:
        return note(t("{where}: {reason}", where=rejection.where, reason=rejection.reason))
    return warning(
        t("{where} was not read: {reason}", where=rejection.where, reason=rejection.reason),
        t("Mend it or take it away; the other articles are not affected."),
    )


def _curated(folder: Path, data: Path, corpus: Corpus) -> Iterator[Finding]:
    """Tell what the files say that stand beside the articles; invalid ones have failed before."""
    if (folder / "topics.toml").is_file():
        yield fine(
            tn("topics.toml: {count} topic", "topics.toml: {count} topics", len(corpus.topics))
        )
    else:
        yield fine(t("no topics.toml: topics are made from what the articles speak of most"))
    known = {key(name) for actor in corpus.actors for name in (actor.name, *actor.aliases)}
    for topic in corpus.topics:
        strangers = [name for name in topic.actors if key(name) not in known]
        if strangers:
            yield note(
                t(
                    "topics.toml: {topic} concerns {names}, whom no article names",
                    topic=topic.id,
                    names=", ".join(strangers),
                ),
                t("Write names as the articles do, or as actors.toml does."),
            )
    if (folder / "actors.toml").is_file():
        yield fine(t("actors.toml can be read"))
    yield from _corrections({CORRECTIONS: folder, OVERLAY: data}, corpus)


def _corrections(folders: Mapping[str, Path], corpus: Corpus) -> Iterator[Finding]:
    """Tell how many corrections each file has, and which entries change nothing."""
    for file, folder in folders.items():
        mine = [result for result in corpus.corrections if result.where.startswith(file)]
        if (folder / CORRECTIONS).is_file():
            yield fine(
                tn(
                    "{file}: {count} correction",
                    "{file}: {count} corrections",
                    len(mine),
                    file=file,
                )
            )
    idle = [result for result in corpus.corrections if not result.facts]
    for result in idle[:_MOST_LISTED]:
        # An actor whom no article names may come with the next one; a correction is for one place.
        say = warning if CORRECTIONS in result.where else note
        yield say(
            t("{where} changes nothing: {reason}", where=result.where, reason=result.reason),
            t("Mend the entry or take it away: {entry}", entry=result.entry),
        )
    if len(idle) > _MOST_LISTED:
        more = len(idle) - _MOST_LISTED
        yield note(tn("… and {count} more like these", "… and {count} more like these", more))


def data(folder: Path) -> list[Finding]:
    """Look whether the data folder can be written, by writing, and who else may read it."""
    existing = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"x")
            file.flush()
        free = shutil.disk_usage(existing).free
    except OSError as error:
        return [
            findings.error(
                t(
                    "DATA_DIR {folder} cannot be written: {reason}",
                    folder=folder,
                    reason=error.strerror or error,
                ),
                t("Give it to the user who runs Newsdesk, or set DATA_DIR to another folder."),
            )
        ]
    if existing != folder:
        return [fine(t("DATA_DIR {folder} will be made at the first start", folder=folder))]
    found = [fine(t("DATA_DIR {folder} can be written", folder=folder))]
    if free < _LITTLE_SPACE:
        found.append(
            warning(
                t("only {free} MB are free in {folder}", free=free // _MEGABYTE, folder=folder),
                t("Free some space; a reload that does not fit leaves the old corpus in place."),
            )
        )
    if folder.stat().st_mode & 0o077:
        found.append(
            note(
                t("other users of this machine may look into {folder}", folder=folder),
                t("It will hold chats' settings. To close it: chmod 700 {folder}", folder=folder),
            )
        )
    return found


def store(folder: Path, now: Corpus | None) -> list[Finding]:
    """Read the kept corpus, beside a running bot too, and compare it with the articles `now`."""
    path = folder / STORE
    found: list[Finding] = []
    if is_held(path):
        found.append(note(t("a Newsdesk is running on {folder}", folder=folder)))
    if not path.exists():
        return [*found, fine(t("no store yet: the first start builds it"))]
    try:
        with closing(CorpusStore(path, write=False)) as opened:
            kept = opened.load()
    except ArchiveError as error:
        return [*found, findings.of(error)]
    if kept is None:
        return [*found, note(t("{path} is of another version; {anew}", path=path, anew=_ANEW))]
    changed = _changed(kept, now)
    if changed is not None:
        return [*found, note(changed, _ANEW)]
    return [*found, fine(t("the store holds corpus {version}", version=kept.version))]


_ANEW = t("The next start builds it anew; so do /reload and: newsdesk build")


def _changed(kept: Corpus, now: Corpus | None) -> Text | None:
    if now is None:
        return None
    if kept.sources_hash != now.sources_hash:
        return t("the articles have changed since the store was built")
    if kept.rules_hash != now.rules_hash:
        return t("the store was built by other rules of extraction")
    return None


def simulator(folder: Path, now: Corpus | None) -> list[Finding]:
    """Look into the data folder of the simulator's bot, where there is one."""
    own = folder / SIMULATOR
    if not own.is_dir():
        return []
    # Corrections and added articles of its own make another corpus of the same folder.
    same = not any((at / name).exists() for at in (own, folder) for name in (CORRECTIONS, ADDED))
    return [
        replace(finding, text=t("simulator: {finding}", finding=finding.text))
        for finding in (*store(own, now if same else None), *state(own / STATE))
    ]


def state(path: Path) -> list[Finding]:
    """Look whether the state could be opened; nothing is made or changed."""
    if not path.exists():
        return [fine(t("no {file} yet: the first start makes it", file=path.name))]
    try:
        examine(path)
    except ArchiveError as error:
        return [findings.of(error)]
    return [fine(t("{file} can be read", file=path.name))]
