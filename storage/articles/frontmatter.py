"""The metadata block at the top of a text file: YAML between two lines of three dashes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

import yaml

from storage.articles.files import is_utf8
from storage.articles.lenient_yaml import BadYaml, compose
from storage.models import ArticleKind, Precision, When
from storage.text.calendar import month_days, year_days

_FENCE = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")
_KEY_LINE = re.compile(r"\s*[A-Za-z_][\w-]*\s*:(?:\s|$)")
_MOST_LINES = 400
_MOST_CHARACTERS = 64_000
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}\S*(?: \S+)?)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_PARAGRAPHS = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")
_WEEK = timedelta(days=6)
_LONGEST_SHOWN = 60

# Names that other programs give to the same fields.
_SYNONYMS = {"author": "authors", "date": "published"}
KEYS = (
    "title",
    "title_basis",
    "publisher",
    "short",
    "authors",
    "published",
    "certainty",
    "url",
    "language",
    "kind",
    "original_paragraphs",
)


class BadFrontMatter(Exception):
    """The front matter does not say what it should; the message tells where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What a file says of itself; None or empty where it says nothing.

    `notes` tell in words for people what was ignored.
    """

    title: str | None = None
    title_stated: bool = True
    publisher: str | None = None
    short: str | None = None
    authors: tuple[str, ...] = ()
    published: When | None = None
    certain: bool = True
    url: str | None = None
    language: str | None = None
    kind: ArticleKind = ArticleKind.ARTICLE
    original_paragraphs: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def split(text: str) -> tuple[FrontMatter, str]:
    """Part a file's text into its front matter and the rest; raises BadFrontMatter.

    A first line of dashes that no keys follow is a rule of the text, not front matter.
    """
    lines = re.split(r"(\r\n|\n|\r)", text, maxsplit=_MOST_LINES)
    if not _FENCE.fullmatch(lines[0]):
        return FrontMatter(), text
    closing = next((i for i in range(2, len(lines), 2) if _CLOSING.fullmatch(lines[i])), None)
    has_keys = any(_KEY_LINE.match(line) for line in lines[2 : closing or 4 : 2])
    if closing is None:
        if has_keys:
            raise BadFrontMatter(
                "the front matter that begins on line 1 is never closed: "
                "add a line of three dashes (---) below its last key"
            )
        return FrontMatter(), text
    block = "".join(lines[2:closing])
    if block.strip() and not has_keys:
        return FrontMatter(), text
    return _read(block), "".join(lines[closing + 2 :])


def _read(block: str) -> FrontMatter:
    if len(block) > _MOST_CHARACTERS:
        raise BadFrontMatter(f"the front matter is longer than {_MOST_CHARACTERS:,} characters")
    values: dict[str, tuple[yaml.Node, int]] = {}
    try:
        node, mended = compose(block)
    except BadYaml as error:
        raise BadFrontMatter(str(error)) from error
    notes = list(mended)
    for key_node, value in _mapping(node, "the front matter"):
        line = key_node.start_mark.line + 2
        key = _scalar(key_node)
        known = _SYNONYMS.get(key.lower(), key.lower().replace("-", "_"))
        if known not in KEYS:
            notes.append(
                f"line {line}: the key “{_short(key)}” is unknown and was ignored"
                + _suggestion(known)
            )
        elif known in values:
            raise BadFrontMatter(f"line {line}: the key “{known}” is given twice; keep one")
        else:
            values[known] = value, line
    return _interpret(values, tuple(notes))


def _interpret(values: Mapping[str, tuple[yaml.Node, int]], notes: tuple[str, ...]) -> FrontMatter:
    text = _Fields(values)
    published, url = text.get("published"), text.get("url")
    about = text.choice("certainty", ("exact", "about")) == "about"
    language = text.get("language")
    if language is not None and not _LANGUAGE.fullmatch(language):
        text.refuse("language", "a language code such as en or ru")
    if url is not None and not _is_address(url):
        text.refuse("url", "a full address such as https://example.org/news/1")
    when = None
    if published is not None:
        when = parse_published(published, approximate=about)
        if when is None:
            text.refuse("published", "2021-08-16, 2021-08, 2021 or 2021-07-12/2021-07-18")
    return FrontMatter(
        title=text.get("title"),
        title_stated=text.choice("title_basis", ("stated", "ours")) != "ours",
        publisher=text.get("publisher"),
        short=text.get("short"),
        authors=text.names("authors"),
        published=when,
        certain=not about,
        url=url,
        language=language[:3].split("-")[0].split("_")[0].lower() if language else None,
        kind=ArticleKind(text.choice("kind", ("article", "digest")) or "article"),
        original_paragraphs=text.paragraphs("original_paragraphs"),
        notes=notes,
    )


class _Fields:
    """The values of a front matter by key, read in the form that each must have."""

    def __init__(self, values: Mapping[str, tuple[yaml.Node, int]]) -> None:
        self._values = values

    def refuse(self, key: str, expected: str) -> None:
        node, line = self._values[key]
        shown = f"“{_short(node.value)}”" if isinstance(node, yaml.ScalarNode) else "a list"
        raise BadFrontMatter(f"line {line}: {key} is {shown}, but should be {expected}")

    def get(self, key: str) -> str | None:
        """One line of text; None where missing or empty."""
        if key not in self._values:
            return None
        node = self._values[key][0]
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(key, "one value")
        text = " ".join(_scalar(node).split())
        return text if text and text not in ("~", "null") else None

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        value = self.get(key)
        if value is not None and value.lower() not in allowed:
            self.refuse(key, " or ".join(allowed))
        return value.lower() if value else None

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names, or one name, or names parted by semicolons or commas."""
        if key not in self._values:
            return ()
        node = self._values[key][0]
        if isinstance(node, yaml.SequenceNode):
            if not all(isinstance(item, yaml.ScalarNode) for item in node.value):
                self.refuse(key, "a name or a list of names")
            names = [_scalar(item) for item in node.value]
        else:
            names = re.split(r"[;,]|\band\b", self.get(key) or "")
        return tuple(name for name in (" ".join(n.split()) for n in names) if name)

    def paragraphs(self, key: str) -> dict[int, tuple[int, ...]]:
        """Our passage's number → the original's: `3: 7`, `3: 7-9` or `3: [7, 9]`."""
        expected = "passage numbers, each with the original's, such as {1: 2, 2: [4, 5]}"
        if key not in self._values:
            return {}
        node, _ = self._values[key]
        if not isinstance(node, yaml.MappingNode):
            if self.get(key) is not None:
                self.refuse(key, expected)
            return {}
        found: dict[int, tuple[int, ...]] = {}
        for ours, theirs in node.value:
            items = theirs.value if isinstance(theirs, yaml.SequenceNode) else [theirs]
            numbers = [n for item in items for n in _numbers(item)]
            if not _numbers(ours) or not numbers:
                self.refuse(key, expected)
            found[_numbers(ours)[0]] = tuple(numbers)
        return found


