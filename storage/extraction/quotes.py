"""Exact words: every quotation of an article with its speaker, role and place."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from storage.extraction.clauses import WORD, Token
from storage.extraction.cue_forms import hypothetical
from storage.extraction.days_of_saying import dates_by_passage, said_on
from storage.extraction.heard import Heard, HeardArticle, HeardSentence
from storage.extraction.interviews import Turn, answers
from storage.extraction.labels import count_words, is_label, is_work
from storage.extraction.roles import nearest_role
from storage.extraction.roster import Roster
from storage.extraction.speakers import CROWD
from storage.extraction.speech import Speech, speech
from storage.extraction.utterances import hear
from storage.models import (
    Actor,
    Article,
    Citation,
    Event,
    Passage,
    Quote,
    QuoteKind,
    Rejection,
    When,
)
from storage.text.folding import fold
from storage.text.offsets import Span

_FULL = QuoteKind.FULL
_FRAGMENT = QuoteKind.FRAGMENT
LEAST_WORDS = 4
"""Shorter stretches are scare quotes and single words: no quotation (as score.py counts)."""

_UNCLAIMED = 8  # a fragment that no one is said to have said counts from this many words on
_ARTICLES = ("a ", "an ", "the ")
_LABELLED = 0.9  # a turn of an interview under its speaker's name


def extract_quotes(
    article: Article,
    roster: Roster,
    events: Sequence[Event] = (),
    heard: HeardArticle | None = None,
) -> tuple[tuple[Quote, ...], tuple[Rejection, ...]]:
    """List the quotations of an article in reading order, and what was rejected and why.

    `events` are the article's dated events, which give the day of saying where it stands in
    the attribution.  Speakers are ids of the roster's actors; None where the evidence is weak.
    `heard` is the article as `hear` gives it, for who has it already.
    """
    whole = heard or hear(article, roster)
    builder = _Builder(article, roster, dates_by_passage(events))
    quotes: list[Quote] = []
    problems = list(whole.rejected)
    turns = answers(article, roster)
    for passage in whole.passages:
        if passage.passage.number in turns:
            quotes.extend(builder.answer(passage.passage, turns[passage.passage.number]))
            continue
        for spoken in passage.sentences:
            for words in spoken.heard:
                if not _wanted(passage.passage.text, words):
                    continue
                made = builder.quote(passage.passage, spoken, words)
                if isinstance(made, Quote):
                    quotes.append(made)
                else:
                    problems.append(made)
    return tuple(quotes), tuple(problems)


def identity(key: str, text: str, seen: Counter[str]) -> str:
    """Make an item's id: 12 hex digits of its article's key and normalised text.

    `seen` counts the texts met before in the article, so that repeated ones differ.
    """
    plain = " ".join(fold(text).split())
    seen[plain] += 1
    ordinal = f"\0{seen[plain]}" if seen[plain] > 1 else ""
    return hashlib.sha256(f"{key}\0{plain}{ordinal}".encode()).hexdigest()[:12]


def _wanted(text: str, heard: Heard) -> bool:
    inner = heard.stretch.words(text)
    length = count_words(inner)
    if length < LEAST_WORDS or is_work(text, heard.stretch) or _inscribed(heard):
        return False
    if heard.kind is _FULL or heard.speaker is CROWD:
        return True
    if is_label(text, heard.stretch):
        return False
    # What somebody "must" call a thing (“an outlawed organisation”) is its label, not their words.
    told = heard.hedge and not inner.lower().startswith(_ARTICLES)
    if heard.voiced is not None and heard.speaker.actor is None and not told:
        return not hypothetical(heard.sentence.tokens, heard.voiced.cue)
    return heard.voiced is not None or heard.speaker.id is not None or length >= _UNCLAIMED


def _inscribed(heard: Heard) -> bool:
    """Whether a banner says it, and so nobody does."""
    return heard.voiced is not None and speech().has(
        "nouns.inscription", heard.voiced.cue.subject.word
    )


class _Builder:
    def __init__(self, article: Article, roster: Roster, dated: dict[int, list[Event]]) -> None:
        self._article = article
        self._roster = roster
        self._dated = dated
        self._seen: Counter[str] = Counter()
        self._turns: dict[int, tuple[str, When | None]] = {}
        self._answered: str | None = None  # the turn of an interview that is under way

    def quote(self, passage: Passage, spoken: HeardSentence, heard: Heard) -> Quote | Rejection:
        text = passage.text
        span = _trimmed(text, heard.stretch.inner)
        words = text[span.start : span.end]
        if not words or words not in text:
            return Rejection(f"{self._article.id} ¶{passage.number}", "the quotation is empty")
        id_ = identity(self._article.key, words, self._seen)
        clause = attribution_span(text, spoken, heard)
        turn, said = self._turn(passage, spoken, heard, clause, id_)
        speaker = heard.speaker
        return Quote(
            id=id_,
            citation=Citation(self._article.id, passage.number, span.start, span.end),
            text=words,
            kind=heard.kind,
            turn=turn,
            speaker=speaker.id,
            role=self._role(speaker.actor if speaker.id else None, passage),
            attribution=text[clause.start : clause.end] if clause else "",
            lead=lead_of(text, spoken, heard),
            hedge=heard.hedge,
            said=said,
            method=speaker.method,
            confidence=speaker.confidence,
        )

    def answer(self, passage: Passage, turn: Turn) -> Iterator[Quote]:
        """Quote a turn of an interview, whose paragraphs share a turn."""
        words = passage.text[turn.words.start : turn.words.end]
        if count_words(words) < LEAST_WORDS:
            return
        id_ = identity(self._article.key, words, self._seen)
        goes_on = turn.words.start == 0 and self._answered is not None
        self._answered = self._answered if goes_on and self._answered else id_
        yield Quote(
            id=id_,
            citation=Citation(self._article.id, passage.number, *turn.words),
            text=words,
            kind=_FULL,
            turn=self._answered,
            speaker=turn.speaker.id,
            role=self._role(turn.speaker, passage),
            attribution=passage.text[: turn.words.start].rstrip(" :*_").lstrip(" *_"),
            method="label of an interview",
            confidence=_LABELLED,
        )

    def _role(self, actor: Actor | None, passage: Passage) -> str:
        if actor is None:
            return ""
        return nearest_role(self._roster.roles(self._article.id, actor), passage.number)

    def _turn(
        self,
        passage: Passage,
        spoken: HeardSentence,
        heard: Heard,
        clause: Span | None,
        id_: str,
    ) -> tuple[str, When | None]:
        """The turn's id is its first kept quote's; its stretches share the day of saying."""
        said = None
        if clause is not None and heard.voiced is not None:
            said = said_on(
                self._dated.get(passage.number, ()), clause, spoken.sentence, heard.voiced
            )
        known = self._turns.get(heard.turn)
        turn, said = (known[0], known[1] or said) if known else (id_, said)
        self._turns[heard.turn] = (turn, said)
        return turn, said


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.end - (len(words) - len(words.rstrip()))))


def attribution_span(text: str, spoken: HeardSentence, heard: Heard) -> Span | None:
    """Give the words that attribute a quote: from its cue's clause up to the quotation marks."""
    if heard.voiced is None:
        return None
    sentence = spoken.sentence
    starts, ends = sentence.starts, sentence.ends
    cue = heard.voiced.cue
    quotes = [i for i in sentence.quotes if i == heard.at or _many_words(text[starts[i] : ends[i]])]
    before = [i for i in quotes if i < cue.at]
    after = [i for i in quotes if i >= cue.end]
    lo = ends[before[-1]] if before else starts[0]
    hi = starts[after[0]] if after else ends[-1]
    if cue.at > heard.at:
        lo = starts[cue.start]
    else:
        hi = min(hi, starts[heard.at])
    return _stripped(text, lo, hi)


