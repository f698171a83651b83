"""`newsdesk check`: every problem with its remedy, and nothing that is none."""

from __future__ import annotations

import asyncio
import io
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import findings, main
from bot.cli.check import ask_telegram
from bot.cli.progress import shown
from bot.config import load
from bot.contract import Text
from bot.locale import Translator
from storage.backends.tinydb import CorpusStore
from storage.snapshot import Progress
from storage.state import State

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"
FERRY = """---
title: Ferry to Chiloe runs again
publisher: Island Post
published: 2020-02-11
---
On 9 February 2020 the ferry to Chiloe ran again.
“The pier was rebuilt within a month and a half,” said Elena Rojas, the harbour engineer.
"""
ESCAPE = re.compile("\x1b")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, logs_put_back) -> Path:
    """A folder to be in with one article, and the settings that a careful operator has."""
    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "ALLOWED_")) or name in {"ACCESS", "LOG_LEVEL"}:
            monkeypatch.delenv(name)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "ferry.md").write_text(FERRY, "utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SEEDS_DIR", str(seeds))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("ADMIN_IDS", "5")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(capsys):
    """Run the check; give its exit code and the lines of each severity, remedies joined on."""

    def check(*arguments: str) -> tuple[int, dict[str, list[str]]]:
        capsys.readouterr()
        code = main(["check", *arguments])
        out = capsys.readouterr().out
        assert TOKEN not in out
        assert TOKEN.partition(":")[2] not in out
        found: dict[str, list[str]] = {"ok": [], "note": [], "warning": [], "error": []}
        lines: list[str] = []
        for line in out.splitlines()[:-2]:
            severity, _, text = line.partition(" ")
            if severity:
                lines = found[severity]
                lines.append(text.strip())
            else:
                lines[-1] += f" {text.strip()}"
        return code, found

    return check


def test_a_careful_setup_has_nothing_but_ok(check, folder):
    assert main(["build"]) == 0
    code, found = check()
    assert (code, found["note"], found["warning"], found["error"]) == (0, [], [], [])
    assert any("1 article was read" in line for line in found["ok"])


