"""Words that a text denies, supposes or has at second hand: how they must be qualified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from storage.extraction.clauses import WORD, Sentence, Token
from storage.extraction.cue_forms import ACCORDING, AFTER, BEFORE, RESUMED, Cue
from storage.extraction.governing import Voiced
from storage.extraction.lexicon import read_words
from storage.extraction.phrases import NOUN, SAME, Subject
from storage.extraction.speech import THINK, speech

_BACK = 8  # tokens between "denied" and the "that" which opens what is denied
_NEAR = 3  # tokens between "fake" and its noun


class Reserve(NamedTuple):
    """The words that qualify a quotation, tokens `start` to `end`.

    `unsaid` is set where the text denies, invents or supposes it: then no one is known to have
    said it.
    """

    start: int
    end: int
    unsaid: bool

    def words(self, text: str, sentence: Sentence) -> str:
        """Give the words as the text has them."""
        return sentence.words(text, self.start, self.end)


def reserve_of(
    tokens: Sequence[Token], governing: Voiced, voiced: Sequence[Voiced], quote: int | None = None
) -> Reserve | None:
    """Tell what qualifies the words that a cue attributes, None where they are told plainly.

    `quote` is the token of the quotation, None for what is told in the article's own words.
    """
    cue = governing.cue
    return (
        _denied(tokens, cue, quote)
        or _invented(tokens, cue)
        or _supposed(tokens, cue)
        or _disowned(tokens, cue)
        or _hearsay(tokens, cue)
        or _source(tokens, governing, voiced)
    )


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in read_words("secondhand").items()}


def _has(name: str, token: Token) -> bool:
    return token.folded in _lexicon()[name]


def _denied(tokens: Sequence[Token], cue: Cue, quote: int | None) -> Reserve | None:
    """Read "never said" and "denied having said"."""
    if cue.form in _OWN_CLAUSE and cue.manner is not THINK:
        inner = range(cue.subject.end, cue.at)
        for i in inner:
            if _has("negative", tokens[i]) or tokens[i].folded.endswith("n't"):
                first = next(j for j in inner if tokens[j].kind is WORD)
                return Reserve(first, cue.end if cue.form is BEFORE else cue.at + 1, unsaid=True)
    if _has("denying", tokens[cue.at]) and quote is not None and cue.at < quote:
        behind = tokens[cue.at + 1 : quote]
        end = next((i for i, t in enumerate(behind) if _has("of_deeds", t)), None)
        if end is not None:
            return Reserve(cue.at, cue.at + 2 + end, unsaid=True)
    return None


_OWN_CLAUSE = (BEFORE, RESUMED)


def _invented(tokens: Sequence[Token], cue: Cue) -> Reserve | None:
    """Read "a fake video shows Lee saying", "in a forged letter, Lee says"."""
    lo = _clause(tokens, cue)
    stop = cue.at if cue.form is not AFTER else cue.start
    for i in range(lo, stop):
        if not _has("fake", tokens[i]):
            continue
        near = range(i + 1, min(i + 1 + _NEAR, stop))
        noun = next((j for j in near if _has("record", tokens[j])), None)
        if noun is None:
            continue
        inside = cue.start <= i < cue.subject.end
        shown = any(_has("showing", t) for t in tokens[noun + 1 : cue.subject.start])
        placed = i - 2 == lo and _has("placing", tokens[i - 2])
        if inside or shown or placed:
            first = i - 1 if i and tokens[i - 1].determines else i
            return Reserve(first, noun + 1, unsaid=True)
    return None


def _clause(tokens: Sequence[Token], cue: Cue) -> int:
    for i in range(cue.start - 1, -1, -1):
        if tokens[i].stops:
            return i + 1
    return 0


def _supposed(tokens: Sequence[Token], cue: Cue) -> Reserve | None:
    """Read "if Lee had said", "Lee might say", "Lee would have said"."""
    before = tokens[cue.start - 1] if cue.start else None
    if cue.form is BEFORE and before is not None and _has("supposing", before):
        return Reserve(cue.start - 1, cue.start, unsaid=True)
    if cue.form not in _OWN_CLAUSE:
        return None
    inner = range(cue.subject.end, cue.at)
    for i in inner:
        perfect = any(tokens[j].folded == "have" for j in inner)
        if _has("modal", tokens[i]) or (perfect and _has("modal_perfect", tokens[i])):
            return Reserve(i, cue.end, unsaid=True)
    return None


def _disowned(tokens: Sequence[Token], cue: Cue) -> Reserve | None:
    """Read "denied that Lee had said", "it is not true that Lee said", "rumours that Lee said"."""
    at = cue.start - 1
    if cue.form is not BEFORE or at < 0:
        return None
    if _has("denying", tokens[at]):
        return Reserve(at, at + 1, unsaid=True)
    opens = tokens[at].folded in ("that", "of")
    return _of_what_is_no_fact(tokens, cue, at) if opens else None


def _of_what_is_no_fact(tokens: Sequence[Token], cue: Cue, at: int) -> Reserve | None:
    """Read what the "that" before a cue hangs on."""
    lo = max(_clause(tokens, cue), at - _BACK)
    if at <= lo:
        return None
    denied = [
        i for i in range(lo, at) if _has("denying", tokens[i]) and not _negated(tokens, i, lo)
    ]
    last = tokens[at - 1]
    if denied:
        return Reserve(denied[-1], at + 1, unsaid=True)
    if _has("untrue", last) or (_has("evidence", last) and _negated(tokens, at - 1, lo)):
        first = next((i for i in range(lo, at) if _has("negative", tokens[i])), at - 1)
        return Reserve(first, at + 1, unsaid=True)
    if _has("rumour", last):
        return Reserve(at - 1, at + 1, unsaid=_refuted(tokens, cue))
    return None


def _negated(tokens: Sequence[Token], at: int, lo: int) -> bool:
    return any(
        _has("negative", t) or t.folded.endswith("n't") for t in tokens[max(lo, at - 3) : at]
    )


def _refuted(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a sentence ends by saying that the claim is false."""
    names = ("untrue", "fake", "denying")
    return any(_has(name, t) for t in tokens[cue.end :] for name in names)


