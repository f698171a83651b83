"""A passage as words: what is capitalised, what opens a sentence, what is possessive."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress
from operator import ne

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
_APOSTROPHE = re.compile("['’ʼ]")
_INITIALS = 4
_DOTTED = frozenset({"U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A."})
_SHORTEST_POSSESSIVE = 3
_SIBILANTS = frozenset("sS")
HYPHENS = frozenset({"-", "‑"})
_JOINING = HYPHENS | {" ", "\u00a0"}
_ABBREVIATIONS = frozenset(
    """
    Mr Mrs Ms Dr Prof Rev Hon St Sr Jr Gen Lt Col Maj Capt Sgt Cmdr Cllr Cllrs Const Ch Cst Revd
    Fr Rt Sqn Flt Cpt Adm Brig Cpl Pvt Gov Sen Rep Amb Pres Supt Insp Det Mt Ft Mme Messrs
    med iur phil rer nat habil oec theol
    """.split()  # noqa: SIM905 - a list to read
)


@dataclass(slots=True)
class Tokens:
    """The words of a text, in columns: lists with an entry for each word, by its index.

    A word is as written in `texts`, in lower case in `lowers`, and stands from `starts` to `ends`
    behind `gaps`, the text between it and the last.  `texts` leaves out a possessive ending
    (“Putin’s”: `ends` is the end of the name), which `possessive` tells.  `opens` marks the first
    word of a sentence, quotation or bracket.  Behind the last word each column has an empty one,
    which is also what -1 gives: there is always a word before and a word behind.

    `capitals` and `breaks` are the indexes of the words with a capital and of those that open
    something; `vocabulary` are the words in lower case: most searches end with a look into it.
    """

    count: int
    starts: list[int]
    ends: list[int]
    texts: list[str]
    lowers: list[str]
    gaps: list[str]
    capital: list[bool]
    possessive: list[bool]
    opens: list[bool]
    capitals: list[int]
    breaks: list[int]
    vocabulary: frozenset[str]

    def ordinary(self) -> set[str]:
        """Collect the words in lower case that no hyphen joins to another before them."""
        words = self.texts
        if "-" in self.gaps:
            words = [word for word, gap in zip(words, self.gaps, strict=True) if gap != "-"]
        return set(self.vocabulary.intersection(words)) - {""}


def read_tokens(text: str) -> Tokens:
    """Take a text apart in linear time: every word of every article passes here."""
    parts = _TOKEN.split(text)
    gaps, texts = parts[::2], parts[1::2]
    places = list(accumulate(map(len, parts)))
    starts, ends = places[::2], places[1::2]
    count = len(texts)
    gaps[count] = "\n"
    texts.append("")
    ends.append(starts[count])
    possessive = _possessives(text, texts, starts, ends)
    # Words have no space in them.
    lowers = " ".join(texts).lower().split(" ")
    # Most words and gaps are passed over without a step of Python.
    capitals = [
        index
        for index in compress(range(count), map(ne, texts, lowers))
        if texts[index][0] != lowers[index][0]
    ]
    breaks = [
        index
        for index, gap in enumerate(gaps[:count])
        if gap != " " and (not index or (_ends(gap) and not _abbreviates(texts[index - 1], gap)))
    ]
    capital, opens = [False] * (count + 1), [False] * (count + 1)
    for index in capitals:
        capital[index] = True
    for index in breaks:
        opens[index] = True
    return Tokens(
        count, starts, ends, texts, lowers, gaps, capital, possessive, opens, capitals, breaks,
        frozenset(lowers),
    )  # fmt: skip


def _possessives(text: str, texts: list[str], starts: list[int], ends: list[int]) -> list[bool]:
    """Tell which words are possessive, and take their ending off."""
    possessive = [False] * len(texts)
    for apostrophe in _APOSTROPHE.finditer(text):
        at = apostrophe.start()
        index = bisect_right(starts, at) - 1
        word = texts[index]
        if word[-1:] not in _SIBILANTS:
            continue
        if at == ends[index] - 2 and len(word) >= _SHORTEST_POSSESSIVE:
            texts[index] = word[:-2]
            ends[index] = at
            possessive[index] = True
        elif at == ends[index]:
            possessive[index] = not text[at + 1 : at + 2].isalnum()
    return possessive


@lru_cache(maxsize=4096)
def _ends(gap: str) -> bool:
    """Whether what stands between two words ends a sentence or opens a quotation."""
    return _ENDS.search(gap) is not None


def _abbreviates(previous: str, gap: str) -> bool:
    return gap == ". " and previous in _ABBREVIATIONS


def is_initial(word: str) -> bool:
    """Whether a word is an initial (“A.”) or two (“H.W.”)."""
    return word[-1:] == "." and len(word) <= _INITIALS and word not in _DOTTED


def is_acronym(word: str) -> bool:
    """Whether a word is written in capitals only (“FSB”)."""
    return word.isupper() and len(word) > 1 and not is_initial(word)


def joined(tokens: Tokens, index: int) -> bool:
    """Whether a word belongs to the one before it: only a space or a hyphen stands between."""
    gap = tokens.gaps[index]
    if gap == " " or gap in _JOINING:
        return not tokens.possessive[index - 1]
    if gap == ". ":
        return tokens.texts[index - 1] in _ABBREVIATIONS
    return gap == "" and is_initial(tokens.texts[index - 1])
