"""Who speaks: subjects resolved to actors, in the order in which an article is read.

Nothing is guessed silently: every answer names its rule and a confidence, and below `CONFIDENT`
the speaker stays unresolved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from storage.extraction.cue_forms import BEFORE, Form
from storage.extraction.gender import gender_of_name, gender_of_words
from storage.extraction.phrases import (
    AGED,
    BODY,
    NAME,
    NOUN,
    PLURAL,
    SEVERAL,
    SINGULAR,
    UNKNOWN,
    Subject,
)
from storage.extraction.roles import bears, borrows, bylined, holders, longer_title, role_nouns
from storage.extraction.roster import Roster
from storage.extraction.speech import speech
from storage.models import Actor, ActorKind
from storage.text.folding import fold

_PERSON = ActorKind.PERSON
_GROUP = ActorKind.GROUP
CONFIDENT = 0.5
"""Below this confidence a speaker is shown as unresolved.

Set so that a name, a pronoun with one antecedent, a role with one holder and a quote that goes
on from the sentence before pass, while two candidates for one pronoun do not.
"""

_BY_KIND = {
    ActorKind.PERSON: 0.95,
    ActorKind.ORGANISATION: 0.9,
    ActorKind.GROUP: 0.9,
    ActorKind.COUNTRY: 0.8,
    ActorKind.PLACE: 0.6,
}
_SOMEONE = ("nouns.person", "function.indefinite_one")
_BODILY = ("nouns.people", "nouns.body", "nouns.generic_body")
_BODIES = (ActorKind.ORGANISATION, ActorKind.GROUP)


@dataclass(slots=True, eq=False)
class Speaker:
    """Who speaks (None: not told, or not known), by which rule, how surely (0 to 1)."""

    actor: Actor | None
    method: str
    confidence: float

    @property
    def id(self) -> str | None:
        """The actor's id where the evidence is strong enough."""
        return self.actor.id if self.actor is not None and self.confidence >= CONFIDENT else None

    def weaker(self, method: str, factor: float) -> Speaker:
        """The same speaker by a rule that leans on this one."""
        return Speaker(self.actor, method, round(self.confidence * factor, 2))


NOBODY = Speaker(None, "no cue of speech", 0.0)
CROWD = Speaker(None, "cries of a crowd", 0.0)
UNSAID = Speaker(None, "denied, invented or supposed", 0.0)


_CALLED_SO = frozenset({"group"})  # what campaigns and firms are called as well as rebels
_REFERRING = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_BACK = 3  # sentences that a pronoun may reach back over the person spoken of last


@dataclass(slots=True, eq=False)
class _Sighting:
    """Where a person was named last, and whether the sentence was about that person."""

    sentence: int
    as_subject: bool
    actor: Actor
    paragraph: int


def _nearness(sighting: _Sighting) -> tuple[int, bool]:
    return sighting.sentence, sighting.as_subject


