"""Indirect speech: what someone said in the article's words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from storage.extraction.clauses import MARK, QUOTE, WORD, Sentence, Token
from storage.extraction.cue_forms import (
    ACCORDING,
    AFTER,
    BEFORE,
    COORDINATED,
    FOR,
    RESUMED,
    Cue,
    hypothetical,
)
from storage.extraction.days_of_saying import dates_by_passage, said_on
from storage.extraction.governing import Voiced
from storage.extraction.heard import HeardArticle, HeardSentence
from storage.extraction.phrases import NOUN, SEVERAL, UNKNOWN
from storage.extraction.quotes import identity
from storage.extraction.roles import nearest_role
from storage.extraction.roster import Roster
from storage.extraction.secondhand import Reserve, reserve_of
from storage.extraction.speech import THINK, speech
from storage.extraction.speech_acts import takes
from storage.extraction.utterances import hear
from storage.models import Article, Citation, Event, Passage, Quote, QuoteKind, Statement
from storage.text.offsets import Span

_FULL = QuoteKind.FULL
_LEAST = 3  # tokens of what is said
_SHORT_TAIL = 6  # tokens that may follow a cue that closes a sentence ("on Monday in Oslo.")
_FORMS = (
    BEFORE,
    AFTER,
    ACCORDING,
    FOR,
    COORDINATED,
    RESUMED,
)
_PEOPLE = ("nouns.person", "nouns.people", "nouns.body", "nouns.generic_body")


def extract_statements(
    article: Article,
    roster: Roster,
    quotes: Sequence[Quote],
    events: Sequence[Event] = (),
    heard: HeardArticle | None = None,
) -> tuple[Statement, ...]:
    """List an article's indirect speech in reading order, with speaker, verb and hedge.

    A sentence whose verb of speech only introduces a whole quotation makes none.  The day of
    saying is that of the `events` in the attribution, else of a quotation inside (`quotes`).
    `heard` is the article as `hear` gives it, for who has it already.
    """
    whole = heard or hear(article, roster)
    builder = _Builder(article, roster, quotes, events)
    return tuple(
        builder.statement(passage.passage, spoken.sentence, told)
        for passage in whole.passages
        for spoken in passage.sentences
        if spoken.voiced
        for told in _told(passage.passage.text, spoken)
    )


@dataclass(slots=True, eq=False)
class _Told:
    """What a cue attributes: its range in the passage's text, and what keeps it at a distance."""

    voiced: Voiced
    span: Span
    hedge: str


class _Builder:
    def __init__(
        self,
        article: Article,
        roster: Roster,
        quotes: Sequence[Quote],
        events: Sequence[Event],
    ) -> None:
        self._article = article
        self._roster = roster
        self._dated = dates_by_passage(events)
        self._quoted: dict[int, list[Quote]] = {}
        for quote in quotes:
            if quote.said:
                self._quoted.setdefault(quote.citation.passage, []).append(quote)
        self._seen: Counter[str] = Counter()

    def statement(self, passage: Passage, sentence: Sentence, told: _Told) -> Statement:
        speaker, span = told.voiced.speaker, told.span
        text = passage.text[span.start : span.end]
        known = speaker.actor if speaker.id else None
        roles = self._roster.roles(self._article.id, known) if known is not None else ()
        dated = self._dated.get(passage.number, ())
        quoted = self._quoted.get(passage.number, ())
        return Statement(
            id=identity(self._article.key, text, self._seen),
            citation=Citation(self._article.id, passage.number, *span),
            text=text,
            verb=_verb(passage.text, sentence, told.voiced.cue),
            speaker=speaker.id,
            role=nearest_role(roles, passage.number),
            hedge=told.hedge,
            said=(said_on(dated, span, sentence, told.voiced) if dated else None)
            or next((q.said for q in quoted if _inside(q, span)), None),
            method=speaker.method,
            confidence=speaker.confidence,
        )


def _verb(text: str, sentence: Sentence, cue: Cue) -> str:
    """The word of speech, with what denies it: "did not say", "never promised"."""
    tokens = sentence.tokens
    between = range(cue.subject.end, cue.at) if cue.form is BEFORE else range(0)
    if not any(tokens[i].folded in _DENIES or tokens[i].folded.endswith("n't") for i in between):
        return cue.verb
    first = next(i for i in between if tokens[i].kind is WORD)
    return sentence.words(text, first, cue.end)


_DENIES = frozenset({"not", "never"})


def _inside(quote: Quote, span: Span) -> bool:
    return span.start <= quote.citation.start and quote.citation.end <= span.end


def _told(text: str, spoken: HeardSentence) -> list[_Told]:
    """The statements of a sentence and their ranges: one cue takes it whole, several share it."""
    sentence = spoken.sentence
    tokens = sentence.tokens
    usable = [v for v in spoken.voiced if _states(tokens, spoken, v)]
    told: list[_Told] = []
    for voiced in usable:
        reserve = reserve_of(tokens, voiced, spoken.voiced)
        if reserve is not None and reserve.unsaid and not _own(tokens, reserve, voiced.cue):
            continue  # what others deny, make up or suppose, no one has said
        lo, hi = _bounds(tokens, spoken, voiced)
        span = _trim(text, sentence.starts[lo], sentence.ends[hi - 1])
        if span is not None:
            told.append(_Told(voiced, span, _hedge(text, spoken, voiced, span, reserve)))
    return told


