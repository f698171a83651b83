"""“Flag this”: which facts an answer shows, and how buttons name them.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten
from typing import Final

from bot.contract import Action, Answer, Button, Text
from bot.locale import t
from bot.render.events import event_date
from bot.render.rich import Cited, Piece, Rich, bold, italic, rich
from storage.corrections import FactKind
from storage.identity import Fact, digest_of, fact_named, facts_told, kind_of
from storage.models import Citation, Corpus, Event, Statement

FLAG: Final = "flag"  # the command that the button gives
FLAGS: Final = "flags"  # the command that admins look with
_ANY: Final = "any"
_TOLD: Final = re.compile(
    r"(?P<kind>[a-z]+):(?P<article>\w+):(?P<passage>\d+):(?P<start>\d+):(?P<end>\d+)"
)
_NAME: Final = re.compile(rf"{_TOLD.pattern}:(?P<digest>[0-9a-f]+)")
_DIGEST: Final = 16  # hexadecimal digits of a hash in a button's words
_SHORT: Final = 200  # characters of a fact in a list
_MOST_PLACES: Final = 20  # that a button names


def flag_button(cited: Iterable[Cited]) -> Button:
    """Give the button that flags something of what is told of some places."""
    told = (one for one in cited if not one.beside)
    places = dict.fromkeys(f"{one.kind or _ANY}:{_place(one.citation)}" for one in told)
    words = " ".join(list(places)[:_MOST_PLACES])
    return Button(t("Flag this"), Action(command=FLAG, words=words))


def is_about_flags(answer: Answer) -> bool:
    """Whether an answer's own buttons flag already, or look at what was flagged."""
    return any(b.action.command in {FLAG, FLAGS} for row in answer.choices for b in row)


def facts_flagged(corpus: Corpus, words: str) -> tuple[Fact, ...] | None:
    """Give the facts that a button may flag, each once; None where words are none of a button's.

    A place that the corpus has not any more has none.
    """
    found = [_TOLD.fullmatch(word) for word in words.split()]
    told = [_told(match) for match in found if match is not None]
    if not told or len(told) < len(found):
        return None
    facts = (facts_told(corpus, place, kind) for place, kind in told)
    return tuple(dict.fromkeys(fact for of_place in facts for fact in of_place))


def name_of(corpus: Corpus, fact: Fact) -> str:
    """Name a fact in a button's words."""
    digest = digest_of(corpus, fact)[:_DIGEST]
    return f"{kind_of(fact)}:{_place(fact.citation)}:{digest}"


def named(corpus: Corpus, name: str) -> Fact | None:
    """Give the fact that a button names, None where the corpus has it not (any more) so."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    citation, kind = _told(found)
    return fact_named(corpus, kind, citation, found["digest"]) if kind is not None else None


def _place(at: Citation) -> str:
    return f"{at.article}:{at.passage}:{at.start}:{at.end}"


def _told(found: re.Match[str]) -> tuple[Citation, FactKind | None]:
    numbers = (int(found[name]) for name in ("passage", "start", "end"))
    kind = FactKind(found["kind"]) if found["kind"] in tuple(FactKind) else None
    return Citation(found["article"], *numbers), kind


def fact_line(corpus: Corpus, fact: Fact) -> Rich:
    """Tell a fact in short: what, by whom or when, and where."""
    place = (" ", italic(corpus.cite(fact.citation)))
    if isinstance(fact, Event):
        sentence = shorten(fact.sentence, _SHORT, placeholder=" …")
        return rich(bold(event_date(corpus, fact)), ": ", sentence, *place)
    words = shorten(fact.text, _SHORT, placeholder=" …")
    parts: list[Piece | Text | str] = [bold(speaker_of(corpus, fact)), ": "]
    if isinstance(fact, Statement):
        return rich(*parts, words, " (", t("paraphrased"), ")", *place)
    return rich(*parts, f"“{words}”", *place)


def speaker_of(corpus: Corpus, fact: Fact) -> Text | str:
    """Name who said it, as far as that is known."""
    if isinstance(fact, Event) or fact.speaker is None:
        return t("speaker not clear from the text")
    return corpus.actor_by_id[fact.speaker].name
