"""Which cue of speech frames a sentence, which attributes a quote, and the quote's kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.extraction.clauses import MARK, QUOTE, WORD, Token
from storage.extraction.cue_forms import ACCORDING, AFTER, BEFORE, OF_NOUN, RESUMED, Cue
from storage.extraction.marks import Stretch
from storage.extraction.speakers import NOBODY, Speaker
from storage.extraction.speech import JUDGE, THINK, speech
from storage.models import QuoteKind

_FULL = QuoteKind.FULL
_FRAGMENT = QuoteKind.FRAGMENT
_BEFORE_WORDS = " […("
_UTTERANCE_ENDS = frozenset(",.?!…—–-")


@dataclass(slots=True, eq=False)
class Voiced:
    """A cue and who its subject is."""

    cue: Cue
    speaker: Speaker


def outermost(voiced: Sequence[Voiced], tokens: Sequence[Token]) -> Voiced | None:
    """The cue that frames a whole sentence: one that closes it, else the first."""
    if not voiced:
        return None
    thought = [v for v in voiced if v.cue.manner is not THINK]
    speaking = [v for v in thought if not _subordinate(tokens, v.cue)] or thought
    if not speaking:
        return None
    for one in speaking:
        if one.cue.form is RESUMED:
            return one
    last = speaking[-1]
    closes = last.cue.start > 0 and tokens[last.cue.start - 1].surface in {",", "—", "–"}
    if closes and (last.cue.form is AFTER or _ends(tokens, last.cue.end)):
        return last
    return speaking[0]


def _subordinate(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a cue stands in a clause like "when she wrote the book"."""
    before = tokens[cue.start - 1].folded if cue.start else ""
    return cue.form is BEFORE and speech().has("function.opening", before)


def _ends(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or all(t.kind is MARK for t in tokens[at:])


def governing_cue(
    text: str, tokens: Sequence[Token], at: int, voiced: Sequence[Voiced], stretch: Stretch
) -> Voiced | None:
    """Choose the cue that attributes the quote at token `at`, if the sentence has one.

    A colon binds to the cue before it; a quote that ends like an utterance to the cue right
    behind it; else the nearest cue before, then the one right behind.
    """
    before = [v for v in voiced if v.cue.at < at and _reaches(tokens, at, v)]
    nearest = before[-1] if before else None
    behind = _right_behind(tokens, at, voiced)
    previous = tokens[at - 1] if at else None
    if previous is not None and previous.surface == ":" and nearest is not None:
        return _of_paper(tokens[nearest.cue.end : at], _not_torn(nearest, before))
    if nearest is not None and (
        _supposed(tokens, nearest.cue, at) or _woven(text, tokens, nearest.cue, at, stretch)
    ):
        return nearest
    if behind is not None:
        inner = stretch.words(text)
        like_utterance = inner[-1:] in _UTTERANCE_ENDS or tokens[at + 1].surface in {",", "—", "–"}
        vague = behind.cue.form is ACCORDING and behind.speaker.actor is None
        if nearest is None or (like_utterance and not (vague and nearest.speaker.actor)):
            return behind
    if nearest is not None:
        return nearest
    aside = RESUMED
    closing = [
        v for v in voiced if v.cue.at > at and v.cue.form is not aside and _closes(tokens, v)
    ]
    return closing[-1] if closing else None


def _supposed(tokens: Sequence[Token], cue: Cue, at: int) -> bool:
    """Whether a quote belongs to a supposition, whoever makes it ("If Lee had said “…”, Park")."""
    opens = cue.start > 0 and tokens[cue.start - 1].folded in ("if", "unless", "whether")
    return opens and all(t.kind is WORD for t in tokens[cue.end : at])


def _woven(text: str, tokens: Sequence[Token], cue: Cue, at: int, stretch: Stretch) -> bool:
    """Whether a verb of judgement takes a quote as its object ("whom she called “a fool”")."""
    inner = stretch.words(text)
    woven = inner[:1].islower() and inner[-1:] not in _UTTERANCE_ENDS
    between = tokens[cue.end : at]
    near = len(between) <= 1 and all(t.kind is WORD for t in between)
    return cue.manner is JUDGE and woven and near


def _reaches(tokens: Sequence[Token], at: int, one: Voiced) -> bool:
    """A noun of speech only reaches a quote right behind it ("Lee's words that “…")."""
    between = tokens[one.cue.end : at]
    return one.cue.form is not OF_NOUN or all(
        t.kind is MARK or t.folded in ("that", "as") for t in between
    )


def _not_torn(nearest: Voiced, before: Sequence[Voiced]) -> Voiced:
    """Before a colon a verb counts more than a noun of speech that follows it."""
    verbs = [v for v in before if v.cue.form is not OF_NOUN]
    return verbs[-1] if nearest.cue.form is OF_NOUN and verbs else nearest


def _of_paper(between: Sequence[Token], one: Voiced) -> Voiced:
    """Keep a paper's words from whom the paper is known by ("The note, says Lee, read: …")."""
    reads = any("forms.reading" in t.tags for t in between)
    by_the_way = one.cue.form in (ACCORDING, AFTER) and reads
    return Voiced(one.cue, NOBODY) if by_the_way else one


def _right_behind(tokens: Sequence[Token], at: int, voiced: Sequence[Voiced]) -> Voiced | None:
    for one in voiced:
        if one.cue.at <= at or one.cue.form in (OF_NOUN, RESUMED):
            continue
        between = tokens[at + 1 : one.cue.start]
        if all(t.kind in (MARK, QUOTE) or t.folded in _JOINING for t in between):
            return one
        return None
    return None


_JOINING = frozenset({"and", "or", "as", "is", "was", "how", "what"})


def _closes(tokens: Sequence[Token], one: Voiced) -> bool:
    start = one.cue.start
    return start > 0 and tokens[start - 1].surface in {",", "—", "–"}


def kind_of(
    text: str, tokens: Sequence[Token], at: int, stretch: Stretch, governing: Voiced | None
) -> QuoteKind:
    """Tell a whole utterance from words woven into the author's sentence."""
    inner = stretch.words(text).lstrip(_BEFORE_WORDS)
    previous = tokens[at - 1] if at else None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    capital = not inner[:1].islower()
    utterance = (
        following is None
        or inner[-1:] in _UTTERANCE_ENDS
        or following.kind is not WORD
        or (governing is not None and governing.cue.at > at)
    )
    if previous is None or _only_marks(tokens[:at]):
        return _FULL if utterance else _FRAGMENT
    if previous.surface == ":":
        return _FULL
    if governing is None or not _introduces(tokens, at, governing):
        return _FRAGMENT
    split = previous.surface in {",", "—", "–"} and any(
        t.kind is QUOTE for t in tokens[: governing.cue.start]
    )
    return _FULL if capital or split else _FRAGMENT


def _only_marks(tokens: Sequence[Token]) -> bool:
    return all(t.kind is MARK for t in tokens)


def _introduces(tokens: Sequence[Token], at: int, governing: Voiced) -> bool:
    """Whether the cue stands right before the quote, or a pause does."""
    previous = tokens[at - 1]
    if governing.cue.manner is JUDGE:
        return False
    if previous.surface in {",", "—", "–", "-"} or previous.kind is QUOTE:
        return governing.cue.at < at
    return governing.cue.at < at <= governing.cue.end + 1 and governing.cue.form is not OF_NOUN
