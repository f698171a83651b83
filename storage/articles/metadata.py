"""What an article's own lines say of it: title, authors, publisher, address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from storage.articles.lexicon import lexicon
from storage.articles.lines import Line, is_date, is_title
from storage.models import PassageKind
from storage.text.folding import fold

_HEAD = 8
_TAIL = 8
_LONGEST_BYLINE = 200
_MOST_TITLE_CHARACTERS = 60
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_LABELLED = re.compile(
    r"\W*(?:original|source|article|canonical|short|оригинал|источник|ссылка)?\s*"
    r"(?:url|link|address|source|ссылка|адрес|источник|original|оригинал)\W*$",
    re.IGNORECASE,
)
_TRACKING = re.compile(r"utm_|fbclid$|gclid$|yclid$|mc_[ce]id$|igshid$|ref_src$", re.IGNORECASE)
_NAME_WORD = r"[^\W\d_a-zа-яё][\w’'.-]*"
_NAME_WORDS = re.compile(_NAME_WORD)
_AND = re.compile(r"\s*(?:,| and | & | und | et | en | y | и |;|\|)\s*", re.IGNORECASE)
_AFTER_NAMES = re.compile(r"\s+(?:for|in|at|from|of|via|with|on|—|–|-)\s.*|\s*[(|•·].*", re.DOTALL)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©(c)]*(?:(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?)[\s,]*(?:by )?"
    r"(?P<name>[^.|,(\n]+)",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"(?P<the>[Tt]he )?(?P<name>[A-Z][\w’'&-]*(?: (?:[A-Z][\w’'&-]*|of|for|the|and|on|in))*)"
    r"(?: \([A-Z]{2,8}\))? is an? (?:[\w-]+,? ){0,5}?"
    r"(?:independent|non-?partisan|non-?profit|not-for-profit|non-for-profit)\b[\w\s,-]*"
    r"\b(?:organi[sz]ation|newspaper|magazine|outlet|publication|newsroom|institute|think tank|"
    r"website|site|media|platform|journal|institution|agency|project|newsletter|centre|center)\b"
)
_PROPER = re.compile(
    r"(?:[Tt]he )?(?:[A-Z][\w’'&-]*)(?: (?:of |on |for |and |the )?[A-Z][\w’'&-]*){0,4}"
)
_BIO_VERB = re.compile(
    rf"(?P<name>(?:Dr\.? |Prof\.? |Professor )?{_NAME_WORD}"
    rf"(?: {_NAME_WORD}| [a-z]{{1,3}}(?= )){{1,4}}),? "
    r"(?:is|was|works|writes|covers|reports|teaches|holds|has|serves|—|–|-|является)\b"
)
_FEWEST_HOST_LETTERS = 4


def title_line(lines: Sequence[Line]) -> Line | None:
    """Give the line that is the article's title: heading-like, above all running text."""
    for index, line in enumerate(lines[:_HEAD]):
        if line.kind is PassageKind.BOILERPLATE or not line.text:
            continue
        if line.kind is PassageKind.CAPTION or is_date(line.text):
            continue
        after = next((x for x in lines[index + 1 :] if x.text), None)
        return line if is_title(line, after) else None
    return None


def first_words(lines: Iterable[Line]) -> str:
    """Give the first words of the running text, for an article that states no title."""
    readable = [x for x in lines if x.text]
    texts = [x.text for x in readable if x.kind is PassageKind.TEXT and not is_date(x.text)]
    words = next(iter(texts or [x.text for x in readable]), "").split()
    title = ""
    for count, word in enumerate(words):
        if title and len(title) + len(word) >= _MOST_TITLE_CHARACTERS:
            return " ".join(words[:count]) + "…"
        title = f"{title} {word}".strip()[:_MOST_TITLE_CHARACTERS]
    return title


def byline_names(text: str) -> tuple[str, ...] | None:
    """Read "By Jane Doe and John Roe": the persons named; None where the line is no byline.

    A byline of a desk or an agency is one, but names nobody.
    """
    if len(text) > _LONGEST_BYLINE:
        return None
    match = _byline_start().match(text)
    if match is None:
        return None
    rest = _AFTER_NAMES.sub("", text[match.end() :]).strip(" .,;|")
    parts = [part for part in _AND.split(rest) if part]
    names = [name for part in parts if (name := _person(part))]
    desk = any(set(_folded(part)) & _desks() for part in parts)
    if not parts or not (names or desk) or not _person_or_desk(parts[0]):
        return None
    return tuple(names)


