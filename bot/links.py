"""Deep links: what `https://t.me/BOT?start=…` opens, and how to write one.

A link may come from anybody: what it names is looked up, and nothing is done before it was asked.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from bot.contract import Action, Button
from bot.locale import t
from storage.models import Actor, Corpus, Topic

START: Final = "start"  # the command that Telegram sends with the link's last part
_PART: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Bot API, deep linking
_PASSAGE: Final = re.compile(r"p-(?P<article>[A-Za-z0-9]+)-(?P<number>[0-9]{1,6})")
_ACTOR: Final = "a-"
_TOPIC: Final = "t-"
_FOLLOWED_ACTOR: Final = "fa-"
_FOLLOWED_TOPIC: Final = "ft-"


def linked(part: str, corpus: Corpus) -> Action | None:
    """Tell what a link's last part asks for; None where it names nothing that is known.

    A subscription is asked for without days, so that the dialogue asks before anything is kept.
    """
    if not _PART.fullmatch(part):
        return None
    kind, dash, id_ = part.partition("-")
    kind += dash
    if kind in {_ACTOR, _FOLLOWED_ACTOR} and id_ in corpus.actor_by_id:
        if kind == _FOLLOWED_ACTOR:
            return Action(command="subscribe", words=f"actor:{id_}")
        return Action(command="actor", words=corpus.actor_by_id[id_].name)
    if kind in {_TOPIC, _FOLLOWED_TOPIC} and id_ in corpus.topic_by_id:
        if kind == _FOLLOWED_TOPIC:
            return Action(command="subscribe", words=f"topic:{id_}")
        return Action(command="brief", words=id_)
    return _passage(part, corpus)


def _passage(part: str, corpus: Corpus) -> Action | None:
    found = _PASSAGE.fullmatch(part)
    article = corpus.article_by_id.get(found["article"]) if found is not None else None
    if found is None or article is None or article.passage(int(found["number"])) is None:
        return None
    return Action(command="source", words=f"{article.id} {int(found['number'])}")


def share_passage(article: str, number: int) -> tuple[Button, ...]:
    """Give a button that shares a link to a passage."""
    return _share(f"p-{article}-{number}", Action(command="source", words=f"{article} {number}"))


def share_actor(actor: Actor) -> tuple[Button, ...]:
    """Give a button that shares a link to an actor's card; none where no link can name them."""
    return _share(_ACTOR + actor.id, Action(command="actor", words=actor.name))


def share_topic(topic: Topic) -> tuple[Button, ...]:
    """Give a button that shares a link to a topic's brief; none where no link can name it."""
    return _share(_TOPIC + topic.id, Action(command="brief", words=topic.id))


def _share(part: str, action: Action) -> tuple[Button, ...]:
    return (Button(t("Share"), action, links=part),) if _PART.fullmatch(part) else ()


def sharing(part: str, bot: str) -> str:
    """Give the address by which Telegram lets one choose to whom a link is sent."""
    address = f"https://t.me/{bot}?{urlencode({START: part})}"
    return f"https://t.me/share/url?{urlencode({'url': address})}"
