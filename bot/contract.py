"""What a command is: its declaration, what it is asked, what it answers, errors for people.

A command is data (`Command`) with a pure function from an `Ask` to an `Answer`.  The menu,
`/help`, the README's table and the tests are made from the declarations.  Texts are `Text`
values, rendered in the reader's language once, at the edge.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from bot.locale import Translator
    from bot.pictures.chart import Chart
    from bot.render.rich import Block, Rich
    from storage.corpus import Snapshot
    from storage.models import Citation
    from storage.search import Found


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people, not yet in a language: an English message id and its arguments.

    `plural` and `count` choose the form ("{count} article" / "{count} articles").  Arguments
    may be texts themselves.  Made by `bot.locale.t` and `bot.locale.tn`, which the extractor
    of the catalogue looks for.
    """

    message: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None


class Audience(StrEnum):
    """Who may use a command."""

    EVERYONE = "everyone"
    ADMINS = "admins"


class Menu(StrEnum):
    """Whose menu a command stands in; a menu has ten commands at most."""

    PRIVATE = "private chats"
    MEMBERS = "members of groups"
    RULERS = "administrators of groups"
    ADMINS = "admins"


EVERY_MENU = frozenset(Menu)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A line that a person may type, and words that its answer must hold on the shipped corpus."""

    line: str
    expects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was asked, and by whom; answers go there.

    `title` is the chat's name as Telegram gives it, `language` that of the asker's client.
    `anonymous` marks a group's administrator who writes in the group's name: Telegram does not
    tell who it is.  `channel` marks a channel, where a button was pressed: what it brings goes to
    the presser's private chat.  `said` are the words of the bot's message that was replied to, in a
    private chat, or whose button was pressed.
    """

    chat: int
    private: bool
    user: int | None = None
    thread: int | None = None
    message: int | None = None
    title: str = ""
    language: str | None = None
    anonymous: bool = False
    channel: bool = False
    said: str = ""


TERMINAL = Place(chat=0, private=True)
"""The place of a question that no chat asked."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody sent, as Telegram tells of it; its name is only what they say."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What a message holds beside the words of a question: all that was written, a file."""

    text: str = ""
    file: SentFile | None = None


NOTHING = Brought()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a command is asked: its arguments as typed, and what it may look at.

    `words` is the text after the command, trimmed, quotation marks unified, cut at 128
    characters; `cut` says that something was.  `page` counts from 0.  `now` is aware, in UTC.
    `update` is the number of the update that asks: the same one where Telegram delivers it twice.
    `pressed` tells a button, or a line that answers what the bot has asked, from a command that
    was typed.  `brought` is what the message holds that asks.  `told` is what the words are called
    to people where they are no one's own: a follow-up's.
    """

    words: str
    snapshot: Snapshot
    now: datetime
    place: Place = TERMINAL
    admin: bool = False
    page: int = 0
    update: int = 0
    pressed: bool = False
    cut: bool = False
    brought: Brought = NOTHING
    told: Text | None = None

    @property
    def shown(self) -> str | Text:
        """What was asked, as people are told it."""
        return self.told or self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a button does: run a command with words, at a page.  Stored under a short token.

    `alone` is what was typed where the words hold more than that: a follow-up.
    """

    command: str
    words: str = ""
    page: int = 0
    edit: bool = False  # answer by editing the message that holds the button
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says and what it does.

    One that `copies` puts these words into the clipboard; where they are too long for that, or
    there is none, its action shows them.  One that `links` shares a link to the bot with this
    last part, which asks for the same as its action.
    """

    label: Text | str
    action: Action
    copies: Text | None = None
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is to be drawn, in any language; `instead` asks for the same in words."""

    chart: Callable[[Translator], Chart]
    instead: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command answers: blocks that are never torn while they fit, and buttons.

    `blocks` are joined by a blank line and cut into pages at their boundaries; the renderer
    adds page buttons.  Blocks of which there may be hundreds are `Later`: made for the page that
    shows them.  `head` stands on every page.  `choices` are the answer's own buttons,
    rows of them; the passages that a page cites get buttons of their own from `Rich.citations`.
    An answer that asks back `expects` the rest of an action's words as the asker's next line;
    one that `asks` can be answered by its buttons alone.
    Where there is a `picture`, the blocks are its caption.  An answer that `opens` a passage is
    cited as that.  `export` are the words of /export that hand the same over as a file.
    """

    blocks: tuple[Block, ...]
    head: Rich | None = None
    choices: tuple[tuple[Button, ...], ...] = ()
    found: bool = True
    expects: Action | None = None
    asks: bool = False
    picture: Picture | None = None
    opens: Citation | None = None
    export: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to save: its name, in plain ASCII, and what it holds."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command's one declaration.

    `usage` names the arguments as people read them ("[who or what] [period]"); `detail` is the
    longer help.  A command in no `menu` is found in /help and by buttons.  `answer` is pure;
    commands that act (a reload) have none, and the `Act` of their name is wired in `bot.app`.
    `search` is how the command looks words up, for `answer` and for other programs
    (`ask --batch`) alike; commands that look nothing up have none.
    """

    name: str
    summary: Text
    usage: Text | str = ""
    detail: Text | None = None
    examples: tuple[Example, ...] = ()
    audience: Audience = Audience.EVERYONE
    menu: frozenset[Menu] = frozenset()
    answer: Callable[[Ask], Answer] | None = None
    search: Callable[[Snapshot, str], Found] | None = None


class Talk(Protocol):
    """One answer that changes while it is being made: said once, then rewritten in place."""

    async def say(self, answer: Answer) -> None:
        """Send the answer as a new message."""

    async def rewrite(self, answer: Answer) -> None:
        """Put this in the place of what was said last; never raises for what cannot be edited."""

    async def hand_over(self, make: Callable[[Translator], Document], caption: Rich) -> None:
        """Send a file, made beside the loop in the asker's language, with words under it."""


Act: TypeAlias = Callable[[Ask, Talk], Awaitable[Answer | None]]
"""A command that acts.  What it gives is shown like any answer; None where it has said it all."""


class PersonError(Exception):
    """An error that a person can mend; carries its text and is rendered once, at the edge."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.message)
        self.text = text
