"""Uploads cannot hurt: what is taken is taken by its content, kept under its hash, and handed out as dead bytes."""

import json
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api import uploads
from api.settings import Settings
from db.models import Evidence
from db.session import Sessions
from tests.faults.hostile import Hostile, faults_of, hostile
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.filing import Filing
from tests.harness.office import small_office

REFUSED = {400, 413, 415, 422}


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Filing:
    return Filing(client, clock, sessions)


def send(office: Filing, one: Hostile) -> Response:
    """File a report with this one file."""
    files = {"file": (one.name or "x", one.body, one.claimed or "application/octet-stream")}
    return office.as_("supervisor").post("/api/reports", data={"report": json.dumps(office.report())}, files=files)


@pytest.mark.slice
def test_two_hundred_hostile_files_are_refused_or_handed_out_dead(
    office: Filing, sessions: Sessions, settings: Settings, tmp_path: Path
) -> None:
    taken = 0
    for one in hostile(200):
        answer = send(office, one)
        assert answer.status_code == 201 or answer.status_code in REFUSED, (one.what, answer.status_code, answer.text)
        taken += answer.status_code == 201
    assert 20 < taken < 180
    inside = Path(settings.evidence_dir).resolve()
    ours = (".db", ".db-wal", ".key")
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in ours]
    assert all(path.resolve().is_relative_to(inside) for path in written)


def test_pages_pictures_with_scripts_and_programs_are_not_taken(office: Filing) -> None:
    never = {"svg with a script", "page", "svg after a byte order mark", "xml with an entity", "program for Linux",
             "program for Windows", "gzip bomb", "nothing", "class of Java", "svg in UTF-16"}  # fmt: skip
    found = {one.what: send(office, one).status_code for one in hostile(40) if one.what in never}
    assert set(found) == never
    assert set(found.values()) <= REFUSED


@pytest.mark.slice
def test_what_was_taken_is_no_page_to_any_browser(office: Filing, sessions: Sessions) -> None:
    taken = sum(send(office, one).status_code == 201 for one in hostile(80))
    with sessions.reading() as session:
        ids = session.scalars(select(Evidence.id)).all()
    assert len(ids) == taken >= 20
    for evidence_id in ids:
        answer = office.as_("intake").get(f"/evidence/{evidence_id}")
        assert answer.status_code == 200
        assert faults_of(answer) == []


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    office: Filing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LIMIT", 100_000)
    big = Hostile("too large", "big.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"p" * 100_000)
    assert send(office, big).status_code == 413
    assert [path for path in Path(settings.evidence_dir).rglob("*") if path.is_file()] == []


def test_served_as_it_was_called_a_picture_with_a_script_is_found(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the kind of a file taken from what its sender claims, and no sandbox."""
    from api.evidence import pages

    monkeypatch.setattr(pages, "SANDBOX", "script-src 'unsafe-inline'")
    office.filed()
    with sessions.writing() as session:
        session.begin_act("evidence:added", actor="system:test", at=office.clock.now())
        row = session.scalars(select(Evidence)).one()
        row.media_type = "image/svg+xml"
    answer = office.as_("intake").get(f"/evidence/{row.id}")
    assert faults_of(answer) == ["no sandbox", "served as image/svg+xml"]
