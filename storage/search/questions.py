"""Questions as people type them: what they are after, whose words they mean.

"What did lavrov say about X" is after what was said, by lavrov, on X; "when was X" after what
happened.  Words of a question that say nothing else are told apart from those to look for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Final, Protocol

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from storage.text.folding import fold, words

_LEAST_TYPED: Final = 5  # letters from which on a word may be a question word misspelt
_MOST_OF_A_NAME: Final = 4  # words
_LEAST_OF_A_NAME: Final = 2  # words, beside which a third may be the father's name
_MOST_BEFORE: Final = 6  # words among which a name is looked for
_POSSESSIVE: Final = re.compile(r"['’ʼ`][sS]$")


class Asks(StrEnum):
    """What a question is after; the value is how a query says so."""

    ANYTHING = ""
    SAID = "who said"
    HAPPENED = "when"
    COUNTED = "how many"
    WHERE = "where"


class Speaks(Protocol):
    """Tells whether a name is that of one who speaks."""

    def __call__(self, name: str, *, person: bool = False, part: bool = False) -> bool:
        """Tell it of a name as typed; `person`: of a person; `part`: of a word of any name."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a question is after, who is to speak, and which of its words (by number) say no more."""

    asks: Asks = Asks.ANYTHING
    speaker: str = ""
    taken: frozenset[int] = field(default_factory=frozenset)


def stop_words() -> frozenset[str]:
    """Give the words, folded, that a query is better without."""
    return _stop_words()[0]


def is_stop_word(word: str) -> bool:
    """Whether a word as typed is one that a query is better without, perhaps misspelt."""
    folded = fold(word)
    return folded in stop_words() or folded in _lexicon().typos


def is_acronym(word: str) -> bool:
    """Whether a stop word is typed as a name's acronym: WHO, IS, IT."""
    return word in _stop_words()[1]


@lru_cache(maxsize=1)
def _stop_words() -> tuple[frozenset[str], frozenset[str]]:
    data = tomllib.loads(_read("stopwords.toml"))
    acronyms = frozenset(data.pop("acronyms"))
    return frozenset(word for group in data.values() for word in group), acronyms


@dataclass(frozen=True, slots=True)
class _Lexicon:
    groups: dict[str, frozenset[str]]
    typos: dict[str, str]
    patronymics: tuple[str, ...]  # their endings
    telling: frozenset[str]  # without any of these, a text asks nothing
    long: tuple[str, ...]  # the words of questions that are long enough to be misspelt
    stubs: frozenset[str]  # what is left of those where a letter is left out

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.groups[name]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data = tomllib.loads(_read("questions.toml"))
    typos, patronymics = data.pop("typos"), tuple(data.pop("patronymics"))
    groups = {name: frozenset(group) for name, group in data.items()}
    telling = frozenset().union(*groups.values())
    long = tuple(sorted(word for word in stop_words() if len(word) >= _LEAST_TYPED))
    stubs = frozenset(stub for word in long for stub in _stubs(word))
    return _Lexicon(groups, typos, patronymics, telling, long, stubs)


def _stubs(word: str) -> Iterator[str]:
    """Give a word, and it without each letter; words one edit apart have one of these alike."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _read(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text("utf-8")


def read_question(
    text: str,
    *,
    speaks: Speaks | None = None,
    known: Callable[[str], bool] | None = None,
    dated: bool = False,
) -> Question:
    """Read what a text is after, beside a period where it is `dated`.  Never raises.

    Plain words are after anything.

    `speaks` tells which names may be a speaker's, `known` which words the corpus has: others
    may be misspelt words of a question.
    """
    found = [word.surface for word in words(text)]
    folded = [fold(word) for word in found]
    meant = [_meant(*both, known) for both in zip(found, folded, strict=True)]
    misspelt = frozenset(n for n, word in enumerate(meant) if word != folded[n])
    if _lexicon().telling.isdisjoint(meant):
        return Question(taken=misspelt)
    idle = _idle(meant)
    reader = _Reader(found, meant, speaks, idle, dated=dated)
    asks, more = reader.asks()
    name = frozenset[int]()
    if speaks is not None:
        asks, name = reader.speaker(asks)
    speaker = " ".join(_POSSESSIVE.sub("", found[number]) for number in sorted(name))
    if speaker:
        more |= {n for n, word in enumerate(meant) if word in _lexicon()["statement"]}
    return Question(asks, speaker, name | more | misspelt | idle)


def patronymics(found: Sequence[str], known: Callable[[str], bool]) -> frozenset[int]:
    """Tell which words, by number, are a father's name beside a name, and in no article."""
    endings = _lexicon().patronymics
    if len(found) <= _LEAST_OF_A_NAME:
        return frozenset()
    return frozenset(
        number
        for number, word in enumerate(found)
        if fold(word).endswith(endings) and not known(word)
    )


