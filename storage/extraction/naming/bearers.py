"""What the words around a name tell of who bears it: generation, sex, age, trade, no relation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from storage.extraction.lexicon import read_words
from storage.extraction.naming.reading import Piece, Reading
from storage.text.offsets import Span

_AGED = re.compile(r",? (?:aged )?(\d{1,3})(?=[,);.])(?!, ?\d)(?!\.\d)")
_OLD = re.compile(r"\b(\d{1,3})-year-old [^.;:!?]{0,30}$")
_YOUNGEST, _OLDEST = 5, 115
_REACH = 48  # characters before a name
_APART = frozenset({"relation", "related", "unrelated", "confused", "namesake"})
_NO_RELATION = re.compile(
    r"\b(?:no relation|not (?:be |to be )?(?:confused|related)|unrelated to|namesake)\b"
)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z“])")
_NUMERALS = re.compile(r"[IVX]+")
_GENERATIONS = {
    **dict.fromkeys(("sr", "snr", "senior", "elder"), "sr"),
    **dict.fromkeys(("jr", "jnr", "junior", "younger"), "jr"),
}


class Bearer(NamedTuple):
    """What is told of the one whom a name means; empty where nothing is.

    `generation` is “sr”, “jr” or a numeral, `sex` “f” or “m” by a courtesy title, `trade` a
    family of bearers.toml; `kin` marks a word of kin right before, `apart` a sentence that says
    that two of one name are not related.
    """

    generation: str = ""
    sex: str = ""
    age: int = 0
    trade: str = ""
    kin: bool = False
    apart: bool = False


UNTOLD = Bearer()


@dataclass(frozen=True, slots=True)
class Bearings:
    """The word lists by which bearers are told apart."""

    sexes: Mapping[str, str]  # courtesy title as written → “f”, “m”
    trades: Mapping[str, str]  # noun → family
    excluded: frozenset[tuple[str, str]]  # pairs of families that nobody belongs to at once
    past: frozenset[str]  # words that say that a trade was given up


@lru_cache(maxsize=1)
def bearings() -> Bearings:
    """Load the word lists of the package."""
    data = read_words("bearers")
    pairs = {(a, b) for a, b in data["trades"]["exclude"]}
    return Bearings(
        sexes={
            **dict.fromkeys(data["courtesy"]["feminine"].split(), "f"),
            **dict.fromkeys(data["courtesy"]["masculine"].split(), "m"),
        },
        trades={
            noun: family
            for family, nouns in data["trades"]["families"].items()
            for noun in nouns.split()
        },
        excluded=frozenset(pairs | {(b, a) for a, b in pairs}),
        past=frozenset(data["trades"]["past"].split()),
    )


def bearer_of(reading: Reading, piece: Piece, roles: tuple[Span, ...]) -> Bearer:
    """Tell what the words around a person's name say of the person."""
    tokens = reading.tokens
    kin = (
        piece.first > 0
        and tokens.lowers[piece.first - 1] in reading.lexicon.kin
        and tokens.gaps[piece.first] in {" ", ", "}
    )
    several = piece.last - piece.first > 1
    return Bearer(
        generation=generation_of(reading, piece),
        sex=_sex(reading, piece),
        age=_age(reading, piece) if several else 0,
        trade=_trade(reading, roles) if several and roles else "",
        kin=kin,
        apart=several and _is_apart(reading, piece),
    )


def _sex(reading: Reading, piece: Piece) -> str:
    """Tell “f” or “m” by the title before a name, or the one before that: “Mrs Justice Keller”."""
    sexes, at = bearings().sexes, piece.first - 2
    if not piece.title or is_couple(reading, piece):
        return ""
    told = sexes.get(piece.title, "")
    if told or at < 0 or reading.tokens.gaps[at + 1] not in {" ", ". "}:
        return told
    return sexes.get(reading.tokens.texts[at], "")


def is_couple(reading: Reading, piece: Piece) -> bool:
    """Whether a title of each sex stands before a name: “Mr and Mrs Keller” are two."""
    tokens, sexes = reading.tokens, bearings().sexes
    at = piece.first - 3  # “Mr”, “and”, “Mrs”
    if at < 0 or piece.title not in sexes or tokens.lowers[at + 1] not in {"and", "&"}:
        return False
    other = sexes.get(tokens.texts[at])
    return other is not None and other != sexes[piece.title]


def generation_of(reading: Reading, piece: Piece) -> str:
    """Tell the generation that stands behind a name, or before it (“the elder Brandt”)."""
    tokens = reading.tokens
    if piece.end > piece.last:
        last = tokens.texts[piece.end - 1]
        known = _GENERATIONS.get(last.lower(), "")
        return known or (last if _NUMERALS.fullmatch(last) else "")
    before = tokens.lowers[piece.first - 1]
    if before in {"elder", "younger"} and tokens.gaps[piece.first] == " " and piece.first > 1:
        return _GENERATIONS[before] if tokens.lowers[piece.first - 2] == "the" else ""
    return ""


def _age(reading: Reading, piece: Piece) -> int:
    text, end = reading.passage.text, reading.tokens.ends[piece.end - 1]
    found = _AGED.match(text, end)
    if found is None and "old" in reading.tokens.vocabulary:
        start = reading.tokens.starts[piece.first]
        found = _OLD.search(text[max(0, start - _REACH) : start])
    age = int(found[1]) if found is not None else 0
    return age if _YOUNGEST <= age <= _OLDEST else 0


def _trade(reading: Reading, roles: tuple[Span, ...]) -> str:
    """Name the one family of trades that somebody's roles are of, not of trades given up."""
    lists, text = bearings(), reading.passage.text
    families: set[str] = set()
    for start, end in roles:
        before = text[max(0, start - _REACH) : start].lower().split()[-1:]
        words = [*before, *text[start:end].lower().split()]
        if not lists.past.isdisjoint(words):
            return ""
        families.update(lists.trades[word] for word in words if word in lists.trades)
    return families.pop() if len(families) == 1 else ""


def _is_apart(reading: Reading, piece: Piece) -> bool:
    """Whether the sentence says that one of this name is not the other."""
    if _APART.isdisjoint(reading.tokens.vocabulary):
        return False
    text, at = reading.passage.text, reading.tokens.starts[piece.first]
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, at)), default=0)
    after = _SENTENCE_END.search(text, reading.tokens.ends[piece.end - 1])
    return _NO_RELATION.search(text, start, after.start() if after else len(text)) is not None
