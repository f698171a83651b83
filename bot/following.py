"""Follow-ups: what a short line ("and in 2015?") keeps of the question before it.

A follow-up is told by its form alone: how it begins, or that it is only a period.  What it names
takes the place of its like, the rest is kept.  Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

from bot.asking import PLAIN
from bot.contract import Action, Answer, Button, Text
from bot.follow_forms import after_lead, asks_for_more, beside, key, limit
from bot.locale import listed, t
from bot.render.facts import date_words
from bot.render.rich import italic, rich
from bot.turns import Turn
from storage.models import ActorKind
from storage.search import (
    MOST_CHARACTERS,
    MOST_WORDS,
    About,
    Asks,
    Filter,
    Query,
    Verdict,
    Why,
    write_query,
)
from storage.snapshot import Snapshot
from storage.text.folding import fold

_LONGEST_NAME = 3  # words that count: "embassy of Chile in Kabul" has three
_MOST_LOOKED_UP = 10  # words and groups of them; more are no names, but take time
_LEAST_OF_NAME = 70.0  # a score from which on words are a name, perhaps misspelt
_SURE_NAME = 95.0  # and from which on they are one although several are called so
_NO_NAME = frozenset({Why.ROLE, Why.THESAURUS})  # "the mayor" is a word to look for


_QUESTION_WORDS = frozenset(
    fold(word)
    for word in (
        *("who", "whom", "whose", "what", "when", "where", "which", "why", "how", "did", "does"),
        *("was", "were", "is", "are", "has", "have", "can", "could", "will", "would", "do"),
        *("кто", "кого", "кому", "кем", "что", "чего", "чем", "когда", "где", "куда", "откуда"),
        *("почему", "зачем", "сколько", "какой", "какая", "какое", "какие", "чей", "как", "каком"),
    )
)
_WHO = frozenset(fold(word) for word in ("who", "whom", "кто"))


class Sort(Enum):
    """What sort of thing a name names: a name replaces one of its sort."""

    PERSON = auto()
    BODY = auto()
    WHERE = auto()


_SORTS = {
    ActorKind.PERSON: Sort.PERSON,
    ActorKind.ORGANISATION: Sort.BODY,
    ActorKind.GROUP: Sort.BODY,
    ActorKind.COUNTRY: Sort.WHERE,
    ActorKind.PLACE: Sort.WHERE,
}


class Name(NamedTuple):
    """A name as typed, whose it is, and how they are called in full."""

    typed: str
    sort: Sort
    full: str


Names: TypeAlias = Callable[[str], Name | None]
"""Words → the name that they are, None where they are none."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a follow-up asks together with the question before it, and what it asks alone."""

    query: Query
    alone: str


def next_action(typed: str, turn: Turn, snapshot: Snapshot) -> Action | None:
    """Give what a line asks for after an answer; None where it is a question of its own.

    "more" asks for the page after the one that was shown, which may lie beyond the last.
    """
    if asks_for_more(typed):
        return replace(turn.shown, page=turn.shown.page + 1, edit=False)
    if turn.asked is None:
        return None
    parse = snapshot.index.parse
    last = parse(turn.asked.words)
    failed = snapshot.index.unknown(last.filters)
    last = replace(last, filters=tuple(one for one in last.filters if one not in failed))
    followed = follow(
        typed,
        last,
        parse=parse,
        names=names_of(snapshot),
        called=lambda name: bool(snapshot.index.articles_called(name)),
    )
    if followed is None:
        return None
    command, asked_alone = turn.asked.command, parse(followed.alone)
    if command == PLAIN and followed.query == asked_alone:
        return None  # nothing is kept
    written = write_query(followed.query)
    if len(written) > MOST_CHARACTERS:
        return None
    return Action(command=command, words=written, alone=followed.alone)


