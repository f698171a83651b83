"""/search: the passages that speak of something."""

from __future__ import annotations

from bot.contract import Answer, Ask, Command, Example
from bot.locale import t, tn
from bot.render.facts import as_of, not_found, passage_blocks, reason_words
from bot.render.rich import bold, italic, rich
from storage.search import Found, Kind, Verdict
from storage.snapshot import Snapshot

_MOST = 20


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the passages."""
    return snapshot.index.find(words, {Kind.PASSAGE}, limit=_MOST)


def answer(ask: Ask) -> Answer:
    """List the passages that match, best first."""
    corpus = ask.snapshot.corpus
    if not ask.words:
        return Answer(blocks=(rich(t("Type /search and words.")), as_of(corpus)))
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    blocks = passage_blocks(corpus, (match.id for match in found.matches))
    count = len(blocks)
    head = rich(bold(tn("{count} passage", "{count} passages", count)))
    reason = reason_words(found.matches[0])
    if reason is not None:
        head = head + rich(" · ", italic(reason))
    return Answer(blocks=(head, *blocks, as_of(corpus)))


COMMAND = Command(
    name="search",
    summary=t("passages that speak of something"),
    usage="WORDS",
    detail=t(
        "Typos and Cyrillic are understood. Words in quotation marks are looked for exactly, "
        "-word leaves passages with it out: /search border -iran."
    ),
    examples=(Example(line="/search drug trafficking", expects=("¶",)),),
    answer=answer,
    search=search,
)
