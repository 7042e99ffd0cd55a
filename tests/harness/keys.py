"""The keys of a test's office, made where an office would make them by hand."""

from pathlib import Path

from db.evidence_keys import EvidenceKeys, load_keys
from db.keys import KeyFolder


def keys_in(folder: Path) -> str:
    """The folder of keys inside `folder`, with every key in it."""
    keys = folder / "keys"
    KeyFolder(keys).ensure(make=True)
    return str(keys)


def loaded_keys(folder: Path) -> EvidenceKeys:
    """The evidence keys themselves."""
    return load_keys(Path(keys_in(folder)))
