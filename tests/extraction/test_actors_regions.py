"""Invented reports from many places: every mention of a person stands in [[brackets]], no other."""

from __future__ import annotations

import re

import pytest

from storage.extraction.actors import extract_actors
from storage.models import ActorKind, Article, Passage, PassageKind

REPORTS = {
    "amman": """
AMMAN — [[Haya bint Talal al-Majdi]], who heads the Olive Grove Foundation, opened a school in
Zarqa.
Education Minister [[Omar Rizq-Haddad]] and UNHCR envoy [[Dorit Bartels]] attended. "[[Haya]] asked
and we came," [[Bartels]] said. Sheikh [[Mahmoud Abu Tamer]] of the Howeilat tribe gave the land.
[[Abu Tamer]]'s son [[Faris]] drove the first bus. Engineer [[Lina el-Khatib]] designed the roof.
His Highness Sheikh [[Nawaf Al-Ahmar Al-Jaber Al-Sahel]] sent a letter.
MP [[Thamer Al-Suwan]] objected. [[Al-Suwan]] left.
""",
    "beijing": """
BEIJING, March 4 -- [[Wei Guangming]], vice governor of Qinghai Province, was put under
investigation, the Central Commission for Discipline Inspection said on Monday.
[[Wei]], 58, joined the Communist Party of China in 1985. His secretary, [[Luo Yanping]], and
businessman [[Shen Qiwei]] are also being questioned. In Taipei, legislator [[Hsu Chih-wei]] of the
Kuomintang asked why [[Wei]]'s daughter, [[Wei Lan]], held shares in Evergreen Marine.
President [[Yun Sok-jin]] did not comment. [[Yun]] flies home on Friday.
""",
    "bogota": """
BOGOTÁ — The Attorney General's Office charged former senator [[Álvaro Quintana de la Hoz]] with
fraud on Tuesday. [[Quintana]] denies it. Prosecutors say that he and his brother-in-law,
[[Jairo Echavarri]], took bribes from Constructora Sur and from Grupo Andino S.A. in 2011.
President [[Gustavo Ibarra]]'s interior minister, [[Rodrigo del Valle]], resigned in May.
[[Del Valle]] had lunch with [[Echavarri]] in Cartagena.
""",
    "council": """
Planning row splits Harrowgate parish council
Parish clerk [[Ada Whitlock]] read out 41 objections on Monday. Cllr [[Priya Raman]] (Lab) moved to
refuse; [[Tom Sedgwick]] (Con) seconded. Residents [[Ann]] and [[Peter Lund]] of Mill Lane said
lorries passed every four minutes. Bellway Homes, Persimmon plc and Yorkshire Water sent no one.
""",
    "court": """
STATE v. [[HOLLIS]]: JURY OUT
DELPHOS, Ohio — Jurors began deliberating Thursday in the trial of [[Dwayne Hollis]], a former
deputy
accused of killing [[Casey Trujillo]], 23, outside a Kroger. Prosecutor [[Tim Markel]] said
[[Hollis]]
shot [[Trujillo]] in the back. [[Trujillo]]'s grandmother, [[Ernestine Payne]], wept. Judge
[[David Younger Sr.]] of Allen County Common Pleas Court sent the jury home. The Rev.
[[Al Sharp-Nolan]] and the NAACP called for calm.
""",
    "cricket": """
Leg-spinner [[R. Venkataragan]] took six for 41 as Karnataka bowled Mumbai out on Wednesday.
[[Shreyas Kulkarni]] (72) and [[Prithvi Deshmukh]] (40) put on 81 before [[Venkataragan]] had
[[Deshmukh]] caught by [[K.L. Gowda]] at slip. Karnataka, led by [[Mayank Hegde]], were 94 for one.
[[Hegde]] was unbeaten, with [[Devdutt Padmanabhan]] on 20. Selectors [[Chetan Rawat]] and
[[Salil Thapar]] watched. The Board of Control for Cricket in India will meet on Friday.
""",
    "football": """
Dinamo Zagreb drew with Shakhtar Donetsk. Hajduk Split lost. Aston Villa beat Crystal Palace, and
Villa fans sang. Substitute [[Sergun Yalchin]] stunned goalkeeper [[Filip De Witte]]. But
[[Yalchin]]
was sent off, and [[De Witte]] saved from [[Orhan Chikirik]]. In Serie A, Hellas Verona held Inter.
1. [[Jesper Ronnbeck]] (Sweden) 25.76 points
2. [[Zurqun Velmont]] (Russia) 24.88
Squad: [[Javier Pertel]], [[Paolo Vacari]], [[Ivan Francesati]], [[Giambatista Crocchi]].
7 - [[Nihad al-Bushi]], 10 - [[Mohammed Afashi]] (17 - [[Ammar Rihawi]] 46).
""",
    "harbour": """
Storm Wrecks Six Boats In Polvenna
Harbour master [[Jane Trevose]] closed the inner basin on Tuesday. [[Gerren Pask]], whose crabber
was
lost, said the council had been warned. "Nobody listens," [[Pask]] said. Lifeboat coxswain
[[Tamsin O'Keefe]] brought in two men. [[O'Keefe]], 44, called it the worst night for years.
[[Denzil Rowse]], harbour master of neighbouring Trewarra, sent a tug. Church warden
[[Len Curnow Jr.]] opened the hall, and baker [[Mo Farouk]] brought bread.
""",
    "lagos": """
Police in Lagos have arrested [[Chukwuemeka Obi]] over the kidnapping of hotelier
[[Folake Adeyemi-Cole]], the command's spokesman, [[Benjamin Hundele]], said. [[Obi]] was picked
up in
Badagry with [[Sunday Okoro]] and [[Blessing Effion]], both students of the University of Lagos.
Governor [[Babatunde Sanya-Olu]] of the All Farmers Congress said Lagos State was safe. The former
accountant, [[Jide Sanya-olu]], left. Justice [[Nkeonye Maha]] of the Federal High Court will sit.
""",
    "market": """
Jones Medical completes acquisition
Jones Medical Industries Inc said Friday it had bought Daniels Pharmaceuticals Inc. Jones stock
closed down. "It is big," said [[Marco Tonchetti Provera]], Pirelli SpA chairman. Banco Sabadell and
Caixa Geral refused to lend. Kia Sorento and Toyota Corolla sales doubled. Ericsson spokesman
[[Per Zetterquist]] agreed. Hotels in Nha Trang are full, and Grupo Bimbo bought Panrico.
[[Arjun Mehta]], who covers utilities at Nomura, called the price steep.
""",
    "titles": """
MOTOR RACING - [[TARKONEN]] WINS AGAIN
Finland's [[Kimi Tarkonen]] won on Sunday. [[Queen Anna]] of Sweden gave him the cup.
"The road was dry," said [[Tarkonen]]. Sir [[Keith Starling]] KC, [[Ann Reed]] MP and
[[Joe French]] clapped.
""",
}


