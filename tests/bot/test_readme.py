"""The README says what the code declares."""

from __future__ import annotations

import re

from bot.config import NAMES
from bot.readme import README, with_table


def test_the_table_of_commands_is_the_declarations() -> None:
    text = README.read_text("utf-8")
    assert with_table(text) == text, "run `make messages`"


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    text = README.read_text("utf-8")
    table = text[text.index("| setting |") :].partition("\n\n")[0]
    settings = [row.split("|")[1] for row in table.splitlines()[2:]]
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", " ".join(settings)))
    assert named == {name.upper() for name in NAMES}
