"""Keys lie in files of their owner's alone, and what they sealed opens with them and for its own row alone."""

from pathlib import Path

import pytest

from db.keys import EVIDENCE, LEDGER, PURPOSES, SECOND_FACTOR, KeyFolder, KeysMissing
from db.secret_box import SecretBox


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    made = KeyFolder(tmp_path / "keys")
    made.ensure(make=True)
    return made


@pytest.fixture
def box(keys: KeyFolder) -> SecretBox:
    return SecretBox(keys)


def test_a_demonstration_makes_every_key_and_an_office_is_told_how(tmp_path: Path, keys: KeyFolder) -> None:
    assert all(keys.has(purpose) for purpose in PURPOSES)
    with pytest.raises(KeysMissing, match="probity keys make"):
        KeyFolder(tmp_path / "none").ensure(make=False)


def test_a_key_is_its_owners_alone(keys: KeyFolder) -> None:
    (path,) = keys.folder.glob("ledger-*.key")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeysMissing, match="chmod 600"):
        keys.signer()


def test_a_file_with_another_keys_bytes_is_found(keys: KeyFolder) -> None:
    first, second = (next(keys.folder.glob(f"{purpose}-*.key")) for purpose in (EVIDENCE, SECOND_FACTOR))
    first.write_text(second.read_text())
    with pytest.raises(KeysMissing, match="does not hold the key that its name tells of"):
        keys.secrets(EVIDENCE)


def test_making_another_key_never_writes_over_one(keys: KeyFolder) -> None:
    before = {path.name: path.read_text() for path in keys.folder.iterdir()}
    keys.make(LEDGER)
    assert {name: (keys.folder / name).read_text() for name in before} == before
    assert len(keys.public_keys()) == 2
    assert keys.signer().key_id == list(keys.public_keys())[-1]


def test_a_secret_opens_for_its_own_row_alone(box: SecretBox) -> None:
    name, sealed = box.seal("JBSWY3DP", bound_to="row one")
    assert "JBSWY3DP" not in sealed
    assert box.open(name, sealed, bound_to="row one") == "JBSWY3DP"
    with pytest.raises(KeysMissing, match="belongs to another row"):
        box.open(name, sealed, bound_to="row two")


def test_after_a_rotation_the_old_key_still_opens_what_it_sealed(box: SecretBox) -> None:
    old, sealed = box.seal("before", bound_to="row")
    box.keys.make(SECOND_FACTOR)
    new, _sealed = box.seal("after", bound_to="row")
    assert new != old
    assert box.open(old, sealed, bound_to="row") == "before"


def test_a_lost_key_says_what_is_lost(box: SecretBox) -> None:
    name, sealed = box.seal("x", bound_to="row")
    for path in box.keys.folder.iterdir():
        path.unlink()
    box.keys.make(SECOND_FACTOR)
    with pytest.raises(KeysMissing, match="is lost without it"):
        box.open(name, sealed, bound_to="row")
