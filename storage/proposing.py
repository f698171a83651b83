"""A correction of one fact, made of what somebody says of it: the entry, keyed by its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storage.citing import Place, actors_called
from storage.corrections import UNRESOLVED, Correction, entry_toml, read_corrections
from storage.identity import Fact, facts_in, kind_of
from storage.models import Actor, Corpus, Event, Passage, When
from storage.text.folding import words
from storage.text.offsets import Span

_FEWEST = 4  # words of a quotation that an entry names


def spoken_by(corpus: Corpus, fact: Fact, speaker: Actor | None) -> Correction:
    """Say who said something: an actor, by a name that nobody else has, or nobody who is known."""
    if speaker is None:
        return _entry(corpus, fact, speaker=UNRESOLVED)
    alone = actors_called(speaker.name, corpus.actor_by_id) == [speaker]
    return _entry(corpus, fact, speaker=speaker.name if alone else speaker.id)


def dated(corpus: Corpus, fact: Fact, when: When) -> Correction:
    """Say when something happened, as far as a file can tell it: days, a month, a year."""
    return _entry(corpus, fact, date=when)


def suppressed(corpus: Corpus, fact: Fact) -> Correction:
    """Say that something is no fact at all."""
    return _entry(corpus, fact, suppress=True)


def _entry(corpus: Corpus, fact: Fact, **said: object) -> Correction:
    at = fact.citation
    kind = kind_of(fact)
    beside = [
        other.citation.span
        for other in facts_in(corpus, at.article, at.passage)
        if kind_of(other) is kind and other.citation != at
    ]
    entry = Correction(
        article=corpus.article_by_id[at.article].file,
        paragraph=at.passage,
        words=telling_words(corpus.passage(at), fact, beside),
        kind=kind,
        **said,  # type: ignore[arg-type]  # one of the three above
    )
    return read_corrections(entry_toml(entry))[0]  # as the file will say it


def telling_words(passage: Passage, fact: Fact, beside: Sequence[Span]) -> str:
    """Give the fewest words of a fact that stand there only, and in none of the spans `beside`.

    Where there are no such words, as where one paraphrase stands within another, all of its own.
    """
    for span in _stretches(passage.text, fact):
        some = passage.text[span.start : span.end]
        place = Place.of(passage, some)
        if len(place.ranges) == 1 and not any(map(place.touches, beside)):
            return some
    return passage.text[fact.citation.start : fact.citation.end]


def _stretches(text: str, fact: Fact) -> Iterator[Span]:
    """Give stretches of words that tell a fact, the shortest first.

    A date is told by its expression and more and more of its sentence, what was said by its first
    words and more and more of it.
    """
    own = fact.citation.span
    outer = fact.sentence_span if isinstance(fact, Event) else own
    inside = [w for w in words(text) if outer.start <= w.start and w.end <= outer.end]
    after = [word.end for word in inside if word.end > own.start]
    if isinstance(fact, Event):
        yield own
        yield from (Span(own.start, end) for end in after if end > own.end)
        yield from (Span(w.start, own.end) for w in reversed(inside) if w.start < own.start)
        yield outer
        return
    yield from (Span(own.start, end) for end in after[_FEWEST - 1 :])
