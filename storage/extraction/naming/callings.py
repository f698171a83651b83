"""What surnames alone are called: Mr and Mrs Keller are two, and so are Charles I and III."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from storage.extraction.naming.lexicon import Lexicon
from storage.extraction.naming.personal import is_surname, spelling
from storage.extraction.naming.persons import ROYAL, Person
from storage.extraction.naming.sightings import Found, Sighting
from storage.text.offsets import Span


class Callings:
    """Where articles first call a surname's bearer Mr or Mrs, or a ruler the third."""

    def __init__(self, found: Iterable[Found], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._called: dict[tuple[str, str], dict[str, tuple[int, Span]]] = defaultdict(dict)
        self._sexes: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str | tuple[str, str], set[str]] = defaultdict(set)
        for article in found:
            for sighting in article.sightings:
                bearer = sighting.bearer
                if (bearer.sex or bearer.generation) and is_surname(sighting.words, lexicon):
                    self._note(article.article, sighting)

    def _note(self, article: str, sighting: Sighting) -> None:
        word, bearer = spelling(sighting.words[-1]), sighting.bearer
        if bearer.generation:
            under = f"{sighting.title} {word}"
            self._numbers[under].add(bearer.generation)
            self._numbers[article, under].add(bearer.generation)
        if bearer.sex and sighting.title not in ROYAL:
            self._sexes[word].add(bearer.sex)
            place = (sighting.passage, sighting.span)
            self._called[article, word].setdefault(bearer.sex, place)

    def fitting(self, persons: Sequence[Person], sighting: Sighting) -> Sequence[Person]:
        """Leave out whom the title or the generation of a name cannot mean."""
        sex, generation = sighting.bearer.sex, sighting.bearer.generation
        if sex:
            persons = [p for p in persons if sex in (p.sexes(self._lexicon) or {sex})]
        if generation:
            persons = [p for p in persons if any(n.generation == generation for n in p.names)]
        return persons

    def of_another(
        self, article: str, sighting: Sighting, here: Sequence[Person], since: tuple[int, Span]
    ) -> bool:
        """Whether “Keller” may be the Mr Keller who is none of the Kellers named in full (`here`).

        `since` is where the first of those is named.

        Nor can it be told which of Mr and Mrs Keller somebody of unknown sex is.
        """
        called = self._called.get((article, spelling(sighting.words[-1])))
        if not called or not here or sighting.title in ROYAL:
            return False
        known = [person.sexes(self._lexicon) for person in here]
        if sighting.bearer.sex:
            return len(called) > 1 and not all(known)
        place = (sighting.passage, sighting.span)
        return any(
            sighting.headline or first < place or place < since
            for sex, first in called.items()
            if not any(sex in (sexes or {sex}) for sexes in known)
        )

    def under(self, article: str, sighting: Sighting, *, royal: bool) -> str:
        """Give the words by which lone surnames are one person's; "" where that is nobody's."""
        word, bearer = spelling(sighting.words[-1]), sighting.bearer
        if royal or bearer.generation:
            under = f"{sighting.title} {word}"
            here = self._numbers.get((article, under)) or self._numbers.get(under) or {""}
            number = bearer.generation or (next(iter(here)) if len(here) == 1 else "")
            several = not number and len(self._numbers.get((article, under), ())) > 1
            return "" if several else f"{under} {number}".strip()
        if len(self._sexes.get(word, ())) < 2:  # noqa: PLR2004 - women and men
            return word
        called = self._called.get((article, word), {})
        sex = bearer.sex or (next(iter(called)) if len(called) == 1 else "")
        return "" if called and not sex else f"{word} {sex}".strip()

    def courtesy(self, sighting: Sighting, *, others: bool) -> str:
        """Give the title that tells a bearer of a surname from `others`; "" where needless."""
        several = others or len(self._sexes.get(spelling(sighting.words[-1]), ())) > 1
        return sighting.courtesy if several and sighting.bearer.sex else ""
