"""One line made readable: markup, marks and odd spaces taken out, every character traceable.

Cleaning only ever takes characters out or shows one character in place of others, so each
character of the cleaned text stands for one range of the source line.  All passes run in linear
time: the lines come from files that nobody has vetted.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from storage.articles.draft import Draft
from storage.text.offsets import OffsetMap

# Zero-width, directional and soft-hyphen characters, and control characters that are not spaces.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# Joiners shape Persian, Indic scripts and emoji; between other letters they are noise.
_JOINER = re.compile("(?<![\u0590-\u1fff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
_ODD_SPACE = re.compile(r"[^\S ]")
_SPACES = re.compile(r" {2,}|^ +| +$")

_HEADING = re.compile(r" {0,3}(#{1,6})(?: +|$)")
_CLOSING_HASHES = re.compile(r"(?<= )#+$")
_BULLET = re.compile(r" *[•◦▪▫‣⁃·●○■□➤►*+-] +(?=\S)")
_BLOCKQUOTE = re.compile(r" *(?:>+ +)+")
_FOOTNOTE_LINK = re.compile(r"\[(?:\\?\[)?\^?(\d{1,3}|\*)(?:\\?\])?\]\((?:#|https?:)[^()\s]*\)")
_FOOTNOTE = re.compile(r"\[\^?\d{1,3}(?:[,–-] ?\d{1,3}){0,9}\](?!\()")
_SUPERSCRIPT = re.compile(r"[¹²³⁰⁴-⁹](?<=[.,;:!?”\"’)»].)[¹²³⁰⁴-⁹]*")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"(?<![\\!])\[([^\[\]]*)\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)?)\)")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]*>")
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|em|strong|span|sup|sub|small|br|hr|div|font|center|blockquote|q|cite)"
    r"(?:\s[^<>]*)?/?>|<!--[^<>]*-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,20});")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!>~|-])")
_EMPHASIS = re.compile(r"(?<![\\*_])(?:\*{1,3}|_{1,3})(?![*_])")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?!\s)[^*_]+(\*\*|__)\s*")
_BOLD_END = re.compile(r"(?:\*\*|__)([^*_]{2,60})(?:\*\*|__)[\s.]*$")
# A run of lower-case words without punctuation, glued to the capital letter of a sentence.
_GLUED = re.compile(r"\s*(?:[^\W_A-ZА-ЯЁ]++[ -]++){2,40}[^\W\d_A-ZА-ЯЁ]{2,40}+(?=[A-ZА-ЯЁ])")
_LEAST_SENTENCE_WORDS = 4
_REFERENCE = re.compile(r"\s*(?:\[\^?\d{1,3}\]|↑)")
# What the steps of cleaning begin with, anywhere and at the start; a line without it is clean.
_SUSPECT = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    r"#*_\\[<&¹²³⁰⁴-⁹]"
)
_SUSPECT_START = frozenset(" >•◦▪▫‣⁃·●○■□➤►+-↑")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A line as readers see it, its map to the source, and what its markup said of it.

    `level` is the markdown heading level (0: none), `bold` whether the whole line was set in
    bold, `credit` what stood in bold at its end, `reference` whether it begins with a footnote
    mark, `alt` the alt text that was cut off its beginning.
    """

    text: str
    offsets: OffsetMap
    level: int = 0
    bullet: bool = False
    bold: bool = False
    credit: str = ""
    reference: bool = False
    alt: str = ""


