"""Plain words that ask for a command ("subscribe me to Kabulov"): offered, rather than searched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from bot.contract import Action, Answer, Button
from bot.locale import t
from bot.render.rich import bold, code, rich
from briefings.parts import Kind, part_of
from storage.text.folding import fold, words

_Key: TypeAlias = tuple[str, ...]


def _folded(lines: Iterable[str]) -> tuple[_Key, ...]:
    """Give lines word by word, the longest first."""
    keys = (tuple(fold(word) for word in line.split()) for line in lines)
    return tuple(sorted(keys, key=len, reverse=True))


_POLITE: Final = _folded(
    (
        *("please", "can you", "could you", "i want you to", "i want to", "i would like to"),
        *("i'd like to", "пожалуйста", "хочу", "я хочу", "можешь", "можно"),
    )
)
_SUBSCRIBE: Final = _folded(
    (
        *("subscribe", "subscribe to", "subscribe me", "subscribe me to", "sign me up for"),
        *("follow", "keep me posted on", "keep me posted about", "notify me about"),
        *("notify me of", "send me news on", "send me news about", "send me updates on"),
        *("send me updates about", "подпиши", "подпиши на", "подпиши меня", "подпиши меня на"),
        *("подпишите меня на", "подпишись на", "подписаться", "подписаться на", "подписка"),
        *("подписка на", "подписывай меня на", "следи за", "следить за", "присылай новости о"),
        *("присылай мне новости о", "присылай новости про", "присылай мне новости про"),
    )
)
_UNSUBSCRIBE: Final = _folded(
    (
        *("unsubscribe", "unsubscribe from", "unsubscribe me", "unsubscribe me from", "unfollow"),
        *("stop sending me", "stop following", "отписаться", "отписаться от", "отпишись от"),
        *("отпиши", "отпиши от", "отпиши меня", "отпиши меня от", "отписка", "отписка от"),
        *("не присылай", "не присылай мне", "больше не присылай"),
    )
)
_STOP: Final = frozenset({"stop", "stop it", "enough", "стоп", "хватит", "прекрати"})  # alone
_SURE: Final = frozenset({Kind.DAYS, Kind.TIME})


def offer(typed: str) -> Answer | None:
    """Offer the command that plain words ask for; None where they ask for none."""
    bare = _after(typed, _POLITE)
    bare = typed if bare is None else bare
    subject = _after(bare, _SUBSCRIBE)
    if subject is not None:
        return _offer_subscribing(typed, subject)
    subject = "" if fold(bare.strip(" .!")) in _STOP else _after(bare, _UNSUBSCRIBE)
    return _offer_unsubscribing(typed, subject) if subject is not None else None


def is_schedule(typed: str) -> bool:
    """Whether plain words say days or a time and nothing else: an answer, not a question."""
    part = part_of(typed.split())
    if part is None or part.kind not in _SURE or part.value is None:
        return False
    return part.plain if part.kind is Kind.TIME else part.certain


def _offer_subscribing(typed: str, subject: str) -> Answer:
    line = rich(t("In one line: "), code(f"/subscribe {subject or 'Kabulov'} weekdays 09:00"))
    asked = t("Briefings on “{words}”?", words=subject) if subject else t("Do you want briefings?")
    button = Button(t("Subscribe"), Action(command="subscribe", words=subject))
    return Answer(blocks=(rich(bold(asked), "\n", line),), choices=((button,), _search(typed)))


def _offer_unsubscribing(typed: str, subject: str) -> Answer:
    asked = (
        t("No more briefings on “{words}”?", words=subject)
        if subject
        else t("Do you want fewer briefings?")
    )
    rows = (
        (Button(t("Unsubscribe"), Action(command="unsubscribe", words=subject)),),
        (
            Button(t("All subscriptions"), Action(command="subscriptions")),
            Button(t("Pause"), Action(command="pause")),
        ),
        _search(typed),
    )
    return Answer(blocks=(rich(bold(asked)),), choices=rows)


def _search(typed: str) -> tuple[Button]:
    return (Button(t("Search for these words"), Action(command="search", words=typed)),)


def _after(typed: str, leads: tuple[_Key, ...]) -> str | None:
    """Give what follows the longest of the leads that words begin with; None without one."""
    found = words(typed)
    key = tuple(fold(word.surface) for word in found)
    for lead in leads:
        if key[: len(lead)] == lead:
            return typed[found[len(lead) - 1].end :].strip(" ,:;–—….!?")
    return None
