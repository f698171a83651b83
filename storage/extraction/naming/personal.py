"""A person's name taken apart: given names, surname, and the forms in which spellings agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, folded

_ENDINGS = re.compile(r"[yij]+")
_DOUBLED = re.compile(r"(.)\1+")
_SAINT = "st"  # “St Ives” is nobody
_PARTICLE = re.compile(r"^(?:al|el|ul|ad|as|ash|ar|an)-(?=.)")


class Name(NamedTuple):
    """A person's name taken apart for matching: given names (initials: one letter), surname.

    `generation` is “jr”, “sr” or a numeral: father and son are two.
    """

    given: tuple[str, ...]
    surname: str
    generation: str = ""


@lru_cache(maxsize=65536)
def spelling(word: str) -> str:
    """Give the form in which spellings of one name are alike (-sky/-skiy, Fyodor/Fedor)."""
    plain = folded(word)
    if "-" in plain:
        plain = _PARTICLE.sub("", plain).replace("-", "")
    plain = plain.replace("yo", "e").replace("kh", "h").replace("ph", "f").replace("ks", "x")
    if plain.endswith("ff"):
        plain = plain[:-2] + "v"
    return _DOUBLED.sub(r"\1", _ENDINGS.sub("i", plain))


def is_surname(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether words are one, or particles before one (“De Wilde”, not “Ben Wilde”)."""
    return len(words) == 1 or all(
        folded(word) in lexicon.particles
        and (word.islower() or (folded(word) not in lexicon.given and folded(word) != _SAINT))
        for word in words[:-1]
    )


def name_of(words: Sequence[str], lexicon: Lexicon, generation: str = "") -> Name:
    """Take a name's words apart; particles before the surname do not count."""
    if is_surname(words, lexicon):
        return Name((), spelling(words[-1]), generation)
    kept = [w for w in words if folded(w) not in lexicon.particles or w == words[0]]
    kept = kept or list(words)
    given = tuple(given_name(w, lexicon) for w in kept[:-1])
    return Name(given, spelling(kept[-1]), generation)


def given_name(word: str, lexicon: Lexicon) -> str:
    """Give the form in which spellings and short forms of one given name are alike."""
    plain = folded(word.rstrip("."))
    if len(plain) == 1:
        return plain
    return spelling(lexicon.variants.get(plain, plain))


def compatible(one: Name, other: Name) -> bool:
    """Whether two full names may be one person's: no given name contradicts its counterpart."""
    if one.generation != other.generation:
        return False
    return alike(one, other)


def alike(one: Name, other: Name) -> bool:
    """Whether two names are compatible but for the generation: father's and son's may be."""
    if one.surname != other.surname:
        return False
    return all(
        a == b or (1 in {len(a), len(b)} and a[0] == b[0])
        for a, b in zip(one.given, other.given, strict=False)
    )
