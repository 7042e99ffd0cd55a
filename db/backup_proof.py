"""The proof of a backup: a restored database compared with the manifest, its ledger computed anew, its files read."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from db.backup_manifest import LedgerState, Manifest
from db.canonical import commitment
from db.dialect.copying import broken_rows
from db.dialect.protections import guarded_tables, unwalled_tables
from db.evidence_store import EvidenceDamaged, EvidenceStore
from db.ledger_holes import EMPTY_CHANGE, EMPTY_ENTRY, Holes, holes_of, is_emptied
from db.migrate import current_revision, newest_revision
from db.models import Base, DraftFile, Evidence, LedgerChange, LedgerEntry, protected_tables

SHOWN = 5  # of each kind of fault
HOLES = "destruction_item"


def table_counts(connection: Connection) -> dict[str, int]:
    """The rows of every table that is there."""
    there = set(connection.dialect.get_table_names(connection))
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name in there
    }


def ledger_state(connection: Connection) -> LedgerState:
    """Where the ledger stands."""
    digest, entries = hashlib.sha256(), 0
    for row in _streamed(connection, select(LedgerEntry.commitment).order_by(LedgerEntry.id)):
        digest.update(row[0].encode())
        entries += 1
    last = select(LedgerEntry.commitment).order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc()).limit(1)
    return LedgerState(entries, connection.scalar(last) or "", digest.hexdigest())


def evidence_hashes(connection: Connection) -> list[str]:
    """The hash of every file that a row points at, alphabetical."""
    rows = [*connection.scalars(select(Evidence.sha256)), *connection.scalars(select(DraftFile.sha256))]
    return sorted(set(rows))


def faults_of(connection: Connection, manifest: Manifest) -> list[str]:
    """Everything in which a restored database differs from what was backed up."""
    if current_revision(connection) != manifest.revision:
        return [f"the schema is {current_revision(connection) or 'none'}, not {manifest.revision}"]
    found = [*broken_rows(connection)]
    counts = table_counts(connection)
    found += [
        f"{table} has {counts.get(table)} rows, not {manifest.tables.get(table)}"
        for table in sorted(counts.keys() | manifest.tables.keys())
        if counts.get(table) != manifest.tables.get(table)
    ]
    if ledger_state(connection) != manifest.ledger:
        found.append("the ledger is not the one that was backed up")
    found += _first(_forged_entries(connection))
    if manifest.revision == newest_revision():  # what an older schema protected is for its own program to say
        bare = sorted(set(protected_tables()) - guarded_tables(connection))
        found += [f"{table} is not protected by its triggers" for table in bare[:SHOWN]]
        open_ones = list(unwalled_tables(connection).items())
        found += [f"{table} is not bound by row-level security: {lacks}" for table, lacks in open_ones[:SHOWN]]
    return found


def _forged_entries(connection: Connection) -> Iterator[str]:
    """Entries and changes that are not what was committed to, and holes that no destruction explains."""
    rows = _streamed(
        connection,
        select(LedgerEntry, LedgerChange)
        .outerjoin(LedgerChange, LedgerChange.entry_id == LedgerEntry.id)
        .order_by(LedgerEntry.id, LedgerChange.position)
        .add_columns(LedgerChange.salt.label("change_salt"), LedgerChange.commitment.label("change_commitment")),
    )
    holes = holes_of(connection) if HOLES in table_counts(connection) else Holes()
    for entry_id, group in groupby(rows, key=lambda row: row.id):
        held = list(group)
        entry = held[0]
        changes = [_Change(row) for row in held if row.change_commitment is not None]
        for change in changes:
            if is_emptied(change, EMPTY_CHANGE):
                is_true = holes.explains_change(change)
            else:
                parts = (change.operation, change.row_table, change.row_id, change.payload)
                is_true = commitment(change.salt, *parts) == change.commitment
            if not is_true:
                yield f"a change of ledger entry {entry_id} is not what was committed to"
        made = commitment(entry.salt, entry.header, *(change.commitment for change in changes))
        is_true = len(changes) == entry.changes and made == entry.commitment
        if is_emptied(entry, EMPTY_ENTRY):
            is_true = holes.explains_entry(entry, changes)
        if not is_true:
            yield f"ledger entry {entry_id} is not what was committed to"


class _Change:
    """The change in a row that holds its entry too: the two have columns of one name."""

    def __init__(self, row: Any) -> None:
        self.entry_id, self.position, self.operation = row.id, row.position, row.operation
        self.row_table, self.row_id, self.payload = row.row_table, row.row_id, row.payload
        self.salt, self.commitment = row.change_salt, row.change_commitment


def lost_files(hashes: Iterable[str], store: EvidenceStore, lost: Iterable[str]) -> list[str]:
    """What is wrong with the evidence of these hashes, but for those that were lost before the backup."""
    return _first(_lost_files(hashes, store, set(lost)))


def _lost_files(hashes: Iterable[str], store: EvidenceStore, lost: set[str]) -> Iterator[str]:
    for sha256 in hashes:
        try:
            store.check(sha256)
        except EvidenceDamaged as error:
            if sha256 not in lost:
                yield f"evidence {error}"


def _first(found: Iterable[str]) -> list[str]:
    """The first faults of a kind, and how many more there are."""
    held = list(found)
    more = [f"and {len(held) - SHOWN} more like it"] if len(held) > SHOWN else []
    return held[:SHOWN] + more


def _streamed(connection: Connection, query: Any) -> Iterator[Any]:
    yield from connection.execution_options(yield_per=2000).execute(query)
