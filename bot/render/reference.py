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
    parts: list[Text | str] = [article.publisher or t("publisher not stated")]
    if article.authors:
        parts.append(_authors(article))
    parts += [t("“{title}”", title=article.title), article_date(article)]
    if article.kind is ArticleKind.DIGEST:
        source = listed(parts)
        return t("our summary, ¶{number}, of: {source}", number=citation.passage, source=source)
    return listed([*parts, f"¶{citation.passage}"])


def _authors(article: Article) -> Text | str:
    names = ", ".join(article.authors[:_AUTHORS])
    return t("{names} and others", names=names) if len(article.authors) > _AUTHORS else names
