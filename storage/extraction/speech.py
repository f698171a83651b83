"""Words of speech, loaded from lexicon/speech.toml and inflected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from storage.extraction.lexicon import read_words

_VOWELS = "aeiou"


class Manner(StrEnum):
    """What a verb of speech does with what is said."""

    SAY = "say"
    TELL = "tell"
    COMMIT = "commit"
    JUDGE = "judge"
    THINK = "think"


SAY, TELL, COMMIT, JUDGE, THINK = Manner


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb of speech: its lemma and manner, and whether the form is also a noun."""

    lemma: str
    manner: Manner
    noun_too: bool = False
    participle: bool = False  # the form in -ing


@dataclass(frozen=True, slots=True)
class Speech:
    """The lexicon: sets of folded words, the sets that a word is in, and the forms of verbs.

    "any.noun" holds every noun of who speaks, "any.pronoun" the personal pronouns, "any.break"
    what ends a noun phrase, "any.cue" what a cue of speech may stand at.
    """

    verbs: Mapping[str, Verb]
    sets: Mapping[str, frozenset[str]]
    tags: Mapping[str, frozenset[str]]

    def has(self, name: str, word: str) -> bool:
        """Whether a word stands in the set "section.name"."""
        return word in self.sets[name]


@lru_cache(maxsize=1)
def speech() -> Speech:
    """Load the lexicon of speech; raises FileNotFoundError where the package lacks it."""
    data = read_words("speech")
    sets = {
        f"{section}.{name}": frozenset(words)
        for section, table in data.items()
        if section not in ("verbs", "irregular")
        for name, words in table.items()
    }
    sets["forms.pair_openers"] = _first_words(sets["forms.pairs"])
    sets["forms.source_openers"] = _first_words(sets["russian.according"]) | {"according"}
    sets["nouns.people"] |= {f"{noun}s" for noun in sets["nouns.person"]}
    verbs = _verbs(data)
    sets["verbs.verb"] = frozenset(form for form in verbs if " " not in form)
    sets["verbs.plain"] = frozenset(form for form in verbs if not verbs[form].noun_too)
    for name, parts in _UNIONS.items():
        sets[name] = frozenset[str]().union(*(sets[part] for part in parts))
    tags: dict[str, set[str]] = {}
    for name, members in sets.items():
        for word in members:
            tags.setdefault(word, set()).add(name)
    return Speech(verbs, sets, {word: frozenset(names) for word, names in tags.items()})


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in phrases)


_PRONOUNS = (
    "function.own_pronouns",
    "function.singular_pronouns",
    "function.plural_pronouns",
    "function.body_pronouns",
)
_UNIONS = {
    "any.pronoun": _PRONOUNS,
    "any.function": (
        "function.prepositions",
        "function.conjunctions",
        "function.relatives",
        "forms.auxiliaries",
        "forms.being",
        "forms.negations",
        "forms.adverbs",
        *_PRONOUNS,
    ),
    "any.noun": (
        "nouns.person",
        "nouns.people",
        "nouns.body",
        "nouns.generic_body",
        "nouns.group_body",
        "nouns.collective",
    ),
    "any.break": ("any.function", "verbs.plain"),
    "any.speaking": ("any.noun", "function.indefinite"),
    "any.joint": ("function.conjunctions", "forms.adverbs"),
    "any.edge": ("function.conjunctions", "function.relatives", "forms.adverbs"),
    "any.inner": ("function.prepositions", "function.determiners", "any.noun"),
    "any.opening": ("function.prepositions", "function.opening"),
    "any.aside": ("forms.auxiliaries", "forms.adverbs", "forms.negations"),
    "any.verb": ("verbs.verb", "forms.pair_openers"),
    "any.cue": ("any.verb", "forms.source_openers", "nouns.speech"),
    "any.landmark": ("any.cue", "function.referring"),
}


def _verbs(data: Mapping[str, Any]) -> dict[str, Verb]:
    noun_too = frozenset(data["forms"]["also_nouns"])
    verbs: dict[str, Verb] = {}
    for manner in Manner:
        for lemma in data["verbs"][manner.value]:
            for form in data["irregular"].get(lemma) or _inflect(lemma):
                verbs[form] = Verb(lemma, manner, form in noun_too, form.endswith("ing"))
    for pair in data["forms"]["pairs"]:
        verbs[pair] = Verb(pair, SAY, participle=pair.split()[0].endswith("ing"))
    for form in data["russian"]["verbs"]:
        verbs[form] = Verb(form, SAY)
    return verbs


def _inflect(lemma: str) -> tuple[str, ...]:
    """Inflect a regular English verb: base, third person, past, participle."""
    if lemma.endswith("e"):
        return lemma, f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    plural = "es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return lemma, f"{lemma}{plural}", f"{lemma}ed", f"{lemma}ing"