def clean(source: str) -> Cleaned:
    """Make one line of a source readable, and keep track of every character.

    Taken out: invisible characters, markdown (headings, bullets, links, images, emphasis,
    escapes), inline tags, footnote marks, alt text glued to a sentence; runs of odd spaces
    become one space.  Words in square brackets stay.
    """
    if not _may_need_cleaning(source):
        return Cleaned(text=source, offsets=OffsetMap())
    draft = Draft(source)
    draft.drop(_INVISIBLE)
    draft.drop(_JOINER)
    draft.swap(_ODD_SPACE.sub(" ", draft.text))
    draft.drop_start(_BLOCKQUOTE)
    heading = _HEADING.match(draft.text)
    level = len(heading.group(1)) if heading else 0
    if heading:
        draft.without([heading.span()])
        draft.drop(_CLOSING_HASHES)
    bullet = draft.drop_start(_BULLET)
    bold = _BOLD_LINE.fullmatch(draft.text) is not None
    credit = _BOLD_END.search(draft.text[-80:])
    reference = _REFERENCE.match(draft.text) is not None
    _inline(draft)
    alt = _cut_alt_text(draft)
    if "  " in draft.text or draft.text != draft.text.strip(" "):
        draft.replace([(*m.span(), _one_space(m)) for m in _SPACES.finditer(draft.text)])
    text, offsets = draft.build()
    return Cleaned(
        text=text,
        offsets=offsets,
        level=level,
        bullet=bullet,
        bold=bold,
        credit=credit.group(1).strip() if credit else "",
        reference=reference,
        alt=alt,
    )


def _may_need_cleaning(source: str) -> bool:
    """Whether a line holds anything that a step below looks for; most lines do not."""
    return (
        _SUSPECT.search(source) is not None
        or "  " in source
        or source[:1] in _SUSPECT_START
        or source[-1:] == " "
        or _GLUED.match(source) is not None
    )


def _inline(draft: Draft) -> None:
    """Take out the marks inside a line; each is looked for only where its first sign stands."""
    if "[" in draft.text:
        draft.drop(_FOOTNOTE_LINK)
        draft.drop(_IMAGE)
    if "<" in draft.text:
        draft.drop(_AUTOLINK)
        draft.drop(_TAG)
    if "[" in draft.text:
        _unlink(draft)
        _drop_footnotes(draft)
    draft.drop(_SUPERSCRIPT)
    if "*" in draft.text or "_" in draft.text:
        _drop_emphasis(draft)
    if "\\" in draft.text:
        draft.drop(_ESCAPE)
    if "&" in draft.text:
        _unescape_entities(draft)


def _one_space(match: re.Match[str]) -> str:
    return " " if match.start() > 0 and match.end() < len(match.string) else ""


def _unlink(draft: Draft) -> None:
    spans: list[tuple[int, int]] = []
    for match in _LINK.finditer(draft.text):
        spans += (match.start(), match.start(1)), (match.end(1), match.end())
    draft.without(spans)


def _drop_footnotes(draft: Draft) -> None:
    text = draft.text
    spans: list[tuple[int, int]] = []
    for match in _FOOTNOTE.finditer(text):
        start, end = match.span()
        follows = text[end : end + 1]
        if start and text[start - 1] == " " and (not follows or follows in ".,;:!?)”’»"):
            start -= 1
        if spans and spans[-1][1] > start:
            start = spans[-1][1]
        spans.append((start, end))
    draft.without(spans)


def _drop_emphasis(draft: Draft) -> None:
    """Drop paired runs of * and _ that hug words; "5 * 3", "snake_case" and "f***" stay."""
    text = draft.text
    open_at: dict[str, tuple[int, int]] = {}
    spans: list[tuple[int, int]] = []
    for match in _EMPHASIS.finditer(text):
        mark = match.group()
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        closes = before and not before.isspace() and not after.isalnum()
        opens = after and not after.isspace() and not before.isalnum()
        if closes and mark in open_at:
            spans += open_at.pop(mark), match.span()
        elif opens:
            open_at[mark] = match.span()
    draft.without(sorted(spans))


def _unescape_entities(draft: Draft) -> None:
    edits = []
    for match in _ENTITY.finditer(draft.text):
        char = html.unescape(match.group())
        if len(char) == 1 and (char.isprintable() or char.isspace()):
            edits.append((match.start(), match.end(), " " if char.isspace() else char))
    draft.replace(edits)


def _cut_alt_text(draft: Draft) -> str:
    """Cut off lower-case alt text that is glued to a caption's first sentence; give it."""
    match = _GLUED.match(draft.text)
    if match is None or len(draft.text[match.end() :].split()) < _LEAST_SENTENCE_WORDS:
        return ""
    draft.without([match.span()])
    return match.group().strip()
