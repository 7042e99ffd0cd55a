"""What `probity backup` and `probity restore` do."""

import argparse
from pathlib import Path

from api.commands import CommandRefused, ensure_current
from api.services import evidence_store
from api.settings import Settings
from db.backup import Place, make_backup, restore
from db.backup_manifest import BackupBroken
from db.clock import SystemClock
from db.dialect.copying import NoScratch, is_empty
from db.evidence_folder import FolderStore
from db.evidence_keys import load_keys


def _say(text: str) -> None:
    print(text, flush=True)


def _place(settings: Settings, folder: Path) -> Place:
    return Place(folder, FolderStore(folder / "evidence", load_keys(Path(settings.keys_dir))))


def backup(given: argparse.Namespace) -> int:
    """Back up while the office works. Exit 1 where evidence of the office itself is damaged; the rest is backed up."""
    settings: Settings = given.settings
    ensure_current(settings)
    place = _place(settings, Path(given.directory))
    try:
        folder, made = make_backup(
            settings.migration_url, evidence_store(settings), place, SystemClock().now(), say=_say
        )  # fmt: skip
    except NoScratch as error:
        raise CommandRefused(str(error)) from None
    except BackupBroken as error:
        raise CommandRefused("The backup was not kept, for it does not hold:\n  " + "\n  ".join(error.found)) from None
    _say(
        f"{folder}: restored and compared. {made.ledger.entries:,} ledger entries, evidence in {place.folder}/evidence."
    )
    _say("Keys are not in it: keep a copy of them elsewhere.")
    for sha256 in made.lost:
        _say(f"Damaged in the office itself, and in no earlier backup here: {sha256}")
    return 1 if made.lost else 0


def restore_backup(given: argparse.Namespace) -> int:
    """Restore into an empty database and the evidence folder of the settings, with the keys of the settings."""
    settings: Settings = given.settings
    if not is_empty(settings.migration_url):
        raise CommandRefused("The database is not empty. Name an empty one in PROBITY_DATABASE_URL.")
    folder = Path(given.directory)
    if not folder.is_dir():
        raise CommandRefused(f"There is no folder {folder}.")
    try:
        made = restore(
            folder, settings.migration_url, evidence_store(settings), _place(settings, folder.parent),
            application_role=settings.application_role,
        )  # fmt: skip
    except BackupBroken as error:
        raise CommandRefused("The backup does not hold:\n  " + "\n  ".join(error.found)) from None
    _say(f"Restored the backup of {made.made_at}: {made.ledger.entries:,} ledger entries. Everybody signs in again.")
    return 0
