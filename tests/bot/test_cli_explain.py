"""`newsdesk build --report` and `newsdesk explain`: what was made of the articles, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

HARBOUR = """---
title: Harbour reopens after repairs
publisher: Port Gazette
published: 2019-05-20
---
On Monday, 14 May 2019 the harbour of Valdivia reopened.[3]
“We worked day and night for this harbour,” said minister Ana Ortiz. Ortiz said that it was late.
“Nobody will ever come to see these cranes again,” a woman with a dog said.

By newsletter only: sign up for our newsletter
"""
FERRY = "The ferry to Niebla returned last week, and Pedro Ortiz was aboard on 3 June 2019.\n"
CORRECTIONS = """[[correction]]
article = "harbour.md"
paragraph = 2
words = "day and night"
speaker = "Pedro Ortiz"

[[correction]]
article = "harbour.md"
paragraph = 2
words = "out of nowhere"
speaker = "Pedro Ortiz"
"""


@pytest.fixture(autouse=True)
def seeds(tmp_path, monkeypatch, logs_put_back) -> Path:
    """A folder of two articles; logs are put back afterwards."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "harbour.md").write_text(HARBOUR, "utf-8")
    (seeds / "ferry.txt").write_text(FERRY, "utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SEEDS_DIR", str(seeds))
    monkeypatch.chdir(tmp_path)
    return seeds


def section(out: str, title: str) -> list[str]:
    """Give the lines below a title."""
    (block,) = (block for block in out.split("\n\n") if block.startswith(title))
    return block.splitlines()[1:]


def test_a_report_tells_all_that_a_person_should_look_at(newsdesk, seeds):
    (seeds / "empty.txt").write_text("")
    (seeds / "corrections.toml").write_text(CORRECTIONS, "utf-8")
    code, out, _ = newsdesk("build", "--report")
    assert code == 0
    assert "2 articles\n" in out
    assert section(out, "Left out (1)") == ["• empty.txt: it is empty"]
    (unknown,) = section(out, "Speakers that are not known")
    assert unknown.startswith("• A2 3 [Port Gazette ¶3] “Nobody will ever")
    (weekday,) = section(out, "Dates of low confidence (1)")
    told = "• A2 1 [Port Gazette ¶1] “On Monday, 14 May 2019”: 14 May 2019, rule “calendar”, 0."
    assert weekday.startswith(told)
    assert weekday.endswith("the weekday is not that day's")
    assert any("Ana Ortiz (ana-ortiz), Pedro Ortiz" in line for line in section(out, "Names that"))
    assert section(out, "Publication dates that are not certain (1)")[0].startswith(
        "• A1 ferry.txt: "
    )
    assert section(out, "Corrections applied (1)") == [
        "• corrections.toml line 1: harbour.md ¶2 “day and night”: speaker Pedro Ortiz (1 fact)"
    ]
    assert section(out, "Corrections that changed nothing (1)")[0].endswith(
        "these words do not stand in ¶2 of harbour.md"
    )


def test_a_report_of_nothing_doubtful_is_short(newsdesk, seeds):
    (seeds / "harbour.md").unlink()
    (seeds / "ferry.txt").write_text("---\npublished: 2019-06-05\n---\n" + FERRY, "utf-8")
    _, out, _ = newsdesk("build", "--report")
    assert "(1)" not in out
    assert "newsdesk explain" in out


def test_a_plain_build_says_which_corrections_change_nothing(newsdesk, seeds):
    (seeds / "corrections.toml").write_text(CORRECTIONS, "utf-8")
    _, out, err = newsdesk("build")
    assert "corrections.toml line 7 changed nothing: these words do not stand" in out
    assert "corrections.toml line 7" in err, "it is logged, too"
    assert "line 1" not in out + err


@pytest.mark.parametrize(
    "article",
    [("A2",), ("a2",), ("harbour.md",), ("harbour",), ("port", "gazette"), ("[Port", "Gazette")],
)
@pytest.mark.parametrize("paragraph", ["2", "¶2", "¶2]"])
def test_a_passage_is_named_as_people_name_it(newsdesk, article, paragraph):
    code, out, err = newsdesk("explain", *article, paragraph)
    assert (code, err) == (0, "")
    assert out.startswith("A2 Harbour reopens after repairs (harbour.md)\n20 May 2019, from its")


def test_a_passage_is_explained_with_each_rule(newsdesk):
    _, out, _ = newsdesk("explain", "A2", "2")
    assert "¶2 · text" in out
    quotation = "\n".join(section(out, "Quotations"))
    assert "“We worked day and night for this harbour,”" in quotation
    assert "speaker Ana Ortiz (ana-ortiz), minister" in quotation
    assert "rule “verb before subject”, 0.95" in quotation
    assert "whole utterance; utterance " in quotation
    assert "attributed by “said minister Ana Ortiz" in quotation
    assert "word of speech “said”" in "\n".join(section(out, "Paraphrases"))
    names = section(out, "Names")
    assert names[0] == "• “Ana Ortiz”: Ana Ortiz (ana-ortiz), person"
    assert names[1] == "  role: minister"
    assert "Dates: none" in out


