"""/quote: who said it, exactly: by the words, the speaker, the role, the passages around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.contract import EVERY_MENU, Answer, Ask, Command, Example
from bot.exporting import Wish
from bot.locale import t
from bot.render.differences import with_differences
from bot.render.facts import (
    as_of,
    not_found,
    paraphrases,
    quote_blocks,
    section,
    statement_block,
)
from bot.render.meant import meant, why
from bot.render.rich import Rich, bold, join, rich
from storage.models import Corpus, Quote, Statement
from storage.search import About, Found, Kind, Match, Verdict, Why
from storage.search.terms import terms
from storage.snapshot import Snapshot

SAID = frozenset({Kind.QUOTE, Kind.STATEMENT})
_NEARLY = 0.8  # of the best score, from which on exact words come before paraphrases
_LEAST_OF_PARTS = 2  # words, of which one alone may be found
_NEAR_ENOUGH = 40.0  # a score from which on words said near others are taken to be about them
_BESIDE = 20.0  # the score of words that have nothing of what was asked but their speaker
_MOST_PARAPHRASES = 10
_MOST_NEAR = 3
_LOOKED_AT = 200  # quotes that the example is chosen of


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among exact words and paraphrases, exact words first where they fit nearly as well."""
    found = _look(snapshot, words)[0]
    least = _NEARLY * max((match.score for match in found.matches), default=0.0)
    first = [
        m for m in found.matches if m.kind is Kind.QUOTE and m.score >= least and not only_near(m)
    ]
    return replace(found, matches=(*first, *(m for m in found.matches if m not in first)))


def _look(snapshot: Snapshot, words: str) -> tuple[Found, bool]:
    """Find what was said on something; tell whether it is on other things instead."""
    found = without_excluded(snapshot.corpus, snapshot.index.find(words, SAID))
    found = said_in_part(snapshot, found)
    others = said_otherwise(snapshot, found)
    return (found, False) if others is None else (others, True)


def said_in_part(snapshot: Snapshot, found: Found) -> Found:
    """Add what someone whose words are asked for said on some of it, where on all of it nothing.

    That is no sure answer.
    """
    query = found.query
    by = [one for one in query.filters if one.about is About.FROM and not one.out]
    if found.unknown or not by or _is_on_it(found) or len(query.words) < _LEAST_OF_PARTS:
        return found
    parts: dict[str, Match] = {}
    for word in query.words:
        for match in snapshot.index.find(replace(query, words=(word,)), SAID).matches:
            if not only_near(match):
                score = round(match.score / len(query.words), 1)
                parts.setdefault(match.id, replace(match, score=score))
    if not parts:
        return found
    ranked = sorted(parts.values(), key=lambda match: -match.score)
    rest = tuple(match for match in found.matches if match.id not in parts)
    return replace(found, verdict=Verdict.AMBIGUOUS, matches=(*ranked, *rest), nearest=())


def said_otherwise(snapshot: Snapshot, found: Found) -> Found | None:
    """Find what else was said by those whose words on something are asked for.

    None where no one's words are, where they are found, or there are none at all.
    """
    query = found.query
    by = [one for one in query.filters if one.about is About.FROM and not one.out]
    if found.unknown or not by or not (query.words or query.phrases):
        return None
    if _is_on_it(found):
        return None
    near = [match for match in found.matches if match.kind in SAID]
    others = replace(query, words=(), phrases=())
    said = snapshot.index.find(others, SAID).matches
    scores = {match.id: match.score for match in near}
    beside = [replace(match, score=scores.get(match.id, _BESIDE)) for match in said]
    beside.sort(key=lambda match: -match.score)
    return Found(query, Verdict.AMBIGUOUS, tuple(beside)) if said else None


def _is_on_it(found: Found) -> bool:
    """Whether something said is on what was asked, or so near it that it must be."""
    said = [match for match in found.matches if match.kind in SAID]
    return any(not only_near(match) or match.score >= _NEAR_ENOUGH for match in said)


