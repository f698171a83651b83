"""Small corpora of two or three articles: what is one happening, and where the articles differ."""

from __future__ import annotations

from datetime import date

import pytest

PUBLISHED = date(2024, 3, 6)  # a Wednesday

DIFFERING = {
    "a fire with two tolls": (
        (
            "A fire at a warehouse in Bergen killed 12 people on 3 March 2024, the city said.",
            "Fourteen people died on Sunday when a warehouse in Bergen caught fire.",
        ),
        ("how many", ["12 people", "Fourteen people"]),
    ),
    "layoffs of a company": (
        (
            "Nordwerk AG announced on 4 March 2024 that it would cut 400 jobs at its Ghent plant.",
            "On Monday, Nordwerk AG said that 450 workers would be laid off in Ghent.",
        ),
        ("how many", ["400 jobs", "450 workers"]),
    ),
    "the crowd at a match": (
        (
            "Porto Rovers beat Ghent United 2-1 on 3 March 2024 before a crowd of 12,000.",
            "On 3 March 2024, 15,000 spectators watched Porto Rovers defeat Ghent United 2-1.",
        ),
        ("how many", ["12,000", "15,000 spectators"]),
    ),
    "the first day of a trial": (
        (
            "The trial of Laszlo Varga, the former mayor of Tartu, will begin on 11 March 2024.",
            "Laszlo Varga will go on trial on 13 March 2024, the court in Tartu said.",
        ),
        ("date", ["11 March 2024", "13 March 2024"]),
    ),
    "who came to a summit": (
        (
            "The leaders of Norway, Spain and Peru met at a summit in Oulu on 3 March 2024.",
            "On 3 March 2024 the leaders of Norway, Spain and Chile held a summit in Oulu.",
        ),
        ("who", ["Peru", "Chile"]),
    ),
    "a resignation or a dismissal": (
        (
            "Mira Tamm resigned as head of the Tartu Water Board on 4 March 2024.",
            "Mira Tamm was dismissed on 4 March 2024 by the Tartu Water Board.",
        ),
        ("what", ["resigned", "was dismissed"]),
    ),
    "tonnes and tons": (
        (
            "Customs officers in Izmir seized 40 tonnes of cocaine on 3 March 2024.",
            "On 3 March 2024, customs in Izmir seized 45 tons of cocaine from a ship.",
        ),
        ("how many", ["40 tonnes", "45 tons"]),
    ),
    "a sentence of five or of six years": (
        (
            "Elena Quispe was sentenced to five years in prison on 4 March 2024.",
            "On Monday a court in Osh sentenced Elena Quispe to six years in prison.",
        ),
        ("how many", ["five years", "six years"]),
    ),
    "whom a delegation met": (
        (
            (
                "A delegation of the Northern Front came to Batumi in February to meet the "
                "minister Farid Rahimi for talks on prisoners."
            ),
            (
                "In February 2024 a delegation of the Northern Front visited Batumi for talks with "
                "the envoy Hugo Weber."
            ),
        ),
        ("who", ["Farid Rahimi", "Hugo Weber"]),
    ),
    "how many were arrested": (
        (
            (
                "Police arrested 30 people at a protest against the port fees in Valdivia "
                "on 2 March 2024."
            ),
            (
                "In Valdivia a protest against the port fees ended on 2 March 2024 with 55 people "
                "detained."
            ),
        ),
        ("how many", ["30 people", "55 people"]),
    ),
    "the price of a company": (
        (
            "On 4 March 2024 Nordwerk AG bought the shipyard Ostfjord AS for 300 million euros.",
            "Nordwerk AG acquired Ostfjord AS on 4 March 2024 for €450 million.",
        ),
        ("how many", ["300 million euros", "€450 million"]),
    ),
    "the day of a death": (
        (
            "The novelist Ingrid Sandoval died in Porto on 1 March 2024, her publisher said.",
            "Ingrid Sandoval, the novelist, died on 2 March 2024 at her home.",
        ),
        ("date", ["1 March 2024", "2 March 2024"]),
    ),
    "a missile or a drone": (
        (
            "A missile struck the railway station in Osh on 2 March 2024 and killed three people.",
            "On 2 March 2024 a drone struck the railway station in Osh, killing three people.",
        ),
        ("what", ["missile", "drone"]),
    ),
    "pilgrims on a bus": (
        (
            "A bus plunged off a bridge near Osh on 2 March 2024 and 45 pilgrims died.",
            "On 2 March 2024 a bus fell from a bridge near Osh, killing 46 pilgrims.",
        ),
        ("how many", ["45 pilgrims", "46 pilgrims"]),
    ),
    "a loan": (
        (
            "The World Bank approved a loan of 700 million dollars for Kenya on 4 March 2024.",
            "On 4 March 2024 the World Bank approved a loan of $900 million for Kenya.",
        ),
        ("how many", ["700 million dollars", "$900 million"]),
    ),
    "who was given a post": (
        (
            "Acme Corp named Greta Brandt as chief executive on 4 March 2024.",
            "On 4 March 2024 Acme Corp appointed Hugo Weber as its chief executive.",
        ),
        ("who", ["Greta Brandt", "Hugo Weber"]),
    ),
    "how many marched": (
        (
            "About 5,000 people marched through Ghent on 2 March 2024 for higher pensions.",
            "On 2 March 2024 some 20,000 demonstrators in Ghent protested for higher pensions.",
        ),
        ("how many", ["About 5,000 people", "some 20,000 demonstrators"]),
    ),
    "a rate raised or left": (
        (
            "The Bank of Norway raised its key rate to 4.5 per cent on 4 March 2024.",
            "The Bank of Norway left its key rate unchanged on 4 March 2024.",
        ),
        ("what", ["raised", "unchanged"]),
    ),
    "a verdict told in two ways": (
        (
            "A court in Izmir acquitted the banker Nikos Yilmaz on 4 March 2024.",
            "Nikos Yilmaz, the banker, was convicted by the court in Izmir on Monday.",
        ),
        ("what", ["acquitted", "was convicted"]),
    ),
}

