"""What must survive a restart and is not the corpus: chats, briefings, buttons; in a database."""

from storage.errors import StateDamaged, StateUnavailable
from storage.state.backups import BY_HAND, back_up, backups_of, copy_name, restore
from storage.state.health import examine
from storage.state.state import State, StoredAction

__all__ = [
    "BY_HAND",
    "State",
    "StateDamaged",
    "StateUnavailable",
    "StoredAction",
    "back_up",
    "backups_of",
    "copy_name",
    "examine",
    "restore",
]