def article(text: str) -> Article:
    """An article with a passage for each line."""
    passages = tuple(
        Passage(number=number, kind=PassageKind.TEXT, source=line, text=line)
        for number, line in enumerate(text.splitlines(), 1)
    )
    return Article(file="x", key="x", content_hash="", title="", passages=passages, id="A1")


def paragraphs(report: str) -> str:
    """Join the lines of a report as written here into paragraphs; a line-up keeps its lines."""
    return report.strip() if re.search(r"^\d", report, re.MULTILINE) else _joined(report)


def _joined(report: str) -> str:
    head, _, body = report.strip().partition("\n")
    return f"{head}\n{' '.join(body.split())}"


@pytest.mark.parametrize("place", sorted(REPORTS))
def test_every_mention_of_a_person_is_found_and_nothing_else(place):
    marked = paragraphs(REPORTS[place])
    told = article(re.sub(r"\[\[(.*?)\]\]", r"\1", marked))
    expected = [
        (number, match[1])
        for number, line in enumerate(marked.splitlines(), 1)
        for match in re.finditer(r"\[\[(.*?)\]\]", line)
    ]
    found = [
        (m.citation.passage, m.citation.start, m.surface)
        for actor in extract_actors([told])
        if actor.kind is ActorKind.PERSON
        for m in actor.mentions
    ]
    assert [(number, surface) for number, _, surface in sorted(found)] == expected
