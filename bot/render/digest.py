"""Briefings as people read them: one message where it can be, each line with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.contract import Action, Answer, Button, Text
from bot.locale import Translator, choose_language, t, tn
from bot.pushing import payload
from bot.render.events import event_block
from bot.render.facts import as_of, coverage, quote_blocks, section, statement_block
from bot.render.flat import flatten
from bot.render.keyboard import citation_rows, keeping_rows
from bot.render.pages import LIMIT, Page, Rows, paginate
from bot.render.rich import Rich, bold, italic, join, rich
from bot.render.telegram import message
from briefings.compose import Item
from briefings.digest import Digest
from briefings.keeping import Kept
from storage.models import ArticleKind, Corpus, Topic, When
from storage.snapshot import HasSnapshot
from storage.state.records import Chat, ChatKind, Draft, Mode, Subscription

_KEPT: Final = 256
_CITED: Final = 24  # passages with a button under a push: all that a digest of one message cites
_Alike: TypeAlias = tuple[Digest, str, str, tuple[str, ...]]


class Digests:
    """Puts briefings into messages of the outbox.  `zone` is that of chats that never said.

    Chats that are told the same in one language share its words; the buttons are each one's own.
    """

    def __init__(self, archive: HasSnapshot, zone: ZoneInfo) -> None:
        self._archive = archive
        self._zone = zone
        self._pages = Kept[_Alike, Sequence[Page]](_KEPT)

    def digest(
        self,
        digest: Digest,
        subscription: Subscription,
        chat: Chat,
        *,
        late: datetime | None = None,
    ) -> Sequence[Draft]:
        """Put a digest into messages."""
        corpus = digest.corpus
        zone = ZoneInfo(subscription.zone or chat.zone or self._zone.key)
        translator = _translator(chat)
        about = tuple(translator.render(line) for line in _about(digest, zone, late))
        # When the chat was told last, and what it had before, is in the words as far as `about`
        # says it.
        same = replace(digest, since=None, begun=False, ends=False)

        def put() -> Sequence[Page]:
            told = blocks(digest, headed=True)
            return _pages(Answer(head=_head(digest, about), blocks=told), translator)

        alike = (same, corpus.version, translator.language, about)
        pages = self._pages.get(alike, put)
        return _drafts(pages, corpus, chat, digest.items, pushed_rows(subscription))

    def exhausted(
        self, subscription: Subscription, chat: Chat, related: Sequence[Topic] = ()
    ) -> Sequence[Draft]:
        """Tell once that the chat has had everything, and which topics are related."""
        corpus = self._archive.snapshot.corpus
        title = rich(bold(subscription.wanted.title))
        told = rich(
            t(
                "You have had everything on this that is dated or said in the corpus. I write "
                "again when something is added."
            )
        )
        titles = "; ".join(topic.title for topic in related)  # some have a comma
        others = (rich(t("Related topics: {titles}", titles=titles)),) if related else ()
        answer = Answer(head=title, blocks=(told, *others, as_of(corpus)))
        pages = _pages(answer, _translator(chat))
        return _drafts(pages, corpus, chat, (), _exhausted_rows(subscription, related))

    def topic_gone(self, paused: Sequence[Subscription], chat: Chat) -> Sequence[Draft]:
        """Tell a group what has paused because its topic was deleted."""
        head = rich(bold(t("A topic of this group was deleted")))
        titles = "; ".join(one.wanted.title for one in paused)
        told = rich(t("Paused, since it went there: {titles}.", titles=titles))
        hint = rich(t("“Go on” under /subscriptions lets it come here instead."))
        pages = _pages(Answer(head=head, blocks=(join((told, hint)),)), _translator(chat))
        rows = ((Button(t("Subscriptions"), Action(command="subscriptions")),),)
        return _drafts(pages, self._archive.snapshot.corpus, chat, (), rows)


def _translator(chat: Chat) -> Translator:
    return Translator(choose_language(chat.language, chat.client_language))


def _pages(answer: Answer, translator: Translator) -> Sequence[Page]:
    head = flatten(answer.head, translator) if answer.head is not None else None
    flat = [flatten(block, translator) for block in answer.blocks]
    return paginate(flat, head, budget=LIMIT, cited=_CITED)


def _drafts(
    pages: Sequence[Page], corpus: Corpus, chat: Chat, items: Sequence[str], rows: Rows
) -> Sequence[Draft]:
    """Make messages of pages, with their buttons; each tells the items of its own passages.

    In channels without: what a reader may not press is not to stand under what all read.
    """
    translator = _translator(chat)
    # Of a passage that is cited on two pages, the later one tells: half of it is not had.
    page_of = {place: number for number, page in enumerate(pages) for place in page.cited}
    drafts = []
    for number, page in enumerate(pages):
        words = message(page.flat)
        last = number == len(pages) - 1
        keeping = keeping_rows(page.flat.cited, corpus, private=chat.kind is ChatKind.PRIVATE)
        buttons = (*citation_rows(page, corpus, _CITED), *keeping, *(rows if last else ()))
        shown = () if chat.kind is ChatKind.CHANNEL else buttons
        drafts.append(
            Draft(
                payload=payload(words, shown, translator, corpus.version),
                items=tuple(i for i in items if page_of.get(_place(corpus, i)) == number),
                plain=words.text,
                silent=chat.silent,
            )
        )
    return drafts


def _place(corpus: Corpus, id_: str) -> tuple[str, int]:
    """Give the passage that an item of a digest stands in."""
    of: tuple[Mapping[str, Item], ...] = (
        corpus.event_by_id,
        corpus.quote_by_id,
        corpus.statement_by_id,
    )
    cited = next(facts[id_].citation for facts in of if id_ in facts)
    return cited.article, cited.passage


def blocks(digest: Digest, *, headed: bool = False) -> tuple[Rich, ...]:
    """Give what a digest tells; one that is `headed` may say above it what it is from."""
    corpus, briefing = digest.corpus, digest.briefing
    heading = t("On this day") if digest.day is not None else t("What happened")
    told = (
        *section(heading, [event_block(corpus, g) for g in briefing.happenings]),
        *section(t("Exact words"), quote_blocks(corpus, briefing.quotes)),
        *section(t("Paraphrased"), [statement_block(corpus, s) for s in briefing.statements]),
    )
    # What tells an event otherwise, or differs, is cited but no part of the briefing.
    cited = dict.fromkeys(article.id for article in briefing.sources)
    cited |= {at.article: None for one in told for at in one.citations}
    sources = ", ".join(corpus.labels[id_] for id_ in cited)
    return (
        *told,
        join((rich(t("Sources: {articles}", articles=sources)), *_closing(digest, headed))),
    )


def _closing(digest: Digest, headed: bool) -> Iterator[Rich]:  # noqa: FBT001 - as above
    """Say as of when a digest is, where its head does not."""
    if not (headed and _of_the_archive(digest)):
        yield as_of(digest.corpus)
        return
    if all(article.kind is ArticleKind.DIGEST for article in digest.briefing.sources):
        yield rich(italic(t("The texts are our summaries; quotations are exact.")))


def _of_the_archive(digest: Digest) -> bool:
    """Whether a digest tells a part of the archive, not what is new or of this day."""
    return digest.day is None and not (digest.fresh and digest.since is not None)


def pushed_rows(subscription: Subscription) -> Rows:
    """Give the buttons under every push; what comes at once has no time to be changed."""
    when = (
        _button(t("Change when it comes"), "mode", subscription)
        if subscription.mode is Mode.INSTANT
        else _button(t("Change the time"), "time", subscription)
    )
    return (
        (_button(t("More"), "now", subscription), when),
        (
            _button(t("Mute for a week"), "mute", subscription),
            _button(t("Unsubscribe"), "delete", subscription),
        ),
    )


def _exhausted_rows(subscription: Subscription, related: Sequence[Topic]) -> Rows:
    topics = [(Button(topic.title, Action(command="brief", words=topic.id)),) for topic in related]
    return (
        *topics,
        (
            _button(t("Start over"), "over", subscription),
            _button(t("Unsubscribe"), "delete", subscription),
        ),
    )


def _button(label: Text, deed: str, subscription: Subscription) -> Button:
    return Button(label, Action(command="subscriptions", words=f"{deed} {subscription.id}"))


def _head(digest: Digest, about: Sequence[str]) -> Rich:
    """Give the title with its part, and what is to be known of the digest."""
    title: Text | str = digest.wanted.title
    if digest.parts > 1:
        title = t("{title} · {part} of {parts}", title=title, part=digest.part, parts=digest.parts)
    return join((rich(bold(title)), *(rich(italic(line)) for line in about)))


def _about(digest: Digest, zone: ZoneInfo, was_due: datetime | None) -> Iterator[Text]:
    """Tell what the digest is of, and whether it is late."""
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
        yield t("archive of {coverage}", coverage=coverage(digest.corpus))
    if was_due is not None:
        local = was_due.astimezone(zone)
        due = When(local.date(), local.date())
        yield t("late: it was due on {day} at {time}", day=due, time=f"{local:%H:%M}")
