"""actors.toml: names, kinds and spellings that have the last word over what the rules find."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.models import ActorKind
from storage.text.folding import key

_LISTS = ("aliases", "merge", "split")
_KNOWN = frozenset({"name", "kind", "rename", "byline", "ignore", *_LISTS})


class ActorCorrectionsError(ValueError):
    """actors.toml says something that cannot be followed; the message names the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorCorrection:
    """What one entry says of the actor called `name`.

    `aliases` are further names to find the actor by; actors found under a name in `merge` are
    this one; mentions under a name in `split` are somebody else's; `rename` is the name to show;
    `kind` and `byline` replace what the rules think; `ignore` drops the actor.
    """

    name: str
    kind: ActorKind | None = None
    aliases: tuple[str, ...] = ()
    merge: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    rename: str | None = None
    byline: bool | None = None
    ignore: bool = False

    @property
    def shown(self) -> str:
        """The name that is shown."""
        return self.rename or self.name


@dataclass(frozen=True, slots=True)
class ActorCorrections:
    """All entries of an actors.toml, in its order."""

    entries: tuple[ActorCorrection, ...] = ()


def read_actor_corrections(source: Path | str) -> ActorCorrections:
    """Read and check an actors.toml, given as a path or as its text.

    Raises ActorCorrectionsError where the TOML or an entry is wrong, OSError where the file
    cannot be read.
    """
    text = source.read_text("utf-8") if isinstance(source, Path) else source
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ActorCorrectionsError(f"actors.toml is not valid TOML: {error}") from error
    strange = sorted(set(data) - {"actor"})
    if strange:
        raise ActorCorrectionsError(
            f"actors.toml: unknown section {strange[0]!r}; entries are [[actor]]"
        )
    rows = data.get("actor", [])
    if not isinstance(rows, list):
        raise ActorCorrectionsError("actors.toml: write [[actor]] with two brackets")
    entries = tuple(_entry(row, number) for number, row in enumerate(rows, 1))
    _check_claims(entries)
    return ActorCorrections(entries)


def _entry(row: Mapping[str, Any], number: int) -> ActorCorrection:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ActorCorrectionsError(f"actors.toml: entry {number} has no name")
    where = f"actors.toml: entry {number} ({name!r})"
    strange = sorted(set(row) - _KNOWN)
    if strange:
        raise ActorCorrectionsError(f"{where}: unknown key {strange[0]!r}")
    rename = row.get("rename")
    if rename is not None and (not isinstance(rename, str) or not rename.strip()):
        raise ActorCorrectionsError(f"{where}: rename must be a name")
    for flag in ("byline", "ignore"):
        if not isinstance(row.get(flag, False), bool):
            raise ActorCorrectionsError(f"{where}: {flag} must be true or false")
    return ActorCorrection(
        name=name.strip(),
        kind=_kind(row.get("kind"), where),
        aliases=_names(row, "aliases", where),
        merge=_names(row, "merge", where),
        split=_names(row, "split", where),
        rename=rename,
        byline=row.get("byline"),
        ignore=row.get("ignore", False),
    )


def _kind(value: object, where: str) -> ActorKind | None:
    if value is None:
        return None
    try:
        return ActorKind(str(value))
    except ValueError as error:
        kinds = ", ".join(ActorKind)
        raise ActorCorrectionsError(f"{where}: kind {value!r} is none of {kinds}") from error


def _names(row: Mapping[str, Any], field: str, where: str) -> tuple[str, ...]:
    value = row.get(field, [])
    if not isinstance(value, list) or not all(isinstance(n, str) and n.strip() for n in value):
        raise ActorCorrectionsError(f"{where}: {field} must be a list of names")
    return tuple(n.strip() for n in value)


def _check_claims(entries: tuple[ActorCorrection, ...]) -> None:
    """No name may be given to two entries, no entry may merge what it splits off."""
    owner: dict[str, str] = {}
    for entry in entries:
        both = {key(n) for n in entry.merge} & {key(n) for n in entry.split}
        if both:
            raise ActorCorrectionsError(
                f"actors.toml: {entry.name!r} both merges and splits {min(both)!r}"
            )
        for name in dict.fromkeys(key(n) for n in (entry.name, *entry.merge)):
            if name in owner:
                raise ActorCorrectionsError(
                    f"actors.toml: {name!r} is claimed by {owner[name]!r} and {entry.name!r}"
                )
            owner[name] = entry.name
