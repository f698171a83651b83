"""What a person typed, read as it was meant."""

from __future__ import annotations

import pytest

from bot.asking import LONGEST, read, without_mention, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Кабу́лов", "Кабулов"),
        ("Ka\u200bbu\u200blov", "Kabulov"),
        ("  law   and\torder ", "law and order"),
        ("«law and order»", '"law and order"'),
        ("й ё é", "й ё é"),
        ("\u202eabc", "abc"),
        ("x" * 500, "x" * LONGEST),
    ],
)
def test_words_are_read_as_they_look(typed: str, words: str) -> None:
    assert words_of(typed) == words


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ("/quote embassy", "quote", "embassy"),
        ("/quote@newsdesk_bot embassy", "quote", "embassy"),
        ("/QUOTE, embassy", "quote", "embassy"),
        ("embassy", None, "embassy"),
        ("/", None, "/"),
    ],
)
def test_a_line_is_a_command_and_its_words(typed: str, name: str | None, words: str) -> None:
    line = read(typed)
    assert (line.name, line.words) == (name, words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("@newsdesk_bot embassy", "embassy"),
        ("@Newsdesk_Bot, embassy in Kabul", "embassy in Kabul"),
        ("@newsdesk_bot", ""),
        ("@other_bot embassy", "@other_bot embassy"),
        ("embassy @newsdesk_bot", "embassy"),
        ("what of it, @NEWSDESK_bot?", "what of it, ?"),
        ("mail@newsdesk_bot embassy", "mail@newsdesk_bot embassy"),
        ("@newsdesk_bot_two embassy", "@newsdesk_bot_two embassy"),
    ],
)
def test_the_bots_own_name_before_a_question_is_not_asked_for(typed: str, meant: str) -> None:
    assert without_mention(typed, "newsdesk_bot") == meant
