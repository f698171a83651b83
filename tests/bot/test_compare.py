"""/compare: whom a line compares, what each said and did, and what is asked back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import compare
from bot.commands.help import about
from bot.comparing import Side, read_compared
from bot.contract import Answer, Ask, PersonError
from bot.locale import Translator
from bot.render.flat import flatten
from bot.render.pages import answer_pages
from storage.building import build_snapshot
from storage.search import MOST_CHARACTERS, Verdict
from storage.snapshot import Snapshot

GAZETTE = """---
title: Ferries stop
publisher: Port Gazette
published: 2024-03-06
---
“We cannot sail through this ice for weeks,” said Ana Ortiz, the harbour master of Valdivia.

On 1 March 2024 Ana Ortiz closed the harbour of Valdivia.

Pedro Lagos, the mayor of Osorno, visited the yard on 2 March 2024.

Ana Ortiz met Pedro Lagos in Valdivia on 3 March 2024.

A fire at a warehouse in Bergen killed 12 people on 4 March 2024.

Pedro Lagos, the mayor of Osorno, said that the ferries would sail again soon.
"""
COURIER = """---
title: Thaw in sight
publisher: Coast Courier
published: 2024-03-08
---
“I never saw the harbour as empty as this,” said Pedro Lagos, the mayor of Osorno.

Sara Lagos, a captain, sailed to Osorno on 5 March 2024.

“The ferries are not to blame for it,” said Sara Lagos, a captain.

On Monday 14 people died when a warehouse in Bergen burned.

Ana Ortiz praised the harbour on 7 March 2024.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("seeds")
    (folder / "gazette.md").write_text(GAZETTE, "utf-8")
    (folder / "courier.md").write_text(COURIER, "utf-8")
    return build_snapshot(folder)


def answered(snapshot: Snapshot, words: str) -> Answer:
    return compare.answer(Ask(words=words, snapshot=snapshot, now=datetime(2024, 4, 1, tzinfo=UTC)))


def said(snapshot: Snapshot, words: str) -> str:
    pages = answer_pages(answered(snapshot, words), Translator())
    return "\n\n".join(page.flat.text for page in pages)


def buttons(answer: Answer) -> dict[str, str]:
    return {
        Translator().render(button.label): button.action.words
        for row in answer.choices
        for button in row
    }


@pytest.mark.parametrize(
    ("words", "sides", "topic"),
    [
        ("Ortiz Pedro Lagos", {"Ana Ortiz", "Pedro Lagos"}, ()),
        ("ortis vs pedro lagoss harbour", {"Ana Ortiz", "Pedro Lagos"}, ("harbour",)),
        ("Ортис и Педро Лагос про harbour", {"Ana Ortiz", "Pedro Lagos"}, ("harbour",)),
        ("harbour: Ana Ortiz, Sara Lagos", {"Ana Ortiz", "Sara Lagos"}, ("harbour",)),
        ("from:ortiz from:pedro harbour", {"Ana Ortiz", "Pedro Lagos"}, ("harbour",)),
        ("Ortiz Pedro Lagos Valdivia", {"Ana Ortiz", "Pedro Lagos"}, ("Valdivia",)),
        ("what did Ortiz and Pedro Lagos say about ice", {"Ana Ortiz", "Pedro Lagos"}, ("ice",)),
        ("harbour master pedro lagos", {"Ana Ortiz", "Pedro Lagos"}, ()),
        ("gazette courier warehouse", {"Port Gazette", "Coast Courier"}, ("warehouse",)),
        ("pg cc", {"Port Gazette", "Coast Courier"}, ()),
        ("prot gazete, coast courier", {"Port Gazette", "Coast Courier"}, ()),
        ("in:pg in:cc Ortiz", {"Port Gazette", "Coast Courier"}, ("Ortiz",)),
    ],
)
def test_a_line_names_two_and_what_they_are_compared_on(
    snapshot: Snapshot, words: str, sides: set[str], topic: tuple[str, ...]
) -> None:
    compared = read_compared(snapshot, words)
    assert {side.name for side in compared.sides if isinstance(side, Side)} == sides
    assert compared.query.words == topic


