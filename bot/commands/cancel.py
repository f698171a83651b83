"""/cancel: no answer to what the bot has asked; the gateway itself ends the question."""

from __future__ import annotations

from bot.contract import Command
from bot.locale import t

COMMAND = Command(
    name="cancel",
    summary=t("leave a question of mine unanswered"),
    detail=t("I ask back for a time or a city now and then; /cancel ends that, with its buttons."),
)
