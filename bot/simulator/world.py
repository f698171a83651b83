"""The stand-in's state: people, their chats, messages, the bot's updates, what the page is told.

Synchronous and without I/O: the clock is passed in, and whoever wants to know of changes
subscribes. Ids, entities and JSON are shaped as the Bot API shapes them.

A private chat's id is its person's id. Message ids count up over all chats, as they do over a
bot's private chats in Telegram.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

from bot.simulator.entities import Entity, detect, utf16_length
from bot.simulator.limits import MAX_TEXT_UNITS

Clock: TypeAlias = Callable[[], datetime]
Role: TypeAlias = Literal["reader", "admin"]

UPDATE_LIFETIME = timedelta(hours=24)  # Telegram keeps undelivered updates for a day
QUERY_LIFETIME = timedelta(seconds=60)  # not documented; bots see refusals well under that
MAX_QUERIES = 1_000
MAX_UPDATES = 10_000
MAX_EVENTS = 1_000
BOT_ID = 7_000_000_001


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes to the bot; the role is only how the page labels them.

    Whether the bot takes a person for an admin is decided by the bot's own `ADMIN_IDS`.
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
ADMIN = Person(1, "Admin", role="admin")


@dataclass(frozen=True, slots=True)
class BotProfile:
    """The bot as Telegram knows it."""

    username: str = "newsdesk_local_bot"
    name: str = "Newsdesk"
    id: int = BOT_ID

    def as_user(self) -> dict[str, Any]:
        """The bot as a Bot API User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat of a person with the bot."""

    person: Person

    @property
    def id(self) -> int:
        """The chat's id, which is the person's."""
        return self.person.id

    def as_chat(self) -> dict[str, Any]:
        """The chat as a Bot API Chat."""
        chat = {"id": self.id, "type": "private", "first_name": self.person.name}
        if self.person.username is not None:
            chat["username"] = self.person.username
        return chat


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; an edit replaces it by another value of the same id."""

    id: int
    chat: Chat
    sender: Mapping[str, Any]
    date: datetime
    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: Mapping[str, Any] | None = None
    edited: datetime | None = None
    reply_to: Message | None = None

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
        message: dict[str, Any] = {
            "message_id": self.id,
            "from": dict(self.sender),
            "chat": self.chat.as_chat(),
            "date": int(self.date.timestamp()),
            "text": self.text,
        }
        if self.entities:
            message["entities"] = [dict(entity) for entity in self.entities]
        if self.keyboard is not None:
            message["reply_markup"] = dict(self.keyboard)
        if self.reply_to is not None:
            message["reply_to_message"] = replace(self.reply_to, reply_to=None).as_message()
        if self.edited is not None:
            message["edit_date"] = int(self.edited.timestamp())
        return message


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
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the chat page shows: in one chat, or (None) in all."""

    id: int
    kind: str
    chat_id: int | None
    body: Mapping[str, Any]


@dataclass(slots=True)
class _Room:
    """A chat's state."""

    chat: Chat
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)


