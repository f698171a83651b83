"""Cues of speech by their verbs: whose a verb is, before it, behind it, or across an aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.extraction.asides import at_the_start, before_aside, ending_at
from storage.extraction.clauses import QUOTE, WORD, Sentence, Token
from storage.extraction.cue_forms import AFTER, BEFORE, BY, COORDINATED, QUOTED, RESUMED, Cue, Form
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
from storage.extraction.speech import JUDGE, SAY, TELL, Verb, speech


def by_verbs(sentence: Sentence) -> Iterator[Cue]:
    """List the cues of a sentence's verbs of speech whose subjects it tells."""
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