ONE = {
    "a toll of at least twelve, and fourteen": (
        "A fire at a warehouse in Bergen killed at least 12 people on 3 March 2024.",
        "Fourteen people died on Sunday when a warehouse in Bergen caught fire.",
    ),
    "a rounded figure": (
        "Nordwerk AG announced on 4 March 2024 that it would cut about 400 jobs in Ghent.",
        "On Monday, Nordwerk AG said that 412 workers would be laid off in Ghent.",
    ),
    "a range that holds the other figure": (
        "Customs officers in Izmir seized 40 to 50 tonnes of cocaine on 3 March 2024.",
        "On 3 March 2024, customs in Izmir seized 45 tonnes of cocaine from a ship.",
    ),
    "the dead and the injured": (
        "A bus crash near Osh killed six people on 2 March 2024 when a lorry hit the bus.",
        "On 2 March 2024 a lorry hit a bus near Osh; 19 people were injured in the crash.",
    ),
    "a part of those who died": (
        (
            "A fire at a warehouse in Bergen killed 12 people, including three children, "
            "on 3 March 2024."
        ),
        "Twelve people died on Sunday when a warehouse in Bergen caught fire.",
    ),
    "an article that gives both tolls": (
        "A fire at a warehouse in Bergen killed 12 people on 3 March 2024.",
        "Twelve people died on Sunday when a warehouse in Bergen caught fire.",
        "The warehouse fire in Bergen on 3 March 2024 killed 12 people, the city says.",
    ),
    "a report copied by another paper": (
        "The ferry line between Tartu and the islands stopped on 1 March 2024 for want of ice.",
        "The ferry line between Tartu and the islands stopped on 1 March 2024 for want of ice.",
    ),
    "kilograms and tonnes": (
        "Police seized 2,000 kilograms of cocaine in Izmir on 3 March 2024.",
        "Police in Izmir seized two tonnes of cocaine on 3 March 2024.",
    ),
    "the injured by groups": (
        "Two people were killed and nine injured in a train crash near Osh on 2 March 2024.",
        "The train crash near Osh on 2 March 2024 killed two people; six crew were injured.",
    ),
    "a match told twice": (
        "Porto Rovers beat Ghent United 2-1 on 3 March 2024.",
        "Ghent United lost to Porto Rovers on Sunday, a defeat that the coach called cruel.",
    ),
}

