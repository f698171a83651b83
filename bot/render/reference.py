"""Citations in full, for readers who have only the words: publisher, authors, title, date, ¶.

A digest is cited as what it is: our summary of the article.
"""

from __future__ import annotations

from bot.contract import Text
from bot.locale import listed, t
from bot.render.facts import article_date
from storage.models import Article, ArticleKind, Citation, Corpus

_AUTHORS = 3  # named in full; more are counted as others


def reference(corpus: Corpus, citation: Citation) -> Text:
    """Cite a passage in full: whose words these are, of when, and where they stand."""
    article = corpus.article_by_id[citation.article]
    number = citation.passage
    if article.kind is ArticleKind.DIGEST:
        return t(
            "Newsdesk’s summary, ¶{number}, of: {source}", number=number, source=_told(article)
        )
    return t("{source}, ¶{number}", number=number, source=_told(article))


def source(article: Article) -> Text:
    """Cite an article in full."""
    if article.kind is ArticleKind.DIGEST:
        return t("Newsdesk’s summary of: {source}", source=_told(article))
    return _told(article)


def _told(article: Article) -> Text:
    parts: list[Text | str] = [article.publisher or t("publisher not stated")]
    if article.authors:
        parts.append(_authors(article))
    return listed([*parts, t("“{title}”", title=article.title), article_date(article)])


def _authors(article: Article) -> Text | str:
    names = ", ".join(article.authors[:_AUTHORS])
    return t("{names} and others", names=names) if len(article.authors) > _AUTHORS else names
