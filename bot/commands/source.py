"""/source: the articles, one article, one passage with its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.contract import Action, Answer, Ask, Button, Command, Example, Menu, PersonError, Text
from bot.links import share_passage
from bot.locale import Number, t, tn
from bot.render.differences import concerning, difference_line
from bot.render.facts import article_line, as_of, not_found, section, whole
from bot.render.pages import in_rows
from bot.render.rich import Piece, Rich, bold, italic, quoted, rich
from storage.models import (
    Article,
    ArticleKind,
    Citation,
    Corpus,
    Difference,
    Passage,
    PassageKind,
)
from storage.search import Found, Verdict
from storage.snapshot import Snapshot

_PASSAGE = re.compile(r"^(?P<article>.*?)[\s,:]*¶?\s*(?P<number>(?:(?<=\s)-)?\d+)$")
_ID = re.compile(r"^a\d+$", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+$")
_NEIGHBOUR = 300
_BUTTONS = 20
_OFFERED = 5
_LISTED = 100  # a list of more is not read to its end
_LABEL = 24


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the articles; a passage's number is none of the words."""
    article, _ = parse(words)
    return snapshot.index.find_article(article)


def answer(ask: Ask) -> Answer:
    """List the articles, or show one, or open one of its passages."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return _list(ask)
    _, number = parse(ask.words)
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING and _ID.match(parse(ask.words)[0]):
        return _gone(ask)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    articles = [corpus.article_by_id[m.id] for m in found.matches[:_OFFERED]]
    if found.verdict is Verdict.AMBIGUOUS:
        return Answer(
            blocks=(rich(t("Which article do you mean?")), *map(article_line, articles)),
            choices=tuple((_open(a, number),) for a in articles),
        )
    if number is None:
        return _card(ask, articles[0])
    return _passage(ask, articles[0], number)


def parse(words: str) -> tuple[str, int | None]:
    """Split “bell 7”, “A3 ¶7”, “[The Bell ¶7]” into an article and a passage number."""
    words = words.strip("[] ")
    if _NUMBER.match(words):  # “/source 1” can only mean A1
        return f"A{words}", None
    match = _PASSAGE.match(words)
    if match is None or not match["article"] or _ID.match(words):
        return words, None
    return match["article"].strip(" [,:"), int(match["number"])


def _gone(ask: Ask) -> Answer:
    """Say of an id, which an older button may have, that no article has it now."""
    gone = t(
        "There is no article {id} in the corpus now; it may have been removed.",
        id=parse(ask.words)[0].upper(),
    )
    every = Button(t("All articles"), Action(command="source"))
    blocks = (rich(bold(gone)), as_of(ask.snapshot.corpus))
    return Answer(blocks=blocks, choices=((every,),), found=False)


def _list(ask: Ask) -> Answer:
    """List the articles, the first of very many."""
    corpus = ask.snapshot.corpus
    count, listed = len(corpus.articles), corpus.articles[:_LISTED]
    lines = [article_line(article) for article in listed]
    if len(listed) < count:
        more = tn("and {count} more", "and {count} more", count - len(listed))
        lines.append(rich(italic(more), "\n", t("Type /source and a title, publisher or file.")))
    return Answer(
        blocks=(
            rich(bold(tn("{count} article", "{count} articles", count))),
            *lines,
            as_of(corpus),
        ),
        choices=in_rows([_open(article) for article in listed[:_BUTTONS]], 2),
    )


def _card(ask: Ask, article: Article) -> Answer:
    corpus = ask.snapshot.corpus
    lines: list[Rich | Piece | Text | str] = [article_line(article)]
    if article.authors:
        lines += ["\n", t("By {names}", names=", ".join(article.authors))]
    if article.kind is ArticleKind.DIGEST:
        lines += ["\n", t("A summary of ours: quotations are exact, the rest is in our words.")]
    if article.url:
        lines += ["\n", t("Original:"), " ", article.url]
    lines += [
        "\n",
        t(
            "Passages: {passages}. Quotations: {quotes}. Dated expressions: {events}. "
            "/source {id} 1 opens the first passage.",
            passages=Number(len(article.passages)),
            quotes=Number(len(corpus.quotes_by_article.get(article.id, ()))),
            events=Number(len(corpus.events_by_article.get(article.id, ()))),
            id=article.id,
        ),
    ]
    first = next(article.readable(), None)
    blocks = [rich(*lines)]
    if first is not None:
        blocks.append(rich(first.text, " ", whole(corpus, article, first)))
    differ = corpus.differences_by_article.get(article.id, ())
    blocks += section(t("Where other articles differ"), _differing(corpus, differ))
    return Answer(blocks=(*blocks, as_of(corpus)))


def _differing(corpus: Corpus, differences: Iterable[Difference]) -> list[Rich]:
    return [rich(*difference_line(corpus, difference)) for difference in differences]


def _passage(ask: Ask, article: Article, number: int) -> Answer:
    """Open exactly the cited passage, between the nearest readable ones around it."""
    corpus = ask.snapshot.corpus
    passage = passage_of(corpus, article, number)
    before = _neighbour(article, number, -1)
    after = _neighbour(article, number, +1)
    blocks = [article_line(article)]
    if before is not None:
        blocks.append(rich(italic(f"¶{before.number} "), _short(before.text, tail=True)))
    blocks.append(_opened(passage))
    place = Citation(article.id, number, 0, len(passage.text))
    blocks += _differing(corpus, concerning(corpus, [place]))
    if after is not None:
        blocks.append(rich(italic(f"¶{after.number} "), _short(after.text)))
    if passage.original:
        numbers = ", ".join(f"¶{n}" for n in passage.original)
        blocks.append(rich(italic(t("Sums up {numbers} of the original.", numbers=numbers))))
    if article.url:
        blocks.append(rich(t("Original:"), " ", article.url))
    turn = tuple(
        Button(
            label,
            Action(command="source", words=f"{article.id} {to.number}", edit=True),
        )
        for to, label in (
            (before, f"‹ ¶{before.number}" if before else ""),
            (after, f"¶{after.number} ›" if after else ""),
        )
        if to is not None
    )
    return Answer(
        blocks=tuple(blocks),
        choices=((*turn, *share_passage(article.id, number)),),
        opens=place,
    )


def passage_of(corpus: Corpus, article: Article, number: int) -> Passage:
    """Give a passage of an article; raises PersonError where it has no such one."""
    passage = article.passage(number)
    if passage is None:
        raise PersonError(
            t(
                "{article} has passages 1 to {last}; there is no ¶{number}.",
                article=corpus.labels[article.id],
                last=len(article.passages),
                number=number,
            )
        )
    return passage


def _opened(passage: Passage) -> Rich:
    kind = {
        PassageKind.CAPTION: t("caption"),
        PassageKind.HEADING: t("heading"),
        PassageKind.BOILERPLATE: t("not part of the article's text"),
    }.get(passage.kind)
    mark: list[Piece | Text | str] = [bold(f"¶{passage.number}")]
    if kind is not None:
        mark += [" · ", italic(kind)]
    return rich(*mark, "\n", quoted(passage.text or t("(nothing readable)")))


def _neighbour(article: Article, number: int, step: int) -> Passage | None:
    passage = article.passage(number + step)
    while passage is not None and not passage.text:
        passage = article.passage(passage.number + step)
    return passage


def _short(text: str, *, tail: bool = False) -> str:
    if len(text) <= _NEIGHBOUR:
        return text
    if tail:
        return "… " + text[-_NEIGHBOUR:].split(" ", 1)[-1]
    return text[:_NEIGHBOUR].rsplit(" ", 1)[0] + " …"


def _open(article: Article, number: int | None = None) -> Button:
    words = article.id if number is None else f"{article.id} {number}"
    return Button(f"{article.id} {_title(article)}", Action(command="source", words=words))


def _title(article: Article) -> str:
    name = article.publisher_short or article.publisher or article.title
    return name if len(name) <= _LABEL else name[: _LABEL - 1].rsplit(" ", 1)[0] + "…"


COMMAND = Command(
    name="source",
    summary=t("the articles, or a passage with its neighbours"),
    usage="[X [¶]]",
    detail=t(
        "X is an id (A3), a publisher or words of the title; the number is the passage: "
        "/source A3 7, /source bell ¶7. Alone it lists the articles."
    ),
    examples=(
        Example(line="/source", expects=("A1", "The Bell")),
        Example(line="/source bell 2", expects=("¶2",)),
    ),
    answer=answer,
    search=search,
    menu=frozenset({Menu.MEMBERS}),
)
