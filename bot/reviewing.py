"""What admins see of what readers have flagged: the queue, a fact, what is to become of it.  Pure.

The words of each button hold the whole step: what is to be done, with which fact, what is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.contract import Action, Answer, Ask, Button, PersonError, Text
from bot.flagging import FLAGS, fact_line, speaker_of
from bot.locale import listed as comma_separated
from bot.locale import t, tn
from bot.questions import question
from bot.render.events import event_block, event_date
from bot.render.facts import date_words, quote_blocks, statement_block
from bot.render.rich import Rich, bold, code, italic, join, quoted, rich
from storage.citing import actors_called
from storage.corrections import (
    OVERLAY,
    UNRESOLVED,
    Correction,
    FactKind,
    date_toml,
    entry_toml,
)
from storage.identity import Fact, fact_named, kind_of
from storage.models import Actor, ActorKind, Citation, Corpus, Event, Quote, When
from storage.proposing import dated, spoken_by, suppressed
from storage.search import parse_period
from storage.state.records import Complaint, FlaggedFact, Wrong

OPEN, FROM, DISMISS = "open", "from", "dismiss"
SPEAKER, DATE, DROP = "speaker", "date", "drop"
APPLY, CASE = "apply", "case"
DEEDS: Final = frozenset({SPEAKER, DATE, DROP})
_AT_ONCE: Final = 5  # facts of the queue in one message
_COMMENTS: Final = 20  # shown of a fact
_ACTORS: Final = 8  # to choose the speaker from
_NAMED: Final = 5  # actors listed where several are called alike
_SPEAK: Final = frozenset({ActorKind.PERSON, ActorKind.ORGANISATION, ActorKind.GROUP})
_WRONG: Final = {
    Wrong.SPEAKER: t("wrong speaker"),
    Wrong.DATE: t("wrong date"),
    Wrong.OTHER: t("something else"),
}
_NONE: Final = {
    FactKind.QUOTE: t("It is no quotation"),
    FactKind.STATEMENT: t("It is no paraphrase"),
    FactKind.EVENT: t("It is no event"),
}
ALL: Final = Button(t("All that is flagged"), Action(command=FLAGS, edit=True))


def fact_of(corpus: Corpus, flagged: FlaggedFact) -> Fact | None:
    """Give the fact that was flagged, None where the corpus has it not any more as it was."""
    id_ = dict(corpus.article_ids).get(flagged.article)
    if id_ not in corpus.article_by_id:
        return None
    place = Citation(str(id_), flagged.passage, flagged.first, flagged.last)
    return fact_named(corpus, FactKind(flagged.kind), place, flagged.digest)


# The queue


def listed(corpus: Corpus, waiting: Sequence[Complaint], first: int = 0) -> Answer:
    """List the facts that wait from one on, with what is said to be wrong."""
    if not waiting:
        return Answer(blocks=(rich(t("Nothing is flagged.")),), found=False)
    first = first if first < len(waiting) else 0
    shown = list(enumerate(waiting, start=1))[first : first + _AT_ONCE]
    lines = [
        rich(bold(f"{number}. "), _line(corpus, one), "\n", italic(_said_of(one)))
        for number, one in shown
    ]
    numbers = [Button(str(number), step(OPEN, one.fact.digest)) for number, one in shown]
    turns = [(t("‹ Back"), first - _AT_ONCE), (t("More ›"), first + _AT_ONCE)]
    pages = [Button(label, step(FROM, str(at))) for label, at in turns if 0 <= at < len(waiting)]
    count = tn("{count} flagged fact", "{count} flagged facts", len(waiting))
    return Answer(
        head=rich(bold(count)),
        blocks=tuple(lines),
        choices=(tuple(numbers), tuple(pages)),
    )


def _line(corpus: Corpus, one: Complaint) -> Rich:
    fact = fact_of(corpus, one.fact)
    if fact is not None:
        return fact_line(corpus, fact)
    place = f"{one.fact.article} ¶{one.fact.passage}"
    return rich(t("not in the corpus any more as it was: {place}", place=place))


def _said_of(one: Complaint) -> Text:
    people = tn("{count} person", "{count} people", one.people)
    said = Counter(flag.wrong for flag in one.flags)
    texts = [
        _WRONG[wrong] if times == 1 else t("{what} ×{times}", what=_WRONG[wrong], times=times)
        for wrong, times in said.most_common()
    ]
    return t("{people}: {wrongs}", people=people, wrongs=comma_separated(texts))


# One fact


def opened(corpus: Corpus, one: Complaint) -> Answer:
    """Show a fact as the bot has it, the passage around it, and what people say of it."""
    fact = fact_of(corpus, one.fact)
    comments = [rich(flag.comment) for flag in one.flags if flag.comment][:_COMMENTS]
    said = [rich(bold(t("What was written"))), *comments] if comments else []
    digest = one.fact.digest
    dismiss = Button(t("Dismiss"), step(DISMISS, digest))
    if fact is None:
        blocks = (_line(corpus, one), *said)
        return Answer(
            head=rich(bold(_said_of(one))), blocks=blocks, choices=((dismiss, ALL),), found=False
        )
    passage = corpus.passage(fact.citation)
    text = rich(bold(f"¶{passage.number}"), "\n", quoted(passage.text, expandable=True))
    what = (
        Button(t("Set the date …"), step(DATE, digest))
        if isinstance(fact, Event)
        else Button(t("Set the speaker …"), step(SPEAKER, digest))
    )
    none = Button(_NONE[kind_of(fact)], step(DROP, digest))
    return Answer(
        head=rich(bold(_said_of(one))),
        blocks=(*fact_blocks(corpus, fact), text, *said),
        choices=((what, none), (dismiss, ALL)),
    )


def fact_blocks(corpus: Corpus, fact: Fact) -> list[Rich]:
    """Tell a fact as readers are told it."""
    if isinstance(fact, Quote):
        return quote_blocks(corpus, [fact])
    return [
        event_block(corpus, (fact,)) if isinstance(fact, Event) else statement_block(corpus, fact)
    ]


# What is to become of it


def ask_speaker(ask: Ask, fact: Fact, digest: str, actors: Sequence[Actor]) -> Answer:
    """Ask who said it: one of some actors, whoever is written, or nobody who is known."""
    choices: list[tuple[Text | str, str]] = [(actor.name, actor.id) for actor in actors]
    choices.append((t("Nobody can know"), UNRESOLVED))
    hint = t("Or write a name as /actor shows it. /cancel ends this.")
    asked = question(
        ask, step(SPEAKER, digest), (t("Who said it?"),), choices, hint=hint, per_row=2
    )
    return replace(asked, head=fact_line(ask.snapshot.corpus, fact))


def ask_date(ask: Ask, fact: Fact, digest: str) -> Answer:
    """Ask when it was."""
    hint = t("Write it: 16 Aug 2021, August 2021, 2021, 12-15 Aug 2021. /cancel ends this.")
    asked = question(ask, step(DATE, digest), (t("When was it?"),), (), hint=hint)
    return replace(asked, head=fact_line(ask.snapshot.corpus, fact))


def actors_of(corpus: Corpus, fact: Fact) -> list[Actor]:
    """Give those who may have said something: named in its passage, then most in its article.

    All mentions are looked through, which takes a moment where there are very many.
    """
    at = fact.citation
    found: list[tuple[bool, int, str, Actor]] = []
    for actor in corpus.actors:
        if actor.kind not in _SPEAK or actor.byline:
            continue
        passages = [m.citation.passage for m in actor.mentions if m.citation.article == at.article]
        if passages:
            found.append((at.passage not in passages, -len(passages), actor.id, actor))
    return [actor for *_, actor in sorted(found, key=lambda one: one[:3])[:_ACTORS]]


def proposed(corpus: Corpus, fact: Fact, deed: str, said: str) -> Correction:
    """Make the entry of what an admin said of a fact.  Raises PersonError where it makes none."""
    if deed == DROP:
        return suppressed(corpus, fact)
    entry = (
        dated(corpus, fact, read_date(said))
        if deed == DATE
        else spoken_by(corpus, fact, _speaker(corpus, said))
    )
    if _is_so(corpus, fact, entry):
        raise PersonError(t("That is what I tell already."))
    return entry


def _is_so(corpus: Corpus, fact: Fact, entry: Correction) -> bool:
    if isinstance(fact, Event):
        days = (entry.date.earliest, entry.date.latest) if entry.date is not None else None
        return days == (fact.when.earliest, fact.when.latest)
    called = actors_called(entry.speaker or "", corpus.actor_by_id)
    return fact.speaker == (called[0].id if called else None)


def read_date(said: str) -> When:
    """Read a date that was typed; raises PersonError where it is none, or has no end."""
    # Imported here: only who corrects needs what reads the articles.
    from storage.articles.frontmatter import parse_published  # noqa: PLC0415

    when = parse_published(said) or parse_period(said)
    if when is None or when.earliest == date.min or when.latest == date.max:
        raise PersonError(
            t("“{words}” is no date that I can read, or it has no year or no end.", words=said)
        )
    return when


def _speaker(corpus: Corpus, said: str) -> Actor | None:
    if said.casefold() == UNRESOLVED:
        return None
    found = actors_called(said, corpus.actor_by_id)
    if len(found) == 1:
        return found[0]
    if not found:
        raise PersonError(
            t("Nobody in the articles is called “{name}”. /actor lists all.", name=said)
        )
    names = "; ".join(f"{actor.name} ({actor.id})" for actor in found[:_NAMED])
    raise PersonError(
        t("Several are called “{name}”: {names}. Write the id.", name=said, names=names)
    )


def preview(corpus: Corpus, one: Complaint, fact: Fact, deed: str, entry: Correction) -> Answer:
    """Show the very lines that would be written, and the fact before and after."""
    digest = one.fact.digest
    end = f"{deed} {said_of(entry)}".strip()
    lines = (
        rich(t("Before: {what}", what=_before(corpus, fact))),
        rich(t("After: {what}", what=_after(corpus, entry))),
    )
    return Answer(
        head=rich(bold(t("To be written into {file}", file=OVERLAY))),
        blocks=(rich(code(entry_toml(entry).rstrip())), fact_line(corpus, fact), join(lines)),
        choices=(
            (
                Button(t("Apply"), step(APPLY, digest, end)),
                Button(t("As a test case"), Action(command=FLAGS, words=f"{CASE} {digest} {end}")),
            ),
            (Button(t("Back"), step(OPEN, digest)), ALL),
        ),
    )


def said_of(entry: Correction) -> str:
    """Give what an entry says, as `proposed` reads it."""
    return date_toml(entry.date) if entry.date is not None else entry.speaker or ""


def _before(corpus: Corpus, fact: Fact) -> Text | str:
    return event_date(corpus, fact) if isinstance(fact, Event) else speaker_of(corpus, fact)


def _after(corpus: Corpus, entry: Correction) -> Text | str:
    if entry.suppress:
        return t("not told any more")
    if entry.date is not None:
        return date_words(entry.date)
    called = actors_called(entry.speaker or "", corpus.actor_by_id)
    return called[0].name if called else t("speaker not clear from the text")


def step(deed: str, *words: str) -> Action:
    """Give the action of a step, which takes the place of the message that holds its button."""
    return Action(command=FLAGS, words=" ".join((deed, *words)), edit=True)
