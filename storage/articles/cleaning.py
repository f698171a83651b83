"""One line made readable: markup, marks and odd spaces taken out, every character traceable.

Cleaning only ever takes characters out or shows others in their place (a mark for an entity, two
letters for a ligature), so each character of the cleaned text stands for one range of the source
line.  All passes run in linear time: the lines come from files that nobody has vetted.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from unicodedata import normalize

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
_HEADING_TAG = re.compile(r" *<h([1-6])\b[^<>]*>", re.IGNORECASE)
_BULLET = re.compile(r" *(?:[·*+-] +|[•◦▪▫‣⁃●○■□➤►] *)(?=\S)")
# Without a space only before what begins a sentence: ">50 people" is no quoted mail.
_BLOCKQUOTE = re.compile(r" *(?:>+ +|>+(?=[\"“‘«„]|[^\W\d_a-z]))+")
_FOOTNOTE_LINK = re.compile(r"\[(?:\\?\[)?\^?(\d{1,3}|\*)(?:\\?\])?\]\((?:#|https?:)[^()\s]*\)")
_FOOTNOTE = re.compile(
    r"(\()?(?:\[ ?\^?\d{1,3}(?:[,–-] ?\d{1,3}){0,9} ?\]"
    r"|\[(?:\^[\w-]{1,20}|(?:note|nb) \d{1,3}|citation needed)\])(?!\()(?(1)\))"
)
_FOOTNOTE_TEXT = re.compile(r" *: +")
# Behind a mark, or a word that is no unit of measure: "5 km²" stays.
_RAISED = re.compile(
    r"[¹²³⁰⁴-⁹†‡](?:(?<=[.,;:!?”\"’)»%].)[¹²³⁰⁴-⁹†‡]*"
    r"|(?<=[^\W\d_¹²³⁰⁴-⁹].)(?<!\b[^\W\d_].)(?<!\b[^\W\d_]{2}.)[¹²³⁰⁴-⁹†‡]*+(?![^\W\d_]))"
)
# A mark that lost its raised place: "… in the port.12 The town …".
_LOWERED = re.compile(
    r"\d(?:(?<=[a-zа-яё]{4}[.!?].)\d{0,2}(?=\s+[\"“‘«(]?[A-ZА-ЯЁ]|\s*$)"
    r"|(?<=[a-zа-яё]{4}[.!?,][”\"].)\d{0,2}(?=\s|$))"
)
_STAR = re.compile(r"(?<=[.,;:!?”\"’)»%])\*{1,3}(?=\s|$)")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]{1,80}\]: *<?(?:https?://|#|/)\S*(?: [\"'(].*)?")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"(?<![\\!])\[([^\[\]]*)\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)?)\)")
_LINK_BY_NAME = re.compile(
    r"(?<![\\!\w])\[([^\[\]]*)\]\[(?:[^\[\]\d][^\[\]]{0,40})?\]"
    r"|(?<![\\!\w])\[([^\W\d_][^\[\]]* [^\[\]]*)\]\[\d{1,3}\]"
)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]*>")
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|p|q|em|strong|span|sup|sub|small|br|hr|div|font|center|blockquote|cite|mark"
    r"|del|ins|code|pre|time|abbr|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|section"
    r"|article|aside|header|footer|main|figure|figcaption|picture|source|img|video|iframe)"
    r"(?:\s[^<>]*)?/?>|<!--[^<>]*-->",
    re.IGNORECASE,
)
# Feeds escape twice: "&amp;#8217;".
_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,20});")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!>~|-])")
_EMPHASIS = re.compile(r"(?<![\\*_])(?:\*{1,3}|_{1,3})(?![*_])")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?!\s)[^*_]+(\*\*|__)\s*")
_BOLD_END = re.compile(r"(?:\*\*|__)([^*_]{2,60})(?:\*\*|__)[\s.]*$")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_MARKED_LETTER = re.compile("[^\\W\\d_][\u0300-\u036f]+")
# Quotation marks typed as two signs, and what readers see for them.
_TYPED_MARKS = (("``", "''", "“", "”"), ("‘‘", "’’", "“", "”"), ("<<", ">>", "«", "»"))
# A run of lower-case words without punctuation, glued to the capital letter of a sentence.
_GLUED = re.compile(r"\s*(?:[^\W_A-ZА-ЯЁ]++[ -]++){2,40}[^\W\d_A-ZА-ЯЁ]{2,40}+(?=[A-ZА-ЯЁ])")
_LEAST_SENTENCE_WORDS = 4
_REFERENCE = re.compile(r"\s*(?:\[\^?\d{1,3}\]|↑)")
# What the steps of cleaning begin with, anywhere and at the start; a line without it is clean.
_SUSPECT = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    "\u0300-\u036f\ufb00-\ufb06"
    r"#*_`\\[<&¹²³⁰⁴-⁹†‡]"
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
    escapes), tags, footnote marks, alt text glued to a sentence; runs of odd spaces become one
    space, entities and typed quotation marks the characters they stand for, ligatures their
    letters.  Words in square brackets stay.
    """
    if not _may_need_cleaning(source):
        return Cleaned(text=source, offsets=OffsetMap())
    draft = Draft(source)
    draft.drop(_INVISIBLE)
    draft.drop(_JOINER)
    draft.swap(_ODD_SPACE.sub(" ", draft.text))
    draft.drop_start(_BLOCKQUOTE)
    if draft.text.lstrip()[:1] == "[" and _DEFINITION.fullmatch(draft.text):
        return Cleaned(text="", offsets=OffsetMap())
    level = _drop_heading(draft)
    bullet = draft.drop_start(_BULLET)
    bold = _BOLD_LINE.fullmatch(draft.text) is not None
    credit = _BOLD_END.search(draft.text[-80:])
    reference = _REFERENCE.match(draft.text) is not None
    _inline(draft)
    if reference:
        draft.drop_start(_FOOTNOTE_TEXT)
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


