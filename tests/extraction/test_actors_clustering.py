"""Who is the same over a corpus, and what actors.toml has to say of it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from storage.articles.folder import read_folder
from storage.extraction.actors import (
    ActorCorrectionsError,
    extract_actors,
    name_actors,
    read_actor_corrections,
)
from storage.models import Actor, ActorKind, Article, Passage, PassageKind, SourceArticle


def corpus(*texts: str) -> list[Article]:
    """One article for each text, a passage for each line."""
    return [
        Article(
            file=f"{number}.txt",
            key=str(number),
            content_hash="",
            title="",
            passages=tuple(
                Passage(number=n, kind=PassageKind.TEXT, source=line, text=line)
                for n, line in enumerate(text.splitlines(), 1)
            ),
            id=f"A{number}",
        )
        for number, text in enumerate(texts, 1)
    ]


def people(*texts: str) -> dict[str, int]:
    """Names of persons and how often each is mentioned."""
    found = extract_actors(corpus(*texts))
    return {a.name: len(a.mentions) for a in found if a.kind is ActorKind.PERSON}


def corrected(toml: str, *texts: str) -> dict[str, Actor]:
    return {a.name: a for a in extract_actors(corpus(*texts), read_actor_corrections(toml))}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Sergey Lavrov came. Lavrov left.", "Sergei Lavrov came."), {"Sergey Lavrov": 3}),
        (("Dmitry Zhirnov spoke.", "Dmitri Zhirnov spoke.", "Dmitry Zhirnov left."),
         {"Dmitry Zhirnov": 3}),
        (("Bashar Al-Assad left.", "Bashar al-Assad left. They oppose the Assad regime."),
         {"Bashar al-Assad": 3}),
        (("Ivan U. Klyszcz wrote.", "Ivan Klyszcz wrote."), {"Ivan U. Klyszcz": 2}),
        (("Volodymyr Zelensky spoke.", "Volodymyr Zelenskyy spoke."), {"Volodymyr Zelenskyy": 2}),
        (("President Nazarbayev spoke. Nazarbayev left.",), {"Nazarbayev": 2}),
        (("Zamir Kabulov flew to Kabul.", "In Kabul it rained."), {"Zamir Kabulov": 1}),
        (("Mullah Omar died. Omar hid.", "Temur Umarov spoke."),
         {"Mullah Omar": 2, "Temur Umarov": 1}),
        (("Kim Jong-un met Moon Jae-in. Kim smiled.",), {"Kim Jong-un": 2, "Moon Jae-in": 1}),
        (("Svetlana Mirzoyan spoke to us. Svetlana laughed.",), {"Svetlana Mirzoyan": 2}),
        (("Yoon Suk-yeol spoke. Yoon left.",), {"Yoon Suk-yeol": 2}),
        (("Pablo Ruiz de la Peña left. Ruiz denies it.",), {"Pablo Ruiz de la Peña": 2}),
        (("Hamza bin Yusuf Al Nahyar spoke. Hamza bin Yusuf left.",),
         {"Hamza bin Yusuf Al Nahyar": 2}),
        (("Mayor Ann Lee Jr. spoke. Mayor Ann Lee left.",), {"Ann Lee Jr.": 2}),
        (("Crown Prince Idris bin Saad spoke. Prince Idris left.",), {"Idris bin Saad": 2}),
        (("Sheikh Faisal Haddad spoke. Sheikh Faisal left.",), {"Faisal Haddad": 2}),
    ],
)  # fmt: skip
def test_spellings_and_surnames_are_one_person(texts, expected):
    assert people(*texts) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Bill Clinton and Hillary Clinton came. Clinton waved.",),
         {"Bill Clinton": 1, "Hillary Clinton": 1}),
        (("Boris Johnson came. Johnson left.", "Dwayne Johnson came. Johnson left."),
         {"Boris Johnson": 2, "Dwayne Johnson": 2}),
        (("Boris Johnson came.", "Dwayne Johnson came.", "Mr Johnson left."),
         {"Boris Johnson": 1, "Dwayne Johnson": 1}),
        (("George W. Bush came.", "George H. Bush came."),
         {"George W. Bush": 1, "George H. Bush": 1}),
        (("Ahmad Massoud is the son of Ahmad Shah Massoud.",),
         {"Ahmad Massoud": 1, "Ahmad Shah Massoud": 1}),
        (("Prince William met William Hague.",), {"Prince William": 1, "William Hague": 1}),
        (("Mayor Ann Reed spoke. Reed left.\nHer son Bob Reed came. Reed waved.",),
         {"Ann Reed": 2, "Bob Reed": 1}),
        (("# REED WINS AT LAST\nMayor Ann Reed spoke.\nRain fell.\nHer son Bob Reed came.",),
         {"Ann Reed": 2, "Bob Reed": 1}),
        (("Actor Ann Ford came.", "Shares of Ford fell."), {"Ann Ford": 1}),
        (("Actor Ann Rolle came.", "Shares of Rolle fell."), {"Ann Rolle": 1}),
        (("Actor Ann Rolle came.", "“No,” Rolle said."), {"Ann Rolle": 2}),
        (("Actor Dan Ives came. Ives left.", "It rained on St Ives."), {"Dan Ives": 2}),
        (("Keeper Filip De Witte fell. De Witte rose.",), {"Filip De Witte": 2}),
        (("Prime Minister John Major spoke. Major left. The Major saluted.",), {"John Major": 2}),
        (("Ann Trujillo ran. Trujillo fell.", "In Trujillo it rained. Trujillo slept."),
         {"Ann Trujillo": 2}),
    ],
)  # fmt: skip
def test_two_persons_of_one_surname_stay_two_and_a_lone_surname_is_nobodys(texts, expected):
    assert people(*texts) == expected


def test_ids_are_readable_and_unique_and_the_answer_does_not_depend_on_chance():
    texts = ("Zamir Kabulov met Georgia Meloni in Georgia.", "Zamir Kabulov left.")
    first, second = extract_actors(corpus(*texts)), extract_actors(corpus(*texts))
    assert first == second
    assert "zamir-kabulov" in {a.id for a in first}
    assert len({a.id for a in first}) == len(first)


def test_corrections_merge_add_aliases_and_set_the_kind():
    actors = corrected(
        '[[actor]]\nname = "Gold Dome"\nkind = "organisation"\nmerge = ["Vale Institute"]\n'
        'aliases = ["Золотой купол", "The Dome"]',
        "The Vale Institute spoke. The Gold Dome agreed.",
    )
    dome = actors["Gold Dome"]
    assert dome.kind is ActorKind.ORGANISATION
    assert {m.surface for m in dome.mentions} == {"Vale Institute", "Gold Dome"}
    assert "Золотой купол" in dome.aliases
    assert "Vale Institute" not in actors


def test_corrections_rename_and_keep_the_found_name_as_an_alias():
    actors = corrected(
        '[[actor]]\nname = "Gaddafi"\nrename = "Muammar Gaddafi"\nbyline = false',
        "They fought Colonel Gaddafi.",
    )
    assert "Gaddafi" in actors["Muammar Gaddafi"].aliases


def test_corrections_split_off_a_form_that_is_somebody_else():
    actors = corrected(
        '[[actor]]\nname = "Ahmad Shah Massoud"\nsplit = ["Ahmad Massoud"]',
        "Ahmad Shah Massoud fought. Massoud won.",
        "Ahmad Massoud fights on.",
    )
    assert {m.surface for m in actors["Ahmad Shah Massoud"].mentions} == {
        "Ahmad Shah Massoud",
        "Massoud",
    }
    assert [m.surface for m in actors["Ahmad Massoud"].mentions] == ["Ahmad Massoud"]


def test_an_acronym_means_in_each_article_what_it_explains():
    actors = extract_actors(
        corpus("The Vale Data Office (VDO) met. VDO agreed.", "The Valdoria Drone Unit (VDO) met.")
    )
    assert {a.name: len(a.mentions) for a in actors if "VDO" in a.aliases} == {
        "Vale Data Office": 3,
        "Valdoria Drone Unit": 2,
    }


@pytest.mark.parametrize("kind", ["organisation", "group", "place", "country"])
def test_corrections_make_of_a_person_whatever_kind_they_say(kind):
    actors = corrected(
        f'[[actor]]\nname = "Ann Velmont"\nkind = "{kind}"',
        "Ann Velmont rose 4%.",
        "Ann Velmont fell.",
    )
    assert actors["Ann Velmont"].kind is ActorKind(kind)
    assert len(actors["Ann Velmont"].mentions) == 2


def test_corrections_make_a_person_of_what_looked_like_a_club():
    actors = corrected(
        '[[actor]]\nname = "Gil Vicente"\nkind = "person"', "A play by Gil Vicente opened."
    )
    assert actors["Gil Vicente"].kind is ActorKind.PERSON


def test_corrections_merge_two_names_of_one_person_with_mentions_and_roles():
    actors = corrected(
        '[[actor]]\nname = "Robert Fisk"\nmerge = ["Zorro Blanco"]',
        "Reporter Robert Fisk came.",
        "“No,” said poet Zorro Blanco, who left.",
    )
    fisk = actors["Robert Fisk"]
    assert [m.surface for m in fisk.mentions] == ["Robert Fisk", "Zorro Blanco"]
    assert [(r.text, r.citation.article) for r in fisk.roles] == [
        ("Reporter", "A1"),
        ("poet", "A2"),
    ]
    assert "Zorro Blanco" in fisk.aliases
    assert "Zorro Blanco" not in actors


def test_corrections_give_a_cyrillic_name_to_show_and_cyrillic_names_to_find_by():
    actors = corrected(
        '[[actor]]\nname = "Ann Lee"\nrename = "Анна Ли"\naliases = ["Ли"]',
        "Mayor Ann Lee spoke. Lee left.",
    )
    assert {"Ann Lee", "Lee", "Ли"} <= set(actors["Анна Ли"].aliases)
    assert len(actors["Анна Ли"].mentions) == 2


@pytest.mark.parametrize(
    ("entry", "told", "reason"),
    [
        ('name = "Nobody Here"\naliases = ["Никто"]', "Nobody Here", "“Nobody Here”, “Никто”"),
        ('name = "Ann Reed"\nmerge = ["Bo Peep"]', "Ann Reed: merge “Bo Peep”", "“Bo Peep”"),
        ('name = "Ann Reed"\nsplit = ["A. Reed"]', "Ann Reed: split “A. Reed”", "“A. Reed”"),
        ('name = "Bo Peep"\nrename = "Little Bo"', "Bo Peep", "“Bo Peep”"),
        ('name = "Bo Peep"\nignore = true', "Bo Peep", "“Bo Peep”"),
        ('name = "Bo Peep"\nkind = "person"', "Bo Peep", "“Bo Peep”"),
    ],
)
def test_what_an_entry_names_in_vain_is_told_with_its_place(entry, told, reason):
    toml = f'[[actor]]\nname = "Ann Reed Senior"\naliases = ["Ann Reed"]\n[[actor]]\n{entry}'
    if "Ann Reed" in entry:
        toml = f"[[actor]]\n{entry}"
    named = name_actors(corpus("Mayor Ann Reed spoke."), read_actor_corrections(toml))
    (idle,) = named.unmatched
    assert idle.where == f"actors.toml [{1 if 'Ann Reed' in entry else 2}]"
    assert (idle.entry, idle.facts) == (told, 0)
    assert reason in idle.reason


def test_entries_that_all_name_somebody_leave_nothing_to_tell():
    toml = '[[actor]]\nname = "Ann Reed"\nmerge = ["Zoe Reed"]\nsplit = ["A. Reed"]'
    articles = corpus("Mayor Ann Reed spoke. Zoe Reed left. A. Reed stayed.")
    assert name_actors(articles, read_actor_corrections(toml)).unmatched == ()


def test_corrections_can_drop_an_actor_and_ignore_who_is_not_there():
    actors = corrected(
        '[[actor]]\nname = "Zurab Velmont"\nignore = true\n[[actor]]\nname = "Nobody Here"',
        "“No,” said Zurab Velmont. Ann Reed agreed.",
    )
    assert set(actors) == {"Ann Reed"}


def test_a_surname_among_the_aliases_takes_no_stranger():
    actors = corrected(
        '[[actor]]\nname = "Mullah Omar"\nkind = "person"\naliases = ["Omar"]',
        "Mullah Omar died.",
        "President Omar Bongo ruled Gabon.",
    )
    assert len(actors["Mullah Omar"].mentions) == 1
    assert "Omar Bongo" in actors


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[[actor", "not valid TOML"),
        ("[actors]\nname = 1", "unknown section 'actors'"),
        ("[actor]\nname = 'X'", "two brackets"),
        ("[[actor]]\nkind = 'person'", "entry 1 has no name"),
        ("[[actor]]\nname = 'X'\nkind = 'planet'", "entry 1 ('X'): kind 'planet'"),
        ("[[actor]]\nname = 'X'\nalias = ['Y']", "entry 1 ('X'): unknown key 'alias'"),
        ("[[actor]]\nname = 'X'\naliases = 'Y'", "entry 1 ('X'): aliases must be a list"),
        ("[[actor]]\nname = 'X'\nbyline = 'yes'", "byline must be true or false"),
        ("[[actor]]\nname = 'X'\nrename = 3", "rename must be a name"),
        ("[[actor]]\nname = 'X'\nmerge = ['Y']\nsplit = ['y']", "'X' both merges and splits"),
        ("[[actor]]\nname = 'X'\n[[actor]]\nname = 'Z'\nmerge = ['x']", "claimed by 'X' and 'Z'"),
    ],
)
def test_what_actors_toml_cannot_mean_is_refused_with_the_entry_named(toml, said):
    with pytest.raises(ActorCorrectionsError) as caught:
        read_actor_corrections(toml)
    assert said in str(caught.value)


def test_the_shipped_actors_toml_is_valid(root):
    path = root / "seeds" / "actors.toml"
    if not path.is_file():
        pytest.skip("the repository ships no seeds/actors.toml yet")
    assert read_actor_corrections(path).entries


@pytest.fixture(scope="module")
def from_originals(originals):
    sources, _ = read_folder(originals)
    articles = [
        Article(id=f"A{n}", **{f.name: getattr(source, f.name) for f in fields(SourceArticle)})
        for n, source in enumerate(sources, 1)
    ]
    return {actor.name: actor for actor in extract_actors(articles)}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Zamir Kabulov", "President Vladimir Putin’s special envoy for Afghanistan"),
        ("Sergey Lavrov", "Russian Foreign Minister"),
        ("Temur Umarov", "expert on Central Asia at the Carnegie Moscow Center think tank"),
        ("Mark A. Milley", "Chairman of the Joint Chiefs of Staff"),
        ("Hasan Akhund", "acting Afghan Prime Minister"),
        ("Nazarbayev", "then-President"),
    ],
)
def test_the_originals_tell_who_is_what(from_originals, name, role):
    assert role in [r.text for r in from_originals[name].roles]


def test_the_originals_name_these_persons_and_no_others(from_originals):
    found = [a for a in from_originals.values() if a.kind is ActorKind.PERSON]
    assert {a.name for a in found if a.byline} == {
        "Ivan U. Klyszcz",
        "Maxim Suchkov",
        "Sergei Savostyanov",
        "Felix Light",
        "Pjotr Sauer",
    }
    assert {a.name for a in found if not a.byline} == {
        "Ahmad Shah Massoud",
        "Alexander Lukashenko",
        "Ashraf Ghani",
        "Bashar al-Assad",
        "Dinesh D’Souza",
        "Dmitry Verkhoturov",
        "Dmitry Zhirnov",
        "Fyodor Lukyanov",
        "Gaddafi",
        "Hasan Akhund",
        "Joe Biden",
        "Kirill Semyonov",
        "Maria Zakharova",
        "Mark A. Milley",
        "Mullah Omar",
        "Nazarbayev",
        "Nicolas Maduro",
        "Osama bin Laden",
        "Sergey Lavrov",
        "Temur Umarov",
        "Valery Gerasimov",
        "Vasily Kravtsov",
        "Vladimir Putin",
        "Zamir Kabulov",
    }


def test_the_originals_merge_the_names_of_groups_and_bodies(from_originals):
    assert {"ISIS", "ISIS/Daesh"} <= set(from_originals["Islamic State"].aliases)
    assert "CSTO" in from_originals["Collective Security Treaty Organization"].aliases
    assert "Foreign Ministry" in from_originals["Russian Foreign Ministry"].aliases
    assert "U.S." in from_originals["United States"].aliases
