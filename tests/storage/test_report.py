"""The report of a build: told from the corpus alone, and only what a person should look at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.building import build_corpus
from storage.models import (
    CORRECTED,
    Actor,
    ActorKind,
    Article,
    Basis,
    Citation,
    Corpus,
    CorrectionResult,
    Event,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    Quote,
    QuoteKind,
    Rejection,
    When,
)
from storage.report import DateDoubt, report
from storage.text.offsets import Span

DAY = date(2019, 5, 14)  # a Tuesday
PLACE = Citation("A1", 1, 0, 5)


def article(*, certain: bool = True, kind: PassageKind = PassageKind.TEXT) -> Article:
    basis = PublicationBasis.METADATA if certain else PublicationBasis.TEXT
    return Article(
        id="A1",
        file="a.md",
        key="a.md",
        content_hash="x",
        title="A",
        passages=(Passage(1, kind, "Words of it.", "Words of it."),),
        published=Publication(When(DAY, DAY), DAY, basis, certain=certain),
    )


def event(expression: str = "that day", confidence: float = 0.5, basis=Basis.STATED) -> Event:
    return Event(
        id=expression,
        citation=PLACE,
        expression=expression,
        sentence=expression,
        sentence_span=Span(0, 5),
        when=When(DAY, DAY),
        basis=basis,
        confidence=confidence,
    )


def quote(id_: str, speaker: str | None, confidence: float, method: str = "a rule") -> Quote:
    return Quote(
        id=id_,
        citation=PLACE,
        text="Words",
        kind=QuoteKind.FULL,
        turn=id_,
        speaker=speaker,
        method=method,
        confidence=confidence,
    )


def person(name: str, *aliases: str, kind: ActorKind = ActorKind.PERSON) -> Actor:
    return Actor(id=name.lower().replace(" ", "-"), name=name, kind=kind, aliases=aliases)


def test_an_empty_corpus_has_an_empty_report() -> None:
    found = report(Corpus())
    assert set(found.counts.values()) == {0}
    assert (found.rejected, found.unresolved, found.doubtful_dates, found.ambiguous) == ((),) * 4


def test_who_speaks_is_doubtful_or_not_known_or_settled_by_a_correction() -> None:
    corpus = Corpus(
        articles=(article(),),
        quotes=(
            quote("sure", "ana", 0.9),
            quote("weak", "ana", 0.55),
            quote("nobody", None, 0.3),
            quote("settled", None, 1.0, CORRECTED),
        ),
    )
    found = report(corpus)
    assert [q.id for q in found.unresolved] == ["nobody"]
    assert [q.id for q in found.doubtful_speakers] == ["weak"]
    assert found.counts["quotes"] == 4


@pytest.mark.parametrize(
    ("dated", "of", "doubt"),
    [
        (event("Monday, 14 May", 0.45), article(), DateDoubt.WEEKDAY),
        (event("понедельник 14 мая", 0.45), article(), DateDoubt.WEEKDAY),
        (event("Tuesday, 14 May", 0.45), article(), DateDoubt.READING),
        (event("14 May", 0.45), article(kind=PassageKind.CAPTION), DateDoubt.LINE),
        (event("yesterday", 0.45, Basis.RELATIVE), article(certain=False), DateDoubt.REFERENCE),
        (event("yesterday", 0.45, Basis.RELATIVE), article(), DateDoubt.READING),
    ],
)
def test_why_a_date_is_doubtful(dated: Event, of: Article, doubt: DateDoubt) -> None:
    (found,) = report(Corpus(articles=(of,), events=(dated,))).doubtful_dates
    assert found.doubt is doubt


def test_a_date_of_enough_confidence_is_not_doubtful() -> None:
    corpus = Corpus(articles=(article(certain=False),), events=(event("Monday", 0.6),))
    assert report(corpus).doubtful_dates == ()


def test_a_wrong_weekday_of_a_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\npublished: 2019-05-20\n---\nThe bridge was opened on Monday, 14 May 2019.\n", "utf-8"
    )
    (found,) = report(build_corpus(tmp_path)).doubtful_dates
    assert found.doubt is DateDoubt.WEEKDAY


def test_names_that_several_bear_are_listed_once() -> None:
    corpus = Corpus(
        actors=(
            person("Omar Rashid", "Rashid", "Mr Rashid"),
            person("Tariq Rashid"),
            person("Ana Ortiz", "Ortiz"),
            person("Ortiz Shipping", "Ortiz", kind=ActorKind.ORGANISATION),
            person("Lee Bruno"),
        )
    )
    found = report(corpus).ambiguous
    assert [(a.name, [b.id for b in a.actors]) for a in found] == [
        ("Ortiz", ["ana-ortiz", "ortiz-shipping"]),
        ("Rashid", ["omar-rashid", "tariq-rashid"]),
    ]


def test_publication_dates_that_are_not_certain_or_missing_are_listed() -> None:
    sure, unsure = article(), article(certain=False)
    undated = Article(
        id="A3", file="c.md", key="c", content_hash="c", title="C", passages=(), published=None
    )
    found = report(Corpus(articles=(sure, unsure, undated)))
    assert (found.inferred, found.undated) == ((unsure,), (undated,))


def test_corrections_are_told_apart_by_whether_they_changed_anything() -> None:
    done = CorrectionResult("corrections.toml line 1", "x", 2)
    idle = CorrectionResult("corrections.toml line 9", "y", 0, "no such article")
    found = report(Corpus(corrections=(done, idle), rejected=(Rejection("b.txt", "empty"),)))
    assert (found.applied, found.unmatched) == ((done,), (idle,))
    assert [r.where for r in found.rejected] == ["b.txt"]
