#!/usr/bin/env python3
"""Write the generated lexicon of genders: which given names only women or only men bear.

usage: make_gender_lexicon.py --into FOLDER

Needs faker (MIT) to be importable; it is not needed at run time.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from pathlib import Path

import faker
import faker.providers.person
from make_actor_lexicon import LATIN, NOT_GIVEN, strings, wrapped

from storage.text.folding import fold, romanise

SHARE = 10
"""A name counts as one gender's where that many times as many registers list it there."""

# What registers of births of many countries call both, and English news mostly one.
FEMININE = ("maria",)


def counted() -> dict[str, list[int]]:
    """Count for each name the registers that list it as feminine and as masculine."""
    found: dict[str, list[int]] = {}
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for place, gender in enumerate(("female", "male")):
            listed = {
                fold(romanise(name)).strip()
                for attribute in (f"first_names_{gender}", f"first_romanized_names_{gender}")
                for name in strings(getattr(provider, attribute, ()))
            }
            for name in listed:
                if LATIN.match(name) and name.isascii() and len(name) > 1:
                    found.setdefault(name, [0, 0])[place] += 1
    return found


def main() -> None:
    """Write genders.toml."""
    ask = argparse.ArgumentParser(description="Write the generated lexicon of genders.")
    ask.add_argument("--into", type=Path, required=True)
    told = ask.parse_args()
    names = {name: count for name, count in counted().items() if name not in NOT_GIVEN}
    feminine = sorted(n for n, (f, m) in names.items() if f > SHARE * m or n in FEMININE)
    masculine = sorted(n for n, (f, m) in names.items() if m > SHARE * f and n not in FEMININE)
    (told.into / "genders.toml").write_text(
        "# Given names that only women or only men bear, folded and romanised, by all locales of "
        f"faker\n# {faker.VERSION} (MIT licence, https://github.com/joke2k/faker), written by\n"
        "# scripts/make_gender_lexicon.py: change the script.\n"
        f'feminine = """\n{wrapped(feminine)}\n"""\n\nmasculine = """\n{wrapped(masculine)}\n"""\n',
        "utf-8",
    )


if __name__ == "__main__":
    main()
