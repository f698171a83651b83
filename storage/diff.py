"""What a new corpus changes: articles added, changed and removed, facts before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.errors import ReloadRefused
from storage.models import Article, Corpus, CorrectionResult, Rejection

SHRUNK = 0.5
"""A new corpus with fewer than this share of the old one's articles or passages is refused."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is told of an article that was added, changed or removed."""

    id: str
    title: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """The difference between two corpora; `facts` maps a kind to its counts before and after.

    `unmatched` are the new one's entries of corrections.toml that changed nothing.
    """

    added: tuple[Outline, ...] = ()
    changed: tuple[Outline, ...] = ()
    removed: tuple[Outline, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    unmatched: tuple[CorrectionResult, ...] = ()
    facts: Mapping[str, tuple[int, int]]

    @property
    def empty(self) -> bool:
        """Whether no article was added, changed or removed."""
        return not (self.added or self.changed or self.removed)


def diff(old: Corpus, new: Corpus) -> Diff:
    """Compare two corpora by their articles' keys and contents."""
    before = {a.key: a.content_hash for a in old.articles}
    after = {a.key for a in new.articles}
    return Diff(
        added=tuple(_outline(a) for a in new.articles if a.key not in before),
        changed=tuple(
            _outline(a) for a in new.articles if before.get(a.key, a.content_hash) != a.content_hash
        ),
        removed=tuple(_outline(a) for a in old.articles if a.key not in after),
        rejected=tuple(new.rejected),
        unmatched=tuple(result for result in new.corrections if not result.facts),
        facts={
            kind: (len(getattr(old, kind)), len(getattr(new, kind)))
            for kind in ("actors", "quotes", "statements", "events")
        },
    )


def _outline(article: Article) -> Outline:
    return Outline(article.id, article.title, article.file)


def check_not_shrunk(old: Corpus, new: Corpus, *, leaving: str = "") -> None:
    """Raise ReloadRefused where the new corpus is empty or lost more than half of the old one.

    The article of the file `leaving` is meant to go.
    """
    meant = [a for a in old.articles if a.file == leaving] if leaving else []
    expected = len(old.articles) - len(meant)
    if not new.articles:
        raise ReloadRefused("The folder holds no readable article; the old corpus stays.")
    if len(new.articles) < SHRUNK * expected:
        raise ReloadRefused(
            "The new corpus would have {new} articles instead of {old}; the old one stays.",
            new=len(new.articles),
            old=len(old.articles),
        )
    going = sum(1 for article in meant for _ in article.readable())
    before, after = old.coverage.passages - going, new.coverage.passages
    if after < SHRUNK * before:
        raise ReloadRefused(
            "The new corpus would have {new} passages instead of {old}; the old one stays.",
            new=after,
            old=before,
        )