@lru_cache(maxsize=1)
def _byline_start() -> re.Pattern[str]:
    prefixes = "|".join(lexicon()["bylines"]["prefixes"])
    return re.compile(rf"[\W_]*(?:{prefixes})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)


def authors_at_end(lines: Sequence[Line]) -> dict[int, str]:
    """Find the sentences about the authors at a text's end: index of the line → the name."""
    found: dict[int, str] = {}
    for index, line in _tail(lines):
        if line.kind is PassageKind.TEXT and (name := _bio(line.text)):
            found[index] = name
        elif line.kind is PassageKind.TEXT and not line.cleaned.bullet:
            break
    return found


def publisher_at_end(lines: Sequence[Line]) -> tuple[int, str] | None:
    """Find a line like "X is an independent organisation" at the end: its index and the name."""
    for index, line in _tail(lines):
        match = _ABOUT_ITSELF.match(line.text)
        if match:
            return index, match["name"]
    return None


def publisher_by_copyright(lines: Sequence[Line]) -> str | None:
    """Read the holder from a line such as "© 2021 The Daily"."""
    for line in (*lines[:_HEAD], *lines[-_TAIL:]):
        match = _COPYRIGHT.match(line.text or line.source.strip())
        name = match["name"].strip(" .:") if match else ""
        name = re.sub(r"\s*all rights reserved.*", "", name, flags=re.IGNORECASE)
        if 1 <= len(name.split()) <= 6 and name[:1].isupper():  # noqa: PLR2004 - a name's length
            return name
    return None


def publisher_by_lone_line(lines: Sequence[Line], title: Line | None) -> Line | None:
    """Find a lone name below the title that the site's own lines at the end repeat."""
    below = [x for x in lines[:4] if title is not None and title.number < x.number]
    furniture = [fold(x.source) for x in lines[-_TAIL:] if x.kind is PassageKind.BOILERPLATE]
    for line in below:
        if line.kind is not PassageKind.BOILERPLATE and _PROPER.fullmatch(line.text):
            name = fold(line.text)
            if any(name in text for text in furniture):
                return line
    return None


def publisher_by_address(url: str, lines: Iterable[Line]) -> str | None:
    """Find the name in the text whose letters are those of the address's host.

    "told The Moscow Times" under themoscowtimes.com; None where no name fits.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = {_letters(label) for label in host.split(".")[:-1]}
    labels = {x for x in labels if len(x) >= _FEWEST_HOST_LETTERS}
    for line in lines:
        for match in _PROPER.finditer(line.text):
            for name in _stretches(match.group()):
                if _letters(name) in labels and " " in name:
                    return name[0].upper() + name[1:]
    return None


def stated_address(lines: Sequence[Line]) -> str | None:
    """Give the address that the text names as its own: "Original url: <https://…>"."""
    edges = range(len(lines))
    for index in [i for i in edges if i < _HEAD or i >= len(lines) - _TAIL]:
        source = lines[index].source
        url = _URL.search(source)
        label = source[: url.start()] if url else ""
        if url and not label.strip(" \t<[(") and index and len(source) < _LONGEST_BYLINE * 10:
            label = lines[index - 1].source
        if url and len(label) < _MOST_TITLE_CHARACTERS and _LABELLED.match(label.strip(" <")):
            return url.group().rstrip(".,;")
    return None


def canonical(url: str) -> str:
    """Give the form of an address under which an article is known.

    Host in lower case, https, without fragment, tracking parameters, default port and a
    closing slash; the address as it stands where it cannot be parsed.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return url.strip()
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(k, v) for k, v in pairs if not _TRACKING.match(k)])
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))


def short_name(publisher: str | None) -> str | None:
    """Give a publisher's name for citations: "The Moscow Times" → "Moscow Times"."""
    if publisher is None:
        return None
    article, _, rest = publisher.partition(" ")
    return rest if article.lower() == "the" and " " in rest else None


def _tail(lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """The last lines that say something, last first."""
    said = ((i, lines[i]) for i in range(len(lines) - 1, 0, -1) if lines[i].text)
    return islice(said, _TAIL)


def _bio(text: str) -> str | None:
    match = _BIO_VERB.match(text)
    if match is None or any(mark in text for mark in '“"«'):
        return None
    opening = text[match.end() : match.end() + 160].lower()
    if not set(re.findall(r"[\w-]+", opening)) & frozenset(lexicon()["bylines"]["professions"]):
        return None
    return re.sub(r"^(?:Dr|Prof|Professor)\.? ", "", match["name"])


def _person(text: str) -> str | None:
    words = text.split()
    if not 2 <= len(words) <= 5 or set(_folded(text)) & _desks():  # noqa: PLR2004 - a name's length
        return None
    particles = frozenset(lexicon()["bylines"]["particles"])
    named = [bool(_NAME_WORDS.fullmatch(word)) for word in words]
    if not all(ok or word in particles for ok, word in zip(named, words, strict=True)):
        return None
    if sum(named) < 2 or not named[-1]:  # noqa: PLR2004 - given name and surname
        return None
    if fold(words[0]) in lexicon()["bylines"]["never_first"]:
        return None
    shouted = all(word.isupper() for word in words)
    return " ".join(_calm(word, shouted=shouted) for word in words)


def _calm(word: str, *, shouted: bool) -> str:
    """Write a shouted name like others: "LEE" → "Lee"; initials ("U.", "JD Vance") stay."""
    if not word.isupper() or "." in word or (len(word) <= 2 and not shouted):  # noqa: PLR2004 - initials
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word)


def _person_or_desk(part: str) -> bool:
    return _person(part) is not None or bool(set(_folded(part)) & _desks())


def _desks() -> frozenset[str]:
    return frozenset(lexicon()["bylines"]["desks"])


def _folded(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _stretches(name: str) -> Iterator[str]:
    """A name and its parts, longest first: "The Moscow Times", "The Moscow", "Moscow Times"."""
    words = name.split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])
