"""`/start`: what this is, what the corpus covers, as of when, and something to press."""

from __future__ import annotations

from bot.contract import Action, Answer, Ask, Button, Command, Example, Text
from bot.locale import Number, t
from bot.render.facts import as_of
from bot.render.rich import bold, code, join, rich
from storage.models import Corpus, Coverage


def answer(ask: Ask) -> Answer:
    """Introduce the bot to a newcomer."""
    corpus = ask.snapshot.corpus
    tries = _tries(corpus)
    sources = _sources(corpus.coverage)
    blocks = [
        rich(
            bold(t("Newsdesk")),
            "\n",
            t(
                "I follow a story through its articles: who said what, what happened when, and "
                "where it stands. Every line ends with its source, and a button opens it."
            ),
        ),
        rich(bold(t("What I know")), "\n", as_of(corpus))
        + (rich("\n", sources) if sources is not None else rich()),
        rich(t("Type a name or a few words, or one of these:"), "\n")
        + join(rich(code(line)) for line in tries),
    ]
    return Answer(blocks=tuple(blocks), choices=_choices(corpus))


def _sources(covered: Coverage) -> Text | None:
    """Name whom the articles are of, the first of many."""
    if not covered.sources:
        return None
    names, more = ", ".join(covered.sources), covered.source_count - len(covered.sources)
    if not more:
        return t("Sources: {sources}.", sources=names)
    return t("Sources: {sources} and {count} more.", sources=names, count=Number(more))


def _tries(corpus: Corpus) -> tuple[str, ...]:
    """Lines that this corpus has an answer to: a topic's word, a speaker, the latest dates."""
    lines = []
    if corpus.topics:
        topic = corpus.topics[0]
        lines.append(f"/quote {(topic.queries or topic.actors)[0]}")
    covered = corpus.coverage
    if covered.most_quoted is not None:
        lines.append(f"/actor {corpus.actor_by_id[covered.most_quoted].name.rsplit(' ', 1)[-1]}")
    if covered.published is not None:
        lines.append(f"/timeline {covered.published[1].year}")
    return (*lines, "/help")


def _choices(corpus: Corpus) -> tuple[tuple[Button, ...], ...]:
    """Four buttons that do something at once: a topic, a person, a year; and to be kept posted."""
    brief = Button(t("Sources"), Action(command="source"))
    if corpus.topics:
        topic = corpus.topics[0]
        brief = Button(
            t("In short: {title}", title=topic.title), Action(command="brief", words=topic.id)
        )
    covered = corpus.coverage
    who = Button(t("People"), Action(command="actor"))
    if covered.most_quoted is not None:
        name = corpus.actor_by_id[covered.most_quoted].name
        who = Button(t("Who is {name}?", name=name), Action(command="actor", words=name))
    when = Button(t("Timeline"), Action(command="timeline"))
    if covered.published is not None:
        year = str(covered.published[1].year)
        when = Button(
            t("What happened in {year}?", year=year), Action(command="timeline", words=year)
        )
    return (brief,), (who,), (when,), (Button(t("Subscribe"), Action(command="subscribe")),)


COMMAND = Command(
    name="start",
    summary=t("what this is and what it covers"),
    detail=t("What the bot does, which articles it knows, and as of when they speak."),
    examples=(Example(line="/start", expects=("As of",)),),
    answer=answer,
)
