"""Canonical JSON (RFC 8785) of what the ledger commits to, and the salted commitments themselves."""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from db.identity import randomness

SALT_BYTES = 16


def plain(value: Any) -> Any:
    """A value as strings, whole numbers, booleans, nulls, lists and objects only: nothing whose JSON could differ.

    Moments become UTC ISO text with microseconds. Raises TypeError on a float: amounts are whole numbers here.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int):
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    raise TypeError(f"the ledger holds no {type(value).__name__}")


def canonical(value: Any) -> str:
    """Canonical JSON text. With ASCII keys and no floats, sorted compact JSON is RFC 8785's form."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def new_salt() -> str:
    """A fresh salt, hex."""
    return randomness().getrandbits(SALT_BYTES * 8).to_bytes(SALT_BYTES, "big").hex()


def commitment(salt: str, *parts: str) -> str:
    """SHA-256 over the salt's bytes and each part's length and UTF-8 bytes, hex: parts cannot run together."""
    digest = hashlib.sha256(bytes.fromhex(salt))
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
