"""Catalogues: complete, up to date, with the placeholders and commands of the source."""

from __future__ import annotations

import re
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.locale import (
    SOURCE_LANGUAGE,
    Translator,
    choose_language,
    extract,
    languages,
    listed,
    t,
    tn,
)

TRANSLATED = [language for language in languages() if language != SOURCE_LANGUAGE]
COMMAND = re.compile(r"(?<![\w.])/[a-z]+\b")


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def catalogue(language: str) -> Catalog:
    return read_po(BytesIO(extract.catalogue_path(language).read_bytes()), locale=language)


def several(text: object) -> tuple[str, ...]:
    """The forms of a message or of its translation: one, or as many as there are plurals."""
    return text if isinstance(text, tuple) else (str(text or ""),)


def translations(language: str) -> list[tuple[str, str]]:
    """Each message, in its plural where it has one, with each form of its translation."""
    return [
        (several(entry.id)[-1], form)
        for entry in messages(language)
        for form in several(entry.string)
        if form
    ]


def messages(language: str) -> list[Message]:
    return [entry for entry in catalogue(language) if entry.id]


@pytest.fixture(scope="module")
def source() -> Catalog:
    """What the code says now."""
    return extract.template()


def test_the_template_is_up_to_date_with_the_code(source):
    written = extract.template_path().read_text("utf-8")
    assert written == extract.printed(source), "run: make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_catalogue_is_up_to_date_with_the_template(language, source):
    written = extract.catalogue_path(language).read_text("utf-8")
    assert written == extract.printed(extract.updated(language, source)), "run: make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_left_to_be_translated(language):
    assert [e.id for e in messages(language) if e.fuzzy or not all(several(e.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_count_has_as_many_forms_as_the_language(language):
    counted = [entry for entry in messages(language) if entry.pluralizable]
    assert counted
    number = catalogue(language).num_plurals
    assert [e.id for e in counted if len(several(e.string)) != number] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders(language):
    pairs = translations(language)
    assert pairs
    assert [pair for pair in pairs if len({frozenset(places(text)) for text in pair}) > 1] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_commands_and_the_space_around(language):
    def kept(text: str) -> tuple[object, ...]:
        edges = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return sorted(set(COMMAND.findall(text))), *edges, text.count("\n")

    assert [pair for pair in translations(language) if kept(pair[0]) != kept(pair[1])] == []


def test_every_message_can_be_filled_in(source):
    for entry in source:
        for id_ in several(entry.id):
            for name in places(id_):
                assert name.isidentifier(), id_


def test_a_new_language_gets_a_catalogue_of_all_texts(source, tmp_path, monkeypatch):
    monkeypatch.setattr(extract, "_PACKAGE", tmp_path)
    extract.main(["pl"])
    made = read_po(BytesIO(extract.catalogue_path("pl").read_bytes()), locale="pl")
    assert {str(entry.id) for entry in made} == {str(entry.id) for entry in source}
    assert made.num_plurals == 3


def test_what_is_translated_stays_and_what_is_gone_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(extract, "_PACKAGE", tmp_path)
    path = extract.catalogue_path("pl")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "kept"\nmsgstr "zostaje"\n\nmsgid "gone"\nmsgstr "znika"\n', "utf-8")
    now = Catalog()
    now.add("kept", locations=[("a.py", 0)])
    now.add("new", locations=[("a.py", 0)])
    path.write_text(extract.printed(extract.updated("pl", now)), "utf-8")
    assert {e.id: e.string for e in messages("pl")} == {"kept": "zostaje", "new": ""}
    assert "znika" not in path.read_text("utf-8")
    assert extract.printed(extract.updated("pl", now)) == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("codes", "language"),
    [
        (("ru", "en"), "ru"),
        ((None, "ru"), "ru"),
        (("ru-RU",), "ru"),
        (("RU",), "ru"),
        (("en", "ru"), "en"),
        (("pt-br", "ru"), "ru"),
        (("pt-br",), "en"),
        (("", None), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_that_the_bot_speaks_is_taken(codes, language):
    assert choose_language(*codes) == language


@pytest.mark.parametrize(
    ("count", "words"),
    [
        *((0, "0 статей"), (1, "1 статья"), (2, "2 статьи"), (5, "5 статей"), (11, "11 статей")),
        *((14, "14 статей"), (21, "21 статья"), (22, "22 статьи"), (111, "111 статей")),
    ],
)
def test_russian_counts(count, words):
    assert Translator("ru").render(tn("{count} article", "{count} articles", count)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (t("plain"), "plain"),
        (t("a {b}", b="{c}"), "a {c}"),
        (t("a {b}", b=t("c {d}", d=1)), "a c 1"),
        (listed(["{a}", t("b {c}", c=1)]), "{a}, b 1"),
        (listed([]), ""),
        (tn("{count} cat", "{count} cats", 1), "1 cat"),
        (tn("{count} cat", "{count} cats", 0), "0 cats"),
        (tn("{count} cat of {who}", "{count} cats of {who}", 2, who="X"), "2 cats of X"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru", "xx"])
def test_texts_are_put_into_words(language, text, words):
    assert Translator(language).render(text) == words
