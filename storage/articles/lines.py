"""What each line of an article is: running text, caption, heading or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from storage.articles.captions import is_agency, is_caption
from storage.articles.cleaning import Cleaned, clean
from storage.articles.language import Language, foreign_lines
from storage.articles.lexicon import lexicon, pattern
from storage.models import Passage, PassageKind
from storage.text.calendar import months, weekdays
from storage.text.folding import fold
from storage.text.offsets import OffsetMap

_BREAK = re.compile(r"\r\n|\n|\r")
_RULE = re.compile(r"[\W_]*")
_BARE_ADDRESS = re.compile(r"\W*(?:https?://|www\.)\S+\W*", re.IGNORECASE)
_FINAL = (".", ",", ";", ":", "…", "—", "–", "-", "...", '."', ".”", ".)", ".»", ".'", ".’")
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]»]*$")
_UNFINISHED = re.compile(
    r"\b(?:the|a|an|of|and|or|to|in|on|at|by|for|from|with|as|that|is|was|were|are|и|в|на|с|что)$",
    re.IGNORECASE,
)
_OPENS_LOW = re.compile(r"[\"“‘'(\[«]*[^\W\d_]")
_DATE_WORDS = re.compile(r"[^\W\d_]+|\d+")
# A turn of an interview: "Q: How did it begin?"
_TURN = re.compile(r"[^\W\d_]{1,2}\s*:")
_QUOTED_WHOLE = re.compile(r"[\"“«„].*[\"”»“]")
# Every step that follows takes a passage for a paragraph, and an article for an article.
MOST_LINE = 50_000
MOST_LINES = 20_000
_MOST_DATE_WORDS = 14
_LONGEST_DATE = 120
_MOST_ALT_WORDS = 12
_MOST_CREDIT_WORDS = 8
_MOST_HEADING_WORDS = 15
_MOST_TITLE_WORDS = 28
_MOST_TITLE_LENGTH = 200
_FEWEST_TITLE_CASE = 4
_MOST_QUESTION_WORDS = 6
_WRAPPED_WIDTH = 100
_WRAPPED_USUAL = 45
_FEWEST_WRAPPED = 8


class TooLong(Exception):
    """The text is no article's, by its length; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line: its number, what cleaning made of it, and its surroundings.

    `kind` is None until it has been told; `blank_before` and `blank_after` say whether blank
    lines (or the ends of the file) stand beside it.
    """

    number: int
    source: str
    cleaned: Cleaned
    blank_before: bool
    blank_after: bool
    kind: PassageKind | None = None

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.cleaned.text

    def passage(self) -> Passage:
        """The line as a passage."""
        offsets = self.cleaned.offsets if self.text else OffsetMap()
        return Passage(self.number, self.kind or PassageKind.TEXT, self.source, self.text, offsets)

    def became(self, kind: PassageKind) -> Line:
        """The line with its kind."""
        return Line(
            self.number, self.source, self.cleaned, self.blank_before, self.blank_after, kind
        )

    def dropped(self) -> Line:
        """The line as boilerplate of which nothing is kept."""
        return replace(
            self,
            kind=PassageKind.BOILERPLATE,
            cleaned=replace(self.cleaned, text="", offsets=OffsetMap()),
        )


def lines_of(body: str) -> tuple[Line, ...]:
    """List the non-blank lines of a text, cleaned, numbered from 1.

    Lines end at line feeds and carriage returns and nowhere else; a line of white space
    only is blank.  Raises TooLong where a line or the text is beyond any article's length.
    """
    raw = _BREAK.split(body)
    found: list[Line] = []
    for index, source in enumerate(raw):
        if not source.strip():
            continue
        if len(source) > MOST_LINE or len(found) == MOST_LINES:
            raise TooLong(_too_long(source, len(found) + 1))
        before = index == 0 or not raw[index - 1].strip()
        after = index + 1 == len(raw) or not raw[index + 1].strip()
        found.append(Line(len(found) + 1, source, clean(source), before, after))
    return tuple(found)


def _too_long(source: str, number: int) -> str:
    if number > MOST_LINES:
        return f"it has more than {MOST_LINES:,} paragraphs: make it several articles"
    return (
        f"its paragraph {number:,} has {len(source):,} characters, at most {MOST_LINE:,} are read: "
        "break it into paragraphs"
    )


def classify(lines: Sequence[Line], language: Language) -> tuple[Line, ...]:
    """Tell what each line of an article is.

    Dropped with an empty text: rules, bare addresses, furniture of the site (newsletters,
    sharing, "read also"), and, where the article's language is evident, lines in another.
    Credits and footnotes are boilerplate with their text kept: they name people.
    """
    told = _without_linked_titles([_plain_boilerplate(line) for line in lines])
    if language.evident:
        texts = ["" if line.kind or _is_credit(line) else line.text for line in told]
        for index in foreign_lines(texts, language):
            told[index] = told[index].dropped()
    wrapped = is_wrapped(lines)
    for index, line in enumerate(told):
        if line.kind is None:
            before = told[index - 1] if index else None
            after = next((x for x in told[index + 1 : index + 6] if x.text), None)
            told[index] = line.became(_kind(line, before, after, wrapped=wrapped))
    return tuple(_without_lists(told))


def _without_linked_titles(lines: list[Line]) -> list[Line]:
    """Drop the titles that stand below "Read also:"."""
    linked = False
    for index, line in enumerate(lines):
        if line.kind is PassageKind.BOILERPLATE:
            linked = line.source.rstrip(" *_\xa0").endswith(":") and not line.text
        elif linked and looks_like_heading(line.text, _MOST_HEADING_WORDS):
            lines[index] = line.dropped()
        else:
            linked = False
    return lines


def _without_lists(lines: list[Line]) -> list[Line]:
    """Take short lines that follow each other below the title for a list, not for headings."""
    headings = [
        line.kind is PassageKind.HEADING and not line.cleaned.level and not line.cleaned.bold
        for line in lines
    ]
    for index in range(1, len(lines)):
        if headings[index] and (
            headings[index + 1 : index + 2] == [True] or (index > 1 and headings[index - 1])
        ):
            lines[index] = lines[index].became(PassageKind.TEXT)
    return lines


def digest_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Tell headings, captions and text apart in a summary of our own, where nothing is noise."""
    return tuple(line.became(_kind_in_digest(line.cleaned)) for line in lines)


