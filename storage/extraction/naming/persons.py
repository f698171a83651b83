"""A person of a corpus: the forms of the name, where they stand, and what is told of the bearer."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.extraction.gender import gender_of_given
from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.namesakes import NOTHING, Told
from storage.extraction.naming.personal import Name, is_surname
from storage.extraction.naming.sightings import Sighting

ROYAL = frozenset({"King", "Queen", "Prince", "Princess", "Pope", "Emperor", "Empress", "Tsar"})


@dataclass(slots=True)
class Person:
    """One person: the forms of the name, and where they stand, as (article, sighting)."""

    names: dict[Name, set[str]] = field(default_factory=dict)  # → the articles that have it
    sightings: list[tuple[str, Sighting]] = field(default_factory=list)
    told: Told = NOTHING
    courtesy: str = ""  # “Mrs”, where nothing else tells the bearer of a surname from another
    _given_sex: str = ""
    _asked: int = 0  # sightings asked for the sex of a given name

    def sexes(self, lexicon: Lexicon) -> frozenset[str]:
        """List what titles tell of the sex, else what the given name does."""
        if self.told.sexes:
            return self.told.sexes
        # Asked again and again while sightings are added: those asked before are passed over.
        while not self._given_sex and self._asked < len(self.sightings):
            words = self.sightings[self._asked][1].words
            if not is_surname(words, lexicon) and folded(words[0]) not in lexicon.family_first:
                self._given_sex = gender_of_given(words[0])
            self._asked += 1
        return frozenset({self._given_sex} if self._given_sex else ())

    def givens(self) -> set[str]:
        """List what somebody is called by: the first of the given names, not initials."""
        return {n.given[0] for n in self.names if n.given and len(n.given[0]) > 1}


def add_once(listed: list[Person], person: Person) -> None:
    """Add a person to a list that has not got her or him."""
    if not any(one is person for one in listed):
        listed.append(person)
