"""An act in the making: what its ledger entry will say, and new rows made ready with their changes.

Making ready needs no database, so it can be done before a transaction begins: on SQLite one writer at a time has the
lock, and whatever it does with it in hand makes the others wait.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Mapper, object_mapper

from db.canonical import PlainRows, canonical, commitment, new_salt, plain_rows
from db.identity import new_id
from db.models.base import Base, Protected


class LedgerBroken(Exception):
    """A protected row was about to change outside an act. A defect of the program, never of its user."""


@dataclass
class OpenAct:
    """The act of a transaction: under way, or made ready for one."""

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


@dataclass(frozen=True)
class ReadyRows:
    """New rows of one table as they will be written, and what the ledger will say of them if it says anything."""

    model: type[Base]
    rows: PlainRows

    @property
    def table(self) -> Table:
        """The table they go into."""
        return cast(Table, self.model.__table__)

    def tell(self, act: OpenAct) -> None:
        """Add a change for each row to `act`, where the ledger explains this table."""
        if issubclass(self.model, Protected):
            for row_id, text in zip(self.rows.column("id"), self.rows.texts(), strict=True):
                act.add("insert", self.model.__tablename__, row_id, text)


def ready_rows(act: OpenAct, rows: Sequence[Base]) -> ReadyRows:
    """New rows of one table, at least one, as `act` will write them; columns left empty get their defaults."""
    return ReadyRows(type(rows[0]), plain_rows([_new_values(row, act.id) for row in rows]))


def made_ready(act: OpenAct, rows: Iterable[Base]) -> list[ReadyRows]:
    """Make new rows ready to be written in `act`, each with its own ledger change, by one statement a table.

    Tables follow each other as their first rows do. What is changed in the rows afterwards is not written.
    """
    by_model: dict[type[Base], list[Base]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    found = [ready_rows(act, of_one) for of_one in by_model.values()]
    for one in found:
        one.tell(act)
    return found


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
            (key, name, (lambda: 1) if name in first_version else partial(default_of, mapper.columns[key]))
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


def default_of(column: Any) -> Any:
    """What a new row has in a column that says nothing; None where nothing is set."""
    if column.default is None:
        return None
    return column.default.arg(None) if column.default.is_callable else column.default.arg


def row_payload(row: Any) -> str:
    """Canonical JSON of a row's columns."""
    values = row.__dict__
    return canonical({name: values.get(key) for key, name in _columns(object_mapper(row))})
