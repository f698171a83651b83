"""Exact words: where they stand, who says them, what they are not."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.quotes import extract_quotes
from storage.extraction.roster import Roster
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Basis,
    Citation,
    Event,
    Mention,
    Passage,
    PassageKind,
    Quote,
    QuoteKind,
    Role,
    When,
)
from storage.text.offsets import Span


@dataclass(frozen=True)
class Who:
    """An actor of a test's own roster: name, other forms, kind, roles."""

    name: str
    forms: tuple[str, ...] = ()
    kind: ActorKind = ActorKind.PERSON
    roles: tuple[str, ...] = field(default=())


def person(name: str, *roles: str) -> Who:
    return Who(name, (name.rsplit(maxsplit=1)[-1],), roles=roles)


def body(name: str, *forms: str, kind: ActorKind = ActorKind.ORGANISATION) -> Who:
    return Who(name, forms, kind)


def article(*paragraphs: str, kind: PassageKind = PassageKind.TEXT) -> Article:
    passages = tuple(
        Passage(
            i,
            PassageKind.HEADING if text.startswith("# ") else kind,
            *[text.removeprefix("# ")] * 2,
        )
        for i, text in enumerate(paragraphs, 1)
    )
    return Article(id="A1", file="a.txt", key="a.txt", content_hash="", title="", passages=passages)


def roster(source: Article, people: tuple[Who, ...]) -> Roster:
    actors = []
    for who in people:
        forms = sorted({who.name, *who.forms}, key=len, reverse=True)
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)")
        mentions = tuple(
            Mention(Citation("A1", p.number, *m.span()), m.group())
            for p in source.passages
            for m in pattern.finditer(p.text)
        )
        roles = tuple(Role(text, Citation("A1", 1, 0, 1)) for text in who.roles)
        actors.append(
            Actor(
                id=who.name.lower().replace(" ", "-"),
                name=who.name,
                kind=who.kind,
                aliases=who.forms,
                roles=roles,
                mentions=mentions,
            )
        )
    return Roster(actors)


def quotes_of(source: Article, people: tuple[Who, ...] = ()) -> tuple[Quote, ...]:
    found, _ = extract_quotes(source, roster(source, people))
    for quote in found:
        passage = source.passage(quote.citation.passage)
        assert passage is not None
        assert passage.text[quote.citation.start : quote.citation.end] == quote.text
        assert 0 <= quote.confidence <= 1
    return found


def said(paragraphs: tuple[str, ...], people: tuple[Who, ...]) -> list[tuple[str, str | None]]:
    """(first three words, speaker) of every quotation found."""
    return [
        (" ".join(q.text.split()[:3]), q.speaker) for q in quotes_of(article(*paragraphs), people)
    ]


LEE, PARK, OKAFOR = person("Ann Lee"), person("Bo Park"), person("Chidi Okafor")
UNITED = body("Harrow United", "United")
GUILD = body("Salt Guild", "Guild", kind=ActorKind.GROUP)


