"""The key of a test's evidence, made where an office would make it by hand."""

from pathlib import Path

from db.evidence_keys import EvidenceKeys, has_key, load_keys, make_key


def keys_in(folder: Path) -> str:
    """The folder of keys inside `folder`, with one in it."""
    keys = folder / "keys"
    if not has_key(keys):
        make_key(keys)
    return str(keys)


def loaded_keys(folder: Path) -> EvidenceKeys:
    """The keys themselves."""
    return load_keys(Path(keys_in(folder)))
