"""/search: the passages that speak of something."""

from __future__ import annotations

from bot.contract import EVERY_MENU, Answer, Ask, Command, Example, Menu
from bot.locale import t, tn
from bot.render.differences import with_differences
from bot.render.facts import as_of, not_found
from bot.render.meant import meant, why
from bot.render.passages import passage_blocks
from bot.render.rich import bold, rich
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
        return not_found(ask.snapshot, found, ask.shown)
    blocks = with_differences(corpus, passage_blocks(corpus, found.matches))
    count = len(blocks)
    head = rich(bold(tn("{count} passage", "{count} passages", count)))
    unsure, choices = meant(found, "search")
    return Answer(
        blocks=(head, *why(found, ask.shown), *unsure, *blocks, as_of(corpus)),
        choices=tuple(choices),
    )


COMMAND = Command(
    name="search",
    summary=t("passages that speak of something"),
    usage=t("WORDS"),
    detail=t(
        "Typos and Cyrillic are understood. To be more exact, in any search:\n"
        'from:lavrov, from:"foreign ministry" – who speaks or acts, or is named\n'
        "in:A4, in:bell, in:mt – an article, by id, publisher, initials or file; a publisher’s "
        "name among other words does the same where that answers them better\n"
        "2021, aug 2021, before 2015, after 2016, since August – when\n"
        '"law and order" – exactly these words, also “…” and «…»\n'
        "-iran – without this word; -in:A4, not in:A4, without the bell – without these "
        "articles\n"
        "Questions work too: what did lavrov say about terrorism? что произошло в августе?"
    ),
    examples=(
        Example(line="/search drug trafficking", expects=("¶",)),
        Example(line="/search from:lavrov terrorism", expects=("¶",)),
        Example(line="/search border in:bell -iran", expects=("The Bell ¶",)),
    ),
    answer=answer,
    search=search,
    menu=EVERY_MENU - {Menu.ADMINS},
)
