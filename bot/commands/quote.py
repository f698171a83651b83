"""/quote: who said it, exactly: by the words, the speaker, the role, the passages around."""

from __future__ import annotations

from bot.contract import Answer, Ask, Command, Example
from bot.locale import t
from bot.render.facts import (
    as_of,
    not_found,
    paraphrases,
    quote_blocks,
    reason_words,
    section,
    statement_block,
)
from bot.render.rich import Rich, bold, italic, join, rich
from storage.search import Found, Kind, Match, Verdict, Why
from storage.snapshot import Snapshot

_MOST_PARAPHRASES = 10
_MOST_NEAR = 3


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among exact words and paraphrases."""
    return snapshot.index.find(words, {Kind.QUOTE, Kind.STATEMENT})


def answer(ask: Ask) -> Answer:
    """Find exact words first, then paraphrases, labelled; an example where nothing is asked."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return _example(ask)
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    quotes = [m for m in found.matches if m.kind is Kind.QUOTE]
    own = [corpus.quote_by_id[m.id] for m in quotes if not _only_near(m)]
    told = {(q.citation.article, q.turn) for q in own}
    beside = [corpus.quote_by_id[m.id] for m in quotes if _only_near(m)]
    near = [q for q in beside if (q.citation.article, q.turn) not in told]
    if own:
        near = near[:_MOST_NEAR]
    others = [m for m in found.matches if m.kind is Kind.STATEMENT]
    said = [corpus.statement_by_id[m.id] for m in others if not _only_near(m)]
    if not said and not own:
        said = [corpus.statement_by_id[m.id] for m in others]
    exact = [
        *section(t("Exact words"), quote_blocks(corpus, own)),
        *section(t("Exact words, said near it in the text"), quote_blocks(corpus, near)),
    ]
    if not quotes:
        exact = [rich(t("No exact words on this; only paraphrases."))]
    paraphrased = section(
        t("Paraphrased"),
        [statement_block(corpus, s) for s in paraphrases(said, [*own, *near])[:_MOST_PARAPHRASES]],
    )
    return Answer(
        blocks=(*_why(ask, found), *exact, *paraphrased, as_of(corpus)),
        head=rich(bold(t("Quotes: {words}", words=ask.words))),
    )


def _only_near(match: Match) -> bool:
    """Whether only the text around the words speaks of it."""
    return any(reason.why is Why.CONTEXT for reason in match.reasons)


def _why(ask: Ask, found: Found) -> list[Rich]:
    reason = reason_words(found.matches[0])
    if reason is None:
        return []
    return [rich(italic(t("Found for “{words}”: {why}", words=ask.words, why=reason)))]


def _example(ask: Ask) -> Answer:
    corpus = ask.snapshot.corpus
    known = [q for q in corpus.quotes if q.speaker is not None]
    lead = rich(t("Type /quote and words, a speaker or a role."))
    if not known:
        return Answer(blocks=(lead, as_of(corpus)))
    longest = max(known, key=lambda q: (q.confidence, -abs(len(q.text) - 120), q.id))
    shown = join((rich(t("For example:")), *quote_blocks(corpus, [longest])))
    return Answer(blocks=(lead, shown, as_of(corpus)))


COMMAND = Command(
    name="quote",
    summary=t("exact words, by words, speaker or role"),
    usage="[WORDS]",
    detail=t(
        "Searches what was said, who said it, their role and the passages around. Exact words "
        "stand in quotation marks, paraphrases below them. Put words in quotation marks to "
        'find exactly these: /quote "law and order".'
    ),
    examples=(
        Example(line="/quote embassy", expects=("Dmitry Zhirnov", "guarantees of the safety")),
        Example(line="/quote lavrov", expects=("Sergey Lavrov",)),
    ),
    answer=answer,
    search=search,
)
