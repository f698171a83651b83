"""Indirect speech: what someone said in the article's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from storage.extraction.clauses import Kind, Token
from storage.extraction.cues import Cue, Form, hypothetical
from storage.extraction.days_of_saying import dates_by_passage, said_on
from storage.extraction.governing import Voiced
from storage.extraction.heard import HeardSentence
from storage.extraction.phrases import Head
from storage.extraction.quotes import identity
from storage.extraction.roster import Roster
from storage.extraction.secondhand import Reserve, reserve_of
from storage.extraction.speakers import role_of
from storage.extraction.speech import Manner, speech
from storage.extraction.speech_acts import takes
from storage.extraction.utterances import hear
from storage.models import Article, Citation, Event, Quote, QuoteKind, Statement
from storage.text.offsets import Span

_LEAST = 3  # tokens of what is said
_SHORT_TAIL = 6  # tokens that may follow a cue that closes a sentence ("on Monday in Oslo.")
_FORMS = (
    Form.BEFORE,
    Form.AFTER,
    Form.ACCORDING,
    Form.FOR,
    Form.COORDINATED,
    Form.RESUMED,
)
_PEOPLE = ("nouns.person", "nouns.people", "nouns.body", "nouns.generic_body")


def extract_statements(
    article: Article, roster: Roster, quotes: Sequence[Quote], events: Sequence[Event] = ()
) -> tuple[Statement, ...]:
    """List an article's indirect speech in reading order, with speaker, verb and hedge.

    A sentence whose verb of speech only introduces a whole quotation makes none.  The day of
    saying is that of the `events` in the attribution, else of a quotation inside (`quotes`).
    """
    dated = dates_by_passage(events)
    passages, _ = hear(article, roster)
    seen: Counter[str] = Counter()
    statements: list[Statement] = []
    for passage in passages:
        here = [q for q in quotes if q.citation.passage == passage.passage.number]
        for spoken in passage.sentences:
            for voiced, span in _told(passage.passage.text, spoken):
                text = passage.passage.text[span.start : span.end]
                speaker = voiced.speaker
                actor = speaker.actor if speaker.id else None
                statements.append(
                    Statement(
                        id=identity(article.key, text, seen),
                        citation=Citation(article.id, passage.passage.number, *span),
                        text=text,
                        verb=_verb(passage.passage.text, spoken.sentence.tokens, voiced.cue),
                        speaker=speaker.id,
                        role=role_of(actor, article.id, passage.passage.number),
                        hedge=_hedge(passage.passage.text, spoken, voiced, span),
                        said=said_on(
                            dated.get(passage.passage.number, ()),
                            span,
                            spoken.sentence.tokens,
                            voiced,
                        )
                        or next((q.said for q in here if _inside(q, span) and q.said), None),
                        method=speaker.method,
                        confidence=speaker.confidence,
                    )
                )
    return tuple(statements)


def _verb(text: str, tokens: Sequence[Token], cue: Cue) -> str:
    """The word of speech, with what denies it: "did not say", "never promised"."""
    between = tokens[cue.subject.end : cue.at] if cue.form is Form.BEFORE else ()
    denied = [t for t in between if t.folded in _DENIES or t.folded.endswith("n't")]
    if not denied:
        return cue.verb
    first = next(t for t in between if t.kind is Kind.WORD)
    return text[first.start : tokens[cue.end - 1].end]


_DENIES = frozenset({"not", "never"})


def _inside(quote: Quote, span: Span) -> bool:
    return span.start <= quote.citation.start and quote.citation.end <= span.end


def _told(text: str, spoken: HeardSentence) -> list[tuple[Voiced, Span]]:
    """The statements of a sentence and their ranges: one cue takes it whole, several share it."""
    tokens = spoken.sentence.tokens
    usable = [v for v in spoken.voiced if _states(tokens, spoken, v)]
    told: list[tuple[Voiced, Span]] = []
    for voiced in usable:
        reserve = reserve_of(tokens, voiced, spoken.voiced)
        if reserve is not None and reserve.unsaid and not _own(tokens, reserve, voiced.cue):
            continue  # what others deny, make up or suppose, no one has said
        lo, hi = _bounds(tokens, spoken, voiced)
        span = _trim(text, tokens[lo].start, tokens[hi - 1].end)
        if span is not None:
            told.append((voiced, span))
    return told


def _own(tokens: Sequence[Token], reserve: Reserve, cue: Cue) -> bool:
    """Whether the speaker's own verb is negated ("did not say"), which the hedge then shows."""
    inner = tokens[reserve.start : reserve.end]
    denied = any(t.folded in _DENIES or t.folded.endswith("n't") for t in inner)
    return denied and reserve.start >= cue.subject.end


