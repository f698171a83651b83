"""The command line: what goes to which stream, and with which exit code it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"
HARBOUR = """---
title: Harbour reopens after repairs
publisher: Port Gazette
published: 2019-05-20
---
On 14 May 2019 the harbour of Valdivia reopened.
“We worked day and night for this harbour,” said Ana Ortiz, the harbour master.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, logs_put_back) -> Path:
    """A folder to be in, without settings of the machine; logs are put back afterwards."""
    for name in list(os.environ):
        if name.startswith("TELEGRAM_") or name in {"ADMIN_IDS", "ACCESS", "LOG_LEVEL"}:
            monkeypatch.delenv(name)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "harbour.md").write_text(HARBOUR, "utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SEEDS_DIR", str(seeds))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_version_is_printed(newsdesk):
    code, out, _ = newsdesk("--version")
    assert code == 0
    assert out.startswith("newsdesk ")


def test_without_a_command_it_says_how_to_use_it(newsdesk):
    code, out, err = newsdesk()
    assert (code, out) == (2, "")
    assert "COMMAND" in err


def test_running_without_a_token_names_the_variable_and_the_way_out(newsdesk):
    code, out, err = newsdesk("run")
    assert (code, out) == (2, "")
    assert "TELEGRAM_BOT_TOKEN" in err
    assert "newsdesk simulate" in err


def test_a_bad_setting_is_one_clear_line(newsdesk, monkeypatch):
    monkeypatch.setenv("ADMIN_IDS", "@me")
    code, out, err = newsdesk("export")
    assert (code, out) == (2, "")
    assert err.startswith("newsdesk: ADMIN_IDS is not a list")
    assert "Traceback" not in err


def test_a_bad_token_is_not_repeated(newsdesk, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "hunter2")
    code, _, err = newsdesk("run")
    assert code == 2
    assert "hunter2" not in err


def test_a_question_is_answered_on_standard_output(newsdesk):
    code, out, err = newsdesk("ask", "/quote", "day", "and", "night")
    assert code == 0
    assert "Ana Ortiz" in out
    assert "[Port Gazette ¶2]" in out
    assert err == ""


def test_plain_words_are_answered_like_in_a_private_chat(newsdesk):
    assert "Ana Ortiz" in newsdesk("ask", "ortiz")[1]


def test_ask_tells_in_words_what_a_chat_would_see_as_a_picture(newsdesk):
    in_words = newsdesk("ask", "/timeline", "2021")
    assert in_words[0] == 0
    assert newsdesk("ask", "/timeline", "2021", "chart") == in_words


def test_an_unknown_command_is_guessed_at(newsdesk):
    code, out, err = newsdesk("ask", "/qoute x")
    assert (code, out) == (2, "")
    assert "Did you mean /quote?" in err


def test_commands_that_act_are_for_the_bot(newsdesk):
    assert newsdesk("ask", "/reload")[0] == 2


def test_a_batch_gives_a_json_line_for_each_line(newsdesk, monkeypatch):
    lines = "/quote night\n\nortiz\n/actor Ortiz\n/source gazette\nzzzzqqqq\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    code, out, _ = newsdesk("ask", "--batch")
    assert code == 0
    quote, _plain, actor, source, nothing = map(json.loads, out.splitlines())
    assert (quote["command"], quote["words"]) == ("quote", "night")
    first = quote["matches"][0]
    assert first["kind"] == "quote"
    assert 0 < first["score"] <= 100
    assert first["citation"] == "[Port Gazette ¶2]"
    assert first["reasons"][0] | {"matched": ""} == {
        "why": "exact",
        "query": "night",
        "matched": "",
    }
    assert actor["matches"][0]["text"] == "Ana Ortiz"
    assert source["matches"][0]["kind"] == "article"
    assert (nothing["verdict"], nothing["matches"]) == ("nothing", [])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/frobnicate x", "There is no command /frobnicate."),
        ("/qoute night", "Did you mean /quote?"),
        ("/start", "/start looks nothing up."),
        ("/help quote", "/help looks nothing up."),
        ("/reload", "/reload looks nothing up."),
        ("/actor", "/actor needs words to look up."),
    ],
)
def test_what_cannot_be_looked_up_is_an_error_in_its_line_and_the_others_go_on(
    newsdesk, monkeypatch, typed, told
):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n/quote night\n"))
    code, out, _ = newsdesk("ask", "--batch")
    refused, answered = map(json.loads, out.splitlines())
    assert code == 0
    assert set(refused) == {"query", "command", "words", "error"}
    assert refused["query"] == typed
    assert told in refused["error"]
    assert answered["verdict"] == "confident"


def test_a_batch_looks_up_what_the_bot_answers(newsdesk, monkeypatch):
    lines = "ortiz\n/source gazette 2\n/timeline 2019\n/timeline 1950\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    name, passage, year, empty = map(json.loads, newsdesk("ask", "--batch")[1].splitlines())
    assert [match["kind"] for match in name["matches"]] == ["actor"]
    assert [match["kind"] for match in passage["matches"]] == ["article"]
    assert {match["kind"] for match in year["matches"]} == {"event"}
    assert (empty["verdict"], empty["matches"]) == ("nothing", [])