class World:
    """Everything that Telegram would know. Changes are told to subscribers after they are made."""

    def __init__(
        self,
        people: Iterable[Person] = (READER, ADMIN),
        *,
        clock: Clock | None = None,
        bot: BotProfile | None = None,
        history: int = 500,
    ) -> None:
        self.bot = bot or BotProfile()
        self.clock: Clock = clock or (lambda: datetime.now(UTC))
        self.history = history
        self.allowed_updates: frozenset[str] | None = None
        self.online = False
        self.menus = Menus()
        self.descriptions: dict[tuple[str, str], str] = {}
        self._rooms = {person.id: _Room(Chat(person)) for person in people}
        self._updates: deque[Update] = deque(maxlen=MAX_UPDATES)
        self._queries: dict[str, Query] = {}
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._message_ids = itertools.count(1)
        self._update_ids = itertools.count(100_001)
        self._query_ids = itertools.count(4_000_000_000_000_001)
        self._event_ids = itertools.count(1)
        self._subscribers: list[Callable[[], None]] = []

    # --- reading

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone who can write to the bot."""
        return tuple(room.chat.person for room in self._rooms.values())

    def person(self, person_id: int) -> Person:
        """The person with the id; LookupError where there is none."""
        return self._room(person_id).chat.person

    def chat(self, chat_id: int) -> Chat | None:
        """The chat that the bot can see: one that its person has started."""
        room = self._rooms.get(chat_id)
        return room.chat if room and room.started else None

    def known(self, chat_id: int) -> bool:
        """Whether there is such a person at all, started or not."""
        return chat_id in self._rooms

    def blocked(self, chat_id: int) -> bool:
        """Whether the person has blocked the bot."""
        return self._room(chat_id).blocked

    def messages(self, chat_id: int) -> tuple[Message, ...]:
        """The chat's messages, oldest first, as they stand now."""
        return tuple(self._room(chat_id).messages.values())

    def answers(self, chat_id: int) -> tuple[Message, ...]:
        """The bot's messages of the chat, oldest first."""
        return tuple(message for message in self.messages(chat_id) if message.by_bot)

    def message(self, message_id: int, chat_id: int | None = None) -> Message | None:
        """The message as it stands now; None where it is gone or was never there."""
        for room in self._rooms.values():
            if chat_id in (None, room.chat.id) and message_id in room.messages:
                return room.messages[message_id]
        return None

    def query(self, query_id: str) -> Query | None:
        """The press with that id, with the bot's answer where there is one."""
        return self._queries.get(query_id)

    @property
    def last_event_id(self) -> int:
        """Id of the latest event, 0 before the first."""
        return self._events[-1].id if self._events else 0

    def events_after(self, event_id: int) -> tuple[Event, ...] | None:
        """The events since the one with the id; None where some of them are forgotten."""
        if event_id > self.last_event_id:
            return None
        if self._events and event_id < self._events[0].id - 1:
            return None
        return tuple(event for event in self._events if event.id > event_id)

    # --- what people do

    def user_says(
        self, chat_id: int, user: int | Person, text: str, *, edited: bool = False
    ) -> Message:
        """A person writes; with `edited`, their latest message of the chat becomes this text.

        The first message starts the chat. Returns the message as the bot will get it. ValueError
        on what a Telegram client would not send: no text, or more than 4,096 units.
        """
        room = self._own_room(chat_id, user)
        text = text.strip()
        if not 1 <= utf16_length(text) <= MAX_TEXT_UNITS:
            raise ValueError(f"a message has 1 to {MAX_TEXT_UNITS} UTF-16 units")
        if edited:
            return self._user_edits(room, text)
        room.started, room.blocked = True, False
        message = Message(
            next(self._message_ids),
            room.chat,
            room.chat.person.as_user(),
            self.clock(),
            text,
            tuple(detect(text)),
        )
        self._keep(room, message)
        self._tell_bot("message", message.as_message())
        self._tell_page("message", room.chat.id, message.as_message())
        return message

    def _user_edits(self, room: _Room, text: str) -> Message:
        own = [message for message in room.messages.values() if not message.by_bot]
        if not own:
            raise LookupError(f"{room.chat.person.name} has written nothing that can be edited")
        message = replace(own[-1], text=text, entities=tuple(detect(text)), edited=self.clock())
        room.messages[message.id] = message
        self._tell_bot("edited_message", message.as_message())
        self._tell_page("edited", room.chat.id, message.as_message())
        return message

    def press(
        self, message_id: int, data: str, user: int | Person, *, forged: bool = False
    ) -> Query:
        """A person presses the button with that callback data.

        LookupError where the message has no such button, unless `forged`: a changed client can
        send any data.
        """
        person = self.person(user if isinstance(user, int) else user.id)
        message = self.message(message_id)
        if message is None or message.chat.id != person.id:
            raise LookupError(f"{person.name} sees no message {message_id}")
        if not forged and all(button.get("callback_data") != data for button in message.buttons):
            raise LookupError(f"message {message_id} has no button with the data {data!r}")
        query = Query(str(next(self._query_ids)), person, message_id, self.clock())
        self._queries[query.id] = query
        while len(self._queries) > MAX_QUERIES:
            del self._queries[next(iter(self._queries))]
        body = {
            "id": query.id,
            "from": person.as_user(),
            "message": message.as_message(),
            "chat_instance": str(message.chat.id),
            "data": data,
        }
        self._tell_bot("callback_query", body)
        self._changed()
        return query

    def block(self, user: int | Person, *, blocked: bool = True) -> None:
        """A person blocks the bot, or no longer; writing to it also ends the block."""
        self._room(user if isinstance(user, int) else user.id).blocked = blocked
        self._changed()

    # --- what the bot does (the checks are `telegram.BotApi`'s)

    def bot_says(
        self,
        chat_id: int,
        text: str,
        entities: Sequence[Entity] = (),
        keyboard: Mapping[str, Any] | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Put a message of the bot into the chat."""
        room = self._room(chat_id)
        message = Message(
            next(self._message_ids),
            room.chat,
            self.bot.as_user(),
            self.clock(),
            text,
            tuple(entities),
            keyboard,
            reply_to=reply_to,
        )
        self._keep(room, message)
        self._tell_page("message", chat_id, message.as_message())
        return message

    def bot_edits(self, message: Message) -> Message:
        """Put this value in the place of the message with its id."""
        message = replace(message, edited=self.clock())
        self._room(message.chat.id).messages[message.id] = message
        self._tell_page("edited", message.chat.id, message.as_message())
        return message

    def bot_deletes(self, message: Message) -> None:
        """Take the message out of its chat."""
        del self._room(message.chat.id).messages[message.id]
        self._tell_page("deleted", message.chat.id, {"message_id": message.id})

    def bot_acts(self, chat_id: int, action: str) -> None:
        """Show that the bot is typing or the like."""
        self._tell_page("action", chat_id, {"action": action})

    def bot_answers(self, query: Query, text: str, *, alert: bool, url: str = "") -> None:
        """End the waiting of a press, with a toast or an alert where there is text."""
        self._queries[query.id] = replace(query, answered=True, text=text, alert=alert)
        body = {"query_id": query.id, "text": text, "alert": alert, "url": url}
        self._tell_page("answer", query.person.id, body)

    def menu_changed(self) -> None:
        """Tell the page that the bot has set or deleted commands or descriptions."""
        self._tell_page("menu", None, {})

    def bot_polls(self) -> None:
        """Note that the bot fetches updates; the page shows it as online from then on."""
        if not self.online:
            self.online = True
            self._tell_page("online", None, {})

    # --- updates

    def pending(self, offset: int, limit: int) -> list[Update]:
        """Undelivered updates from the offset on; earlier ones are confirmed and forgotten.

        A negative offset counts from the end and forgets the rest, as in getUpdates.
        """
        oldest = self.clock() - UPDATE_LIFETIME
        if offset < 0:
            offset = self._updates[offset].id if -offset <= len(self._updates) else 0
        while self._updates and (self._updates[0].id < offset or self._updates[0].at < oldest):
            self._updates.popleft()
        return list(itertools.islice(self._updates, limit))

    @property
    def pending_count(self) -> int:
        """How many updates wait for the bot."""
        return len(self._updates)

    def drop_pending(self) -> None:
        """Forget every update that waits."""
        self._updates.clear()

    # --- inside

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call the listener after each change."""
        self._subscribers.append(listener)

    def _changed(self) -> None:
        for listener in self._subscribers:
            listener()

    def _room(self, chat_id: int) -> _Room:
        try:
            return self._rooms[chat_id]
        except KeyError:
            raise LookupError(f"nobody here has the id {chat_id}") from None

    def _own_room(self, chat_id: int, user: int | Person) -> _Room:
        person_id = user if isinstance(user, int) else user.id
        if person_id != chat_id:
            raise LookupError(f"{person_id} is not in the private chat {chat_id}")
        return self._room(chat_id)

    def _keep(self, room: _Room, message: Message) -> None:
        room.messages[message.id] = message
        while len(room.messages) > self.history:
            del room.messages[next(iter(room.messages))]

    def _tell_bot(self, kind: str, body: Mapping[str, Any]) -> None:
        if self.allowed_updates is None or kind in self.allowed_updates:
            self._updates.append(Update(next(self._update_ids), self.clock(), kind, body))

    def _tell_page(self, kind: str, chat_id: int | None, body: Mapping[str, Any]) -> None:
        self._events.append(Event(next(self._event_ids), kind, chat_id, body))
        self._changed()


class Menus:
    """Command lists by scope and language, and which of them a person is shown."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, int | None, str], list[dict[str, str]]] = {}

    def put(
        self, scope: Mapping[str, Any], language: str, commands: Iterable[Mapping[str, Any]]
    ) -> None:
        """Set the list of a scope and language; an empty one is as good as none."""
        self._lists[_scope_key(scope, language)] = [
            {
                "command": str(command["command"]).removeprefix("/"),
                "description": str(command["description"]),
            }
            for command in commands
        ]

    def get(self, scope: Mapping[str, Any], language: str) -> list[dict[str, str]]:
        """The list of exactly that scope and language."""
        return self._lists.get(_scope_key(scope, language), [])

    def shown_to(self, person: Person) -> list[dict[str, str]]:
        """What the person sees in the private chat: the narrowest scope, their language first."""
        scopes: tuple[dict[str, Any], ...] = (
            {"type": "chat", "chat_id": person.id},
            {"type": "all_private_chats"},
            {"type": "default"},
        )
        for scope in scopes:
            for language in (person.language, ""):
                if commands := self.get(scope, language):
                    return commands
        return []


def _scope_key(scope: Mapping[str, Any], language: str) -> tuple[str, int | None, str]:
    chat_id = scope.get("chat_id")
    return str(scope.get("type", "default")), chat_id if chat_id is None else int(chat_id), language
