"""The floor that speed is measured against does the product's own work: every statement again, and the same bytes."""

from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from db.models import Incident
from db.session import Sessions
from tests.bench.floor import make_app
from tests.bench.record import Recording
from tests.bench.recorded import chosen_case, record, settings_of
from tests.bench.scenes import scenes
from tests.harness.databases import Database, Fill
from tests.harness.demo import demo_office


@pytest.fixture
def fill() -> Fill:
    """The demonstration office."""
    return demo_office


@pytest.fixture
def recordings(database: Database, tmp_path: Path) -> dict[str, Recording]:
    """One request of every scene that has a floor."""
    return record(settings_of(database, str(tmp_path)), scenes(chosen_case(database)))[1]


def reports_in(sessions: Sessions) -> int:
    with sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(Incident)) or 0


def test_the_floor_of_each_scene_answers_the_products_bytes(
    database: Database, recordings: dict[str, Recording]
) -> None:
    with TestClient(make_app(database.url, recordings, threads=1)) as client:
        for name, recorded in recordings.items():
            answer = client.get(f"/{name}")
            assert (answer.status_code, answer.content) == (recorded.status, recorded.body)
            assert len(recorded.body) > 100
            assert [text for text, _ in recorded.statements].count("COMMIT") == (2 if name == "file_report" else 1)
    assert set(recordings) == {"case_list_json", "case_page_json", "file_report"}


def test_the_floor_of_filing_files_each_time(
    database: Database, sessions: Sessions, recordings: dict[str, Recording]
) -> None:
    before = reports_in(sessions)
    with TestClient(make_app(database.url, recordings, threads=1)) as client:
        for _ in range(3):
            assert client.post("/file_report").status_code == 201
    assert reports_in(sessions) == before + 3


def test_a_floor_that_left_out_a_statement_would_be_noticed(
    database: Database, sessions: Sessions, recordings: dict[str, Recording]
) -> None:
    filing = recordings["file_report"]
    less = [one for one in filing.statements if "ledger_entry" not in one[0]]
    before = reports_in(sessions)
    app = make_app(database.url, {"file_report": replace(filing, statements=less)}, threads=1)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.post("/file_report").status_code == 500
    assert reports_in(sessions) == before
