"""Names by rules: what makes a person, what does not, roles, organisations, places."""

from __future__ import annotations

from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.extraction.actors import extract_actors
from storage.extraction.naming.words import is_word
from storage.models import Actor, ActorKind, Article, Passage, PassageKind


def article(*lines: str, id_: str = "A1", authors: tuple[str, ...] = ()) -> Article:
    """An article of text passages; “# ” makes a heading, “! ” boilerplate, “^ ” a caption."""
    kinds = {
        "# ": PassageKind.HEADING,
        "! ": PassageKind.BOILERPLATE,
        "^ ": PassageKind.CAPTION,
    }
    passages = tuple(
        Passage(
            number=number,
            kind=kinds.get(line[:2], PassageKind.TEXT),
            source=line,
            text=line[2:] if line[:2] in kinds else line,
        )
        for number, line in enumerate(lines, 1)
    )
    return Article(
        file=f"{id_}.txt",
        key=id_,
        content_hash=id_,
        title="",
        passages=passages,
        id=id_,
        authors=authors,
    )


def named(kind: ActorKind, *lines: str) -> set[str]:
    return {a.name for a in extract_actors([article(*lines)]) if a.kind is kind}


def persons(*lines: str) -> set[str]:
    return named(ActorKind.PERSON, *lines)


def only(name: str, *articles: Article) -> Actor:
    (actor,) = [a for a in extract_actors(articles) if a.name == name]
    return actor


