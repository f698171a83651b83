"""What admins see of an article that they are about to add: what is understood, what is missing.

The words of each button hold the whole step: what is to be done, and with which draft.  Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.contract import Action, Answer, Button, Text
from bot.locale import Number, name_of, t, tn
from bot.render.report import publication
from bot.render.rich import Rich, bold, italic, join, quoted, rich
from storage.drafts import Draft
from storage.models import Article
from storage.preview import Preview

ADD: Final = "add"
OPEN, PASTE, PUBLISH, DISCARD = "open", "paste", "publish", "discard"
NEW = "new"  # in the place of the id of a draft that there is not yet
TITLE, PUBLISHER, PUBLISHED = "title", "publisher", "published"
_LONGEST: Final = 300  # characters of a first line that is shown
_ASKED: Final = {
    TITLE: t("What is its title?"),
    PUBLISHER: t("Who published it?"),
    PUBLISHED: t("When was it published? Write it as 2021-08-16, August 2021 or 2021."),
}
_CHANGES: Final = {TITLE: t("Title"), PUBLISHER: t("Publisher"), PUBLISHED: t("Date")}
_ENDS: Final = t("Write it as your next message. /cancel stops this.")


def step(deed: str, draft: Draft) -> Action:
    """Give the action that does something with a draft."""
    return Action(command=ADD, words=f"{deed} {draft.id}")


def how(drafts: Sequence[Draft]) -> Answer:
    """Say how an article is added, and list the drafts that wait."""
    lines = [
        rich(bold(t("Add an article"))),
        rich(t("Send me a file (.txt, .md or .html), or its text or address after /add.")),
    ]
    if drafts:
        lines.append(rich(tn("{count} draft waits.", "{count} drafts wait.", len(drafts))))
    paste = Button(t("Paste a text"), Action(command=ADD, words=f"{PASTE} {NEW}"))
    opens = [
        Button(t("Draft {number}", number=number), step(OPEN, draft))
        for number, draft in enumerate(drafts, start=1)
    ]
    return Answer(blocks=(join(lines),), choices=((paste,), tuple(opens)), asks=True)


def ask_text(draft: Draft | None, length: int = 0, last: int = 0) -> Answer:
    """Ask for a text, or for more of it: Telegram cuts a long one into several messages.

    What was sent has a length, and so has its last part.
    """
    if draft is None:
        words = [t("Send the text now, in one message or in several. /cancel stops this.")]
        return Answer(blocks=(rich(*words),), expects=Action(command=ADD, words=f"{PASTE} {NEW}"))
    got = tn("I have {count} character.", "I have {count} characters.", length)
    return Answer(
        blocks=(rich(got, " ", t("Send what follows, or press the button. /cancel stops this.")),),
        choices=((Button(t("That is all"), step(OPEN, draft)), _discard(draft)),),
        expects=Action(command=ADD, words=f"{PASTE} {draft.id} {last}"),
    )


def ask_for(draft: Draft, what: str) -> Answer:
    """Ask for what an article does not say of itself, or says wrongly."""
    back = Button(t("Back"), step(OPEN, draft))
    lines = (rich(bold(_ASKED[what])), rich(italic(_ENDS)))
    return Answer(blocks=(join(lines),), choices=((back,),), expects=step(what, draft), asks=True)


def card(draft: Draft, told: Preview) -> Answer:
    """Tell what was understood of a draft, and ask for what is missing first."""
    missing = _missing(told.article)
    blocks = [join(tuple(_facts(told))), *_likeness(told), *map(_note, told.notes)]
    blocks += [rich(quoted(_short(line))) for line in told.first] if told.first else []
    if missing:
        blocks.append(join((rich(bold(_ASKED[missing[0]])), rich(italic(_ENDS)))))
    changes = tuple(Button(label, step(what, draft)) for what, label in _CHANGES.items())
    publish = Button(t("Publish"), step(PUBLISH, draft))
    return Answer(
        head=rich(bold(t("To be added"))),
        blocks=tuple(blocks),
        choices=((publish, _discard(draft)), changes),
        expects=step(missing[0], draft) if missing else None,
        asks=True,
    )


def _discard(draft: Draft) -> Button:
    return Button(t("Discard"), step(DISCARD, draft))


def _missing(article: Article) -> list[str]:
    said = {
        TITLE: article.title_stated,
        PUBLISHER: article.publisher,
        PUBLISHED: article.published,
    }
    return [what for what, there in said.items() if not there]


def _facts(told: Preview) -> Iterator[Rich]:
    article = told.article
    first_words = "" if article.title_stated else rich(" ", italic(t("(its first words)")))
    yield rich(t("Title: {what}", what=article.title), first_words)
    yield rich(t("Publisher: {what}", what=article.publisher or t("not known")))
    if article.authors:
        yield rich(t("By {names}", names=", ".join(article.authors)))
    yield rich(t("Published:"), " ", publication(article))
    if article.url:
        yield rich(t("Original:"), " ", article.url)
    yield rich(t("Language: {what}", what=name_of(article.language)))
    yield rich(
        t(
            "Passages: {passages}. Quotations: {quotes}, {unattributed} of them without a "
            "speaker. Actors: {actors}. Dated events: {events}.",
            passages=Number(told.passages),
            quotes=Number(told.quotes),
            unattributed=Number(told.unattributed),
            actors=Number(told.actors),
            events=Number(told.events),
        )
    )


def _likeness(told: Preview) -> Iterator[Rich]:
    if told.same_address is not None:
        yield rich(bold(t("Its address is that of {article}.", article=told.same_address)))
    if told.like is not None:
        yield rich(
            t(
                "{alike} of its {count} paragraphs stand in {article} already.",
                alike=Number(told.alike),
                count=Number(told.compared),
                article=told.like,
            )
        )


def _note(note: str) -> Rich:
    return rich(italic(note))


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def gone() -> Text:
    """Say that there is no such draft any more."""
    return t("That draft is done with, or has had its day. Send the article again.")
