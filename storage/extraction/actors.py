"""Who and what the articles name: persons, organisations, groups, countries and places.

`find_names` reads one article by itself; what is whose is then settled over the corpus, and the
corrections of actors.toml have the last word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from storage.extraction.naming.bodies import Body, cluster_bodies
from storage.extraction.naming.correcting import Draft, correct
from storage.extraction.naming.corrections import (
    ActorCorrection,
    ActorCorrections,
    ActorCorrectionsError,
    read_actor_corrections,
)
from storage.extraction.naming.lexicon import Lexicon, Phrase, lexicon, phrase
from storage.extraction.naming.names import find_names
from storage.extraction.naming.people import People, credited
from storage.extraction.naming.personal import is_surname
from storage.extraction.naming.persons import Person
from storage.extraction.naming.sightings import Sighting
from storage.models import Actor, ActorKind, Article, Citation, CorrectionResult, Mention, Role
from storage.text.folding import key

__all__ = [
    "ActorCorrection",
    "ActorCorrections",
    "ActorCorrectionsError",
    "NamedActors",
    "extract_actors",
    "name_actors",
    "read_actor_corrections",
]

_ALPHANUMERIC = re.compile(r"[^\W_]+")
_NO_CORRECTIONS = ActorCorrections()


class NamedActors(NamedTuple):
    """The actors of a corpus, and the entries of actors.toml that found nobody."""

    actors: tuple[Actor, ...]
    unmatched: tuple[CorrectionResult, ...]


def extract_actors(
    articles: Sequence[Article], corrections: ActorCorrections = _NO_CORRECTIONS
) -> tuple[Actor, ...]:
    """List the actors that the articles name, merged over all of them, in order of their ids.

    Mentions are ordered by article (as given), passage and place, and no two of one kind of
    actor overlap.  Authors that only the metadata name are actors without mentions.
    """
    return name_actors(articles, corrections).actors


def name_actors(
    articles: Sequence[Article], corrections: ActorCorrections = _NO_CORRECTIONS
) -> NamedActors:
    """List the actors as `extract_actors` does, and what of actors.toml names nothing."""
    texts = _Texts(articles)
    words = _corrected_lexicon(lexicon(), texts.publishers, corrections)
    ordinary: set[str] = set()
    found = [find_names(article, words, ordinary) for article in articles]
    people = People(found, ordinary, words)
    drafts = list(_persons(people, texts, words))
    drafts.extend(_bodies(cluster_bodies(found, ordinary, texts, words), texts, words))
    drafts.extend(_authors(texts.authors, drafts))
    corrected, unmatched = correct(drafts, corrections)
    return NamedActors(_numbered(corrected, texts.order), unmatched)


class _Texts:
    """The surfaces of sightings, and what else is asked of the articles: all in one pass.

    `order` numbers the articles, `authors` and `publishers` are those that their metadata name.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self.order: dict[str, int] = {}
        self.authors: dict[str, None] = {}
        self.publishers: set[str] = set()
        self._texts: dict[tuple[str, int], str] = {}
        for article in articles:
            self.order[article.id] = len(self.order)
            self.authors.update(dict.fromkeys(article.authors))
            self.publishers.add(article.publisher or "")
            self._texts.update(((article.id, p.number), p.text) for p in article.passages)

    def __getitem__(self, place: tuple[str, int, int, int]) -> str:
        article, passage, start, end = place
        return self._texts[article, passage][start:end]

    def mention(self, article: str, sighting: Sighting) -> Mention:
        """Give the mention that a sighting is."""
        citation = Citation(article, sighting.passage, *sighting.span)
        return Mention(citation, self[article, sighting.passage, *sighting.span])


# -- from sightings to actors -----------------------------------------------------------------


def _persons(people: People, texts: _Texts, words: Lexicon) -> Iterable[Draft]:
    for person in people.persons:
        mentions = [texts.mention(article, s) for article, s in person.sightings]
        forms = Counter(m.surface for m in mentions)
        titled = {
            f"{s.title} {texts[article, s.passage, *s.span]}"
            for article, s in person.sightings
            if s.title and len(s.words) > 1
        }
        full = [
            (m.surface, s.born)
            for m, (_, s) in zip(mentions, person.sightings, strict=True)
            if not is_surname(s.words, words)
        ]
        later = Counter(form for form, born in full if not born)  # the name at birth is another
        name = _best_name(later or Counter(form for form, _ in full) or forms)
        if person.courtesy and not full:
            name = f"{person.courtesy} {name}"
        alone = {s.words[0] for _, s in person.sightings if s.title and len(s.words) == 1}
        yield Draft(
            name=name,
            kind=ActorKind.PERSON,
            mentions=tuple(mentions),
            roles=_roles(person, texts),
            aliases=(*_by_count(forms), *sorted(titled), *sorted(alone)),
            byline=credited(person),
        )


def _best_name(forms: Counter[str]) -> str:
    """Choose the fullest of the frequent forms; “al-” in lower case before “Al-”."""

    def rank(form: str) -> tuple[int, int, int, str]:
        parts = form.split()
        spelt = sum(not part.endswith(".") for part in parts)
        return (min(spelt, 2), forms[form], len(parts), form)

    best = max(forms, key=rank) if len(forms) > 1 else next(iter(forms))
    lower = best.replace(" Al-", " al-")
    return lower if lower in forms else best