STYLES = {
    "sport, British marks, name before verb": (
        (
            (
                "Harrow United were beaten again on Saturday. ‘We gave the ball away too often’, "
                "manager Ann Lee said. ‘The players’ heads dropped after the second goal.’"
            ),
        ),
        (LEE, UNITED),
        [("We gave the", "ann-lee"), ("The players’ heads", "ann-lee")],
    ),
    "sport, striker named by what he is": (
        (
            (
                "Chidi Okafor scored twice for Harrow United. “I have dreamt of days like this,” "
                "the striker said."
            ),
        ),
        (OKAFOR, UNITED),
        [("I have dreamt", "chidi-okafor")],
    ),
    "business, age and title in apposition": (
        (
            (
                "“Demand for our pumps has never been stronger,” Bo Park, 45, chief executive of "
                "Harrow United, said in a call with analysts. Revenue rose 4%. “We expect that to "
                "last through spring.”"
            ),
        ),
        (PARK, UNITED),
        [("Demand for our", "bo-park"), ("We expect that", "bo-park")],
    ),
    "business, statement of a firm": (
        (
            (
                "Harrow United cut its forecast on Tuesday. The company said in a statement: "
                "“Trading in the north has been slower than we had hoped.”"
            ),
        ),
        (UNITED,),
        [("Trading in the", "harrow-united")],
    ),
    "court report, two speakers in one paragraph": (
        (
            (
                "Prosecutor Ann Lee told the jury: “He knew exactly what the letter meant.” "
                "Bo Park, defending, said: “My client never opened the letter at all.”"
            ),
        ),
        (LEE, PARK),
        [("He knew exactly", "ann-lee"), ("My client never", "bo-park")],
    ),
    "court report, an unnamed judge is no one": (
        ("Bo Park wept. The judge said: “You showed no remorse whatever for this.”",),
        (person("Bo Park", "defendant"), person("Ann Lee", "judge"), person("Chi Ota", "judge")),
        [("You showed no", None)],
    ),
    "local politics, coordinated verb, not the nearest name": (
        (
            (
                "Mayor Ann Lee met councillor Bo Park at the depot on Friday and told reporters: "
                "“The buses will run again by Easter.”"
            ),
        ),
        (LEE, PARK),
        [("The buses will", "ann-lee")],
    ),
    "local politics, the possessor does not speak": (
        ("“There is no money for the new pool,” said Lee’s deputy Bo Park.",),
        (LEE, PARK),
        [("There is no", "bo-park")],
    ),
    "interview, she and a question": (
        (
            "Ann Lee has run the mill for ten years.",
            "“Who else would have taken it on?” she asked. “My brothers had all left for town.”",
        ),
        (LEE,),
        [("Who else would", "ann-lee"), ("My brothers had", "ann-lee")],
    ),
    "wire, quote only paragraphs after reported speech": (
        (
            "Storms will return by Thursday, said Bo Park, a forecaster at the harbour office.",
            '"People should stay away from the sea wall."',
            "# What next",
            '"We will know more tomorrow at noon."',
        ),
        (PARK,),
        [("People should stay", "bo-park"), ("We will know", "bo-park")],
    ),
    "wire, a paragraph of the author's own ends the turn": (
        (
            '"The bridge is safe to use," said Ann Lee.',
            "Traffic was light in the afternoon.",
            '"We waited for an hour in vain."',
        ),
        (LEE,),
        [("The bridge is", "ann-lee"), ("We waited for", None)],
    ),
    "wire, spokesman for a person is not the person": (
        ("“The visit will go ahead as planned,” said a spokesman for President Bo Park.",),
        (PARK,),
        [("The visit will", None)],
    ),
    "a name that no one knows takes no one else's words": (
        ("Ann Lee watched. “The roof came down on us,” said Karim Velten, a miner.",),
        (LEE,),
        [("The roof came", None)],
    ),
    "the addressee does not speak": (
        ("“You will have your answer by June,” Ann Lee told Bo Park.",),
        (LEE, PARK),
        [("You will have", "ann-lee")],
    ),
    "a person named inside the quote does not speak": (
        ("“Bo Park was wrong about the dam,” the report found.",),
        (PARK,),
        [("Bo Park was", None)],
    ),
    "envoy to a place": (
        ("“Talks were frank and rather short,” said the envoy to Harrow United Ann Lee.",),
        (LEE, UNITED),
        [("Talks were frank", "ann-lee")],
    ),
    "role first, name in apposition": (
        ("“No one has asked us for help,” a spokeswoman for the Salt Guild, Ann Lee, explained.",),
        (LEE, GUILD),
        [("No one has", "ann-lee")],
    ),
    "they after a group": (
        ("The Salt Guild met at dawn. They vowed to “fight the levy to the end.”",),
        (GUILD,),
        [("fight the levy", "salt-guild")],
    ),
    "two people at once are not one": (
        ("“We have nothing left to sell,” said Ann Lee and Bo Park.",),
        (LEE, PARK),
        [("We have nothing", None)],
    ),
    "quoted as saying": (
        ("The paper quoted Ann Lee as saying: “I never signed the contract.”",),
        (LEE,),
        [("I never signed", "ann-lee")],
    ),
    "according to": (
        ("The plan is “dead in the water for now,” according to Bo Park.",),
        (PARK,),
        [("dead in the", "bo-park")],
    ),
    "a name and a colon": (
        ("Park: “We were better in every way.”",),
        (PARK,),
        [("We were better", "bo-park")],
    ),
    "put it": (
        ("As Ann Lee put it in a letter to members: “Nothing is settled until all is.”",),
        (LEE,),
        [("Nothing is settled", "ann-lee")],
    ),
    "agent of a passive": (
        ("Park was described by Lee as “the best foreman we ever had”.",),
        (LEE, PARK),
        [("the best foreman", "ann-lee")],
    ),
    "what he called": (
        ("Park attacked Lee for what he called “a shameful lack of plans”.",),
        (LEE, PARK),
        [("a shameful lack", "bo-park")],
    ),
    "another's comments inside reported speech": (
        ("Lee, speaking on Monday, said that Park's comments were “no help to anyone here”.",),
        (LEE, PARK),
        [("no help to", "ann-lee")],
    ),
    "a verb of speech in the next sentence is another's": (
        ("Lee added that “no one on the floor was ever asked.” Park agreed.",),
        (LEE, PARK),
        [("no one on", "ann-lee")],
    ),
    "signed": (("“I have no idea what happened” — Bo Park",), (PARK,), [("I have no", "bo-park")]),
    "said first": (
        ("Said Park: “I have no idea what happened.”",),
        (PARK,),
        [("I have no", "bo-park")],
    ),
    "a pronoun before the only name": (
        ("“No deal beats a bad deal,” she told members, while Bo Park shook his head.",),
        (PARK,),
        [("No deal beats", None)],
    ),
    "a verb and its participle": (
        ("Lee insisted there was “no way back for us”, adding that “people are tired of it all”.",),
        (LEE,),
        [("no way back", "ann-lee"), ("people are tired", "ann-lee")],
    ),
    "age for a name": (
        ("Park had been away. “I have no idea what happened,” the 34-year-old said.",),
        (PARK,),
        [("I have no", "bo-park")],
    ),
    "a colon without a verb of speech": (
        (
            "“Margins will improve from here,” said Bo Park.",
            "Lee, an analyst, was cautious: “It may be too early for champagne.”",
        ),
        (LEE, PARK),
        [("Margins will improve", "bo-park"), ("It may be", "ann-lee")],
    ),
    "an opening clause does not hide the subject": (
        ("On whether he would stay, Park was blunt. “Ask me in the summer,” he said.",),
        (PARK,),
        [("Ask me in", "bo-park")],
    ),
    "who asks does not answer": (
        ("“Will it ever rain here?” Lee asked Park. “It always does in May,” he replied.",),
        (LEE, PARK),
        [("Will it ever", "ann-lee"), ("It always does", "bo-park")],
    ),
    "he or she who asks does not answer": (
        ("“Will it ever rain here?” Okafor asked Park. “It always does in May,” he replied.",),
        (OKAFOR, PARK),
        [("Will it ever", "chidi-okafor"), ("It always does", None)],
    ),
    "a pronoun of the other gender looks further back": (
        (
            "“The roof has to come first,” said Ann Lee, who chairs the trust.",
            "Volunteers had written to Bo Park, a builder. Ann Lee phoned him as well.",
            "“I would have come for a cup of tea,” he said.",
        ),
        (LEE, PARK),
        [("The roof has", "ann-lee"), ("I would have", "bo-park")],
    ),
    "one and another are no one who is known": (
        (
            "“I will not be bullied over a bus stop,” Lee said.",
            "“I have never voted for anyone else,” one said.",
            "“She has never once been wrong,” said another.",
            "“The buses are another matter, mind you.”",
        ),
        (LEE,),
        [
            ("I will not", "ann-lee"),
            ("I have never", None),
            ("She has never", None),
            ("The buses are", None),
        ],
    ),
    "a name before supporters is not who speaks": (
        (
            "Lee supporters on the pier turned to Bo Park, who coaches the juniors. He shrugged.",
            "“We only came here to row,” he said.",
        ),
        (LEE, PARK),
        [("We only came", "bo-park")],
    ),
    "a narrator is not the person spoken of last": (
        ("Lee opened the film. “Every river forgets its source in the end,” the narrator says.",),
        (LEE,),
        [("Every river forgets", None)],
    ),
    "who is heard saying it": (
        ("The clip ends on a shot of Lee saying, “Nobody told me about the dam,” to the crowd.",),
        (LEE,),
        [("Nobody told me", "ann-lee")],
    ),
    "Mr and Mrs tell two of one surname apart": (
        (
            "Ann Lee sold the mill in May. Her brother Karl Lee had hoped to keep it.",
            "“I would have worked for nothing,” Mr Lee said.",
            "“He would have had to do just that,” Mrs Lee replied.",
        ),
        (Who("Ann Lee"), Who("Karl Lee")),
        [("I would have", "karl-lee"), ("He would have", "ann-lee")],
    ),
    "the bare surname is whose full name is not given again": (
        (
            "The painter Ann Lee won the prize. Lee’s cousin, Rosa Lee, came second.",
            "“It could have gone either way, frankly,” Lee said.",
            "“Next year it will go my way instead,” said Rosa Lee.",
        ),
        (Who("Ann Lee"), Who("Rosa Lee")),
        [("It could have", "ann-lee"), ("Next year it", "rosa-lee")],
    ),
    "a paragraph about no one else goes between": (
        (
            "“I learnt the trade from my aunt,” Lee said.",
            "The harvest will be her eleventh.",
            "“You can smell a good barrel before you open it.”",
        ),
        (LEE,),
        [("I learnt the", "ann-lee"), ("You can smell", "ann-lee")],
    ),
    "a closing mark is forgotten": (
        (
            "“The pump failed twice that night,” Park said.",
            "“Nobody on the shift had been shown how to restart it.",
            "Park said he had asked for training.",
        ),
        (PARK,),
        [("The pump failed", "bo-park"), ("Nobody on the", "bo-park")],
    ),
    "saying after a comma": (
        (
            (
                "Ann Lee, who chairs the club, welcomed the ruling as well, saying that it "
                "“clears the air at last”."
            ),
        ),
        (LEE,),
        [("clears the air", "ann-lee")],
    ),
    "another given name before a known surname": (
        (
            "Bo Park was asleep when the lorry hit the house.",
            "Rosa Park could be heard on the stairs. “Get the children out,” she says.",
        ),
        (PARK,),
        [("Get the children", None)],
    ),
    "a clause before the main one": (
        ("When Bo Park told him of it, Okafor said he was sorry. “It was my fault,” he added.",),
        (PARK, OKAFOR),
        [("It was my", "chidi-okafor")],
    ),
    "who someone is, behind a comma": (
        (
            "The recipe comes from Bo Park, a baker in Hull, Yorkshire. He guards it well.",
            "“My mother would have told nobody at all,” he said.",
        ),
        (PARK,),
        [("My mother would", "bo-park")],
    ),
    "a verb that is none of speech behind an utterance": (
        (
            "“I shall keep bees until I drop,” Park twinkled. He poured the mead.",
            "Lee would not be outdone. “I have kept goats since I was six,” she countered.",
        ),
        (LEE, PARK),
        [("I shall keep", "bo-park"), ("I have kept", "ann-lee")],
    ),
    "a name that is not known speaks": (
        (
            "Bo Park praised the crowd.",
            "Zubek, who came on late, scored twice. “My legs had gone by then,” the striker said.",
            "Zubek said that she would stay. “There is nowhere I would rather be,” she added.",
        ),
        (PARK,),
        [("My legs had", None), ("There is nowhere", None)],
    ),
    "the 54-year-old": (
        (
            "At 54, Ann Lee still runs the ferry. Her cook, Rosa Hart, is 30 years younger.",
            "“The tide decides, not me,” the 54-year-old said. “We only read it,” said Rosa Hart.",
            "“The fog I cannot read,” said the 54-year-old.",
        ),
        (LEE, person("Rosa Hart")),
        [("The tide decides,", "ann-lee"), ("We only read", "rosa-hart"), ("The fog I", "ann-lee")],
    ),
    "someone of another age": (
        ("Ann Lee, 54, left early. “I had a bus to catch at nine,” the 23-year-old said.",),
        (LEE,),
        [("I had a", None)],
    ),
    "a family speaks after the colon": (
        (
            "“The road will be gritted twice a day,” said Lee.",
            "In a letter, Park’s family wrote: “We are grateful to all who searched for him.”",
        ),
        (LEE, PARK),
        [("The road will", "ann-lee"), ("We are grateful", None)],
    ),
    "by the country": (
        ("Park had put them ahead. “After that we fell asleep,” the Dutchman admitted.",),
        (PARK,),
        [("After that we", "bo-park")],
    ),
    "who spoke counts more than who tells of it": (
        ("Lee was told by Park that it was “a done deal, signed and all”, according to guests.",),
        (LEE, PARK),
        [("a done deal,", "bo-park")],
    ),
    "a paper speaks for who wrote it": (
        (
            "“The sluice has not been greased since May,” the Salt Guild report stated.",
            "A letter from Harrow United said that “no one need fear for the pitch”.",
            "“I never signed for the grease,” Lee’s statement read. The letter itself is short.",
        ),
        (LEE, GUILD, UNITED),
        [
            ("The sluice has", "salt-guild"),
            ("no one need", "harrow-united"),
            ("I never signed", "ann-lee"),
        ],
    ),
    "a paper quotes someone as saying": (
        (
            "“I will not be photographed with that fish,” said Park.",
            "“It was a perfectly good fish,” the Evening Echo quoted Lee, the cook, as saying.",
        ),
        (LEE, PARK),
        [("I will not", "bo-park"), ("It was a", "ann-lee")],
    ),
    "it is not the body before an unknown one": (
        (
            "Harrow United said it would appeal.",
            "The hospital said it was sorry. “We have learnt from this,” it added.",
        ),
        (UNITED,),
        [("We have learnt", None)],
    ),
    "the last one named in the paragraph": (
        (
            "“I like a wet pitch,” said Park.",
            "The last word went to Chidi Okafor, 80. “I have seen wetter,” he said.",
        ),
        (PARK, OKAFOR),
        [("I like a", "bo-park"), ("I have seen", "chidi-okafor")],
    ),
    "a paragraph about another leaves it open who he is": (
        (
            "“I like a wet pitch,” said Park.",
            "The drains were laid by Chidi Okafor in the spring.",
            "“They were never any good,” he said.",
        ),
        (PARK, OKAFOR),
        [("I like a", "bo-park"), ("They were never", None)],
    ),
    "a baker who had not sung": (
        (
            "“I never hoped for more than ten,” said Ann Lee.",
            "Among the tenors was Bo Park, a baker who had never sung in public.",
            "“The dough likes it, I am told,” he says.",
        ),
        (LEE, PARK),
        [("I never hoped", "ann-lee"), ("The dough likes", "bo-park")],
    ),
    "one volunteer is nobody known": (
        (
            "“She should come and count them,” Park said.",
            "“It is black as a hat up there,” one volunteer, his boots on fire, said.",
        ),
        (PARK,),
        [("She should come", "bo-park"), ("It is black", None)],
    ),
    "an epithet after a paragraph about two": (
        (
            "Park failed his tests. “He is as fit as a flea,” said Chidi Okafor, who was there.",
            "In a post online, the Ghana international wrote: “God’s timing is the best timing.”",
        ),
        (PARK, OKAFOR),
        [("He is as", "chidi-okafor"), ("God’s timing is", None)],
    ),
    "a leader before anyone is named": (
        (
            "The leader of the harbour board resigned over a tape on which he was heard joking.",
            "He called the crew “a shower of idle gulls”. Guild leader Bo Park was delighted.",
        ),
        (person("Bo Park", "Guild leader"),),
        [("a shower of", None)],
    ),
    "two single marks typed for a double one": (
        ("''The dogs don't bark at the vicar,'' said Lee. She called it ''a truce of sorts.''",),
        (LEE,),
        [("The dogs don't", "ann-lee"), ("a truce of", "ann-lee")],
    ),
    "a sentence about someone else introduces the quotation behind it": (
        (
            "“The soil is as dry as flour,” Park said.",
            "On the radio, Okafor put the blame on the mild winter. “There was no snow to melt.”",
        ),
        (PARK, OKAFOR),
        [("The soil is", "bo-park"), ("There was no", "chidi-okafor")],
    ),
    "British marks over paragraphs": (
        (
            "‘We had nothing at all,’ said Lee.",
            "‘Then came the flood.",
            "‘No one stayed on.’",
        ),
        (LEE,),
        [("We had nothing", "ann-lee"), ("Then came the", "ann-lee"), ("No one stayed", "ann-lee")],
    ),
    "what a crowd shouts at somebody is not that person's": (
        (
            "“The pier will close at dusk,” said Lee.",
            "That brought shouts of “Leave our pier alone, Ann!” from the back rows.",
        ),
        (LEE,),
        [("The pier will", "ann-lee"), ("Leave our pier", None)],
    ),
    "who knows what a note says did not write it": (
        ("The note, according to Park, ran in full: “Feed the gulls before you go to bed.”",),
        (PARK,),
        [("Feed the gulls", None)],
    ),
    "words that somebody liked to say": (
        ("Lee kept bees, which, as she used to say, “never once asked for a rise”.",),
        (LEE,),
        [("never once asked", "ann-lee")],
    ),
    "words that somebody calls a thing": (
        ("The timetable was called “a very long wish for buses” by Park, who cycles.",),
        (PARK,),
        [("a very long", "bo-park")],
    ),
    "a name behind a rank that is not known": (
        ("Stn Offr Lee said the two boys were ‘not in any sort of danger’.",),
        (LEE,),
        [("not in any", "ann-lee")],
    ),
    "a thing, a long aside and at its end who speaks": (
        (
            (
                "The council shut four ferries, only for two of them to sail again a year on after "
                "a harbour judge, Ann Lee, ruled that it had “never asked a single passenger”."
            ),
        ),
        (LEE,),
        [("never asked a", "ann-lee")],
    ),
    "somebody brought up behind the verb": (
        (
            (
                "Okafor had the best of the first half. Then came Park. According to the striker, "
                "the trick was one practised “in the rain with one boot on”."
            ),
        ),
        (OKAFOR, PARK),
        [("in the rain", "bo-park")],
    ),
    "Russian": (
        (
            "«Мы не видим оснований для тревоги», — сказал министр Иван Петров.",
            "Петров добавил: «Переговоры идут по плану и без задержек».",
        ),
        (Who("Иван Петров", ("Петров",)),),
        [("Мы не видим", "иван-петров"), ("Переговоры идут по", "иван-петров")],
    ),
    "German marks": (
        ("„Das wird ein langer harter Winter“, said Ann Lee.",),
        (LEE,),
        [("Das wird ein", "ann-lee")],
    ),
}