def test_before_the_first_start_it_says_what_that_will_make(check, folder):
    code, found = check()
    assert code == 0
    assert any("DATA_DIR" in line and "first start" in line for line in found["ok"])
    assert any("no store yet" in line for line in found["ok"])
    assert not (folder / "data").exists(), "a check makes nothing"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ADMIN_IDS", "@me"),
        ("ALLOWED_IDS", "the board"),
        ("ACCESS", "closed"),
        ("ACCESS", "allowlist"),  # with nobody on the list
        ("TELEGRAM_API_URL", "telegram"),
        ("TELEGRAM_BOT_TOKEN", "hunter2"),
        ("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token"),
        ("DEFAULT_TIMEZONE", "Europe/Atlantis"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_setting_that_cannot_be_used_is_an_error_with_an_example(
    check, monkeypatch, variable, value
):
    if variable == "ACCESS":
        monkeypatch.delenv("ADMIN_IDS")
    if variable.endswith("_FILE"):
        monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    monkeypatch.setenv(variable, value)
    code, found = check()
    (complaint,) = found["error"]
    assert code == 1
    assert complaint.startswith(variable)
    assert "such as" in complaint or "Example" in complaint
    assert "hunter2" not in complaint


def test_all_that_is_wrong_is_told_at_once_and_the_rest_is_still_looked_at(
    check, monkeypatch, folder
):
    monkeypatch.setenv("ADMIN_IDS", "@me")
    monkeypatch.setenv("DEFAULT_TIMEZONE", "Mars")
    (folder / "seeds" / "actors.toml").write_text("[[actor]")
    code, found = check()
    assert code == 1
    assert [line.split()[0] for line in found["error"][:2]] == ["ADMIN_IDS", "DEFAULT_TIMEZONE"]
    assert "actors.toml" in found["error"][2]


def test_an_unreadable_env_file_is_an_error_and_the_rest_is_still_looked_at(check, folder):
    (folder / ".env").write_bytes(b"ADMIN_IDS=\xff\xfe")
    code, found = check()
    assert code == 1
    assert any(".env" in line for line in found["error"])
    assert any("1 article" in line for line in found["ok"])


def test_no_token_and_no_admin_are_notes_with_a_remedy(check, monkeypatch):
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    monkeypatch.delenv("ADMIN_IDS")
    code, found = check()
    assert code == 0
    token, admins = found["note"]
    assert "@BotFather" in token
    assert "ADMIN_IDS=123456789" in admins


def test_a_misspelt_line_of_the_env_file_is_noted(check, folder):
    (folder / ".env").write_text("ADMIN_ID=5\nPOSTGRES_PASSWORD=x\n")
    _, found = check()
    (line,) = found["note"]
    assert "ADMIN_ID," in line
    assert "Did you mean ADMIN_IDS?" in line


def test_a_list_of_nobody_but_admins_is_a_note(check, monkeypatch):
    monkeypatch.setenv("ACCESS", "allowlist")
    assert any("only the admins" in line for line in check()[1]["note"])


# --- the articles


def test_a_file_that_cannot_be_read_is_a_warning_with_its_reason(check, folder):
    (folder / "seeds" / "scan.pdf").write_bytes(b"%PDF-1.7")
    code, found = check()
    (line,) = found["warning"]
    assert code == 0, "the other articles are answered from"
    assert "scan.pdf" in line
    assert "save the article as" in line


def test_articles_that_were_added_are_read_by_check_build_and_explain(check, folder, capsys):
    sources = folder / "data" / "sources"
    sources.mkdir(parents=True)
    (sources / "pier.md").write_text(FERRY.replace("Ferry", "Pier").replace("ferry", "pier"))
    (sources / "wrong.md").write_bytes(b"A\0pier")
    _, found = check()
    assert any("2 articles were read" in line for line in found["ok"])
    assert any("sources/wrong.md was not read" in line for line in found["warning"])
    capsys.readouterr()
    assert main(["build"]) == 0
    assert "2 articles" in capsys.readouterr().out
    assert main(["explain", "A2", "2"]) == 0
    assert "Elena Rojas" in capsys.readouterr().out
    _, found = check()
    assert any("the store holds corpus" in line for line in found["ok"])


def test_an_unknown_key_and_a_dropped_fact_are_notes(check, folder):
    text = FERRY.replace("publisher:", "publishr:") + "“This mark is never closed, said nobody.\n"
    (folder / "seeds" / "ferry.md").write_text(text, "utf-8")
    code, found = check()
    assert (code, found["warning"]) == (0, [])
    assert "did you mean “publisher”" in found["note"][0]


def test_a_long_list_of_notes_is_cut(check, folder):
    for number in range(30):
        (folder / "seeds" / f"{number}.pdf").write_bytes(b"%PDF-1.7")
    _, found = check()
    assert len(found["warning"]) == 12
    assert any("18 more" in line for line in found["note"])


def test_an_empty_folder_is_an_error_and_says_what_belongs_there(check, folder):
    (folder / "seeds" / "ferry.md").unlink()
    code, found = check()
    assert code == 1
    assert ".txt, .md or .html" in found["error"][0]


def test_a_missing_folder_is_an_error(check, monkeypatch, folder):
    monkeypatch.setenv("SEEDS_DIR", str(folder / "none"))
    code, found = check()
    assert code == 1
    assert "SEEDS_DIR" in found["error"][0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("topics.toml", "[[topic]"),
        ("topics.toml", '[[topic]]\nid = "x"\n'),
        ("topics.toml", '[[topic]]\nid = "x"\ntitle = "X"\n'),
        ("actors.toml", "name = ["),
        ("actors.toml", '[[actor]]\nname = "X"\nkind = "dragon"\n'),
        ("corrections.toml", "[[correction]"),
        ("corrections.toml", '[[correction]]\narticle = "ferry.md"\n'),
    ],
)
def test_a_curated_file_that_says_nothing_sensible_is_an_error(check, folder, name, content):
    (folder / "seeds" / name).write_text(content)
    code, found = check()
    assert code == 1
    assert name in found["error"][0]


def test_a_topic_about_somebody_unheard_of_is_noted(check, folder):
    (folder / "seeds" / "topics.toml").write_text(
        '[[topic]]\nid = "ferry"\ntitle = "Ferry"\nactors = ["Elena Rojas", "Nemo"]\n'
    )
    _, found = check()
    assert any("Nemo" in line and "Rojas" not in line for line in found["note"])
    assert any("1 topic" in line for line in found["ok"])


