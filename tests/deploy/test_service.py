"""The systemd unit: it starts what is installed, and shuts the process in."""

from __future__ import annotations

import re
from configparser import ConfigParser

import pytest

from bot.cli import MISUSED, parser
from bot.config import NAMES
from briefings.delivery import STOPPING


@pytest.fixture
def unit(root) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read(root / "deploy/newsdesk.service", "utf-8")
    return read


def test_it_runs_the_bot_as_nobody_special(unit):
    program, *arguments = unit["Service"]["ExecStart"].split()
    assert program.endswith("/bin/newsdesk")
    parser().parse_args(arguments)
    assert unit["Service"]["DynamicUser"] == "yes"
    assert unit["Service"]["CapabilityBoundingSet"] == ""


def test_it_can_write_to_its_data_and_nowhere_else(unit):
    service = unit["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "newsdesk"
    assert {service[name] for name in ("ProtectHome", "PrivateTmp", "NoNewPrivileges")} == {"yes"}


def test_a_stop_waits_longer_than_the_bot_needs_and_a_wrong_setting_is_not_tried_again(unit):
    assert int(unit["Service"]["TimeoutStopSec"]) > 2 * STOPPING
    assert unit["Service"]["RestartPreventExitStatus"] == str(MISUSED)


def test_it_sets_what_the_bot_reads(root):
    text = (root / "deploy/newsdesk.service").read_text("utf-8")
    set_here = set(re.findall(r"^Environment=([A-Z_]+)=|\s([A-Z_]+)=", text, re.MULTILINE))
    names = {name for pair in set_here for name in pair if name}
    assert names - {"PYTHONDONTWRITEBYTECODE"} == {"DATA_DIR", "TELEGRAM_BOT_TOKEN_FILE"}
    assert {"data_dir", "telegram_bot_token_file"} <= set(NAMES)
