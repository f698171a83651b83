"""Cues of speech in a sentence: who says, which verb says it, and where the two stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.extraction.clauses import Kind, Token
from storage.extraction.speech import Manner, Speech, Verb, speech
from storage.models import Actor, ActorKind

_REACH = 40  # tokens that may stand between a subject's first word and its verb
_CORE = 12  # tokens of a noun phrase up to its head
_PAUSES = frozenset(",—–-(")
_CLOSES = {",": ",", "—": "—,–", "–": "–,—", "-": "-", "(": ")"}
_STOPS = frozenset(";:.!?…")


class Head(StrEnum):
    """What a subject is, as far as the sentence tells."""

    NAME = "name"  # a known actor
    UNKNOWN = "unknown"  # a name that the roster does not have
    SINGULAR = "he or she"
    PLURAL = "they"
    BODY = "it"
    OWN = "I or we"
    NOUN = "noun"  # a common noun: "the minister"
    SEVERAL = "several"
    SAME = "same"  # the subject of the verb before


class Form(StrEnum):
    """How a cue is built; its value names the rule for readers of `method`."""

    BEFORE = "subject before verb"
    AFTER = "verb before subject"
    ACCORDING = "according to"
    FOR = "for"
    COLON = "name and colon"
    NOUN = "noun of speech"
    COORDINATED = "coordinated verb"
    QUOTED = "quoted as saying"
    SIGNED = "signed"
    BY = "agent of a passive"


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase, tokens `start` to `end` (exclusive); `word` is its head's folded word."""

    head: Head
    start: int
    end: int
    actor: Actor | None = None
    word: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
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
    manner: Manner = Manner.SAY
    lemma: str = ""


def cues(tokens: Sequence[Token]) -> tuple[Cue, ...]:
    """List the cues of a sentence by where their verbs stand."""
    lexicon = speech()
    found = [*_by_verbs(tokens, lexicon), *_without_verbs(tokens, lexicon)]
    return tuple(sorted(found, key=lambda cue: cue.at))


# Noun phrases.


def _is(lexicon: Speech, token: Token, *names: str) -> bool:
    if token.kind is not Kind.WORD:
        return False
    tags = lexicon.tags.get(token.folded)
    return tags is not None and not tags.isdisjoint(names)


_PRONOUNS = {
    "function.singular_pronouns": Head.SINGULAR,
    "function.plural_pronouns": Head.PLURAL,
    "function.body_pronouns": Head.BODY,
    "function.own_pronouns": Head.OWN,
}


def _breaks(lexicon: Speech, token: Token) -> bool:
    """Whether a token ends the core of a noun phrase."""
    if token.kind in (Kind.QUOTE, Kind.MARK):
        return True
    if token.kind is Kind.NAME:
        return False
    verb = lexicon.verbs.get(token.folded)
    return _is(lexicon, token, "any.function") or (verb is not None and not verb.noun_too)


def _person(token: Token) -> bool:
    return token.actor is not None and token.actor.kind is ActorKind.PERSON


def _modifies(tokens: Sequence[Token], at: int, stop: int, lexicon: Speech) -> bool:
    """Whether the name at a token only qualifies what follows ("Putin spokesman Peskov")."""
    following = tokens[at + 1 : min(at + 4, stop)]
    if not following or following[0].kind is not Kind.WORD or tokens[at].possessive:
        return False
    if _is(lexicon, following[0], "nouns.following"):
        return True  # "Lee supporters", "the Lee campaign"
    return _is(lexicon, following[0], "nouns.person") and any(_person(t) for t in following)


