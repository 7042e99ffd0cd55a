"""What whoever owns the database could do to the record: every column of every protected table, by every attack.

Columns come from the live schema. One copy of the database takes an attack on all tables at once; each place that was
attacked must be named by the verification, not just some fault somewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Enum, Integer, Table, delete, insert, select, update

from db.keys import KeyFolder
from db.ledger_fold import Finding
from db.ledger_tree import read_checkpoints, sequence
from db.ledger_verify import verify
from db.models.base import Base, protected_tables
from db.session import make_sessions
from db.types import UTCDateTime
from tests.harness.clock import MovableClock
from tests.harness.databases import Database
from tests.harness.sql import unguarded

ROWS = 40  # rows of a table that are looked at; an attack takes its own


@dataclass
class Attacked:
    """What was attacked: a place in words and how the verification must name it."""

    places: list[tuple[str, Callable[[Finding], bool]]] = field(default_factory=list)

    def expect(self, place: str, kind: str, row: str, column: str = "") -> None:
        """A finding of this kind, of this row, that names this column."""

        def names_it(finding: Finding) -> bool:
            where, _, columns = finding.where.partition(": ")
            return finding.kind == kind and where == row and (not column or column in columns.split(", "))

        self.places.append((place, names_it))

    def missed(self, findings: list[Finding]) -> list[str]:
        """The places that no finding names."""
        by_row: dict[str, list[Finding]] = {}
        for finding in findings:
            by_row.setdefault(finding.where.partition(": ")[0], []).append(finding)
        every = [one for group in by_row.values() for one in group]
        return [place for place, names_it in self.places if not any(map(names_it, every))]


def tables() -> list[Table]:
    """Every protected table of the live schema."""
    return [Base.metadata.tables[name] for name in protected_tables()]


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """Some rows of a table, in an order that both databases agree on."""
    return [dict(row._mapping) for row in connection.execute(select(table).order_by(table.c.id).limit(ROWS))]


def other(column: Column[Any], value: Any) -> Any:
    """Another value that the column takes."""
    kind = column.type
    if isinstance(kind, Enum):
        return next(one for one in kind.enums if one != getattr(value, "value", value))
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, UTCDateTime):
        return (value or datetime(2020, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    if isinstance(kind, Date):
        return (value or date(2020, 1, 1)) + timedelta(days=1)
    if isinstance(kind, JSON):
        return {"forged": value == {}} if not isinstance(value, list) else [*value, "forged"]
    if isinstance(kind, Integer):
        return (value or 0) + 1_000_003
    if kind.python_type is UUID:
        return uuid4()
    return f"{uuid4().hex[:8]} forged"


# --- attacks ---


def edit(connection: Connection) -> Attacked:
    """Change every column, each in a row of its own where there are enough."""
    attacked = Attacked()
    for table in tables():
        rows = rows_of(connection, table)
        columns = [column for column in table.columns if column.name != "id"]
        for number, column in enumerate(columns):
            if not rows:
                continue
            row = rows[number % len(rows)]
            new = other(column, row[column.name])
            connection.execute(update(table).where(table.c.id == row["id"]).values({column.name: new}))
            place = f"edit {table.name}.{column.name}"
            attacked.expect(place, "row altered", f"{table.name} {row['id'].hex}", column.name)
    return attacked


def remove(connection: Connection) -> Attacked:
    """Delete a row of every table."""
    attacked = Attacked()
    for table in tables():
        for row in rows_of(connection, table)[-1:]:
            connection.execute(delete(table).where(table.c.id == row["id"]))
            attacked.expect(f"delete {table.name}", "row missing", f"{table.name} {row['id'].hex}")
    return attacked


def add(connection: Connection) -> Attacked:
    """Put a row in every table that no act wrote: a copy under a new key, its unique columns made new."""
    attacked = Attacked()
    for table in tables():
        for row in rows_of(connection, table)[:1]:
            made = {**row, "id": uuid4()}
            for column in table.columns:
                if column.name not in ("id", "entry_id") and not isinstance(column.type, Enum | Boolean | JSON):
                    made[column.name] = other(column, row[column.name])
            connection.execute(insert(table).values(made))
            attacked.expect(f"insert {table.name}", "row unexplained", f"{table.name} {made['id'].hex}")
    return attacked


def swap(connection: Connection) -> Attacked:
    """Exchange the keys of two rows of every table, so that each stands under the other's name."""
    attacked = Attacked()
    for table in tables():
        rows = rows_of(connection, table)
        if len(rows) < 2:
            continue
        (first, second), spare = (rows[0]["id"], rows[-1]["id"]), uuid4()
        for old, new in ((first, spare), (second, first), (spare, second)):
            connection.execute(update(table).where(table.c.id == old).values(id=new))
        attacked.expect(f"swap {table.name}", "row altered", f"{table.name} {first.hex}")
        attacked.expect(f"swap {table.name}", "row altered", f"{table.name} {second.hex}")
    return attacked


