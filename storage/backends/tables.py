"""Facts kept as bytes: tables of them and look-ups, each fact decoded when it is asked for.

They stand where a corpus that was just built has tuples and dictionaries, and compare equal to
those of equal facts.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final, Generic, TypeVar, overload

import msgspec
import numpy as np
from numpy.typing import NDArray

from storage.backends.tinydb import unwritable

K = TypeVar("K")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
V_co = TypeVar("V_co", covariant=True)

_KEPT: Final = 256  # facts of a table that stay decoded: the same few are asked for by an answer
ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=dict)  # of what is only a mapping


class Facts(Sequence[T_co]):
    """A sequence of facts that equals any other, or a tuple, of equal facts."""

    __slots__ = ()

    @abstractmethod
    def _at(self, place: int) -> T_co:
        """Give the fact at a place, from 0 on."""

    @overload
    def __getitem__(self, at: int) -> T_co: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, at: int | slice) -> T_co | tuple[T_co, ...]:
        if isinstance(at, slice):
            return tuple(self._at(place) for place in range(*at.indices(len(self))))
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._at(at % len(self))

    def __iter__(self) -> Iterator[T_co]:
        return (self._at(place) for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts | tuple):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} facts>"

    def __reduce__(self) -> tuple[type, tuple[tuple[T_co, ...]]]:
        """Leave the process as a tuple: the bytes stay where they are."""
        return tuple, (tuple(self),)


class Table(Facts[T_co]):
    """Facts kept one after the other: `ends` tells where each ends, `decode` makes it of a range.

    Those that were asked for last stay decoded; a walk over all of them keeps none.
    """

    __slots__ = ("_decoded", "_ends", "_kept")

    def __init__(
        self, ends: NDArray[np.uint64], decode: Callable[[int, int], T_co], *, kept: int = _KEPT
    ) -> None:
        self._ends = ends
        self._decoded = partial(_decoded, ends, decode)  # no method: that would be a cycle
        self._kept = lru_cache(kept)(self._decoded)

    def __len__(self) -> int:
        return len(self._ends)

    def _at(self, place: int) -> T_co:
        return self._kept(place)

    def __iter__(self) -> Iterator[T_co]:
        return map(self._decoded, range(len(self)))


def _decoded(ends: NDArray[np.uint64], decode: Callable[[int, int], T_co], place: int) -> T_co:
    return decode(int(ends[place - 1]) if place else 0, int(ends[place]))


class Stretch(Facts[T_co]):
    """A stretch of a table."""

    __slots__ = ("_begin", "_end", "_table")

    def __init__(self, table: Facts[T_co], begin: int, end: int) -> None:
        self._table = table
        self._begin = begin
        self._end = end

    def __len__(self) -> int:
        return self._end - self._begin

    def _at(self, place: int) -> T_co:
        return self._table[self._begin + place]


class Picked(Facts[T_co]):
    """Some facts of a table, by their places in it."""

    __slots__ = ("_places", "_table")

    def __init__(self, table: Facts[T_co], places: NDArray[Any]) -> None:
        self._table = table
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def _at(self, place: int) -> T_co:
        return self._table[int(self._places[place])]


def hashes(keys: Sequence[bytes]) -> NDArray[np.uint64]:
    """Hash encoded keys, as `Keyed` looks for them."""
    return np.array([_hash(key) for key in keys], np.uint64)


def _hash(key: bytes) -> int:
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "little")


class Keyed(Mapping[K, V_co], Generic[K, V_co]):
    """A look-up of what `value` gives for the place of a key.

    `numbers` are the places of the keys in the order of the sorted hashes of their encodings.
    """

    __slots__ = ("_encode", "_hashes", "_keys", "_numbers", "_value")

    def __init__(
        self,
        keys: Facts[K],
        sorted_hashes: NDArray[np.uint64],
        numbers: NDArray[np.uint32],
        encode: Callable[[object], bytes],
        value: Callable[[int], V_co],
    ) -> None:
        self._keys = keys
        self._hashes = sorted_hashes
        self._numbers = numbers
        self._encode = encode
        self._value = value

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __getitem__(self, key: K) -> V_co:
        try:
            wanted = np.uint64(_hash(self._encode(key)))
        except UnicodeEncodeError:  # half a surrogate pair, which people can send
            raise KeyError(key) from None
        at = int(self._hashes.searchsorted(wanted))
        while at < len(self._hashes) and self._hashes[at] == wanted:
            place = int(self._numbers[at])
            if self._keys[place] == key:
                return self._value(place)
            at += 1
        raise KeyError(key)

    def __reduce__(self) -> tuple[type, tuple[dict[K, V_co]]]:
        return dict, (dict(self),)


class Spill(Generic[T]):
    """Facts that are put away in a file without a name as they are found, to be read back later."""

    def __init__(self, kind: type[T], folder: Path) -> None:
        """Take what kind of facts they are, and where on the disk is room for them."""
        self._kind = kind
        self._folder = folder
        self._file = _Unnamed(folder)
        self._ends = array("Q")
        self._length = 0

    def append(self, fact: T) -> None:
        """Put a fact away.  Raises StoreUnwritable."""
        try:
            self._length += self._file.write(ENCODER.encode(fact))
        except (OSError, UnicodeError) as error:
            raise unwritable(self._folder, error) from error
        self._ends.append(self._length)

    def extend(self, facts: Iterable[T]) -> None:
        """Put facts away.  Raises StoreUnwritable."""
        for fact in facts:
            self.append(fact)

    def facts(self) -> Table[T]:
        """Give all that were put away; no more can be then.  Raises StoreUnwritable."""
        try:
            self._file.flush()
        except OSError as error:
            raise unwritable(self._folder, error) from error
        file, decode = self._file, msgspec.msgpack.Decoder(self._kind).decode
        return Table(
            np.frombuffer(self._ends, np.uint64), lambda begin, end: decode(file.read(begin, end))
        )


class _Unnamed:
    """A file without a name, which goes when nobody reads it any more."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed below
        self.write = self._file.write
        self.flush = self._file.flush

    def read(self, begin: int, end: int) -> bytes:
        return os.pread(self._file.fileno(), end - begin, begin)

    def __del__(self) -> None:
        self._file.close()
