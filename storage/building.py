"""From a folder of articles to a corpus: read, extract, cluster; a pure function of the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from storage.articles.files import check_folder, sources_hash
from storage.articles.folder import read_folder
from storage.backends.tinydb import corpus_version
from storage.correcting import Corrector
from storage.corrections import FILE as CORRECTIONS
from storage.corrections import read_corrections
from storage.errors import SeedsInvalid
from storage.extraction.actors import (
    ActorCorrections,
    ActorCorrectionsError,
    name_actors,
    read_actor_corrections,
)
from storage.extraction.clusters import cluster_events
from storage.extraction.events import extract_events
from storage.extraction.publication import fallback_publication, infer_publication
from storage.extraction.quotes import extract_quotes
from storage.extraction.roster import Roster
from storage.extraction.statements import extract_statements
from storage.extraction.utterances import hear
from storage.models import (
    Article,
    Corpus,
    Event,
    Publication,
    Quote,
    Rejection,
    SourceArticle,
    Statement,
)
from storage.rules import rules_hash
from storage.search import Index
from storage.snapshot import Progress, Snapshot
from storage.topics import make_topics, read_topics

Report = Callable[[Progress], None]


def build_snapshot(
    folder: Path, *, known_ids: Mapping[str, str] | None = None, report: Report = lambda _: None
) -> Snapshot:
    """Build corpus and index from a folder.

    `known_ids` gives articles their old short ids back, by key.  Raises SeedsMissing or
    SeedsInvalid.
    """
    corpus = build_corpus(folder, known_ids=known_ids, report=report)
    report(Progress("indexing", 0, 1))
    return Snapshot(corpus, Index.build(corpus))


def build_corpus(
    folder: Path, *, known_ids: Mapping[str, str] | None = None, report: Report = lambda _: None
) -> Corpus:
    """Read and extract everything in a folder; the same files give an equal corpus."""
    report(Progress("reading", 0, 1))
    # What people write by hand is checked first: its mistakes are told before the long work.
    check_folder(folder)  # a folder that is none is told as that, not by its topics
    topics = read_topics(folder / "topics.toml")
    names = _actor_corrections(folder / "actors.toml")
    corrections = read_corrections(folder / CORRECTIONS)
    sources, rejected = read_folder(folder)
    ids = _assign_ids(sources, known_ids or {})
    corrector = Corrector(corrections, {ids[source.key]: source for source in sources})
    articles = _published(sources, ids, corrector.publications())
    named = name_actors(articles, names)
    actors = corrector.actors(named.actors)
    roster = Roster(actors)
    found = _extract(articles, roster, corrector, report)
    events, differences = cluster_events(found.events, articles, actors, roster)
    corpus = Corpus(
        sources_hash=sources_hash(folder),
        rules_hash=rules_hash(),
        folder=str(folder.resolve()),
        article_ids=tuple(sorted(ids.items())),
        articles=articles,
        actors=actors,
        quotes=tuple(found.quotes),
        statements=tuple(found.statements),
        events=events,
        differences=differences,
        topics=make_topics(articles, actors) if topics is None else topics,
        rejected=(*rejected, *found.rejected),
        corrections=(*named.unmatched, *corrector.results()),
    )
    return replace(corpus, version=corpus_version(corpus))


@dataclass(slots=True)
class _Found:
    quotes: list[Quote]
    statements: list[Statement]
    events: list[Event]
    rejected: list[Rejection]


def _extract(
    articles: Sequence[Article], roster: Roster, corrector: Corrector, report: Report
) -> _Found:
    found = _Found([], [], [], [])
    for number, article in enumerate(articles):
        report(Progress("extracting", number, len(articles)))
        # Corrected as they are found: a corrected date also dates what was said on it.
        events = corrector.events(extract_events(article, roster))
        heard = hear(article, roster)
        told, rejected = extract_quotes(article, roster, events, heard)
        quotes = corrector.quotes(told)
        found.events.extend(events)
        found.quotes.extend(quotes)
        statements = extract_statements(article, roster, quotes, events, heard)
        found.statements.extend(corrector.statements(statements))
        found.rejected.extend(rejected)
    return found


def _actor_corrections(path: Path) -> ActorCorrections:
    try:
        return read_actor_corrections(path)
    except FileNotFoundError:
        return ActorCorrections()
    except (ActorCorrectionsError, OSError, UnicodeDecodeError) as error:
        raise SeedsInvalid("{problem}.", problem=error) from error


def _assign_ids(sources: Sequence[SourceArticle], known: Mapping[str, str]) -> dict[str, str]:
    """Give each key its short id; known keys keep theirs, also while their article is away."""
    ids = dict(known)
    last = max((int(short[1:]) for short in ids.values()), default=0)
    for source in sources:
        if source.key not in ids:
            last += 1
            ids[source.key] = f"A{last}"
    return ids


def _published(
    sources: Sequence[SourceArticle], ids: dict[str, str], corrected: Mapping[str, Publication]
) -> tuple[Article, ...]:
    """Infer when each article was published; the others help where one does not say.

    `corrected` has the last word, by the article's id.
    """
    alone = [corrected.get(ids[source.key]) or infer_publication(source) for source in sources]
    fallback = fallback_publication([found for found in alone if found is not None])
    return tuple(
        Article(
            **_fields(source),
            id=ids[source.key],
            published=found
            or (fallback and infer_publication(source, near=fallback.day))
            or fallback,
        )
        for source, found in zip(sources, alone, strict=True)
    )


def _fields(source: SourceArticle) -> dict[str, Any]:
    return {name: getattr(source, name) for name in SourceArticle.__dataclass_fields__}
