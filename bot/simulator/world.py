"""The stand-in's state: people, their chats, messages, the bot's updates, what the page is told.

Synchronous and without I/O: the clock is passed in, and whoever wants to know of changes
subscribes. Ids, entities and JSON are shaped as the Bot API shapes them.

A private chat's id is its person's id. Message ids count up over all private chats, as they do
for a bot in Telegram, and in each supergroup by themselves.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.simulator.clock import FURTHEST, AdjustableClock, Clock
from bot.simulator.entities import Entity, detect
from bot.simulator.files import Files
from bot.simulator.limits import MAX_CAPTION_UNITS, MAX_INLINE_QUERY_UNITS, MAX_TEXT_UNITS
from bot.simulator.membership import bot_in, person_in
from bot.simulator.menus import Menus
from bot.simulator.models import (
    ADMIN,
    NEWSROOM,
    READER,
    RUSSIAN_READER,
    SECOND_READER,
    TOPIC_COLOUR,
    BotProfile,
    Chat,
    Event,
    File,
    InlineQuery,
    Message,
    Person,
    Query,
    Update,
    checked_length,
    is_for_the_bot,
)

UPDATE_LIFETIME = timedelta(hours=24)  # Telegram keeps undelivered updates for a day
QUERY_LIFETIME = timedelta(seconds=60)  # not documented; bots see refusals well under that
MAX_QUERIES = 1_000
MAX_UPDATES = 10_000
MAX_EVENTS = 1_000

PEOPLE = (READER, SECOND_READER, RUSSIAN_READER, ADMIN)


@dataclass(slots=True)
class _Room:
    """A chat's state."""

    chat: Chat
    ids: Iterator[int]
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)


