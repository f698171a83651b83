"""How well an export agrees with annotations: quotations, speakers, persons, dates.

An export is what `newsdesk export --format json` prints; the annotations are gold/*.json.  The
rules are those of the originals' annotations, so that figures can be set side by side:

- A quotation of four words or more is found where one of its passage shares four fifths of its
  words; one that holds the stretches of a whole turn finds them all.
- Of those found, a speaker is right where the annotated surname or body ends an actor's name,
  wrong where somebody else is named, and open where nobody is.
- A person of a file is found where an actor mentioned there has one of the annotated forms as its
  name or alias; an actor with forms of two persons is false, a person with two actors is split.
- A date is found where an expression of its passage shares words with the annotated one, and
  right where both are the same range of days, or an annotated alternative.

usage: python tests/styles/scoring.py EXPORT.json [FOLDER_OF_ANNOTATIONS] [--misses]
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
GOLD = Path(__file__).resolve().parent / "gold"
LEAST_WORDS, ALIKE = 4, 0.8
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Score:
    """Figures by name, each 0 to 1 (`split` counts), and in words what went amiss."""

    figures: Mapping[str, float]
    misses: tuple[str, ...]


def read_gold(folder: Path) -> dict[str, Any]:
    """Read the annotations of a folder, as `score` takes them."""
    names = ("quotes", "actors", "events")
    return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names}


def score(export: Mapping[str, Any], gold: Mapping[str, Any]) -> Mapping[str, Score]:
    """Score an export; `gold` holds what quotes.json, actors.json and events.json hold, by name.

    Only articles whose files are annotated count.
    """
    files = set(gold["events"]["publication"])
    file_of = {a["id"]: a["file"] for a in export["articles"] if a["file"] in files}

    def placed(rows: Iterable[Row]) -> list[Row]:
        return [{**r, "file": file_of[r["article"]]} for r in rows if r["article"] in file_of]

    def annotated(rows: Iterable[Row]) -> list[Row]:
        return [r for r in rows if r["file"] in file_of.values()]

    names = {actor["name"] for actor in export["actors"]}
    persons = [a for a in export["actors"] if a["kind"] == "person"]
    quotes = annotated(gold["quotes"]["quotes"])
    open_ = annotated(gold["quotes"]["ambiguous"])
    return {
        "quotes": _quotes(quotes, open_, placed(export["quotes"]), names),
        "persons": _persons(gold["actors"]["actors"], persons, file_of),
        "dates": _dates(annotated(gold["events"]["events"]), placed(export["events"])),
    }


# -- quotations ---------------------------------------------------------------------------------


def _quotes(
    gold: Sequence[Row], neutral: Sequence[Row], told: Sequence[Row], names: Collection[str]
) -> Score:
    told = [t for t in told if len(re.findall(r"[\w’'-]+", t["text"])) >= LEAST_WORDS]
    found = _matched(gold, told)
    used = set(found.values())
    ignored = {
        n
        for n, t in enumerate(told)
        if any(t["file"] == a["file"] and _alike(t["text"], a["text"]) >= ALIKE for a in neutral)
    }
    verdicts = {i: _verdict(gold[i], told[n], names) for i, n in found.items()}
    count = Counter(verdicts.values())
    named = [i for i in found if gold[i]["speaker"]]
    misses = [f"missed: {gold[i]['text']}" for i in range(len(gold)) if i not in found]
    misses += [
        f"{verdict} speaker: {told[found[i]].get('speaker')}, not {gold[i]['speaker'] or 'named'}:"
        f" {gold[i]['text']}"
        for i, verdict in verdicts.items()
        if verdict == "wrong" or (verdict == "open" and gold[i]["speaker"])
    ]
    misses += [f"false: {t['text']}" for n, t in enumerate(told) if n not in used | ignored]
    return Score(
        {
            "precision": _share(len(used - ignored), len(told) - len(ignored)),
            "recall": _share(len(found), len(gold)),
            "right": _share(count["right"], len(found)),
            "right of named": _share(count["right"], len(named)),
            "wrong": _share(count["wrong"], len(found)),
        },
        tuple(misses),
    )


def _matched(gold: Sequence[Row], told: Sequence[Row]) -> dict[int, int]:
    """Which told quotation is which annotated one: the most alike first, then whole turns."""
    pairs = sorted(
        (
            (_alike(t["text"], g["text"]), n, i)
            for i, g in enumerate(gold)
            for n, t in enumerate(told)
            if (g["file"], g["paragraph"]) == (t["file"], t["paragraph"])
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    used: set[int] = set()
    for likeness, n, i in pairs:
        if likeness >= ALIKE and i not in found and n not in used:
            found[i] = n
            used.add(n)
    turns: defaultdict[str, list[int]] = defaultdict(list)
    for i, g in enumerate(gold):
        turns[g["group"]].append(i)
    for turn in turns.values():
        whole = " ".join(gold[i]["text"] for i in turn)
        places = {(gold[i]["file"], gold[i]["paragraph"]) for i in turn}
        for n, t in enumerate(told):
            free = len(turn) > 1 and n not in used and (t["file"], t["paragraph"]) in places
            if free and _alike(t["text"], whole) >= ALIKE:
                used.add(n)
                for i in turn:
                    found.setdefault(i, n)
    return found


def _verdict(gold: Row, told: Row, names: Collection[str]) -> str:
    speaker = told.get("speaker")
    if not speaker:
        return "open"
    return "right" if speaker in names and _last(speaker) == _last(gold["speaker"]) else "wrong"


# -- persons ------------------------------------------------------------------------------------


def _persons(gold: Sequence[Row], actors: Sequence[Row], file_of: Mapping[str, str]) -> Score:
    gold = [p for p in gold if p["kind"] == "person"]
    forms = [_forms([p["canonical"], *p["aliases"]]) for p in gold]
    names = [_forms([a["name"], *a["aliases"]]) for a in actors]
    where = [{file_of.get(m["article"]) for m in a["mentions"]} for a in actors]
    right, false, missed = 0, [], []
    for file in sorted(set(file_of.values())):
        here = [i for i, p in enumerate(gold) if file in p["files"]]
        met: set[int] = set()
        for n, actor in enumerate(actors):
            if file in where[n]:
                same = [i for i in here if forms[i] & names[n]]
                met.update(same if len(same) == 1 else ())
                false += [f"false: {actor['name']} ({file})"] * (len(same) != 1)
        right += len(met)
        missed += [f"missed: {gold[i]['canonical']} ({file})" for i in here if i not in met]
    split = [
        f"split: {person['canonical']}"
        for i, person in enumerate(gold)
        if set(person["files"]) & set(file_of.values())
        and sum(bool(forms[i] & names[n] and where[n] - {None}) for n in range(len(actors))) > 1
    ]
    return Score(
        {
            "precision": _share(right, right + len(false)),
            "recall": _share(right, right + len(missed)),
            "split": len(split),
        },
        (*false, *missed, *split),
    )


def _forms(names: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(_words(name)) for name in names)


# -- dates --------------------------------------------------------------------------------------


def _dates(gold: Sequence[Row], told: Sequence[Row]) -> Score:
    met, right = set(), set()  # of the annotated
    hits, ignored = set(), set()  # of the told
    for n, t in enumerate(told):
        for i, g in enumerate(gold):
            if not _same_expression(g, t):
                continue
            if not g["required"]:
                ignored.add(n)
                continue
            met.add(i)
            if _days(t["date"], t.get("date_end")) in _allowed(g):
                right.add(i)
                hits.add(n)
    required = [i for i, g in enumerate(gold) if g["required"]]
    counted = [n for n in range(len(told)) if n in hits or n not in ignored]
    precision = _share(len(hits), len(counted))
    recall = _share(len(right), len(required))
    return Score(
        {
            "precision": precision,
            "recall": recall,
            "f1": _share(2 * precision * recall, precision + recall),
            "found": _share(len(met), len(required)),
        },
        (
            *(_dated("missed", gold[i]) for i in required if i not in met),
            *(_dated("should be", gold[i]) for i in required if i in met - right),
            *(_dated("false or wrong", told[n]) for n in counted if n not in hits),
        ),
    )


def _same_expression(gold: Row, told: Row) -> bool:
    if (gold["file"], gold["paragraph"]) != (told["file"], told["paragraph"]):
        return False
    one, other = set(_words(gold["expression"])), set(_words(told["expression"]))
    shared = one <= other or other <= one or len(one & other) > 1
    return shared and len(other) <= len(one) + 4


def _allowed(gold: Row) -> Iterator[tuple[date, date]]:
    yield _days(gold["date"], gold["date_end"])
    for alternative in gold.get("alt", ()):
        yield _days(*alternative)


def _days(first: str, last: str | None) -> tuple[date, date]:
    """The days that a day, month or year in ISO form spans, or a range of two such."""
    return _span(first)[0], _span(last or first)[1]


def _span(text: str) -> tuple[date, date]:
    parts = [int(part) for part in text.split("-")]
    match parts:
        case [year]:
            return date(year, 1, 1), date(year, _MONTHS, 31)
        case [year, month]:
            after = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
            return date(year, month, 1), after - timedelta(days=1)
        case _:
            day = date.fromisoformat(text)
            return day, day


def _dated(what: str, row: Row) -> str:
    until = f"..{row['date_end']}" if row["date_end"] else ""
    return f"{what}: {row['expression']} = {row['date']}{until} ({row['file']} ¶{row['paragraph']})"


# -- words --------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub("[’']", "", text.lower()))


def _last(name: str) -> str:
    return (_words(name) or [""])[-1]


def _alike(one: str, other: str) -> float:
    """The share of two texts' words, told as often as they stand there, that both have."""
    first, second = Counter(_words(one)), Counter(_words(other))
    return _share((first & second).total(), (first | second).total())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _main(export: str, gold: str = str(GOLD)) -> None:
    given = json.loads(Path(export).read_text("utf-8"))
    for name, found in score(given, read_gold(Path(gold))).items():
        figures = "  ".join(f"{figure} {value:.3f}" for figure, value in found.figures.items())
        lines = [f"{name}: {figures}", *(f"  {m}" for m in found.misses if "--misses" in sys.argv)]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    _main(*(argument for argument in sys.argv[1:] if argument != "--misses"))
