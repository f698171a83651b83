"""Cues of speech in a sentence: who says, which verb says it, and where the two stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from storage.extraction.asides import at_the_start, before_aside, ending_at
from storage.extraction.clauses import QUOTE, WORD, Sentence, Token
from storage.extraction.phrases import (
    BODY,
    NAME,
    NOUN,
    PLURAL,
    SAME,
    SEVERAL,
    SINGULAR,
    Subject,
    named_behind,
    phrase,
    speaks,
)
from storage.extraction.speech import JUDGE, SAY, TELL, Manner, Verb, speech


class Form(StrEnum):
    """How a cue is built; its value names the rule for readers of `method`."""

    BEFORE = "subject before verb"
    AFTER = "verb before subject"
    ACCORDING = "according to"
    FOR = "for"
    COLON = "name and colon"
    OF_NOUN = "noun of speech"
    COORDINATED = "coordinated verb"
    QUOTED = "quoted as saying"
    SIGNED = "signed"
    BY = "agent of a passive"
    RESUMED = "subject before an aside"


(
    BEFORE,
    AFTER,
    ACCORDING,
    FOR,
    COLON,
    OF_NOUN,
    COORDINATED,
    QUOTED,
    SIGNED,
    BY,
    RESUMED,
) = Form


@dataclass(slots=True, eq=False)
class Cue:
    """A cue of speech: tokens `start` to `end` (exclusive) hold subject and verb.

    `at` is the verb's token (or the word that stands for it).
    """

    form: Form
    subject: Subject
    at: int
    start: int
    end: int
    verb: str
    manner: Manner = SAY
    lemma: str = ""


def cues(sentence: Sentence) -> tuple[Cue, ...]:
    """List the cues of a sentence by where their verbs stand."""
    found = [*_by_verbs(sentence), *_without_verbs(sentence)]
    if len(found) > 1:
        found.sort(key=attrgetter("at"))
    return tuple(found)


# Verbs.


def _by_verbs(sentence: Sentence) -> Iterator[Cue]:
    tokens = sentence.tokens
    for at in sentence.landmarks:
        token = tokens[at]
        if token.verb is None and "forms.pair_openers" not in token.tags:
            continue
        width, verb = _verb_at(tokens, at)
        if verb is None:
            continue
        cue = _cue(tokens, at, width, verb)
        if cue is not None:
            yield cue


def _verb_at(tokens: Sequence[Token], at: int) -> tuple[int, Verb | None]:
    token = tokens[at]
    if "forms.pair_openers" in token.tags and at + 1 < len(tokens):
        pair = speech().verbs.get(f"{token.folded} {tokens[at + 1].folded}")
        if pair is not None:
            return 2, pair
    return 1, token.verb


def _cue(tokens: Sequence[Token], at: int, width: int, verb: Verb) -> Cue | None:
    quoted = _quoted_as_saying(tokens, at) if verb.participle else None
    if quoted is not None:
        return quoted
    lo = _clause_start(tokens, at)
    end, passive = _before_verb(tokens, at, lo)
    if passive and not verb.participle:
        return _by(tokens, at, width, verb)
    if verb.manner in _TAKING_AGENTS and verb.lemma != tokens[at].folded:
        agent = _by(tokens, at, width, verb)  # "Lee, once described by Park as"
        if agent is not None and speaks(agent.subject):
            return agent
    place = _Place(lo, end, at, width)
    found = _attached(tokens, place, verb)
    if found is None:
        return None
    form, subject, first, last = found
    words = " ".join(t.surface for t in tokens[at : at + width])
    return Cue(form, subject, at, first, last, words, verb.manner, verb.lemma)


_TAKING_AGENTS = (JUDGE, TELL)


def _by(tokens: Sequence[Token], at: int, width: int, verb: Verb) -> Cue | None:
    """Read a passive with its agent ("was described by Lee as")."""
    start = at + width
    if start < len(tokens) and tokens[start].kind is QUOTE:
        start += 1  # "was called “…” by one of them"
    if start >= len(tokens) or tokens[start].folded != "by":
        return None
    agent = phrase(tokens, start + 1, len(tokens), minimal=True)
    if agent is None:
        return None
    words = " ".join(t.surface for t in tokens[at : at + width])
    return Cue(BY, agent, at, at, agent.end, words, verb.manner, verb.lemma)


@dataclass(slots=True, eq=False)
class _Place:
    lo: int  # where the clause starts
    end: int  # where the subject must end
    at: int
    width: int


def _attached(
    tokens: Sequence[Token], place: _Place, verb: Verb
) -> tuple[Form, Subject, int, int] | None:
    """Find a verb's subject: (form, subject, the cue's first token, the one after its last)."""
    at, end = place.at, place.end
    if verb.participle and at == end and at > place.lo and tokens[at - 1].person:
        name = tokens[at - 1]  # "footage of Lee saying"
        if not name.possessive:
            heard = Subject(NAME, at - 1, at, name.actor, name.folded)
            return BEFORE, heard, at - 1, at + place.width
    subject = _subject_before(tokens, place)
    if subject is not None:
        subject = at_the_start(subject)
    if verb.lemma == "read" and (subject is None or not _is_paper(subject)):
        return None
    if subject is not None and (not verb.noun_too or _sure(subject)):
        return BEFORE, subject, subject.start, at + place.width
    return _inverted(tokens, place, verb) or _resumed(tokens, place, verb)


def _inverted(
    tokens: Sequence[Token], place: _Place, verb: Verb
) -> tuple[Form, Subject, int, int] | None:
    at, end = place.at, place.end
    opens = at == 0 and verb.lemma == "say"  # "Said Lee: …"
    pauses = opens or _pauses(tokens, at, end)
    if verb.manner is not SAY or verb.participle or not pauses:
        return None
    after = _subject_after(tokens, at + place.width)
    if after is None or (verb.noun_too and after.head is NOUN):
        return None
    if _goes_on(tokens, after) and before_aside(tokens, end) is not None:
        return None
    return AFTER, after, at, after.end


def _resumed(
    tokens: Sequence[Token], place: _Place, verb: Verb
) -> tuple[Form, Subject, int, int] | None:
    """Find the subject of a verb that goes on behind an aside or another verb."""
    at, end = place.at, place.end
    subject = None if verb.participle else before_aside(tokens, end)
    if subject is not None:
        return RESUMED, subject, end, at + place.width
    if (verb.participle or not verb.noun_too) and _coordinated(tokens, end, at, verb):
        return COORDINATED, Subject(SAME, at, at), end, at + place.width
    return None


def _goes_on(tokens: Sequence[Token], after: Subject) -> bool:
    """Whether a noun phrase behind a verb has a verb of its own ("said she was")."""
    if after.end >= len(tokens):
        return False
    following = tokens[after.end]
    return following.kind is QUOTE or not following.tags.isdisjoint(_FINITE)


_FINITE = frozenset({"forms.auxiliaries", "forms.being", "verbs.plain"})


def _is_paper(subject: Subject) -> bool:
    names = ("nouns.document", "nouns.inscription")
    return any(speech().has(name, subject.word) for name in names)


def _sure(subject: Subject) -> bool:
    return subject.head in (NAME, SINGULAR, BODY, PLURAL)


def _clause_start(tokens: Sequence[Token], at: int) -> int:
    for i in range(at - 1, -1, -1):
        if tokens[i].stops:
            return i + 1
    return 0


def _before_verb(tokens: Sequence[Token], at: int, lo: int) -> tuple[int, bool]:
    """Step back over adverbs and auxiliaries; tell whether one of them makes a passive."""
    end, passive = at, False
    while end > lo:
        token = tokens[end - 1]
        if "forms.being" in token.tags:
            passive = True
        elif token.folded == "to" and end - 2 > lo and "forms.raising" in tokens[end - 2].tags:
            end -= 1  # "as she liked to say"
        elif token.folded == "to" and _handed_down(tokens, end - 2, lo):
            end, passive = end - 3, False  # "is said to have told"
            continue
        elif not (
            "any.aside" in token.tags
            or (token.kind is WORD and token.folded.endswith(("ly", "n't")))
        ):
            break
        end -= 1
    return end, passive


def _handed_down(tokens: Sequence[Token], at: int, lo: int) -> bool:
    """Whether "is said", "was rumoured" ends at a token, whose subject is the speaker."""
    return (
        at - 1 > lo and "forms.hearsay" in tokens[at].tags and "forms.being" in tokens[at - 1].tags
    )


def _subject_before(tokens: Sequence[Token], place: _Place) -> Subject | None:
    end = place.end
    if end <= place.lo:
        return None
    last = tokens[end - 1]
    if "function.relatives" in last.tags and last.folded in ("who", "which"):
        # "Lee, who said": the relative's own noun phrase
        comma = 1 if end - 2 >= place.lo and tokens[end - 2].surface == "," else 0
        holder = tokens[end - 2 - comma] if end - 2 - comma >= place.lo else last
        if holder.person and not holder.possessive:
            at = end - 2 - comma
            return Subject(NAME, at, end, holder.actor, holder.folded)
        return _of_apposition(tokens, ending_at(tokens, place.lo, end - 1 - comma))
    return ending_at(tokens, place.lo, end) or _titled(tokens, place.lo, end)


def _titled(tokens: Sequence[Token], lo: int, end: int) -> Subject | None:
    """Take the name right before a verb behind a title that could not be read ("Insp Lee")."""
    name, title = tokens[end - 1], tokens[end - 2]
    if end - 2 < lo or not name.person or name.possessive or title.kind is not WORD:
        return None
    if not title.capital or title.possessive or not title.tags.isdisjoint(_NO_TITLE):
        return None
    return Subject(NAME, end - 1, end, name.actor, name.folded)


_NO_TITLE = frozenset({"any.function", "function.determiners"})


def _of_apposition(tokens: Sequence[Token], subject: Subject | None) -> Subject | None:
    """Give the name before a role that a relative clause hangs on ("Lee, a baker who said")."""
    if subject is None or subject.head is not NOUN or subject.start < 2:  # noqa: PLR2004
        return subject
    pause, name = tokens[subject.start - 1], tokens[subject.start - 2]
    if pause.surface != "," or not name.person or name.possessive:
        return subject
    return Subject(NAME, subject.start - 2, subject.end, name.actor, name.folded)


def _pauses(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a quote or a pause stands before an inverted verb."""
    if end == 0 or end != at:
        return False
    before = tokens[end - 1]
    return before.kind is QUOTE or before.surface in {",", "—", "–", "-", "?", "!", "…", "..."}


