"""Bit rot is found: one flipped bit in each of a thousand files, and the scrub names every one of them."""

import random
import tempfile
from pathlib import Path

import pytest

from db.clock import SystemClock
from db.evidence_folder import FolderStore
from db.evidence_scrub import scrub
from db.evidence_store import StoredFile
from db.session import make_sessions
from tests.harness.databases import Kind, fresh
from tests.harness.keys import loaded_keys
from tests.harness.office import small_office
from tests.soak.promises import Seen

FILES = 1000


def bit_rot_is_found(kind: Kind, share: float) -> Seen:
    """Half of the files are left alone; the other half get one flipped bit each, anywhere in what lies on the disk."""
    files, chance = max(20, int(FILES * share)), random.Random(1)
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = FolderStore(folder / "evidence", loaded_keys(folder))
        sizes = [chance.choice((0, 1, 700, 70_000, 600_000)) for _ in range(2 * files)]
        hashes = [store.put([chance.randbytes(16), bytes(size)], limit=10**7).sha256 for size in sizes]
        rotten = sorted(hashes[:files])
        for sha256 in rotten:
            _flip(folder / "evidence" / sha256[:2] / sha256, chance)
        sessions, now = make_sessions(database.url).as_system("tests"), SystemClock().now()
        found = sorted(scrub(sessions, store, now).changed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(FolderStore, "_checked", lambda _self, sha256, _file: StoredFile(sha256, 0))
            blind = len(scrub(sessions, store, now).changed)
        sessions.close()
    missed = len(set(rotten) - set(found))
    wrongly = len(set(found) - set(rotten))
    words = f"{files - missed} of {files} found, {wrongly} of {files} sound ones named"
    text = f"with the comparison of hashes taken out, {blind} of {files} found"
    return Seen("bit_rot_is_found", kind, files, missed + wrongly + (blind == files), words, text)


def _flip(path: Path, chance: random.Random) -> None:
    held = bytearray(path.read_bytes())
    held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    path.write_bytes(held)
