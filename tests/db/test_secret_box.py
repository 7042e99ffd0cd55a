"""Secrets at rest open with their key and for their row alone, and no key is left readable."""

from pathlib import Path

import pytest

from db.secret_box import KeysMissing, SecretBox


@pytest.fixture
def box(tmp_path: Path) -> SecretBox:
    made = SecretBox(tmp_path / "keys")
    made.make_key()
    return made


def test_a_secret_opens_for_its_own_row_alone(box: SecretBox) -> None:
    name, sealed = box.seal("JBSWY3DP", bound_to="row one")
    assert "JBSWY3DP" not in sealed
    assert box.open(name, sealed, bound_to="row one") == "JBSWY3DP"
    with pytest.raises(KeysMissing, match="belongs to another row"):
        box.open(name, sealed, bound_to="row two")


def test_an_office_without_a_key_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="probity keys make"):
        SecretBox(tmp_path / "none").ensure_keys()


def test_a_key_is_its_owners_alone_and_never_written_over(box: SecretBox, tmp_path: Path) -> None:
    path = box.make_key()
    held = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert box.make_key().read_text() == held
    path.chmod(0o640)
    with pytest.raises(KeysMissing, match="chmod 600"):
        box.ensure_keys()


def test_after_a_rotation_the_old_key_still_opens_what_it_sealed(box: SecretBox) -> None:
    old, sealed = box.seal("before", bound_to="row")
    box.make_key(2)
    new, _sealed = box.seal("after", bound_to="row")
    assert new != old
    assert box.open(old, sealed, bound_to="row") == "before"


def test_a_lost_key_says_what_is_lost(box: SecretBox, tmp_path: Path) -> None:
    name, sealed = box.seal("x", bound_to="row")
    for path in (tmp_path / "keys").iterdir():
        path.unlink()
    with pytest.raises(KeysMissing, match="is lost without it"):
        box.open(name, sealed, bound_to="row")
