"""Catalogues: complete, up to date, with the placeholders of the source."""

from __future__ import annotations

from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bot.locale import SOURCE_LANGUAGE, Translator, extract, languages, t, tn

TRANSLATED = [language for language in languages() if language != SOURCE_LANGUAGE]


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def test_the_template_is_up_to_date_with_the_code():
    written = extract.template_path().read_text("utf-8")
    assert written == extract.printed(extract.template()), "run: make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_catalogue_is_up_to_date_with_the_template(language):
    written = extract.catalogue_path(language).read_text("utf-8")
    assert written == extract.printed(extract.updated(language, extract.template())), (
        "run: make messages"
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders(language):
    catalogue = read_po(BytesIO(extract.catalogue_path(language).read_bytes()), locale=language)
    for entry in catalogue:
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        allowed = set().union(*(places(id_) for id_ in ids))
        for string in filter(None, strings):
            if entry.id:
                assert places(string) == allowed or places(string) == places(ids[0]), entry.id


def test_every_message_can_be_filled_in():
    for entry in extract.template():
        for id_ in entry.id if isinstance(entry.id, tuple) else (entry.id,):
            for name in places(id_):
                assert name.isidentifier(), id_


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (t("plain"), "plain"),
        (t("a {b}", b="{c}"), "a {c}"),
        (t("a {b}", b=t("c {d}", d=1)), "a c 1"),
        (tn("{count} cat", "{count} cats", 1), "1 cat"),
        (tn("{count} cat", "{count} cats", 0), "0 cats"),
        (tn("{count} cat of {who}", "{count} cats of {who}", 2, who="X"), "2 cats of X"),
    ],
)
@pytest.mark.parametrize("language", ["en", "xx"])
def test_texts_are_put_into_words(language, text, words):
    assert Translator(language).render(text) == words
