"""When something was said: the date in an attribution that dates the saying, not the said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from storage.extraction.clauses import MARK, QUOTE, Sentence, Token
from storage.extraction.cue_forms import AFTER, COORDINATED, Cue
from storage.extraction.governing import Voiced
from storage.extraction.speech import TELL, speech
from storage.models import Event, Precision, When
from storage.text.calendar import weekdays
from storage.text.offsets import Span

_NEAR = 12  # tokens behind a verb of speech within which its date ends
_EXACT = (Precision.DAY, Precision.WEEK, Precision.WEEKEND)
_DATING = (*_EXACT, Precision.MONTH, Precision.YEAR)
_ENDS = frozenset(";:.!?…—–")
_TIMED = frozenset(
    {"on", "in", "at", "last", "this", "earlier", "early", "late", "during", "yesterday", "today"}
)
_WRITTEN = frozenset({"diary", "entry", "interview", "broadcast", "telegram", "sermon"})


def dates_by_passage(events: Iterable[Event]) -> dict[int, list[Event]]:
    """Sort the events that may date a saying (a day up to a year) by their passage."""
    dated: dict[int, list[Event]] = {}
    for event in events:
        if event.when.precision in _DATING:
            dated.setdefault(event.citation.passage, []).append(event)
    return dated


def said_on(
    dated: Sequence[Event], clause: Span, sentence: Sentence, voiced: Voiced
) -> When | None:
    """Give the date of saying: behind its verb, or in the phrase that opens its clause."""
    cue = voiced.cue
    tokens = sentence.tokens
    for event in dated:
        span = event.citation.span
        if not (clause.start <= span.start and span.end <= clause.end):
            continue
        at = bisect_left(sentence.starts, span.start)
        if at >= max(cue.at + 1, cue.end):
            dates = span.end <= _tail(sentence, cue)
        elif at >= cue.subject.start:
            dates = _beside(tokens, cue, at, event)
        else:
            dates = _opens(tokens, cue, at) and _leads_to(sentence, cue, span.end)
        if dates:
            return event.when
    return None


def _tail(sentence: Sentence, cue: Cue) -> int:
    """The offset up to which words still belong to the verb of speech, not to what is said."""
    tokens, ends = sentence.tokens, sentence.ends
    stop = max(cue.at + 1, cue.end)
    rest = tokens[stop:]
    if not rest:
        return ends[-1]
    verb = speech().verbs.get(tokens[cue.at].folded)
    if _timed(rest[0]):
        rest = rest[:_NEAR]
    elif verb is None or (verb.manner is not TELL and rest[0].folded != "to"):
        return ends[stop - 1]
    for i, token in enumerate(rest):
        if token.kind is QUOTE or token.folded in ("that", ":", "что") or _predicates(token):
            return ends[stop + i - 1]
    return ends[stop + len(rest) - 1]


def _timed(token: Token) -> bool:
    return token.folded in _TIMED or token.folded in weekdays()


def _predicates(token: Token) -> bool:
    """Whether a token shows that what is said has begun ("told him she was")."""
    tags = token.tags
    if token.surface == "May":
        return False
    return "forms.being" in tags or "forms.auxiliaries" in tags or "any.pronoun" in tags


def _beside(tokens: Sequence[Token], cue: Cue, at: int, event: Event) -> bool:
    """Whether a date between a subject and its verb, or behind an inverted one, is its verb’s."""
    if cue.form is AFTER:
        return at > cue.at and _timed(tokens[at])
    exact = event.when.precision in _EXACT
    return exact and at < cue.at and _plain(tokens, cue.subject.start, at)


def _plain(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether nothing between a subject and a date dates another deed ("Lee, born on 3 May,")."""
    return not any(
        "function.relatives" in t.tags or t.folded.endswith("ed") or t.folded == "born"
        for t in tokens[start:at]
    )


def _opens(tokens: Sequence[Token], cue: Cue, at: int) -> bool:
    """Whether a date stands in the phrase that opens a cue's clause ("On 3 May, Lee said")."""
    lo = next(
        (
            i + 1
            for i in range(cue.start - 1, -1, -1)
            if tokens[i].surface in _ENDS or tokens[i].kind is QUOTE
        ),
        0,
    )
    if at < lo or _closes(tokens, cue) or not (_timed(tokens[lo]) or lo == at):
        return False
    if any(_predicates(t) or "verbs.plain" in t.tags for t in tokens[lo:at]):
        return False
    of = at if tokens[at].folded in ("of", "from", "dated") else at - 1
    if of > lo and tokens[of].folded in ("of", "from", "dated"):
        return _is_written(tokens[of - 1])  # "in a letter of March", not "in the fire of March"
    return True


def _leads_to(sentence: Sentence, cue: Cue, end: int) -> bool:
    """Whether no other deed stands between a date and who speaks ("In March it fell, Lee said")."""
    between = sentence.tokens[bisect_left(sentence.starts, end) : cue.start]
    return cue.form is COORDINATED or all(t.kind is MARK for t in between)


def _is_written(token: Token) -> bool:
    names = ("nouns.document", "nouns.speech")
    return token.folded in _WRITTEN or not token.tags.isdisjoint(names)


def _closes(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a cue only closes or interrupts what it attributes ("In May, Lee said, it fell")."""
    if cue.form is AFTER:
        return True
    rest = tokens[cue.end : cue.end + 2]
    if not cue.start or tokens[cue.start - 1].surface != "," or not rest:
        return not rest
    quoted = len(rest) > 1 and rest[1].kind is QUOTE
    return rest[0].kind is MARK and rest[0].surface != ":" and not quoted