def test_a_date_is_explained_with_its_reference_and_its_doubt(newsdesk):
    dates = "\n".join(section(newsdesk("explain", "A2", "1")[1], "Dates"))
    assert "“On Monday, 14 May 2019”: 14 May 2019" in dates
    assert "event; stated in full; to the day" in dates
    assert "the weekday is not that day's" in dates
    relative = "\n".join(section(newsdesk("explain", "ferry", "1")[1], "Dates"))
    assert "relative to publication; to the week; reckoned from 2019-06-" in relative
    assert "rule “unit”, confidence " in relative


def test_a_date_that_is_still_to_come_is_explained_as_such(newsdesk, seeds):
    plan = "---\npublished: 2019-06-05\n---\nThe ferry will return on Friday to Niebla.\n"
    (seeds / "plan.md").write_text(plan, "utf-8")
    (dates,) = section(newsdesk("explain", "plan", "1")[1], "Dates")[1:2]
    assert (
        dates
        == "  event; relative to publication; to the day; reckoned from 2019-06-05; still to come"
    )


def test_what_cleaning_changed_is_told(newsdesk):
    assert "Cleaning changed:\n  • taken out: “[3]”" in newsdesk("explain", "A2", "1")[1]
    assert "Cleaning changed nothing." in newsdesk("explain", "A2", "2")[1]
    dropped = newsdesk("explain", "A2", "4")[1]
    assert "¶4 · not part of the article's text" in dropped


def test_corrections_of_a_passage_are_told_with_what_became_of_them(newsdesk, seeds):
    (seeds / "corrections.toml").write_text(CORRECTIONS, "utf-8")
    _, out, _ = newsdesk("explain", "harbour", "2")
    assert "speaker Pedro Ortiz (pedro-ortiz)\n  rule “corrected”, 1.0" in out
    applied, idle = section(out, "Corrections")
    assert (
        applied == "• corrections.toml line 1: harbour.md ¶2 “day and night”: speaker Pedro Ortiz"
    )
    assert idle.endswith("these words do not stand in ¶2 of harbour.md")
    assert "Corrections" not in newsdesk("explain", "harbour", "1")[1]


def test_the_data_folders_corrections_are_told_too(newsdesk, seeds, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "corrections.toml").write_text(CORRECTIONS, "utf-8")
    (told, idle) = section(newsdesk("explain", "harbour", "2")[1], "Corrections")
    where = "DATA_DIR/corrections.toml line"
    assert told == f"• {where} 1: harbour.md ¶2 “day and night”: speaker Pedro Ortiz"
    assert idle.startswith(f"• {where} 7: ")
    out = newsdesk("build", "--report")[1]
    assert section(out, "Corrections applied (1)")[0].startswith(f"• {where} 1: ")
    assert section(out, "Corrections that changed nothing (1)")[0].startswith(f"• {where} 7: ")


def test_answers_say_what_was_corrected(newsdesk, seeds):
    date = CORRECTIONS.replace("day and night", "14 May 2019").replace("= 2", "= 1")
    date = date.replace('speaker = "Pedro Ortiz"', "date = 2019-05-13")
    said = newsdesk("ask", "/quote day and night")[1]
    (seeds / "corrections.toml").write_text(CORRECTIONS + "\n" + date, "utf-8")
    assert "corrected" not in said
    assert "Pedro Ortiz · speaker corrected" in newsdesk("ask", "/quote day and night")[1]
    timeline = newsdesk("ask", "/timeline 2019")[1]
    assert "13 May 2019" in timeline
    assert "“On Monday, 14 May 2019”, date corrected" in timeline


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("pier", "1"), "no article “pier”. There are: A1 ferry.txt, A2 harbour.md."),
        (("A2", "40"), "A2 harbour.md has the paragraphs 1 to 4; there is no ¶40."),
        (("A2", "0"), "there is no ¶0."),
        (("A2", "two"), "A2 harbour.md has the paragraphs 1 to 4; there is no ¶two."),
    ],
)
def test_what_is_not_there_is_told_with_what_is(newsdesk, asked, told):
    code, out, err = newsdesk("explain", *asked)
    assert (code, out) == (2, "")
    assert told in err


def test_a_name_of_several_articles_is_told_with_all_of_them(newsdesk, seeds):
    (seeds / "old").mkdir()
    (seeds / "old" / "ferry.md").write_text("The old ferry sank in 1960.\n", "utf-8")
    code, _, err = newsdesk("explain", "ferry", "1")
    assert code == 2
    assert "“ferry” may be any of A1 ferry.txt, A3 old/ferry.md" in err
