"""The ledger of acts: nothing of the record changes unexplained, on either database."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from db.canonical import canonical, commitment
from db.identity import new_id
from db.ledger_act import LedgerBroken, row_payload
from db.models import LedgerChange, LedgerEntry, Person, Unit
from db.models.base import protected_tables
from db.office import new_person
from db.session import Sessions

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def add_person(sessions: Sessions, name: str = "Ada Quill") -> Person:
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=AT)
        person = new_person(name)
        session.add(person)
    return person


def test_one_transaction_writes_one_entry_with_every_row_change(sessions: Sessions) -> None:
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=AT)
        person = new_person("Ada Quill")
        session.add(person)
        session.flush()
        person.name = "Ada B. Quill"
        session.add(Unit(code="T1", name="Trial Unit 1", from_on=AT.date()))
    with sessions.reading() as session:
        entry = session.scalars(select(LedgerEntry)).one()
        changes = session.scalars(select(LedgerChange).order_by(LedgerChange.position)).all()
    assert [(change.operation, change.row_table) for change in changes] == [
        ("insert", "person"),
        ("insert", "unit"),
        ("update", "person"),
    ]
    assert json.loads(changes[2].payload)["name"] == "Ada B. Quill"
    assert entry.changes == 3


def test_the_entry_commits_to_its_header_and_to_every_change(sessions: Sessions) -> None:
    add_person(sessions)
    with sessions.reading() as session:
        entry = session.scalars(select(LedgerEntry)).one()
        change = session.scalars(select(LedgerChange)).one()
    parts = (change.operation, change.row_table, change.row_id, change.payload)
    assert change.commitment == commitment(change.salt, *parts)
    assert entry.commitment == commitment(entry.salt, entry.header, change.commitment)
    assert entry.commitment != commitment(entry.salt, entry.header.replace("system", "nobody"), change.commitment)


def test_a_change_outside_an_act_is_refused_before_it_reaches_the_database(sessions: Sessions) -> None:
    with pytest.raises(LedgerBroken, match="outside an act"), sessions.writing() as session:
        session.add(new_person("Nobody"))


def test_a_statement_behind_the_ledger_is_refused(sessions: Sessions) -> None:
    with pytest.raises(LedgerBroken, match="behind the ledger"), sessions.writing() as session:
        session.execute(insert(Person).values(id=new_id(), name="X", pseudonym="x", entry_id=new_id()))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET name = 'Mallory'",
        "UPDATE person SET name = 'Mallory', entry_id = (SELECT id FROM ledger_entry LIMIT 1)",
        "DELETE FROM person",
        "UPDATE ledger_entry SET actor = 'Mallory'",
        "DELETE FROM ledger_change",
    ],
)
def test_direct_sql_on_the_record_is_refused_by_a_trigger(sessions: Sessions, statement: str) -> None:
    add_person(sessions)
    with pytest.raises(DBAPIError), sessions.writing() as session:
        session.execute(text(statement))
    with sessions.reading() as session:
        assert session.scalars(select(Person.name)).one() == "Ada Quill"


def test_a_change_whose_entry_is_never_written_fails_at_commit(sessions: Sessions) -> None:
    add_person(sessions)
    other = new_id()
    value = other.hex if sessions.is_sqlite else str(other)
    with pytest.raises(DBAPIError), sessions.writing() as session:
        session.connection().exec_driver_sql(f"UPDATE person SET name = 'Mallory', entry_id = '{value}'")
    with sessions.reading() as session:
        assert session.scalars(select(Person.name)).one() == "Ada Quill"


def test_replacing_a_row_does_not_get_around_the_triggers(sessions: Sessions) -> None:
    person = add_person(sessions)
    if not sessions.is_sqlite:
        again = f"INSERT INTO person SELECT * FROM person WHERE id = '{person.id}'"
        statement = f"{again} ON CONFLICT (id) DO UPDATE SET name = 'M'"
    else:
        statement = f"INSERT OR REPLACE INTO person SELECT * FROM person WHERE id = '{person.id.hex}'"
    with pytest.raises(DBAPIError), sessions.writing() as session:
        session.connection().exec_driver_sql(statement)


def test_a_row_of_the_record_is_never_deleted_by_the_program(sessions: Sessions) -> None:
    person = add_person(sessions)
    with pytest.raises(LedgerBroken, match="deleted"), sessions.writing() as session:
        session.begin_act("account:changed", actor="system:test", at=AT)
        session.delete(session.get_one(Person, person.id))


def test_a_unit_that_fails_leaves_neither_rows_nor_entry(sessions: Sessions) -> None:
    with pytest.raises(ZeroDivisionError), sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=AT)
        session.add(new_person("Ada Quill"))
        session.flush()
        raise ZeroDivisionError
    with sessions.reading() as session:
        assert session.scalars(select(Person)).all() == []
        assert session.scalars(select(LedgerEntry)).all() == []


def test_bulk_rows_are_one_act_with_a_change_a_chunk(sessions: Sessions) -> None:
    rows = [
        {"id": new_id(), "code": f"U{n}", "name": f"Unit {n}", "from_on": AT.date(), "until_on": None}
        for n in range(1201)
    ]
    with sessions.writing() as session:
        session.begin_act("import:run", actor="system:import", at=AT)
        session.bulk(Unit, rows)
    with sessions.reading() as session:
        changes = session.scalars(select(LedgerChange).order_by(LedgerChange.position)).all()
        assert [change.row_id for change in changes] == ["rows:500", "rows:500", "rows:201"]
        assert len(session.scalars(select(Unit)).all()) == 1201
        assert session.scalars(select(LedgerEntry)).one().changes == 3


def test_new_rows_inserted_together_are_explained_one_by_one_with_what_the_program_sets(sessions: Sessions) -> None:
    people = [new_person(f"Person {number}") for number in range(3)]
    unit = Unit(code="T1", name="Trial Unit 1", from_on=AT.date())
    with sessions.writing() as session:
        act = session.begin_act("account:added", actor="system:test", at=AT)
        session.insert([people[0], unit, *people[1:]])
    with sessions.reading() as session:
        changes = session.scalars(select(LedgerChange).order_by(LedgerChange.position)).all()
        kept = {
            row.id.hex: row_payload(row) for row in [*session.scalars(select(Person)), *session.scalars(select(Unit))]
        }
        assert session.scalars(select(LedgerEntry)).one().id == act.id
    assert [change.row_table for change in changes] == ["person", "person", "person", "unit"]
    assert {change.row_id: change.payload for change in changes} == kept
    assert len({change.salt for change in changes}) == 4
    assert {change.operation for change in changes} == {"insert"}


def test_new_rows_outside_an_act_are_refused(sessions: Sessions) -> None:
    with pytest.raises(LedgerBroken, match="outside an act"), sessions.writing() as session:
        session.insert([new_person("Nobody")])


def test_bulk_rows_are_committed_to_in_the_very_bytes_of_single_ones(sessions: Sessions) -> None:
    rows = [
        {"id": new_id(), "code": f"U{n}", "name": 'Unit "\\\u00e9\n', "from_on": AT.date(), "until_on": None}
        for n in range(2)
    ]
    with sessions.writing() as session:
        act = session.begin_act("import:run", actor="system:import", at=AT)
        session.bulk(Unit, rows)
    with sessions.reading() as session:
        assert session.scalars(select(LedgerChange.payload)).one() == canonical(
            [{**row, "entry_id": act.id} for row in rows]
        )
        assert {unit.name for unit in session.scalars(select(Unit))} == {rows[0]["name"]}


def test_the_rows_of_an_entry_are_found_by_an_index_in_every_protected_table(sessions: Sessions) -> None:
    if not sessions.is_sqlite:  # PostgreSQL looks from the row to its entry, which is the entry's own key
        with sessions.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM pg_indexes WHERE indexname = 'pk_ledger_entry'")) == 1
        return
    with sessions.reading() as session:
        for table in protected_tables():
            plan = session.execute(text(f"EXPLAIN QUERY PLAN SELECT 1 FROM \"{table}\" WHERE entry_id = 'x'")).all()
            assert "INDEX" in plan[0].detail, table


def test_times_are_written_alike_whatever_their_zone() -> None:
    other = AT.astimezone(ZoneInfo("Asia/Tokyo"))
    assert canonical({"b": AT, "a": [True, None, 3]}) == canonical({"a": [True, None, 3], "b": other})
    assert canonical(AT) != canonical(AT + timedelta(microseconds=1))


def test_the_ledger_takes_no_float() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"amount": 1.5})