def roles(name: str, *lines: str) -> list[str]:
    return [role.text for role in only(name, article(*lines)).roles]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Foreign Minister Sergei Lavrov spoke.", {"Sergei Lavrov"}),
        ("In June Gen. Mark A. Milley flew home.", {"Mark A. Milley"}),
        ("It was then-President Nazarbayev who decided.", {"Nazarbayev"}),
        ("The book is by Dinesh D’Souza.", {"Dinesh D’Souza"}),
        ("A friend of Sinead O'Neil wept.", {"Sinead O'Neil"}),
        ("Bashar al-Assad and Osama bin Laden were named.", {"Bashar al-Assad", "Osama bin Laden"}),
        ("Lawyer Lee van der Berg objected.", {"Lee van der Berg"}),
        ("Anna-Lena Holmberg’s firm grew.", {"Anna-Lena Holmberg"}),
        ("“It rains,” said Zurqa Velmont, who lives there.", {"Zurqa Velmont"}),
        ("Zurqa Velmont, 43, was hurt.", {"Zurqa Velmont"}),
        ("They backed the Assad regime.", {"Assad"}),
        ("He led the uprising against Zorbal.", {"Zorbal"}),
        ("Queen Elizabeth met Pope Francis.", {"Queen Elizabeth", "Pope Francis"}),
        ("Yesterday Boris Johnson resigned.", {"Boris Johnson"}),
        ("Xi Jinping left. Later Xi returned.", {"Xi Jinping"}),
        ("JD Vance agreed.", {"JD Vance"}),
        ("Jordan Peterson met Jack London.", {"Jordan Peterson", "Jack London"}),
        ("Starring Emma Stone, it opens today.", {"Emma Stone"}),
        ("Theresa May resigned in May.", {"Theresa May"}),
        ("Britain’s Nasim Vorhed won.", {"Nasim Vorhed"}),
        ("They rested Granit Vhaka.", {"Granit Vhaka"}),
        ("Judge John Smith QC agreed.", {"John Smith"}),
        ("Coach Joe French left.", {"Joe French"}),
        ("They beat Zurqa McVelmont.", {"Zurqa McVelmont"}),
        ("The Minister for Roads and Bridges, Zurqa Velmont, left.", {"Zurqa Velmont"}),
        ("Ann and Bob Lee left.", {"Ann", "Bob Lee"}),
        ("Captain Dean Jonsen and Dean Ann Lee left.", {"Dean Jonsen", "Ann Lee"}),
        ("They beat Christian Arruve twice.", {"Christian Arruve"}),
        ("Dissident Wang Donghai is a devout Christian.", {"Wang Donghai"}),
        ("Ex-Lion Ann Lee met PM Robert Marape; Marape left.", {"Ann Lee", "Robert Marape"}),
        (
            "Out go Zurqa Velmont, Qorzu Talmar, Vurqa Zelmint.",
            {"Zurqa Velmont", "Qorzu Talmar", "Vurqa Zelmint"},
        ),
    ],
)
def test_a_person_is_found_by_what_speaks_for_one(line, expected):
    assert persons(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "# The Taliban Are Added To The List Of Notorious Allies",
        "# Late Winner Sends Harborough Town Through",
        "However, Russian officials and Afghan traders met in Kabul.",
        "Huawei said it was surprised.",
        "The Cold War ended on Monday in Eastern Europe.",
        "Shares in Charles Schwab Corporation fell.",
        "Light rain fell. Mark my words.",
        "The system is dubbed “Wolf Pack” by its makers.",
        "It landed at John F. Kennedy International Airport.",
        "Grand Hyatt Hotel guests left UC Global.",
        "The mayor spoke of Christmas and of Islam.",
        "FIRST COME, FIRST SERVED",
        "Vibrant Valdoria, a biennial global investor summit, opened.",
        "They met on Court Philippe Chatrier.",
        "The Kia Sorento and the Toyota Corolla came third.",
        "Rosemary Foods Ltd grew. Rosemary Foods said so. Rosemary stock fell.",
        "Dinamo Zagreb said it would play Aston Villa.",
        "Koyo Velmara, a port on the lake, has no road.",
        "In San Velmo it rained; Uttar Pradesh was dry.",
        "His Highness the Amir spoke.",
        "She won her first Grand Slam event.",
        "“No,” said Best Buy. General Mills said so, and so did Rolling Stone.",
        "Support in the Mt. Kenya East region grew.",
        "It will stop in Grand Rapids, Michigan.",
    ],
)
def test_capitals_alone_make_no_person(line):
    assert persons(line) == set()


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        (
            "Sergei Lavrov",
            "Russian Foreign Minister Sergei Lavrov spoke.",
            "Russian Foreign Minister",
        ),
        (
            "Lavrov",
            "In 2019 minister of Foreign Affairs Lavrov came.",
            "minister of Foreign Affairs",
        ),
        (
            "Zamir Kabulov",
            "Russia’s special envoy to Afghanistan Zamir Kabulov spoke.",
            "Russia’s special envoy to Afghanistan",
        ),
        (
            "Zamir Kabulov",
            "Zamir Kabulov, President Vladimir Putin’s special envoy for Afghanistan, spoke.",
            "President Vladimir Putin’s special envoy for Afghanistan",
        ),
        (
            "Zamir Kabulov",
            "On Monday Zamir Kabulov—the Kremlin’s Afghanistan envoy—agreed.",
            "Kremlin’s Afghanistan envoy",
        ),
        (
            "Maria Zakharova",
            "On Friday the spokesperson for the Foreign Ministry, Maria Zakharova, disagreed.",
            "spokesperson for the Foreign Ministry",
        ),
        (
            "Ann Reed",
            "Ann Reed, editor of the Vale Gazette and an adviser to the council, who left, spoke.",
            "editor of the Vale Gazette and an adviser to the council",
        ),
        ("Ann Reed", "Ann Reed is non-resident scholar at MEI.", "non-resident scholar at MEI"),
        ("Ann Reed", "“No,” said foreign policy expert Ann Reed.", "foreign policy expert"),
        ("Ann Reed", "A lawyer representing the firm, Ann Reed, left.", None),
        ("Ann Reed", "She refused to blame goalkeeper Ann Reed.", "goalkeeper"),
        (
            "Andrew Bailey",
            "Bank of England Governor Andrew Bailey left.",
            "Bank of England Governor",
        ),
        (
            "Cyril Ramaphosa",
            "South African President Cyril Ramaphosa left.",
            "South African President",
        ),
        ("Ann Reed", "Harbour master Ann Reed closed it.", "Harbour master"),
        ("Ann Reed", "Former mayor Ann Reed left.", "Former mayor"),
        ("Ann Reed", "Ann Reed, then mayor, left.", "then mayor"),
        ("Ann Reed", "St Ives MP Ann Reed left.", "St Ives MP"),
        (
            "Ann Reed",
            "Velmont Homes chief operating officer Ann Reed left.",
            "Velmont Homes chief operating officer",
        ),
        ("Ann Reed", "Ann Reed, a company director, left.", "company director"),
        ("Ann Reed", "The spokesman for Ann Reed left.", None),
        ("Ann Reed", "Ann Reed, a British lawyer representing the firm, left.", "British lawyer"),
    ],
)
def test_a_role_is_what_the_article_says_and_no_more(name, line, expected):
    assert roles(name, line) == ([expected] if expected else [])