def correction(words: str) -> str:
    return (
        f'[[correction]]\narticle = "ferry.md"\nparagraph = 2\nwords = "{words}"\n'
        'speaker = "unresolved"\n'
    )


def test_corrections_are_counted_and_those_that_change_nothing_warned_of(check, folder):
    (folder / "seeds" / "corrections.toml").write_text(
        correction("pier was rebuilt") + correction("pier was painted"), "utf-8"
    )
    code, found = check()
    (line,) = found["warning"]
    assert code == 0
    assert line.startswith("corrections.toml line 6 changes nothing: these words do not stand")
    assert "“pier was painted”" in line
    assert "corrections.toml: 2 corrections" in found["ok"]


def test_the_data_folders_corrections_are_counted_too(check, folder, monkeypatch):
    data = folder / "own"
    data.mkdir(0o700)
    monkeypatch.setenv("DATA_DIR", str(data))
    (data / "corrections.toml").write_text(correction("pier was painted"), "utf-8")
    _, found = check()
    (line,) = found["warning"]
    assert line.startswith("DATA_DIR/corrections.toml line 1 changes nothing")
    assert "DATA_DIR/corrections.toml: 1 correction" in found["ok"]
    (data / "corrections.toml").write_text("[[correction]", "utf-8")
    code, found = check()
    assert code == 1
    assert found["error"][0].startswith("DATA_DIR/corrections.toml is not valid TOML")


def test_a_long_list_of_corrections_that_change_nothing_is_cut(check, folder):
    text = "".join(correction(f"pier {number}") for number in range(20))
    (folder / "seeds" / "corrections.toml").write_text(text, "utf-8")
    _, found = check()
    assert len(found["warning"]) == 12
    assert any("8 more" in line for line in found["note"])


# --- the data folder, the store, the state


def test_a_data_folder_that_cannot_be_written_is_an_error(check, monkeypatch, folder):
    (folder / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(folder / "file"))
    code, found = check()
    assert code == 1
    assert "set DATA_DIR to another folder" in found["error"][0]


def test_a_data_folder_open_to_others_is_noted(check, folder):
    (folder / "data").mkdir()
    (folder / "data").chmod(0o755)
    (line,) = check()[1]["note"]
    assert "chmod 700" in line


def test_little_space_is_a_warning(check, folder, monkeypatch):
    (folder / "data").mkdir(mode=0o700)
    usage = type("Usage", (), {"free": 3_500_000})
    monkeypatch.setattr("bot.cli.folders.shutil.disk_usage", lambda _: usage)
    (line,) = check()[1]["warning"]
    assert line.startswith("only 3 MB are free")


def test_a_store_behind_its_articles_is_noted(check, folder):
    main(["build"])
    (folder / "seeds" / "ferry.md").write_text(FERRY.replace("again", "once more"), "utf-8")
    code, found = check()
    assert code == 0
    assert "changed since the store was built" in found["note"][0]
    assert "/reload" in found["note"][0]


def test_a_damaged_store_is_an_error_with_its_remedy(check, folder):
    main(["build"])
    (folder / "data" / "corpus.json").write_text("{")
    code, found = check()
    assert code == 1
    assert "newsdesk build" in found["error"][0]


def test_a_running_bot_is_a_note_and_not_disturbed(check, folder):
    main(["build"])
    with CorpusStore(folder / "data" / "corpus.json"):
        code, found = check()
        assert code == 0
        assert "running" in found["note"][0]
        assert main(["check", "--running"]) == 0
    assert main(["check", "--running"]) == 1


async def _made(path: Path) -> None:
    state = await State.open(path)
    await state.close()


def test_a_sound_state_is_ok_and_unchanged(check, folder):
    path = folder / "data" / "state.db"
    asyncio.run(_made(path))
    path.parent.chmod(0o700)
    before = path.read_bytes()
    code, found = check()
    assert (code, found["note"]) == (0, [])
    assert "state.db can be read" in found["ok"]
    assert path.read_bytes() == before


def _newer(path: Path) -> None:
    asyncio.run(_made(path))
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE cats (name)")
        database.commit()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_bytes(b"no database"), "not a database"),
        (_foreign, "something else"),
        (_newer, "newer Newsdesk"),
    ],
)
def test_a_state_that_cannot_be_used_is_an_error(check, folder, spoil, told):
    path = folder / "data" / "state.db"
    path.parent.mkdir(mode=0o700)
    spoil(path)
    code, found = check()
    assert code == 1
    assert told in found["error"][0]