def _core(tokens: Sequence[Token], start: int, stop: int, *, minimal: bool) -> Subject | None:
    """Read a noun phrase from `start` up to its head; `minimal` stops at the first that may be."""
    lexicon = speech()
    if start >= stop:
        return None
    first = tokens[start]
    if _is(lexicon, first, "any.pronoun"):
        head = next(h for name, h in _PRONOUNS.items() if _is(lexicon, first, name))
        return Subject(head, start, start + 1, word=first.folded)
    if _stands_alone(tokens, start, stop, lexicon):
        return Subject(Head.NOUN, start, start + 1, word=first.folded)
    at = start + (1 if _is(lexicon, first, "function.determiners") else 0)
    limit = min(stop, start + _CORE)
    while at < limit and not _breaks(lexicon, tokens[at]):
        token = tokens[at]
        if at > start and _is(lexicon, token, "function.determiners"):
            break
        at += 1
        if token.possessive:
            continue
        modifies = _person(token) and _modifies(tokens, at - 1, stop, lexicon)
        if _person(token) and not modifies:
            break
        if minimal and not modifies and _is_head(lexicon, tokens, at - 1, stop):
            break
    return _headed(tokens, start, at, lexicon)


def _stands_alone(tokens: Sequence[Token], start: int, stop: int, lexicon: Speech) -> bool:
    """Whether "one", "another", "some" is all there is of a noun phrase ("one said")."""
    if not _is(lexicon, tokens[start], "function.indefinite"):
        return False
    if start + 1 >= stop:
        return True
    after = tokens[start + 1]
    if after.kind in (Kind.QUOTE, Kind.MARK):
        return True
    return _is(lexicon, after, "any.function") or after.folded in lexicon.verbs


def _is_head(lexicon: Speech, tokens: Sequence[Token], at: int, stop: int) -> bool:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < stop else None
    if token.kind is Kind.WORD and not _is(lexicon, token, "any.noun"):
        return False
    if following is None or following.kind in (Kind.QUOTE, Kind.MARK):
        return True
    return not (
        following.kind is Kind.NAME or following.capital or _is(lexicon, following, "any.noun")
    )


def _headed(tokens: Sequence[Token], start: int, end: int, lexicon: Speech) -> Subject | None:
    if end <= start or tokens[end - 1].possessive:
        return None
    last = tokens[end - 1]
    titles = tuple(t.folded for t in tokens[start:end] if t.kind is Kind.WORD)
    if last.actor is not None:
        return Subject(Head.NAME, start, end, last.actor, last.folded, titles)
    if _is(lexicon, last, "function.determiners") and end - 1 == start:
        return None
    if _is(lexicon, last, "nouns.collective", "nouns.body"):
        owner = tokens[end - 2] if end - 2 >= start else None
        if owner is not None and owner.actor is not None and not _person(owner):
            return Subject(Head.NAME, start, end, owner.actor, last.folded, titles)
    opens = end - 1 == start == 0  # a sentence's first word is always written with a capital
    if last.capital and not opens and not _is(lexicon, last, "any.noun"):
        return Subject(Head.UNKNOWN, start, end, word=last.folded, titles=titles)
    return Subject(Head.NOUN, start, end, word=last.folded, titles=titles)


def phrase(
    tokens: Sequence[Token], start: int, stop: int, *, minimal: bool = False
) -> Subject | None:
    """Read a noun phrase with what hangs on it ("the envoy to Kabul Ann Lee of the UN")."""
    lexicon = speech()
    subject = _core(tokens, start, stop, minimal=minimal)
    if subject is None or subject.head in _PRONOUNS.values():
        return subject
    for _ in range(4):
        at = subject.end
        if at + 1 >= stop or not _is(lexicon, tokens[at], "function.prepositions"):
            break
        inner = _core(tokens, at + 1, stop, minimal=minimal)
        if inner is None:
            break
        if _names_holder(tokens, subject, inner, lexicon):
            subject = replace(inner, start=start, titles=subject.titles + inner.titles)
        else:
            subject = replace(subject, end=inner.end)
    return subject


def _names_holder(tokens: Sequence[Token], outer: Subject, inner: Subject, lexicon: Speech) -> bool:
    """Whether the name that ends a role's complement is the role's holder.

    "The envoy to Kabul Ann Lee" is Ann Lee; "the spokesman for President Lee" is not.
    """
    if outer.head is not Head.NOUN or inner.actor is None or not _person(tokens[inner.end - 1]):
        return False
    before = list(tokens[inner.start : inner.end - 1])
    while before and _is(lexicon, before[-1], "nouns.courtesy"):
        before.pop()
    if before and _is(lexicon, before[0], "function.determiners"):
        before.pop(0)
    if not before or _is(lexicon, before[-1], "nouns.person") or before[-1].possessive:
        return False
    return not before[-1].folded.startswith(("ex-", "then-"))


