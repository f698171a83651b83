"""What must survive a restart and is not the corpus: chats, briefings, buttons; in a database."""

from storage.errors import StateDamaged, StateUnavailable
from storage.state.backups import backups_of, restore
from storage.state.health import examine
from storage.state.state import State, StoredAction

__all__ = [
    "State",
    "StateDamaged",
    "StateUnavailable",
    "StoredAction",
    "backups_of",
    "examine",
    "restore",
]
