"""The look-ups of a corpus: each gives what a walk over all of it would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.models import ActorKind, Corpus, Coverage, EventKind


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build_corpus(shipped_seeds())


GROUPED: Mapping[str, tuple[str, Callable[[Any], Iterable[object]]]] = {
    "quotes_by_speaker": ("quotes", lambda q: {q.speaker} - {None}),
    "statements_by_speaker": ("statements", lambda s: {s.speaker} - {None}),
    "quotes_by_article": ("quotes", lambda q: {q.citation.article}),
    "events_by_article": ("events", lambda e: {e.citation.article}),
    "differences_by_cluster": ("differences", lambda d: {d.cluster}),
    "differences_by_article": ("differences", lambda d: {c.article for _, c in d.claims}),
}


@pytest.mark.parametrize("name", GROUPED)
def test_a_look_up_holds_all_of_each_key_in_the_order_of_the_whole(
    corpus: Corpus, name: str
) -> None:
    table, keys = GROUPED[name]
    whole: Sequence[object] = getattr(corpus, table)
    grouped: Mapping[object, Sequence[object]] = getattr(corpus, name)
    assert set(grouped) == {key for fact in whole for key in keys(fact)}
    for key, facts in grouped.items():
        assert list(facts) == [fact for fact in whole if key in keys(fact)]


def test_events_by_date_leave_out_comparisons_and_are_in_order(corpus: Corpus) -> None:
    days = [(e.when.earliest, e.when.latest, e.id) for e in corpus.events_by_date]
    assert days == sorted(days)
    told = {e.id for e in corpus.events if e.kind is not EventKind.COMPARISON}
    assert {e.id for e in corpus.events_by_date} == told


def test_actors_by_kind_are_those_most_named_first_without_bylines(corpus: Corpus) -> None:
    for kind in ActorKind:
        expected = [a for a in corpus.actors if a.kind is kind and not a.byline]
        expected.sort(key=lambda a: (-len(a.mentions), a.name))
        assert list(corpus.actors_by_kind.get(kind, ())) == expected


def test_roles_are_told_once_an_article_the_earliest_article_first(corpus: Corpus) -> None:
    for id_, roles in corpus.roles_by_actor.items():
        told = [(role.text.casefold(), role.citation.article) for role in roles]
        assert len(told) == len(set(told))
        all_roles = corpus.actor_by_id[id_].roles
        assert set(told) == {(r.text.casefold(), r.citation.article) for r in all_roles}
        days = [
            (published is None, published.day if published else date.max)
            for _, article in told
            for published in [corpus.article_by_id[article].published]
        ]
        assert days == sorted(days)


def test_companions_share_the_most_passages(corpus: Corpus) -> None:
    def places(id_: str) -> set[tuple[str, int]]:
        mentions = corpus.actor_by_id[id_].mentions
        return {(m.citation.article, m.citation.passage) for m in mentions}

    others = [a for a in corpus.actors if not a.byline and a.kind is not ActorKind.PLACE]
    for actor in corpus.actors:
        shared = [
            (other.id, len(places(actor.id) & places(other.id)))
            for other in others
            if other.id != actor.id
        ]
        most = sorted((pair for pair in shared if pair[1]), key=lambda pair: (-pair[1], pair[0]))
        assert list(corpus.companions.get(actor.id, ())) == most[:6]


def test_the_coverage_says_what_a_walk_would(corpus: Corpus) -> None:
    covered = corpus.coverage
    days = [article.published.day for article in corpus.articles if article.published]
    assert covered.articles == len(corpus.articles)
    assert covered.published == (min(days), max(days))
    assert covered.dated is not None
    assert covered.dated[0] == min(event.when.earliest for event in corpus.events)
    assert covered.passages == sum(len(list(article.readable())) for article in corpus.articles)
    assert len(corpus.quotes_by_speaker[covered.most_quoted or ""]) == max(
        map(len, corpus.quotes_by_speaker.values())
    )


def test_the_coverage_of_nothing_is_empty() -> None:
    assert Corpus().coverage == Coverage()


def test_the_coverage_names_only_the_first_of_many_sources(corpus: Corpus) -> None:
    first = corpus.articles[0]
    many = [replace(first, id=f"A{n}", publisher=f"Paper {n}") for n in range(1, 101)]
    covered = Corpus(articles=(*many, many[0])).coverage
    assert (covered.sources[:2], covered.source_count) == (("Paper 1", "Paper 2"), 100)
    assert len(covered.sources) < 50