# Subjects of verbs.


def _left_edge(tokens: Sequence[Token], start: int, lo: int, lexicon: Speech) -> bool:
    """Whether a subject may start here: after a pause, a conjunction, an opening phrase."""
    if start == lo:
        return True
    before = tokens[start - 1]
    if before.kind in (Kind.QUOTE, Kind.MARK):
        return True
    if _is(lexicon, before, "function.conjunctions", "function.relatives", "forms.adverbs"):
        return True
    if before.kind is Kind.WORD and before.folded.endswith("ly"):
        return True
    if before.possessive or _is(
        lexicon, before, "function.prepositions", "function.determiners", "any.noun"
    ):
        return False
    opening = tokens[lo]
    starts_phrase = _is(lexicon, opening, "function.prepositions") or opening.folded.endswith(
        ("ing", "ed")
    )
    return starts_phrase and not any(t.kind is Kind.MARK for t in tokens[lo:start])


def _ending_at(tokens: Sequence[Token], lo: int, end: int) -> Subject | None:
    """Find the subject that ends right before token `end`, appositions included."""
    lexicon = speech()
    lo = max(lo, end - _REACH)
    for start in range(lo, end):
        if not _left_edge(tokens, start, lo, lexicon):
            continue
        subject = _spanning(tokens, start, end)
        if subject is not None:
            return subject
    return None


def _speaks(subject: Subject, lexicon: Speech) -> bool:
    """Whether a noun phrase is a name or says what someone is."""
    return subject.head is not Head.NOUN or any(
        lexicon.has(name, subject.word) for name in ("any.noun", "function.indefinite")
    )


def _spanning(tokens: Sequence[Token], start: int, end: int) -> Subject | None:
    lexicon = speech()
    subject = phrase(tokens, start, end)
    if subject is None or subject.end == end:
        return subject
    link = tokens[subject.end]
    if link.folded in ("and", "&", "и"):
        other = phrase(tokens, subject.end + 1, end)
        if other is None or other.end != end or not _speaks(subject, lexicon):
            return None
        return replace(subject, head=Head.SEVERAL, end=end, actor=None)
    if link.kind is Kind.MARK and link.surface in _PAUSES:
        closing = tokens[end - 1]
        if end - 1 > subject.end and closing.surface in _CLOSES[link.surface]:
            return _apposed(tokens, subject, end)
    return None


def _apposed(tokens: Sequence[Token], subject: Subject, end: int) -> Subject | None:
    """Take an apposition in, which may name the holder of a role."""
    inner = _core(tokens, subject.end + 1, end - 1, minimal=False)
    named = inner is not None and inner.actor is not None and _person(tokens[inner.end - 1])
    if named and inner is not None and tokens[inner.end].kind is Kind.MARK:
        if subject.head is Head.NOUN or _role_of_body(subject):
            return replace(inner, start=subject.start, end=end)
        if _person(tokens[subject.end - 1]):
            return None  # two persons side by side: "for Lee, Kim, the captain, said"
    return replace(subject, end=end)


def _role_of_body(subject: Subject) -> bool:
    return subject.actor is not None and subject.actor.kind is not ActorKind.PERSON


# Verbs.


def _by_verbs(tokens: Sequence[Token], lexicon: Speech) -> Iterator[Cue]:
    for at, token in enumerate(tokens):
        if token.kind is not Kind.WORD:
            continue
        width, verb = _verb_at(tokens, at, lexicon)
        if verb is None:
            continue
        cue = _cue(tokens, at, width, verb)
        if cue is not None:
            yield cue


def _verb_at(tokens: Sequence[Token], at: int, lexicon: Speech) -> tuple[int, Verb | None]:
    if at + 1 < len(tokens):
        pair = lexicon.verbs.get(f"{tokens[at].folded} {tokens[at + 1].folded}")
        if pair is not None:
            return 2, pair
    return 1, lexicon.verbs.get(tokens[at].folded)


