"""Write the catalogues anew from the code: `python -m bot.locale.extract` (`make messages`).

A language named behind that (`… extract de`) gets a catalogue, all of it still to be translated.

The template holds every literal of `t(…)` and `tn(…, …, n)`, and of the errors for people below
the bot; each language's catalogue is brought up to date with it.  Neither holds dates or line
numbers, so they change only when a text does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.locale import DOMAIN, SOURCE_LANGUAGE, languages
from briefings.wording import Unclear
from storage.errors import ArchiveError

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE.parent.parent
_FOLDERS = ("bot", "briefings", "storage")
_HEADER = "# Texts of Newsdesk; written by `make messages`, translations by people."
_LEFT_OUT = (
    '"Project-Id-Version:',
    '"Report-Msgid-Bugs-To:',
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Generated-By:',
)


def template() -> Catalog:
    """Collect every text of the code."""
    catalog = Catalog(project=DOMAIN, header_comment=_HEADER, fuzzy=False)
    keywords = {"t": None, "tn": (1, 2)} | dict.fromkeys(
        name for errors in (ArchiveError, Unclear) for name in _error_names(errors)
    )
    for folder in _FOLDERS:
        found = extract_from_dir(
            _ROOT / folder, method_map=[("**.py", "python")], keywords=keywords, comment_tags=()
        )
        for filename, _line, message, _comments, context in sorted(found, key=lambda f: f[:2]):
            catalog.add(message, locations=[(f"{folder}/{filename}", 0)], context=context)
    return catalog


def _error_names(kind: type[Exception]) -> Iterator[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from _error_names(below)


def printed(catalog: Catalog) -> str:
    """Print a catalogue without what changes by itself."""
    out = BytesIO()
    write_po(out, catalog, sort_output=True, include_lineno=False, ignore_obsolete=True, width=98)
    lines = out.getvalue().decode("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(_LEFT_OUT)) + "\n"


def template_path() -> Path:
    """Where the template stands."""
    return _PACKAGE / f"{DOMAIN}.pot"


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue stands."""
    return _PACKAGE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def updated(language: str, source: Catalog) -> Catalog:
    """Bring a language's catalogue up to date: what it had stays, what is gone goes."""
    path = catalogue_path(language)
    if path.is_file():
        catalog = read_po(BytesIO(path.read_bytes()), locale=language)
    else:
        catalog = Catalog(locale=language, project=DOMAIN, fuzzy=False)
    catalog.update(source, no_fuzzy_matching=True)
    catalog.header_comment = _HEADER
    return catalog


def main(new: Sequence[str] = ()) -> None:
    """Write the template and every catalogue, also of new languages."""
    source = template()
    template_path().write_text(printed(source), "utf-8")
    for language in {*languages(), *new} - {SOURCE_LANGUAGE}:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(printed(updated(language, source)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
