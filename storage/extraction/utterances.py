"""An article heard sentence by sentence: cues of speech with their speakers, quotes with theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from storage.extraction.afterwards import revised
from storage.extraction.clauses import MARK, QUOTE, WORD, Sentence, Token, joined, read
from storage.extraction.cue_forms import BEFORE, RESUMED, Cue
from storage.extraction.cues import cues
from storage.extraction.governing import Voiced, governing_cue, kind_of, outermost
from storage.extraction.heard import Heard, HeardArticle, HeardPassage, HeardSentence
from storage.extraction.marks import Stretch, stretches
from storage.extraction.phrases import NAME, NOUN, SAME, SINGULAR, Subject, phrase
from storage.extraction.roster import Roster
from storage.extraction.secondhand import reserve_of
from storage.extraction.speakers import CROWD, NOBODY, UNSAID, Discourse, Speaker
from storage.extraction.speech import TELL, speech
from storage.extraction.subjects import (
    about_a_thing,
    ages,
    main_subject,
    named_in_passing,
    subjects,
)
from storage.models import Actor, ActorKind, Article, Passage, PassageKind, QuoteKind
from storage.text.offsets import Span

_PERSON = ActorKind.PERSON
_FULL = QuoteKind.FULL
_FRAGMENT = QuoteKind.FRAGMENT
_TEXT = PassageKind.TEXT
_CAPTION = PassageKind.CAPTION
_GOES_ON = 0.9  # a quote that continues its speaker's last sentence
_FADES = 0.75  # each sentence in between that names no one
_COLON = 0.85  # a colon after a sentence about someone
_LEANS = 0.6  # the sentence before is about one person, without a cue of speech
_TORN = 0.45  # it is about another person than the one who spoke last in the paragraph
_TAGGED = 0.85  # a verb that is none of speech
_AWAITS = frozenset(",?!…")  # how an utterance ends that is followed by who says it


@dataclass(slots=True, eq=False)
class _Voice:
    """Who spoke last, and the turn of exact words that it was in (None: in the author's words)."""

    speaker: Speaker
    turn: int | None = None


def hear(article: Article, roster: Roster) -> HeardArticle:
    """Read an article's text and captions in order; headings interrupt nothing."""
    found, rejected = stretches(article.passages)
    by_passage: dict[int, list[int]] = {}
    for index, stretch in enumerate(found):
        by_passage.setdefault(stretch.passage, []).append(index)
    listener = _Listener(article, roster, found)
    heard = tuple(
        listener.passage(passage, by_passage.get(passage.number, []))
        for passage in article.passages
        if passage.text and passage.kind in (_TEXT, _CAPTION)
    )
    where = f"{article.id} "
    return HeardArticle(revised(heard), tuple(replace(r, where=where + r.where) for r in rejected))


class _Listener:
    """Carries who spoke last from sentence to sentence and from paragraph to paragraph."""

    def __init__(self, article: Article, roster: Roster, found: Sequence[Stretch]) -> None:
        self._article = article
        self._roster = roster
        self._found = found
        self._discourse = Discourse(article.id, roster, article.authors)
        self._voice: _Voice | None = None
        self._last: Heard | None = None
        self._about: tuple[Subject, Speaker] | None = None  # whom the sentence is about
        self._spoken = False  # whether someone has spoken in this paragraph

    def passage(self, passage: Passage, indexes: Sequence[int]) -> HeardPassage:
        before = self._voice
        here = [self._found[i] for i in indexes]
        named = self._roster.named(self._article.id, passage.number)
        offset = indexes[0] if indexes else 0
        result: list[HeardSentence] = []
        fresh = False
        self._discourse.paragraph()
        for sentence in _joined(passage.text, read(passage.text, here, named)):
            spoken = self._sentence(passage.text, sentence, offset)
            result.append(spoken)
            fresh = self._remember(spoken) or fresh
        self._spoken = False
        if passage.kind is _CAPTION:
            self._voice = before
        elif not fresh:
            self._voice = self._after_narration(result, named)
        return HeardPassage(passage, tuple(result))

    def _after_narration(
        self, told: Sequence[HeardSentence], named: Sequence[tuple[Span, Actor]]
    ) -> _Voice | None:
        """Who may still be speaking behind a paragraph that goes on about her or him alone."""
        speaker = self._voice.speaker if self._voice is not None else NOBODY
        if speaker.actor is None:
            return None
        others = any(a.kind is _PERSON and a is not speaker.actor for _, a in named)
        if others:
            return None
        return _Voice(speaker) if any(h.sentence.referring() for h in told) else None

    def _sentence(self, text: str, sentence: Sentence, offset: int) -> HeardSentence:
        voiced = tuple(self._voices(sentence))
        self._settle(sentence, voiced)
        heard: list[Heard] = []
        for at in sentence.quotes:
            stretch = sentence.tokens[at].stretch
            if stretch is not None:
                self._last = self._hear(text, sentence, at, voiced, offset + stretch)
                heard.append(self._last)
        return HeardSentence(sentence, voiced, tuple(heard))

    def _voices(self, sentence: Sentence) -> list[Voiced]:
        same = NOBODY
        told: list[Voiced] = []
        tokens = sentence.tokens
        self._discourse.open_sentence(about_a_thing=about_a_thing(tokens))
        actors = [tokens[i].actor for i in sentence.names]
        self._discourse.meet(actor for actor in actors if actor is not None)
        self._about = None
        for about in subjects(tokens):
            same = self._discourse.resolve(about)
            self._discourse.observe(about, same)
            self._about = (about, same)
        for cue in cues(sentence):
            if cue.subject.head is SAME:
                speaker = same.weaker(str(cue.form), _GOES_ON)
            else:
                speaker = self._discourse.resolve(cue.subject, cue.form)
                if self._answers_oneself(cue, speaker):
                    speaker = NOBODY
                self._discourse.observe(cue.subject, speaker)
                same = speaker
            if cue.form is RESUMED and cue.subject.head is not NAME:
                inside = {v.speaker.actor for v in told}
                speaker = NOBODY if speaker.actor in inside else speaker
            told.append(Voiced(cue, speaker))
        return told

    def _settle(self, sentence: Sentence, voiced: Sequence[Voiced]) -> None:
        """Leave in mind whom the sentence as a whole is about, not whom its last clause is."""
        tokens = sentence.tokens
        if names := sentence.names:
            self._discourse.mention(named_in_passing(tokens, names))
            self._discourse.learn_ages(ages(tokens, names))
        self._discourse.refer(sentence.referring())
        outer = outermost(voiced, tokens)
        about = self._about
        if outer is not None and (about is None or outer.cue.start <= about[0].end):
            self._discourse.observe(outer.cue.subject, outer.speaker)
        elif about is not None and (about[1].actor is not None or not _bodily(about[0])):
            self._discourse.observe(*about)

    def _answers_oneself(self, cue: Cue, speaker: Speaker) -> bool:
        """Whether "he replied" would be the one who has just asked."""
        last = self._last
        if last is None or not speech().has("forms.replying", cue.lemma):
            return False
        pronoun = cue.subject.head is SINGULAR
        return pronoun and last.asks and last.speaker.actor == speaker.actor

    def _hear(
        self, text: str, sentence: Sentence, at: int, voiced: Sequence[Voiced], index: int
    ) -> Heard:
        stretch = self._found[index]
        governing = governing_cue(text, sentence.tokens, at, voiced, stretch)
        kind = kind_of(text, sentence.tokens, at, stretch, governing)
        speaker, turn = self._speaker(sentence.tokens, at, governing, index, kind)
        if governing is None and at == 0 and stretch.words(text)[-1:] in _AWAITS:
            tagged = self._tagged(sentence.tokens)
            speaker, turn = (tagged, index) if tagged is not None else (speaker, turn)
        if stretch.resumes and self._last is not None:
            kind, turn = self._last.kind, self._last.turn
            if governing is None:
                speaker = self._last.speaker
        asks = stretch.words(text).endswith("?")
        hedge = ""
        reserve = reserve_of(sentence.tokens, governing, voiced, at) if governing else None
        if reserve is not None:
            hedge = reserve.words(text, sentence)
            speaker = UNSAID if reserve.unsaid else speaker
        return Heard(stretch, index, kind, speaker, governing, turn, sentence, at, asks, hedge)

    def _speaker(
        self,
        tokens: Sequence[Token],
        at: int,
        governing: Voiced | None,
        index: int,
        kind: QuoteKind,
    ) -> tuple[Speaker, int]:
        last = self._last
        if at > 1 and tokens[at - 1].folded == "of" and "nouns.outcry" in tokens[at - 2].tags:
            return CROWD, index
        if governing is not None:
            full = kind is _FULL and last is not None and last.kind is _FULL
            if full and last is not None and last.voiced is governing:
                return governing.speaker, last.turn
            return governing.speaker, index
        return self._carried(tokens, at, index, kind)

    def _carried(
        self, tokens: Sequence[Token], at: int, index: int, kind: QuoteKind
    ) -> tuple[Speaker, int]:
        """Who goes on speaking where the sentence has no cue, and in which turn."""
        if at and tokens[at - 1].surface == ":":
            return self._introduced(tokens[:at]), index
        if self._voice is None:
            return NOBODY, index
        if not at and len(tokens) > 1 and tokens[1].kind is WORD:
            return NOBODY, index  # the sentence tells of the words: "“…” was painted on the wall"
        speaker = self._voice.speaker
        if kind is _FRAGMENT:
            if self._about is not None and self._about[0].start < at:
                return NOBODY, index
            return speaker.weaker("sentence before", _FADES), index
        goes_on = speaker.weaker("goes on from the sentence before", _GOES_ON)
        return goes_on, index if self._voice.turn is None else self._voice.turn

    def _tagged(self, tokens: Sequence[Token]) -> Speaker | None:
        """Who stands behind an utterance with a verb that is none of speech ("“…,” Lee beamed")."""
        subject = phrase(tokens, 1, len(tokens), minimal=True)
        if subject is None or subject.head not in (NAME, SINGULAR):
            return None
        if subject.end >= len(tokens) or tokens[subject.end].kind is not WORD:
            return None
        return self._discourse.resolve(subject).weaker("subject behind the quotation", _TAGGED)

    def _introduced(self, tokens: Sequence[Token]) -> Speaker:
        """Who a colon without a verb of speech introduces ("Lee was cautious: “…”")."""
        main = main_subject(tokens)
        if main is not None:
            return self._discourse.resolve(main).weaker("introduced by a colon", _COLON)
        if self._voice is None or any(t.folded in speech().verbs for t in tokens):
            return NOBODY  # someone whom the sentence does not let know says it
        return self._voice.speaker.weaker("introduced by a colon", _FADES)

    def _remember(self, spoken: HeardSentence) -> bool:
        """Note who spoke; tell whether the sentence says who does."""
        full = [h for h in spoken.heard if h.kind is _FULL]
        if full:
            last = full[-1]
            speaker = last.speaker
            if last.voiced is None and self._voice is not None:
                speaker = self._voice.speaker  # a run of bare quotes stays as sure as its start
            self._voice = _Voice(speaker, last.turn)
            self._spoken = True
            return True
        outer = outermost(spoken.voiced, spoken.sentence.tokens)
        if outer is not None:
            self._voice = _Voice(outer.speaker)
            self._spoken = True
            return True
        return self._lean()

    def _lean(self) -> bool:
        """Without a cue: a person whom the sentence is about may be who speaks next."""
        if self._about is not None:
            who = self._discourse.resolve(self._about[0])
            if who.actor is not None and who.actor.kind is _PERSON:
                before = self._voice.speaker.actor if self._voice is not None else None
                torn = self._spoken and before is not None and before.id != who.actor.id
                sure = _TORN if torn else _LEANS
                self._voice = _Voice(Speaker(who.actor, "whom the sentence before is about", sure))
                return True
        if self._voice is not None:
            faded = self._voice.speaker.weaker(self._voice.speaker.method, _FADES)
            self._voice = _Voice(faded, self._voice.turn)
        return False


def _bodily(subject: Subject) -> bool:
    bodies = ("nouns.body", "nouns.generic_body")
    return subject.head is NOUN and not subject.tags.isdisjoint(bodies)


def _joined(text: str, found: Sequence[Sentence]) -> Iterator[Sentence]:
    """Join a quote that ends in ? or ! with the cue that the splitter took for a new sentence."""
    waiting: Sentence | None = None
    for sentence in found:
        if waiting is not None and _asked(text, waiting) and _bare_cue(sentence):
            waiting = joined(waiting, sentence)
            continue
        if waiting is not None:
            yield waiting
        waiting = sentence
    if waiting is not None:
        yield waiting


def _asked(text: str, sentence: Sentence) -> bool:
    if sentence.tokens[-1].kind is not QUOTE:
        return False
    quote = text[sentence.starts[-1] : sentence.ends[-1]]
    return quote.rstrip("”\"’'»“")[-1:] in "?!…"


def _bare_cue(sentence: Sentence) -> bool:
    """Whether a sentence is no more than "Smith asked." or "Smith told reporters on Monday."."""
    tokens = sentence.tokens
    if len(tokens) > _BARE or sentence.quotes:
        return False
    found = cues(sentence)
    if len(found) != 1 or found[0].start != 0 or found[0].form is not BEFORE:
        return False
    rest = tokens[found[0].end :]
    if not rest or rest[0].actor is not None or rest[0].kind is MARK or found[0].manner is TELL:
        return True
    names = ("function.prepositions", "forms.adverbs")
    return any(speech().has(name, rest[0].folded) for name in names)


_BARE = 16
