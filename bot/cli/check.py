"""`check`: whether settings, articles and store are fit, before the bot is started."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from bot.cli.settings import seeds_of
from bot.config import Access, Settings, token
from bot.contract import Text
from bot.locale import Translator, t, tn
from storage.backends.tinydb import CorpusStore
from storage.building import build_corpus
from storage.corpus import STORE
from storage.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: fine, or what is wrong with it."""

    fine: bool
    text: Text


async def check(settings: Settings) -> int:
    """Look at everything; print a line each.  1 where anything is wrong, else 0."""
    findings = [
        *_settings(settings),
        *await asyncio.to_thread(_guarded, _articles, settings),
        *await asyncio.to_thread(_guarded, _store, settings),
    ]
    translator = Translator()
    for finding in findings:
        mark = "ok   " if finding.fine else "WRONG"
        sys.stdout.write(f"{mark} {translator.render(finding.text)}\n")
    return 0 if all(finding.fine for finding in findings) else 1


def _settings(settings: Settings) -> list[Finding]:
    """Say what the settings come to; ones that cannot be used have been refused before."""
    has_token = token(settings) is not None
    return [
        Finding(
            fine=True,
            text=t("settings: the bot's token is set")
            if has_token
            else t("settings: no TELEGRAM_BOT_TOKEN, so only newsdesk simulate would run"),
        ),
        Finding(
            fine=True,
            text=t("settings: open to everyone")
            if settings.access is Access.OPEN
            else tn(
                "settings: open to {count} user or chat",
                "settings: open to {count} users or chats",
                len(settings.allowed_ids | settings.admin_ids),
            ),
        ),
        Finding(
            fine=True,
            text=tn("settings: {count} admin", "settings: {count} admins", len(settings.admin_ids)),
        ),
    ]


def _articles(settings: Settings) -> list[Finding]:
    """Read and extract everything, as a build would, without keeping it."""
    folder = seeds_of(settings)
    corpus = build_corpus(folder)
    findings = [
        Finding(
            fine=bool(corpus.articles),
            text=tn(
                "articles: {count} readable in {folder}",
                "articles: {count} readable in {folder}",
                len(corpus.articles),
                folder=folder,
            ),
        )
    ]
    findings += [
        Finding(
            fine=False,
            text=t("articles: {where} is left out: {reason}", where=r.where, reason=r.reason),
        )
        for r in corpus.rejected
    ]
    return findings


def _store(settings: Settings) -> list[Finding]:
    """Read the kept corpus, beside a running bot too."""
    path = settings.data_dir / STORE
    if not path.exists():
        return [Finding(fine=True, text=t("store: none in {folder} yet", folder=path.parent))]
    with closing(CorpusStore(path, write=False)) as store:
        corpus = store.load()
    if corpus is None:
        return [Finding(fine=True, text=t("store: {path} is of another version", path=path))]
    return [
        Finding(
            fine=True,
            text=t("store: corpus {version} in {path}", version=corpus.version, path=path),
        )
    ]


def _guarded(look: Callable[[Settings], list[Finding]], settings: Settings) -> list[Finding]:
    try:
        return look(settings)
    except ArchiveError as error:
        return [Finding(fine=False, text=Text(error.message, error.arguments))]
