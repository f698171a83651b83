"""What finding is to reach, beside what it reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from benchmarks import measuring
from benchmarks.finding_measures import Expansion, Memory, Names, Worst


class Row(NamedTuple):
    """A figure to reach and what was found; a ceiling, or with `least` a floor."""

    what: str
    found: float
    aim: float
    unit: str = ""
    least: bool = False
    and_also: bool = True

    @property
    def holds(self) -> bool:
        reached = self.found >= self.aim if self.least else self.found <= self.aim
        return reached and self.and_also


# At 100,000 passages, and at a million.
_RATIOS: Final = {False: (0.5, 0.6), True: (0.3, 0.4)}
_RECALL: Final = {
    False: {"exact": 0.995, "typo": 0.97, "Latin variant": 0.98, "Cyrillic": 0.97},
    True: {"exact": 0.99, "typo": 0.95, "Latin variant": 0.97, "Cyrillic": 0.95},
}
_MANY: Final = 1_000_000


def print_rows(rows: list[Row]) -> None:
    measuring.table("What we aim at", ("", "aim", "found", "holds"), [_cells(row) for row in rows])


def _cells(row: Row) -> measuring.Row:
    sign = "≥" if row.least else "≤"
    found = f"{row.found:.3f}" if row.found < 1.001 else f"{row.found:,.1f}"
    holds = "yes" if row.holds else "**no**"
    return row.what, f"{sign} {row.aim:,g}{row.unit}", f"{found}{row.unit}", holds


def to_tantivy(passages: int, p50: float, p95: float) -> list[Row]:
    most = _RATIOS[passages >= _MANY]
    return [
        Row(f"p50 to the tuned tantivy, {passages:,} passages", p50, most[0], "×"),
        Row(f"p95 to the tuned tantivy, {passages:,} passages", p95, most[1], "×"),
    ]


def recall(passages: int, found: Mapping[str, float]) -> list[Row]:
    return [
        Row(f"recall@5 {name}, {passages:,} passages", found[name], least, least=True)
        for name, least in _RECALL[passages >= _MANY].items()
    ]


def growth(before: int, after: int, times: float) -> list[Row]:
    return [Row(f"growth of p50, {before:,} to {after:,} passages", times, 4, "×")]


def scan(passages: int, times: float) -> list[Row]:
    what = f"faster than `extract(WRatio)`, {passages:,} passages"
    return [Row(what, times, 1_000, "×", least=True)]


def expansion(passages: int, found: Expansion) -> list[Row]:
    same = "the same set" if found.same else "ANOTHER SET"
    what = f"expansion to `extract(OSA)`, {found.words:,} words of {passages:,} passages, {same}"
    return [Row(what, found.scan / found.ours, 50, "×", least=True, and_also=found.same)]


def memory(passages: int, found: Memory) -> list[Row]:
    return [
        Row(f"memory of a loaded index, {passages:,} passages", found.loaded, 40, " MB"),
        Row("a saved index loaded", found.loading, 1, " s"),
    ]


def worst(passages: int, found: Worst) -> list[Row]:
    what = f"worst of {len(found.seconds):,} hostile queries, {passages:,} passages"
    return [
        Row(what, found.worst * 1_000, 50, " ms"),
        Row(f"{what}, asked again", found.again[0][0] * 1_000, 50, " ms"),
    ]


def names(actors: int, found: Names) -> list[Row]:
    return [
        Row(f"p50 of a name, {actors:,} actors", found.p50 * 1_000, 1, " ms"),
        Row(f"recall@5 of a name, {actors:,} actors", found.overall, 0.95, least=True),
    ]
