"""What a paragraph tells, once it is read, of the quotation that the one before it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from storage.extraction.clauses import MARK, QUOTE, Token
from storage.extraction.heard import Heard, HeardPassage, HeardSentence
from storage.extraction.phrases import NAME
from storage.extraction.speakers import NOBODY, Speaker
from storage.extraction.speech import speech
from storage.models import PassageKind

_TEXT = PassageKind.TEXT
_NAMED_BEHIND = 0.85
_REACH = 8  # tokens within which "So ends the letter of Lee" names whose words they were


def revised(passages: Sequence[HeardPassage]) -> tuple[HeardPassage, ...]:
    """Give the passages with every turn one speaker's, and with what is told behind a quotation.

    A quotation that runs over paragraphs is its last paragraph's speaker's, where that names one
    first.  "So ends the letter of Lee" gives the paragraph before it to Lee; "Those words were
    not hers" leaves it open, and so does a quotation that goes on under another's name.
    """
    found = _of_runs(passages)
    found |= _of_followed(passages, found)
    return tuple(_with(passage, found) for passage in passages) if found else tuple(passages)


def _with(passage: HeardPassage, found: dict[int, Heard]) -> HeardPassage:
    sentences = tuple(
        HeardSentence(s.sentence, s.voiced, tuple(found.get(h.index, h) for h in s.heard))
        for s in passage.sentences
    )
    return HeardPassage(passage.passage, sentences)


def _of_runs(passages: Sequence[HeardPassage]) -> dict[int, Heard]:
    """Settle the quotations that go on over paragraphs without being closed."""
    found: dict[int, Heard] = {}
    run: list[Heard] = []
    for heard in _all(passages):
        if not heard.stretch.resumes:
            run = []
        run.append(found.get(heard.index, heard))
        if len(run) > 1 and heard.voiced is not None:
            changed = _settled(run)
            found.update((h.index, h) for h in changed)
            run = changed or run
    return found


def _settled(run: Sequence[Heard]) -> list[Heard]:
    """Give a run that its last stretch's cue claims to that cue's speaker, or end it there."""
    last = run[-1]
    before = run[0].speaker.actor
    if last.speaker.actor is None or before is last.speaker.actor:
        return []
    if any(h.voiced is not None for h in run[:-1]):
        return [replace(last, turn=last.index)]
    first = run[0].index
    return [replace(h, speaker=last.speaker, turn=first) for h in run]


def _of_followed(passages: Sequence[HeardPassage], known: dict[int, Heard]) -> dict[int, Heard]:
    """Settle paragraphs that are only a quotation by how the next one begins."""
    found: dict[int, Heard] = {}
    told = [p for p in passages if p.passage.kind is _TEXT]
    for passage, following in pairwise(told):
        heard = [known.get(h.index, h) for s in passage.sentences for h in s.heard]
        if not heard or heard[-1].voiced is not None or not _bare(passage):
            continue
        speaker = _told_by(heard[-1], following)
        if speaker is not None:
            turn = heard[0].index
            found |= {h.index: replace(h, speaker=speaker, turn=turn) for h in heard}
    return found


def _bare(passage: HeardPassage) -> bool:
    return all(t.kind in (QUOTE, MARK) for s in passage.sentences for t in s.sentence.tokens)


def _all(passages: Sequence[HeardPassage]) -> list[Heard]:
    return [h for p in passages for s in p.sentences for h in s.heard]


def _told_by(heard: Heard, following: HeardPassage) -> Speaker | None:
    """Tell whose the words are by the paragraph behind them, None where it does not tell."""
    if not following.sentences:
        return None
    first = following.sentences[0]
    tokens = first.sentence.tokens
    if _points_back(tokens):
        return _author(tokens)
    if first.heard and first.heard[0].at == 0:
        named = first.heard[0]
        other = named.speaker.actor is not heard.speaker.actor
        by_name = named.voiced is not None and named.voiced.cue.subject.head is NAME
        return NOBODY if other and by_name else None
    return None


def _points_back(tokens: Sequence[Token]) -> bool:
    """Whether a sentence begins with the words just read ("Those words", "So ends")."""
    folded = [t.folded for t in tokens[:2]]
    if len(folded) < 2:  # noqa: PLR2004
        return False
    lexicon = speech()
    pointing = lexicon.has("backwards.pointing", folded[0])
    if pointing and lexicon.has("backwards.words", folded[1]):
        return True
    return folded[0] in ("so", "thus") and lexicon.has("backwards.ending", folded[1])


def _author(tokens: Sequence[Token]) -> Speaker:
    if tokens[0].folded not in ("so", "thus"):
        return NOBODY
    named = [t for t in tokens[:_REACH] if t.actor is not None]
    if len(named) != 1 or named[0].actor is None:
        return NOBODY
    return Speaker(named[0].actor, "named behind the quotation", _NAMED_BEHIND)
