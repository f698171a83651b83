"""/save and /saved: answers that a person keeps, listed, handed over as a file, removed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from bot.contract import Action, Answer, Ask, Button, Command, Document, PersonError, Talk, Text
from bot.locale import Number, Translator, t, tn
from bot.render.facts import date_words
from bot.render.markdown import escaped
from bot.render.pages import in_rows
from bot.render.rich import Rich, bold, italic, rich
from storage.excerpt import table
from storage.models import When
from storage.state.clippings import MOST, Clippings
from storage.state.records import Clipping, Keeping

SAVE = Command(
    name="save",
    summary=t("keep an answer: reply to it with /save"),
    detail=t(
        "Reply with /save to any answer of mine in our private chat, or press Save below it; it is "
        "kept as it stands, also when the articles change. /saved lists what you have kept. 100 "
        "answers at most."
    ),
)
SAVED = Command(
    name="saved",
    summary=t("the answers that you have kept"),
    usage=t("[NUMBER] or [md|csv|json]"),
    detail=t(
        "Lists what you have kept, the latest first; /saved 3 opens one, with a button that "
        "removes it; /saved md hands all of it over as a file to read, csv and json for programs."
    ),
)
_COLUMNS = ("saved", "corpus", "text")
_FORMATS: Final = ("md", "csv", "json")
_DEED = re.compile(r"(?P<deed>show|remove) (?P<id>\d{1,18})")
_NUMBER = re.compile(r"\d{1,4}")
_BUTTONS, _IN_A_ROW = 8, 4
_SHORT = 140  # characters of an answer in the list


@dataclass(frozen=True, slots=True)
class Save:
    """Keeps the answer that was replied to, or below which the button was pressed."""

    clippings: Clippings

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Keep it, or tell how that is done."""
        del talk
        _only_in_private(ask)
        if not ask.place.said:
            how = t("Reply with /save to an answer of mine, or press Save below it.")
            return Answer(blocks=(rich(how),), found=False)
        version = ask.snapshot.corpus.version
        kept = await self.clippings.keep(ask.place.chat, ask.place.said, version)
        if kept is Keeping.FULL:
            full = t(
                "You have kept {count} answers, which is all that fits. Remove one of them first.",
                count=Number(MOST),
            )
            return Answer(blocks=(rich(full),), choices=((_ALL,),), found=False)
        said = t("Saved.") if kept is Keeping.KEPT else t("It is saved already.")
        return Answer(blocks=(rich(said),), choices=((_ALL,),))


@dataclass(frozen=True, slots=True)
class Saved:
    """Lists what somebody has kept; opens, removes, or hands it over."""

    clippings: Clippings

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Do with it what is asked."""
        _only_in_private(ask)
        words = ask.words.casefold().strip()
        deed = _DEED.fullmatch(words)
        removed = False
        if ask.pressed and deed is not None and deed["deed"] == "remove":
            removed = await self.clippings.remove(ask.place.chat, int(deed["id"]))
        kept = await self.clippings.of(ask.place.chat)
        if not kept:
            how = t("Reply with /save to an answer of mine, or press Save below it.")
            return Answer(blocks=(rich(bold(t("Nothing is saved."))), rich(how)), found=False)
        if words in _FORMATS:
            await talk.hand_over(lambda speaks: _file(kept, words, speaks), _caption(kept))
            return None
        if ask.pressed and deed is not None and deed["deed"] == "show":
            return _opened([one for one in kept if one.id == int(deed["id"])])
        if _NUMBER.fullmatch(words):
            return _opened(kept[int(words) - 1 : int(words)] if int(words) else ())
        return _listed(kept, removed=removed)


def _only_in_private(ask: Ask) -> None:
    if not ask.place.private:
        raise PersonError(t("What you save is kept in our private chat: ask me there."))


def _opened(one: Sequence[Clipping]) -> Answer:
    """Tell one again as it was told, and offer to remove it."""
    if not one:
        raise PersonError(t("There is no such saved answer. /saved lists them."))
    (clipping,) = one
    line = t("Saved on {date}, as it was told then.", date=_date(clipping))
    remove = Action(command="saved", words=f"remove {clipping.id}", edit=True)
    return Answer(
        head=rich(italic(line)),
        blocks=(rich(clipping.text),),
        choices=((Button(t("Remove"), remove), _ALL),),
    )


def _listed(kept: Sequence[Clipping], *, removed: bool) -> Answer:
    lines = [
        rich(bold(f"{number}. "), _short(one.text), "\n", italic(_date(one)))
        for number, one in enumerate(kept, start=1)
    ]
    buttons = [
        Button(
            str(number),
            Action(command="saved", words=f"show {one.id}", edit=True),
        )
        for number, one in enumerate(kept[:_BUTTONS], start=1)
    ]
    rows = in_rows(buttons, _IN_A_ROW)
    file = Button(t("As a file"), Action(command="saved", words="md"))
    counted = rich(bold(_count(kept)))
    return Answer(
        head=rich(t("Removed."), "\n", counted) if removed else counted,
        blocks=tuple(lines),
        choices=(*rows, (file,)),
    )


def _count(kept: Sequence[Clipping]) -> Text:
    return tn("{count} saved answer", "{count} saved answers", len(kept))


def _short(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return shorten(" · ".join(filter(None, lines)), _SHORT, placeholder=" …")


def _date(clipping: Clipping) -> Text:
    day = clipping.at.date()
    return date_words(When(day, day))


def _caption(kept: Sequence[Clipping]) -> Rich:
    return rich(bold(_count(kept)))


def _file(kept: Sequence[Clipping], form: str, translator: Translator) -> Document:
    rows = [{"saved": one.at.isoformat(), "corpus": one.version, "text": one.text} for one in kept]
    if form == "json":
        content = (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    elif form == "csv":
        content = table(_COLUMNS, rows).encode("utf-8-sig")
    else:
        content = _readable(kept, translator).encode()
    return Document(f"newsdesk-saved.{form}", content)


def _readable(kept: Sequence[Clipping], translator: Translator) -> str:
    parts = [f"# {escaped(translator.render(_count(kept)))}"]
    for number, one in enumerate(kept, start=1):
        parts.append(f"## {number}. {escaped(translator.render(_date(one)))}")
        parts.append(escaped(one.text).replace("\n", "  \n"))
    return "\n\n".join(parts) + "\n"


_ALL = Button(t("Saved answers"), Action(command="saved"))
