"""Evidence in a bucket of an S3-compatible service, for offices with several machines.

The service keeps an object whole or not at all, and answers only when it does; `put` returns after that answer. What
is on its way in or out rests in a local folder, sealed, in files without a name.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from db.evidence_keys import EvidenceKeys
from db.evidence_sealed import SealedStore
from db.evidence_store import (
    EvidenceDamaged,
    EvidenceMissing,
    EvidenceUnreachable,
    StoredFile,
    StoredName,
    Tally,
)

PART = 8 * 1024 * 1024  # bytes a request of a large upload or download
PARTS_AT_ONCE = 2
PATIENCE = timedelta(seconds=20)  # all tries of one request together; people wait for the answer


@dataclass(frozen=True)
class Bucket:
    """Where a bucket is. `prefix`: what its objects' names begin with. Without keys, those of the machine are used."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""

    def connect(self) -> S3Store:
        """A client of the bucket. Nothing is asked of the service yet."""
        given = {
            "endpoint": self.endpoint,
            "region": self.region or "us-east-1",
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
        }
        return S3Store(
            self.name,
            prefix=self.prefix or None,
            # The service compares what arrives with this, so that an object damaged on its way is refused.
            checksum_algorithm="sha256",
            client_options={"allow_http": self.endpoint.startswith("http://"), "timeout": "60s"},
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
            **{name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        )


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        raise EvidenceUnreachable("The store of evidence does not answer as it should.") from error


class BucketStore(SealedStore):
    """Objects under `ab/abcdef...`, the hash of the plain bytes."""

    def __init__(self, bucket: Bucket, spool: Path, keys: EvidenceKeys) -> None:
        super().__init__(keys)
        self._store, self._spool = bucket.connect(), spool

    def names(self) -> Iterator[StoredName]:
        """See EvidenceStore."""
        with _answering():
            for batch in obstore.list(self._store):
                for found in batch:
                    name = found["path"].rpartition("/")[2]
                    if len(name) == 64:
                        yield StoredName(name, found["last_modified"].astimezone(UTC))

    def remove(self, sha256: str) -> None:
        """See EvidenceStore. A bucket that keeps versions keeps the object: an office that destroys turns them off."""
        with _answering(), suppress(FileNotFoundError):
            obstore.delete(self._store, self._path(sha256))

    def sweep(self, before: datetime) -> int:
        """See EvidenceStore. Broken-off uploads leave no object; the parts that the service keeps of them go by a
        rule of the bucket (README), which alone may see them."""
        del before
        return 0

    def _keep(self, pieces: Iterable[bytes], tally: Tally | None, wanted: str = "") -> StoredFile:
        with self._waiting() as file:
            for piece in pieces:
                file.write(piece)
            file.seek(0)
            stored = tally.total() if tally else self._checked(wanted, cast(BinaryIO, file))
            if wanted and stored.sha256 != wanted:
                raise EvidenceDamaged(f"{wanted} has changed")
            file.seek(0)
            with _answering():
                obstore.put(
                    self._store, self._path(stored.sha256), file, chunk_size=PART, max_concurrency=PARTS_AT_ONCE
                )
        return stored

    def _opened(self, sha256: str) -> BinaryIO:
        """The whole object, fetched first: check and hand-out read the same bytes, whoever changes the object."""
        file = self._waiting()
        try:
            with _answering():
                self._fetch(self._path(sha256), file.write)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cast(BinaryIO, file)

    def _fetch(self, path: str, write: Callable[[bytes], int]) -> None:
        try:
            for piece in obstore.get(self._store, path).stream(min_chunk_size=PART):
                write(piece)
        except FileNotFoundError:
            raise EvidenceMissing(f"{path} is missing") from None

    def _waiting(self) -> IO[bytes]:
        self._spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tempfile.TemporaryFile(dir=self._spool)

    def _path(self, sha256: str) -> str:
        if len(sha256) != 64 or not sha256.isalnum():
            raise EvidenceDamaged("not a hash")
        return f"{sha256[:2]}/{sha256}"
