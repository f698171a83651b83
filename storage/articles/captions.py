"""Whether a line describes a picture: told by a credit at its end or start, or by an alt text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from storage.articles.cleaning import Cleaned
from storage.articles.lexicon import lexicon, pattern

_LONGEST = 700
_LONGEST_CREDIT = 200
_LONGEST_AGENCY = 40
_LONGEST_START = 40
_STOPS = (".", ".”", '."', ".’", ".'", ".»")
_SLASH = re.compile(r"[/|©]")
_NAME = r"[^\W\d_a-z][\w.'’-]*"


class _Credits(NamedTuple):
    """The patterns of a credit, by where in the line it stands."""

    at_start: re.Pattern[str]
    after_sentence: re.Pattern[str]
    in_brackets: re.Pattern[str]
    names_in_brackets: re.Pattern[str]
    at_end: re.Pattern[str]
    after_slash: re.Pattern[str]
    holder: re.Pattern[str]
    position: re.Pattern[str]
    agency: re.Pattern[str]


@lru_cache(maxsize=1)
def _credits() -> _Credits:
    tables = lexicon()["captions"]
    words, positions = tables["credit"], tables["positions"]
    capitals = "|".join(word.capitalize() for word in words.split("|"))
    agencies = "|".join(re.escape(a) for a in tables["agencies"])
    by = r"(?: credits?)?(?: (?:by|courtesy(?: of)?|from|via|©)\b|\s*[:©/|])"
    return _Credits(
        at_start=re.compile(rf"(?:{words})s?{by}", re.IGNORECASE),
        # Such as: They wait in port.Photograph by J. Lee/The Gazette
        after_sentence=re.compile(
            rf"[.!?”\"’)\]]\s*(?:{capitals})s?{by}\s*(?:[^.]|\b\w\.){{1,80}}\.?$"
        ),
        in_brackets=re.compile(
            rf"[(\[](?:(?:\w+ )?(?:{words})\b|(?:{tables['in_brackets']}))"
            r"[^()\[\]]{0,120}[)\]]\.?$",
            re.IGNORECASE,
        ),
        # Such as: (Ann Lee for The Gazette), or: [File: Ann Lee/The Gazette]
        names_in_brackets=re.compile(
            rf"[(\[](?:\w+: )?(?:{_NAME} ){{1,3}}(?:{_NAME} ?/ ?|(?:via|for) )(?:[Tt]he )?{_NAME}"
            r"[^()\[\]]{0,40}[)\]]\.?$"
        ),
        at_end=re.compile(
            rf"(?:\d{{4}}|[.)”\"’|/\\©]|\bvia|\bfor)\s*(?:{agencies})"
            rf"(?:\s*[/|,]\s*[^\s.][^.]{{0,40}})?[)\]]?$"
        ),
        after_slash=re.compile(rf"[/|©]\s*(?:{agencies})\b[^.]{{0,60}}[)\]]?\.?$"),
        holder=re.compile(r"\w[\w,.]*\s©\s?[^.©\d]{2,60}\.?$"),
        position=re.compile(rf"\((?:{positions})\)"),
        agency=re.compile(rf"(?:{agencies})"),
    )


def is_caption(line: Cleaned) -> bool:
    """Whether a line describes a picture: a credit at its end or start, or an alt text."""
    text = line.text
    if line.alt:
        return True
    if len(text) > _LONGEST:
        return False
    known, tail = _credits(), text[-_LONGEST_CREDIT:]
    # The longer searches only where a sign of theirs stands.
    return bool(
        known.at_start.match(text)
        or pattern("captions", "start").match(text[:_LONGEST_START].lower())
        or (tail[-2:].rstrip(".")[-1:] in (")", "]") and _ends_in_brackets(tail))
        or (not tail.endswith(_STOPS) and _ends_without_stop(tail))
        or (_SLASH.search(tail) and (known.after_slash.search(tail) or known.holder.search(tail)))
        or known.after_sentence.search(tail)
        or (line.credit and known.agency.fullmatch(line.credit))
    )


def is_agency(text: str) -> bool:
    """Whether a line is an agency's name and nothing else."""
    return len(text) <= _LONGEST_AGENCY and _credits().agency.fullmatch(text) is not None


def _ends_in_brackets(tail: str) -> bool:
    known = _credits()
    return bool(known.in_brackets.search(tail) or known.names_in_brackets.search(tail))


def _ends_without_stop(tail: str) -> bool:
    """Whether a line that no full stop ends holds an agency last, or says who stands where.

    No name of an agency ends in a full stop, nor does what may follow one.
    """
    known = _credits()
    return bool(known.at_end.search(tail) or ("(" in tail and known.position.search(tail)))
