"""/remove and /undo: an admin takes an added article away, or the last such deed back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.articles import Articles, Report
from bot.commands import source
from bot.commands.add import mended, owner_of
from bot.commands.reload import report, while_told
from bot.contract import Action, Answer, Ask, Audience, Button, Command, PersonError, Talk
from bot.locale import t
from bot.render.facts import article_line
from bot.render.rich import Rich, bold, join, rich
from storage.additions import Deed
from storage.articles.files import ADDED
from storage.models import Article, Corpus
from storage.search import Verdict
from storage.state.audit import Audit

YES = "yes"
_OFFERED = 10
_ADDED = f"{ADDED}/"

REMOVE = Command(
    name="remove",
    summary=t("remove an added article"),
    usage=t("ARTICLE"),
    detail=t(
        "Removes an article that was added by /add, after asking; its file is kept aside. Those "
        "of the folder of articles are taken away there."
    ),
    audience=Audience.ADMINS,
)
UNDO = Command(
    name="undo",
    summary=t("take the last addition or removal back"),
    detail=t("Shows what was added or removed last, and takes it back; again for the one before."),
    audience=Audience.ADMINS,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes the added articles, and tells how that went; `then` is done with a new corpus."""

    archive: Articles
    audit: Audit
    clock: Callable[[], datetime]
    then: Callable[[], Awaitable[None]]

    async def removed(self, ask: Ask, talk: Talk, article: Article) -> None:
        """Remove an article, telling how far it is."""

        async def remove(progress: Report) -> Answer:
            found = await self.archive.remove(article.id, progress=progress)
            await self._note(ask, "remove article", f"{article.file} {article.title}")
            return report(found)

        await while_told(talk, self.clock, remove)
        await self.then()

    async def undone(self, ask: Ask, talk: Talk, deed: Deed) -> None:
        """Take a deed back, telling how far it is."""

        async def undo(progress: Report) -> Answer:
            found = await self.archive.undo(deed, progress=progress)
            what = "undo adding" if deed.added else "undo removing"
            await self._note(ask, what, f"{_ADDED}{deed.name} {deed.title}")
            return report(found)

        await while_told(talk, self.clock, undo)
        await self.then()

    async def _note(self, ask: Ask, what: str, detail: str) -> None:
        await self.audit.note(ask.place.chat, ask.place.user, what, detail)
        log.info("user %s: %s %s", ask.place.user, what, detail)


@dataclass(frozen=True, slots=True)
class Remove:
    """Removes an added article once that is confirmed."""

    changes: Changes

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Ask whether an article is to go, or let it go."""
        owner_of(ask)
        corpus = ask.snapshot.corpus
        deed, _, id_ = ask.words.partition(" ")
        if ask.pressed and deed == YES:
            article = corpus.article_by_id.get(id_)
            if article is None:
                raise PersonError(t("There is no article {id} any more.", id=id_))
            await self.changes.removed(ask, talk, article)
            return None
        if not ask.words:
            return _listed(corpus)
        found = source.search(ask.snapshot, ask.words)
        articles = [corpus.article_by_id[match.id] for match in found.matches[:_OFFERED]]
        if found.verdict is Verdict.NOTHING or not articles:
            raise PersonError(
                t("No article is called “{words}”. /source lists all.", words=ask.words)
            )
        if found.verdict is Verdict.AMBIGUOUS:
            return _offered(rich(bold(t("Which article do you mean?"))), articles)
        return _confirm(articles[0])


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes the last addition or removal back, after it was shown."""

    changes: Changes

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Show the last deed, or take it back."""
        owner_of(ask)
        with mended():
            deed = await self.changes.archive.undoable()
            if deed is None:
                raise PersonError(t("Nothing was added or removed that I could take back."))
            if ask.pressed and ask.words == f"{YES} {_named(deed)}":
                await self.changes.undone(ask, talk, deed)
                return None
        return _last(deed)


def _named(deed: Deed) -> str:
    return f"{'added' if deed.added else 'removed'} {deed.name}"


def _last(deed: Deed) -> Answer:
    was = (
        t("Added last: “{title}”. Taking that back removes it.", title=deed.title)
        if deed.added
        else t("Removed last: “{title}”. Taking that back brings it back.", title=deed.title)
    )
    undo = Button(t("Take it back"), Action(command=UNDO.name, words=f"{YES} {_named(deed)}"))
    return Answer(blocks=(rich(was),), choices=((undo,),), asks=True)


def _listed(corpus: Corpus) -> Answer:
    """List the articles that were added last."""
    added = [article for article in corpus.articles if article.file.startswith(_ADDED)]
    if not added:
        return Answer(blocks=(rich(t("No article was added here.")),), found=False)
    return _offered(rich(bold(t("Which article is to go?"))), added[: -_OFFERED - 1 : -1])


def _offered(head: Rich, articles: list[Article]) -> Answer:
    choices = tuple(
        (Button(f"{one.id} {one.title}", Action(command=REMOVE.name, words=one.id)),)
        for one in articles
    )
    return Answer(blocks=(head,), choices=choices, asks=True)


def _confirm(article: Article) -> Answer:
    yes = Button(t("Remove it"), Action(command=REMOVE.name, words=f"{YES} {article.id}"))
    if not article.file.startswith(_ADDED):
        lines = (
            article_line(article),
            rich(
                t(
                    "{file} was not added here, so it is not removed here: whoever put it there "
                    "takes the file away, and then /reload lets go of it.",
                    file=article.file,
                )
            ),
        )
        return Answer(blocks=(join(lines),), found=False)
    lines = (rich(bold(t("Remove this article?"))), article_line(article))
    return Answer(blocks=(join(lines),), choices=((yes,),), asks=True)
