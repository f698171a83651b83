"""`backup`, `restore`: copy the state, bring a copy back, or tell which there are."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path

from bot.cli.settings import STATE
from bot.config import Settings
from bot.contract import PersonError, Text
from bot.locale import Translator, t
from storage.backends.tinydb import CorpusStore
from storage.hold import STORE
from storage.state import BY_HAND, back_up, backups_of, copy_name
from storage.state import restore as put_back
from storage.state.state import utc_now

_KILOBYTE = 1_000


async def backup(settings: Settings, name: str | None) -> int:
    """Copy the state, in use or not, to a path; without one, beside it in the data folder."""
    state = _file(settings)
    if not state.exists():
        raise PersonError(t("There is nothing to back up: {path} is not there.", path=state))
    now = utc_now()
    copy = Path(name) if name is not None else copy_name(state, BY_HAND, now)
    await asyncio.to_thread(back_up, state, copy)
    _print(t("{path} is copied to {to}.", path=state, to=copy))
    return 0


async def restore(settings: Settings, name: str | None) -> int:
    """Put the backup of a name in the state's place; without one, list those there are.

    A name is a path, or that of a file in the data folder.  Refused while a Newsdesk runs on
    the folder.
    """
    state = _file(settings)
    if name is None:
        _print(*await asyncio.to_thread(_listed, state))
        return 0
    backup = next((one for one in (Path(name), settings.data_dir / name) if one.exists()), None)
    if backup is None:
        raise PersonError(
            t("There is no backup {name}. newsdesk restore lists those there are.", name=name)
        )
    _print(*await asyncio.to_thread(_restored, state, backup))
    return 0


def _file(settings: Settings) -> Path:
    """Give the state's file; raises PersonError where it is in no file."""
    if settings.database_url is not None:
        raise PersonError(
            t(
                "DATABASE_URL is set: the state is kept in PostgreSQL, whose own tools back it up "
                "and bring it back (pg_dump, pg_restore)."
            )
        )
    return settings.data_dir / STATE


def _listed(state: Path) -> list[Text]:
    backups = backups_of(state)
    if not backups:
        return [t("There is no backup of {path}.", path=state)]
    lines = [
        t("{name} ({size} kB)", name=one.name, size=-(-one.stat().st_size // _KILOBYTE))
        for one in backups
    ]
    return [*lines, t("To bring one back, stop the bot and name it: newsdesk restore FILE")]


def _restored(state: Path, backup: Path) -> list[Text]:
    # Holding the store's lock, as a running bot does, keeps one from starting meanwhile.
    with closing(CorpusStore(state.with_name(STORE))):
        aside = put_back(state, backup, utc_now())
    lines = [t("{path} is as it was in {backup}.", path=state, backup=backup)]
    if aside is not None:
        lines.append(t("The one before is kept: {path}", path=aside))
    lines.append(t("What was sent since that backup may be sent once more."))
    return lines


def _print(*texts: Text) -> None:
    words = Translator().render
    sys.stdout.write("".join(f"{words(text)}\n" for text in texts))
