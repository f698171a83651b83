"""/topics: what the articles are about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.contract import Action, Answer, Ask, Button, Command, Example, Menu
from bot.locale import t
from bot.render.facts import as_of, not_found
from bot.render.pages import in_rows
from bot.render.rich import Rich, bold, code, italic, rich
from storage.models import Topic
from storage.search import Found, Match, Verdict
from storage.snapshot import Snapshot


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the topics."""
    return snapshot.index.find_topic(words)


def answer(ask: Ask) -> Answer:
    """List the topics, or say what one of them selects."""
    corpus = ask.snapshot.corpus
    topics: Sequence[Topic] = corpus.topics
    if ask.words:
        found = search(ask.snapshot, ask.words)
        if found.verdict is Verdict.NOTHING:
            return no_topic(ask, found)
        topics = tuple(corpus.topic_by_id[m.id] for m in found.matches[:5])
        if found.verdict is Verdict.CONFIDENT:
            topics = topics[:1]
    if not topics:
        return Answer(
            blocks=(
                rich(
                    t(
                        "This corpus is too small to make topics of; a topics.toml beside its "
                        "articles names some."
                    )
                ),
                as_of(corpus),
            ),
            found=False,
        )
    head = rich(
        bold(t("Topics")),
        "\n",
        t("A button gives the briefing: what happened, who said what, where articles differ."),
    )
    return Answer(
        blocks=(head, *(_line(topic) for topic in topics), as_of(corpus)),
        choices=_rows(topics),
    )


def no_topic(ask: Ask, found: Found) -> Answer:
    """Say that no topic is so called, and offer the words themselves where articles have them."""
    if ask.snapshot.index.find(ask.words, limit=1).verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    topic_by_id = ask.snapshot.corpus.topic_by_id
    near = [topic_by_id[m.id] for m in found.nearest if isinstance(m, Match)]
    search_all = Button(
        t("Search for “{words}”", words=ask.words), Action(command="find", words=ask.words)
    )
    return Answer(
        blocks=(
            rich(
                bold(t("No topic is called “{words}”.", words=ask.words)),
                "\n",
                t("The articles do speak of it: search for it, or choose a topic."),
            ),
        ),
        choices=(
            (search_all,),
            *_rows(tuple(near)),
            (Button(t("All topics"), Action(command="topics")),),
        ),
        found=False,
    )


def _line(topic: Topic) -> Rich:
    line = rich(bold(topic.title), " · ", code(f"/brief {topic.id}"), "\n")
    if topic.made:
        return line + rich(italic(t("made from what is named most")))
    return line + rich(italic(", ".join(dict.fromkeys((*topic.queries, *topic.actors)))))


def _rows(topics: Sequence[Topic]) -> tuple[tuple[Button, ...], ...]:
    buttons = [Button(topic.title, Action(command="brief", words=topic.id)) for topic in topics]
    return in_rows(buttons, 2)


COMMAND = Command(
    name="topics",
    summary=t("what the articles are about"),
    usage=t("[TOPIC]"),
    detail=t("Each topic is a selection of what the articles say; /brief tells it."),
    examples=(Example(line="/topics", expects=("/brief",)),),
    answer=answer,
    search=search,
    menu=frozenset({Menu.MEMBERS}),
)