def with_keys(content: bytes, keys: Mapping[str, str]) -> bytes:
    """Put keys into the front matter of a file, in the place of what it says of them.

    A page in another encoding than UTF-8 stays as it is: what is put in is ASCII then.
    """
    escaped = not is_utf8(content)
    head, body = _fenced(content)
    names = [*keys, *(name for name, known in _SYNONYMS.items() if known in keys)]
    stale = rf"^(?:{'|'.join(names)})[ \t]*:.*\n(?:[ \t]+.*\n)*"
    kept = re.sub(stale, "", head, flags=re.IGNORECASE | re.MULTILINE)
    added = "".join(f"{key}: {_quoted(value, escaped=escaped)}\n" for key, value in keys.items())
    return f"---\n{added}{kept}---\n".encode() + body


def _fenced(content: bytes) -> tuple[str, bytes]:
    """Part a file into the lines between its fences, if it has them, and the rest."""
    found = re.match(
        rb"---[ \t]*\r?\n(.{0,64000}?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", content, re.DOTALL
    )
    if found is None:
        return "", content
    head = (found[1] or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    if not any(_KEY_LINE.match(line) for line in head.split("\n")):
        return "", content
    return head, content[found.end() :]


def _quoted(text: str, *, escaped: bool) -> str:
    """Write a text as YAML does between double quotes; `escaped` in ASCII."""

    def written(letter: str) -> str:
        if letter in '"\\':
            return f"\\{letter}"
        plain = letter.isprintable() and (letter.isascii() or not escaped)
        return letter if plain else f"\\U{ord(letter):08x}"

    return f'"{"".join(map(written, text))}"'


def parse_published(text: str, *, approximate: bool = False) -> When | None:
    """Read `2021-08-16`, `2021-08`, `2021` or two of them parted by a slash; None if neither."""
    first, slash, last = (part.strip() for part in text.partition("/"))
    try:
        begin = _span(first)
        end = _span(last) if slash else begin
        if begin is None or end is None:
            return None
        if not slash:
            return When(begin[0], begin[1], begin[2], approximate)
        earliest, latest = begin[0], end[1]
        week = earliest.weekday() == 0 and latest - earliest == _WEEK
        precision = Precision.WEEK if week else Precision.RANGE
        if earliest == latest:
            precision = Precision.DAY
        return When(earliest, latest, precision, approximate)
    except ValueError:
        return None


def _span(text: str) -> tuple[date, date, Precision] | None:
    if match := _DAY.fullmatch(text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day, day, Precision.DAY
    if match := _MONTH.fullmatch(text):
        first = date(int(match[1]), int(match[2]), 1)
        return *month_days(first.year, first.month), Precision.MONTH
    if _YEAR.fullmatch(text):
        return *year_days(int(text)), Precision.YEAR
    return None


def _numbers(node: yaml.Node) -> tuple[int, ...]:
    match = _PARAGRAPHS.fullmatch(node.value) if isinstance(node, yaml.ScalarNode) else None
    if match is None:
        return ()
    first, last = int(match[1]), int(match[2] or match[1])
    return tuple(range(first, last + 1)) if 0 < first <= last <= first + 1000 else ()


def _mapping(node: yaml.Node | None, name: str) -> list[tuple[yaml.Node, yaml.Node]]:
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise BadFrontMatter(f"{name} should be lines of “key: value”")
    pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
    return pairs


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        line = node.start_mark.line + 2
        raise BadFrontMatter(f"line {line}: a list or mapping stands where a word was expected")
    value: str = node.value
    return value


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in url


def _short(text: object) -> str:
    shown = str(text)
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…"


def _suggestion(key: str) -> str:
    near = difflib.get_close_matches(key[:_LONGEST_SHOWN], KEYS, n=1)
    return f"; did you mean “{near[0]}”?" if near else f"; known are {', '.join(KEYS)}"
