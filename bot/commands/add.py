"""/add: an admin adds an article, after having seen what is understood of it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot import adding
from bot.articles import Articles, Report
from bot.commands.reload import report, while_told
from bot.contract import Answer, Ask, Audience, Command, Menu, PersonError, Talk, Text
from bot.locale import t
from bot.pages import Page
from bot.render.rich import rich
from bot.reviewing import read_date
from bot.uploads import Files
from storage.corrections import date_toml
from storage.drafts import Draft, Drafts
from storage.errors import ArchiveError
from storage.preview import Preview
from storage.sniffing import sniffed
from storage.state.audit import Audit

COMMAND = Command(
    name=adding.ADD,
    summary=t("add an article"),
    usage=t("[text or address]"),
    detail=t(
        "In our private chat: send a file (.txt, .md or .html), or a text or the address of a page "
        "after /add. I tell what I understand of it and ask for what is missing; “Publish” adds "
        "it to the articles, beside those of the folder. A draft is kept for a day."
    ),
    audience=Audience.ADMINS,
    menu=frozenset({Menu.ADMINS}),
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,15}://\S+")
_CUT = 3_900  # characters of a message after which a client may have cut a text
_ENDINGS = tuple(".!?…:»”\"'")

log = logging.getLogger(__name__)


class Fetches(Protocol):
    """Knows what stands at an address."""

    async def fetch(self, address: str) -> Page:
        """Give the page at an address; raises PersonError, AdditionRefused where it is too big."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Takes articles in; `then` is what is to be done with a new corpus.

    `understand` tells what is understood of the one article in a folder.
    """

    archive: Articles
    drafts: Drafts
    files: Files
    pages: Fetches
    audit: Audit
    clock: Callable[[], datetime]
    then: Callable[[], Awaitable[None]]
    understand: Callable[[Path], Awaitable[Preview]]

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Take what was sent, or do the step that a button's words tell."""
        owner = owner_of(ask)
        with mended():
            if ask.brought.file is not None:
                content = await self.files.fetch(ask.brought.file)
                return await self._begun(owner, ask.brought.file.name, content)
            if not ask.pressed:
                return await self._asked(owner, ask.brought.text)
            deed, _, rest = ask.words.partition(" ")
            id_, _, rest = rest.partition(" ")
            draft = await asyncio.to_thread(self.drafts.get, owner, id_)
            if deed == adding.PASTE and (draft is not None or id_ == adding.NEW):
                last = rest.partition(" ")[0]
                cut = last.isdecimal() and int(last) >= _CUT
                return await self._pasted(owner, draft, ask.brought.text, cut=cut)
            if draft is None:
                raise PersonError(adding.gone())
            return await self._done(ask, talk, deed, draft)

    async def _asked(self, owner: int, written: str) -> Answer:
        """Take the text after the command; without one, tell how it is done."""
        _, *text = [*written.split(maxsplit=1), ""]
        if not text[0]:
            return adding.how(await asyncio.to_thread(self.drafts.of, owner))
        if not _ADDRESS.fullmatch(text[0].strip()):
            return await self._pasted(owner, None, text[0])
        page = await self.pages.fetch(text[0].strip())
        return await self._begun(owner, page.name, page.content, {"url": page.address})

    async def _begun(
        self, owner: int, name: str, content: bytes, keys: Mapping[str, str] | None = None
    ) -> Answer:
        """Begin a draft, of which some `keys` are known; show what is understood of it."""
        suffix, kept = await asyncio.to_thread(sniffed, name, content)
        if keys:
            kept = await asyncio.to_thread(_keyed, kept, keys)
        draft = await asyncio.to_thread(self.drafts.begin, owner, suffix, kept)
        try:
            return await self._card(draft)
        except ArchiveError:
            self.drafts.discard(draft)
            raise

    async def _pasted(
        self, owner: int, draft: Draft | None, text: str, *, cut: bool = False
    ) -> Answer:
        """Take a part of a text, and ask for more; the part before may have been `cut` off."""
        if not text.strip():
            return adding.ask_text(None)
        if draft is None:
            suffix, content = sniffed("", text.encode())
            draft = await asyncio.to_thread(self.drafts.begin, owner, suffix, content)
            return adding.ask_text(draft, len(text), len(text))
        before = (await asyncio.to_thread(draft.path.read_bytes)).decode()
        whole = f"{before}{_between(before, cut=cut)}{text}"
        _, content = sniffed("", whole.encode())
        await asyncio.to_thread(self.drafts.write, draft, content)
        return adding.ask_text(draft, len(whole), len(text))

    async def _done(self, ask: Ask, talk: Talk, deed: str, draft: Draft) -> Answer | None:
        if deed == adding.DISCARD:
            await asyncio.to_thread(self.drafts.discard, draft)
            return Answer(blocks=(rich(t("Discarded.")),))
        if deed == adding.PUBLISH:
            await self._publish(ask, talk, draft)
            return None
        if deed in {adding.TITLE, adding.PUBLISHER, adding.PUBLISHED}:
            said = " ".join(ask.brought.text.split())
            if not said:
                return adding.ask_for(draft, deed)
            value = date_toml(read_date(said)) if deed == adding.PUBLISHED else said
            await asyncio.to_thread(self._set, draft, {deed: value})
        return await self._card(draft)

    def _set(self, draft: Draft, keys: Mapping[str, str]) -> None:
        self.drafts.write(draft, _keyed(draft.path.read_bytes(), keys))

    async def _card(self, draft: Draft) -> Answer:
        return adding.card(draft, await self.understand(draft.folder))

    async def _publish(self, ask: Ask, talk: Talk, draft: Draft) -> None:
        async def publish(progress: Report) -> Answer:
            content = await asyncio.to_thread(draft.path.read_bytes)
            found = await self.archive.add(content, draft.path.suffix, progress=progress)
            await asyncio.to_thread(self.drafts.discard, draft)
            added = ", ".join(f"{one.file} {one.title}" for one in found.added)
            await self.audit.note(ask.place.chat, ask.place.user, "add article", added)
            log.info("user %s added %s", ask.place.user, added)
            told = report(found)
            return replace(told, blocks=(*told.blocks, rich(t("/undo takes it back."))))

        await while_told(talk, self.clock, publish)
        await self.then()


def owner_of(ask: Ask) -> int:
    """Give who asks, where the articles may be changed; raises PersonError elsewhere."""
    if not ask.place.private or ask.place.user is None:
        raise PersonError(t("Articles are added and removed in our private chat: ask me there."))
    return ask.place.user


@contextmanager
def mended() -> Iterator[None]:
    """Tell people what they can mend where an article cannot be taken."""
    try:
        yield
    except ArchiveError as error:
        raise PersonError(Text(error.message, error.arguments)) from error


def _keyed(content: bytes, keys: Mapping[str, str]) -> bytes:
    # Imported here: only who adds an article needs what reads them.
    from storage.articles.frontmatter import with_keys  # noqa: PLC0415

    return with_keys(content, keys)


def _between(before: str, *, cut: bool) -> str:
    """Give what stands between two messages of one text.

    A client cuts a long text where a message is full, also inside of a paragraph.
    """
    return " " if cut and not before.endswith(("\n", *_ENDINGS)) else "\n"