def follow(
    typed: str,
    last: Query,
    *,
    parse: Callable[[str], Query],
    names: Names,
    called: Callable[[str], bool] = lambda _name: False,
) -> Followed | None:
    """Read a line as a follow-up of a query; None where its form or its words are no such.

    A full question that only begins with "and" is none.  `called` tells what articles are called.
    """
    rest = after_lead(typed)
    line = typed if rest is None else rest
    written = beside(line, last.period) or limit(line, called, led=rest is not None)
    alone = written or line
    new = parse(alone)
    if rest is None and written is None and not (_is_period(new) or _only_leaves_out(new)):
        return None
    if new.empty and not _only_leaves_out(new) and new.asks is Asks.ANYTHING:
        return None
    if _is_full(alone, new, names):
        return None
    merged = merge(last, new, names)
    if merged.empty or len(merged.words) > MOST_WORDS:
        return None
    return Followed(merged, alone)


def merge(last: Query, new: Query, names: Names) -> Query:
    """Put what a new query names into the place of its like in the last one; keep the rest.

    A period replaces the period, words and phrases both of these, a filter that of its kind, a
    name the one of its sort, where there is none that of the speaker.
    """
    now = part(new.words, names)
    was = part(last.words, names)
    filters = [f for f in last.filters if not any(f[::2] == n[::2] for n in new.filters)]
    if _speakers(new.filters) and not _speakers(last.filters):
        was = was.without(Sort.PERSON, Sort.BODY)
    filters += new.filters
    added: list[str] = []
    for sort in dict.fromkeys(name.sort for name in now.names):
        named = [name.typed for name in now.names if name.sort is sort]
        speakers = _speakers(filters)
        if sort is not Sort.WHERE and _means_speaker(sort, last, was, names):
            kept = [f for f in filters if f not in speakers or f in new.filters]
            filters = [*(Filter(About.FROM, one) for one in named), *kept]
            continue
        if sort is not Sort.WHERE and not was.has(sort):
            was = was.without(Sort.PERSON, Sort.BODY)
        was = was.without(sort)
        added += named
    topic = now if now.rest or new.phrases else was
    kept_names = (name.typed for name in was.names)
    joined = dict.fromkeys((*kept_names, *added, *topic.rest))
    return replace(
        new,
        words=tuple(dict.fromkeys(word for one in joined for word in one.split())),
        phrases=new.phrases if topic is now else last.phrases,
        period=new.period or last.period,
        period_text=new.period_text or last.period_text,
        excluded=new.excluded or last.excluded,
        filters=tuple(dict.fromkeys(filters)),
        asks=last.asks if new.asks is Asks.ANYTHING else new.asks,
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """The names among words, and the other words."""

    names: tuple[Name, ...]
    rest: tuple[str, ...]

    def has(self, sort: Sort) -> bool:
        """Whether there is a name of a sort."""
        return any(name.sort is sort for name in self.names)

    def without(self, *sorts: Sort) -> Parts:
        """The same without names of some sorts."""
        return replace(self, names=tuple(n for n in self.names if n.sort not in sorts))


def part(typed: Sequence[str], names: Names) -> Parts:
    """Tell the names among words from the rest, the longest names first."""
    found: list[Name] = []
    rest: list[str] = []
    for word in typed:
        names(word)  # each by itself first: the names of several words are quicker told then
    at = 0
    while at < len(typed):
        for size in range(min(_LONGEST_NAME, len(typed) - at), 0, -1):
            name = names(" ".join(typed[at : at + size]))
            if name is not None:
                found.append(name)
                at += size
                break
        else:
            rest.append(typed[at])
            at += 1
    return Parts(tuple(found), tuple(rest))


def names_of(snapshot: Snapshot) -> Names:
    """Know the names of a corpus: a person's in part or full, of others no less than a name.

    To be made anew for each line: after some look-ups nothing more is a name.
    """
    corpus, index = snapshot.corpus, snapshot.index
    known: dict[str, Name | None] = {}
    strange: set[str] = set()  # words that are in nobody's name
    left = _MOST_LOOKED_UP

    def look_up(typed: str) -> Name | None:
        nonlocal left
        parts = typed.split()
        if not left or not strange.isdisjoint(parts):
            return None
        left -= 1
        found = index.find_actor(typed)
        if len(parts) == 1 and not found.matches:
            strange.add(typed)
        if found.verdict is Verdict.NOTHING:
            return None
        best = found.matches[0]
        sure = found.verdict is Verdict.CONFIDENT
        if best.score < (_LEAST_OF_NAME if sure else _SURE_NAME) or found.missing:
            return None
        if any(reason.why in _NO_NAME for reason in best.reasons):
            return None
        actor = corpus.actor_by_id[best.id]
        shortest = min(len(name.split()) for name in (actor.name, *actor.aliases))
        if actor.kind is not ActorKind.PERSON and len(typed.split()) < shortest:
            return None
        return Name(typed, _SORTS[actor.kind], actor.name if sure else typed)

    def name(typed: str) -> Name | None:
        if typed not in known:
            known[typed] = look_up(typed)
        return known[typed]

    return name


def with_about(answer: Answer, action: Action, snapshot: Snapshot) -> Answer:
    """Say of an answer to a follow-up what it is about, and offer to ask it alone."""
    if not action.alone:
        return answer
    what = told(action, snapshot)
    alone = Button(t("Ask it alone"), Action(command=PLAIN, words=action.alone))
    return replace(
        answer,
        blocks=(rich(italic(t("About: {what}", what=what))), *answer.blocks),
        choices=(*answer.choices, (alone,)),
    )


def told(action: Action, snapshot: Snapshot) -> Text | None:
    """Say in words what a follow-up asks; None of what was typed as it stands."""
    if not action.alone:
        return None
    return about(snapshot.index.parse(action.words), names_of(snapshot))


def about(query: Query, names: Names) -> Text:
    """Word what a query is about: who, what, where in the articles, when."""
    parts = part(query.words, names)
    speakers = _speakers(query.filters)
    others = [f for f in query.filters if f not in speakers]
    shown: list[str | Text] = [
        *(name.full if (name := names(f.name)) is not None else f.name for f in speakers),
        *(name.full for name in parts.names),
        *((" ".join(parts.rest),) if parts.rest else ()),
        *(f"“{phrase}”" for phrase in query.phrases),
        *(_filter_words(f) for f in others),
        *(t("without {words}", words=one) for one in query.excluded),
        *((date_words(query.period),) if query.period is not None else ()),
    ]
    return listed(shown)


def _filter_words(one: Filter) -> Text:
    """Say what a filter leaves, or leaves out."""
    if one.about is About.IN:
        return t("not in {name}", name=one.name) if one.out else t("in {name}", name=one.name)
    return t("not by {name}", name=one.name)


def _only_leaves_out(new: Query) -> bool:
    """Whether a line tells only what must not be there: "not in:bell", "without kabulov"."""
    return new.empty and bool(new.excluded or new.filters) and not new.dropped


def _is_period(new: Query) -> bool:
    """Whether a line is a period and nothing else."""
    more = (new.words, new.phrases, new.filters, new.excluded, new.dropped)
    return new.period is not None and not any(more) and new.asks is Asks.ANYTHING


def _is_full(alone: str, new: Query, names: Names) -> bool:
    """Whether a question stands by itself: it asks by a question word, for a matter or two.

    Who someone is, is asked by a name alone.
    """
    first = key(alone)[:1]
    if not first or first[0] not in _QUESTION_WORDS:
        return False
    parts = part(new.words, names)
    if first[0] in _WHO and parts.names:
        return True
    named = (new.filters, parts.names, new.period)
    return bool(parts.rest or new.phrases) or sum(map(bool, named)) > 1


def _speakers(filters: Iterable[Filter]) -> list[Filter]:
    return [one for one in filters if one.about is About.FROM and not one.out]


def _means_speaker(sort: Sort, last: Query, was: Parts, names: Names) -> bool:
    """Whether a name of a person or body takes the speaker's place in a query."""
    speakers = [name.sort for f in _speakers(last.filters) if (name := names(f.name))]
    if sort in speakers:
        return True
    return not was.has(sort) and (bool(_speakers(last.filters)) or last.asks is Asks.SAID)
