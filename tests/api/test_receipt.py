"""The filer's receipt: signed, silent about other reports, and proof against an office that changes the filing."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.settings import Settings
from db import offline_verifier
from db.keys import KeyFolder
from db.ledger_receipt import faults_of_receipt
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.filing import Filing
from tests.harness.office import small_office
from tests.harness.sql import behind_the_ledger


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def keys(settings: Settings) -> dict[str, bytes]:
    return KeyFolder(Path(settings.keys_dir)).public_keys()


@pytest.fixture
def filing(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Filing:
    return Filing(client, clock, sessions)


def receipt(filing: Filing) -> dict[str, str]:
    number = filing.filed()
    found: dict[str, str] = filing.as_("supervisor").get(f"/api/my-reports/{number}/receipt").json()
    assert found["report"] == number
    return found


def test_a_filer_gets_a_signed_receipt_that_names_no_place(filing: Filing, keys: dict[str, bytes]) -> None:
    found = receipt(filing)
    assert set(found) == {"kind", "report", "at", "commitment", "key", "public_key", "signature"}
    assert offline_verifier.faults(found, keys) == []
    assert offline_verifier.faults({**found, "report": "RP-26-K7QF3M"}, keys) != []


def test_the_receipt_page_offers_it(filing: Filing) -> None:
    number = filing.filed()
    assert f"/api/my-reports/{number}/receipt" in filing.as_("supervisor").get(f"/my-reports/{number}").text


def test_nobody_else_gets_it(filing: Filing) -> None:
    number = filing.filed()
    assert filing.as_("intake").get(f"/api/my-reports/{number}/receipt").status_code in (403, 404)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET commitment = 'ab'",
        "UPDATE ledger_entry SET event = 'report:screened' WHERE event = 'report:filed'",
        "UPDATE incident SET number = 'RP-26-XXXXXX'",
    ],
)
def test_an_office_that_changes_the_filing_is_contradicted_by_the_receipt(
    database: Database, sessions: Sessions, filing: Filing, keys: dict[str, bytes], statement: str
) -> None:
    found = receipt(filing)
    with sessions.reading() as session:
        assert list(faults_of_receipt(session, found, keys)) == []
    behind_the_ledger(database, statement)
    with sessions.reading() as session:
        assert [one.kind for one in faults_of_receipt(session, found, keys)] == ["filing changed"]


def test_a_receipt_nobody_signed_is_called_forged(sessions: Sessions, filing: Filing, keys: dict[str, bytes]) -> None:
    found = receipt(filing)
    with sessions.reading() as session:
        forged = {**found, "commitment": "00" * 32}
        assert [one.kind for one in faults_of_receipt(session, forged, keys)] == ["receipt forged"]
