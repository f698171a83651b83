"""/cite: a passage or an article in full, as a line to copy."""

from __future__ import annotations

from bot.commands import source as source_command
from bot.contract import Action, Answer, Ask, Button, Command, Example
from bot.locale import t
from bot.render.facts import as_of, not_found
from bot.render.keyboard import CITE_BETWEEN
from bot.render.reference import reference, source
from bot.render.rich import code, rich
from storage.models import Article, Citation, Corpus
from storage.search import Verdict

_OFFERED = 5
_MOST = 24  # sources at once: all that a digest of one message cites


def answer(ask: Ask) -> Answer:
    """Cite passages, or an article where no number is given."""
    asked = [words for part in ask.words.split(CITE_BETWEEN) if (words := part.strip())]
    if not asked:
        needed = rich(t("Add an article and a paragraph: /cite A3 7."))
        return Answer(blocks=(needed, as_of(ask.snapshot.corpus)), found=False)
    if len(asked) == 1:
        return _cite(ask, asked[0])
    return Answer(blocks=tuple(b for words in asked[:_MOST] for b in _cite(ask, words).blocks))


def _cite(ask: Ask, words: str) -> Answer:
    corpus = ask.snapshot.corpus
    _, number = source_command.parse(words)
    found = source_command.search(ask.snapshot, words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, words)
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
        "Publisher, authors, title, date and paragraph in one line: /cite A3 7, or several at "
        "once: /cite A3 7; bell 2. What we have summed up is cited as our summary."
    ),
    examples=(Example(line="/cite bell 2", expects=("¶2", "The Bell", "summary")),),
    answer=answer,
)
