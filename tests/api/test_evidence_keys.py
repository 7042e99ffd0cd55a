"""An office needs a key and is told how to make one; a demonstration makes its own."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from api import cli, commands
from api.app import create_app
from api.doctor import examine
from api.settings import Settings
from db.evidence_keys import KeysUnusable, has_key
from tests.harness.databases import Database, Fill
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def test_an_office_without_a_key_does_not_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="probity evidence key"):
        create_app(replace(settings, keys_dir=str(tmp_path / "none")))


def test_the_command_says_so_in_a_sentence_and_makes_one_when_asked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [one for one in os.environ if one.startswith("PROBITY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PROBITY_DATABASE_URL", make_url(database.url).render_as_string(hide_password=False))
    monkeypatch.setenv("PROBITY_KEYS_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("PROBITY_EVIDENCE_DIR", str(tmp_path / "evidence"))
    assert cli.main(["serve"]) == 2
    assert "Make one with `probity evidence key`" in capsys.readouterr().err
    assert not has_key(tmp_path / "keys")
    assert cli.main(["evidence", "key"]) == 0
    assert cli.main(["evidence", "scrub"]) == 0


def test_a_demonstration_makes_its_key_with_its_first_start(settings: Settings, tmp_path: Path) -> None:
    """The step that `demo`, and `serve` of a demonstration, take before anything else."""
    there = replace(settings, keys_dir=str(tmp_path / "demo-keys"))
    commands._ensure_demo_key(there)
    commands._ensure_demo_key(there)
    assert len(list((tmp_path / "demo-keys").iterdir())) == 1


def test_the_doctor_names_the_newest_key_or_what_is_wrong(settings: Settings, tmp_path: Path) -> None:
    rows = {row.name: row for row in examine(settings)}
    assert rows["evidence keys"].is_good
    next(Path(settings.keys_dir).iterdir()).chmod(0o644)
    rows = {row.name: row for row in examine(settings)}
    assert not rows["evidence keys"].is_good
    assert "chmod 600" in rows["evidence keys"].value