def _states(tokens: Sequence[Token], spoken: HeardSentence, voiced: Voiced) -> bool:
    cue = voiced.cue
    if (
        cue.manner is Manner.THINK
        or cue.form not in _FORMS
        or not _known(voiced)
        or hypothetical(tokens, cue)
    ):
        return False
    whole = [h for h in spoken.heard if h.kind is QuoteKind.FULL]
    if any(h.voiced is voiced for h in whole) or (whole and cue.form is Form.ACCORDING):
        return False
    if cue.start and tokens[cue.start - 1].folded == "what":
        return False  # "what Moscow calls" names a term
    return _complement(tokens, cue) or _closing(tokens, cue)


def _known(voiced: Voiced) -> bool:
    """Whether there is someone who speaks: an actor, or people named by what they are."""
    if voiced.speaker.actor is not None:
        return True
    subject = voiced.cue.subject
    if subject.head in (Head.UNKNOWN, Head.SEVERAL):
        return True
    return subject.head is Head.NOUN and any(speech().has(n, subject.word) for n in _PEOPLE)


def _complement(tokens: Sequence[Token], cue: Cue) -> bool:
    if cue.form is Form.AFTER:
        return False
    rest = tokens[cue.end :]
    if cue.form is Form.ACCORDING and cue.start >= _LEAST and not _opens_again(tokens, cue):
        return False  # it closes what it attributes
    if cue.form in (Form.ACCORDING, Form.FOR):
        return _enough(rest)
    if not rest or rest[0].kind is Kind.MARK or not takes(cue, rest):
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
    words = [t for t in rest if t.kind is not Kind.MARK]
    return len(words) >= _LEAST or any(t.kind is Kind.QUOTE for t in words)


def _closing(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether the cue closes what it attributes: "…, said Lee", "…, Lee said."."""
    if cue.form is Form.ACCORDING:
        return cue.start >= _LEAST
    if cue.start < _LEAST or tokens[cue.start - 1].surface not in {",", "—", "–"}:
        return False
    if speech().has("forms.expressive", cue.lemma):
        return False
    if any(t.kind is Kind.QUOTE for t in tokens[cue.start - 2 : cue.start]):
        return False
    rest = tokens[cue.end : cue.end + _SHORT_TAIL]
    ends = len(tokens) - cue.end < _SHORT_TAIL
    return cue.form is Form.AFTER or not rest or rest[0].kind is Kind.MARK or ends


def _source(voiced: Voiced) -> bool:
    return _known(voiced) or speech().has("nouns.media", voiced.cue.subject.word)


def _bounds(tokens: Sequence[Token], spoken: HeardSentence, voiced: Voiced) -> tuple[int, int]:
    cue = voiced.cue
    full = [h.at for h in spoken.heard if h.kind is QuoteKind.FULL]
    lo = max((i + 1 for i in full if i < cue.at), default=0)
    hi = min((i for i in full if i > cue.at), default=len(tokens))
    if cue.form is Form.AFTER or (_closing(tokens, cue) and not _complement(tokens, cue)):
        return lo, hi
    others = [v.cue for v in spoken.voiced if v is not voiced]
    if cue.form is Form.RESUMED:
        lo = cue.start
    lo = max([lo, *(cue.start for o in others if o.at < cue.at)])
    hi = min([hi, *(v.cue.start for v in spoken.voiced if v is not voiced and _cuts(v, cue))])
    return lo, max(hi, cue.end)


def _cuts(other: Voiced, cue: Cue) -> bool:
    """Whether another cue ends this one's part: a coordinated verb, a source named behind."""
    if other.cue.at <= cue.at:
        return False
    if other.cue.form is Form.ACCORDING:
        return _source(other)
    return other.cue.form in (Form.COORDINATED, Form.RESUMED)


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",;:—–-•*"):
        start += 1
    for tail in (" and", " but", ", and", ", but"):
        if text[start:end].rstrip(" ,;—–").endswith(tail):
            end = start + len(text[start:end].rstrip(" ,;—–")) - len(tail)
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:—–"):
        end -= 1
    return Span(start, end) if end > start else None


def _hedge(text: str, spoken: HeardSentence, voiced: Voiced, span: Span) -> str:
    """The words that keep a claim at a distance, "" where there are none."""
    lexicon = speech()
    tokens = spoken.sentence.tokens
    if lexicon.has("forms.hedging", voiced.cue.lemma):
        return voiced.cue.verb
    for other in spoken.voiced:
        source = other.cue
        if source.form is Form.ACCORDING and source is not voiced.cue and _source(other):
            return text[tokens[source.start].start : tokens[source.end - 1].end]
    for token in tokens:
        inside = span.start <= token.start < span.end
        if inside and token.kind is Kind.WORD and lexicon.has("hedges.words", token.folded):
            return token.surface
    reserve = reserve_of(tokens, voiced, spoken.voiced)
    return reserve.words(text, tokens) if reserve is not None else ""
