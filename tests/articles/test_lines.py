"""Each line of an article is told for what it is, and the article for what its lines say."""

from __future__ import annotations

import pytest

from storage.articles.files import Unreadable
from storage.articles.reading import read_file
from storage.models import ArticleKind, PassageKind

BODY = (
    "The council of the harbour town met on Monday and agreed to build a new pier, although many "
    "of the fishermen who spoke there said that they had not been asked about it."
)
END = "It was the last meeting of the year, and the mayor thanked all those who had come to it."


@pytest.fixture
def article(tmp_path):
    def make(*lines, name="a.txt", blank=True):
        path = tmp_path / name
        path.write_text(("\n\n" if blank else "\n").join(lines), "utf-8")
        return read_file(path, file=name)

    return make


def kind_of(article, line, *, at=2):
    lines = [BODY, BODY, BODY, END]
    lines.insert(at, line)
    return article("A pier for the town", *lines).passages[at + 1]


@pytest.mark.parametrize(
    "line",
    [
        "Boats in the harbour (Picture: Ann Lee)",
        "Boats in the harbour. (photo Ministry of Fish)",
        "Photo by Ann Lee/Agency via Getty Images",
        "Photo: Ann Lee",
        "Image credit: Harbour Archive",
        "Boats stand in line on May 16, 2021 **AFP**",
        "Boats stand in line on May 16, 2021. Ann Lee / Reuters",
        "The mayor in her office. AP Photo/Bo Ray",
        "Фото: Иван Иванов",
        "boats in the harbour at dawn",
        "Boats wait at the port. Photograph: Ann Lee",
        "Boats wait at the port. Photograph: J. Lee/The Gazette",
        "Boats wait at the port.Photo by Ann Lee.",
        "Boats wait at the port [Ann Lee/The Gazette]",
        "Boats wait at the port [File: Ann Lee/The Gazette]",
        "Boats wait at the port. (Ann Lee for The Gazette)",
        "Boats wait at the port (Courtesy of the port)",
        "Boats at the port on Monday © Ann Lee",
        "FILE - Boats wait at the port, Monday, May 3, 2021.",
        "A file photo of the pier",
        "Image caption, Boats in the harbour",
        "Mayor Ann Lee (left) at the port on Monday",
        "pier seen from the hill old postcardThe old pier stood here until the storm of 1953.",
    ],
)
def test_captions_are_captions(article, line):
    passage = kind_of(article, line)
    assert passage.kind is PassageKind.CAPTION
    assert passage.text


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter",
        "Sign up for the weekly letter and get it in your inbox every Friday.",
        "Read more: A pier too far",
        "Read also this report at the Gazette.",
        "Related article: [Storm takes old pier](#)",
        "Support The Gazette!",
        "Share on Facebook",
        "Facebook | Twitter | Telegram",
        "We use cookies to make this site better.",
        "Advertisement",
        "https://example.org/pier",
        "<https://example.org/pier>",
        "* * *",
        "Читайте также: Буря унесла пирс",
        "Подпишитесь на нашу рассылку",
        "Click here to donate",
        "Tags: harbour, pier, storm",
        "[1]: https://example.org/pier",
        "Follow Ann Lee on Twitter",
        "Follow her on X @annlee.",
        "Donate now",
        "Share",
        "Print this page",
        "Copy link",
        "Listen 5 min",
        "Watch: The pier falls into the sea",
        "You may also like",
        "Most popular",
        "Editor’s picks",
        "ADVERTISEMENT - SCROLL TO CONTINUE",
        "By using this site you agree to our privacy policy",
        "Join the conversation",
        "Got a story? Write to our newsroom",
        "If you value our work, please consider supporting us today.",
        "Already a subscriber? Log in",
        "Continue reading",
        "This article is for subscribers only",
        "Last updated at 10:15 GMT",
        "Please enable JavaScript to view the comments",
        "Thank you for reading.",
        "Our Standards: The Harbour Principles.",
        "tips@example.org",
        "Next article",
        "Page 1 of 3",
        "(END)",
        "Partager sur Facebook",
    ],
)
def test_furniture_is_dropped_and_keeps_its_number(article, line):
    passage = kind_of(article, line)
    assert (passage.kind, passage.text) == (PassageKind.BOILERPLATE, "")
    assert passage.source == line
    assert passage.number == 4


@pytest.mark.parametrize(
    "line",
    [
        "This article first appeared at the Harbour Gazette.",
        "Additional reporting by Bo Ray.",
        "The views expressed in this piece are her own.",
        "[1] A. Lee, “Piers”, 2019.",
        "With reporting by Bo Ray",
        "Ann Lee contributed to this report.",
        "This article was amended on 3 May 2021 to correct a name.",
        "Source: Harbour News Agency",
        "Reuters",
        "© 2021 Harbour Gazette",
    ],
)
def test_credits_are_boilerplate_that_keeps_its_words(article, line):
    passage = kind_of(article, line, at=4)
    assert passage.kind is PassageKind.BOILERPLATE
    assert passage.text