def _cue(tokens: Sequence[Token], at: int, width: int, verb: Verb) -> Cue | None:
    lexicon = speech()
    quoted = _quoted_as_saying(tokens, at, verb, lexicon)
    if quoted is not None:
        return quoted
    lo = _clause_start(tokens, at)
    end, passive = _before_verb(tokens, at, lo, lexicon)
    if passive and not verb.participle:
        return _by(tokens, at, width, verb)
    place = _Place(lo, end, at, width)
    found = _attached(tokens, place, verb)
    if found is None:
        return None
    form, subject, first, last = found
    words = " ".join(t.surface for t in tokens[at : at + width])
    return Cue(form, subject, at, first, last, words, verb.manner, verb.lemma)


def _by(tokens: Sequence[Token], at: int, width: int, verb: Verb) -> Cue | None:
    """Read a passive with its agent ("was described by Lee as")."""
    start = at + width
    if start >= len(tokens) or tokens[start].folded != "by":
        return None
    agent = phrase(tokens, start + 1, len(tokens), minimal=True)
    if agent is None:
        return None
    words = " ".join(t.surface for t in tokens[at:start])
    return Cue(Form.BY, agent, at, at, agent.end, words, verb.manner, verb.lemma)


@dataclass(frozen=True, slots=True)
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
    if verb.participle and at == end and at > place.lo and _person(tokens[at - 1]):
        name = tokens[at - 1]  # "footage of Lee saying"
        if not name.possessive:
            heard = Subject(Head.NAME, at - 1, at, name.actor, name.folded)
            return Form.BEFORE, heard, at - 1, at + place.width
    subject = _subject_before(tokens, place)
    if subject is not None and (not verb.noun_too or _sure(subject)):
        return Form.BEFORE, subject, subject.start, at + place.width
    opens = at == 0 and verb.lemma == "say"  # "Said Lee: …"
    pauses = opens or _pauses(tokens, at, end)
    if verb.manner is Manner.SAY and not verb.participle and pauses:
        after = _subject_after(tokens, at + place.width)
        if after is not None and (not verb.noun_too or after.head is not Head.NOUN):
            return Form.AFTER, after, at, after.end
    if not verb.noun_too and _coordinated(tokens, end, at, verb):
        return Form.COORDINATED, Subject(Head.SAME, at, at), end, at + place.width
    return None


def _sure(subject: Subject) -> bool:
    return subject.head in (Head.NAME, Head.SINGULAR, Head.BODY, Head.PLURAL)


def _clause_start(tokens: Sequence[Token], at: int) -> int:
    for i in range(at - 1, -1, -1):
        if tokens[i].kind is Kind.QUOTE or tokens[i].surface in _STOPS:
            return i + 1
    return 0


def _before_verb(tokens: Sequence[Token], at: int, lo: int, lexicon: Speech) -> tuple[int, bool]:
    """Step back over adverbs and auxiliaries; tell whether one of them makes a passive."""
    end, passive = at, False
    while end > lo:
        token = tokens[end - 1]
        if _is(lexicon, token, "forms.being"):
            passive = True
        elif not (
            _is(lexicon, token, "forms.auxiliaries", "forms.adverbs", "forms.negations")
            or (token.kind is Kind.WORD and token.folded.endswith(("ly", "n't")))
        ):
            break
        end -= 1
    return end, passive


def _subject_before(tokens: Sequence[Token], place: _Place) -> Subject | None:
    lexicon = speech()
    end = place.end
    if end <= place.lo:
        return None
    last = tokens[end - 1]
    if _is(lexicon, last, "function.relatives") and last.folded in ("who", "which"):
        # "Lee, who said": the relative's own noun phrase
        comma = 1 if end - 2 >= place.lo and tokens[end - 2].surface == "," else 0
        holder = tokens[end - 2 - comma] if end - 2 - comma >= place.lo else last
        if _person(holder) and not holder.possessive:
            at = end - 2 - comma
            return Subject(Head.NAME, at, end, holder.actor, holder.folded)
        return _ending_at(tokens, place.lo, end - 1 - comma)
    return _ending_at(tokens, place.lo, end)


