"""`check`: whether everything is set up, what is wrong, and the remedy."""

from __future__ import annotations

import asyncio
import difflib
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from dotenv.parser import parse_stream

from bot.cli import folders
from bot.cli.findings import Finding, Severity, error, fine, note, of, warning, write
from bot.cli.progress import shown
from bot.cli.settings import STATE, seeds_of
from bot.config import NAMES, Access, Settings, token
from bot.contract import Text
from bot.locale import Translator, t, tn
from storage.errors import ArchiveError

_ENV = Path(".env")
_ALIKE = 0.8  # of two names' letters: ADMIN_ID is meant for ADMIN_IDS, DATABASE for nothing


async def check(settings: Settings, wrong: Mapping[str, Text], *, online: bool) -> int:
    """Look at everything and print what was found; 1 where there is an error, else 0.

    `wrong` says which settings could not be used; `settings` has those at their defaults.
    """
    found = [
        fine(t("Python {version}", version=platform.python_version())),
        *(error(complaint) for complaint in wrong.values()),
        *_settings(settings, wrong),
        *await asyncio.to_thread(_folders, settings),
    ]
    if online:
        found.append(await ask_telegram(settings))
    write(found, sys.stdout, Translator())
    return int(any(finding.severity is Severity.ERROR for finding in found))


def _settings(settings: Settings, wrong: Mapping[str, Text]) -> Iterator[Finding]:
    """Say what the settings come to, without those that are wrong."""
    if token(settings) is not None and "telegram_bot_token_file" not in wrong:
        yield fine(t("the bot's token is set"))
    elif not wrong.keys() & {"telegram_bot_token", "telegram_bot_token_file"}:
        yield note(
            t("no TELEGRAM_BOT_TOKEN: only newsdesk simulate can run"),
            t("Get one from @BotFather and set the variable, in the environment or in .env."),
        )
    if settings.admin_ids:
        yield fine(tn("{count} admin", "{count} admins", len(settings.admin_ids)))
    elif "admin_ids" not in wrong:
        yield note(
            t("ADMIN_IDS is empty: nobody may use /reload and /stats"),
            t("Set it to your numeric Telegram id, such as ADMIN_IDS=123456789."),
        )
    if not wrong.keys() & {"access", "allowed_ids"}:
        yield _access(settings)
    if "default_timezone" not in wrong:
        yield fine(t("times are shown in {zone}", zone=settings.default_timezone))
    yield from _env(_ENV, wrong)


def _access(settings: Settings) -> Finding:
    if settings.access is Access.OPEN and settings.allowed_ids:
        return note(
            t("everyone may use the bot: ALLOWED_IDS has no effect while ACCESS is open"),
            t("Set ACCESS=allowlist to answer only to those listed, or leave ALLOWED_IDS out."),
        )
    if settings.access is Access.OPEN:
        return fine(t("everyone may use the bot (ACCESS=open)"))
    if not settings.allowed_ids:
        return note(
            t("only the admins may use the bot: ACCESS is allowlist and ALLOWED_IDS is empty"),
            t("List users and chats, such as ALLOWED_IDS=123456789,-100987654."),
        )
    return fine(
        tn(
            "{count} user or chat may use the bot",
            "{count} users or chats may use the bot",
            len(settings.allowed_ids | settings.admin_ids),
        )
    )


def _env(path: Path, wrong: Mapping[str, Text]) -> Iterator[Finding]:
    """Find lines of .env that cannot be read, or look like a setting and are none.

    Names that look like none are somebody else's.
    """
    if path.exists() and not path.is_file():
        yield warning(
            t("{file} is no file and was not read", file=path),
            t("Put the settings into a text file of that name, a line each, such as ADMIN_IDS=5."),
        )
    if not path.is_file() or str(path) in wrong:
        return
    known = [name.upper() for name in NAMES]
    with path.open(encoding="utf-8") as lines:
        bindings = list(parse_stream(lines))
    for binding in bindings:
        bare = binding.value is None and (binding.key or "").upper() in known
        if binding.error or bare:
            yield warning(
                t("line {number} of {file} was not read", number=binding.original.line, file=path),
                t("Write a name, an equals sign and a value, such as ADMIN_IDS=123456789."),
            )
    for name in (binding.key for binding in bindings if binding.key):
        meant = difflib.get_close_matches(name.upper(), known, n=1, cutoff=_ALIKE)
        if meant and name.upper() not in known:
            yield note(
                t(".env sets {name}, which is no setting and was ignored", name=name),
                t("Did you mean {meant}?", meant=meant[0]),
            )


def _state(settings: Settings) -> list[Finding]:
    if settings.database_url is not None:
        return [fine(t("the state is kept in PostgreSQL (DATABASE_URL)"))]
    return folders.state(settings.data_dir / STATE)


def _folders(settings: Settings) -> list[Finding]:
    found = folders.data(settings.data_dir)
    try:
        seeds = seeds_of(settings)
    except ArchiveError as missing:
        corpus, read = None, [of(missing)]
    else:
        with shown(seeds) as display:
            report = display.show if display is not None else lambda _: None
            corpus, read = folders.articles(seeds, settings.data_dir, report)
    return [
        *read,
        *found,
        *folders.store(settings.data_dir, corpus),
        *_state(settings),
        *folders.simulator(settings.data_dir, corpus),
    ]


async def ask_telegram(settings: Settings) -> Finding:
    """Ask Telegram who the bot is."""
    from telegram import Bot  # noqa: PLC0415 - a second's import, needed for this only
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415

    from bot.logs import Redactor  # noqa: PLC0415
    from bot.transport import http_request  # noqa: PLC0415

    secret = token(settings)
    if secret is None:
        return note(t("Telegram was not asked: there is no token"))
    bot = Bot(
        secret,
        base_url=f"{settings.telegram_api_url}/bot",
        request=http_request(settings, pool=1),
        get_updates_request=http_request(settings, pool=1),
    )
    try:
        async with bot:
            return fine(t("Telegram knows the bot as @{name}", name=bot.username))
    except InvalidToken:
        return error(
            t("Telegram does not accept the token"),
            t("Copy it anew from @BotFather, and check TELEGRAM_API_URL if you have set it."),
        )
    except TelegramError as problem:
        return error(
            t("Telegram does not answer: {reason}", reason=Redactor([secret])(str(problem))),
            t("Check the network, a proxy, and TELEGRAM_API_URL if you have set it."),
        )
