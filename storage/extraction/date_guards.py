"""Whether a name or a number is a date: "may" and May, 2000 people and the year 2000."""

from __future__ import annotations

from storage.extraction.date_tokens import Token, Tokens, guards

_FIRST_PLAIN_YEAR, _LAST_PLAIN_YEAR = 1800, 2100
_FIRST_MODERN_YEAR, _LAST_MODERN_YEAR = 1900, 2050
_SHORTEST_PLURAL = 4  # "gas", "bus" count nothing
_NAMES_TOO = frozenset({"april", "may", "june", "august"})
_VERBS_TOO = frozenset({"may", "march"})
_SIGNS = frozenset("$€£¥#№+©@=&_")
_MEASURES = frozenset({"%", "°", "€", "£", ":", "$"})
_SENTENCE_STARTS = frozenset({'"', "“", "«", ".", "!", "?", "…", "•"})


def is_month(tokens: Tokens, first: int, *, ahead: int) -> bool:
    """Whether a month's name without number is a month here, no verb and nobody's name.

    `ahead` is the token after the whole expression.
    """
    month, before = tokens.row[first], tokens.word(first - 1)
    if month.part == "m":
        return tokens.part(first + 1) == "." and before in guards()["month_strong"]
    if not month.word.isascii():
        return tokens.part(first - 1) in ("P", "r", "x", "q", "l", "n", "i", "b")
    if tokens.part(first - 1) in ("-", "D"):  # "mid-May"; "the 6 January riot" is a name
        return tokens.part(first - 2) == "q"
    after = tokens.row[ahead] if ahead < len(tokens.row) else None
    if month.possessive and month.word in _NAMES_TOO and before not in guards()["month_strong"]:
        return after is not None and after.word in guards()["occasions"]  # "April's mother"
    if after is not None and after.capital and after.word in guards()["place_nouns"]:
        return False  # "in March Street"
    superlative = before.endswith("est") and tokens.word(first - 2) == "the"
    return superlative or _is_led_month(tokens, first, after)


def _is_led_month(tokens: Tokens, first: int, after: Token | None) -> bool:
    """Tell "in May" and "by May" from "to May Lee"; else a month may stand before its noun."""
    word, before = tokens.word(first), tokens.word(first - 1)
    named = after is not None and after.capital and after.part == "_"
    if before in guards()["month_strong"]:
        return not (named and before in ("to", "from") and word in _NAMES_TOO)
    if before in guards()["month_weak"]:
        person = word in _NAMES_TOO and before not in ("by", "before", "after")
        return not named and not person
    return _is_attributive_month(tokens, first, after)


def _is_attributive_month(tokens: Tokens, first: int, after: Token | None) -> bool:
    """Tell "the June summit" and "July sales" from "June said"."""
    if after is None or not after.word.isalpha() or after.capital or after.part != "_":
        return False
    if after.word in guards()["speech"]:
        return False
    return owned(tokens, first) or tokens.word(first) not in _NAMES_TOO | _VERBS_TOO


def owned(tokens: Tokens, index: int) -> bool:
    """Whether an article or a possessive stands before a token ("the", "Russia’s")."""
    before = tokens.word(index - 1) in guards()["possessive"]
    return before or (index > 0 and tokens.row[index - 1].possessive)


def is_decade(tokens: Tokens, first: int) -> bool:
    """Whether a decade is one: "in the seventies", not "in his seventies"."""
    if not tokens.word(first).isalpha():
        return True
    return tokens.part(first - 1) in ("t", "q") or tokens.part(first - 2) == "q"


def names_a_day(tokens: Tokens, month: int, day: int, ahead: int) -> bool:
    """Whether a day without a year is the name of what happened on it ("the Jan. 6 riot")."""
    known = f"{month}-{day}" in guards()["named_days"]
    return known and tokens.word(ahead) in guards()["named_by"]


def is_season(tokens: Tokens, at: int) -> bool:
    """Whether a season's name without year or "last" is a date, not a verb or a metaphor."""
    word, before = tokens.word(at), tokens.part(at - 1)
    if not word.isascii():
        return word.endswith(("ом", "ью", "ои"))  # the Russian "in summer"
    if tokens.word(at + 1) == "of":
        return False
    if before == "q" or (before == "-" and tokens.part(at - 2) == "q"):
        return word != "fall"
    led = before == "t" and tokens.part(at - 2) in ("P", "x", "r")
    return led and (word != "fall" or tokens.word(at - 2) == "in")


def ends_phrase(tokens: Tokens, ahead: int) -> bool:
    """Whether what follows belongs to no noun phrase: a mark, a verb of speech, a small word."""
    if ahead >= len(tokens.row):
        return True
    after = tokens.row[ahead]
    return not after.word[:1].isalnum() or after.part in "&Pxrti" or after.word in _small_words()


def names_thing(tokens: Tokens, at: int) -> bool:
    """Whether the word after "that" is a noun, as far as its form tells: "before that meeting"."""
    word = tokens.word(at)
    return word.isalpha() and word not in _small_words() and not word.endswith("ed")