def test_what_each_said_and_did_stands_side_by_side_in_time_with_its_place(
    snapshot: Snapshot,
) -> None:
    text = said(snapshot, "Ortiz Pedro Lagos")
    assert text.startswith("Ana Ortiz – Pedro Lagos\n\nAna Ortiz: 1 quotation, ")
    order = [
        "1 Mar 2024 · Ana Ortiz\nOn 1 March 2024 Ana Ortiz closed the harbour",
        "2 Mar 2024 · Pedro Lagos\nPedro Lagos, the mayor of Osorno, visited",
        "3 Mar 2024 · Ana Ortiz, Pedro Lagos\nAna Ortiz met Pedro Lagos",
        "6 Mar 2024 · the article’s date\nAna Ortiz, harbour master of Valdivia\n“We cannot",
        "6 Mar 2024 · the article’s date\nPedro Lagos · paraphrased\n",
        "7 Mar 2024 · Ana Ortiz\n",
        "8 Mar 2024 · the article’s date\nPedro Lagos, mayor of Osorno\n“I never saw",
    ]
    places = [text.index(line) for line in order]
    assert places == sorted(places)
    assert "1 event concerns both." in text
    assert all("[" in text[here : here + 260] for here in places)
    assert "Sara" not in text


def test_a_topic_and_a_period_limit_it(snapshot: Snapshot) -> None:
    text = said(snapshot, "Ortiz Pedro Lagos ferries")
    assert text.startswith("Ana Ortiz – Pedro Lagos · ferries\n\nAna Ortiz: nothing found on that")
    assert "would sail again soon" in text
    assert "met Pedro" not in text
    text = said(snapshot, "Ortiz Pedro Lagos 3 March 2024")
    assert "3 Mar 2024 · Ana Ortiz, Pedro Lagos" in text
    assert "closed the harbour" not in text


def test_publishers_that_differ_on_a_happening_are_both_told_under_its_date(
    snapshot: Snapshot,
) -> None:
    text = said(snapshot, "gazette courier warehouse")
    assert "1 event is told by each of them." in text
    assert text.count("\n4 Mar 2024\n") == 1
    gazette = text.index("Port Gazette\nA fire at a warehouse")
    courier = text.index("Coast Courier\n“On Monday”, relative to publication\nOn Monday 14 people")
    assert gazette < courier < text.index("Articles differ on how many")
    assert text.count("Articles differ") == 1


def test_a_publisher_beside_two_people_limits_the_articles(snapshot: Snapshot) -> None:
    text = said(snapshot, "Ortiz Pedro Lagos in:courier")
    assert "I never saw" in text
    assert "closed the harbour" not in text


def test_a_name_of_several_is_asked_back_and_its_buttons_keep_the_rest(snapshot: Snapshot) -> None:
    answer = answered(snapshot, "Ortiz Lagos harbour 2024")
    assert "Which one do you mean by “Lagos”?" in said(snapshot, "Ortiz Lagos harbour 2024")
    offered = buttons(answer)
    assert set(offered) == {"Pedro Lagos", "Sara Lagos"}
    text = said(snapshot, offered["Pedro Lagos"])
    assert text.startswith("Ana Ortiz – Pedro Lagos · harbour · 2024")


@pytest.mark.parametrize("words", ["Ortiz", "Ortiz Ортис", "ortiz zeppelin", "ortiz in:pg"])
def test_with_one_name_it_asks_whom_to_compare_with(snapshot: Snapshot, words: str) -> None:
    assert "With whom is Ana Ortiz to be compared?" in said(snapshot, words)
    offered = buttons(answered(snapshot, words))
    assert "Ana Ortiz" not in offered
    assert said(snapshot, offered["Pedro Lagos"]).startswith("Ana Ortiz – Pedro Lagos")


