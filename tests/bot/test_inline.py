"""Inline mode: what is typed behind the bot's name in any chat is answered by things to share."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.config import Access
from bot.inline import result
from bot.locale import Translator
from bot.render.pages import LIMIT, units
from bot.sharing import PAGE, offers
from bot.simulator import ADMIN, NEWSROOM, READER, Simulator
from storage.corpus import Snapshot
from storage.models import Quote, QuoteKind
from storage.search import Index

ENGLISH = Translator()


def said(offer, translator: Translator = ENGLISH) -> str:
    return result(offer, translator).input_message_content.message_text


def titles(page) -> list[str]:
    return [ENGLISH.render(offer.title) for offer in page.offers]


def test_quotes_paraphrases_events_and_actors_are_offered_each_with_its_source(shipped):
    page = offers(shipped, "embassy")
    texts = [said(offer) for offer in page.offers]
    assert all("¶" in text for text in texts)
    assert {"Russian Embassy in Kabul", "Dmitry Zhirnov: Exact words"} <= set(titles(page))
    (words,) = [t for t in texts if "guarantees of the safety" in t and t.startswith("Exact words")]
    assert "“" in words
    assert "\nSource: Newsdesk’s summary, ¶" in words
    assert "Middle East Institute" in words.splitlines()[-1]
    (told,) = [text for text in texts if text.startswith("Russian Foreign Ministry · paraphrased")]
    assert "14–15 August 2021" in told
    assert "about 16–22 Aug 2021" in told.splitlines()[-1]


def test_a_sentence_and_an_utterance_are_offered_once(shipped):
    texts = [said(offer) for offer in offers(shipped, "embassy").offers]
    assert len(texts) == len(set(texts))
    assert sum("no plans to evacuate" in text for text in texts) == 1


@pytest.mark.parametrize("words", ["kabulow", "Кабулов", "from:kabulov"])
def test_a_person_is_found_in_any_spelling(shipped, words):
    assert "Zamir Kabulov" in titles(offers(shipped, words))


def test_all_pages_together_are_each_find_once(shipped):
    ids, offset = [], ""
    while True:
        page = offers(shipped, "taliban", offset)
        assert len(page.offers) <= PAGE
        ids += [offer.id for offer in page.offers]
        offset = page.next_offset
        if not offset:
            break
        assert len(offset.encode()) <= 64
    assert len(ids) > PAGE
    assert len(ids) == len(set(ids))


def test_a_list_that_was_begun_on_another_corpus_ends(shipped):
    offset = offers(shipped, "taliban").next_offset
    newer = Snapshot(replace(shipped.corpus, version="0" * 64), shipped.index)
    page = offers(newer, "taliban", offset)
    assert (page.offers, page.next_offset, page.missing) == ((), "", None)


def test_what_is_not_found_is_said(shipped):
    page = offers(shipped, "xyzzy")
    assert page.offers == ()
    missing = ENGLISH.render(page.missing)
    assert missing.startswith("Nothing on “xyzzy” in 5 articles of Jul")


def test_nothing_typed_is_answered_by_who_is_named_most(shipped):
    page = offers(shipped, "")
    assert titles(page)[0] == "Vladimir Putin"
    assert any("Exact words" in title for title in titles(page))
    assert 3 < len(page.offers) <= PAGE


def test_an_empty_corpus_says_that_there_is_nothing(shipped):
    empty = replace(
        shipped.corpus, articles=(), actors=(), quotes=(), statements=(), events=(),
        differences=(), topics=(),
    )  # fmt: skip
    page = offers(Snapshot(empty, Index.build(empty)), "")
    assert ENGLISH.render(page.missing) == "Nothing to share yet"


@given(
    words=some.text(max_size=128),
    offset=some.one_of(some.just(""), some.text(max_size=64), some.from_regex(r"[0-9a-f]{4}:\d+")),
)
def test_any_words_and_any_offset_have_an_answer_within_telegrams_limits(shipped, words, offset):
    page = offers(shipped, words, offset)
    results = [result(offer, Translator("ru")) for offer in page.offers]
    assert len(results) <= 50
    for one in results:
        assert 1 <= len(one.id.encode()) <= 64
        assert one.title
        assert 0 < units(one.input_message_content.message_text) <= LIMIT
    assert len({one.id for one in results}) == len(results)


def test_words_that_are_too_long_for_a_message_are_cut_and_it_says_so(shipped):
    corpus = shipped.corpus
    long = "word " * 3_000
    article = corpus.articles[0]
    passage = replace(article.passages[0], text=long, source=long)
    article = replace(article, passages=(passage, *article.passages[1:]))
    quote = next(iter(corpus.quotes))
    citation = replace(quote.citation, article=article.id, passage=1, start=0, end=len(long))
    quote = Quote(id="q", citation=citation, text=long, kind=QuoteKind.FULL, turn="t")
    changed = replace(
        corpus, articles=(article, *corpus.articles[1:]), quotes=(quote,), statements=(),
        events=(), differences=(),
    )  # fmt: skip
    (offer,) = offers(Snapshot(changed, Index.build(changed)), '"word word"').offers
    text = said(offer)
    assert units(text) <= LIMIT
    assert "Cut here" in text
    assert text.splitlines()[-1].startswith("Source: ")


def query(words: str, *, offset: str = "", user: int = 1001, language: str = "en") -> dict:
    asker = {"id": user, "is_bot": False, "first_name": "Someone", "language_code": language}
    return {"inline_query": {"id": "i1", "from": asker, "query": words, "offset": offset}}


async def answered(talk, content: dict) -> dict:
    """Let the bot answer an inline query; what it sent, decoded."""
    await talk.process(content)
    sent = dict(talk.wire.of("answerInlineQuery")[-1].sent)
    sent["results"] = json.loads(sent["results"])
    sent["button"] = json.loads(sent["button"]) if "button" in sent else None
    return sent


async def test_links_in_what_is_shared_are_not_previewed(made, shipped):
    talk = made(shipped)
    async with talk.application:
        sent = await answered(talk, query("embassy"))
    contents = [result["input_message_content"] for result in sent["results"]]
    assert contents
    assert all(one["link_preview_options"] == {"is_disabled": True} for one in contents)


async def test_results_are_the_askers_own_and_kept_for_a_minute(made, shipped):
    talk = made(shipped)
    async with talk.application:
        sent = await answered(talk, query("taliban"))
        assert len(sent["results"]) == PAGE
        assert (sent["is_personal"], sent["cache_time"]) in {(True, 60), ("true", "60")}
        more = await answered(talk, query("taliban", offset=sent["next_offset"]))
    assert not {r["id"] for r in sent["results"]} & {r["id"] for r in more["results"]}
    assert sent["button"] is None
    assert {r["type"] for r in sent["results"]} == {"article"}


async def test_what_is_missing_is_said_in_the_askers_language_with_a_way_to_the_bot(made, shipped):
    talk = made(shipped)
    async with talk.application:
        sent = await answered(talk, query("xyzzy", language="ru"))
    assert sent["results"] == []
    assert "xyzzy" in sent["button"]["text"]
    assert "Nothing" not in sent["button"]["text"]
    assert sent["button"]["start_parameter"] == "inline"


async def test_where_the_bot_is_not_open_to_everyone_nothing_is_shared(made, shipped):
    talk = made(shipped, access=Access.ALLOWLIST, allowed_ids=frozenset({1001}))
    async with talk.application:
        for user in (1001, 666):
            sent = await answered(talk, query("taliban", user=user))
            assert sent["results"] == []
            assert sent["is_personal"] in {True, "true"}
            assert sent["button"]["text"] == (
                "This bot is not open to everyone: ask it in its own chat"
            )
    assert talk.wire.of("sendMessage") == []


async def test_an_answer_that_comes_too_late_costs_nobody_anything(made, shipped, caplog):
    talk = made(shipped)
    async with talk.application:
        talk.wire.fail("answerInlineQuery", 400, description="Bad Request: query is too old")
        await talk.process(query("taliban"))
        assert talk.wire.of("sendMessage") == []
    assert "error e1" not in caplog.text


async def test_a_quote_is_found_in_a_group_and_sent_through_the_bot(answering, archive, tmp_path):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        world = simulator.world

        async def ask(words: str, offset: str = ""):
            asked = world.user_asks_inline(NEWSROOM.id, READER, words, offset)
            return await simulator.wait_for(
                lambda: (q := world.inline_query(asked.id)) and q.results is not None and q
            )

        found = await ask("embassy")
        chosen = next(r for r in found.results if "Zhirnov: Exact words" in r["title"])
        sent = world.user_chooses(NEWSROOM.id, found.id, chosen["id"])
        assert sent.text.startswith("Exact words\nDmitry Zhirnov")
        assert "blockquote" in {entity["type"] for entity in sent.entities}
        first = await ask("taliban")
        more = await ask("taliban", first.next_offset)
        assert not {r["id"] for r in first.results} & {r["id"] for r in more.results}
        nothing = await ask("xyzzy")
        assert nothing.results == ()
        start = await simulator.say(f"/start {nothing.button['start_parameter']}", ADMIN)
        assert "Newsdesk" in start.text
