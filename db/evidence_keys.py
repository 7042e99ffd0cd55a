"""Keys of the evidence store: files beside database and backup, each with an id, the newest one in force (decision 30).

A key file is `evidence-NUMBER-ID.key`: NUMBER counts up, ID is drawn from the key itself, so that a file with another
key's bytes is found. Older keys stay for the files that were sealed under them. A lost key is lost evidence.
"""

import hashlib
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES, ID_BYTES = 32, 8
_NAME = re.compile(r"\Aevidence-(\d{4,})-([0-9a-f]{16})\.key\Z")


class KeysUnusable(Exception):
    """The evidence keys cannot be used; the text says why and what would do."""


@dataclass(frozen=True)
class EvidenceKeys:
    """The keys by id; `newest` seals new files."""

    by_id: dict[bytes, bytes]
    newest: bytes


def key_id(key: bytes) -> bytes:
    """The id of a key: the head of a hash that tells nothing of it."""
    return hashlib.sha256(b"probity evidence key\n" + key).digest()[:ID_BYTES]


def load_keys(folder: Path) -> EvidenceKeys:
    """Every evidence key in `folder`. Raises KeysUnusable where there is none, or one that others can read."""
    found = sorted((int(match[1]), path) for path in _files(folder) if (match := _NAME.match(path.name)))
    if not found:
        raise KeysUnusable(
            f"There is no evidence key in {folder}. Make one with `probity evidence key`, and keep a copy of it "
            "apart from database and backups; or name the folder that has it in PROBITY_KEYS_DIR."
        )
    keys = [_read(path) for _number, path in found]
    return EvidenceKeys({key_id(key): key for key in keys}, key_id(keys[-1]))


def has_key(folder: Path) -> bool:
    """Whether the folder holds an evidence key."""
    return any(_NAME.match(path.name) for path in _files(folder))


def make_key(folder: Path) -> Path:
    """Make a key, which is then the newest; returns its file, readable by its owner only and safe on the disk."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    numbers = [int(match[1]) for path in _files(folder) if (match := _NAME.match(path.name))]
    key = secrets.token_bytes(KEY_BYTES)
    path = folder / f"evidence-{max(numbers, default=0) + 1:04}-{key_id(key).hex()}.key"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    return path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe against a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _read(path: Path) -> bytes:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeysUnusable(f"Others can read the key {path}. Let its owner alone read it: chmod 600 {path}")
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise KeysUnusable(f"The key {path} cannot be read: {error}") from None
    if len(key) != KEY_BYTES or key_id(key).hex() not in path.name:
        raise KeysUnusable(f"The file {path} does not hold the key that its name tells of. Put the right one back.")
    return key
