"""Settings from the environment and `.env`, checked once, with errors that people can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.contract import PersonError, Text
from bot.locale import t

TELEGRAM = "https://api.telegram.org"
# Numeric id, colon, secret: as BotFather gives it (the secret has 35 characters today).
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{30,80}")
_DATABASE = re.compile(r"postgres(?:ql)?(?:\+\w+)?://")
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


class Settings(BaseSettings):
    """How this Newsdesk is set up.  Field names are the variables, in lower case.

    Made by `load`, which turns what pydantic raises into a `SettingsError`.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8",
        hide_input_in_errors=True,
    )

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None
    telegram_api_url: str = TELEGRAM
    seeds_dir: Path | None = None
    data_dir: Path = Field(default_factory=lambda: user_data_path("newsdesk"))
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    access: Access = Access.OPEN
    allowed_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    default_timezone: str = "UTC"
    database_url: SecretStr | None = None

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_has_its_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not _TOKEN.fullmatch(token):
            raise ValueError("shape")
        return SecretStr(token)

    @field_validator("telegram_api_url")
    @classmethod
    def _url_is_one(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError("url")
        _ = parts.port  # raises ValueError where it is no number
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _DATABASE.match(value.get_secret_value()):
            raise ValueError("database")
        return value

    @field_validator("telegram_bot_token_file", "seeds_dir", "data_dir")
    @classmethod
    def _home_is_meant(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @field_validator("admin_ids", "allowed_ids", mode="before")
    @classmethod
    def _ids_are_listed(cls, value: object) -> object:
        if isinstance(value, str):
            return [int(part) for part in re.split(r"[,;\s]+", value.strip()) if part]
        return value

    @field_validator("access", "log_format", mode="before")
    @classmethod
    def _words_in_lower_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _level_in_upper_case(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("default_timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, LookupError) as error:  # a folder's name, "../x", unknown
            raise ValueError("zone") from error
        return value


# What each variable wants, and an example that would do.
_WANTED: Mapping[str, Text] = {
    "telegram_bot_token": t(
        "is not a bot token. BotFather gives it as a number, a colon and about 35 letters and "
        "digits, such as 123456789:AAE…; copy the whole of it."
    ),
    "telegram_bot_token_file": t("is not a path, such as /run/secrets/telegram_bot_token."),
    "telegram_api_url": t("is not an address, such as https://api.telegram.org."),
    "seeds_dir": t("is not a folder, such as /srv/newsdesk/articles."),
    "data_dir": t("is not a folder, such as /var/lib/newsdesk."),
    "admin_ids": t("is not a list of numeric user ids, such as 123456789, 987654321."),
    "access": t("is neither of: open, allowlist. Example: allowlist."),
    "allowed_ids": t("is not a list of numeric user or chat ids, such as 123456789, -100987654."),
    "log_level": t("is none of: DEBUG, INFO, WARNING, ERROR. Example: INFO."),
    "log_format": t("is neither of: text, json. Example: json."),
    "database_url": t(
        "is not the address of a PostgreSQL database, such as "
        "postgresql://newsdesk:secret@localhost/newsdesk. Without it the state is a file in "
        "DATA_DIR."
    ),
    "default_timezone": t("is not a time zone of the IANA list, such as Europe/Berlin."),
}


def load(env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """Read the settings: `given` over the environment over `.env`.

    A token file is read here.  Raises SettingsError, which names every variable at fault and
    never holds the value of a token.
    """
    try:
        settings = Settings(_env_file=env_file, **given)  # type: ignore[call-arg]  # of pydantic
    except ValidationError as error:
        # `from None`: pydantic's own message may hold values.
        raise _refusal(_complaints(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            t("The settings in {file} cannot be read: {reason}.", file=env_file, reason=error)
        ) from None
    return _checked(_with_token(settings))


def usable(env_file: Path | None = Path(".env")) -> tuple[Settings, Mapping[str, Text]]:
    """Read what settings can be used, the others at their defaults, and what is wrong with those.

    What is wrong is keyed by the field's name, or by the file's where that cannot be read.  For
    whoever wants to say everything at once; the bot itself uses `load`.
    """
    wrong: dict[str, Text] = {}
    given: dict[str, Any] = {}
    while True:
        try:
            return load(env_file, **given), wrong
        except SettingsError as error:
            anew = {name: text for name, text in error.complaints.items() if name not in given}
            if not anew and env_file is None:
                raise
            if not anew:
                anew = {str(env_file): error.text}
                env_file = None
            wrong |= anew
        for name in anew.keys() & Settings.model_fields.keys():
            given[name] = Settings.model_fields[name].get_default(call_default_factory=True)


def token(settings: Settings) -> str | None:
    """Give the bot's token, if one is set.  Never print it."""
    secret = settings.telegram_bot_token
    return secret.get_secret_value() if secret is not None else None


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
                wanted=_WANTED["telegram_bot_token"],
            ),
        )
    return settings.model_copy(update={"telegram_bot_token": SecretStr(content)})


def _checked(settings: Settings) -> Settings:
    if settings.access is Access.ALLOWLIST and not settings.allowed_ids | settings.admin_ids:
        raise _refusal_of(
            "access",
            t(
                "ACCESS is allowlist, but ALLOWED_IDS and ADMIN_IDS are empty: nobody could use "
                "the bot. Set ALLOWED_IDS, such as 123456789, or ACCESS=open."
            ),
        )
    return settings


def _complaints(error: ValidationError) -> dict[str, Text]:
    """Say of each variable at fault, once, what it should be."""
    names = (str(e["loc"][0]) for e in error.errors(include_input=False))
    return {
        name: t(
            "{variable} {wanted}",
            variable=name.upper(),
            wanted=_WANTED.get(name, t("cannot be used.")),
        )
        for name in names
    }


def _refusal(complaints: Mapping[str, Text]) -> SettingsError:
    """Put complaints into one error."""
    text = reduce(lambda one, more: t("{one}\n{more}", one=one, more=more), complaints.values())
    return SettingsError(text, complaints)


def _refusal_of(name: str, complaint: Text) -> SettingsError:
    return _refusal({name: complaint})
