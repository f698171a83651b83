"""What of Telegram is modelled and what is not, declared once.

The stand-in refuses by it, and the page and the documentation show it: a method that no row
names is refused, and so is a parameter (or a member of an object) that its row does not take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.simulator.conformance import members, methods


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken of a method's parameters or an object's members; the rest is refused."""

    heeded: frozenset[str] = frozenset()
    without_effect: frozenset[str] = frozenset()
    """Accepted, though nothing comes of it here."""

    def __contains__(self, name: str) -> bool:
        return name in self.heeded or name in self.without_effect


def _taken(heeded: str = "", *, without_effect: str = "") -> Taken:
    return Taken(frozenset(heeded.split()), frozenset(without_effect.split()))


@dataclass(frozen=True, slots=True)
class Row:
    """An area of Telegram in words, and what is taken of its methods and objects."""

    area: str
    has: str
    lacks: str
    methods: Mapping[str, Taken] = field(default_factory=dict)
    objects: Mapping[str, Taken] = field(default_factory=dict)

    @property
    def without_effect(self) -> tuple[str, ...]:
        """What is accepted without effect, by method or object."""
        return _lines((of, taken.without_effect) for of, taken in self._takes())

    @property
    def refused(self) -> tuple[str, ...]:
        """What Telegram knows and the stand-in refuses, by method or object."""
        return _lines(
            (of, [name for name in _known(of) if name not in taken]) for of, taken in self._takes()
        )

    def _takes(self) -> Iterator[tuple[str, Taken]]:
        yield from self.methods.items()
        yield from self.objects.items()


def _known(of: str) -> Iterable[str]:
    """The parameters of a method, or the members of an object."""
    return methods()[of] if of in methods() else members(of)


