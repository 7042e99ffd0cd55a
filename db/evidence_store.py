"""What the product asks of a store of evidence, kept by the SHA-256 of its plain bytes.

`db/evidence_sealed.py` is what the stores share; `evidence_folder` keeps files in a folder, `evidence_bucket` in a
bucket of an S3-compatible service.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.evidence_cipher import PIECE

CHUNK = PIECE


class EvidenceDamaged(Exception):
    """The bytes of a stored file no longer have the hash they were stored under, or cannot be unsealed."""


class EvidenceMissing(EvidenceDamaged):
    """There is no file under this hash."""


class EvidenceUnreachable(Exception):
    """The store does not answer, or not as it should; nothing was stored. Another try may do."""


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
    """What the product asks of a store. A file under a hash never changes; each method is safe in several threads.

    Each raises EvidenceUnreachable where the store is a service that does not answer.
    """

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


class Tally:
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