def test_the_same_twice_and_the_unknown_are_said_to_be_so(snapshot: Snapshot) -> None:
    assert "That is Ana Ortiz twice." in said(snapshot, "Ortiz Ортис")
    assert "The articles know no “zeppelin”." in said(snapshot, "ortiz zeppelin")
    assert "“zeppelin kraken” names nobody" in said(snapshot, "zeppelin kraken")


def test_a_publisher_alone_is_compared_with_the_others(snapshot: Snapshot) -> None:
    offered = buttons(answered(snapshot, "gazette warehouse"))
    assert said(snapshot, offered["Coast Courier"]).startswith(
        "Port Gazette – Coast Courier · warehouse"
    )


def test_without_words_it_offers_pairs_that_it_can_compare(snapshot: Snapshot) -> None:
    offered = buttons(answered(snapshot, ""))
    assert "Coast Courier – Port Gazette" in offered
    for label, words in offered.items():
        assert said(snapshot, words).startswith(label)


def test_two_of_whom_nothing_is_told_on_a_matter_are_offered_everything(
    snapshot: Snapshot,
) -> None:
    answer = answered(snapshot, "Ortiz Pedro Lagos 1850")
    assert not answer.found
    assert said(snapshot, "Ortiz Pedro Lagos 1850").count("nothing found on that") == 2
    everything = buttons(answer)["Compare on everything"]
    assert "met Pedro Lagos" in said(snapshot, everything)


def test_two_who_have_nothing_in_common_are_said_to(snapshot: Snapshot) -> None:
    assert "No dated event here concerns both." in said(snapshot, "Ortiz Sara Lagos")


def test_an_unknown_filter_is_told_with_those_that_are_known(snapshot: Snapshot) -> None:
    with pytest.raises(PersonError):
        answered(snapshot, "Ortiz Pedro Lagos in:nowhere")


def test_buttons_ask_what_fits_a_query(snapshot: Snapshot) -> None:
    long = "Ortiz harbour ferries ice weeks mayor captain people warehouse blame empty sail " * 2
    for words in buttons(answered(snapshot, long[:MOST_CHARACTERS])).values():
        assert len(words) <= MOST_CHARACTERS


def test_every_entry_cites(snapshot: Snapshot) -> None:
    answer = answered(snapshot, "Ortiz Pedro Lagos")
    for block in answer.blocks[1:-1]:
        assert flatten(block, Translator()).citations


def test_what_is_cut_is_said_to_be_more(tmp_path: Path) -> None:
    lines = (f"Ana Ortiz said that ferry {number} would be late again." for number in range(30))
    other = "Pedro Lagos said that no ferry would be late again."
    (tmp_path / "a.md").write_text("\n\n".join((*lines, other)), "utf-8")
    text = said(build_snapshot(tmp_path), "Ortiz Lagos")
    assert "Ana Ortiz: 24 paraphrases and more\nPedro Lagos: 1 paraphrase\n" in text
    assert "These are the first of much; words or a period tell of the rest." in text
    assert "ferry 29" in said(build_snapshot(tmp_path), "Ortiz Lagos 29")


def test_a_search_gives_what_the_answer_tells_of_both(snapshot: Snapshot) -> None:
    found = compare.search(snapshot, "Ortiz Pedro Lagos ferries")
    assert {match.id for match in found.matches} <= {s.id for s in snapshot.corpus.statements}
    assert found.matches
    for words in ("Ortiz", "Ortiz Lagos", "Ortiz Ортис", "", "zeppelin"):
        assert compare.search(snapshot, words).verdict is Verdict.NOTHING


def test_help_gives_no_examples_that_this_corpus_has_no_answer_to(snapshot: Snapshot) -> None:
    ask = Ask(words="", snapshot=snapshot, now=datetime(2024, 4, 1, tzinfo=UTC))
    told = "\n".join(flatten(b, Translator()).text for b in about(compare.COMMAND, ask).blocks)
    assert "Kabulov" not in told
