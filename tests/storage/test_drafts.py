"""What is sent as an article: its kind told by what it holds, its draft kept for a day."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import atomic
from storage.articles.files import MOST_BYTES
from storage.articles.frontmatter import split, with_keys
from storage.articles.reading import read_file
from storage.drafts import MOST, Drafts
from storage.errors import AdditionRefused, StoreUnwritable
from storage.sniffing import sniffed

PAGE = "<html><head><title>Old</title></head><body><article><p>{}</p></article></body></html>"

KINDS = {
    "pier.md": (b"A pier.", ".md"),
    "PIER.HTM": (b"<p>A pier.</p>", ".htm"),
    "pier.exe": (b"A pier.", ".txt"),
    "../../etc/pier": (b"A pier.", ".txt"),
    "page.txt": (b"\n<!DOCTYPE html><p>A pier.</p>", ".html"),
    "": (b"\xef\xbb\xbfA pier.", ".txt"),
    "utf-16.txt": ("A pier.".encode("utf-16"), ".txt"),
    "latin.html": ("<html><meta charset=latin-1><p>Pié</p>".encode("latin-1"), ".html"),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_format_is_told_by_what_a_file_holds(name):
    content, suffix = KINDS[name]
    found, kept = sniffed(name, content)
    assert found == suffix
    assert b"A pier." in kept or b"Pi\xe9" in kept


STRANGE = {
    "PDF": b"%PDF-1.7",
    "DOCX": b"PK\x03\x04rest",
    "RTF": b"{\\rtf1 A pier.}",
    "PNG": b"\x89PNG\r\n",
    "JPEG": b"\xff\xd8\xff\xe0",
    "GZIP": b"\x1f\x8b\x08",
    "binary": b"A\0pier",
    "empty": b" \n",
    "UTF-8": "Pié".encode("latin-1"),
    "too big": b"a" * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_text_is_refused_with_what_can_be_done(kind):
    with pytest.raises(AdditionRefused, match=kind):
        sniffed("article.txt", STRANGE[kind])


KEYS = {"title": 'A “pier”: \\ "x" 🛥', "published": "2019-05-20"}


@pytest.mark.parametrize(
    "content",
    [
        b"A pier.\n",
        b"---\ntitle: Old\ndate: 2001\nlanguage: en\n---\nA pier.\n",
        b"---\r\nTitle: >\r\n  Old\r\n  and long\r\nlanguage: en\r\n---\r\nA pier.\r\n",
        b"---\n---\nA pier.\n",
        b"---\nA rule of the text.\n---\nA pier.\n",
    ],
)
def test_what_is_typed_takes_the_place_of_what_the_front_matter_says(content):
    front, body = split(with_keys(content, KEYS).decode())
    assert (front.title, front.published.earliest.isoformat()) == (KEYS["title"], "2019-05-20")
    assert front.language == ("en" if b"language" in content else None)
    assert body.strip().endswith("A pier.")
    assert with_keys(with_keys(content, KEYS), KEYS) == with_keys(content, KEYS)
    assert "“pier”".encode() in with_keys(content, KEYS)  # as people write it


@given(st.text(), st.sampled_from(["utf-8", "latin-1"]))
def test_any_title_comes_back(title, encoding):
    content = "Pié.\n".encode(encoding)
    front, _ = split(with_keys(content, {"title": title}).decode(encoding))
    assert front.title in {" ".join(title.split()) or None, None}


@given(st.binary(), st.sampled_from(["a.txt", "a.md", "a.html", "a.exe", ""]))
def test_whatever_is_sent_is_taken_or_refused_and_takes_what_is_typed(content, name):
    try:
        suffix, kept = sniffed(name, content)
    except AdditionRefused:
        return
    keyed = with_keys(kept, {"title": "A pier"})
    assert suffix in {".txt", ".md", ".html"}
    assert with_keys(keyed, {"title": "A pier"}) == keyed
    if suffix != ".html":
        assert split(keyed.decode())[0].title == "A pier"


def test_what_is_typed_of_a_page_stands_before_it_in_any_encoding(tmp_path):
    page = PAGE.replace("<head>", "<head><meta charset=windows-1251>").format(
        "Мост открыли снова, и никто при этом не пострадал. " * 5
    )
    path = tmp_path / "article.html"
    path.write_bytes(with_keys(page.encode("windows-1251"), {"title": "Мост", "published": "2019"}))
    read = read_file(path, file="article.html")
    assert (read.title, read.stated.earliest.year) == ("Мост", 2019)
    assert read.passages[0].text.startswith("Мост открыли")


def test_a_draft_outlives_a_restart_is_its_owners_and_goes_after_a_day(tmp_path):
    made = Drafts(tmp_path).begin(7, ".md", b"A pier.")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.folder.stat().st_mode & 0o777 == 0o700
    drafts = Drafts(tmp_path)
    assert drafts.of(7) == (made,)
    assert drafts.get(7, made.id) == made
    assert drafts.get(8, made.id) is None
    assert drafts.of(8) == ()
    drafts.write(made, b"Another.")
    assert made.path.read_bytes() == b"Another."
    assert Drafts(tmp_path, lambda: time.time() + 2 * 86_400).of(7) == ()
    assert not made.folder.exists()


def test_an_admin_has_five_drafts_at_most(tmp_path):
    drafts = Drafts(tmp_path)
    made = [drafts.begin(7, ".md", b"A pier.") for _ in range(MOST)]
    with pytest.raises(AdditionRefused, match="5 drafts"):
        drafts.begin(7, ".md", b"A pier.")
    drafts.begin(8, ".md", b"A pier.")
    drafts.discard(made[0])
    drafts.begin(7, ".md", b"A pier.")


@pytest.mark.parametrize("id_", ["..", "*", "", "0" * 12, "../7-000000000000", "[0-9]"])
def test_an_id_that_is_none_leads_nowhere(tmp_path, id_):
    drafts = Drafts(tmp_path)
    drafts.begin(7, ".md", b"A pier.")
    assert drafts.get(7, id_) is None


def test_a_full_disk_leaves_no_draft(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(StoreUnwritable):
        Drafts(tmp_path).begin(7, ".md", b"A pier.")
    assert list((tmp_path / "drafts").iterdir()) == []