def without_excluded(corpus: Corpus, found: Found) -> Found:
    """Leave out words that are told together with others of which one must not occur."""
    excluded = [f" {_keys(text)} " for text in found.query.excluded]
    if not excluded:
        return found

    def is_told(match: Match) -> bool:
        if match.kind is not Kind.QUOTE:
            return True
        quote = corpus.quote_by_id[match.id]
        together = corpus.stretches[quote.citation.article, quote.turn]
        told = [f" {_keys(stretch.text)} " for stretch in together]
        return not any(words in text for words in excluded for text in told)

    matches = tuple(filter(is_told, found.matches))
    return replace(found, matches=matches, verdict=found.verdict if matches else Verdict.NOTHING)


def _keys(text: str) -> str:
    return " ".join(term.key for term in terms(text))


def silence(corpus: Corpus, found: Found) -> list[Rich]:
    """Say that someone's words on something are not there, only others of theirs."""
    said: Mapping[Kind, Mapping[str, Quote | Statement]] = {
        Kind.QUOTE: corpus.quote_by_id,
        Kind.STATEMENT: corpus.statement_by_id,
    }
    words = (said[match.kind][match.id] for match in found.matches if match.kind in said)
    speakers = dict.fromkeys(one.speaker for one in words)
    names = ", ".join(corpus.actor_by_id[id_].name for id_ in speakers if id_ is not None)
    lead = t("The articles have nothing by {name} on that. What they have:", name=names)
    return [rich(bold(lead))]


def answer(ask: Ask) -> Answer:
    """Find exact words first, then paraphrases, labelled; an example where nothing is asked."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return _example(ask)
    found, on_other_things = _look(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.shown)
    quotes = [m for m in found.matches if m.kind is Kind.QUOTE]
    own = [corpus.quote_by_id[m.id] for m in quotes if not only_near(m)]
    told = {(q.citation.article, q.turn) for q in own}
    beside = [corpus.quote_by_id[m.id] for m in quotes if only_near(m)]
    near = [q for q in beside if (q.citation.article, q.turn) not in told]
    if own:
        near = near[:_MOST_NEAR]
    others = [m for m in found.matches if m.kind is Kind.STATEMENT]
    said = [corpus.statement_by_id[m.id] for m in others if not only_near(m)]
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
    unsure, choices = meant(found, "quote")
    lead = [*why(found, ask.shown), *unsure]
    if on_other_things:
        lead, choices = silence(corpus, found), []
    return Answer(
        blocks=with_differences(corpus, (*lead, *exact, *paraphrased, as_of(corpus))),
        head=rich(bold(t("Quotes: {words}", words=ask.shown))),
        choices=tuple(choices),
        export=Wish("quotes", ask.words).line,
    )


def only_near(match: Match) -> bool:
    """Whether only the text around the words speaks of it."""
    return any(reason.why is Why.CONTEXT for reason in match.reasons)


def _example(ask: Ask) -> Answer:
    corpus = ask.snapshot.corpus
    known = [q for q in corpus.quotes[:_LOOKED_AT] if q.speaker is not None]
    lead = rich(t("Type /quote and words, a speaker or a role."))
    if not known:
        return Answer(blocks=(lead, as_of(corpus)))
    longest = max(known, key=lambda q: (q.confidence, -abs(len(q.text) - 120), q.id))
    shown = join((rich(t("For example:")), *quote_blocks(corpus, [longest])))
    return Answer(blocks=(lead, shown, as_of(corpus)))


COMMAND = Command(
    name="quote",
    summary=t("exact words, by words, speaker or role"),
    usage=t("[WORDS]"),
    detail=t(
        "Searches what was said, who said it, their role and the passages around. Exact words "
        "stand in quotation marks, paraphrases below them. Put words in quotation marks to "
        'find exactly these: /quote "law and order". from:lavrov, in:A4 and 2021 limit them; '
        "/help search tells more."
    ),
    examples=(
        Example(line="/quote embassy", expects=("Dmitry Zhirnov", "guarantees of the safety")),
        Example(line="/quote lavrov", expects=("Sergey Lavrov",)),
    ),
    answer=answer,
    search=search,
    menu=EVERY_MENU,
)
