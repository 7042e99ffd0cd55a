"""`probity ledger` and `probity work`, as the host runs them: one turn of the sequencer, a verification, an export."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select
from sqlalchemy.engine import make_url

from api import cli
from api.settings import Settings
from db import offline_verifier
from db.keys import KeyFolder
from db.models import Incident
from db.session import Sessions
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.destruction import destroyed
from tests.harness.filing import Filing
from tests.harness.matters import Matters
from tests.harness.sql import behind_the_ledger

Run = Callable[..., int]


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def run(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of `probity` on the test's office."""
    monkeypatch.setenv("PROBITY_DATABASE_URL", make_url(database.url).render_as_string(hide_password=False))
    for name, value in (("KEYS", settings.keys_dir), ("EVIDENCE", settings.evidence_dir)):
        monkeypatch.setenv(f"PROBITY_{name}_DIR", value)
    monkeypatch.setenv("PROBITY_CHECKPOINTS_DIR", settings.checkpoints_dir)
    return lambda *words: cli.main(list(words))


def test_one_turn_of_work_seals_what_waits_and_the_verification_holds(
    run: Run, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("work", "--once") == 0
    capsys.readouterr()
    assert run("ledger", "verify") == 0
    assert "It holds." in capsys.readouterr().out
    assert len(list(Path(settings.checkpoints_dir).glob("head-*.json"))) == 1


def test_what_was_changed_behind_the_ledger_ends_the_command_with_1(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    run("work", "--once")
    behind_the_ledger(database, "UPDATE person SET name = 'Mallory'")
    assert run("ledger", "verify") == 1
    assert "person: name is not what the ledger says" in capsys.readouterr().out


def test_a_receipt_is_verified_with_the_ledger(
    run: Run, client: TestClient[Litestar], clock: MovableClock, sessions: Sessions, tmp_path: Path
) -> None:
    filing = Filing(client, clock, sessions)
    number = filing.filed()
    kept = tmp_path / "receipt.json"
    kept.write_bytes(filing.as_("supervisor").get(f"/api/my-reports/{number}/receipt").content)
    run("work", "--once")
    assert run("ledger", "verify", "--receipt", str(kept)) == 0
    kept.write_text(kept.read_text().replace(number, "RP-26-K7QF3M"))
    assert run("ledger", "verify", "--receipt", str(kept)) == 1


def test_an_exported_case_is_good_offline(
    run: Run, settings: Settings, sessions: Sessions, clock: MovableClock, tmp_path: Path
) -> None:
    number = Matters(sessions, clock).case("respondent").number
    file = tmp_path / "case.json"
    assert run("ledger", "export", str(file), "--case", number) == 2  # no head yet: it says so
    run("work", "--once")
    assert run("ledger", "export", str(file), "--case", number.lower()) == 0
    public = KeyFolder(Path(settings.keys_dir)).public_keys()
    assert offline_verifier.faults(json.loads(file.read_text()), public) == []
    assert run("ledger", "export", str(file), "--case", "SM-26-K7QF3M") == 2


def test_a_destroyed_filing_is_told_with_its_receipt_and_exported_by_its_proof(
    run: Run, client: TestClient[Litestar], clock: MovableClock, sessions: Sessions, settings: Settings, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    filing = Filing(client, clock, sessions)
    number = filing.filed()
    kept, file = tmp_path / "receipt.json", tmp_path / "destroyed.json"
    kept.write_bytes(filing.as_("supervisor").get(f"/api/my-reports/{number}/receipt").content)
    with sessions.reading() as session:
        incident_id = session.scalars(select(Incident.id).where(Incident.number == number)).one()
    proof = destroyed(sessions, clock, incident_id=incident_id, users=("records", "leader"))
    run("work", "--once")
    capsys.readouterr()
    assert run("ledger", "verify", "--receipt", str(kept)) == 0
    said = f"destroyed lawfully on {clock.now():%Y-%m-%d} under rule case_dismissed_or_diverted, approved by"
    told = capsys.readouterr().out
    assert f"receipt {number}: its filing was {said} 2 people." in told
    assert "holes, where content was destroyed." in told
    assert run("ledger", "export", str(file), "--destroyed", str(proof)) == 0
    (public,) = KeyFolder(Path(settings.keys_dir)).public_keys().values()
    checked = [sys.executable, "-I", str(offline_verifier.__file__), str(file), "--key", public.hex()]
    done = subprocess.run([*checked, "--receipt", str(kept)], capture_output=True, text=True, check=False)
    assert (done.returncode, f"{said} two people" in done.stdout) == (0, True)
    assert run("ledger", "export", str(file), "--destroyed", "no-id") == 2
    assert run("ledger", "export", str(file), "--destroyed", str(incident_id)) == 2
