"""A dismissed report reaches its day (scenarios.md, pattern 21): it goes with its files, and only with its own."""

import os
from pathlib import Path

import pytest
from litestar import Litestar
from sqlalchemy import select

from api.cli import parser
from api.commands import CommandRefused
from api.services import Services
from api.settings import Settings
from db.destroyed_files import remove_destroyed
from db.evidence_store import EvidenceStore
from db.models import Evidence, FileRemoval, Incident, Screening
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.destruction import (
    account,
    approve,
    asked,
    destroyed,
    hits,
    office_with_two_records_officers,
    years_on,
)
from tests.harness.filing import Filing
from tests.harness.matters import Matters
from tests.harness.people import SignedIn
from tests.harness.sql import behind_the_ledger

WORD = "Kestrelbrook"


@pytest.fixture
def fill() -> Fill:
    return office_with_two_records_officers


def dismissed(office: Filing, sessions: Sessions, file: bytes, narrative: str) -> str:
    number = office.filed(office.named("respondent"), file=file, narrative=narrative)
    with sessions.writing() as session:
        session.begin_act("report:screened", actor="system:test", at=office.clock.now())
        incident = session.scalars(select(Incident).where(Incident.number == number)).one()
        session.add(
            Screening(
                incident_id=incident.id, round=1, outcome="dismissed", ground="not_misconduct",
                screened_by_id=account(session, "intake"), at=office.clock.now(),
            )
        )  # fmt: skip
        incident.status, incident.closed_at = "closed", office.clock.now()  # type: ignore[assignment]
    return number


def files_of(settings: Settings) -> set[str]:
    return {path.name for path in Path(settings.evidence_dir).glob("??/*")}


def test_a_dismissed_report_goes_with_its_files_and_a_shared_file_stays(
    office: Filing, records: SignedIn, second: SignedIn, sessions: Sessions, settings: Settings, clock: MovableClock,
    application: Litestar,
) -> None:  # fmt: skip
    own = dismissed(office, sessions, b"\x89PNG\r\n\x1a\n of its own", f"I saw {WORD}.")
    shared = dismissed(office, sessions, b"\x89PNG\r\n\x1a\n of two", f"{WORD} again.")
    years_on(clock, 3)
    kept = office.filed(office.named("respondent_two"), file=b"\x89PNG\r\n\x1a\n of two")
    assert {row["number"] for row in records.get("/api/retention").json()["due"]} == {own, shared}
    with sessions.reading() as session:
        incident = session.scalars(select(Incident).where(Incident.number == kept)).one()
        still = set(session.scalars(select(Evidence.sha256).where(Evidence.incident_id == incident.id)))
        every = set(session.scalars(select(Evidence.sha256)))
    assert len(every - still) == 1
    for number in (own, shared):
        assert approve(second, asked(records, number)).status_code == 201
    services: Services = application.state.services
    store: EvidenceStore = services.evidence
    assert remove_destroyed(sessions, clock, store) == 1
    assert files_of(settings) & every == still
    assert hits(sessions, [WORD, own, shared, *(every - still)]) == []
    with sessions.reading() as session:
        assert session.scalars(select(FileRemoval)).all() == []


def test_a_file_that_just_came_in_again_is_not_taken_from_under_its_upload(
    office: Filing, records: SignedIn, second: SignedIn, sessions: Sessions, settings: Settings, clock: MovableClock,
    application: Litestar,
) -> None:  # fmt: skip
    own = dismissed(office, sessions, b"\x89PNG\r\n\x1a\n once more", "I saw it.")
    years_on(clock, 3)
    assert approve(second, asked(records, own)).status_code == 201
    with sessions.reading() as session:
        (sha256,) = session.scalars(select(FileRemoval.sha256)).all()
    path = Path(settings.evidence_dir) / sha256[:2] / sha256
    os.utime(path, (clock.now().timestamp(), clock.now().timestamp()))
    store: EvidenceStore = application.state.services.evidence
    assert remove_destroyed(sessions, clock, store) == 0
    assert path.exists()
    clock.advance(days=1, minutes=1)
    assert remove_destroyed(sessions, clock, store) == 1
    assert not path.exists()


def test_a_backup_made_after_a_destruction_is_proven_and_one_with_an_unexplained_hole_is_not(
    sessions: Sessions, settings: Settings, clock: MovableClock, database: Database, tmp_path: Path
) -> None:
    placed = Matters(sessions, clock).case("respondent")
    years_on(clock, 4)
    destroyed(sessions, clock, placed.id)
    given = parser().parse_args(["backup", str(tmp_path / "backups")])
    given.settings = settings
    assert given.run(given) == 0
    behind_the_ledger(database, "DELETE FROM destruction_approval")
    with pytest.raises(CommandRefused, match="is not what was committed to"):
        given.run(given)