def _subject_after(tokens: Sequence[Token], start: int) -> Subject | None:
    """Read the subject of an inverted verb, and the name that a role is followed by."""
    stop = len(tokens)
    if start >= stop:
        return None
    subject = phrase(tokens, start, stop, minimal=True)
    if subject is None:
        return None
    at = subject.end
    if at < stop and tokens[at].folded in ("and", "&", "и") and _person_phrase(tokens, at + 1):
        subject.head, subject.actor = SEVERAL, None
        return subject
    return named_behind(tokens, subject, stop) or subject


def _person_phrase(tokens: Sequence[Token], start: int) -> bool:
    other = phrase(tokens, start, len(tokens), minimal=True)
    return other is not None and other.actor is not None


def _coordinated(tokens: Sequence[Token], end: int, at: int, verb: Verb) -> bool:
    if end == 0:
        return False
    before = tokens[end - 1]
    if verb.participle:
        return before.surface == ","
    return end <= at and before.folded in ("and", "but", "or", "then", "и", "но")


def _quoted_as_saying(tokens: Sequence[Token], at: int) -> Cue | None:
    """Read "quoted NAME as saying" and "NAME was quoted as saying"."""
    if at == 0 or tokens[at - 1].folded not in ("as", "by"):
        return None
    for i in range(at - 2, max(-1, at - 14), -1):
        if "forms.quoted" not in tokens[i].tags:
            continue
        lo = _clause_start(tokens, i)
        end, passive = _before_verb(tokens, i, lo)
        subject = ending_at(tokens, lo, end) if passive else phrase(tokens, i + 1, at - 1)
        if subject is None:
            return None
        teller = None if passive else ending_at(tokens, lo, end)
        first = min(subject.start, i if teller is None else teller.start)
        return Cue(QUOTED, subject, at, first, at + 1, tokens[i].surface)
    return None


