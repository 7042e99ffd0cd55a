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
from db.migrate import current_revision, newest_revision
from db.models import Base, DraftFile, Evidence, LedgerChange, LedgerEntry, protected_tables

SHOWN = 5  # of each kind of fault


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
    """Entries whose commitment is not that of their header and changes."""
    rows = _streamed(
        connection,
        select(LedgerEntry, LedgerChange)
        .outerjoin(LedgerChange, LedgerChange.entry_id == LedgerEntry.id)
        .order_by(LedgerEntry.id, LedgerChange.position)
        .add_columns(LedgerChange.salt.label("change_salt"), LedgerChange.commitment.label("change_commitment")),
    )
    for entry_id, group in groupby(rows, key=lambda row: row.id):
        held = list(group)
        entry = held[0]
        changes = [row for row in held if row.change_commitment is not None]
        for row in changes:
            said = commitment(row.change_salt, row.operation, row.row_table, row.row_id, row.payload)
            if said != row.change_commitment:
                yield f"a change of ledger entry {entry_id} is not what was committed to"
        parts = [row.change_commitment for row in changes]
        if len(changes) != entry.changes or commitment(entry.salt, entry.header, *parts) != entry.commitment:
            yield f"ledger entry {entry_id} is not what was committed to"


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
