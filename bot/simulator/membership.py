"""Who is what in a chat, as the Bot API's ChatMembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.simulator.models import Chat, Person

_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_edit_messages"),
)


def person_in(chat: Chat, person: Person, owner: Person) -> dict[str, Any]:
    """A person in a chat: the owner of a group or channel, or a plain member."""
    user = person.as_user()
    if not chat.private and person == owner:
        return {"user": user, "status": "creator", "is_anonymous": False}
    return {"user": user, "status": "member"}


def bot_in(chat: Chat, bot: Mapping[str, Any], *, out: bool) -> dict[str, Any]:
    """The bot in a chat: an administrator who may post in a channel, else a member, or put out."""
    user = dict(bot)
    if out and chat.private:
        return {"user": user, "status": "kicked", "until_date": 0}
    if out:
        return {"user": user, "status": "left"}
    if not chat.channel:
        return {"user": user, "status": "member"}
    rights = dict.fromkeys(_RIGHTS, False) | {"can_post_messages": True}
    return {
        "user": user,
        "status": "administrator",
        "can_be_edited": False,
        "is_anonymous": False,
        **rights,
    }