def _drop_heading(draft: Draft) -> int:
    """Drop a heading's marks; give its level, 0 for none."""
    heading = _HEADING.match(draft.text)
    if heading is not None:
        draft.without([heading.span()])
        draft.drop(_CLOSING_HASHES)
        return len(heading[1])
    tag = _HEADING_TAG.match(draft.text)
    return int(tag[1]) if tag else 0


def _may_need_cleaning(source: str) -> bool:
    """Whether a line holds anything that a step below looks for; most lines do not."""
    return (
        _SUSPECT.search(source) is not None
        or "  " in source
        or source[:1] in _SUSPECT_START
        or source[-1:] == " "
        or "‘‘" in source
        or _GLUED.match(source) is not None
        or _LOWERED.search(source) is not None
    )


def _inline(draft: Draft) -> None:
    """Take out the marks inside a line; each is looked for only where its first sign stands."""
    _show_typed_marks(draft)
    if "[" in draft.text:
        draft.drop(_FOOTNOTE_LINK)
        draft.drop(_IMAGE)
    if "<" in draft.text:
        draft.drop(_AUTOLINK)
        draft.drop(_TAG)
    if "[" in draft.text:
        _unlink(draft)
        _drop_footnotes(draft)
    draft.drop(_RAISED)
    draft.drop(_LOWERED)
    if "*" in draft.text or "_" in draft.text:
        _drop_emphasis(draft)
        draft.drop(_STAR)
    if "\\" in draft.text:
        draft.drop(_ESCAPE)
    if "&" in draft.text:
        _unescape_entities(draft)
    _join_letters(draft)


def _show_typed_marks(draft: Draft) -> None:
    """Show “ and ” for `` and '', where a line holds both."""
    for opening, closing, left, right in _TYPED_MARKS:
        if opening in draft.text and closing in draft.text:
            for typed, shown in ((opening, left), (closing, right)):
                found = re.finditer(re.escape(typed), draft.text)
                draft.replace([(*m.span(), shown) for m in found])


def _join_letters(draft: Draft) -> None:
    """Show ligatures as their letters, and a letter with marks beside it as one character."""
    if draft.text.isascii():
        return
    draft.replace([(*m.span(), normalize("NFKC", m[0])) for m in _LIGATURE.finditer(draft.text)])
    joined = ((m, normalize("NFC", m[0])) for m in _MARKED_LETTER.finditer(draft.text))
    draft.replace([(*m.span(), letter) for m, letter in joined if len(letter) < len(m[0])])


def _one_space(match: re.Match[str]) -> str:
    return " " if match.start() > 0 and match.end() < len(match.string) else ""


def _unlink(draft: Draft) -> None:
    spans: list[tuple[int, int]] = []
    for match in _LINK.finditer(draft.text):
        spans += (match.start(), match.start(1)), (match.end(1), match.end())
    draft.without(spans)
    spans = []
    for match in _LINK_BY_NAME.finditer(draft.text):
        shown = 1 if match[1] is not None else 2
        spans += (match.start(), match.start(shown)), (match.end(shown), match.end())
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
        char = html.unescape(html.unescape(html.unescape(match[0])))
        if len(char) != 1:
            if match[0].startswith("&amp;"):
                edits.append((match.start(), match.start() + len("&amp;"), "&"))
        elif _INVISIBLE.match(char) or _JOINER.match(char):
            edits.append((*match.span(), ""))
        elif char.isprintable() or char.isspace():
            edits.append((*match.span(), " " if char.isspace() else char))
    draft.replace(edits)


def _cut_alt_text(draft: Draft) -> str:
    """Cut off lower-case alt text that is glued to a caption's first sentence; give it."""
    match = _GLUED.match(draft.text)
    if match is None or len(draft.text[match.end() :].split()) < _LEAST_SENTENCE_WORDS:
        return ""
    draft.without([match.span()])
    return match.group().strip()
