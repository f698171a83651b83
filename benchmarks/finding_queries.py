"""What is asked, and what may be answered: query words of a passage, misspelt or not, and truth."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from benchmarks.finding_corpus import Text, words
from benchmarks.finding_names import Person, variant

LEAST: Final = 4  # letters of a word that is asked for
COMMON: Final = 200  # the words of every text: nobody looks for these
SETS: Final = ("exact", "typo", "Latin variant", "Cyrillic")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the set it belongs to, the words that were meant, and what may be answered."""

    set: str
    text: str
    meant: tuple[str, ...]
    truth: frozenset[str]


def edited(word: str, draw: random.Random) -> str:
    """Give a word with one edit at a random place; shorter words than four letters stay."""
    if len(word) < LEAST:
        return word
    while True:
        at = draw.randrange(len(word))
        kind = draw.randrange(4)
        letter = draw.choice(ascii_lowercase)
        if kind == 0:
            at = draw.randrange(len(word) + 1)
            changed = word[:at] + letter + word[at:]
        elif kind == 1:
            changed = word[:at] + word[at + 1 :]
        elif kind == 2:
            changed = word[:at] + letter + word[at + 1 :]
        else:
            changed = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        if changed != word:
            return changed


def ask(found: Sequence[Text], ids: Sequence[str], each: int, seed: int) -> list[Asked]:
    """Make `each` queries of every set, shuffled."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    common = _common(found[:50_000])
    asked = [(name, *_query(name, found, common, draw)) for name in SETS for _ in range(each)]
    draw.shuffle(asked)
    truth = _truth(found, [meant for _, _, meant in asked])
    return [
        Asked(name, text, meant, frozenset(ids[number] for number in numbers))
        for (name, text, meant), numbers in zip(asked, truth, strict=True)
    ]


def ask_for_people(found: Sequence[Person], each: int, seed: int) -> list[tuple[str, str, Person]]:
    """Make `each` queries of every way to write a person's name: (set, query, who)."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    ways: dict[str, Callable[[Person], str]] = {
        "exact": lambda one: one.name.lower(),
        "typo": lambda one: " ".join(edited(word, draw) for word in one.name.lower().split()),
        "Latin variant": lambda one: (
            f"{variant(one.given.latin, draw)} {variant(one.family.latin, draw)}"
        ),
        "Cyrillic": lambda one: f"{one.given.cyrillic} {one.family.cyrillic}".lower(),
    }
    asked = []
    for name, write in ways.items():
        for _ in range(each):
            person = draw.choice(found)
            asked.append((name, write(person), person))
    draw.shuffle(asked)
    return asked


def _common(found: Iterable[Text]) -> frozenset[str]:
    counted = Counter(word for one in found for word in set(words(one.text)))
    return frozenset(word for word, _ in counted.most_common(COMMON))


def _query(
    name: str, found: Sequence[Text], common: frozenset[str], draw: random.Random
) -> tuple[str, tuple[str, ...]]:
    while True:
        one = draw.choice(found)
        named = _names(name, one, draw)
        if named is None:
            continue
        taken = {word for _, word in named}
        rest = sorted({word for word in words(one.text) if len(word) >= LEAST} - common - taken)
        more = draw.randint(3, 6) - len(named)
        if more > len(rest):
            continue
        chosen = [(word, word) for word in draw.sample(rest, max(more, 0))]
        if name == "typo":
            chosen = [(edited(word, draw), word) for _, word in chosen]
        both = [*named, *chosen]
        draw.shuffle(both)
        return " ".join(typed for typed, _ in both), tuple(word for _, word in both)


def _names(name: str, one: Text, draw: random.Random) -> list[tuple[str, str]] | None:
    """The names of a passage as they are asked for, with those meant; None where there are none."""
    if name not in SETS[2:]:
        return []
    if one.person is None:
        return None
    asked = [one.person.family]
    asked += [one.person.given] if draw.random() < 0.5 else []
    asked += [one.place] if one.place is not None and draw.random() < 0.5 else []
    if name == "Cyrillic":
        pairs = [(each.cyrillic, each.latin.lower()) for each in asked]
    else:
        pairs = [(variant(each.latin, draw), each.latin.lower()) for each in asked]
    return pairs if pairs[0][0] != pairs[0][1] else None


def _truth(found: Sequence[Text], meant: Sequence[tuple[str, ...]]) -> list[set[int]]:
    holding: dict[str, set[int]] = {word: set() for each in meant for word in each}
    needed = holding.keys()
    for number, one in enumerate(found):
        for word in needed & set(words(one.text)):
            holding[word].add(number)
    return [set.intersection(*(holding[word] for word in each)) for each in meant]
