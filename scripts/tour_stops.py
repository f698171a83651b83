"""The stops of the tour: what is asked, what its pictures must show, in English and in Russian."""

from __future__ import annotations

from tour_steps import (
    Step,
    Stop,
    Take,
    bottom,
    choose,
    click,
    drawn,
    press,
    reply,
    say,
    send,
    shown,
    type_,
)

TOOLS = click("Developer tools")
SUBSCRIBE = "/subscribe kabulov weekdays 09:00 Berlin"


def phone(*does: Step, shows: tuple[str, ...], most: int = 900, **more: int) -> Take:
    """A picture on a phone, which may end below the window."""
    return Take(does, shows, most=most, cut=True, **more)


def typed(*does: Step, shows: tuple[str, ...]) -> Take:
    """A picture of what is being written on a phone."""
    return Take(does, shows, most=700, whole=False)


def both(english: Take, russian: Take) -> dict[str, Take]:
    """The same in both languages."""
    return {"en": english, "ru": russian}


def asked(
    line: str, english: tuple[str, ...], russian: tuple[str, ...], *, most: int = 900
) -> dict[str, Take]:
    """One line, asked in both languages."""
    return both(
        phone(say(line), shows=(line, *english), most=most),
        phone(say(line), shows=(line, *russian), most=most),
    )


ARTICLE = """/add The harbour of Corral reopens

Published on 20 May 2019 by the Port Gazette.

On 14 May 2019 the harbour of Corral reopened after a long repair.

“We worked day and night for this harbour,” said Ana Ortiz, the harbour master."""

