"""Where exact words stand: quotation marks paired over the paragraphs of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from storage.extraction.speech import speech
from storage.models import Passage, PassageKind, Rejection
from storage.text.offsets import Span

# A mark that opens, and the marks that may close it.  ‘ and ' are told from apostrophes below.
_CLOSERS = {"“": '”"“', '"': '"”', "«": "»", "„": '“”"', "”": "”", "»": "«"}
_ANY_DOUBLE = re.compile('[“”"«»„]')
_ANY_OPENING = re.compile("[“”\"«»„‘'`]")  # all but an apostrophe
_OPENS_AFTER = frozenset(" \t\u00a0([{—–-/‘'“\"«„:,*_")
_CLOSES_BEFORE = frozenset(" \t\u00a0)]}—–-/’'”\"»:;,.!?…*_[")
_SINGLE = re.compile(r"[‘’'](?:(?<!\w.)|(?!\w))")  # none with letters on both sides
_TYPED = re.compile(r"(?<!['`])(?:''|``)(?!['`])")  # two marks typed for a double one
_CLIPPED = re.compile(r"[‘’'](?:\d|(?:tis|twas|em|til|cause|n|round|bout|cos)\b)", re.IGNORECASE)
_CLIPPED_AND = re.compile(r"[‘’']n[’'](?= )", re.IGNORECASE)  # rock ’n’ roll


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of words between quotation marks in one passage.

    `outer` holds the marks, `inner` the words between them.  `resumes` is set where the
    stretch goes on with what the paragraph before left open, `open` where it is left open.
    """

    passage: int
    outer: Span
    inner: Span
    resumes: bool = False
    open: bool = False

    def words(self, text: str) -> str:
        """Give the words between the marks."""
        return text[self.inner.start : self.inner.end]


class Marked(NamedTuple):
    """The stretches of one paragraph in order, and where an unclosed mark stands, if one does."""

    pairs: tuple[Span, ...]
    unclosed: int | None


def stretches(passages: Iterable[Passage]) -> tuple[tuple[Stretch, ...], tuple[Rejection, ...]]:
    """Find what stands between quotation marks in the text and the captions, in order.

    Nested marks belong to the outer pair.  A paragraph that opens without closing goes on in
    the next one of text, where that opens with a mark again or closes without opening.  A mark
    that is never closed is a Rejection.  Linear in the text.
    """
    found: list[Stretch] = []
    rejected: list[Rejection] = []
    readable = [p for p in passages if p.text and p.kind in _SPOKEN]
    running = False
    for index, passage in enumerate(readable):
        if not _ANY_OPENING.search(passage.text):
            running = False
            continue
        following = readable[index + 1].text if index + 1 < len(readable) else ""
        here, left_open = _paragraph(
            passage.number, _untyped(passage.text), _untyped(following), running=running
        )
        if _is_typed(passage.text):
            here = [_with_typed(passage.text, stretch) for stretch in here]
        if left_open is not None and not (here and here[-1].open):
            where = f"quotation mark at {left_open} is never closed"
            whole = _forgotten(passage, left_open)
            if whole is not None:
                here = [whole]
                where = f"{where}: read to the end of the paragraph"
            rejected.append(Rejection(f"¶{passage.number}", where))
        found.extend(here)
        running = bool(here) and here[-1].open
    return tuple(found), tuple(rejected)


_SPOKEN = frozenset({PassageKind.TEXT, PassageKind.CAPTION})


def _forgotten(passage: Passage, at: int) -> Stretch | None:
    """Read a paragraph that is one utterance whose closing mark was forgotten, to its end."""
    text = passage.text
    end = len(text.rstrip())
    outer = _with_typed(text, Stretch(passage.number, Span(at, end), Span(at + 1, end))).outer
    inner = text[at + 1 : end]
    if text[: outer.start].strip() or inner[-1:] not in _SENTENCE_ENDS or _double_in(inner):
        return None
    verbs = speech().verbs
    near = {w.lower() for m in _AFTER_PAUSE.finditer(inner) for w in m.groups() if w}
    if any(word in verbs and not verbs[word].noun_too for word in near):
        return None  # who says it stands inside: where the words end is not known
    return Stretch(passage.number, outer, Span(at + 1, end))


def _double_in(text: str) -> bool:
    return _ANY_DOUBLE.search(text) is not None


