"""The Bot API's methods over the stand-in's world.

What is modelled and what is not is declared in `modelled`: the rest is refused, never answered
with a mere True.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeAlias

from bot.simulator import limits
from bot.simulator.changes import Changes
from bot.simulator.conformance import Kind, attached, methods
from bot.simulator.entities import utf16_length
from bot.simulator.limits import Refused, bad_request
from bot.simulator.modelled import refused_parameters
from bot.simulator.models import Chat, Message, Upload
from bot.simulator.webhook import ACTIVE, Webhook
from bot.simulator.world import QUERY_LIFETIME, World

Parameters: TypeAlias = Mapping[str, Any]
Method: TypeAlias = Callable[["BotApi", Parameters], Awaitable[Any]]

MAX_POLL_SECONDS = 50
DELETABLE = timedelta(hours=48)
CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_PUT_OUT = {
    "private": "Forbidden: bot was blocked by the user",
    "supergroup": "Forbidden: bot was kicked from the supergroup chat",
    "channel": "Forbidden: bot is not a member of the channel chat",
}
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")  # Bot API, setWebhook
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class BotApi:
    """Carries out requests. `call` is the way in."""

    world: World
    changes: Changes
    webhook: Webhook
    closing: Callable[[], bool] = lambda: False
    _poll: int = 0

    async def call(self, method: str, parameters: Parameters) -> Any:
        """The result of a method, as JSON; raises Refused with what Telegram would answer."""
        known = methods().get(method)
        if known is None:
            raise Refused(404, "Not Found")
        files = attached(parameters)
        if unknown := sorted(parameters.keys() - known.keys() - files):
            raise bad_request(f"{method} has no parameter {', '.join(unknown)}")
        for name, value in parameters.items():
            if name in known and not _fits(value, known[name]):
                raise bad_request(f'can\'t parse parameter "{name}": {known[name].value} expected')
        modelled = _METHODS.get(method)
        if modelled is None:
            raise Refused(404, f"Not Found: the simulator does not model {method}")
        if refused := refused_parameters(method, parameters.keys() - files):
            raise bad_request(f"the simulator does not model {', '.join(refused)} of {method}")
        return await modelled(self, parameters)

    # --- updates

    async def get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        """Wait for updates; a poll that waits already is ended with 409, as Telegram does it."""
        if self.webhook.url:
            raise Refused(409, ACTIVE)
        self._allow(parameters)
        offset, limit = parameters.get("offset", 0), parameters.get("limit", 100)
        if not 1 <= limit <= 100:  # noqa: PLR2004 -- the documented range; else its upper end
            limit = 100
        self.world.bot_polls()
        updates = self.world.pending(offset, limit)
        seconds = min(max(parameters.get("timeout", 0), 0), MAX_POLL_SECONDS)
        if not updates and seconds:
            await self._wait_for_updates(seconds)
            updates = self.world.pending(0, limit)
        return [update.as_update() for update in updates]

    async def _wait_for_updates(self, seconds: float) -> None:
        self._poll += 1
        this = self._poll
        self.changes.notify()  # an earlier poll that still waits sees that it is not the last
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while not self.world.pending_count and not self.closing():
            changed = await self.changes.wait(max(end - clock(), 0))
            if this != self._poll:
                raise Refused(409, CONFLICT)
            if not changed:
                return

    def _allow(self, parameters: Parameters) -> None:
        if "allowed_updates" in parameters:
            allowed = parameters["allowed_updates"]
            self.world.allowed_updates = frozenset(allowed) if allowed else None

    async def set_webhook(self, parameters: Parameters) -> bool:
        """Bring updates to an address of this machine; an empty one ends that."""
        self._allow(parameters)
        secret = parameters.get("secret_token", "")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self.webhook.set(parameters.get("url", ""), secret)
        return self._dropped(parameters)

    async def delete_webhook(self, parameters: Parameters) -> bool:
        """Let updates be fetched again."""
        self.webhook.set("", "")
        return self._dropped(parameters)

    def _dropped(self, parameters: Parameters) -> bool:
        if parameters.get("drop_pending_updates"):
            self.world.drop_pending()
        return True

    async def get_webhook_info(self, _: Parameters) -> dict[str, Any]:
        """Where updates are brought, how many wait, and what went wrong last."""
        return self.webhook.info

    # --- messages

    async def send_message(self, parameters: Parameters) -> dict[str, Any]:
        """Say something in a group, or in a private chat that its person has started."""
        chat = self._writable_chat(parameters)
        thread = self._thread(chat, parameters)
        text, entities = self._text(parameters)
        keyboard = limits.checked_keyboard(parameters.get("reply_markup"))
        reply_to = self._replied(chat, parameters.get("reply_parameters"))
        message = self.world.bot_says(
            chat.id, text, entities, keyboard, reply_to=reply_to, thread=thread
        )
        return message.as_message()

    async def edit_message_text(self, parameters: Parameters) -> dict[str, Any]:
        """Replace text, entities and keyboard; a keyboard that is not given goes."""
        message = self._own_message(parameters)
        if message.document is not None or message.photo:
            raise bad_request("there is no text in the message to edit")
        text, entities = self._text(parameters)
        keyboard = limits.checked_keyboard(parameters.get("reply_markup"))
        return self._edited(message, replace(message, **_content(text, entities, keyboard)))

    async def edit_message_media(self, parameters: Parameters) -> dict[str, Any]:
        """Put a picture with its caption in the place of a picture, or of a text."""
        message = self._own_message(parameters)
        media = _required(parameters, "media")
        limits.check_media(media)
        name = str(_required(media, "media")).removeprefix("attach://")
        photo = self._photo(_upload(parameters, name))
        given = _entities(media.get("caption_entities"))
        text, entities = limits.checked_caption(media.get("caption", ""), given)
        keyboard = limits.checked_keyboard(parameters.get("reply_markup"))
        changed = replace(message, **_content(text, entities, keyboard), photo=photo)
        return self._edited(message, changed)

    async def edit_message_reply_markup(self, parameters: Parameters) -> dict[str, Any]:
        """Replace the keyboard; one that is not given goes."""
        message = self._own_message(parameters)
        keyboard = limits.checked_keyboard(parameters.get("reply_markup"))
        return self._edited(message, replace(message, keyboard=keyboard))

    def _edited(self, before: Message, after: Message) -> dict[str, Any]:
        if before == after:
            raise bad_request(NOT_MODIFIED)
        return self.world.bot_edits(after).as_message()

    async def delete_message(self, parameters: Parameters) -> bool:
        """Delete a message of the last 48 hours: the bot's own, in a private chat anyone's."""
        chat = self._chat(parameters)
        message = self.world.message(_required(parameters, "message_id"), chat.id)
        if message is None:
            raise bad_request("message to delete not found")
        if not (message.by_bot or chat.private):  # the bot is no administrator of groups here
            raise bad_request("message can't be deleted")
        if self.world.clock() - message.date > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
        self.world.bot_deletes(message)
        return True

    async def send_chat_action(self, parameters: Parameters) -> bool:
        """Show that the bot is typing or the like."""
        chat = self._writable_chat(parameters)
        action = _required(parameters, "action")
        limits.check_chat_action(action)
        self.world.bot_acts(chat.id, action, self._thread(chat, parameters))
        return True

    async def answer_callback_query(self, parameters: Parameters) -> bool:
        """End the waiting of a press: once, and within a minute of it."""
        query = self.world.query(_required(parameters, "callback_query_id"))
        if query is None or query.answered or self.world.clock() - query.at > QUERY_LIFETIME:
            raise bad_request(TOO_OLD)
        text = parameters.get("text", "")
        limits.check_callback_answer(text)
        alert = bool(parameters.get("show_alert", False))
        self.world.bot_answers(query, text, alert=alert)
        return True

    async def answer_inline_query(self, parameters: Parameters) -> bool:
        """Give the results of an inline query: once, and within a minute of it."""
        query = self.world.inline_query(_required(parameters, "inline_query_id"))
        if (
            query is None
            or query.results is not None
            or self.world.clock() - query.at > QUERY_LIFETIME
        ):
            raise bad_request(TOO_OLD)
        results = limits.checked_results(_required(parameters, "results"))
        next_offset = parameters.get("next_offset", "")
        button = parameters.get("button")
        limits.check_next_offset(next_offset)
        limits.check_results_button(button)
        self.world.bot_finds(query, results, next_offset=next_offset, button=button)
        return True

    # --- files

    async def send_document(self, parameters: Parameters) -> dict[str, Any]:
        """Send a file, which comes with the request, with a caption."""
        chat = self._writable_chat(parameters)
        document = _upload(parameters, "document")
        caption = self._caption(chat, parameters)
        file = self.world.files.add(document.name, document.content, document.media_type)
        return self.world.bot_says(chat.id, **caption, document=file).as_message()

    async def send_photo(self, parameters: Parameters) -> dict[str, Any]:
        """Send a picture, which comes with the request, with a caption."""
        chat = self._writable_chat(parameters)
        picture = _upload(parameters, "photo")
        caption = self._caption(chat, parameters)
        return self.world.bot_says(chat.id, **caption, photo=self._photo(picture)).as_message()

    def _photo(self, picture: Upload) -> tuple[dict[str, Any], ...]:
        width, height = limits.checked_picture(picture.content)
        file = self.world.files.add(picture.name, picture.content, "image/png")
        return file.as_photo(width, height)

    def _caption(self, chat: Chat, parameters: Parameters) -> dict[str, Any]:
        """What is said with a file: caption, keyboard, thread, and to which message."""
        thread = self._thread(chat, parameters)
        given = _entities(parameters.get("caption_entities"))
        caption, entities = limits.checked_caption(parameters.get("caption", ""), given)
        keyboard = limits.checked_keyboard(parameters.get("reply_markup"))
        reply_to = self._replied(chat, parameters.get("reply_parameters"))
        return {**_content(caption, entities, keyboard), "thread": thread, "reply_to": reply_to}

    async def get_file(self, parameters: Parameters) -> dict[str, Any]:
        """Where a file that someone has sent can be fetched, up to 20 MB."""
        file = self.world.files.by_id(_required(parameters, "file_id"))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > limits.MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return file.as_file()

    # --- the bot's profile

    async def get_me(self, _: Parameters) -> dict[str, Any]:
        """The bot."""
        return {
            **self.world.bot.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": self.world.bot.inline,
        }

    async def set_my_commands(self, parameters: Parameters) -> bool:
        """Set the menu of a scope and language."""
        commands = parameters.get("commands")
        limits.check_commands(commands)
        self.world.menus.put(self._scope(parameters), _language(parameters), commands or ())
        self.world.menu_changed()
        return True

    async def get_my_commands(self, parameters: Parameters) -> list[dict[str, str]]:
        """The menu of exactly that scope and language."""
        return self.world.menus.get(self._scope(parameters), _language(parameters))

    async def delete_my_commands(self, parameters: Parameters) -> bool:
        """Delete the menu of a scope and language."""
        self.world.menus.put(self._scope(parameters), _language(parameters), ())
        self.world.menu_changed()
        return True

    def _scope(self, parameters: Parameters) -> Mapping[str, Any]:
        scope = parameters.get("scope") or {"type": "default"}
        if not isinstance(scope, Mapping) or "type" not in scope:
            raise bad_request("can't parse BotCommandScope: Can't find field \"type\"")
        if "chat_id" in scope:
            self._chat(scope)
        return scope

    async def set_my_description(self, parameters: Parameters) -> bool:
        """Set the text of an empty chat, in a language."""
        return self._describe("description", limits.MAX_DESCRIPTION, parameters)

    async def set_my_short_description(self, parameters: Parameters) -> bool:
        """Set the text of the profile, in a language."""
        return self._describe("short_description", limits.MAX_SHORT_DESCRIPTION, parameters)

    def _describe(self, name: str, most: int, parameters: Parameters) -> bool:
        text = parameters.get(name, "")
        if utf16_length(text) > most:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        self.world.descriptions[name, _language(parameters)] = text
        self.world.menu_changed()
        return True

    async def get_my_description(self, parameters: Parameters) -> dict[str, str]:
        """The text of an empty chat, in exactly that language."""
        return self._description("description", parameters)

    async def get_my_short_description(self, parameters: Parameters) -> dict[str, str]:
        """The text of the profile, in exactly that language."""
        return self._description("short_description", parameters)

    def _description(self, name: str, parameters: Parameters) -> dict[str, str]:
        return {name: self.world.descriptions.get((name, _language(parameters)), "")}

    # --- chats

    async def get_chat(self, parameters: Parameters) -> dict[str, Any]:
        """The chat in full, as far as it is modelled."""
        gifts = (
            "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
            "gifts_from_channels",
        )  # fmt: skip
        return {
            **self._chat(parameters).as_chat(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }

    async def get_chat_member(self, parameters: Parameters) -> dict[str, Any]:
        """The person or the bot: members, the owner of a group, a channel's administrator."""
        chat = self._chat(parameters)
        member = self.world.members(chat).get(_required(parameters, "user_id"))
        if member is None:
            raise bad_request("user not found")
        return member

    async def get_chat_administrators(self, parameters: Parameters) -> list[dict[str, Any]]:
        """The owner of a group or channel; no bots, which is the documented default."""
        chat = self._chat(parameters)
        if chat.private:
            raise bad_request("there are no administrators in the private chat")
        return [m for m in self.world.members(chat).values() if m["status"] == "creator"]

    async def get_chat_member_count(self, parameters: Parameters) -> int:
        """How many are in the chat, the bot included."""
        members = self.world.members(self._chat(parameters)).values()
        return sum(member["status"] not in {"left", "kicked"} for member in members)

    # --- inside

    def _chat(self, parameters: Parameters) -> Chat:
        """The chat that is named, where the bot can see it."""
        chat_id = parameters.get("chat_id")
        if chat_id is None:
            raise bad_request("chat_id is empty")
        if isinstance(chat_id, str):
            chat = self.world.chat_named(chat_id)
        else:
            chat = self.world.chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def _writable_chat(self, parameters: Parameters) -> Chat:
        chat_id = parameters.get("chat_id")
        if (
            isinstance(chat_id, int)
            and self.world.known(chat_id)
            and self.world.chat(chat_id) is None
        ):
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        chat = self._chat(parameters)
        if self.world.blocked(chat.id):
            raise Refused(403, _PUT_OUT[chat.kind])
        return chat

    def _thread(self, chat: Chat, parameters: Parameters) -> int | None:
        """The topic that is named. General has none: Telegram refuses its id 1, too."""
        thread: int | None = parameters.get("message_thread_id")
        if thread is not None and chat.topic(thread) is None:
            raise bad_request("message thread not found")
        return thread

    def _own_message(self, parameters: Parameters) -> Message:
        chat = self._chat(parameters)
        if "message_id" not in parameters:
            raise bad_request("message identifier is not specified")
        message = self.world.message(parameters["message_id"], chat.id)
        if message is None:
            raise bad_request("message to edit not found")
        if not message.by_bot:
            raise bad_request("message can't be edited")
        return message

    def _text(self, parameters: Parameters) -> tuple[str, tuple[Any, ...]]:
        limits.check_link_preview(parameters.get("link_preview_options"))
        entities = _entities(parameters.get("entities"))
        return limits.checked_text(parameters.get("text", ""), entities)

    def _replied(self, chat: Chat, reply: Any) -> Message | None:
        if reply is None:
            return None
        if not isinstance(reply, Mapping):
            raise bad_request("can't parse ReplyParameters: expected an Object")
        limits.check_members("ReplyParameters", reply)
        message = self.world.message(_required(reply, "message_id"), chat.id)
        if message is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return message


