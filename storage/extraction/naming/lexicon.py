"""The word lists by which names are recognised, read from lexicon/*.toml once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from storage.extraction.lexicon import read_words
from storage.extraction.naming.tokens import read_tokens
from storage.models import ActorKind
from storage.text.folding import key


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name that the lexicon knows: its words as written, what it names, under which name.

    `weak` phrases are given names or ordinary words too and need a preposition of place.
    """

    words: tuple[str, ...]
    kind: ActorKind
    name: str
    nation: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Word lists for names; lower-case words unless the field says otherwise."""

    given: frozenset[str]  # folded
    given_ordinary: frozenset[str]  # folded; English words too
    surnames: frozenset[str]  # folded; nothing else
    variants: Mapping[str, str]  # folded given name → the first spelling of its group
    family_first: frozenset[str]
    surname_endings: tuple[str, ...]
    particles: frozenset[str]
    known: frozenset[str]  # as written
    honorifics: frozenset[str]  # as written
    ranks: frozenset[str]  # as written; honorifics before a surname only
    laws: frozenset[str]  # as written, of not_names
    degrees: frozenset[str]  # between “Dr.” and a name
    regnal: frozenset[str]  # as written
    role_heads: frozenset[str]
    role_modifiers: frozenset[str]
    portfolios: frozenset[str]  # as written
    role_stops: frozenset[str]
    events: frozenset[str]
    person_nouns: frozenset[str]
    against_nouns: frozenset[str]
    relations: frozenset[str]
    kin: frozenset[str]
    company: frozenset[str]
    speech: frozenset[str]
    inverting: frozenset[str]
    acts: frozenset[str]
    verbs: frozenset[str]  # both
    finite: frozenset[str]  # both, and auxiliaries
    agents: tuple[str, ...]  # endings of nouns for what somebody does
    not_agents: frozenset[str]
    suffixes: frozenset[str]
    doubtful_heads: frozenset[str]
    firm_heads: frozenset[str]
    common: frozenset[str]
    function: frozenset[str]  # of the closed classes
    surnames_too: frozenset[str]  # as written, of not_names
    not_names: frozenset[str]  # as written
    weekdays: frozenset[str]  # as written
    not_bodies: frozenset[str]  # as written; end the name of an organisation
    organisation_heads: frozenset[str]  # as written
    organisation_needs: frozenset[str]  # as written
    state_bodies: frozenset[str]  # as written
    organisation_after: frozenset[str]
    organisation_after_pairs: Mapping[str, frozenset[str]]  # first word → second ones
    not_acronyms: frozenset[str]
    role_words: frozenset[str]
    listing_heads: frozenset[str]  # as written
    patrons: frozenset[str]  # as written
    foreign_heads: frozenset[str]  # as written; the first word of organisations
    firms: frozenset[str]  # as written, of organisation_heads
    surname_heads: frozenset[str]  # as written
    group_heads: frozenset[str]  # as written
    place_after: frozenset[str]
    place_inside: frozenset[str]  # as written
    place_before: frozenset[str]  # as written
    place_first: frozenset[str]  # as written
    place_of: frozenset[str]
    place_prepositions: frozenset[str]
    adjectives: Mapping[str, str]  # as written → nation
    nation_adjective: Mapping[str, str]  # nation → its adjective
    regional: frozenset[str]  # as written
    # Made of the others, as written: one look tells that a word is none of these.
    name_nouns: frozenset[str]  # make names of organisations, groups and places
    barriers: frozenset[str]  # end a person's name, or stand before it
    phrases: Mapping[str, tuple[Phrase, ...]]  # by first word, longest first
    phrases_in_lower: frozenset[str]  # first words without a capital
    longer: Mapping[tuple[str, str], tuple[Phrase, ...]]  # by the first two words, longest first

    def with_phrases(self, more: Iterable[Phrase]) -> Lexicon:
        """Give a lexicon that knows these names too, and before its own."""
        more = [phrase for phrase in more if phrase.words]
        known = (p for first in {p.words[0] for p in more} for p in self.phrases.get(first, ()))
        added = _indexed(_by_first_word([*more, *known]))
        return replace(
            self,
            phrases={**self.phrases, **added["phrases"]},
            phrases_in_lower=self.phrases_in_lower | added["phrases_in_lower"],
            longer={**self.longer, **added["longer"]},
        )


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """Give `key(word)`, kept: names come again and again."""
    return key(word)


def is_given(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a given name, if perhaps an ordinary word too."""
    name = folded(word)
    return name in lexicon.given or name in lexicon.given_ordinary


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _listed(text: str) -> Iterator[list[str]]:
    """Read “name = form; name”, over several lines."""
    for entry in " ".join(text.split()).split(";"):
        forms = [form.strip() for form in entry.split(" = ") if form.strip()]
        if forms:
            yield forms


