"""/brief: a topic in short: what happened, who said what, where articles differ, sources."""

from __future__ import annotations

from bot.commands import topics as topics_command
from bot.contract import EVERY_MENU, Action, Answer, Ask, Button, Command, Example
from bot.links import share_topic
from bot.locale import t
from bot.render.differences import with_differences
from bot.render.events import event_block
from bot.render.facts import (
    article_line,
    as_of,
    quote_blocks,
    section,
    statement_block,
)
from bot.render.rich import Rich, bold, join, rich
from briefings.compose import compose
from storage.models import Topic
from storage.search import Found, Verdict
from storage.snapshot import Snapshot


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the topics."""
    return snapshot.index.find_topic(words)


def answer(ask: Ask) -> Answer:
    """Tell a topic in short; list the topics where none is named."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return topics_command.answer(ask)
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return topics_command.no_topic(ask, found)
    matched = [corpus.topic_by_id[m.id] for m in found.matches[:5]]
    if found.verdict is Verdict.AMBIGUOUS:
        return Answer(
            blocks=(rich(t("Which topic do you mean?")),),
            choices=tuple((_button(topic),) for topic in matched),
        )
    return _brief(ask, matched[0])


def _brief(ask: Ask, topic: Topic) -> Answer:
    corpus = ask.snapshot.corpus
    briefing = compose(ask.snapshot, topic)
    if briefing.empty:
        return Answer(
            blocks=(
                rich(t("The corpus has nothing dated or said on “{topic}”.", topic=topic.title)),
                as_of(corpus),
            ),
            found=False,
        )
    facts = [
        *section(t("What happened"), [event_block(corpus, g) for g in briefing.happenings]),
        *section(t("Exact words"), quote_blocks(corpus, briefing.quotes)),
        *section(t("Paraphrased"), [statement_block(corpus, s) for s in briefing.statements]),
    ]
    told = with_differences(corpus, facts)
    cited = dict.fromkeys(article.id for article in briefing.sources)
    cited |= {at.article: None for one in told if isinstance(one, Rich) for at in one.citations}
    sources = join(article_line(corpus.article_by_id[id_]) for id_ in cited)
    blocks = (*told, *section(t("Sources"), [sources]), as_of(corpus))
    return Answer(blocks=blocks, head=rich(bold(topic.title)), choices=_more(topic))


def _more(topic: Topic) -> tuple[tuple[Button, ...], ...]:
    words = topic.queries[0] if topic.queries else topic.actors[0]
    subscribe = Action(command="subscribe", words=f"topic:{topic.id}")
    return (
        (
            Button(t("Timeline"), Action(command="timeline", words=words)),
            Button(t("Quotes"), Action(command="quote", words=words)),
            Button(t("All topics"), Action(command="topics")),
        ),
        (Button(t("Subscribe"), subscribe), *share_topic(topic)),
    )


def _button(topic: Topic) -> Button:
    return Button(topic.title, Action(command="brief", words=topic.id))


COMMAND = Command(
    name="brief",
    summary=t("a topic in short, with its sources"),
    usage=t("TOPIC"),
    detail=t(
        "What happened, who said what, where the articles differ, and the sources. "
        "/topics lists the topics."
    ),
    examples=(Example(line="/brief embassies", expects=("What happened", "Sources")),),
    answer=answer,
    search=search,
    menu=EVERY_MENU,
)
