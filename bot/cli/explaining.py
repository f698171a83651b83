"""`explain`: everything that was extracted from one passage, and by which rule."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.cli.corpus import snapshot_of
from bot.cli.settings import seeds_of
from bot.config import Settings
from bot.contract import Answer, PersonError, Text
from bot.locale import Translator, t, tn
from bot.render.facts import KINDS, date_words
from bot.render.report import DATE_DOUBTS, publication
from bot.render.rich import Rich, bold, join, rich
from bot.render.terminal import plain
from storage.citing import articles_called
from storage.corrections import FILE, OVERLAY, Correction, read_corrections
from storage.models import (
    Article,
    Basis,
    Citation,
    Corpus,
    Event,
    EventKind,
    Passage,
    PassageKind,
    Precision,
    Quote,
    QuoteKind,
    Statement,
)
from storage.overlay import read_overlay
from storage.report import date_doubt
from storage.search import Verdict
from storage.snapshot import Snapshot

_MOST_LISTED = 20
_MANY_CHANGES = 12

_LINES = {
    PassageKind.TEXT: t("text"),
    PassageKind.CAPTION: t("caption"),
    PassageKind.HEADING: t("heading"),
    PassageKind.BOILERPLATE: t("not part of the article's text"),
}
_QUOTES = {QuoteKind.FULL: t("whole utterance"), QuoteKind.FRAGMENT: t("fragment")}
_EVENTS = {
    EventKind.EVENT: t("event"),
    EventKind.STATE: t("state"),
    EventKind.COMPARISON: t("comparison"),
}
_BASES = {
    Basis.STATED: t("stated in full"),
    Basis.RELATIVE: t("relative to publication"),
    Basis.INFERRED: t("inferred from what is around it"),
    Basis.CORRECTED: t("corrected"),
}
_PRECISIONS = {
    Precision.DAY: t("to the day"),
    Precision.WEEK: t("to the week"),
    Precision.WEEKEND: t("to the weekend"),
    Precision.MONTH: t("to the month"),
    Precision.SEASON: t("to the season"),
    Precision.YEAR: t("to the year"),
    Precision.DECADE: t("to the decade"),
    Precision.RANGE: t("a range"),
}


async def explain(settings: Settings, name: str, paragraph: str) -> int:
    """Print a passage and what was extracted from it; PersonError where there is none such."""
    snapshot = await snapshot_of(settings)
    corpus = snapshot.corpus
    article = _article(snapshot, name)
    passage = _passage(article, paragraph)
    entries = (
        *read_corrections(seeds_of(settings) / FILE),
        *read_corrections(read_overlay(settings.data_dir), OVERLAY),
    )
    blocks = (*explained(corpus, article, passage), *_corrected(corpus, article, passage, entries))
    sys.stdout.write(plain(Answer(blocks=blocks), Translator()) + "\n")
    return 0


def _article(snapshot: Snapshot, name: str) -> Article:
    by_id = snapshot.corpus.article_by_id
    name = name.strip("[] ")
    ids = articles_called(name, by_id)
    if not ids:
        found = snapshot.index.find_article(name)
        ids = tuple(m.id for m in found.matches) if found.verdict is not Verdict.NOTHING else ()
    if len(ids) == 1:
        return by_id[ids[0]]
    listed = [f"{by_id[id_].id} {by_id[id_].file}" for id_ in ids or by_id]
    names = ", ".join(listed[:_MOST_LISTED]) + (", …" if len(listed) > _MOST_LISTED else "")
    if ids:
        raise PersonError(
            t("“{name}” may be any of {names}; write the id.", name=name, names=names)
        )
    raise PersonError(
        t("There is no article “{name}”. There are: {names}.", name=name, names=names)
    )


def _passage(article: Article, paragraph: str) -> Passage:
    number = paragraph.strip("¶[] ")
    passage = article.passage(int(number)) if number.isdecimal() else None
    if passage is None:
        raise PersonError(
            t(
                "{article} has the paragraphs 1 to {last}; there is no ¶{number}.",
                article=f"{article.id} {article.file}",
                last=len(article.passages),
                number=number,
            )
        )
    return passage


def explained(corpus: Corpus, article: Article, passage: Passage) -> tuple[Rich, ...]:
    """Tell what was made of a passage, block by block; what there is none of is said, too."""
    here = (article.id, passage.number)
    quotes = [q for q in corpus.quotes if _at(q.citation) == here]
    statements = [s for s in corpus.statements if _at(s.citation) == here]
    events = [e for e in corpus.events if _at(e.citation) == here]
    return (
        rich(bold(f"{article.id} {article.title}"), f" ({article.file})\n", publication(article)),
        _shown(passage),
        _list(t("Quotations"), (_quote(corpus, quote) for quote in quotes)),
        _list(t("Paraphrases"), (_statement(corpus, statement) for statement in statements)),
        _list(t("Dates"), (_event(corpus, event) for event in events)),
        _list(t("Names"), _names(corpus, here)),
        *_left_out(corpus, here),
    )


def _at(citation: Citation) -> tuple[str, int]:
    return citation.article, citation.passage


def _shown(passage: Passage) -> Rich:
    head = rich(bold(f"¶{passage.number}"), " · ", _LINES[passage.kind])
    text = passage.text or t("(dropped by cleaning)")
    changes = list(_changes(passage))
    shown = [rich("  • ", change) for change in changes[:_MANY_CHANGES]]
    if len(changes) > _MANY_CHANGES:
        more = len(changes) - _MANY_CHANGES
        shown.append(rich("  ", tn("and {count} more", "and {count} more", more)))
    cleaning = rich(t("Cleaning changed:") if changes else t("Cleaning changed nothing."))
    return join((head, rich(text), cleaning, *shown))


def _changes(passage: Passage) -> Iterator[Text]:
    """Say what cleaning took out of the line, and what it shows in place of what."""
    source = passage.source
    if not passage.text:
        if source.strip():
            yield t("taken out: “{words}”", words=source)
        return
    if passage.text == source:
        return
    done = 0
    for run in passage.offsets.runs:
        if run.source > done:
            yield t("taken out: “{words}”", words=_visible(source[done : run.source]))
        before = source[run.source : run.source + run.source_length]
        after = passage.text[run.cleaned : run.cleaned + run.length]
        if before != after:
            yield t("“{before}” is shown as “{after}”", before=_visible(before), after=after)
        done = run.source + run.source_length
    if done < len(source):
        yield t("taken out: “{words}”", words=_visible(source[done:]))


def _visible(text: str) -> str:
    """Show what cannot be seen by its code point."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)


