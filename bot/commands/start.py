"""`/start`: what this is, what the corpus covers, as of when, and something to press."""

from __future__ import annotations

from bot.contract import Action, Answer, Ask, Button, Command, Example
from bot.locale import t
from bot.render.facts import as_of
from bot.render.rich import bold, code, join, rich

_TRY = ("/quote embassy", "/actor Kabulov", "/timeline aug 2021")


def answer(ask: Ask) -> Answer:
    """Introduce the bot to a newcomer."""
    corpus = ask.snapshot.corpus
    sources = ", ".join(dict.fromkeys(a.publisher or a.title for a in corpus.articles))
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
        + (rich("\n", t("Sources: {sources}.", sources=sources)) if sources else rich()),
        rich(t("Type a name or a few words, or one of these:"), "\n")
        + join(rich(code(line)) for line in _TRY),
    ]
    return Answer(blocks=tuple(blocks), choices=_CHOICES)


_CHOICES = (
    (
        Button(t("Topics"), Action(command="topics")),
        Button(t("Timeline"), Action(command="timeline")),
    ),
    (
        Button(t("People"), Action(command="actor")),
        Button(t("Help"), Action(command="help")),
    ),
)

COMMAND = Command(
    name="start",
    summary=t("what this is and what it covers"),
    detail=t("What the bot does, which articles it knows, and as of when they speak."),
    examples=(Example(line="/start", expects=("As of",)),),
    answer=answer,
)
