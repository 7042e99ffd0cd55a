"""Sealed files: what comes back is what went in, and nothing else comes back at all."""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from db import evidence_cipher
from db.evidence_cipher import HEAD, MARK, PIECE
from db.evidence_folder import FolderStore
from db.evidence_keys import load_keys
from db.evidence_store import EvidenceDamaged, EvidenceMissing, EvidenceTooLarge
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


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_what_comes_back_is_what_went_in(store: FolderStore, size: int) -> None:
    content = (b"evidence" * (size // 8 + 1))[:size]
    stored = store.put([content[:3], content[3:]], limit=size)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == size == store.check(stored.sha256).size
    assert b"".join(store.open(stored.sha256)) == content


def test_nothing_on_the_disk_reads_as_what_was_stored(store: FolderStore, tmp_path: Path) -> None:
    sha256 = put(store, b"a very particular sentence" * 50)
    held = path_of(tmp_path, sha256).read_bytes()
    assert held.startswith(MARK)
    assert b"particular" not in held
    assert path_of(tmp_path, sha256).stat().st_mode & 0o777 == 0o600


def test_the_same_file_twice_is_sealed_differently_each_time(store: FolderStore, tmp_path: Path) -> None:
    sha256 = put(store, THREE)
    first = path_of(tmp_path, sha256).read_bytes()
    assert put(store, THREE) == sha256
    assert path_of(tmp_path, sha256).read_bytes()[HEAD:] != first[HEAD:]


def _cut(held: bytes) -> list[bytes]:
    body = held[HEAD:]
    return [held[:HEAD], *(body[start : start + SEALED] for start in range(0, len(body), SEALED))]


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "one bit of the mark": lambda held: b"Q" + held[1:],
    "one bit of the key's id": lambda held: held[:9] + bytes([held[9] ^ 1]) + held[10:],
    "one bit of the salt": lambda held: held[:20] + bytes([held[20] ^ 1]) + held[21:],
    "one bit of the prefix": lambda held: held[: HEAD - 1] + bytes([held[HEAD - 1] ^ 1]) + held[HEAD:],
    "one bit of a piece": lambda held: held[:-40] + bytes([held[-40] ^ 1]) + held[-39:],
    "one bit of a tag": lambda held: held[:-1] + bytes([held[-1] ^ 1]),
    "the last byte gone": lambda held: held[:-1],
    "the last piece gone": lambda held: b"".join(_cut(held)[:-1]),
    "the first piece gone": lambda held: b"".join([_cut(held)[0], *_cut(held)[2:]]),
    "two pieces swapped": lambda held: b"".join(_cut(held)[index] for index in (0, 2, 1, 3)),
    "a piece twice": lambda held: b"".join(_cut(held)[index] for index in (0, 1, 1, 2, 3)),
    "something after the end": lambda held: held + b"x",
    "a piece after the end": lambda held: held + _cut(held)[-1],
    "only the head": lambda held: held[:HEAD],
    "half the head": lambda held: held[: HEAD // 2],
    "nothing": lambda held: b"",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_found_and_never_handed_out(store: FolderStore, tmp_path: Path, change: str) -> None:
    sha256 = put(store, THREE)
    path = path_of(tmp_path, sha256)
    path.write_bytes(CHANGES[change](path.read_bytes()))
    with pytest.raises(EvidenceDamaged):
        store.check(sha256)
    with pytest.raises(EvidenceDamaged):
        store.open(sha256)


def test_without_the_number_in_the_nonce_swapped_pieces_would_unseal(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: with one line of the cipher changed, order and end are no longer authenticated."""
    monkeypatch.setattr(evidence_cipher, "_nonce", lambda head, number, is_last: head[-7:] + bytes(5))
    keys = loaded_keys(tmp_path)
    held = b"".join(evidence_cipher.seal([THREE], keys))
    moved = tmp_path / "moved"
    moved.write_bytes(CHANGES["two pieces swapped"](held))
    with moved.open("rb") as file:
        assert sorted(b"".join(evidence_cipher.unseal(file, keys))) == sorted(THREE)


def test_files_under_each_others_names_are_found(store: FolderStore, tmp_path: Path) -> None:
    first, second = put(store, b"first"), put(store, b"second")
    path_of(tmp_path, first).write_bytes(path_of(tmp_path, second).read_bytes())
    with pytest.raises(EvidenceDamaged):
        store.open(first)


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


def test_a_file_too_large_leaves_nothing_behind(store: FolderStore, tmp_path: Path) -> None:
    with pytest.raises(EvidenceTooLarge):
        store.put(itertools.repeat(b"x" * 1000, 11), limit=10_000)
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


def test_a_missing_file_and_a_name_that_is_no_hash_are_refused(store: FolderStore) -> None:
    with pytest.raises(EvidenceMissing):
        store.open("0" * 64)
    with pytest.raises(EvidenceDamaged):
        store.open("../../etc/passwd")


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


def test_without_its_key_a_file_stays_closed(store: FolderStore, tmp_path: Path) -> None:
    sha256 = put(store, b"sealed")
    other = FolderStore(tmp_path / "evidence", loaded_keys(tmp_path / "elsewhere"))
    with pytest.raises(EvidenceDamaged, match="folder of keys"):
        other.open(sha256)


# --- copies and leftovers ---


def test_another_store_takes_the_sealed_bytes_and_only_the_right_ones(store: FolderStore, tmp_path: Path) -> None:
    first, second = put(store, THREE), put(store, b"other")
    copy = FolderStore(tmp_path / "copy", loaded_keys(tmp_path))
    assert copy.take(first, store.sealed(first)).size == len(THREE)
    assert b"".join(copy.open(first)) == THREE
    with pytest.raises(EvidenceDamaged):
        copy.take(first, store.sealed(second))
    assert [name.sha256 for name in copy.names()] == [first]


def test_a_sweep_removes_what_broken_off_uploads_left_and_nothing_else(store: FolderStore, tmp_path: Path) -> None:
    sha256 = put(store, b"kept")
    (tmp_path / "evidence" / "incoming-1").write_bytes(b"half")
    assert store.sweep(START.replace(year=2000)) == 0
    assert store.sweep(START.replace(year=2100)) == 1
    assert [name.sha256 for name in store.names()] == [sha256]