def test_the_head_of_a_list_takes_no_role_from_the_next():
    line = "It met Belarusian President Alexander Lukashenko, Venezuelan President Nicolas Maduro."
    assert roles("Alexander Lukashenko", line) == ["Belarusian President"]
    assert roles("Nicolas Maduro", line) == ["Venezuelan President"]


def test_several_posts_are_several_roles():
    line = "Ann Reed is scholar at MEI, a fellow of the Vale Institute, and a member of the board."
    assert roles("Ann Reed", line) == [
        "scholar at MEI",
        "fellow of the Vale Institute",
        "member of the board",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The Vale Treaty Organization (VTO) met.", "Vale Treaty Organization"),
        ("The Occupational Safety and Health Administration (OSHA) met.",
         "Occupational Safety and Health Administration"),
        ("He studied at the University of North Carolina.", "University of North Carolina"),
        ("She joined the Carnegie Moscow Center.", "Carnegie Moscow Center"),
        ("He wrote for the Vale Lantern newspaper.", "Vale Lantern"),
        ("She works for the Center for Strategic and International Studies.",
         "Center for Strategic and International Studies"),
        ("NATO denied it.", "NATO"),
        ("The GRKZ denied it.", "GRKZ"),
        ("An officer of West Yorkshire Police came.", "West Yorkshire Police"),
        ("Shares of Velmont & Zorbal Co fell.", "Velmont & Zorbal Co"),
        ("She left Zorbal Shipbuilding & Marine Engineering in May.",
         "Zorbal Shipbuilding & Marine Engineering"),
        ("Velmont Drugs Inc of St. Petersburg fell.", "Velmont Drugs Inc"),
        ("It is on the New York Velmont Exchange.", "New York Velmont Exchange"),
        ("He leads the All Farmers Congress.", "All Farmers Congress"),
    ],
)  # fmt: skip
def test_an_organisation_is_found_by_its_nouns_or_its_letters(line, expected):
    assert expected in named(ActorKind.ORGANISATION, line)


def test_an_acronym_is_its_full_name_where_the_article_explains_it():
    actor = only(
        "National Research Foundation",
        article("The National Research Foundation (NRF) paid.", "The NRF will pay."),
    )
    assert actor.aliases == ("NRF",)
    assert len(actor.mentions) == 3


def test_a_firm_is_also_called_by_the_first_words_of_its_name():
    lines = ("Velmont Foods Inc grew. Velmont Foods said so.", "Velmont stock rose.")
    actor = only("Velmont Foods Inc", article(*lines))
    assert [m.surface for m in actor.mentions] == ["Velmont Foods Inc", "Velmont Foods", "Velmont"]


def test_a_person_whose_name_a_firm_has_stays_a_person():
    lines = ("Velmont Foods Inc grew.", "Its founder, Ann Velmont, left. Velmont said so.")
    assert len(only("Ann Velmont", article(*lines)).mentions) == 2


def test_a_ministry_is_one_actor_in_all_its_wordings():
    actor = only(
        "Russian Foreign Ministry",
        article("The Russian Foreign Ministry denied it.", "The Foreign Ministry denied it again."),
        article("The ministry of Foreign Affairs came, in Russia.", id_="A2"),
    )
    assert len(actor.mentions) == 3
    texts = article("The German Foreign Ministry agreed. The Russian Foreign Ministry did not.")
    names = {a.name for a in extract_actors([texts])}
    assert {"German Foreign Ministry", "Russian Foreign Ministry"} <= names


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (ActorKind.COUNTRY, "The U.S. and Britain agreed.", {"United States", "United Kingdom"}),
        (ActorKind.COUNTRY, "Russian and Afghan officials met us.", set()),
        (ActorKind.PLACE, "It fell in Badakhshan province, near Doha.", {"Badakhshan", "Doha"}),
        (ActorKind.PLACE, "NAIROBI (Reuters) - It rained.", {"Nairobi"}),
        (ActorKind.PLACE, "They met on Elland Road.", {"Elland Road"}),
        (ActorKind.GROUP, "ISIS, Daesh and al-Qaeda lost.", {"Islamic State", "Al-Qaeda"}),
        (ActorKind.GROUP, "The Free Verdania Front won.", {"Free Verdania Front"}),
    ],
)
def test_countries_places_and_groups_have_one_name(kind, line, expected):
    assert named(kind, line) == expected