def phrase(
    form: str, kind: ActorKind, name: str, nation: str = "", *, weak: bool = False
) -> Phrase:
    """Make a phrase of a written form."""
    return Phrase(tuple(read_tokens(form).texts[:-1]), kind, name, nation, weak)


def _by_first_word(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, dict[tuple[str, ...], Phrase]] = defaultdict(dict)
    for one in phrases:
        if one.words:
            found[one.words[0]].setdefault(one.words, one)
    return {
        first: tuple(sorted(group.values(), key=lambda p: -len(p.words)))
        for first, group in found.items()
    }


def _indexed(phrases: Mapping[str, tuple[Phrase, ...]]) -> dict[str, Any]:
    """Make what phrases are found by."""
    found: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for group in phrases.values():
        for one in group:
            if len(one.words) > 1:
                found[one.words[0], one.words[1]].append(one)
    return {
        "phrases": phrases,
        "phrases_in_lower": frozenset(w.lower() for w in phrases if w[0] == w[0].lower()),
        "longer": {words: tuple(group) for words, group in found.items()},
    }


def _countries(nations: dict[str, Any]) -> Iterator[Phrase]:
    countries = read_words("countries")
    for code, row in countries.items():
        name = nations["names"].get(code, row["name"])
        for form in (name, row["name"], *row["forms"], *nations["forms"].get(code, ())):
            yield phrase(form, ActorKind.COUNTRY, name, code)
    for code, forms in nations["former"].items():
        for form in forms:
            yield phrase(form, ActorKind.COUNTRY, forms[0], code)


def _places() -> Iterator[Phrase]:
    for name, *forms in _listed(read_words("places")["names"]):
        for form in (name, *forms):
            yield phrase(form, ActorKind.PLACE, name)
    cities = read_words("cities")
    for weak, text in ((False, cities["names"]), (True, cities["ordinary"])):
        for name, *_ in _listed(text):
            yield phrase(name, ActorKind.PLACE, name, weak=weak)


def _clubs() -> Iterator[Phrase]:
    for name, *forms in _listed(read_words("organisations")["clubs"]["names"]):
        for form in (name, *forms):
            yield phrase(form, ActorKind.ORGANISATION, name)


def _phrases(nations: dict[str, Any]) -> Iterator[Phrase]:
    for file, kind in (("groups", ActorKind.GROUP), ("organisations", ActorKind.ORGANISATION)):
        for name, forms in read_words(file)["names"].items():
            for form in (name, *forms):
                yield phrase(form, kind, name)
                if "’" in form:
                    yield phrase(form.replace("’", "'"), kind, name)
    yield from _clubs()
    yield from _countries(nations)
    yield from _places()