def test_the_simulator_keeps_a_folder_of_its_own_that_is_looked_into(check, folder):
    (folder / "data" / "simulator").mkdir(mode=0o700, parents=True)
    (folder / "data").chmod(0o700)
    assert any(line.startswith("simulator: no store yet") for line in check()[1]["ok"])
    (folder / "data" / "simulator" / "state.db").write_bytes(b"no database")
    (folder / "data" / "simulator" / "corpus.json").write_text("{")
    code, found = check()
    assert code == 1
    store, state = found["error"]
    assert store.startswith("simulator: ")
    assert "newsdesk build" in store
    assert state.startswith("simulator: ")
    assert "not a database" in state


# --- Telegram


async def test_online_names_the_bot_that_the_token_belongs_to():
    from bot.simulator import Simulator

    def line(finding: findings.Finding) -> str:
        stream = io.StringIO()
        findings.write([finding], stream, Translator())
        return stream.getvalue()

    async with Simulator() as simulator:
        settings = load(telegram_bot_token=simulator.token, telegram_api_url=simulator.url)
        answered = line(await ask_telegram(settings))
        other = load(telegram_bot_token=TOKEN, telegram_api_url=simulator.url)
        refused = line(await ask_telegram(other))
    away = line(await ask_telegram(settings))
    assert answered.startswith("ok       Telegram knows the bot as @")
    assert refused.startswith("error    Telegram does not accept the token")
    assert away.startswith("error    Telegram does not answer")
    assert simulator.token not in answered + refused + away


def test_online_without_a_token_says_that_nothing_was_asked(check, monkeypatch):
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    assert any("not asked" in line for line in check("--online")[1]["note"])


# --- on a terminal


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "variables", "coloured"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(monkeypatch, stream, variables, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    findings.write([findings.error(Text("x"))], stream, Translator())
    assert bool(ESCAPE.search(stream.getvalue())) is coloured


def test_a_file_name_cannot_move_the_cursor():
    stream = io.StringIO()
    findings.write([findings.fine(Text("a\x1b[2Jb\nc"))], stream, Translator())
    assert stream.getvalue().startswith("ok       a?[2Jb?c\n")


async def test_a_build_is_explained_and_drawn_on_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with shown(Path("/articles"), stream) as display:
        assert stream.getvalue() == "", "nothing is drawn until a build reports"
        await display(Progress("reading", 0, 1))
        await display(Progress("extracting", 1, 5))
    drawn = stream.getvalue()
    assert "Reading the articles in /articles" in drawn
    assert "1/5" in drawn


def test_a_build_into_a_pipe_draws_nothing():
    with shown(Path("/articles"), io.StringIO()) as display:
        assert display is None


def test_a_build_without_a_terminal_is_quiet(folder, capsys):
    assert main(["ask", "ferry"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("line", ["TELEGRAM_BOT_TOKEN: 12", "this is not a setting", "ADMIN_IDS"])
def test_a_line_of_the_env_file_that_cannot_be_read_is_named(folder, capsys, line):
    (folder / ".env").write_text(f"# mine\n{line}\nLOG_LEVEL=ERROR\n", "utf-8")
    main(["check"])

    told = capsys.readouterr().out
    assert "line 2 of .env was not read" in told
    assert "Write a name, an equals sign and a value" in told


def test_an_env_file_that_is_a_folder_is_named(folder, capsys):
    (folder / ".env").mkdir()
    main(["check"])

    assert ".env is no file and was not read" in capsys.readouterr().out


def test_a_list_of_who_may_use_the_bot_without_effect_is_told(capsys, monkeypatch):
    monkeypatch.setenv("ALLOWED_IDS", "7")
    main(["check"])

    assert "ALLOWED_IDS has no effect while ACCESS is open" in capsys.readouterr().out


def test_articles_that_are_a_file_are_told_as_that(folder, capsys, monkeypatch):
    monkeypatch.setenv("SEEDS_DIR", str(folder / "seeds" / "ferry.md"))

    assert main(["check"]) == 1
    told = capsys.readouterr().out
    assert "is a file, not a folder; set SEEDS_DIR to a folder of articles" in told
    assert "topics.toml" not in told
