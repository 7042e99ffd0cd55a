"""One ledger entry per transaction: the act and its row changes (decision 20).

Changes are collected at flush for every protected table, so no verb can forget them; entry, changes and timeline
are written last, inside the same transaction. A trigger refuses a protected change whose entry id is already
written, and a deferred foreign key one whose entry is never written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Table, event
from sqlalchemy.orm import (
    Mapper,
    ORMExecuteState,
    Session,
    UOWTransaction,
    make_transient_to_detached,
    object_mapper,
)

from db.canonical import canonical, commitment, new_salt, plain_rows
from db.dialect.bulk import in_one_go, insert_rows, insert_unless_taken
from db.identity import new_id
from db.models.base import Base, Protected, protected_tables
from db.models.ledger import Event, LedgerChange, LedgerEntry

if TYPE_CHECKING:
    from db.models import Case, Incident

BULK_CHUNK = 500
WRITTEN_AT_ONCE = 50  # changes of one entry; each may hold a chunk of rows


class LedgerBroken(Exception):
    """A protected row was about to change outside an act. A defect of the program, never of its user."""


@dataclass
class OpenAct:
    """The act of the transaction under way."""

    event: str
    actor: str
    at: datetime
    incident_id: UUID | None
    case_id: UUID | None
    id: UUID = field(default_factory=new_id)
    changes: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any]] = field(default_factory=list)

    def add(self, operation: str, table: str, row_id: str, payload: str) -> None:
        """Take up one change with its own salt and commitment."""
        salt = new_salt()
        self.changes.append(
            {
                "entry_id": self.id,
                "position": len(self.changes),
                "operation": operation,
                "row_table": table,
                "row_id": row_id,
                "payload": payload,
                "salt": salt,
                "commitment": commitment(salt, operation, table, row_id, payload),
            }
        )


class LedgerSession(Session):
    """A session that lets protected rows change only inside an act."""

    act: OpenAct | None = None

    def begin_act(
        self,
        name: str,
        *,
        actor: str,
        at: datetime,
        incident_id: UUID | None = None,
        case_id: UUID | None = None,
    ) -> OpenAct:
        """Name the act of this transaction. A second call keeps the first: one transaction, one act."""
        if self.act is None:
            self.act = OpenAct(name, actor, at, incident_id, case_id)
        return self.act

    def bulk(self, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Insert many rows in the act under way, one ledger change per chunk of rows of a protected table.

        For imports and generators only; raises LedgerBroken outside an act. Columns left out take their defaults.
        """
        if self.act is None:
            raise LedgerBroken(f"a bulk write to {model.__tablename__} outside an act")
        table: Any = model.__table__
        shared = {"entry_id": self.act.id} if "entry_id" in table.columns else {}
        for start in range(0, len(rows), BULK_CHUNK):
            chunk = plain_rows([{**row, **shared} for row in _completed(table, rows[start : start + BULK_CHUNK])])
            insert_rows(self.connection(), table, chunk)
            if issubclass(model, Protected):
                self.act.add("bulk", model.__tablename__, f"rows:{len(chunk.columns[0])}", chunk.text)

    def insert(self, rows: Iterable[Base]) -> None:
        """Insert new rows in the act under way, each with its own ledger change, by one statement a table.

        Tables follow each other as their first rows do. The rows stay outside the session: what is changed in them
        afterwards is not written. Raises LedgerBroken outside an act.
        """
        if self.act is None:
            raise LedgerBroken("new rows outside an act")
        self.flush()
        connection = self.connection()
        by_model: dict[type[Base], list[dict[str, Any]]] = {}
        for row in rows:
            by_model.setdefault(type(row), []).append(_new_values(row, self.act.id))
        with in_one_go(connection):
            for model, values in by_model.items():
                found = plain_rows(values)
                insert_rows(connection, cast(Table, model.__table__), found)
                if issubclass(model, Protected):
                    for row_id, text in zip(found.column("id"), found.texts(), strict=True):
                        self.act.add("insert", model.__tablename__, row_id, text)

    def insert_numbered(self, row: "Case | Incident", draw: Callable[[], str]) -> None:
        """Insert a new row in the act under way, under a public number of its own; it is then in this session.

        `draw` gives a number, and another one as long as there is a row with it. Whether there is only the unique
        constraint knows: the other row may be hidden from this session. Raises LedgerBroken outside an act.
        """
        if self.act is None:
            raise LedgerBroken("a new row outside an act")
        self.flush()
        table = cast(Table, row.__table__)
        while True:
            row.number = draw()
            found = plain_rows([_new_values(row, self.act.id)])
            if insert_unless_taken(self.connection(), table, found):
                break
        self.act.add("insert", row.__tablename__, found.column("id")[0], next(found.texts()))
        make_transient_to_detached(row)
        self.add(row)


