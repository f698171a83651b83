"""Interviews printed as question and answer: whose turn a paragraph is, by its label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storage.extraction.roster import Roster
from storage.models import Actor, ActorKind, Article, Passage, PassageKind
from storage.text.folding import fold
from storage.text.offsets import Span

_PERSON = ActorKind.PERSON
_TEXT = PassageKind.TEXT
_LABEL = re.compile(
    r"\s*[*_]*(?P<label>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3})[*_]*:[*_]*\s+"
    r"(?![\"“«„‘'])"  # words in quotation marks are read as such
)
_ASKING = frozenset({"q", "question", "interviewer", "moderator", "host", "в", "вопрос"})
_FEWEST = 3  # labelled paragraphs that make an interview


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in an interview: the words of a paragraph without the label."""

    passage: int
    words: Span
    speaker: Actor


def answers(article: Article, roster: Roster) -> Mapping[int, Turn]:
    """Give the answers of an interview by passage number; empty where an article is none.

    An interview has labels that take turns ("Lee: …", "Q: …", "Lee: …").  A paragraph between
    two labels goes on with the answer before it.  Who asks is left out: the label "Q", the
    author, or the person whose turns mostly are questions.
    """
    readable = [p for p in article.passages if p.text and p.kind is _TEXT]
    labelled = {
        p.number: found for p in readable if ":" in p.text and (found := _LABEL.match(p.text))
    }
    if len(labelled) < _FEWEST:
        return {}
    names = _by_label(article, roster)
    known: dict[int, Actor | None] = {}  # None: who asks, by a label like "Q"
    for number, found in labelled.items():
        label = fold(found["label"])
        if label in names or label in _ASKING:
            known[number] = names.get(label)
    if not _take_turns(list(known.values())):
        return {}
    texts = {p.number: p.text for p in readable}
    asking = _who_asks(article, [(texts[n], actor) for n, actor in known.items()])
    starts = {number: found.end() for number, found in labelled.items()}
    return {
        turn.passage: turn
        for turn in _turns(readable, starts, known)
        if turn.speaker.id not in asking
    }


def _turns(
    readable: Sequence[Passage], starts: Mapping[int, int], known: Mapping[int, Actor | None]
) -> Iterator[Turn]:
    last = max(known)
    speaker: Actor | None = None
    for passage in readable:
        speaker = known.get(passage.number, speaker)
        if speaker is not None and passage.number <= last:
            start = starts[passage.number] if passage.number in known else 0
            yield Turn(passage.number, Span(start, len(passage.text.rstrip())), speaker)


def _by_label(article: Article, roster: Roster) -> dict[str, Actor]:
    """Whom a label may name: a person of the article, by full name, alias or bare surname."""
    found: dict[str, Actor] = {}
    twice: set[str] = set()
    for actor in roster.of(article.id):
        if actor.kind is not _PERSON:
            continue
        forms = {fold(name) for name in (actor.name, *actor.aliases) if name}
        for form in forms | {form.split()[-1] for form in forms if form}:
            if found.setdefault(form, actor) is not actor:
                twice.add(form)
    return {form: actor for form, actor in found.items() if form not in twice}


def _take_turns(speakers: Sequence[Actor | None]) -> bool:
    """Whether someone speaks again after someone else did."""
    return any(
        speakers[i] is speakers[i + 2] is not speakers[i + 1] for i in range(len(speakers) - 2)
    )


def _who_asks(article: Article, spoken: Sequence[tuple[str, Actor | None]]) -> frozenset[str]:
    """Tell the ids of who only asks: authors, and whose turns mostly are questions."""
    said = Counter(actor.id for _, actor in spoken if actor)
    asked = Counter(a.id for text, a in spoken if a and text.rstrip().endswith("?"))
    authors = {
        a.id for _, a in spoken if a and not {a.name, *a.aliases}.isdisjoint(article.authors)
    }
    return frozenset(authors | {id_ for id_ in said if asked[id_] * 2 > said[id_]})
