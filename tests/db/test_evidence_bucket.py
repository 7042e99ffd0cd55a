"""Evidence in a bucket of an S3-compatible service: what no folder does (the rest: test_evidence_contract.py)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import obstore
import pytest

from db.clock import SystemClock
from db.evidence_bucket import BucketStore
from db.evidence_cipher import PIECE
from db.evidence_store import EvidenceStore, EvidenceUnreachable, StoredFile
from tests.harness.bucket import Service, served_bucket
from tests.harness.keys import loaded_keys

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


def test_what_was_on_its_way_has_no_name_in_the_folder(store: BucketStore, tmp_path: Path) -> None:
    put(store, THREE)
    assert list((tmp_path / "spool").iterdir()) == []


def test_without_the_comparison_a_changed_object_would_pass(
    store: BucketStore, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same change, unseen once the hash is no longer compared."""
    sha256 = put(store, THREE)
    overwrite(service, sha256, b"something else")
    monkeypatch.setattr(BucketStore, "_checked", lambda _self, sha256, _file: StoredFile(sha256, 0))
    assert store.check(sha256).sha256 == sha256


def test_an_object_changed_during_the_hand_out_changes_nothing(store: BucketStore, service: Service) -> None:
    sha256 = put(store, THREE)
    pieces = store.open(sha256)
    overwrite(service, sha256, b"something else")
    assert b"".join(pieces) == THREE


def test_objects_are_listed_by_hash_and_only_those_under_the_prefix(store: BucketStore, service: Service) -> None:
    kept = {put(store, b"one"), put(store, b"two")}
    obstore.put(service.bucket.connect(), "README", b"not evidence")
    listed = list(store.names())
    assert {one.sha256 for one in listed} == kept
    now = SystemClock().now()
    assert all(abs(now - one.at) < timedelta(minutes=5) for one in listed)


def test_a_service_that_is_away_is_told_as_such(store: BucketStore, service: Service) -> None:
    sha256 = put(store, THREE)
    service.stop()
    with pytest.raises(EvidenceUnreachable):
        store.open(sha256)
    with pytest.raises(EvidenceUnreachable):
        put(store, b"more")
    with pytest.raises(EvidenceUnreachable):
        list(store.names())
