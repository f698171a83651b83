"""Indirect speech: who is said to have said what, and what is no speech at all."""

from __future__ import annotations

import re

import pytest

from storage.extraction.quotes import extract_quotes
from storage.extraction.roster import Roster
from storage.extraction.statements import extract_statements
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Citation,
    Mention,
    Passage,
    PassageKind,
    Statement,
)

KINDS = {
    "Lee": ActorKind.PERSON,
    "Park": ActorKind.PERSON,
    "Salt Guild": ActorKind.GROUP,
    "Harbour Ministry": ActorKind.ORGANISATION,
    "Norway": ActorKind.COUNTRY,
}


def statements_of(*paragraphs: str, authors: tuple[str, ...] = ()) -> tuple[Statement, ...]:
    article = Article(
        id="A1",
        file="a.txt",
        key="a.txt",
        content_hash="",
        title="",
        authors=authors,
        passages=tuple(
            Passage(i, PassageKind.TEXT, text, text) for i, text in enumerate(paragraphs, 1)
        ),
    )
    actors = [
        Actor(
            id=name.lower().replace(" ", "-"),
            name=name,
            kind=kind,
            mentions=tuple(
                Mention(Citation("A1", i, *m.span()), m.group())
                for i, text in enumerate(paragraphs, 1)
                for m in re.finditer(rf"(?<!\w){name}(?!\w)", text)
            ),
        )
        for name, kind in KINDS.items()
    ]
    roster = Roster(actors)
    quotes, _ = extract_quotes(article, roster)
    found = extract_statements(article, roster, quotes)
    for statement in found:
        cited = statement.citation
        assert paragraphs[cited.passage - 1][cited.start : cited.end] == statement.text
    return found


@pytest.mark.parametrize(
    ("text", "speaker", "verb"),
    [
        ("Lee said that the quay would open in May.", "lee", "said"),
        ("Lee later said Norway wants a share of the catch.", "lee", "said"),
        ("On Monday Lee called the dredging an outright failure.", "lee", "called"),
        ("Lee—the harbour master—commented that the storm was over.", "lee", "commented"),
        ("According to Lee, the quay is sinking by an inch a year.", "lee", "According to"),
        ("The quay is sinking by an inch a year, said Lee, a surveyor.", "lee", "said"),
        ("The quay is sinking by an inch a year, Lee said.", "lee", "said"),
        ("For Lee, the old quay was better than the new one.", "lee", "For"),
        ("The Salt Guild promised that it would leave the port.", "salt-guild", "promised"),
        ("The Salt Guild threatens to leave the port by May.", "salt-guild", "threatens"),
        ("The Salt Guild threatened that it would leave.", "salt-guild", "threatened"),
        ("Norway denied that its boats had crossed the line.", "norway", "denied"),
        ("Park's deputy Lee warned of more floods in spring.", "lee", "warned"),
        ("The quay is sinking by an inch a year, according to Lee.", "lee", "according to"),
        ("Lee did not say when the quay would open.", "lee", "did not say"),
        ("Lee never promised that the quay would open in May.", "lee", "never promised"),
        ("Norway hasn’t denied that its boats had crossed the line.", "norway", "hasn’t denied"),
        ("Lee laughed that she would be dead by then.", "lee", "laughed"),
        ("Experts said the quay would open in May.", None, "said"),
    ],
)
def test_tells_who_said_what(text: str, speaker: str | None, verb: str) -> None:
    (statement,) = statements_of(text)
    assert (statement.speaker, statement.verb) == (speaker, verb)
    assert text.startswith(statement.text.rstrip("."))


@pytest.mark.parametrize(
    "text",
    [
        "“We will open the quay in May,” Lee said.",
        "Lee said: “We will open the quay in May.”",
        "Lee was called to the harbour office at noon.",
        "The Salt Guild threatens the towns that lie along the river.",
        "The Salt Guild met at dawn. The report is long. It tells of a storm and of a lost crane.",
        "The Salt Guild met at dawn. Her new book is out. It calls the storm a warning to all.",
        "Lee must say what became of the money and the boat.",
        "Lee called off the launch of the new ferry on Sunday night.",
        "Lee defended three men who were charged with theft of the crane.",
        "Asked whether the port would close, Lee shrugged.",
        "Lee laughed at the new ferry, which had run aground twice.",
        "Lee committed an error that cost the town its crane.",
        "What Norway calls its near waters lies far to the west.",
        "The promises made by the last mayor are not forgotten by the town.",
        "Park met Lee on the quay and walked with her to the office.",
        "The Salt Guild has maintained ties with the port for years.",
    ],
)
def test_is_no_statement(text: str) -> None:
    assert statements_of(text) == ()


def test_pronouns_lead_back_to_who_spoke() -> None:
    found = statements_of(
        "Lee said that the quay was safe. She added that the crane was not.",
        "The Salt Guild met at dawn. They vowed to fight the levy to the end.",
    )
    assert [s.speaker for s in found] == ["lee", "lee", "salt-guild"]


@pytest.mark.parametrize(
    ("authors", "speaker"), [(("Park",), "park"), ((), None), (("Park", "Lee"), None)]
)
def test_the_author_is_the_one_of_the_byline_or_nobody(
    authors: tuple[str, ...], speaker: str | None
) -> None:
    found = statements_of(
        "Lee said that the quay was safe.",
        "The author argues that the quay is not, and Park is glad.",
        authors=authors,
    )
    assert [s.speaker for s in found] == ["lee", speaker]


def test_it_is_the_body_again_once_that_is_named() -> None:
    found = statements_of(
        "The report is long. The Salt Guild met at dawn. It said that the crane was lost."
    )
    assert [s.speaker for s in found] == ["salt-guild"]


def test_a_body_named_by_its_noun() -> None:
    found = statements_of(
        "The Harbour Ministry said the port was open. According to the ministry, no ship sank."
    )
    assert [s.speaker for s in found] == ["harbour-ministry", "harbour-ministry"]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Lee claimed that the crane had been stolen.", "claimed"),
        ("According to the media, Lee promised to pay for the crane.", "According to the media"),
        ("Lee reportedly told friends that she would not stand again.", "reportedly"),
        ("Lee said that the crane had been stolen.", ""),
    ],
)
def test_a_claim_keeps_its_hedge(text: str, hedge: str) -> None:
    assert [s.hedge for s in statements_of(text) if s.speaker == "lee"] == [hedge]


def test_an_office_of_elsewhere_is_not_the_person_spoken_of_last() -> None:
    found = statements_of(
        "Lee said that the quay was safe.",
        "The Harbour Ministry director said that it was not.",
    )
    assert [s.speaker for s in found] == ["lee", None]


def test_two_verbs_of_one_subject_share_a_sentence() -> None:
    found = statements_of("Lee said that the quay was safe and warned that the crane was not.")
    assert [s.text for s in found] == [
        "Lee said that the quay was safe",
        "warned that the crane was not.",
    ]