_SENTENCE_ENDS = frozenset({".", "?", "!", "…"})
_AFTER_PAUSE = re.compile(r"[,?!–—] (\w+)(?: (\w+))?(?: (\w+))?(?: (\w+))?")


def _is_typed(text: str) -> bool:
    return "''" in text or "``" in text


def _untyped(text: str) -> str:
    """Write a double mark for two single ones, with a space beside it so that offsets stay."""
    if not _is_typed(text):
        return text
    return _TYPED.sub(lambda two: ' "' if _opening(text, two.start()) else '" ', text)


def _opening(text: str, at: int) -> bool:
    return not text[at - 1 : at].strip() or text[at - 1] in _OPENS_AFTER


def _with_typed(text: str, stretch: Stretch) -> Stretch:
    """Take the second mark of a pair typed as two into the outer range."""
    start, end = stretch.outer
    if text[max(0, start - 1) : start + 1] in _DOUBLED and start < stretch.inner.start:
        start -= 1
    if text[end - 1 : end + 1] in _DOUBLED and stretch.inner.end < end:
        end += 1
    return stretch if (start, end) == stretch.outer else replace(stretch, outer=Span(start, end))


_DOUBLED = frozenset({"''", "``"})


def _paragraph(
    number: int, text: str, following: str, *, running: bool
) -> tuple[list[Stretch], int | None]:
    found: list[Stretch] = []
    begin = 0
    if running:
        first = _first_mark(text)
        if first is None or not text[:first].strip(" \t\u00a0"):
            found = []  # opens with a mark again: paired as usual, marked as resuming below
        elif text[first] in "”»" or (text[first] == '"' and _closes(text, first)):
            found.append(Stretch(number, Span(0, first + 1), Span(0, first), resumes=True))
            begin = first + 1
    marked = pair(text, begin)
    for place, outer in enumerate(marked.pairs):
        resumes = running and not found and place == 0 and not text[: outer.start].strip()
        inner = Span(outer.start + 1, outer.end - 1)
        found.append(Stretch(number, outer, inner, resumes=resumes))
    marked = _single_left_open(text, marked, following)
    if marked.unclosed is not None and _goes_on(text[marked.unclosed], following):
        end = len(text.rstrip())
        resumes = running and not text[: marked.unclosed].strip()
        found = [s for s in found if s.outer.start < marked.unclosed]
        found.append(
            Stretch(
                number,
                Span(marked.unclosed, end),
                Span(marked.unclosed + 1, end),
                resumes=resumes,
                open=True,
            )
        )
    return found, marked.unclosed


def _single_left_open(text: str, marked: Marked, following: str) -> Marked:
    """Find a British quotation that a paragraph opens and the next one goes on with."""
    start = len(text) - len(text.lstrip())
    mark = text[start : start + 1]
    if mark not in {"‘", "'"} or marked.unclosed is not None or not _opens(text, start):
        return marked
    paired = any(span.start == start for span in marked.pairs)
    return marked if paired or not following.lstrip().startswith(mark) else Marked((), start)


def _goes_on(mark: str, following: str) -> bool:
    """Whether the next paragraph opens with the same mark, or closes before it opens."""
    following = following.lstrip()
    if following.startswith((mark, "»") if mark == "«" else mark):
        return True
    first = _first_mark(following)
    return (
        first is not None
        and following[first] in _CLOSERS.get(mark, "")
        and _closes(following, first)
        and not _opens(following, first)
    )


def _first_mark(text: str) -> int | None:
    first = _ANY_DOUBLE.search(text)
    return first.start() if first else None


def pair(text: str, begin: int = 0) -> Marked:
    """Pair the quotation marks of one paragraph from an offset on; outer pairs only.

    Double marks are paired first; single ones count where no double pair holds them and they
    are no apostrophes.  A single pair may hold double ones (British style).
    """
    doubles, unclosed = _pair_doubles(text, begin) if _double_in(text) else ([], None)
    singles = _pair_singles(text, begin, doubles)
    pairs = _outermost([*doubles, *singles]) if singles else tuple(doubles)
    return Marked(pairs, unclosed)


