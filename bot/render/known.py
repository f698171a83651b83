"""What of the corpus an answer may point to, by name: matches as buttons, known filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.contract import Action, PersonError
from bot.locale import t
from storage.models import ActorKind, Citation, Corpus, Quote, Statement
from storage.search import About, Found, Kind, Match

_KNOWN = 6  # names that an unknown one is answered with
_LABEL = 48


def shown(corpus: Corpus, match: Match) -> tuple[str, Citation | None]:
    """Give the words of what was found, or its name, and where it stands if anywhere."""
    if match.kind is Kind.ACTOR:
        actor = corpus.actor_by_id[match.id]
        places = [role.citation for role in actor.roles[:1]]
        places += [mention.citation for mention in actor.mentions[:1]]
        return actor.name, places[0] if places else None
    if match.kind is Kind.TOPIC:
        return corpus.topic_by_id[match.id].title, None
    if match.kind is Kind.ARTICLE:
        return corpus.article_by_id[match.id].title, None
    if match.kind is Kind.PASSAGE:
        at = passage_at(match.id)
        text = corpus.passage(at).text
        return text, replace(at, end=len(text))
    if match.kind is Kind.EVENT:
        event = corpus.event_by_id[match.id]
        return event.sentence, event.citation
    said: Mapping[str, Quote | Statement] = (
        corpus.quote_by_id if match.kind is Kind.QUOTE else corpus.statement_by_id
    )
    return said[match.id].text, said[match.id].citation


def passage_at(id_: str) -> Citation:
    """Cite the passage of an id that a search gives (`A1:24`), none of its words."""
    article, _, number = id_.partition(":")
    return Citation(article, int(number), 0, 0)


def place(corpus: Corpus, match: Match) -> tuple[str, Action]:
    """Name a match in a few words, with what opens it."""
    text, at = shown(corpus, match)
    if match.kind is Kind.ACTOR:
        return text, Action(command="actor", words=text)
    if match.kind is Kind.TOPIC:
        return text, Action(command="brief", words=match.id)
    if match.kind is Kind.ARTICLE or at is None:
        label = f"{match.id} {corpus.labels[match.id]}"
        return label, Action(command="source", words=match.id)
    label = _short(f"“{text}”" if match.kind is Kind.QUOTE else text)
    return label, Action(command="source", words=f"{at.article} {at.passage}")


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else text[:_LABEL].rsplit(" ", 1)[0] + " …"


def unknown_filter(corpus: Corpus, found: Found) -> PersonError:
    """Say of a filter that names nothing known what is."""
    unknown = found.unknown[0]
    if unknown.about is About.IN:
        return PersonError(
            t(
                "No article is called “{name}”. Known are: {known}. An id, a publisher, its "
                "initials or a file’s name will do: in:{id}.",
                name=unknown.name,
                known="; ".join(_articles(corpus)),
                id=corpus.articles[0].id if corpus.articles else "A1",
            )
        )
    return PersonError(
        t(
            "Nobody in the articles is called “{name}”. Known are, among others: {known}. "
            "/actor lists all.",
            name=unknown.name,
            known=", ".join(_people(corpus, found)),
        )
    )


def _articles(corpus: Corpus) -> list[str]:
    first = corpus.articles[: _KNOWN * 2]
    named = [f"{article.id} {corpus.labels[article.id]}" for article in first]
    return named if len(first) == len(corpus.articles) else [*named, "…"]


def _people(corpus: Corpus, found: Found) -> list[str]:
    """Name those who are called almost so, then those who are named most."""
    near = [m.id for m in found.nearest if isinstance(m, Match) and m.id in corpus.actor_by_id]
    most = corpus.actors_by_kind.get(ActorKind.PERSON, ())[:_KNOWN]
    known = dict.fromkeys((*near, *(actor.id for actor in most)))
    return [corpus.actor_by_id[id_].name for id_ in known][:_KNOWN]
