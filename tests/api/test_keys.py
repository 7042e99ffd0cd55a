"""An office needs keys and is told how to make them; a demonstration makes its own."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from api import cli
from api.app import create_app
from api.doctor import examine
from api.settings import Settings
from db.keys import EVIDENCE, PURPOSES, KeyFolder, KeysMissing
from tests.harness.databases import Database, Fill
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def test_an_office_without_a_key_does_not_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="probity keys make"):
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
    assert "Make it once with `probity keys make`" in capsys.readouterr().err
    assert not KeyFolder(tmp_path / "keys").has(EVIDENCE)
    assert cli.main(["keys", "make"]) == 0
    assert cli.main(["keys", "make"]) == 2
    assert "--rotate" in capsys.readouterr().err
    assert cli.main(["keys", "make", "--rotate", "evidence"]) == 0
    capsys.readouterr()
    assert cli.main(["keys", "list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert [listed.count(purpose) for purpose in PURPOSES] == [2, 1, 1]
    assert cli.main(["evidence", "scrub"]) == 0


def test_the_doctor_names_each_key_or_what_is_wrong(settings: Settings) -> None:
    rows = {row.name: row for row in examine(settings)}
    assert all(rows[f"key: {purpose}"].is_good for purpose in PURPOSES)
    next(Path(settings.keys_dir).glob("evidence-*")).chmod(0o644)
    rows = {row.name: row for row in examine(settings)}
    assert not rows["key: evidence"].is_good
    assert "chmod 600" in rows["key: evidence"].value
