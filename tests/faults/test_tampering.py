"""Nothing in the record is changed behind the ledger without being named: a slice; all of it is in ./run soak."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from db import ledger_fold
from db.canonical import commitment
from db.domain.ledger_head import head_text
from db.domain.merkle import Frontier, leaf_hash
from db.keys import LEDGER, KeyFolder, Signer
from db.models import LedgerChange, LedgerEntry, LedgerHead, LedgerLeaf, Person
from db.session import make_sessions
from tests.faults.tampering import Record, tables
from tests.harness.databases import Database, Fill
from tests.harness.demo import demo_office
from tests.harness.office import small_office
from tests.harness.sql import unguarded


class TestEveryColumn:
    """Attacks on every table at once, in the demonstration office."""

    @pytest.fixture
    def fill(self) -> Fill:
        return demo_office

    @pytest.fixture
    def record(self, database: Database, tmp_path: Path) -> Record:
        made = Record(database, tmp_path)
        made.fill_bare()
        made.seal()
        return made

    @pytest.mark.slice
    @pytest.mark.parametrize("name", ["edit", "swap"])
    def test_every_place_that_was_attacked_is_named(self, record: Record, name: str) -> None:
        tried, missed = record.missed(name)
        assert missed == []
        columns = sum(len(table.columns) - 1 for table in tables())
        assert tried == columns if name == "edit" else tried > 100

    def test_with_the_comparison_of_rows_left_out_no_edit_is_found(
        self, record: Record, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ledger_fold, "_hash", lambda _text: b"")
        tried, missed = record.missed("edit")
        assert len(missed) == tried


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Record:
    made = Record(database, tmp_path)
    made.seal()
    rename(database, "before")
    made.seal()
    return made


def rename(database: Database, word: str) -> None:
    sessions = make_sessions(database.url).as_system("tests")
    with sessions.writing() as session:
        person = session.scalars(select(Person).order_by(Person.id)).all()[0]
        session.begin_act("account:changed", actor="system:test", at=Record.at)
        person.name = f"Ada Quill {word}"
    sessions.close()


def kinds(record: Record) -> set[str]:
    return {finding.kind for finding in record.findings()}


def forge_change(connection: Connection) -> None:
    """Change a row and all that the ledger says of it, with every commitment worked out anew."""
    change = connection.execute(select(LedgerChange.__table__).where(LedgerChange.payload.contains("before"))).one()
    payload = change.payload.replace("before", "forged")
    parts = (change.operation, change.row_table, change.row_id, payload)
    own = (LedgerChange.entry_id == change.entry_id, LedgerChange.position == change.position)
    made = commitment(change.salt, *parts)
    connection.execute(update(LedgerChange).where(*own).values(payload=payload, commitment=made))
    row = json.loads(payload)
    person = select(Person.id).where(Person.name == "Ada Quill before").scalar_subquery()
    connection.execute(update(Person).where(Person.id == person).values(name=row["name"]))
    entry = connection.execute(select(LedgerEntry.__table__).where(LedgerEntry.id == change.entry_id)).one()
    kept = connection.execute(
        select(LedgerChange.commitment).where(LedgerChange.entry_id == entry.id).order_by(LedgerChange.position)
    )
    said = commitment(entry.salt, entry.header, *(one.commitment for one in kept))
    connection.execute(update(LedgerEntry).where(LedgerEntry.id == entry.id).values(commitment=said))


def forge_tree(connection: Connection, signer: Signer | None) -> None:
    """Work out every leaf and head anew; signed where the forger holds the key."""
    frontier = Frontier()
    heads = {row.tree_size: row for row in connection.execute(select(LedgerHead.__table__))}
    leaves = select(LedgerLeaf.position, LedgerEntry.commitment).join(
        LedgerEntry, LedgerEntry.id == LedgerLeaf.entry_id
    )
    for leaf in connection.execute(leaves.order_by(LedgerLeaf.position)).all():
        made = leaf_hash(bytes.fromhex(leaf.commitment))
        connection.execute(update(LedgerLeaf).where(LedgerLeaf.position == leaf.position).values(hash=made.hex()))
        frontier.append(made)
        head = heads.get(frontier.size)
        if head is None:
            continue
        root, peaks = frontier.root().hex(), [peak.hex() for peak in frontier.peaks]
        signature = signer.sign(head_text(head.tree_size, root, head.at, head.key_id)) if signer else head.signature
        values = {"root": root, "peaks": peaks, "signature": signature}
        connection.execute(update(LedgerHead).where(LedgerHead.tree_size == head.tree_size).values(**values))


def test_a_forger_who_works_out_every_commitment_is_found_by_the_tree(record: Record) -> None:
    assert kinds(record) == set()
    with unguarded(record.database) as connection:
        forge_change(connection)
    assert kinds(record) == {"leaf altered", "head altered", "history rewritten"}


def test_a_forger_who_works_out_the_tree_too_is_found_by_the_signatures(record: Record) -> None:
    with unguarded(record.database) as connection:
        forge_change(connection)
        forge_tree(connection, None)
    assert kinds(record) == {"head forged", "history rewritten"}


def test_a_forger_who_holds_the_key_is_found_by_the_checkpoint_outside(record: Record) -> None:
    with unguarded(record.database) as connection:
        forge_change(connection)
        forge_tree(connection, record.keys.signer())
    assert kinds(record) == {"history rewritten"}


def test_the_limit_without_checkpoint_or_receipt_the_holder_of_database_and_key_can_rewrite(record: Record) -> None:
    shutil.rmtree(record.folder / "checkpoints")
    with unguarded(record.database) as connection:
        forge_change(connection)
        forge_tree(connection, record.keys.signer())
    assert kinds(record) == set()  # said openly in SECURITY.md: keep checkpoints elsewhere


def test_an_old_copy_put_back_is_found_by_the_newer_checkpoint(record: Record) -> None:
    with unguarded(record.database) as connection:
        last = connection.execute(select(LedgerLeaf.entry_id).order_by(LedgerLeaf.position.desc()).limit(1)).scalar()
        old = json.loads(
            connection.execute(
                select(LedgerChange.payload).where(LedgerChange.row_table == "person").order_by(LedgerChange.entry_id)
            ).scalars().first() or "{}"
        )  # fmt: skip
        assert old
        connection.execute(delete(LedgerChange).where(LedgerChange.entry_id == last))
        connection.execute(delete(LedgerLeaf).where(LedgerLeaf.entry_id == last))
        top = connection.execute(select(LedgerHead.tree_size).order_by(LedgerHead.tree_size.desc()).limit(1)).scalar()
        connection.execute(delete(LedgerHead).where(LedgerHead.tree_size == top))
        connection.execute(delete(LedgerEntry).where(LedgerEntry.id == last))
    assert "history rewritten" in kinds(record)


def test_another_offices_key_proves_nothing(record: Record, tmp_path: Path) -> None:
    other = KeyFolder(tmp_path / "other")
    other.make(LEDGER)
    with unguarded(record.database) as connection:
        forge_change(connection)
        forge_tree(connection, other.signer())
    assert "head forged" in kinds(record)
