"""Follow-ups: a dialogue whose later lines lean on the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.contract import Action, Place
from bot.following import Name, Sort, follow, merge, names_of, next_action, part
from bot.render.keyboard import page_rows
from bot.tokens import Remembered, StoredTokens
from bot.turns import Turn, Turns
from storage.building import build_snapshot
from storage.search import Found, Index, parse_query, write_query
from storage.snapshot import Snapshot
from storage.state import State

READER, OTHER, GROUP = 1001, 1002, -100500
MINUTE = 60
GAZETTE = """---
title: Harbour reopens
publisher: Port Gazette
published: 2019-05-20
---
On 14 May 2019 the harbour of Valdivia reopened after a long repair.

“We worked day and night for this harbour,” said Ana Ortiz, the mayor. “Nobody slept much at all.”

“The ferries will come back by the winter,” Ana Ortiz said on 16 May 2019.

On 3 March 2015 Ana Ortiz opened a school of navigation in Corral.

“The harbour is a monument to vanity,” said Pedro Lagos, a fisherman, on 17 May 2019.

In 2018 Pedro Lagos visited the yard.
"""
WEEKLY = """---
title: A summer at the coast
publisher: Coast Weekly
published: 2019-06-03
---
“The ferries are a disgrace for this coast,” Pedro Lagos said.

