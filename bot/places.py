"""Where an update comes from, and whom its answer goes to."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.contract import Place


def place_of(asked: Message) -> Place:
    """Where a message was sent, and by whom."""
    return Place(
        chat=asked.chat.id,
        private=asked.chat.type == ChatType.PRIVATE,
        user=asked.from_user.id if asked.from_user is not None else None,
        thread=asked.message_thread_id if asked.is_topic_message else None,
        message=asked.message_id,
        title=asked.chat.effective_name or "",
        language=asked.from_user.language_code if asked.from_user is not None else None,
        anonymous=asked.sender_chat is not None and asked.sender_chat.id == asked.chat.id,
        said=_said(asked.reply_to_message) if asked.chat.type == ChatType.PRIVATE else "",
    )


def _said(message: object) -> str:
    """Give the words of a bot's message; in a private chat there is no bot but this one."""
    if not isinstance(message, Message) or message.from_user is None:
        return ""
    return (message.text or message.caption or "") if message.from_user.is_bot else ""


def place_of_button(query: CallbackQuery) -> Place | None:
    """Where a button was pressed, and by whom; None where Telegram does not tell."""
    holder = query.message
    if holder is None:
        return None
    threaded = isinstance(holder, Message) and holder.is_topic_message
    return Place(
        chat=holder.chat.id,
        private=holder.chat.type == ChatType.PRIVATE,
        user=query.from_user.id,
        thread=holder.message_thread_id if isinstance(holder, Message) and threaded else None,
        message=holder.message_id,
        title=holder.chat.effective_name or "",
        language=query.from_user.language_code,
        channel=holder.chat.type == ChatType.CHANNEL,
        said=_said(holder),
    )


def beside_channel(place: Place) -> Place:
    """Where to answer: not in a channel, but to whoever pressed a button there."""
    if not place.channel or place.user is None:
        return place
    return Place(chat=place.user, private=True, user=place.user, language=place.language)


def place_of_update(update: Update) -> Place | None:
    """Where to tell of an error in an update."""
    if update.message is not None:
        return place_of(update.message)
    query = update.callback_query
    place = place_of_button(query) if query is not None else None
    return beside_channel(place) if place is not None else None


def replied_to(asked: Message, bot: int) -> int | None:
    """Give the message of this bot that was replied to; None where there is none.

    A message in a forum's topic "replies" to the topic's beginning, which is no answer.
    """
    to = asked.reply_to_message
    if to is None or to.from_user is None or to.forum_topic_created is not None:
        return None
    return to.message_id if to.from_user.id == bot else None