class Discourse:
    """What a reader has in mind while reading an article: the person and the body spoken of."""

    def __init__(self, article: str, roster: Roster, authors: Collection[str] = ()) -> None:
        """Begin an article; `authors` are the names in its byline."""
        self._article = article
        self._authors = bylined(roster, authors)
        self._roster = roster
        self._person: Actor | None = None
        self._unknown = -1  # the sentence that last spoke of someone of no name instead
        self._sentence = 0
        self._paragraph = 0
        # The persons named so far, by surname.
        self._met: dict[str, dict[str, Actor]] = defaultdict(dict)
        self._seen: dict[str, _Sighting] = {}  # the persons named, by where and how last
        self._body: Actor | None = None
        self._of_a_thing = False  # the last subject was a thing: "it" is not the body in mind
        self._near: dict[str, Actor] = {}  # the groups that this paragraph has named so far
        self._gender: dict[str, str] = {}
        self._age: dict[str, str] = {}
        self._holders = holders(article, roster)

    def resolve(self, subject: Subject, form: Form = BEFORE) -> Speaker:
        """Tell who a subject is; the person or body in mind stands for pronouns and nouns."""
        method, head = str(form), subject.head
        if head is NAME and subject.actor is not None:
            found = self._named(subject, subject.actor, method)
        elif head is SINGULAR:
            found = self._pronoun(subject.word, method)
        elif head is NOUN:
            found = self._noun(subject, method)
        elif head is UNKNOWN:
            found = self._namesake(subject, f"{method}, surname")
        elif head is PLURAL:
            found = Speaker(self._body, f"{method}, they", 0.75 if self._body else 0.0)
        elif head is BODY:
            body = None if self._of_a_thing else self._body
            found = Speaker(body, f"{method}, it", 0.6 if body else 0.0)
        else:
            found = Speaker(None, f"{method}, {head!s}", 0.0)
        return found

    def _named(self, subject: Subject, actor: Actor, method: str) -> Speaker:
        if self._is_another(subject, actor):
            return Speaker(None, f"{method}, of one surname", 0.0)
        return Speaker(actor, method, _BY_KIND[actor.kind])

    def _is_another(self, subject: Subject, actor: Actor) -> bool:
        """Whether "Mrs Lee" cannot be the Lee who is known, a man."""
        if actor.kind is not _PERSON:
            return False
        courtesy = [t for t in subject.titles if speech().has("nouns.courtesy", t)]
        told = gender_of_words(courtesy)
        return bool(told) and self._gender_of(actor) not in ("", told)

    def paragraph(self) -> None:
        """Begin a paragraph."""
        self._paragraph += 1
        self._near.clear()

    def open_sentence(self, *, about_a_thing: bool) -> None:
        """Begin a sentence, which may open with a thing that does not speak ("The book")."""
        self._of_a_thing = self._of_a_thing or about_a_thing
        self._sentence += 1

    def meet(self, actors: Iterable[Actor]) -> None:
        """Note whom a sentence names, in whatever place."""
        for actor in actors:
            if actor.kind is _GROUP:
                self._near[actor.id] = actor
            elif actor.kind is _PERSON:
                self._met[surname(actor.name)][actor.id] = actor

    def learn_ages(self, told: Iterable[tuple[Actor, str]]) -> None:
        """Note how old persons are, for "the 54-year-old"."""
        self._age.update({actor.id: age for actor, age in told})

    def mention(self, actors: Iterable[Actor]) -> None:
        """Note at the end of a sentence which persons it has named."""
        for actor in actors:
            if actor.kind is _PERSON:
                self._sight(actor, as_subject=False)

    def refer(self, words: Iterable[str]) -> None:
        """Note at the end of a sentence that its "he" or "her" may mean the person in mind."""
        told = {_REFERRING[word] for word in words}
        if not told or self._person is None:
            return
        gender = self._gender_of(self._person)
        if not gender or gender in told:
            self._sight(self._person, as_subject=False)

    def _sight(self, actor: Actor, *, as_subject: bool) -> None:
        known = self._seen.get(actor.id)
        if known is not None and known.sentence == self._sentence:
            known.as_subject = known.as_subject or as_subject
        else:
            self._seen[actor.id] = _Sighting(self._sentence, as_subject, actor, self._paragraph)

    def observe(self, subject: Subject, speaker: Speaker) -> None:
        """Keep in mind who was spoken of: an unknown person drives a known one out."""
        if speaker.actor is not None and speaker.confidence < CONFIDENT:
            return
        if speaker.actor is not None:
            if speaker.actor.kind is _PERSON:
                self._person, self._unknown = speaker.actor, -1
                self._sight(speaker.actor, as_subject=True)
                self._learn_gender(subject, speaker.actor)
            elif speaker.actor.kind in _BODIES:
                self._body = speaker.actor
                self._of_a_thing = False
        elif subject.head is UNKNOWN:
            self._person, self._unknown = None, self._sentence
            self._body = None
        elif subject.head is NOUN:
            if not subject.tags.isdisjoint(_SOMEONE) or subject.word.endswith(AGED):
                self._person, self._unknown = None, self._sentence
            elif not subject.tags.isdisjoint(_BODILY):
                self._body = None
        elif subject.head is SEVERAL:
            self._body = None

    def _learn_gender(self, subject: Subject, actor: Actor) -> None:
        told = gender_of_words((*subject.titles, subject.word))
        if told and not self._gender.get(actor.id):
            self._gender[actor.id] = told

    def _pronoun(self, word: str, form: str) -> Speaker:
        method = f"{form}, {word}"
        wanted = "f" if word in ("she", "она") else "m"
        if self._person is not None and self._gender_of(self._person) in ("", wanted):
            newer = self._named_since(self._person, wanted)
            if newer is None:
                return Speaker(self._person, method, 0.8)
            # "The cup went to Lee, 80. “…,” he said": not sure enough over a paragraph's end
            sure = 0.6 if newer.paragraph == self._paragraph else 0.4
            return Speaker(newer.actor, f"{method}, named last", sure)
        return self._antecedent(wanted, method)

    def _named_since(self, person: Actor, wanted: str) -> _Sighting | None:
        """Who else was named right before, in a sentence that has nothing of the person in mind."""
        last = self._seen.get(person.id)
        newer = [
            s
            for s in self._seen.values()
            if last is not None
            and self._sentence - 1 <= s.sentence < self._sentence
            and s.sentence > last.sentence
            and self._gender_of(s.actor) in ("", wanted)
        ]
        return newer[0] if len(newer) == 1 else None

    def _antecedent(self, wanted: str, method: str) -> Speaker:
        """Look further back: the last person named whom the pronoun fits, if there is only one."""
        near = [
            s
            for s in self._seen.values()
            if s.sentence > self._unknown
            and s.sentence >= self._sentence - _BACK
            and s.actor is not self._person
            and self._gender_of(s.actor) in ("", wanted)
        ]
        sure = [s for s in near if self._gender_of(s.actor) == wanted]
        ranked = sorted(sure or near, key=_nearness, reverse=True)
        if not ranked:
            return Speaker(None, method, 0.0)
        first = ranked[0]
        if len(ranked) > 1 and _nearness(ranked[1]) == _nearness(first):
            return Speaker(None, method, 0.0)
        return Speaker(first.actor, f"{method}, further back", 0.65 if sure else 0.55)

    def _namesake(self, subject: Subject, method: str) -> Speaker:
        """Tell which of the persons of one surname it stands for, by "Mrs" or "Mr" if need be.

        The one whom the article goes on calling by the surname alone has the full name once.
        """
        told = gender_of_words(t for t in subject.titles if speech().has("nouns.courtesy", t))
        fitting = [
            actor
            for actor in self._met.get(fold(subject.word), {}).values()
            if not told or self._gender_of(actor) in ("", told)
        ]
        if not fitting and speech().has("nouns.countryman", subject.word):
            return self._holder(subject, method, definite="the" in subject.titles)
        if not fitting:
            return Speaker(None, method, 0.0)
        if len(fitting) == 1:
            return Speaker(fitting[0], method, 0.75)
        ranked = sorted((self._named_in_full(actor), actor.id) for actor in fitting)
        if ranked[0][0] == ranked[1][0]:
            return Speaker(None, method, 0.0)
        return Speaker(
            next(a for a in fitting if a.id == ranked[0][1]), f"{method} of several", 0.55
        )

    def _named_in_full(self, actor: Actor) -> int:
        last = surname(actor.name)
        return sum(fold(m.surface) != last for m in self._roster.mentions(self._article, actor))

    def _gender_of(self, actor: Actor) -> str:
        """Tell "f" or "m", as the article's words or the given name have it, else ""."""
        return self._gender.get(actor.id) or gender_of_name(actor.name)

    def _noun(self, subject: Subject, form: str) -> Speaker:
        """Look a common noun up: who holds that role, which body bears that word."""
        method = f"{form}, “{subject.word}”"
        definite = bool(subject.titles) and subject.titles[0] in ("the", "this", "his", "her")
        tags = subject.tags
        if "nouns.byline" in tags and subject.word not in self._holders:
            one = definite and len(self._authors) == 1
            return Speaker(self._authors[0], method, 0.75) if one else Speaker(None, method, 0.0)
        if "nouns.person" in tags or subject.word.endswith(AGED):
            return self._holder(subject, method, definite=definite)
        if "nouns.body" in tags:
            bearers = self._bearers(subject.word)
            if self._body is not None and self._body in bearers:
                return Speaker(self._body, method, 0.75)
            return Speaker(bearers[0], method, 0.7) if len(bearers) == 1 else NOBODY
        if "nouns.generic_body" in tags and definite:
            return self._generic(subject.word, method)
        return Speaker(None, method, 0.0)

    def _holder(self, subject: Subject, method: str, *, definite: bool) -> Speaker:
        noun = subject.word
        holders = self._of_age(noun) if noun.endswith(AGED) else self._holders.get(noun, ())
        if not definite:
            return Speaker(None, method, 0.0)
        if title := longer_title(subject.titles):
            # "the deputy mayor" is no mayor, "the secretary general" no general
            people = [a for met in self._met.values() for a in met.values()]
            holders = tuple(a for a in people if bears(self._article, self._roster, a, title))
        if self._person is not None and self._person in holders:
            return Speaker(self._person, method, 0.8)
        if len(holders) == 1:
            # "The leader of the council" before anyone is named may be another one's leader
            known = holders[0].id in self._met.get(surname(holders[0].name), {})
            plain = subject.end - subject.start <= 2  # noqa: PLR2004
            return Speaker(holders[0], method, 0.7 if known or plain else 0.4)
        if not holders and self._person is not None and self._may_be(self._person, subject):
            return Speaker(self._person, method, 0.55)
        return Speaker(None, method, 0.0)

    def _of_age(self, noun: str) -> tuple[Actor, ...]:
        age = noun.removesuffix(AGED)
        return tuple(
            actor
            for named in self._met.values()
            for actor in named.values()
            if self._age.get(actor.id) == age
        )

    def _may_be(self, person: Actor, subject: Subject) -> bool:
        """Whether "the striker" may be the person spoken of last: no one else's, no newcomer."""
        if subject.titles[0] not in ("the", "this") or speech().has("nouns.newcomer", subject.word):
            return False
        if subject.word.endswith(AGED) and person.id in self._age:
            return False  # of another age
        if self._torn(person) or borrows(self._article, self._roster, person, subject.word):
            return False
        if speech().has("nouns.office", subject.word) and (
            subject.end - subject.start > 2 or role_nouns(self._article, self._roster, person)  # noqa: PLR2004
        ):
            return False  # "the bank’s director": another office than the one that is known
        told = gender_of_words((subject.word,))
        return not told or self._gender_of(person) in ("", told)

    def _torn(self, person: Actor) -> bool:
        """Whether the paragraph before was about others too, and this one has not said whom."""
        last = self._seen.get(person.id)
        return last is not None and any(
            s.actor is not person and last.paragraph < self._paragraph <= s.paragraph + 1
            for s in self._seen.values()
        )

    def _generic(self, noun: str, method: str) -> Speaker:
        """Tell which body "the company" or "the movement" stands for."""
        body = self._body
        bearers = self._bearers(noun)
        if len(bearers) == 1 and noun != "group":
            return Speaker(bearers[0], method, 0.7)
        if not speech().has("nouns.group_body", noun):
            return Speaker(body, method, 0.6) if body is not None else NOBODY
        if body is not None and body.kind is _GROUP:
            return Speaker(body, method, 0.7)
        if len(self._near) == 1:
            return Speaker(next(iter(self._near.values())), method, 0.6)
        if body is not None and noun in _CALLED_SO and not self._near:
            return Speaker(body, method, 0.55)
        return NOBODY

    def _bearers(self, noun: str) -> tuple[Actor, ...]:
        return tuple(
            actor
            for actor in self._roster.of(self._article)
            if actor.kind in _BODIES
            and self._roster.mentions(self._article, actor)
            and any(noun in name.lower().split() for name in (actor.name, *actor.aliases))
        )


@lru_cache(maxsize=1 << 12)
def surname(name: str) -> str:
    """Give the folded last word of a name."""
    return fold(name.rsplit(maxsplit=1)[-1]) if name.strip() else ""
