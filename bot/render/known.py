"""What of the corpus an answer may point to, by name: matches as buttons, known filters."""

from __future__ import annotations

from bot.contract import Action, PersonError
from bot.locale import t
from storage.models import ActorKind, Corpus
from storage.search import About, Found, Kind, Match

_KNOWN = 6  # names that an unknown one is answered with
_LABEL = 48


def place(corpus: Corpus, match: Match) -> tuple[str, Action]:
    """Name a match in a few words, with what opens it."""
    if match.kind is Kind.ACTOR:
        name = corpus.actor_by_id[match.id].name
        return name, Action(command="actor", words=name)
    if match.kind is Kind.ARTICLE:
        label = f"{match.id} {corpus.labels[match.id]}"
        return label, Action(command="source", words=match.id)
    if match.kind is Kind.TOPIC:
        topic = corpus.topic_by_id[match.id]
        return topic.title, Action(command="brief", words=topic.id)
    if match.kind is Kind.PASSAGE:
        article, _, number = match.id.partition(":")
        passage = corpus.article_by_id[article].passage(int(number))
        text = passage.text if passage is not None else ""
        return _short(text), Action(command="source", words=f"{article} {number}")
    if match.kind is Kind.EVENT:
        event = corpus.event_by_id[match.id]
        at, text = event.citation, event.sentence
    elif match.kind is Kind.QUOTE:
        quote = corpus.quote_by_id[match.id]
        at, text = quote.citation, f"“{quote.text}”"
    else:
        statement = corpus.statement_by_id[match.id]
        at, text = statement.citation, statement.text
    return _short(text), Action(command="source", words=f"{at.article} {at.passage}")


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
