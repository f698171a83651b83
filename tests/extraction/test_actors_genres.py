"""Ten invented paragraphs of other styles and subjects: all persons named there, and no other."""

from __future__ import annotations

import pytest

from storage.extraction.actors import extract_actors
from storage.models import ActorKind, Article, Passage, PassageKind

PARAGRAPHS = {
    "business": """
Norvik Energy Cuts Jobs As Profits Fall

Shares in Norvik Energy fell 4% on Tuesday after chief executive Anna-Lena Holmberg announced
300 job cuts. Huawei and Stellantis declined to comment. "The market is what it is," Holmberg
told Bloomberg.

Goldman Sachs analyst Rajiv Menon said the bank had expected worse. According to Jean-Pierre
Dubois, a partner at Kessler & Co, the European Central Bank will not move before May. Morgan
Stanley raised its target. The Bank of England Governor Andrew Bailey warned on inflation.
Charles Schwab Corporation lowered its fees.
""",
    "conflict": """
Fighters of the Free Verdania Front seized Port Kadra on Wednesday, said Gen. Idris al-Hakim,
the army's chief of staff. President Nouri al-Hakim's regime has lost three provinces. The army
spokesman, Col. Tewodros Bekele, denied it. Osama bin Hamad, leader of the Front, told Al
Jazeera that his men would not stop. UN envoy Geir Pedersen flew to Geneva. Médecins Sans
Frontières evacuated staff. In Marib, tribal elder Sheikh Abdullah al-Ahmar warned of famine.
The US State Department and Britain's Foreign Office condemned the attack.
""",
    "court": """
A jury at Leeds Crown Court found Daniel O'Connor guilty of fraud on Monday. Judge Harriet
Osei-Bonsu sentenced the 41-year-old to six years. O'Connor's lawyer, Miriam Al-Rashid, said
her client would appeal. Prosecutor Lee van der Berg told the jury that Mr O'Connor had acted out of
greed. Detective Inspector Kwame Mensah of West Yorkshire Police praised the witnesses. The
Court of Appeal will hear the case.
""",
    "culture": """
Greta Gerwig's new film opens in Cannes. Starring Timothée Chalamet and Saoirse Ronan, it was
produced by Warner Bros and Universal Pictures. Critics compared Gerwig to Agnès Varda. The
soundtrack by Hans Zimmer is out on Sony Music. Jordan Peterson attended. Jack London wrote the
book. In London, Vladimir Nabokov's niece sued. George Washington appears in one scene filmed in
Washington.
""",
    "interview": """
Interview: Nobel winner Svetlana Mirzoyan on fear

Svetlana Mirzoyan was born in Yerevan in 1961 and lives in Lyon. Her novel "The River Has No
Memory" won the Booker Prize. She met Joseph Brodsky once, in Venice.

Q: Were you afraid?

A: Of course. My husband, Aram, was not. He used to say that Stalin taught us everything about
fear.

Q: And Putin? Mirzoyan laughed. "Ask Gorbachev," she said.
""",
    "local": """
Council Votes To Close Mill Street Library

Millbrook Town Council voted 7-4 on Thursday to close the library on Mill Street. Mayor Janet
Ferris, a Liberal Democrat, opposed the plan. Councillor Bob Hussein (Labour) said residents of
Oakfield and Ashby felt ignored. "They have not listened," said Ruth Pemberton, 67, who has
lived in Millbrook for forty years. Ferris and Hussein will meet the county's education
secretary, Nick Gibbons, next week. Light rain fell as the crowd left. Mark my words, said
Pemberton.
""",
    "science": """
Researchers at the University of Cape Town have found a new species of frog in the Cederberg
mountains, the journal Nature reported. Lead author Thandiwe Nkosi, a herpetologist at UCT, said
the frog was tiny. "It fits on a coin," she told the BBC. Her co-author, Jan-Hendrik de Villiers
of Stellenbosch University, discovered it near Clanwilliam. The National Research Foundation
(NRF) paid for the work, and the NRF will fund more. Professor Mei-Ling Chen, who was not
involved, called it remarkable.
""",
    "sport": """
Late Winner Sends Harborough Town Through

By Deirdre Okafor

Harborough Town beat Real Madrid 2-1 on Saturday after Marcus Adeyemi scored in the 89th minute
at Elland Road. Manager Petra Lindqvist said her side had deserved it. "We never stopped
believing," said Lindqvist, who replaced Tom Hargreaves in June.

The visitors' coach, Carlo Ancelotti, refused to blame goalkeeper Thibaut Courtois. Adeyemi, 23,
joined from Bayern Munich last summer. Brighton won against Chelsea and Arsenal drew with Leeds
United in the Premier League.
""",
    "twins": """
Bill Clinton and Hillary Clinton arrived together. Clinton waved. Prime Minister Boris Johnson
met actor Dwayne Johnson in London. Prince William and Kate Middleton were there with King
Charles and Pope Francis. William Hague spoke. Queen Elizabeth II did not attend.
""",
    "wire": """
NAIROBI (Reuters) - Kenya's President William Ruto on Friday dismissed Interior Minister Kithure
Kindiki, the presidency said, after protests in which at least 12 people were killed, according
to Amnesty International.

Ruto will name a new cabinet next week, government spokesman Isaac Mwaura told reporters. The
U.N. Secretary-General Antonio Guterres called for calm. South African President Cyril Ramaphosa
and Chinese leader Xi Jinping are due to meet in Johannesburg. Xi arrived on Thursday.
(Reporting by George Obulutsa; Editing by Alison Williams)
""",
}

