"""A folder is read in order; one bad file is named and never stops the others."""

from __future__ import annotations

import os
from datetime import date

import pytest

from storage.articles.files import Unreadable, sources_hash
from storage.articles.folder import read_folder
from storage.articles.reading import read_file
from storage.errors import SeedsMissing
from storage.models import When

TEXT = "The council met on Monday and agreed to build a new pier in the harbour of the town."


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "articles"
    home.mkdir()
    return home


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_articles_are_read_in_the_order_of_their_paths(folder):
    for name in ("b.md", "a.txt", "sub/C.TXT", "sub/d.htm"):
        text = f"{TEXT} This is {name}, and it is not like the others of them."
        write(folder, name, f"<p>{text}</p>" if name.endswith("htm") else text)
    articles, rejected = read_folder(folder)
    assert [a.file for a in articles] == ["a.txt", "b.md", "sub/C.TXT", "sub/d.htm"]
    assert rejected == ()


def test_what_is_no_article_is_left_alone(folder, tmp_path):
    write(folder, "a.txt", TEXT)
    for name in ("README.md", "sub/readme.MD", ".hidden.txt", ".git/x.txt", "topics.toml", "p.png"):
        write(folder, name, "Something else altogether.")
    articles, rejected = read_folder(folder)
    assert [a.file for a in articles] == ["a.txt"]
    assert rejected == ()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.txt", b"", "it is empty"),
        ("x.txt", b"\xef\xbb\xbf \n\n", "it is empty"),
        ("x.md", "---\ntitle: x\n---\n\n", "it is empty"),
        ("x.txt", b"\x89PNG\0\0\x01", "binary"),
        ("x.txt", "Café ".encode("latin-1") * 3, "not encoded in UTF-8.*save it as UTF-8"),
        ("x.txt", b"a" * (5 * 1024 * 1024 + 1), "too big: 5.0 MB"),
        ("x.txt", "a " * 30_000, "break it into paragraphs"),
        ("x.txt", "A line.\n" * 20_001, "several articles"),
        ("x.md", "---\npublished: soon\n---\nText.", "line 2: published"),
        ("x.txt", "Subscribe to our newsletter\n\n***\n", "no article text found"),
        ("x.html", "<html><body></body></html>", "no article text found"),
        ("x.pdf", b"%PDF-1.4", "save the article as .txt, .md or .html"),
    ],
)
def test_a_bad_file_is_named_with_its_reason_and_the_others_are_read(folder, name, content, reason):
    write(folder, "a.txt", TEXT)
    write(folder, name, content)
    write(folder, "z.txt", TEXT + " It is the last one.")
    articles, (rejected,) = read_folder(folder)
    assert [a.file for a in articles] == ["a.txt", "z.txt"]
    assert rejected.where == name
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(rejected.reason)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_in_unicode_are_read(folder, encoding):
    path = write(folder, "a.txt", TEXT.encode(encoding))
    assert read_file(path, file="a.txt").passages[0].source == TEXT


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_passages_are_the_non_blank_lines(folder, newline):
    lines = ["", "One.", " \t\xa0", "", "Two\u2028still two\x0b\x85too.", "Three.", ""]
    path = write(folder, "a.txt", newline.join(lines))
    passages = read_file(path, file="a.txt").passages
    assert [(p.number, p.source) for p in passages] == [
        (1, "One."),
        (2, "Two\u2028still two\x0b\x85too."),
        (3, "Three."),
    ]
    assert passages[1].text == "Two still two too."


def test_the_same_text_or_address_is_taken_once(folder):
    write(folder, "a.md", "---\nurl: https://example.org/1\n---\n" + TEXT)
    write(folder, "b.txt", TEXT)
    write(folder, "c.md", "---\nurl: http://example.org/1?utm_campaign=y\n---\nOther words.")
    articles, rejected = read_folder(folder)
    assert [a.file for a in articles] == ["a.md"]
    assert [(r.where, r.reason) for r in rejected] == [
        ("b.txt", "it has the same text as a.md"),
        ("c.md", "it gives the same address as a.md: https://example.org/1"),
    ]


def test_an_unknown_key_is_reported_and_the_article_is_read(folder):
    write(folder, "a.md", "---\ntitel: x\npublished: 2021-08-16\n---\n" + TEXT)
    (article,), (note,) = read_folder(folder)
    assert article.stated == When(date(2021, 8, 16), date(2021, 8, 16))
    assert note.where == "a.md"
    assert "“titel”" in note.reason


def test_a_text_broken_into_lines_is_read_and_reported(folder):
    words = f"{TEXT} {TEXT} {TEXT}".split()
    lines = [" ".join(words[at : at + 11]) for at in range(0, len(words), 11)] * 3
    write(folder, "a.txt", "\n".join(lines))
    write(folder, "b.txt", "\n".join([TEXT[:70] + "."] * 20))
    (_, whole), (note,) = read_folder(folder)
    assert note.where == "a.txt"
    assert "put each paragraph on one line" in note.reason
    assert len(whole.passages) == 20


def test_links_that_lead_outside_are_named_and_not_followed(folder, tmp_path):
    write(tmp_path, "secret.txt", TEXT)
    write(tmp_path, "elsewhere/b.txt", TEXT)
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "dir").symlink_to(tmp_path / "elsewhere")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    articles, rejected = read_folder(folder)
    assert articles == ()
    assert {r.where for r in rejected} == {"a.txt", "gone.txt", "loop.txt"}


def test_a_pipe_among_the_articles_holds_nobody_up(folder):
    os.mkfifo(folder / "pipe.txt")
    articles, (rejected,) = read_folder(folder)
    assert articles == ()
    assert "regular" in rejected.reason


def test_a_name_that_is_not_unicode_is_named(folder):
    with open(os.fsencode(folder) + b"/\xff.txt", "wb") as stream:  # noqa: PTH123 - a name of bytes
        stream.write(TEXT.encode())
    _, (rejected,) = read_folder(folder)
    assert "rename" in rejected.reason
    rejected.where.encode("utf-8")
    sources_hash(folder)


def test_a_missing_folder_is_named(folder):
    with pytest.raises(SeedsMissing, match="does not exist"):
        read_folder(folder / "missing")
    with pytest.raises(SeedsMissing, match="not a folder"):
        sources_hash(write(folder, "a.txt", TEXT))


def test_the_hash_changes_with_whatever_a_corpus_is_built_from(folder):
    path = write(folder, "a.txt", TEXT)
    hashes = [sources_hash(folder)]
    for change in (
        lambda: path.write_text(TEXT + "!", "utf-8"),
        lambda: path.rename(folder / "b.txt"),
        lambda: write(folder, "topics.toml", "x = 1"),
        lambda: write(folder, "actors.toml", "x = 1"),
        lambda: write(folder, "corrections.toml", "x = 1"),
        lambda: write(folder, "sub/c.html", "<p>x</p>"),
    ):
        change()
        hashes.append(sources_hash(folder))
    assert len(set(hashes)) == len(hashes)
    write(folder, "README.md", "x")
    write(folder, ".x.txt", "x")
    write(folder, "picture.png", "x")
    assert sources_hash(folder) == hashes[-1]


def test_a_missing_file_is_unreadable(folder):
    with pytest.raises(Unreadable, match="cannot be read"):
        read_file(folder / "missing.txt", file="missing.txt")