def _kind_in_digest(line: Cleaned) -> PassageKind:
    if not line.text:
        return PassageKind.BOILERPLATE
    if line.level:
        return PassageKind.HEADING
    return PassageKind.CAPTION if is_caption(line) else PassageKind.TEXT


def _plain_boilerplate(line: Line) -> Line:
    if line.kind is not None:
        return line
    text = line.text
    if _RULE.fullmatch(text) or _BARE_ADDRESS.fullmatch(text):
        return line.dropped()
    low = text.lower().replace("’", "'")
    few = len(low.split()) <= lexicon()["furniture"]["most_words"]
    if few and _speaks_of("furniture", low):
        return line.dropped()
    if line.cleaned.reference or _speaks_of("credits", low) or is_agency(text):
        return line.became(PassageKind.BOILERPLATE)
    return line


def _speaks_of(table: str, low: str) -> bool:
    """Whether a line in lower case holds what a table's patterns look for."""
    if pattern(table, "start").match(low):
        return True
    hinted = any(map(low.__contains__, lexicon()[table]["anywhere_hints"]))
    return hinted and pattern(table, "anywhere").search(low) is not None


def _kind(line: Line, before: Line | None, after: Line | None, *, wrapped: bool) -> PassageKind:
    if is_caption(line.cleaned) or _is_alt_text(line, before):
        return PassageKind.CAPTION
    if is_date(line.text):
        return PassageKind.TEXT
    if line.cleaned.level or _is_heading(line, after, wrapped=wrapped):
        return PassageKind.HEADING
    return PassageKind.TEXT


def _is_credit(line: Line) -> bool:
    """Whether a few words name a photographer or author, in whatever language."""
    few = len(line.text.split()) <= _MOST_CREDIT_WORDS
    return few and (is_caption(line.cleaned) or _labelled_byline().match(line.text) is not None)


@lru_cache(maxsize=1)
def _labelled_byline() -> re.Pattern[str]:
    prefixes = "|".join(lexicon()["bylines"]["prefixes"])
    return re.compile(rf"(?:{prefixes})\s*:", re.IGNORECASE)


