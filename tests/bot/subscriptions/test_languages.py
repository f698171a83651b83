"""In which language the bot writes: a dialogue, a group's, what is pushed."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS
from bot.commands.help import usage
from bot.locale import Translator, languages
from storage.errors import StateUnavailable

READER, GROUP, CHANNEL = 1001, -100500, -100700
OTHER, ADMIN = 1002, 1


@pytest.fixture
def russian(news):
    """A bot that is talked to from a Russian client."""
    news.talk.language = "ru"
    return news


async def test_a_dialogue_is_in_the_language_of_the_client(russian):
    what = await russian.say("/subscribe")
    assert "На что подписаться?" in what.text
    days = await russian.press(what, "The harbour")
    assert days.text.splitlines()[:2] == ["The harbour", "По каким дням?"]
    assert {"каждый день", "по будням", "по выходным"} <= days.buttons.keys()
    time = await russian.press(days, "по будням")
    zone = await russian.press(time, "09:00")
    assert "По какому городу считать время?" in zone.text
    done = await russian.press(zone, "Москва")
    assert done.text.splitlines() == [
        "Подписка оформлена.",
        "",
        "The harbour · тема",
        "по будням в 09:00",
        "По времени: Москва (Europe/Moscow); сейчас там 15:00",
        "Следующая: вт, 24 ноября, 09:00.",
    ]
    assert "Отписаться" in done.buttons


async def test_the_parts_may_be_written_in_russian(russian):
    done = await russian.say("/subscribe Ferries по будням 9:30 Москва")
    assert "по будням в 09:30" in done.text
    daily = await russian.say("/subscribe Pedro Lagos ежедневно в 8:00")
    assert "каждый день в 08:00" in daily.text
    days = await russian.say("/subscribe Ferries по годовщинам 9:00")
    assert "в годовщины событий, в 09:00" in days.text
    some = await russian.say("/subscribe harbour пн,чт 7:00")
    assert "пн, чт в 07:00" in some.text


async def test_quiet_hours_end_by_a_russian_word(russian):
    await russian.say("/timezone Москва")
    assert "Тихие часы: 23:00–07:00." in (await russian.say("/quiet с 23 до 7")).text
    assert "Тихих часов нет." in (await russian.say("/quiet выкл")).text


async def test_a_digest_is_pushed_in_the_language_of_who_subscribed(russian):
    await russian.say("/subscribe harbour daily 18:00 UTC")
    (digest,) = await russian.pass_by(hours=6, minutes=1)
    assert "Что произошло" in digest.text
    assert "14 мая 2019" in digest.text
    assert "Источники: Port Gazette" in digest.text
    assert "Отписаться" in digest.buttons


async def test_the_language_of_the_chat_wins_over_the_client(russian):
    settings = await russian.say("/settings")
    assert "Язык: как в Telegram." in settings.text
    choice = await russian.press(settings, "Language")
    assert list(choice.buttons)[:3] == ["Как в Telegram", "English", "Русский"]
    english = await russian.press(choice, "English")
    assert "Language: English." in english.text
    assert "what to ask, and how" in (await russian.say("/help")).text
    back = await russian.press(await russian.press(english, "Language"), "As in Telegram")
    assert "Язык: как в Telegram." in back.text
    noted = [one for one in await russian.state.audit.of(READER) if one.what == "language"]
    assert sorted(one.detail for one in noted) == ["client", "en"]


async def test_the_language_of_the_chat_wins_for_what_is_pushed(russian):
    await russian.say("/subscribe harbour daily 18:00 UTC")
    settings = await russian.say("/settings")
    await russian.press(await russian.press(settings, "Language"), "English")
    (digest,) = await russian.pass_by(hours=6, minutes=1)
    assert "What happened" in digest.text
    assert "14 May 2019" in digest.text


async def test_a_language_that_the_bot_does_not_speak_is_answered_in_english(news):
    news.talk.language = "pt-br"
    assert "what to ask, and how" in (await news.say("/help")).text
    await news.say("/subscribe harbour daily 18:00 UTC")
    (digest,) = await news.pass_by(hours=6, minutes=1)
    assert "14 May 2019" in digest.text


async def test_a_regional_russian_is_russian(news):
    news.talk.language = "ru-RU"
    assert "что и как спрашивать" in (await news.say("/help")).text


@pytest.mark.parametrize("language", languages())
async def test_every_command_is_explained_in_each_language(news, language):
    news.talk.language = language
    words = Translator(language).render
    for command in COMMANDS:
        told = await news.say(f"/help {command.name}", user=ADMIN)
        assert words(usage(command)) in told.text
        assert words(command.summary) in told.text
        assert command.detail is None or words(command.detail) in told.text


async def test_where_the_setting_cannot_be_read_the_client_decides(russian, monkeypatch):
    async def failing(*_):
        raise StateUnavailable("the disk is gone")

    monkeypatch.setattr(type(russian.state.chats), "get", failing)
    assert "что и как спрашивать" in (await russian.say("/help")).text


async def test_in_a_group_each_is_answered_in_their_own_language_until_one_is_set(news):
    news.rules(READER)
    assert "what to ask" in (await news.say("/help", chat=GROUP, user=OTHER)).text
    news.talk.language = "ru"
    settings = await news.say("/settings", chat=GROUP)
    assert "Настройки чата" in settings.text
    choice = await news.press(settings, "Language", chat=GROUP)
    await news.press(choice, "Русский", chat=GROUP)
    news.talk.language = "en"
    assert "что и как спрашивать" in (await news.say("/help", chat=GROUP, user=OTHER)).text


async def test_a_group_is_briefed_in_the_language_of_who_subscribed_first(russian):
    russian.rules(READER)
    russian.rules(OTHER)
    await russian.say("/subscribe harbour daily 18:00 UTC", chat=GROUP)
    russian.talk.language = "en"
    await russian.say("/subscribe ferries daily 18:00", chat=GROUP, user=OTHER)
    pushed = await russian.pass_by(hours=6, minutes=1)
    assert pushed
    assert all("Что произошло" in one.text for one in pushed)


async def test_only_who_may_change_settings_sets_the_language(russian):
    russian.rules(READER)
    russian.rules(OTHER, status="member")
    settings = await russian.say("/settings", chat=GROUP)
    assert not await russian.tap(settings, "Language", chat=GROUP, user=OTHER)
    assert russian.talk.alerts[-1].startswith("Что получает группа, меняют")


async def test_a_channel_is_briefed_in_the_language_of_who_subscribed_it(russian):
    russian.owns_channel()
    await russian.say("/subscribe harbour daily 18:00 UTC to @coastnews")
    (digest,) = await russian.pass_by(hours=6, minutes=1)
    assert int(digest.sent["chat_id"]) == CHANNEL
    assert "Что произошло" in digest.text


async def test_what_a_button_refuses_is_told_in_the_language_of_the_client(russian):
    await russian.talk.send_callback("gone")
    assert russian.talk.alerts == ["Кнопка устарела. Отправьте команду заново."]


async def test_that_there_is_no_more_is_told_in_the_language_of_the_chat(russian):
    await russian.say("/subscribe ferries daily 18:00 UTC")
    told = []
    await russian.pass_by(hours=6, minutes=1)
    for _ in range(3):
        told += await russian.pass_by(days=1)
    (over,) = told
    assert "Об этом пришло уже всё" in over.text
    assert {"Начать заново", "Отписаться"} <= over.buttons.keys()