On 2 June 2019 the ferry to Corral was stopped. In August 2015 the harbour was flooded.
"""


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("seeds")
    (folder / "gazette.md").write_text(GAZETTE, "utf-8")
    (folder / "weekly.md").write_text(WEEKLY, "utf-8")
    return build_snapshot(folder)


def after(coast: Snapshot, first: str, line: str, command: str = "find") -> str | None:
    """What is asked by a line after another: the query written out, None where it is fresh."""
    asked = Action(command=command, words=first)
    action = next_action(line, Turn(asked, 1, asked), coast)
    return action.words if action is not None else None


@pytest.mark.parametrize(
    ("first", "line", "asked"),
    [
        ("what did ortiz say about ferries", "and in 2015?", "ortiz ferries 2015"),
        ("what did ortiz say about ferries", "2015", "ortiz ferries 2015"),
        ("what did ortiz say about ferries", "in May 2019?", "ortiz ferries 2019-05"),
        ("what did ortiz say about ferries", "а Лагос?", "Лагос ferries"),
        ("what did ortiz say about ferries", "what about the harbour", "ortiz harbour"),
        ("what did ortiz say about ferries", "and what did lagos say?", "lagos ferries"),
        ("ortiz school 2015", "how about lagos", "lagos school 2015"),
        ("ortiz school 2015", "а в 2019?", "ortiz school 2019"),
        ("ortiz harbour may 2019", "what about the ferries?", "ortiz ferries 2019-05"),
        ("ortiz harbour may 2019", "then ferries in 2015", "ortiz ferries 2015"),
        ("что сказал Лагос о гавани", "а в августе 2015?", "Лагос гавани 2015-08"),
        ("что сказал Лагос о гавани", "а Ана Ортис?", "Ана Ортис гавани"),
        ("ортис", "а в 2015?", "ортис 2015"),
        ("ortiz", "ещё о паромах", "ortiz паромах"),
        ("ortiz harbour", "and in:weekly", "in:weekly ortiz harbour"),
        ("ortiz harbour -winter", 'and "day and night"', 'ortiz "day and night" -winter'),
        ("harbour", "and Lagos?", "Lagos harbour"),
        ("ортис гавань", "what about the mayor", "ортис mayor"),
        ("who called the ferries a disgrace", "and Ortiz?", "Ortiz ferries disgrace"),
        ("harbour", "not in:weekly", "-in:weekly harbour"),
        ("harbour", "without the coast weekly", '-in:"the coast weekly" harbour'),
        ("ortiz harbour", "кроме Port Gazette", '-in:"Port Gazette" ortiz harbour'),
        ("harbour 2019", "except ortiz", "harbour -ortiz 2019"),
        ("harbour", "only in:weekly", "in:weekly harbour"),
        ("ortiz harbour", "only in the port gazette", 'in:"the port gazette" ortiz harbour'),
        ("harbour", "in the coast weekly?", 'in:"the coast weekly" harbour'),
        ("harbour", "and the weekly", 'in:"the weekly" harbour'),  # as its file is called
        ("harbour", "and coast weekly?", 'in:"coast weekly" harbour'),
        ("harbour 2019", "before that?", 'harbour "before 2019-01-01"'),
        ("harbour in may 2019", "а после этого?", 'harbour "since 2019-06-01"'),
    ],
)
def test_what_a_follow_up_names_replaces_its_like(coast, first, line, asked):
    written = after(coast, first, line)

    assert written is not None
    shown = written.replace("who said ", "").replace("from:", "").replace("when:", "")
    assert shown.replace('"Ана Ортис"', "Ана Ортис") == asked


@pytest.mark.parametrize(
    "line",
    [
        "harbour",
        "lagos",
        "Pedro Lagos?",
        "Who is Pedro Lagos?",
        "and who is Pedro Lagos?",
        "кто такой Лагос?",
        "lagos on ferries",
        "ferries in 2015",
        "what did lagos say",
        "what happened in 2015",
        "and what did lagos say about the harbour?",
        "and what happened in corral in 2015?",
        "а что сказал Лагос о гавани?",
        "anderson",
        "a harbour",  # the Latin article
        "more than a hundred ferries",
        "and",
        "and?",
        "а",
        "?",
        "harbour?",
        "coast weekly",
        "in corral",
        "only ferries",
        "without a trace",
        '"and in 2015"',
    ],
)
def test_a_full_question_is_never_taken_for_a_follow_up(coast, line):
    assert after(coast, "what did ortiz say about ferries in may 2019", line) is None


@pytest.mark.parametrize("failed", ["from:zimmermann", "in:zzyzx"])
def test_a_filter_that_names_nobody_is_not_kept(coast, failed):
    assert after(coast, f"{failed} harbour", "and in 2015?") == "harbour when:2015"


SORTS = {
    **dict.fromkeys(("ortiz", "lagos"), Sort.PERSON),
    **dict.fromkeys(("union", "navy", "port authority"), Sort.BODY),
    **dict.fromkeys(("corral", "chile"), Sort.WHERE),
}


def known(typed: str) -> Name | None:
    return Name(typed, SORTS[typed], typed.title()) if typed in SORTS else None


@pytest.mark.parametrize(
    ("last", "new", "merged"),
    [
        ("from:ortiz navy strike", "union", "from:ortiz union strike"),
        ("from:ortiz navy strike", "lagos", "from:lagos navy strike"),
        ("from:navy union strike", "port authority", 'from:"port authority" union strike'),
        ("from:ortiz lagos strike", "navy", "from:navy lagos strike"),
        ("from:ortiz strike corral", "chile", "from:ortiz chile strike"),
        ("from:ortiz strike", "corral", "from:ortiz corral strike"),
        ("ortiz strike corral", "navy", "corral navy strike"),
        ("ortiz strike corral", "lagos chile", "lagos chile strike"),
        ("ortiz strike", "from:lagos", "from:lagos strike"),
        ("ortiz strike", "from:lagos repair", "from:lagos repair"),
        ("ortiz strike in:a1 2015", "-in:a2", "-in:a2 in:a1 ortiz strike 2015"),
        ('ortiz "on strike" 2015', "repair 2016", "ortiz repair 2016"),
    ],
)
def test_a_name_replaces_the_one_of_its_sort_then_the_speaker(last, new, merged):
    found, expected = merge(parse_query(last), parse_query(new), known), parse_query(merged)

    assert replace(found, filters=()) == replace(expected, filters=())
    assert set(found.filters) == set(expected.filters)


@dataclass
class Counting:
    """In the place of an index: counts look-ups of names."""

    index: Index
    looked_up: int = 0

    def find_actor(self, typed: str) -> Found:
        self.looked_up += 1
        return self.index.find_actor(typed)


def test_a_line_of_names_alone_costs_no_more_than_a_few_look_ups(coast):
    index = Counting(coast.index)
    names = names_of(replace(coast, index=index))
    found = part(("lagos", "ortiz") * 4, names)

    assert index.looked_up <= 10
    assert [name.full for name in found.names] == ["Pedro Lagos", "Ana Ortiz"] * 4


def test_what_would_not_fit_into_a_query_is_asked_alone(coast):
    first = f'ortiz "{"x" * 70}"'

    assert after(coast, first, "and from:lagos -" + "y" * 20) is not None
    assert after(coast, first, "and from:lagos -" + "y" * 60) is None


def test_a_search_of_one_kind_goes_on_in_its_kind(coast):
    asked = Action(command="quote", words="ortiz")
    action = next_action("а Лагос?", Turn(asked, 1, asked), coast)

    assert action == Action(command="quote", words="Лагос", alone="Лагос?")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_two_lines_raise_and_a_follow_up_can_be_written(first, line):
    followed = follow(line, parse_query(first), parse=parse_query, names=lambda _typed: None)

    assert followed is None or write_query(followed.query)


@pytest_asyncio.fixture
async def talk(made, coast):
    talk = made(snapshot=coast, commands=COMMANDS)
    async with talk.application:
        yield talk


async def verify_dialogue(talk, *lines: tuple[str, str, str]) -> None:
    """Say each line in turn; see what the answer begins with and what it holds."""
    for line, start, holds in lines:
        (answer,) = await talk.say(line)
        assert answer.text.startswith(start), line
        assert holds in answer.text, line


async def test_a_dialogue_in_english(talk):
    await verify_dialogue(
        talk,
        ("what did ortiz say about ferries", "", "by the winter"),
        ("and lagos?", "About: Pedro Lagos, ferries\n", "disgrace"),
        ("what about the harbour", "About: Pedro Lagos, harbour\n", "monument to vanity"),
        ("and ortiz?", "About: Ana Ortiz, harbour\n", "day and night"),
        ("harbour", "", "Valdivia"),
        ("in 2015?", "About: harbour, 2015\n", "flooded"),
    )


async def test_a_dialogue_in_russian(talk):
    await verify_dialogue(
        talk,
        ("ортис", "Ana Ortiz", ""),
        ("а в марте 2015?", "About: Ana Ortiz, Mar 2015\n", "school of navigation"),
        ("а Лагос?", "About: Pedro Lagos, Mar 2015\n", ""),
        ("а в 2018?", "About: Pedro Lagos, 2018\n", "visited the yard"),
    )


async def test_what_a_follow_up_asks_is_told_in_words(talk):
    await talk.say("what did ortiz say about ferries")
    (answer,) = await talk.say("and in 2031?")
    assert "Not in the corpus: Ana Ortiz, ferries, 2031" in answer.text
    await talk.say("harbour")
    (answer,) = await talk.say("and in:gazette -yard")
    assert answer.text.startswith("About: harbour, in gazette, without yard\n")


@pytest.mark.parametrize("line", ["thanks", "ok", "спасибо"])
async def test_courtesy_is_no_question(talk, line):
    await talk.say("harbour")
    (answer,) = await talk.say(line)

    assert "There is nothing to look for in that" in answer.text


async def test_a_full_question_starts_anew(talk):
    await talk.say("ortiz harbour")
    (answer,) = await talk.say("what happened in 2015?")
    assert "About:" not in answer.text
    (answer,) = await talk.say("and in 2018?")
    assert answer.text.startswith("About: 2018\n")


async def test_after_a_quarter_of_an_hour_it_is_a_fresh_question(talk):
    await talk.say("harbour")
    talk.clock.pass_by(15 * MINUTE)
    (still,) = await talk.say("in 2015?")
    talk.clock.pass_by(15 * MINUTE + 1)
    (fresh,) = await talk.say("in 2015?")

    assert still.text.startswith("About: harbour, 2015")
    assert "About:" not in fresh.text


async def test_the_question_of_another_is_not_mixed_in(talk):
    await talk.say("/find harbour", chat=GROUP)
    (other,) = await talk.say("/find in 2015?", chat=GROUP, user=OTHER)
    (elsewhere,) = await talk.say("/find in 2015?", chat=GROUP, thread=7)
    (private,) = await talk.say("in 2015?")
    (own,) = await talk.say("/find in 2015?", chat=GROUP)

    assert all("About:" not in one.text for one in (other, elsewhere, private))
    assert own.text.startswith("About: harbour, 2015")


async def test_groups_still_hear_nothing_but_commands(talk):
    await talk.say("/find harbour", chat=GROUP)
    assert await talk.say("and in 2015?", chat=GROUP) == []


async def test_a_reply_follows_the_answer_that_it_replies_to_however_old(talk):
    await talk.say("what did ortiz say about ferries")
    first = last_message(talk)
    talk.clock.pass_by(3 * 24 * 60 * MINUTE)
    await talk.say("harbour")
    (answer,) = await talk.say("and lagos?", reply_to_message=replied(first))

    assert answer.text.startswith("About: Pedro Lagos, ferries\n")


async def test_a_reply_to_what_is_not_known_is_a_fresh_question(talk):
    await talk.say("harbour")
    (answer,) = await talk.say("and in 2015?", reply_to_message=replied(3))

    assert "About:" not in answer.text


async def test_a_reply_to_a_person_is_a_line_as_any_other(talk):
    await talk.say("harbour")
    (answer,) = await talk.say("and in 2015?", reply_to_message=replied(3, bot=False))

    assert answer.text.startswith("About: harbour, 2015")


def last_message(talk) -> int:
    """The id that the wire gave to what the bot said last."""
    sent = [n for n, one in enumerate(talk.wire.requests, 1) if one.method == "sendMessage"]
    return 1000 + sent[-1]


def replied(message: int, *, bot: bool = True) -> dict[str, object]:
    """The message that a line replies to."""
    return {
        "message_id": message,
        "date": 1,
        "chat": {"id": READER, "type": "private"},
        "from": {"id": 123456789 if bot else READER, "is_bot": bot, "first_name": "N"},
        "text": "…",
    }


async def test_a_button_asks_it_alone_and_the_next_line_follows_that(talk):
    await talk.say("ortiz harbour")
    (answer,) = await talk.say("and in 2015?")
    assert answer.text.startswith("About: Ana Ortiz, harbour, 2015\n")
    (alone,) = await talk.press(answer, "Ask it alone")
    (again,) = await talk.say("what about ferries")

    assert "About:" not in alone.text
    assert "flooded" in alone.text
    assert "school of navigation" in alone.text
    assert again.text.startswith("About: ferries, 2015")


async def test_opening_a_source_keeps_the_question(talk):
    (answer,) = await talk.say("harbour")
    await talk.press(answer, next(label for label in answer.buttons if "¶" in label))
    (answer,) = await talk.say("in 2015?")
    assert answer.text.startswith("About: harbour, 2015")


async def test_more_gives_the_next_page_until_there_is_none(made):
    talk = made()
    async with talk.application:
        await talk.say("/long")
        pages = [(await talk.say(line))[0].text for line in ("more", "ещё", "more")]

    assert [page[:6] for page in pages] == ["Page 2", "Page 3", "That w"]


async def test_more_goes_on_from_the_page_that_was_turned_to(made):
    talk = made()
    async with talk.application:
        (first,) = await talk.say("/long")
        await talk.send_callback(first.buttons["More ›"], message_id=last_message(talk))
        (answer,) = await talk.say("more")

    assert answer.text.startswith("Page 3")


async def test_more_without_anything_before_it_is_a_question(talk):
    (answer,) = await talk.say("more")
    assert "That was all" not in answer.text


async def test_a_button_remembers_over_a_restart_what_was_typed_alone(tmp_path):
    action = Action(command="find", words="harbour 2015", alone="in 2015?", page=1, edit=True)
    state = await State.open(tmp_path / "state.sqlite3")
    tokens = StoredTokens(state)
    (token,) = await tokens.remember(READER, [action], "v1")

    assert await tokens.recall(READER, token) == Remembered(action, "v1")
    await state.close()


def test_a_page_button_keeps_what_was_typed_alone():
    action = Action(command="find", words="harbour 2015", alone="in 2015?")
    ((_here, onward),) = page_rows(action, 0, 2)

    assert onward.action == replace(action, page=1, edit=True)


@pytest.mark.parametrize("most", [1, 3])
def test_what_is_remembered_is_bounded(most):
    turns = Turns(lambda: datetime(2026, 11, 23, tzinfo=UTC), most=most)
    places = [Place(chat=n, private=True, user=n) for n in range(5)]
    for place in places:
        turns.add(place, place.chat, Action(command="find", words="harbour"), 1)

    assert [p.chat for p in places if turns.last(p) is not None] == list(range(5))[-most:]
    assert [p.chat for p in places if turns.before(p, p.chat) is not None] == list(range(5))[-most:]