def _many_words(text: str) -> bool:
    return count_words(text) >= LEAST_WORDS


_JOINS = re.compile(r"(?:and|but|и|но)\s+")


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",;:.—–-"):
        start += 1
    joined = _JOINS.match(text, start)
    start = joined.end() if joined and joined.end() < end else start
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:.—–-([{"):
        end -= 1
    return Span(start, end) if end > start else None


def lead_of(text: str, spoken: HeardSentence, heard: Heard) -> str:
    """Give the words right before a fragment that change its meaning ("would not"), else ""."""
    if heard.kind is not _FRAGMENT:
        return ""
    lexicon = speech()
    tokens = spoken.sentence.tokens[: heard.at]
    first = len(tokens)
    telling = False
    while first and _leads(lexicon, tokens[first - 1]):
        first -= 1
        telling = telling or not lexicon.has("leads.linking", tokens[first].folded)
    last = tokens[-1].folded if tokens else ""
    if len(tokens) > 1 and lexicon.has("function.prepositions", last) and last != "over":
        last = tokens[-2].folded  # "than with"
    if lexicon.has("leads.comparing", last):
        first = _preference(lexicon, tokens)
        telling = True
    while first < len(tokens) and lexicon.has("leads.linking", tokens[first].folded):
        first += 1
    if not telling or first >= len(tokens):
        return ""
    return spoken.sentence.words(text, first, heard.at)


def _leads(lexicon: Speech, token: Token) -> bool:
    if token.kind is not WORD:
        return False
    names = ("leads.modal", "leads.negative", "leads.refusing", "leads.linking")
    return token.folded.endswith("n't") or any(lexicon.has(n, token.folded) for n in names)


def _preference(lexicon: Speech, tokens: Sequence[Token]) -> int:
    for i in range(len(tokens) - 2, max(-1, len(tokens) - 10), -1):
        if lexicon.has("leads.preferring", tokens[i].folded):
            return i  # "rather … than", "preferred … over"
    return len(tokens) - 1