@pytest.mark.parametrize(("paragraphs", "people", "expected"), STYLES.values(), ids=STYLES)
def test_finds_the_words_and_who_says_them(
    paragraphs: tuple[str, ...], people: tuple[Who, ...], expected: list[tuple[str, str | None]]
) -> None:
    assert said(paragraphs, people) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The countries’ borders and the workers’ rights were on the list, said Lee.",
        "It’s five o'clock and the rock 'n' roll of the '90s is back, Lee said.",
        "Lee joined the 'terrorist organisation' in spring.",
        "She read the book “The Long Road Home to Harrow” by Ann Lee.",
        "It is told in a book by Ann Lee: “How to build a quay without money”.",
        "It is told in a report by Ann Lee: “The Long Bridge And Its Shadow”.",
        "In the book “the long bridge and the river below it” by Ann Lee nothing is said.",
        "The film, called “Nothing Ever Happens Here Twice”, was shown by Lee.",
        "It must be referred to as “an unlawful society under the river act.”",
        "This is what Lee calls her “very own little black box” of ideas.",
        "The so-called “league of the quiet and good” met Lee.",
        "They used the term “heavy rain on open ground” for it.",
        "Lee went home, she said, and took down “The Autumn of the Heron” to read.",
        "A banner over the gate says “Please keep off the new grass”.",
        "The placard read: “Hands off our bus stop”.",
        "Lee spoke on the BBC’s “Morning With the Larks Again.”",
        "Lee sat down. Under the law a fair is a “gathering of more than fifty persons”.",
    ],
)
def test_no_quotation_in(text: str) -> None:
    assert quotes_of(article(text), (LEE,)) == ()


