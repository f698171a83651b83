"""A person's name taken apart: given names, surname, and the forms in which spellings agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from storage.extraction.naming.lexicon import Lexicon, folded

_ENDINGS = re.compile(r"[yij]+")
_DOUBLED = re.compile(r"(.)\1+")
_SAINT = "st"  # “St Ives” is nobody
_PARTICLE = re.compile(r"^(?:al|el|ul|ad|as|ash|ar|an)-(?=.)")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name taken apart for matching: given names (initials: one letter), surname."""

    given: tuple[str, ...]
    surname: str


@lru_cache(maxsize=65536)
def spelling(word: str) -> str:
    """Give the form in which spellings of one name are alike (-sky/-skiy, Fyodor/Fedor)."""
    plain = _PARTICLE.sub("", folded(word)).replace("-", "")
    plain = plain.replace("yo", "e").replace("kh", "h").replace("ph", "f").replace("ks", "x")
    if plain.endswith("ff"):
        plain = plain[:-2] + "v"
    return _DOUBLED.sub(r"\1", _ENDINGS.sub("i", plain))


def is_surname(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether words are one, or particles before one (“De Wilde”, not “Ben Wilde”)."""
    before = [folded(word) for word in words[:-1]]
    return all(
        word in lexicon.particles and word not in lexicon.given and word != _SAINT
        for word in before
    )


def name_of(words: Sequence[str], lexicon: Lexicon) -> Name:
    """Take a name's words apart; particles before the surname do not count."""
    if is_surname(words, lexicon):
        return Name((), spelling(words[-1]))
    kept = [w for w in words if folded(w) not in lexicon.particles or w == words[0]]
    kept = kept or list(words)
    given = tuple(given_name(w, lexicon) for w in kept[:-1])
    return Name(given, spelling(kept[-1]))


def given_name(word: str, lexicon: Lexicon) -> str:
    """Give the form in which spellings and short forms of one given name are alike."""
    plain = folded(word.rstrip("."))
    if len(plain) == 1:
        return plain
    return spelling(lexicon.variants.get(plain, plain))


def compatible(one: Name, other: Name) -> bool:
    """Whether two full names may be one person's: no given name contradicts its counterpart."""
    if one.surname != other.surname:
        return False
    return all(
        a == b or (1 in {len(a), len(b)} and a[0] == b[0])
        for a, b in zip(one.given, other.given, strict=False)
    )
