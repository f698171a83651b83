"""Queries nobody means well with: long, in every script, all marks, of the commonest words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase, punctuation
from typing import Final

from benchmarks.finding_queries import edited

_SCRIPTS: Final = (
    (0x0400, 0x04FF),  # Cyrillic
    (0x0590, 0x05FF),  # Hebrew
    (0x0600, 0x06FF),  # Arabic
    (0x0300, 0x036F),  # marks that combine
    (0x0E00, 0x0E7F),  # Thai
    (0x4E00, 0x9FFF),  # Chinese
    (0x1D400, 0x1D7FF),  # mathematical letters
    (0x1F300, 0x1FAFF),  # emoji
    (0x2000, 0x206F),  # blanks and marks of direction
    (0x0000, 0x00FF),
)
_PERIODS: Final = ("2021", "aug 2021", "before 2015", "since 1900", "summer", "1000-2999", "вчера")


def hostile(common: Sequence[str], rare: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Give so many queries; `common` are the commonest words of the corpus, `rare` any others."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    ways = _ways(common, rare, draw)
    for number in range(count):
        text = ways[number % len(ways)]()
        yield text if draw.random() < 0.9 else f"{text} {draw.choice(ways)()}"


def _ways(
    common: Sequence[str], rare: Sequence[str], draw: random.Random
) -> tuple[Callable[[], str], ...]:
    def some(words: Sequence[str], most: int = 12) -> list[str]:
        return [draw.choice(words) for _ in range(draw.randint(1, most))]

    def letters() -> str:
        return "".join(draw.choice(ascii_lowercase) for _ in range(draw.randint(1, 30)))

    def script() -> str:
        first, last = draw.choice(_SCRIPTS)
        return "".join(chr(draw.randint(first, last)) for _ in range(draw.randint(1, 60)))

    return (
        lambda: " ".join(some(common)),
        lambda: " ".join(draw.sample(common, 8)),
        lambda: " ".join(some(rare)),
        lambda: " ".join(edited(word, draw) for word in some(common)),
        lambda: " ".join(edited(edited(word, draw), draw) for word in some(rare)),
        lambda: " ".join(word[:4] for word in some(rare)),
        lambda: " ".join(letters() for _ in range(draw.randint(1, 10))),
        script,
        lambda: " ".join(script() for _ in range(5)),
        lambda: '"' + " ".join(some(common, 4)) + '"' * draw.randint(0, 3),
        lambda: " ".join(f'"{word}"' for word in some(common)),
        lambda: " ".join(f"-{word}" for word in some(common)),
        lambda: f'-"{draw.choice(common)} {draw.choice(common)}" {draw.choice(common)}',
        lambda: f"{' '.join(some(common, 3))} {draw.choice(_PERIODS)}",
        lambda: draw.choice(_PERIODS),
        lambda: "".join(draw.choice(punctuation + " ") for _ in range(draw.randint(1, 130))),
        lambda: draw.choice("aiseк1-\"'(*") * draw.randint(1, 5_000),
        lambda: "-".join(some(common, 40)),
        lambda: ".".join(draw.choice(ascii_lowercase) for _ in range(60)),
        lambda: f"{draw.choice(('from', 'in'))}:{draw.choice(rare)} {draw.choice(common)}",
        lambda: str(draw.randrange(10 ** draw.randint(1, 60))),
        lambda: "",
    )
