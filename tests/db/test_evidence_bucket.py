"""Evidence in a bucket of an S3-compatible service: the same promises as in a folder."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import obstore
import pytest

from db.clock import SystemClock
from db.evidence_bucket import PART, BucketStore
from db.evidence_cipher import PIECE
from db.evidence_folder import FolderStore
from db.evidence_keys import load_keys
from db.evidence_store import (
    EvidenceDamaged,
    EvidenceMissing,
    EvidenceStore,
    EvidenceTooLarge,
    EvidenceUnreachable,
    StoredFile,
)
from db.keys import EVIDENCE, KeyFolder
from tests.harness.bucket import Service, served_bucket
from tests.harness.keys import loaded_keys

LARGE = 2 * PART + 12_345
THREE = bytes(range(256)) * (2 * PIECE // 256) + b"and a little more"


@pytest.fixture
def service() -> Iterator[Service]:
    with served_bucket() as found:
        yield found


@pytest.fixture
def store(service: Service, tmp_path: Path) -> BucketStore:
    return BucketStore(service.bucket, tmp_path / "spool", loaded_keys(tmp_path))


def put(store: EvidenceStore, content: bytes) -> str:
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    return store.put(pieces, limit=300_000_000).sha256


def raw(service: Service, sha256: str) -> bytes:
    return bytes(obstore.get(service.bucket.connect(), f"{sha256[:2]}/{sha256}").bytes())


def overwrite(service: Service, sha256: str, content: bytes) -> None:
    obstore.put(service.bucket.connect(), f"{sha256[:2]}/{sha256}", content)


@pytest.mark.parametrize("size", [1, PIECE, PIECE + 1, LARGE])
def test_what_comes_back_is_what_went_in(store: BucketStore, tmp_path: Path, size: int) -> None:
    content = (b"evidence " * (size // 9 + 1))[:size]
    stored = store.put([content], limit=300_000_000)
    assert stored == StoredFile(hashlib.sha256(content).hexdigest(), size) == store.check(stored.sha256)
    assert b"".join(store.open(stored.sha256)) == content
    assert list((tmp_path / "spool").iterdir()) == [], "what was on its way has no name in the folder"


def test_the_service_never_holds_what_can_be_read(store: BucketStore, service: Service) -> None:
    assert b"little" not in raw(service, put(store, THREE))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "one bit": lambda held: held[:-40] + bytes([held[-40] ^ 1]) + held[-39:],
    "the last byte gone": lambda held: held[:-1],
    "something after the end": lambda held: held + b"x",
    "nothing": lambda held: b"",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_object_is_found_and_never_handed_out(store: BucketStore, service: Service, change: str) -> None:
    sha256 = put(store, THREE)
    overwrite(service, sha256, CHANGES[change](raw(service, sha256)))
    with pytest.raises(EvidenceDamaged):
        store.check(sha256)
    with pytest.raises(EvidenceDamaged):
        store.open(sha256)


def test_without_the_comparison_a_changed_object_would_pass(
    store: BucketStore, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same change, unseen once the hash is no longer compared."""
    sha256 = put(store, THREE)
    overwrite(service, sha256, b"something else")
    monkeypatch.setattr(BucketStore, "_checked", lambda _self, sha256, _file: StoredFile(sha256, 0))
    store.check(sha256)


def test_an_object_changed_during_the_hand_out_changes_nothing(store: BucketStore, service: Service) -> None:
    sha256 = put(store, THREE)
    pieces = store.open(sha256)
    overwrite(service, sha256, b"something else")
    assert b"".join(pieces) == THREE


def test_a_file_too_large_leaves_nothing_behind(store: BucketStore) -> None:
    with pytest.raises(EvidenceTooLarge):
        store.put([b"x" * 6000, b"x" * 6000], limit=10_000)
    assert list(store.names()) == []


def test_a_missing_object_and_a_name_that_is_no_hash_are_refused(store: BucketStore) -> None:
    with pytest.raises(EvidenceMissing):
        store.open("0" * 64)
    with pytest.raises(EvidenceDamaged):
        store.open("../../etc/passwd")


def test_objects_are_listed_by_hash_and_only_those_under_the_prefix(store: BucketStore, service: Service) -> None:
    kept = {put(store, b"one"), put(store, b"two")}
    obstore.put(service.bucket.connect(), "README", b"not evidence")
    listed = list(store.names())
    assert {one.sha256 for one in listed} == kept
    now = SystemClock().now()
    assert all(abs(now - one.at) < timedelta(minutes=5) for one in listed)


def test_a_folder_takes_what_a_bucket_gives_and_the_other_way_round(store: BucketStore, tmp_path: Path) -> None:
    folder = FolderStore(tmp_path / "copy", loaded_keys(tmp_path))
    sha256 = put(store, THREE)
    assert folder.take(sha256, store.sealed(sha256)).size == len(THREE)
    other = put(folder, b"from the folder")
    assert store.take(other, folder.sealed(other)).size == 15
    assert b"".join(store.open(other)) == b"from the folder"
    with pytest.raises(EvidenceDamaged):
        store.take("0" * 64, folder.sealed(other))
    assert "0" * 64 not in {one.sha256 for one in store.names()}


def test_sealing_anew_brings_an_object_under_the_newest_key(
    store: BucketStore, service: Service, tmp_path: Path
) -> None:
    sha256 = put(store, THREE)
    before = raw(service, sha256)
    KeyFolder(tmp_path / "keys").make(EVIDENCE)
    after = BucketStore(service.bucket, tmp_path / "spool", load_keys(tmp_path / "keys"))
    assert after.reseal(sha256)
    assert not after.reseal(sha256)
    assert raw(service, sha256) != before
    assert b"".join(after.open(sha256)) == THREE


def test_a_service_that_is_away_is_told_as_such(store: BucketStore, service: Service) -> None:
    sha256 = put(store, THREE)
    service.stop()
    with pytest.raises(EvidenceUnreachable):
        store.open(sha256)
    with pytest.raises(EvidenceUnreachable):
        put(store, b"more")
    with pytest.raises(EvidenceUnreachable):
        list(store.names())