def _completed(table: Any, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The rows with what the program sets in columns that they leave out."""
    defaults = [one for one in table.columns if one.default is not None and one.name not in rows[0]]
    if not defaults:
        return rows
    return [{one.name: _default(one) for one in defaults} | row for row in rows]


def _default(column: Any) -> Any:
    if column.default is None:
        return None
    return column.default.arg(None) if column.default.is_callable else column.default.arg


_COLUMNS: dict[Mapper[Any], tuple[tuple[str, str], ...]] = {}


def _columns(mapper: Mapper[Any]) -> tuple[tuple[str, str], ...]:
    found = _COLUMNS.get(mapper)
    if found is None:
        found = tuple((attr.key, attr.columns[0].name) for attr in mapper.column_attrs)
        _COLUMNS[mapper] = found
    return found


_NEW_COLUMNS: dict[Mapper[Any], tuple[tuple[str, str, Callable[[], Any]], ...]] = {}


def _new_columns(mapper: Mapper[Any]) -> tuple[tuple[str, str, Callable[[], Any]], ...]:
    """(attribute, column, what a new row has there unless told otherwise)."""
    found = _NEW_COLUMNS.get(mapper)
    if found is None:
        first_version = {mapper.version_id_col.name} if mapper.version_id_col is not None else set()
        found = tuple(
            (key, name, (lambda: 1) if name in first_version else partial(_default, mapper.columns[key]))
            for key, name in _columns(mapper)
        )
        _NEW_COLUMNS[mapper] = found
    return found


def _new_values(row: Base, entry_id: UUID) -> dict[str, Any]:
    if isinstance(row, Protected):
        row.entry_id = entry_id
    held, values = row.__dict__, {}
    for key, name, default in _new_columns(object_mapper(row)):
        if key not in held:
            setattr(row, key, default())
        values[name] = held[key]
    return values


def row_payload(row: Any) -> str:
    """Canonical JSON of a row's columns."""
    values = row.__dict__
    return canonical({name: values.get(key) for key, name in _columns(object_mapper(row))})


@event.listens_for(LedgerSession, "before_flush")
def _bind_rows_to_the_act(session: LedgerSession, _context: UOWTransaction, _instances: Any) -> None:
    for row in session.deleted:
        if isinstance(row, Protected):
            raise LedgerBroken(f"a row of {type(row).__name__} was about to be deleted; the record only ends things")
    for row in [*session.new, *(row for row in session.dirty if session.is_modified(row))]:
        if isinstance(row, Protected):
            if session.act is None:
                raise LedgerBroken(f"{type(row).__name__} was about to change outside an act")
            row.entry_id = session.act.id


@event.listens_for(LedgerSession, "after_flush")
def _collect_changes(session: LedgerSession, _context: UOWTransaction) -> None:
    if session.act is None:
        return
    for operation, rows in (("insert", session.new), ("update", session.dirty)):
        for row in rows:
            if isinstance(row, Protected) and row.entry_id == session.act.id:
                session.act.add(operation, type(row).__tablename__, row.id.hex, row_payload(row))  # type: ignore[attr-defined]


@event.listens_for(LedgerSession, "before_commit")
def _write_the_entry(session: LedgerSession) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    act, session.act = session.act, None
    if act is None:
        return
    header = canonical(
        {
            "id": act.id,
            "at": act.at,
            "event": act.event,
            "actor": act.actor,
            "incident": act.incident_id,
            "case": act.case_id,
            "changes": len(act.changes),
        }
    )
    salt = new_salt()
    entry = {
        "id": act.id,
        "at": act.at,
        "event": act.event,
        "actor": act.actor,
        "incident_id": act.incident_id,
        "case_id": act.case_id,
        "changes": len(act.changes),
        "header": header,
        "salt": salt,
        "commitment": commitment(salt, header, *(change["commitment"] for change in act.changes)),
    }
    with in_one_go(session.connection()):
        _insert_all(session, LedgerEntry, [entry])
        _insert_all(session, LedgerChange, act.changes)
        _insert_all(session, Event, act.timeline)


def _insert_all(session: LedgerSession, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    for start in range(0, len(found), WRITTEN_AT_ONCE):
        insert_rows(
            session.connection(), cast(Table, model.__table__), plain_rows(found[start : start + WRITTEN_AT_ONCE])
        )


@event.listens_for(LedgerSession, "after_rollback")
def _forget_the_act(session: LedgerSession) -> None:
    session.act = None


@event.listens_for(LedgerSession, "do_orm_execute")
def _refuse_core_writes(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    name = getattr(getattr(state.statement, "table", None), "name", None)
    if name in _protected():
        raise LedgerBroken(f"a statement was about to change {name} behind the ledger; change rows, or use bulk()")


_PROTECTED: set[str] = set()


def _protected() -> set[str]:
    if not _PROTECTED:
        _PROTECTED.update(protected_tables())
    return _PROTECTED
