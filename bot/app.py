"""The wiring: settings, archive and state become a bot; the only place that knows everything."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from telegram import LinkPreviewOptions, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import locale, sending
from bot.articles import Articles
from bot.commands import COMMANDS
from bot.commands.add import Add
from bot.commands.export import export
from bot.commands.flag import Flag
from bot.commands.flags import Review
from bot.commands.privacy import ForgetMe, MyData
from bot.commands.reload import Reload
from bot.commands.remove import Changes, Remove, Undo
from bot.commands.save import Save, Saved
from bot.commands.settings import Pause, QuietHours, Resume, Timezone
from bot.commands.settings import Settings as SettingsOfChat
from bot.commands.stats import Stats
from bot.commands.subscribe import Subscribe
from bot.commands.subscriptions import Subscriptions
from bot.commands.unsubscribe import Unsubscribe
from bot.config import Settings, SettingsError, token
from bot.contract import Act, Command
from bot.door import Door
from bot.gateway import CANCEL, Clock, Gateway
from bot.inline import InlineMode
from bot.intake import AT_ONCE, Backlog, Intake
from bot.locale import t
from bot.logs import new_error_id
from bot.membership import Membership
from bot.pacing import Pace
from bot.pages import Pages
from bot.pictures.drawing import Pictures
from bot.presses import Presses
from bot.profile import Profile
from bot.pushing import Pusher
from bot.receiving import App, Polling, Receiving, reach
from bot.render.digest import Digests
from bot.rights import Rights, TelegramRights
from bot.showing import Showing
from bot.subscribing import Subscribing
from bot.tally import Tally
from bot.tokens import Tokens
from bot.transport import http_request, is_proxied
from bot.uploads import TelegramFiles
from briefings.delivery import AT_ONCE as PUSHES_AT_ONCE
from briefings.delivery import STOPPING, Deliveries
from briefings.forums import Forums
from briefings.occurrences import Occurrences
from briefings.running import Briefings
from storage.drafts import Drafts
from storage.preview import preview_in_worker
from storage.state import State

T = TypeVar("T")

# Connections: each update in work may send while another is acknowledged, beside the pushes.
_POOL = 2 * AT_ONCE + PUSHES_AT_ONCE
_SWALLOWED = 0.1  # seconds after which what does not heed its cancellation is cancelled again

log = logging.getLogger(__name__)


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def build_application(
    settings: Settings,
    archive: Articles,
    tokens: Tokens,
    *,
    clock: Clock = now,
    sleep: sending.Sleep = asyncio.sleep,
    pace: Pace | None = None,
    error_id: Callable[[], str] = new_error_id,
    pictures: Pictures | None = None,
    request: BaseRequest | None = None,
    commands: tuple[Command, ...] = COMMANDS,
) -> App:
    """Build a bot that answers, without briefings.

    `request` takes the place of HTTP for everything but polling.  Raises SettingsError without
    a token.
    """
    tally = Tally()
    application = bare_application(settings, tally, request=request)
    listen(
        application,
        settings,
        archive,
        tokens,
        tally=tally,
        clock=clock,
        sleep=sleep,
        pace=pace or Pace(),
        error_id=error_id,
        pictures=pictures,
        commands=commands,
    )
    return application


def bare_application(
    settings: Settings, tally: Tally, *, request: BaseRequest | None = None
) -> App:
    """Give a connection to Telegram that hears nothing yet; `tally` counts what it will.

    Raises SettingsError without a token.
    """
    # python-telegram-bot gives periods as timedelta only where this is set, and warns otherwise.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    secret = token(settings)
    if secret is None:
        raise missing_token()
    backlog = Backlog()
    return (
        Application.builder()
        .token(secret)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(request or http_request(settings, pool=_POOL))
        .get_updates_request(request or http_request(settings, pool=1, heard=tally.hear))
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .update_queue(backlog)
        .concurrent_updates(Intake(backlog, tally))
        .job_queue(None)
        .build()
    )


def build_briefings(
    application: App,
    settings: Settings,
    archive: Articles,
    state: State,
    tokens: Tokens,
    *,
    pace: Pace,
    clock: Clock = now,
) -> Briefings:
    """Build the half of the bot that writes unasked; it works while its `run` does."""
    zone = ZoneInfo(settings.default_timezone)
    digests = Digests(archive, zone)
    deliveries = Deliveries(
        state=state,
        sender=Pusher(application.bot, pace, tokens),
        clock=clock,
        topic_gone=Forums(state=state, render=digests, clock=clock).topic_gone,
        zone=zone,
    )
    occurrences = Occurrences(
        archive=archive,
        state=state,
        render=digests,
        clock=clock,
        zone=zone,
        queued=deliveries.wake,
    )
    return Briefings(state=state, occurrences=occurrences, deliveries=deliveries, clock=clock)


def listen(
    application: App,
    settings: Settings,
    archive: Articles,
    tokens: Tokens,
    *,
    pace: Pace,
    tally: Tally,
    clock: Clock = now,
    sleep: sending.Sleep = asyncio.sleep,
    error_id: Callable[[], str] = new_error_id,
    pictures: Pictures | None = None,
    commands: tuple[Command, ...] = COMMANDS,
    briefings: Briefings | None = None,
    idle: sending.Sleep = asyncio.sleep,
) -> Gateway:
    """Let a bot hear and answer, and give what does.

    `idle` waits until what takes long is shown to be on its way.
    """
    shared = None
    rights = TelegramRights(application.bot)
    if briefings is not None:
        shared = Subscribing(
            state=briefings.state,
            occurrences=briefings.occurrences,
            rights=rights,
            clock=clock,
        )
        membership = Membership(shared)
        application.add_handler(ChatMemberHandler(membership.on_change))
        application.add_handler(TypeHandler(Update, membership.on_update), group=-1)
        application.add_handler(
            MessageHandler(filters.StatusUpdate.MIGRATE, membership.on_migration)
        )
    application.add_error_handler(tally.on_error)
    acts = dict(_acts(archive, briefings, shared, clock))
    if briefings is not None:
        acts |= _changing(application, settings, archive, briefings, clock)
    showing = Showing(
        tokens=tokens,
        sender=sending.Sender(application.bot, pace, sleep=sleep),
        pictures=pictures or Pictures(settings.data_dir),
        clock=clock,
        language_set=briefings.state.chats.language if briefings is not None else None,
        sleep=idle,
    )
    gateway = Gateway(
        archive=archive,
        showing=showing,
        commands=tuple(c for c in commands if c.answer or c.name in acts or c.name == CANCEL),
        acts=acts,
        door=Door(
            access=settings.access,
            allowed=settings.allowed_ids,
            admins=settings.admin_ids,
            a_minute=settings.rate_limit,
        ),
        clock=clock,
        error_id=error_id,
    )
    _hear(application, gateway, rights)
    return gateway


def _acts(
    archive: Articles, briefings: Briefings | None, shared: Subscribing | None, clock: Clock
) -> Mapping[str, Act]:
    """Give the commands that act, by name."""
    stats = Stats(clock, clock(), briefings.state if briefings is not None else None)
    if briefings is None or shared is None:
        return {"reload": Reload(archive, clock), "stats": stats, "export": export}
    return {
        "reload": Reload(archive, clock, briefings.on_new_corpus),
        "stats": stats,
        "export": export,
        "subscribe": Subscribe(shared),
        "subscriptions": Subscriptions(shared),
        "unsubscribe": Unsubscribe(shared),
        "settings": SettingsOfChat(shared),
        "timezone": Timezone(shared),
        "quiet": QuietHours(shared),
        "pause": Pause(shared),
        "resume": Resume(shared),
        "save": Save(briefings.state.clippings),
        "saved": Saved(briefings.state.clippings),
        "flag": Flag(briefings.state.flags),
        "flags": Review(
            flags=briefings.state.flags,
            audit=briefings.state.audit,
            archive=archive,
            clock=clock,
            then=briefings.on_new_corpus,
        ),
        "mydata": MyData(shared),
        "forgetme": ForgetMe(shared),
    }


def _changing(
    application: App, settings: Settings, archive: Articles, briefings: Briefings, clock: Clock
) -> Mapping[str, Act]:
    """Give the commands by which admins add articles and remove them, by name."""
    audit, then = briefings.state.audit, briefings.on_new_corpus
    changes = Changes(archive=archive, audit=audit, clock=clock, then=then)
    add = Add(
        archive=archive,
        drafts=Drafts(settings.data_dir),
        files=TelegramFiles(application.bot, proxied=is_proxied(settings)),
        pages=Pages(),
        audit=audit,
        clock=clock,
        then=then,
        understand=lambda folder: preview_in_worker(folder, settings.data_dir),
    )
    return {"add": add, "remove": Remove(changes), "undo": Undo(changes)}


def missing_token() -> SettingsError:
    """Say that there is no token, and what to do."""
    return SettingsError(
        t(
            "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather and set the variable (or "
            "TELEGRAM_BOT_TOKEN_FILE, or a line in .env); or try the bot without one: "
            "newsdesk simulate."
        )
    )


async def serve(
    application: App,
    settings: Settings,
    *,
    stop: asyncio.Event,
    ready: Callable[[], None] = lambda: None,
    briefings: Briefings | None = None,
) -> None:
    """Take updates, answer and brief until `stop` is set; then finish what is in work.

    What takes longer than ten seconds then, an answer or a push, is left.
    Waits for Telegram as long as it takes; raises SettingsError where it refuses the bot, or
    where another process has been polling with the same token for too long.
    `ready` is called once updates are taken.
    """
    refusals: list[SettingsError] = []

    def give_way(refusal: SettingsError) -> None:
        refusals.append(refusal)
        stop.set()

    receiving = receiving_of(settings, give_way)
    try:
        await unless(stop, _connect(application, receiving, ready))
        hanging_up = asyncio.create_task(_hang_up_at(stop, application, receiving))
        showing = asyncio.create_task(_show_profile(application, settings))
        try:
            if briefings is not None and not stop.is_set():
                await briefings.run(stop)
            await hanging_up
        finally:
            for task in (hanging_up, showing):
                task.cancel()
            await asyncio.wait({hanging_up, showing})
    finally:
        await _hang_up(application, receiving)
        await application.shutdown()
    if refusals:
        raise refusals[0]


def receiving_of(settings: Settings, give_way: Callable[[SettingsError], None]) -> Receiving:
    """Give the way in which updates come in by the settings."""
    url, secret = settings.webhook_url, settings.webhook_secret
    if url is None or secret is None:
        return Polling(give_way)
    from bot.webhook import Webhook  # noqa: PLC0415 - a tenth of a second, which a poller saves

    host, port = settings.webhook_listen
    return Webhook(
        url=url,
        path=urlsplit(url).path or "/",
        secret=secret.reveal(),
        host=host,
        port=port,
    )


async def _hang_up_at(stop: asyncio.Event, application: App, receiving: Receiving) -> None:
    await stop.wait()
    await _hang_up(application, receiving)


async def _hang_up(application: App, receiving: Receiving) -> None:
    """Take no updates any more; give answers in work as long as pushes on their way, no more."""
    loop = asyncio.get_running_loop()
    end = loop.time() + STOPPING
    await _ended(receiving.stop(), end)
    if application.running:
        await _ended(application.stop(), end)


async def _ended(ending: Coroutine[Any, Any, None], end: float) -> None:
    """Let something end; what has not by then is left."""
    task = asyncio.create_task(ending)
    await asyncio.wait({task}, timeout=max(end - asyncio.get_running_loop().time(), 0))
    if not task.done():
        log.warning("what is in work takes too long for the stop, and is left")
    while not task.done():  # on its way it swallows a cancellation
        task.cancel()
        await asyncio.wait({task}, timeout=_SWALLOWED)
    if not task.cancelled():
        task.result()


async def _connect(application: App, receiving: Receiving, ready: Callable[[], None]) -> None:
    """Reach Telegram, and begin to take updates."""
    await reach(application)
    await receiving.start(application)
    await application.start()
    log.info("answering as @%s", application.bot.username)
    ready()


async def _show_profile(application: App, settings: Settings) -> None:
    """Set menus and descriptions, a dozen calls that neither answers nor briefings wait for."""
    await asyncio.to_thread(locale.prepare)
    profile = Profile(application.bot, COMMANDS, settings.admin_ids)
    for language in locale.languages():
        await profile.show(language)


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do the work and give its result, but cancel it once `stop` is set, and give None."""
    doing = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (doing, stopping):
            task.cancel()
        await asyncio.gather(doing, stopping, return_exceptions=True)
    return None if doing.cancelled() else doing.result()


def _hear(application: App, gateway: Gateway, rights: Rights) -> None:
    """Connect updates to the gateway.  What was sent through a bot is shared, not asked."""
    new = filters.UpdateType.MESSAGE & ~filters.VIA_BOT
    edited = filters.UpdateType.EDITED_MESSAGE & ~filters.VIA_BOT
    private = filters.ChatType.PRIVATE
    application.add_handlers(
        [
            MessageHandler(filters.COMMAND & new, gateway.on_command),
            MessageHandler(filters.TEXT & private & new, gateway.on_words),
            MessageHandler(filters.TEXT & filters.ChatType.GROUPS & new, gateway.on_group_words),
            MessageHandler(filters.TEXT & edited, gateway.on_edit),
            MessageHandler(filters.Document.ALL & private & new, gateway.on_document),
            MessageHandler(~filters.StatusUpdate.ALL & private & new, gateway.on_something_else),
            CallbackQueryHandler(Presses(gateway, rights).on_button),
            InlineQueryHandler(InlineMode(gateway).on_query),
        ]
    )
    application.add_error_handler(gateway.on_error)