def test_the_corpus_is_exported_in_each_format(newsdesk):
    corpus = json.loads(newsdesk("export")[1])
    assert corpus["schema"] == "newsdesk/1"
    rows = list(csv.DictReader(io.StringIO(newsdesk("export", "--format", "csv")[1])))
    assert {row["kind"] for row in rows} >= {"quote", "event"}
    assert newsdesk("export", "--format", "md")[1].startswith("# ")


def test_build_says_what_the_corpus_holds_and_what_was_left_out(newsdesk, folder):
    (folder / "seeds" / "empty.txt").write_text("")
    code, out, _ = newsdesk("build")
    assert code == 0
    assert ": 1 article, 1 actor, 1 quotation, " in out
    assert "left out: empty.txt" in out
    assert newsdesk("build", "--anew")[0] == 0


def test_a_folder_that_is_not_there_is_told(newsdesk, monkeypatch, folder):
    monkeypatch.setenv("SEEDS_DIR", str(folder / "none"))
    code, out, err = newsdesk("ask", "x")
    assert (code, out) == (1, "")
    assert "none" in err
    assert newsdesk("check")[0] == 1


# --- the whole program


@pytest.fixture
def program(root):
    """Start the program; whatever is still running is ended."""
    started = []

    def program(*arguments: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(root), "PYTHONWARNINGS": ""} | variables,
        )
        started.append(process)
        return process

    yield program
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_simulator_prints_its_address_answers_and_ends_cleanly(program, ending):
    process = program("start", "--port", "0")
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address), process.communicate()
    with urllib.request.urlopen(address) as page:  # noqa: S310 - http, from the line above
        assert page.status == 200
    process.send_signal(ending)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert out == ""
    assert "Traceback" not in err


def test_the_simulator_minds_no_webhook_of_the_real_bot(program):
    webhook = {"WEBHOOK_URL": "https://news.example.org/bot", "WEBHOOK_SECRET": "s" * 40}
    process = program("simulate", "--port", "0", **webhook)
    address = process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, address[:17]) == (0, "http://127.0.0.1:"), err


def test_a_port_that_is_taken_is_told(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        out, err = program("simulate", "--port", port).communicate(timeout=60)
    assert out == ""
    assert f"Port {port} cannot be used" in err


def test_a_reader_of_the_output_may_leave_early(program):
    process = program("export")
    process.stdout.close()
    process.wait(timeout=60)
    assert "Traceback" not in process.stderr.read()


def test_a_token_that_telegram_does_not_accept_is_told_without_it(program):
    body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    with telegram_that_answers(b"401 Unauthorized", body) as url:
        process = program("run", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=url, LOG_LEVEL="DEBUG")
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "Telegram does not accept TELEGRAM_BOT_TOKEN" in err
    assert TOKEN not in err
    assert TOKEN.partition(":")[2] not in err


def test_an_unexpected_error_is_logged_without_the_token_and_its_id_told(program):
    with telegram_that_answers(b"200 OK", b'{"ok":true,"result":"nonsense"}') as url:
        process = program("run", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=url, LOG_LEVEL="DEBUG")
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert TOKEN.partition(":")[2] not in err
    told = re.search(r"^newsdesk: .* logged above as error ([0-9a-f]{8})\.$", err, re.MULTILINE)
    assert told is not None, err
    assert f"ERROR bot.cli: error {told[1]}\nTraceback" in err


@contextmanager
def telegram_that_answers(status: bytes, body: bytes):
    """Answer one request in the place of Telegram; give the address."""

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(
                b"HTTP/1.1 %b\r\nContent-Type: application/json\r\n"
                b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)
            )

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=serve, args=(server,))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.mark.usefixtures("children_in_proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_while_it_builds_for_the_first_time(program, folder, ending):
    text = (folder / "seeds" / "harbour.md").read_text("utf-8")
    for number in range(3_000):  # minutes of work
        (folder / "seeds" / f"{number}.md").write_text(f"{text}Line {number}.\n" * 20, "utf-8")
    process = program("run", TELEGRAM_BOT_TOKEN=TOKEN, LOG_LEVEL="DEBUG")
    _wait_until_it_builds(process)
    started = time.monotonic()
    process.send_signal(ending)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, ""), err
    assert time.monotonic() - started < 20
    assert "Traceback" not in err


def _wait_until_it_builds(process: subprocess.Popen[str]) -> None:
    """Wait for the worker that builds, a child of the program."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if any("spawn_main" in line for line in _command_lines_of_children(process.pid)):
            return
        time.sleep(0.05)
    process.kill()
    raise AssertionError(process.communicate())


def _command_lines_of_children(parent: int) -> Iterator[str]:
    """Read the command lines of a process's children, whichever thread has started them."""
    for children in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):  # a thread or a child that has just ended
            for pid in children.read_text("ascii").split():
                yield Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
