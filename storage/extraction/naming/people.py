"""Who is named: persons by their full names, and whom one word means by who else is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from storage.extraction.naming.callings import Callings
from storage.extraction.naming.credits import BYLINE
from storage.extraction.naming.full_names import BareSurnames, FullNames
from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.namesakes import Told
from storage.extraction.naming.personal import (
    Name,
    given_name,
    name_of,
    spelling,
)
from storage.extraction.naming.persons import ROYAL, Person, add_once
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


class People:
    """The persons of a corpus, and the sightings that are settled by who else is in it."""

    def __init__(self, found: Sequence[Found], ordinary: Container[str], lexicon: Lexicon) -> None:
        """Settle who is who; `ordinary` are the words that the corpus writes in lower case."""
        self._lexicon = lexicon
        self._found = found
        self._bare = BareSurnames(found, lexicon)
        full = FullNames(found, self._bare, lexicon)
        self.persons = full.persons
        self._by_surname = full.by_surname
        self._in_article: _Index = defaultdict(list)
        self._inner: _Index = defaultdict(list)
        self._by_given_name: _Index = defaultdict(list)
        self._here: dict[tuple[str, int], list[Sighting]] = defaultdict(list)
        self._first: dict[tuple[str, int], tuple[int, Span]] = {}
        self._family_first = frozenset(spelling(word) for word in lexicon.family_first)
        self._ordinary = ordinary
        self._callings = Callings(found, lexicon)
        self._index(self.persons)
        self._lone()
        self._rest()

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
                        add_once(self._in_article[article, word], person)
                    for word in name.given[1:]:
                        add_once(self._inner[article, word], person)
            for called in person.givens():
                for article in set[str]().union(*person.names.values()):
                    self._by_given_name[article, called].append(person)

    def _note_place(self, article: str, person: Person, sighting: Sighting) -> None:
        place, under = (sighting.passage, sighting.span), (article, id(person))
        if under not in self._first or place < self._first[under]:
            self._first[under] = place

    def _family(self, name: Name) -> Iterator[str]:
        if name.given and name.given[0] in self._family_first:
            yield name.given[0]

    # -- one word with evidence -------------------------------------------------------------

    def _lone(self) -> None:
        lone: dict[str, Person] = {}
        settled: list[tuple[str, Person, Sighting]] = []
        for article in self._found:
            for sighting in article.sightings:
                if sighting.kind is not ActorKind.PERSON or not self._bare.has(sighting):
                    continue
                royal = sighting.title in ROYAL
                called = self._crowned if royal else self._called
                person = called(article.article, sighting)
                if person is None:
                    person = self._by_surname_only(article.article, sighting, lone, royal=royal)
                if person is not None:
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
        if sighting.kind is not None or sighting.weight or word in self._lexicon.known:
            return True
        rare = folded(word).endswith(self._lexicon.surname_endings) and len(word) >= _RARE
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
        persons = self._by_given_name.get((article, given_name(word, self._lexicon)), ())
        return persons[0] if len(persons) == 1 else None

    # -- the rest, by who is known now ------------------------------------------------------

    def _rest(self) -> None:
        exact: dict[Name, list[Person]] = defaultdict(list)
        for person in self.persons:
            for name in person.names:
                if name.given:
                    exact[name].append(person)
        for article in self._found:
            self._alternative_text(article)
            for sighting in article.sightings:
                if sighting.kind is None:
                    for person, part in self._settle(article.article, sighting, exact):
                        person.sightings.append((article.article, part))
                        name = name_of(part.words, self._lexicon, part.bearer.generation)
                        person.names.setdefault(name, set()).add(article.article)

    def _settle(
        self, article: str, sighting: Sighting, exact: Mapping[Name, Sequence[Person]]
    ) -> Iterator[tuple[Person, Sighting]]:
        words = sighting.words
        if self._bare.has(sighting):
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
            if person is not None and not exact.get(name_of(words, self._lexicon)):
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
            named = exact.get(name_of(part, self._lexicon, generation), ())
            if len(named) > 1:
                named = [p for p in named if any(article in at for at in p.names.values())]
            return named[0] if len(named) == 1 else None
        if not sighting.headline or len(part[0]) < _LEAST_HEADLINE_WORD:
            return None
        one = sighting._replace(words=part)
        if part[0].lower() in self._ordinary or part[0].lower() in self._lexicon.common:
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
        if word in self._lexicon.common or len(word) < 2:  # noqa: PLR2004 - an initial
            return False
        return not ((sighting.headline or sighting.opens) and word in self._ordinary)


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