def test_a_report_quoted_behind_a_colon_stays_a_quotation() -> None:
    assert quotes_of(article("It is told in a report by Ann Lee: “The quay is sinking fast.”"))


def test_a_quote_over_paragraphs_is_one_turn() -> None:
    source = article(
        "Lee said: “The first thing to know is the price.",
        "# A heading between",
        "“The second thing to know is the weather.",
        "“The third one I have forgotten,” she added.",
    )
    found = quotes_of(source, (LEE,))
    assert [q.citation.passage for q in found] == [1, 3, 4]
    assert len({q.turn for q in found}) == 1
    assert {q.speaker for q in found} == {"ann-lee"}


def test_stretches_around_the_cue_are_one_turn_and_a_new_cue_begins_another() -> None:
    text = (
        "“The well is dry this year,” said Ann Lee, a farmer. “We buy water by the tank.” "
        "Bo Park disagreed. “There is water enough for all,” he said."
    )
    found = quotes_of(article(text), (LEE, PARK))
    assert [q.speaker for q in found] == ["ann-lee", "ann-lee", "bo-park"]
    assert found[0].turn == found[1].turn != found[2].turn


def test_nested_marks_and_bracketed_words_stay_inside() -> None:
    text = "“He told me ‘never again’ and [then] left “for good” that day,” said Lee."
    (quote,) = quotes_of(article(text), (LEE,))
    assert quote.text == "He told me ‘never again’ and [then] left “for good” that day,"


