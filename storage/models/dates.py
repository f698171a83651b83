"""Days as articles give them: ranges with a precision, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    RANGE = "range"


class Basis(StrEnum):
    """Where an event's date comes from."""

    STATED = "stated"  # the text gives it in full
    RELATIVE = "relative"  # reckoned from the publication date ("last week")
    INFERRED = "inferred"  # completed from its surroundings ("on 15 August": the year)
    CORRECTED = "corrected"  # set by corrections.toml


class PublicationBasis(StrEnum):
    """How an article's publication date is known."""

    METADATA = "metadata"
    DATELINE = "dateline"
    ADDRESS = "address"
    TEXT = "text"
    COLLECTION = "collection"
    CORRECTED = "corrected"  # set by corrections.toml


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A range of days, `earliest` to `latest` inclusive, and how exactly it is known.

    `approximate` marks "around 2015", "early August".  Raises ValueError where the range is
    the wrong way round.
    """

    earliest: date
    latest: date
    precision: Precision = Precision.DAY
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"{self.latest} lies before {self.earliest}")

    @property
    def width(self) -> int:
        """The days from its first to its last, 0 where they are one."""
        return (self.latest - self.earliest).days

    @property
    def middle(self) -> date:
        """The day in the middle, the earlier of two."""
        return self.earliest + (self.latest - self.earliest) / 2

    def overlaps(self, other: When) -> bool:
        """Whether the two ranges share a day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def within(self, other: When) -> bool:
        """Whether this range lies wholly inside the other."""
        return other.earliest <= self.earliest and self.latest <= other.latest


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published: the range, the likeliest day in it, and how that is known.

    `certain` is false wherever readers must be told that the date was inferred; `evidence` is
    the expression or field that it was read from.
    """

    when: When
    day: date
    basis: PublicationBasis
    certain: bool
    evidence: str = ""
