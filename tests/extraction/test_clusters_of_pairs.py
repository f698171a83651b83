"""Pairs of short articles: other things done by the same people on one day, and the same told."""

from __future__ import annotations

from datetime import date

import pytest

PUBLISHED = date(2025, 9, 20)

OTHERS = (
    (
        "Google opened an office in Bergen on 4 March 2025.",
        "Google opened a school in Bergen on 4 March 2025.",
    ),
    (
        "A bus crashed into a lorry near Oruro on 1 March 2025, killing 30 people.",
        "A train crashed into a lorry near Oruro on 1 March 2025, killing 3 people.",
    ),
    (
        "A landslide buried a village near Chamoli on 7 February 2025; 30 people are missing.",
        "An avalanche buried a camp near Chamoli on 7 February 2025; 8 people are missing.",
    ),
    (
        "Volvo closed a plant in Ghent on 4 March 2025.",
        "Volvo closed a museum in Ghent on 4 March 2025.",
    ),
    (
        "Nestle recalled baby formula in Poland on 7 January 2025.",
        "Nestle recalled frozen pizzas in Poland on 7 January 2025.",
    ),
    (
        "On 3 February 2025 Amazon opened a warehouse in Leipzig.",
        "On 3 February 2025 Amazon closed a call centre in Leipzig.",
    ),
    (
        "Nokia named Justin Hotard chief executive on 10 February 2025.",
        "Nokia named Sari Virtanen finance director on 10 February 2025.",
    ),
    (
        "Police in Marseille arrested a man over the theft of a painting on 14 March 2025.",
        "Police in Marseille arrested a man over the murder of a teenager on 14 March 2025.",
    ),
    (
        "Thieves stole jewels from a museum in Dresden on 25 November 2024.",
        "Thieves stole copper cable from a railway yard in Dresden on 25 November 2024.",
    ),
    (
        "A bomb exploded outside a bank in Quetta on 18 July 2025.",
        "A bomb exploded outside a bus station in Quetta on 18 July 2025.",
    ),
    (
        "A court in Milan sentenced Paolo Riva to six years for fraud on 15 October 2024.",
        "A court in Milan sentenced Giulia Conti to six years for arson on 15 October 2024.",
    ),
    (
        "The Supreme Court in Washington struck down a tariff law on 27 June 2025.",
        "The Supreme Court in Washington upheld a voting law on 27 June 2025.",
    ),
    (
        "Parliament in Oslo passed a law on whaling on 5 December 2024.",
        "Parliament in Oslo passed a law on surrogacy on 5 December 2024.",
    ),
    (
        "The health minister of Peru resigned on 3 September 2025.",
        "The interior minister of Peru resigned on 3 September 2025.",
    ),
    (
        "Voters in Geneva approved a minimum wage on 9 March 2025.",
        "Voters in Geneva approved a new tram line on 9 March 2025.",
    ),
    (
        "Emmanuel Macron met Olaf Scholz in Paris on 22 May 2024.",
        "Emmanuel Macron met Keir Starmer in Paris on 22 May 2024.",
    ),
    (
        "Russia expelled two British diplomats from Moscow on 10 March 2025.",
        "Russia expelled a French journalist from Moscow on 10 March 2025.",
    ),
    (
        "Russian missiles hit a power station in Kharkiv on 22 March 2024.",
        "Russian missiles hit a printing house in Kharkiv on 23 March 2024.",
    ),
    (
        "A fire destroyed a textile factory in Karachi on 19 January 2025.",
        "A fire destroyed a shopping mall in Karachi on 19 January 2025.",
    ),
    (
        "A bridge collapsed in Vadodara on 9 July 2025, killing nine people.",
        "A water tank collapsed in Vadodara on 9 July 2025, killing two people.",
    ),
    (
        "A hailstorm damaged vineyards near Bordeaux on 17 June 2025.",
        "A tornado damaged houses near Bordeaux on 17 June 2025.",
    ),
    (
        "Barcelona beat Valencia 7-1 in Barcelona on 26 January 2025.",
        "Barcelona beat Getafe 4-0 in Barcelona on 26 January 2025.",
    ),
    (
        "NASA launched a weather satellite from Cape Canaveral on 25 June 2024.",
        "NASA launched a moon lander from Cape Canaveral on 25 June 2024.",
    ),
    (
        "Sony sold a studio in Osaka to Tencent on 4 March 2025.",
        "Sony sold a studio in Osaka to Netflix on 4 March 2025.",
    ),
    (
        "Two miners died in a mine near Ostrava on 5 May 2025.",
        "Two miners were rescued from a mine near Ostrava on 5 May 2025.",
    ),
    (
        "The city council in Turin banned scooters on 3 March 2025.",
        "The city council in Turin approved scooters for tourists on 3 March 2025.",
    ),
    (
        "Police in Graz found the body of a girl on 9 May 2025.",
        "Police in Graz found the body of a pensioner on 9 May 2025.",
    ),
    (
        "India tested a missile on 3 May 2025 near Puri.",
        "India tested a torpedo on 3 May 2025 near Puri.",
    ),
    (
        "Denmark banned Huawei from its networks on 2 June 2025.",
        "Denmark banned TikTok from its networks on 2 June 2025.",
    ),
    (
        "Kenya deported a Ugandan activist on 6 May 2025.",
        "Kenya deported two Chinese traders on 6 May 2025.",
    ),
    (
        "A lorry hit a cyclist in Gdansk on 7 May 2025.",
        "A tram hit a cyclist in Gdansk on 7 May 2025.",
    ),
    (
        "Boeing delivered a jet to Emirates in Dubai on 8 May 2025.",
        "Boeing delivered a jet to Flydubai in Dubai on 8 May 2025.",
    ),
    (
        "The parliament of Chile rejected a budget for schools on 8 May 2025.",
        "The parliament of Chile approved a budget for hospitals on 8 May 2025.",
    ),
    (
        "A drunk driver killed a woman in Split on 8 May 2025.",
        "A burglar killed a woman in Split on 8 May 2025.",
    ),
    (
        "France sent a frigate to Lebanon on 8 May 2025.",
        "France sent a field hospital to Lebanon on 8 May 2025.",
    ),
    (
        "Inter beat Torino in Milan on 8 May 2025 with a goal by Thuram.",
        "Inter lost the women's cup final to Juventus in Milan on 8 May 2025.",
    ),
    (
        "Rain closed a road near Trento on 8 May 2025.",
        "A rockfall closed a railway near Trento on 9 May 2025.",
    ),
    (
        "A judge in Lima jailed a banker on 8 May 2025 for money laundering.",
        "A judge in Lima jailed a priest on 8 May 2025 for abuse.",
    ),
    (
        "The mayor of Seoul opened a bridge on 8 May 2025.",
        "The mayor of Seoul closed a bridge on 8 May 2025.",
    ),
    (
        "Sweden summoned the Iranian ambassador on 8 May 2025.",
        "Sweden summoned the Russian ambassador on 8 May 2025.",
    ),
    (
        "Samsung launched a phone in Berlin on 8 May 2025.",
        "Xiaomi launched a phone in Berlin on 8 May 2025.",
    ),
    (
        "A court in Oslo fined Telenor on 8 May 2025.",
        "A court in Oslo fined Equinor on 8 May 2025.",
    ),
    (
        "Ryanair cancelled 40 flights from Porto on 8 May 2025.",
        "EasyJet cancelled 30 flights from Porto on 8 May 2025.",
    ),
)

