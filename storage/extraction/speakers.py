"""Who speaks: subjects resolved to actors, in the order in which an article is read.

Nothing is guessed silently: every answer names its rule and a confidence, and below `CONFIDENT`
the speaker stays unresolved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from storage.extraction.cues import Form, Head, Subject
from storage.extraction.roster import Roster
from storage.extraction.speech import speech
from storage.models import Actor, ActorKind
from storage.text.folding import words

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
_BODIES = (ActorKind.ORGANISATION, ActorKind.GROUP)


@dataclass(frozen=True, slots=True)
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
        return replace(self, method=method, confidence=round(self.confidence * factor, 2))


NOBODY = Speaker(None, "no cue of speech", 0.0)


class Discourse:
    """What a reader has in mind while reading an article: the person and the body spoken of."""

    def __init__(self, article: str, roster: Roster, authors: Collection[str] = ()) -> None:
        """Begin an article; `authors` are the names in its byline."""
        self._article = article
        self._authors = _bylined(roster, authors)
        self._roster = roster
        self._person: Actor | None = None
        self._body: Actor | None = None
        self._of_a_thing = False  # the last subject was a thing: "it" is not the body in mind
        self._near: dict[str, Actor] = {}  # the groups that this paragraph has named so far
        self._gender: dict[str, str] = {}
        self._holders = _holders(article, roster)

    def resolve(self, subject: Subject, form: Form = Form.BEFORE) -> Speaker:
        """Tell who a subject is; the person or body in mind stands for pronouns and nouns."""
        match subject.head:
            case Head.NAME if subject.actor is not None:
                sure = _BY_KIND[subject.actor.kind]
                return Speaker(subject.actor, form.value, sure)
            case Head.SINGULAR:
                return self._pronoun(subject.word, form)
            case Head.PLURAL:
                return Speaker(self._body, f"{form.value}, they", 0.75 if self._body else 0.0)
            case Head.BODY:
                body = None if self._of_a_thing else self._body
                return Speaker(body, f"{form.value}, it", 0.6 if body else 0.0)
            case Head.NOUN:
                return self._noun(subject, form)
            case _:
                return Speaker(None, f"{form.value}, {subject.head.value}", 0.0)

    def paragraph(self) -> None:
        """Begin a paragraph."""
        self._near.clear()

    def open_sentence(self, *, about_a_thing: bool) -> None:
        """Begin a sentence, which may open with a thing that does not speak ("The book")."""
        self._of_a_thing = self._of_a_thing or about_a_thing

    def mention(self, actors: Iterable[Actor]) -> None:
        """Note who is named, in whatever place of a sentence."""
        self._near.update({a.id: a for a in actors if a.kind is ActorKind.GROUP})

    def observe(self, subject: Subject, speaker: Speaker) -> None:
        """Keep in mind who was spoken of: an unknown person drives a known one out."""
        if speaker.actor is not None:
            if speaker.actor.kind is ActorKind.PERSON:
                self._person = speaker.actor
                self._learn_gender(subject, speaker.actor)
            elif speaker.actor.kind in _BODIES:
                self._body = speaker.actor
                self._of_a_thing = False
        elif subject.head is Head.UNKNOWN:
            self._person = None
        elif subject.head is Head.NOUN:
            if speech().has("nouns.person", subject.word):
                self._person = None
            elif speech().has("nouns.people", subject.word):
                self._body = None
        elif subject.head is Head.SEVERAL:
            self._body = None

    def _learn_gender(self, subject: Subject, actor: Actor) -> None:
        for word in (*subject.titles, subject.word):
            if speech().has("nouns.feminine", word) or word in ("she", "она"):
                self._gender.setdefault(actor.id, "f")
            elif speech().has("nouns.masculine", word) or word in ("he", "он"):
                self._gender.setdefault(actor.id, "m")

    def _pronoun(self, word: str, form: Form) -> Speaker:
        if self._person is None:
            return Speaker(None, f"{form.value}, {word}", 0.0)
        wanted = "f" if word in ("she", "она") else "m"
        if self._gender.get(self._person.id, wanted) != wanted:
            return Speaker(None, f"{form.value}, {word}", 0.0)
        return Speaker(self._person, f"{form.value}, {word}", 0.8)

    def _noun(self, subject: Subject, form: Form) -> Speaker:
        """Look a common noun up: who holds that role, which body bears that word."""
        method = f"{form.value}, “{subject.word}”"
        definite = bool(subject.titles) and subject.titles[0] in ("the", "this", "his", "her")
        lexicon = speech()
        if lexicon.has("nouns.byline", subject.word) and subject.word not in self._holders:
            one = definite and len(self._authors) == 1
            return Speaker(self._authors[0], method, 0.75) if one else Speaker(None, method, 0.0)
        if lexicon.has("nouns.person", subject.word) or subject.word.endswith("-year-old"):
            return self._holder(subject.word, method, definite=definite)
        if lexicon.has("nouns.body", subject.word):
            bearers = self._bearers(subject.word)
            if self._body is not None and self._body in bearers:
                return Speaker(self._body, method, 0.75)
            return Speaker(bearers[0], method, 0.7) if len(bearers) == 1 else NOBODY
        if lexicon.has("nouns.generic_body", subject.word) and definite:
            return self._generic(subject.word, method)
        return Speaker(None, method, 0.0)

    def _holder(self, noun: str, method: str, *, definite: bool) -> Speaker:
        holders = self._holders.get(noun, ())
        if not definite:
            return Speaker(None, method, 0.0)
        if self._person is not None and self._person in holders:
            return Speaker(self._person, method, 0.8)
        if len(holders) == 1:
            return Speaker(holders[0], method, 0.7)
        if not holders and self._person is not None:
            return Speaker(self._person, method, 0.55)
        return Speaker(None, method, 0.0)

    def _generic(self, noun: str, method: str) -> Speaker:
        """Tell which body "the company" or "the movement" stands for."""
        body = self._body
        if not speech().has("nouns.group_body", noun):
            return Speaker(body, method, 0.6) if body is not None else NOBODY
        if body is not None and body.kind is ActorKind.GROUP:
            return Speaker(body, method, 0.7)
        if len(self._near) == 1:
            return Speaker(next(iter(self._near.values())), method, 0.6)
        return NOBODY

    def _bearers(self, noun: str) -> tuple[Actor, ...]:
        return tuple(
            actor
            for actor in self._roster.of(self._article)
            if actor.kind in _BODIES
            and any(m.citation.article == self._article for m in actor.mentions)
            and any(noun in name.lower().split() for name in (actor.name, *actor.aliases))
        )


def _bylined(roster: Roster, authors: Collection[str]) -> tuple[Actor, ...]:
    if not authors:
        return ()
    return tuple(
        actor
        for actor in roster.actors
        if actor.kind is ActorKind.PERSON and not {actor.name, *actor.aliases}.isdisjoint(authors)
    )


def _holders(article: str, roster: Roster) -> dict[str, tuple[Actor, ...]]:
    """Who holds a role by its nouns, in this article."""
    found: dict[str, list[Actor]] = {}
    for actor in roster.of(article):
        if actor.kind is not ActorKind.PERSON:
            continue
        for noun in _role_nouns(article, actor):
            found.setdefault(noun, []).append(actor)
    return {noun: tuple(actors) for noun, actors in found.items()}


def _role_nouns(article: str, actor: Actor) -> Iterable[str]:
    lexicon = speech()
    return {
        word.surface.lower()
        for role in actor.roles
        if role.citation.article == article
        for word in words(role.text)
        if lexicon.has("nouns.person", word.surface.lower())
    }


def role_of(actor: Actor | None, article: str, passage: int) -> str:
    """Give the role that an article states nearest at or before a passage, else anywhere in it."""
    if actor is None:
        return ""
    here = [role for role in actor.roles if role.citation.article == article]
    before = [role for role in here if role.citation.passage <= passage]
    if before:
        return max(before, key=lambda role: (role.citation.passage, role.citation.start)).text
    return here[0].text if here else ""