def test_a_british_quote_holds_double_marks() -> None:
    text = "‘She said “no way at all” and hung up,’ said Lee."
    (quote,) = quotes_of(article(text), (LEE,))
    assert quote.text == "She said “no way at all” and hung up,"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Lee said she would not “bow to threats of any kind.”", "would not"),
        ("Lee said she would “pay back every last penny.”", "would"),
        ("Lee said she refused to “be part of a charade.”", "refused to"),
        ("Lee said she never “gave a thought to it.”", "never"),
        ("Lee said the town was “worse off than before.”", ""),
    ],
)
def test_a_fragment_carries_what_changes_its_meaning(text: str, lead: str) -> None:
    (quote,) = quotes_of(article(text), (LEE,))
    assert quote.kind is QuoteKind.FRAGMENT
    assert quote.lead == lead


def test_the_role_is_the_articles_and_the_attribution_the_passages() -> None:
    source = article("“We will rebuild the whole quay,” said Ann Lee, the harbour master.")
    (quote,) = quotes_of(source, (person("Ann Lee", "the harbour master"),))
    assert quote.role == "the harbour master"
    assert quote.attribution == "said Ann Lee, the harbour master"


def _event(source: Article, expression: str, day: date) -> Event:
    passage = source.passages[0]
    start = passage.text.index(expression)
    return Event(
        id="e",
        citation=Citation("A1", 1, start, start + len(expression)),
        expression=expression,
        sentence=passage.text,
        sentence_span=Span(0, len(passage.text)),
        when=When(day, day),
        basis=Basis.RELATIVE,
    )