ONE = (
    (
        "Lufthansa suspended flights to Tehran on 13 June 2025.",
        "On 13 June 2025, flights to Tehran were suspended by Lufthansa.",
    ),
    (
        "Volvo closed its plant in Ghent on 4 March 2025.",
        "Volvo shut the factory in Ghent on 4 March 2025.",
    ),
    (
        "A fire destroyed a textile factory in Karachi on 19 January 2025, killing 12 workers.",
        "14 workers died when a blaze gutted a clothing factory in Karachi on 19 January 2025.",
    ),
    (
        "Emmanuel Macron met Olaf Scholz in Paris on 22 May 2024.",
        "Olaf Scholz held talks with Emmanuel Macron in Paris on 22 May 2024.",
    ),
    (
        "A gunman killed three people at a bakery in Durban on 2 August 2025.",
        "Three people were shot dead at a bakery in Durban on 2 August 2025.",
    ),
    (
        "The Supreme Court in Washington struck down a tariff law on 27 June 2025.",
        "A tariff law was struck down by the Supreme Court in Washington on 27 June 2025.",
    ),
    (
        "The health minister of Peru, Cesar Vasquez, resigned on 3 September 2025.",
        "Cesar Vasquez stepped down as health minister of Peru on 3 September 2025.",
    ),
    (
        "Nokia named Justin Hotard chief executive on 10 February 2025.",
        "Justin Hotard was appointed chief executive of Nokia on 10 February 2025.",
    ),
    (
        "Thousands of farmers protested in Brussels on 26 February 2025 against cheap imports.",
        "About 5,000 farmers demonstrated in Brussels on 26 February 2025 against cheap imports.",
    ),
    (
        "NASA launched a weather satellite from Cape Canaveral on 25 June 2024.",
        "A weather satellite was launched by NASA from Cape Canaveral on 25 June 2024.",
    ),
    (
        "A court in Milan sentenced Paolo Riva to six years for fraud on 15 October 2024.",
        "Paolo Riva was jailed for six years for fraud by a court in Milan on 15 October 2024.",
    ),
    (
        "Amazon opened a warehouse in Leipzig on 3 February 2025 with 900 staff.",
        "A new warehouse with 1,100 staff was opened by Amazon in Leipzig on 3 February 2025.",
    ),
    (
        "Russia expelled two British diplomats from Moscow on 10 March 2025.",
        "Two British diplomats were ordered out of Moscow by Russia on 10 March 2025.",
    ),
)


@pytest.mark.parametrize("texts", OTHERS)
def test_other_things_done_at_one_time_are_other_happenings(corpus_of, texts):
    corpus = corpus_of(texts, PUBLISHED)
    by_article = {event.citation.article: event.cluster for event in corpus.events}
    assert len(set(by_article.values())) == len(texts)
    assert corpus.differences == ()


@pytest.mark.parametrize("texts", ONE)
def test_one_thing_told_in_other_words_is_one_happening(corpus_of, texts):
    corpus = corpus_of(texts, PUBLISHED)
    assert len({event.cluster for event in corpus.events}) == 1


def test_who_met_whom_is_told_from_either_side(corpus_of):
    corpus = corpus_of(
        (
            "Mira Tamm met Hugo Weber in Porto on 22 May 2024.",
            "Hugo Weber held talks with Mira Tamm in Porto on 22 May 2024.",
        ),
        PUBLISHED,
    )
    assert len({event.cluster for event in corpus.events}) == 1
    assert corpus.differences == ()


def test_articles_that_agree_on_who_was_met_do_not_silence_a_third(corpus_of):
    visit = "A delegation of the Northern Front came to Batumi in February 2024 for talks with"
    corpus = corpus_of(
        (
            f"{visit} the minister Farid Rahimi.",
            f"{visit} Farid Rahimi, the minister.",
            f"{visit} the envoy Hugo Weber.",
        ),
        PUBLISHED,
    )
    assert len({event.cluster for event in corpus.events}) == 1
    assert [difference.about for difference in corpus.differences] == ["who"]
