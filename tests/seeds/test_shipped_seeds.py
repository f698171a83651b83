"""The shipped corpus: every file is complete, honest about its source, and in our own words."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DIGESTS = sorted(path for path in SEEDS.glob("*.md") if path.name != "README.md")
ORIGINAL_OF = {
    "raam-op-rusland-2021-08.md": "000",
    "mei-2021-07.md": "001",
    "notorious-allies-2021-10.md": "002",
    "the-bell-2021-08.md": "003",
    "moscow-times-2021-08-16.md": "004",
}
REQUIRED = {"title", "published", "certainty", "language", "kind", "original_paragraphs"}
PUBLISHED = re.compile(r"\d{4}-\d{2}(-\d{2})?(/\d{4}-\d{2}-\d{2})?")
QUOTED = re.compile(r"“([^”]+)”")
ACTOR_KINDS = {"person", "organisation", "group", "country", "place"}


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it stands in its file: the metadata, and its passages from number 1."""

    meta: Mapping[str, Any]
    passages: tuple[str, ...]


def read(path: Path) -> Digest:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    lines = tuple(line for line in body.splitlines() if line.strip())
    return Digest(yaml.safe_load(front), lines)


def tables(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((SEEDS / name).read_text("utf-8"))[key]
    return rows


def everything() -> str:
    digests = [read(path) for path in DIGESTS]
    bylines = [str(d.meta.get(k, "")) for d in digests for k in ("authors", "publisher")]
    return "\n".join([*(line for d in digests for line in d.passages), *bylines])


def names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def test_each_of_the_five_articles_has_its_digest() -> None:
    assert {path.name for path in DIGESTS} == set(ORIGINAL_OF)


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_the_front_matter_says_what_readers_must_be_told(path: Path) -> None:
    meta = read(path).meta
    assert set(meta) >= REQUIRED
    assert PUBLISHED.fullmatch(str(meta["published"]))
    assert meta["certainty"] in {"exact", "about"}
    assert meta["kind"] == "digest"
    assert meta["language"] == "en"
    assert ("publisher" in meta) == ("short" in meta)


def test_only_the_article_that_gives_its_address_has_one() -> None:
    addresses = {path.name: url for path in DIGESTS if (url := read(path).meta.get("url"))}
    assert list(addresses) == ["moscow-times-2021-08-16.md"]
    assert re.fullmatch(r"https://www\.themoscowtimes\.com/\S+-a74809", *addresses.values())


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_every_passage_knows_which_paragraphs_it_sums_up(path: Path) -> None:
    digest = read(path)
    numbers = list(range(1, len(digest.passages) + 1))
    assert list(digest.meta["original_paragraphs"]) == numbers


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_quotation_marks_are_curly_and_paired(path: Path) -> None:
    for passage in read(path).passages:
        assert '"' not in passage
        rest = QUOTED.sub("", passage)
        assert not {"“", "”"} & set(rest), passage


def test_there_are_at_least_eight_topics_each_with_its_own_id() -> None:
    ids = [topic["id"] for topic in tables("topics.toml", "topic")]
    assert len(ids) >= 8
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", id_) for id_ in ids)


@pytest.mark.parametrize("topic", tables("topics.toml", "topic"), ids=lambda t: t["id"])
def test_a_topic_concerns_actors_that_the_digests_name(topic: dict[str, Any]) -> None:
    assert set(topic) == {"id", "title", "queries", "actors"}
    known = {actor["name"]: actor for actor in tables("actors.toml", "actor")}
    assert topic["queries"]
    assert [name for name in topic["actors"] if name not in known] == []


@pytest.mark.parametrize("actor", tables("actors.toml", "actor"), ids=lambda a: a["name"])
def test_actors_toml_lists_only_whom_the_digests_name(actor: dict[str, Any]) -> None:
    assert set(actor) <= {"name", "kind", "aliases", "merge"}
    assert actor["kind"] in ACTOR_KINDS
    text = everything()
    assert any(names(text, form) for form in (actor["name"], *actor.get("aliases", ())))


def test_no_name_or_alias_belongs_to_two_actors() -> None:
    owner: dict[str, str] = {}
    for actor in tables("actors.toml", "actor"):
        for form in {f.casefold() for f in (actor["name"], *actor.get("aliases", ()))}:
            assert owner.setdefault(form, actor["name"]) == actor["name"], form


def paragraphs(originals: Path, digest: Path) -> list[str]:
    (file,) = originals.glob(f"{ORIGINAL_OF[digest.name]}_*.txt")
    return [line for line in file.read_text("utf-8").splitlines() if line.strip()]


def bare(text: str) -> str:
    """The words alone: marks, spaces and footnotes out, all apostrophes alike."""
    return " ".join(re.findall(r"[\w’'-]+", re.sub(r"\[\d+\]", "", text))).replace("’", "'")


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_quoted_words_stand_in_the_paragraphs_that_the_passage_sums_up(
    path: Path, originals: Path
) -> None:
    digest, lines = read(path), paragraphs(originals, path)
    for number, passage in enumerate(digest.passages, 1):
        told = digest.meta["original_paragraphs"][number]
        source = bare(" ".join(lines[n - 1] for n in ([told] if isinstance(told, int) else told)))
        for quoted in QUOTED.findall(passage):
            assert bare(quoted) in source, (number, quoted)


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_every_quotation_of_four_words_is_in_the_digest_in_full(
    path: Path, originals: Path
) -> None:
    ours = bare(" ".join(read(path).passages))
    for line in paragraphs(originals, path):
        for quoted in re.findall(r"[“\"]([^”\"]+)[”\"]", line):
            if len(quoted.split()) >= 4:
                assert bare(quoted) in ours


def test_no_sentence_of_an_article_is_copied(shared: Path, root: Path) -> None:
    tool = shared / "tools" / "copied.py"
    if not tool.is_file():
        pytest.skip("../shared/tools/copied.py is not here")
    found = subprocess.run(
        [sys.executable, tool, root], capture_output=True, text=True, check=False
    )
    assert [line for line in found.stdout.splitlines() if line.startswith("seeds/")] == []
