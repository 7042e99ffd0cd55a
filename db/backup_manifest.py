"""What a backup says of itself: its files by hash, its rows by table, and where its ledger stood."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

MANIFEST, EVIDENCE_LIST = "manifest.json", "evidence.txt"
FORMAT = 1


class BackupBroken(Exception):
    """A backup does not hold; `found` lists everything that was found wrong."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("; ".join(found))
        self.found = found


class FileRow(msgspec.Struct, forbid_unknown_fields=True):
    """A file of the backup: its size in bytes and SHA-256 (hex)."""

    size: int
    sha256: str


class LedgerState(msgspec.Struct, forbid_unknown_fields=True):
    """How many entries, the commitment of the last one, and a hash over all commitments in their order of keys."""

    entries: int
    last: str
    all: str


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """One backup. `made_at` is ISO text in UTC; `lost` names evidence that was damaged in the office itself."""

    format: int
    made_at: str
    database: str
    revision: str
    files: dict[str, FileRow]
    tables: dict[str, int]
    ledger: LedgerState
    lost: list[str]
    digest: str = ""

    def own_digest(self) -> str:
        """SHA-256 over everything else in the manifest."""
        rest: dict[str, Any] = {key: value for key, value in msgspec.to_builtins(self).items() if key != "digest"}
        return hashlib.sha256(msgspec.json.encode(rest, order="sorted")).hexdigest()


def file_row(path: Path) -> FileRow:
    """Size and hash of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return FileRow(size, digest.hexdigest())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it into the backup's folder."""
    manifest.digest = manifest.own_digest()
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(text + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, with every file compared with it. Raises BackupBroken."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeError) as error:
        raise BackupBroken([f"{folder / MANIFEST} cannot be read: {error}"]) from None
    if manifest.format != FORMAT:
        raise BackupBroken([f"this program reads format {FORMAT}, and the backup has format {manifest.format}"])
    found = [] if manifest.digest == manifest.own_digest() else ["the manifest was changed"]
    for name, row in manifest.files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            found.append(f"{name} is missing")
        elif file_row(path) != row:
            found.append(f"{name} was changed")
    extra = {path.name for path in folder.iterdir()} - set(manifest.files) - {MANIFEST}
    found += [f"{name} does not belong to it" for name in sorted(extra)]
    if found:
        raise BackupBroken(found)
    return manifest


def evidence_listed(folder: Path) -> list[str]:
    """The hashes of the evidence that belongs to a backup."""
    return (folder / EVIDENCE_LIST).read_text().split()
