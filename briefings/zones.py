"""Time zones as people tell them: by name, city, country, offset, or what their clock shows.

City names are Babel's, in English and Russian, and those of `zones.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import extract

from storage.text.folding import fold

_LANGUAGES: Final = ("en", "ru")
_NO_ZONES: Final = frozenset({"localtime", "posixrules", "Factory"})  # of this machine, of none
_COUNTRIES: Final = frozenset({"", "Brazil", "Canada", "Chile", "Mexico", "US"})
_REGIONS: Final = frozenset({"ACT", "LHI", "NSW", "North", "South", "West"})
_FARTHEST: Final = timedelta(hours=14)
_QUARTER: Final = timedelta(minutes=15)
_OFF: Final = timedelta(minutes=5)  # that a person's clock may be wrong or slow to type
_DAY: Final = timedelta(days=1)
# Letters of a city from which on one edit, and two, are taken for a slip.
_ONE_EDIT, _TWO_EDITS = 5, 9

_OFFSET: Final = re.compile(
    r"(?P<from>utc|gmt|msk|мск)?\s*(?P<sign>[+−–-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?",
    re.IGNORECASE,
)
_CERTAIN: Final = frozenset({"utc", "gmt", "msk", "мск"})
_FROM: Final = dict.fromkeys(("msk", "мск"), timedelta(hours=3))
_CLOCK: Final = re.compile(r"(?P<hours>\d{1,2})[:.](?P<minutes>\d{2})")
_ENDINGS: Final = ("ому", "ому времени", "ое время")  # of an adjective that tells a clock
_APART: Final = re.compile(r"[\s_.,\-–]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A zone as it is told: its IANA name, its city, and what its clock shows."""

    name: str
    city: str
    now: datetime


def find(words: str, now: datetime) -> tuple[str, ...]:
    """List the zones that may be meant, by IANA names, the commonest first.

    "Europe/Berlin", "Berlin", "Берлин", "по берлинскому времени", "Germany", "CET", "UTC+1",
    "+01:00", and "14:35" where that is the time there; a city may have a slip ("Berln").  Empty
    where none is meant.
    """
    words = words.strip()
    offset = offset_of(words)
    if offset is not None:
        return (*_fixed(offset), *_at_offset(offset, now))
    clock = _CLOCK.fullmatch(words)
    if clock is not None:
        return _showing(int(clock["hours"]), int(clock["minutes"]), now)
    names = tuple(name for name, _ in names_in(words))
    found = (*map(by_name, names), *map(nearly, names))
    return _unlike(next(filter(None, found), ()), now)


def is_guess(words: str) -> bool:
    """Whether the zones of words are guessed alone: of a city two slips away ("Tashkant" is one).

    The lost Atlantis of the Russians is as near to Atlanta as many a slip.
    """
    names = tuple(name for name, _ in names_in(words.strip()))
    if any(map(by_name, names)):
        return False
    return next(filter(None, map(_edits_away, names)), 0) > 1


def names_in(words: str) -> Iterator[tuple[str, bool]]:
    """Give what may be the name of a zone: all words, then those without "in" and "time" around.

    Each comes with whether the words speak of time, as "по времени Москвы" does.
    """
    text = fold(words)
    timed = not set(_around("after")).isdisjoint(text.split())
    yield words, timed
    before = next((some for some in _around("before") if text.startswith(f"{some} ")), "")
    inner = text.removeprefix(before).strip()
    after = next((some for some in _around("after") if inner.endswith(f" {some}")), "")
    bare = inner.removesuffix(after).strip()
    yield from ((name, timed) for name in dict.fromkeys((inner, bare)) if name != text)


@lru_cache(maxsize=2)
def _around(side: str) -> tuple[str, ...]:
    """Give the words that may stand before or after the name of a zone."""
    return tuple(map(fold, _table()["told"][side]))


def by_name(words: str) -> tuple[str, ...]:
    """List the zones of an exact name: IANA's, a city's, a country's, a short one ("CET")."""
    known = _names()
    plain = _plain(words)
    return (
        known.short.get(plain)
        or known.iana.get(words.strip().lower())
        or known.places.get(plain, ())
    )


