"""The pieces of periods: figures, words, dashes; and the words of periods, as data."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

from storage.text import calendar
from storage.text.folding import fold

_TOKEN: Final = re.compile(
    r"""(?P<iso>\d{4}(?P<between>[-/.])\d{1,2}(?P=between)\d{1,2}(?![\w-]))
      | (?P<isomonth>\d{4}[-/.](?:0[1-9]|1[0-2])(?![\w-]))
      | (?P<dmy>\d{1,2}(?P<beside>[-/.])\d{1,2}(?P=beside)(?:\d{4}|\d{2})(?![\w-]))
      | (?P<monthyear>(?:0?[1-9]|1[0-2])[/.]\d{4}(?![\w-]))
      | (?P<daymonth>(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?![\w.-]))
      | (?P<decade>(?:\d{3}0|\d0)(?:['’]?s|-?(?:е|х|ые|ых))(?!\w))
      | ['’](?P<shortyear>\d{2}(?!\w))
      | (?P<number>\d+)(?P<ordinal>(?:st|nd|rd|th|-?го|-?е|-?ое|-м|-ом|-й|-му)(?!\w))?
      | (?P<word>[^\W\d_]+)
      | (?P<dash>\.{2,}|…|[-–—−]+)
      | (?P<comma>,)
      | (?P<other>\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_KINDS: Final = tuple(k for k in _TOKEN.groupindex if k not in {"between", "beside", "ordinal"})


class Token(NamedTuple):
    """A piece of a text: what it is, folded, and where."""

    kind: str
    text: str  # folded
    start: int
    end: int


@lru_cache(maxsize=1)
def groups() -> dict[str, frozenset[str]]:
    """Give the words around dates, folded, by what they do."""
    return {name: frozenset(found) for name, found in _read().items() if isinstance(found, list)}


@lru_cache(maxsize=1)
def values() -> dict[str, dict[str, int]]:
    """Give the words that stand for numbers: months, decades, parts of a year."""
    tables = {name: found for name, found in _read().items() if isinstance(found, dict)}
    return tables | {"months": calendar.months() | tables["months"]}


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("period.toml").read_text("utf-8"))


class Tokens(tuple[Token, ...]):
    """The pieces of a text in order, blanks left out."""

    __slots__ = ()

    @classmethod
    def of(cls, text: str) -> Tokens:
        """Split a text."""
        return cls(_token(match) for match in _TOKEN.finditer(text))

    def token(self, at: int) -> Token | None:
        """Give the piece at a position, None where there is none."""
        return self[at] if 0 <= at < len(self) else None

    def kind(self, at: int) -> str:
        """Give what the piece at a position is, nothing where there is none."""
        token = self.token(at)
        return token.kind if token else ""

    def word(self, at: int) -> str:
        """Give the word at a position, nothing where there is none."""
        token = self.token(at)
        return token.text if token and token.kind == "word" else ""


def _token(match: re.Match[str]) -> Token:
    if match["ordinal"]:
        return Token("ordinal", match["number"], match.start(), match.end())
    kind = next((kind for kind in _KINDS if match[kind]), "other")
    return Token(kind, fold(match.group()), match.start(), match.end())