@pytest.mark.parametrize(
    ("text", "expression", "dated"),
    [
        ("“We are closing the road,” Lee told the radio on Sunday.", "Sunday", True),
        ("On 3 May, Ann Lee met traders and told them: “You will be paid.”", "3 May", True),
        ("Lee said the shop would open on Sunday with “songs and cake for all.”", "Sunday", False),
        ("Lee said on Sunday the shop would be “open to all comers.”", "Sunday", True),
    ],
)
def test_the_day_of_saying_stands_in_the_attribution(
    text: str, expression: str, *, dated: bool
) -> None:
    source = article(text)
    event = _event(source, expression, date(2024, 5, 5))
    (quote,), _ = extract_quotes(source, roster(source, (LEE,)), [event])
    assert (quote.said is not None) == dated


def test_ids_do_not_change_when_the_article_grows() -> None:
    text = "“We will rebuild the whole quay,” said Ann Lee."
    (alone,) = quotes_of(article(text), (LEE,))
    (later,) = quotes_of(article("Something happened first.", text), (LEE,))
    assert alone.id == later.id


def test_repeated_words_have_ids_of_their_own() -> None:
    text = "“We will rebuild the whole quay,” said Ann Lee."
    ids = {q.id for q in quotes_of(article(text, text), (LEE,))}
    assert len(ids) == 2


