"""Articles: their passages, cleaned and as they stand in the source, and places in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from storage.models.dates import Publication, When
from storage.text.offsets import OffsetMap, Span


class PassageKind(StrEnum):
    """What a line of an article is."""

    TEXT = "text"
    CAPTION = "caption"
    HEADING = "heading"
    BOILERPLATE = "boilerplate"


class ArticleKind(StrEnum):
    """An article as published, or our own summary of one."""

    ARTICLE = "article"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Passage:
    """A non-blank line of a source, cleaned for reading.

    `number` counts the non-blank lines of the source from 1, dropped ones included, front
    matter not.  `source` is the line as it stands there (without its line break), `text` what
    cleaning made of it; `text` is empty where cleaning dropped the whole line (newsletter
    boilerplate, another language).  `original` are the paragraph numbers of the original that
    a digest's passage sums up.
    """

    number: int
    kind: PassageKind
    source: str
    text: str
    offsets: OffsetMap = field(default_factory=OffsetMap)
    original: tuple[int, ...] = ()

    def to_source(self, span: Span) -> Span:
        """Map a range of `text` to the range of `source` that it came from."""
        return self.offsets.to_source(span)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact stands: an article, a passage number, a range of that passage's text."""

    article: str
    passage: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The range as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceArticle:
    """What a reader made of one file, before the corpus knows of it.

    `file` is the path below the source folder (POSIX), `key` the canonical address where known,
    else `file`.  `stated` is the publication date that the metadata gives, if it does, with
    `stated_certain` false where the metadata itself calls it approximate.  `title_stated` is
    false where the title is only the first words of the text.
    """

    file: str
    key: str
    content_hash: str
    title: str
    passages: tuple[Passage, ...]
    title_stated: bool = True
    publisher: str | None = None
    publisher_short: str | None = None
    authors: tuple[str, ...] = ()
    stated: When | None = None
    stated_certain: bool = True
    url: str | None = None
    language: str = "en"
    kind: ArticleKind = ArticleKind.ARTICLE

    def passage(self, number: int) -> Passage | None:
        """Give the passage of that number, if there is one."""
        if 1 <= number <= len(self.passages):
            return self.passages[number - 1]
        return None

    def readable(self) -> Iterator[Passage]:
        """List the passages that say something: not boilerplate, not dropped."""
        for passage in self.passages:
            if passage.text and passage.kind is not PassageKind.BOILERPLATE:
                yield passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(SourceArticle):
    """An article of the corpus: its short id (`A1`…) and its publication date, if known."""

    id: str
    published: Publication | None = None
