"""Arrays in one file, written whole and read by memory map.

The layout is a line that names it, a line with a checksum of all that follows, a line of JSON
(what the file is about, and of each array its name, type, shape and place), then the arrays, each
aligned to 64 bytes.  Nothing in it is ever executed.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias, TypeVar, overload
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from storage.atomic import replacing

T = TypeVar("T")
Array: TypeAlias = NDArray[Any]
Arrays: TypeAlias = Mapping[str, Array]

_ALIGNED: Final = 64
_LONGEST_HEADER: Final = 1 << 20
_CHECKSUM: Final = 9  # 32 bits in hexadecimal, and the end of the line
_COLUMNS: Final = 4_096  # words of 64 bits in a row of the checksum
_ROWS: Final = 8  # read at once: they fit a processor's own memory
_MAGIC: Final = b"newsdesk arrays 3\n"
_READ_ONLY: Final = 0o400


class Unusable(Exception):
    """A file of arrays that is missing, damaged or about something else."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """An array of bytes that is too long to hold: its length, and its bytes piece by piece."""

    length: int
    pieces: Iterable[bytes]


def write_arrays(
    path: Path, arrays: Iterable[tuple[str, Array | Chunks]], about: Mapping[str, Any]
) -> None:
    """Write arrays to a file, in the place of what was there, or not at all.  Raises OSError.

    The file may be replaced but not written to, even by its owner: one that is cut short while it
    is mapped kills whoever reads on.
    """
    parts = [_part(name, one) for name, one in arrays]
    header = json.dumps({"about": about, "arrays": _places(parts)}).encode() + b"\n"
    with replacing(path, mode=_READ_ONLY) as file:
        file.write(_MAGIC + b"0" * (_CHECKSUM - 1) + b"\n" + header)
        file.write(b" " * (-file.tell() % _ALIGNED))
        begin = file.tell()
        for part in parts:
            file.writelines(chain(part.pieces, (b"\0" * (-part.length % _ALIGNED),)))
        checksum = _checksum(header, file, begin)
        file.seek(len(_MAGIC))
        file.write(checksum)


@dataclass(frozen=True, slots=True)
class _Part:
    """An array as it is written."""

    name: str
    type: str
    shape: list[int]
    length: int
    pieces: Iterable[bytes | memoryview]


def _part(name: str, one: Array | Chunks) -> _Part:
    if isinstance(one, Chunks):
        return _Part(name, "|u1", [one.length], one.length, one.pieces)
    whole = np.ascontiguousarray(one)
    pieces = (whole.reshape(-1).view(np.uint8).data,)
    return _Part(name, whole.dtype.str, list(whole.shape), whole.nbytes, pieces)


def _places(parts: Iterable[_Part]) -> list[tuple[str, str, list[int], int]]:
    """Give of each array its name, type, shape and place."""
    places = []
    at = 0
    for part in parts:
        places.append((part.name, part.type, part.shape, at))
        at += part.length + -part.length % _ALIGNED
    return places


def read_arrays(path: Path, about: Mapping[str, Any]) -> Arrays:
    """Map a file's arrays into memory, read-only.

    `about` is some or all of what the file must be about.  Raises Unusable where it is missing,
    damaged, or about something else.
    """
    try:
        with path.open("rb") as file:
            start, checksum = file.readline(len(_MAGIC)), file.readline(_CHECKSUM)
            line = file.readline(_LONGEST_HEADER)
            if start != _MAGIC:
                raise Unusable("it is no file of arrays")
            header = json.loads(line)
            if not about.items() <= header["about"].items():
                raise Unusable("it is about something else")
            begin = file.tell() + -file.tell() % _ALIGNED
            if checksum.rstrip() != _checksum(line, file, begin):
                raise Unusable("it is damaged")
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))[begin:]
        return {
            name: np.frombuffer(data, dtype, int(np.prod(shape)), at).reshape(shape)
            for name, dtype, shape, at in header["arrays"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(str(error)) from error


def _checksum(header: bytes, file: BinaryIO, begin: int) -> bytes:
    """Give a checksum of a header and of the arrays that begin at a place in a file.

    It is a CRC of their length and of the sums of each column of their words, and takes half as
    long as a CRC of all: any flipped bit changes it, and so does what was lost or written
    elsewhere.  The file is read, not mapped: what is only checked would count as the process's
    memory.
    """
    file.seek(begin)
    words = np.empty((_ROWS, _COLUMNS), np.uint64)
    bytes_ = words.reshape(-1).view(np.uint8)
    sums = np.zeros(_COLUMNS, np.uint64)
    length = 0
    while count := file.readinto(bytes_.data):  # type: ignore[attr-defined]
        bytes_[count:] = 0
        sums += words.sum(axis=0)
        length += count
    return b"%08x" % crc32(sums.tobytes(), crc32(b"%d " % length + header))


def texts_array(texts: Iterable[str]) -> Array:
    """Keep texts without line breaks as one array of bytes."""
    return np.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), np.uint8)


def texts_of(array: Array) -> list[str]:
    """Give the texts that `texts_array` kept."""
    joined = array.tobytes().decode("utf-8", "surrogatepass")
    return joined.split("\n") if joined else []


class KeptTexts(Sequence[str]):
    """Texts as one array of bytes, decoded when asked for: a tenth of what a list takes."""

    def __init__(self, ends: NDArray[np.uint32], data: NDArray[np.uint8]) -> None:
        """Take all texts joined, in UTF-8, and where each ends; see `of`."""
        self._ends = ends
        self._data = data

    @classmethod
    def of(cls, texts: Iterable[str]) -> KeptTexts:
        """Keep texts."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([len(one) for one in encoded], dtype=np.uint32)
        return cls(ends, np.frombuffer(b"".join(encoded), np.uint8))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> KeptTexts:
        """Make them again of what `arrays` gave."""
        return cls(arrays["ends"], arrays["data"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "ends", self._ends
        yield "data", self._data

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        begin = int(self._ends[at - 1]) if at else 0
        return self._data[begin : int(self._ends[at])].tobytes().decode("utf-8", "surrogatepass")


def below(prefix: str, arrays: Iterable[tuple[str, T]]) -> Iterable[tuple[str, T]]:
    """Put arrays below a name: "starts" below "own" is "own/starts"."""
    return ((f"{prefix}/{name}", array) for name, array in arrays)


def under(prefix: str, arrays: Arrays) -> Arrays:
    """Give the arrays that `below` put below a name."""
    start = f"{prefix}/"
    return {name[len(start) :]: a for name, a in arrays.items() if name.startswith(start)}
