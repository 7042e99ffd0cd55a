"""One ledger entry per transaction: the act and its row changes (decision 20).

Changes are collected at flush for every protected table, so no verb can forget them; entry, changes and timeline
are written last, inside the same transaction. A trigger refuses a protected change whose entry id is already
written, and a deferred foreign key one whose entry is never written.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Table, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, make_transient_to_detached

from db.canonical import canonical, commitment, new_salt, plain_rows
from db.dialect.bulk import in_one_go, insert_rows, insert_unless_taken
from db.ledger_act import LedgerBroken, OpenAct, ReadyRows, default_of, made_ready, ready_rows, row_payload
from db.models.base import Base, Protected, protected_tables
from db.models.ledger import Event, LedgerChange, LedgerEntry

if TYPE_CHECKING:
    from db.models import Case, Incident

BULK_CHUNK = 500
WRITTEN_AT_ONCE = 50  # changes of one entry; each may hold a chunk of rows


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

    def take_up(self, act: OpenAct) -> None:
        """Make an act that was made ready before this transaction its own. Raises LedgerBroken where it has one."""
        if self.act is not None:
            raise LedgerBroken(f"{act.event} was to be taken up while {self.act.event} is under way")
        self.act = act

    def insert(self, rows: Iterable[Base]) -> None:
        """Insert new rows in the act under way; see `made_ready`. They stay outside the session.

        Raises LedgerBroken outside an act.
        """
        if self.act is None:
            raise LedgerBroken("new rows outside an act")
        self.insert_ready(made_ready(self.act, rows))

    def insert_ready(self, ready: Iterable[ReadyRows]) -> None:
        """Insert rows that were made ready in the act under way. Raises LedgerBroken outside an act."""
        if self.act is None:
            raise LedgerBroken("new rows outside an act")
        self.flush()
        connection = self.connection()
        with in_one_go(connection):
            for one in ready:
                insert_rows(connection, one.table, one.rows)

    def insert_numbered(self, row: "Case | Incident", draw: Callable[[], str]) -> None:
        """Insert a new row in the act under way, under a public number of its own; it is then in this session.

        `draw` gives a number, and another one as long as there is a row with it. Whether there is only the unique
        constraint knows: the other row may be hidden from this session. Raises LedgerBroken outside an act.
        """
        if self.act is None:
            raise LedgerBroken("a new row outside an act")
        self.flush()
        while True:
            row.number = draw()
            ready = ready_rows(self.act, [row])
            if insert_unless_taken(self.connection(), ready.table, ready.rows):
                break
        ready.tell(self.act)
        make_transient_to_detached(row)
        self.add(row)


def _completed(table: Any, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The rows with what the program sets in columns that they leave out."""
    defaults = [one for one in table.columns if one.default is not None and one.name not in rows[0]]
    if not defaults:
        return rows
    return [{one.name: default_of(one) for one in defaults} | row for row in rows]


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
