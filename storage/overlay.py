"""The corrections.toml of the data folder: what admins correct, laid over the articles' own file.

The folder of articles may be read-only, as in a container.  Entries are read and checked by the
same code; where both files are about one fact, this one has the last word.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from storage.atomic import replacing
from storage.corrections import (
    FILE,
    OVERLAY,
    Correction,
    entry_starts,
    entry_toml,
    read_corrections,
)
from storage.errors import SeedsInvalid


def read_overlay(data_dir: Path) -> str:
    """Give the text of the data folder's corrections.toml, "" without one.  Raises SeedsInvalid."""
    try:
        return (data_dir / FILE).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SeedsInvalid(
            "{file} cannot be read: {reason}.", file=OVERLAY, reason=error
        ) from error


def with_overlay(sources: str, overlay: str) -> str:
    """Give the hash of sources over which a text is laid; their own where that is empty."""
    if not overlay:
        return sources
    return hashlib.sha256(f"{sources}\0{overlay}".encode()).hexdigest()


def overlaid(text: str, entry: Correction) -> tuple[str, str]:
    """Add an entry to the text of a corrections.toml, in the place of one about the same.

    Gives the text, which the validator has read, and where the entry stands in it; what people
    have written beside the entries stays.  Raises SeedsInvalid where the text, or the entry, is
    invalid.
    """
    known = read_corrections(text, OVERLAY)
    pieces = _pieces(text, known)
    twins = [at for at, one in enumerate(known) if one.twin == entry.twin]
    written = entry_toml(entry)
    if twins:
        pieces[twins[0] + 1] = written if twins[0] + 1 == len(known) else f"{written}\n"
    else:
        pieces[-1] = _ended(pieces[-1])
        pieces.append(written)
    new = "".join(pieces)
    read = read_corrections(new, OVERLAY)
    return new, read[twins[0] if twins else -1].where


def _pieces(text: str, entries: tuple[Correction, ...]) -> list[str]:
    """Cut a text before each of its entries; one whose entries stand otherwise is written anew."""
    starts = entry_starts(text, len(entries))
    if len(starts) != len(entries):
        return ["", *(f"{entry_toml(entry)}\n" for entry in entries)]
    cuts = [0, *starts, len(text)]
    return [text[begin:end] for begin, end in pairwise(cuts)]


def _ended(piece: str) -> str:
    """End what stands before a new entry by an empty line."""
    return f"{piece.rstrip()}\n\n" if piece.strip() else ""


def sweep_overlay(data_dir: Path) -> None:
    """Delete what a killed process had half written."""
    for stray in data_dir.glob(f".{FILE}.*.tmp"):
        stray.unlink(missing_ok=True)


@contextmanager
def replacing_overlay(data_dir: Path, text: str) -> Iterator[None]:
    """Put a text in the place of the data folder's corrections.toml after what is done inside.

    It is on the disk before, so that little can fail afterwards.  Where either fails the old file
    stays.  Raises OSError.
    """
    with replacing(data_dir / FILE) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
        yield
