"""Command lists by scope and language, and which of them a person is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.simulator.models import Chat, Person


class Menus:
    """Command lists by scope and language, and which of them a person is shown."""

    def __init__(self) -> None:
        self._lists: dict[tuple[tuple[Any, ...], str], list[dict[str, str]]] = {}

    def put(
        self, scope: Mapping[str, Any], language: str, commands: Iterable[Mapping[str, Any]]
    ) -> None:
        """Set the list of a scope and language; an empty one is as good as none."""
        self._lists[_key(scope), language] = [
            {
                "command": str(command["command"]).removeprefix("/"),
                "description": str(command["description"]),
            }
            for command in commands
        ]

    def get(self, scope: Mapping[str, Any], language: str) -> list[dict[str, str]]:
        """The list of exactly that scope and language."""
        return self._lists.get((_key(scope), language), [])

    def shown_to(self, person: Person, chat: Chat | None = None) -> list[dict[str, str]]:
        """What the person sees in a chat (their private one by default).

        The narrowest scope wins, and in it the person's language.
        """
        for scope in _scopes(person, chat or Chat.private_with(person)):
            for language in (person.language, ""):
                if commands := self.get(scope, language):
                    return commands
        return []


def _scopes(person: Person, chat: Chat) -> Iterator[dict[str, Any]]:
    """The scopes that hold for a person in a chat, narrowest first, as Telegram documents them."""
    if chat.private:
        yield {"type": "chat", "chat_id": chat.id}
        yield {"type": "all_private_chats"}
    else:
        yield {"type": "chat_member", "chat_id": chat.id, "user_id": person.id}
        if person.role == "admin":
            yield {"type": "chat_administrators", "chat_id": chat.id}
        yield {"type": "chat", "chat_id": chat.id}
        if person.role == "admin":
            yield {"type": "all_chat_administrators"}
        yield {"type": "all_group_chats"}
    yield {"type": "default"}


def _key(scope: Mapping[str, Any]) -> tuple[Any, ...]:
    return scope.get("type", "default"), scope.get("chat_id"), scope.get("user_id")
