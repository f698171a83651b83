"""Firms that speak under the noun by which the article introduced them: “the contractor said”."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from storage.extraction.naming.lexicon import Lexicon
from storage.extraction.naming.sightings import SURE, Sighting
from storage.models import ActorKind, Article
from storage.text.offsets import Span

_WORD_BEFORE = re.compile(r"(\w+) $")
_WORD_AFTER = re.compile(r" (\w+)")
_REACH = 16


def meant_by_noun(
    article: Article, sightings: Sequence[Sighting], lexicon: Lexicon
) -> Iterator[Sighting]:
    """List where the only firm that an article introduced by a noun speaks under it later."""
    texts = {passage.number: passage.text for passage in article.passages}
    firms: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        if sighting.noun:
            firms[sighting.noun].append(sighting)
    roles = [texts[s.passage][slice(*span)].lower() for s in sightings for span in s.roles]
    for noun, introduced in firms.items():
        names = {texts[s.passage][slice(*s.span)] for s in introduced}
        if len(names) != 1 or any(noun in role.split() for role in roles):
            continue
        if len(set(_introduced(noun, texts))) > 1:
            continue
        since = min((s.passage, s.span.end) for s in introduced)
        for number, span in _speaking(noun, texts, lexicon):
            if (number, span.start) > since:
                yield Sighting(
                    passage=number,
                    span=span,
                    words=(noun,),
                    kind=ActorKind.ORGANISATION,
                    name=next(iter(names)),
                    weight=SURE,
                    noun=noun,
                )


def _introduced(noun: str, texts: dict[int, str]) -> Iterator[str]:
    """List the first words of whom an article introduces by a noun, firms and others."""
    pattern = re.compile(
        rf"\b(?:the|an?|its|his|her|their) {re.escape(noun)}, ([^\W\d_]+)", re.IGNORECASE
    )
    for text in texts.values():
        yield from (first for first in pattern.findall(text) if first[0].isupper())


def _speaking(noun: str, texts: dict[int, str], lexicon: Lexicon) -> Iterator[tuple[int, Span]]:
    """List where “the contractor” stands before or behind a verb of speech."""
    pattern = re.compile(rf"\b[Tt]he ({re.escape(noun)})\b")
    for number, text in texts.items():
        for found in pattern.finditer(text):
            start = found.start()
            before = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
            after = _WORD_AFTER.match(text, found.end())
            near = {word[1].lower() for word in (before, after) if word is not None}
            if near & lexicon.speech:
                yield number, Span(*found.span(1))
