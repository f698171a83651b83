"""Whatever people type, press, edit or ask inline, while articles change: nothing breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.contract import Audience

READER, OTHER, ADMIN, GROUP = 1001, 1002, 1, -100500
ADMINS_ONLY = {command.name for command in COMMANDS if command.audience is Audience.ADMINS}

_known = st.sampled_from(
    (
        *("harbour", "ortis", "Лагос", "from:lagos", "in:A1", "2019", "before 2015", '"the ferry"'),
        *("A1 2", "A2 99", "chart", "md", "csv", "json", "daily 08:00 Berlin", "weekly", "force"),
        *("-ferry", "and in 2018?", "more", "off", "22-7", "@coastnews", "harbour ferry", "show 1"),
    )
)
_words = st.one_of(
    st.lists(_known, max_size=4).map(" ".join),
    st.text(max_size=60),
    st.text(st.sampled_from("\u202e\ufeff\0\n\t <>&\"“«'*_`[]()/@-:¶🇷🇺é"), max_size=40),
    st.text(min_size=1, max_size=3).map(lambda few: few * 1_300),
)
_names = st.sampled_from([command.name for command in COMMANDS])
_lines = st.one_of(
    _words, st.tuples(_names, _words).map(lambda both: f"/{both[0]} {both[1]}".strip())
).filter(lambda line: line.strip())


@dataclass(frozen=True)
class Step:
    """What somebody does, or what happens."""

    kind: str
    who: int
    text: str
    number: int


_steps = st.builds(
    Step,
    st.sampled_from(("say", "say", "say", "press", "press", "press", "forge", "group", "edit"))
    | st.sampled_from(("inline", "reload", "wait", "press in another's chat")),
    st.sampled_from((READER, READER, OTHER, ADMIN)),
    _lines,
    st.integers(0, 10_000),
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class Course:
    """A course of steps, and what must hold after each."""

    def __init__(self, news: Any, corpora: tuple[Any, ...]) -> None:
        self.news, self.talk, self.corpora = news, news.talk, corpora
        self.seen: list[tuple[int, int, str]] = []  # chat, message, data of each button

    async def take(self, step: Step) -> None:
        before = len(self.talk.wire.requests)
        chat = await self._do(step)
        for request in self.talk.wire.requests[before:]:
            text = request.text or str(request.sent.get("text", ""))
            assert "error e1" not in text, (step, text)
            assert units(text) <= 4_096
            if chat is not None and request.method.startswith(("send", "edit")):
                assert int(request.sent["chat_id"]) == chat, (step, request)
            for data in request.buttons.values():
                self.seen.append((int(request.sent["chat_id"]), request.message, data))

    async def _do(self, step: Step) -> int | None:
        """Do a step; give the one chat that may hear of it, where there is but one."""
        talk, who = self.talk, step.who
        match step.kind:
            case "say":
                await talk.say(step.text, user=who)
            case "edit":
                await talk.say(step.text, user=who, kind="edited_message")
            case "group":
                await talk.say(f"@newsdesk_bot {step.text}", user=who, chat=GROUP)
                return GROUP
            case "inline":
                query = {"id": "i", "from": talk._person(who), "query": step.text[:250]}
                await talk.process({"inline_query": {**query, "offset": str(step.number % 60)}})
            case "reload":
                await self.news.reload(self.corpora[step.number % len(self.corpora)])
                return None
            case "wait":
                await self.news.pass_by(minutes=step.number)
                return None
            case _:
                return await self._press(step)
        return who

    async def _press(self, step: Step) -> int:
        chat, message, data = step.who, 900, step.text[:64]
        if step.kind != "forge" and self.seen:
            chat, message, data = self.seen[step.number % len(self.seen)]
        if step.kind == "press in another's chat":
            chat = OTHER if chat == READER else READER
            before = len(self.talk.alerts)
            assert await self.talk.send_callback(data, user=chat, message_id=message) == []
            assert len(self.talk.alerts) == before + 1 or not self.seen
            return chat
        person = step.who if chat < 0 else chat
        await self.talk.send_callback(data, user=person, chat=chat, message_id=message)
        return chat


@pytest.mark.timeout(300)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(_steps, min_size=1, max_size=20))
async def test_whatever_is_done_is_answered_where_it_was_asked_and_breaks_nothing(
    opened, tmp_path, snapshot, grown, steps
):
    for left in tmp_path.glob("state.db*"):
        left.unlink()
    async with opened(snapshot) as news:
        news.rules(ADMIN)
        course = Course(news, (snapshot, grown))
        for step in steps:
            await course.take(step)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(sorted(ADMINS_ONLY)), _words, st.sampled_from((READER, GROUP)))
async def test_no_reader_gets_an_admins_command_done_whatever_they_add(news, name, words, chat):
    before = len(news.talk.archive.forced)
    messages = await news.talk.say(f"/{name} {words}".strip(), user=READER, chat=chat)
    (told,) = messages
    assert told.text.startswith(f"/{name} is for admins of this bot.")
    assert len(news.talk.archive.forced) == before


def test_nothing_of_a_wired_bot_shows_its_token_in_its_repr(news):
    token = news.talk.application.bot.token
    for part in (news.talk.gateway, news.talk.briefings, news.talk.tally):
        assert token not in repr(part)