class World:
    """Everything that Telegram would know. Changes are told to subscribers after they are made.

    Every person is a member of every group, and so is the bot.
    """

    def __init__(
        self,
        people: Iterable[Person] = PEOPLE,
        *,
        groups: Iterable[Chat] = (NEWSROOM,),
        clock: Clock | None = None,
        bot: BotProfile | None = None,
        history: int = 500,
    ) -> None:
        self.bot = bot or BotProfile()
        self.clock = clock if isinstance(clock, AdjustableClock) else _adjustable(clock)
        self.history = history
        self.allowed_updates: frozenset[str] | None = None
        self.online = False
        self.menus = Menus()
        self.files = Files()
        self.descriptions: dict[tuple[str, str], str] = {}
        self._people = {person.id: person for person in people}
        self._updates: deque[Update] = deque(maxlen=MAX_UPDATES)
        self._queries: dict[str, Query] = {}
        self._inline: dict[str, InlineQuery] = {}
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._update_ids = itertools.count(100_001)
        self._query_ids = itertools.count(4_000_000_000_000_001)
        self._event_ids = itertools.count(1)
        self._subscribers: list[Callable[[], None]] = []
        ids = itertools.count(1)
        self._rooms = {
            person.id: _Room(Chat.private_with(person), ids) for person in self._people.values()
        }
        for group in groups:
            self._rooms[group.id] = self._founded(group)
        self.clock.subscribe(lambda: self.tell_page("clock", self.time()))

    def _founded(self, group: Chat) -> _Room:
        """The group's room, with the messages that tell of the creation of its topics."""
        first = max((topic.thread for topic in group.topics), default=0) + 1
        room = _Room(group, itertools.count(first), started=True)
        owner = self.owner()
        for topic in group.topics:
            created = {
                "forum_topic_created": {"name": topic.name, "icon_color": TOPIC_COLOUR},
            }
            room.messages[topic.thread] = Message(
                topic.thread,
                group,
                owner.as_user(),
                self.clock(),
                "",
                thread=topic.thread,
                service=created,
            )
        return room

    # --- reading

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone who can write to the bot."""
        return tuple(self._people.values())

    @property
    def chats(self) -> tuple[Chat, ...]:
        """Every chat, whether the bot can see it or not."""
        return tuple(room.chat for room in self._rooms.values())

    def person(self, person_id: int) -> Person:
        """The person with the id; LookupError where there is none."""
        try:
            return self._people[person_id]
        except KeyError:
            raise LookupError(f"nobody here has the id {person_id}") from None

    def owner(self) -> Person:
        """The owner of the groups: the first admin, or the first person."""
        return next((p for p in self.people if p.role == "admin"), self.people[0])

    def chat(self, chat_id: int) -> Chat | None:
        """The chat that the bot can see: a group, or one that its person has started."""
        room = self._rooms.get(chat_id)
        return room.chat if room and room.started else None

    def chat_named(self, name: str) -> Chat | None:
        """The group or channel with a public name such as "@news"."""
        named = (c for c in self.chats if not c.private and c.username is not None)
        return next((c for c in named if f"@{c.username}".casefold() == name.casefold()), None)

    def known(self, chat_id: int) -> bool:
        """Whether there is such a chat at all, started or not."""
        return chat_id in self._rooms

    def blocked(self, chat_id: int) -> bool:
        """Whether the person has blocked the bot, or the owner has put it out of the group."""
        return self._room(chat_id).blocked

    def members(self, chat: Chat) -> dict[int, dict[str, Any]]:
        """Everyone in the chat as a Bot API ChatMember, by id."""
        people = [p for p in self.people if not chat.private or p.id == chat.id]
        owner = self.owner()
        bot = bot_in(chat, self.bot.as_user(), out=self.blocked(chat.id))
        return {p.id: person_in(chat, p, owner) for p in people} | {self.bot.id: bot}

    def messages(self, chat_id: int) -> tuple[Message, ...]:
        """The chat's messages, oldest first, as they stand now."""
        return tuple(self._room(chat_id).messages.values())

    def answers(self, chat_id: int) -> tuple[Message, ...]:
        """The bot's messages of the chat, oldest first."""
        return tuple(message for message in self.messages(chat_id) if message.by_bot)

    def message(self, message_id: int, chat_id: int) -> Message | None:
        """The message as it stands now; None where it is gone or was never there."""
        room = self._rooms.get(chat_id)
        return room.messages.get(message_id) if room else None

    def query(self, query_id: str) -> Query | None:
        """The press with that id, with the bot's answer where there is one."""
        return self._queries.get(query_id)

    def inline_query(self, query_id: str) -> InlineQuery | None:
        """The inline query with that id, with the bot's results where there are some."""
        return self._inline.get(query_id)

    def hears(self, kind: str) -> bool:
        """Whether the bot lets itself be told updates of the kind."""
        return self.allowed_updates is None or kind in self.allowed_updates

    def time(self) -> dict[str, Any]:
        """The time for the page: now, how many seconds that is ahead, and how many it may be."""
        return {
            "now": self.clock().isoformat(),
            "ahead": self.clock.offset.total_seconds(),
            "furthest": FURTHEST.total_seconds(),
        }

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

    def user_starts(self, user: int | Person) -> None:
        """A person has started the bot some time before: it may write to them."""
        self._room(_id(user)).started = True

    def user_says(
        self,
        chat_id: int,
        user: int | Person,
        text: str,
        *,
        edited: bool = False,
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """A person writes; with `edited`, their latest message of the chat becomes this text.

        The first message starts a private chat. Returns the message as the bot will get it.
        ValueError on what a Telegram client would not send: no text, or more than 4,096 units;
        LookupError where there is no such chat, topic or message to reply to, or it is not theirs.
        """
        room, person = self._entered(chat_id, user)
        text = text.strip()
        checked_length(text, MAX_TEXT_UNITS, "message")
        if edited:
            return self._user_edits(room, person, text)
        message = self._written(room, person, text, thread, reply_to)
        return self._posted(room, message)

    def user_sends_file(
        self,
        chat_id: int,
        user: int | Person,
        name: str,
        content: bytes,
        *,
        media_type: str = "application/octet-stream",
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """A person sends a file; errors as in `user_says`, ValueError also on an empty file."""
        room, person = self._entered(chat_id, user)
        caption = caption.strip()
        checked_length(caption, MAX_CAPTION_UNITS, "caption", least=0)
        message = self._written(room, person, caption, thread, reply_to)
        file = self.files.add(name, content, media_type)
        return self._posted(room, replace(message, document=file.as_document()))

    def press(
        self,
        message_id: int,
        data: str,
        user: int | Person,
        *,
        chat_id: int | None = None,
        forged: bool = False,
    ) -> Query:
        """A person presses the button with that callback data, by default in their private chat.

        LookupError where the message has no such button, unless `forged`: a changed client can
        send any data.
        """
        room, person = self._entered(_id(user) if chat_id is None else chat_id, user)
        message = room.messages.get(message_id)
        if message is None:
            raise LookupError(f"{person.name} sees no message {message_id}")
        if not forged and all(button.get("callback_data") != data for button in message.buttons):
            raise LookupError(f"message {message_id} has no button with the data {data!r}")
        query = Query(str(next(self._query_ids)), person, message_id, self.clock(), room.chat.id)
        _remember(self._queries, query.id, query)
        body = {
            "id": query.id,
            "from": person.as_user(),
            "message": message.as_message(),
            "chat_instance": str(room.chat.id),
            "data": data,
        }
        self._tell_bot("callback_query", body)
        self._changed()
        return query

    def user_asks_inline(
        self, chat_id: int, user: int | Person, text: str, offset: str = ""
    ) -> InlineQuery:
        """A person types behind the bot's name, in whatever chat, or scrolls on to an offset.

        LookupError where inline mode is off: Telegram then asks no bot.
        """
        room, person = self._entered(chat_id, user)
        checked_length(text, MAX_INLINE_QUERY_UNITS, "query", least=0)
        if not self.bot.inline:
            raise LookupError("inline mode is off for this bot (@BotFather: /setinline)")
        query = InlineQuery(str(next(self._query_ids)), person, text, self.clock(), offset)
        _remember(self._inline, query.id, query)
        body: dict[str, Any] = {
            "id": query.id,
            "from": person.as_user(),
            "query": text,
            "offset": offset,
            "chat_type": "sender" if room.chat.private else room.chat.kind,
        }
        self._tell_bot("inline_query", body)
        self._changed()
        return query

    def user_chooses(
        self, chat_id: int, query_id: str, result_id: str, *, thread: int | None = None
    ) -> Message:
        """Who has asked inline sends one of the results to a chat, "via" the bot."""
        query = self._inline.get(query_id)
        found = [r for r in (query and query.results) or () if r["id"] == result_id]
        if query is None or not found:
            raise LookupError("there is no such result")
        room, person = self._entered(chat_id, query.person)
        content = found[0]["input_message_content"]
        text = content["message_text"]
        message = replace(
            self._written(room, person, text, thread, None),
            entities=tuple(detect(text, content.get("entities") or ())),
            keyboard=found[0].get("reply_markup"),
            via_bot=self.bot.as_user(),
        )
        return self._posted(room, message)

    def block(
        self, user: int | Person, *, blocked: bool = True, chat_id: int | None = None
    ) -> None:
        """A person blocks the bot, or no longer; writing to it also ends the block.

        The owner of a group or channel puts it out there, or takes it in again; LookupError for
        anyone else.
        """
        room, person = self._entered(_id(user) if chat_id is None else chat_id, user)
        if not room.chat.private and person != self.owner():
            raise LookupError(f"{person.name} does not own {room.chat.name}")
        if room.blocked == blocked:
            return
        before = bot_in(room.chat, self.bot.as_user(), out=room.blocked)
        room.blocked = blocked
        after = bot_in(room.chat, self.bot.as_user(), out=blocked)
        body = {
            "chat": room.chat.as_chat(),
            "from": person.as_user(),
            "date": int(self.clock().timestamp()),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self._tell_bot("my_chat_member", body)
        self.tell_page("blocked", {"blocked": blocked}, room.chat.id)

    def _entered(self, chat_id: int, user: int | Person) -> tuple[_Room, Person]:
        """The chat's room and the person, where they are in it."""
        person = self.person(_id(user))
        room = self._room(chat_id)
        if room.chat.private and person.id != chat_id:
            raise LookupError(f"{person.id} is not in the private chat {chat_id}")
        return room, person

    def _written(
        self, room: _Room, person: Person, text: str, thread: int | None, reply_to: int | None
    ) -> Message:
        if room.chat.channel:
            raise LookupError(f"only the bot writes in the channel {room.chat.name}")
        replied = None
        if reply_to is not None:
            replied = room.messages.get(reply_to)
            if replied is None:
                raise LookupError(f"there is no message {reply_to} to reply to")
            thread = replied.thread
        if thread is not None and room.chat.topic(thread) is None:
            raise LookupError(f"there is no topic {thread}")
        return Message(
            next(room.ids),
            room.chat,
            person.as_user(),
            self.clock(),
            text,
            tuple(detect(text)),
            reply_to=replied or _opening(room, thread),
            thread=thread,
        )

    def _posted(self, room: _Room, message: Message) -> Message:
        room.started = True
        if room.chat.private:
            self.block(room.chat.id, blocked=False)
        message = replace(message, seen=is_for_the_bot(message, self.bot))
        self._keep(room, message)
        if message.seen:
            self._tell_bot("message", message.as_message())
        self.tell_page("message", message.as_shown(), room.chat.id)
        return message

    def _user_edits(self, room: _Room, person: Person, text: str) -> Message:
        own = [m for m in room.messages.values() if m.sender["id"] == person.id and not m.service]
        if not own:
            raise LookupError(f"{person.name} has written nothing that can be edited")
        message = replace(own[-1], text=text, entities=tuple(detect(text)), edited=self.clock())
        message = replace(message, seen=is_for_the_bot(message, self.bot))
        room.messages[message.id] = message
        if message.seen:
            self._tell_bot("edited_message", message.as_message())
        self.tell_page("edited", message.as_shown(), room.chat.id)
        return message

    # --- what the bot does (the checks are `telegram.BotApi`'s)

    def bot_says(
        self,
        chat_id: int,
        text: str,
        entities: Sequence[Entity] = (),
        keyboard: Mapping[str, Any] | None = None,
        *,
        document: File | None = None,
        photo: tuple[Mapping[str, Any], ...] = (),
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Put a message of the bot into the chat; a reply goes to the thread of its message.

        The text is the caption where there is a document or a photo.
        """
        room = self._room(chat_id)
        thread = reply_to.thread if reply_to is not None else thread
        message = Message(
            next(room.ids),
            room.chat,
            self.bot.as_user(),
            self.clock(),
            text,
            tuple(entities),
            keyboard,
            reply_to=reply_to or _opening(room, thread),
            thread=thread,
            document=document.as_document() if document is not None else None,
            photo=photo,
        )
        self._keep(room, message)
        self.tell_page("message", message.as_shown(), chat_id)
        return message

    def bot_edits(self, message: Message) -> Message:
        """Put this value in the place of the message with its id."""
        message = replace(message, edited=self.clock())
        self._room(message.chat.id).messages[message.id] = message
        self.tell_page("edited", message.as_shown(), message.chat.id)
        return message

    def bot_deletes(self, message: Message) -> None:
        """Take the message out of its chat."""
        del self._room(message.chat.id).messages[message.id]
        self.tell_page("deleted", {"message_id": message.id}, message.chat.id)

    def bot_acts(self, chat_id: int, action: str, thread: int | None = None) -> None:
        """Show that the bot is typing or the like."""
        self.tell_page("action", {"action": action, "thread": thread}, chat_id)

    def bot_answers(self, query: Query, text: str, *, alert: bool, url: str = "") -> None:
        """End the waiting of a press, with a toast or an alert where there is text."""
        self._queries[query.id] = replace(query, answered=True, text=text, alert=alert)
        body = {
            "query_id": query.id, "as": query.person.id, "text": text, "alert": alert, "url": url,
        }  # fmt: skip
        self.tell_page("answer", body, query.chat_id)

    def bot_finds(
        self,
        query: InlineQuery,
        results: Sequence[Mapping[str, Any]],
        *,
        next_offset: str = "",
        button: Mapping[str, Any] | None = None,
    ) -> None:
        """Answer an inline query."""
        self._inline[query.id] = replace(
            query, results=tuple(results), next_offset=next_offset, button=button
        )
        found = {"results": list(results), "next_offset": next_offset, "button": button}
        self.tell_page("inline", {"query_id": query.id, **found})

    def menu_changed(self) -> None:
        """Tell the page that the bot has set or deleted commands or descriptions."""
        self.tell_page("menu", {})

    def bot_polls(self) -> None:
        """Note that the bot fetches updates; the page shows it as online from then on."""
        if not self.online:
            self.online = True
            self.tell_page("online", {})

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

    def tell_page(self, kind: str, body: Mapping[str, Any], chat_id: int | None = None) -> None:
        """Let the chat page know of something, in a chat or (None) in all."""
        self._events.append(Event(next(self._event_ids), kind, chat_id, body))
        self._changed()

    def _changed(self) -> None:
        for listener in self._subscribers:
            listener()

    def _room(self, chat_id: int) -> _Room:
        try:
            return self._rooms[chat_id]
        except KeyError:
            raise LookupError(f"there is no chat {chat_id}") from None

    def _keep(self, room: _Room, message: Message) -> None:
        room.messages[message.id] = message
        told = [id_ for id_, kept in room.messages.items() if kept.service is None]
        for id_ in told[: -self.history]:
            del room.messages[id_]

    def _tell_bot(self, kind: str, body: Mapping[str, Any]) -> None:
        if self.hears(kind):
            self._updates.append(Update(next(self._update_ids), self.clock(), kind, body))


def _adjustable(clock: Clock | None) -> AdjustableClock:
    return AdjustableClock() if clock is None else AdjustableClock(clock)


def _id(user: int | Person) -> int:
    return user if isinstance(user, int) else user.id


def _opening(room: _Room, thread: int | None) -> Message | None:
    """What a topic's messages reply to where they reply to nothing else: its creation."""
    return room.messages.get(thread) if thread is not None else None


def _remember(queries: dict[str, Any], id_: str, query: Query | InlineQuery) -> None:
    queries[id_] = query
    while len(queries) > MAX_QUERIES:
        del queries[next(iter(queries))]
