"""What a destruction takes: the matters that stand or fall together, and every row that hangs on them.

The rows follow from the schema's own pointers, so a new table of a case is taken without being named here; the triggers
name each table that may lose rows, and a test compares the two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import AccountAudit, CaseIncident, Proceeding, ProceedingCase, ReadMark, Screening
from db.models.base import Base

AT_ONCE = 5000
T = TypeVar("T")
LEFT = {("account_audit", "incident_id")}
"""Pointers at a matter from rows that are not its own: they are emptied, the row stays."""

Owned = dict[str, set[UUID]]


@dataclass(frozen=True)
class Together:
    """Cases and reports that are destroyed in one act."""

    cases: frozenset[UUID]
    incidents: frozenset[UUID]


def together_with(session: Session, *, case_id: UUID | None = None, incident_id: UUID | None = None) -> Together:
    """Everything that stands on the same reports: cases, their reports, duplicates, what a proceeding joins."""
    cases, incidents = {case_id} - {None}, {incident_id} - {None}
    while True:
        before = len(cases) + len(incidents)
        for one, other in _pairs(session, cases, incidents):
            cases.update({one} - {None})
            incidents.update({other} - {None})
        if len(cases) + len(incidents) == before:
            return Together(frozenset(filter(None, cases)), frozenset(filter(None, incidents)))


def _pairs(
    session: Session, cases: set[UUID | None], incidents: set[UUID | None]
) -> Iterator[tuple[UUID | None, UUID | None]]:
    """(case, report) pairs of which one is known already."""
    joined = aliased(ProceedingCase)
    for case, incident in (
        (CaseIncident.case_id, CaseIncident.incident_id),
        (Screening.case_id, Screening.incident_id),
    ):
        found = select(case, incident).where(or_(case.in_(cases), incident.in_(incidents)))
        yield from ((one, other) for one, other in session.execute(found))
    twins = select(Screening.incident_id, Screening.duplicate_of_id).where(
        Screening.duplicate_of_id.is_not(None),
        or_(Screening.incident_id.in_(incidents), Screening.duplicate_of_id.in_(incidents)),
    )
    yield from ((None, one) for row in session.execute(twins) for one in row)
    consolidated = (
        select(Proceeding.case_id, joined.case_id)
        .join(joined, joined.proceeding_id == Proceeding.id)
        .where(or_(Proceeding.case_id.in_(cases), joined.case_id.in_(cases)))
    )
    yield from ((one, None) for row in session.execute(consolidated) for one in row)


@cache
def pointers() -> dict[str, tuple[tuple[str, str], ...]]:
    """Each table whose rows belong to matters, parents first, with its pointers (column, table) at what owns them."""
    owning, tables = {"case", "incident"}, Base.metadata.sorted_tables
    while True:
        found = {str(table.name): tuple(_owners(table, owning)) for table in tables}
        more = {name for name, held in found.items() if held} | owning
        if more == owning:
            return {str(table.name): found[table.name] for table in tables if table.name in owning}
        owning = more


def _owners(table: Table, owning: Iterable[str]) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table.name in owning and (table.name, column.name) not in LEFT:
                yield str(column.name), str(key.column.table.name)


def destroyable() -> frozenset[str]:
    """The tables of which a destruction may take rows."""
    return frozenset(pointers()) | {"read_mark", "person"}


def rows_of(session: Session, matters: Together) -> Owned:
    """The keys of every row of these matters, by table, parents first; and of the people whom nothing else names."""
    owned: Owned = {name: set() for name in pointers()}
    owned["case"], owned["incident"] = set(matters.cases), set(matters.incidents)
    size = -1
    while size != sum(map(len, owned.values())):
        size = sum(map(len, owned.values()))
        for name, held in pointers().items():
            table = Base.metadata.tables[name]
            for column, parent in held:
                owned[name].update(keys_where(session, table.c.id, table.c[column], owned[parent]))
    of_matter = matters.cases | matters.incidents
    owned["read_mark"] = set(keys_where(session, ReadMark.id, ReadMark.matter_id, of_matter))
    owned["person"] = _lone_people(session, owned)
    return owned


def in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in a steady order, in lists that a statement can take."""
    whole = sorted(values, key=str)
    return (whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE))


def keys_where(session: Session, wanted: Any, column: Any, values: Iterable[Any]) -> Iterator[Any]:
    """The wanted column of every row whose `column` is one of many values."""
    for some in in_parts(values):
        yield from session.scalars(select(wanted).where(column.in_(some)))


def left_pointing(session: Session, matters: Together) -> Sequence[AccountAudit]:
    """Rows of others that point at these matters (see LEFT)."""
    return session.scalars(select(AccountAudit).where(AccountAudit.incident_id.in_(matters.incidents))).all()


def _to_people() -> list[tuple[Table, str]]:
    return [
        (table, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]


def _lone_people(session: Session, owned: Owned) -> set[UUID]:
    """People whom only these rows name: neither on the roster, nor with an account, nor in another matter."""
    named: set[UUID] = set()
    for table, column in _to_people():
        if owned.get(table.name):
            named.update(filter(None, keys_where(session, table.c[column], table.c.id, owned[table.name])))
    for table, column in _to_people():
        own = owned.get(table.name, set())
        key = table.c.id if "id" in table.columns else table.c[column]
        for some in in_parts(named):
            found = session.execute(select(key, table.c[column]).where(table.c[column].in_(some)))
            named = named - {person for row_id, person in found if row_id not in own}
    return named