# Cues without a verb.


def _without_verbs(sentence: Sentence) -> Iterator[Cue]:
    tokens = sentence.tokens
    quotes = sentence.quotes
    if quotes:
        for cue in (_colon(tokens, quotes), _signed(tokens, quotes)):
            if cue is not None:
                yield cue
    for at in sentence.landmarks:
        if tokens[at].announces and at + 1 < len(tokens):
            cue = _source(tokens, at)
            if cue is not None:
                yield cue
    if tokens and tokens[0].folded == "for":
        subject = phrase(tokens, 1, len(tokens), minimal=True)
        if subject is not None and subject.end < len(tokens):
            person = tokens[subject.end - 1].person
            if person and tokens[subject.end].surface == ",":
                yield Cue(FOR, subject, 0, 0, subject.end, tokens[0].surface)


def _source(tokens: Sequence[Token], at: int) -> Cue | None:
    token = tokens[at]
    if "forms.source_openers" in token.tags:
        return _according(tokens, at)
    if token.folded == "words" and at > 1 and tokens[at + 1].folded == "of":
        return _in_the_words(tokens, at)
    if token.possessive or "nouns.speech" in token.tags:
        return _noun(tokens, at)
    return None


def _colon(tokens: Sequence[Token], quotes: Sequence[int]) -> Cue | None:
    if all(tokens[at - 1].surface != ":" for at in quotes):
        return None
    subject = phrase(tokens, 0, len(tokens), minimal=True)
    if subject is None or subject.head is not NAME or subject.end + 1 >= len(tokens):
        return None
    if tokens[subject.end].surface == ":" and tokens[subject.end + 1].kind is QUOTE:
        return Cue(COLON, subject, subject.end, 0, subject.end, "")
    return None


