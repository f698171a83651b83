"""How well what was typed names an actor: its aliases, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from storage.models import Actor, ActorKind
from storage.search.match import Reason, Why
from storage.search.terms import Term, joined_particles, terms
from storage.search.thesaurus import thesaurus
from storage.search.titles import Title, titles_of
from storage.search.vocabulary import Expansion

_SURNAME: Final = 0.96
_GIVEN: Final = 0.9
_INITIAL: Final = 0.9
_TITLE: Final = 0.9
_BYLINE: Final = 0.97
_PART: Final = 0.7
_LEAST_OF_TITLE: Final = 6  # letters of a word of a title for it to be misspelt


class Named(NamedTuple):
    """An actor that a name may mean: its number among all, its id, a score 0–100, and why."""

    number: int
    actor: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of an actor: its terms, and concepts of the thesaurus that it holds."""

    text: str
    terms: tuple[Term, ...]
    concepts: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All that it can be looked up by."""
        return (*(term.key for term in self.terms), *self.concepts)


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor as it is looked up by name."""

    number: int
    id: str
    person: bool
    byline: bool
    prominence: int
    aliases: tuple[Alias, ...]
    titles: tuple[Title, ...]
    own_words: frozenset[str]  # the stems of what its titles say of itself


class _Hit(NamedTuple):
    position: int  # the term of the alias, -1 for a title
    weight: float
    reason: Reason


def score_of(
    entry: Entry,
    alias: Alias,
    wanted: Sequence[Term],
    expansions: Sequence[Mapping[str, Expansion]],
) -> Named:
    """Tell how well typed terms name an actor by one of its aliases, and why; 0 where not."""
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
        return Named(entry.number, entry.id, 0.0, ())
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
    return Named(
        entry.number, entry.id, round(score, 1), _reasons(entry, alias, wanted, hits, free)
    )


def _hits(
    alias: Alias, free: Mapping[int, Term], term: Term, found: Mapping[str, Expansion]
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


def _beside(entry: Entry, free: Mapping[int, Term], term: Term) -> _Hit | None:
    """Match a typed term beside a matched name: an initial of it, or a word of a title."""
    if len(term.key) <= 2 and entry.person:  # noqa: PLR2004 - "z", "vv"
        for position, own in free.items():
            if own.key.startswith(term.key[0]):
                return _Hit(position, _INITIAL, Reason(Why.PARTIAL, term.surface, own.surface))
    stems = {term.stem} | {r.terms[0].stem for r in thesaurus().related((term,))}
    if stems & entry.own_words or _is_misspelt(term.stem, entry.own_words):
        return _Hit(-1, _TITLE, Reason(Why.ROLE, term.surface, term.surface))
    return None


def _is_misspelt(word: str, own: Iterable[str]) -> bool:
    """Whether a word beside a name is one letter off a word of a title: ambasador."""
    if len(word) < _LEAST_OF_TITLE:
        return False
    return any(OSA.distance(word, one, score_cutoff=1) <= 1 for one in own)


def _completeness(entry: Entry, alias: Alias, free: Mapping[int, Term]) -> float:
    """How much of an alias a name must hold: all of it, a surname, a given name, a part."""
    if not free:
        return 1.0
    last = len(alias.terms) - 1
    if entry.person:
        return _SURNAME if last not in free else _GIVEN
    return _PART + (1 - _PART) * (1 - len(free) / len(alias.terms))


def _reasons(
    entry: Entry,
    alias: Alias,
    wanted: Sequence[Term],
    hits: Sequence[_Hit],
    free: Mapping[int, Term],
) -> tuple[Reason, ...]:
    plain = all(hit.reason.why is Why.EXACT for hit in hits)
    if plain and not free:
        why = Why.EXACT if alias is entry.aliases[0] else Why.ALIAS
        matched = {hit.reason.query for hit in hits}
        typed = " ".join(term.surface for term in wanted if term.surface in matched)
        return (Reason(why, typed, alias.text),)
    return tuple(dict.fromkeys(hit.reason for hit in hits))


def aliases_of(actor: Actor) -> Iterator[Alias]:
    """List the names of an actor, each once."""
    for text in dict.fromkeys((actor.name, *actor.aliases)):
        found = terms(text)
        if found:
            concepts = {c for _, c in thesaurus().concepts([term.stem for term in found])}
            yield Alias(text, found, tuple(sorted(concepts)))
            joined = joined_particles(found)
            if joined:
                yield Alias(text, joined, ())


def entry_of(number: int, actor: Actor) -> Entry:
    """Make an actor ready to be looked up."""
    titles = tuple(dict.fromkeys(t for role in actor.roles for t in titles_of(role.text)))
    return Entry(
        number=number,
        id=actor.id,
        person=actor.kind is ActorKind.PERSON,
        byline=actor.byline,
        prominence=len(actor.mentions),
        aliases=tuple(aliases_of(actor)),
        titles=titles,
        own_words=frozenset(term.stem for title in titles for term in title.own),
    )
