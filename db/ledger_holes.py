"""Holes in the ledger: where payload and salt went lawfully, and which act with two approvals explains each.

A hole is an empty text where content stood. It is accepted only where an item of a lawful destruction names its place
and the very commitment that stayed behind, and what stands beside it is what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from db.canonical import canonical
from db.models import Destruction, DestructionApproval, DestructionItem, LedgerChange, LedgerEntry

EXPUNGED = "record:expunged"
APPROVALS = 2
ENTRY, CHANGE, KEPT = "ledger_entry", "ledger_change", "ledger_kept"
EMPTY_ENTRY = {"header": "", "salt": "", "actor": ""}
EMPTY_CHANGE = {"payload": "", "salt": ""}


def place_of(entry_id: UUID, position: int) -> str:
    """A change's place as an item names it."""
    return f"{entry_id.hex}:{position}"


def remains_of_entry(entry: Any) -> str:
    """What stands beside an emptied entry: when, which act, on which matter, how many changes; not who."""
    return canonical(
        {
            "id": entry.id, "at": entry.at, "event": entry.event, "incident": entry.incident_id,
            "case": entry.case_id, "changes": entry.changes,
        }
    )  # fmt: skip


def remains_of_change(change: Any) -> str:
    """What stands beside an emptied change: of which row it was."""
    return canonical({"operation": change.operation, "table": change.row_table, "row": change.row_id})


def is_emptied(row: Any, emptied: dict[str, str]) -> bool:
    """Whether this is a hole: everything that a destruction empties is empty."""
    return all(getattr(row, name) == "" for name in emptied)


@dataclass
class Holes:
    """What lawful destructions explain: (commitment, what remains) by place, and what was left beside, by entry."""

    entries: dict[str, tuple[str, str]] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    beside: dict[str, dict[str, str]] = field(default_factory=dict)

    def explains_change(self, change: Any) -> bool:
        """Whether this emptied change was destroyed lawfully."""
        said = self.changes.get(place_of(change.entry_id, change.position))
        return said == (change.commitment, remains_of_change(change))

    def explains_entry(self, entry: Any, changes: Sequence[Any]) -> bool:
        """Whether this emptied entry was destroyed lawfully, and each of its changes is one that it had."""
        if self.entries.get(entry.id.hex) != (entry.commitment, remains_of_entry(entry)):
            return False
        had = {place_of(one.entry_id, one.position): one.commitment for one in changes}
        return len(had) == entry.changes and had == self.beside.get(entry.id.hex, {})


def lawful() -> Any:
    """The keys of the destructions that count: approved by two people in the very act that destroyed."""
    two = (
        select(func.count(DestructionApproval.account_id.distinct()))
        .where(
            DestructionApproval.destruction_id == Destruction.id, DestructionApproval.entry_id == Destruction.entry_id
        )
        .scalar_subquery()
    )
    return (
        select(Destruction.id)
        .join(LedgerEntry, LedgerEntry.id == Destruction.entry_id)
        .where(LedgerEntry.event == EXPUNGED, two >= APPROVALS)
    )


def holes_of(session: Session | Connection) -> Holes:
    """Everything that lawful destructions explain."""
    found = Holes()
    items = select(
        DestructionItem.row_table, DestructionItem.row_id, DestructionItem.commitment, DestructionItem.remains
    ).where(DestructionItem.row_table.in_((ENTRY, CHANGE, KEPT)), DestructionItem.destruction_id.in_(lawful()))
    for table, place, commitment, remains in session.execute(items):
        if table == ENTRY:
            found.entries[place] = commitment, remains
            continue
        if table == CHANGE:
            found.changes[place] = commitment, remains
        found.beside.setdefault(place.partition(":")[0], {})[place] = commitment
    return found


def restated(session: Session) -> dict[str, str]:
    """What remains of changes that held rows of many matters, by the place they first stood in."""
    found = (
        select(LedgerChange.row_id, LedgerChange.payload)
        .join(LedgerEntry, LedgerEntry.id == LedgerChange.entry_id)
        .where(LedgerChange.operation == "restate", LedgerChange.payload != "", LedgerEntry.event == EXPUNGED)
    )
    return {row.row_id: row.payload for row in session.execute(found)}