@pytest.mark.parametrize(
    "line",
    [
        "What the fishermen want",
        "A pier for whom?",
        "## The cost",
        "**The storm of 1953.**",
        "Why The Old Pier Of The Harbour Town Was Never Built Again After The Great Winter Storm",
    ],
)
def test_headings_are_headings(article, line):
    passage = kind_of(article, line)
    assert passage.kind is PassageKind.HEADING


@pytest.mark.parametrize(
    "line",
    [
        "“It was inevitable from day one.”",
        "It was cold.",
        "Subscribers of the paper were against it, and the council knew that.",
        "More fishermen came, and more of them spoke against the plan. It did not help.",
        "Related to this is the question of who pays for the pier.",
        "August 16, 2021",
        "“We will build it”",
        "By noon the hall was full, and the doors had to be closed.",
        "Picture a town without a harbour: that is what the mayor asked people to do.",
        "The reporters left, said Reuters.",
        "Support for the plan grew.",
        "Follow-up talks are planned.",
        "Follow the money, he said, and you will find the pier.",
        "Share prices fell by a third on Monday.",
        "Shares in the port rose by a third.",
        "Print shops closed all over town.",
        "Email was not an option, she said.",
        "Save for the mayor, nobody spoke.",
        "Save the pier, they wrote on the walls.",
        "Listen to the people, she said.",
        "Help came late, and too little of it!",
        "Donations came from all over the world and the pier was built.",
        "Source of the money was the port, he said.",
        "Next year will be better.",
        "Home prices rose by a third.",
        "Updated plans were shown on Monday.",
        "Accept the deal, she told them.",
        "The report was published on Tuesday by the port.",
        "The mayor (left) and the master met on Monday.",
        "The pier fell (as the Gazette and Ann Lee reported).",
        "He showed them a map: the harbour, the pier.",
    ],
)
def test_running_text_is_text(article, line):
    passage = kind_of(article, line)
    assert (passage.kind, passage.text) == (PassageKind.TEXT, line)


def test_short_lines_in_a_row_are_a_list_not_headings(article):
    told = article("A pier", "Pier costs nine million", "Work begins in June", BODY, END)
    assert [p.kind.value for p in told.passages] == ["heading", "text", "text", "text", "text"]


def test_questions_of_an_interview_are_text(article):
    told = article("A pier", BODY, "Q: Who pays?", "A: We all do.", END)
    assert [p.kind.value for p in told.passages[1:]] == ["text"] * 4


def test_titles_below_read_also_are_dropped(article):
    told = article("A pier", BODY, "Read also:", "Storm takes the old pier", BODY + " So be it.")
    assert [bool(p.text) for p in told.passages] == [True, True, False, False, True]


def test_a_sentence_broken_in_two_lines_stays_two_passages_of_text(article):
    told = article(
        "A pier",
        BODY,
        "The town will keep its promise and refrain from",
        "building anything else, the mayor said.",
        END,
    )
    assert [p.kind for p in told.passages[2:4]] == [PassageKind.TEXT, PassageKind.TEXT]


def test_short_lines_of_a_wrapped_text_are_no_headings(article):
    words = (BODY + " " + END).split()
    lines = [" ".join(words[i : i + 10]) for i in range(0, len(words), 10)] * 3
    told = article("A pier for the town", "", *lines, blank=False)
    assert {p.kind for p in told.passages[1:]} == {PassageKind.TEXT}


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Iedere week het nieuws van de haven in uw mailbox",
            "Meld u nu aan voor de brief van de haven",
        ],
        ["Cette semaine, nous avons reçu une lettre de la ville et de son maire."],
        ["Das ist die Seite der Stadt, und sie ist nicht für den Verkauf."],
        ["Совет города собрался в понедельник и решил строить пирс."],
        ["La ciudad y los pescadores no están de acuerdo con el plan del puerto."],
        ["Το συμβούλιο της πόλης αποφάσισε να χτίσει μια νέα προβλήτα."],
        ["قرر مجلس المدينة بناء رصيف جديد للصيادين."],
        ["市议会星期一决定修建新码头。"],
    ],
)
def test_lines_in_another_language_are_dropped(article, lines):
    told = article("A pier for the town", BODY, BODY, END, *lines)
    assert told.language == "en"
    assert all((p.kind, p.text) == (PassageKind.BOILERPLATE, "") for p in told.passages[4:])


def test_a_whole_article_in_russian_is_read_in_russian(article):
    told = article(
        "Пирс для города",
        "Совет города собрался в понедельник и решил, что новый пирс будет построен до конца года.",
        "Рыбаки заявили, что их не спросили, но мэр не согласился с этим и ответил на все вопросы.",
    )
    assert told.language == "ru"
    assert [p.kind for p in told.passages] == [
        PassageKind.HEADING,
        PassageKind.TEXT,
        PassageKind.TEXT,
    ]