def test_a_mark_that_is_never_closed_is_reported() -> None:
    source = article("Lee said “we were all lost in the fog.", "The next day was clear.")
    found, rejected = extract_quotes(source, roster(source, (LEE,)))
    assert found == ()
    assert [r.where for r in rejected] == ["A1 ¶1"]


def test_captions_are_read_and_headings_are_not() -> None:
    caption = article("“It was all gone,” said Ann Lee.", kind=PassageKind.CAPTION)
    assert [q.speaker for q in quotes_of(caption, (LEE,))] == ["ann-lee"]
    assert quotes_of(article("# “It was all gone,” said Ann Lee."), (LEE,)) == ()


@pytest.mark.parametrize("mark", ['"', "“", "”", "'", "‘", "’", "«", "„", "“”", '" ', " '", "‘’ "])
def test_ten_thousand_marks_do_not_hold_anyone_up(mark: str) -> None:
    source = article(mark * 10_000, ("a " + mark) * 10_000)
    begin = time.process_time()
    quotes_of(source)
    assert time.process_time() - begin < 5


def test_a_long_text_of_cues_is_read_in_linear_time() -> None:
    source = article("Lee said, and Park said, and the man who said that " * 1_000)
    begin = time.process_time()
    quotes_of(source, (LEE, PARK))
    assert time.process_time() - begin < 10


