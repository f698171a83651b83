"""What the bot shows of itself in Telegram: menus by kind of chat and language, descriptions."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.app import bare_application
from bot.commands import COMMANDS
from bot.config import load
from bot.contract import Audience, Menu
from bot.locale import SOURCE_LANGUAGE, Translator, languages
from bot.profile import DESCRIPTION, MOST, SHORT_DESCRIPTION, Profile, menu
from bot.receiving import reach
from bot.simulator import ADMIN, READER, Simulator, violations
from bot.simulator.models import NEWSROOM
from bot.tally import Tally

PRIVATE, MEMBERS = {"type": "all_private_chats"}, {"type": "all_group_chats"}
SETS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def names(entries) -> list[str]:
    return [e["command"] if isinstance(e, dict) else e.command for e in entries]


@pytest_asyncio.fixture
async def shown(bot_api):
    """A bot at a simulator that shows itself in every language, again and again.

    At the end its requests are held against the Bot API table.
    """
    async with Simulator() as simulator:
        simulator.world.user_starts(ADMIN)
        settings = load(
            env_file=None, telegram_bot_token=simulator.token, telegram_api_url=simulator.url
        )
        application = bare_application(settings, Tally())
        await reach(application)

        async def show(*admins: int) -> None:
            for language in languages():
                await Profile(application.bot, COMMANDS, admins).show(language)

        yield simulator, show
        await application.shutdown()
        assert bot_api is None or violations(simulator.calls, bot_api) == []


@pytest.mark.parametrize("kind", Menu)
def test_no_menu_has_more_than_ten_commands(kind):
    listed = names(menu(COMMANDS, kind, Translator()))
    assert 5 <= len(listed) <= MOST
    assert "help" in listed  # which lists the others


@pytest.mark.parametrize("kind", [kind for kind in Menu if kind is not Menu.ADMINS])
def test_what_is_for_admins_stands_in_no_other_menu(kind):
    listed = names(menu(COMMANDS, kind, Translator()))
    assert not set(listed) & {c.name for c in COMMANDS if c.audience is Audience.ADMINS}


async def test_each_kind_of_chat_has_its_menu(shown):
    simulator, show = shown
    await show(ADMIN.id)
    menus = simulator.world.menus
    private = names(menus.shown_to(READER))
    members = names(menus.shown_to(READER, NEWSROOM))
    rulers = names(menus.shown_to(ADMIN, NEWSROOM))
    admins = names(menus.get({"type": "chat", "chat_id": ADMIN.id}, ""))
    assert {"subscribe", "settings"} <= set(private) & set(rulers)
    assert not {"subscribe", "settings", "reload"} & set(members)
    assert {"reload", "stats"} <= set(admins)


async def test_menus_and_descriptions_are_told_in_each_language(shown):
    simulator, show = shown
    await show()
    world = simulator.world
    for scope in (PRIVATE, MEMBERS):
        assert names(world.menus.get(scope, "ru")) == names(world.menus.get(scope, ""))
    russian = world.menus.get(PRIVATE, "ru")
    assert {"command": "help", "description": "что и как спрашивать"} in russian
    for language in languages():
        code = language if language != SOURCE_LANGUAGE else ""
        said = Translator(language).render
        assert world.descriptions["description", code] == said(DESCRIPTION)
        assert world.descriptions["short_description", code] == said(SHORT_DESCRIPTION)


async def test_at_the_next_start_nothing_is_set_that_is_set_already(shown):
    simulator, show = shown
    await show()
    first = {name: len(simulator.calls_of(name)) for name in SETS}
    assert all(first.values())
    await show()
    assert {name: len(simulator.calls_of(name)) for name in SETS} == first


async def test_what_has_changed_is_set_anew(shown):
    simulator, show = shown
    await show()
    simulator.world.descriptions["description", ""] = "What it was before."
    simulator.world.menus.put(PRIVATE, "", [{"command": "old", "description": "gone"}])
    await show()
    assert simulator.world.descriptions["description", ""] == DESCRIPTION.message
    assert "old" not in names(simulator.world.menus.get(PRIVATE, ""))


async def test_an_admin_who_has_not_written_yet_does_not_keep_the_rest_from_being_set(shown):
    simulator, show = shown
    await show(4711, ADMIN.id)
    assert names(simulator.world.menus.shown_to(READER))


@pytest.mark.parametrize("text", [DESCRIPTION, SHORT_DESCRIPTION])
@pytest.mark.parametrize("language", languages())
def test_descriptions_have_room(text, language):
    most = 512 if text is DESCRIPTION else 120  # Bot API, setMyDescription, setMyShortDescription
    assert len(Translator(language).render(text)) <= most
