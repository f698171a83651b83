"""The facts of the shipped digests as text: a file a digest, and one of what they tell together.

`make golden` writes the files beside this one; tests/e2e/test_golden_digests.py compares them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.models import (
    Actor,
    Article,
    Citation,
    Corpus,
    Event,
    Passage,
    Quote,
    Statement,
    When,
)

HERE = Path(__file__).resolve().parent
TOGETHER = "clusters.txt"
Item = TypeVar("Item", Quote, Statement, Event)
_BEGINNING, _END = 6, 3  # words of a longer text that are printed


def golden() -> dict[str, str]:
    """Give the text of every golden file, by its name, as today's rules make it."""
    corpus = build_corpus(shipped_seeds())
    texts = {f"{_stem(article)}.txt": _digest(corpus, article) for article in corpus.articles}
    return {**texts, TOGETHER: _together(corpus)}


def write(folder: Path) -> None:
    """Write the golden files anew, and remove those of digests that are gone."""
    texts = golden()
    for path in folder.glob("*.txt"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


# -- a digest -----------------------------------------------------------------------------------


def _digest(corpus: Corpus, article: Article) -> str:
    blocks = [[f"{article.file}: published {_published(article)}"]]
    for passage in article.passages:
        lines = list(_passage(corpus, article, passage))
        head = f"¶{passage.number}" + ("" if passage.kind == "text" else f" {passage.kind}")
        if lines or passage.kind != "text":
            blocks.append([head, *(f"  {line}" for line in lines)])
    blocks.append(["actors", *(f"  {line}" for line in _actors(corpus, article))])
    return _joined(blocks)


def _published(article: Article) -> str:
    told = article.published
    if told is None:
        return "on no known day"
    sure = "" if told.certain else ", not certain"
    return f"{_range(told.when)}, by {told.basis}, reckoned as {told.day}{sure}"


def _passage(corpus: Corpus, article: Article, passage: Passage) -> Iterator[str]:
    """Yield a passage's quotations, statements and dates, each in the order of the text."""
    here = (article.id, passage.number)
    for quote in _at(corpus.quotes, here):
        goes_on = "" if quote.turn == quote.id else ", goes on"
        lead = f"{quote.lead} " if quote.lead else ""
        yield f"quote {lead}“{_shortened(quote.text)}” {quote.kind}{goes_on}"
        yield f"  by {_speaker(corpus, quote)}"
    for statement in _at(corpus.statements, here):
        hedge = f", hedged “{statement.hedge}”" if statement.hedge else ""
        yield f"statement “{_shortened(statement.text)}” “{statement.verb}”{hedge}"
        yield f"  by {_speaker(corpus, statement)}"
    for event in _at(corpus.events, here):
        yield f"date “{event.expression}” {_dated(event)}"


def _speaker(corpus: Corpus, said: Quote | Statement) -> str:
    name = corpus.actor_by_id[said.speaker].name if said.speaker else "nobody"
    role = f", {said.role}" if said.role else ""
    when = f", said {_range(said.said)}" if said.said else ""
    return f"{name}{role} ({said.method}){when}"


def _dated(event: Event) -> str:
    ahead = ", ahead" if event.ahead else ""
    return f"= {_range(event.when)} {event.when.precision}, {event.kind}, {event.basis}{ahead}"


def _actors(corpus: Corpus, article: Article) -> Iterator[str]:
    for actor in sorted(corpus.actors, key=lambda a: a.id):
        surfaces: defaultdict[str, list[int]] = defaultdict(list)
        for mention in actor.mentions:
            if mention.citation.article == article.id:
                surfaces[mention.surface].append(mention.citation.passage)
        byline = actor.byline and actor.name in article.authors
        if surfaces or byline:
            own = f" {_passages(surfaces.pop(actor.name))}" if actor.name in surfaces else ""
            others = [f"; “{form}” {_passages(found)}" for form, found in sorted(surfaces.items())]
            kind = f"{actor.kind}{' (byline)' if actor.byline else ''}"
            yield f"{actor.name}, {kind}{own}{''.join(others)}"
        yield from _roles(actor, article)


def _roles(actor: Actor, article: Article) -> Iterator[str]:
    for role in actor.roles:
        if role.citation.article == article.id:
            yield f"  role “{role.text}” ¶{role.citation.passage}"


def _passages(numbers: Sequence[int]) -> str:
    counted = Counter(numbers)
    return " ".join(f"¶{n}" + (f"×{times}" if times > 1 else "") for n, times in counted.items())


# -- what the digests tell together -------------------------------------------------------------


def _together(corpus: Corpus) -> str:
    """Print the happenings that are told more than once, and where the tellings differ."""
    clusters: defaultdict[str, list[Event]] = defaultdict(list)
    for event in corpus.events:
        clusters[event.cluster].append(event)
    several = [
        sorted(events, key=lambda e: _place(corpus, e.citation))
        for events in clusters.values()
        if len(events) > 1
    ]
    blocks = []
    for events in sorted(several, key=lambda e: (e[0].when, _place(corpus, e[0].citation))):
        lines = [f"{_range(events[0].when)}"]
        for event in events:
            cited = _cited(corpus, event.citation)
            lines.append(f"  {cited} “{event.expression}” {_dated(event)}")
        for difference in corpus.differences:
            if difference.cluster == events[0].cluster:
                claims = (f"{_cited(corpus, place)} {text}" for text, place in difference.claims)
                lines.append(f"  differ on {difference.about}: {'; '.join(claims)}")
        blocks.append(lines)
    return _joined(blocks)


def _cited(corpus: Corpus, citation: Citation) -> str:
    return f"{_stem(corpus.article_by_id[citation.article])} ¶{citation.passage}"


def _place(corpus: Corpus, citation: Citation) -> tuple[str, int, int]:
    return (_stem(corpus.article_by_id[citation.article]), citation.passage, citation.start)


# -- words --------------------------------------------------------------------------------------


def _at(items: Iterable[Item], here: tuple[str, int]) -> list[Item]:
    found = [i for i in items if (i.citation.article, i.citation.passage) == here]
    return sorted(found, key=lambda item: (item.citation.start, item.citation.end))


def _range(when: When) -> str:
    about = "about " if when.approximate else ""
    until = "" if when.latest == when.earliest else f"..{when.latest}"
    return f"{about}{when.earliest}{until}"


def _shortened(text: str) -> str:
    """Give both ends of a text: they show where it was cut out of its passage."""
    words = text.split()
    if len(words) <= _BEGINNING + _END + 1:
        return text
    return f"{' '.join(words[:_BEGINNING])} … {' '.join(words[-_END:])}"


def _stem(article: Article) -> str:
    return Path(article.file).stem


def _joined(blocks: Iterable[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


if __name__ == "__main__":
    write(HERE)
