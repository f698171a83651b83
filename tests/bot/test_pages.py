"""Pages and entities: nothing is lost, nothing is torn that fits, lengths are Telegram's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contract import Action, Answer, Button, Text
from bot.locale import Translator, t
from bot.render.flat import Flat, Mark, flatten, join
from bot.render.keyboard import keyboard
from bot.render.pages import CITED, ENTITIES, LIMIT, answer_pages, paginate, units
from bot.render.rich import Later, Piece, Rich, Style, bold, cited, italic, quoted, rich
from bot.render.telegram import message
from bot.render.terminal import plain
from storage.models import (
    Article,
    Citation,
    Corpus,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    When,
)

ENGLISH = Translator("en")
# Words of one to four bytes, pairs of surrogates, joined emoji, accents, flags.
CHARACTERS = st.sampled_from([*"ab .\n", "é", "ж", "“", "’", "👍", "👩‍🚀", "🇳🇱", "e\u0301", "𝒳"])
TEXTS = st.lists(CHARACTERS, max_size=120).map("".join)
STYLES = st.sampled_from(list(Style))
PIECES = st.builds(Piece, TEXTS, STYLES, st.none(), st.just("https://example.org/"))
RICHES = st.lists(PIECES, max_size=6).map(lambda pieces: rich(*pieces))


def flat(*parts) -> Flat:
    return flatten(rich(*parts), ENGLISH)


def slices(said) -> list[str]:
    """The words under each entity, as Telegram would cut them."""
    raw = said.text.encode("utf-16-le")
    return [
        raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in said.entities
    ]


@pytest.mark.parametrize(
    ("block", "text", "marked"),
    [
        (rich("a ", bold("b"), " c"), "a b c", [("bold", "b")]),
        (rich("👍 ", bold("b")), "👍 b", [("bold", "b")]),
        (rich(bold("👩‍🚀"), italic("é")), "👩‍🚀é", [("bold", "👩‍🚀"), ("italic", "é")]),
        (rich(bold("a"), bold("b")), "ab", [("bold", "ab")]),
        (rich(bold(""), "x", bold("  ")), "x", []),
        (rich(bold(" a "), "b"), "a b", [("bold", "a")]),
        (rich("  ", bold("a"), " \n"), "a", [("bold", "a")]),
        (rich("says", quoted("words"), "end"), "says\nwords\nend", [("blockquote", "words")]),
        (
            rich(quoted("a"), quoted("b")),
            "a\nb",
            [("blockquote", "a"), ("blockquote", "b")],
        ),
        (rich("says\n", quoted("words"), "\nend"), "says\nwords\nend", [("blockquote", "words")]),
        (rich(Piece("x", Style.LINK, url="https://e.org")), "x", [("text_link", "x")]),
        (rich(Piece("x", Style.LINK, url="javascript:1")), "x", []),
        (rich(Piece("x", Style.LINK, url="http://[")), "x", []),
        (rich("a\r\nb\x00c\ud83d"), "a\nb c�", []),
        (rich(bold(t("{n} <b>", n="<i>"))), "<i> <b>", [("bold", "<i> <b>")]),
    ],
)
def test_rich_text_becomes_text_and_entities(block, text, marked):
    said = message(flatten(block, ENGLISH))
    assert said.text == text
    assert [(e.type, words) for e, words in zip(said.entities, slices(said), strict=True)] == marked


@given(RICHES)
def test_entities_lie_inside_the_text_and_touch_no_blank_at_their_ends(block):
    said = message(flatten(block, ENGLISH))
    assert said.text == said.text.strip()
    for words in slices(said):
        assert words
        assert words == words.strip()


@given(st.lists(RICHES, max_size=8), st.integers(20, 200))
@settings(max_examples=150)
def test_pages_hold_every_character_in_order_and_keep_to_the_limit(blocks, budget):
    flats = [flatten(block, ENGLISH) for block in blocks]
    said = "".join("".join(f.text.split()) for f in flats)
    if not said:
        with pytest.raises(ValueError, match="without words"):
            paginate(flats)
        return
    pages = paginate(flats, budget=budget, limit=2 * budget)
    assert "".join("".join(page.flat.text.split()) for page in pages) == said
    for page in pages:
        assert 0 < units(page.flat.text) <= 2 * budget
        assert message(page.flat).text == page.flat.text


@given(st.lists(RICHES, max_size=5), st.integers(20, 80))
def test_marked_words_stay_marked_on_whatever_page(blocks, budget):
    flats = [flatten(block, ENGLISH) for block in blocks]
    if not "".join(f.text for f in flats).strip():
        return

    def marked(these):
        return [
            (m.style, character)
            for f in these
            for m in f.marks
            for character in f.text[m.start : m.end]
            if not character.isspace()
        ]

    pages = paginate(flats, budget=budget, limit=budget)
    assert marked(page.flat for page in pages) == marked(flats)


def test_blocks_are_not_torn_while_they_fit():
    blocks = [Flat("a" * 900), Flat("b" * 900), Flat("c" * 4_000)]
    assert [p.flat.text[0] + p.flat.text[-1] for p in paginate(blocks)] == ["aa", "bb", "cc"]


def test_blocks_share_a_page_with_a_blank_line_between():
    (page,) = paginate([Flat("one"), Flat("two")], Flat("head"))
    assert page.flat.text == "head\n\none\n\ntwo"


def test_the_head_stands_on_every_page():
    pages = paginate(
        [Flat("a" * 1_500), Flat("b" * 1_500)], Flat("head", (Mark(0, 4, Style.BOLD),))
    )
    assert [page.flat.text[:6] for page in pages] == ["head\n\n"] * 2
    assert all(page.flat.marks[0] == Mark(0, 4, Style.BOLD) for page in pages)


def test_a_long_block_is_torn_between_sentences():
    sentence = "Это предложение довольно длинное, чтобы делить его было жалко. "
    pages = paginate([Flat(sentence * 100)])
    assert len(pages) > 2
    assert all(page.flat.text.endswith(".") for page in pages)
    assert all(units(page.flat.text) <= LIMIT for page in pages)


def test_a_long_word_is_never_torn_inside_an_emoji():
    pages = paginate([Flat("👩‍🚀" * 1_000)], budget=101, limit=101)
    assert all(page.flat.text.startswith("👩") and page.flat.text.endswith("🚀") for page in pages)


def test_a_torn_quotation_is_a_quotation_on_both_pages():
    pages = answer_pages(Answer(blocks=(rich(quoted("Слово. " * 800)),)), ENGLISH)
    assert len(pages) > 1
    for page in pages:
        (entity,) = message(page.flat).entities
        assert (entity.offset, entity.length) == (0, units(page.flat.text))


def test_a_page_has_at_most_a_hundred_entities():
    block = join([Flat("x y", (Mark(0, 1, Style.BOLD),))] * 250, " ")
    pages = paginate([block])
    assert [page.flat.entities for page in pages] == [ENTITIES, ENTITIES, 50]


def test_a_printed_citation_is_not_torn():
    label = "[Moscow Times ¶24]"
    block = join([flat("word ", cited(label, Citation("A1", 24, 0, 4)))] * 40, " ")
    for page in paginate([block], budget=100, limit=100):
        assert page.flat.text.count("[") == page.flat.text.count("]") == page.flat.text.count(label)


def article(id_: str, publisher: str) -> Article:
    return Article(
        id=id_,
        file=f"{id_}.md",
        key=id_,
        content_hash=id_,
        title=f"Title of {id_}",
        publisher=publisher,
        passages=tuple(
            Passage(n, PassageKind.TEXT, f"Line {n}", f"Line {n}") for n in range(1, 31)
        ),
        published=Publication(
            When(date(2021, 7, 1), date(2021, 7, 1)),
            date(2021, 7, 1),
            PublicationBasis.METADATA,
            certain=True,
        ),
    )


CORPUS = Corpus(version="v1", articles=(article("A1", "Bell"), article("A2", "Moscow Times")))


def cites(article_id: str, *numbers: int) -> list:
    return [
        rich("Fact ", cited(f"[{article_id} ¶{n}]", Citation(article_id, n, 0, 4))) for n in numbers
    ]


def labels(rows) -> list[list[str]]:
    return [[ENGLISH.render(button.label) for button in row] for row in rows]


def rows_of(answer: Answer, page: int = 0, *, private: bool = True, corpus: Corpus = CORPUS):
    asked = Action(command="quote", words="embassy", page=page)
    return keyboard(asked, answer, answer_pages(answer, ENGLISH), corpus, private=private)


def test_each_cited_passage_has_one_button():
    answer = Answer(blocks=tuple(cites("A1", 3, 4, 3)))
    assert labels(rows_of(answer))[0] == ["Bell ¶3", "Bell ¶4"]
    assert [b.action for b in rows_of(answer)[0]] == [
        Action(command="source", words="A1 3"),
        Action(command="source", words="A1 4"),
    ]


def test_more_passages_than_buttons_go_to_the_next_page():
    answer = Answer(blocks=tuple(cites("A2", *range(1, CITED + 3))))
    assert [len(page.cited) for page in answer_pages(answer, ENGLISH)] == [CITED, 2]


def test_long_labels_stand_two_in_a_row():
    long = Corpus(articles=(article("A1", "The Quarterly Review of It"),))
    answer = Answer(blocks=tuple(cites("A1", 1, 2, 3)))
    assert [len(row) for row in rows_of(answer, corpus=long)[:2]] == [2, 1]


def test_a_citation_of_an_article_that_has_gone_has_no_button():
    assert rows_of(Answer(blocks=tuple(cites("A9", 1)))) == ()


@pytest.mark.parametrize(
    ("page", "row"),
    [
        (0, ["1 of 3", "More ›"]),
        (1, ["‹ Back", "2 of 3", "More ›"]),
        (2, ["‹ Back", "3 of 3"]),
        (9, ["‹ Back", "3 of 3"]),
    ],
)
def test_long_answers_are_paged(page, row):
    answer = Answer(blocks=tuple(rich(letter * 1_500) for letter in "abc"))
    assert labels(rows_of(answer, page)) == [row]
    assert all(b.action.edit and b.action.words == "embassy" for b in rows_of(answer, page)[0])


def test_choices_stand_between_passages_and_pages():
    choice = Button(Text("Other"), Action(command="actor", words="x"))
    blocks = (*cites("A1", 1), rich("a" * 1_790), rich("b"))
    rows = labels(rows_of(Answer(blocks=blocks, choices=((choice,), ()))))
    keeping = [["Copy citation", "Save"], ["Flag this"]]
    assert rows == [["Bell ¶1"], ["Other"], *keeping, ["1 of 2", "More ›"]]


def test_all_that_is_cited_can_be_flagged_but_below_what_flags_already():
    answer = Answer(blocks=tuple(cites("A1", 3, 4, 3)))
    (flag,) = [b for row in rows_of(answer) for b in row if b.label == Text("Flag this")]
    assert flag.action == Action(command="flag", words="any:A1:3:0:4 any:A1:4:0:4")
    own = Button(Text("Wrong"), Action(command="flag", words="speaker x"))
    shown = labels(rows_of(replace(answer, choices=((own,),))))
    assert "Flag this" not in [label for row in shown for label in row]


def test_what_is_told_from_the_articles_can_be_taken_along():
    one, two = Answer(blocks=tuple(cites("A1", 3))), Answer(blocks=tuple(cites("A1", 3, 4)))
    assert labels(rows_of(one))[-2:] == [["Copy citation", "Save"], ["Flag this"]]
    assert labels(rows_of(two))[-2:] == [["Citations", "Save"], ["Flag this"]]
    assert rows_of(two)[-2][0].action == Action(command="cite", words="A1 3; A1 4")
    filed = labels(rows_of(replace(two, export="quotes x md")))
    assert filed[-2:] == [["Citations", "Save"], ["As a file", "Flag this"]]
    assert labels(rows_of(two, private=False))[-1] == ["Citations", "Flag this"]
    assert rows_of(Answer(blocks=(rich("Nothing."),), export="quotes x md")) == ()


def test_a_passage_that_is_opened_is_cited_though_others_are_named_beside_it():
    answer = Answer(blocks=tuple(cites("A1", 3, 4)), opens=Citation("A2", 7, 0, 9))
    copy = rows_of(answer)[-2][0]
    assert copy.action == Action(command="cite", words="A2 7")
    assert "¶7" in ENGLISH.render(copy.copies)


def test_the_terminal_sets_quotations_off_and_says_what_buttons_would_ask():
    answer = Answer(
        head=rich(bold("Head")),
        blocks=(rich("X said:\n", quoted("“one\ntwo”"), "\n[A ¶1]"),),
        choices=((Button(Text("More"), Action(command="actor", words="x")),),),
    )
    assert plain(answer, ENGLISH) == ("Head\n\nX said:\n> “one\n> two”\n[A ¶1]\n\n  More: /actor x")


def test_the_terminal_prints_no_escape_sequences():
    assert plain(Answer(blocks=(rich("a\x1b[31mb\x9b"),)), ENGLISH) == "a [31mb"


def later(text: str, made: list[str], *, units: int | None = None) -> Later:
    def make() -> Rich:
        made.append(text)
        return rich(bold("*"), " ", text)

    return Later(make, len(text) + 2 if units is None else units, 1, frozenset())


def test_only_the_page_that_is_shown_is_put_into_words():
    made: list[str] = []
    texts = [f"{number:03} " + "word " * 60 for number in range(40)]
    pages = answer_pages(Answer(blocks=tuple(later(text, made) for text in texts)), ENGLISH)
    assert len(pages) == 8
    assert made == []
    assert pages[3].flat.text.startswith("* 015")
    assert pages[3] == pages[3]
    assert [text[:3] for text in made] == ["015", "016", "017", "018", "019"]


def test_what_is_made_later_fills_pages_as_what_is_made_at_once_does():
    texts = [f"{number:03} " + "word " * (number % 7 * 20) for number in range(40)]
    head = rich(bold("head"))
    at_once = Answer(blocks=tuple(rich(bold("*"), " ", text) for text in texts), head=head)
    in_time = Answer(blocks=tuple(later(text, []) for text in texts), head=head)
    assert list(answer_pages(in_time, ENGLISH)) == list(answer_pages(at_once, ENGLISH))
    assert list(answer_pages(in_time, ENGLISH)[1:]) == list(answer_pages(at_once, ENGLISH)[1:])


def test_a_block_made_later_that_is_too_long_for_a_page_is_torn():
    pages = answer_pages(Answer(blocks=(later("word " * 2_000, []),)), ENGLISH)
    assert len(pages) > 2
    assert all(units(page.flat.text) <= LIMIT for page in pages)
    assert sum(page.flat.text.count("word") for page in pages) == 2_000


def test_a_block_that_turns_out_longer_than_thought_still_fits_a_message():
    blocks = tuple(later("word " * 60, [], units=200) for _ in range(30))
    pages = answer_pages(Answer(blocks=blocks), ENGLISH)
    assert all(units(page.flat.text) <= LIMIT for page in pages)
