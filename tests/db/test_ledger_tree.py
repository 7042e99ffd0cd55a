"""The ledger's tree: places after commit, signed heads, and a verification that names what was done behind it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from db.identity import new_id
from db.keys import LEDGER, KeyFolder, Signer
from db.ledger_tree import read_checkpoints, sequence, waiting_count
from db.ledger_verify import Report, verify
from db.models import LedgerEntry, LedgerHead, LedgerLeaf, Person, Unit
from db.office import new_person
from db.session import Sessions, make_sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database
from tests.harness.sql import behind_the_ledger

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder(tmp_path / "keys")
    folder.make(LEDGER)
    return folder


@pytest.fixture
def signer(keys: KeyFolder) -> Signer:
    return keys.signer()


def acts(sessions: Sessions, count: int) -> None:
    for number in range(count):
        with sessions.writing() as session:
            session.begin_act("account:added", actor="system:test", at=AT + timedelta(minutes=number))
            session.add(new_person(f"Ada Quill {number}"))


def told(sessions: Sessions, keys: KeyFolder, folder: Path | None = None, now: datetime = AT) -> Report:
    with sessions.reading() as session:
        kept = read_checkpoints(folder) if folder else []
        return verify(session, public_keys=keys.public_keys(), checkpoints=kept, now=now)


def kinds(report: Report) -> list[str]:
    return [finding.kind for finding in report.findings]


def test_every_entry_gets_its_place_and_a_signed_head(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer
) -> None:
    acts(sessions, 5)
    assert sequence(sessions, clock, signer) == 5
    assert sequence(sessions, clock, signer) == 0
    acts(sessions, 3)
    assert sequence(sessions, clock, signer) == 3
    report = told(sessions, keys)
    assert report.holds, report.findings
    assert (report.entries, report.leaves, report.heads, report.rows, report.waiting) == (8, 8, 2, 8, 0)


def test_an_entry_that_waits_is_counted_and_told_of_only_when_it_waits_too_long(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer
) -> None:
    acts(sessions, 1)
    sequence(sessions, clock, signer)
    acts(sessions, 2)
    report = told(sessions, keys)
    assert (report.holds, report.waiting) == (True, 2)
    assert kinds(told(sessions, keys, now=AT + timedelta(minutes=10))) == ["sequencer stopped"]


def test_heads_are_at_most_a_thousand_entries_apart(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.ledger_tree.MOST_ENTRIES", 4)
    monkeypatch.setattr("db.ledger_verify.MOST_ENTRIES", 4)
    acts(sessions, 10)
    assert sequence(sessions, clock, signer) == 10
    with sessions.reading() as session:
        assert list(session.scalars(select(LedgerHead.tree_size).order_by(LedgerHead.tree_size))) == [4, 8, 10]
    assert told(sessions, keys).holds
    monkeypatch.setattr("db.ledger_verify.MOST_ENTRIES", 3)
    assert kinds(told(sessions, keys)) == ["head missing", "head missing"]


def test_changes_of_one_row_keep_their_order_though_every_act_has_the_same_moment(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer
) -> None:
    acts(sessions, 1)
    for number in range(8):
        with sessions.writing() as session:
            session.begin_act("account:changed", actor="system:test", at=AT)
            session.scalars(select(Person)).one().name = f"Name {number}"
    sequence(sessions, clock, signer)
    assert told(sessions, keys).holds


def test_a_bulk_act_counts_as_one_and_its_rows_are_folded_with_their_defaults(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer
) -> None:
    rows = [{"id": new_id(), "code": f"U{n}", "name": f"Unit {n}", "from_on": AT.date()} for n in range(700)]
    with sessions.writing() as session:
        session.begin_act("import:run", actor="system:import", at=AT)
        session.bulk(Unit, rows)
    assert sequence(sessions, clock, signer) == 1
    report = told(sessions, keys)
    assert (report.holds, report.rows) == (True, 700)


def test_a_place_in_the_tree_is_never_changed_or_taken_away(
    database: Database, sessions: Sessions, clock: MovableClock, signer: Signer
) -> None:
    acts(sessions, 2)
    sequence(sessions, clock, signer)
    owner = make_sessions(database.owner_url)
    for statement in ("DELETE FROM ledger_leaf", "UPDATE ledger_head SET root = 'x'", "DELETE FROM ledger_head"):
        with pytest.raises(DBAPIError, match="never"), owner.writing() as session:
            session.execute(text(statement))
        with pytest.raises(DBAPIError, match=r"never|permission denied"), sessions.writing() as session:
            session.execute(text(statement))
    owner.close()
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerLeaf)) == 2


def test_an_entry_cannot_be_written_without_waiting_for_its_place(sessions: Sessions) -> None:
    acts(sessions, 3)
    with sessions.reading() as session:
        assert waiting_count(session) == session.scalar(select(func.count()).select_from(LedgerEntry)) == 3


@pytest.mark.parametrize(
    ("statement", "told_kind"),
    [
        ("UPDATE person SET name = 'Mallory'", "row altered"),
        ("DELETE FROM person", "row missing"),
        ("UPDATE ledger_change SET payload = '{}'", "change altered"),
        ("UPDATE ledger_entry SET actor = 'system:nobody'", "entry altered"),
        ("UPDATE ledger_entry SET event = 'account:disabled'", "entry altered"),
        ("UPDATE ledger_leaf SET hash = 'ab'", "leaf altered"),
        ("UPDATE ledger_head SET root = 'ab'", "head altered"),
        ("UPDATE ledger_head SET signature = 'ab'", "head forged"),
        ("DELETE FROM ledger_leaf WHERE position = 1", "leaf missing"),
        ("DELETE FROM ledger_head", "head missing"),
        ("DELETE FROM ledger_change", "entry altered"),
    ],
)
def test_what_is_done_behind_the_ledger_is_found(
    database: Database, sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer,
    statement: str, told_kind: str,
) -> None:  # fmt: skip
    acts(sessions, 3)
    sequence(sessions, clock, signer)
    assert told(sessions, keys).holds
    behind_the_ledger(database, statement)
    assert told_kind in kinds(told(sessions, keys))


def test_the_columns_that_were_altered_are_named(
    database: Database, sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer
) -> None:
    acts(sessions, 1)
    sequence(sessions, clock, signer)
    behind_the_ledger(database, "UPDATE person SET name = 'Mallory'")
    (finding,) = told(sessions, keys).findings
    assert finding.text == "person: name is not what the ledger says"


def test_a_tree_cut_back_to_an_older_head_is_found_by_the_checkpoint_outside(
    database: Database, sessions: Sessions, clock: MovableClock, keys: KeyFolder, signer: Signer, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoints"
    acts(sessions, 2)
    sequence(sessions, clock, signer, kept)
    acts(sessions, 1)
    sequence(sessions, clock, signer, kept)
    behind_the_ledger(
        database,
        "DELETE FROM person WHERE name = 'Ada Quill 0' AND entry_id IN "
        "(SELECT entry_id FROM ledger_leaf WHERE position = 2)",
        "DELETE FROM ledger_change WHERE entry_id IN (SELECT entry_id FROM ledger_leaf WHERE position = 2)",
        "DELETE FROM ledger_head WHERE tree_size = 3",
        "DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE position = 2)",
        "DELETE FROM ledger_leaf WHERE position = 2",
    )
    assert told(sessions, keys).holds  # within the database nothing tells: that is the limit
    assert kinds(told(sessions, keys, kept)) == ["history rewritten"]


def test_a_checkpoint_of_an_unknown_key_is_called_forged(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, tmp_path: Path
) -> None:
    acts(sessions, 1)
    other = KeyFolder(tmp_path / "other")
    other.make(LEDGER)
    sequence(sessions, clock, other.signer(), tmp_path / "kept")
    assert kinds(told(sessions, keys, tmp_path / "kept")) == ["head forged", "checkpoint forged"]


def test_a_key_rotated_signs_on_and_the_old_heads_still_hold(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder
) -> None:
    acts(sessions, 1)
    first = keys.signer()
    sequence(sessions, clock, first)
    keys.make(LEDGER)
    second = keys.signer()
    assert first.key_id != second.key_id
    acts(sessions, 1)
    sequence(sessions, clock, second)
    assert told(sessions, keys).holds