def _list(title: Text, items: Iterable[Rich]) -> Rich:
    found = list(items)
    if not found:
        return rich(bold(title), ": ", t("none"))
    return join((rich(bold(title)), *(rich("• ", item) for item in found)))


def _quote(corpus: Corpus, quote: Quote) -> Rich:
    lines = [
        rich(f"“{quote.text}”"),
        *_speaker(corpus, quote),
        rich(_QUOTES[quote.kind], "; ", t("utterance {turn}", turn=quote.turn)),
    ]
    if quote.attribution:
        lines.append(rich(t("attributed by “{words}”", words=quote.attribution)))
    if quote.lead:
        lines.append(rich(t("led to by “{words}”", words=quote.lead)))
    return _indented(lines)


def _statement(corpus: Corpus, statement: Statement) -> Rich:
    lines = [rich(statement.text), *_speaker(corpus, statement)]
    lines.append(rich(t("word of speech “{verb}”", verb=statement.verb)))
    if statement.hedge:
        lines.append(rich(t("qualified by “{words}”", words=statement.hedge)))
    return _indented(lines)


def _speaker(corpus: Corpus, said: Quote | Statement) -> Iterator[Rich]:
    if said.speaker is None:
        yield rich(t("speaker not clear from the text"))
    else:
        name = corpus.actor_by_id[said.speaker].name
        role = f", {said.role}" if said.role else ""
        yield rich(t("speaker {name}", name=f"{name} ({said.speaker}){role}"))
    yield rich(t("rule “{rule}”, {confidence}", rule=said.method, confidence=said.confidence))
    if said.said is not None:
        yield rich(t("said {when}", when=said.said))


