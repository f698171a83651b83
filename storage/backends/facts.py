"""The facts file: a corpus beside its store, mapped into memory instead of read and validated.

Every fact is kept as bytes of its own and decoded when it is asked for; the look-ups of `Corpus`
are kept as arrays.  The store has the last word: the file is made anew wherever it does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

import msgspec
import numpy as np

from storage.arrays import Array, Arrays, Chunks, Unusable, below, read_arrays, under, write_arrays
from storage.backends.tables import ENCODER, Facts, Keyed, Picked, Stretch, Table, hashes
from storage.chronology import Chronology
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Corpus,
    CorrectionResult,
    Coverage,
    Difference,
    Event,
    Mention,
    Quote,
    Rejection,
    Role,
    Statement,
    Topic,
)
from storage.models.look_ups import EVENTS_BY_DATE, GROUPINGS

K = TypeVar("K")
T = TypeVar("T")
Named: TypeAlias = Iterator[tuple[str, Array | Chunks]]

TABLES: Final[Mapping[str, Any]] = {
    "articles": Article,
    "actors": Actor,
    "quotes": Quote,
    "statements": Statement,
    "events": Event,
    "differences": Difference,
    "topics": Topic,
    "rejected": Rejection,
    "corrections": CorrectionResult,
}
BY_ID: Final[Mapping[str, str]] = {
    "article_by_id": "articles",
    "actor_by_id": "actors",
    "quote_by_id": "quotes",
    "statement_by_id": "statements",
    "event_by_id": "events",
    "topic_by_id": "topics",
}
VALUES: Final[Mapping[str, Any]] = {
    "roles_by_actor": tuple[Role, ...],
    "companions": tuple[tuple[str, int], ...],
    "article_places": int,
    "labels": str,
}
"""Look-ups that give no facts of a table, and what each gives."""

_KEYS: Final[Mapping[str, Any]] = {"stretches": tuple[str, str], "actors_by_kind": ActorKind}
_COLUMNS: Final = ("earliest", "latest", "wide", "happening", "disputed")


def write_facts(path: Path, corpus: Corpus, about: Mapping[str, Any]) -> None:
    """Write a corpus to a facts file, in the place of what was there, or not at all.

    The tables of the corpus are walked over several times, and never held.  Raises OSError.
    """
    write_arrays(path, _arrays(corpus), about)


def map_facts(path: Path, about: Mapping[str, Any]) -> Corpus:
    """Map the corpus of a facts file, which equals the one that was written.

    Raises Unusable where the file is missing, damaged, or not about just this.
    """
    arrays = read_arrays(path, about)
    try:
        return _corpus(arrays)
    except (KeyError, ValueError, TypeError, msgspec.MsgspecError) as error:
        raise Unusable(str(error)) from error


# Writing


def _arrays(corpus: Corpus) -> Named:
    small = {f.name: getattr(corpus, f.name) for f in fields(corpus) if f.name not in TABLES}
    yield "about", _one(small)
    for name in TABLES:
        facts = _Each(corpus.actors, _bare) if name == "actors" else getattr(corpus, name)
        yield from below(name, _table(facts))
    # Apart from their actors: a name is asked for far more often than all its mentions.
    yield from below("mentions", _table(_Each(corpus.actors, _mentions)))
    yield "actors/mentions", np.cumsum([len(a.mentions) for a in corpus.actors], dtype=np.uint64)
    for name, table in BY_ID.items():
        places = {fact.id: place for place, fact in enumerate(getattr(corpus, table))}
        yield from below(name, _keys(places))
        yield f"{name}/places", np.array(list(places.values()), np.uint32)
    for name, grouping in GROUPINGS.items():
        yield from below(name, _groups(grouping.places(getattr(corpus, grouping.table))))
    for name in VALUES:
        found = getattr(corpus, name)
        yield from below(name, _keys(found))
        yield from below(f"{name}/values", _table(list(found.values())))
    yield "coverage", _one(corpus.coverage)
    yield from _chronology(corpus)


@dataclass(frozen=True, slots=True)
class _Each(Iterable[T]):
    """What is made of each fact of a table, made anew at each walk."""

    facts: Sequence[Any]
    make: Callable[[Any], Iterable[T]]

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(map(self.make, self.facts))


def _bare(actor: Actor) -> tuple[Actor]:
    return (replace(actor, mentions=()),)


def _mentions(actor: Actor) -> Sequence[Mention]:
    return actor.mentions


def _one(value: object) -> Array:
    return np.frombuffer(ENCODER.encode(value), np.uint8)


def _table(facts: Iterable[object]) -> Named:
    """Keep facts; they are encoded twice, which is quicker than to put them somewhere between."""
    ends = np.cumsum([len(ENCODER.encode(fact)) for fact in facts], dtype=np.uint64)
    yield "ends", ends
    yield "data", Chunks(int(ends[-1]) if len(ends) else 0, map(ENCODER.encode, facts))


def _keys(keys: Iterable[object]) -> Named:
    encoded = [ENCODER.encode(key) for key in keys]
    hashed = hashes(encoded)
    order = np.argsort(hashed, kind="stable")
    yield "keys/ends", np.cumsum([len(key) for key in encoded], dtype=np.uint64)
    yield "keys/data", np.frombuffer(b"".join(encoded), np.uint8)
    yield "hashes", hashed[order]
    yield "numbers", order.astype(np.uint32)


def _groups(places: Mapping[Any, Sequence[int]]) -> Named:
    yield from _keys(places)
    yield "ends", np.cumsum([len(of_key) for of_key in places.values()], dtype=np.uint64)
    yield "places", np.fromiter(chain.from_iterable(places.values()), np.uint32)


def _chronology(corpus: Corpus) -> Named:
    (places,) = EVENTS_BY_DATE.places(corpus.events).values() or ([],)
    yield "events_by_date", np.array(places, np.uint32)
    chronology = corpus.chronology
    for name in _COLUMNS:
        yield f"chronology/{name}", getattr(chronology, name)
    by_actor = {actor: places.tolist() for actor, places in chronology.by_actor.items()}
    yield from below("chronology/by_actor", _groups(by_actor))


# Reading


def _corpus(arrays: Arrays) -> Corpus:
    tables: dict[str, Facts[Any]] = {
        name: _read_table(under(name, arrays), kind) for name, kind in TABLES.items()
    }
    mentions = _read_table(under("mentions", arrays), Mention)
    tables["actors"] = _Actors(tables["actors"], mentions, arrays["actors/mentions"])
    look_ups: dict[str, object] = {}
    for name, table in BY_ID.items():
        look_ups[name] = _read_by_id(under(name, arrays), tables[table])
    for name, grouping in GROUPINGS.items():
        groups = under(name, arrays)
        kind, pick = _KEYS.get(name, str), partial(Picked, tables[grouping.table])
        look_ups[name] = _read_keyed(groups, kind, _Group(groups, pick))
    for name, kind in VALUES.items():
        values = _read_table(under(f"{name}/values", arrays), kind)
        look_ups[name] = _read_keyed(under(name, arrays), str, values.__getitem__)
    look_ups["coverage"] = msgspec.msgpack.decode(arrays["coverage"].data, type=Coverage)
    look_ups["events_by_date"] = Picked(tables["events"], arrays["events_by_date"])
    look_ups["chronology"] = _read_chronology(under("chronology", arrays))
    small: Corpus = msgspec.msgpack.decode(arrays["about"].data, type=Corpus)
    return replace(small, **cast("dict[str, Any]", tables)).knowing(look_ups)


def _read_table(arrays: Arrays, kind: type[T]) -> Table[T]:
    data = arrays["data"].data
    decode = msgspec.msgpack.Decoder(kind).decode
    return Table(arrays["ends"], lambda begin, end: decode(data[begin:end]))


class _Actors(Facts[Actor]):
    """Actors with their mentions, which another table holds."""

    __slots__ = ("_actors", "_ends", "_mentions")

    def __init__(self, actors: Facts[Actor], mentions: Facts[Mention], ends: Array) -> None:
        self._actors = actors
        self._mentions = mentions
        self._ends = ends

    def __len__(self) -> int:
        return len(self._actors)

    def _at(self, place: int) -> Actor:
        begin = int(self._ends[place - 1]) if place else 0
        of_actor = Stretch(self._mentions, begin, int(self._ends[place]))
        return replace(self._actors[place], mentions=of_actor)


def _read_keyed(arrays: Arrays, kind: type[K], value: Callable[[int], T]) -> Keyed[K, T]:
    keys = _read_table(under("keys", arrays), kind)
    return Keyed(keys, arrays["hashes"], arrays["numbers"], ENCODER.encode, value)


def _read_by_id(arrays: Arrays, table: Facts[T]) -> Keyed[str, T]:
    places = arrays["places"]
    return _read_keyed(arrays, str, lambda number: table[int(places[number])])


class _Group(Generic[T]):
    """Gives what `make` makes of the places of the group of a number."""

    def __init__(self, arrays: Arrays, make: Callable[[Array], T]) -> None:
        self._ends = arrays["ends"]
        self._places = arrays["places"]
        self._make = make

    def __call__(self, number: int) -> T:
        begin = int(self._ends[number - 1]) if number else 0
        return self._make(self._places[begin : int(self._ends[number])])


def _read_chronology(arrays: Arrays) -> Chronology:
    groups = under("by_actor", arrays)
    by_actor: Keyed[str, Array] = _read_keyed(groups, str, _Group(groups, np.asarray))
    return Chronology(by_actor=by_actor, **{name: arrays[name] for name in _COLUMNS})
