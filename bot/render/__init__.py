"""Answers in Telegram's form: rich text, keyboards, pages."""
