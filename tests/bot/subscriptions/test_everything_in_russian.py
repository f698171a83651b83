"""All that a Russian reader is shown is Russian, but for what articles, names and commands are."""

from __future__ import annotations

import re
from collections import deque
from io import BytesIO
from typing import Any

import pytest
from babel.messages.pofile import read_po

from bot.commands import COMMANDS
from bot.locale import extract

READER, ADMIN, GROUP = 1001, 1, -100500
LATIN = re.compile(r"[A-Za-z][A-Za-z]+")
ZONE = re.compile(r"\b[A-Z][a-z]+/[A-Z][A-Za-z_]+|\bUTC\b")
COMMAND = re.compile(r"/[a-z]+\b(?: [^\n]*)?")
PRESSES = 120

LINES = (
    *("/start", "/help", "/topics", "/topics ortiz", "/topics nothing", "/brief harbour"),
    *("/brief", "/brief nothing", "/timeline", "/timeline harbour", "/timeline 2018"),
    *("/timeline harbour 1950", "/timeline ortiz 2019", "/actor", "/actor ortiz", "/actor ortis"),
    *("/actor nobody", "/actor pedro", "/quote", "/quote harbour", "/quote harbor", "/quote nil"),
    *("/quote from:ortiz", "/quote from:nobody", "/quote from:", '/quote "worked day"', "/search"),
    *("/search harbour", '/search "no such words"', "/search harbour -repair", "/search -repair"),
    *("/search in:gazette", "/search in:nothing", "/search what:harbour", "/search when:never"),
    *("/find harbour", "/find lagos", "/find the", "/find", "/find in", "/find harbour reopens"),
    *(
        "/source",
        "/source A1",
        "/source A1 3",
        "/source A1 99",
        "/source nothing",
        "/source gazette",
    ),
    *(
        "what did ortiz say about the harbour?",
        "and in 2018?",
        "а Lagos?",
        "ещё",
        "how many boats?",
    ),
    *("when did the ferry sail?", "/subscribe", "/subscribe harbour", "/subscribe nobody 9:00"),
    *("/subscribe harbour 25:00", "/subscribe harbour mon,thu 9:00 Москва", "/subscribe 9:00"),
    *("/subscribe harbour mon 9:00 tue", '/subscribe "long repair" weekly 8:00', '/subscribe "x'),
    *(
        "/subscribe ferries onthisday 9:00",
        "/subscribe lagos instant",
        "/subscribe lagos instant 9",
    ),
    *("/subscribe harbour 9:00 UTC+77", "/subscribe ferries silent", "/subscribe ferry @nochannel"),
    *("/subscriptions", "/subscriptions @nochannel", "/unsubscribe", "/unsubscribe nothing"),
    *("/unsubscribe lagos", "/settings", "/timezone", "/timezone Atlantis", "/timezone Moscow"),
    *(
        "/quiet",
        "/quiet 22:00-07:00",
        "/quiet 9",
        "/quiet 9-9",
        "/pause x",
        "/pause 3",
        "/settings",
    ),
    *("/subscriptions", "/resume", "/pause", "/resume", "/mydata", "/cancel", "/nonsense", "/quot"),
    *("/help nothing", "/help quot", "/forgetme", "/reload", "/stats"),
    *("subscribe me to the harbour", "please subscribe", "unsubscribe", "stop sending me harbour"),
    *("/subscribe ortiz", "/subscribe lagos onthisday mon", "/subscribe harbour 9:00 10:00"),
    *("/subscribe harbour 9:00 wherever", "/subscribe harbour monthly", '/subscribe "?" 9:00'),
    *("/find harbour in:gazette -repair", "а в 2019?", "/search what: harbour", "/search in:here"),
    *(
        "/quote from:lagos harbour",
        "/quote from:lagos yard",
        "/timeline since 2019",
        "/topics boat",
    ),
    *(
        "/source harbour ferry",
        "/brief a",
        "/subscribe harbour Springfield 9:00",
        "/find ferries boat",
    ),
    *("/disputed", "/disputed harbour", "/disputed 1950", "/compare", "/compare ortiz lagos"),
    *("/compare ortiz", "/compare ortiz ortiz", "/compare nobody ortiz", "/compare gazette weekly"),
    *("/flag", "/flag A1", "/flag A1 2", "/flag A1 3", "/flag A9 1", "/flags"),
    *(f"/help {command.name}" for command in COMMANDS),
)


@pytest.fixture(scope="module")
def known(snapshot) -> set[str]:
    """Words that are no words of the bot: the articles', the commands', those that Russian uses."""
    corpus = snapshot.corpus
    told = [passage.text for article in corpus.articles for passage in article.passages]
    told += [f"{a.title} {a.publisher} {a.file}" for a in corpus.articles]
    told += [f"{topic.title} {topic.id} {' '.join(topic.queries)}" for topic in corpus.topics]
    told += [command.name for command in COMMANDS]
    told += ["English", "who said", corpus.version]  # a language's own name; a query as written
    path = extract.catalogue_path("ru")
    for entry in read_po(BytesIO(path.read_bytes()), locale="ru"):
        told += [entry.string] if entry.id and isinstance(entry.string, str) else []
    return {word.lower() for text in told for word in LATIN.findall(text)}


def foreign(text: str, known: set[str], typed: str) -> set[str]:
    """Words that are left in Latin letters and are neither known nor what was typed."""
    bare = ZONE.sub("", COMMAND.sub("", text))
    mine = {word.lower() for word in LATIN.findall(typed)}
    return {word for word in LATIN.findall(bare) if word.lower() not in known | mine}


async def crawled(news, lines, **more):
    """Say all lines, wait for what they subscribe to, and press the buttons that came, each once.

    Gives what was told, and why.
    """
    waiting: deque[tuple[str, list[Any]]] = deque()
    pressed: set[str] = set()
    for line in lines:
        news.talk.seconds.passed += 60  # so that the pace has room again
        waiting.append((line, await news.talk.say(line, **more)))
    waiting.append(("a push", await news.pass_by(hours=18, minutes=5)))
    while waiting:
        said, messages = waiting.popleft()
        for message in messages:
            yield said, message.text
            for label, data in message.buttons.items():
                yield said, label
                if data in pressed or len(pressed) >= PRESSES:
                    continue
                pressed.add(data)
                news.talk.seconds.passed += 60
                before = len(news.talk.alerts)
                came = await news.talk.send_callback(data, message_id=message.message, **more)
                waiting.append((f"{said} → {label}", came))
                for alert in news.talk.alerts[before:]:
                    yield f"{said} → {label}", alert or ""


OF_ADMINS = (
    *("/help", "/stats", "/reload", "/reload now", "/help stats", "/help reload"),
    *("/add", "/remove", "/remove A1", "/remove nothing", "/undo", "/add Гавань открыта снова."),
)


@pytest.mark.parametrize(
    ("place", "status", "lines"),
    [
        ({"user": READER}, "member", LINES),
        ({"user": ADMIN}, "member", OF_ADMINS),
        ({"user": READER, "chat": GROUP}, "administrator", LINES),
        ({"user": READER, "chat": GROUP}, "member", LINES),
    ],
    ids=["reader", "admin", "administrator of a group", "member of a group"],
)
async def test_whatever_is_asked_the_answer_is_russian(news, known, place, status, lines):
    news.talk.language = "ru"
    news.rules(READER, status=status)
    seen = 0
    left: dict[str, set[str]] = {}
    async for why, told in crawled(news, lines, **place):
        seen += 1
        if words := foreign(told, known, why):
            left.setdefault(f"{why}: {told}", set()).update(words)
    assert seen > len(lines)
    assert left == {}
