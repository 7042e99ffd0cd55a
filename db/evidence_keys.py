"""The keys of the evidence store: the newest seals, every one opens what it sealed (see db/keys.py)."""

from dataclasses import dataclass
from pathlib import Path

from db.keys import EVIDENCE, KeyFolder

ID_BYTES = 8


@dataclass(frozen=True)
class EvidenceKeys:
    """The keys by id; `newest` seals new files."""

    by_id: dict[bytes, bytes]
    newest: bytes


def load_keys(folder: Path) -> EvidenceKeys:
    """Every evidence key in `folder`. Raises KeysMissing where there is none, or one that others can read."""
    held = {bytes.fromhex(name): secret for name, secret in KeyFolder(folder).secrets(EVIDENCE).items()}
    return EvidenceKeys(held, list(held)[-1])
