"""Newsdesk in Telegram: commands, their rendering, and the edge that talks to the Bot API."""
