"""/flags: admins look at what readers have flagged, and turn it into corrections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot import reviewing
from bot.articles import Articles, Report
from bot.commands.reload import while_told
from bot.contract import Answer, Ask, Audience, Command, Document, Menu, PersonError, Talk, Text
from bot.flagging import FLAGS
from bot.locale import t, tn
from bot.render.rich import bold, rich
from storage.cases import case_of, write_case
from storage.corrections import Correction
from storage.identity import Fact
from storage.models import Corpus, CorrectionResult
from storage.state.audit import Audit
from storage.state.flags import Flags
from storage.state.records import Complaint

COMMAND = Command(
    name=FLAGS,
    summary=t("what readers have flagged as wrong"),
    detail=t(
        "In our private chat: lists it, what most people flagged first. Open one to set its "
        "speaker or date, to say that it is none, or to dismiss it. What is to be written into "
        "the corrections is shown before; applying it reloads the articles. “As a test case” "
        "hands it over as a file."
    ),
    audience=Audience.ADMINS,
    menu=frozenset({Menu.ADMINS}),
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What an admin wants of a fact that was flagged: what is to be done, and what they say."""

    one: Complaint
    fact: Fact
    deed: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Takes the queue of flags apart; `then` is what is to be done with a new corpus."""

    flags: Flags
    audit: Audit
    archive: Articles
    clock: Callable[[], datetime]
    then: Callable[[], Awaitable[None]]

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Do the step that a button's words, or the line that completes them, tell."""
        if not ask.place.private:
            raise PersonError(t("What was flagged is looked at in our private chat: ask me there."))
        deed, _, rest = ask.words.partition(" ")
        if not ask.pressed or deed in {"", reviewing.FROM}:
            return await self._listed(ask, int(rest) if rest.isdecimal() else 0)
        digest, _, said = rest.partition(" ")
        one = await self.flags.of(digest)
        if one is None:
            return _ended(t("That is done with already."))
        fact = reviewing.fact_of(ask.snapshot.corpus, one.fact)
        if deed == reviewing.DISMISS:
            return await self._dismissed(ask, one)
        if fact is None or deed == reviewing.OPEN:
            return reviewing.opened(ask.snapshot.corpus, one)
        return await self._done(ask, talk, _Wish(one, fact, deed, said))

    async def _listed(self, ask: Ask, first: int) -> Answer:
        return reviewing.listed(ask.snapshot.corpus, await self.flags.waiting(), first)

    async def _dismissed(self, ask: Ask, one: Complaint) -> Answer:
        await self.flags.settle(one.fact.digest)
        await self.audit.note(ask.place.chat, ask.place.user, "dismiss flags", one.fact.digest)
        return _ended(t("Dismissed."))

    async def _done(self, ask: Ask, talk: Talk, wish: _Wish) -> Answer | None:
        """Ask what is right, show what would be written, hand it over as a case, or write it."""
        corpus = ask.snapshot.corpus
        if wish.deed in reviewing.DEEDS:
            return await _shown(ask, wish)
        deed, _, said = wish.said.partition(" ")
        # In a thread, here and below: of a vast corpus all names are looked through for one.
        entry = await asyncio.to_thread(reviewing.proposed, corpus, wish.fact, deed, said)
        if wish.deed == reviewing.APPLY:
            await self._apply(ask, talk, wish.one, entry)
            return None
        content = write_case(case_of(corpus, wish.fact, entry)).encode()
        document = Document(f"case-{wish.one.fact.digest[:12]}.json", content)
        await talk.hand_over(lambda _: document, rich(t("A test case: see tests/cases.")))
        return None

    async def _apply(self, ask: Ask, talk: Talk, one: Complaint, entry: Correction) -> None:
        async def apply(progress: Report) -> Answer:
            result = await self.archive.correct(entry, progress=progress)
            if not result.facts:
                return _idle(result)
            await self.flags.settle(one.fact.digest)
            await self.audit.note(ask.place.chat, ask.place.user, "correct", entry.in_short())
            return self._told(one, result)

        await while_told(talk, self.clock, apply)
        await self.then()

    def _told(self, one: Complaint, result: CorrectionResult) -> Answer:
        """Tell what a correction has changed, and how the fact is told now."""
        corpus = self.archive.snapshot.corpus
        count = tn("{count} fact changed", "{count} facts changed", result.facts)
        fact = reviewing.fact_of(corpus, one.fact)
        now = reviewing.fact_blocks(corpus, fact) if fact is not None else ()
        return Answer(
            head=rich(bold(t("Corrected.")), " ", count, " (", result.where, ")"),
            blocks=(*now, rich(t("/flags shows what else waits."))),
        )


async def _shown(ask: Ask, wish: _Wish) -> Answer:
    """Ask for what is not said yet, else show what would be written."""
    corpus = ask.snapshot.corpus
    if not wish.said and wish.deed == reviewing.SPEAKER:
        actors = await asyncio.to_thread(reviewing.actors_of, corpus, wish.fact)
        return reviewing.ask_speaker(ask, wish.fact, wish.one.fact.digest, actors)
    if not wish.said and wish.deed == reviewing.DATE:
        return reviewing.ask_date(ask, wish.fact, wish.one.fact.digest)
    return await asyncio.to_thread(_previewed, corpus, wish)


def _previewed(corpus: Corpus, wish: _Wish) -> Answer:
    entry = reviewing.proposed(corpus, wish.fact, wish.deed, wish.said)
    return reviewing.preview(corpus, wish.one, wish.fact, wish.deed, entry)


def _idle(result: CorrectionResult) -> Answer:
    nothing = t("That would change nothing, so the file and the corpus stay as they were.")
    return Answer(blocks=(rich(nothing), rich(result.reason)), found=False)


def _ended(words: Text) -> Answer:
    return Answer(blocks=(rich(words),), choices=((reviewing.ALL,),))
