"""/cite: a passage or an article in full, as a line to copy."""

from __future__ import annotations

from bot.commands import source as source_command
from bot.contract import Action, Answer, Ask, Button, Command, Example
from bot.locale import t
from bot.render.facts import as_of, not_found
from bot.render.reference import reference, source
from bot.render.rich import code, rich
from storage.models import Article, Citation, Corpus
from storage.search import Verdict

_OFFERED = 5


def answer(ask: Ask) -> Answer:
    """Cite a passage, or an article where no number is given."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        needed = rich(t("Add an article and a paragraph: /cite A3 7."))
        return Answer(blocks=(needed, as_of(corpus)), found=False)
    _, number = source_command.parse(ask.words)
    found = source_command.search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    articles = [corpus.article_by_id[match.id] for match in found.matches[:_OFFERED]]
    if found.verdict is Verdict.AMBIGUOUS:
        return Answer(
            blocks=(rich(t("Which article do you mean?")),),
            choices=tuple((_instead(corpus, article, number),) for article in articles),
        )
    if number is None:
        return Answer(blocks=(rich(code(source(articles[0]))),))
    passage = source_command.passage_of(corpus, articles[0], number)
    place = Citation(articles[0].id, number, 0, len(passage.text))
    return Answer(blocks=(rich(code(reference(corpus, place))),))


def _instead(corpus: Corpus, article: Article, number: int | None) -> Button:
    words = article.id if number is None else f"{article.id} {number}"
    label = f"{article.id} {corpus.labels[article.id]}"
    return Button(label, Action(command="cite", words=words))


COMMAND = Command(
    name="cite",
    summary=t("a passage's source in full, to copy"),
    usage="X [¶]",
    detail=t(
        "Publisher, authors, title, date and paragraph in one line: /cite A3 7. What we have "
        "summed up is cited as our summary."
    ),
    examples=(Example(line="/cite bell 2", expects=("¶2", "The Bell", "summary")),),
    answer=answer,
)
