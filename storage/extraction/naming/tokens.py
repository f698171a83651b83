"""A passage as words: what is capitalised, what opens a sentence, what is possessive."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import accumulate, compress
from operator import ne
from typing import NamedTuple

_TOKEN = re.compile(
    r"([a-zA-Z][a-z]++(?![\w'’ʼ])"  # most words, told quickly
    r"|(?=[^\W\d_])(?:(?:[A-Z]\.){2,}(?:[A-Z](?!\w))?"  # U.S.
    r"|[A-ZА-Я]\.(?=[  ]?[A-ZА-Я])"  # an initial; not “Plan B. The …”, “so have I. What …”
    r"(?! (?:The|This|That|There|These|What|When|Where|Why|Who|How|But|And|It|If|We|They|Then|Not"
    r"|My|Your|Our|Their|His|Her|Its|Is|Was|Are|Do|Does|Did|Everybody|Nobody|Everyone|As)\b)"
    r"(?!(?<=I\.) (?:I|He|She|You|In|On|So|No|Yes|At|For|To|One|After|Before|Now)\b)"
    r"|[^\W\d_]+\d*(?:['’ʼ][^\W\d_]+)*"  # a word; G7
    r"))"
)
_ENDS = re.compile(r"[.!?…:•|\n]|[“\"«‘(\[/\\]\s*$")
_APOSTROPHES = frozenset("'’ʼ")
_INITIALS = 4
_DOTTED = frozenset({"U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A."})
_SHORTEST_POSSESSIVE = 3
_ABBREVIATIONS = frozenset(
    """
    Mr Mrs Ms Dr Prof Rev Hon St Sr Jr Gen Lt Col Maj Capt Sgt Cmdr Cllr Cllrs Const Ch Cst Revd
    Fr Rt Sqn Flt Cpt Adm Brig Cpl Pvt Gov Sen Rep Amb Pres Supt Insp Det Mt Ft Mme Messrs
    med iur phil rer nat habil oec theol
    """.split()  # noqa: SIM905 - a list to read
)


class Token(NamedTuple):
    """A word: where it stands, as written, in lower case, and the text between it and the last.

    `text` leaves out a possessive ending (“Putin’s”: `end` is the end of the name), which
    `possessive` tells.  `opens` marks the first word of a sentence, quotation or bracket.
    """

    start: int
    end: int
    text: str
    lower: str
    gap: str
    capital: bool
    possessive: bool
    opens: bool

    @property
    def initial(self) -> bool:
        """Whether this is an initial (“A.”) or two (“H.W.”)."""
        text = self.text
        return text[-1] == "." and len(text) <= _INITIALS and text not in _DOTTED

    @property
    def acronym(self) -> bool:
        """Whether this is written in capitals only (“FSB”)."""
        return len(self.text) > 1 and self.text.isupper() and not self.initial


_token = partial(tuple.__new__, Token)


class Words(NamedTuple):
    """The words of a text as `Token`s, and the columns that whole texts are searched by.

    `capitals` and `breaks` are the indexes of the words with a capital and of those that open
    something; `texts` and `lowers` are `Token.text` and `Token.lower`, `vocabulary` the latter
    as a set: most searches end with a look into it.
    """

    tokens: list[Token]
    texts: list[str]
    lowers: list[str]
    capitals: list[int]
    breaks: list[int]
    vocabulary: set[str]

    def ordinary(self) -> set[str]:
        """Collect the words without a capital that no hyphen joins to another before them."""
        return {t.text for t in self.tokens if not t.capital and t.gap != "-"}


def tokenise(text: str) -> list[Token]:
    """List the words of a text in order, in linear time."""
    return read_words(text).tokens


def read_words(text: str) -> Words:
    """Take a text apart in columns: every word of every article passes here."""
    parts = _TOKEN.split(text)
    gaps, texts = parts[:-1:2], parts[1::2]
    ends = list(accumulate(map(len, parts)))
    starts, ends = ends[:-1:2], ends[1::2]
    possessive = _possessives(text, texts, ends)
    lowers = list(map(str.lower, texts))
    # Most words and gaps are passed over without a step of Python.
    numbers = range(len(texts))
    capitals = [
        index
        for index in compress(numbers, map(ne, texts, lowers))
        if texts[index][0] != lowers[index][0]
    ]
    breaks = [
        index
        for index in compress(numbers, map(" ".__ne__, gaps))
        if not index or _opens(texts[index - 1], gaps[index])
    ]
    capital, opens = [False] * len(texts), [False] * len(texts)
    for index in capitals:
        capital[index] = True
    for index in breaks:
        opens[index] = True
    columns = zip(starts, ends, texts, lowers, gaps, capital, possessive, opens, strict=True)
    return Words(list(map(_token, columns)), texts, lowers, capitals, breaks, set(lowers))


def _possessives(text: str, texts: list[str], ends: list[int]) -> list[bool]:
    """Tell which words are possessive, and take their ending off."""
    possessive = [False] * len(texts)
    if _APOSTROPHES.isdisjoint(text):
        return possessive
    for index, word in enumerate(texts):
        if word[-1] in "sS":
            if len(word) >= _SHORTEST_POSSESSIVE and word[-2:-1] in _APOSTROPHES:
                texts[index] = word[:-2]
                ends[index] -= 2
                possessive[index] = True
            else:
                end = ends[index]
                if text[end : end + 1] in _APOSTROPHES:
                    possessive[index] = not text[end + 1 : end + 2].isalnum()
    return possessive


@lru_cache(maxsize=4096)
def _ends(gap: str) -> bool:
    return _ENDS.search(gap) is not None


def _opens(previous: str, gap: str) -> bool:
    """Whether what stands between two words ends a sentence or opens a quotation."""
    return _ends(gap) and not (gap == ". " and previous in _ABBREVIATIONS)


def joined(tokens: list[Token], index: int) -> bool:
    """Whether a word belongs to the one before it: only a space or a hyphen stands between."""
    token = tokens[index]
    if token.gap in {" ", "-", "‑", "\u00a0"}:
        return not tokens[index - 1].possessive
    before = tokens[index - 1]
    if token.gap == ". ":
        return before.text in _ABBREVIATIONS
    return token.gap == "" and before.initial
