"""The triggers let exactly what an approved destruction names go, in its own transaction, and nothing else ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DatabaseError

from db.destruction_scope import pointers
from db.dialect.identity import set_identity, system_identity
from db.ledger import LedgerSession
from db.ledger_holes import EXPUNGED
from db.models import Case, Destruction, DestructionApproval, DestructionItem, Event, LedgerChange, LedgerEntry, Note
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.destruction import (
    SECOND,
    account,
    destroyed,
    office_with_two_records_officers,
    triggers_of,
    years_on,
)
from tests.harness.matters import Matters
from tests.harness.sql import unguarded


@pytest.fixture
def fill() -> Fill:
    return office_with_two_records_officers


@pytest.fixture
def case_id(sessions: Sessions, clock: MovableClock) -> UUID:
    """A case with one note and an event on its timeline, four years ago."""
    placed = Matters(sessions, clock).case("respondent")
    with sessions.writing() as session:
        session.begin_act("note:added", actor="system:test", at=clock.now(), case_id=placed.id)
        by = account(session, "investigator")
        session.add(Note(case_id=placed.id, by_id=by, at=clock.now(), audience="all", text="Ask the baker."))
    years_on(clock, 4)
    return placed.id


def refused(connection: Connection, statement: Any) -> bool:
    nested = connection.begin_nested()
    try:
        connection.execute(statement)
    except DatabaseError:
        nested.rollback()
        return True
    nested.commit()
    return False


def _writes(connection: Connection) -> dict[str, Any]:
    """Every way to make a hole or to take a row, by its name."""
    first = connection.execute(select(LedgerChange.entry_id).where(LedgerChange.row_table == "note")).scalars().first()
    return {
        "row": delete(Note), "case": delete(Case), "timeline": delete(Event),
        "payload": update(LedgerChange).where(LedgerChange.entry_id == first).values(payload="", salt=""),
        "header": update(LedgerEntry).where(LedgerEntry.id == first).values(header="", salt="", actor=""),
    }  # fmt: skip


def let_through(sessions: Sessions, before: Any = None) -> set[str]:
    """Which of these writes the triggers let through, each undone again."""
    found = set()
    with sessions.engine.connect() as connection:
        transaction = connection.begin()
        set_identity(connection, system_identity("test"))
        if before is not None:
            before(connection)
        for name, statement in _writes(connection).items():
            if not refused(connection, statement):
                found.add(name)
        transaction.rollback()
    return found


def test_without_a_destruction_no_row_and_no_payload_goes(sessions: Sessions, case_id: UUID) -> None:
    with sessions.reading() as session:
        assert session.get(Case, case_id) is not None
    assert let_through(sessions) == set()


@contextmanager
def half_done(sessions: Sessions, clock: MovableClock, case_id: UUID) -> Iterator[LedgerSession]:
    """A transaction in which destruction, approvals and items stand, and nothing is taken yet; undone at the end."""

    class Undone(Exception):
        pass

    with pytest.raises(Undone), sessions.writing() as session:
        session.begin_act(EXPUNGED, actor="system:test", at=clock.now(), case_id=case_id)
        yield session
        raise Undone


def _named(
    session: LedgerSession, clock: MovableClock, case_id: UUID, *, users: tuple[str, ...], days_early: int = 0
) -> None:
    """Write the proof of a destruction that names one note and its change, without taking anything."""
    note = session.scalars(select(Note).where(Note.case_id == case_id)).one()
    change = session.scalars(select(LedgerChange).where(LedgerChange.row_table == "note")).one()
    proof = Destruction(
        matter_kind="case", rule_class="x", due_on=clock.now().date() + timedelta(days=days_early),
        destroyed_at=clock.now(), approvers=[], aggregate={}, keeps="nothing",
    )  # fmt: skip
    session.add(proof)
    session.flush()
    for user in users:
        session.add(DestructionApproval(destruction_id=proof.id, account_id=account(session, user), at=clock.now()))
    for table, key in (
        ("note", note.id.hex),
        ("ledger_change", f"{change.entry_id.hex}:{change.position}"),
        ("ledger_entry", change.entry_id.hex),
    ):
        session.add(DestructionItem(destruction_id=proof.id, row_table=table, row_id=key, commitment="", remains=""))
    session.flush()


BOTH = ("records", SECOND)
ALLOWED = {"row", "payload", "header"}


def through_triggers(session: LedgerSession) -> set[str]:
    connection = session.connection()
    writes = _writes(connection)
    return {name for name in writes if not refused(connection, writes[name])}


def test_in_the_transaction_of_an_approved_destruction_exactly_what_it_names_goes(
    sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    with half_done(sessions, clock, case_id) as session:
        _named(session, clock, case_id, users=BOTH)
        connection = session.connection()
        named = connection.execute(select(LedgerChange).where(LedgerChange.row_table == "note")).one()
        here = update(LedgerChange).where(
            LedgerChange.entry_id == named.entry_id, LedgerChange.position == named.position
        )
        for values in (
            {"payload": "{}", "salt": ""},
            {"payload": ""},
            {"payload": "", "salt": "", "commitment": "0"},
            {"payload": "", "salt": "", "row_id": "0"},
        ):
            assert refused(connection, here.values(**values)), values
        other = update(LedgerChange).where(LedgerChange.row_table == "case").values(payload="", salt="")
        assert refused(connection, other)
        assert not refused(connection, here.values(payload="", salt=""))
        assert refused(connection, delete(Case))
        assert refused(connection, delete(LedgerEntry))
        assert not refused(connection, delete(Note))


@pytest.mark.parametrize("users", [("records",), ()])
def test_with_fewer_than_two_approvals_nothing_goes(
    sessions: Sessions, clock: MovableClock, case_id: UUID, users: tuple[str, ...]
) -> None:
    with half_done(sessions, clock, case_id) as session:
        _named(session, clock, case_id, users=users)
        assert through_triggers(session) == set()


def test_before_its_day_nothing_goes(sessions: Sessions, clock: MovableClock, case_id: UUID) -> None:
    with half_done(sessions, clock, case_id) as session:
        _named(session, clock, case_id, users=BOTH, days_early=30)
        assert through_triggers(session) == set()


def test_once_its_entry_is_written_a_destruction_lets_nothing_more_through(
    sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    with sessions.writing() as session:
        session.begin_act(EXPUNGED, actor="system:test", at=clock.now(), case_id=case_id)
        _named(session, clock, case_id, users=BOTH)
    assert let_through(sessions) == set()


def test_a_destruction_its_approvals_and_its_items_never_change(
    sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    destroyed(sessions, clock, case_id)
    with sessions.engine.connect() as connection:
        transaction = connection.begin()
        for table in (Destruction, DestructionApproval, DestructionItem):
            assert refused(connection, delete(table))
            assert refused(connection, update(table).values(id=table.id))
        transaction.rollback()


def test_the_triggers_name_every_table_that_can_lose_rows(database: Database) -> None:
    expected = (set(pointers()) | {"read_mark", "person"}) - {"notice"}
    if database.kind == "sqlite":
        found = {
            name.removesuffix("_DELETE_refused")
            for name, sql in triggers_of(database).items()
            if name.endswith("_DELETE_refused") and "destruction_item" in sql
        }
        found.discard("destruction_item")
    else:
        with unguarded(database) as connection:
            body = connection.execute(text("SELECT prosrc FROM pg_proc WHERE proname = 'row_stays'")).scalar_one()
        found = set(body.partition("'{")[2].partition("}'")[0].split(","))
    assert found == expected


def test_with_a_trigger_that_asks_for_no_approval_a_row_goes_and_the_test_above_would_notice(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    if database.kind == "sqlite":
        weaker = triggers_of(database)["note_DELETE_refused"].replace(">= 2", ">= 0")
        with sessions.engine.begin() as connection:
            connection.exec_driver_sql('DROP TRIGGER "note_DELETE_refused"')
            connection.exec_driver_sql(weaker)
    else:
        with unguarded(database) as connection:
            body = "SELECT of_table = 'note'"
            made = "CREATE OR REPLACE FUNCTION is_being_destroyed(of_table text, key text) RETURNS boolean LANGUAGE sql"
            connection.execute(text(f"{made} AS $${body}$$"))
    with half_done(sessions, clock, case_id) as session:
        _named(session, clock, case_id, users=())
        assert "row" in through_triggers(session)
