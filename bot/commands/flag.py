"""/flag: a reader tells that something is wrong; it waits for an admin.

The presser of a button is who flags, also in a group, below an answer to somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.asking import LONGEST
from bot.commands import source as source_command
from bot.contract import Action, Answer, Ask, Button, Command, PersonError, Talk, Text
from bot.flagging import FLAG, fact_line, facts_flagged, name_of, named
from bot.locale import Number, t
from bot.questions import question
from bot.render.facts import not_found
from bot.render.pages import in_rows
from bot.render.rich import bold, italic, rich
from storage.identity import Fact, digest_of, facts_told, kind_of
from storage.models import Citation, Corpus, Event
from storage.search import Verdict
from storage.state.flags import A_DAY, Flags
from storage.state.records import FlaggedFact, Keeping, Wrong

COMMAND = Command(
    name=FLAG,
    summary=t("tell that a speaker or a date is wrong"),
    usage="X ¶",
    detail=t(
        "Press “Flag this” below an answer, or name an article and a paragraph: /flag A3 7. It "
        "asks what is wrong; an admin of this bot looks at it. {count} a day at most.",
        count=Number(A_DAY),
    ),
)
_ABOUT: Final = "about"  # asks what is wrong with a fact
_SAID: Final = "said"  # flags, with the words that follow
_LABELS: Final = {
    Wrong.SPEAKER: t("Wrong speaker"),
    Wrong.DATE: t("Wrong date"),
    Wrong.OTHER: t("Something else"),
}
_MOST, _IN_A_ROW = 10, 5  # facts to choose from
_KEPT: Final = {
    Keeping.KEPT: t(
        "Thank you. An admin of this bot looks at it; if the article says otherwise, it is "
        "corrected for everyone."
    ),
    Keeping.KNOWN: t("You have flagged that already. Thank you."),
    Keeping.OFTEN: t(
        "You have flagged {count} things within a day, which is all I take. Try again tomorrow.",
        count=Number(A_DAY),
    ),
    Keeping.FULL: t("So much waits to be looked at that I can keep no more now. Try again later."),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Asks which fact is meant and what is wrong with it, and keeps that for the admins."""

    flags: Flags

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Take the next step of the dialogue: the words of the buttons hold the ones before."""
        del talk
        if ask.place.user is None or ask.place.anonymous:
            raise PersonError(
                t("I cannot tell here who you are. Flag it in our private chat: /flag A3 7.")
            )
        step, _, rest = ask.words.partition(" ")
        if not ask.pressed or step not in {_ABOUT, _SAID, *Wrong}:
            return _begun(ask)
        name, _, comment = rest.partition(" ")
        fact = named(ask.snapshot.corpus, name)
        if fact is None:
            return _gone()
        if step == _ABOUT:
            return _what(ask.snapshot.corpus, fact)
        if step == Wrong.OTHER:
            return _tell(ask, fact)
        wrong = Wrong.OTHER if step == _SAID else Wrong(step)
        return await self._keep(ask, ask.place.user, fact, wrong, comment)

    async def _keep(self, ask: Ask, person: int, fact: Fact, wrong: Wrong, comment: str) -> Answer:
        kept = await self.flags.keep(person, flagged(ask.snapshot.corpus, fact), wrong, comment)
        lines = [rich(_KEPT[kept])]
        if kept is Keeping.KEPT and ask.cut:
            cut = t("Of what you wrote I have kept the first {most} characters.", most=LONGEST)
            lines.append(rich(italic(cut)))
        return Answer(blocks=tuple(lines), found=kept is Keeping.KEPT)


def flagged(corpus: Corpus, fact: Fact) -> FlaggedFact:
    """Name a fact as the state keeps it: its article by the key, which outlasts its short id."""
    at = fact.citation
    return FlaggedFact(
        digest=digest_of(corpus, fact),
        kind=kind_of(fact),
        article=corpus.article_by_id[at.article].key,
        passage=at.passage,
        first=at.start,
        last=at.end,
    )


def _begun(ask: Ask) -> Answer:
    """Find what is meant: what a button's page shows, or what a passage tells that is named."""
    corpus = ask.snapshot.corpus
    facts = facts_flagged(corpus, ask.words)
    if facts is not None:
        return _which(corpus, facts) if facts else _nothing(corpus, ask.words)
    _, number = source_command.parse(ask.words)
    if not ask.words or number is None:
        how = t("Press “Flag this” below an answer, or name a paragraph: /flag A3 7.")
        return Answer(blocks=(rich(how),), found=False)
    found = source_command.search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    if found.verdict is Verdict.AMBIGUOUS:
        raise PersonError(t("Several articles may be meant. Write the id: /flag A3 7."))
    article = corpus.article_by_id[found.matches[0].id]
    passage = source_command.passage_of(corpus, article, number)
    return _which(corpus, facts_told(corpus, Citation(article.id, number, 0, len(passage.text))))


