"""Questions for what a subscription follows: bare, and where a name may mean several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot import followed
from bot.contract import Action, Answer, Ask, Button
from bot.locale import t
from bot.questions import as_reply, completed, short
from bot.render.pages import in_rows
from bot.render.rich import bold, code, italic, join, rich
from bot.render.subscriptions import label
from briefings.wording import Wish
from storage.state.records import Wanted

_OFFERED: Final = 24  # topics with a button


def ask_what(ask: Ask, base: Action) -> Answer:
    """Ask what to follow."""
    buttons = [
        Button(
            short(topic.title),
            completed(base, followed.written(followed.topic(ask.snapshot, topic.id), Wish())),
        )
        for topic in ask.snapshot.corpus.topics[:_OFFERED]
    ]
    typed = rich(
        t("Or write whom or what: "),
        code("/subscribe Kabulov weekdays 09:00"),
        ", ",
        code('/subscribe "exact words" weekly'),
    )
    return Answer(
        blocks=(join((rich(bold(t("What do you want to follow?"))), typed, *as_reply(ask))),),
        choices=in_rows(buttons, 2),
        expects=base,
    )


def ask_which(
    ask: Ask, base: Action, wish: Wish, likely: Sequence[Wanted], as_words: Wish
) -> Answer:
    """Ask which one is meant, or offer the words themselves: the subject's, and those as typed."""
    subject = wish.subject or ""
    choices = [
        (Button(label(one), completed(base, followed.written(one, wish))),) for one in likely
    ]
    for words in {wish.subject: wish, as_words.subject: as_words}.values():
        phrase = words.subject or ""
        if any(character.isalnum() for character in phrase):
            action = completed(base, followed.written(followed.phrase(phrase), words))
            choices.append((Button(t("The words “{words}”", words=short(phrase)), action),))
    question = (
        t("What do you mean by “{words}”?", words=subject)
        if likely
        else t("No topic and nobody is called “{words}”.", words=subject)
    )
    hint = rich(italic(t("Or write another name. /cancel stops this.")))
    return Answer(
        blocks=(join((rich(bold(question)), hint, *as_reply(ask))),),
        choices=(*choices, (Button(t("All topics"), base),)),
        found=bool(likely),
        expects=base,
    )
