"""What a question asks for comes first: words said, what happened, how many, where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.commands.quote import SAID
from bot.render.known import shown
from storage.models import ActorKind, Corpus, EventKind, Precision
from storage.search import About, Asks, Found, Kind, Match, Query, Why
from storage.search.terms import terms
from storage.text.folding import words

LEAST_OF_BEST: Final = 0.6
_LEAST_OF_BEST_BY_ONE: Final = 0.4  # where whose words they are is asked for, and fits
_NEARLY: Final = 0.8  # of the best event's score, from which on the more telling one comes first
_MOST_OF_IT: Final = 0.75  # of the best score, from which on little is lost for standing but near
_OTHERWISE: Final = 0.75  # of the score of other words where some has the very words
_LEAST_AS_TYPED: Final = 2  # words
_VERY: Final = frozenset({Why.EXACT, Why.STEM})
_HAPPENED: Final = frozenset({Kind.EVENT})
# Figures that count something: no years, no days beside a month's name in either order.
_YEARS_AND_DAYS: Final = re.compile(
    r"\b(?:1\d|20|21)\d\d\b|\b[A-Z][a-z]+ \d{1,2}\b(?!,\d)|\b\d{1,2} [A-Z][a-z]+|[-/]\d+|\d+[-/]"
)
_NUMBER: Final = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|nobody|none)\b",
    re.IGNORECASE,
)


def asked_first(corpus: Corpus, found: Found) -> tuple[Match, ...]:
    """Put what is asked for before the rest, unless it falls far short; each sentence once."""
    matches = _once(corpus, found.matches)
    match found.query.asks:
        case Asks.COUNTED:
            return _first(matches, lambda one: _counts(shown(corpus, one)[0]))
        case Asks.WHERE:
            places = _places(corpus)
            return _first(matches, lambda one: bool(places.search(shown(corpus, one)[0])))
        case Asks.HAPPENED if not found.query.period:
            matches = _most_telling_first(corpus, matches)
    return _kinds_first(replace(found, matches=matches))


def as_typed_first(corpus: Corpus, found: Found) -> Found:
    """Let other words count less than the very words, where some item has them just as typed.

    So "war on terror" leads to that, not to a civil war and terrorists.  What has them so comes
    before what has them apart and fits as well.
    """
    query = found.query
    stretch = _stretch(query)
    if stretch is None or not query.plain:
        return found
    held = {match.id for match in found.matches if stretch.search(shown(corpus, match)[0])}
    if not held:
        return found
    weighed = [
        replace(match, score=round(match.score * _OTHERWISE, 1)) if _is_otherwise(match) else match
        for match in found.matches
    ]
    weighed.sort(key=lambda match: (-match.score, match.id not in held))
    return replace(found, matches=tuple(weighed))


def _is_otherwise(match: Match) -> bool:
    """Whether a word was found but as another."""
    very = {reason.query for reason in match.reasons if reason.why in _VERY}
    return any(reason.query not in very for reason in match.reasons)


def _stretch(query: Query) -> re.Pattern[str] | None:
    """Write what was typed from the first word that counts to the last; None of one word."""
    typed = [word.surface for word in words(query.text)]
    at = [number for number, word in enumerate(typed) if word in query.words]
    if not at or sum(len(terms(word)) for word in query.words) < _LEAST_AS_TYPED:
        return None  # no word stands as it was typed where a date amid hyphens parts them
    beside = r"\W+".join(map(re.escape, typed[at[0] : at[-1] + 1]))
    return re.compile(rf"(?<!\w){beside}(?!\w)", re.IGNORECASE)


def asked_kinds(query: Query) -> frozenset[Kind]:
    """Tell which kinds a query asks for: a bare date means what happened then."""
    if query.asks is Asks.SAID:
        return SAID
    bare_date = query.period is not None and not (query.words or query.phrases or query.filters)
    return _HAPPENED if query.asks is Asks.HAPPENED or bare_date else frozenset()


def not_only_near(matches: Sequence[Match]) -> list[Match]:
    """Leave out what has much of what was asked only around it, or in its speaker's role.

    What then scores hardly less than the best has enough of it by itself.
    """
    least = _MOST_OF_IT * max((match.score for match in matches), default=0.0)
    return [match for match in matches if match.score >= least or not _has_some_near(match)]


def _has_some_near(match: Match) -> bool:
    return any(reason.why in {Why.CONTEXT, Why.ROLE} for reason in match.reasons)


def _kinds_first(found: Found) -> tuple[Match, ...]:
    first = asked_kinds(found.query)
    by_one = any(one.about is About.FROM for one in found.query.filters)
    share = _LEAST_OF_BEST_BY_ONE if by_one else LEAST_OF_BEST
    least = share * max(match.score for match in found.matches)
    fit = [m for m in found.matches if m.kind in first and m.score >= least]
    near = not_only_near(found.matches)
    lead = [m for m in fit if m in near] or fit
    return (*lead, *(m for m in found.matches if m not in lead))


def _first(matches: tuple[Match, ...], tells: Callable[[Match], bool]) -> tuple[Match, ...]:
    """Put what tells it first, as far as it is not far behind."""
    least = LEAST_OF_BEST * max(match.score for match in matches)
    lead = [match for match in matches if match.score >= least and tells(match)]
    return (*lead, *(match for match in matches if match not in lead))


def _once(corpus: Corpus, matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Leave out events of a sentence that is there already: the least telling ones."""
    best: dict[str, Match] = {}
    for match in matches:
        if match.kind is Kind.EVENT:
            sentence = shown(corpus, match)[0]
            known = best.setdefault(sentence, match)
            if _significance(corpus, match) > _significance(corpus, known):
                best[sentence] = match
    kept = {match.id for match in best.values()}
    return tuple(m for m in matches if m.kind is not Kind.EVENT or m.id in kept)


def _most_telling_first(corpus: Corpus, matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Put what is dated to the day before what fits hardly better.

    Of these the most significant come first, then the latest.
    """
    events = [match for match in matches if match.kind is Kind.EVENT]
    if not events:
        return matches
    least = _NEARLY * max(match.score for match in events)
    fit = [m for m in events if m.score >= least and len(m.reasons) >= len(events[0].reasons)]
    fit = [m for m in not_only_near(fit) if _is_of_a_day(corpus, m)]
    fit.sort(key=lambda match: corpus.event_by_id[match.id].when, reverse=True)
    fit.sort(key=lambda match: -_significance(corpus, match))
    return (*fit, *(match for match in matches if match not in fit))


def _is_of_a_day(corpus: Corpus, match: Match) -> bool:
    return corpus.event_by_id[match.id].when.precision is Precision.DAY


def _significance(corpus: Corpus, match: Match) -> float:
    event = corpus.event_by_id[match.id]
    happened = event.kind is EventKind.EVENT
    return event.significance if happened else event.significance - 1


def _counts(text: str) -> bool:
    return bool(_NUMBER.search(_YEARS_AND_DAYS.sub(" ", text)))


def _places(corpus: Corpus) -> re.Pattern[str]:
    kinds = (ActorKind.PLACE, ActorKind.COUNTRY)
    names = [actor.name for kind in kinds for actor in corpus.actors_by_kind.get(kind, ())]
    return re.compile(rf"\b(?:in|at|near|to) (?:the )?(?:{'|'.join(map(re.escape, names))})\b")
