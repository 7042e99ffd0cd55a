"""State must equal the fold of its ledger: every protected row against the last change that the ledger has of it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.canonical import canonical, plain
from db.ledger_holes import place_of, restated
from db.models.base import Base, protected_tables
from db.models.ledger import LedgerChange, LedgerLeaf, LedgerPending

CHUNK = 5000


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: what kind of thing, where (table, row, column or place), and in words."""

    kind: str
    where: str
    text: str


@dataclass
class Fold:
    """What the ledger says each row is, as the hash of its canonical columns; `places` says where it says so."""

    rows: dict[tuple[str, str], bytes] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[UUID, int]] = field(default_factory=dict)
    changes: int = 0
    restated: dict[str, str] = field(default_factory=dict)  # what destructions left of changes with many rows

    def take(self, entry_id: UUID, position: int, operation: str, table: str, row_id: str, payload: str) -> None:
        """Take up one change, in the order of the ledger."""
        self.changes += 1
        if operation == "bulk":
            payload = payload or self.restated.get(place_of(entry_id, position), "")
        if not payload or operation == "restate":  # destroyed, or the rest of what was, taken up where it first stood
            return
        if operation != "bulk":
            self.rows[table, row_id] = _hash(payload)
            self.places[table, row_id] = entry_id, position
            return
        filled = _defaults(Base.metadata.tables[table])
        for row in json.loads(payload):
            key = table, str(row["id"])
            self.rows[key] = _hash(canonical({**filled, **row}))
            self.places[key] = entry_id, position


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _defaults(table: Table) -> dict[str, Any]:
    """What a column holds where a bulk row says nothing of it: its own default, or nothing."""
    filled = {}
    for column in table.columns:
        default = column.default
        filled[column.name] = plain(default.arg) if isinstance(default, ScalarElementColumnDefault) else None
    return filled


def changes_in_order(session: Session) -> Iterator[Any]:
    """Every change, by the place of its entry in the tree; those that still wait for one come last, as they came."""
    wanted = (
        LedgerChange.entry_id, LedgerChange.position, LedgerChange.operation, LedgerChange.row_table,
        LedgerChange.row_id, LedgerChange.payload,
    )  # fmt: skip
    placed = select(*wanted).join(LedgerLeaf, LedgerLeaf.entry_id == LedgerChange.entry_id)
    waiting = select(*wanted).join(LedgerPending, LedgerPending.entry_id == LedgerChange.entry_id)
    for statement in (
        placed.order_by(LedgerLeaf.position, LedgerChange.position),
        waiting.order_by(LedgerPending.seq, LedgerChange.position),
    ):
        yield from session.execute(statement, execution_options={"yield_per": CHUNK})


def fold(session: Session) -> Fold:
    """The state that the ledger tells of."""
    made = Fold(restated=restated(session))
    known = set(protected_tables())
    for row in changes_in_order(session):
        if row.row_table in known:
            made.take(*row)
    return made


def compare(session: Session, told: Fold) -> Iterator[Finding]:
    """Every row that is not what the ledger says, is not there, or is there without the ledger saying so."""
    left = dict(told.rows)
    for name in protected_tables():
        table = Base.metadata.tables[name]
        columns = [column.name for column in table.columns]
        for row in session.execute(select(table), execution_options={"yield_per": CHUNK}):
            values = dict(zip(columns, row, strict=True))
            key = name, values["id"].hex
            expected = left.pop(key, None)
            if expected is None:
                yield Finding("row unexplained", f"{name} {key[1]}", f"{name}: a row that no act wrote")
            elif _hash(canonical(values)) != expected:
                yield _differing(session, told, key, values)
    for name, row_id in left:
        yield Finding("row missing", f"{name} {row_id}", f"{name}: a row is gone that the ledger tells of")


def _differing(session: Session, told: Fold, key: tuple[str, str], values: dict[str, Any]) -> Finding:
    """A row that was changed behind the ledger, with the columns that differ."""
    entry_id, position = told.places[key]
    payload, operation = session.execute(
        select(LedgerChange.payload, LedgerChange.operation).where(
            LedgerChange.entry_id == entry_id, LedgerChange.position == position
        )
    ).one()
    payload = payload or told.restated.get(place_of(entry_id, position), "")
    said: dict[str, Any] = json.loads(payload)
    if operation == "bulk":
        (row,) = [one for one in json.loads(payload) if one["id"] == key[1]]
        said = {**_defaults(Base.metadata.tables[key[0]]), **row}
    columns = sorted(name for name, value in values.items() if plain(value) != said.get(name))
    where = f"{key[0]} {key[1]}: {', '.join(columns)}"
    return Finding("row altered", where, f"{key[0]}: {', '.join(columns)} is not what the ledger says")
