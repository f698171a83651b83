"""/export: quotes, a timeline or an actor as a file, each line with its source in full."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.commands import actor as actor_command
from bot.commands import timeline as timeline_command
from bot.commands.quote import SAID, only_near, without_excluded
from bot.contract import (
    Action,
    Answer,
    Ask,
    Button,
    Command,
    Document,
    PersonError,
    Talk,
    Text,
)
from bot.exporting import Wish, read_wish
from bot.locale import Number, Translator, t
from bot.render.dossier import dossier
from bot.render.events import told_first
from bot.render.facts import as_of, not_found
from bot.render.rich import Rich, bold, code, italic, join, rich
from storage.excerpt import Excerpt, excerpt_csv, excerpt_json
from storage.models import Actor, Corpus
from storage.search import Kind, Verdict
from storage.text.folding import romanise

COMMAND = Command(
    name="export",
    summary=t("quotes, a timeline or an actor as a file, with full citations"),
    usage=t("quotes|timeline|actor [WORDS] [md|csv|json]"),
    detail=t(
        "A file to keep: /export quotes embassy, /export timeline kabulov 2021 csv, /export actor "
        "Lavrov json. md is for reading, csv for a spreadsheet, json for programs; each line has "
        "publisher, author, title, date and paragraph."
    ),
)
MOST: Final = 1_000  # facts of a kind in a file
_TITLES: Final[Mapping[str, Text]] = {
    "quotes": t("Quotes"),
    "timeline": t("Timeline"),
    "actor": t("Actor"),
}
_OFFERED = 5  # actors that a name may mean
_NAME = 40  # characters of the words in a file's name


async def export(ask: Ask, talk: Talk) -> Answer | None:
    """Hand over a file, or tell what is missing."""
    wish = read_wish(ask.words)
    if wish is None:
        return _usage()
    chosen = choose(ask, wish)
    if isinstance(chosen, Answer):
        return chosen
    corpus = ask.snapshot.corpus

    def make(translator: Translator) -> Document:
        return Document(file_name(wish, corpus), _content(corpus, chosen, wish, translator))

    await talk.hand_over(make, _caption(corpus, chosen, wish))
    return None


def choose(ask: Ask, wish: Wish) -> Excerpt | Answer:
    """Choose what goes into the file; an answer where nothing does, or it is not clear what."""
    asked = replace(ask, words=wish.words)
    choosers: Mapping[str, Callable[[Ask, Wish], Excerpt | Answer]] = {
        "quotes": _quotes,
        "timeline": _timeline,
        "actor": _actor,
    }
    return choosers[wish.kind](asked, wish)


def _quotes(ask: Ask, wish: Wish) -> Excerpt | Answer:
    corpus = ask.snapshot.corpus
    if not wish.words:
        cut = max(len(corpus.quotes), len(corpus.statements)) > MOST
        said = corpus.statements[:MOST]
        return Excerpt(asked=wish.line, quotes=corpus.quotes[:MOST], statements=said, cut=cut)
    found = ask.snapshot.index.find(wish.words, SAID, limit=MOST + 1)
    found = without_excluded(corpus, found)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, wish.words)
    fit = [m for m in found.matches if not only_near(m)] or found.matches
    return Excerpt(
        asked=wish.line,
        quotes=[corpus.quote_by_id[m.id] for m in fit[:MOST] if m.kind is Kind.QUOTE],
        statements=[corpus.statement_by_id[m.id] for m in fit[:MOST] if m.kind is Kind.STATEMENT],
        cut=len(found.matches) > MOST,
    )


def _timeline(ask: Ask, wish: Wish) -> Excerpt | Answer:
    corpus = ask.snapshot.corpus
    query = ask.snapshot.index.parse(wish.words)
    if not (query.words or query.phrases or query.filters or query.excluded):
        places = corpus.chronology.falling(query.period)
        events, chosen = told_first(corpus, places, happenings=MOST)
        if not events:
            return timeline_command.answer(ask)
        return Excerpt(asked=wish.line, events=events, cut=chosen.happenings > MOST)
    found = timeline_command.search(ask.snapshot, wish.words)
    if found.verdict is Verdict.NOTHING:
        return timeline_command.answer(ask)
    events = [corpus.event_by_id[match.id] for match in found.matches]
    return Excerpt(asked=wish.line, events=events, cut=len(events) >= timeline_command.FOUND)


def _actor(ask: Ask, wish: Wish) -> Excerpt | Answer:
    if not wish.words:
        raise PersonError(t("Add a name: /export actor Lavrov."))
    found = actor_command.search(ask.snapshot, wish.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, wish.words)
    actors = [ask.snapshot.corpus.actor_by_id[match.id] for match in found.matches[:_OFFERED]]
    if found.verdict is Verdict.AMBIGUOUS:
        return Answer(
            blocks=(rich(t("Which one do you mean?")),),
            choices=tuple((_instead(actor, wish),) for actor in actors),
        )
    return of_actor(ask.snapshot.corpus, actors[0], wish.line)


def _instead(actor: Actor, wish: Wish) -> Button:
    line = replace(wish, words=actor.name).line
    return Button(actor.name, Action(command="export", words=line))


def of_actor(corpus: Corpus, actor: Actor, asked: str) -> Excerpt:
    """Choose all about one actor: roles, words, events."""
    quotes = corpus.quotes_by_speaker.get(actor.id, ())
    said = corpus.statements_by_speaker.get(actor.id, ())
    dated = corpus.chronology.of_actor(actor.id)
    events, chosen = told_first(corpus, dated, happenings=MOST)
    return Excerpt(
        asked=asked,
        actor=replace(actor, roles=actor.roles[:MOST], mentions=actor.mentions[:MOST]),
        quotes=quotes[:MOST],
        statements=said[:MOST],
        events=events,
        cut=max(len(actor.roles), len(quotes), len(said), chosen.happenings) > MOST,
    )


def _content(corpus: Corpus, excerpt: Excerpt, wish: Wish, translator: Translator) -> bytes:
    if wish.form == "json":
        return excerpt_json(corpus, excerpt).encode()
    if wish.form == "csv":
        # The mark at the beginning tells a spreadsheet that this is UTF-8.
        return excerpt_csv(corpus, excerpt).encode("utf-8-sig")
    return dossier(corpus, excerpt, _title(wish), translator).encode()


def _title(wish: Wish) -> Text:
    kind = _TITLES[wish.kind]
    return t("{kind}: {words}", kind=kind, words=wish.words) if wish.words else kind


def file_name(wish: Wish, corpus: Corpus) -> str:
    """Name a file in plain ASCII: what is in it, of which version of the corpus."""
    words = re.sub(r"[^a-z0-9]+", "-", romanise(wish.words).lower())[:_NAME].strip("-")
    parts = ("newsdesk", wish.kind, words, corpus.version[:8])
    return f"{'-'.join(filter(None, parts))}.{wish.form}"


def _caption(corpus: Corpus, excerpt: Excerpt, wish: Wish) -> Rich:
    counts: Sequence[tuple[Text, int]] = (
        (t("quotations"), len(excerpt.quotes)),
        (t("paraphrases"), len(excerpt.statements)),
        (t("dated events"), len(excerpt.events)),
    )
    lines = [rich(bold(_title(replace(wish, words=wish.words[:200]))))]
    lines += [
        rich("• ", t("{what}: {count}", what=what, count=Number(count)))
        for what, count in counts
        if count
    ]
    if excerpt.cut:
        lines.append(rich(italic(t("These fit best; there are more."))))
    return join((*lines, as_of(corpus)))


def _usage() -> Answer:
    examples = ("/export quotes embassy", "/export timeline 2021 csv", "/export actor Lavrov json")
    return Answer(
        blocks=(
            rich(t("What shall be in the file? Quotes, a timeline or an actor:")),
            join(rich(code(line)) for line in examples),
            rich(t("md is for reading, csv for a spreadsheet, json for programs.")),
        ),
        choices=(
            (
                Button(t("All quotes"), Action(command="export", words="quotes md")),
                Button(t("Whole timeline"), Action(command="export", words="timeline md")),
            ),
        ),
    )
