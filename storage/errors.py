"""Errors of archive and state that a person can mend: a message with arguments, what to do."""

from __future__ import annotations


class ArchiveError(Exception):
    """Something about the articles, the store or the state that a person can mend.

    `message` is an English message id with named places, `arguments` fill them; the edge
    renders both in the reader's language.  `str()` gives the English text.
    """

    def __init__(self, message: str, **arguments: object) -> None:
        super().__init__(message.format(**arguments))
        self.message = message
        self.arguments = arguments

    def __reduce__(self) -> tuple[object, ...]:
        """Cross the pipe from a worker process with message and arguments."""
        return _restored, (type(self), self.message, self.arguments)


def _restored(kind: type[ArchiveError], message: str, arguments: dict[str, object]) -> ArchiveError:
    return kind(message, **arguments)


class SeedsMissing(ArchiveError):
    """The folder of articles is not there or cannot be read."""


class SeedsInvalid(ArchiveError):
    """topics.toml, actors.toml or corrections.toml cannot be understood."""


class StoreLocked(ArchiveError):
    """Another process writes to the same data folder."""


class StoreDamaged(ArchiveError):
    """The store's file does not hold what was written to it."""


class StoreUnwritable(ArchiveError):
    """The store cannot be written: a read-only folder, a full disk."""


class BuildFailed(ArchiveError):
    """The worker process that builds the corpus died or ran out of time."""


class ReloadRefused(ArchiveError):
    """The new corpus is empty or sharply shrunk; the old one stays unless forced."""


class ReloadRunning(ArchiveError):
    """A reload is under way already."""


class NotAnAddition(ArchiveError):
    """The article was not added by an admin, so that it is not an admin's to remove."""


class AdditionRefused(ArchiveError):
    """The article cannot be read, or stands in the corpus already; nothing changed."""


class NothingToUndo(ArchiveError):
    """Nothing was added or removed, or something else was since it was shown."""


class StateUnavailable(ArchiveError):
    """The state cannot be used now (no permission, disk full, no server)."""


class StateDamaged(ArchiveError):
    """What lies where the state should be is no database of ours; it was left untouched."""
