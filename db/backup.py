"""Backups: one state of the database, the evidence it points at, and a manifest; each is proven by restoring it.

A folder of backups holds `evidence/` (sealed files by hash, shared by all backups in it) and a folder for each backup.
Keys are never in it: without a copy of the keys a backup opens no evidence.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from db.backup_manifest import (
    EVIDENCE_LIST,
    FORMAT,
    BackupBroken,
    Manifest,
    evidence_listed,
    file_row,
    read_manifest,
    write_manifest,
)
from db.backup_proof import evidence_hashes, faults_of, ledger_state, lost_files
from db.dialect import copying
from db.dialect.identity import system_options
from db.evidence_store import EvidenceDamaged, EvidenceStore
from db.identity import new_id
from db.keys import sync_folder
from db.migrate import current_revision, upgrade
from db.models import AccountSession
from db.session import make_sessions

UNFINISHED = ".unfinished-"
UNREADABLE: tuple[type[Exception], ...] = (SQLAlchemyError, *copying.LOAD_ERRORS)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """A folder of backups. `store` opens its evidence with the keys of the office."""

    folder: Path
    store: EvidenceStore


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that reads one state of the database, whole."""
    target = make_url(url)
    options: dict[str, str] = {}
    if not copying.is_sqlite(url):
        target = target.set(drivername="postgresql+psycopg")
        options = {"options": system_options("backup")}
    engine = create_engine(target, connect_args=options)
    try:
        with engine.connect() as connection:
            if not copying.is_sqlite(url):
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
    finally:
        engine.dispose()


def make_backup(url: str, store: EvidenceStore, place: Place, now: datetime, say: Say) -> tuple[Path, Manifest]:
    """Back up, prove it by a restore, and only then give it its name; returns its folder and manifest.

    Raises BackupBroken where the proof fails, and NoScratch where it cannot be tried; nothing is left then but the
    evidence that was copied. The office may go on working meanwhile.
    """
    name = f"{now:%Y-%m-%dT%H%M%SZ}-{new_id().hex[:6]}"
    part = place.folder / f"{UNFINISHED}{name}"
    part.mkdir(parents=True, mode=0o700)
    try:
        with connected(url) as connection:
            revision = current_revision(connection)
        rows = copying.dump(url, part)
        say(f"Wrote {sum(rows.values()):,} rows of {len(rows)} tables. Restoring them as a proof.")
        with copying.scratch(url, place.folder) as restored:
            copying.load(restored, part, revision)
            manifest = _described(restored, part, rows, revision, now, store, place)
            _ensure_none(_faults(restored, manifest))
        write_manifest(part, manifest)
        read_manifest(part)
        for path in part.iterdir():
            _sync_file(path)
        sync_folder(part)
        part.rename(place.folder / name)
        sync_folder(place.folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return place.folder / name, manifest


def _described(
    restored: str, part: Path, rows: dict[str, int], revision: str, now: datetime, store: EvidenceStore, place: Place
) -> Manifest:
    """Copy the evidence that the rows point at, and say what the backup holds; rows as they were counted when read."""
    with connected(restored) as connection:
        hashes, state = evidence_hashes(connection), ledger_state(connection)
    lost = [sha256 for sha256 in hashes if not _copied(sha256, store, place.store)]
    (part / EVIDENCE_LIST).write_text("".join(f"{sha256}\n" for sha256 in hashes))
    files = {path.name: file_row(path) for path in sorted(part.iterdir())}
    kind = "sqlite" if copying.is_sqlite(restored) else "postgresql"
    return Manifest(FORMAT, f"{now:%Y-%m-%dT%H:%M:%SZ}", kind, revision, files, rows, state, lost)


def _copied(sha256: str, store: EvidenceStore, into: EvidenceStore) -> bool:
    """Whether the other store holds this file now: it had it, sound, or has taken it."""
    try:
        into.check(sha256)
    except EvidenceDamaged:
        try:
            into.take(sha256, store.sealed(sha256))
        except EvidenceDamaged:
            return False
    return True


def _faults(url: str, manifest: Manifest) -> list[str]:
    try:
        with connected(url) as connection:
            return faults_of(connection, manifest)
    except UNREADABLE as error:
        return [f"the restored database cannot be read: {_first_line(error)}"]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _ensure_none(found: list[str]) -> None:
    if found:
        raise BackupBroken(found)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load_backup(folder: Path, url: str, store: EvidenceStore, *, application_role: str | None = None) -> Manifest:
    """Restore the rows of a backup into an empty database and compare everything, the backup's evidence included.

    Raises BackupBroken with all that was found wrong.
    """
    manifest = read_manifest(folder)
    kind = "sqlite" if copying.is_sqlite(url) else "postgresql"
    if manifest.database != kind:
        raise BackupBroken([f"it is a backup of {manifest.database}, and the database to restore into is {kind}"])
    _ensure_none(lost_files(evidence_listed(folder), store, manifest.lost))
    try:
        copying.load(url, folder, manifest.revision, application_role=application_role)
        with connected(url) as connection:
            pointed = evidence_hashes(connection)
    except UNREADABLE as error:
        raise BackupBroken([f"its rows cannot be restored: {_first_line(error)}"]) from None
    found = [] if pointed == evidence_listed(folder) else ["its list of evidence is not that of its rows"]
    _ensure_none(found + _faults(url, manifest))
    return manifest


def restore(
    folder: Path, url: str, store: EvidenceStore, place: Place, *, application_role: str | None = None
) -> Manifest:
    """Restore a backup into an empty database and the office's store, then bring the schema up to date.

    Nobody stays signed in. Raises BackupBroken; a SQLite file only gets its name once everything holds.
    """
    if copying.is_sqlite(url):
        path = copying.sqlite_path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}{UNFINISHED}{new_id().hex[:6]}")
        try:
            manifest = load_backup(folder, f"sqlite:///{part}", place.store)
            part.rename(path)
        finally:
            for left in path.parent.glob(f"{part.name}*"):
                left.unlink()
        sync_folder(path.parent)
    else:
        manifest = load_backup(folder, url, place.store, application_role=application_role)
    for sha256 in evidence_listed(folder):
        if not _copied(sha256, place.store, store) and sha256 not in manifest.lost:
            raise BackupBroken([f"evidence {sha256} could not be put back"])
    upgrade(url, application_role=application_role)
    sessions = make_sessions(url).as_system("restore")
    with sessions.writing() as session:
        ended = update(AccountSession).where(AccountSession.ended_at.is_(None))
        session.execute(ended.values(ended_at=AccountSession.seen_at))
    sessions.close()
    return manifest
