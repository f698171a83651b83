"""One happening told several times, and where its tellings differ."""

from __future__ import annotations

import re
from datetime import date

from storage.extraction.clusters import cluster_events
from storage.extraction.events import extract_events
from storage.extraction.roster import Roster
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Citation,
    Mention,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    When,
)

DAY = date(2024, 3, 20)
CAST = {
    "Okoro": ActorKind.PERSON,
    "Lindqvist": ActorKind.PERSON,
    "Haas": ActorKind.PERSON,
    "Miners’ Union": ActorKind.ORGANISATION,
    "Northern Front": ActorKind.GROUP,
    "Arland": ActorKind.COUNTRY,
    "Veld": ActorKind.PLACE,
}


def told(*texts):
    """Cluster the events of articles, a passage a line; events by article id, and differences."""
    publication = Publication(When(DAY, DAY), DAY, PublicationBasis.METADATA, certain=True)
    articles = [
        Article(
            id=f"A{number}", file=f"{number}.txt", key=f"{number}.txt", content_hash="",
            title="T", published=publication, passages=tuple(
                Passage(line, PassageKind.TEXT, part, part)
                for line, part in enumerate(text.split("\n"), 1)
            ),
        )
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    actors = [
        Actor(id=name.lower(), name=name, kind=kind, mentions=tuple(_mentions(name, articles)))
        for name, kind in CAST.items()
    ]
    roster = Roster(actors)
    events = [event for article in articles for event in extract_events(article, roster)]
    return cluster_events(events, articles, actors)


def _mentions(name, articles):
    for article in articles:
        for passage in article.passages:
            for match in re.finditer(re.escape(name), passage.text):
                place = Citation(article.id, passage.number, match.start(), match.end())
                yield Mention(place, name)


def test_one_happening_told_by_two_articles_is_one_cluster():
    events, differences = told(
        "Okoro signed an agreement with the Northern Front in Veld on March 3.",
        "The agreement between the Northern Front and Okoro was signed earlier in March.",
        "The Northern Front has shelled Veld since 2015.",
    )
    assert events[0].cluster == events[1].cluster
    assert events[2].cluster == events[2].id
    assert differences == ()


def test_events_keep_their_order_and_everything_else():
    events, _ = told("Okoro left in 2019. Haas came in 2020.", "Lindqvist fell in 2021.")
    assert [e.expression for e in events] == ["in 2019", "in 2020", "in 2021"]
    assert [e.cluster for e in events] == [e.id for e in events]


def test_other_years_are_other_happenings():
    events, differences = told(
        "Okoro met the leaders of the Northern Front in 2018.",
        "Okoro met the leaders of the Northern Front in 2019.",
    )
    assert events[0].cluster != events[1].cluster
    assert differences == ()


def test_what_is_denied_is_not_what_is_told():
    events, _ = told(
        "Okoro said last week that Arland had no plans to evacuate its people from Veld.",
        "Okoro began to evacuate traders from Veld last week, Arland said.",
    )
    assert events[0].cluster != events[1].cluster


def test_nobody_in_common_is_no_common_happening():
    events, _ = told("Okoro signed the treaty on March 3.", "Haas signed a treaty on March 3.")
    assert events[0].cluster != events[1].cluster


def test_articles_that_name_different_counterparts_differ():
    _, differences = told(
        "A delegation of the Northern Front came to Veld last month to meet Okoro for talks.",
        "In February, the Northern Front sent a delegation to Veld for talks with Lindqvist.",
    )
    [difference] = differences
    assert difference.about == "who"
    assert [(text, c.article) for text, c in difference.claims] == [
        ("Okoro", "A1"),
        ("Lindqvist", "A2"),
    ]


def test_articles_that_share_a_counterpart_do_not_differ():
    _, differences = told(
        "A delegation of the Northern Front came to Veld last month to meet Okoro and Haas.",
        "In February, the Northern Front sent a delegation to Veld for talks with Okoro.",
    )
    assert differences == ()


def test_a_year_within_the_decade_that_another_article_gives_is_no_difference():
    events, differences = told(
        "In 2003, Arland outlawed the Northern Front as a terrorist organisation.",
        "Arland has designated the Northern Front a terrorist organisation since the early 2000s.",
    )
    assert events[0].cluster == events[1].cluster
    assert differences == ()


def test_people_who_are_only_mentioned_beside_a_meeting_are_no_counterparts():
    _, differences = told(
        "A delegation of the Northern Front came to Veld last month for talks, Haas said.",
        "In February, the Northern Front sent a delegation to Veld for talks with Lindqvist.",
        "In February, the Northern Front came to Veld for talks under Okoro’s law.",
    )
    assert differences == ()


def test_the_subject_who_acts_upon_the_party_is_its_counterpart():
    events, differences = told(
        "A delegation of the Northern Front travelled to Veld on March 8.\n"
        "Ambassador Okoro, Lindqvist’s envoy, spent hours on March 8 "
        "conveying to the Northern Front what worries Arland.",
        "Earlier in March, the Northern Front travelled to Veld for talks with Minister Haas.",
    )
    assert len({event.cluster for event in events}) == 1
    [difference] = differences
    assert [text for text, _ in difference.claims] == ["Okoro", "Haas"]


def test_an_article_that_names_both_counterparts_settles_who_was_met():
    _, differences = told(
        "In February, the Northern Front came to Veld for talks with Okoro.",
        "In February, the Northern Front came to Veld for talks with Lindqvist.",
        "In February, the Northern Front came to Veld for talks with Okoro and Lindqvist.",
    )
    assert differences == ()


def test_one_article_that_names_two_meetings_of_a_month_tells_two_happenings():
    events, _ = told(
        "In February the Northern Front met Okoro over wages.\n"
        "In February the Northern Front met Haas beside a frozen lake."
    )
    assert events[0].cluster != events[1].cluster


def test_a_clause_that_only_tells_when_makes_no_common_happening():
    events, _ = told(
        "In February, when the Northern Front took over Veld, Arland applauded its progress.",
        "In February, when the Northern Front took over Arland and many hurried out of Veld, "
        "Arland was among those whose diplomats stayed.",
    )
    assert events[0].cluster != events[1].cluster


def test_a_subordinate_clause_that_holds_the_date_is_what_is_told():
    events, _ = told(
        "Okoro said that much was agreed when the Northern Front visited Veld in February.",
        "The Northern Front came to Veld for talks on February 9.",
    )
    assert events[0].cluster == events[1].cluster


def test_about_a_day_touches_the_next():
    _, differences = told(
        "A bomb wrecked the railway bridge of the Miners’ Union near Veld around March 3.",
        "A bomb wrecked the railway bridge of the Miners’ Union near Veld on March 4.",
    )
    assert differences == ()


def test_nearly_the_same_words_with_two_days_differ():
    _, differences = told(
        "A bomb wrecked the railway bridge of the Miners’ Union near Veld on March 3.",
        "A bomb wrecked the railway bridge of the Miners’ Union near Veld on March 4.",
    )
    [difference] = differences
    assert (difference.about, [t for t, _ in difference.claims]) == (
        "date",
        ["3 March 2024", "4 March 2024"],
    )


def test_one_article_alone_does_not_differ_with_itself():
    _, differences = told(
        "The Northern Front met Okoro for talks on March 3. "
        "Lindqvist and the Northern Front held talks on March 3."
    )
    assert differences == ()


def test_nothing_gives_nothing():
    assert cluster_events((), (), ()) == ((), ())
