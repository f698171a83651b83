"""A cleaned line reads well, and each of its characters leads back to the source."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.articles.cleaning import clean
from storage.text.offsets import Span


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain words", "plain words"),
        ("\xa0two\xa0\xa0 spaces\t here\u2003", "two spaces here"),
        ("zero\u200bwidth \ufeffand so\u00adft", "zerowidth and soft"),
        ("می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
        ("  • a point", "a point"),
        ("* a point", "a point"),
        ("- a point", "a point"),
        ("— speech in a play", "— speech in a play"),
        ("-5 degrees", "-5 degrees"),
        ("> quoted mail", "quoted mail"),
        (">50 people", ">50 people"),
        ("## Heading ##", "Heading"),
        ("#hashtag stays", "#hashtag stays"),
        ("see [the text](https://e.org/a_(b)) now", "see the text now"),
        ("by [Ann Lee](#) and [Bo Ray](#)", "by Ann Lee and Bo Ray"),
        ("a ![photo of it](x.png) b", "a b"),
        ("[![alt](a.png)](b)", ""),
        ("at <https://e.org/x> today", "at today"),
        ("it grew.[12] Then [3, 4] fell [5].", "it grew. Then fell."),
        ("so[[7]](#_ftn7) it was [\\[8\\]](https://e.org)", "so it was"),
        ("“[i.e., the council] agreed [in 2021]”", "“[i.e., the council] agreed [in 2021]”"),
        ("**bold** and *soft* and __both__ and _one_", "bold and soft and both and one"),
        ("5 * 3 * 2, snake_case_name, f***", "5 * 3 * 2, snake_case_name, f***"),
        ("**“Yes,”** she said", "“Yes,” she said"),
        ("fish &amp; chips&nbsp;&#8217;s &bogus;", "fish & chips ’s &bogus;"),
        ("1\\. not a list \\*", "1. not a list *"),
        ("Ann Lee\\TASS", "Ann Lee\\TASS"),
        ("a<br/>b <b>c</b> <!-- more --> 3 < 4 > 2", "ab c 3 < 4 > 2"),
        ("so it was.¹² Area: 5 m²", "so it was. Area: 5 m²"),
        ("port crane at nightThe harbour was busy on Monday.", "The harbour was busy on Monday."),
        ("eBay sales rose by a third", "eBay sales rose by a third"),
        ("and so on, the iPhone sold well here", "and so on, the iPhone sold well here"),
        ("fans of the band McFly came to town", "fans of the band McFly came to town"),
        ("***", "***"),
        ("the o\ufb03ce was \ufb01lled", "the office was filled"),
        ("e\u0301le\u0300ve", "élève"),
        ("it grew¹ and fell², they said.³", "it grew and fell, they said."),
        ("so it was.¹The town", "so it was.The town"),
        ("5 km² and 3 m³ of CO² since 2019² ²", "5 km² and 3 m³ of CO² since 2019² ²"),
        ("he said.† Then it fell†‡ (†1953)", "he said. Then it fell (†1953)"),
        ("it fell [note 3] and rose[citation needed].[^a]", "it fell and rose."),
        ("it fell ([12]) or [ 3 ] rose", "it fell or rose"),
        ("he broke the old record.12 Then he left.3", "he broke the old record. Then he left."),
        ("“It is a record,”12 he said", "“It is a record,” he said"),
        ("No.10 Downing Street, fig.3 The end, v.2", "No.10 Downing Street, fig.3 The end, v.2"),
        ("It is version 2.5 of harbour.org", "It is version 2.5 of harbour.org"),
        ("“Yes,”* he said. It rose by 5%* a year*", "“Yes,” he said. It rose by 5% a year*"),
        ("``We go,'' she said", "“We go,” she said"),
        ("‘‘We go,’’ she said", "“We go,” she said"),
        ("<<Oui>>, dit-il", "«Oui», dit-il"),
        ("the boys’’ 5'10'' and `code`", "the boys’’ 5'10'' and `code`"),
        ("a&shy;b&zwnj;c&#8203;d", "abcd"),
        ("it&amp;#8217;s AT&amp;amp;T &amp; R&amp;D;", "it’s AT&T & R&D;"),
        ("see [the plan][1], [it][] and [that][ref]", "see the plan, it and that"),
        ("“[we][12] go” [sic][3]", "“[we] go” [sic]"),
        ('[1]: https://e.org/x "A pier"', ""),
        ("[^1]: A. Lee, Piers.", "A. Lee, Piers."),
        ("<h2 id='x'>Heading</h2>", "Heading"),
        ("<li>item <img src='x'/><time>today</time></li>", "item today"),
        ("if a < b and c > d", "if a < b and c > d"),
        (">“Quoted,” he said", "“Quoted,” he said"),
        ("•no space", "no space"),
    ],
)
def test_a_line_is_made_readable(source, text):
    assert clean(source).text == text


def test_what_markup_said_is_kept_beside_the_text():
    assert clean("### Third").level == 3
    assert clean("<h2>Second</h2>").level == 2
    assert clean("**All of it**").bold
    assert not clean("**Some** of it").bold
    assert clean("A boat in May 2020 **AFP**").credit == "AFP"
    assert clean("[1] A source.").reference
    assert clean("  • a point").bullet
    assert clean("port crane at nightThe harbour was busy on Monday.").alt == "port crane at night"


LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆ"
PIECES = st.sampled_from(
    [
        "word",
        "Word",
        " ",
        "\xa0",
        "\t",
        "\u200b",
        "[12]",
        "[x](y)",
        "![a](b)",
        "**",
        "*",
        "_",
        "#",
        "• ",
        "- ",
        "<b>",
        "<https://a.b/c>",
        "&amp;",
        "&nbsp;",
        "\\*",
        "[",
        "]",
        "(",
        ")",
        "“",
        "”",
        "’",
        ".",
        ",",
        "é",
        "Ж",
        "👩\u200d👧",
        "one two threeFour five six seven eight",
        "\x07",
        "¹",
        "\u2028",
        "ﬁ",
        "e\u0301",
        "``",
        "''",
        "‘‘",
        "’’",
        "<<",
        ">>",
        "†",
        "port.12",
        "&amp;shy;",
        "&amp;",
        "][1]",
        "[^a]",
        ": ",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=80)))
@example("\xa0a b c dealIn 2019 the minister met them.")
def test_every_character_leads_back_to_the_source(source):
    cleaned = clean(source)
    text, last = cleaned.text, 0
    assert text == text.strip()
    assert "  " not in text
    for index, char in enumerate(text):
        found = cleaned.offsets.to_source(Span(index, index + 1))
        assert last <= found.start < found.end <= len(source)
        last = found.end if source[found.start : found.end] not in LIGATURES else found.start
        assert stands_for(source[found.start : found.end], char)


def stands_for(there: str, char: str) -> bool:
    """Whether readers are shown a character for what stands in the source."""
    return (
        char == there
        or (char == " " and (there[0].isspace() or there[0] == "&"))
        or (there[0] == "&" and there[-1] == ";")
        or there in TYPED.get(char, ())
        or char in unicodedata.normalize("NFKC", there)
    )


TYPED = {"“": ("``", "‘‘"), "”": ("''", "’’"), "«": ("<<",), "»": (">>",)}


@given(st.lists(PIECES, max_size=25).map("".join), st.data())
def test_a_range_of_the_text_covers_exactly_its_characters(source, data):
    cleaned = clean(source)
    if not cleaned.text:
        return
    start = data.draw(st.integers(0, len(cleaned.text) - 1))
    end = data.draw(st.integers(start + 1, len(cleaned.text)))
    whole = cleaned.offsets.to_source(Span(start, end))
    assert whole.start == cleaned.offsets.to_source(Span(start, start + 1)).start
    assert whole.end == cleaned.offsets.to_source(Span(end - 1, end)).end


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "[a](",
        "[a](b",
        "*",
        "*a ",
        "_a ",
        "<a ",
        "<!--",
        "&a",
        "[1",
        " \xa0",
        "ab ",
        "# ",
        "> ",
        ">",
        "[a][b",
        "[a ",
        "``",
        "<<",
        "&amp;",
        "abcd.1",
        "¹",
        "a¹",
        "†",
        "e\u0301",
        "\u0301",
        "(",
        "([1]",
    ],
)
def test_no_line_takes_more_than_linear_time(unit):
    started = time.process_time()
    clean(unit * (50_000 // len(unit)))
    assert time.process_time() - started < 5
