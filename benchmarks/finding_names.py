"""Names of people and places, made up: in Cyrillic, and as newspapers spell them in English.

The tables are the benchmark's own: what is looked for must not come from the rules that look.
"""

# ruff: noqa: SIM905 - tables of letters and names read better as words

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final

ONSETS: Final = (
    "к б п т д г с з м н л р в ж х ч ш ст кр др гр бр тр пр вл св мр сл хр ж ц ф щ".split()
)
VOWELS: Final = "а а а о о е е и и у я ю ы".split()
CODAS: Final = "к б п т д г с з м н л р в ж х ч ш ст рк нд рт лк мб рг кс".split()
FAMILY_ENDS: Final = "ов ов ов ев ев ин ин ский енко ян швили заде беков уллин ович чук аев".split()
PLACE_ENDS: Final = "ск град абад ово ино ополь ка горск кент бург".split()
# Common given names of Russia and its neighbours.
GIVEN: Final = (
    "Александр Алексей Анатолий Андрей Антон Аркадий Арсений Артём Ахмед Богдан Борис Вадим "
    "Валентин Валерий Василий Виктор Виталий Владимир Владислав Вячеслав Геннадий Георгий "
    "Григорий Давид Дамир Денис Дмитрий Евгений Егор Замир Зафар Ибрагим Иван Игорь Илья "
    "Ильдар Кирилл Константин Леонид Максим Марат Михаил Мурад Назар Никита Николай Олег Павел "
    "Пётр Рамзан Рашид Роман Руслан Рустам Сергей Станислав Степан Тимур Фёдор Фарид Шамиль "
    "Эдуард Эмиль Юрий Яков Ярослав Анна Анастасия Валентина Вера Галина Дарья Евгения "
    "Екатерина Елена Зухра Ирина Ксения Лариса Людмила Марина Мария Надежда Наталья Ольга "
    "Светлана София Тамара Татьяна Фатима Юлия"
).split()

_LETTERS: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
# What else other newspapers make of a spelling; the first that fit at a place are as likely.
_ALTERNATIVES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ov$", "off"),
        (r"ov$", "ow"),
        (r"ev$", "eff"),
        (r"ev$", "ew"),
        (r"sky$", "ski"),
        (r"sky$", "skii"),
        (r"sky$", "skiy"),
        (r"(?<=[^sk])y$", "i"),
        (r"(?<=[^sk])y$", "iy"),
        (r"yan$", "ian"),
        (r"zh", "j"),
        (r"kh", "h"),
        (r"ks", "x"),
        (r"ts", "tz"),
        (r"^ye", "e"),
        (r"(?<=[aeiou])ye", "e"),
        (r"(?<=[^aeiou])ya", "ia"),
        (r"(?<=[^aeiou])yu", "iu"),
        (r"(?<=[^aeiou])y(?=[^aeiouy])", "i"),
        (r"(?<=[aeiou])v(?=[aeiou])", "w"),
        (r"(?<=[aeiou])s(?=[aeiou])", "ss"),
        (r"(?<=[aeiou])l(?=[aeiou])", "ll"),
        (r"(?<=[aeiou])t(?=[aeiou])", "tt"),
        (r"shch", "sch"),
        (r"k(?=[aou])", "q"),
        (r"(?<=[^o])u(?=[^aeiou])", "oo"),
    )
)


@dataclass(frozen=True, slots=True)
class Spelt:
    """A name in Cyrillic and as the articles of the benchmark spell it."""

    cyrillic: str
    latin: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up."""

    given: Spelt
    family: Spelt

    @property
    def name(self) -> str:
        return f"{self.given.latin} {self.family.latin}"


def latin(cyrillic: str) -> str:
    """Spell a name as English newspapers do: Dmitry, Yeltsin, Andreyev, Kabulov."""
    word = cyrillic.lower()
    word = re.sub(r"[иы]й$", "й", word)
    word = re.sub(r"(^|[аеёиоуыэюяь])е", r"\1йе", word)
    return "".join(_LETTERS.get(letter, letter) for letter in word).capitalize()


def spelt(cyrillic: str) -> Spelt:
    return Spelt(cyrillic.capitalize(), latin(cyrillic))


def variant(name: str, draw: random.Random) -> str:
    """Spell a Latin name as another newspaper would: one or two places of it differ.

    A name that no other spelling is known for is given back as it is.
    """
    word = name.lower()
    for _ in range(draw.choice((1, 1, 1, 2, 2))):
        fitting = [rule for rule in _ALTERNATIVES if rule[0].search(word)]
        if not fitting:
            break
        # An ending is what differs most often: -ov, -off, -ow.
        ends = [rule for rule in fitting if rule[0].pattern.endswith("$")]
        pattern, replacement = draw.choice(ends if ends and draw.random() < 0.5 else fitting)
        word = pattern.sub(replacement, word, count=1)
    return word


def people(count: int, draw: random.Random) -> list[Person]:
    """Make up so many people, no two of one name; several share a surname."""
    given = [spelt(name) for name in GIVEN]
    families = [_made(draw, FAMILY_ENDS) for _ in range(max(10, count // 2))]
    found: dict[str, Person] = {}
    while len(found) < count:
        person = Person(draw.choice(given), draw.choice(families))
        found.setdefault(person.name, person)
    return list(found.values())


def places(count: int, draw: random.Random) -> list[Spelt]:
    """Make up so many places."""
    found: dict[str, Spelt] = {}
    while len(found) < count:
        place = _made(draw, PLACE_ENDS)
        found.setdefault(place.latin, place)
    return list(found.values())


def _made(draw: random.Random, ends: list[str]) -> Spelt:
    syllables = draw.choice((1, 2, 2))
    stem = draw.choice(ONSETS) + draw.choice(VOWELS)
    for _ in range(syllables - 1):
        stem += draw.choice("кбптдгсзмнлрвжхчш") + draw.choice(VOWELS)
    return spelt(stem + draw.choice(CODAS) + draw.choice(ends))
