"""Values of the stand-in's world, and their shapes in the Bot API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from bot.simulator.entities import Entity, utf16_length

Role: TypeAlias = Literal["reader", "admin"]

BOT_ID = 7_000_000_001
TOPIC_COLOUR = 0x6FB9F0  # the first of the six that Telegram offers


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes to the bot.

    Whether the bot takes a person for an admin is decided by the bot's own `ADMIN_IDS`; here an
    admin is labelled so on the page, and owns the groups.
    """

    id: int
    name: str
    role: Role = "reader"
    username: str | None = None
    language: str = "en"

    def as_user(self) -> dict[str, Any]:
        """The person as a Bot API User."""
        user = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }
        return user if self.username is None else {**user, "username": self.username}


READER = Person(1001, "Reader")
SECOND_READER = Person(1002, "Reader 2")
RUSSIAN_READER = Person(1003, "Анна", language="ru")
ADMIN = Person(1, "Admin", role="admin")


@dataclass(frozen=True, slots=True)
class BotProfile:
    """The bot as Telegram knows it; `inline` is what @BotFather's /setinline switches."""

    username: str = "newsdesk_local_bot"
    name: str = "Newsdesk"
    id: int = BOT_ID
    inline: bool = True

    def as_user(self) -> dict[str, Any]:
        """The bot as a Bot API User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a forum; `thread` is the id of the service message that created it."""

    thread: int
    name: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat with a person, or a supergroup or channel in which all people and the bot are.

    A supergroup with topics is a forum, which has a topic General besides, without a thread.  In a
    channel the bot is an administrator and the people read.
    """

    id: int
    name: str
    username: str | None = None
    kind: Literal["private", "supergroup", "channel"] = "private"
    topics: tuple[Topic, ...] = ()

    @classmethod
    def private_with(cls, person: Person) -> Chat:
        """The chat of a person with the bot, whose id is the person's."""
        return cls(person.id, person.name, person.username)

    @property
    def private(self) -> bool:
        """Whether it is a private chat."""
        return self.kind == "private"

    @property
    def channel(self) -> bool:
        """Whether it is a channel."""
        return self.kind == "channel"

    def topic(self, thread: int) -> Topic | None:
        """The topic with that thread, if the chat has it."""
        return next((topic for topic in self.topics if topic.thread == thread), None)

    def as_chat(self) -> dict[str, Any]:
        """The chat as a Bot API Chat."""
        chat: dict[str, Any] = {"id": self.id, "type": self.kind}
        chat["first_name" if self.private else "title"] = self.name
        if self.username is not None:
            chat["username"] = self.username
        if self.topics:
            chat["is_forum"] = True
        return chat


NEWSROOM = Chat(-1_001_000_000_001, "Newsroom", kind="supergroup", topics=(Topic(2, "Embassies"),))
CHANNEL = Chat(-1_001_000_000_002, "Daily news", "newsdesk_daily", kind="channel")