def nearly(words: str) -> tuple[str, ...]:
    """List the zones of the cities that a misspelt name is nearest to."""
    places = _names().places
    return _commonest_first(zone for place in _nearest(words) for zone in places[place])


def _edits_away(words: str) -> int:
    """Tell how many edits the cities are away that a misspelt name is nearest to; 0: none is."""
    return max(_nearest(words).values(), default=0)


def _nearest(words: str) -> Mapping[str, int]:
    """Give the cities that a misspelt name is nearest to, by how many edits."""
    area, _, city = words.strip().rpartition("/")
    if area and area.lower() not in _areas():
        return {}
    plain = _plain(city)
    if any(character.isdigit() for character in plain):
        return {}  # "9 New York" is a time and a city
    edits = (len(plain) >= _ONE_EDIT) + (len(plain) >= _TWO_EDITS)
    places = _names().places.keys()
    found = extract(plain, places, scorer=OSA.distance, score_cutoff=edits, limit=None)
    if not edits or not found:
        return {}
    # Of names as many edits away, the one that shares most: "Berln" is Berlin rather than Bern.
    likeness = {place: (-edits, Indel.similarity(plain, place)) for place, edits, _ in found}
    most = max(likeness.values())
    return {place: int(edits) for place, edits, _ in found if likeness[place] == most}


def is_certain(words: str) -> bool:
    """Whether words can be nothing but a zone: an offset, IANA's "Area/City", "UTC"."""
    words = words.strip()
    if offset_of(words) is not None or words.lower() in _CERTAIN:
        return True
    return "/" in words and bool(by_name(words) or nearly(words))


def offset_of(words: str) -> timedelta | None:
    """Read "UTC+3", "GMT-5", "+05:30", "МСК+2"; None where it is none, or none on Earth."""
    found = _OFFSET.fullmatch(words.strip())
    if found is None:
        return None
    ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    offset = _FROM.get((found["from"] or "").lower(), timedelta())
    offset += ahead if found["sign"] == "+" else -ahead
    return offset if abs(offset) <= _FARTHEST and not offset % _QUARTER else None


def looks_like_offset(words: str) -> bool:
    """Whether words have the form of an offset, be there such a one or not."""
    return _OFFSET.fullmatch(words.strip()) is not None


def prepare() -> None:
    """Read the names and clocks of all zones, which takes a tenth of a second, once."""
    _names()
    _clocks()


def describe(zone: str, now: datetime, language: str = "en") -> Shown:
    """Tell a zone by its name, city and local time, in English or Russian."""
    return Shown(zone, city_of(zone, language), now.astimezone(ZoneInfo(zone)))


def city_of(zone: str, language: str = "en") -> str:
    """Name the city of a zone; "UTC+3" where it has none."""
    if zone == "UTC":
        return zone
    if zone.startswith("Etc/GMT"):
        return f"UTC{zone.removeprefix('Etc/GMT').translate(str.maketrans('+-', '-+'))}"
    return _cities(language).get(zone) or zone.rpartition("/")[2].replace("_", " ")


def _fixed(offset: timedelta) -> Iterator[str]:
    """Give the zone that is always at an offset, where there is one: UTC, or one of Etc/."""
    hours, rest = divmod(offset, timedelta(hours=1))
    # The signs of Etc/ are the other way round: Etc/GMT-3 is three hours ahead.
    name = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if not rest and name in _available():
        yield name


def _at_offset(offset: timedelta, now: datetime) -> tuple[str, ...]:
    return tuple(
        name for name, zone in _clocks().items() if now.astimezone(zone).utcoffset() == offset
    )


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    """What stands before a city in the names of zones: "europe", "america/argentina"."""
    return frozenset(name.rpartition("/")[0].lower() for name in _available())


@lru_cache(maxsize=1)
def _clocks() -> Mapping[str, ZoneInfo]:
    """Keep the clocks of all zones: ZoneInfo itself keeps few, and reads a file for the rest."""
    return {name: ZoneInfo(name) for name in _zones()}


