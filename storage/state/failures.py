"""What can be wrong with the state's database, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from storage.errors import StateDamaged, StateUnavailable

_DAMAGE = ("malformed", "not a database", "corrupt", "disk image")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn the database library's errors into ours, with words for people."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig)
        if any(sign in reason for sign in _DAMAGE):
            raise damaged(name, reason) from error
        raise unusable(name, reason) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StateUnavailable(
            "There is no driver for the database {name}: {reason}. For PostgreSQL: pip install "
            "'newsdesk-bot[postgresql]'.",
            name=name,
            reason=error,
        ) from error
    except SQLAlchemyError as error:
        raise unusable(name, error) from error
    except ValueError as error:
        # What is in a row was not written by us: a date that is none, bytes that are no text.
        raise damaged(name, error) from error


def damaged(place: Path | str, reason: object) -> StateDamaged:
    """Say that a database cannot be trusted, and how to go on."""
    return StateDamaged(
        "{place} is damaged ({reason}). Bring back a backup with `newsdesk restore`, DATA_DIR "
        "being its folder, or move the file away to start anew: subscriptions are lost then, and "
        "buttons of old messages stop working.",
        place=place,
        reason=reason,
    )


def unusable(place: Path | str, reason: object) -> StateUnavailable:
    """Say that a database cannot be used now."""
    return StateUnavailable(
        "The state in {place} cannot be used: {reason}.", place=place, reason=reason
    )