@given(st.lists(st.text("ab Lee said,.“”\"'‘’«»:—", max_size=60), max_size=5))
def test_every_quotation_is_verbatim_whatever_the_text(paragraphs: list[str]) -> None:
    source = article(*(text or "x" for text in paragraphs))
    for quote in quotes_of(source, (LEE,)):
        assert len(quote.id) == 12


def test_an_interview_quotes_its_answers() -> None:
    found = quotes_of(
        article(
            "Ann Lee has kept the light for thirty years. Bo Park met her.",
            "Bo Park: What is the worst of it?",
            "Ann Lee: The fog, because it never tells you anything.",
            "I used to sing to it. The “old songs that nobody knows”, mostly.",
            "Park: And the best?",
            "Lee: The tea when it lifts.",
            "She has never learnt to swim.",
        ),
        (LEE, PARK),
    )
    assert [(q.citation.passage, q.text[:9], q.speaker) for q in found] == [
        (3, "The fog, ", "ann-lee"),
        (4, "I used to", "ann-lee"),
        (6, "The tea w", "ann-lee"),
    ]
    assert found[0].turn == found[1].turn != found[2].turn
    assert found[0].attribution == "Ann Lee"


@pytest.mark.parametrize(
    "paragraphs",
    [
        (
            "Lee: Never gave the ball away all night.",
            "Park: Ran himself into the ground before half time.",
            "Okafor: Scored twice and hit the post.",
        ),
        ("Lee: nine points from three games.", "The table is tight this year, very tight."),
    ],
    ids=["marks for players", "one label"],
)
def test_labels_that_take_no_turns_are_no_interview(paragraphs: tuple[str, ...]) -> None:
    assert quotes_of(article(*paragraphs), (LEE, PARK, OKAFOR)) == ()
