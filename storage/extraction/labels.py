"""Quotation marks that quote no one: titles of works, terms, designations handed down."""

from __future__ import annotations

import re

from storage.extraction.marks import Stretch
from storage.extraction.speech import Speech, speech

_WORD = re.compile(r"[\w’'-]+")
_LOOK_BACK = 60  # characters before the mark that may hold what makes a label of it
_WHAT_CALLS = re.compile(
    r"\b(?:what|which) (?:[\w’'.-]+ ){1,6}?(?:calls?|terms?|dubs?|labels?)"
    r"(?: (?:its|their|the|his|her|an?|as))*$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|as)(?: \w+ly| also| now| often)? "
    r"(referred to|\w+)(?: (?:as|an?|the|its))*$",
    re.IGNORECASE,
)
_BY_SOMEONE = re.compile(r" by \w")
_OF_SOMEONE = re.compile(r"[’'](?:s)?$")
_FEW_CAPITALS = 0.75  # of the longer words of a title written in title case
_TITLE_WORDS = 3
_SHORT = 3  # letters of words that titles may write small
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "i", "in", "it", "no", "not", "of", "on"}
    | {"or", "the", "to", "up", "we", "you", "he", "she", "they", "this", "that", "if", "so"}
)


def count_words(text: str) -> int:
    """Count words as the scorer does: letters and digits, apostrophes and hyphens inside."""
    return len(_WORD.findall(text))


def is_label(text: str, stretch: Stretch) -> bool:
    """Whether words woven into a sentence are a title, a term or a label, not an utterance."""
    before = text[max(0, stretch.outer.start - _LOOK_BACK) : stretch.outer.start].rstrip()
    lexicon = speech()
    words = [w.lower() for w in _WORD.findall(before)]
    inner = stretch.words(text)
    if _BY_SOMEONE.match(text, stretch.outer.end) and not _mostly_capitals(inner):
        return False
    if words and not before.endswith((":", ".")) and _named(lexicon, words, inner):
        return True
    if not {"what", "which"}.isdisjoint(words) and _WHAT_CALLS.search(before):
        return True
    if _OF_SOMEONE.search(before) and _mostly_capitals(inner):
        return True  # a programme: on CNN’s “State of the Union.”
    passive = _PASSIVE.search(before)
    if passive and lexicon.has("labels.handed_down", passive.group(1).lower()):
        return True
    return _title_case(inner)


def is_work(text: str, stretch: Stretch) -> bool:
    """Whether the words are the title of a work: "a book by Lee: “…”", "the book “…” by Lee"."""
    before = text[max(0, stretch.outer.start - _LOOK_BACK) : stretch.outer.start].rstrip()
    lexicon = speech()
    if lexicon.sets["labels.works"].isdisjoint(_LETTERS.findall(before.lower())):
        return False
    introduced = _WORK.search(before)
    if introduced is None or not lexicon.has("labels.works", introduced["work"].lower()):
        return False
    if _BY.match(text, stretch.outer.end):
        return True
    if not introduced["by"]:
        return False
    inner = stretch.words(text).rstrip()
    bare = lexicon.has("labels.books", introduced["work"].lower())
    return _title_case(inner) or (bare and inner[-1:] not in _ENDS)


_WORK = re.compile(
    r"(?P<work>\w+)(?P<by> by (?:[^\W\d_][\w.’'-]* ){0,5}[^\W\d_][\w.’'-]*)?[:,]?$", re.IGNORECASE
)
_LETTERS = re.compile(r"\w+")
_BY = re.compile(r",? by (?:[a-z]+ ){0,3}[^\W\d_a-z]")
_ENDS = frozenset({".", "!", "?", "…", ","})


def _named(lexicon: Speech, words: list[str], inner: str) -> bool:
    last = words[-1]
    if lexicon.has("labels.naming", last) and _short_name(words, last):
        return True
    if lexicon.has("labels.works", last) and _mostly_capitals(inner):
        return True
    noun = words[-2] if last == "of" and len(words) > 1 else last
    return lexicon.has("labels.terms", noun)


def _short_name(words: list[str], last: str) -> bool:
    """Whether "called" names something ("a plan called") and is no verb of speech."""
    return last != "called" or len(words) < 2 or words[-2] in _BEINGS or words[-2] not in _CALLERS  # noqa: PLR2004


_BEINGS = frozenset({"is", "are", "was", "were", "be", "been", "being", "so"})
_CALLERS = frozenset({"he", "she", "they", "it", "has", "have", "had", "who"})


def _title_case(inner: str) -> bool:
    return _mostly_capitals(inner) and inner.rstrip(",").rstrip()[-1:] not in {".", "!", "?", "…"}


def _mostly_capitals(inner: str) -> bool:
    longer = [
        w
        for w in _WORD.findall(inner)
        if w[0].isalpha() and (len(w) > _SHORT or (w[0].isupper() and w.lower() not in _SMALL))
    ]
    capital = sum(1 for w in longer if w[0].isupper())
    return len(longer) >= _TITLE_WORDS - 1 and capital >= _FEW_CAPITALS * len(longer)
