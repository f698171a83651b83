"""What articles tell differently: a line in any answer that it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.contract import Text
from bot.locale import t
from bot.render.facts import cite, date_words
from bot.render.rich import Block, Piece, Rich, cited, italic, rich
from storage.models import Citation, Corpus, Difference, Event

CITED = 8  # places cited of those that say the same
EXCERPT = 110  # characters of a sentence that tells who did what
_TOLD_IN_WORDS = frozenset({"who", "what"})  # a name or verb alone does not tell of what


def difference_line(corpus: Corpus, difference: Difference) -> list[Rich | Piece | Text | str]:
    """“Articles differ on who (Jul 2021): Courier ¶9: Weber — Weber met the guests in July; …”.

    It tells of which event, by its date, and of whom or what in the words of each side.
    """
    parts: list[Rich | Piece | Text | str] = [
        italic(matter(difference)),
        *_when(corpus, difference),
    ]
    for number, (claim, citations) in enumerate(sides(difference).items()):
        parts.append("; " if number else ": ")
        for at, citation in enumerate(citations[:CITED]):
            label = f"{corpus.labels[citation.article]} ¶{citation.passage}"
            parts += [", " if at else "", cited(label, citation, beside=True)]
        parts += [": ", claim_words(corpus, difference, claim, citations[0])]
        known = events_of(corpus, difference)
        if difference.about in _TOLD_IN_WORDS and not known.keys().isdisjoint(citations):
            parts += _in_words(corpus, difference, citations)
    return parts


def _when(corpus: Corpus, difference: Difference) -> Iterator[Piece | Text | str]:
    """Say of which event it is by the closest of its dates, unless that is what differs."""
    whens = [event.when for event in events_of(corpus, difference).values()]
    if whens and difference.about != "date":
        closest = min(whens, key=lambda when: (when.latest - when.earliest, when))
        yield from (" (", date_words(closest), ")")


def _in_words(
    corpus: Corpus, difference: Difference, places: Sequence[Citation]
) -> Iterator[Piece | Text | str]:
    """Give the shortest sentence of a side, its beginning where that is long, and its place."""
    known = events_of(corpus, difference)
    told = min((at for at in places if at in known), key=lambda at: len(known[at].sentence))
    sentence = known[told].sentence.rstrip(".")
    cut = sentence[:EXCERPT].rsplit(" ", 1)[0] + " …"
    yield from (" — ", italic(sentence if len(sentence) <= EXCERPT else cut))
    if len(places) > 1:
        yield from (" ", cite(corpus, told, beside=True))


def with_differences(corpus: Corpus, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Say below what an answer cites how other articles tell it, where they differ.

    Each matter once, and not where the answer tells it already, as entries of events do.
    """
    whole = tuple(blocks)
    printed = {place for block in whole if isinstance(block, Rich) for place in block.citations}
    said: set[Difference] = set()
    told: list[Block] = []
    for block in whole:
        lines = rich()
        for difference in concerning(corpus, block.sources) if isinstance(block, Rich) else ():
            firsts = {citations[0] for citations in sides(difference).values()}
            if difference not in said and not firsts <= printed:
                said.add(difference)
                lines += rich("\n", *difference_line(corpus, difference))
        told.append(block + lines if isinstance(block, Rich) else block)
    return tuple(told)


def concerning(corpus: Corpus, citations: Iterable[Citation]) -> Iterator[Difference]:
    """Give what is told differently in a sentence that is cited, each once."""
    known: set[Difference] = set()
    for citation in citations:
        for difference in corpus.differences_by_article.get(citation.article, ()):
            if difference not in known and stands_in(corpus, difference, citation):
                known.add(difference)
                yield difference


def stands_in(corpus: Corpus, difference: Difference, cited_: Citation) -> bool:
    """Whether a place that is cited holds one of the sentences that differ."""
    return any(
        (place.article, place.passage) == (cited_.article, cited_.passage)
        and event.sentence_span.overlaps(cited_.span)
        for place, event in events_of(corpus, difference).items()
    )


def matter(difference: Difference) -> Text:
    """Say on what articles differ."""
    return {
        "date": t("Articles differ on the date"),
        "who": t("Articles differ on who"),
        "how many": t("Articles differ on how many"),
        "what": t("Articles differ on what"),
    }.get(difference.about, t("Articles differ"))


def sides(difference: Difference) -> Mapping[str, Sequence[Citation]]:
    """Give the places of each claim, in the order of the claims."""
    sides: dict[str, list[Citation]] = {}
    for claim, citation in difference.claims:
        sides.setdefault(claim, []).append(citation)
    return sides


def claim_words(corpus: Corpus, difference: Difference, claim: str, place: Citation) -> Text | str:
    """Word a claim; a date in the reader's language."""
    event = events_of(corpus, difference).get(place) if difference.about == "date" else None
    return claim if event is None else date_words(event.when)


def events_of(corpus: Corpus, difference: Difference) -> Mapping[Citation, Event]:
    """Give the events that differ, by their places."""
    known = corpus.event_by_id
    return {event.citation: event for id_ in difference.events if (event := known.get(id_))}
