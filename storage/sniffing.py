"""What a file that somebody sends is, told by what it holds; its name is only a hint."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from typing import Final

from storage.articles.files import FORMATS, HTML, MOST_BYTES, is_utf8
from storage.errors import AdditionRefused

_FOREIGN: Final = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP, DOCX, ODT or EPUB",
    b"PK\x05\x06": "ZIP",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "WEBP",
    b"\x1f\x8b": "GZIP",
    b"BZh": "BZIP2",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
}
_PAGE: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED: Final = re.compile(rb"charset\s*=\s*[\"']?\s*[A-Za-z]", re.IGNORECASE)
_MEGABYTE: Final = 1024 * 1024


def check_size(size: int) -> None:
    """Raise AdditionRefused where a file is larger than any that is read."""
    if size > MOST_BYTES:
        raise AdditionRefused(
            "It is too big: {size} MB, and at most {most} MB are read.",
            size=f"{size / _MEGABYTE:.1f}",
            most=MOST_BYTES // _MEGABYTE,
        )


def sniffed(name: str, content: bytes) -> tuple[str, bytes]:
    """Give the suffix of an article's format, and its content as the reader takes it.

    Raises AdditionRefused where it is none that is read, with what can be done.
    """
    check_size(len(content))
    for mark, kind in _FOREIGN.items():
        if content.startswith(mark):
            raise AdditionRefused(
                "It is a file of another kind ({kind}): save the article as .txt, .md or .html, "
                "or paste its text.",
                kind=kind,
            )
    content = _in_utf8(content)
    if b"\0" in content:
        raise AdditionRefused("It is not a text: it holds binary data.")
    if not content.strip():
        raise AdditionRefused("It is empty.")
    suffix = PurePosixPath(name).suffix.lower()
    suffix = suffix if suffix in FORMATS else ".txt"
    if _PAGE.match(content):
        suffix = ".html"
    if not is_utf8(content) and not (suffix in HTML and _DECLARED.search(content[:4096])):
        raise AdditionRefused("It is not encoded in UTF-8: save it as UTF-8, or paste its text.")
    return suffix, content


def _in_utf8(content: bytes) -> bytes:
    """Give a text with a mark of UTF-16 in UTF-8, any other as it is."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-16").encode()
    except UnicodeError as error:
        raise AdditionRefused(
            "It is not encoded in UTF-8: save it as UTF-8, or paste its text."
        ) from error
