"""Logs: where they go, and what is struck out."""

from __future__ import annotations

import io
import json
import logging

import pytest

from bot import logs

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture
def root():
    """The root logger, put back afterwards."""
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    root.handlers = []
    yield root
    root.setLevel(before[0])
    root.handlers = before[1]
    logging.captureWarnings(capture=False)


@pytest.fixture(params=["text", "json"])
def written(request, root):
    """Configure logs in each form; give what was written so far."""
    stream = io.StringIO()
    logs.configure("DEBUG", request.param, secrets=["s3cret"], stream=stream)
    return stream.getvalue


@pytest.mark.parametrize(
    "said",
    [
        TOKEN,
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        TOKEN.replace(":", "%3A"),
        f"ExtBot[token={TOKEN}]",
        "s3cret",
    ],
)
def test_tokens_are_struck_out_of_messages(written, said):
    logging.getLogger("x").info("said %s", said)
    assert logs.STRUCK in written()
    assert "AAE" not in written()
    assert "s3cret" not in written()


def test_tokens_are_struck_out_of_tracebacks(written):
    error = ValueError(f"The token `{TOKEN}` was rejected")
    logging.getLogger("x").error("failed", exc_info=error)
    assert "ValueError" in written()
    assert TOKEN not in written()


def test_libraries_that_log_addresses_are_kept_quiet(written):
    logging.getLogger("httpx").info("HTTP Request: POST …")
    logging.getLogger("httpcore.http11").debug("send_request_headers")
    assert written() == ""


def test_json_logs_are_an_object_a_line(root):
    stream = io.StringIO()
    logs.configure("INFO", "json", stream=stream)
    logging.getLogger("x").info("two\nlines")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line) | {"time": ""} == {
        "time": "",
        "level": "INFO",
        "logger": "x",
        "message": "two\nlines",
    }


def test_the_redactor_does_not_tell_its_secrets():
    assert "s3cret" not in repr(logs.Redactor(["s3cret"]))