def _own(tokens: Sequence[Token], reserve: Reserve, cue: Cue) -> bool:
    """Whether the speaker's own verb is negated ("did not say"), which the hedge then shows."""
    inner = tokens[reserve.start : reserve.end]
    denied = any(t.folded in _DENIES or t.folded.endswith("n't") for t in inner)
    return denied and reserve.start >= cue.subject.end


def _states(tokens: Sequence[Token], spoken: HeardSentence, voiced: Voiced) -> bool:
    cue = voiced.cue
    if (
        cue.manner is THINK
        or cue.form not in _FORMS
        or not _known(voiced)
        or hypothetical(tokens, cue)
    ):
        return False
    whole = [h for h in spoken.heard if h.kind is _FULL]
    if any(h.voiced is voiced for h in whole) or (whole and cue.form is ACCORDING):
        return False
    if cue.start and tokens[cue.start - 1].folded == "what":
        return False  # "what Moscow calls" names a term
    return _complement(tokens, cue) or _closing(tokens, cue)


def _known(voiced: Voiced) -> bool:
    """Whether there is someone who speaks: an actor, or people named by what they are."""
    if voiced.speaker.actor is not None:
        return True
    subject = voiced.cue.subject
    if subject.head in (UNKNOWN, SEVERAL):
        return True
    return subject.head is NOUN and not subject.tags.isdisjoint(_PEOPLE)


def _complement(tokens: Sequence[Token], cue: Cue) -> bool:
    if cue.form is AFTER:
        return False
    rest = tokens[cue.end :]
    if cue.form is ACCORDING and cue.start >= _LEAST and not _opens_again(tokens, cue):
        return False  # it closes what it attributes
    if cue.form in (ACCORDING, FOR):
        return _enough(rest)
    if not rest or rest[0].kind is MARK or not takes(cue, rest):
        return False
    return _enough(rest)


def _opens_again(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a source named in the middle is followed by what it tells: "but, according to"."""
    before = tokens[cue.start - 1]
    joined = before.folded in _JOINING or (
        before.surface == "," and tokens[cue.start - 2].folded in _JOINING
    )
    return joined and cue.end < len(tokens) and tokens[cue.end].surface == ","


_JOINING = frozenset({"and", "but", "while", "that", "и", "но", "что"})


def _enough(rest: Sequence[Token]) -> bool:
    words = [t for t in rest if t.kind is not MARK]
    return len(words) >= _LEAST or any(t.kind is QUOTE for t in words)


def _closing(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether the cue closes what it attributes: "…, said Lee", "…, Lee said."."""
    if cue.form is ACCORDING:
        return cue.start >= _LEAST
    if cue.start < _LEAST or tokens[cue.start - 1].surface not in {",", "—", "–"}:
        return False
    if speech().has("forms.expressive", cue.lemma):
        return False
    if any(t.kind is QUOTE for t in tokens[cue.start - 2 : cue.start]):
        return False
    rest = tokens[cue.end : cue.end + _SHORT_TAIL]
    ends = len(tokens) - cue.end < _SHORT_TAIL
    return cue.form is AFTER or not rest or rest[0].kind is MARK or ends


def _source(voiced: Voiced) -> bool:
    return _known(voiced) or speech().has("nouns.media", voiced.cue.subject.word)


def _bounds(tokens: Sequence[Token], spoken: HeardSentence, voiced: Voiced) -> tuple[int, int]:
    cue = voiced.cue
    full = [h.at for h in spoken.heard if h.kind is _FULL]
    lo = max((i + 1 for i in full if i < cue.at), default=0)
    hi = min((i for i in full if i > cue.at), default=len(tokens))
    if cue.form is AFTER or (_closing(tokens, cue) and not _complement(tokens, cue)):
        return lo, hi
    others = [v.cue for v in spoken.voiced if v is not voiced]
    if cue.form is RESUMED:
        lo = cue.start
    lo = max([lo, *(cue.start for o in others if o.at < cue.at)])
    hi = min([hi, *(v.cue.start for v in spoken.voiced if v is not voiced and _cuts(v, cue))])
    return lo, max(hi, cue.end)


def _cuts(other: Voiced, cue: Cue) -> bool:
    """Whether another cue ends this one's part: a coordinated verb, a source named behind."""
    if other.cue.at <= cue.at:
        return False
    if other.cue.form is ACCORDING:
        return _source(other)
    return other.cue.form in (COORDINATED, RESUMED)


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",;:—–-•*"):
        start += 1
    for tail in (" and", " but", ", and", ", but"):
        if text[start:end].rstrip(" ,;—–").endswith(tail):
            end = start + len(text[start:end].rstrip(" ,;—–")) - len(tail)
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:—–"):
        end -= 1
    return Span(start, end) if end > start else None


def _hedge(
    text: str, spoken: HeardSentence, voiced: Voiced, span: Span, reserve: Reserve | None
) -> str:
    """The words that keep a claim at a distance, "" where there are none."""
    lexicon = speech()
    sentence = spoken.sentence
    if lexicon.has("forms.hedging", voiced.cue.lemma):
        return voiced.cue.verb
    for other in spoken.voiced:
        source = other.cue
        if source.form is ACCORDING and source is not voiced.cue and _source(other):
            return sentence.words(text, source.start, source.end)
    inside = slice(bisect_left(sentence.starts, span.start), bisect_left(sentence.starts, span.end))
    for token in sentence.tokens[inside]:
        if "hedges.words" in token.tags:
            return token.surface
    return reserve.words(text, sentence) if reserve is not None else ""
