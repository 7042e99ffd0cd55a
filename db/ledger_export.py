"""A case's acts as a file that proves itself: entries, the changes that are the case's own, proofs, a signed head.

Whoever reads it offline learns of this case alone: another matter's rows in the same act stay commitments, and a proof
consists of hashes over salted commitments. Of a destroyed matter it shows the holes, each leaf with its proof, and the
act that explains them.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.domain.merkle import inclusion_path
from db.ledger_holes import EMPTY_ENTRY, ENTRY, is_emptied
from db.ledger_tree import checkpoint_of, newest_head
from db.models import Destruction, DestructionItem
from db.models.ledger import LedgerChange, LedgerEntry, LedgerLeaf

FORMAT = "probity-case-1"
PROOF = ("destruction", "destruction_approval", "destruction_item")


class NothingToExport(Exception):
    """There is no entry of the case in the tree yet."""


def export_case(session: Session, number: str, case_id: UUID, public_keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Every act on the case that has its place in the tree, with its proof. Raises NothingToExport before the first."""
    found = _exported(session, number, LedgerEntry.case_id == case_id, lambda change: _change(change, case_id))
    return {**found, "case": number, "case_id": case_id.hex, "public_keys": _hex(public_keys)}


def export_destroyed(session: Session, proof: Destruction, public_keys: Mapping[str, bytes]) -> dict[str, Any]:
    """A destroyed matter by its proof: its holes in the tree, and the act that explains them, whole.

    Raises NothingToExport before that act has its place.
    """
    name = f"Destruction {proof.id}"
    taken = select(DestructionItem.row_id).where(
        DestructionItem.destruction_id == proof.id, DestructionItem.row_table == ENTRY
    )
    keys = [*(UUID(text) for text in session.scalars(taken)), proof.entry_id]
    found = _exported(session, name, LedgerEntry.id.in_(keys), _proof_change)
    if all("hole" in entry for entry in found["entries"]):
        raise NothingToExport(f"{name} has no place in the tree yet. Is `probity work` running?")
    case_id = session.get_one(LedgerEntry, proof.entry_id).case_id
    return {
        **found, "case": "", "case_id": case_id.hex if case_id else None, "destruction": proof.id.hex,
        "public_keys": _hex(public_keys),
    }  # fmt: skip


def _hex(public_keys: Mapping[str, bytes]) -> dict[str, str]:
    return {name: key.hex() for name, key in public_keys.items()}


def _exported(
    session: Session, name: str, wanted: ColumnElement[bool], shown: Callable[[Any], dict[str, str]]
) -> dict[str, Any]:
    """Head and entries of an export."""
    head = newest_head(session)
    places = {
        row.entry_id: row.position
        for row in session.execute(
            select(LedgerLeaf.entry_id, LedgerLeaf.position)
            .join(LedgerEntry, LedgerEntry.id == LedgerLeaf.entry_id)
            .where(wanted)
        )
    }
    if head is None or not places:
        raise NothingToExport(f"{name} has no act in the tree yet. Is `probity work` running?")
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
        "head": checkpoint_of(head),
        "entries": [_entry(session, row, places[row.id], leaves, shown) for row in rows],
    }


def _entry(
    session: Session, row: Any, position: int, leaves: list[bytes], shown: Callable[[Any], dict[str, str]]
) -> dict[str, Any]:
    changes = session.execute(
        select(LedgerChange.__table__).where(LedgerChange.entry_id == row.id).order_by(LedgerChange.position)
    )
    said = {"hole": row.id.hex} if is_emptied(row, EMPTY_ENTRY) else {"header": row.header, "salt": row.salt}
    return {
        **said,
        "commitment": row.commitment,
        "position": position,
        "proof": [step.hex() for step in inclusion_path(position, leaves)],
        "changes": [shown(change) for change in changes],
    }


def _proof_change(change: Any) -> dict[str, str]:
    """A change of the act that destroyed: its proof is shown, what it stated anew of other matters is not."""
    return _whole(change) if change.row_table in PROOF else _bare(change)


def _bare(change: Any) -> dict[str, str]:
    return {"commitment": change.commitment}


def _whole(change: Any) -> dict[str, str]:
    return {
        "commitment": change.commitment, "salt": change.salt, "operation": change.operation,
        "table": change.row_table, "row": change.row_id, "payload": change.payload,
    }  # fmt: skip


def _change(change: Any, case_id: UUID) -> dict[str, str]:
    of_case = is_of_case(change.operation, change.row_table, change.payload, case_id)
    return _whole(change) if of_case else _bare(change)


def is_of_case(operation: str, table: str, payload: str, case_id: UUID) -> bool:
    """Whether a change is of a row of this case and of no other: by its own key, or by the case it names."""
    if operation in ("bulk", "restate") or not payload:
        return False
    row = json.loads(payload)
    return bool(row.get("id" if table == "case" else "case_id") == case_id.hex)