def _small_words() -> frozenset[str]:
    return guards()["speech"] | guards()["after_phrase"]


def reports_figures(tokens: Tokens) -> bool:
    """Whether the sentence is of the sort that tells a firm's or an economy's figures."""
    words = tokens.words()
    return bool(words & guards()["accounting"]) and not words & guards()["sporting"]


def is_awaited(tokens: Tokens, first: int, end: int) -> bool:
    """Whether a quarter is when something is to come: "a ruling is due in the third quarter"."""
    at = first - 1 if tokens.part(first - 1) != "t" else first - 2
    if tokens.word(at) not in ("in", "by", "during") or tokens.word(end - 1) != "quarter":
        return False
    words = tokens.words()
    return bool(words & guards()["awaited"]) and not words & guards()["sporting"]


def plain(year: int) -> bool:
    """Whether a year needs little else to be taken for one."""
    return _FIRST_PLAIN_YEAR <= year < _LAST_PLAIN_YEAR


def is_year(tokens: Tokens, first: int, *, ahead: int) -> bool:
    """Whether four figures are a year: not a count, a price, a time or part of a name.

    `ahead` is the token after the whole expression.
    """
    if tokens.part(ahead - 1) == "G":
        return True
    before = tokens.word(first - 1)
    if tokens.adjacent(first) and tokens.part(first - 1) in ("-", "/", "."):
        return tokens.part(first - 2) in ("q", "P", "Y")
    if before in _SIGNS or before in guards()["numbered"]:
        return before == "at" and tokens.word(ahead) in guards()["priced"]
    if tokens.row[first].word.startswith("fy"):
        return True
    if not tokens.row[first].word[0].isdigit():  # "'89"
        return before in guards()["short_year_lead"]
    return _reads_as_year(tokens, first, ahead)


def is_fiscal(tokens: Tokens, first: int, end: int) -> bool:
    """Whether years are those of accounts: "fiscal 2024/25", "FY2022", "the 2021 financial year".

    They begin within a year of the calendar, as any two years do that a stroke joins.
    """
    before = first - 1 - (tokens.part(first - 1) == "u")
    named = tokens.part(before) == "F" or tokens.word(first).startswith("fy")
    return named or tokens.part(end) == "F" or tokens.part(first + 1) == "/"


def _reads_as_year(tokens: Tokens, first: int, ahead: int) -> bool:
    year, before = tokens.row[first].number, tokens.word(first - 1)
    strong = before in guards()["year_lead_strong"]
    if counts_things(tokens, ahead) or tokens.word(ahead) in _MEASURES:
        return strong and plain(year) and year % 100 != 0
    if before in guards()["year_lead"]:
        return (
            plain(year)
            or strong
            or year % 10 != 0
            or (year % 100 != 0 and ends_phrase(tokens, ahead))
        )
    if owned(tokens, first):
        return plain(year) and tokens.word(ahead)[:1].isalpha()
    return plain(year) and _stands_alone(tokens, first, ahead)


def _stands_alone(tokens: Tokens, first: int, ahead: int) -> bool:
    before = tokens.row[first - 1] if first else None
    if before is None or before.word in _SENTENCE_STARTS:
        return tokens.word(ahead) in guards()["year_verbs"] or tokens.part(ahead) == "-"
    if before.part == "(":
        return tokens.part(ahead) in (")", "-", ",")
    return not before.capital  # "Tokyo 2020", "Windows 2000" are names


def counts_things(tokens: Tokens, ahead: int) -> bool:
    """Whether the word after a number is what it counts ("2000 troops")."""
    if ahead >= len(tokens.row):
        return False
    after = tokens.row[ahead]
    if after.word in guards()["counted"] or measures(tokens, ahead):
        return True
    if after.word in guards()["priced"]:
        return False  # "of 2000 levels"
    plural = after.word.endswith("s") and not after.capital and after.part == "_"
    if not plural or after.possessive or after.word in guards()["not_plural"]:
        return False
    number = tokens.row[ahead - 1]
    modern = number.part == "Y" and _FIRST_MODERN_YEAR < number.number < _LAST_MODERN_YEAR
    return len(after.word) >= _SHORTEST_PLURAL and not (modern and number.number % 100)


def measures(tokens: Tokens, at: int) -> bool:
    """Whether a word is a unit or a clock's, which a number has to stand before."""
    word, measured = tokens.word(at), guards()["measured"]
    return word in measured or f"{word} {tokens.word(at + 1)}" in measured


def counts_after_date(tokens: Tokens, ahead: int) -> bool:
    """Whether the number after a day or a month is no year but counts what comes after it.

    "On 4 March 2022 police …" has a year, whatever police could be counted; "on 4 March, 2000
    people …" may have none.
    """
    if not counts_things(tokens, ahead):
        return False
    number = tokens.row[ahead - 1]
    if number.part != "Y":
        return False  # "2021 года"
    if not plain(number.number) or measures(tokens, ahead):
        return True
    return number.number % 100 == 0 and tokens.part(ahead - 2) == ","
