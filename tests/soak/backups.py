"""Backups restore: taken under write load, each restored and compared; damaged ones are caught, each kind of damage."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from db import backup
from db.backup import Place, load_backup, make_backup
from db.backup_manifest import BackupBroken
from db.clock import SystemClock
from db.dialect import copying
from db.evidence_folder import FolderStore
from tests.harness.databases import Database, Kind, fresh
from tests.harness.keys import loaded_keys
from tests.harness.office import small_office
from tests.soak.filing import Filer, Server, served
from tests.soak.promises import Seen
from tests.soak.spoiling import FORGED, SPOILED, Spoiled

BACKUPS = 100


@dataclass(frozen=True)
class Archive:
    """A server that is filed in, and a folder of its backups."""

    database: Database
    live: FolderStore
    place: Place

    def back_up(self) -> Path:
        """Make one backup, as the command does."""
        return make_backup(self.database.owner_url, self.live, self.place, SystemClock().now(), lambda _text: None)[0]

    def restored(self, folder: Path) -> None:
        """Restore one into a database of its own and compare; raises BackupBroken."""
        with copying.scratch(self.database.owner_url, self.place.folder) as url:
            load_backup(folder, url, self.place.store)


def backups_restore(kind: Kind, share: float) -> Seen:
    """So many backups under load, each restored once more; every kind of damage; then with the comparison left out."""
    wanted, problems, caught = max(2, int(BACKUPS * share)), list[str](), 0
    with archive(kind) as held:
        with under_load(held.server) as filer:
            folders = [held.archive.back_up() for _ in range(wanted)]
            filed = len(filer.acknowledged)
        for folder in folders:
            try:
                held.archive.restored(folder)
            except BackupBroken as error:
                problems.append(str(error))
        missed = [one.name for one in SPOILED if not catches(held.archive, folders[-1], one)]
        caught = len(SPOILED) - len(missed)
        control = _control(held.archive, folders[-1])
    words = (
        f"{wanted - len(problems)} of {wanted} restored ({filed} reports filed meanwhile), {caught} of {len(SPOILED)} "
        f"damaged ones caught{': missed ' + ', '.join(missed) if missed else ''} {problems[:1] or ''}"
    )
    text = f"with the comparison of rows and ledger left out, {control} of {len(FORGED)} forged ones caught"
    failed = len(problems) + len(missed) + (control == len(FORGED)) + (filed == 0)
    return Seen("backups_restore", kind, wanted + len(SPOILED), failed, words, text)


def catches(archive: Archive, folder: Path, damage: Spoiled) -> bool:
    """Whether this damage to a copy of a backup is refused with words."""
    with damage.done_to(folder, archive.place) as (copy, store):
        try:
            archive_of = Archive(archive.database, archive.live, Place(copy.parent, store))
            archive_of.restored(copy)
        except BackupBroken as error:
            return bool(error.found)
    return False


def _control(archive: Archive, folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "faults_of", lambda *_given: [])
        return sum(catches(archive, folder, one) for one in FORGED)


@dataclass(frozen=True)
class Held:
    """The archive and the server whose database it backs up."""

    archive: Archive
    server: Server


@contextmanager
def archive(kind: Kind) -> Iterator[Held]:
    """A small office that is served, with some reports in it."""
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder, keys = Path(name), loaded_keys(Path(name))
        (folder / "backups").mkdir()
        place = Place(folder / "backups", FolderStore(folder / "backups" / "evidence", keys))
        with served(database, folder) as server:
            filer = Filer(server)
            assert [filer.file(f"Before {number}") for number in range(5)] == [201] * 5
            yield Held(Archive(database, FolderStore(folder / "evidence", keys), place), server)


@contextmanager
def under_load(server: Server) -> Iterator[Filer]:
    """Somebody files all the while."""
    filer, over = Filer(server), threading.Event()

    def go_on() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with suppress(Exception):
                filer.file(f"Meanwhile {number}")
            time.sleep(0.01)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield filer
    finally:
        over.set()
        thread.join()