def _by_count(forms: Counter[str]) -> list[str]:
    return [form for form, _ in sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))]


def _roles(person: Person, texts: _Texts) -> tuple[Role, ...]:
    roles: dict[tuple[str, str], Role] = {}
    for article, sighting in person.sightings:
        for span in sighting.roles:
            text = texts[article, sighting.passage, *span]
            role = Role(text, Citation(article, sighting.passage, *span))
            roles.setdefault((article, key(text)), role)
    return tuple(roles.values())


def _bodies(bodies: Iterable[Body], texts: _Texts, words: Lexicon) -> Iterable[Draft]:
    for body in bodies:
        mentions = tuple(texts.mention(article, s) for article, s in body.sightings)
        forms = Counter(
            m.surface
            for m, (_, s) in zip(mentions, body.sightings, strict=True)
            if s.words != (s.noun,)
        )
        yield Draft(
            name=body.name or _body_name(body, forms, words),
            kind=body.kind,
            mentions=mentions,
            aliases=tuple(_by_count(forms)),
        )


def _body_name(body: Body, forms: Counter[str], words: Lexicon) -> str:
    """Choose a form that says whose it is; a possessive (“Russia’s …”) becomes an adjective."""
    adjective = words.nation_adjective.get(body.nation, "")
    national = [f for f in forms if adjective and f.split()[0] == adjective]
    if national:
        return max(national, key=lambda f: (forms[f], len(f), f))
    best = max(forms, key=lambda f: (f[:1].isupper(), len(f.split()), forms[f], f))
    if body.nation and adjective and body.kind is ActorKind.ORGANISATION:
        bare = best.split("’s ", 1)[-1].split("'s ", 1)[-1]
        if bare.split()[0] not in words.adjectives:
            return f"{adjective} {bare}"
    return best


def _authors(authors: Iterable[str], drafts: Sequence[Draft]) -> Iterable[Draft]:
    """Make actors of authors whom only the metadata name."""
    known = {key(f) for d in drafts if d.kind is ActorKind.PERSON for f in (d.name, *d.aliases)}
    for author in authors:
        if key(author) not in known and " " in author.strip():
            known.add(key(author))
            yield Draft(name=author.strip(), kind=ActorKind.PERSON, byline=True)


# -- corrections ------------------------------------------------------------------------------


def _corrected_lexicon(
    words: Lexicon, publishers: Iterable[str], corrections: ActorCorrections
) -> Lexicon:
    """Add what corrections and metadata know: bodies by their names, persons as evidence."""
    phrases = [p for entry in corrections.entries for p in _phrases_of(entry, words)]
    named = sorted(publisher for publisher in publishers if " " in publisher)
    phrases.extend(phrase(name, ActorKind.ORGANISATION, name) for name in named)
    persons = [
        name
        for entry in corrections.entries
        if entry.kind is ActorKind.PERSON
        for name in (entry.name, *entry.merge)
    ]
    given = {key(n.split()[0]) for n in persons if " " in n and n.split()[0] not in words.regnal}
    known = {name for name in persons if " " not in name}
    if not (phrases or persons):
        return words
    more = words.with_phrases(phrases)
    return replace(more, given=more.given | given, known=more.known | known)


def _phrases_of(entry: ActorCorrection, words: Lexicon) -> Iterable[Phrase]:
    """Make lexicon entries of a body's names; not of “Foreign Ministry”, every nation has one."""
    if entry.kind is None or entry.kind is ActorKind.PERSON:
        return
    for form in (entry.name, *entry.merge, *entry.aliases):
        if form[:1].isupper() and "(" not in form and not set(form.split()) & words.state_bodies:
            yield phrase(form, entry.kind, entry.name)


# -- ids --------------------------------------------------------------------------------------


def _slug(name: str) -> str:
    return "-".join(_ALPHANUMERIC.findall(key(name))) or "actor"


def _numbered(drafts: Sequence[Draft], order: dict[str, int]) -> tuple[Actor, ...]:
    """Give each actor a readable id; of two with one name the more often named has the bare one."""
    actors: list[Actor] = []
    used: set[str] = set()
    for draft in sorted(drafts, key=lambda d: (-len(d.mentions), d.name, d.kind)):
        slug = base = _slug(draft.name)
        number = 1
        while slug in used:
            number += 1
            slug = f"{base}-{number}"
        used.add(slug)
        actors.append(
            Actor(
                id=slug,
                name=draft.name,
                kind=draft.kind,
                aliases=tuple(dict.fromkeys(a for a in draft.aliases if a != draft.name)),
                roles=tuple(sorted(draft.roles, key=lambda r: _place(r.citation, order))),
                mentions=tuple(sorted(draft.mentions, key=lambda m: _place(m.citation, order))),
                byline=draft.byline,
            )
        )
    return tuple(sorted(actors, key=lambda a: a.id))


def _place(citation: Citation, order: dict[str, int]) -> tuple[int, int, int, int]:
    return (order[citation.article], citation.passage, citation.start, citation.end)
