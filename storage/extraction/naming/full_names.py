"""Who is the same person by the full name: one surname, and given names that agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.namesakes import NOTHING, Strand, contradict, strands
from storage.extraction.naming.personal import Name, alike, compatible, is_surname, name_of
from storage.extraction.naming.persons import Person, add_once
from storage.extraction.naming.sightings import Found, Sighting
from storage.models import ActorKind
from storage.text.offsets import Span


class BareSurnames:
    """Tells surnames alone, with their particles, from full names."""

    def __init__(self, found: Sequence[Found], lexicon: Lexicon) -> None:
        """Take what a corpus names."""
        self._lexicon = lexicon
        # “von Hagen” inside a sentence or a full name: “Von Hagen” opens one.
        self._particled = frozenset(
            tuple(map(folded, one.words[at:]))
            for article in found
            for one in article.sightings
            for at, word in enumerate(one.words[:-1])
            if word in lexicon.particles
        )

    def has(self, sighting: Sighting) -> bool:
        """Whether a name is one word, or a surname with its particles (“De Wilde”)."""
        words = sighting.words
        return is_surname(words, self._lexicon) or (
            len(words) > 1
            and folded(words[0]) in self._lexicon.particles
            and tuple(map(folded, words)) in self._particled
        )


class FullNames:
    """The persons whom a corpus names in full, and those of each surname."""

    def __init__(self, found: Sequence[Found], bare: BareSurnames, lexicon: Lexicon) -> None:
        """Settle which full names are one person's."""
        self.persons: list[Person] = []
        self.by_surname: dict[str, list[Person]] = defaultdict(list)
        self._found = found
        self._bare = bare
        self._lexicon = lexicon
        self._full()
        self._shortened()
        self._born()

    def _full(self) -> None:
        where: dict[Name, dict[str, list[Sighting]]] = defaultdict(lambda: defaultdict(list))
        for article in self._found:
            for sighting in article.sightings:
                if sighting.kind is ActorKind.PERSON and not self._bare.has(sighting):
                    name = self._name(sighting)
                    if name.given:
                        where[name][article.article].append(sighting)
        counts = {name: sum(map(len, found.values())) for name, found in where.items()}
        order = sorted(
            where,
            key=lambda n: (
                not n.generation, -_completeness(n), -counts[n], n.surname, n.given, n.generation
            ),
        )  # fmt: skip
        years = {found.article: found.year for found in self._found}
        for name in order:
            found = where[name] if name.generation else self._apart(name, where[name])
            parted = strands(found, years)
            taken: list[Person] = []
            for strand in parted:
                person = self._place(name, strand, taken, alone=len(parted) == 1)
                taken.extend([person] if person is not None else ())

    def _name(self, sighting: Sighting) -> Name:
        return name_of(sighting.words, self._lexicon, sighting.bearer.generation)

    def _apart(self, name: Name, found: dict[str, list[Sighting]]) -> dict[str, list[Sighting]]:
        """Take out what stands beside “Ann Lee Jr.” in an article: hers where she came first.

        Beside father and son, “Karl Brandt” is nobody's.
        """
        others = [
            (person, other)
            for person in self.by_surname[name.surname]
            for other in person.names
            if other.generation and alike(name, other)
        ]
        if not others:
            return found
        kept: dict[str, list[Sighting]] = {}
        for article, sightings in found.items():
            here = [person for person, other in others if article in person.names[other]]
            if not here:
                kept[article] = sightings
            elif len(here) == 1:
                if _introduced_as(here[0], article, sightings):
                    here[0].sightings.extend((article, s) for s in sightings)
                else:
                    kept[article] = sightings
        return kept

    def _place(
        self, name: Name, strand: Strand, taken: Sequence[Person], *, alone: bool
    ) -> Person | None:
        """Find or make the person of a strand, none of those whom this name means otherwise."""
        articles = set(strand.sightings)
        fitting = [
            person
            for person in self.by_surname[name.surname]
            if all(compatible(name, other) for other in person.names)
            and not any(_contrasted(name, other, person, articles) for other in person.names)
            and not contradict(person.told, strand.told)
            and not any(person is other for other in taken)
        ]
        if len(fitting) > 1 or (fitting and not alone):
            here = [p for p in fitting if any(names & articles for names in p.names.values())]
            if len(here) != 1 and alone:
                return None  # “J. Smith” among two: nobody's
            fitting = here if len(here) == 1 else []
        if fitting:
            person = fitting[0]
        else:
            person = Person()
            self.persons.append(person)
            self.by_surname[name.surname].append(person)
        person.names.setdefault(name, set()).update(articles)
        person.sightings.extend((a, s) for a, listed in strand.sightings.items() for s in listed)
        if strand.told is not NOTHING:
            person.told |= strand.told
        return person

    def _shortened(self) -> None:
        """Merge “Álvaro Quintero” into the one “Álvaro Quintero de la Hoz” of an article."""
        longer: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for person in self.persons:
            for name in person.names:
                words = (*name.given, name.surname)
                for length in range(2, len(words)):
                    add_once(longer[words[:length]], person)
        for person in list(self.persons):
            names = dict(person.names)
            articles = set[str]().union(*names.values())
            whole = [
                other
                for name in names
                for other in longer.get((*name.given, name.surname), ())
                if other is not person and articles & set[str]().union(*other.names.values())
            ]
            if (
                len(whole) == 1
                and any(other is whole[0] for other in self.persons)
                and not contradict(person.told, whole[0].told)
            ):
                self._merge(person, whole[0])

    def _born(self) -> None:
        """Merge the name at birth, told once, into that of the one whose life an article tells.

        “Ann Lee, who …” opens an obituary in which “Ann Mary Reed was born in …”.
        """
        told_once = [p for p in self.persons if len(p.sightings) == 1 and p.sightings[0][1].born]
        if not told_once:
            return
        opening: dict[str, tuple[int, Span, Person]] = {}
        for person in self.persons:
            for article, told in person.sightings:
                first = opening.get(article)
                if not told.credit and (first is None or (told.passage, told.span) < first[:2]):
                    opening[article] = (told.passage, told.span, person)
        alone = {
            (found.article, sighting.words[0])
            for found in self._found
            for sighting in found.sightings
            if len(sighting.words) == 1
        }
        for person in told_once:
            article, told = person.sightings[0]
            if len(person.sightings) > 1 or (article, told.words[-1]) in alone:
                continue
            subject = opening[article][2] if article in opening else person
            if subject is not person and subject.givens() & person.givens():
                self._merge(person, subject)

    def _merge(self, person: Person, into: Person) -> None:
        into.sightings.extend(person.sightings)
        into.told |= person.told
        for name, articles in person.names.items():
            into.names.setdefault(name, set()).update(articles)
            _drop(self.by_surname[name.surname], person)
            add_once(self.by_surname[name.surname], into)
        _drop(self.persons, person)


def _contrasted(one: Name, other: Name, person: Person, articles: set[str]) -> bool:
    """Whether one article tells two names apart: “Ahmad Massoud” beside “Ahmad Shah Massoud”."""
    short, long = sorted((one, other), key=lambda n: len(n.given))
    extra = long.given[len(short.given) :]
    return any(len(part) > 1 for part in extra) and bool(person.names[other] & articles)


def _introduced_as(person: Person, article: str, bare: Sequence[Sighting]) -> bool:
    """Whether “Ann Lee Jr.” comes before “Ann Lee” in an article, as no kin of another."""
    told = [s for where, s in person.sightings if where == article]
    first, other = (min((s.passage, s.span) for s in listed) for listed in (told, bare))
    return first < other and not any(s.bearer.kin for s in (*told, *bare))


def _completeness(name: Name) -> int:
    return sum(2 if len(part) > 1 else 1 for part in name.given)


def _drop(listed: list[Person], person: Person) -> None:
    listed[:] = [one for one in listed if one is not person]