def _outermost(pairs: Sequence[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in sorted(pairs, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return before in _OPENS_AFTER and not after.isspace()


def _closes(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isspace() and (after in _CLOSES_BEFORE or after.isspace())


def _pair_doubles(text: str, begin: int) -> tuple[list[Span], int | None]:
    pairs: list[Span] = []
    start, depth = -1, 0
    odd = text.count('"', begin) % 2 == 1  # one of them may stand for inches
    surplus = text.count("”", begin) - text.count("“", begin)  # closing marks over opening ones
    for mark in _ANY_DOUBLE.finditer(text, begin):
        at, char = mark.start(), mark[0]
        if odd and char == '"' and _inches(text, at):
            continue
        surplus += (char == "“") - (char == "”")
        if start < 0:
            if char in _CLOSERS and _may_open(text, at):
                start, depth = at, 1
        elif _is_closer(text, at, text[start]):
            depth -= 1
            if depth == 0:
                pairs.append(Span(start, at + 1))
                start = -1
        elif char == text[start] and char in "«„":
            depth += 1
        elif char == text[start] == "“":
            if surplus > depth:
                depth += 1  # enough marks follow to close both
            else:
                start, depth = at, 1  # the one before was never closed
    return pairs, start if start >= 0 else None


def _inches(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2] == " "


def _may_open(text: str, at: int) -> bool:
    if text[at] in "“«„":
        return text[at] != "“" or _opens(text, at) or not _closes(text, at)
    return _opens(text, at)


def _is_closer(text: str, at: int, opener: str) -> bool:
    char = text[at]
    if char not in _CLOSERS[opener]:
        return False
    if char == opener == "“":
        return _closes(text, at) and not _opens(text, at)
    if char == '"' == opener:
        # straight marks do not say which way they look: only the letters beside them do
        return not (_opens(text, at) and not _closes(text, at))
    return True


def _pair_singles(text: str, begin: int, doubles: Sequence[Span]) -> list[Span]:
    pairs: list[Span] = []
    free_from = begin
    openers, closers = _single_marks(text, begin)
    upcoming = 0  # the first closer not yet behind the opener
    limits = [*openers[1:], len(text)][: len(openers)]
    for opener, limit in zip(openers, limits, strict=True):
        if opener < free_from:
            continue
        while upcoming < len(closers) and closers[upcoming] <= opener:
            upcoming += 1
        end = upcoming
        while end < len(closers) and closers[end] < limit:
            end += 1
        chosen = _choose_closer(text, closers[upcoming:end], text[opener])
        if chosen is not None:
            pairs.append(Span(opener, chosen + 1))
            free_from = chosen + 1
    return _clear_of(pairs, doubles)


def _single_marks(text: str, begin: int) -> tuple[list[int], list[int]]:
    openers: list[int] = []
    closers: list[int] = []
    if text.find("‘", begin) < 0 and text.find("'", begin) < 0:
        return openers, closers
    for match in _SINGLE.finditer(text, begin):
        at = match.start()
        if text[at] != "’" and _opens(text, at) and not _CLIPPED.match(text, at):
            openers.append(at)
        elif text[at] != "‘" and _closes(text, at) and not _CLIPPED_AND.match(text, at - 2):
            closers.append(at)
    return openers, closers


def _choose_closer(text: str, candidates: Sequence[int], opener: str) -> int | None:
    """Choose which of the marks before the next opener closes: no plural's apostrophe if any."""
    wanted = "’'" if opener == "‘" else "'"
    fitting = [at for at in candidates if text[at] in wanted]
    firm = [at for at in fitting if not _like_plural(text, at)]
    if firm:
        return firm[0]
    return fitting[0] if fitting else None


def _like_plural(text: str, at: int) -> bool:
    clipped = text[at - 2 : at] == "in"  # goin’ home
    return (
        (text[at - 1] == "s" or clipped)
        and text[at + 1 : at + 2] == " "
        and text[at + 2 : at + 3].isalpha()
    )


def _clear_of(singles: Sequence[Span], doubles: Sequence[Span]) -> list[Span]:
    """Drop single pairs that lie inside a double pair or cross one; both lists are ordered."""
    kept: list[Span] = []
    at = 0
    for single in singles:
        while at < len(doubles) and doubles[at].end <= single.start:
            at += 1
        inside = at
        clear = True
        while inside < len(doubles) and doubles[inside].start < single.end:
            held = single.start <= doubles[inside].start and doubles[inside].end <= single.end
            clear = clear and held
            inside += 1
        if clear:
            kept.append(single)
    return kept
