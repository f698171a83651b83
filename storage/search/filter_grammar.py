"""Filters in a query: `from:lavrov`, `in:moscow times`, `when:2021`, "taliban NOT kabul"."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from storage.search.period import parse_period
from storage.search.questions import Speaks
from storage.text.folding import words

_FILTER: Final = re.compile(
    r'(?<!\S)(?P<minus>-)?(?P<about>[^\W\d_]+):\s*(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s":]+))'
)
_LONGEST_NAME: Final = 4  # words of a filter's name without quotation marks
_NOT: Final = re.compile(r"(?<!\S)(?:(?:AND|И)\s+)?(?:NOT|НЕ)\s+(?=[^\W_])")
_LEAVING: Final = r"(?<!\S)(?:but\s+not|not|without|except|но\s+не|не|без|кроме)\s+"
_NOT_FILTER: Final = re.compile(_LEAVING + r"(?=[^\W\d_]+:\S)", re.IGNORECASE)
_WITHOUT: Final = re.compile(
    r"(?<!\S)(?:without|except|but not|без|кроме)\s+(?P<word>\w+)$", re.IGNORECASE
)
_NOT_IN: Final = re.compile(
    _LEAVING + r"(?:(?:in|в)\s+)?(?P<name>\w+(?:\s\w+){,3})[?!.]*$", re.IGNORECASE
)
ANY: Final = "any"  # from:any, when:any: no name and no period is to be read


class About(StrEnum):
    """What a filter is about: who speaks, acts or is named; which article."""

    FROM = "from"
    IN = "in"


_ABOUT: Final = {
    **dict.fromkeys(("from", "by", "speaker", "actor", "person", "от", "кто"), About.FROM),
    **dict.fromkeys(("in", "source", "article", "site", "publisher", "outlet"), About.IN),
    **dict.fromkeys(("paper", "author", "в", "сайт", "издание", "статья", "автор"), About.IN),
}
_WHEN: Final = frozenset({"when", "date", "during", "on", "когда", "дата"})
_OPEN: Final = frozenset({"before", "after", "since", "until", "till", "до", "после"})


class Filter(NamedTuple):
    """A condition that a person named: `from:lavrov`; `out` where it must not hold."""

    about: About
    name: str
    out: bool = False


def _is_period(text: str) -> bool:
    return text == ANY or parse_period(text, year_of=some_year) is not None


def some_year(_month: int, _day: int | None) -> int:
    """Know a year, to see whether "aug" is a period at all."""
    return 2000


class FilterReader:
    """The filters of a text, its explicit period, and what only looks like a filter.

    `in:kabul` is none where that is a place, and no article is called so.
    """

    def __init__(
        self,
        known: Callable[[str], bool] | None = None,
        is_place: Callable[[str], bool] | None = None,
    ) -> None:
        """Take what tells which words the corpus has, which none before a colon is; its places."""
        self._known = known
        self._is_place = is_place
        self.found: list[Filter] = []
        self.period: str | None = None
        self.strange: list[str] = []
        self.places: list[str] = []

    def take(self, text: str) -> str:
        """Take filters out of a text: give what is left."""
        return _FILTER.sub(self._take, text) if ":" in text else text

    def _take(self, match: re.Match[str]) -> str:
        called = match.group("about").casefold()
        name = (match.group("phrase") or match.group("word") or "").strip(" .,;!?")
        about = _ABOUT.get(called)
        if about is About.IN and self._is_place is not None and self._is_place(name):
            self.places.append(name)
            return f"{match['minus'] or ''}{name}"
        if about is not None and words(name):
            self.found.append(Filter(about, name, bool(match.group("minus"))))
        elif called in _WHEN and _is_period(name):
            self.period = name
        elif called in _OPEN and _is_period(f"{called} {name}"):
            self.period = f"{called} {name}"
        else:
            return self._other(match, called)
        return " "

    def _other(self, match: re.Match[str], called: str) -> str:
        """Leave what is no filter as it is, but for the name of one that only looks like one."""
        glued = match.group().removeprefix("-")[len(called) + 1 :]
        like = called not in _WHEN | _OPEN and (glued[:1].isalnum() or glued[:1] == '"')
        if not like or self._known is None or self._known(called):
            return match.group()
        self.strange.append(match.group("about"))
        return glued


def as_excluded(
    text: str, speaks: Speaks | None, called: Callable[[str], bool] | None = None
) -> str:
    """Write what words leave out with a minus: "taliban NOT kabul", "not in:bell".

    At the end of a text also a name after "without": of one who acts, or of articles.
    """
    text = _NOT_FILTER.sub("-", _NOT.sub("-", text))
    article = _NOT_IN.search(text) if called is not None else None
    if article is not None and called is not None and called(article["name"]):
        return f'{text[: article.start()]}-{About.IN.value}:"{article["name"]}"'
    without = _WITHOUT.search(text)
    if without is None or speaks is None or not speaks(without["word"], part=True):
        return text
    return f"{text[: without.start()]}-{without['word']}"


def with_whole_names(text: str, speaks: Speaks | None, called: Callable[[str], bool] | None) -> str:
    """Set the names of several words after filters between quotation marks: in:moscow times."""
    if ":" not in text:
        return text
    found = text.split(" ")
    for at, word in enumerate(found):
        match = _FILTER.fullmatch(word)
        about = _ABOUT.get(match["about"].casefold()) if match and match["word"] else None
        knows = speaks if about is About.FROM else called
        if match is None or about is None or knows is None:
            continue
        for size in range(_LONGEST_NAME, 1, -1):
            name = " ".join((match["word"], *found[at + 1 : at + size]))
            plain = len(name.split()) == size and not re.search(r'[:"]|(?<!\S)-', name)
            if plain and knows(name):
                found[at : at + size] = [f'{word[: match.start("word")]}"{name}"']
                break
    return " ".join(found)
