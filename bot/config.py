"""Settings from the environment and `.env`, checked once, with errors that people can act on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import partial, reduce
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from platformdirs import user_data_path

from bot.contract import PersonError, Text
from bot.locale import t

LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat: TypeAlias = Literal["text", "json"]

TELEGRAM = "https://api.telegram.org"
SIMULATOR = "simulator"
"""The data folder of the simulator's bot, below the real one's."""
# Numeric id, colon, secret: as BotFather gives it (the secret has 35 characters today).
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{30,80}")
_DATABASE = re.compile(r"postgres(?:ql)?(?:\+\w+)?://.*")
# What Telegram takes as a secret (Bot API, setWebhook), long enough that none is guessed.
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
_LISTEN = re.compile(r"\[?(?P<host>[0-9a-zA-Z_.:-]+?)\]?:(?P<port>\d{1,5})")
_LAST_PORT = 65_535
_LONGEST_TOKEN_FILE = 4_096  # bytes; a token has about 46


class SettingsError(PersonError):
    """A setting that is missing or cannot be used; says which, why, and what would do.

    `complaints` holds the same for each setting by its field's name; empty where it concerns
    none in particular.
    """

    def __init__(self, text: Text, complaints: Mapping[str, Text] | None = None) -> None:
        super().__init__(text)
        self.complaints = complaints or {}


class Access(StrEnum):
    """Who may use the bot."""

    OPEN = "open"
    ALLOWLIST = "allowlist"


class Secret:
    """A text that no repr shows; `reveal` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text.  Never print it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this Newsdesk is set up.  Field names are the variables, in lower case."""

    telegram_bot_token: Secret | None = None
    telegram_bot_token_file: Path | None = None
    telegram_api_url: str = TELEGRAM
    seeds_dir: Path | None = None
    data_dir: Path = field(default_factory=lambda: user_data_path("newsdesk"))
    admin_ids: frozenset[int] = frozenset()
    access: Access = Access.OPEN
    allowed_ids: frozenset[int] = frozenset()
    log_level: LogLevel | None = None  # INFO at work; one-off commands tell only what is amiss
    log_format: LogFormat = "text"
    default_timezone: str = "UTC"
    database_url: Secret | None = None
    webhook_url: str | None = None
    webhook_secret: Secret | None = None
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8443)
    health_port: int | None = None
    rate_limit: int = 20  # messages a minute


NAMES = tuple(one.name for one in fields(Settings))
"""The variables, in lower case."""


def _secret(shape: re.Pattern[str], written: str) -> Secret:
    if not shape.fullmatch(written):
        raise ValueError("shape")
    return Secret(written)


def _token(written: str) -> Secret:
    return _secret(_TOKEN, written.strip())


def _url(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError("url")
    _ = parts.port  # raises ValueError where it is no number
    return written.rstrip("/")


def _webhook_url(written: str) -> str:
    url = _url(written)
    parts = urlsplit(url)
    if parts.fragment or not (parts.scheme == "https" or is_loopback(parts.hostname or "")):
        raise ValueError("https")
    return url


def _port(written: str) -> int:
    port = int(written)
    if not 0 < port <= _LAST_PORT:
        raise ValueError("port")
    return port


def _listen(written: str) -> tuple[str, int]:
    found = _LISTEN.fullmatch(written)
    if found is None:
        raise ValueError("listen")
    return found["host"], _port(found["port"])


def _count(written: str) -> int:
    count = int(written)
    if count < 0:
        raise ValueError("count")
    return count


def _path(written: str) -> Path:
    try:
        return Path(written).expanduser()
    except RuntimeError as error:  # nobody is called so, or has no home
        raise ValueError("home") from error


def _ids(written: str) -> frozenset[int]:
    return frozenset(int(part) for part in re.split(r"[,;\s]+", written.strip()) if part)


def _access(written: str) -> Access:
    return Access(written.strip().lower())


def _one_of(words: Collection[str], written: str) -> str:
    """Give the word that was meant, in any case."""
    return {word.lower(): word for word in words}[written.strip().lower()]


def _zone(written: str) -> str:
    try:
        ZoneInfo(written)
    except OSError as error:  # a folder's name
        raise ValueError("zone") from error
    return written


@dataclass(frozen=True, slots=True)
class _Variable:
    """How a variable is read, with ValueError or LookupError where it cannot be, and what it wants.

    What it wants goes with an example that would do.
    """

    read: Callable[[str], object]
    wanted: Text


_VARIABLES: Mapping[str, _Variable] = {
    "telegram_bot_token": _Variable(
        _token,
        t(
            "is not a bot token. BotFather gives it as a number, a colon and about 35 letters and "
            "digits, such as 123456789:AAE…; copy the whole of it."
        ),
    ),
    "telegram_bot_token_file": _Variable(
        _path, t("is not a path, such as /run/secrets/telegram_bot_token.")
    ),
    "telegram_api_url": _Variable(_url, t("is not an address, such as https://api.telegram.org.")),
    "seeds_dir": _Variable(_path, t("is not a folder, such as /srv/newsdesk/articles.")),
    "data_dir": _Variable(_path, t("is not a folder, such as /var/lib/newsdesk.")),
    "admin_ids": _Variable(
        _ids, t("is not a list of numeric user ids, such as 123456789, 987654321.")
    ),
    "access": _Variable(
        _access,
        t("is neither of: open, allowlist. Example: allowlist."),
    ),
    "allowed_ids": _Variable(
        _ids, t("is not a list of numeric user or chat ids, such as 123456789, -100987654.")
    ),
    "log_level": _Variable(
        partial(_one_of, get_args(LogLevel)),
        t("is none of: DEBUG, INFO, WARNING, ERROR. Example: INFO."),
    ),
    "log_format": _Variable(
        partial(_one_of, get_args(LogFormat)), t("is neither of: text, json. Example: json.")
    ),
    "database_url": _Variable(
        partial(_secret, _DATABASE),
        t(
            "is not the address of a PostgreSQL database, such as "
            "postgresql://newsdesk:secret@localhost/newsdesk. Without it the state is a file in "
            "DATA_DIR."
        ),
    ),
    "webhook_url": _Variable(
        _webhook_url,
        t(
            "is not an https address that Telegram can reach, such as "
            "https://news.example.org/telegram. Leave it out to fetch updates instead."
        ),
    ),
    "webhook_secret": _Variable(
        partial(_secret, _WEBHOOK_SECRET),
        t(
            "is not 32 to 256 letters, digits, - and _. Make one up, such as by: "
            "openssl rand -hex 32"
        ),
    ),
    "webhook_listen": _Variable(
        _listen, t("is not an address and a port to listen on, such as 127.0.0.1:8443.")
    ),
    "health_port": _Variable(
        _port, t("is not a port, such as 8081. Leave it out for no /healthz and /metrics.")
    ),
    "rate_limit": _Variable(
        _count, t("is not a number of questions a minute, such as 20. 0 takes any number of them.")
    ),
    "default_timezone": _Variable(
        _zone, t("is not a time zone of the IANA list, such as Europe/Berlin.")
    ),
}


def load(
    env_file: Path | None = Path(".env"), *, without: Collection[str] = (), **given: Any
) -> Settings:
    """Read the settings: `given` over the environment over `.env`.

    What is given is read as variables are where it is a string, and else taken as it is; those
    `without` which it is done stay at their defaults.  A token file is read here.  Raises
    SettingsError, which names every variable at fault and never holds the value of a token.
    """
    written = _written(env_file) | given
    values: dict[str, Any] = {}
    complaints: dict[str, Text] = {}
    for name, variable in _VARIABLES.items():
        if name not in written or name in without:
            continue
        value = written[name]
        try:
            values[name] = variable.read(value) if isinstance(value, str) else value
        except (ValueError, LookupError):
            complaints[name] = t(
                "{variable} {wanted}", variable=name.upper(), wanted=variable.wanted
            )
    if complaints:
        raise _refusal(complaints)
    return _checked(_with_token(Settings(**values)))


def _written(env_file: Path | None) -> dict[str, Any]:
    """Give what is set in the environment, else in a file, by names in lower case."""
    from_file: Mapping[str, str | None] = {}
    if env_file is not None and env_file.exists():
        # Imported here: most bots have no such file.
        from dotenv import dotenv_values  # noqa: PLC0415

        try:
            from_file = dotenv_values(env_file)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                t("The settings in {file} cannot be read: {reason}.", file=env_file, reason=error)
            ) from None
    both = (*from_file.items(), *os.environ.items())
    return {name.lower(): value for name, value in both if value}


def usable(env_file: Path | None = Path(".env")) -> tuple[Settings, Mapping[str, Text]]:
    """Read what settings can be used, the others at their defaults, and what is wrong with those.

    What is wrong is keyed by the field's name, or by the file's where that cannot be read.  For
    whoever wants to say everything at once; the bot itself uses `load`.
    """
    wrong: dict[str, Text] = {}
    while True:
        try:
            return load(env_file, without=wrong.keys()), wrong
        except SettingsError as error:
            anew = {name: text for name, text in error.complaints.items() if name not in wrong}
            if not anew and env_file is None:
                raise
            if not anew:
                anew = {str(env_file): error.text}
                env_file = None
            wrong |= anew


def token(settings: Settings) -> str | None:
    """Give the bot's token, if one is set.  Never print it."""
    secret = settings.telegram_bot_token
    return secret.reveal() if secret is not None else None


