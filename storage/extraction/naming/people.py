"""Who is the same person: surnames, compatible given names, lone surnames settled by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from storage.extraction.naming.callings import Callings
from storage.extraction.naming.credits import BYLINE
from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.namesakes import NOTHING, Strand, Told, contradict, strands
from storage.extraction.naming.personal import (
    Name,
    alike,
    compatible,
    given_name,
    is_surname,
    name_of,
    spelling,
)
from storage.extraction.naming.persons import ROYAL, Person
from storage.extraction.naming.sightings import SURE, Found, Sighting
from storage.extraction.naming.words import is_word
from storage.models import ActorKind
from storage.text.offsets import Span

_LEAST_HEADLINE_WORD = 4
_LONGEST_NAME = 6
_RARE = 6  # letters of a surname that hardly anybody else has
_OF_GIVEN_NAMES = frozenset({"Sheikh", "Imam", "Father", "Brother", "Sister", "Emir", "Sultan"})


# By article and word.
_Index = defaultdict[tuple[str, str], list[Person]]


def _contrasted(one: Name, other: Name, person: Person, articles: set[str]) -> bool:
    """Whether one article tells two names apart: “Ahmad Massoud” beside “Ahmad Shah Massoud”."""
    short, long = sorted((one, other), key=lambda n: len(n.given))
    extra = long.given[len(short.given) :]
    return any(len(part) > 1 for part in extra) and bool(person.names[other] & articles)


class People:
    """The persons of a corpus, and the sightings that are settled by who else is in it."""

    def __init__(self, found: Sequence[Found], ordinary: Container[str], lexicon: Lexicon) -> None:
        """Settle who is who; `ordinary` are the words that the corpus writes in lower case."""
        self.lexicon = lexicon
        self.found = found
        self.persons: list[Person] = []
        self.unsettled: list[tuple[str, Sighting]] = []
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._in_article: _Index = defaultdict(list)
        self._inner: _Index = defaultdict(list)
        self._by_given_name: _Index = defaultdict(list)
        self._here: dict[tuple[str, int], list[Sighting]] = defaultdict(list)
        self._first: dict[tuple[str, int], tuple[int, Span]] = {}
        self._family_first = frozenset(spelling(word) for word in lexicon.family_first)
        # “von Hagen” inside a sentence or a full name: “Von Hagen” opens one.
        self._particled = frozenset(
            tuple(map(folded, one.words[at:]))
            for article in found
            for one in article.sightings
            for at, word in enumerate(one.words[:-1])
            if word in lexicon.particles
        )
        self._ordinary = ordinary
        self._callings = Callings(found, lexicon)
        self._full()
        self._shortened()
        self._born()
        self._index(self.persons)
        self._lone()
        self._rest()

    # -- full names first -------------------------------------------------------------------

    def _full(self) -> None:
        where: dict[Name, dict[str, list[Sighting]]] = defaultdict(lambda: defaultdict(list))
        for article in self.found:
            for sighting in article.sightings:
                if sighting.kind is ActorKind.PERSON and not self._lone_surname(sighting):
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
        years = {found.article: found.year for found in self.found}
        for name in order:
            found = where[name] if name.generation else self._apart(name, where[name])
            parted = strands(found, years)
            taken: list[Person] = []
            for strand in parted:
                person = self._place(name, strand, taken, alone=len(parted) == 1)
                taken.extend([person] if person is not None else ())

    def _name(self, sighting: Sighting) -> Name:
        return name_of(sighting.words, self.lexicon, sighting.bearer.generation)

    def _apart(self, name: Name, found: dict[str, list[Sighting]]) -> dict[str, list[Sighting]]:
        """Take out what stands beside “Ann Lee Jr.” in an article: hers where she came first.

        Beside father and son, “Karl Brandt” is nobody's.
        """
        others = [
            (person, other)
            for person in self._by_surname[name.surname]
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
            for person in self._by_surname[name.surname]
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
            self._by_surname[name.surname].append(person)
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
                    _add(longer[words[:length]], person)
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
            for found in self.found
            for sighting in found.sightings
            if len(sighting.words) == 1
        }
        for person in told_once:
            article, told = person.sightings[0]
            if len(person.sightings) > 1 or (article, told.words[-1]) in alone:
                continue
            subject = opening[article][2] if article in opening else person
            if subject is not person and _givens(subject) & _givens(person):
                self._merge(person, subject)

    def _merge(self, person: Person, into: Person) -> None:
        into.sightings.extend(person.sightings)
        into.told |= person.told
        for name, articles in person.names.items():
            into.names.setdefault(name, set()).update(articles)
            _drop(self._by_surname[name.surname], person)
            _add(self._by_surname[name.surname], into)
        _drop(self.persons, person)

    def _index(self, persons: Sequence[Person]) -> None:
        """Note which of these persons an article names, under which words, and where first."""
        for person in persons:
            for article, sighting in person.sightings:
                self._here[article, id(person)].append(sighting)
                self._note_place(article, person, sighting)
            for name, articles in person.names.items():
                family = {name.surname, *self._family(name)}
                for article in articles:
                    for word in family:
                        _add(self._in_article[article, word], person)
                    for word in name.given[1:]:
                        _add(self._inner[article, word], person)
            for called in _givens(person):
                for article in set[str]().union(*person.names.values()):
                    self._by_given_name[article, called].append(person)

    def _note_place(self, article: str, person: Person, sighting: Sighting) -> None:
        place, under = (sighting.passage, sighting.span), (article, id(person))
        if under not in self._first or place < self._first[under]:
            self._first[under] = place

    def _family(self, name: Name) -> Iterator[str]:
        if name.given and name.given[0] in self._family_first:
            yield name.given[0]

    def _lone_surname(self, sighting: Sighting) -> bool:
        """Whether a name is one word, or a surname with its particles (“De Wilde”)."""
        words = sighting.words
        return is_surname(words, self.lexicon) or (
            len(words) > 1
            and folded(words[0]) in self.lexicon.particles
            and tuple(map(folded, words)) in self._particled
        )

    # -- one word with evidence -------------------------------------------------------------

    def _lone(self) -> None:
        lone: dict[str, Person] = {}
        settled: list[tuple[str, Person, Sighting]] = []
        for article in self.found:
            for sighting in article.sightings:
                if sighting.kind is not ActorKind.PERSON or not self._lone_surname(sighting):
                    continue
                royal = sighting.title in ROYAL
                called = self._crowned if royal else self._called
                person = called(article.article, sighting)
                if person is None:
                    person = self._by_surname_only(article.article, sighting, lone, royal=royal)
                if person is None:
                    self.unsettled.append((article.article, sighting))
                else:
                    person.sightings.append((article.article, sighting))
                    self._here[article.article, id(person)].append(sighting)
                    settled.append((article.article, person, sighting))
        for article_id, person, sighting in settled:
            self._note_place(article_id, person, sighting)
        self._index(list(lone.values()))
        for person in lone.values():
            for name in person.names:
                self._by_surname[name.surname].append(person)

    def _by_surname_only(
        self, article: str, sighting: Sighting, lone: dict[str, Person], *, royal: bool
    ) -> Person | None:
        """Find or make whom the corpus knows by a surname only; none where several bear it."""
        if not royal and self._ambiguous(article, sighting):
            return None
        under = self._callings.under(article, sighting, royal=royal)
        if not under:
            return None
        word = spelling(sighting.words[-1])
        person = lone.get(under)
        if person is None:
            others = bool(self._by_surname.get(word))
            person = lone[under] = Person(courtesy=self._callings.courtesy(sighting, others=others))
            self.persons.append(person)
        if sighting.bearer.sex and not royal:
            person.told |= Told(sexes=frozenset({sighting.bearer.sex}))
        name = Name((), word, sighting.bearer.generation)
        person.names.setdefault(name, set()).add(article)
        return person

    def _called(self, article: str, sighting: Sighting) -> Person | None:
        """Find whom one word means: by surname in the article, in the corpus, by given name."""
        word = spelling(sighting.words[-1])
        if self._of_another(article, sighting):
            return None
        here = self._callings.fitting(self._in_article.get((article, word), []), sighting)
        if here:
            return self._introduced(article, here, sighting)
        if not sighting.title and len(here := self._by_part(article, word)) == 1:
            return here[0]
        everywhere = self._callings.fitting(self._by_surname.get(word, []), sighting)
        if len(everywhere) == 1:
            return everywhere[0] if self._known_elsewhere(sighting) else None
        if everywhere or (sighting.title and sighting.title not in _OF_GIVEN_NAMES):
            return None
        return self._by_given(article, sighting.words[-1])

    def _crowned(self, article: str, sighting: Sighting) -> Person | None:
        """Find the one to whom an article gives the same title with the full name."""
        person = self._by_given(article, sighting.words[0])
        if person is None:
            return None
        told = self._here.get((article, id(person)), [])
        numbers = {s.bearer.generation for s in told} - {"", sighting.bearer.generation}
        if sighting.bearer.generation and numbers:
            return None
        return person if sighting.title in {s.title for s in told} else None

    def _introduced(
        self, article: str, here: Sequence[Person], sighting: Sighting
    ) -> Person | None:
        """Choose of an article's namesakes the only one whom it has introduced so far."""
        if len(here) == 1:
            return here[0]
        place = (sighting.passage, sighting.span)
        before = [p for p in here if self._first[article, id(p)] < place]
        if before or not sighting.headline:
            return before[0] if len(before) == 1 else None
        first, second = sorted(here, key=lambda p: self._first[article, id(p)])[:2]
        apart = self._first[article, id(second)][0] - self._first[article, id(first)][0]
        return first if apart > 1 else None

    def _known_elsewhere(self, sighting: Sighting) -> bool:
        """Whether a surname may mean a person whom only other articles introduce.

        Not without evidence that a person is meant: “Ford” is a company, “Jones” anybody.
        """
        word = sighting.words[-1]
        if sighting.kind is not None or sighting.weight or word in self.lexicon.known:
            return True
        rare = folded(word).endswith(self.lexicon.surname_endings) and len(word) >= _RARE
        return rare and not is_word(word.lower())

    def _by_part(self, article: str, word: str) -> list[Person]:
        """List whom an article names with a word inside the name: “María Ruiz de la Peña”."""
        return self._inner.get((article, word), [])

    def _ambiguous(self, article: str, sighting: Sighting) -> bool:
        word = spelling(sighting.words[-1])
        here = self._callings.fitting(self._in_article.get((article, word), []), sighting)
        everywhere = self._callings.fitting(self._by_surname.get(word, []), sighting)
        return len(here) > 1 or len(everywhere) > 1 or self._of_another(article, sighting)

    def _of_another(self, article: str, sighting: Sighting) -> bool:
        here = self._in_article.get((article, spelling(sighting.words[-1])))
        if not here:
            return False
        since = min(self._first[article, id(person)] for person in here)
        return self._callings.of_another(article, sighting, here, since)

    def _by_given(self, article: str, word: str) -> Person | None:
        persons = self._by_given_name.get((article, given_name(word, self.lexicon)), ())
        return persons[0] if len(persons) == 1 else None

    # -- the rest, by who is known now ------------------------------------------------------

    def _rest(self) -> None:
        exact: dict[Name, list[Person]] = defaultdict(list)
        for person in self.persons:
            for name in person.names:
                if name.given:
                    exact[name].append(person)
        for article in self.found:
            self._alternative_text(article)
            for sighting in article.sightings:
                if sighting.kind is None:
                    for person, part in self._settle(article.article, sighting, exact):
                        person.sightings.append((article.article, part))
                        name = name_of(part.words, self.lexicon, part.bearer.generation)
                        person.names.setdefault(name, set()).add(article.article)

    def _settle(
        self, article: str, sighting: Sighting, exact: Mapping[Name, Sequence[Person]]
    ) -> Iterator[tuple[Person, Sighting]]:
        words = sighting.words
        if self._lone_surname(sighting):
            person = self._called(article, sighting) if self._tellable(sighting) else None
            if person is not None:
                yield person, sighting
            return
        at = 0
        while at < len(words):
            step = 1
            for last in range(min(len(words), at + _LONGEST_NAME), at, -1):
                part = words[at:last]
                person = self._known(article, part, sighting, exact, alone=last - at == 1)
                if person is not None:
                    yield person, _part(sighting, at, last)
                    step = last - at
                    break
            at += step
        if sighting.opens and not sighting.headline and len(words) == 2:  # noqa: PLR2004
            person = self._called(article, sighting._replace(words=words[1:]))
            if person is not None and not exact.get(name_of(words, self.lexicon)):
                yield person, _part(sighting, 1, 2)  # “Ask Gorbachev”

    def _known(
        self,
        article: str,
        part: tuple[str, ...],
        sighting: Sighting,
        exact: Mapping[Name, Sequence[Person]],
        *,
        alone: bool,
    ) -> Person | None:
        if not alone:
            whole = len(part) == len(sighting.words)
            generation = sighting.bearer.generation if whole else ""
            named = exact.get(name_of(part, self.lexicon, generation), ())
            if len(named) > 1:
                named = [p for p in named if any(article in at for at in p.names.values())]
            return named[0] if len(named) == 1 else None
        if not sighting.headline or len(part[0]) < _LEAST_HEADLINE_WORD:
            return None
        one = sighting._replace(words=part)
        if part[0].lower() in self._ordinary or part[0].lower() in self.lexicon.common:
            return None
        surnames = self._by_surname.get(spelling(part[0]), [])
        return self._called(article, one) if surnames else None

    def _alternative_text(self, found: Found) -> None:
        """Settle “afghanistan zakharova”: a caption in lower case that names a known person."""
        for sighting in found.lower:
            person = self._called(found.article, sighting)
            named = person is not None and any(
                name.given and sum(len(part) > 1 for part in name.given) for name in person.names
            )
            if person is not None and named:
                person.sightings.append((found.article, sighting))

    def _tellable(self, sighting: Sighting) -> bool:
        """Whether a word's capital says that it is a name here."""
        word = sighting.words[-1].lower()
        if word in self.lexicon.common or len(word) < 2:  # noqa: PLR2004 - an initial
            return False
        return not ((sighting.headline or sighting.opens) and word in self._ordinary)