def _is_alt_text(line: Line, before: Line | None) -> bool:
    """A few lower-case words without any punctuation that continue nothing."""
    text = line.text
    return (
        text[0].isalpha()
        and text == text.lower()
        and not re.search(r"[^\w\s-]", text)
        and 1 < len(text.split()) <= _MOST_ALT_WORDS
        and line.blank_before
        and line.blank_after
        and (before is None or not before.text or _ENDS_SENTENCE.search(before.text) is not None)
    )


def _is_heading(line: Line, after: Line | None, *, wrapped: bool) -> bool:
    text = line.text
    if line.cleaned.bullet or after is None or _TURN.match(text):
        return False
    if wrapped and not (line.blank_before and line.blank_after):
        return False
    if line.cleaned.bold and len(text.split()) <= _MOST_HEADING_WORDS:
        return not text.endswith((",", ";"))
    return looks_like_heading(text, _MOST_HEADING_WORDS) and not _opens_low(after.text)


def looks_like_heading(text: str, most_words: int) -> bool:
    """Whether a line is short, begins like a heading and does not end like a sentence."""
    if not text or text.endswith(_FINAL) or _opens_low(text):
        return False
    words = len(text.split())
    if words > min(most_words, _MOST_QUESTION_WORDS) and _is_title_case(text):
        most_words = max(most_words, _MOST_TITLE_WORDS)
    if words > most_words or _UNFINISHED.search(text):
        return False
    if text[-1] in "?!" and most_words <= _MOST_HEADING_WORDS and words > _MOST_QUESTION_WORDS:
        return False
    return not _QUOTED_WHOLE.fullmatch(text) and not is_date(text)


def _is_title_case(text: str) -> bool:
    """Whether nearly Every Word Begins With a Capital, which sentences never do."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]  # noqa: PLR2004 - "of the"
    return len(words) >= _FEWEST_TITLE_CASE and all(word[0].isupper() for word in words)


def is_title(line: Line, after: Line | None) -> bool:
    """Whether an article's first line can be its title."""
    if line.cleaned.level == 1:
        return True
    return (
        len(line.text) <= _MOST_TITLE_LENGTH
        and not line.cleaned.bullet
        and looks_like_heading(line.text, _MOST_TITLE_WORDS)
        and not (after is not None and _opens_low(after.text))
    )


def is_date(text: str) -> bool:
    """Whether a line is a date (with a time) and nothing else."""
    head = text[:_LONGEST_DATE]
    if not any(map(str.isdigit, head)):
        return False
    if not all(map(_is_of_date, _date_tokens(head.split()[-1]))):
        return False  # most lines
    tokens = _date_tokens(head)
    return (
        2 < len(tokens) <= _MOST_DATE_WORDS  # noqa: PLR2004 - a number alone is none
        and all(map(_is_of_date, tokens))
        and any(len(t) == 4 and t.isdigit() for t in tokens)  # noqa: PLR2004 - a year's digits
    )


def _date_tokens(text: str) -> list[str]:
    return _DATE_WORDS.findall(fold(text))


def _is_of_date(token: str) -> bool:
    return token.isdigit() or token in _date_words()


@lru_cache(maxsize=1)
def _date_words() -> frozenset[str]:
    return frozenset([*months(), *weekdays(), *lexicon()["dates"]["fillers"].split()])


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether a text was broken into lines of equal width, so that short lines say nothing."""
    lengths = sorted(len(line.source) for line in lines)
    inner = [line for line in lines if not (line.blank_before and line.blank_after)]
    return (
        len(lengths) >= _FEWEST_WRAPPED
        and lengths[-1] <= _WRAPPED_WIDTH
        and lengths[len(lengths) // 2] >= _WRAPPED_USUAL
        and 2 * len(inner) > len(lines)
    )


def is_hard_wrapped(lines: Sequence[Line]) -> bool:
    """Whether most lines of a wrapped text end in the midst of a sentence."""
    unfinished = [line for line in lines if not _ENDS_SENTENCE.search(line.text)]
    return 2 * len(unfinished) > len(lines) and is_wrapped(lines)


def _opens_low(text: str) -> bool:
    match = _OPENS_LOW.match(text)
    return match is not None and match.group()[-1].islower()