def test_names_and_foreign_words_do_not_make_a_line_foreign(article):
    line = "Jan van der Berg and Marie de la Tour met Dmitri in Den Haag en route to Las Palmas."
    assert kind_of(article, line).text == line


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("by Ann B. Lee", ("Ann B. Lee",)),
        ("By [Ann Lee](#) and [Bo Ray](#)", ("Ann Lee", "Bo Ray")),
        ("By ANN LEE, BO RAY and Marie de la Tour", ("Ann Lee", "Bo Ray", "Marie de la Tour")),
        ("By Ann Lee in Harbour Town", ("Ann Lee",)),
        ("By Ann Lee | Harbour News", ("Ann Lee",)),
        ("By Ann Lee, Staff Writer", ("Ann Lee",)),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("By Harbour News Staff", ()),
    ],
)
def test_bylines_name_the_authors(article, line, authors):
    told = article("A pier for the town", line, BODY, END)
    assert told.authors == authors
    assert told.passages[1].kind is PassageKind.BOILERPLATE
    assert told.passages[1].text


@pytest.mark.parametrize(
    "line",
    ["By The Sea", "By land and sea", "By the end of the year the pier was built.", "By Monday"],
)
def test_other_lines_with_by_are_no_bylines(article, line):
    assert article("A pier for the town", BODY, line, BODY, END).authors == ()


def test_a_sentence_about_the_author_at_the_end_names_the_author(article):
    told = article(
        "A pier", BODY, END, "Ann Lee is a senior fellow at the Harbour School.", "Photo by Bo Ray"
    )
    assert told.authors == ("Ann Lee",)
    assert told.passages[3].kind is PassageKind.BOILERPLATE
    assert told.passages[3].text


def test_a_sentence_about_someone_in_the_story_does_not(article):
    told = article("A pier", BODY, "Ann Lee is an expert on piers.", END, "“No,” she said.")
    assert told.authors == ()
    assert told.passages[2].kind is PassageKind.TEXT


def test_the_first_heading_is_the_title(article):
    told = article("Why is the town so calm about the pier that nobody wanted to have?", BODY)
    assert told.title.startswith("Why is the town so calm")
    assert told.title_stated
    assert told.passages[0].kind is PassageKind.HEADING


def test_a_text_without_title_is_called_by_its_first_words(article):
    told = article(BODY, END)
    assert told.title == "The council of the harbour town met on Monday and agreed to…"
    assert not told.title_stated


@pytest.mark.parametrize(
    ("lines", "publisher", "short"),
    [
        (["A pier", "The Gazette", BODY, END, "Support The Gazette!"], "The Gazette", None),
        (["A pier", "Harbour Town", BODY, END], None, None),
        (
            ["A pier", BODY, END, "© 2021 The Harbour Gazette. All rights reserved."],
            "The Harbour Gazette",
            "Harbour Gazette",
        ),
        (
            [
                "A pier",
                BODY,
                END,
                "The Harbour Institute (HI) is an independent, non-partisan organization.",
            ],
            "Harbour Institute",
            None,
        ),
        (
            [
                "A pier",
                BODY,
                "“Yes,” he told The Harbour Times.",
                END,
                "Original url:",
                "<https://www.theharbourtimes.com/2021/pier>",
            ],
            "The Harbour Times",
            "Harbour Times",
        ),
        (["A pier", BODY, END, "Original url: https://www.example.com/2021/pier"], None, None),
        (["A pier", BODY, END, "This article first appeared at the Harbour Gazette."], None, None),
    ],
)
def test_a_publisher_is_named_only_on_evidence(article, lines, publisher, short):
    told = article(*lines)
    assert (told.publisher, told.publisher_short) == (publisher, short)


def test_the_address_at_the_end_is_the_articles_own(article):
    told = article(
        "A pier", BODY, END, "Original url:", "<http://Example.org/pier/?utm_source=x&id=3#top>"
    )
    assert told.url == "http://Example.org/pier/?utm_source=x&id=3#top"
    assert told.key == "https://example.org/pier?id=3"


def test_an_address_in_the_text_is_not(article):
    told = article("A pier", BODY, "See https://example.org/other for the plan.", END)
    assert told.url is None
    assert told.key == "a.txt"


def test_metadata_has_the_last_word(article):
    told = article(
        "---\ntitle: Another\npublisher: Daily\nauthors: Cy Doe\nlanguage: nl\n---\nA pier",
        "By Ann Lee",
        BODY,
        "© 2021 The Gazette",
        name="a.md",
    )
    assert (told.title, told.publisher, told.authors, told.language) == (
        "Another",
        "Daily",
        ("Cy Doe",),
        "nl",
    )
    assert told.passages[0].source == "A pier"


def test_nothing_of_a_digest_is_taken_for_furniture(article):
    told = article(
        "---\ntitle: A pier\nkind: digest\noriginal_paragraphs: {1: 3, 2: [4, 5]}\n---",
        "Read more of them came, the author says.",
        "Subscribers were against it.",
        "Boats (picture: Ann Lee)",
        name="a.md",
    )
    assert told.kind is ArticleKind.DIGEST
    assert [p.kind.value for p in told.passages] == ["text", "text", "caption"]
    assert [p.original for p in told.passages] == [(3,), (4, 5), ()]


def test_paragraphs_that_are_not_there_are_refused(article):
    with pytest.raises(
        Unreadable, match="original_paragraphs names passage 9, but there are only 1"
    ):
        article("---\noriginal_paragraphs: {9: 1}\n---\nOne line.", name="a.md")
