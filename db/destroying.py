"""Carries out an approved destruction in one transaction: rows, payloads and salts go, every leaf stays.

The act `record:expunged` holds the proof: the destruction, its two approvals, and an item for each row and each hole,
with the commitment that stays. Where one change held rows of many matters at once (an import), what remains of it is
stated anew. Files are taken out of the store by a job, once this is committed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, or_, select, update

from db.canonical import canonical
from db.destruction_scope import Owned, Together, in_parts, keys_where, left_pointing, rows_of
from db.dialect.upsert import insert_if_absent
from db.ledger import LedgerSession
from db.ledger_holes import (
    CHANGE,
    EMPTY_CHANGE,
    EMPTY_ENTRY,
    ENTRY,
    KEPT,
    place_of,
    remains_of_change,
    remains_of_entry,
)
from db.models import (
    Destruction,
    DestructionApproval,
    DestructionItem,
    DraftFile,
    Evidence,
    FileRemoval,
    IdempotentAnswer,
    LedgerChange,
    LedgerEntry,
    PasskeyChallenge,
    SavedView,
    protected_tables,
)
from db.models.base import Base
from db.models.ledger import HOLDS_MANY, MANY_ROWS

NO_LEDGER = frozenset({"notice"})  # rows that no trigger guards and no proof needs


@dataclass(frozen=True, kw_only=True)
class Approved:
    """What the rules allowed: which kind of matter under which rule, by whom (accounts), and what is kept of it."""

    kind: str
    rule_class: str
    due_on: date
    keeps: str
    aggregate: dict[str, Any]
    approvals: tuple[tuple[UUID, datetime], ...]
    numbers: frozenset[str]


@dataclass
class _Plan:
    """What is to go, as items of the proof, and what is stated anew."""

    items: list[dict[str, Any]]
    entries: list[UUID]
    changes: list[tuple[UUID, int]]
    restated: list[tuple[str, str, str]]


def destroy(session: LedgerSession, matters: Together, approved: Approved, *, now: datetime) -> Destruction:
    """Destroy matters in the act under way (`record:expunged`). Returns the proof."""
    owned = rows_of(session, matters)
    plan = _planned(session, matters, owned)
    proof = _prove(session, approved, plan, now)
    _note_files(session, owned, now)
    for audit in left_pointing(session, matters):
        audit.incident_id = None
    session.flush()
    _empty(session, plan)
    _delete(session, owned)
    _clear_beside(session, matters, approved.numbers)
    session.expire_all()
    return proof


def _prove(session: LedgerSession, approved: Approved, plan: _Plan, now: datetime) -> Destruction:
    proof = Destruction(
        matter_kind=approved.kind, rule_class=approved.rule_class, due_on=approved.due_on, destroyed_at=now,
        approvers=[account.hex for account, _at in approved.approvals], aggregate=approved.aggregate,
        keeps=approved.keeps,
    )  # fmt: skip
    session.add(proof)
    session.flush()
    session.add_all(
        DestructionApproval(destruction_id=proof.id, account_id=account, at=at) for account, at in approved.approvals
    )
    session.flush()
    session.bulk(DestructionItem, [{"destruction_id": proof.id, **item} for item in plan.items])
    if session.act is not None:
        for place, table, payload in plan.restated:
            session.act.add("restate", table, place, payload)
    return proof


# --- what goes ---


def _planned(session: LedgerSession, matters: Together, owned: Owned) -> _Plan:
    plan = _Plan([], [], [], [])
    for table, keys in owned.items():
        if table not in NO_LEDGER:
            plan.items += [_item(table, key.hex) for key in sorted(keys)]
    taken = set()
    for change in _changes_of(session, owned):
        place = place_of(change.entry_id, change.position)
        taken.add(place)
        plan.changes.append((change.entry_id, change.position))
        plan.items.append(_item(CHANGE, place, change.commitment, remains_of_change(change)))
        plan.restated += _rest_of(change, place, owned)
    for entry in _entries_of(session, matters):
        plan.entries.append(entry.id)
        plan.items.append(_item(ENTRY, entry.id.hex, entry.commitment, remains_of_entry(entry)))
    for change in _beside(session, plan.entries):
        place = place_of(change.entry_id, change.position)
        if place not in taken:
            plan.items.append(_item(KEPT, place, change.commitment))
    return plan


def _item(table: str, row_id: str, commitment: str = "", remains: str = "") -> dict[str, Any]:
    return {"row_table": table, "row_id": row_id, "commitment": commitment, "remains": remains}


def _changes_of(session: LedgerSession, owned: Owned) -> Iterator[Any]:
    """Every ledger change that holds something of these rows and is no hole yet."""
    for table in set(owned) & set(protected_tables()):
        wanted = {key.hex for key in owned[table]}
        if not wanted:
            continue
        for some in in_parts(wanted):
            yield from session.execute(changes_of_rows(table, some))
        for change in session.execute(changes_of_many_rows(table), execution_options={"yield_per": 20}):
            if any(row["id"] in wanted for row in json.loads(change.payload)):
                yield change


def changes_of_rows(table: str, keys: Iterable[str]) -> Select[Any]:
    """The changes of these rows of a table, keys in hex, that are no holes yet."""
    return _changes(table).where(LedgerChange.row_id.in_(keys))


def changes_of_many_rows(table: str) -> Select[Any]:
    """The changes that hold many rows of a table and are no holes yet."""
    return _changes(table).where(HOLDS_MANY)


def _changes(table: str) -> Select[Any]:
    return select(LedgerChange.__table__).where(LedgerChange.row_table == table, LedgerChange.payload != "")


def _rest_of(change: Any, place: str, owned: Owned) -> Iterator[tuple[str, str, str]]:
    """What remains of a change with rows of many matters: (the place it first stood in, table, rows)."""
    if change.operation in MANY_ROWS:
        gone = {key.hex for key in owned[change.row_table]}
        rest = [row for row in json.loads(change.payload) if row["id"] not in gone]
        if rest:
            yield (change.row_id if change.operation == "restate" else place), change.row_table, canonical(rest)


def _entries_of(session: LedgerSession, matters: Together) -> Iterator[Any]:
    """Entries on these matters: their headers name who acted, and so perhaps the respondent."""
    entries = LedgerEntry.__table__
    yield from session.execute(
        select(entries)
        .where(
            entries.c.header != "",
            or_(entries.c.case_id.in_(matters.cases), entries.c.incident_id.in_(matters.incidents)),
        )
        .order_by(entries.c.id)
    )


def _beside(session: LedgerSession, entries: list[UUID]) -> Iterator[Any]:
    """Every change of these entries: without its header an entry no longer vouches for what is left in it."""
    changes = LedgerChange.__table__
    for some in in_parts(entries):
        yield from session.execute(select(changes).where(changes.c.entry_id.in_(some)))


# --- taking it ---


def _empty(session: LedgerSession, plan: _Plan) -> None:
    connection, entries, changes = session.connection(), LedgerEntry.__table__, LedgerChange.__table__
    for some in in_parts(plan.entries):
        connection.execute(update(entries).where(entries.c.id.in_(some)).values(**EMPTY_ENTRY))  # type: ignore[arg-type]
    for entry_id, position in plan.changes:
        here = (changes.c.entry_id == entry_id, changes.c.position == position)
        connection.execute(update(changes).where(*here).values(**EMPTY_CHANGE))  # type: ignore[arg-type]


def _delete(session: LedgerSession, owned: Owned) -> None:
    connection = session.connection()
    for table in reversed(Base.metadata.sorted_tables):
        for some in in_parts(owned.get(table.name, ())):
            connection.execute(delete(table).where(table.c.id.in_(some)))


def _note_files(session: LedgerSession, owned: Owned, now: datetime) -> None:
    """Put the files that no other matter and no draft uses in line for their removal."""
    own = set(keys_where(session, Evidence.sha256, Evidence.id, owned["evidence"]))
    used = {
        sha
        for some in in_parts(own)
        for sha, key in session.execute(select(Evidence.sha256, Evidence.id).where(Evidence.sha256.in_(some)))
        if key not in owned["evidence"]
    }
    used |= set(keys_where(session, DraftFile.sha256, DraftFile.sha256, own))
    for sha in sorted(own - used):
        insert_if_absent(session.connection(), FileRemoval, {"sha256": sha, "at": now})


def _clear_beside(session: LedgerSession, matters: Together, numbers: frozenset[str]) -> None:
    """What is no part of the record but may speak of it: answers kept for retries, statements to sign, saved views."""
    connection = session.connection()
    keys = {text for one in matters.cases | matters.incidents for text in (one.hex, str(one))}
    for model, columns in (
        (IdempotentAnswer, ("request", "body")),
        (PasskeyChallenge, ("statement",)),
        (SavedView, ("query",)),
    ):
        table: Table = model.__table__  # type: ignore[assignment]
        for text in sorted(numbers | keys):
            holds = or_(*(table.c[name].contains(text, autoescape=True) for name in columns))
            connection.execute(delete(table).where(holds))
