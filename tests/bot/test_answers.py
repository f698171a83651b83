"""What the fact commands say, on invented articles: ask, then expect."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

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

the crane was painted.
"""
WEEKLY = """---
title: A summer at the coast
publisher: Coast Weekly
published: 2019-06-03
kind: digest
---
Last month the harbour of Valdivia reopened after a long repair. Pedro Lagos was there.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("seeds")
    (folder / "gazette.md").write_text(GAZETTE, "utf-8")
    (folder / "weekly.md").write_text(WEEKLY, "utf-8")
    return build_snapshot(folder)


@pytest.fixture
def ask(snapshot: Snapshot):
    def answer(line: str) -> str:
        name, _, words = line.partition(" ")
        command = next(c for c in COMMANDS if c.name == name)
        assert command.answer is not None
        asked = Ask(words=words, snapshot=snapshot, now=datetime(2026, 11, 23, tzinfo=UTC))
        return said(command.answer(asked))

    return answer


def said(answer: Answer) -> str:
    translator = Translator()
    head = (answer.head,) if answer.head is not None else ()
    return "\n\n".join(flatten(block, translator).text for block in (*head, *answer.blocks))


def test_one_utterance_is_one_block_with_one_citation_a_passage(ask) -> None:
    text = ask("quote harbour")
    assert "“We worked day and night for this harbour,” … “Nobody slept much at all.”" in text
    assert text.count("[Port Gazette ¶2]") == 1


def test_a_paraphrase_is_labelled_and_never_in_quotation_marks(ask) -> None:
    text = ask("actor ortiz")
    assert "Ana Ortiz · paraphrased" in text
    assert "“Ana Ortiz said that" not in text


def test_a_telling_with_another_date_is_cited_apart_with_its_own(ask, snapshot: Snapshot) -> None:
    reopened = [e for e in snapshot.corpus.events if "reopened" in e.sentence]
    text = ask("timeline reopened")
    assert len(reopened) == 2
    if len({e.cluster for e in reopened}) == 1:
        assert "14 May 2019" in text
        assert "the same event otherwise in [Coast Weekly ¶1] (May 2019)" in text
    else:
        assert text.index("May 2019") < text.index("14 May 2019")


def test_where_only_some_texts_are_our_summaries_the_answer_counts_them(ask) -> None:
    assert "1 of them is our summary; quotations are exact." in ask("search harbour")


def test_a_month_and_a_year_choose_their_events(ask) -> None:
    assert "2018" in ask("timeline 2018")
    assert "14 May 2019" not in ask("timeline 2018")
    assert "14 May 2019" in ask("timeline may")


@pytest.mark.parametrize("line", ["quote 🚢", "search ...", "find 👍", "actor ?!"])
def test_nothing_to_look_for_is_said_without_a_list_of_topics(ask, line: str) -> None:
    text = ask(line)
    assert "There is nothing to look for in that" in text
    assert "They are about" not in text


def test_a_passage_opens_between_its_neighbours(ask) -> None:
    text = ask("source gazette 3")
    assert "¶2" in text
    assert "would stay open all winter" in text
    assert "the crane was painted." in text


@pytest.mark.parametrize("number", ["0", "9", "99999999999999999999"])
def test_a_passage_that_is_not_there_is_told_with_what_there_is(ask, number: str) -> None:
    with pytest.raises(PersonError) as raised:
        ask(f"source gazette {number}")
    assert "passages 1 to" in Translator().render(raised.value.text)


def test_every_answer_without_arguments_says_something(ask) -> None:
    for command in COMMANDS:
        if command.answer is not None:
            assert ask(command.name).strip()


@pytest.mark.parametrize("line", ["actor Merkel", "brief opera", "search zebra", "quote zebra"])
def test_what_is_not_there_is_said_with_what_is(ask, line: str) -> None:
    text = ask(line)
    assert text.startswith("Not in the corpus")
    assert "2 articles of" in text


def test_exact_words_that_are_not_there_can_be_searched_loosely(snapshot: Snapshot) -> None:
    command = next(c for c in COMMANDS if c.name == "quote")
    assert command.answer is not None
    asked = Ask(words='"night and day"', snapshot=snapshot, now=datetime(2026, 11, 23, tzinfo=UTC))
    answer = command.answer(asked)
    assert "exactly these words" in said(answer)
    ((button,),) = answer.choices
    assert button.action.words == "night and day"


def test_an_article_that_is_not_there_points_to_articles(snapshot: Snapshot) -> None:
    command = next(c for c in COMMANDS if c.name == "source")
    assert command.answer is not None
    asked = Ask(words="A9", snapshot=snapshot, now=datetime(2026, 11, 23, tzinfo=UTC))
    answer = command.answer(asked)
    assert answer.choices
    assert all(b.action.command == "source" for row in answer.choices for b in row)


def test_what_leads_to_a_fragment_stands_outside_of_its_block() -> None:
    from bot.render.facts import _stretches
    from bot.render.rich import Style
    from storage.models import Citation, Quote, QuoteKind

    quote = Quote(
        id="q",
        citation=Citation("A1", 1, 0, 4),
        text="close the harbour",
        kind=QuoteKind.FRAGMENT,
        turn="q",
        lead="would not",
    )
    pieces = [p for p in _stretches([quote]) if not isinstance(p, str)]
    assert [(p.words, p.style) for p in pieces] == [
        ("… would not", Style.ITALIC),
        ("“close the harbour”", Style.QUOTE),
    ]


def test_a_word_that_is_no_topic_but_in_the_articles_is_not_called_missing(ask):
    said = ask("brief repair")
    assert "No topic is called “repair”" in said
    assert "Not in the corpus" not in said


def test_a_word_that_no_article_has_is_not_in_the_corpus_for_topics_too(ask):
    assert "Not in the corpus: zeppelin" in ask("brief zeppelin")


def test_a_bare_number_means_the_article_of_that_number(ask):
    assert ask("source 1") == ask("source A1")


def test_help_over_another_corpus_gives_examples_that_it_answers(ask):
    examples = ask("help actor").partition("For example:")[2]
    assert examples.split("\n") == ["", "/actor Ana Ortiz", "/actor Pedro Lagos"]


def test_what_is_nearest_is_offered_once_under_each_name(shipped):
    (find,) = (command for command in COMMANDS if command.name == "find")
    words = "vladimir putin bashar al-assad meet 2015"
    given = find.answer(Ask(words=words, snapshot=shipped, now=datetime(2026, 11, 23, tzinfo=UTC)))
    labels = [button.label for row in given.choices for button in row]
    assert "Nearest in the corpus:" in said(given)
    assert len(labels) == len(set(labels)) > 1
