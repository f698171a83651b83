"""From what a person typed to a command and its words; no Telegram in here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.contract import Audience, Command
from storage.search import MOST_CHARACTERS, cut_at_a_word

LONGEST = MOST_CHARACTERS  # longer queries only cost time (docs/decisions.md)
PLAIN = "find"  # the command that answers words without a command
_NEAREST = 60  # least likeness (0 to 100) of a mistyped command that is worth a hint
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Mn"})
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_COMMAND = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]+))?(?![A-Za-z0-9_@/])[,:;.!?]*"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A typed line: the command's name (None for plain words), the bot it names, the words.

    `cut` says that there were more of them.
    """

    name: str | None
    bot: str | None
    words: str
    cut: bool = False


def read(text: str) -> Line:
    """Read a line as typed."""
    text = text.strip()
    found = _COMMAND.match(text)
    name, bot = (found["name"].lower(), found["bot"]) if found is not None else (None, None)
    words = _meant(text[found.end() :] if found is not None else text)
    return Line(name, bot, cut_at_a_word(words), cut=len(words) > LONGEST)


def without_mention(text: str, bot: str) -> str:
    """Leave out the bot's own name where a text mentions it ("@newsdesk_bot, embassy")."""
    return re.sub(rf"(?<![\w@/.])@{re.escape(bot)}\b[,:]?", "", text, flags=re.IGNORECASE).strip()


def mentions(text: str, bot: str) -> bool:
    """Whether a text names the bot ("what of it, @newsdesk_bot?"); an address is no mention."""
    return re.search(rf"(?<![\w@/.])@{re.escape(bot)}\b", text, re.IGNORECASE) is not None


def words_of(text: str) -> str:
    """Unify quotation marks and blanks, drop what cannot be seen, cut to a query's length."""
    return cut_at_a_word(_meant(text))


def _meant(text: str) -> str:
    """Unify quotation marks and blanks, and drop what cannot be seen.

    Names are pasted with stress marks (Кабу́лов) and zero-width characters; neither is meant, and
    control characters mean nothing at all.
    """
    seen = "".join(c for c in unicodedata.normalize("NFC", text[: LONGEST * 8]) if _is_seen(c))
    return " ".join(seen.translate(_MARKS).split())


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _UNSEEN


def by_name(commands: Iterable[Command]) -> Mapping[str, Command]:
    """Commands by their names."""
    return {command.name: command for command in commands}


def visible(commands: Iterable[Command], *, admin: bool) -> tuple[Command, ...]:
    """The commands that a person may use."""
    return tuple(c for c in commands if admin or c.audience is Audience.EVERYONE)


def nearest(name: str, commands: Iterable[Command]) -> Command | None:
    """The command that a mistyped name is most like, if any is like it."""
    known = by_name(commands)
    best = process.extractOne(name.lower(), list(known), scorer=fuzz.ratio, score_cutoff=_NEAREST)
    return known[best[0]] if best is not None else None