def _introduced_as(person: Person, article: str, bare: Sequence[Sighting]) -> bool:
    """Whether “Ann Lee Jr.” comes before “Ann Lee” in an article, as no kin of another."""
    told = [s for where, s in person.sightings if where == article]
    first, other = (min((s.passage, s.span) for s in listed) for listed in (told, bare))
    return first < other and not any(s.bearer.kin for s in (*told, *bare))


def _givens(person: Person) -> set[str]:
    """List what somebody is called by: the first of the given names, not initials."""
    return {n.given[0] for n in person.names if n.given and len(n.given[0]) > 1}


def _drop(listed: list[Person], person: Person) -> None:
    listed[:] = [one for one in listed if one is not person]


def _add(listed: list[Person], person: Person) -> None:
    if not any(one is person for one in listed):
        listed.append(person)


def _completeness(name: Name) -> int:
    return sum(2 if len(part) > 1 else 1 for part in name.given)


def _part(sighting: Sighting, first: int, last: int) -> Sighting:
    """Cut a sighting down to some of its words; spaces and hyphens have one character."""
    words = sighting.words
    start = sighting.span.start + sum(len(w) + 1 for w in words[:first])
    end = start + sum(len(w) + 1 for w in words[first:last]) - 1
    return sighting._replace(words=words[first:last], span=Span(start, end), weight=SURE)


def credited(person: Person) -> bool:
    """Whether every article that names a person does so as its author or in a credit only."""
    grades: dict[str, list[int]] = defaultdict(list)
    for article, sighting in person.sightings:
        grades[article].append(sighting.credit)
    return bool(grades) and all(max(g) == BYLINE or min(g) > 0 for g in grades.values())
