"""Briefings as people read them: one message where it can be, each line with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.contract import Action, Answer, Button, Text
from bot.locale import Translator, t, tn
from bot.pushing import payload
from bot.render.events import event_block
from bot.render.facts import as_of, coverage, quote_blocks, section, statement_block
from bot.render.flat import flatten
from bot.render.pages import LIMIT, Rows, citation_rows, paginate
from bot.render.rich import Rich, bold, italic, join, rich
from bot.render.telegram import message
from briefings.digest import Digest
from storage.models import Corpus, When
from storage.snapshot import HasSnapshot
from storage.state.records import Chat, Draft, Subscription


class Digests:
    """Puts briefings into messages of the outbox.  `zone` is that of chats that never said."""

    def __init__(self, archive: HasSnapshot, zone: ZoneInfo) -> None:
        self._archive = archive
        self._zone = zone

    def digest(
        self,
        digest: Digest,
        subscription: Subscription,
        chat: Chat,
        *,
        late: datetime | None = None,
    ) -> Sequence[Draft]:
        """Put a digest into messages."""
        corpus = self._archive.snapshot.corpus
        zone = ZoneInfo(subscription.zone or chat.zone or self._zone.key)
        answer = Answer(
            head=_head(corpus, digest, zone, late),
            blocks=blocks(corpus, digest),
        )
        return self._drafts(answer, chat, digest.items, pushed_rows(subscription))

    def exhausted(self, subscription: Subscription, chat: Chat) -> Sequence[Draft]:
        """Tell once that the chat has had everything."""
        corpus = self._archive.snapshot.corpus
        title = rich(bold(subscription.wanted.title))
        told = rich(
            t(
                "You have had everything that the corpus has on this. I write again when "
                "something is added."
            )
        )
        answer = Answer(head=title, blocks=(told, as_of(corpus)))
        return self._drafts(answer, chat, (), _exhausted_rows(subscription))

    def _drafts(
        self,
        answer: Answer,
        chat: Chat,
        items: tuple[str, ...],
        rows: Rows,
    ) -> Sequence[Draft]:
        translator = Translator(chat.language or "en")
        corpus = self._archive.snapshot.corpus
        head = flatten(answer.head, translator) if answer.head is not None else None
        flat = [flatten(block, translator) for block in answer.blocks]
        pages = paginate(flat, head, budget=LIMIT)
        drafts = []
        for number, page in enumerate(pages):
            words = message(page.flat)
            own = rows if number == len(pages) - 1 else ()
            drafts.append(
                Draft(
                    payload=payload(words, (*citation_rows(page, corpus), *own), translator),
                    items=items if number == 0 else (),
                    plain=words.text,
                    silent=chat.silent,
                )
            )
        return drafts


def blocks(corpus: Corpus, digest: Digest) -> tuple[Rich, ...]:
    """Give what a digest tells."""
    briefing = digest.briefing
    heading = t("On this day") if digest.day is not None else t("What happened")
    sources = ", ".join(corpus.labels[article.id] for article in briefing.sources)
    return (
        *section(heading, [event_block(corpus, g) for g in briefing.happenings]),
        *section(t("Exact words"), quote_blocks(corpus, briefing.quotes)),
        *section(t("Paraphrased"), [statement_block(corpus, s) for s in briefing.statements]),
        join((rich(t("Sources: {articles}", articles=sources)), as_of(corpus))),
    )


def pushed_rows(subscription: Subscription) -> Rows:
    """Give the buttons under every push."""
    return (
        (
            _button(t("More"), "now", subscription),
            _button(t("Change the time"), "time", subscription),
        ),
        (
            _button(t("Mute for a week"), "mute", subscription),
            _button(t("Unsubscribe"), "delete", subscription),
        ),
    )


def _exhausted_rows(subscription: Subscription) -> Rows:
    return (
        (
            _button(t("Start over"), "over", subscription),
            Button(t("Related topics"), Action(command="topics")),
        ),
        (_button(t("Unsubscribe"), "delete", subscription),),
    )


def _button(label: Text, deed: str, subscription: Subscription) -> Button:
    return Button(label, Action(command="subscriptions", words=f"{deed} {subscription.id}"))


def _head(corpus: Corpus, digest: Digest, zone: ZoneInfo, was_due: datetime | None) -> Rich:
    """Give the title with its part, what the digest is of, and whether it is late."""
    title: Text | str = digest.wanted.title
    if digest.parts > 1:
        title = t("{title} · {part} of {parts}", title=title, part=digest.part, parts=digest.parts)
    return join(
        (rich(bold(title)), *(rich(italic(line)) for line in _about(corpus, digest, zone, was_due)))
    )


def _about(
    corpus: Corpus, digest: Digest, zone: ZoneInfo, was_due: datetime | None
) -> Iterator[Text]:
    if digest.fresh and digest.since is not None:
        day = digest.since.astimezone(zone).date()
        yield tn(
            "New since {day}: {count} article",
            "New since {day}: {count} articles",
            len(digest.fresh),
            day=When(day, day),
        )
    elif digest.day is not None:
        yield t("Today is {day}", day=When(digest.day, digest.day))
    else:
        yield t("archive of {coverage}", coverage=coverage(corpus))
    if was_due is not None:
        local = was_due.astimezone(zone)
        due = When(local.date(), local.date())
        yield t("late: it was due on {day} at {time}", day=due, time=f"{local:%H:%M}")