def test_a_headline_names_only_whom_the_corpus_knows():
    actor = only(
        "Zamir Kabulov",
        article("# Why Kabulov Says That The War Is Lost", "Zamir Kabulov said so."),
    )
    assert [m.surface for m in actor.mentions] == ["Kabulov", "Zamir Kabulov"]


def test_a_picture_text_in_lower_case_names_a_known_rare_surname():
    actor = only(
        "Maria Zakharova", article("^ moscow zakharova", "Maria Zakharova said so on the day.")
    )
    assert [m.surface for m in actor.mentions] == ["zakharova", "Maria Zakharova"]


@pytest.mark.parametrize(
    ("lines", "authors", "expected"),
    [
        (("By Felix Light and Pjotr Sauer", "Rain fell."), (), {"Felix Light", "Pjotr Sauer"}),
        (("Rain fell.", "Photo by Ann Reed via Getty Images"), (), {"Ann Reed"}),
        (("Rain fell.",), ("Ann Reed",), {"Ann Reed"}),
        (("Rain fell.", "Snow fell.", "! Ann Reed is a scholar at MEI."), (), {"Ann Reed"}),
        (("Mayor Ann Reed spoke.", "Photo by Ann Reed"), (), set()),
    ],
)
def test_authors_and_credits_are_bylines(lines, authors, expected):
    actors = extract_actors([article(*lines, authors=authors)])
    assert {a.name for a in actors if a.byline} == expected


def test_one_person_has_the_roles_of_each_article_where_they_stand():
    early = article("Mayor Ann Reed spoke.", id_="A1")
    late = article("Former mayor Ann Reed, now a senator, left.", id_="A2")
    told = only("Ann Reed", early, late).roles
    assert [(r.text, r.citation.article) for r in told] == [
        ("Mayor", "A1"),
        ("Former mayor", "A2"),
        ("senator", "A2"),
    ]


@pytest.mark.parametrize(
    ("file", "licence"),
    [
        ("given_names", "MIT"),
        ("surnames", "MIT"),
        ("words", "free for any"),
        ("countries", "Unicode licence"),
        ("cities", "CC BY 4.0"),
    ],
)
def test_a_generated_lexicon_names_its_source_its_licence_and_its_script(file, licence):
    text = resources.files("storage.extraction").joinpath("lexicon", f"{file}.toml").read_text()
    head = " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))
    assert licence in head
    assert "http" in head
    assert "scripts/make_actor_lexicon.py" in head


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("harbour", True), ("rolling", True), ("utilities", True), ("happiest", True),
        ("takagi", False), ("hamed", False), ("velmont", False),
    ],
)  # fmt: skip
def test_english_words_are_told_from_names(word, english):
    assert is_word(word) is english


WORDS = st.sampled_from(
    [
        "Kabul",
        "Kabulov",
        "Zamir",
        "the",
        "of",
        "and",
        "said",
        "President",
        "Ministry",
        "(FSB)",
        "“Yes,”",
        "U.S.",
        "A.",
        "al-",
        "’s",
        "Moscow’s",
        "Lavrov",
        ",",
        ".",
        "—",
        "-",
        "NATO",
        "Institute",
        "van",
        "der",
        "Putin’s",
        "envoy",
        "to",
        "15",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=30).map(" ".join), min_size=1, max_size=4))
def test_every_mention_and_role_is_verbatim_and_mentions_do_not_overlap(lines):
    text = article(*[line or "x" for line in lines])
    actors = extract_actors([text])
    spans: dict[int, list[tuple[int, int]]] = {}
    for actor in actors:
        for mention in actor.mentions:
            where = mention.citation
            passage = text.passage(where.passage)
            assert passage is not None
            assert passage.text[where.start : where.end] == mention.surface
            assert mention.surface.strip() == mention.surface != ""
            spans.setdefault(where.passage, []).append((where.start, where.end))
        for role in actor.roles:
            passage = text.passage(role.citation.passage)
            assert passage is not None
            assert passage.text[role.citation.start : role.citation.end] == role.text
    for found in spans.values():
        found.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert len({a.id for a in actors}) == len(actors)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "line",
    ["Aa " * 20_000, "A." * 20_000, "(" * 50_000, "President of the " * 5_000, "a’s" * 20_000,
     "Kabulov, " * 5_000, "X-" * 30_000, "“" * 50_000, "FSB (FSB) " * 5_000],
)  # fmt: skip
def test_hostile_lines_cost_linear_time(line):
    extract_actors([article(line)])