PERSONS = {
    "business": {
        "Andrew Bailey",
        "Anna-Lena Holmberg",
        "Jean-Pierre Dubois",
        "Rajiv Menon",
    },
    "conflict": {
        "Abdullah al-Ahmar",
        "Geir Pedersen",
        "Idris al-Hakim",
        "Nouri al-Hakim",
        "Osama bin Hamad",
        "Tewodros Bekele",
    },
    "court": {
        "Daniel O'Connor",
        "Harriet Osei-Bonsu",
        "Kwame Mensah",
        "Lee van der Berg",
        "Miriam Al-Rashid",
    },
    "culture": {
        "Agnès Varda",
        "George Washington",
        "Greta Gerwig",
        "Hans Zimmer",
        "Jack London",
        "Jordan Peterson",
        "Saoirse Ronan",
        "Timothée Chalamet",
        "Vladimir Nabokov",
    },
    "interview": {"Gorbachev", "Joseph Brodsky", "Putin", "Stalin", "Svetlana Mirzoyan"},
    "local": {"Bob Hussein", "Janet Ferris", "Nick Gibbons", "Ruth Pemberton"},
    "science": {"Jan-Hendrik de Villiers", "Mei-Ling Chen", "Thandiwe Nkosi"},
    "sport": {
        "Carlo Ancelotti",
        "Deirdre Okafor",
        "Marcus Adeyemi",
        "Petra Lindqvist",
        "Thibaut Courtois",
        "Tom Hargreaves",
    },
    "twins": {
        "Bill Clinton",
        "Boris Johnson",
        "Dwayne Johnson",
        "Hillary Clinton",
        "Kate Middleton",
        "King Charles",
        "Pope Francis",
        "Prince William",
        "Queen Elizabeth II",
        "William Hague",
    },
    "wire": {
        "Alison Williams",
        "Antonio Guterres",
        "Cyril Ramaphosa",
        "George Obulutsa",
        "Isaac Mwaura",
        "Kithure Kindiki",
        "William Ruto",
        "Xi Jinping",
    },
}


@pytest.mark.parametrize("genre", sorted(PARAGRAPHS))
def test_the_persons_of_another_genre_are_found_and_nobody_else(genre):
    lines = [" ".join(part.split()) for part in PARAGRAPHS[genre].strip().split("\n\n")]
    passages = tuple(
        Passage(number=n, kind=PassageKind.TEXT, source=line, text=line)
        for n, line in enumerate(lines, 1)
    )
    article = Article(file=genre, key=genre, content_hash="", title="", passages=passages, id="A1")
    found = extract_actors([article])
    assert {a.name for a in found if a.kind is ActorKind.PERSON} == PERSONS[genre]