def _event(corpus: Corpus, event: Event) -> Rich:
    how = [_EVENTS[event.kind], _BASES[event.basis], _PRECISIONS[event.when.precision]]
    if event.reference is not None:
        how.append(t("reckoned from {day}", day=event.reference.isoformat()))
    known = t(
        "rule “{rule}”, confidence {confidence}, significance {significance}",
        rule=event.method,
        confidence=event.confidence,
        significance=event.significance,
    )
    if event.ahead:
        how.append(t("still to come"))
    lines = [
        rich(f"“{event.expression}”: ", date_words(event.when)),
        join((rich(one) for one in how), "; "),
        rich(known),
    ]
    doubt = date_doubt(corpus, event)
    if doubt is not None:
        lines.append(rich(DATE_DOUBTS[doubt]))
    if event.actors:
        names = ", ".join(corpus.actor_by_id[id_].name for id_ in event.actors)
        lines.append(rich(t("with {names}", names=names)))
    also = [e.citation for e in corpus.events if e.cluster == event.cluster and e.id != event.id]
    if event.cluster and also:
        places = ", ".join(f"{c.article} {c.passage}" for c in dict.fromkeys(also))
        lines.append(rich(t("the same happening: {places}", places=places)))
    return _indented(lines)


def _names(corpus: Corpus, here: tuple[str, int]) -> Iterator[Rich]:
    """List who is named, in the order of the text, with the roles that the passage gives."""
    mentions = sorted(
        (mention.citation.start, actor.id, mention.surface)
        for actor in corpus.actors
        for mention in actor.mentions
        if _at(mention.citation) == here
    )
    named = Counter((id_, surface) for _, id_, surface in mentions)
    told: set[str] = set()
    for (id_, surface), times in named.items():
        actor = corpus.actor_by_id[id_]
        often = f" ×{times}" if times > 1 else ""
        lines = [rich(f"“{surface}”{often}: {actor.name} ({id_}), ", KINDS[actor.kind])]
        if actor.byline:
            lines[0] += rich(", ", t("byline"))
        roles = [role.text for role in actor.roles if _at(role.citation) == here]
        if roles and id_ not in told:
            lines.append(rich(t("role: {roles}", roles="; ".join(roles))))
        told.add(id_)
        yield _indented(lines)


def _indented(lines: Iterable[Rich]) -> Rich:
    return join(lines, "\n  ")


def _left_out(corpus: Corpus, here: tuple[str, int]) -> Iterator[Rich]:
    where = f"{here[0]} ¶{here[1]}"
    reasons = [rich(r.reason) for r in corpus.rejected if r.where == where]
    if reasons:
        yield _list(t("Left out"), reasons)


def _corrected(
    corpus: Corpus, article: Article, passage: Passage, entries: Iterable[Correction]
) -> Iterator[Rich]:
    """List the corrections of a passage with what became of them."""
    became = {result.where: result for result in corpus.corrections}
    lines = []
    for entry in entries:
        mine = articles_called(entry.article, corpus.article_by_id) == (article.id,)
        if mine and entry.paragraph in {None, passage.number}:
            result = became.get(entry.where)
            lines.append(rich(entry.where, ": ", entry.in_short()))
            if result is not None and result.reason:
                lines[-1] += rich(": ", result.reason)
    if lines:
        yield _list(t("Corrections"), lines)
