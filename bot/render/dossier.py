"""A selection of the corpus as a document to read: Markdown, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from bot.contract import Text
from bot.locale import Translator, t
from bot.render.events import event_block, tellings
from bot.render.facts import (
    actor_title,
    as_of,
    paraphrases,
    quote_blocks,
    role_line,
    statement_block,
)
from bot.render.flat import flatten
from bot.render.markdown import escaped, markdown
from bot.render.reference import source
from bot.render.rich import Rich, bold, italic, join, rich
from storage.excerpt import Excerpt
from storage.models import Corpus, EventKind


def dossier(corpus: Corpus, excerpt: Excerpt, title: Text, translator: Translator) -> str:
    """Write an excerpt: what was asked, the facts as answers tell them, the sources in full."""
    parts = [f"# {escaped(translator.render(title))}\n"]
    for heading, blocks in _sections(corpus, excerpt):
        if blocks:
            parts.append(f"## {escaped(translator.render(heading))}\n")
            parts.append(markdown(flatten(block, translator) for block in blocks))
    return "\n".join(parts)


def _sections(corpus: Corpus, excerpt: Excerpt) -> Iterator[tuple[Text, list[Rich]]]:
    actor = excerpt.actor
    about = [as_of(corpus)]
    if excerpt.cut:
        about.append(rich(italic(t("These fit best; there are more."))))
    yield t("What this is"), about
    if actor is not None:
        called = corpus.roles_by_actor.get(actor.id, ())[: len(actor.roles)]
        roles = [role_line(corpus, role) for role in called]
        yield t("As the articles say, at their time"), [actor_title(actor), *_list(roles)]
    yield t("Exact words"), quote_blocks(corpus, excerpt.quotes)
    said = paraphrases(excerpt.statements, excerpt.quotes)
    yield t("Paraphrased"), [statement_block(corpus, statement) for statement in said]
    events = (event for event in excerpt.events if event.kind is not EventKind.COMPARISON)
    told = sorted(tellings(events), key=lambda group: (group[0].when, group[0].id))
    yield t("Dated"), [event_block(corpus, group) for group in told]
    articles = dict.fromkeys(citation.article for citation in excerpt.citations)
    yield (
        t("Sources"),
        _list(
            [
                rich("• ", bold(corpus.labels[id_]), ": ", source(corpus.article_by_id[id_]))
                + (f" {url}" if (url := corpus.article_by_id[id_].url) else "")
                for id_ in articles
            ]
        ),
    )


def _list(lines: list[Rich]) -> list[Rich]:
    return [join(lines)] if lines else []