def may_name_speaker(found: Iterable[str]) -> bool:
    """Whether one of some words makes a name beside it a speaker's: "lavrov statement"."""
    return any(fold(word) in _lexicon()["statement"] for word in found)


def _meant(word: str, folded: str, known: Callable[[str], bool] | None) -> str:
    """Give a word folded, or the word of a question that it is meant for."""
    lexicon = _lexicon()
    if folded in stop_words():
        return folded
    if folded in lexicon.typos:
        return lexicon.typos[folded]
    if known is None or len(folded) < _LEAST_TYPED or lexicon.stubs.isdisjoint(_stubs(folded)):
        return folded
    near = extractOne(folded, lexicon.long, scorer=OSA.distance, score_cutoff=1)
    return near[0] if near is not None and not known(word) else folded


def _idle(meant: Sequence[str]) -> frozenset[int]:
    """Tell which of the first words, by number, only ask for whatever there is: "all about"."""
    lexicon = _lexicon()
    about = lexicon["about"] | lexicon["about_of_persons"]
    idle: list[int] = []
    for number, word in enumerate(meant):
        asked = number > len(idle)  # another word led here
        if word in lexicon["idle"] or (word in lexicon["mention"] and asked):
            idle.append(number)
        elif idle and word in about:
            return frozenset(idle)
        elif word not in stop_words():
            break
    mentions = [meant[number] in lexicon["mention"] for number in idle]
    return frozenset(idle) if any(mentions) and not all(mentions) else frozenset()


