"""Evidence in a folder, safe against a crash at any point."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from db.evidence_keys import EvidenceKeys
from db.evidence_sealed import SealedStore
from db.evidence_store import EvidenceDamaged, EvidenceMissing, StoredFile, StoredName, Tally
from db.keys import sync_folder

_INCOMING = "incoming-"


class FolderStore(SealedStore):
    """Files in a folder: temporary file on the same file system, fsync, rename to the hash, fsync of the folder."""

    def __init__(self, folder: Path, keys: EvidenceKeys) -> None:
        super().__init__(keys)
        self._folder = folder
        self._lasting: set[Path] = set()  # folders whose own names are known to be on the disk

    def names(self) -> Iterator[StoredName]:
        """See EvidenceStore."""
        for path in sorted(self._folder.glob("??/*")):
            if len(path.name) == 64:
                yield StoredName(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def remove(self, sha256: str) -> None:
        """See EvidenceStore."""
        path = self._path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            self._sync_folder(path.parent)

    def sweep(self, before: datetime) -> int:
        """See EvidenceStore."""
        old = [path for path in self._folder.glob(f"{_INCOMING}*") if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    # --- writing: each step is a method of its own, so that the fault tests can end the process before and after it ---

    def _keep(self, pieces: Iterable[bytes], tally: Tally | None, wanted: str = "") -> StoredFile:
        incoming, name = self._incoming()
        try:
            with incoming:
                for piece in pieces:
                    self._write(incoming, piece)
                self._sync(incoming)
            stored = tally.total() if tally else self._checked_at(wanted, name)
            if wanted and stored.sha256 != wanted:
                raise EvidenceDamaged(f"{wanted} has changed")
            target = self._path(stored.sha256)
            self._make_room(target.parent)
            self._rename(name, target)
            self._sync_folder(target.parent)
        except BaseException:
            name.unlink(missing_ok=True)
            raise
        return stored

    def _incoming(self) -> tuple[BinaryIO, Path]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=_INCOMING)
        return os.fdopen(handle, "wb"), Path(name)

    def _write(self, file: BinaryIO, piece: bytes) -> None:
        file.write(piece)

    def _sync(self, file: BinaryIO) -> None:
        file.flush()
        os.fsync(file.fileno())

    def _make_room(self, folder: Path) -> None:
        # Not only by who makes it: another thread's new folder may not have reached the disk yet.
        if folder not in self._lasting:
            folder.mkdir(mode=0o700, exist_ok=True)
            self._sync_folder(self._folder)
            self._sync_folder(self._folder.parent)
            self._lasting.add(folder)

    def _rename(self, name: Path, target: Path) -> None:
        name.replace(target)

    def _sync_folder(self, folder: Path) -> None:
        sync_folder(folder)

    # --- reading ---

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():
            raise EvidenceDamaged("not a hash")
        return self._folder / sha256[:2] / sha256

    def _opened(self, sha256: str) -> BinaryIO:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise EvidenceMissing(f"{sha256} is missing") from None

    def _checked_at(self, sha256: str, path: Path) -> StoredFile:
        with path.open("rb") as file:
            return self._checked(sha256, file)