def _signed(tokens: Sequence[Token], quotes: Sequence[int]) -> Cue | None:
    """Read a quote that is signed: “…” — Lee."""
    for at in quotes:
        if at + 2 >= len(tokens) or tokens[at + 1].surface not in {"—", "–", "-", "―"}:
            continue
        subject = phrase(tokens, at + 2, len(tokens), minimal=True)
        if subject is None or subject.head is not NAME:
            return None
        if subject.end == len(tokens) or tokens[subject.end].surface in {",", ".", "("}:
            return Cue(SIGNED, subject, at + 2, at + 2, subject.end, "")
    return None


def _according(tokens: Sequence[Token], at: int) -> Cue | None:
    lexicon = speech()
    pair = f"{tokens[at].folded} {tokens[at + 1].folded}"
    if pair == "according to" or lexicon.has("russian.according", pair):
        width = 2
    elif lexicon.has("russian.according", tokens[at].folded):
        width = 1
    else:
        return None
    return _told_by(tokens, at, width)


def _in_the_words(tokens: Sequence[Token], at: int) -> Cue | None:
    """Read "in the words of Lee", of which "words" is at `at`."""
    opening = [t.folded for t in tokens[at - 2 : at]] == ["in", "the"]
    return _told_by(tokens, at - 2, 4) if opening else None


def _told_by(tokens: Sequence[Token], at: int, width: int) -> Cue | None:
    """Read the source behind the `width` words that announce it."""
    source = phrase(tokens, at + width, len(tokens), minimal=True)
    if source is None:
        return None
    verb = " ".join(t.surface for t in tokens[at : at + width])
    return Cue(ACCORDING, source, at, at, source.end, verb)


def _noun(tokens: Sequence[Token], at: int) -> Cue | None:
    """Read "Lee's words" and "a statement by Lee"."""
    token = tokens[at]
    if token.possessive and token.actor is not None:
        for i in range(at + 1, min(at + 4, len(tokens))):
            if "nouns.speech" in tokens[i].tags:
                subject = Subject(NAME, at, at + 1, token.actor, token.folded)
                return Cue(OF_NOUN, subject, i, at, i + 1, tokens[i].surface)
        return None
    if "nouns.speech" not in token.tags or tokens[at + 1].folded not in ("by", "from"):
        return None
    author = phrase(tokens, at + 2, len(tokens), minimal=True)
    if author is None:
        return None
    return Cue(OF_NOUN, author, at, at, author.end, token.surface)


def hypothetical(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether the verb says what someone must or might say, not what they said."""
    between = tokens[cue.subject.end : cue.at]
    return cue.form is BEFORE and any(t.folded in _UNREAL for t in between)


_UNREAL = frozenset({"must", "should", "may", "might", "could", "can", "cannot"})
