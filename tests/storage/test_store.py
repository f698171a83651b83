"""The corpus store: whole or not at all, by one process, never served when damaged."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from storage.backends.tinydb import AtomicStorage, CorpusStore, corpus_version
from storage.errors import StoreDamaged, StoreLocked, StoreUnwritable
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Basis,
    Citation,
    Corpus,
    Event,
    Mention,
    Passage,
    PassageKind,
    Precision,
    Publication,
    PublicationBasis,
    Quote,
    QuoteKind,
    Rejection,
    Topic,
    When,
)
from storage.text.offsets import OffsetMap, Run, Span

DAY = When(date(2021, 8, 15), date(2021, 8, 15), Precision.DAY)


def corpus(title: str = "A harbour reopens") -> Corpus:
    passage = Passage(
        1,
        PassageKind.TEXT,
        "It  is “open” — said Ana Ortiz 🚢",
        "It is “open” — said Ana Ortiz 🚢",
        OffsetMap((Run(0, 0, 2, 2), Run(2, 2, 1, 2), Run(3, 4, 29, 29))),
        (3, 4),
    )
    article = Article(
        id="A1",
        file="harbour.md",
        key="harbour.md",
        content_hash="ab",
        title=title,
        passages=(passage,),
        published=Publication(DAY, DAY.earliest, PublicationBasis.METADATA, certain=True),
    )
    place = Citation("A1", 1, 6, 12)
    made = Corpus(
        articles=(article,),
        actors=(
            Actor(
                id="ana-ortiz",
                name="Ana Ortiz",
                kind=ActorKind.PERSON,
                mentions=(Mention(Citation("A1", 1, 20, 29), "Ana Ortiz"),),
            ),
        ),
        quotes=(
            Quote(
                id="q1",
                citation=place,
                text="open",
                kind=QuoteKind.FRAGMENT,
                turn="t1",
                speaker="ana-ortiz",
                said=DAY,
            ),
        ),
        events=(
            Event(
                id="e1",
                citation=place,
                expression="open",
                sentence=passage.text,
                sentence_span=Span(0, len(passage.text)),
                when=DAY,
                basis=Basis.STATED,
            ),
        ),
        topics=(Topic(id="port", title="The port", queries=("harbour",)),),
        rejected=(Rejection("x.txt", "empty"),),
        article_ids=(("harbour.md", "A1"),),
    )
    return replace(made, version=corpus_version(made))


def test_a_kept_corpus_comes_back_equal(tmp_path: Path) -> None:
    with CorpusStore(tmp_path / "corpus.json") as store:
        assert store.load() is None
        store.replace(corpus())
        assert store.load() == corpus()


def test_equal_corpora_have_equal_files_and_versions(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        with CorpusStore(tmp_path / name) as store:
            store.replace(corpus())
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert corpus().version != corpus("Another title").version


def test_half_a_surrogate_pair_in_a_title_counts_in_the_version() -> None:
    assert corpus("Open \ud800").version != corpus("Open \ud801").version


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with CorpusStore(tmp_path / "corpus.json") as store:
        store.replace(corpus())
    assert (tmp_path / "corpus.json").stat().st_mode & 0o077 == 0


def test_a_second_writer_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    with CorpusStore(path), pytest.raises(StoreLocked, match="Another Newsdesk"):
        CorpusStore(path)
    CorpusStore(path).close()


def test_a_reader_beside_the_writer_reads_and_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    with CorpusStore(path) as store:
        store.replace(corpus())
        with CorpusStore(path, write=False) as reader:
            assert reader.load() == corpus()
            with pytest.raises(StoreUnwritable):
                reader.replace(corpus("Other"))


def test_a_failed_write_keeps_the_old_corpus_and_leaves_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CorpusStore(tmp_path / "corpus.json") as store:
        store.replace(corpus())

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StoreUnwritable, match="No space left"):
            store.replace(corpus("Other"))
        monkeypatch.undo()
        assert store.load() == corpus()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus.json", "corpus.json.lock"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"[1, 2]",
        lambda data: data.replace(b"harbour reopens", b"harbour recedes"),
        lambda data: data.replace(b'"start": 6', b'"start": 7', 1),
        lambda data: b"\xff\xfe" + data,
        lambda data: b'{"about": []}',
        lambda data: b"[" * 200_000,
        lambda data: b'{"something": "else"}',
        lambda data: data.replace(b'"articles": {', b'"articles": {"x": {}, ', 1),
        lambda data: data.replace(b'"A1"\n', b'"A2"\n', 1),
    ],
)
def test_a_damaged_file_is_said_to_be_and_stays_as_it_is(tmp_path: Path, damage) -> None:
    path = tmp_path / "corpus.json"
    with CorpusStore(path) as store:
        store.replace(corpus())
        harmed = damage(path.read_bytes())
        path.write_bytes(harmed)
        with pytest.raises(StoreDamaged, match="newsdesk build"):
            store.load()
        assert path.read_bytes() == harmed


def test_another_schema_is_built_anew_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    with CorpusStore(path) as store:
        store.replace(corpus())
        tables = json.loads(path.read_text("utf-8"))
        tables["about"]["1"]["schema"] = 0
        path.write_text(json.dumps(tables), "utf-8")
        assert store.load() is None


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".corpus.json.4242.tmp").write_text("{", "utf-8")
    AtomicStorage(tmp_path / "corpus.json").close()
    assert not list(tmp_path.glob(".corpus.json.*"))


CHURN = """
import sys
from pathlib import Path
from storage.backends.tinydb import AtomicStorage
storage = AtomicStorage(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(1_000_000):
    storage.write({"rows": {str(i): {"n": number} for i in range(400)}})
"""


def test_a_writer_killed_again_and_again_never_leaves_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    seen = set()
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", CHURN, str(path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            before = path.stat().st_ino if path.exists() else None
            for _ in range(10_000_000):
                if path.exists() and path.stat().st_ino != before:
                    break
            child.send_signal(signal.SIGKILL)
        storage = AtomicStorage(path)
        tables = storage.read()
        storage.close()
        assert tables is not None
        assert len({row["n"] for row in tables["rows"].values()}) == 1
        seen.add(len(tables["rows"]))
    assert seen == {400}
