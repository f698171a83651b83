"""The buttons below a page of an answer: passages, what it offers, keeping it, other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.contract import Action, Answer, Button
from bot.flagging import flag_button, is_about_flags
from bot.locale import t
from bot.render.pages import CITED, Page, Rows, in_rows
from bot.render.reference import reference
from bot.render.rich import Cited
from storage.models import Corpus

CITE_BETWEEN: Final = ";"  # between the passages of which /cite gives the sources
_LABEL_OF_THREE = 16  # longest label of which three stand in a row on a phone
_SAVE: Final = Button(t("Save"), Action(command="save"))


def keyboard(
    action: Action, answer: Answer, pages: Sequence[Page], corpus: Corpus, *, private: bool
) -> Rows:
    """Give all buttons of a page of an answer: passages, the answer's choices, keeping, pages.

    `action` is what was asked; its page is taken as the last one where it lies beyond.
    """
    shown = min(action.page, len(pages) - 1)
    page = pages[shown]
    cited = page.flat.cited if answer.opens is None else (Cited(answer.opens),)
    about_flags = is_about_flags(answer)
    keeping = keeping_rows(
        cited, corpus, private=private, export=answer.export, flagging=not about_flags
    )
    return (
        *citation_rows(page, corpus),
        *(row for row in answer.choices if row),
        *keeping,
        *page_rows(action, shown, len(pages)),
    )


def page_rows(action: Action, page: int, pages: int) -> Rows:
    """Give the row that turns pages in place: "‹", "2 of 5", "›"."""
    if pages <= 1:
        return ()

    def to(number: int) -> Action:
        return replace(action, page=number, edit=True)

    here = Button(t("{page} of {pages}", page=page + 1, pages=pages), to(page))
    back = (Button(t("‹ Back"), to(page - 1)),) if page > 0 else ()
    onward = (Button(t("More ›"), to(page + 1)),) if page + 1 < pages else ()
    return ((*back, here, *onward),)


def citation_rows(page: Page, corpus: Corpus, most: int = CITED) -> Rows:
    """Give a button for each passage that a page cites, in rows of two or three."""
    cited = [
        (f"{corpus.labels[article]} ¶{number}", f"{article} {number}")
        for article, number in page.cited[:most]
        if article in corpus.labels
    ]
    width = 3 if all(len(label) <= _LABEL_OF_THREE for label, _ in cited) else 2
    buttons = [Button(label, Action(command="source", words=words)) for label, words in cited]
    return in_rows(buttons, width)


def keeping_rows(
    cited: Sequence[Cited],
    corpus: Corpus,
    *,
    private: bool,
    export: str = "",
    flagging: bool = True,
) -> Rows:
    """Give what an answer is taken along by: its sources in full, as a clipping, as a file.

    What is wrong in it is flagged there.  What tells nothing from the articles has none of it.
    Clippings are kept in private chats.
    """
    there = [one for one in cited if one.citation.article in corpus.article_by_id]
    if not there:
        return ()
    places = (one.citation for one in there)
    passages = list(dict.fromkeys(f"{place.article} {place.passage}" for place in places))
    cite = Action(command="cite", words=f"{CITE_BETWEEN} ".join(passages))
    buttons = [
        Button(t("Copy citation"), cite, copies=reference(corpus, there[0].citation))
        if len(passages) == 1
        else Button(t("Citations"), cite)
    ]
    if private:
        buttons.append(_SAVE)
    if export:
        buttons.append(Button(t("As a file"), Action(command="export", words=export)))
    if flagging:
        buttons.append(flag_button(there))
    return in_rows(buttons, 2)  # in every language their labels have room there