class _Reader:
    """Reads a question off its words, as typed and as they are meant."""

    def __init__(
        self,
        found: Sequence[str],
        meant: Sequence[str],
        speaks: Speaks | None,
        idle: frozenset[int] = frozenset(),
        *,
        dated: bool = False,
    ) -> None:
        self._idle = idle
        self._dated = dated
        self._found = found
        self._meant = meant
        self._speaks = speaks
        self._named: dict[int, bool] = {}  # whether a word is one of a name, by number
        lexicon = _lexicon()
        openers = lexicon["who"] | lexicon["whom"] | lexicon["what"] | lexicon["when"]
        self._opener = next((word for word in meant if word in openers), "")

    def asks(self) -> tuple[Asks, frozenset[int]]:
        """Tell what is asked by its words alone, and which of these are no stop words."""
        lexicon = _lexicon()
        time = self._time()
        place = self._took_place()
        if self._opener in lexicon["when"] or time:
            return Asks.HAPPENED, time | place
        if self._meant and self._meant[0] in lexicon["where"]:
            return Asks.WHERE, place
        counted = self._counted()
        if counted and self._opener != "who":
            return Asks.COUNTED, counted
        happenings = self._happenings()
        was = self._opener == "что" and self._has("was")
        if place or was or happenings or self._has("happen"):
            return Asks.HAPPENED, place | happenings
        said = self._numbers("say" if self._opener else "said")
        return Asks.SAID if said else Asks.ANYTHING, said

    def speaker(self, asks: Asks) -> tuple[Asks, frozenset[int]]:
        """Tell whose words are asked for: the numbers of the words that name them."""
        if asks in {Asks.HAPPENED, Asks.COUNTED, Asks.WHERE} or self._asks_who():
            return asks, frozenset()
        at = self._topic("about")
        if at is not None and not self._that_count(range(at)):
            return asks, frozenset()  # "what was said about lavrov"
        beside = asks is Asks.SAID or self._has("statement")
        if beside or at is not None:
            before = self._that_count(range(len(self._found) if at is None else at))
            after = [] if at is None else self._that_count(range(at + 1, len(self._found)))
            for window in _windows(before) if beside else [before] if after else []:
                goes_on = window[-1] + 1 in before  # "the ministry spokesman": a title, of a body
                if self._may_speak(window, person=goes_on):
                    return Asks.SAID, frozenset(window)
        at = self._topic("about_of_persons")
        if asks is Asks.ANYTHING and at is not None:
            before = self._that_count(range(at))
            if self._that_count(range(at + 1, len(self._found))) and self._may_speak(
                before, person=True
            ):
                return Asks.SAID, frozenset(before)
        return asks, frozenset()

    def _took_place(self) -> frozenset[int]:
        """Find "take place", which says no more than "happen": the numbers of both words."""
        pairs = zip(self._meant, self._meant[1:], strict=False)
        for number, (word, after) in enumerate(pairs):
            if word in _lexicon()["place"] and after == "place":
                return frozenset((number, number + 1))
        return frozenset()

    def _counted(self) -> frozenset[int]:
        """Find "how many", "how far", "сколько": the numbers of such words."""
        lexicon = _lexicon()
        for number, word in enumerate(self._meant):
            if word in lexicon["count"]:
                return frozenset((number,))
            if word in lexicon["counted"] and self._meant[max(0, number - 1)] == "how":
                return frozenset((number - 1, number))
        return frozenset()

    def _happenings(self) -> frozenset[int]:
        """Find "events of", "chronology" at either end of a text: their numbers."""
        last = len(self._meant) - 1
        asks = last > 0 or self._dated  # by itself it is but a word
        return frozenset({0, last} & self._numbers("happenings")) if asks else frozenset()

    def _asks_who(self) -> bool:
        """Whether the one who speaks is what is asked for."""
        lexicon = _lexicon()
        if self._opener not in lexicon["who"]:
            return False
        at = self._meant.index(self._opener) + 1
        return at >= len(self._meant) or self._meant[at] not in lexicon["did"]

    def _time(self) -> frozenset[int]:
        """Find "what year", "в каком году" at the start: the numbers of such words."""
        lexicon = _lexicon()
        for number, word in enumerate(self._meant[:3]):
            before = self._meant[:number]
            asked = before and all(one in lexicon["which"] for one in before)
            if asked and word in lexicon["time"]:
                return frozenset(range(number + 1))
        return frozenset()

    def _topic(self, group: str) -> int | None:
        """Find the word that leads to what is spoken about, if any."""
        found = _lexicon()[group]
        return next((number for number, word in enumerate(self._meant) if word in found), None)

    def _that_count(self, numbers: range) -> list[int]:
        known = stop_words() | _lexicon()["statement"]
        counting = [n for n in numbers if self._meant[n] not in known and n not in self._idle]
        return counting[:_MOST_BEFORE]

    def _may_speak(self, numbers: Sequence[int], *, person: bool = False) -> bool:
        if not numbers or len(numbers) > _MOST_OF_A_NAME or self._speaks is None:
            return False
        found = [_POSSESSIVE.sub("", self._found[number]) for number in numbers]
        for number, word in zip(numbers, found, strict=True):  # cheaper than whole names
            if number not in self._named:
                self._named[number] = self._speaks(word, part=True)
        possible = all(self._named[number] for number in numbers)
        return possible and self._speaks(" ".join(found), person=person)

    def _has(self, group: str) -> bool:
        return bool(self._numbers(group))

    def _numbers(self, group: str) -> frozenset[int]:
        """Give the numbers of the words of a group."""
        found = _lexicon()[group]
        return frozenset(number for number, word in enumerate(self._meant) if word in found)


def _windows(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """List stretches of words, the longest first, then from the left."""
    for size in range(min(len(numbers), _MOST_OF_A_NAME), 0, -1):
        for start in range(len(numbers) - size + 1):
            yield numbers[start : start + size]
