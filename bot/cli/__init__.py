"""The command line: arguments, exit codes, and what goes to which stream.

Standard output carries results only; logs and errors go to standard error.  Exit codes: 0 done,
1 failed, 2 asked wrongly or set up wrongly, 130 interrupted.  What a subcommand needs is
imported when it runs, so that the quick ones are quick.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.contract import Text

Run: TypeAlias = "Callable[[Settings, argparse.Namespace], Coroutine[None, None, int]]"

log = logging.getLogger(__name__)

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
PORT = 8_765


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask and give the exit code."""
    chosen = parser().parse_args(arguments)
    # Imported here: --version and --help need none of it.
    from bot import logs  # noqa: PLC0415
    from bot.contract import PersonError, Text  # noqa: PLC0415
    from storage.errors import ArchiveError  # noqa: PLC0415

    logs.configure()
    try:
        settings = _settings(chosen)
        _log(settings, quiet=chosen.quiet)
        run: Run = chosen.run
        return asyncio.run(run(settings, chosen))
    except PersonError as error:
        return complain(error.text, MISUSED)
    except ArchiveError as error:
        return complain(Text(error.message, error.arguments), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last one: its traceback may hold the token
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """Log an error where tokens are struck out, tell its id, and give the exit code."""
    from bot.locale import t  # noqa: PLC0415
    from bot.logs import new_error_id  # noqa: PLC0415

    id_ = new_error_id()
    log.error("error %s", id_, exc_info=error)
    return complain(
        t("Something unexpected went wrong. It is logged above as error {id}.", id=id_), FAILED
    )


def complain(text: Text, code: int) -> int:
    """Say on standard error what is wrong, in the words for people, and give the exit code."""
    from bot.locale import Translator  # noqa: PLC0415
    from bot.logs import Redactor  # noqa: PLC0415

    redact = Redactor()
    sys.stderr.write(redact(f"newsdesk: {Translator().render(text)}\n"))
    return code


def parser() -> argparse.ArgumentParser:
    """Declare the command line."""
    top = argparse.ArgumentParser(
        prog="newsdesk",
        description="A Telegram bot that answers from its articles and cites every line.",
        epilog="Settings come from the environment or .env; README.md lists them.",
    )
    top.add_argument("--version", action=_Version)
    commands = top.add_subparsers(required=True, metavar="COMMAND", title="commands")

    def add(name: str, about: str, run: Run, *, quiet: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about[:1].upper() + about[1:] + ".")
        sub.set_defaults(run=run, quiet=quiet)
        return sub

    _port(add("start", "run in Telegram where a token is set, else simulate", _start, quiet=False))
    add("run", "run the bot in Telegram", _run, quiet=False)
    _port(add("simulate", "run the bot in a local stand-in of Telegram", _simulate, quiet=False))
    build = add("build", "build the corpus where it is missing or out of date", _build)
    build.add_argument("--anew", action="store_true", help="build it even where it is up to date")
    build.add_argument(
        "--report", action="store_true", help="tell all that was left out or is doubtful"
    )
    explain = add(
        "explain", "print what was extracted from a paragraph, and by which rule", _explain
    )
    explain.add_argument(
        "article", nargs="+", help="its id (A3), file, address, or what citations call it"
    )
    explain.add_argument("paragraph", help="its number, as in a citation")
    ask = add("ask", "answer a line as the bot would", _ask)
    what = ask.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "text", nargs="*", default=[], help='such as "/actor Kabulov", or plain words'
    )
    what.add_argument(
        "--batch", action="store_true", help="read lines from standard input, write JSON lines"
    )
    export = add("export", "print the corpus for other programs", _export)
    export.add_argument("--format", choices=("json", "csv", "md"), default="json")
    check = add("check", "say what is set up, what is wrong, and the remedy", _check)
    how = check.add_mutually_exclusive_group()
    how.add_argument("--online", action="store_true", help="ask Telegram about the token, too")
    how.add_argument(
        "--running",
        action="store_true",
        help="only tell whether a bot is at work in DATA_DIR (for health checks)",
    )
    backup = add("backup", "copy the state, beside a running bot too", _backup)
    backup.add_argument("file", nargs="?", help="where to (default: beside it in DATA_DIR)")
    restore = add("restore", "bring back a backup of the state, or list those there are", _restore)
    restore.add_argument("file", nargs="?", help="a backup's path, or its name in DATA_DIR")
    return top


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and leave")

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        del namespace, values, option_string
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            number = version("newsdesk-bot")
        except PackageNotFoundError:
            number = "(not installed)"
        sys.stdout.write(f"newsdesk {number}\n")
        parser.exit(DONE)


def _port(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--port",
        type=_port_number,
        help=f"port of the simulator's page (default {PORT}, or a free one where that is taken)",
    )


def _port_number(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:  # noqa: PLR2004 - ports have 16 bits
        raise argparse.ArgumentTypeError(f"{text} is no port; ports are 1 to 65535")
    return number


def _log(settings: Settings, *, quiet: bool) -> None:
    """Set up logs; one-off commands say only what is amiss, unless LOG_LEVEL asks for more."""
    from bot import logs  # noqa: PLC0415
    from bot.config import secrets  # noqa: PLC0415

    level = settings.log_level or ("WARNING" if quiet else "INFO")
    logs.configure(level, settings.log_format, secrets=secrets(settings))


def _settings(chosen: argparse.Namespace) -> Settings:
    """Read the settings; `check` goes on with those that can be used, to find the rest."""
    from bot.config import load, usable  # noqa: PLC0415

    if chosen.run is not _check:
        return load()
    settings, chosen.wrong = usable()
    return settings


async def _start(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.config import token  # noqa: PLC0415

    return await (_simulate if token(settings) is None else _run)(settings, chosen)


async def _run(settings: Settings, chosen: argparse.Namespace) -> int:
    del chosen
    from bot.config import token  # noqa: PLC0415
    from storage.hold import refuse_held  # noqa: PLC0415

    if token(settings) is not None:
        # The bot takes a second to import, which one that may not run need not take.
        refuse_held(settings.data_dir)
    from bot.cli.serving import run  # noqa: PLC0415

    return await run(settings)


async def _simulate(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.config import SIMULATOR  # noqa: PLC0415
    from storage.hold import refuse_held  # noqa: PLC0415

    refuse_held(settings.data_dir / SIMULATOR)
    from bot.cli.simulating import simulate  # noqa: PLC0415

    return await simulate(settings, port=chosen.port, default_port=PORT)


async def _build(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.cli.corpus import build  # noqa: PLC0415

    return await build(settings, anew=chosen.anew, in_full=chosen.report)


async def _explain(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.cli.explaining import explain  # noqa: PLC0415

    return await explain(settings, " ".join(chosen.article), chosen.paragraph)


async def _ask(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.cli.asking import ask, batch  # noqa: PLC0415

    if chosen.batch:
        return await batch(settings)
    return await ask(settings, " ".join(chosen.text))


async def _export(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.cli.corpus import export  # noqa: PLC0415

    return await export(settings, chosen.format)


async def _backup(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.cli.backups import backup  # noqa: PLC0415

    return await backup(settings, chosen.file)


async def _restore(settings: Settings, chosen: argparse.Namespace) -> int:
    from bot.cli.backups import restore  # noqa: PLC0415

    return await restore(settings, chosen.file)


async def _check(settings: Settings, chosen: argparse.Namespace) -> int:
    if chosen.running:
        from bot.cli.running import running  # noqa: PLC0415

        return running(settings)
    from bot.cli.check import check  # noqa: PLC0415

    return await check(settings, chosen.wrong, online=chosen.online)
