"""The originals' dates and publication dates, against the annotations beside the repository."""

from __future__ import annotations

import dataclasses
import importlib.util
from datetime import date

import pytest

from storage.articles.reading import read_file
from storage.extraction.clusters import cluster_events
from storage.extraction.events import extract_events
from storage.extraction.publication import fallback_publication, infer_publication
from storage.extraction.roster import Roster
from storage.models import Article, PublicationBasis, SourceArticle


@pytest.fixture(scope="module")
def sources(originals):
    return [read_file(path, file=path.name) for path in sorted(originals.glob("*.txt"))]


@pytest.fixture(scope="module")
def articles(sources):
    found = [infer_publication(source) for source in sources]
    fallback = fallback_publication([publication for publication in found if publication])
    fields = [field.name for field in dataclasses.fields(SourceArticle)]
    return [
        Article(
            **{name: getattr(source, name) for name in fields},
            id=f"A{number}",
            published=publication or fallback,
        )
        for number, (source, publication) in enumerate(zip(sources, found, strict=True), 1)
    ]


@pytest.fixture(scope="module")
def scoring(shared):
    path = shared / "gold" / "score.py"
    if not path.is_file():
        pytest.skip("../shared/gold is not here")
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_publication_dates(articles):
    told = {
        a.file[:3]: (a.published.when.earliest, a.published.day, a.published.basis)
        for a in articles
    }
    text, line = PublicationBasis.TEXT, PublicationBasis.DATELINE
    assert told["000"] == (date(2021, 8, 25), date(2021, 8, 26), text)
    assert told["001"] == (date(2021, 7, 12), date(2021, 7, 14), text)
    assert told["002"] == (date(2021, 9, 22), date(2021, 9, 23), text)
    assert told["003"][1:] == (date(2021, 8, 16), PublicationBasis.COLLECTION)
    assert told["004"] == (date(2021, 8, 16), date(2021, 8, 16), line)


def test_dated_events_against_the_annotations(articles, scoring, shared):
    events = [event for a in articles for event in extract_events(a, Roster([]))]
    export = {
        "articles": [{"id": a.id, "file": a.file} for a in articles],
        "actors": [],
        "quotes": [],
        "events": [
            {
                "article": e.citation.article,
                "paragraph": e.citation.passage,
                "expression": e.expression,
                "date": e.when.earliest.isoformat(),
                "date_end": e.when.latest.isoformat(),
            }
            for e in events
        ],
    }
    scored = scoring.score(export, shared / "gold")["events"]
    assert scored["precision"] >= 0.97, scored["misses"]
    assert scored["recall"] >= 0.97, scored["misses"]


def test_clusters_without_actors_claim_nothing(articles):
    events = [event for a in articles for event in extract_events(a, Roster([]))]
    clustered, differences = cluster_events(events, articles, [])
    assert [e.id for e in clustered] == [e.id for e in events]
    assert differences == ()
