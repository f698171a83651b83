"""The limits that Telegram enforces, with Telegram's own words of refusal.

Numbers are from the Bot API's documentation; the texts are those of the Bot API server and TDLib
as bots receive them. Lengths of text are UTF-16 code units, those of callback data bytes.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from bot.simulator.entities import Entity, detect, trim, utf16_length
from bot.simulator.modelled import refused_members

MAX_TEXT_UNITS = 4096
MAX_TEXT_BYTES = 32_768
MAX_CAPTION_UNITS = 1024
MAX_INLINE_QUERY_UNITS = 256
MAX_INLINE_RESULTS = 50
MAX_RESULT_ID_BYTES = 64
MAX_NEXT_OFFSET_BYTES = 64
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PICTURE = 10 * 1024 * 1024
MAX_PICTURE_SIDES = 10_000  # pixels, width and height together
MAX_PICTURE_RATIO = 20
MAX_ENTITIES = 100
MAX_CALLBACK_DATA_BYTES = 64
MAX_COPIED = 256
MAX_BUTTONS = 100
MAX_KEYBOARD_BYTES = 10_000
MAX_CALLBACK_ANSWER = 200
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120

ENTITY_TYPES = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold",
        "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
        "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time",
    }
)  # fmt: skip
# Telegram finds these itself and drops them from what a bot sends.
_FOUND_BY_TELEGRAM = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
_BUTTON_ACTIONS = frozenset(
    {
        "url", "callback_data", "web_app", "login_url", "switch_inline_query",
        "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
        "callback_game", "pay",
    }
)  # fmt: skip
_PNG, _PNG_HEAD = b"\x89PNG\r\n\x1a\n", 24  # how one begins; bytes up to its height
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHAT_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note",
    }
)  # fmt: skip


class Refused(Exception):
    """The Bot API's refusal of a request: status, description, and what the client may do."""

    def __init__(
        self, status: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.parameters = parameters or {}


def bad_request(reason: str) -> Refused:
    """A 400 with the reason as Telegram words it."""
    return Refused(400, f"Bad Request: {reason}")


def check_members(kind: str, value: Mapping[str, Any]) -> None:
    """Refuse an object with a member that is not modelled; `kind` is its name in the Bot API."""
    if refused := refused_members(kind, value):
        raise bad_request(f"the simulator does not model {', '.join(refused)} of {kind}")


def check_link_preview(options: Any) -> None:
    """Refuse every wish for a link preview but the one that there be none."""
    if options is None:
        return
    if not isinstance(options, Mapping):
        raise bad_request("can't parse LinkPreviewOptions: expected an Object")
    check_members("LinkPreviewOptions", options)
    if options.get("is_disabled") is not True:
        raise bad_request("the simulator does not model link previews: switch them off")


def checked_text(text: str, entities: Sequence[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """The text and entities as Telegram stores them, or Refused.

    Entities over the first hundred are ignored, white space at the ends is cut off, and what
    Telegram finds in a text by itself is added.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError:  # a lone surrogate out of JSON
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > MAX_TEXT_BYTES:
        raise bad_request("message is too long")
    check_entities(text, entities)
    given = [entity for entity in entities if entity["type"] not in _FOUND_BY_TELEGRAM]
    text, given = trim(text, given[:MAX_ENTITIES])
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT_UNITS:
        raise bad_request("message is too long")
    return text, tuple(detect(text, given))


def checked_caption(caption: str, entities: Sequence[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """The caption and entities as Telegram stores them, or Refused; there may be none."""
    if not caption.strip():
        return "", ()
    text, kept = checked_text(caption, entities)
    if utf16_length(text) > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return text, kept


def checked_picture(content: bytes) -> tuple[int, int]:
    """The width and height of a PNG that Telegram takes for a photo, or Refused."""
    if not content.startswith(_PNG) or len(content) < _PNG_HEAD:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > MAX_PICTURE:
        raise bad_request("too big for a photo")
    width, height = struct.unpack(">II", content[16:_PNG_HEAD])
    sides = sorted((width, height))
    if sum(sides) > MAX_PICTURE_SIDES or sides[1] > MAX_PICTURE_RATIO * sides[0]:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def check_media(media: Any) -> None:
    """Refuse media, to be put in a message's place, that are no picture."""
    if not isinstance(media, Mapping) or media.get("type") != "photo":
        raise bad_request("the simulator models media of the type photo only")
    check_members("InputMediaPhoto", media)


def check_entities(text: str, entities: Sequence[Entity]) -> None:
    """Refuse entities that do not lie on whole characters of the text."""
    byte_at = _byte_offsets(text)
    size = utf16_length(text)
    for entity in entities:
        kind = _entity_type(entity)
        offset, length = _whole(entity, "offset"), _whole(entity, "length")
        end = offset + length
        if offset < 0:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if length < 0:
            raise bad_request(f"receive an entity with incorrect length {length}")
        if offset > size:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset not in byte_at:
            raise bad_request(
                f"entity begins in a middle of a UTF-16 symbol at byte offset {byte_at[offset + 1]}"
            )
        if end > size:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {end}"
            )
        if end not in byte_at:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
                f"at byte offset {byte_at[end + 1]}"
            )
        if kind == "text_link" and not isinstance(entity.get("url"), str):
            raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
        check_members("MessageEntity", entity)


def _byte_offsets(text: str) -> dict[int, int]:
    """UTF-16 offset of each character's begin (and of the end) → its UTF-8 offset."""
    offsets = {0: 0}
    units = size = 0
    for character in text:
        units += utf16_length(character)
        size += len(character.encode())
        offsets[units] = size
    return offsets


def _entity_type(entity: Any) -> str:
    if not isinstance(entity, Mapping):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind = entity.get("type")
    if kind not in ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return str(kind)


def _whole(entity: Entity, name: str) -> int:
    value = entity.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type Number')
    return value


def checked_keyboard(markup: Any) -> Mapping[str, Any] | None:
    """The inline keyboard as Telegram stores it (None where it has no button), or Refused."""
    if markup is None:
        return None
    if not isinstance(markup, Mapping):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        raise bad_request("the simulator models inline keyboards only")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, Sequence) or not all(_is_list(row) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check_button(button)
    size = len(json.dumps(markup, ensure_ascii=False, separators=(",", ":")).encode())
    if len(buttons) > MAX_BUTTONS or size > MAX_KEYBOARD_BYTES:
        raise bad_request("reply markup is too long")
    kept = [list(row) for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _check_button(button: Any) -> None:
    if not isinstance(button, Mapping) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("text buttons are unallowed in the inline keyboard")
    actions = _BUTTON_ACTIONS & button.keys()
    if len(actions) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    check_members("InlineKeyboardButton", button)
    data = button.get("callback_data")
    if data is not None:
        size = len(data.encode("utf-8", "surrogatepass")) if isinstance(data, str) else 0
        if not 1 <= size <= MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button:
        _check_copied(button["copy_text"])
    url = button.get("url")
    if url is not None and not re.match(r"(?:https?|tg)://[^\s]+$", str(url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_copied(copied: Any) -> None:
    if not isinstance(copied, Mapping) or not isinstance(copied.get("text"), str):
        raise bad_request("can't parse CopyTextButton: Can't find field \"text\"")
    check_members("CopyTextButton", copied)
    if not 1 <= utf16_length(copied["text"]) <= MAX_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def check_callback_answer(text: str) -> None:
    """Refuse a toast or alert over 200 characters."""
    if utf16_length(text) > MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")


def check_commands(commands: Any) -> None:
    """Refuse a command menu that Telegram would not take."""
    if not _is_list(commands):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, Mapping):
            raise bad_request("expected an Object as BotCommand")
        if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(str(command.get("description", ""))) <= MAX_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def check_chat_action(action: str) -> None:
    """Refuse an action that Telegram does not show."""
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")


def checked_results(results: Any) -> list[dict[str, Any]]:
    """The results of an inline query as Telegram keeps them, or Refused.

    Of the twenty kinds of results, articles with a text are modelled.
    """
    if not _is_list(results):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    kept = [_checked_result(result) for result in results]
    if len({result["id"] for result in kept}) < len(kept):
        raise bad_request("RESULT_ID_DUPLICATE")
    return kept


def check_next_offset(offset: str) -> None:
    """Refuse an offset over 64 bytes."""
    if len(offset.encode()) > MAX_NEXT_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")


def check_results_button(button: Any) -> None:
    """Refuse a button above inline results that does not open the bot's chat."""
    if button is None:
        return
    if not isinstance(button, Mapping) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse InlineQueryResultsButton: Can't find field \"text\"")
    check_members("InlineQueryResultsButton", button)
    if not _START_PARAMETER.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")


def _checked_result(result: Any) -> dict[str, Any]:
    if not isinstance(result, Mapping):
        raise bad_request("can't parse inline query result: expected an Object")
    if result.get("type") != "article":
        raise bad_request("the simulator models inline results of the type article only")
    check_members("InlineQueryResultArticle", result)
    identifier = result.get("id")
    if not isinstance(identifier, str) or not (
        1 <= len(identifier.encode("utf-8", "surrogatepass")) <= MAX_RESULT_ID_BYTES
    ):
        raise bad_request("RESULT_ID_INVALID")
    if not isinstance(result.get("title"), str) or not result["title"].strip():
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = result.get("input_message_content")
    if not isinstance(content, Mapping) or not isinstance(content.get("message_text"), str):
        raise bad_request("the simulator models inline results with a text only")
    check_members("InputTextMessageContent", content)
    check_link_preview(content.get("link_preview_options"))
    entities = content.get("entities") or []
    if not _is_list(entities):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    text, entities = checked_text(content["message_text"], entities)
    kept = {
        **result,
        "input_message_content": {"message_text": text, "entities": list(entities)},
    }
    if keyboard := checked_keyboard(kept.pop("reply_markup", None)):
        kept["reply_markup"] = keyboard
    return kept
