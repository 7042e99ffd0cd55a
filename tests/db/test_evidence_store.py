"""Sealed files in a folder: its plain files of before, its keys and leftovers (the rest: test_evidence_contract.py)."""

import hashlib
from pathlib import Path

import pytest

from db import evidence_cipher
from db.evidence_cipher import HEAD, PIECE
from db.evidence_folder import FolderStore
from db.evidence_keys import load_keys
from db.evidence_store import EvidenceDamaged
from db.keys import EVIDENCE, KeyFolder
from tests.harness.clock import START
from tests.harness.keys import loaded_keys

SEALED = PIECE + 16
THREE = bytes(range(256)) * (PIECE // 256) + b"second" * (PIECE // 6) + b"and the end"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "evidence", loaded_keys(tmp_path))


def put(store: FolderStore, content: bytes) -> str:
    return store.put([content], limit=10_000_000).sha256


def path_of(tmp_path: Path, sha256: str) -> Path:
    return tmp_path / "evidence" / sha256[:2] / sha256


def test_a_file_is_open_to_the_programs_own_user_alone(store: FolderStore, tmp_path: Path) -> None:
    assert path_of(tmp_path, put(store, b"sealed")).stat().st_mode & 0o777 == 0o600


def test_without_the_number_in_the_nonce_swapped_pieces_would_unseal(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: with one line of the cipher changed, order and end are no longer authenticated."""
    monkeypatch.setattr(evidence_cipher, "_nonce", lambda head, number, is_last: head[-7:] + bytes(5))
    keys = loaded_keys(tmp_path)
    held = b"".join(evidence_cipher.seal([THREE], keys))
    moved = tmp_path / "moved"
    first, second, last = (held[start : start + SEALED] for start in range(HEAD, len(held), SEALED))
    moved.write_bytes(held[:HEAD] + second + first + last)
    with moved.open("rb") as file:
        assert sorted(b"".join(evidence_cipher.unseal(file, keys))) == sorted(THREE)


def test_a_file_that_changes_while_it_is_handed_out_never_comes_to_its_end(store: FolderStore, tmp_path: Path) -> None:
    content = b"plain " * PIECE
    sha256 = hashlib.sha256(content).hexdigest()
    path_of(tmp_path, sha256).parent.mkdir(parents=True)
    path_of(tmp_path, sha256).write_bytes(content)
    pieces = store.open(sha256)
    got = [next(pieces)]
    with path_of(tmp_path, sha256).open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"!")
    with pytest.raises(EvidenceDamaged):
        got.extend(pieces)
    assert len(b"".join(got)) < len(content)


# --- keys ---


def test_after_a_new_key_old_files_still_open_and_new_ones_use_it(store: FolderStore, tmp_path: Path) -> None:
    old = put(store, b"before")
    KeyFolder(tmp_path / "keys").make(EVIDENCE)
    after = FolderStore(tmp_path / "evidence", load_keys(tmp_path / "keys"))
    new = put(after, b"after")
    assert b"".join(after.open(old)) == b"before"
    heads = [evidence_cipher.key_of(path_of(tmp_path, one).read_bytes()[:HEAD]) for one in (old, new)]
    assert heads[0] != heads[1] == load_keys(tmp_path / "keys").newest


def test_sealing_anew_brings_older_and_plain_files_under_the_newest_key(store: FolderStore, tmp_path: Path) -> None:
    plain = hashlib.sha256(b"from before").hexdigest()
    path_of(tmp_path, plain).parent.mkdir(parents=True)
    path_of(tmp_path, plain).write_bytes(b"from before")
    assert b"".join(store.open(plain)) == b"from before"
    sealed = put(store, THREE)
    KeyFolder(tmp_path / "keys").make(EVIDENCE)
    after = FolderStore(tmp_path / "evidence", load_keys(tmp_path / "keys"))
    assert [after.reseal(one) for one in (plain, sealed)] == [True, True]
    assert [after.reseal(one) for one in (plain, sealed)] == [False, False]
    for path in (tmp_path / "keys").glob("evidence-001-*"):
        path.unlink()
    alone = FolderStore(tmp_path / "evidence", load_keys(tmp_path / "keys"))
    assert b"".join(alone.open(plain)) == b"from before"
    assert b"".join(alone.open(sealed)) == THREE


def test_a_damaged_file_is_never_sealed_anew(store: FolderStore, tmp_path: Path) -> None:
    name = hashlib.sha256(b"from before").hexdigest()
    path_of(tmp_path, name).parent.mkdir(parents=True)
    path_of(tmp_path, name).write_bytes(b"From before")
    with pytest.raises(EvidenceDamaged):
        store.reseal(name)
    assert path_of(tmp_path, name).read_bytes() == b"From before"


# --- copies and leftovers ---


def test_a_sweep_removes_what_broken_off_uploads_left_and_nothing_else(store: FolderStore, tmp_path: Path) -> None:
    sha256 = put(store, b"kept")
    (tmp_path / "evidence" / "incoming-1").write_bytes(b"half")
    assert store.sweep(START.replace(year=2000)) == 0
    assert store.sweep(START.replace(year=2100)) == 1
    assert [name.sha256 for name in store.names()] == [sha256]
