"""Following actors.toml: entries merge, split, rename and drop what the rules found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.extraction.naming.bodies import plain
from storage.extraction.naming.corrections import ActorCorrection, ActorCorrections
from storage.models import ActorKind, CorrectionResult, Mention, Role
from storage.text.folding import key

FILE = "actors.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An actor before it has an id."""

    name: str
    kind: ActorKind
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    aliases: tuple[str, ...] = ()
    byline: bool = False


def correct(
    drafts: Sequence[Draft], corrections: ActorCorrections
) -> tuple[list[Draft], tuple[CorrectionResult, ...]]:
    """Give the actors as the entries will have them, and what in the entries names nothing."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for name in {plain(n) for n in (draft.name, *draft.aliases)}:
            by_name[name].append(number)
    left = dict(enumerate(drafts))
    corrected: list[Draft] = []
    unmatched: list[CorrectionResult] = []
    for place, entry in enumerate(corrections.entries, 1):
        names = {plain(n) for n in (entry.name, entry.shown, *entry.merge, *entry.aliases)}
        numbers = sorted({n for name in names for n in by_name.get(name, ()) if n in left})
        meant = {n: left[n] for n in numbers if _means(entry, left[n])}
        for number in meant:
            del left[number]
        if meant and not entry.ignore:
            corrected.extend(_as_corrected(entry, list(meant.values())))
        unmatched.extend(_idle(entry, f"{FILE} [{place}]", list(meant.values())))
    return [*left.values(), *corrected], tuple(unmatched)


def _idle(entry: ActorCorrection, where: str, meant: Sequence[Draft]) -> Iterator[CorrectionResult]:
    """Tell what an entry names in vain: nobody, or a name to merge or to split off."""
    if not meant:
        names = dict.fromkeys((entry.name, *entry.merge, *entry.aliases))
        listed = ", ".join(f"“{name}”" for name in names)
        yield CorrectionResult(where, entry.name, 0, f"no article names {listed}")
        return
    found = {plain(n) for draft in meant for n in (draft.name, *draft.aliases)}
    for name in entry.merge:
        if plain(name) not in found:
            yield CorrectionResult(
                where, f"{entry.name}: merge “{name}”", 0, f"no article names “{name}”"
            )
    surfaces = {key(m.surface) for draft in meant for m in draft.mentions}
    for name in entry.split:
        if key(name) not in surfaces:
            yield CorrectionResult(
                where, f"{entry.name}: split “{name}”", 0, f"no mention of it reads “{name}”"
            )


def _means(entry: ActorCorrection, draft: Draft) -> bool:
    """Whether a found actor is the one of an entry; a lone surname is no sign of a person."""
    person = draft.kind is ActorKind.PERSON
    if entry.kind is not None and person != (entry.kind is ActorKind.PERSON):
        return key(draft.name) == key(entry.name)
    names = {plain(n) for n in (entry.name, entry.shown, *entry.merge)}
    aliases = {plain(a) for a in entry.aliases if " " in a or not person}
    if plain(draft.name) in names | aliases:
        return True
    return person and any(" " in a and plain(a) in names for a in draft.aliases)


def _as_corrected(entry: ActorCorrection, meant: Sequence[Draft]) -> Iterable[Draft]:
    """Make one actor of those that an entry means, and one of each name that it splits off."""
    mentions = [m for d in meant for m in d.mentions]
    others = {key(name) for name in entry.split}
    mine = tuple(m for m in mentions if key(m.surface) not in others)
    byline = entry.byline if entry.byline is not None else all(d.byline for d in meant)
    aliases = (a for d in meant for a in (d.name, *d.aliases) if key(a) not in others)
    roles = [r for d in meant for r in d.roles]
    yield Draft(
        name=entry.shown,
        kind=entry.kind or meant[0].kind,
        mentions=mine,
        roles=tuple(roles),
        aliases=(*aliases, *entry.merge, *entry.aliases, entry.name),
        byline=byline,
    )
    for name in entry.split:
        theirs = tuple(m for m in mentions if key(m.surface) == key(name))
        if theirs:
            yield Draft(name=name, kind=entry.kind or meant[0].kind, mentions=theirs)