def _entities(entities: Any) -> Sequence[Any]:
    if not isinstance(entities or [], list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    return entities or []


def _content(
    text: str, entities: tuple[Any, ...], keyboard: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {"text": text, "entities": entities, "keyboard": keyboard}


def _required(parameters: Parameters, name: str) -> Any:
    try:
        return parameters[name]
    except KeyError:
        raise bad_request(f'parameter "{name}" is required') from None


def _upload(parameters: Parameters, name: str) -> Upload:
    upload = _required(parameters, name)
    if not isinstance(upload, Upload):
        raise bad_request("the simulator models files that come with the request only")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return upload


def _language(parameters: Parameters) -> str:
    return str(parameters.get("language_code") or "")


def _fits(value: Any, kind: Kind) -> bool:
    match kind:
        case Kind.STRING:
            return isinstance(value, str)
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.CHAT:
            return isinstance(value, int | str) and not isinstance(value, bool)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.JSON:
            return True


_METHODS: Mapping[str, Method] = {
    "getUpdates": BotApi.get_updates,
    "setWebhook": BotApi.set_webhook,
    "deleteWebhook": BotApi.delete_webhook,
    "getWebhookInfo": BotApi.get_webhook_info,
    "sendMessage": BotApi.send_message,
    "editMessageText": BotApi.edit_message_text,
    "editMessageMedia": BotApi.edit_message_media,
    "editMessageReplyMarkup": BotApi.edit_message_reply_markup,
    "deleteMessage": BotApi.delete_message,
    "sendChatAction": BotApi.send_chat_action,
    "answerCallbackQuery": BotApi.answer_callback_query,
    "answerInlineQuery": BotApi.answer_inline_query,
    "sendDocument": BotApi.send_document,
    "sendPhoto": BotApi.send_photo,
    "getFile": BotApi.get_file,
    "getMe": BotApi.get_me,
    "setMyCommands": BotApi.set_my_commands,
    "getMyCommands": BotApi.get_my_commands,
    "deleteMyCommands": BotApi.delete_my_commands,
    "setMyDescription": BotApi.set_my_description,
    "getMyDescription": BotApi.get_my_description,
    "setMyShortDescription": BotApi.set_my_short_description,
    "getMyShortDescription": BotApi.get_my_short_description,
    "getChat": BotApi.get_chat,
    "getChatMember": BotApi.get_chat_member,
    "getChatAdministrators": BotApi.get_chat_administrators,
    "getChatMemberCount": BotApi.get_chat_member_count,
}
MODELLED = frozenset(_METHODS)
