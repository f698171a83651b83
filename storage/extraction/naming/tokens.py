"""A passage as words: what is capitalised, what opens a sentence, what is possessive."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}(?:[A-Z](?!\w))?"  # U.S.
    r"|[A-ZА-Я]\.(?=[  ]?[A-ZА-Я])"  # an initial; not “Plan B. The …”, “so have I. What …”
    r"(?! (?:The|This|That|There|These|What|When|Where|Why|Who|How|But|And|It|If|We|They|Then|Not"
    r"|My|Your|Our|Their|His|Her|Its|Is|Was|Are|Do|Does|Did|Everybody|Nobody|Everyone|As)\b)"
    r"(?!(?<=I\.) (?:I|He|She|You|In|On|So|No|Yes|At|For|To|One|After|Before|Now)\b)"
    r"|[^\W\d_]+\d*(?:['’ʼ][^\W\d_]+)*"  # a word; G7
)
_ENDS = re.compile(r"[.!?…:•|\n]|[“\"«‘(\[/\\]\s*$")
_APOSTROPHES = frozenset("'’ʼ")
_INITIALS = 4
_DOTTED = frozenset({"U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A."})
_ABBREVIATION = re.compile(
    r"Mrs?|Ms|Dr|Prof|Rev|Hon|St|Sr|Jr|Gen|Lt|Col|Maj|Capt|Sgt|Cmdr|Cllrs?|Const|Ch|Cst|Revd|Fr|Sqn|Flt|Cpt|Adm|Brig|Cpl|Pvt|Gov|Sen|Rep"
    r"|Amb|Pres|Supt|Insp|Det|Mt|Ft|Mme|Messrs"
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


_new = tuple.__new__


def tokenise(text: str) -> list[Token]:
    """List the words of a text in order, in linear time."""
    tokens: list[Token] = []
    end = 0
    previous = ""
    for match in _TOKEN.finditer(text):
        word = match[0]
        start, stop = match.span()
        gap = text[end:start]
        possessive = False
        if word[-1] in "sS":
            if word[-2:-1] in _APOSTROPHES:
                word, possessive = word[:-2], True
            elif text[stop : stop + 1] in _APOSTROPHES:
                possessive = not text[stop + 1 : stop + 2].isalnum()
        opens = gap != " " and (not previous or _opens(previous, gap))
        lower = word.lower()
        capital = word[0] != lower[0]
        # Every word of every article passes here: the tuple's own constructor is cheaper.
        tokens.append(
            _new(Token, (start, start + len(word), word, lower, gap, capital, possessive, opens))
        )
        end, previous = stop, word
    return tokens


def _opens(previous: str, gap: str) -> bool:
    """Whether what stands between two words ends a sentence or opens a quotation."""
    return _ENDS.search(gap) is not None and not (
        gap == ". " and _ABBREVIATION.fullmatch(previous) is not None
    )


def joined(tokens: list[Token], index: int) -> bool:
    """Whether a word belongs to the one before it: only a space or a hyphen stands between."""
    token = tokens[index]
    if token.gap in {" ", "-", "‑", "\u00a0"}:
        return not tokens[index - 1].possessive
    before = tokens[index - 1]
    if token.gap == ". ":
        return _ABBREVIATION.fullmatch(before.text) is not None
    return token.gap == "" and before.initial
