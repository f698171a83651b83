"""What Telegram sees in a text by itself: commands, mentions, hashtags, addresses.

All offsets and lengths are UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Entity = Mapping[str, Any]

# After TDLib's match_bot_commands, match_mentions and match_hashtags. Addresses are only those
# with a scheme: Telegram also finds bare domains, which needs its list of top-level domains.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    ),
    ("url", re.compile(r"(?<!\w)https?://[^\s<>\"“”«»]+[^\s<>\"“”«».,:;!?)\]]")),
    ("mention", re.compile(r"(?<![\w/@.])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)

# Entities in which Telegram still finds others.
CONTAINERS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
    }
)


def utf16_length(text: str) -> int:
    """How many UTF-16 code units Telegram counts for the text."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)  # noqa: PLR2004


def detect(text: str, given: Iterable[Entity] = ()) -> list[Entity]:
    """The given entities with those that Telegram finds by itself, where none overlaps.

    Sorted by offset, the longer first, as Telegram returns them.
    """
    entities = list(given)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            found = {"type": kind, "offset": offset, "length": utf16_length(match.group())}
            if not any(_blocks(entity, found) for entity in entities):
                entities.append(found)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _blocks(entity: Entity, found: Entity) -> bool:
    """Whether a found entity cannot stand beside or inside this one.

    Emphasis and block quotations may contain a link or a command, everything else may not.
    """
    start, end = entity["offset"], entity["offset"] + entity["length"]
    found_start, found_end = found["offset"], found["offset"] + found["length"]
    if found_end <= start or end <= found_start:
        return False
    contains = start <= found_start and found_end <= end
    return not (contains and entity["type"] in CONTAINERS)


def trim(text: str, entities: Iterable[Entity] = ()) -> tuple[str, list[Entity]]:
    """The text without white space at its ends, as Telegram keeps it, its entities with it.

    An entity loses what was cut off it; one that is left with nothing goes.
    """
    trimmed = text.strip()
    skipped = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(trimmed)
    kept: list[Entity] = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, size)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return trimmed, kept