def _adjectives(nations: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, forms in nations["adjectives"].items():
        for form in forms:
            found[form] = code
            if form[-1].islower() and not form.endswith(("ese", "ish", "ch", "ss", "ic")):
                found[form + "s"] = code
    for code, forms in nations["people"].items():
        found.update(dict.fromkeys(forms, code))
    return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Load the lexicon of the package."""
    titles, organisations, nations = (
        read_words("titles"),
        read_words("organisations"),
        read_words("nations"),
    )
    phrases = _by_first_word(_phrases(nations))
    lists = {
        **_given_and_family(),
        **_people(titles),
        **_bodies(organisations, titles),
        **_ground(nations),
        **_indexed(phrases),
    }
    return Lexicon(
        **lists,
        name_nouns=frozenset().union(*(lists[name] for name in _NAME_NOUNS)),
        barriers=frozenset().union(*(lists[name] for name in _BARRIERS)),
    )


def _given_and_family() -> dict[str, Any]:
    names, variants = read_words("given_names"), read_words("name_variants")
    groups = [[key(n) for n in group.split()] for group in variants["groups"]]
    return {
        "given": _set(names["names"])
        | _set(variants["given"])
        | {n for group in groups for n in group},
        "given_ordinary": _set(names["ordinary"]),
        "surnames": _set(read_words("surnames")["names"]) | _set(variants["surnames"]),
        "variants": {n: group[0] for group in reversed(groups) for n in group},
        "family_first": _set(variants["family_first"]),
        "surname_endings": tuple(variants["surname_endings"].split()),
        "particles": _set(variants["particles"]),
        "known": _set(variants["known"]),
    }


_NAME_NOUNS = ("organisation_heads", "group_heads", "place_before", "place_inside")
_BARRIERS = ("adjectives", "regional", "honorifics", "ranks", "not_names", "portfolios")
_AS_WRITTEN = (
    "honorifics", "ranks", "laws", "degrees", "regnal", "portfolios", "events", "person_nouns",
    "against_nouns", "relations", "kin", "company", "speech", "inverting", "acts", "suffixes",
    "doubtful_heads", "firm_heads", "common", "function", "surnames_too", "not_names",
)  # fmt: skip


def _people(titles: dict[str, Any]) -> dict[str, Any]:
    """Titles, and the words beside a name that tell a person."""
    return {
        **{name: _set(titles[name]) for name in _AS_WRITTEN},
        "role_heads": _set(titles["heads"]),
        "role_modifiers": _set(titles["modifiers"]),
        "role_stops": _set(titles["stops"]),
        "verbs": _set(titles["speech"]) | _set(titles["acts"]),
        "finite": _set(titles["speech"]) | _set(titles["acts"]) | _set(titles["auxiliaries"]),
        "agents": tuple(titles["agents"].split()),
        "not_agents": _set(titles["not_agents"]),
        "weekdays": _set(titles["weekdays"]),
    }


def _bodies(organisations: dict[str, Any], titles: dict[str, Any]) -> dict[str, Any]:
    """Words that make organisations and groups of names, and that do not."""
    patterns, inside = organisations["patterns"], organisations["inside"]
    heads, no_names = _set(patterns["heads"]), _set(titles["not_names"])
    pairs: dict[str, set[str]] = defaultdict(set)
    for first, second in (pair[0].split() for pair in _listed(patterns["after_pairs"])):
        pairs[first].add(second)
    return {
        "not_bodies": (no_names | _set(titles["honorifics"]))
        - heads
        - _set(organisations["topics"]["words"]),
        "organisation_heads": heads | _set(patterns["state"]),
        "organisation_needs": _set(patterns["needs_name"]),
        "firms": _set(patterns["firms"]),
        "state_bodies": _set(patterns["state"]),
        "organisation_after": _set(patterns["after"]),
        "organisation_after_pairs": {a: frozenset(b) for a, b in pairs.items()},
        "not_acronyms": _set(patterns["not_acronyms"]),
        "role_words": _set(inside["role_words"]),
        "listing_heads": _set(inside["listing_heads"]),
        "patrons": _set(inside["patrons"]),
        "surname_heads": _set(inside["surname_heads"]),
        "foreign_heads": _set(inside["foreign_heads"]),
        "group_heads": _set(read_words("groups")["patterns"]["heads"]),
    }


def _ground(nations: dict[str, Any]) -> dict[str, Any]:
    """Words of places, countries and their peoples."""
    places = read_words("places")
    return {
        "place_after": _set(places["heads_after"]),
        "place_inside": _set(places["heads_inside"]),
        "place_before": _set(places["heads_before"]),
        "place_first": _set(places["first"]),
        "place_of": _set(places["heads_of"]),
        "place_prepositions": _set(places["prepositions"]),
        "adjectives": _adjectives(nations),
        "nation_adjective": {code: forms[0] for code, forms in nations["adjectives"].items()},
        "regional": _set(nations["regional"]["words"]),
    }