def _lines(named: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """One line for each that has any: its name, then theirs."""
    return tuple(f"{of}: {', '.join(names)}" for of, some in named if (names := _names(some)))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


ROWS = (
    Row(
        "Updates",
        "long polling with offset, limit and allowed_updates; 409 for a second poller; webhooks on "
        "this machine, with a secret, one update at a time; what waits for a day is lost",
        "webhooks elsewhere, certificates; updates other than message, edited_message, "
        "callback_query, inline_query, my_chat_member",
        {
            "getUpdates": _taken("offset limit timeout allowed_updates"),
            "setWebhook": _taken(
                "url allowed_updates secret_token drop_pending_updates",
                without_effect="max_connections",
            ),
            "deleteWebhook": _taken("drop_pending_updates"),
            "getWebhookInfo": _taken(),
        },
    ),
    Row(
        "Text messages",
        "sending, replying, editing and deleting; entities with Telegram's checks; 4,096 UTF-16 "
        "units; commands, mentions, hashtags and http addresses found in a text; link previews "
        "switched off",
        "link previews: none is shown, and options for one are refused; bare domains as links; "
        "forwarding, pinning, reactions, drafts",
        {
            "sendMessage": _taken(
                "chat_id message_thread_id text entities link_preview_options reply_parameters "
                "reply_markup",
                without_effect="disable_notification protect_content",
            ),
            "editMessageText": _taken(
                "chat_id message_id text entities link_preview_options reply_markup"
            ),
            "deleteMessage": _taken("chat_id message_id"),
            "sendChatAction": _taken("chat_id message_thread_id action"),
        },
        {
            "MessageEntity": _taken("type offset length url", without_effect="language"),
            "LinkPreviewOptions": _taken("is_disabled"),
            "ReplyParameters": _taken("message_id allow_sending_without_reply"),
        },
    ),
    Row(
        "Buttons",
        "inline keyboards with callback data, addresses and words to copy; toasts and alerts; "
        "presses by any member of a group; a press is answered once, within a minute",
        "reply keyboards",
        {
            "editMessageReplyMarkup": _taken("chat_id message_id reply_markup"),
            "answerCallbackQuery": _taken(
                "callback_query_id text show_alert", without_effect="cache_time"
            ),
        },
        {
            "InlineKeyboardButton": _taken("text callback_data url copy_text"),
            "CopyTextButton": _taken("text"),
        },
    ),
    Row(
        "Private chats",
        "nobody is written to before they start the bot; a person may block the bot, which ends "
        "with their next message",
        "topics in private chats; business connections",
    ),
    Row(
        "Channels",
        "one channel, which the admin owns, the bot may post in, and everyone reads; presses of "
        "the buttons under its posts; the bot is put out of it, or of the group, and taken back",
        "posts by people; comments; rights one by one",
    ),
    Row(
        "Groups and topics",
        "one forum with General and a topic, of which everyone is a member; message_thread_id on "
        "what comes and goes; in General replies have a thread that is no topic, and thread 1 is "
        "refused; privacy mode: the bot is shown commands, mentions of it and replies to it",
        "joining, leaving, promoting and banning of people; basic groups and their upgrade (as a "
        "fault in tests only); anonymous administrators; making and closing topics",
        {
            "getChat": _taken("chat_id"),
            "getChatMember": _taken("chat_id user_id"),
            "getChatAdministrators": _taken("chat_id"),
            "getChatMemberCount": _taken("chat_id"),
        },
    ),
    Row(
        "Files",
        "documents from people and from the bot, with a caption, up to 25 MB; bots fetch up to "
        "20 MB; the page saves what the bot has sent; photos from the bot, as PNG, shown, and put "
        "in the place of a photo or a text",
        "files by id or address; photos from people, of other formats or in several sizes; voice, "
        "video and other media; albums",
        {
            "sendPhoto": _taken(
                "chat_id message_thread_id photo caption caption_entities reply_parameters "
                "reply_markup",
                without_effect="disable_notification protect_content",
            ),
            "sendDocument": _taken(
                "chat_id message_thread_id document caption caption_entities reply_parameters "
                "reply_markup",
                without_effect="disable_notification protect_content "
                "disable_content_type_detection",
            ),
            "editMessageMedia": _taken("chat_id message_id media reply_markup"),
            "getFile": _taken("file_id"),
        },
        {"InputMediaPhoto": _taken("type media caption caption_entities")},
    ),
    Row(
        "Inline mode",
        "queries from the composer; results of the type article with a text; further results by "
        "offset; a button above them that opens the bot's chat; sending one of them",
        "other types of results; answers kept for a while; chosen_inline_result; inline messages' "
        "edits",
        {
            "answerInlineQuery": _taken(
                "inline_query_id results next_offset button",
                without_effect="cache_time is_personal",
            ),
        },
        {
            "InlineQueryResultArticle": _taken(
                "type id title description input_message_content reply_markup",
                without_effect="url thumbnail_url thumbnail_width thumbnail_height",
            ),
            "InputTextMessageContent": _taken("message_text entities link_preview_options"),
            "InlineQueryResultsButton": _taken("text start_parameter"),
        },
    ),
    Row(
        "Menu and profile",
        "commands by scope and language; descriptions",
        "the menu button; names, photos and rights",
        {
            "getMe": _taken(),
            "setMyCommands": _taken("commands scope language_code"),
            "getMyCommands": _taken("scope language_code"),
            "deleteMyCommands": _taken("scope language_code"),
            "setMyDescription": _taken("description language_code"),
            "getMyDescription": _taken("language_code"),
            "setMyShortDescription": _taken("short_description language_code"),
            "getMyShortDescription": _taken("language_code"),
        },
    ),
    Row(
        "Faults",
        "429 with a pause, 403, 502, a connection dropped before or after the work: once, for the "
        "next request of the method that is chosen",
        "Telegram's own pace: nothing is refused for being too much",
    ),
    Row(
        "Time",
        "a clock that can be set forward, for messages and for the bot",
        "setting it back; a faster pace: who waits by real seconds still waits",
    ),
)

METHODS: Mapping[str, Taken] = MappingProxyType(
    {name: taken for row in ROWS for name, taken in row.methods.items()}
)
OBJECTS: Mapping[str, Taken] = MappingProxyType(
    {name: taken for row in ROWS for name, taken in row.objects.items()}
)


def refused_parameters(method: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the parameters that the stand-in does not take of a method that it has."""
    return _names(name for name in names if name not in METHODS[method])


def refused_members(kind: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the members that the stand-in does not take of an object of the Bot API."""
    return _names(name for name in names if name not in OBJECTS[kind])


HEADINGS = ("area", "modelled", "accepted without effect", "not modelled", "methods")


def table() -> str:
    """The rows as a table in Markdown."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|---|---|---|---|---|"]
    for row in ROWS:
        cells = (row.area, row.has, "; ".join(row.without_effect), told(row), _code(row.methods))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def told(row: Row) -> str:
    """What is not modelled, in words and then by name."""
    return f"{row.lacks}. Refused: {'; '.join(row.refused)}" if row.refused else row.lacks


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
