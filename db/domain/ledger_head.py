"""What a signed head, a checkpoint and a receipt say: the exact text that is signed."""

import json
from datetime import UTC, datetime, timedelta

MOST_ENTRIES = 1000
"""Entries between two heads at the most; a bulk act counts as one (decision 21)."""
MOST_TIME = timedelta(seconds=60)
"""Time between an entry's commit and the head that holds it, while the sequencer runs (decision 21)."""


def moment(at: datetime) -> str:
    """A moment as signed texts write it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def head_text(tree_size: int, root: str, at: datetime, key_id: str) -> str:
    """The text of a head: canonical JSON (RFC 8785) of its size, root (hex), time and key."""
    said = {"at": moment(at), "key": key_id, "kind": "head", "root": root, "size": tree_size}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def receipt_text(number: str, commitment: str, at: str, key_id: str) -> str:
    """The text of a filer's receipt: a report's number, the commitment to its filing, when (a `moment`), and the key.

    It names no place in the tree and no size of it: those would tell of other reports (decision 21).
    """
    said = {"at": at, "commitment": commitment, "key": key_id, "kind": "receipt", "report": number}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))
