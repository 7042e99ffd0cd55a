"""The commands that back up and restore, on a database and an evidence folder of their own."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from api.cli import parser
from api.commands import CommandRefused
from api.services import evidence_store
from api.settings import Settings
from db.dialect.copying import is_empty
from db.models import AccountSession, Evidence, Incident, LedgerEntry
from db.session import Sessions, make_sessions
from tests.harness import databases
from tests.harness.databases import Database, Fill
from tests.harness.filing import PNG, Filing
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def command(settings: Settings, *words: str) -> int:
    given = parser().parse_args(words)
    given.settings = settings
    code: int = given.run(given)
    return code


def only_backup(folder: Path) -> Path:
    (found,) = [path for path in folder.iterdir() if path.name != "evidence"]
    return found


def test_a_restored_office_has_every_row_and_file_and_nobody_signed_in(
    office: Filing, settings: Settings, sessions: Sessions, tmp_path: Path, database: Database
) -> None:
    number = office.filed(office.named("respondent"))
    assert command(settings, "backup", str(tmp_path / "backups")) == 0
    office.filed(office.named("respondent"), file=b"after the backup")
    with databases.empty(database.kind) as empty:
        there = replace(
            settings, database_url=empty.url, owner_database_url=empty.owner_url, evidence_dir=str(tmp_path / "back")
        )
        assert command(there, "restore", str(only_backup(tmp_path / "backups"))) == 0
        restored = make_sessions(empty.url).as_system("tests")
        with restored.reading() as session, sessions.reading() as before:
            assert session.scalars(select(Incident.number)).all() == [number]
            entries = [one.scalar(select(func.count()).select_from(LedgerEntry)) for one in (session, before)]
            sha256 = session.scalars(select(Evidence.sha256)).one()
            ended = session.scalars(select(AccountSession.ended_at)).all()
        restored.close()
        assert entries[0] is not None
        assert entries[1] is not None
        assert 0 < entries[0] < entries[1]
        assert b"".join(evidence_store(there).open(sha256)) == PNG
        assert len(ended) >= 1
        assert None not in ended
        with pytest.raises(CommandRefused, match="not empty"):
            command(there, "restore", str(only_backup(tmp_path / "backups")))


def test_no_key_is_in_a_backup_and_evidence_in_it_is_sealed(office: Filing, settings: Settings, tmp_path: Path) -> None:
    office.filed(office.named("respondent"), file=b"a very particular sentence" * 9)
    assert command(settings, "backup", str(tmp_path / "backups")) == 0
    keys = [bytes.fromhex(path.read_text()) for path in Path(settings.keys_dir).iterdir()]
    held = [path.read_bytes() for path in (tmp_path / "backups").rglob("*") if path.is_file()]
    assert len(held) >= 3
    for content in held:
        assert b"very particular sentence" not in content
        assert not any(key in content or key.hex().encode() in content for key in keys)


def test_evidence_lost_in_the_office_is_named_and_does_not_keep_the_rest_from_being_saved(
    office: Filing, settings: Settings, sessions: Sessions, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.filed(office.named("respondent"))
    with sessions.reading() as session:
        sha256 = session.scalars(select(Evidence.sha256)).one()
    (Path(settings.evidence_dir) / sha256[:2] / sha256).unlink()
    assert command(settings, "backup", str(tmp_path / "backups")) == 1
    assert f"Damaged in the office itself, and in no earlier backup here: {sha256}" in capsys.readouterr().out
    assert only_backup(tmp_path / "backups").is_dir()


def test_a_damaged_backup_is_refused_with_what_is_wrong(office: Filing, settings: Settings, tmp_path: Path) -> None:
    office.filed(office.named("respondent"))
    assert command(settings, "backup", str(tmp_path / "backups")) == 0
    next((tmp_path / "backups" / "evidence").glob("??/*")).unlink()
    is_sqlite = make_url(settings.database_url).get_backend_name() == "sqlite"
    with databases.empty("sqlite" if is_sqlite else "postgresql") as empty:
        there = replace(
            settings, database_url=empty.url, owner_database_url=empty.owner_url, evidence_dir=str(tmp_path / "back")
        )
        with pytest.raises(CommandRefused, match="is missing"):
            command(there, "restore", str(only_backup(tmp_path / "backups")))
        assert is_empty(empty.owner_url)


def test_a_backup_that_cannot_be_proven_is_not_kept(office: Filing, settings: Settings, tmp_path: Path) -> None:
    """On PostgreSQL the proof needs a database; on SQLite the folder of backups must take a second copy."""
    office.filed(office.named("respondent"))
    backups = tmp_path / "backups"
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        backups.mkdir()
        (backups / "evidence").write_text("a file where a folder should be")
        with pytest.raises(OSError, match="evidence"):
            command(settings, "backup", str(backups))
    else:
        unable = replace(settings, owner_database_url="")  # the application's role makes no database
        with pytest.raises(CommandRefused, match="CREATEDB"):
            command(unable, "backup", str(backups))
    assert [path for path in backups.iterdir() if path.name != "evidence"] == []
