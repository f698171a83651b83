"""From a folder of articles to a corpus: read, extract, cluster; a pure function of the files."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from storage.articles.files import Named, check_folder, sources_hash
from storage.articles.folder import read_each
from storage.backends.tables import Spill
from storage.backends.tinydb import corpus_version
from storage.correcting import Corrector
from storage.corrections import FILE as CORRECTIONS
from storage.corrections import OVERLAY, read_corrections
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
    Actor,
    Article,
    Corpus,
    Difference,
    Event,
    Publication,
    Quote,
    Rejection,
    SourceArticle,
    Statement,
)
from storage.overlay import with_overlay
from storage.rules import rules_hash
from storage.search import Index
from storage.snapshot import Progress, Snapshot
from storage.topics import make_topics, read_topics

T = TypeVar("T")
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


@contextmanager
def _seldom_looking_for_cycles() -> Iterator[None]:
    """Let the garbage collector look for cycles less often.

    A build makes very many objects and no cycle of them: a sixth of its time went into the search.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


_OBJECTS_BETWEEN = 50_000  # some megabytes, should they be garbage after all


@_seldom_looking_for_cycles()
def build_corpus(
    folder: Path,
    *,
    known_ids: Mapping[str, str] | None = None,
    report: Report = lambda _: None,
    room: Path | None = None,
    overlay: str = "",
    added: Sequence[Named] = (),
) -> Corpus:
    """Read and extract everything in a folder; the same files give an equal corpus.

    `overlay` is the text of a corrections.toml that is laid over the folder's, `added` are
    articles beside it.
    `room` is a folder where articles and facts are put away as they are found, so that a large
    corpus takes little memory; they are read back when they are asked for.  Raises StoreUnwritable
    where there is no room.
    """
    report(Progress("reading", 0, 1))
    # What people write by hand is checked first: its mistakes are told before the long work.
    check_folder(folder)  # a folder that is none is told as that, not by its topics
    topics = read_topics(folder / "topics.toml")
    names = _actor_corrections(folder / "actors.toml")
    corrections = (
        *read_corrections(folder / CORRECTIONS),
        *read_corrections(overlay, OVERLAY),
    )
    hashed = with_overlay(sources_hash(folder, added), overlay)
    found = _Found(room)
    sources = _read(folder, added, found)
    keys = [source.key for source in sources]
    ids = _assign_ids(keys, known_ids or {})
    places = {ids[key]: place for place, key in enumerate(keys)}
    corrector = Corrector(corrections, _Sources(sources, places))
    found.articles.extend(_published(sources, ids, corrector.publications()))
    articles = found.articles.facts()
    named = name_actors(articles, names)
    actors = corrector.actors(named.actors)
    roster = Roster(actors)
    _extract(articles, roster, corrector, found, report)
    differences = _cluster(articles, actors, roster, found)
    corpus = Corpus(
        sources_hash=hashed,
        rules_hash=rules_hash(),
        folder=str(folder.resolve()),
        article_ids=tuple(sorted(ids.items())),
        articles=articles,
        actors=actors,
        quotes=found.quotes.facts(),
        statements=found.statements.facts(),
        events=found.clustered.facts(),
        differences=differences,
        topics=make_topics(articles, actors) if topics is None else topics,
        rejected=tuple(found.rejected),
        corrections=(*named.unmatched, *corrector.results()),
    )
    return replace(corpus, version=corpus_version(corpus))


class _Held(list[T]):
    """Facts that stay in memory, kept as `Spill` keeps them."""

    def facts(self) -> Sequence[T]:
        return tuple(self)


def _keep(kind: type[T], room: Path | None) -> Spill[T] | _Held[T]:
    return _Held() if room is None else Spill(kind, room)


class _Found:
    """What a build has found up to now."""

    def __init__(self, room: Path | None) -> None:
        self.sources = _keep(SourceArticle, room)
        self.articles = _keep(Article, room)
        self.quotes = _keep(Quote, room)
        self.statements = _keep(Statement, room)
        self.events = _keep(Event, room)
        self.clustered = _keep(Event, room)
        self.rejected: list[Rejection] = []


@dataclass(frozen=True, slots=True)
class _Sources(Mapping[str, SourceArticle]):
    """Sources by the short ids of their articles."""

    sources: Sequence[SourceArticle]
    places: Mapping[str, int]

    def __getitem__(self, id_: str) -> SourceArticle:
        return self.sources[self.places[id_]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def _read(folder: Path, added: Sequence[Named], found: _Found) -> Sequence[SourceArticle]:
    for one in read_each(folder, added):
        if isinstance(one, Rejection):
            found.rejected.append(one)
        else:
            found.sources.append(one)
    return found.sources.facts()


def _extract(
    articles: Sequence[Article], roster: Roster, corrector: Corrector, found: _Found, report: Report
) -> None:
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


def _cluster(
    articles: Sequence[Article], actors: Sequence[Actor], roster: Roster, found: _Found
) -> tuple[Difference, ...]:
    # All at once, since any two may be one happening.
    events = tuple(found.events.facts())
    clustered, differences = cluster_events(events, articles, actors, roster)
    found.clustered.extend(clustered)
    return differences


def _actor_corrections(path: Path) -> ActorCorrections:
    try:
        return read_actor_corrections(path)
    except FileNotFoundError:
        return ActorCorrections()
    except (ActorCorrectionsError, OSError, UnicodeDecodeError) as error:
        raise SeedsInvalid("{problem}.", problem=error) from error


def _assign_ids(keys: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Give each key its short id; known keys keep theirs, also while their article is away."""
    ids = dict(known)
    last = max((int(short[1:]) for short in ids.values()), default=0)
    for key in keys:
        if key not in ids:
            last += 1
            ids[key] = f"A{last}"
    return ids


def _published(
    sources: Sequence[SourceArticle], ids: dict[str, str], corrected: Mapping[str, Publication]
) -> Iterator[Article]:
    """Infer when each article was published; the others help where one does not say.

    `corrected` has the last word, by the article's id.
    """
    alone = [corrected.get(ids[source.key]) or infer_publication(source) for source in sources]
    fallback = fallback_publication([found for found in alone if found is not None])
    for source, found in zip(sources, alone, strict=True):
        near = found or (fallback and infer_publication(source, near=fallback.day)) or fallback
        yield Article(**_fields(source), id=ids[source.key], published=near)


def _fields(source: SourceArticle) -> dict[str, Any]:
    return {name: getattr(source, name) for name in SourceArticle.__dataclass_fields__}
