"""Deep links: what `/start` followed by a link's last part opens, and who shares one."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.contract import Action
from bot.links import linked, sharing

GROUP, READER = -100500, 1001


@pytest_asyncio.fixture
async def news(made, shipped):
    """A bot over the shipped articles, without subscriptions."""
    talk = made(shipped, commands=COMMANDS)
    async with talk.application:
        yield talk


async def test_start_has_four_buttons_that_tell_something_at_once(news):
    (start,) = await news.say("/start")
    *three, last = start.buttons
    assert three == [
        "In short: Embassies and evacuation",
        "Who is Fyodor Lukyanov?",
        "What happened in 2021?",
    ]
    assert last == "Subscribe"
    told = [(await news.press(start, label))[0] for label in three]
    assert [answer.text.partition("\n")[0] for answer in told] == [
        "Embassies and evacuation",
        "Fyodor Lukyanov · person",
        "Timeline · 2021",
    ]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("p-A1-2", "A1 "),
        ("a-zamir-kabulov", "Zamir Kabulov"),
        ("t-embassies", "Embassies and evacuation"),
    ],
)
async def test_a_link_opens_what_it_names(news, part, told):
    (answer,) = await news.say(f"/start {part}")
    assert told in answer.text.partition("\n")[0]
    (answer,) = await news.say(f"/start@newsdesk_bot {part}", chat=GROUP)
    assert told in answer.text.partition("\n")[0]


@pytest.mark.parametrize(
    "part",
    [
        "inline",
        "p-A1-999999",
        "p-A99-1",
        "p-A1-",
        "p--1",
        "p-A1-2-3",
        "a-nobody",
        "a-",
        "t-",
        "ft-no-such-topic",
        "fa-",
        "reload",
        "reload-force",
        "x" * 64,
        "x" * 65,
        "a-zamir-kabulov; drop",
        "p-A1-2 force",
        "п-A1-2",
        "p-A1-٢",
        "../../etc",
        "embassy",
    ],
)
async def test_any_other_link_is_answered_like_start(news, part):
    (start,) = await news.say("/start")
    (answer,) = await news.say(f"/start {part}")
    assert answer.text == start.text


@given(part=st.text(max_size=80))
def test_no_part_asks_for_more_than_can_be_looked_at_or_asked_back(shipped, part):
    action = linked(part, shipped.corpus)
    assert action is None or action.command in {"source", "actor", "brief", "subscribe"}


async def test_what_a_link_has_opened_may_be_followed(news):
    await news.say("/start a-zamir-kabulov")
    (follow,) = await news.say("and in 2021?")
    assert "Kabulov" in follow.text


async def test_an_edited_start_opens_the_link_in_the_same_message(news):
    (start,) = await news.say("/start", message_id=500)
    (changed,) = await news.say("/start p-A1-2", kind="edited_message", message_id=500)
    assert changed.message == start.message
    assert "¶2" in changed.text


def shared(request) -> str:
    """The address that an answer's button shares."""
    rows = json.loads(request.sent["reply_markup"])["inline_keyboard"]
    (button,) = [b for row in rows for b in row if "url" in b]
    assert button["text"] == "Share"
    return parse_qs(urlsplit(button["url"]).query)["url"][0]


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("/source A1 2", "https://t.me/newsdesk_bot?start=p-A1-2"),
        ("/actor Kabulov", "https://t.me/newsdesk_bot?start=a-zamir-kabulov"),
        ("/brief embassies", "https://t.me/newsdesk_bot?start=t-embassies"),
    ],
)
async def test_a_shared_link_leads_to_what_it_was_shared_from(news, line, address):
    (answer,) = await news.say(line)
    assert shared(answer) == address
    (again,) = await news.say("/start " + address.rpartition("=")[2])
    assert again.text == answer.text


def test_every_known_actor_topic_and_passage_has_a_link_or_no_button(shipped):
    from bot.links import share_actor, share_passage, share_topic

    corpus = shipped.corpus
    buttons = [
        *(b for actor in corpus.actors for b in share_actor(actor)),
        *(b for topic in corpus.topics for b in share_topic(topic)),
        *(b for a in corpus.articles for p in a.passages for b in share_passage(a.id, p.number)),
    ]
    assert len(buttons) > 200
    for button in buttons:
        assert linked(button.links, corpus) == button.action


def test_an_address_to_share_keeps_the_link_whole():
    assert sharing("p-A1-2", "b") == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fb%3Fstart%3Dp-A1-2"
    )


def test_a_subscription_is_asked_for_without_days(shipped):
    asked = linked("ft-embassies", shipped.corpus)
    assert asked == Action(command="subscribe", words="topic:embassies")
