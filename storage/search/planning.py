"""A query made ready to be looked up: what its words may mean, how much each tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.search.building import Built
from storage.search.filters import Chosen
from storage.search.match import GUESSES, Kind
from storage.search.names import Names
from storage.search.postings import rarities, rarity
from storage.search.query import MOST_WORDS, Query, stop_words
from storage.search.scoring import Wanted
from storage.search.terms import Term, terms
from storage.search.vocabulary import Expansion

_NEARLY: Final = 0.85  # likeness from which on a word in a capital may be a misspelt common word


class Phrase(NamedTuple):
    """Consecutive words: as typed, in how far they tell, and the texts that hold them."""

    typed: str
    weight: float
    texts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for any kind.

    Where it is `strict`, it has words that may be widened, and only what has the rarest of its
    words is looked at.
    """

    query: Query
    wanted: tuple[Wanted, ...]
    phrases: tuple[Phrase, ...]
    excluded: frozenset[int]  # words of which none may occur
    excluded_phrases: tuple[Phrase, ...]
    persons: frozenset[int]  # positions of words that name a person
    total: float
    chosen: tuple[Chosen, ...] = ()
    strict: bool = False

    @property
    def known(self) -> float:
        """How much the words tell that the corpus has in some spelling, and the phrases."""
        known = sum(one.weight for one in self.wanted if one.expansions)
        return known + sum(phrase.weight for phrase in self.phrases)

    @property
    def missing(self) -> tuple[str, ...]:
        """The words that the corpus has not, in no spelling."""
        return tuple(one.term.surface for one in self.wanted if not one.expansions)

    @property
    def only_a_name(self) -> bool:
        """Whether the query is a person's name and nothing else."""
        return bool(self.wanted) and not self.phrases and len(self.persons) == len(self.wanted)


class Planner:
    """Makes plans of queries over one corpus."""

    def __init__(self, built: Built, names: Names) -> None:
        """Take the words of a corpus and its names."""
        self._vocabulary = built.vocabulary
        self._stream = built.stream
        self._names = names
        passages = built.parts[Kind.PASSAGE]
        self._rarity = rarities(len(passages.ids), passages.own.counts(len(built.vocabulary)))
        self._rarest = rarity(len(passages.ids), 0)

    def plan(self, query: Query, chosen: tuple[Chosen, ...] = (), *, persons: bool = False) -> Plan:
        """Make a plan; look for names of `persons` in the query where they matter."""
        wanted_terms = [term for word in query.words for term in _that_count(word)][:MOST_WORDS]
        expanded = zip(wanted_terms, self._vocabulary.expand_all(wanted_terms), strict=True)
        likely = ((term, self._of_names(query, term, found)) for term, found in expanded)
        meant = ((term, found or self._vocabulary.derived(term)) for term, found in likely)
        wanted = tuple(Wanted(term, found, self._weight(found)) for term, found in meant)
        phrases = tuple(self._phrase(phrase) for phrase in query.phrases if keys_of(phrase))
        excluded = [terms(text) for text in query.excluded]
        return Plan(
            query=query,
            wanted=wanted,
            phrases=phrases,
            excluded=frozenset(
                word for found in excluded if len(found) == 1 for word in self._forms(found[0])
            ),
            excluded_phrases=tuple(
                self._phrase(text)
                for text, found in zip(query.excluded, excluded, strict=True)
                if len(found) > 1
            ),
            persons=self._names.persons([w.term for w in wanted], self._vocabulary)
            if persons
            else frozenset(),
            total=sum(w.weight for w in wanted) + sum(phrase.weight for phrase in phrases),
            chosen=chosen,
            strict=any(self._vocabulary.may_be_widened(one.term, one.expansions) for one in wanted),
        )

    def _of_names(
        self, query: Query, term: Term, found: tuple[Expansion, ...]
    ) -> tuple[Expansion, ...]:
        """Leave out what a name that is not known is hardly a misspelling of: Rome is not "rose".

        A word in a capital, unless it is the first that was typed, may be a name; one that is
        nearly a common word may be that word all the same.
        """
        named = term.surface.istitle() and not query.text.startswith(term.surface)
        if not named or (found and found[0].weight >= _NEARLY):
            return found
        return tuple(
            one
            for one in found
            if one.why not in GUESSES or self._names.have(terms(self._vocabulary.words[one.word]))
        )

    def widened(self, plan: Plan) -> Plan:
        """Let words that the corpus has stand for others that differ by a letter, too."""
        wanted = tuple(
            one._replace(expansions=self._vocabulary.widened(one.term, one.expansions))
            for one in plan.wanted
        )
        return replace(plan, wanted=wanted, strict=False)

    def telling(self, word: str) -> float:
        """Say how much a word tells that stands in the articles as it is typed; 0 of others."""
        numbers = [self._vocabulary.number(key) for key in keys_of(word)]
        return max((float(self._rarity[one]) for one in numbers if one is not None), default=0.0)

    def _weight(self, found: Sequence[Expansion]) -> float:
        return float(self._rarity[found[0].word]) if found else self._rarest

    def _phrase(self, typed: str) -> Phrase:
        """Find the texts that hold a phrase; where a word is unknown, none does."""
        numbers = [self._vocabulary.number(key) for key in keys_of(typed)]
        known = [number for number in numbers if number is not None]
        weight = sum(float(self._rarity[number]) for number in known)
        weight += self._rarest * (len(numbers) - len(known))
        whole = known if len(known) == len(numbers) else []
        return Phrase(typed, weight, self._stream.holding(whole))

    def _forms(self, term: Term) -> tuple[int, ...]:
        number = self._vocabulary.number(term.key)
        forms = set(self._vocabulary.inflections(term)) | (
            {number} if number is not None else set()
        )
        return tuple(sorted(forms))


def keys_of(text: str) -> list[str]:
    """Give the keys of all words of a text, stop words included, in order."""
    return [term.key for term in terms(text)]


def _that_count(word: str) -> tuple[Term, ...]:
    """Split a typed word into terms; of al-Qaeda only what tells."""
    found = terms(word)
    return tuple(term for term in found if term.key not in stop_words()) or found
