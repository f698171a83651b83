"""What a line after /subscribe follows: its subject found among topics, actors and phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.contract import PersonError
from bot.locale import t
from bot.questions import told_if_unclear, written_days
from briefings import wording
from briefings.parts import ANY_TIME
from briefings.wording import Wish
from storage.search import Found, Verdict
from storage.snapshot import Snapshot
from storage.state.records import Mode, Wanted, WantedKind
from storage.text.folding import fold
from storage.text.folding import words as words_in

_TOPIC, _ACTOR = "topic:", "actor:"  # what a button names, by id
_STRICT: Final = 95.0  # score from which on a name is the subject's own, not merely like it
_MARGIN: Final = 5.0  # by which the better of two must lead
_BETWEEN: Final = re.compile(r"\s*(?:[,;&]|\band\b|\bи\b)\s*", re.IGNORECASE)  # several names
_LIKELY: Final = 5  # meanings of a name that are offered
_MOST_WORDS: Final = 10  # in which a name is looked for beside strange words


def read(snapshot: Snapshot, words: str) -> Wish:
    """Read what was typed, or what the buttons have gathered; raises PersonError."""
    subject, _, parts = words.partition(" ")
    if subject.startswith((_TOPIC, _ACTOR)):
        return replace(_gathered(parts), subject=subject)
    with told_if_unclear():
        wishes = wording.readings(words)
    if wishes[0].subject is None:
        raise PersonError(t("Say what to follow first: /subscribe Kabulov daily 09:00"))
    exact = _exactly(snapshot, wishes)
    if exact is not None:
        return exact
    with told_if_unclear():
        return _likest(snapshot, wording.strict_readings(words))


def as_words(words: str) -> Wish:
    """Read what was typed where no topic and nobody is meant: “Black Friday” may be one phrase."""
    with told_if_unclear():
        return wording.read(words)


def _gathered(parts: str) -> Wish:
    """Read what the buttons have gathered, and the line that answers the last question."""
    with told_if_unclear():
        try:
            return wording.read_parts(parts)
        except wording.NotUnderstood as strange:
            raise PersonError(
                t(
                    "I do not understand “{words}”. Days are written like mon,thu and a time like "
                    "21:30.",
                    **strange.arguments,
                )
            ) from strange


def _exactly(snapshot: Snapshot, wishes: Sequence[Wish]) -> Wish | None:
    """Take the reading whose subject is a phrase, or is called just so; the longest one."""

    def exact(subject: str) -> bool:
        both = _found(snapshot, subject)
        sure = (found for found in both if found.verdict is Verdict.CONFIDENT)
        strange = any(found.missing for found in both)
        return not strange and any(found.matches[0].score >= _STRICT for found in sure)

    def titled(subject: str) -> bool:
        """Whether a topic's title has these very words, a city's among them."""
        named = f" {_spelt(subject)} "
        titles = (f" {_spelt(one.title)} " for one in snapshot.corpus.topics)
        return " " in subject and any(named in title for title in titles)

    def known(subject: str) -> bool:
        return exact(subject) or titled(subject)

    best = wording.choose(wishes, known)
    return best if best.quoted or known(best.subject or "") else None


def _likest(snapshot: Snapshot, wishes: Sequence[Wish]) -> Wish:
    """Take the reading whose subject is most like something; of those much alike, the longest.

    The likeliest where nothing is like any.
    """
    likeness = {wish: _likeness(snapshot, wish.subject or "") for wish in wishes}
    most = max(likeness.values())
    like = {wish.subject for wish in wishes if likeness[wish] > max(0, most - _MARGIN)}
    return wording.choose(wishes, like.__contains__)


def _likeness(snapshot: Snapshot, subject: str) -> float:
    """Give the score of what is found by all words of a subject, 0 where nothing is."""
    found = (found for found in _found(snapshot, subject) if not found.missing)
    return max((one.matches[0].score for one in found if one.matches), default=0)


def _spelt(title: str) -> str:
    return " ".join(fold(word.surface) for word in words_in(title))


def _found(snapshot: Snapshot, subject: str) -> tuple[Found, Found]:
    return snapshot.index.find_topic(subject), snapshot.index.find_actor(subject)


def meant(snapshot: Snapshot, wish: Wish) -> Wanted | Sequence[Wanted] | None:
    """Tell what is to be followed, or what all it may be where that is not sure.

    None where a button names what the corpus does not know any more.
    """
    subject = wish.subject or ""
    if wish.quoted:
        return phrase(subject)
    if subject.startswith((_TOPIC, _ACTOR)):
        return _named(snapshot, subject)
    topics, actors = _found(snapshot, subject)
    likely = sorted(
        [
            *((m.score, topic(snapshot, m.id)) for m in topics.matches[:_LIKELY]),
            *((m.score, _actor(snapshot, m.id)) for m in actors.matches[:_LIKELY]),
        ],
        key=lambda pair: -pair[0],
    )
    sure = [
        (found.matches[0].score, named(snapshot, found.matches[0].id))
        for found, named in ((topics, topic), (actors, _actor))
        if found.verdict is Verdict.CONFIDENT
    ]
    if len(sure) == 1 or (sure and likely[0][0] - likely[1][0] >= _MARGIN):
        return max(sure, key=lambda pair: pair[0])[1]
    all_ = (*_several(snapshot, subject), *(wanted for _, wanted in likely))
    return tuple(dict.fromkeys(all_))[:_LIKELY] or _beside_more(snapshot, subject)


def _several(snapshot: Snapshot, subject: str) -> list[Wanted]:
    """Tell who is named, where several are in one line: one can be followed at a time."""
    pieces = _BETWEEN.split(subject)
    found = [snapshot.index.find_actor(piece) for piece in pieces if len(pieces) > 1]
    sure = [one for one in found if one.verdict is Verdict.CONFIDENT]
    return [_actor(snapshot, one.matches[0].id) for one in sure]


def _beside_more(snapshot: Snapshot, subject: str) -> tuple[Wanted, ...]:
    """Tell what is named by the first words, or the last: the others are strange, the name is not.

    The more words name it, the better.
    """
    words = subject.split()
    if len(words) > _MOST_WORDS:
        return ()
    for size in range(len(words) - 1, 0, -1):
        for some in (words[:size], words[-size:]):
            topics, actors = _found(snapshot, " ".join(some))
            known = [
                named(snapshot, found.matches[0].id)
                for found, named in ((topics, topic), (actors, _actor))
                if found.verdict is Verdict.CONFIDENT and not found.missing
            ]
            if known:
                return tuple(known)
    return ()


def _named(snapshot: Snapshot, subject: str) -> Wanted | None:
    """Give what a button names, if the corpus still has it."""
    kind, _, id_ = subject.partition(":")
    if f"{kind}:" == _TOPIC and id_ in snapshot.corpus.topic_by_id:
        return topic(snapshot, id_)
    if f"{kind}:" == _ACTOR and id_ in snapshot.corpus.actor_by_id:
        return _actor(snapshot, id_)
    return None


def topic(snapshot: Snapshot, id_: str) -> Wanted:
    """Follow a topic."""
    return Wanted(WantedKind.TOPIC, id_, snapshot.corpus.topic_by_id[id_].title)


def _actor(snapshot: Snapshot, id_: str) -> Wanted:
    return Wanted(WantedKind.ACTOR, id_, snapshot.corpus.actor_by_id[id_].name)


def phrase(words: str) -> Wanted:
    """Follow words themselves; raises PersonError where there are none."""
    if not any(character.isalnum() for character in words):
        raise PersonError(t('A phrase to follow has words in it: /subscribe "Green Zone" 09:00'))
    return Wanted(WantedKind.PHRASE, f'"{words}"', f"“{words}”")


def written(wanted: Wanted, wish: Wish) -> str:
    """Write a wish as it may be typed, for a button."""
    subject = {
        WantedKind.TOPIC: f"{_TOPIC}{wanted.key}",
        WantedKind.ACTOR: f"{_ACTOR}{wanted.key}",
        WantedKind.PHRASE: wanted.key,
    }[wanted.kind]
    parts = [subject]
    if wish.mode is not None:
        parts.append(wish.mode.value)
    if wish.days is not None and wish.mode is not Mode.ON_THIS_DAY:
        parts.append(written_days(wish.days))
    if wish.at is not None:
        parts.append(f"{wish.at:%H:%M}")
    if wish.any_time:
        parts.append(ANY_TIME)
    if wish.zone is not None:
        parts.append(wish.zone)
    if wish.target is not None:
        parts.append(f"to {wish.target}")
    if wish.silent is not None:
        parts.append("silent" if wish.silent else "with sound")
    return " ".join(parts)
