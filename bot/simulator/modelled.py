"""What of Telegram is modelled and what is not: the page's and the documentation's one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """An area of Telegram, what the stand-in has of it and lacks, and the methods of it."""

    area: str
    has: str
    lacks: str
    methods: tuple[str, ...] = ()


ROWS = (
    Row(
        "Updates",
        "long polling with offset, limit and allowed_updates; 409 for a second poller; what waits "
        "for a day is lost",
        "webhooks; updates other than message, edited_message, callback_query, inline_query",
        ("getUpdates", "deleteWebhook", "getWebhookInfo"),
    ),
    Row(
        "Text messages",
        "sending, replying, editing and deleting; entities with Telegram's checks; 4,096 UTF-16 "
        "units; commands, mentions, hashtags and http addresses found in a text",
        "parse_mode; link previews; bare domains as links; forwarding, pinning, reactions, drafts",
        ("sendMessage", "editMessageText", "deleteMessage", "sendChatAction"),
    ),
    Row(
        "Buttons",
        "inline keyboards with callback data and addresses; toasts and alerts; presses by any "
        "member of a group; a press is answered once, within a minute",
        "reply keyboards; web apps, payments, login; opening an address by answering a press",
        ("editMessageReplyMarkup", "answerCallbackQuery"),
    ),
    Row(
        "Private chats",
        "nobody is written to before they start the bot; blocking it",
        "topics in private chats; business connections",
    ),
    Row(
        "Groups and topics",
        "one forum with General and a topic, of which everyone is a member; message_thread_id on "
        "what comes and goes; in General replies have a thread that is no topic, and thread 1 is "
        "refused; privacy mode: the bot is shown commands, mentions of it and replies to it",
        "joining, leaving, promoting and banning; basic groups and their upgrade (as a fault in "
        "tests only); channels; anonymous administrators; making and closing topics",
        ("getChat", "getChatMember", "getChatAdministrators", "getChatMemberCount"),
    ),
    Row(
        "Files",
        "documents from people, with a caption, up to 25 MB; bots fetch up to 20 MB",
        "files that bots send; photos, voice, video and other media; albums",
        ("getFile",),
    ),
    Row(
        "Inline mode",
        "queries from the composer; results of the type article with a text; sending one of them",
        "other types of results; offsets; caching; chosen_inline_result; inline messages' edits",
        ("answerInlineQuery",),
    ),
    Row(
        "Menu and profile",
        "commands by scope and language; descriptions",
        "the menu button; names, photos and rights",
        (
            "getMe", "setMyCommands", "getMyCommands", "deleteMyCommands", "setMyDescription",
            "getMyDescription", "setMyShortDescription", "getMyShortDescription",
        ),
    ),
    Row(
        "Faults",
        "429 with a pause, 403, 502, a connection dropped before or after the work: once, for the "
        "next request",
        "Telegram's own pace: nothing is refused for being too much",
    ),
    Row(
        "Time",
        "a clock that can be set forward, for messages and for the bot",
        "setting it back; a faster pace: who waits by real seconds still waits",
    ),
)  # fmt: skip


def table() -> str:
    """The rows as a table in Markdown."""
    lines = ["| area | modelled | not modelled | methods |", "|---|---|---|---|"]
    for row in ROWS:
        methods = ", ".join(f"`{method}`" for method in row.methods)
        lines.append(f"| {row.area} | {row.has} | {row.lacks} | {methods} |")
    return "\n".join(lines)