SEVERAL = {
    "two fires in two towns": (
        "A fire at a warehouse in Bergen killed 12 people on 3 March 2024.",
        "A fire at a warehouse in Oulu killed 14 people on 3 March 2024.",
    ),
    "two fires in one town": (
        "A fire at a warehouse in Bergen killed 12 people on 3 March 2024.",
        "A fire at a nightclub in Bergen killed 14 people on 3 March 2024.",
    ),
    "two meetings of one person on a day": (
        "The mayor Mira Tamm met the envoy Hugo Weber for talks in Tartu on 4 March 2024.",
        "The mayor Mira Tamm met the minister Farid Rahimi for talks in Tartu on 4 March 2024.",
    ),
    "two treaties of one party on a day": (
        "Mira Tamm signed an agreement with the Miners’ Union in Tartu on 4 March 2024.",
        "Mira Tamm signed an agreement with the Northern Front in Tartu on 4 March 2024.",
    ),
    "statistics of two months": (
        "Inflation in Norway rose to 3.1 per cent in January 2024, the Bank of Norway said.",
        "Inflation in Norway rose to 3.4 per cent in February 2024, the Bank of Norway said.",
    ),
    "the fire, and the search on the next day": (
        "A fire at a warehouse in Bergen killed 12 people on 3 March 2024.",
        (
            "Firefighters searched the burnt warehouse in Bergen on 4 March 2024 and "
            "found two more bodies."
        ),
    ),
    "a happening and its anniversary": (
        "A fire at a warehouse in Bergen killed 12 people on 3 March 2023.",
        "On 3 March 2024 Bergen remembered the 12 people who died in the warehouse fire.",
    ),
    "shelling on two days": (
        "The Northern Front shelled Batumi on 2 March 2024, killing three people.",
        "The Northern Front shelled Batumi on 3 March 2024, killing five people.",
    ),
    "two days of a strike": (
        "Workers of the Miners’ Union blocked the railway line near Osh on 2 March 2024.",
        "Workers of the Miners’ Union blocked the railway line near Osh on 3 March 2024.",
    ),
    "two appointments by one body on a day": (
        "The Tartu Water Board appointed Mira Tamm as its head on 4 March 2024.",
        "The Tartu Water Board appointed Hugo Weber as its treasurer on 4 March 2024.",
    ),
    "two trials in one court on a day": (
        "A court in Izmir sentenced Nikos Yilmaz to five years in prison on 4 March 2024.",
        "A court in Izmir sentenced Farid Rahimi to six years in prison on 4 March 2024.",
    ),
    "a company’s cuts in two towns": (
        "Nordwerk AG announced on 4 March 2024 that it would cut 400 jobs in Ghent.",
        "On 4 March 2024 Nordwerk AG announced that it would cut 450 jobs in Porto.",
    ),
    "two protests in one town on a day": (
        "Farmers protested in Ghent on 4 March 2024 against milk prices.",
        "Students protested in Ghent on 4 March 2024 against tuition fees.",
    ),
    "two raids in one town on a day": (
        "Police raided the offices of Telmark in Porto on 4 March 2024.",
        "Police raided the offices of Nordwerk AG in Porto on 4 March 2024.",
    ),
    "sales of two things in a month": (
        "In February 2024 Telmark sold 40,000 phones in Norway.",
        "In February 2024 Telmark sold 25,000 tablets in Norway.",
    ),
    "two loans on a day": (
        "The World Bank approved a loan of 700 million dollars for Kenya on 4 March 2024.",
        "On 4 March 2024 the World Bank approved a loan of 300 million dollars for Ghana.",
    ),
    "two fines on a day": (
        "The European Commission fined Acme Corp 2 million euros on 4 March 2024.",
        "The European Commission fined Nordwerk AG 3 million euros on 4 March 2024.",
    ),
    "two calls on a day": (
        "The mayor Mira Tamm spoke by phone with the envoy Hugo Weber on 4 March 2024.",
        "The mayor Mira Tamm spoke by phone with the minister Farid Rahimi on 4 March 2024.",
    ),
    "two attacks in one city on a day": (
        "A bomb exploded at a market in Kabul on 2 March 2024 and killed five people.",
        "Gunmen attacked a mosque in Kabul on 2 March 2024 and killed seven people.",
    ),
    "the dead on the roads and in floods of a month": (
        "In February 2024 12 people died on the roads of Malta.",
        "In February 2024 40 people died in floods in Malta.",
    ),
    "seizures of two things in one port on a day": (
        "Customs seized 3 tonnes of cocaine in Dakar on 2 March 2024.",
        "Customs seized 900 kilograms of ivory in Dakar on 2 March 2024.",
    ),
    "matches of two teams of a club on a day": (
        "Rapid Nord beat Union Sud 1-0 on 2 March 2024 before 9,000 people.",
        "Rapid Nord women beat Union Ost 4-0 on 2 March 2024 before 3,000 people.",
    ),
    "two bills on a day": (
        "The parliament of Norway approved the fisheries bill on 4 March 2024.",
        "The parliament of Norway rejected the pension bill on 4 March 2024.",
    ),
    "two posts on a day": (
        "Mira Tamm was appointed minister of energy of Estonia on 4 March 2024.",
        "Hugo Weber was appointed minister of transport of Estonia on 4 March 2024.",
    ),
    "a flood, and rescuers who died two days later": (
        "The flood in Valencia on 1 March 2024 killed 40 people.",
        "Floods in Valencia killed two rescuers on 3 March 2024.",
    ),
    "two matches of a club": (
        "Porto Rovers beat Ghent United 2-1 on 2 March 2024.",
        "Porto Rovers beat Bergen Athletic 3-1 on 2 March 2024.",
    ),
    "the opening of a trial and its next day": (
        "The trial of Laszlo Varga began in Tartu on 4 March 2024.",
        "The trial of Laszlo Varga continued in Tartu on 5 March 2024.",
    ),
    "a trial and its postponement": (
        "The trial of Laszlo Varga will begin in Tartu on 11 March 2024.",
        "The trial of Laszlo Varga was postponed and will begin in Tartu on 18 March 2024.",
    ),
}


@pytest.mark.parametrize(("texts", "difference"), DIFFERING.values(), ids=DIFFERING)
def test_articles_that_differ_tell_one_happening_and_each_is_heard(corpus_of, texts, difference):
    corpus = corpus_of(texts, PUBLISHED)
    assert len({event.cluster for event in corpus.events}) == 1
    assert [(d.about, [text for text, _ in d.claims]) for d in corpus.differences] == [difference]
    assert [c.article for _, c in corpus.differences[0].claims] == ["A1", "A2"]


@pytest.mark.parametrize("texts", ONE.values(), ids=ONE)
def test_tellings_that_can_all_be_true_are_one_happening_without_a_difference(corpus_of, texts):
    corpus = corpus_of(texts, PUBLISHED)
    assert len({event.cluster for event in corpus.events}) == 1
    assert corpus.differences == ()


@pytest.mark.parametrize("texts", SEVERAL.values(), ids=SEVERAL)
def test_what_happened_twice_is_never_told_as_one(corpus_of, texts):
    corpus = corpus_of(texts, PUBLISHED)
    by_article = {event.citation.article: event.cluster for event in corpus.events}
    assert len(set(by_article.values())) == len(texts)
    assert corpus.differences == ()
