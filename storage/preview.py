"""What would be understood of an article, told by a process that may use only so much.

Whoever sends a file may mean harm: what takes too long or too much memory ends that process, and
nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from storage.errors import AdditionRefused, ArchiveError
from storage.models import Article, Corpus
from storage.worker import receive

FEWEST_WORDS: Final = 5
"""Words that a paragraph must have to be looked for in other articles."""

_FIRST: Final = 3  # lines
_MEGABYTE: Final = 1024 * 1024
_FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one article may use: seconds of the processor and in all, bytes, open files."""

    cpu: int = 20
    wall: float = 30.0
    memory: int = 1024 * _MEGABYTE
    written: int = _MEGABYTE
    files: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was understood of an article, and how much of it stands in the corpus already.

    `article` holds what it says of itself, without its passages; `alike` is how many of its
    `compared` paragraphs stand in the article `like`; `same_address` is the article that has its
    address.
    """

    article: Article
    passages: int
    quotes: int
    unattributed: int
    actors: int
    events: int
    first: tuple[str, ...]
    notes: tuple[str, ...]
    compared: int
    alike: int
    like: str | None
    same_address: str | None


LIMITS: Final = Limits()


async def preview_in_worker(folder: Path, data: Path, limits: Limits = LIMITS) -> Preview:
    """Tell what is understood of the one article in a folder, beside the corpus kept in `data`.

    Raises AdditionRefused where it cannot be read, or takes more than the limits.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(
        target=_work, args=(theirs, folder, data, limits), daemon=True, name="newsdesk-preview"
    )
    await asyncio.to_thread(child.start)
    theirs.close()
    try:
        told = await receive(ours, limits.wall)
    except (EOFError, TimeoutError) as ended:
        log.warning("reading a draft was ended: %s", type(ended).__name__)
        raise _too_much(limits) from None
    finally:
        child.kill()
        await asyncio.to_thread(child.join)
        ours.close()
    if isinstance(told, Preview):
        return told
    if isinstance(told, ArchiveError):
        raise told
    log.error("reading a draft failed:\n%s", told)
    raise AdditionRefused("It could not be read; the log says why.")


def _too_much(limits: Limits) -> AdditionRefused:
    return AdditionRefused(
        "Reading it took more than {seconds} seconds or {memory} MB of memory, as no article does; "
        "it was stopped. Send only the article's own text.",
        seconds=limits.cpu,
        memory=limits.memory // _MEGABYTE,
    )


def _work(pipe: Connection, folder: Path, data: Path, limits: Limits) -> None:
    _confine(limits)
    try:
        pipe.send(_previewed(folder, data))
    except ArchiveError as error:
        pipe.send(error)
    except (MemoryError, RecursionError):
        pipe.send(_too_much(limits))
    except BaseException:  # noqa: BLE001 - the parent logs whatever it was
        import traceback  # noqa: PLC0415 - only a failing child needs it

        pipe.send(traceback.format_exc(limit=-20))
    finally:
        pipe.close()


def _confine(limits: Limits) -> None:
    """Let this process use only so much, and neither the network nor other programs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a process that reads a draft")


def _previewed(folder: Path, data: Path) -> Preview:
    # Imported here: only the child needs the rules.
    from dataclasses import replace  # noqa: PLC0415

    from storage.building import build_corpus  # noqa: PLC0415
    from storage.kept import map_served  # noqa: PLC0415

    made = build_corpus(folder)
    if not made.articles:
        raise AdditionRefused(
            "It cannot be read: {reason}.",
            reason="; ".join(left_out.reason for left_out in made.rejected),
        )
    article = made.articles[0]
    kept = map_served(data) or Corpus()
    compared, alike, like = _likeness(article, kept)
    readable = [passage.text for passage in article.readable()]
    return Preview(
        article=replace(article, passages=()),
        passages=len(readable),
        quotes=len(made.quotes),
        unattributed=sum(quote.speaker is None for quote in made.quotes),
        actors=len(made.actors),
        events=len(made.events),
        first=tuple(readable[:_FIRST]),
        notes=tuple(left_out.reason for left_out in made.rejected),
        compared=compared,
        alike=alike,
        like=like,
        same_address=next(
            (a.id for a in kept.articles if article.url and a.key == article.key), None
        ),
    )


def _likeness(article: Article, kept: Corpus) -> tuple[int, int, str | None]:
    """Count an article's paragraphs, and how many stand in the other that has the most of them."""
    from storage.text.folding import key, words  # noqa: PLC0415

    texts = [passage.text for passage in article.readable()]
    mine = {key(text) for text in texts if len(words(text)) >= FEWEST_WORDS}
    alike, like = 0, None
    for other in kept.articles if mine else ():
        both = len(mine & {key(passage.text) for passage in other.readable()})
        if both > alike:
            alike, like = both, other.id
    return len(mine), alike, like
