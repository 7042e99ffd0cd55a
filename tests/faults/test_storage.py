"""A disk without room and a database that is lost: refused in words, never a false yes, and no restart afterwards."""

import errno
import json
import os
import sqlite3

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from db.dialect.storage_fault import storage_fault
from db.evidence_folder import FolderStore
from db.models import Incident
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill, Kind
from tests.harness.filing import PNG, Filing
from tests.harness.office import small_office
from tests.soak.full_disk import a_full_disk_never_gives_a_false_yes
from tests.soak.lost_database import a_lost_database_never_gives_a_false_yes
from tests.soak.power import power_loss_loses_nothing

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Filing:
    return Filing(client, clock, sessions)


@pytest.mark.slice
def test_a_full_disk_never_gives_a_false_yes(kind: Kind) -> None:
    seen = a_full_disk_never_gives_a_false_yes(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


@pytest.mark.slice
def test_a_lost_database_never_gives_a_false_yes(kind: Kind) -> None:
    seen = a_lost_database_never_gives_a_false_yes(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


@pytest.mark.slice
def test_every_acknowledged_filing_was_synced_before_its_answer(kind: Kind) -> None:
    seen = power_loss_loses_nothing(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


def test_no_room_is_told_as_such_to_programs_and_people(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    supervisor = office.as_("supervisor")
    draft = supervisor.post("/api/drafts", json={}).json()["id"]
    files = {"file": ("shot.png", PNG, "image/png")}
    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "_sync", no_room)
        told = supervisor.post("/api/reports", data={"report": json.dumps(office.report())}, files=files)
        form = {"_csrf_token": supervisor.csrf}
        page = supervisor.post(f"/reports/drafts/{draft}/posts", files=files, data=form)
    assert told.status_code == 507
    assert told.headers["content-type"].startswith("application/problem+json")
    assert told.headers["retry-after"] == "60"
    assert told.json()["title"] == "There is no room to save this"
    assert "There is no room to save this" in page.text
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 0
    assert supervisor.post("/api/reports", data={"report": json.dumps(office.report())}, files=files).status_code == 201


def test_a_lost_database_is_told_as_such_and_comes_back(office: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = office.as_("supervisor")
    assert supervisor.get("/my-reports").status_code == 200

    def lost(*_given: object, **_more: object) -> None:
        raise OperationalError("BEGIN", {}, sqlite3.OperationalError("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(Sessions, "reading", lost)
        page, told = supervisor.get("/my-reports"), supervisor.get("/api/my-reports")
    assert [page.status_code, told.status_code] == [503, 503]
    assert [page.headers["retry-after"], told.headers["retry-after"]] == ["5", "5"]
    assert "The record cannot be reached" in page.text
    assert told.json()["status"] == 503
    assert supervisor.get("/my-reports").status_code == 200


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (OSError(errno.ENOSPC, ""), "full"),
        (OSError(errno.EDQUOT, ""), "full"),
        (OSError(errno.EIO, ""), "lost"),
        (OSError(errno.ENOENT, ""), None),
        (OperationalError("", {}, sqlite3.OperationalError("database is locked")), "lost"),
        (ValueError("a mistake of ours"), None),
    ],
)
def test_faults_of_storage_are_told_from_other_errors(error: Exception, means: str | None) -> None:
    assert storage_fault(error) == means


def test_a_report_without_files_is_read_only_to_a_megabyte(office: Filing) -> None:
    report = office.report(narrative="x" * 1_100_000)
    answer = office.as_("supervisor").post("/api/reports", content=json.dumps(report), headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["title"] == "Too large"
    assert office.as_("supervisor").post("/api/reports", content=json.dumps(office.report()), headers=JSON).is_success
