"""Questions that a journalist might type, and what is answered first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.asking import _result
from bot.commands import COMMANDS
from bot.contract import Answer, Ask, PersonError
from bot.locale import Translator
from bot.render.flat import flatten
from storage.building import build_snapshot
from storage.snapshot import Snapshot

GAZETTE = """---
title: Harbour reopens
publisher: Port Gazette
published: 2019-05-20
---
On 14 May 2019 the harbour of Valdivia reopened after a long repair.

“We worked day and night for this harbour,” said Ana Ortiz. “Nobody slept much at all.”

Ana Ortiz said that the harbour would stay open all winter. In 2018 Pedro Lagos visited the yard.
"""
WEEKLY = """---
title: A summer at the coast
publisher: Coast Weekly
published: 2019-06-03
---
“The ferries are a disgrace for this coast,” Pedro Lagos said.

On 2 June 2019 the ferry to Corral was stopped.
"""


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("seeds")
    (folder / "gazette.md").write_text(GAZETTE, "utf-8")
    (folder / "weekly.md").write_text(WEEKLY, "utf-8")
    return build_snapshot(folder)


@pytest.fixture(scope="module")
def news(originals: Path) -> Snapshot:
    """The five articles as they came."""
    return build_snapshot(originals)


@pytest.fixture(scope="module")
def digests(root: Path) -> Snapshot:
    """The corpus that is shipped."""
    return build_snapshot(root / "seeds")


def answer(snapshot: Snapshot, line: str) -> Answer:
    name, _, words = line.partition(" ")
    command = next(c for c in COMMANDS if c.name == name)
    assert command.answer is not None
    return command.answer(
        Ask(words=words, snapshot=snapshot, now=datetime(2026, 11, 23, tzinfo=UTC))
    )


def said(told: Answer) -> str:
    head = (told.head,) if told.head is not None else ()
    return "\n\n".join(flatten(block, Translator()).text for block in (*head, *told.blocks))


def labels(told: Answer) -> list[str]:
    return [Translator().render(button.label) for row in told.choices for button in row]


JOURNALIST = [
    ("who called it a pr disaster", "quote", "PR disaster"),
    ("who said defeat was inevitable", "quote", "inevitable"),
    ("what did zhirnov say about law and order", "quote", "law and order"),
    ("lavrov on terrorism", "quote", "fighting extremism and terrorism"),
    ("что сказал Кабулов", "quote", "puppet government"),
    ("what did putin tell assad", "quote", "foreign armed forces"),
    ("what hapened in moscow in july", "event", "Moscow"),
    ("sept 14", "event", "Assad"),
    ("what happened on 15 August 2021", "event", "15 August"),
    ("when did the taliban reach kabul", "event", "reached Kabul"),
    ("gurantees saftey diplomtic missons", "quote", "guarantees of the safety"),
    ("when did the taliban take kabul", "event", "On 15 August, the Taliban reached Kabul"),
    ("когда талибы взяли кабул", "event", "On 15 August, the Taliban reached Kabul"),
    ("how many soviet soldiers died", "passage", "15,000"),
    ("where did lavrov meet the taliban", "passage", "Moscow"),
    ("лавров о признании", "statement", "in no rush to recogni"),
    ("когда лавров встречался с талибами", "event", "Lavrov met with Taliban"),
]


@pytest.mark.parametrize(("typed", "kind", "words"), JOURNALIST)
def test_a_journalist_is_answered_first_with_what_was_asked(news, typed, kind, words):
    first = _result(news, typed)["matches"][0]

    assert first["kind"] == kind
    assert words in first["text"]


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("who called it a pr disaster", "quote", "PR disaster"),
        ("what happened on 15 August 2021", "event", "15 August 2021"),
        ("sept 14", "event", "Assad"),
        ("what did kabulov say about recognition", "statement", "recognition"),
        ("when was the taliban designated a terrorist organisation", "event", "2003"),
        ("что сказал Жирнов", "quote", "take control of the city"),
    ],
)
def test_the_shipped_digests_answer_questions_too(digests, typed, kind, words):
    first = _result(digests, typed)["matches"][0]

    assert first["kind"] == kind
    assert words in first["text"]


def test_a_name_with_another_word_is_more_than_the_name(news):
    assert "sanctions are lifted" in said(answer(news, "find un security council sanctions"))
    offered = said(answer(news, "actor un security council sanctions"))
    assert offered.startswith("No one in the articles is called “un security council sanctions”.")
    assert "• UN Security Council" in offered


def test_a_passage_leads_where_no_fact_has_nearly_as_much(news):
    assert said(answer(news, "find the enemy at home")).startswith("Passages\nReflecting on")
    assert said(answer(news, "find taliban delegation")).index("Dated") == 0


def test_events_that_fit_much_less_are_not_told_for_being_earlier(news):
    text = said(answer(news, "find iranians meeting taliban"))

    assert "Iranians" in text.split("\n")[2]


def test_words_of_one_who_is_named_are_told_though_the_topic_stands_beside_them(news):
    for line in ("find Zaharova taliban talks", "find байден оон"):
        assert "Exact words" in said(answer(news, line)).split("\n")


def test_a_day_leads_with_its_events_and_lists_no_words_of_another(news):
    text = said(answer(news, "find what happened on 15 August 2021"))

    assert text.startswith("Dated\n15 Aug 2021")
    assert "about 22–28 Sept 2021" not in text
    assert "about Oct" not in text


def test_one_who_said_nothing_on_it_is_not_given_the_words_of_others(news):
    for line in ("find what did lavrov say about the withdrawal", "quote лавров о выводе войск"):
        text = said(answer(news, line))
        assert "nothing by Sergey Lavrov on that" in text
        assert "Taliban · paraphrased" not in text
    result = _result(news, "what did lavrov say about the withdrawal")
    assert result["verdict"] == "ambiguous"


@pytest.mark.parametrize("line", ["find", "quote"])
def test_one_word_too_many_does_not_silence_someone(news, line):
    text = said(answer(news, f"{line} what did lavrov say about terrorism financing"))

    assert "nothing by Sergey Lavrov" not in text
    assert "these are closest" in text
    assert "fighting extremism and terrorism" in text


def test_who_said_it_leads_with_quotes_and_when_with_events(coast):
    who = said(answer(coast, "find who called the ferries a disgrace"))
    when = said(answer(coast, "find when did the harbour reopen"))
    assert who.startswith("Exact words\nPedro Lagos")
    assert when.removeprefix("Found for").count("Dated\n14 May 2019") == 1
    assert when.index("Dated") < when.index("Passages")


@pytest.mark.parametrize(
    ("line", "there", "not_there"),
    [
        ("quote from:ortiz", "day and night", "disgrace"),
        ("quote in:cw", "disgrace", "day and night"),
        ("quote from:lagos harbour", "nothing by Pedro Lagos on that", "day and night"),
        ("search in:gazette harbour", "Port Gazette", "Coast Weekly"),
        ("search harbour -in:weekly", "Port Gazette", "Coast Weekly"),
        ("timeline in:weekly", "2 Jun 2019", "14 May 2019"),
        ("timeline from:lagos", "2018", "14 May 2019"),
        ("find from:lagos", "disgrace", "day and night"),
        ("find june 2019", "2 Jun 2019", "14 May 2019"),
    ],
)
def test_filters_work_alike_in_every_search(coast, line, there, not_there):
    text = said(answer(coast, line))

    assert there in text
    assert not_there not in text


@pytest.mark.parametrize("line", ["find harbour -slept", 'quote harbour -"nobody slept"'])
def test_what_is_left_out_is_in_no_words_that_are_told_together(coast, line):
    text = said(answer(coast, line))

    assert "Nobody slept" not in text
    assert "stay open all winter" in text


@pytest.mark.parametrize("name", ["quote", "search", "timeline", "find"])
@pytest.mark.parametrize(
    ("filter_", "known"),
    [("from:merkel", "Ana Ortiz"), ("in:nyt", "A1 Port Gazette; A2 Coast Weekly")],
)
def test_a_filter_that_names_nothing_known_tells_what_is(coast, name, filter_, known):
    with pytest.raises(PersonError) as raised:
        answer(coast, f"{name} {filter_} harbour")

    text = Translator().render(raised.value.text)
    assert known in text
    assert filter_.partition(":")[2] in text


def test_a_batch_says_of_an_unknown_filter_what_is_known(coast):
    assert "Ana Ortiz" in _result(coast, "/quote from:merkel harbour")["error"]


@pytest.mark.parametrize(
    "line", ["source the", "actor the", "quote of the", "search the", "find what is it", "brief a"]
)
def test_words_that_say_nothing_are_answered_with_a_hint(coast, line):
    told = answer(coast, line)

    assert "There is nothing to look for in that" in said(told)
    assert "alone are not looked for" in said(told)
    assert not told.found


def test_a_letter_is_nobody(coast):
    assert not answer(coast, "find a").found


@pytest.mark.parametrize("line", ["timeline 32 aug 2021", "find 32 aug 2021", "find 31 June"])
def test_a_date_that_no_calendar_has_is_called_so(coast, line):
    assert "There is no such date: 3" in said(answer(coast, line))


@pytest.mark.parametrize("words", ["A9", "a9 3", "A9 ¶3"])
def test_an_article_that_is_gone_is_said_to_be(coast, words):
    told = answer(coast, f"source {words}")

    assert "There is no article A9 in the corpus now" in said(told)
    assert not told.found


@pytest.mark.parametrize("words", ["A1 -1", "A1 ¶0", "A1 0"])
def test_a_passage_that_cannot_be_is_not_there(coast, words):
    with pytest.raises(PersonError, match="there is no"):
        answer(coast, f"source {words}")


@pytest.mark.parametrize(
    ("period", "words"), [("before 2018", "before 2018"), ("since 5 May 2015", "since 5 May 2015")]
)
def test_an_open_period_is_headed_as_such(coast, period, words):
    assert words in said(answer(coast, f"timeline {period}"))


def test_a_guess_is_offered_as_one(coast):
    told = answer(coast, "find yerd")

    assert "Did you mean …" in said(told)
    assert "yard" in labels(told)
    assert len(labels(told)) <= 5 + 3


def test_the_closest_are_told_without_buttons_of_the_same(digests):
    told = answer(digests, "find when did putin meet assad")

    assert "Did you mean" not in said(told)
    assert "these are closest" in said(told)
    assert "Putin received Bashar Al-Assad" in said(told)
    assert labels(told) == ["Quotes", "Timeline", "Passages"]


def test_what_was_read_otherwise_than_typed_is_said_word_by_word(coast):
    text = said(answer(coast, "find harbor valdvia repair"))

    assert "closest to “valdivia”" in text


def test_what_has_but_half_of_what_was_asked_is_called_the_closest(coast):
    assert "these are closest" in said(answer(coast, "find lagos night"))
    assert "these are closest" in said(answer(coast, "quote lagos night"))
    assert "these are closest" not in said(answer(coast, "find ortiz night"))


def test_a_timeline_says_what_it_was_found_for_and_leaves_out_what_hardly_fits(news):
    text = said(answer(news, "timeline кабул эвакуация"))

    assert "related words: evacuate" in text
    assert "evacuat" in text
    assert "Tajikistan ended in 1997" not in text


def test_a_word_that_no_article_has_is_named(coast):
    assert "No article has “zeppelin”." in said(
        answer(coast, "search harbour reopened long repair zeppelin")
    )


def test_nothing_says_what_is_covered_and_offers_the_nearest(coast):
    told = answer(coast, "find 3 march 2012")

    assert "It holds 2 articles of May\u2009–\u2009Jun 2019." in said(told)  # thin spaces
    assert len(labels(told)) == 3


def test_help_explains_the_filters(coast):
    text = said(answer(coast, "help search"))

    for words in ("from:lavrov", "in:A4", "before 2015", "-iran", '"law and order"'):
        assert words in text


@pytest.mark.parametrize("typed", ["president of afghanistan", "президент афганистана"])
def test_a_title_of_another_country_is_asked_back_and_never_an_envoy(news, typed):
    result = _result(news, typed)

    assert result["verdict"] == "ambiguous"
    assert result["matches"][0]["text"] == "Ashraf Ghani"
    assert "Zamir Kabulov" not in [match["text"] for match in result["matches"]]


@pytest.mark.parametrize("typed", ["prime minister of russia", "us ambassador"])
def test_a_title_that_nobody_has_is_never_sure(news, typed):
    assert _result(news, typed)["verdict"] == "ambiguous"


def test_the_words_of_a_headline_find_its_article_where_no_sentence_has_them(coast):
    told = answer(coast, "find summer coast")
    result = _result(coast, "summer coast")

    assert (result["verdict"], result["matches"][0]["kind"]) == ("confident", "article")
    assert "A summer at the coast" in said(told)
    assert "A2 Coast Weekly" in labels(told)


def test_a_headline_comes_after_what_is_told(coast):
    kinds = [match["kind"] for match in _result(coast, "harbour reopened")["matches"]]

    assert kinds[0] != "article"
    assert kinds[-1] == "article"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("find topic:harbour", "There is no filter “topic:”"),
        ("find topic:zeppelin", "There is no filter “topic:”"),
        ("find in:", "A name follows in: at once"),
        ("find from:", "A name follows from: at once"),
        ("find -harbour", "-harbour only leaves out"),
        ("find laros", "No one in the articles is called “laros”. Did you mean …"),
    ],
)
def test_what_cannot_be_looked_for_is_explained(coast, line, hint):
    assert hint in said(answer(coast, line))


def test_a_place_in_a_filter_for_articles_is_understood_and_explained(news):
    text = said(answer(news, "find in:helsinki gerasimov"))

    assert "“helsinki” is looked for as a word" in text
    assert "during a meeting in Helsinki" in text


def test_a_misspelt_surname_is_answered_with_whose_it_is(coast):
    first = _result(coast, "Ortisz")["matches"][0]

    assert (first["kind"], first["text"]) == ("actor", "Ana Ortiz")


def test_exact_words_come_first_where_quotes_are_asked_for(news):
    assert _result(news, "/quote lavrov")["matches"][0]["kind"] == "quote"


def test_a_sentence_that_dates_two_happenings_is_told_once(news):
    texts = [
        match["text"]
        for match in _result(news, "when did the taliban take kabul")["matches"]
        if match["kind"] == "event"
    ]

    assert len(texts) == len(set(texts))


def test_irregular_forms_of_a_verb_are_found_as_the_verb(coast):
    assert "Nobody slept" in said(answer(coast, "quote sleep"))


def test_a_date_between_words_with_hyphens_is_answered(coast: Snapshot):
    assert answer(coast, "find ana-ortiz-may-2019-harbour-valdivia").blocks
