"""/mydata and /forgetme: what is kept about a chat, shown and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.contract import Action, Answer, Ask, Button, Command, Talk, Text
from bot.locale import t, tn
from bot.render.rich import Rich, bold, join, rich
from bot.subscribing import Subscribing

MYDATA = Command(
    name="mydata",
    summary=t("what I keep about this chat"),
    menu=False,
)
FORGETME = Command(
    name="forgetme",
    summary=t("delete all that I keep about this chat"),
    detail=t("Settings, subscriptions, what was sent and what you have had; after a question."),
    menu=False,
)
_TABLES: Final = {
    "chats": t("settings"),
    "subscriptions": t("subscriptions"),
    "occurrences": t("records of briefings"),
    "deliveries": t("messages sent or waiting"),
    "ledger": t("items that this chat has had"),
    "button_tokens": t("buttons"),
    "audit": t("changes that were noted"),
}
_SHOWN: Final = 5  # rows of a table that are shown
_HIDDEN: Final = frozenset({"payload", "plain", "token", "digest", "chat", "id", "lease"})


@dataclass(frozen=True, slots=True)
class MyData:
    """Shows all that is stored about a chat."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Show it, by kind."""
        del talk
        await self.shared.ruled(ask.place)
        kept = await self.shared.state.chats.everything(ask.place.chat)
        blocks = [_table(name, rows) for name, rows in kept.items() if rows]
        if not blocks:
            return Answer(blocks=(rich(bold(t("I keep nothing about this chat."))),), found=False)
        forget = Button(t("Delete all of it"), Action(command="forgetme"))
        head = rich(bold(t("What I keep about this chat")), " (", str(ask.place.chat), ")")
        return Answer(head=head, blocks=tuple(blocks), choices=((forget,),))


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Deletes all that is stored about a chat, in one transaction, after a question."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Ask; "yes", from the button: delete."""
        del talk
        await self.shared.ruled(ask.place)
        if not (ask.pressed and ask.words == "yes"):
            sure = t(
                "Delete all that I keep about this chat? Its subscriptions end, and it may be "
                "told again what it has had. This cannot be undone."
            )
            yes = Button(t("Yes, delete it"), Action(command="forgetme", words="yes", edit=True))
            no = Button(t("No, keep it"), Action(command="settings", edit=True))
            blocks = [rich(bold(sure))]
            if len(await self.shared.of_place(ask.place)) > len(
                await self.shared.state.subscriptions.of_chat(ask.place.chat)
            ):
                blocks.append(rich(t("What your channels get goes on; /unsubscribe ends that.")))
            return Answer(blocks=tuple(blocks), choices=((yes, no),))
        gone = await self.shared.state.chats.forget(ask.place.chat)
        counted = [
            rich("• ", t("{what}: {count}", count=count, what=_TABLES.get(name, name)))
            for name, count in gone.items()
            if count
        ]
        return Answer(
            blocks=(join((rich(bold(t("Deleted. I keep nothing about this chat."))), *counted)),)
        )


def _table(name: str, rows: list[Mapping[str, object]]) -> Rich:
    what: Text | str = _TABLES.get(name, name)
    lines = [rich(bold(t("{what}: {count}", count=len(rows), what=what)))]
    lines += [rich("• ", _row(row)) for row in rows[-_SHOWN:]]
    if len(rows) > _SHOWN:
        more = len(rows) - _SHOWN
        lines.append(rich(tn("and {count} earlier", "and {count} earlier", more)))
    return join(lines)


def _row(row: Mapping[str, object]) -> str:
    shown = (
        f"{name} {_value(value)}"
        for name, value in row.items()
        if name not in _HIDDEN and value not in (None, "", False)
    )
    return ", ".join(shown)


def _value(value: object) -> object:
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else value
