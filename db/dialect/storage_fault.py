"""What it means when a write fails beneath the product: no room left, or the storage cannot be reached."""

import errno
import sqlite3
from typing import Literal

import psycopg
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.evidence_store import EvidenceUnreachable

Fault = Literal["full", "lost"]

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_THERE = frozenset({errno.EIO, errno.EROFS, errno.ESTALE, errno.ENODEV, errno.ENXIO})


def storage_fault(error: BaseException) -> Fault | None:
    """Whether this error means that nothing could be saved, and why; None for every other error."""
    if isinstance(error, OSError):
        return "full" if error.errno in _NO_ROOM else "lost" if error.errno in _NOT_THERE else None
    if isinstance(error, PoolTimeout | EvidenceUnreachable):  # every connection is busy, or the bucket is away
        return "lost"
    if isinstance(error, IntegrityError | DataError) or not isinstance(error, DBAPIError):
        return None
    cause = error.orig
    is_full = isinstance(cause, psycopg.errors.DiskFull) or (
        isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    )
    return "full" if is_full else "lost"
