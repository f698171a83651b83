"""What a new corpus changes: articles added, changed and removed, facts before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.errors import ReloadRefused
from storage.models import Article, Corpus, CorrectionResult, Rejection

SHRUNK = 0.5
"""A new corpus with fewer than this share of the old one's articles or passages is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """The difference between two corpora; `facts` maps a kind to its counts before and after.

    `unmatched` are the new one's entries of corrections.toml that changed nothing.
    """

    added: tuple[Article, ...] = ()
    changed: tuple[Article, ...] = ()
    removed: tuple[Article, ...] = ()
    rejected: Sequence[Rejection] = ()
    unmatched: tuple[CorrectionResult, ...] = ()
    facts: Mapping[str, tuple[int, int]]

    @property
    def empty(self) -> bool:
        """Whether no article was added, changed or removed."""
        return not (self.added or self.changed or self.removed)


def diff(old: Corpus, new: Corpus) -> Diff:
    """Compare two corpora by their articles' keys and contents."""
    before = {a.key: a for a in old.articles}
    after = {a.key: a for a in new.articles}
    return Diff(
        added=tuple(a for a in new.articles if a.key not in before),
        changed=tuple(
            a
            for a in new.articles
            if a.key in before and before[a.key].content_hash != a.content_hash
        ),
        removed=tuple(a for a in old.articles if a.key not in after),
        rejected=new.rejected,
        unmatched=tuple(result for result in new.corrections if not result.facts),
        facts={
            kind: (len(getattr(old, kind)), len(getattr(new, kind)))
            for kind in ("actors", "quotes", "statements", "events")
        },
    )


def check_not_shrunk(old: Corpus, new: Corpus) -> None:
    """Raise ReloadRefused where the new corpus is empty or lost more than half of the old one."""
    if not new.articles:
        raise ReloadRefused("The folder holds no readable article; the old corpus stays.")
    if len(new.articles) < SHRUNK * len(old.articles):
        raise ReloadRefused(
            "The new corpus would have {new} articles instead of {old}; the old one stays.",
            new=len(new.articles),
            old=len(old.articles),
        )
    before, after = _passages(old), _passages(new)
    if after < SHRUNK * before:
        raise ReloadRefused(
            "The new corpus would have {new} passages instead of {old}; the old one stays.",
            new=after,
            old=before,
        )


def _passages(corpus: Corpus) -> int:
    return sum(1 for article in corpus.articles for _ in article.readable())
