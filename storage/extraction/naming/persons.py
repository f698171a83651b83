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

    def sexes(self, lexicon: Lexicon) -> frozenset[str]:
        """List what titles tell of the sex, else what the given name does."""
        if not self.told.sexes:
            told = (
                gender_of_given(sighting.words[0])
                for _, sighting in self.sightings
                if not is_surname(sighting.words, lexicon)
                and folded(sighting.words[0]) not in lexicon.family_first
            )
            sex = next((one for one in told if one), "")
            return frozenset({sex} if sex else ())
        return self.told.sexes
