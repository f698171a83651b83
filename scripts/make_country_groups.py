#!/usr/bin/env python3
"""Write storage/search/countries.toml: what countries are called in English and in Russian.

usage: PYTHONPATH=. make_country_groups.py

Needs babel (its data are Unicode CLDR's, Unicode licence) for the Russian names; the English
ones and the adjectives are those by which articles are read (storage/extraction/lexicon).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from babel import Locale

from storage.text.folding import fold

ROOT = Path(__file__).resolve().parent.parent
LEXICON = ROOT / "storage/extraction/lexicon"
INTO = ROOT / "storage/search/countries.toml"
# Names that are written as everyday words are: “того” is “of that”.
NOT_NAMES = frozenset({"Того", "CAR"})
HEAD = """\
# Countries as English and Russian call them: Unicode CLDR (Unicode licence v3, through babel),
# written by scripts/make_country_groups.py: change the script; more forms stand in exonyms.toml.
# Words of `same` stand for each other, those of `near` count less; see thesaurus.toml.
"""


def read(name: str) -> dict[str, dict[str, list[str]]]:
    """Read a file of the lexicon by which articles are read."""
    data: dict[str, dict[str, list[str]]] = tomllib.loads((LEXICON / name).read_text("utf-8"))
    return data


def distinct(names: Iterable[str]) -> list[str]:
    """List names once each, however they are written."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name).replace(".", "").replace("&", "and"), name)
    return list(found.values())


def written(names: Iterable[str]) -> str:
    """Write a list as TOML does."""
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def main() -> None:
    """Write a group for each country that has an adjective or a plain Russian name."""
    countries, nations = read("countries.toml"), read("nations.toml")
    russian = Locale("ru").territories
    lines = []
    for code, country in sorted(countries.items()):
        name = nations["names"].get(code) or country["name"]
        called = re.sub(r" \(.*\)$", "", russian[code])
        forms = [str(name), *country["forms"], *nations["forms"].get(code, []), called]
        unlike = (" - ", "о-в")  # "Конго - Киншаса", "о-ва Кайман"
        plain = (one for one in forms if not any(sign in one for sign in unlike))
        same = distinct(one for one in plain if one not in NOT_NAMES)
        near = [one for one in nations["adjectives"].get(code, []) if one not in same]
        if len(same) + len(near) > 1:
            lines.append(f"  {{ same = {written(same)}, near = {written(near)} }},")
    INTO.write_text(HEAD + "group = [\n" + "\n".join(lines) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main()
