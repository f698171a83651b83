"""What is wished for in a file, as /export reads it and buttons ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("quotes", "quote", "цитаты", "цитата"), "quotes"),
    **dict.fromkeys(("timeline", "events", "хроника", "события"), "timeline"),
    **dict.fromkeys(("actor", "person", "лицо", "персона"), "actor"),
}
_FORMATS: Final[Mapping[str, str]] = {"md": "md", "markdown": "md", "csv": "csv", "json": "json"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be in the file: a kind, words that choose, the format."""

    kind: str
    words: str
    form: str = "md"

    @property
    def line(self) -> str:
        """The words of the command that asks for it."""
        return " ".join(filter(None, (self.kind, self.words, self.form)))


def read_wish(words: str) -> Wish | None:
    """Read what is wished for, the format being the last word if it is one; None without a kind."""
    parts = words.split()
    kind = _KINDS.get(parts[0].casefold()) if parts else None
    if kind is None:
        return None
    form = _FORMATS.get(parts[-1].casefold().lstrip(".")) if len(parts) > 1 else None
    rest = parts[1:-1] if form is not None else parts[1:]
    return Wish(kind, " ".join(rest), form or "md")
