"""Passages as blocks that people read: what of each speaks of what was asked, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from bot.render.facts import whole
from bot.render.known import passage_at
from bot.render.rich import Rich, rich
from storage.models import Corpus
from storage.search import Match, Why
from storage.search.terms import terms
from storage.text.folding import Word, words
from storage.text.sentences import sentences

_LONGEST: Final = 240  # characters of a passage that are shown
_BEFORE: Final = 60  # of these before a word within a long sentence
_BESIDE: Final = frozenset({Why.CONTEXT, Why.PERIOD})  # say nothing of the passage's own words


def passage_blocks(corpus: Corpus, matches: Iterable[Match]) -> list[Rich]:
    """Tell of passages the part that has most of what was asked, with their citations."""
    blocks = []
    for match in matches:
        at = passage_at(match.id)
        article, passage = corpus.article_by_id[at.article], corpus.passage(at)
        asked = [reason.matched for reason in match.reasons if reason.why not in _BESIDE]
        keys = {term.key for text in asked for term in terms(text)}
        blocks.append(rich(excerpt(passage.text, keys), " ", whole(corpus, article, passage)))
    return blocks


def excerpt(text: str, keys: Collection[str]) -> str:
    """Cut a long text to the part with most of some words: its beginning, else a sentence's.

    What is left out is marked by dots.
    """
    if len(text) <= _LONGEST:
        return text
    held = [(word, term.key) for word in words(text) for term in terms(word.surface)]
    held = [(word, key) for word, key in held if key in keys]
    starts = _starts(text, [word for word, _ in held])

    def has(start: int) -> int:
        end = start + _LONGEST
        return len({key for word, key in held if start <= word.start and word.end <= end})

    start = max(starts, key=has)  # the first of those that have as many
    cut = text[start:]
    if len(cut) > _LONGEST:
        cut = cut[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return f"… {cut}" if start else cut


def _starts(text: str, held: Sequence[Word]) -> list[int]:
    """List where an excerpt may begin: the text, a sentence of a word, a little before a word."""
    of_words = (s.start for s in sentences(text) if any(s.start <= w.start < s.end for w in held))
    before = (text.rfind(" ", 0, max(word.start - _BEFORE, 0)) + 1 for word in held)
    return [0, *of_words, *before]
