"""Settings: what is taken, and what is said about what is not."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict
from pathlib import Path

import pytest

from bot.config import NAMES, Access, SettingsError, load, secrets, token
from bot.locale import Translator

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"
VARIABLES = tuple(name.upper() for name in NAMES)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def refused(monkeypatch):
    """Say what is refused with these variables."""

    def refused(**variables: str) -> str:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError) as caught:
            load(env_file=None)
        return Translator().render(caught.value.text)

    return refused


def test_nothing_needs_to_be_set():
    settings = load(env_file=None)
    assert token(settings) is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.seeds_dir is None
    assert settings.data_dir.is_absolute()
    assert settings.access is Access.OPEN
    assert settings.admin_ids == frozenset()


@pytest.mark.parametrize("written", ["1,2", "1, 2", " 1 2 ", "1;2", "1\n2", "2,1,2,"])
def test_ids_are_listed_with_commas_or_blanks(monkeypatch, written):
    monkeypatch.setenv("ADMIN_IDS", written)
    assert load(env_file=None).admin_ids == {1, 2}


def test_empty_variables_count_as_not_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
    assert load(env_file=None) == load(env_file=None)
    assert token(load(env_file=None)) is None


def test_words_may_be_written_in_any_case(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("LOG_FORMAT", "JSON")
    monkeypatch.setenv("ACCESS", "Allowlist")
    monkeypatch.setenv("ALLOWED_IDS", "-100123")
    settings = load(env_file=None)
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.access is Access.ALLOWLIST


def test_settings_come_from_a_file_and_the_environment_goes_first(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nLOG_LEVEL=ERROR\nOTHER=1\n")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = load(env_file=file)
    assert token(settings) == TOKEN
    assert settings.log_level == "WARNING"


def test_names_of_variables_may_be_written_in_any_case(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("Default_Timezone=Europe/Berlin\n")
    monkeypatch.setenv("admin_ids", "5")
    settings = load(env_file=file)
    assert (settings.default_timezone, settings.admin_ids) == ("Europe/Berlin", {5})


def test_what_stands_empty_in_the_environment_is_taken_from_the_file(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("ADMIN_IDS=5\nLOG_LEVEL\nLOG_FORMAT=\n")
    monkeypatch.setenv("ADMIN_IDS", "")
    settings = load(env_file=file)
    assert (settings.admin_ids, settings.log_level, settings.log_format) == ({5}, None, "text")


@pytest.mark.parametrize("content", [b"LOG_LEVEL=\xff\n", None])
def test_a_file_of_settings_that_cannot_be_read_is_told_or_is_none(tmp_path, content):
    file = tmp_path / ".env"
    if content is None:
        file.mkdir()
        assert load(env_file=file) == load(env_file=None)
        return
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load(env_file=file)
    assert str(file) in Translator().render(caught.value.text)


def test_the_token_may_stand_in_a_file_of_its_own(tmp_path, monkeypatch):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(file))
    assert token(load(env_file=None)) == TOKEN


def test_home_may_be_written_as_a_tilde(monkeypatch):
    monkeypatch.setenv("DATA_DIR", "~/newsdesk")
    assert load(env_file=None).data_dir == Path.home() / "newsdesk"


@pytest.mark.parametrize(
    ("variable", "value", "example"),
    [
        ("TELEGRAM_BOT_TOKEN", "hunter2", "123456789:AAE"),
        ("TELEGRAM_BOT_TOKEN", TOKEN + "!", "BotFather"),
        ("TELEGRAM_API_URL", "api.telegram.org", "https://api.telegram.org"),
        ("TELEGRAM_API_URL", "http://localhost:port", "https://api.telegram.org"),
        ("ADMIN_IDS", "@someone", "123456789, 987654321"),
        ("ALLOWED_IDS", "1,two", "-100987654"),
        ("ACCESS", "closed", "allowlist"),
        ("LOG_LEVEL", "LOUD", "INFO"),
        ("LOG_FORMAT", "xml", "json"),
        ("DEFAULT_TIMEZONE", "CEST", "Europe/Berlin"),
        ("DEFAULT_TIMEZONE", "../etc/passwd", "Europe/Berlin"),
        ("DEFAULT_TIMEZONE", "Europe", "Europe/Berlin"),
        ("DATABASE_URL", "mysql://localhost/x", "postgresql://"),
        ("DATABASE_URL", "localhost", "postgresql://"),
        ("DATA_DIR", "~nobody is called so/x", "/var/lib/newsdesk"),
        ("WEBHOOK_URL", "http://news.example.org/telegram", "https://news.example.org"),
        ("WEBHOOK_URL", "https:///telegram", "https://news.example.org"),
        ("WEBHOOK_SECRET", "hunter2", "openssl rand"),
        ("WEBHOOK_SECRET", "s" * 31, "openssl rand"),
        ("WEBHOOK_SECRET", "s" * 32 + " ", "openssl rand"),
        ("WEBHOOK_LISTEN", "8443", "127.0.0.1:8443"),
        ("WEBHOOK_LISTEN", "127.0.0.1:0", "127.0.0.1:8443"),
        ("HEALTH_PORT", "http", "8081"),
        ("HEALTH_PORT", "65536", "8081"),
        ("RATE_LIMIT", "-1", "20"),
    ],
)
def test_an_error_names_the_variable_and_an_example(refused, variable, value, example):
    said = refused(**{variable: value})
    assert said.startswith(variable)
    assert example in said


def test_all_variables_at_fault_are_named_at_once(refused):
    said = refused(ACCESS="x", LOG_LEVEL="y")
    assert [line.split()[0] for line in said.splitlines()] == ["ACCESS", "LOG_LEVEL"]


def test_a_bad_token_is_not_repeated(refused):
    assert "hunter2" not in refused(TELEGRAM_BOT_TOKEN="hunter2hunter2")


@pytest.mark.parametrize("content", [b"hunter2", b"", b"\xff\xfe", TOKEN.encode() + b" x"])
def test_a_token_file_without_a_token_is_refused(refused, tmp_path, content):
    file = tmp_path / "token"
    file.write_bytes(content)
    said = refused(TELEGRAM_BOT_TOKEN_FILE=str(file))
    assert said.startswith("TELEGRAM_BOT_TOKEN_FILE names")
    assert "hunter2" not in said


def test_a_token_file_that_is_not_there_is_refused(refused, tmp_path):
    assert "No such file" in refused(TELEGRAM_BOT_TOKEN_FILE=str(tmp_path / "none"))


def test_two_tokens_are_one_too_many(refused):
    said = refused(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_BOT_TOKEN_FILE="token")
    assert "both set" in said
    assert TOKEN not in said


def test_a_webhook_without_a_secret_is_refused(refused):
    assert "WEBHOOK_SECRET" in refused(WEBHOOK_URL="https://news.example.org/telegram")


def test_all_that_is_secret_is_struck_out_of_the_log():
    settings = load(
        None,
        telegram_bot_token=TOKEN,
        webhook_secret="s" * 32,
        database_url="postgresql://me:hunter2@localhost/x",
    )
    assert {TOKEN, "s" * 32, "hunter2"} <= set(secrets(settings))


def test_an_allowlist_of_nobody_is_refused(refused):
    assert "ALLOWED_IDS" in refused(ACCESS="allowlist")


def test_the_token_shows_in_no_repr():
    settings = load(env_file=None, telegram_bot_token=TOKEN)
    for shown in (repr(settings), str(settings), f"{asdict(settings)}"):
        assert TOKEN not in shown


def test_settings_cannot_be_changed():
    settings = load(env_file=None)
    with pytest.raises(FrozenInstanceError):
        settings.access = Access.ALLOWLIST  # type: ignore[misc]  # that is what is tried


def test_the_password_of_the_database_shows_in_no_repr_and_no_refusal(refused):
    for address in ("postgresql://me:hunter2@localhost/x", "postgres://me:hunter2@localhost/x"):
        settings = load(env_file=None, database_url=address)
        for shown in (repr(settings), str(settings), f"{asdict(settings)}"):
            assert "hunter2" not in shown
    assert "hunter2" not in refused(DATABASE_URL="mysql://me:hunter2@localhost/x")
