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
        ("Asked whether Piet Haas had said “the town has no money”, Max Low left.", "whether"),
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
            "Jonas Hald, according to two aides, told the crew it “would never have worked”.",
            "according to two aides",
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
        ("Mayor Piet Haas would have celebrated the end of the war that day.", []),
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


SPOKEN = "“The kitchen was not clean,” Maud Perrin said on Friday."


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            (
                SPOKEN,
                "“The first thing I saw was smoke.",
                "“The second was the dog,” said the owner, Kurt Weil.",
            ),
            ["Maud Perrin", "Kurt Weil", "Kurt Weil"],
        ),
        (
            (
                SPOKEN,
                "“The first thing I saw was smoke.”",
                "“The second was the dog,” said the owner, Kurt Weil.",
            ),
            ["Maud Perrin", None, "Kurt Weil"],
        ),
        (
            (SPOKEN, "“The floor was worse than that.”", "“I shall be back,” Perrin added."),
            ["Maud Perrin", "Maud Perrin", "Maud Perrin"],
        ),
        (
            (SPOKEN, "“We have no bread and no coal.”", "So ends the letter of Otto Dahl."),
            ["Maud Perrin", "Otto Dahl"],
        ),
        (
            (
                SPOKEN,
                "“Burn the mill and leave nothing.”",
                "Those words, posted in the name of Otto Dahl, were not hers.",
            ),
            ["Maud Perrin", None],
        ),
        (
            (
                SPOKEN,
                "“Burn the mill and leave nothing,” goes the line that Tom Teller is said to sing.",
            ),
            ["Maud Perrin", None],
        ),
        (
            (SPOKEN, "“Burn the mill and leave nothing at all here” was painted on the wall."),
            ["Maud Perrin", None],
        ),
    ],
)
def test_a_paragraph_of_exact_words_waits_for_what_follows(
    tmp_path: Path, paragraphs: tuple[str, ...], expected: list[str | None]
) -> None:
    corpus = corpus_of(tmp_path, *paragraphs)
    assert [named(corpus, q.speaker) for q in corpus.quotes] == expected
    turns: dict[str, set[str | None]] = {}
    for quote in corpus.quotes:
        turns.setdefault(quote.turn, set()).add(quote.speaker)
    assert all(len(speaking) == 1 for speaking in turns.values())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Emil Roth wrote in his diary on 3 May 1932: “We shall not last.”", "1932-05-03"),
        ("“There is no such plan,” said Chancellor Anton Berg in June 1961.", "1961-06-01"),
        ("Anton Berg told parliament in May 1961 that it was “no plan at all”.", "1961-05-01"),
        ("In a letter of March 1915, Karl Ott said it was “a grave with no lid”.", "1915-03-01"),
        ("“The line will ruin us,” the squire Tom Hale wrote in 1871.", "1871-01-01"),
        ("Karl Ott said on 9 May 1932 that he was “left for dead there”.", "1932-05-09"),
        ("No one died on 9 May 1932; Karl Ott said two were “hurt by falling stones”.", None),
        ("Karl Ott told police he was hit on 9 May 1932 and “left for dead there”.", None),
        ("Karl Ott, born on 9 May 1932, said he was “left for dead there”.", None),
        ("After the fire of 3 May 1932, Karl Ott said it was “left for dead there”.", None),
        ("In the flood of May 1932, Karl Ott said, it was “left for dead there”.", None),
        ("The bridge fell on 3 May 1932 and Karl Ott said it was “as old as him”.", None),
        ("In May 1932 the mill fell, and Karl Ott said it was “as old as him”.", None),
        ("Karl Ott said the war of 1915 had “taken all his friends”.", None),
    ],
)
def test_the_date_of_saying_is_the_verbs_own(tmp_path: Path, text: str, day: str | None) -> None:
    (quote,) = corpus_of(tmp_path, text).quotes
    assert (quote.said.earliest.isoformat() if quote.said else None) == day


@pytest.mark.parametrize(
    ("paragraphs", "speaker"),
    [
        (
            (
                "Lieutenant General Mark Ruiz came home. Secretary General Ines Ferro met him.",
                "“The front will hold for now,” said the General.",
            ),
            "Mark Ruiz",
        ),
        (
            (
                "Attorney General Lois Platt opened the case.",
                "“The troops are not to blame,” said the general.",
            ),
            None,
        ),
        (
            (
                "Vice President Ida Moss met President Carl Webb on Monday.",
                "“The treaty stands as it is,” the president said.",
            ),
            "Carl Webb",
        ),
    ],
)
def test_a_role_is_not_the_end_of_a_longer_one(
    tmp_path: Path, paragraphs: tuple[str, ...], speaker: str | None
) -> None:
    corpus = corpus_of(tmp_path, *paragraphs)
    assert [named(corpus, q.speaker) for q in corpus.quotes] == [speaker]
