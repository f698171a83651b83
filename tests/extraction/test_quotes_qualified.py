"""Whose words they are across an aside; words that a text denies or has from others."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.building import build_corpus
from storage.models import Corpus

CORPUS = "corpus.txt"


def corpus_of(folder: Path, *paragraphs: str) -> Corpus:
    (folder / CORPUS).write_text("\n\n".join(paragraphs), "utf-8")
    return build_corpus(folder)


def named(corpus: Corpus, speaker: str | None) -> str | None:
    return corpus.actor_by_id[speaker].name if speaker is not None else None


def speakers(corpus: Corpus) -> list[tuple[str, str | None]]:
    """(first two words, speaker's name) of every quotation."""
    return [(" ".join(q.text.split()[:2]), named(corpus, q.speaker)) for q in corpus.quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Minister Lucian Barr, whom Jana Havlik accused of “sleeping at his desk again”, "
                "said through an aide that he “has every faith in the board”."
            ),
            [("sleeping at", "Jana Havlik"), ("has every", "Lucian Barr")],
        ),
        (
            (
                "Minister Lucian Barr, whom Jana Havlik accused of “sleeping at his desk again,” "
                "said he had “every faith in the board.”"
            ),
            [("sleeping at", "Jana Havlik"), ("every faith", "Lucian Barr")],
        ),
        (
            (
                "Marta Klein, who is accused by the lawyer Otto Reiter of “selling a stolen "
                "boat”, told reporters she was “not afraid of any court”."
            ),
            [("selling a", "Otto Reiter"), ("not afraid", "Marta Klein")],
        ),
        (
            (
                "The novelist Agnes Moor, once described by Peter Holt as “the worst liar alive "
                "today”, said she was “rather proud of that”."
            ),
            [("the worst", "Peter Holt"), ("rather proud", "Agnes Moor")],
        ),
        (
            (
                "Colonel Tibor Nagy, whose wife Eva Nagyova told police he was “out until the "
                "morning”, said he “had been at the lake”."
            ),
            [("out until", "Eva Nagyova"), ("had been", "Tibor Nagy")],
        ),
        (
            (
                "Mayor Ann Dorsey, who said the bridge was “as safe as a house”, told the council"
                " it was “not so safe any more”."
            ),
            [("as safe", "Ann Dorsey"), ("not so", "Ann Dorsey")],
        ),
    ],
)
def test_the_subject_before_an_aside_speaks_behind_it(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert speakers(corpus_of(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Lucian Barr, who was tired, called it “a long day for all”. “We go home now,” "
                "said Jana Havlik, whom Lucian Barr had asked."
            ),
            [("a long", "Lucian Barr"), ("We go", "Jana Havlik")],
        ),
        (
            "Jana Havlik met Lucian Barr, whom she called “the best of us”, said Peter Holt.",
            [("the best", "Jana Havlik")],
        ),
        (
            (
                "“The road is closed for good,” said Lucian Barr, and Jana Havlik, who runs the "
                "mill, said it was “a blow to the whole town”."
            ),
            [("The road", "Lucian Barr"), ("a blow", "Jana Havlik")],
        ),
    ],
)
def test_an_inverted_verb_behind_a_quotation_keeps_its_own_subject(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert speakers(corpus_of(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        (
            "A clerk denied that Minister Karl Dorn had said “let them all go hungry”.",
            "denied that",
        ),
        ("Minister Karl Dorn denied having said “let them all go hungry”.", "denied having"),
        (
            "A fake video shows Premier Olga Nadir saying “we will shut every school”.",
            "A fake video",
        ),
        ("In a doctored clip, Karl Dorn says “let them all go hungry”.", "a doctored clip"),
        ("The forged letter of Karl Dorn said “let them all go hungry”.", "The forged letter"),
        ("If Max Morrow had said “I am sorry for it”, Lena Fisk said, he would be free.", "If"),
        ("Karl Dorn could have said “let them all go hungry”.", "could have said"),
        ("Mayor Piet Haas did not say that “the town has no money”.", "did not say"),
        ("Mayor Piet Haas never said “the town has no money”.", "never said"),
        ("It is not true that Piet Haas said “the town has no money”.", "not true that"),
        ("There is no evidence that Piet Haas said “the town has no money”.", "no evidence that"),
        ("Claims that Piet Haas said “the town has no money” are false.", "Claims that"),
    ],
)
def test_words_that_were_never_said_are_no_ones(tmp_path: Path, text: str, hedge: str) -> None:
    (quote,) = corpus_of(tmp_path, text).quotes
    assert (quote.hedge, quote.speaker, quote.role) == (hedge, None, "")


@pytest.mark.parametrize(
    ("text", "hedge", "speaker"),
    [
        (
            "Edward Ormsby is said to have told his driver “drive on and look ahead”.",
            "is said to have told",
            "Edward Ormsby",
        ),
        (
            "According to Nina Reiter, Jonas Hald told the crew that it “would never have worked”.",
            "According to Nina Reiter",
            "Jonas Hald",
        ),
        (
            "Jonas Hald reportedly told the crew that it “would never have worked”.",
            "reportedly",
            "Jonas Hald",
        ),
    ],
)
def test_words_at_second_hand_keep_their_speaker_and_who_reports_them(
    tmp_path: Path, text: str, hedge: str, speaker: str
) -> None:
    corpus = corpus_of(tmp_path, text)
    (quote,) = corpus.quotes
    assert (quote.hedge, named(corpus, quote.speaker)) == (hedge, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "Karl Dorn said that if nothing changed he would “walk out of the door”.",
        "“If the council pays, we will build it,” said Karl Dorn.",
        "Asked if he would resign, Karl Dorn said: “I have no such plan.”",
        "Karl Dorn did not apologise but said “it was a hard night”.",
        "Karl Dorn said the fake video was “an insult to all of us”.",
        "Karl Dorn denied the charge as “a tale from the tavern”.",
        "According to Karl Dorn, the mill was “a wreck from the start”.",
        "Commenting on a fake video, Karl Dorn said “I was never in that room”.",
    ],
)
def test_plain_words_have_no_hedge(tmp_path: Path, text: str) -> None:
    corpus = corpus_of(tmp_path, text)
    (quote,) = corpus.quotes
    assert (quote.hedge, named(corpus, quote.speaker)) == ("", "Karl Dorn")


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("Mayor Piet Haas did not say that the town had run out of money.", ["did not say"]),
        ("It is not true that Mayor Piet Haas told firemen to stay at home.", []),
        ("A fake video shows Mayor Piet Haas saying the town had run out of money.", []),
        ("Mayor Piet Haas said the town had not run out of money.", [""]),
        (
            "Mayor Piet Haas is said to have promised to pay for the bridge.",
            ["is said to have promised"],
        ),
    ],
)
def test_a_paraphrase_of_what_was_not_said_shows_it(
    tmp_path: Path, text: str, hedges: list[str]
) -> None:
    assert [s.hedge for s in corpus_of(tmp_path, text).statements] == hedges


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Lord Ivo Sand had refused it twice before the war was over.", 0),
        ("Lord Ivo Sand had refused to leave before the war was over.", 1),
        ("President Ivo Sand dismissed Defence Minister Carla Mott on Friday.", 0),
        ("President Ivo Sand dismissed claims that he had known of it.", 1),
        ("President Ivo Sand welcomed Carla Mott to the palace by the lake.", 0),
        ("President Ivo Sand offered the farm by the lake to his brother.", 0),
    ],
)
def test_deeds_are_no_paraphrases(tmp_path: Path, text: str, count: int) -> None:
    assert len(corpus_of(tmp_path, text).statements) == count
