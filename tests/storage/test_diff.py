"""What a reload changes, and when it is refused."""

from __future__ import annotations

import pytest

from storage.diff import check_not_shrunk, diff
from storage.errors import ReloadRefused
from storage.models import Article, Corpus, Passage, PassageKind, Rejection


def article(name: str, *, passages: int = 2, content: str = "x") -> Article:
    lines = tuple(Passage(n, PassageKind.TEXT, "Words.", "Words.") for n in range(1, passages + 1))
    return Article(
        id=name,
        file=f"{name}.md",
        key=f"{name}.md",
        content_hash=content,
        title=name,
        passages=lines,
    )


def corpus(*articles: Article) -> Corpus:
    return Corpus(articles=articles)


def test_a_diff_names_what_was_added_changed_and_removed() -> None:
    old = corpus(article("a"), article("b"), article("c"))
    new = Corpus(
        articles=(article("a"), article("b", content="y"), article("d")),
        rejected=(Rejection("e.bin", "binary"),),
    )
    found = diff(old, new)
    assert [a.id for a in found.added] == ["d"]
    assert [a.id for a in found.changed] == ["b"]
    assert [a.id for a in found.removed] == ["c"]
    assert [r.where for r in found.rejected] == ["e.bin"]
    assert not found.empty
    assert diff(old, old).empty
    assert found.facts["quotes"] == (0, 0)


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        (corpus(), corpus(), "no readable article"),
        (corpus(article("a")), corpus(), "no readable article"),
        (corpus(*map(article, "abcde")), corpus(*map(article, "ab")), "2 articles instead of 5"),
        (corpus(article("a", passages=10)), corpus(article("a", passages=4)), "4 passages"),
        (corpus(*map(article, "abcd")), corpus(*map(article, "ab")), None),
        (corpus(), corpus(article("a")), None),
        (corpus(article("a", passages=10)), corpus(article("a", passages=5)), None),
    ],
)
def test_an_empty_or_sharply_shrunk_corpus_is_refused(old, new, refused) -> None:
    if refused is None:
        check_not_shrunk(old, new)
    else:
        with pytest.raises(ReloadRefused, match=refused):
            check_not_shrunk(old, new)
