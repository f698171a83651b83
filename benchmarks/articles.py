"""Articles by the thousand, made up from the shipped digests and from invented sentences."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from storage.corpus import shipped_seeds

GIVEN = "Ana Boris Carmen Dmitri Elena Farid Greta Hugo Ingrid Jamal Karin Laszlo Mira Nikos Olga"
FAMILY = "Ortiz Petrov Quispe Rahimi Sandoval Tamm Ulmer Varga Weber Yilmaz Zhukov Amari Brandt"
ROLES = (
    "the harbour master",
    "the mayor",
    "the president's envoy",
    "the minister of energy",
    "a spokeswoman for the railways",
    "the head of the water board",
)
PLACES = ("Valdivia", "Tartu", "Oulu", "Bergen", "Ghent", "Porto", "Izmir", "Osh", "Batumi")
THINGS = ("the bridge", "the port", "the embassy", "the pipeline", "the border crossing")
DEEDS = ("reopened", "closed", "burned", "flooded", "expanded", "moved")
SAYINGS = (
    "We will not wait for another winter before the work begins",
    "Nobody asked the people who live beside it what they need",
    "The talks were long and they are far from over",
    "There is no money for this and there will be none next year",
    "I have seen the plans and I do not believe in them",
)


def write(folder: Path, count: int, *, seed: int = 20_261_123) -> None:
    """Write `count` articles into a folder; the same seed writes the same ones."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    shipped = [line for path in _digests() for line in path.read_text("utf-8").splitlines()]
    lines = [line for line in shipped if len(line) > 80]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        day = date(2015, 1, 1) + timedelta(days=draw.randrange(3_000))
        passages = draw.sample(lines, 8) + [_invented(draw, day) for _ in range(8)]
        draw.shuffle(passages)
        place = draw.choice(PLACES)
        head = f"---\ntitle: Report {number} from {place}\npublished: {day}\n---\n"
        (folder / f"{number:05}.md").write_text(head + "\n\n".join(passages) + "\n", "utf-8")


def _digests() -> list[Path]:
    return [path for path in sorted(shipped_seeds().glob("*.md")) if path.name != "README.md"]


def _invented(draw: random.Random, day: date) -> str:
    name = f"{draw.choice(GIVEN.split())} {draw.choice(FAMILY.split())}"
    then = day - timedelta(days=draw.randrange(1, 400))
    return (
        f"On {then.day} {then:%B %Y} {draw.choice(THINGS)} in {draw.choice(PLACES)} "
        f"{draw.choice(DEEDS)}. “{draw.choice(SAYINGS)},” said {name}, {draw.choice(ROLES)}."
    )
