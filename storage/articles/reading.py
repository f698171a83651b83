"""A file → an article: bytes, front matter, lines, and what they say of the article."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path

from storage.articles import frontmatter, metadata
from storage.articles.files import HTML, Unreadable, is_utf8, read_bytes
from storage.articles.frontmatter import BadFrontMatter, FrontMatter
from storage.articles.language import language_of
from storage.articles.lines import (
    Line,
    TooLong,
    classify,
    digest_lines,
    is_hard_wrapped,
    lines_of,
)
from storage.models import ArticleKind, Passage, PassageKind, SourceArticle

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
# A passage is a line of the file, so that citations can be counted: lines are never joined.
_WRAPPED = (
    "it is hard-wrapped, its sentences run over several lines, and what does so is not found: "
    "put each paragraph on one line"
)


@dataclass(frozen=True, slots=True)
class Read:
    """An article as read, and notes about what was ignored in its file."""

    article: SourceArticle
    notes: tuple[str, ...] = ()


def read_file(path: Path, *, file: str) -> SourceArticle:
    """Read one .txt, .md or .html file; `file` is its path below the source folder.

    Raises Unreadable where it is no article: binary, not UTF-8, empty, over 5 MB, wrong front
    matter.  The passages of an HTML file are the blocks that were extracted from it.
    """
    return read_with_notes(path, file=file).article


def read_with_notes(path: Path, *, file: str) -> Read:
    """Like `read_file`, with what was ignored in the file."""
    data = read_bytes(path)
    is_html = path.suffix.lower() in HTML
    text = _decode(data, is_html=is_html)
    front, body = _page(text) if is_html else _plain(text)
    if not body.strip():
        raise Unreadable("no article text found in it" if is_html else "it is empty")
    digest = hashlib.sha256(data).hexdigest()
    try:
        lines = lines_of(body)
    except TooLong as error:
        raise Unreadable(str(error)) from error
    article = _article(front, lines, file=file, content_hash=digest)
    return Read(article, (*front.notes, *((_WRAPPED,) if is_hard_wrapped(lines) else ())))


def _plain(text: str) -> tuple[FrontMatter, str]:
    try:
        return frontmatter.split(text)
    except BadFrontMatter as error:
        raise Unreadable(str(error)) from error


def _page(text: str) -> tuple[FrontMatter, str]:
    """Take the article out of a page; a front matter before the page has the last word."""
    from storage.articles import webpage  # noqa: PLC0415 - its parser loads slowly

    stated, page = _plain(text)
    try:
        told, body = webpage.extract(page)
    except webpage.BadPage as error:
        raise Unreadable(str(error)) from error
    given = {field.name: getattr(stated, field.name) for field in fields(stated)}
    unsaid = FrontMatter()
    return replace(told, **{k: v for k, v in given.items() if v != getattr(unsaid, k)}), body


def _decode(data: bytes, *, is_html: bool) -> str:
    if not data.strip():
        raise Unreadable("it is empty")
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data:
        raise Unreadable("it is not a text file (it holds binary data)")
    elif is_html:
        encoding = _declared(data) or encoding
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"it is not encoded in UTF-8 (byte {error.start + 1:,} does not fit): save it as UTF-8"
        ) from error
    if "\0" in text:
        raise Unreadable("it is not a text file (it holds binary data)")
    return text


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares, where its bytes are not UTF-8 anyway."""
    match = _CHARSET.search(data[:_DECLARED_WITHIN]) if not is_utf8(data) else None
    if match is None:
        return None
    try:
        # Decoding a byte tells whether the codec exists and is one of characters.
        b"a".decode(name := match.group(1).decode("ascii"))
    except (LookupError, UnicodeError):
        return None
    return name


def _article(
    front: FrontMatter, lines: tuple[Line, ...], *, file: str, content_hash: str
) -> SourceArticle:
    language = language_of([line.text for line in lines], front.language)
    if front.kind is ArticleKind.DIGEST:
        told, found = digest_lines(lines), _Found()
    else:
        told, found = _understand(classify(lines, language), front.url)
    if not any(line.text and line.kind is not PassageKind.BOILERPLATE for line in told):
        raise Unreadable("no article text found in it, only furniture such as links")
    title = metadata.title_line(told)
    if title is not None:
        told = tuple(x.became(PassageKind.HEADING) if x is title else x for x in told)
    url = front.url or found.url
    publisher = front.publisher or found.publisher
    stated_title = front.title or (title.text if title else None)
    return SourceArticle(
        file=file,
        key=metadata.canonical(url) if url else file,
        content_hash=content_hash,
        title=stated_title or metadata.first_words(told),
        title_stated=front.title_stated if front.title else stated_title is not None,
        passages=_passages(told, front),
        publisher=publisher,
        publisher_short=front.short or metadata.short_name(publisher),
        authors=front.authors or found.authors,
        stated=front.published,
        stated_certain=front.certain,
        url=url,
        language=language.code,
        kind=front.kind,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the lines themselves say of their article."""

    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None


def _understand(told: tuple[Line, ...], known_url: str | None) -> tuple[tuple[Line, ...], _Found]:
    """Find authors, publisher and address, and mark the lines that only tell these."""
    lines = list(told)
    authors: list[str] = []
    for index, line in enumerate(lines):
        names = metadata.byline_names(line.text) if _may_be_byline(lines, index) else None
        if names is not None:
            authors += names
            lines[index] = line.became(PassageKind.BOILERPLATE)
    url = metadata.stated_address(lines)
    publisher = _publisher(lines, known_url or url)
    bios = metadata.authors_at_end(lines)
    for index in bios:
        lines[index] = lines[index].became(PassageKind.BOILERPLATE)
    authors = authors or list(reversed(bios.values()))
    return tuple(lines), _Found(tuple(dict.fromkeys(authors)), publisher, url)


def _may_be_byline(lines: list[Line], index: int) -> bool:
    at_edge = index < 8 or index >= len(lines) - 4  # noqa: PLR2004 - where bylines stand
    return at_edge and bool(lines[index].text) and lines[index].kind is not PassageKind.CAPTION


def _publisher(lines: list[Line], url: str | None) -> str | None:
    lone = metadata.publisher_by_lone_line(lines, metadata.title_line(lines))
    if lone is not None:
        lines[lone.number - 1] = lone.became(PassageKind.BOILERPLATE)
        return lone.text
    about = metadata.publisher_at_end(lines)
    if about is not None:
        lines[about[0]] = lines[about[0]].became(PassageKind.BOILERPLATE)
        return about[1]
    return metadata.publisher_by_copyright(lines) or (
        metadata.publisher_by_address(url, lines) if url else None
    )


def _passages(lines: tuple[Line, ...], front: FrontMatter) -> tuple[Passage, ...]:
    beyond = [n for n in front.original_paragraphs if n > len(lines)]
    if beyond:
        raise Unreadable(
            f"original_paragraphs names passage {beyond[0]}, but there are only {len(lines)}"
        )
    passages = tuple(line.passage() for line in lines)
    if not front.original_paragraphs:
        return passages
    return tuple(replace(p, original=front.original_paragraphs.get(p.number, ())) for p in passages)