def _pauses(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a quote or a pause stands before an inverted verb."""
    if end == 0 or end != at:
        return False
    before = tokens[end - 1]
    return before.kind is Kind.QUOTE or before.surface in {",", "—", "–", "-", "?", "!", "…", "..."}


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
        return replace(subject, head=Head.SEVERAL, actor=None)
    return _named_behind(tokens, subject, stop) or subject


def _named_behind(tokens: Sequence[Token], subject: Subject, stop: int) -> Subject | None:
    """Read the name that a role is followed by ("his deputy, Ann Lee,")."""
    at = subject.end
    if at + 1 >= stop or tokens[at].surface not in _PAUSES or _person(tokens[at - 1]):
        return None
    inner = _core(tokens, at + 1, stop, minimal=True)
    if inner is None or not _person(tokens[inner.end - 1]):
        return None
    if inner.end < stop and tokens[inner.end].kind not in (Kind.MARK, Kind.QUOTE):
        return None
    return replace(inner, start=subject.start, titles=subject.titles + inner.titles)


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


def _quoted_as_saying(tokens: Sequence[Token], at: int, verb: Verb, lexicon: Speech) -> Cue | None:
    """Read "quoted NAME as saying" and "NAME was quoted as saying"."""
    if not verb.participle or at == 0 or tokens[at - 1].folded not in ("as", "by"):
        return None
    for i in range(at - 2, max(-1, at - 14), -1):
        if not _is(lexicon, tokens[i], "forms.quoted"):
            continue
        lo = _clause_start(tokens, i)
        end, passive = _before_verb(tokens, i, lo, lexicon)
        subject = _ending_at(tokens, lo, end) if passive else phrase(tokens, i + 1, at - 1)
        if subject is None:
            return None
        return Cue(Form.QUOTED, subject, at, min(subject.start, i), at + 1, tokens[i].surface)
    return None


# Cues without a verb.


def _without_verbs(tokens: Sequence[Token], lexicon: Speech) -> Iterator[Cue]:
    for cue in (_colon(tokens), _signed(tokens)):
        if cue is not None:
            yield cue
    for at, token in enumerate(tokens[:-1]):
        if token.kind is Kind.WORD or token.possessive:
            cue = _according(tokens, at, lexicon) or _noun(tokens, at, lexicon)
            if cue is not None:
                yield cue
    if tokens and tokens[0].folded == "for":
        subject = phrase(tokens, 1, len(tokens), minimal=True)
        if subject is not None and subject.end < len(tokens):
            person = _person(tokens[subject.end - 1])
            if person and tokens[subject.end].surface == ",":
                yield Cue(Form.FOR, subject, 0, 0, subject.end, tokens[0].surface)


def _colon(tokens: Sequence[Token]) -> Cue | None:
    subject = phrase(tokens, 0, len(tokens), minimal=True)
    if subject is None or subject.head is not Head.NAME or subject.end + 1 >= len(tokens):
        return None
    if tokens[subject.end].surface == ":" and tokens[subject.end + 1].kind is Kind.QUOTE:
        return Cue(Form.COLON, subject, subject.end, 0, subject.end, "")
    return None


def _signed(tokens: Sequence[Token]) -> Cue | None:
    """Read a quote that is signed: “…” — Lee."""
    for at in range(len(tokens) - 2):
        dash = tokens[at + 1].surface in {"—", "–", "-", "―"}
        if tokens[at].kind is not Kind.QUOTE or not dash:
            continue
        subject = phrase(tokens, at + 2, len(tokens), minimal=True)
        if subject is None or subject.head is not Head.NAME:
            return None
        if subject.end == len(tokens) or tokens[subject.end].surface in {",", ".", "("}:
            return Cue(Form.SIGNED, subject, at + 2, at + 2, subject.end, "")
    return None


def _according(tokens: Sequence[Token], at: int, lexicon: Speech) -> Cue | None:
    pair = f"{tokens[at].folded} {tokens[at + 1].folded}"
    if pair == "according to" or lexicon.has("russian.according", pair):
        width = 2
    elif lexicon.has("russian.according", tokens[at].folded):
        width = 1
    elif pair == "in the" and [t.folded for t in tokens[at + 2 : at + 4]] == ["words", "of"]:
        width = 4
    else:
        return None
    source = phrase(tokens, at + width, len(tokens), minimal=True)
    if source is None:
        return None
    verb = " ".join(t.surface for t in tokens[at : at + width])
    return Cue(Form.ACCORDING, source, at, at, source.end, verb)


def _noun(tokens: Sequence[Token], at: int, lexicon: Speech) -> Cue | None:
    """Read "Lee's words" and "a statement by Lee"."""
    token = tokens[at]
    if token.possessive and token.actor is not None:
        for i in range(at + 1, min(at + 4, len(tokens))):
            if _is(lexicon, tokens[i], "nouns.speech"):
                subject = Subject(Head.NAME, at, at + 1, token.actor, token.folded)
                return Cue(Form.NOUN, subject, i, at, i + 1, tokens[i].surface)
        return None
    if not _is(lexicon, token, "nouns.speech") or tokens[at + 1].folded not in ("by", "from"):
        return None
    author = phrase(tokens, at + 2, len(tokens), minimal=True)
    if author is None:
        return None
    return Cue(Form.NOUN, author, at, at, author.end, token.surface)


def hypothetical(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether the verb says what someone must or might say, not what they said."""
    between = tokens[cue.subject.end : cue.at]
    return cue.form is Form.BEFORE and any(t.folded in _UNREAL for t in between)


_UNREAL = frozenset({"must", "should", "may", "might", "could", "can", "cannot"})


def subjects(tokens: Sequence[Token]) -> tuple[Subject, ...]:
    """Find whom a sentence is about: its first subject that a verb may follow.

    Behind an opening clause or phrase ("When Lee left, Park …") both subjects are given; the
    last one is the sentence's own.
    """
    lexicon = speech()
    opening = bool(tokens) and _is(lexicon, tokens[0], "function.prepositions", "function.opening")
    found: list[Subject] = []
    for start in range(min(len(tokens), _REACH)):
        if start and not _opens_clause(tokens, start, lexicon):
            continue
        after_comma = start > 0 and tokens[start - 1].surface == ","
        if found and not after_comma:
            continue
        subject = _topic(tokens, start, lexicon)
        if subject is None:
            continue
        found.append(subject)
        if not opening or after_comma:
            break
    return tuple(found)


def named_in_passing(tokens: Sequence[Token]) -> Iterator[Actor]:
    """List who is named as such: not “Lee’s”, not "Lee supporters"."""
    lexicon = speech()
    for at, token in enumerate(tokens):
        if token.actor is None or token.possessive:
            continue
        if at + 1 == len(tokens) or not _is(lexicon, tokens[at + 1], "nouns.following"):
            yield token.actor


def about_a_thing(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with a thing that does not speak ("Her new book …")."""
    lexicon = speech()
    if not tokens or not (tokens[0].possessive or _is(lexicon, tokens[0], "function.determiners")):
        return False
    subject = phrase(tokens, 0, len(tokens), minimal=True)
    return subject is not None and subject.head is Head.NOUN and not _speaks(subject, lexicon)


def main_subject(tokens: Sequence[Token]) -> Subject | None:
    """Find whom a sentence is about, None where no known or speaking subject stands in it."""
    found = subjects(tokens)
    return found[-1] if found else None


def _topic(tokens: Sequence[Token], start: int, lexicon: Speech) -> Subject | None:
    if tokens[start].kind in (Kind.MARK, Kind.QUOTE):
        return None
    subject = phrase(tokens, start, len(tokens), minimal=True)
    if subject is None or subject.end >= len(tokens) or not _speaks(subject, lexicon):
        return None
    subject = _named_behind(tokens, subject, len(tokens) - 1) or subject
    following = tokens[subject.end]
    if following.kind is Kind.WORD or following.surface in _PAUSES:
        return subject
    return None


def _opens_clause(tokens: Sequence[Token], start: int, lexicon: Speech) -> bool:
    before = tokens[start - 1]
    if before.surface == "," or before.kind is Kind.QUOTE:
        return True
    return _is(lexicon, before, "function.conjunctions", "forms.adverbs")
