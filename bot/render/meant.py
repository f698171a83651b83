"""How sure an answer is, for people: why it was found, what else may be meant."""

from __future__ import annotations

from collections.abc import Collection

from bot.contract import Action, Button, Text
from bot.locale import t
from bot.render.facts import how_read, reason_words
from bot.render.rich import Rich, italic, rich
from storage.search import Found, Match, Verdict, Why
from storage.text.folding import key

MOST_OFFERED = 5
_MUCH = 65.0  # a score that words of which one stands but near never reach
_SPELLING = frozenset({Why.TYPO, Why.TRANSLITERATION, Why.PARTIAL})


def why(found: Found, words: str | Text) -> list[Rich]:
    """Say why the best match is one where it is not by the very words, and what is missing."""
    lines = how_read(found.query)
    reason = reason_words(found.matches[0]) if found.matches else None
    if reason is not None:
        lines.append(rich(italic(t("Found for “{words}”: {why}", words=words, why=reason))))
    if found.matches and found.missing:
        missing = ", ".join(f"“{word}”" for word in found.missing)
        lines.append(rich(italic(t("No article has {words}.", words=missing))))
    return lines


def falls_short(found: Found) -> bool:
    """Whether the best has not much of what was asked, and nothing all of its words by itself."""
    if max((match.score for match in found.matches), default=_MUCH) >= _MUCH:
        return False
    wanted = set(found.query.words) - set(found.missing)
    for match in found.matches:
        around = {reason.query for reason in match.reasons if reason.why is Why.CONTEXT}
        if wanted <= {reason.query for reason in match.reasons} - around:
            return False
    return True


def meant(found: Found, command: str) -> tuple[list[Rich], list[tuple[Button, ...]]]:
    """Ask what is meant where that is not sure: a line and up to five buttons; else nothing.

    Other spellings are offered where the words were taken for misspelt ones; else the matches
    speak for themselves, with the buttons of their passages.
    """
    if found.verdict is not Verdict.AMBIGUOUS and not falls_short(found):
        return [], []
    exact = {key(r.query) for m in found.matches for r in m.reasons if r.why is Why.EXACT}
    spellings = dict.fromkeys(
        text for match in found.matches if (text := _respelt(found, match, exact)) is not None
    )
    if not spellings:
        return [rich(italic(t("Nothing has all of that; these are closest.")))], []
    buttons: list[tuple[Button, ...]] = [
        (Button(text, Action(command=command, words=text)),) for text in spellings
    ]
    return [rich(t("Did you mean …"))], buttons[:MOST_OFFERED]


def _respelt(found: Found, match: Match, exact: Collection[str]) -> str | None:
    """Write the query as a match takes it; None where that is as it was typed."""
    taken = {key(r.query): r.matched for r in match.reasons if r.why in _SPELLING}
    taken = {typed: w for typed, w in taken.items() if key(w) != typed and typed not in exact}
    if not taken:
        return None
    return " ".join(taken.get(key(word), word) for word in found.query.words)
