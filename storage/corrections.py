"""corrections.toml: facts that people have corrected by hand; it has the last word over the rules.

An entry is keyed by what a person can copy from an answer or a file (article, paragraph, some of
the words), never by a fact's id, so that it survives a rebuild by better rules.  This module
reads, checks and writes entries; `storage.correcting` follows them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from storage.errors import SeedsInvalid
from storage.models import Precision, When
from storage.text.calendar import month_days, year_days
from storage.text.folding import key, words

FILE = "corrections.toml"
OVERLAY = f"DATA_DIR/{FILE}"
"""How people are told of the data folder's file, which is laid over that of the articles."""

UNRESOLVED = "unresolved"
"""The `speaker` of exact words or a paraphrase that nobody is known to have said."""

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*correction[ \t]*\]\]", re.MULTILINE)
_DEEDS = ("speaker", "date", "published", "suppress")
_KNOWN = ("article", "paragraph", "words", "kind", *_DEEDS)
_DATES = "2021-08-16, 2021-08, 2021 or 2021-07-12/2021-07-18"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class FactKind(StrEnum):
    """What a correction is about."""

    QUOTE = "quote"
    STATEMENT = "statement"
    EVENT = "event"
    MENTION = "mention"


_KINDS_OF = {
    "speaker": (FactKind.QUOTE, FactKind.STATEMENT),
    "date": (FactKind.EVENT,),
    "suppress": tuple(FactKind),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One entry: which facts it means, and the one thing that it says of them.

    `article` is a file's name, a short id or an address; `paragraph` and `words` say where in it
    (not for `published`, which is the article's); `kind` narrows what is meant.  Exactly one of
    `speaker` (an actor's name or id, or "unresolved"), `date`, `published` and `suppress` is set.
    `place` says where the entry stands in its `file`.
    """

    article: str
    paragraph: int | None = None
    words: str = ""
    kind: FactKind | None = None
    speaker: str | None = None
    date: When | None = None
    published: When | None = None
    suppress: bool = False
    place: str = field(default="", compare=False)
    file: str = field(default=FILE, compare=False)

    @property
    def where(self) -> str:
        """Name the entry: “corrections.toml line 12”."""
        return f"{self.file} {self.place}".rstrip()

    @property
    def twin(self) -> tuple[object, ...]:
        """What no two entries of a file may share: what they are about, and what they say of it."""
        return key(self.article), self.paragraph, key(self.words), self.kind, self.deed

    @property
    def deed(self) -> str:
        """Which of speaker, date, published and suppress the entry says."""
        return next(name for name in _DEEDS if getattr(self, name))

    def is_about(self, kind: FactKind) -> bool:
        """Whether the entry may mean facts of a kind."""
        if self.kind is not None:
            return self.kind is kind
        return kind in _KINDS_OF.get(self.deed, ())

    def in_short(self) -> str:
        """Say the entry in a line: “harbour.md ¶2 “day and night”: speaker Ana Ortiz”."""
        where = self.article
        if self.paragraph is not None:
            where += f" ¶{self.paragraph} “{self.words}”"
        kind = f"{self.kind} " if self.kind else ""
        if self.speaker is not None:
            return f"{where}: {kind}speaker {self.speaker}"
        when = self.date or self.published
        if when is None:
            return f"{where}: {kind}suppressed"
        return f"{where}: {'date' if self.date else 'published'} {date_toml(when)}"


def read_corrections(source: Path | str, file: str = FILE) -> tuple[Correction, ...]:
    """Read and check a corrections.toml, given as a path or as its text; none without the file.

    `file` is how people are told of it.  Raises SeedsInvalid where it cannot be read, is not
    TOML, or an entry is wrong; the message names the entry and what to write.
    """
    try:
        text = source.read_text("utf-8") if isinstance(source, Path) else source
        data = tomllib.loads(text)
    except FileNotFoundError:
        return ()
    except tomllib.TOMLDecodeError as error:
        raise SeedsInvalid("{file} is not valid TOML: {reason}.", file=file, reason=error) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SeedsInvalid("{file} cannot be read: {reason}.", file=file, reason=error) from error
    strange = sorted(set(data) - {"correction"})
    if strange:
        raise SeedsInvalid(
            "{file}: unknown section {name}. Entries are [[correction]].",
            file=file,
            name=strange[0],
        )
    rows = data.get("correction", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SeedsInvalid("{file}: write [[correction]] with two brackets.", file=file)
    places = _places(text, len(rows))
    entries = tuple(_entry(row, place, file) for row, place in zip(rows, places, strict=True))
    _check_twins(entries)
    return entries


def entry_starts(text: str, count: int) -> list[int]:
    """Give where each entry's header begins; none where headers stand inside of texts, too."""
    starts = [found.start() for found in _HEADER.finditer(text)]
    return starts if len(starts) == count else []


def _places(text: str, count: int) -> list[str]:
    """Say where each entry stands; only by its number where its header does not tell."""
    lines = [text.count("\n", 0, start) + 1 for start in entry_starts(text, count)]
    return [f"line {line}" for line in lines] or [f"entry {n}" for n in range(1, count + 1)]


def _entry(row: Mapping[str, Any], place: str, file: str) -> Correction:
    where = f"{file} {place}"
    for name in row:
        if name not in _KNOWN:
            raise SeedsInvalid(
                "{where}: unknown key {name}. An entry has {known}.",
                where=where,
                name=name,
                known=", ".join(_KNOWN),
            )
    deeds = [name for name in _DEEDS if name in row]
    if len(deeds) != 1:
        raise SeedsInvalid(
            "{where}: say exactly one of speaker, date, published or suppress.", where=where
        )
    deed = deeds[0]
    return Correction(
        article=_text(row, "article", where),
        speaker=_text(row, "speaker", where) if deed == "speaker" else None,
        date=_when(row, "date", where) if deed == "date" else None,
        published=_when(row, "published", where) if deed == "published" else None,
        suppress=_suppress(row, where) if deed == "suppress" else False,
        place=place,
        file=file,
        **_key(row, deed, where),
    )


def _key(row: Mapping[str, Any], deed: str, where: str) -> dict[str, Any]:
    """Read which facts of an article an entry means; a publication date is the article's."""
    if deed == "published":
        needless = [name for name in ("paragraph", "words", "kind") if name in row]
        if needless:
            raise SeedsInvalid(
                "{where}: published is of the whole article; leave {name} out.",
                where=where,
                name=needless[0],
            )
        return {}
    return {
        "paragraph": _paragraph(row, where),
        "words": _words(row, where),
        "kind": _kind(row, deed, where),
    }


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    if name == "article":
        raise SeedsInvalid(
            "{where}: article must be a file's name, an id such as A3, or an address.", where=where
        )
    raise SeedsInvalid(
        '{where}: speaker must be the name of an actor, or "unresolved".', where=where
    )


def _paragraph(row: Mapping[str, Any], where: str) -> int:
    value = row.get("paragraph")
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise SeedsInvalid(
            "{where}: paragraph must be the paragraph's number, the first is 1.", where=where
        )
    return value


def _words(row: Mapping[str, Any], where: str) -> str:
    value = row.get("words")
    if not isinstance(value, str) or not words(value):
        raise SeedsInvalid(
            "{where}: words must be some of the words that the correction is about, as they stand "
            "in the paragraph.",
            where=where,
        )
    return value.strip()


def _kind(row: Mapping[str, Any], deed: str, where: str) -> FactKind | None:
    value = row.get("kind")
    if value is None and deed != "suppress":
        return None
    allowed = _KINDS_OF[deed]
    if value not in tuple(allowed):
        raise SeedsInvalid(
            "{where}: with {deed}, kind must be {kinds}.",
            where=where,
            deed=deed,
            kinds=" or ".join(allowed),
        )
    return FactKind(value)


def _when(row: Mapping[str, Any], name: str, where: str) -> When:
    # Imported here: whoever only writes entries needs no reader of articles.
    from storage.articles.frontmatter import parse_published  # noqa: PLC0415

    value = row[name]
    plain = isinstance(value, str | int | date) and not isinstance(value, bool)
    found = parse_published(str(value)) if plain else None
    if found is None:
        raise SeedsInvalid("{where}: {name} must be {dates}.", where=where, name=name, dates=_DATES)
    return found


def _suppress(row: Mapping[str, Any], where: str) -> bool:
    if row["suppress"] is not True:
        raise SeedsInvalid(
            "{where}: suppress must be true; take the entry away to undo it.", where=where
        )
    return True


def _check_twins(entries: Sequence[Correction]) -> None:
    """No two entries may say the same thing of the same words."""
    seen: dict[tuple[object, ...], Correction] = {}
    for entry in entries:
        if entry.twin in seen:
            raise SeedsInvalid(
                "{where} is about the same as {other}; keep one of them.",
                where=entry.where,
                other=seen[entry.twin].place,
            )
        seen[entry.twin] = entry


def entry_toml(entry: Correction) -> str:
    """Write an entry as it stands in the file; reading it gives an equal one."""
    return "\n".join(("[[correction]]", *_lines(entry))) + "\n"


def _lines(entry: Correction) -> Iterator[str]:
    yield f"article = {_string(entry.article)}"
    if entry.paragraph is not None:
        yield f"paragraph = {entry.paragraph}"
        yield f"words = {_string(entry.words)}"
    if entry.kind is not None:
        yield f"kind = {_string(entry.kind)}"
    if entry.speaker is not None:
        yield f"speaker = {_string(entry.speaker)}"
    for name, when in (("date", entry.date), ("published", entry.published)):
        if when is not None:
            yield f"{name} = {_string(date_toml(when))}"
    if entry.suppress:
        yield "suppress = true"


def _string(text: str) -> str:
    """Write a TOML basic string: JSON's, but that TOML wants DEL escaped, too."""
    plain = json.dumps(str(text), ensure_ascii=False)
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", plain)


def date_toml(when: When) -> str:
    """Write a date as an entry has it: 2021-08-16, 2021-08, 2021 or 2021-07-12/2021-07-18."""
    first, last = when.earliest.isoformat(), when.latest.isoformat()
    days = (when.earliest, when.latest)
    if when.precision is Precision.YEAR and days == year_days(days[0].year):
        return first[:4]
    if when.precision is Precision.MONTH and days == month_days(days[0].year, days[0].month):
        return first[:7]
    return first if first == last else f"{first}/{last}"
