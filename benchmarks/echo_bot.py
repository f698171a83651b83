"""The least that python-telegram-bot can be: says what it hears.  What ours is held against."""

from __future__ import annotations

import os
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


def main(address: str) -> None:
    local = {"trust_env": False}
    application = (
        Application.builder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(f"{address}/bot")
        .request(HTTPXRequest(connection_pool_size=16, httpx_kwargs=local))
        .get_updates_request(HTTPXRequest(httpx_kwargs=local))
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=[Update.MESSAGE])


if __name__ == "__main__":
    main(sys.argv[1])