def empty(connection: Connection) -> Attacked:
    """Take every row out of every table."""
    attacked = Attacked()
    for table in tables():
        for row in rows_of(connection, table):
            attacked.expect(f"truncate {table.name}", "row missing", f"{table.name} {row['id'].hex}")
        connection.execute(delete(table))
    return attacked


ATTACKS: dict[str, Callable[[Connection], Attacked]] = {
    "edit": edit, "delete": remove, "insert": add, "swap": swap, "truncate": empty,
}  # fmt: skip


def _invented(connection: Connection, table: Table) -> dict[str, Any]:
    """A row of a table: its references lead to rows that are there, everything else is made up."""
    row: dict[str, Any] = {"id": uuid4()}
    for column in table.columns:
        if column.name in ("id", "entry_id"):
            continue
        target = next((key.column for key in column.foreign_keys), None)
        row[column.name] = (
            other(column, {} if isinstance(column.type, JSON) else None)
            if target is None
            else connection.execute(select(target).order_by(target).limit(1)).scalar_one()
        )
    if "expires_at" in row:  # what expires does so after it was made
        row["expires_at"] += timedelta(days=1)
    if {"asked_by_id", "approved_by_id"} <= set(row):  # what one person asks for another approves
        accounts = Base.metadata.tables["account"].c.id
        others = select(accounts).where(accounts != row["asked_by_id"]).order_by(accounts).limit(1)
        row["approved_by_id"] = connection.execute(others).scalar_one()
    return row


# --- a trustworthy record, and what became of it ---


@dataclass
class Record:
    """A database whose ledger holds, with keys and checkpoints outside it."""

    database: Database
    folder: Path
    at: ClassVar[datetime] = datetime(2026, 11, 22, 15, tzinfo=UTC)

    @property
    def keys(self) -> KeyFolder:
        """The office's keys."""
        return KeyFolder(self.folder / "keys")

    def fill_bare(self) -> None:
        """Give every table without a row one, by an act, so that there is something to attack in each."""
        sessions = make_sessions(self.database.url).as_system("tests")
        models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
        with sessions.writing() as session:
            session.begin_act("import:run", actor="system:test", at=self.at)
            for table in tables():
                if session.execute(select(table.c.id).limit(1)).first() is None:
                    session.bulk(models[table], [_invented(session.connection(), table)])
        sessions.close()

    def seal(self) -> None:
        """Place what waits, sign a head, keep its checkpoint."""
        self.keys.ensure(make=True)
        sessions = make_sessions(self.database.url).as_system("tests")
        sequence(sessions, MovableClock(), self.keys.signer(), self.folder / "checkpoints")
        sessions.close()

    def findings(self) -> list[Finding]:
        """What a verification finds."""
        sessions = make_sessions(self.database.url).as_system("tests")
        kept = read_checkpoints(self.folder / "checkpoints")
        with sessions.reading() as session:
            report = verify(session, public_keys=self.keys.public_keys(), checkpoints=kept, now=self.at)
        sessions.close()
        return report.findings

    def missed(self, name: str) -> tuple[int, list[str]]:
        """Attack all tables in this way; how many places that were, and those that the verification did not name."""
        with unguarded(self.database) as connection:
            attacked = ATTACKS[name](connection)
        return len(attacked.places), attacked.missed(self.findings())
