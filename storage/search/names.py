"""Actors by name: full names, surnames, given names, initials, titles, misspellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.models import Actor, ActorKind
from storage.search.match import Reason, Why
from storage.search.terms import Term, sound, terms
from storage.search.thesaurus import thesaurus
from storage.search.vocabulary import Expansion, Vocabulary

CONFIDENT: Final = 75.0
LISTED: Final = 60.0
MARGIN: Final = 5.0
_SURNAME: Final = 0.96
_GIVEN: Final = 0.9
_INITIAL: Final = 0.9
_TITLE: Final = 0.9
_BYLINE: Final = 0.97
_PART: Final = 0.7
_LEAST_THESAURUS: Final = 0.75
_NEAREST: Final = 0.6  # likeness of letters and sounds, for “did you mean”
_PLAIN: Final = frozenset({Why.EXACT, Why.STEM, Why.TRANSLITERATION, Why.THESAURUS})


class Named(NamedTuple):
    """An actor that a name may mean: its id, a score 0–100, and why."""

    actor: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Alias:
    text: str
    terms: tuple[Term, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    person: bool
    byline: bool
    prominence: int
    aliases: tuple[_Alias, ...]
    titles: frozenset[str]  # stems of its roles


class _Hit(NamedTuple):
    position: int  # the term of the alias, -1 for a title
    weight: float
    reason: Reason


class Names:
    """The names of a corpus.  Immutable and picklable."""

    def __init__(self, actors: Iterable[Actor], speakers: Collection[str]) -> None:
        self._entries = tuple(_entry(actor) for actor in actors)
        aliases = [alias for entry in self._entries for alias in entry.aliases]
        self._vocabulary = Vocabulary(
            (term for alias in aliases for term in alias.terms),
            {concept for alias in aliases for concept in alias.concepts},
        )
        holders: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            for alias in entry.aliases:
                for word in (*(term.key for term in alias.terms), *alias.concepts):
                    holders[word].add(number)
        self._holders = {word: tuple(sorted(found)) for word, found in holders.items()}
        self._sounds = {word: sound(word) for word in sorted(holders) if " " not in word}
        self._meant_alone = frozenset(
            e.id for e in self._entries if e.person and (not e.byline or e.id in speakers)
        )

    def find(self, wanted: Sequence[Term], words: Vocabulary) -> tuple[Named, ...]:
        """List the actors that the terms may name, the best first; ties by prominence and id.

        `words` is the vocabulary of the corpus: a word that it has is never taken for a
        misspelt or unfinished name (Kabul is not Kabulov).
        """
        return self._find(wanted, self._expand(wanted, words))

    def _find(
        self, wanted: Sequence[Term], expansions: Sequence[Mapping[str, Expansion]]
    ) -> tuple[Named, ...]:
        candidates = {
            number
            for found in expansions
            for word in found
            for number in self._holders.get(word, ())
        }
        named = []
        for number in sorted(candidates):
            entry = self._entries[number]
            best = max(
                (self._score(entry, alias, wanted, expansions) for alias in entry.aliases),
                key=lambda named: named.score,
            )
            if best.score > 0:
                named.append((best, entry))
        named.sort(key=lambda pair: (-pair[0].score, -pair[1].prominence, pair[0].actor))
        return tuple(one for one, _ in named)

    def persons(self, wanted: Sequence[Term], words: Vocabulary) -> Mapping[int, frozenset[str]]:
        """Tell which of the terms confidently name a person: position → ids of actors."""
        expansions = self._expand(wanted, words)
        found: dict[int, frozenset[str]] = {}
        for size in (3, 2, 1):
            for start in range(len(wanted) - size + 1):
                window = range(start, start + size)
                if any(at in found or not expansions[at] for at in window):
                    continue
                part = slice(start, start + size)
                meant = frozenset(
                    named.actor
                    for named in self._find(wanted[part], expansions[part])
                    if named.score >= CONFIDENT and named.actor in self._meant_alone
                )
                if meant:
                    found.update(dict.fromkeys(window, meant))
        return found

    def nearest(self, wanted: Sequence[Term], most: int = 3) -> tuple[Named, ...]:
        """List the actors that are spelt most like a name that none has; perhaps none."""
        best: dict[int, tuple[float, str, str]] = {}
        for term in wanted:
            for _, heard, word in extract(
                sound(term.key),
                self._sounds,
                scorer=OSA.normalized_similarity,
                score_cutoff=_NEAREST,
                limit=None,
            ):
                likeness = (heard + OSA.normalized_similarity(term.key, word)) / 2
                if likeness < _NEAREST:
                    continue
                for number in self._holders[word]:
                    if likeness > best.get(number, (0.0, "", ""))[0]:
                        best[number] = (likeness, term.surface, word)
        ranked = sorted(best.items(), key=lambda found: (-found[1][0], self._rank(found[0])))
        return tuple(
            Named(
                self._entries[number].id,
                round(min(100 * likeness, LISTED - 1) / 2, 1),
                (Reason(Why.TYPO, typed, word),),
            )
            for number, (likeness, typed, word) in ranked[:most]
        )

    def _rank(self, number: int) -> tuple[int, str]:
        return -self._entries[number].prominence, self._entries[number].id

    def _expand(self, wanted: Sequence[Term], words: Vocabulary) -> list[dict[str, Expansion]]:
        return [
            self._allowed(term, found, words)
            for term, found in zip(wanted, self._vocabulary.expand_all(wanted), strict=True)
        ]

    def _allowed(
        self, term: Term, expansions: Iterable[Expansion], words: Vocabulary
    ) -> dict[str, Expansion]:
        """Leave out what is only near in meaning, and misspellings of a word of the corpus."""
        known = words.number(term.key) is not None and term.key not in self._holders
        found: dict[str, Expansion] = {}
        for expansion in expansions:
            if expansion.why is Why.THESAURUS and expansion.weight < _LEAST_THESAURUS:
                continue
            if not known or expansion.why in _PLAIN:
                found.setdefault(self._vocabulary.words[expansion.word], expansion)
        return found

    def _score(
        self,
        entry: _Entry,
        alias: _Alias,
        wanted: Sequence[Term],
        expansions: Sequence[Mapping[str, Expansion]],
    ) -> Named:
        hits: list[_Hit] = []
        free = dict(enumerate(alias.terms))
        shared: dict[int, Term] = {}  # stood for by the thesaurus: "islamic state" are two for ISIS
        for term, found in zip(wanted, expansions, strict=True):
            hits_of_term = _hits(alias, free | shared, term, found)
            hits.extend(hits_of_term)
            for hit in hits_of_term:
                own = free.pop(hit.position, None)
                if own is not None and hit.reason.why is Why.THESAURUS:
                    shared[hit.position] = own
        if not hits:
            return Named(entry.id, 0.0, ())
        matched = {hit.reason.query for hit in hits}
        for term in wanted:
            if term.surface in matched:
                continue
            hit_beside = _beside(entry, free, term)
            if hit_beside is not None:
                free.pop(hit_beside.position, None)
                hits.append(hit_beside)
        by_term: dict[str, float] = {}
        for hit in hits:
            by_term[hit.reason.query] = max(hit.weight, by_term.get(hit.reason.query, 0.0))
        quality = sum(by_term.get(t.surface, 0.0) for t in wanted) / len(wanted)
        complete = _completeness(entry, alias, free)
        score = 100 * quality * complete * (_BYLINE if entry.byline else 1.0)
        return Named(entry.id, round(score, 1), _reasons(entry, alias, wanted, hits, free))


def _hits(
    alias: _Alias, free: Mapping[int, Term], term: Term, found: Mapping[str, Expansion]
) -> list[_Hit]:
    """Match one typed term with a free term of an alias, or with several that are a concept."""
    best: _Hit | None = None
    for position, own in free.items():
        expansion = found.get(own.key)
        if expansion is not None and (best is None or expansion.weight > best.weight):
            reason = Reason(expansion.why, term.surface, own.surface)
            best = _Hit(position, expansion.weight, reason)
    if best is not None:
        return [best]
    for concept in alias.concepts:
        expansion = found.get(concept)
        if expansion is not None:
            stems = concept.split(" ")
            reason = Reason(expansion.why, term.surface, alias.text)
            return [
                _Hit(position, expansion.weight, reason)
                for position, own in free.items()
                if own.stem in stems
            ]
    return []


def _beside(entry: _Entry, free: Mapping[int, Term], term: Term) -> _Hit | None:
    """Match a typed term beside a matched name: an initial of it, or a word of a title."""
    if len(term.key) <= 2 and entry.person:  # noqa: PLR2004 - "z", "vv"
        for position, own in free.items():
            if own.key.startswith(term.key[0]):
                return _Hit(position, _INITIAL, Reason(Why.PARTIAL, term.surface, own.surface))
    stems = {term.stem} | {r.terms[0].stem for r in thesaurus().related((term,))}
    if stems & entry.titles:
        return _Hit(-1, _TITLE, Reason(Why.ROLE, term.surface, term.surface))
    return None


def _completeness(entry: _Entry, alias: _Alias, free: Mapping[int, Term]) -> float:
    """How much of an alias a name must hold: all of it, a surname, a given name, a part."""
    if not free:
        return 1.0
    last = len(alias.terms) - 1
    if entry.person:
        return _SURNAME if last not in free else _GIVEN
    return _PART + (1 - _PART) * (1 - len(free) / len(alias.terms))


def _reasons(
    entry: _Entry,
    alias: _Alias,
    wanted: Sequence[Term],
    hits: Sequence[_Hit],
    free: Mapping[int, Term],
) -> tuple[Reason, ...]:
    plain = all(hit.reason.why is Why.EXACT for hit in hits)
    if plain and not free:
        why = Why.EXACT if alias is entry.aliases[0] else Why.ALIAS
        return (Reason(why, " ".join(term.surface for term in wanted), alias.text),)
    return tuple(dict.fromkeys(hit.reason for hit in hits))


def _entry(actor: Actor) -> _Entry:
    aliases = []
    for text in dict.fromkeys((actor.name, *actor.aliases)):
        found = terms(text)
        if found:
            concepts = {c for _, c in thesaurus().concepts([term.stem for term in found])}
            aliases.append(_Alias(text, found, tuple(sorted(concepts))))
    return _Entry(
        id=actor.id,
        person=actor.kind is ActorKind.PERSON,
        byline=actor.byline,
        prominence=len(actor.mentions),
        aliases=tuple(aliases),
        titles=frozenset(term.stem for role in actor.roles for term in terms(role.text)),
    )
