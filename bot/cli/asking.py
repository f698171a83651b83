"""`ask`: an answer in the terminal, or matches as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.asking import PLAIN, by_name, nearest, read
from bot.cli.corpus import snapshot_of
from bot.commands import COMMANDS
from bot.config import Settings
from bot.contract import Ask, Command, PersonError
from bot.locale import Translator, t
from bot.render.known import shown, unknown_filter
from bot.render.terminal import plain
from storage.corpus import Snapshot
from storage.models import Corpus
from storage.search import Found, Match

_MOST = 20  # matches in a line


async def ask(settings: Settings, text: str) -> int:
    """Print the answer to a line as typed in a private chat."""
    line = read(text)
    command = _command(line.name)
    snapshot = await snapshot_of(settings)
    if command.answer is None:
        raise PersonError(t("/{name} works in the bot only.", name=command.name))
    ask = Ask(words=line.words, snapshot=snapshot, now=datetime.now(UTC))
    answer = command.answer(ask)
    if answer.picture is not None:  # a terminal shows none
        answer = command.answer(replace(ask, words=answer.picture.instead.words))
    sys.stdout.write(plain(answer, Translator()) + "\n")
    return 0


async def batch(settings: Settings) -> int:
    """Answer each line of standard input with a JSON line: verdict, matches, citations.

    A line that cannot be answered gets one with an error, and the others go on.
    """
    snapshot = await snapshot_of(settings)
    for typed in sys.stdin:
        if typed.strip():
            sys.stdout.write(json.dumps(_result(snapshot, typed), ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0


def _command(name: str | None) -> Command:
    """Give the command of a typed line; raises PersonError for a name that is none."""
    command = by_name(COMMANDS).get(name or PLAIN)
    if command is not None:
        return command
    like = nearest(name or "", COMMANDS)
    if like is None:
        raise PersonError(t("There is no command /{name}. /help lists them all.", name=name))
    raise PersonError(
        t("There is no command /{name}. Did you mean /{like}?", name=name, like=like.name)
    )


def _result(snapshot: Snapshot, typed: str) -> dict[str, Any]:
    """Give what a typed line finds, as plain values; documented in docs/export.md."""
    line = read(typed)
    asked = {"query": typed.strip(), "command": line.name or PLAIN, "words": line.words}
    try:
        search = _search(_command(line.name), line.words)
    except PersonError as error:
        return asked | {"error": Translator().render(error.text)}
    found = search(snapshot, line.words)
    if found.unknown:
        return asked | {"error": Translator().render(unknown_filter(snapshot.corpus, found).text)}
    return asked | {
        "verdict": found.verdict.value,
        "matches": [_match(snapshot.corpus, match) for match in found.matches[:_MOST]],
        "nearest": [
            near if isinstance(near, str) else _match(snapshot.corpus, near)
            for near in found.nearest
        ],
        "missing": list(found.missing),
    }


def _search(command: Command, words: str) -> Callable[[Snapshot, str], Found]:
    """Give how a command looks words up; raises PersonError where there is nothing to look up."""
    if command.search is None:
        raise PersonError(t("/{name} looks nothing up.", name=command.name))
    if not words:
        raise PersonError(t("/{name} needs words to look up.", name=command.name))
    return command.search


def _match(corpus: Corpus, match: Match) -> dict[str, Any]:
    text, citation = shown(corpus, match)
    return {
        "kind": match.kind.value,
        "id": match.id,
        "score": round(match.score, 1),
        "reasons": [
            {"why": reason.why.value, "query": reason.query, "matched": reason.matched}
            for reason in match.reasons
        ],
        "text": text,
        "citation": corpus.cite(citation) if citation is not None else None,
        "article": citation.article if citation is not None else None,
        "paragraph": citation.passage if citation is not None else None,
    }
