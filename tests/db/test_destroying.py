"""Lawful destruction: exactly what is named goes, in one transaction; leaves stay, and every hole is explained."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from db.destruction_scope import pointers, rows_of, together_with
from db.dialect.forgetting import forget_deleted
from db.ledger_holes import EXPUNGED, Holes
from db.ledger_verify import Report, verify
from db.models import (
    Case,
    Destruction,
    DestructionApproval,
    LedgerChange,
    LedgerEntry,
    MatterRelation,
    Note,
    Person,
    Screening,
)
from db.models.base import Base
from db.office import new_person
from db.session import SQLITE_PRAGMAS, Sessions, make_sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.destruction import (
    SECOND,
    account,
    bytes_of_sqlite,
    decided_and_two_records_officers,
    destroyed,
    hits,
    only_case,
    years_on,
)
from tests.harness.sql import behind_the_ledger

WORD = "Quillfeather-Zanzibar"  # stands in one note and in one lone person's name, and nowhere else


@pytest.fixture
def fill() -> Fill:
    return decided_and_two_records_officers


@pytest.fixture
def case_id(sessions: Sessions, clock: MovableClock) -> UUID:
    key, _number, _report = only_case(sessions)
    with sessions.writing() as session:
        session.begin_act("note:added", actor="system:test", at=clock.now(), case_id=key)
        by = account(session, "investigator")
        person = new_person(f"{WORD} of the bakery")
        session.add_all([Note(case_id=key, by_id=by, at=clock.now(), audience="all", text=f"Ask {WORD}."), person])
        session.flush()
        session.add(
            MatterRelation(person_id=person.id, case_id=key, kind="witness", from_at=clock.now(), source="assign")
        )
    years_on(clock, 4)
    return key


def _person(name: str) -> dict[str, Any]:
    return {"name": name, "pseudonym": f"p-{name}"}


def verified(sessions: Sessions, clock: MovableClock) -> Report:
    """What a verification says of entries, holes and rows; the tree has tests of its own."""
    with sessions.reading() as session:
        report = verify(session, public_keys={}, now=clock.now())
    report.findings = [one for one in report.findings if one.kind != "sequencer stopped"]
    return report


def kinds(report: Report) -> set[str]:
    return {one.kind for one in report.findings}


# --- what goes and what stays ---


def test_nothing_of_the_matter_is_left_in_any_column_of_any_table(
    sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    _key, number, report = only_case(sessions)
    words = [WORD, number, report, "That witness lies for a living."]
    assert {hit.partition(": ")[2] for hit in hits(sessions, words)} == set(words)
    with sessions.reading() as session:
        counted = {
            table: len(keys) for table, keys in rows_of(session, together_with(session, case_id=case_id)).items()
        }
    assert sum(count > 0 for count in counted.values()) > 30
    destroyed(sessions, clock, case_id)
    assert hits(sessions, words) == []
    with sessions.reading() as session:
        for table in pointers():
            assert session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) == 0, table


def test_the_ledger_holds_after_it_with_every_leaf_and_every_hole_explained(
    sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    before = verified(sessions, clock)
    assert (before.findings, before.holes) == ([], 0)
    proof = destroyed(sessions, clock, case_id)
    after = verified(sessions, clock)
    assert after.findings == []
    assert after.entries == before.entries + 1
    assert after.holes > 200
    with sessions.reading() as session:
        entry = session.get_one(LedgerEntry, session.get_one(Destruction, proof).entry_id)
        assert entry.event == EXPUNGED
        people = session.scalars(select(DestructionApproval.account_id)).all()
        assert set(people) == {account(session, "records"), account(session, SECOND)}


def test_the_proof_names_nobody_and_no_number(sessions: Sessions, clock: MovableClock, case_id: UUID) -> None:
    _key, number, report = only_case(sessions)
    destroyed(sessions, clock, case_id)
    with sessions.reading() as session:
        entry_id = session.scalars(select(Destruction.entry_id)).one()
        said = " ".join(session.scalars(select(LedgerChange.payload).where(LedgerChange.entry_id == entry_id)))
        actors = session.scalars(select(LedgerEntry.actor).where(LedgerEntry.case_id == case_id)).all()
    assert "ledger_entry" in said
    for word in (number, report, WORD, "Trevor", "Lindqvist"):
        assert word not in said
    assert set(actors) == {"", "system:test"}


def test_people_of_the_roster_stay_and_whoever_only_this_matter_named_goes(
    sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    destroyed(sessions, clock, case_id)
    with sessions.reading() as session:
        names = set(session.scalars(select(Person.name)))
    assert "Trevor Lindqvist" in names
    assert not any(WORD in name for name in names)


def test_another_matter_keeps_its_rows_and_its_acts_and_the_rest_of_a_bulk_change(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    with sessions.writing() as session:
        session.begin_act("import:run", actor="system:test", at=clock.now())
        by = account(session, "investigator")
        rows = [
            {"case_id": case_id, "by_id": by, "at": clock.now(), "audience": "all", "text": f"{WORD} {n}"}
            for n in range(3)
        ]
        session.bulk(Note, rows)
        session.bulk(Person, [_person(f"Kept {n}") for n in range(3)] + [_person(f"{WORD} too")])
        session.flush()
        lone = session.scalars(select(Person.id).where(Person.name == f"{WORD} too")).one()
        session.add(
            MatterRelation(person_id=lone, case_id=case_id, kind="witness", from_at=clock.now(), source="import")
        )
    destroyed(sessions, clock, case_id)
    assert hits(sessions, [WORD]) == []
    report = verified(sessions, clock)
    assert report.findings == []
    with sessions.reading() as session:
        assert len(session.scalars(select(Person).where(Person.name.startswith("Kept"))).all()) == 3
        assert session.scalars(select(LedgerChange.row_table).where(LedgerChange.operation == "restate")).all() == [
            "person"
        ]
    behind_the_ledger(database, "UPDATE person SET name = 'Forged' WHERE name = 'Kept 1'")
    (finding,) = verified(sessions, clock).findings
    assert (finding.kind, finding.text) == ("row altered", "person: name is not what the ledger says")


def test_a_duplicate_report_goes_with_the_report_that_it_repeats(sessions: Sessions, case_id: UUID) -> None:
    with sessions.reading() as session:
        matters = together_with(session, case_id=case_id)
        (incident_id,) = matters.incidents
        assert together_with(session, incident_id=incident_id) == matters
        assert session.scalars(select(Screening.id).where(Screening.duplicate_of_id.is_not(None))).all() == []


# --- what a verification makes of holes ---


def test_a_hole_that_no_destruction_explains_is_named(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    assert verified(sessions, clock).findings == []
    behind_the_ledger(
        database,
        "UPDATE ledger_change SET payload = '', salt = '' WHERE row_table = 'note'",
        "DELETE FROM note",
    )
    report = verified(sessions, clock)
    assert kinds(report) == {"hole unexplained"}
    behind_the_ledger(database, "UPDATE ledger_entry SET header = '', salt = '', actor = '' WHERE event = 'note:added'")
    assert [one.kind for one in verified(sessions, clock).findings] == ["hole unexplained"] * 2


def test_a_verifier_that_takes_any_hole_for_lawful_is_caught(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind_the_ledger(
        database, "UPDATE ledger_change SET payload = '', salt = '' WHERE row_table = 'note'", "DELETE FROM note"
    )
    assert kinds(verified(sessions, clock)) == {"hole unexplained"}
    monkeypatch.setattr(Holes, "explains_change", lambda *_given: True)
    assert verified(sessions, clock).findings == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM destruction_approval WHERE account_id = (SELECT id FROM account WHERE username = 'records')",
        "UPDATE destruction_item SET commitment = 'ab' WHERE row_table = 'ledger_change'",
        "UPDATE destruction_item SET remains = '{}' WHERE row_table = 'ledger_entry'",
        "UPDATE ledger_entry SET event = 'case:closed' WHERE event = 'note:added'",
        "UPDATE ledger_change SET commitment = 'ab' WHERE row_table = 'note'",
        "UPDATE ledger_change SET row_id = 'ab' WHERE row_table = 'note'",
        "DELETE FROM ledger_change WHERE row_table = 'note'",
        "UPDATE ledger_entry SET event = 'case:closed' WHERE event = 'record:expunged'",
    ],
)
def test_a_hole_whose_explanation_was_changed_is_named(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID, statement: str
) -> None:
    destroyed(sessions, clock, case_id)
    assert verified(sessions, clock).findings == []
    behind_the_ledger(database, statement)
    assert "hole unexplained" in kinds(verified(sessions, clock))


def test_a_change_left_beside_a_hole_is_still_vouched_for(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    with sessions.writing() as session:
        session.begin_act("account:changed", actor="system:test", at=clock.now(), case_id=case_id)
        session.get_one(Case, case_id).summary = "Changed together with somebody who stays"
        person = session.scalars(select(Person).where(Person.name == "Trevor Lindqvist")).one()
        person.email = "t.lindqvist@alder.example"
    destroyed(sessions, clock, case_id)
    assert verified(sessions, clock).findings == []
    behind_the_ledger(
        database,
        "UPDATE ledger_change SET commitment = 'ab' WHERE row_table = 'person' AND operation = 'update'",
    )
    assert {"hole unexplained", "change altered"} <= kinds(verified(sessions, clock))


# --- what the disk keeps ---


def test_the_database_file_and_its_log_hold_no_word_of_it_any_more(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    if database.kind == "sqlite":
        assert WORD.encode() in bytes_of_sqlite(database)
    destroyed(sessions, clock, case_id)
    forget_deleted(sessions.engine)
    if database.kind == "sqlite":
        assert bytes_of_sqlite(database).count(WORD.encode()) == 0
    assert hits(sessions, [WORD]) == []


def test_pages_that_are_not_overwritten_keep_it_and_the_search_of_the_file_notices(
    database: Database, clock: MovableClock, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SQLITE_PRAGMAS, "secure_delete", ("OFF", 0))
    careless = make_sessions(database.url).as_system("test")
    destroyed(careless, clock, case_id)
    forget_deleted(careless.engine)
    if database.kind == "sqlite":
        assert WORD.encode() in bytes_of_sqlite(database)
    assert hits(careless, [WORD]) == []
    careless.close()
