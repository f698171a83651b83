"""How sure an answer is, by its best matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from storage.search.match import GUESSES, Kind, Match, Reason, Verdict, Why
from storage.search.names import CONFIDENT, MARGIN, Names
from storage.search.terms import is_cyrillic, is_heard_apart, likely_keys, sound, terms
from storage.text.folding import key

_SURE: Final = 55.0  # a score from which on content is called found, not guessed
_SURE_OF_GUESS: Final = 75.0  # and where every word was taken for another


class Judge:
    """Tells how sure answers over one corpus are."""

    def __init__(self, names: Names) -> None:
        """Take the names of the corpus."""
        self._names = names

    def verdict(self, matches: Sequence[Match]) -> Verdict:
        """How sure the best match is; of actors, also against the second.

        What was guessed must be nearer; a Cyrillic word that was is too far to be sure, and so is
        a short one that is heard apart.
        """
        best = matches[0]
        guessed = bool(best.reasons) and all(self._is_guess(reason) for reason in best.reasons)
        if guessed and any(is_cyrillic(reason.query) for reason in best.reasons):
            return Verdict.AMBIGUOUS
        if any(is_heard_apart(key(one.query), key(one.matched)) for one in best.reasons):
            return Verdict.AMBIGUOUS
        if best.kind is not Kind.ACTOR:
            least = _SURE_OF_GUESS if guessed else _SURE
            return Verdict.CONFIDENT if best.score >= least else Verdict.AMBIGUOUS
        rivals = [match.score for match in matches[1:] if match.kind is Kind.ACTOR]
        clear = not rivals or best.score - rivals[0] >= MARGIN
        return Verdict.CONFIDENT if best.score >= CONFIDENT and clear else Verdict.AMBIGUOUS

    def _is_guess(self, reason: Reason) -> bool:
        """Whether a word was taken for another: spelt alike, or but sounding so and no name."""
        if not is_cyrillic(reason.query):
            return reason.why in GUESSES
        if reason.why not in GUESSES and reason.why is not Why.TRANSLITERATION:
            return False
        typed, matched = key(reason.query), key(reason.matched)
        if matched in {typed, *likely_keys(reason.query)}:
            return False
        alike = reason.why is Why.TRANSLITERATION or sound(typed) == sound(matched)
        return not (alike and self._names.have(terms(reason.matched)))