def _showing(hours: int, minutes: int, now: datetime) -> tuple[str, ...]:
    """List the zones whose clock shows a time now, or did some minutes ago."""
    try:
        local = datetime.combine(now.astimezone(UTC).date(), time(hours, minutes), UTC)
    except ValueError:
        return ()
    ahead = local - now
    offset = round(ahead / _QUARTER) * _QUARTER
    if abs(ahead - offset) > _OFF:
        return ()
    # The same clock may be a day ahead or behind.
    everywhere = (offset + days * _DAY for days in (-1, 0, 1))
    return _commonest_first(zone for one in everywhere for zone in _at_offset(one, now))


def _unlike(zones: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Leave out zones whose clock runs like that of a commoner one for a year."""
    moments = [now + timedelta(days=days) for days in range(0, 366, 10)]
    clocks: dict[tuple[timedelta | None, ...], str] = {}
    for name in zones:
        zone = ZoneInfo(name)
        clocks.setdefault(tuple(m.astimezone(zone).utcoffset() for m in moments), name)
    return tuple(clocks.values())


@dataclass(frozen=True, slots=True)
class _Names:
    """What is called how: IANA names in lower case, short names and places folded."""

    iana: Mapping[str, tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _names() -> _Names:
    table = _table()
    cities: defaultdict[str, list[str]] = defaultdict(list)
    for place, zone in _places():
        cities[_plain(place)].append(zone)
    countries = {
        _plain(name): zones
        for territory, name in _territories()
        if (zones := _of_territory(territory))
    }
    places = {place: _commonest_first(zones) for place, zones in cities.items()}
    return _Names(
        iana={name.lower(): (_canonical(name),) for name in _available()},
        short={_plain(name): tuple(zones) for name, zones in table["short"].items()},
        places={**countries, **places},
    )


def _territories() -> Iterator[tuple[str, str]]:
    """List codes of countries with their names."""
    for language in _LANGUAGES:
        yield from Locale(language).territories.items()
    for territory, names in _table()["countries"].items():
        yield from ((territory, name) for name in names)


def _places() -> Iterator[tuple[str, str]]:
    """List names of cities with their zones."""
    known = set(_zones())
    for name in _available():
        area, _, city = name.rpartition("/")
        zone = _canonical(name)
        # Old names of zones by regions ("US/Pacific", "Australia/West") name no cities.
        if zone in known and area not in _COUNTRIES and city not in _REGIONS:
            yield city, zone
    for language in _LANGUAGES:
        for zone, city in _cities(language).items():
            if zone in known:
                yield city, zone
    for zone, cities in _table()["cities"].items():
        yield from ((city, zone) for city in cities)
    for zone, stems in _table()["adjectives"].items():
        yield from ((stem + ending, zone) for stem in stems for ending in _ENDINGS)


@lru_cache(maxsize=len(_LANGUAGES))
def _cities(language: str) -> Mapping[str, str]:
    """Cities by zone, as Babel names them; in English it has only those unlike the zone's name."""
    told = Locale.parse(language).time_zones
    return {_canonical(str(zone)): told[zone]["city"] for zone in told if "city" in told[zone]}


@lru_cache(maxsize=1)
def _available() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_ZONES)


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    """List the zones that people live in, the commonest first; no aliases."""
    available = _available()
    inhabited = (str(zone) for zone in get_global("zone_territories"))
    return _commonest_first(zone for zone in inhabited if "Etc/" not in zone and zone in available)


def _of_territory(territory: str) -> tuple[str, ...]:
    territories = get_global("zone_territories")
    return tuple(zone for zone in _zones() if territories[zone] == territory)


def _canonical(name: str) -> str:
    """Give the present name of a zone ("Europe/Kyiv" for "Europe/Kiev")."""
    present = str(get_global("zone_aliases").get(name, name))
    return "UTC" if present in {"Etc/UTC", "Etc/GMT"} else present


def _commonest_first(zones: Iterable[str]) -> tuple[str, ...]:
    rank = _rank()
    return tuple(sorted(set(zones), key=lambda zone: (rank.get(zone, len(rank)), zone)))


@lru_cache(maxsize=1)
def _rank() -> Mapping[str, int]:
    return {zone: number for number, zone in enumerate(_table()["commonest"])}


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("zones.toml").read_text("utf-8"))


def _plain(name: str) -> str:
    return _APART.sub(" ", fold(name)).strip()