@dataclass(frozen=True, slots=True)
class File:
    """A file that someone has sent. `path` is the one in the Bot API's file addresses."""

    id: str
    unique_id: str
    name: str
    media_type: str
    path: str
    content: bytes = field(repr=False)

    def as_file(self) -> dict[str, Any]:
        """The file as a Bot API File."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
            "file_path": self.path,
        }

    def as_document(self) -> dict[str, Any]:
        """The file as a Bot API Document."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.media_type,
            "file_size": len(self.content),
        }

    def as_photo(self, width: int, height: int) -> tuple[dict[str, Any], ...]:
        """The file as the Bot API PhotoSizes of a photo: here there is one size."""
        return (
            {
                "file_id": self.id,
                "file_unique_id": self.unique_id,
                "width": width,
                "height": height,
                "file_size": len(self.content),
            },
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a request of the bot's, as it came."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.name} ({len(self.content):,} bytes)"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; an edit replaces it by another value of the same id.

    `text` is the caption where there is a document or a photo. `thread` is the forum topic's, None
    in General and outside of forums. `service` is what a service message tells of, by its field's
    name. `seen` is false for what Telegram does not show to the bot (privacy mode in groups).
    """

    id: int
    chat: Chat
    sender: Mapping[str, Any]
    date: datetime
    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: Mapping[str, Any] | None = None
    edited: datetime | None = None
    reply_to: Message | None = None
    thread: int | None = None
    document: Mapping[str, Any] | None = None
    photo: tuple[Mapping[str, Any], ...] = ()
    via_bot: Mapping[str, Any] | None = None
    service: Mapping[str, Any] | None = None
    seen: bool = True

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.sender["is_bot"])

    @property
    def buttons(self) -> tuple[Mapping[str, Any], ...]:
        """The keyboard's buttons in reading order, as Bot API InlineKeyboardButtons."""
        rows = self.keyboard["inline_keyboard"] if self.keyboard else ()
        return tuple(button for row in rows for button in row)

    def button(self, label: str) -> str:
        """The callback data of the first button whose text contains the label.

        Raises LookupError, naming the labels that there are.
        """
        for button in self.buttons:
            if label in button["text"] and "callback_data" in button:
                return str(button["callback_data"])
        labels = [button["text"] for button in self.buttons]
        raise LookupError(f"message {self.id} has no button {label!r}, only {labels}")

    def as_message(self) -> dict[str, Any]:
        """The message as a Bot API Message."""
        sender = (
            {"sender_chat": self.chat.as_chat()}
            if self.chat.channel
            else {"from": dict(self.sender)}
        )
        message: dict[str, Any] = {
            "message_id": self.id,
            **sender,
            "chat": self.chat.as_chat(),
            "date": int(self.date.timestamp()),
            **self._content(),
            **self._thread(),
        }
        if self.keyboard is not None:
            message["reply_markup"] = dict(self.keyboard)
        if self.reply_to is not None:
            message["reply_to_message"] = replace(self.reply_to, reply_to=None).as_message()
        if self.edited is not None:
            message["edit_date"] = int(self.edited.timestamp())
        if self.via_bot is not None:
            message["via_bot"] = dict(self.via_bot)
        return message

    def _content(self) -> dict[str, Any]:
        if self.service is not None:
            return dict(self.service)
        text, entities = "text", "entities"
        content: dict[str, Any] = {}
        if self.document is not None:
            text, entities = "caption", "caption_entities"
            content["document"] = dict(self.document)
        if self.photo:
            text, entities = "caption", "caption_entities"
            content["photo"] = [dict(size) for size in self.photo]
        if self.text:
            content[text] = self.text
        if self.entities:
            content[entities] = [dict(entity) for entity in self.entities]
        return content

    def _thread(self) -> dict[str, Any]:
        if self.thread is not None:
            return {"message_thread_id": self.thread, "is_topic_message": True}
        if self.chat.kind == "supergroup" and self.reply_to is not None:
            # A chain of replies in General has a thread, too, which is no topic, and into which
            # nothing can be sent (tdlib/telegram-bot-api issues 356, 447).
            return {"message_thread_id": self._root().id}
        return {}

    def _root(self) -> Message:
        root = self
        while root.reply_to is not None:
            root = root.reply_to
        return root

    def as_shown(self) -> dict[str, Any]:
        """The message for the chat page, which also says what the bot does not get to see."""
        shown = {**self.as_message(), "from": dict(self.sender)}
        return shown if self.seen else {**shown, "unseen": True}


@dataclass(frozen=True, slots=True)
class Update:
    """Something that the bot has not been told yet."""

    id: int
    at: datetime
    kind: str
    body: Mapping[str, Any]

    def as_update(self) -> dict[str, Any]:
        """The update as a Bot API Update."""
        return {"update_id": self.id, self.kind: dict(self.body)}


@dataclass(frozen=True, slots=True)
class Query:
    """A press of a button that waits for the bot's answer, or has it."""

    id: str
    person: Person
    message_id: int
    at: datetime
    chat_id: int = 0
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """What a person has typed behind the bot's name; `results` once the bot has answered.

    `offset` is the `next_offset` of the answer whose further results are asked for, `button`
    what stands above the results.
    """

    id: str
    person: Person
    text: str
    at: datetime
    offset: str = ""
    results: tuple[Mapping[str, Any], ...] | None = None
    next_offset: str = ""
    button: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the chat page shows: in one chat, or (None) in all."""

    id: int
    kind: str
    chat_id: int | None
    body: Mapping[str, Any]


def is_for_the_bot(message: Message, bot: BotProfile) -> bool:
    """Whether a bot in privacy mode is shown a group's message.

    It is shown commands (of no other bot), mentions of it, replies to it, what was sent through
    it, and service messages. Telegram shows `/command` without a name only to the bot that wrote
    last; here there is one bot.
    """
    if message.chat.private or message.service or message.via_bot:
        return True
    if message.reply_to is not None and message.reply_to.sender["id"] == bot.id:
        return True
    name = f"@{bot.username}".casefold()
    for entity in message.entities:
        words = _cut(message.text, entity).casefold()
        if entity["type"] == "bot_command" and ("@" not in words or words.endswith(name)):
            return True
        if entity["type"] == "mention" and words == name:
            return True
    return False


def _cut(text: str, entity: Entity) -> str:
    """The entity's part of the text."""
    units = text.encode("utf-16-le")
    start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    return units[start:end].decode("utf-16-le")


def checked_length(text: str, most: int, what: str, least: int = 1) -> None:
    """Raise ValueError on a text that a Telegram client would not send."""
    if not least <= utf16_length(text) <= most:
        raise ValueError(f"a {what} has {least} to {most} UTF-16 units")
