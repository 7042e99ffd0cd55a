"""Where evidence is kept: by the SHA-256 of its plain bytes, sealed, and safe against a crash at any point.

`EvidenceStore` is what the product asks of a store; `FolderStore` keeps files in a folder. A store in an S3-compatible
service is one more class with these methods, and one line in `api/services.py`.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from db.evidence_cipher import HEAD, PIECE, SealBroken, is_sealed, key_of, seal, unseal
from db.evidence_keys import EvidenceKeys
from db.keys import sync_folder

CHUNK = PIECE
_INCOMING = "incoming-"


class EvidenceDamaged(Exception):
    """The bytes of a stored file no longer have the hash they were stored under, or cannot be unsealed."""


class EvidenceMissing(EvidenceDamaged):
    """There is no file under this hash."""


class EvidenceTooLarge(Exception):
    """The file is larger than the limit for evidence."""


@dataclass(frozen=True)
class StoredFile:
    """What was stored: hash (SHA-256 of the plain bytes, hex) and size of the plain bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class StoredName:
    """A file as the store lists it: the hash it is kept under, and when it was put there (UTC)."""

    sha256: str
    at: datetime


class EvidenceStore(Protocol):
    """What the product asks of a store. A file under a hash never changes; each method is safe in several threads."""

    def put(self, chunks: Iterable[bytes], *, limit: int) -> StoredFile:
        """Store the bytes and return their hash. The row that points at them is committed only afterwards.

        Raises EvidenceTooLarge beyond `limit` plain bytes; nothing is kept then.
        """

    def open(self, sha256: str) -> Iterator[bytes]:
        """The plain bytes, after their hash has been checked. Raises EvidenceDamaged where it does not hold."""

    def check(self, sha256: str) -> StoredFile:
        """Read the whole file and compare its hash. Raises EvidenceDamaged where it does not hold."""

    def names(self) -> Iterator[StoredName]:
        """Every stored file, by hash."""

    def sealed(self, sha256: str) -> Iterator[bytes]:
        """The bytes as they are stored, for a copy in another store. Raises EvidenceMissing."""

    def take(self, sha256: str, pieces: Iterable[bytes]) -> StoredFile:
        """Store bytes that another store gave out by `sealed`. Raises EvidenceDamaged unless they have this hash."""

    def reseal(self, sha256: str) -> bool:
        """Seal a file under the newest key; False where it is already. Raises EvidenceDamaged."""

    def remove(self, sha256: str) -> None:
        """Take a file out for good: its matter was destroyed and nothing points at it. Does nothing without one."""

    def sweep(self, before: datetime) -> int:
        """Remove what uploads that were broken off before then left behind; returns how many."""


class FolderStore:
    """Files in a folder: temporary file on the same file system, fsync, rename to the hash, fsync of the folder."""

    def __init__(self, folder: Path, keys: EvidenceKeys) -> None:
        self._folder, self._keys = folder, keys
        self._lasting: set[Path] = set()  # folders whose own names are known to be on the disk

    def put(self, chunks: Iterable[bytes], *, limit: int) -> StoredFile:
        """See EvidenceStore."""
        tally = _Tally(limit)
        return self._keep(seal(tally.counting(chunks), self._keys), tally)

    def open(self, sha256: str) -> Iterator[bytes]:
        """See EvidenceStore. The file stays open between check and hand-out, so that both read the same one."""
        file = self._opened(sha256)
        try:
            self._checked(sha256, file)
        except BaseException:
            file.close()
            raise
        return self._handed_out(sha256, file)

    def check(self, sha256: str) -> StoredFile:
        """See EvidenceStore."""
        with self._opened(sha256) as file:
            return self._checked(sha256, file)

    def names(self) -> Iterator[StoredName]:
        """See EvidenceStore."""
        for path in sorted(self._folder.glob("??/*")):
            if len(path.name) == 64:
                yield StoredName(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def sealed(self, sha256: str) -> Iterator[bytes]:
        """See EvidenceStore."""
        with self._opened(sha256) as file:
            while piece := file.read(PIECE):
                yield piece

    def take(self, sha256: str, pieces: Iterable[bytes]) -> StoredFile:
        """See EvidenceStore."""
        return self._keep(pieces, None, wanted=sha256)

    def reseal(self, sha256: str) -> bool:
        """See EvidenceStore."""
        with self._opened(sha256) as file:
            head = file.read(HEAD)
            if is_sealed(head) and key_of(head) == self._keys.newest:
                return False
            file.seek(0)
            tally = _Tally(None)
            self._keep(seal(tally.counting(self._plain(sha256, file)), self._keys), tally, wanted=sha256)
        return True

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

    def _keep(self, pieces: Iterable[bytes], tally: "_Tally | None", wanted: str = "") -> StoredFile:
        """Write the pieces as they come and put the file under its hash; with `wanted`, under that one or not at all.

        Without a tally the pieces are sealed already, and what was written is read again to learn the hash.
        """
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

    def _plain(self, sha256: str, file: BinaryIO) -> Iterator[bytes]:
        """The plain bytes of a file, sealed or from a store of before."""
        sealed = is_sealed(file.read(HEAD))
        file.seek(0)
        if not sealed:
            while piece := file.read(PIECE):
                yield piece
            return
        try:
            yield from unseal(file, self._keys)
        except SealBroken as error:
            raise EvidenceDamaged(f"{sha256}: {error}") from None

    def _checked(self, sha256: str, file: BinaryIO) -> StoredFile:
        tally = _Tally(None)
        for _piece in tally.counting(self._plain(sha256, file)):
            pass
        if tally.total().sha256 != sha256:
            raise EvidenceDamaged(f"{sha256} has changed")
        return tally.total()

    def _checked_at(self, sha256: str, path: Path) -> StoredFile:
        with path.open("rb") as file:
            return self._checked(sha256, file)

    def _handed_out(self, sha256: str, file: BinaryIO) -> Iterator[bytes]:
        """The plain bytes once more, hashed again on the way: the last piece goes out only where the hash held."""
        with file:
            file.seek(0)
            tally, held = _Tally(None), b""
            for piece in tally.counting(self._plain(sha256, file)):
                if held:
                    yield held
                held = piece
            if tally.total().sha256 != sha256:
                raise EvidenceDamaged(f"{sha256} has changed")
            yield held


class _Tally:
    """Hash and size of plain bytes that pass through."""

    def __init__(self, limit: int | None) -> None:
        self._digest, self._size, self._limit = hashlib.sha256(), 0, limit

    def counting(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks; raises EvidenceTooLarge beyond the limit."""
        for chunk in chunks:
            self._size += len(chunk)
            if self._limit is not None and self._size > self._limit:
                raise EvidenceTooLarge(f"over {self._limit} bytes")
            self._digest.update(chunk)
            yield chunk

    def total(self) -> StoredFile:
        """What passed so far."""
        return StoredFile(self._digest.hexdigest(), self._size)
