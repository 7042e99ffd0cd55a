"""A case's acts as a file that proves itself: entries, the changes that are the case's own, proofs, a signed head.

Whoever reads it offline learns of this case alone: another matter's rows in the same act stay commitments, and a proof
consists of hashes over salted commitments.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.domain.merkle import inclusion_path
from db.ledger_tree import checkpoint_of, newest_head
from db.models.ledger import LedgerChange, LedgerEntry, LedgerLeaf

FORMAT = "probity-case-1"


class NothingToExport(Exception):
    """There is no entry of the case in the tree yet."""


def export_case(session: Session, number: str, case_id: UUID, public_keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Every act on the case that has its place in the tree, with its proof. Raises NothingToExport before the first."""
    head = newest_head(session)
    places = {
        row.entry_id: row.position
        for row in session.execute(
            select(LedgerLeaf.entry_id, LedgerLeaf.position)
            .join(LedgerEntry, LedgerEntry.id == LedgerLeaf.entry_id)
            .where(LedgerEntry.case_id == case_id)
        )
    }
    if head is None or not places:
        raise NothingToExport(f"{number} has no act in the tree yet. Is `probity work` running?")
    leaves = [
        bytes.fromhex(text)
        for text in session.scalars(
            select(LedgerLeaf.hash).where(LedgerLeaf.position < head.tree_size).order_by(LedgerLeaf.position)
        )
    ]
    entries = session.execute(select(LedgerEntry.__table__).where(LedgerEntry.id.in_(list(places))))
    rows = sorted(entries, key=lambda row: places[row.id])
    return {
        "format": FORMAT,
        "case": number,
        "case_id": case_id.hex,
        "head": checkpoint_of(head),
        "public_keys": {name: key.hex() for name, key in public_keys.items()},
        "entries": [_entry(session, row, places[row.id], leaves, case_id) for row in rows],
    }


def _entry(session: Session, row: Any, position: int, leaves: list[bytes], case_id: UUID) -> dict[str, Any]:
    changes = session.execute(
        select(LedgerChange.__table__).where(LedgerChange.entry_id == row.id).order_by(LedgerChange.position)
    )
    return {
        "header": row.header,
        "salt": row.salt,
        "commitment": row.commitment,
        "position": position,
        "proof": [step.hex() for step in inclusion_path(position, leaves)],
        "changes": [_change(change, case_id) for change in changes],
    }


def _change(change: Any, case_id: UUID) -> dict[str, str]:
    if not is_of_case(change.operation, change.row_table, change.payload, case_id):
        return {"commitment": change.commitment}
    return {
        "commitment": change.commitment, "salt": change.salt, "operation": change.operation,
        "table": change.row_table, "row": change.row_id, "payload": change.payload,
    }  # fmt: skip


def is_of_case(operation: str, table: str, payload: str, case_id: UUID) -> bool:
    """Whether a change is of a row of this case and of no other: by its own key, or by the case it names."""
    if operation == "bulk" or not payload:
        return False
    row = json.loads(payload)
    return bool(row.get("id" if table == "case" else "case_id") == case_id.hex)
