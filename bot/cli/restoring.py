"""`restore`: bring back a backup of the state, or tell which there are."""

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
from storage.corpus import STORE
from storage.state import backups_of
from storage.state import restore as put_back
from storage.state.state import utc_now

_KILOBYTE = 1_000


async def restore(settings: Settings, name: str | None) -> int:
    """Put the backup of a name in the state's place; without one, list those there are.

    A name is a path, or that of a file in the data folder.  Refused while a Newsdesk runs on
    the folder.
    """
    if settings.database_url is not None:
        raise PersonError(
            t(
                "DATABASE_URL is set: the state is kept in PostgreSQL, whose own tools back it up "
                "and bring it back (pg_dump, pg_restore)."
            )
        )
    state = settings.data_dir / STATE
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