STOPS = (
    Stop(
        "start",
        "`/start` says what the bot is, what it covers and as of when; four buttons tell something "
        "at once. The suggestions above the composer are the examples that the bot has just given.",
        asked("/start", ("What I know", "As of 5 articles"), ("/timeline 2021",), most=1_150),
    ),
    Stop(
        "quote",
        "`/quote zhirnov`: the ambassador’s exact words, each with his role, its date and its "
        "citation. Every citation has a button; below them the sources to copy, and what keeps the "
        "answer or hands it over as a file.",
        asked(
            "/quote zhirnov",
            ("Dmitry Zhirnov", "[Moscow Times ¶13]", "Citations", "Save", "As a file"),
            ("Дословно", "Ссылки", "Сохранить", "Файлом"),
            most=1_150,
        ),
    ),
    Stop(
        "passage",
        "A citation’s button opens exactly the cited passage between its neighbours.",
        both(
            phone(
                say("/quote zhirnov"),
                press("Moscow Times ¶13", until="¶12"),
                shows=("As Chaos Engulfs Kabul",), questions=0,
                most=1_200,
            ),
            phone(
                say("/quote zhirnov"),
                press("Moscow Times ¶13", until="¶12"),
                shows=("As Chaos Engulfs Kabul",), questions=0,
                most=1_200,
            ),
        ),
    ),
    Stop(
        "cite",
        "“Citations” gives the sources of an answer in full, each to be copied; a summary is cited "
        "as ours.",
        both(
            phone(
                say("/quote zhirnov"),
                press("Citations", until="Newsdesk’s summary"),
                shows=("Newsdesk’s summary",), questions=0,
            ),
            phone(
                say("/quote zhirnov"),
                press("Ссылки", until="¶13"),
                shows=("¶13",), questions=0,
            ),
        ),
    ),
    Stop(
        "save",
        "“Save”, or `/save` in reply, keeps an answer as it stands; `/saved` lists what was kept.",
        both(
            phone(
                say("/quote zhirnov"),
                press("Save", until="Saved."),
                say("/quote lavrov"),
                reply("/save"),
                say("/saved"),
                shows=("/saved", "2 saved answers", "As a file"),
            ),
            phone(
                say("/quote zhirnov"),
                press("Сохранить", until="Сохранено."),
                say("/saved"),
                shows=("/saved", "1 сохранённый ответ", "Файлом"),
            ),
        ),
    ),
    Stop(
        "export",
        "`/export quotes embassy` hands over a file with every source in full.",
        asked(
            "/export quotes embassy", ("Quotes: embassy", "quotations:"), ("Цитаты: embassy",)
        ),
    ),
    Stop(
        "actor",
        "`/actor kabulow`: misspelt, in part or in Cyrillic, the name is found, and the answer "
        "says how.",
        asked(
            "/actor kabulow",
            ("Found for “kabulow”: closest to “Kabulov”",),
            ("Zamir Kabulov",),
        ),
    ),
    Stop(
        "cyrillic",
        "`/quote посольство`: in Cyrillic, too, and the answer is the same.",
        asked("/quote посольство", ("Exact words",), ("Дословно",)),
    ),
    Stop(
        "timeline",
        "`/timeline 15 aug 2021`: what happened on a day, as each article tells it.",
        asked("/timeline 15 aug 2021", ("Timeline",), ("Хронология",)),
    ),
    Stop(
        "chart",
        "`/timeline kabulov chart` draws it, light or dark: bars are as wide as the dates are "
        "inexact, lighter where less certain; the words below say the same.",
        both(
            phone(
                say("/timeline kabulov chart", until="Timeline: kabulov"),
                drawn,
                shows=("/timeline kabulov chart",),
                most=1_300,
            ),
            phone(
                say("/timeline kabulov chart dark", until="Хронология: kabulov"),
                drawn,
                shows=("/timeline kabulov chart dark",),
                most=1_300,
                dark=True,
            ),
        ),
    ),
    Stop(
        "topics",
        "`/topics` lists what the articles are about.",
        asked("/topics", ("Embassies and evacuation",), ("Embassies and evacuation",)),
    ),
    Stop(
        "brief",
        "`/brief drugs` tells a topic in short.",
        asked("/brief drugs", ("What happened",), ("Что произошло",)),
    ),
    Stop(
        "compare",
        "`/compare Lavrov Kabulov`: what two said and did, side by side in time.",
        asked("/compare Lavrov Kabulov", ("Sergey Lavrov",), ("Sergey Lavrov",)),
    ),
    Stop(
        "publishers",
        "`/compare bell mt embassy`: what two publishers reported of a matter.",
        asked("/compare bell mt embassy", ("The Bell",), ("The Bell",)),
    ),
    Stop(
        "disputed",
        "`/disputed`: where articles differ, each side with its words and its place.",
        asked("/disputed", ("Articles differ on",), ("Статьи расходятся",)),
    ),
    Stop(
        "search",
        "`/search drug trafficking`: the passages that speak of something.",
        asked("/search drug trafficking", ("4 passages",), ("4 абзаца",)),
    ),
    Stop(
        "plain",
        "Plain words find the best of everything, and a line that follows keeps what it does not "
        "name anew.",
        both(
            phone(
                say("what did Lavrov say about the Taliban?"),
                say("and Kabulov?"),
                shows=("and Kabulov?", "About:"),
            ),
            phone(
                say("что сказал Лавров о талибах?"),
                say("а Кабулов?"),
                shows=("а Кабулов?", "О чём:"),
            ),
        ),
    ),
    Stop(
        "pages",
        "Long answers have pages, turned in place.",
        both(
            typed(
                say("/quote taliban"),
                press("More ›", until="Quotes: taliban"),
                shown("2 of "),
                bottom,
                shows=("2 of ", "‹ Back"),
            ),
            typed(
                say("/quote taliban"),
                press("Ещё ›", until="taliban"),
                shown("2 из "),
                bottom,
                shows=("2 из ", "‹ Назад"),
            ),
        ),
    ),
    Stop(
        "which",
        "Where a name may be several, the bot asks which.",
        asked("/actor russian", ("Which one do you mean?",), ("Кто именно имеется в виду?",)),
    ),
    Stop(
        "nothing",
        "What is not in the corpus is said to be not there.",
        asked("/actor Merkel", ("Not in the corpus: Merkel",), ("Нет в архиве: Merkel",)),
    ),
    Stop(
        "errors",
        "What is mistyped, too much or not there is said with what to do next.",
        both(
            phone(
                say("/qoute embassy"),
                say("/source A1 999"),
                say("/pause x"),
                shows=("/qoute embassy", "Did you mean /quote?", "/pause 7"),
                questions=3,
            ),
            phone(
                say("/qoute embassy"),
                say("/source A1 999"),
                say("/pause x"),
                shows=("/qoute embassy", "/pause 7"),
                questions=3,
            ),
        ),
    ),
    Stop(
        "flag",
        "“Flag this” tells those who run the bot what is wrong; they turn it into a correction.",
        both(
            phone(
                say("/quote zhirnov"),
                press("Flag this", until="Which of these is wrong?"),
                shows=("Which of these is wrong?",),
                questions=0,
            ),
            phone(
                say("/quote zhirnov"),
                press("Ошибка?", until="Zhirnov"),
                shows=("Dmitry Zhirnov",),
                questions=0,
            ),
        ),
    ),
    Stop(
        "source",
        "`/source` lists the articles, with how sure their dates are.",
        asked("/source", ("about Oct 2021", "The Bell"), ("The Bell",)),
    ),
    Stop(
        "help",
        "`/help quote` explains a command, with lines to try.",
        asked("/help quote", ("/quote embassy",), ("/quote embassy",)),
    ),
    Stop(
        "menu",
        "Commands are completed from the bot’s own menu, with the keyboard.",
        both(
            typed(type_("/"), shown("what happened, by date"), shows=("/timeline",)),
            typed(type_("/"), shown("что произошло"), shows=("/timeline",)),
        ),
    ),
    Stop(
        "inline",
        "In any chat, words behind the bot’s name list what there is to share, each with its "
        "source.",
        both(
            typed(
                choose("Newsroom · General"),
                type_("@newsdesk_local_bot zhirnov"),
                shown("Dmitry Zhirnov: Exact words"),
                shows=("Dmitry Zhirnov: Exact words",),
            ),
            typed(
                choose("Newsroom · General"),
                type_("@newsdesk_local_bot Жирнов"),
                shown("Dmitry Zhirnov: Дословно"),
                shows=("Dmitry Zhirnov: Дословно",),
            ),
        ),
    ),
    Stop(
        "shared",
        "What is shared says whose words it is and where they stand.",
        both(
            phone(
                choose("Newsroom · General"),
                type_("@newsdesk_local_bot embassy"),
                shown("Dmitry Zhirnov: Exact words"),
                lambda page: page.get_by_text("Dmitry Zhirnov: Exact words").first.click(),
                shown("Source:"),
                shows=("Source:",),
            ),
            phone(
                choose("Newsroom · General"),
                type_("@newsdesk_local_bot посольство"),
                shown("Dmitry Zhirnov: Дословно"),
                lambda page: page.get_by_text("Dmitry Zhirnov: Дословно").first.click(),
                shown("Источник:"),
                shows=("Источник:",),
            ),
        ),
    ),
    Stop(
        "group",
        "In a group the bot answers in the topic that asked, and is shown only what is meant for "
        "it.",
        both(
            phone(
                choose("Newsroom · Embassies"),
                send("good morning"),
                say("/actor Zhirnov"),
                shows=("/actor Zhirnov", "Dmitry Zhirnov"),
            ),
            phone(
                choose("Newsroom · Embassies"),
                send("доброе утро"),
                say("@newsdesk_local_bot что сказал Жирнов?"),
                shows=("@newsdesk_local_bot что сказал Жирнов?", "Dmitry Zhirnov"),
            ),
        ),
    ),
    Stop(
        "subscribe",
        f"`{SUBSCRIBE}`: what was understood, when the next one comes, "
        "and a button to change each part.",
        asked(
            SUBSCRIBE,
            ("Subscribed.", "Zamir Kabulov · actor", "Berlin time", "Send one now"),
            ("Подписка оформлена.", "Прислать сейчас"),
        ),
    ),
    Stop(
        "briefing",
        "A briefing tells a part of what there is, each line with its place, and nothing twice.",
        both(
            phone(
                say(SUBSCRIBE),
                press("Send one now", until="1 of 3"),
                shows=("Zamir Kabulov · 1 of 3", "What happened"),
                most=1_300,
                questions=0,
            ),
            phone(
                say(SUBSCRIBE),
                press("Прислать сейчас", until="1 из 3"),
                shows=("Zamir Kabulov · 1 из 3", "Что произошло"),
                most=1_300,
                questions=0,
                dark=True,
            ),
        ),
    ),
    Stop(
        "subscriptions",
        "`/subscriptions` tells what this chat gets, and when.",
        both(
            phone(say(SUBSCRIBE), say("/subscriptions"), shows=("/subscriptions", "Zamir Kabulov")),
            phone(say(SUBSCRIBE), say("/subscriptions"), shows=("/subscriptions", "Zamir Kabulov")),
        ),
    ),
    Stop(
        "settings",
        "`/settings`: zone, quiet hours, language.",
        asked("/settings", ("Settings",), ("Настройки",)),
    ),
    Stop(
        "language",
        "The language is that of the reader’s Telegram, until one is chosen.",
        both(
            phone(
                say("/settings"),
                press("Language", until="In which language"),
                shows=("In which language do I write here?",),
            ),
            phone(
                say("/settings"),
                press("Language", until="На каком языке"),
                shows=("Как в Telegram",),
            ),
        ),
    ),
    Stop(
        "hours",
        "The chat’s zone, its quiet hours and pauses, in one line each.",
        both(
            phone(
                say("/timezone Tashkent"),
                say("/quiet 22:00-07:00"),
                say("/pause 3"),
                say("/resume"),
                shows=("/timezone Tashkent", "/quiet 22:00-07:00"),
                most=1_200,
                questions=4,
            ),
            phone(
                say("/timezone Ташкент"),
                say("/quiet 22:00-07:00"),
                say("/pause 3"),
                say("/resume"),
                shows=("/timezone Ташкент", "/quiet 22:00-07:00"),
                most=1_200,
                questions=4,
            ),
        ),
    ),
    Stop(
        "unsubscribe",
        "`/unsubscribe kabulov` asks before it ends anything.",
        both(
            phone(
                say(SUBSCRIBE), say("/unsubscribe kabulov"), say("/cancel"),
                shows=("/unsubscribe kabulov", "Zamir Kabulov", "/cancel"), questions=2,
            ),
            phone(
                say(SUBSCRIBE), say("/unsubscribe kabulov"), say("/cancel"),
                shows=("/unsubscribe kabulov", "Zamir Kabulov", "/cancel"), questions=2,
            ),
        ),
    ),
    Stop(
        "privacy",
        "`/mydata` tells what is kept about a chat, `/forgetme` deletes it, after a question.",
        both(
            phone(
                say("/mydata"), say("/forgetme"), shows=("/mydata", "/forgetme"),
                most=1_200, questions=2,
            ),
            phone(
                say("/mydata"), say("/forgetme"), shows=("/mydata", "/forgetme"),
                most=1_200, questions=2,
            ),
        ),
    ),
    Stop(
        "reload",
        "An admin reloads the articles while readers are answered.",
        {
            "en": phone(
                choose("Admin"),
                say("/reload", until="The corpus is reloaded."),
                shows=("/reload", "The corpus is reloaded."),
            )
        },
    ),
    Stop(
        "stats",
        "`/stats` tells admins of the corpus and the bot in numbers.",
        {"en": phone(choose("Admin"), say("/stats"), shows=("/stats",))},
    ),
    Stop(
        "flags",
        "`/flags` shows admins what readers have flagged; what they set right is seen before it is "
        "written.",
        {
            "en": phone(
                choose("Reader"),
                say("/quote zhirnov embassy"),
                press("Flag this", until="wrong"),
                press("1", until="wrong"),
                press("Wrong speaker", until="Thank"),
                choose("Admin"),
                say("/flags"),
                press("1", until="Set"),
                press("Set the speaker", until="Who said it?"),
                press("Fyodor Lukyanov", until="To be written into"),
                shows=("To be written into",),
                questions=0,
            )
        },
    ),
    Stop(
        "add",
        "An admin adds an article, and sees what is understood of it before it is published.",
        {
            "en": phone(
                choose("Admin"),
                say(ARTICLE, until="That is all"),
                press("That is all", until="To be added"),
                shows=("To be added",),
                questions=0,
            )
        },
    ),
    Stop(
        "unseen",
        "What privacy mode keeps from the bot is marked so in the simulator.",
        {
            "en": typed(
                    choose("Newsroom · General"),
                    say("/topics"),
                    send("good morning everyone"),
                    shown("The bot is not shown this"),
                    shows=("good morning everyone", "The bot is not shown this"))
        },
    ),
    Stop(
        "calls",
        "The developer tools show the bot’s requests as they happen.",
        {
            "en": Take(
                (TOOLS, click("Clear"), say("/actor Merkel"),
                 lambda page: page.locator("#calls [data-method=sendMessage] summary")
                 .first.click()),
                ("API calls", "sendMessage", "200", "chat_id", "Not in the corpus: Merkel"),
                width=1_120,
                whole=False,
                most=780,
            )
        },
    ),
    Stop(
        "faults",
        "Faults on order: Telegram asks for a pause, the bot waits and sends once more. The clock "
        "can be set forward, for the bot too.",
        {
            "en": Take(
                (TOOLS, click("+1 day"), click("Clear"),
                 lambda page: page.locator("#fault-seconds").fill("1"), click("Inject"),
                 shown("sendMessage 429"), say("/actor Merkel")),
                ("429", "200", "1 d", "Not in the corpus: Merkel"),
                width=1_120,
                whole=False,
                most=780,
            )
        },
    ),
)  # fmt: skip
