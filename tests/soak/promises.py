"""The promises by name, each a function of the database and of the share of its full size."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.harness.databases import Kind


@dataclass(frozen=True)
class Seen:
    """What a promise's run saw. `negative_control` says how the broken variant was caught."""

    promise: str
    database: str
    tried: int
    failed: int
    words: str
    negative_control: str

    def as_json(self) -> dict[str, Any]:
        """The row as `--json` writes it."""
        return {
            "promise": self.promise,
            "database": self.database,
            "tried": self.tried,
            "failed": self.failed,
            "negative_control": self.negative_control,
        }


Promise = Callable[[Kind, float], Seen]

MODULES = {
    "filings_survive_kills": "kills",
    "one_of_several_processes_may_die": "one_of_several",
    "a_retry_never_files_twice": "retries",
    "walls_hide_existence": "walls",
    "row_level_security_alone_holds": "row_level_security",
    "tampering_is_found": "tampering",
    "the_verifier_is_not_fooled": "tampering",
    "guessing_fails": "front_door",
    "malformed_input_never_breaks": "front_door",
    "uploads_cannot_hurt": "front_door",
    "a_full_disk_never_gives_a_false_yes": "full_disk",
    "a_lost_database_never_gives_a_false_yes": "lost_database",
    "power_loss_loses_nothing": "power",
    "no_row_points_at_missing_evidence": "crash_points",
    "backups_restore": "backups",
    "bit_rot_is_found": "bit_rot",
    "lost_updates_cannot_happen": "lost_updates",
    "double_votes_never_count": "races",
    "two_decisions_are_never_both_made": "races",
    "large_files_need_little_memory": "large_files",
    "recusal_works_at_once": "recusal",
    "impossible_states_cannot_exist": "states",
    "authorization_is_complete": "kept",
    "headers_are_everywhere": "kept",
    "migrations_keep_data_and_protections": "kept",
    "no_script_runs": "scripts",
}
"""Which file of this folder keeps which promise."""

ALONE: dict[str, tuple[Kind, ...]] = {"row_level_security_alone_holds": ("postgresql",)}
"""Promises that one database can make only: SQLite's file has one user."""
OF_THE_DISK = frozenset({
    "filings_survive_kills", "one_of_several_processes_may_die", "a_retry_never_files_twice",
    "a_full_disk_never_gives_a_false_yes",
    "a_lost_database_never_gives_a_false_yes", "power_loss_loses_nothing", "no_row_points_at_missing_evidence",
    "backups_restore", "bit_rot_is_found", "large_files_need_little_memory",
})  # fmt: skip
"""Promises whose full size is tried on a real disk; the others need none."""


def promise(name: str) -> Promise:
    """The function that tries a promise; its file is loaded only now, for some need a browser or a second server."""
    found: Promise = getattr(import_module(f"tests.soak.{MODULES[name]}"), name)
    return found
