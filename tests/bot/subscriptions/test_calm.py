"""One message for a question; errors in plain words with the next step; no pictures for words."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from bot.commands import COMMANDS
from bot.contract import Audience
from bot.locale import extract

READER, ADMIN, GROUP, CHANNEL_NAME = 1001, 1, -100500, "@nochannel"
SILENT = {"sendChatAction"}
# What a sentence has that says what to do: a command, a form to copy, words of doing.
NEXT = re.compile(
    r"/[a-z]+|\b(?:write|type|ask|add|try|choose|press|reply|remove|make|say|will do|can let)\b"
    r"|\d\d:\d\d|\bpassages 1 to|Nearest|Did you mean|It holds",
    re.IGNORECASE,
)
ERRORS = (
    *("/qoute harbour", "/nonsense", "/help nonsense", "/stats", "/reload"),
    *(
        "/actor nobody",
        "/brief nothing",
        "/quote xyzzy",
        "/search xyzzy",
        "/timeline 1850",
        "/find",
    ),
    *("/quote from:xyzzy", "/search in:xyzzy", '/search "no such words"', "/search -harbour"),
    *("/source A1 99", "/source A9", "/source xyzzy", "/cite", "/cite A1 99", "/cite xyzzy 1"),
    *(
        "/compare",
        "/compare ortiz",
        "/compare ortiz ortiz",
        "/compare xyzzy qwert",
        "/disputed 1850",
    ),
    *(
        "/export",
        "/export quotes xyzzy",
        "/export actor",
        "/export actor xyzzy",
        "/export timeline 1850",
    ),
    *("/flag", "/flag xyzzy 1", "/flag A1 99", "/flags"),
    *("/save", "/saved", "/saved 9", "/saved md", "/unsubscribe nothing", "/pause x", "/quiet 9"),
    *("/quiet 9-9", "/timezone Atlantis", "/subscribe xyzzy", "/subscribe harbour 25:00"),
    *("/subscribe " + "harbour " * 30, f"/subscribe harbour 9:00 to {CHANNEL_NAME}"),
    *('/subscribe "?" 9:00', "/subscriptions @nochannel", "/mydata @nochannel"),
)


def asked() -> list[str]:
    """Each command alone, with words that mean nothing and with its own examples."""
    lines = [f"/{command.name}" for command in COMMANDS]
    lines += [f"/{command.name} xyzzy" for command in COMMANDS]
    lines += [example.line for command in COMMANDS for example in command.examples]
    lines += ["harbour", "who is Ana Ortiz?", "/nonsense", "thanks", "/timeline harbour chart"]
    return [*lines, *(f"/export {kind} ortiz csv" for kind in ("quotes", "timeline", "actor"))]


async def sent(news, line: str, **more) -> list[str]:
    """Say something; the methods of what was sent for it, changes of a message left out."""
    news.talk.seconds.passed += 60  # so that the pace has room again
    before = len(news.talk.wire.requests)
    await news.talk.say(line, **more)
    methods = [request.method for request in news.talk.wire.requests[before:]]
    return [method for method in methods if method.startswith("send") and method not in SILENT]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_question_is_answered_by_one_message(news, language):
    news.talk.language = language
    of_admins = {command.name for command in COMMANDS if command.audience is Audience.ADMINS}
    counted = {}
    for line in asked():
        user = ADMIN if line[1:].split(" ", 1)[0] in of_admins else READER
        counted[line] = await sent(news, line, user=user)
    assert {line: methods for line, methods in counted.items() if len(methods) != 1} == {}


async def test_in_a_group_every_command_is_answered_by_one_message_and_nonsense_by_none(news):
    news.rules(READER)
    counted = {line: await sent(news, line, chat=GROUP) for line in asked() if line[0] == "/"}
    assert counted.pop("/nonsense") == []  # another bot's, most likely
    assert {line: methods for line, methods in counted.items() if len(methods) != 1} == {}


@pytest.mark.parametrize("line", ERRORS)
async def test_what_cannot_be_done_is_said_in_plain_words_with_the_next_step(news, line):
    told = await news.say(line)
    buttons = [label for label in told.buttons if "¶" not in label]
    assert NEXT.search(told.text) or buttons, told.text
    assert "error" not in told.text.lower()
    assert not re.search(r"Exception|Traceback|None|null", told.text)


def test_no_text_has_a_picture_that_would_have_to_be_seen():
    """Emoji and other pictures of letters' size: there is none in any language."""
    catalogue = read_po(BytesIO(extract.catalogue_path("ru").read_bytes()), locale="ru")
    for entry in catalogue:
        texts = [*_each(entry.id), *_each(entry.string)]
        assert [c for text in texts for c in text if unicodedata.category(c) == "So"] == []


def _each(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text
