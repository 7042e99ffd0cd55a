"""A web archive's own words stand beside what the person who captured it said, and a job alone reads them."""

import pytest
from litestar import Litestar
from sqlalchemy import select

from api.services import Services
from db.jobs import Means, run_due_jobs
from db.models import Case, Evidence, EvidenceCapture, EvidenceRestriction, LedgerEntry
from db.session import Sessions
from tests.domain.test_web_archive import archive
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.filing import Filing
from tests.harness.office import small_office

WORDS = "The archive says: https://social.example/p/1; Mar 2, 2026"


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def means(application: Litestar, sessions: Sessions, clock: MovableClock) -> Means:
    services: Services = application.state.services
    return Means(sessions, clock, services.evidence)


def opened(office: Filing, content: bytes) -> str:
    number = office.filed(office.named("respondent"), file=content)
    office.checked(number)
    office.opened(number, office.respondents(number)[0])
    with office.sessions.reading() as session:
        return f"/cases/{session.scalars(select(Case.number)).one()}/posts"


def test_the_case_page_shows_what_an_archive_says_of_its_capture(
    office: Filing, sessions: Sessions, means: Means
) -> None:
    page = opened(office, b"".join(archive()))
    assert WORDS not in office.as_("investigator").get(page).text
    run_due_jobs(means)
    shown = office.as_("investigator").get(page).text
    assert WORDS in shown
    assert "Browsertrix 1.11 (with warcio); 2 answers" in shown
    with sessions.reading() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.event == "evidence:capture_read")).one()
        row = session.scalars(select(EvidenceCapture)).one()
    assert entry.actor == "system:captures"
    assert row.entry_id == entry.id


def test_an_archive_is_read_once_and_an_unreadable_one_is_noted(
    office: Filing, sessions: Sessions, means: Means, clock: MovableClock
) -> None:
    page = opened(office, b"WARC/1.0\r\nContent-Length: many\r\n\r\n")
    for _ in range(3):
        run_due_jobs(means)
        clock.advance(minutes=6)
    with sessions.reading() as session:
        assert "many" in session.scalars(select(EvidenceCapture.problem)).one()
    assert "it cannot be read" in office.as_("investigator").get(page).text


def test_a_sealed_archive_says_nothing_to_those_whom_the_order_does_not_name(
    office: Filing, sessions: Sessions, means: Means
) -> None:
    page = opened(office, b"".join(archive()))
    run_due_jobs(means)
    with sessions.writing() as session:
        session.begin_act("hold:placed", actor="system:test", at=office.clock.now())
        evidence_id = session.scalars(select(Evidence.id)).one()
        readers = [office.person("clerk")]
        session.add(EvidenceRestriction(evidence_id=evidence_id, kind="sealed", order="Order 1", readers=readers))
    assert WORDS not in office.as_("investigator").get(page).text
    assert WORDS in office.as_("clerk").get(page).text


def test_other_files_are_not_read(office: Filing, sessions: Sessions, means: Means) -> None:
    office.filed(office.named("respondent"))
    run_due_jobs(means)
    with sessions.reading() as session:
        assert session.scalars(select(EvidenceCapture.id)).all() == []