def _hearsay(tokens: Sequence[Token], cue: Cue) -> Reserve | None:
    """Read "reportedly said", "is said to have told", "it is rumoured that Lee said"."""
    lexicon = speech()
    inner = range(cue.subject.end, cue.at) if cue.form in _OWN_CLAUSE else range(0)
    for i in inner:
        if "forms.hearsay" in tokens[i].tags:
            first = i - 1 if i > inner.start and "forms.being" in tokens[i - 1].tags else i
            return Reserve(first, cue.end, unsaid=False)
    for i in (*range(_clause(tokens, cue), cue.start), *inner):
        if lexicon.has("hedges.words", tokens[i].folded) and i + _BACK >= cue.start:
            return Reserve(i, i + 1, unsaid=False)
    return None


def _source(tokens: Sequence[Token], governing: Voiced, voiced: Sequence[Voiced]) -> Reserve | None:
    """Read who handed the words down ("according to Park, Lee said")."""
    if governing.cue.form is ACCORDING or governing.cue.subject.head is SAME:
        return None
    for other in voiced:
        cue = other.cue
        if cue.form is not ACCORDING or other is governing or not tells(other):
            continue
        opens = cue.end <= governing.cue.start and not _crossed(tokens, cue, governing.cue)
        closes = cue.start >= governing.cue.end and tokens[cue.start - 1].surface == ","
        within = governing.cue.start < cue.start and cue.end <= governing.cue.at
        own = other.speaker.actor is not None and other.speaker.actor is governing.speaker.actor
        if (opens or closes or within) and not own:
            return Reserve(cue.start, cue.end, unsaid=False)
    return None


def _crossed(tokens: Sequence[Token], source: Cue, cue: Cue) -> bool:
    between = tokens[source.end : cue.start]
    return any(t.stops for t in between)


_TELLERS = ("nouns.media", "nouns.person", "nouns.people", "nouns.body", "nouns.document")


def tells(voiced: Voiced) -> bool:
    """Whether a source is someone, some body or paper that can hand words down."""
    subject: Subject = voiced.cue.subject
    if voiced.speaker.actor is not None or subject.head is not NOUN:
        return True
    return not subject.tags.isdisjoint(_TELLERS)
