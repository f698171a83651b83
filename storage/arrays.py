"""Arrays in one file, written whole and read by memory map.

The layout is a line that names it, a line with a checksum of all that follows, a line of JSON
(what the file is about, and of each array its name, type, shape and place), then the arrays, each
aligned to 64 bytes.  Nothing in it is ever executed.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Arrays: TypeAlias = Mapping[str, Array]

_ALIGNED: Final = 64
_LONGEST_HEADER: Final = 1 << 20
_CHECKSUM: Final = 33  # 16 bytes in hexadecimal, and the end of the line
_MAGIC: Final = b"newsdesk arrays 1\n"


class Unusable(Exception):
    """A file of arrays that is missing, damaged or about something else."""


def write_arrays(path: Path, arrays: Iterable[tuple[str, Array]], about: Mapping[str, Any]) -> None:
    """Write arrays to a file, in the place of what was there, or not at all.  Raises OSError."""
    places = []
    parts: list[bytes] = []
    at = 0
    for name, array in arrays:
        data = np.ascontiguousarray(array).tobytes()
        places.append([name, array.dtype.str, list(array.shape), at])
        parts += [data, b"\0" * (-len(data) % _ALIGNED)]
        at += len(data) + len(parts[-1])
    header = json.dumps({"about": about, "arrays": places}).encode() + b"\n"
    digest = blake2b(header, digest_size=16)
    for part in parts:
        digest.update(part)
    head = _MAGIC + digest.hexdigest().encode() + b"\n" + header
    partial = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(head + b" " * (-len(head) % _ALIGNED))
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def read_arrays(path: Path, about: Mapping[str, Any]) -> Arrays:
    """Map a file's arrays into memory, read-only.

    Raises Unusable where the file is missing, damaged, or not about just this.
    """
    try:
        with path.open("rb") as file:
            start, checksum = file.readline(len(_MAGIC)), file.readline(_CHECKSUM)
            line = file.readline(_LONGEST_HEADER)
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        head = len(start) + len(checksum) + len(line)
        data = whole[head + -head % _ALIGNED :]
        digest = blake2b(line, digest_size=16)
        digest.update(data)
        if start != _MAGIC or checksum.decode("ascii") != digest.hexdigest() + "\n":
            raise Unusable("it is no file of arrays, or damaged")
        header = json.loads(line)
        if header["about"] != dict(about):
            raise Unusable("it is about something else")
        return {
            name: np.frombuffer(data, dtype, int(np.prod(shape)), at).reshape(shape)
            for name, dtype, shape, at in header["arrays"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(str(error)) from error


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


def below(prefix: str, arrays: Iterable[tuple[str, Array]]) -> Iterable[tuple[str, Array]]:
    """Put arrays below a name: "starts" below "own" is "own/starts"."""
    return ((f"{prefix}/{name}", array) for name, array in arrays)


def under(prefix: str, arrays: Arrays) -> Arrays:
    """Give the arrays that `below` put below a name."""
    start = f"{prefix}/"
    return {name[len(start) :]: a for name, a in arrays.items() if name.startswith(start)}
