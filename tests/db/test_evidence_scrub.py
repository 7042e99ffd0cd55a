"""The scrub accounts for every file and every row, and tells the records officers."""

import os
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api import evidence_commands
from api.cli import parser
from api.services import Services
from api.settings import Settings
from db.evidence_scrub import scrub, scrub_and_report
from db.evidence_store import EvidenceStore
from db.jobs import SCHEDULES, Means, run_due_jobs
from db.models import Evidence, Notice
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.filing import Filing
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def store(application: Litestar) -> EvidenceStore:
    services: Services = application.state.services
    return services.evidence


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Filing:
    return Filing(client, clock, sessions)


def path_in(settings: Settings, sha256: str) -> Path:
    return Path(settings.evidence_dir) / sha256[:2] / sha256


def long_ago(path: Path, clock: MovableClock) -> None:
    moment = clock.now().timestamp() - 3 * 24 * 3600
    os.utime(path, (moment, moment))


def test_each_kind_of_damage_is_told_apart(
    office: Filing, sessions: Sessions, store: EvidenceStore, settings: Settings, clock: MovableClock
) -> None:
    for content in (b"the first", b"the second", b"the third"):
        office.filed(office.named("respondent"), file=content)
    assert scrub(sessions, store, clock.now()).is_good
    with sessions.reading() as session:
        changed, missing, _kept = session.scalars(select(Evidence.sha256)).all()
    held = bytearray(path_in(settings, changed).read_bytes())
    held[-1] ^= 1
    path_in(settings, changed).write_bytes(held)
    path_in(settings, missing).unlink()
    orphan = store.put([b"nobody's"], limit=100).sha256
    in_flight = store.put([b"about to be filed"], limit=100).sha256
    long_ago(path_in(settings, orphan), clock)
    left = Path(settings.evidence_dir) / "incoming-half"
    left.write_bytes(b"half of a file")
    long_ago(left, clock)
    found = scrub(sessions, store, clock.now())
    assert (found.changed, found.missing, found.orphans, found.swept) == ([changed], [missing], [orphan], 1)
    assert found.files == 4
    assert in_flight not in found.orphans


def test_the_records_officer_finds_it_in_the_inbox(
    office: Filing, sessions: Sessions, settings: Settings, clock: MovableClock, store: EvidenceStore
) -> None:
    number = office.filed(office.named("respondent"))
    with sessions.reading() as session:
        sha256 = session.scalars(select(Evidence.sha256)).one()
    assert "check of evidence" not in office.as_("records").get("/").text
    path_in(settings, sha256).unlink()
    run_due_jobs(Means(sessions, clock, store))
    page = office.as_("records").get("/").text
    assert f"1 file missing: {sha256[:12]}" in page
    assert number not in page
    assert "check of evidence" not in office.as_("intake").get("/").text


def test_the_job_comes_back_every_night_and_says_nothing_while_all_is_well(
    office: Filing, sessions: Sessions, clock: MovableClock, store: EvidenceStore
) -> None:
    office.filed(office.named("respondent"))
    means = Means(sessions, clock, store)
    assert run_due_jobs(means) == len(SCHEDULES)
    assert run_due_jobs(means) == 0
    clock.advance(days=1)
    assert run_due_jobs(means) == len(SCHEDULES)
    with sessions.reading() as session:
        assert session.scalars(select(Notice.id).where(Notice.kind == "evidence_scrub")).all() == []


def test_with_the_comparison_of_hashes_taken_out_nothing_is_found(
    office: Filing, sessions: Sessions, settings: Settings, clock: MovableClock, store: EvidenceStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Negative control: the line that reads a file says that it holds."""
    office.filed(office.named("respondent"))
    with sessions.reading() as session:
        sha256 = session.scalars(select(Evidence.sha256)).one()
    path_in(settings, sha256).write_bytes(b"something else")
    assert scrub_and_report(sessions, clock, store).changed == [sha256]
    monkeypatch.setattr(type(store), "_checked", lambda self, sha256, file: type("S", (), {"size": 0})())
    assert scrub_and_report(sessions, clock, store).is_good


def test_the_command_scrubs_and_tells_by_its_exit(
    office: Filing, sessions: Sessions, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    office.filed(office.named("respondent"))
    given = parser().parse_args(["evidence", "scrub"])
    given.settings = settings
    assert given.run is evidence_commands.scrub_now
    assert given.run(given) == 0
    assert "read 1 files: all hold" in capsys.readouterr().out
    with sessions.reading() as session:
        sha256 = session.scalars(select(Evidence.sha256)).one()
    path_in(settings, sha256).write_bytes(b"other bytes")
    assert given.run(given) == 1
    out = capsys.readouterr().out
    assert f"changed   {sha256}" in out
    assert "Told 1 records officer." in out


def test_the_command_seals_anew_under_a_new_key(
    office: Filing, sessions: Sessions, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    office.filed(office.named("respondent"))
    commands = (
        ("keys make --rotate evidence", "Keep copies"),
        ("evidence reseal", "Sealed 1 of 1"),
        ("evidence reseal", "Sealed 0 of 1"),
    )
    for words, printed in commands:
        given = parser().parse_args(words.split())
        given.settings = settings
        assert given.run(given) == 0
        assert printed in capsys.readouterr().out