def _with_token(settings: Settings) -> Settings:
    """Read the token file, where the token comes from one."""
    path = settings.telegram_bot_token_file
    if path is None:
        return settings
    if settings.telegram_bot_token is not None:
        raise _refusal_of(
            "telegram_bot_token_file",
            t(
                "TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set. Keep one of them, "
                "so that it is clear which bot is meant."
            ),
        )
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_TOKEN_FILE).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise _refusal_of(
            "telegram_bot_token_file",
            t(
                "TELEGRAM_BOT_TOKEN_FILE names {path}, which cannot be read: {reason}. It should "
                "be a text file that holds the token and nothing else, such as "
                "/run/secrets/telegram_bot_token.",
                path=path,
                reason=reason,
            ),
        ) from None
    if not _TOKEN.fullmatch(content):
        raise _refusal_of(
            "telegram_bot_token_file",
            t(
                "TELEGRAM_BOT_TOKEN_FILE names {path}, but what it holds {wanted}",
                path=path,
                wanted=_VARIABLES["telegram_bot_token"].wanted,
            ),
        )
    return replace(settings, telegram_bot_token=Secret(content))


def secrets(settings: Settings) -> tuple[str, ...]:
    """Give all that must never be printed: the token, the webhook's secret, the database's."""
    kept = (settings.telegram_bot_token, settings.webhook_secret, settings.database_url)
    revealed = tuple(one.reveal() for one in kept if one is not None)
    password = urlsplit(revealed[-1]).password if settings.database_url is not None else None
    return (*revealed, password) if password else revealed


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(settings: Settings) -> Settings:
    if settings.webhook_url is not None and settings.webhook_secret is None:
        raise _refusal_of(
            "webhook_secret",
            t(
                "WEBHOOK_URL is set, but WEBHOOK_SECRET is not: anybody could speak as Telegram. "
                "Make one up, such as by: openssl rand -hex 32"
            ),
        )
    if settings.access is Access.ALLOWLIST and not settings.allowed_ids | settings.admin_ids:
        raise _refusal_of(
            "access",
            t(
                "ACCESS is allowlist, but ALLOWED_IDS and ADMIN_IDS are empty: nobody could use "
                "the bot. Set ALLOWED_IDS, such as 123456789, or ACCESS=open."
            ),
        )
    return settings


def _refusal(complaints: Mapping[str, Text]) -> SettingsError:
    """Put complaints into one error."""
    text = reduce(lambda one, more: t("{one}\n{more}", one=one, more=more), complaints.values())
    return SettingsError(text, complaints)


def _refusal_of(name: str, complaint: Text) -> SettingsError:
    return _refusal({name: complaint})
