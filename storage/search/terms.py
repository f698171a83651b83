"""Words as the index keeps them: split at hyphens, keyed, stemmed, and folded by sound."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec

from storage.text.folding import fold, key, romanise, stem, words

_SPLIT = re.compile(r"[-.]")
_POSSESSIVE = re.compile(r"['’ʼ`][sS]$")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
# Russian surnames keep their -ов, -ев, -ин: the stemmer would make Кабулов and Кабул one.
_SURNAME = re.compile(r"^(.{2,}(?:ов|ев|ин|ын))(?:а|у|ым|е|ои|ы|ых|ым|ыми)?$")
_LEAST_FOR_SPELLING = 6
_SHORT = 5  # letters of a name that another one has all but one of
_VOWELS = frozenset("aeiouy")
_VOICELESS = str.maketrans("bdgvzh", "ptkfsk")


class Term(msgspec.Struct, frozen=True, gc=False):
    """A word of a text or a query.

    `surface` as written, `key` romanised and folded (what the index is keyed by), `stem` the
    key of its inflections, `root` the stem in its own script (what the thesaurus is keyed by).
    Never looked through for garbage: tens of thousands are remembered, which took some hundredths
    of a second, and that of whoever asked just then.
    """

    surface: str
    key: str
    stem: str
    root: str


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    data = resources.files(__package__).joinpath("variants.toml").read_text("utf-8")
    return tomllib.loads(data)


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    data = resources.files(__package__).joinpath("irregular.toml").read_text("utf-8")
    return {form: word for word, forms in tomllib.loads(data).items() for form in forms}


@lru_cache(maxsize=1)
def _rewriting() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    return {
        name: tuple((re.compile(found), instead) for found, instead in section["rules"])
        for name, section in _rules().items()
        if "rules" in section
    }


def _by_each(name: str, word: str) -> list[str]:
    """Rewrite a word by each of some rules alone, where it fits."""
    return [rule.sub(end, word) for rule, end in _rewriting()[name] if rule.search(word)]


def _in_turn(name: str, word: str) -> str:
    """Rewrite a word by all of some rules, one after the other."""
    for rule, end in _rewriting()[name]:
        word = rule.sub(end, word)
    return word


def derived(word: str) -> tuple[str, ...]:
    """List the stems that a key's verb or noun may have: intervention gives that of intervene."""
    others = _by_each("derived", word)
    return tuple(dict.fromkeys(term.stem for other in others for term in terms(other)))


def is_cyrillic(word: str) -> bool:
    """Whether a word has a Cyrillic letter."""
    return bool(_CYRILLIC.search(word))


def first_cases(surface: str) -> tuple[str, ...]:
    """List what a Cyrillic name may be in its first case, itself left out: Асадом gives асад."""
    if not is_cyrillic(surface):
        return ()
    return tuple(dict.fromkeys(_by_each("cases", surface.lower())))


def likely_keys(surface: str) -> tuple[str, ...]:
    """List the keys that a Cyrillic name may have in its first case and as English spells it."""
    if not is_cyrillic(surface):
        return ()
    cut = first_cases(surface)
    borrowed = (one for word in (surface.lower(), *cut) for one in _by_each("borrowed", word))
    return tuple(dict.fromkeys(key(one) for one in (*cut, *borrowed)))


def terms(text: str) -> tuple[Term, ...]:
    """List the terms of a text in order.

    “al-Qaeda” is two terms, “U.S.” is one (us), a possessive ’s is left off.
    """
    if text.isalnum():  # a single word, as most that are typed
        return _split(text)
    found: list[Term] = []
    for word in words(text):
        found.extend(_split(word.surface))
    return tuple(found)


@lru_cache(maxsize=65536)
def _split(surface: str) -> tuple[Term, ...]:
    bare = _POSSESSIVE.sub("", surface)
    parts = _SPLIT.split(bare)
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]
    return tuple(term for part in parts if (term := _term(part)).key)


def _term(surface: str) -> Term:
    plain = key(surface)
    if is_cyrillic(surface):
        root = _russian_root(surface)
        surname = _SURNAME.match(fold(surface))
        return Term(surface, plain, key(surname.group(1) if surname else root), root)
    root = stem(_one_spelling(_irregular().get(plain, plain)))
    return Term(surface, plain, root, root)


def _russian_root(surface: str) -> str:
    """Stem a word before й is folded: the stemmer knows endings as they are written."""
    composed = unicodedata.normalize("NFC", surface.lower()).replace("ё", "е")
    return fold(stem("".join(c for c in composed if not unicodedata.combining(c))))


def _one_spelling(word: str) -> str:
    return word if len(word) < _LEAST_FOR_SPELLING else _in_turn("spelling", word)


def joined_particles(found: Sequence[Term]) -> tuple[Term, ...]:
    """Write the terms of a name with its particles as one word: Osama binladen; else nothing."""
    joined: list[Term] = []
    before = ""
    for term in found:
        if term.key in _rules()["particles"]["words"]:
            before += term.surface
        else:
            joined.extend(_split(before + term.surface))
            before = ""
    return tuple(joined) if joined and not before and len(joined) < len(found) else ()


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Fold a key by sound, so that Kabuloff, Kabulow and Kabulov are one; see variants.toml.

    Cyrillic is romanised first.  Words that differ in meaning may share a sound: it is asked
    only where the spelling itself is not found.
    """
    return _in_turn("sound", key(romanise(word)))


def is_heard_apart(word: str, other: str) -> bool:
    """Whether two short keys differ by a consonant: Obama is not Osama, nor Butin Putin.

    Whether it is voiced tells only at the beginning.
    """
    if len(word) != len(other) or len(word) > _SHORT:
        return False
    word, other = (one[:1] + one[1:].translate(_VOICELESS) for one in (sound(word), sound(other)))
    if len(word) != len(other):
        return False
    apart = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    return len(apart) == 1 and _VOWELS.isdisjoint(apart[0])
