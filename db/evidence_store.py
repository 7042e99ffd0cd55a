"""Evidence files, addressed by the SHA-256 of their bytes and safe against a crash at any point (promises.md)."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 18


class EvidenceDamaged(Exception):
    """A stored file is missing, or its bytes no longer have the hash they were stored under."""


class EvidenceTooLarge(Exception):
    """The file is larger than the limit for evidence."""


@dataclass(frozen=True)
class StoredFile:
    """What was stored: hash (SHA-256, hex) and size in bytes."""

    sha256: str
    size: int


class EvidenceStore:
    """Files in a folder: temporary file on the same file system, fsync, rename to the hash, fsync of the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():
            raise EvidenceDamaged("not a hash")
        return self._folder / sha256[:2] / sha256

    def put(self, chunks: Iterable[bytes], *, limit: int) -> StoredFile:
        """Store the bytes and return their hash. The row that points at them is committed only afterwards.

        Raises EvidenceTooLarge beyond `limit` bytes; nothing is kept then.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._folder, prefix="incoming-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise EvidenceTooLarge(f"over {limit} bytes")
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            target = self._path(sha256)
            if not target.parent.is_dir():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._folder)
            Path(name).replace(target)
            _sync_folder(target.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return StoredFile(sha256, size)

    def open(self, sha256: str) -> Iterator[bytes]:
        """The bytes, after their hash has been checked. Raises EvidenceDamaged where it does not hold."""
        path = self._path(sha256)
        if not path.is_file():
            raise EvidenceDamaged(f"{sha256} is missing")
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise EvidenceDamaged(f"{sha256} has changed")
        return self._chunks(path)

    @staticmethod
    def _chunks(path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