def _nothing(corpus: Corpus, words: str) -> Answer:
    """Say that nothing is told at a button's places: not (any more)."""
    articles = (place.partition(":")[0] for place in words.split())
    return _none_told() if all(id_ in corpus.article_by_id for id_ in articles) else _gone()


def _none_told() -> Answer:
    none = t("I tell no quotation, paraphrase or date there, so there is nothing to correct.")
    return Answer(blocks=(rich(none),), found=False)


def _gone() -> Answer:
    changed = t(
        "The corpus has changed since then, and that is not in it any more as it was. Ask again, "
        "and flag what you see then."
    )
    return Answer(blocks=(rich(changed),), found=False)


def _which(corpus: Corpus, facts: Sequence[Fact]) -> Answer:
    """Ask which of several facts is meant."""
    if not facts:
        return _none_told()
    if len(facts) == 1:
        return _what(corpus, facts[0])
    listed = facts[:_MOST]
    lines = [
        rich(bold(f"{number}. "), fact_line(corpus, fact))
        for number, fact in enumerate(listed, start=1)
    ]
    if len(listed) < len(facts):
        more = t("There are more: open a paragraph by its button, and flag it there.")
        lines.append(rich(italic(more)))
    buttons = [
        Button(str(number), _step(_ABOUT, name_of(corpus, fact)))
        for number, fact in enumerate(listed, start=1)
    ]
    return Answer(
        head=rich(bold(t("Which of these is wrong?"))),
        blocks=tuple(lines),
        choices=in_rows(buttons, _IN_A_ROW),
    )


def _what(corpus: Corpus, fact: Fact) -> Answer:
    """Ask what is wrong with a fact: of a date nobody is the speaker."""
    name = name_of(corpus, fact)
    buttons = [Button(_LABELS[wrong], _step(wrong, name)) for wrong in _may_be_wrong(fact)]
    return Answer(
        blocks=(rich(bold(t("What is wrong?"))), fact_line(corpus, fact)),
        choices=in_rows(buttons, 2),
    )


def _may_be_wrong(fact: Fact) -> tuple[Wrong, ...]:
    if isinstance(fact, Event):
        return Wrong.DATE, Wrong.OTHER
    return (Wrong.SPEAKER, *([Wrong.DATE] if fact.said is not None else []), Wrong.OTHER)


def _tell(ask: Ask, fact: Fact) -> Answer:
    """Ask for a sentence, which may be left out."""
    corpus = ask.snapshot.corpus
    without: tuple[Text | str, str] = (t("Send without"), "")
    hint = t(
        "Write it in a sentence, of {most} characters at most. /cancel ends this.", most=LONGEST
    )
    base = _step(_SAID, name_of(corpus, fact))
    asked = question(ask, base, (t("What is wrong?"),), (without,), hint=hint)
    return replace(asked, head=fact_line(corpus, fact))


def _step(step: str, name: str) -> Action:
    return Action(command=FLAG, words=f"{step} {name}", edit=True)
