"""What every store of evidence keeps to, in a folder and in a bucket: what went in comes back, or nothing at all."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import obstore
import pytest

from db.evidence_bucket import PART, BucketStore
from db.evidence_cipher import HEAD, MARK, PIECE
from db.evidence_folder import FolderStore
from db.evidence_keys import EvidenceKeys, load_keys
from db.evidence_store import EvidenceDamaged, EvidenceMissing, EvidenceStore, EvidenceTooLarge, StoredFile
from db.keys import EVIDENCE, KeyFolder
from tests.harness.bucket import served_bucket
from tests.harness.keys import loaded_keys

SEALED = PIECE + 16
LARGE = 2 * PART + 12_345  # a bucket takes it in three parts
THREE = bytes(range(256)) * (PIECE // 256) + b"second" * (PIECE // 6) + b"and the end"


@dataclass(frozen=True)
class Place:
    """Where a kind of store keeps its files: opened with some keys, and read and written behind the store's back."""

    keys: Path
    opened: Callable[[EvidenceKeys], EvidenceStore]
    held: Callable[[str], bytes]
    overwrite: Callable[[str, bytes], object]

    def store(self) -> EvidenceStore:
        """The store with every key that there is now."""
        return self.opened(load_keys(self.keys))


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    loaded_keys(tmp_path)
    keys, folder = tmp_path / "keys", tmp_path / "evidence"
    if request.param == "folder":
        yield Place(
            keys,
            lambda given: FolderStore(folder, given),
            lambda sha256: (folder / sha256[:2] / sha256).read_bytes(),
            lambda sha256, content: (folder / sha256[:2] / sha256).write_bytes(content),
        )
        return
    with served_bucket() as service:
        yield Place(
            keys,
            lambda given: BucketStore(service.bucket, tmp_path / "spool", given),
            lambda sha256: bytes(obstore.get(service.bucket.connect(), f"{sha256[:2]}/{sha256}").bytes()),
            lambda sha256, content: obstore.put(service.bucket.connect(), f"{sha256[:2]}/{sha256}", content),
        )


@pytest.fixture
def store(place: Place) -> EvidenceStore:
    return place.store()


def put(store: EvidenceStore, content: bytes) -> str:
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    return store.put(pieces, limit=300_000_000).sha256


def names(store: EvidenceStore) -> set[str]:
    return {one.sha256 for one in store.names()}


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7, LARGE])
def test_what_comes_back_is_what_went_in(store: EvidenceStore, size: int) -> None:
    content = (b"evidence" * (size // 8 + 1))[:size]
    stored = store.put([content[:3], content[3:]], limit=size)
    assert stored == StoredFile(hashlib.sha256(content).hexdigest(), size) == store.check(stored.sha256)
    assert b"".join(store.open(stored.sha256)) == content


def test_nothing_that_is_held_reads_as_what_was_stored(store: EvidenceStore, place: Place) -> None:
    held = place.held(put(store, b"a very particular sentence" * 50))
    assert held.startswith(MARK)
    assert b"particular" not in held


def test_the_same_file_twice_is_sealed_differently_each_time(store: EvidenceStore, place: Place) -> None:
    sha256 = put(store, THREE)
    first = place.held(sha256)
    assert put(store, THREE) == sha256
    assert place.held(sha256)[HEAD:] != first[HEAD:]


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
def test_a_changed_file_is_found_and_never_handed_out(store: EvidenceStore, place: Place, change: str) -> None:
    sha256 = put(store, THREE)
    place.overwrite(sha256, CHANGES[change](place.held(sha256)))
    with pytest.raises(EvidenceDamaged):
        store.check(sha256)
    with pytest.raises(EvidenceDamaged):
        store.open(sha256)


def test_files_under_each_others_names_are_found(store: EvidenceStore, place: Place) -> None:
    first, second = put(store, b"first"), put(store, b"second")
    place.overwrite(first, place.held(second))
    with pytest.raises(EvidenceDamaged):
        store.open(first)


def test_a_file_too_large_leaves_nothing_behind(store: EvidenceStore, tmp_path: Path) -> None:
    with pytest.raises(EvidenceTooLarge):
        store.put(itertools.repeat(b"x" * 1000, 11), limit=10_000)
    assert names(store) == set()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "keys"]
    assert left == [], "what was on its way has no name in a folder"


def test_a_missing_file_and_a_name_that_is_no_hash_are_refused(store: EvidenceStore) -> None:
    with pytest.raises(EvidenceMissing):
        store.open("0" * 64)
    with pytest.raises(EvidenceDamaged):
        store.open("../../etc/passwd")


def test_what_is_removed_is_gone_and_removing_it_again_does_nothing(store: EvidenceStore) -> None:
    sha256, kept = put(store, b"destroyed"), put(store, b"kept")
    store.remove(sha256)
    store.remove(sha256)
    assert names(store) == {kept}
    with pytest.raises(EvidenceMissing):
        store.open(sha256)


def test_a_folder_takes_what_a_store_gives_and_gives_what_a_store_takes(store: EvidenceStore, tmp_path: Path) -> None:
    copy = FolderStore(tmp_path / "copy", loaded_keys(tmp_path))
    sha256, other = put(store, THREE), put(copy, b"from the folder")
    assert copy.take(sha256, store.sealed(sha256)).size == len(THREE)
    assert b"".join(copy.open(sha256)) == THREE
    assert store.take(other, copy.sealed(other)).size == 15
    assert b"".join(store.open(other)) == b"from the folder"


def test_a_store_takes_only_the_bytes_that_the_hash_is_of(store: EvidenceStore, tmp_path: Path) -> None:
    copy = FolderStore(tmp_path / "copy", loaded_keys(tmp_path))
    first, second = put(store, THREE), put(copy, b"other")
    for wanted in (first, "0" * 64):
        with pytest.raises(EvidenceDamaged):
            store.take(wanted, copy.sealed(second))
    assert names(store) == {first}
    assert b"".join(store.open(first)) == THREE


def test_sealing_anew_brings_a_file_under_the_newest_key(store: EvidenceStore, place: Place) -> None:
    sha256 = put(store, THREE)
    before = place.held(sha256)
    KeyFolder(place.keys).make(EVIDENCE)
    after = place.store()
    assert b"".join(after.open(sha256)) == THREE, "the older key still opens it"
    assert after.reseal(sha256)
    assert not after.reseal(sha256)
    assert place.held(sha256) != before
    for path in place.keys.glob("evidence-001-*"):
        path.unlink()
    assert b"".join(place.store().open(sha256)) == THREE


def test_without_its_key_a_file_stays_closed(store: EvidenceStore, place: Place, tmp_path: Path) -> None:
    sha256 = put(store, b"sealed")
    with pytest.raises(EvidenceDamaged, match="folder of keys"):
        place.opened(loaded_keys(tmp_path / "elsewhere")).open(sha256)
