"""The facts file: the same corpus and look-ups, decoded when asked for, or none at all."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.arrays import Unusable
from storage.backends.facts import map_facts, write_facts
from storage.backends.tables import Spill
from storage.backends.tinydb import CorpusStore, corpus_version
from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.errors import StoreUnwritable
from storage.models import (
    Actor,
    ActorKind,
    Article,
    ArticleKind,
    Basis,
    Citation,
    Corpus,
    CorrectionResult,
    Difference,
    Event,
    EventKind,
    Mention,
    Passage,
    PassageKind,
    Precision,
    Publication,
    PublicationBasis,
    Quote,
    QuoteKind,
    Rejection,
    Role,
    Statement,
    Topic,
    When,
)
from storage.text.offsets import OffsetMap, Run, Span

ABOUT = {"code": "this", "store": "that"}
LOOK_UPS = [name for name, found in vars(Corpus).items() if isinstance(found, cached_property)]

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
some = st.integers(0, 2**40)
days = st.dates()
shares = st.floats(0, 1)
article_ids = st.sampled_from(["A1", "A2"])
actor_ids = st.sampled_from(["ana", "boris"])
citations = st.builds(Citation, article_ids, some, some, some)


def several(items: st.SearchStrategy, key=None) -> st.SearchStrategy:
    return st.lists(items, max_size=4, unique_by=key).map(tuple)


whens = st.builds(
    lambda day, length, precision, about: When(
        day, min(date.max - day, timedelta(length)) + day, precision, about
    ),
    days,
    st.integers(0, 5_000),
    st.sampled_from(Precision),
    st.booleans(),
)
publications = st.builds(
    Publication, whens, days, st.sampled_from(PublicationBasis), st.booleans(), words
)
runs = several(st.builds(Run, some, some, some, some))
passages = st.builds(
    Passage,
    some,
    st.sampled_from(PassageKind),
    words,
    words,
    st.builds(OffsetMap, runs),
    several(some),
)


def article(id_: str) -> st.SearchStrategy[Article]:
    return st.builds(
        Article,
        id=st.just(id_),
        file=words,
        key=words,
        content_hash=words,
        title=words,
        passages=several(passages),
        publisher=st.none() | words,
        authors=several(words),
        stated=st.none() | whens,
        kind=st.sampled_from(ArticleKind),
        published=st.none() | publications,
    )


def actor(id_: str) -> st.SearchStrategy[Actor]:
    return st.builds(
        Actor,
        id=st.just(id_),
        name=words,
        kind=st.sampled_from(ActorKind),
        aliases=several(words),
        roles=several(st.builds(Role, words, citations)),
        mentions=several(st.builds(Mention, citations, words)),
        byline=st.booleans(),
    )


said = {
    "id": words,
    "citation": citations,
    "text": words,
    "speaker": st.none() | actor_ids,
    "said": st.none() | whens,
    "confidence": shares,
}
corpora = st.builds(
    Corpus,
    version=words,
    folder=words,
    article_ids=several(st.tuples(words, words)),
    articles=st.tuples(article("A1"), article("A2")),
    actors=st.tuples(actor("ana"), actor("boris")),
    quotes=several(st.builds(Quote, kind=st.sampled_from(QuoteKind), turn=words, **said)),
    statements=several(st.builds(Statement, verb=words, **said)),
    events=several(
        st.builds(
            Event,
            id=words,
            citation=citations,
            expression=words,
            sentence=words,
            sentence_span=st.builds(Span, some, some),
            when=whens,
            basis=st.sampled_from(Basis),
            kind=st.sampled_from(EventKind),
            reference=st.none() | days,
            actors=several(actor_ids),
            cluster=words,
        )
    ),
    differences=several(
        st.builds(Difference, words, words, several(st.tuples(words, citations)), several(words))
    ),
    topics=several(st.builds(Topic, id=words, title=words, queries=several(words))),
    rejected=several(st.builds(Rejection, words, words)),
    corrections=several(st.builds(CorrectionResult, words, words, some, words)),
)


def mapped(corpus: Corpus, path: Path) -> Corpus:
    write_facts(path, corpus, ABOUT)
    return map_facts(path, ABOUT)


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return build_corpus(shipped_seeds())


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(corpus=corpora)
def test_any_corpus_comes_back_from_its_facts_and_from_its_store(corpus, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("facts")
    found = mapped(corpus, folder / "corpus.facts")
    assert found == corpus
    assert corpus == found
    assert corpus_version(found) == corpus_version(corpus)
    for name in set(LOOK_UPS) - {"chronology"}:
        assert getattr(found, name) == getattr(corpus, name), name
    with CorpusStore(folder / "corpus.json") as store:
        store.replace(found)
        assert store.load() == corpus


def test_every_look_up_of_a_corpus_is_kept(shipped: Corpus, tmp_path: Path) -> None:
    found = mapped(shipped, tmp_path / "corpus.facts")
    assert set(LOOK_UPS) <= set(vars(found))
    for name in set(LOOK_UPS) - {"chronology"}:
        assert getattr(found, name) == getattr(shipped, name), name
    for name in ("earliest", "latest", "wide", "happening", "disputed"):
        assert (
            getattr(found.chronology, name).tolist() == getattr(shipped.chronology, name).tolist()
        )
    for id_ in shipped.actor_by_id:
        assert found.chronology.of_actor(id_).tolist() == shipped.chronology.of_actor(id_).tolist()


def test_a_table_is_read_like_a_tuple(shipped: Corpus, tmp_path: Path) -> None:
    found = mapped(shipped, tmp_path / "corpus.facts")
    assert found.quotes[0] == shipped.quotes[0]
    assert found.quotes[-1] == shipped.quotes[-1]
    assert found.quotes[2:5] == shipped.quotes[2:5]
    assert list(reversed(found.quotes)) == list(reversed(shipped.quotes))
    assert shipped.quotes[3] in found.quotes
    assert found.quotes != shipped.quotes[1:]
    with pytest.raises(IndexError):
        found.quotes[len(shipped.quotes)]
    assert hash(found.actors[0]) == hash(shipped.actors[0])
    assert found.quotes[0] is found.quotes[0]  # what was just asked for stays decoded


def test_a_look_up_is_read_like_a_dictionary(shipped: Corpus, tmp_path: Path) -> None:
    found = mapped(shipped, tmp_path / "corpus.facts")
    assert list(found.actor_by_id) == list(shipped.actor_by_id)
    assert "nobody" not in found.actor_by_id
    assert found.actor_by_id.get("half a pair \ud800") is None
    assert found.actors_by_kind[ActorKind.PERSON] == shipped.actors_by_kind[ActorKind.PERSON]
    assert found.actors_by_kind.get("no such kind") is None
    with pytest.raises(KeyError):
        found.quotes_by_speaker["nobody"]


def test_what_is_mapped_leaves_the_process_as_tuples(shipped: Corpus, tmp_path: Path) -> None:
    found = mapped(shipped, tmp_path / "corpus.facts")
    sent = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert sent == shipped
    assert isinstance(sent.quotes, tuple)
    assert isinstance(sent.actors[0].mentions, tuple)
    assert pickle.loads(pickle.dumps(found.labels)) == shipped.labels  # noqa: S301


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_flipped_bit_is_noticed(shipped: Corpus, tmp_path: Path, place: float, flip: int) -> None:
    path = tmp_path / "corpus.facts"
    if not path.exists():
        write_facts(path, shipped, ABOUT)
    whole = path.read_bytes()
    data = bytearray(whole)
    data[int(place * len(data))] ^= flip
    damaged = tmp_path / "damaged.facts"
    damaged.write_bytes(data)
    try:
        found = map_facts(damaged, ABOUT)
    except Unusable:
        return
    assert found == shipped  # only the blanks between header and arrays may change


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.999])
def test_facts_that_were_cut_off_are_not_used(
    shipped: Corpus, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "corpus.facts"
    write_facts(path, shipped, ABOUT)
    whole = path.read_bytes()
    path.unlink()  # it is read-only
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Unusable):
        map_facts(path, ABOUT)


def test_facts_are_of_one_store_and_one_code(shipped: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "corpus.facts"
    write_facts(path, replace(shipped, version="v"), ABOUT)
    for other in ({"code": "other"}, {"store": "other"}):
        with pytest.raises(Unusable):
            map_facts(path, ABOUT | other)
    with pytest.raises(Unusable):
        map_facts(tmp_path / "absent", ABOUT)
    assert map_facts(path, {"code": "this"}).version == "v"
    assert path.stat().st_mode & 0o077 == 0


def test_facts_can_be_replaced_but_not_cut_short(shipped: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "corpus.facts"
    for version in ("a", "b"):
        write_facts(path, replace(shipped, version=version), ABOUT)
        assert path.stat().st_mode & 0o222 == 0
    assert map_facts(path, ABOUT).version == "b"


def test_what_is_put_away_while_building_is_what_would_be_held(
    shipped: Corpus, tmp_path: Path
) -> None:
    (tmp_path / "room").mkdir()
    found = build_corpus(shipped_seeds(), room=tmp_path / "room")
    assert found == shipped
    assert found.version == shipped.version
    assert not list((tmp_path / "room").iterdir())  # files without a name go with their process


def test_a_build_without_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spill = Spill(Rejection, tmp_path)

    def full(_: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spill, "_file", SimpleNamespace(write=full, flush=lambda: full(b"")))
    with pytest.raises(StoreUnwritable, match="No space left"):
        spill.append(Rejection("x.txt", "empty"))
    with pytest.raises(StoreUnwritable, match="No space left"):
        spill.facts()
    with pytest.raises(StoreUnwritable, match="surrogates"):
        Spill(Rejection, tmp_path).append(Rejection("half a pair \ud800", ""))
