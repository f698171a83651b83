"""What buttons do, kept in the state so that they work after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.contract import Action
from storage.state import State, StoredAction

_BETWEEN = "\n"  # words and what was typed alone; words as typed have no line breaks


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a button does, and the version of the corpus that it was last offered over."""

    action: Action
    version: str


class Tokens(Protocol):
    """Keeps what buttons do, under tokens that only their own chat can redeem."""

    async def remember(self, chat: int, actions: Sequence[Action], version: str) -> Sequence[str]:
        """Keep actions; give a token for each, in order.  Raises ArchiveError where it cannot."""

    async def recall(self, chat: int, token: str) -> Remembered | None:
        """Give what was remembered under a token, None where this chat has no such token.

        Raises ArchiveError where that cannot be looked up.
        """


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """Keeps the actions of buttons in the state, so that they work after a restart."""

    state: State

    async def remember(self, chat: int, actions: Sequence[Action], version: str) -> Sequence[str]:
        """Keep actions; give a token for each, in order."""
        return await self.state.remember(
            chat,
            [
                StoredAction(
                    command=action.command,
                    words=_joined(action),
                    page=action.page,
                    edit=action.edit,
                    version=version,
                )
                for action in actions
            ],
        )

    async def recall(self, chat: int, token: str) -> Remembered | None:
        """Give what was remembered under a token, None where this chat has no such token."""
        stored = await self.state.recall(chat, token)
        if stored is None:
            return None
        words, _, alone = stored.words.partition(_BETWEEN)
        action = Action(
            command=stored.command, words=words, page=stored.page, edit=stored.edit, alone=alone
        )
        return Remembered(action, stored.version)


def _joined(action: Action) -> str:
    return action.words + _BETWEEN + action.alone if action.alone else action.words
