"""What happens in the two worlds: the bystanders in both, the secret matters in one.

The secret matters are driven by the real verbs, deep into their stages, by the very people who are excluded from them
afterwards: what they did there must leave no trace for them either.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api.app import create_app
from api.settings import Settings
from db.domain.choice import SPEECH_QUESTIONS
from db.domain.number import new_case_number, new_report_number
from db.domain.stage import Stage, Track
from db.identity import new_id, randomness, seeded
from db.models import (
    Allegation,
    AllegationSubtype,
    Case,
    CaseIncident,
    CaseStage,
    Employment,
    Incident,
    IncidentPerson,
    MatterRelation,
)
from db.session import make_sessions
from tests.harness import run_folder
from tests.harness.board import office_with_board
from tests.harness.casework import ASSIGNED, PNG
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Kind
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS
from tests.harness.serving import settings_for

SECRET_WORD = "zephyrquill"  # in every text of the secret matters, and nowhere else
PRIVILEGED_WORD, DELIBERATION_WORD = "marigoldine", "ottervane"
FILER = "supervisor"


# --- The world without ---


def without(database: Database) -> None:
    """The office and the bystanders, the same in every run."""
    with seeded(random.Random(26)):
        office_with_board(database)
        sessions = make_sessions(database.url).as_system("tests")
        _bystanders(Matters(sessions, MovableClock()))
        sessions.close()


def _bystanders(matters: Matters) -> None:
    """Matters that resemble the secret ones: the same people, the same post, the same conduct."""
    related = {"investigator": "investigator", "counsel": "presenting_counsel", "supervisor": "reporter"}
    casework = Deciding(client=None, clock=MovableClock(), matters=matters)  # type: ignore[arg-type] # rows only
    open_case = matters.case("respondent", related=related, days_ago=30)
    casework.add_post(open_case)
    _also_named(matters, open_case)
    panel = {"member_lawyer": "panel_member", "chair": "panel_member", "intake": "screener"}
    weighed = matters.case("respondent_two", stage=Stage.DELIBERATION, related={**related, **panel}, days_ago=90)
    _alleged(matters, weighed)
    official = {"deciding_official": "deciding_official", "hr": "witness"}
    matters.case("respondent", track=Track.EMPLOYER, stage=Stage.DECIDED, related=official, days_ago=200)
    matters.case("respondent_two", stage=Stage.CLOSED, related=related, days_ago=400)
    _submitted(matters)


def _also_named(matters: Matters, case: Placed) -> None:
    """A second respondent of a case's report: in one world, a companion case comes from it."""
    with matters.work("intake") as work:
        work.begin("report:identified", incident=work.session.get_one(Incident, case.incident_id))
        person_id = matters.person(work.session, "respondent_two")
        work.session.add(
            IncidentPerson(
                id=new_id(), incident_id=case.incident_id, part="alleged", person_id=person_id, name="", details=""
            )
        )
        for kind, matter in (("respondent", {"incident_id": case.incident_id}), ("walled", {"case_id": case.id})):
            work.session.add(
                MatterRelation(
                    person_id=person_id, kind=kind, from_at=work.now, reason="Test", source="submit", **matter
                )
            )


def _alleged(matters: Matters, case: Placed) -> None:
    """The secret case's kind of conduct, so that the secret decision would be a similar one."""
    with matters.work("investigator") as work:
        work.begin("allegation:added", case=work.session.get_one(Case, case.id))
        one = Allegation(
            id=new_id(), case_id=case.id, ordinal=1, text="Posted about a witness.", occurred_from_on=None,
            occurred_until_on=None, content_ground=False, evidence_for="", evidence_against="", proposed_finding=None,
        )  # fmt: skip
        work.session.add(one)
        work.session.flush()
        work.session.add(AllegationSubtype(id=new_id(), allegation_id=one.id, subtype="nonpublic_facts"))


def _submitted(matters: Matters) -> None:
    """A report in the queue, not screened."""
    with matters.work("intake", "report:filed") as work:
        session, at = work.session, work.now - timedelta(days=2)
        incident = Incident(
            id=new_id(), number=new_report_number(at.year, randomness()), origin="own", status="submitted",
            source="supervisor", channel="page", entered_at=at, received_at=at, reported_precision="day",
            found_precision="day", occurred_precision="day", occurred_from_at=at, occurred_until_at=at,
            dates_zone="America/New_York", date_marks=[], summary="A remark about a juror",
            narrative="The respondent wrote about a juror.", harm="", urgent=False, urgent_reason="", screened_at=None,
        )  # fmt: skip
        session.add(incident)
        session.flush()
        person_id = matters.person(session, "respondent")
        session.add(IncidentPerson(incident_id=incident.id, part="alleged", person_id=person_id, name="", details=""))
        for user, kind in (("respondent", "respondent"), (FILER, "reporter")):
            session.add(
                MatterRelation(
                    person_id=matters.person(session, user), kind=kind, incident_id=incident.id, from_at=at,
                    reason="Test", source="file",
                )
            )  # fmt: skip


# --- The world with ---


def files_of(kind: Kind) -> Path:
    """Where the secret matters' evidence lies in this run."""
    return run_folder.current() / f"secret-{kind}"


def with_secret(database: Database) -> None:
    """The same office, in which the secret matters happened."""
    without(database)
    folder = files_of(database.kind)
    folder.mkdir(exist_ok=True)  # another fill of this run may have begun with it too
    clock = MovableClock()
    settings, sessions = settings_for(database, folder), make_sessions(database.url).as_system("tests")
    with client_of(settings, clock) as client:
        office = Deciding(client, clock, Matters(sessions, clock))
        _licence(office)
        _employer(office)
        _companion(office)
        office.decided(Track.EMPLOYER)  # a termination that human resources would carry out
        _report(office)
    sessions.close()


@contextmanager
def client_of(settings: Settings, clock: MovableClock) -> Iterator[TestClient[Litestar]]:
    """The whole application on a world's database and clock."""
    application = create_app(settings, clock=clock)
    with TestClient(application, base_url=settings.public_url, raise_server_exceptions=False) as client:
        yield client


def _licence(office: Deciding) -> None:
    """A licence case from its report to an order, with everything in it that a case can hold."""
    case = office.opened(summary=f"About {SECRET_WORD}")
    office.add_post(case, f"That {SECRET_WORD} lies for a living.")
    _enrich(office, case)
    office.notified(case)
    office.answered(case, text=f"I deny the {SECRET_WORD}.")
    office.reported(case)
    office.submitted(case)
    office.charged(case, f"Commented on {SECRET_WORD}")
    office.served_charges(case)
    office.answered_charges(case)
    office.seated(case)
    evidence = [row["id"] for row in office.as_("counsel").get(f"/api/cases/{case.number}/evidence").json()]
    office.act("counsel", case, "disclosures", evidence_ids=evidence, explanation=SECRET_WORD, witnesses=SECRET_WORD)
    office.heard(case)
    office.act("member_lawyer", case, "notes", text=f"Doubts: {DELIBERATION_WORD}", audience="deliberation")
    office.recommended(case)
    office.ordered(case)
    office.act("clerk", case, "appeals", side="respondent", grounds=f"The {SECRET_WORD} was lawful.")


def _enrich(office: Deciding, case: Placed) -> None:
    """A step, a statement, evidence, a court matter, a note, a hold, access given and a speech review."""
    office.act("investigator", case, "steps", kind="other", title=f"Look for {SECRET_WORD}")
    office.act(
        "investigator", case, "statements", role="witness", name="Petra Novak", mode="voluntary",
        advisement="Voluntary, 2024-1", taken_at=office.now(), text=f"He said {SECRET_WORD}.",
    )  # fmt: skip
    sent = office.upload("investigator", case, PNG + SECRET_WORD.encode(), description=SECRET_WORD)
    assert sent.status_code == 201, sent.text
    office.act("investigator", case, "affected-matters", number=f"CR-{SECRET_WORD}", court_stage="trial")
    office.act("clerk", case, "notes", text=f"Keep {SECRET_WORD} apart")
    office.act("records", case, "holds", kind="litigation", reason=f"Suit about {SECRET_WORD}")
    until = (office.clock.now() + timedelta(days=200)).date().isoformat()
    office.act("clerk", case, "grants", person_id=office.person_id("leader"), until_on=until, reason=SECRET_WORD)


def _employer(office: Deciding) -> None:
    """An employer case that waits in its investigation, long overdue by the time both worlds are looked at."""
    related = {"counsel": "speech_reviewer"}
    case = office.opened(Track.EMPLOYER, "respondent_two", summary=f"Also about {SECRET_WORD}", related=related)
    _enrich(office, case)
    office.act(
        "counsel", case, "speech-reviews", conclusion="not_protected", text=f"Privileged: {PRIVILEGED_WORD}",
        answers=dict.fromkeys(SPEECH_QUESTIONS["employer"], "does_not_protect"),
    )  # fmt: skip
    office.notified(case)


def _companion(office: Deciding) -> None:
    """A case against the second respondent of a report whose other case stays open to everybody."""
    with office.matters.work("intake") as work:
        session, at = work.session, work.now
        report, employment = session.execute(
            select(Incident, Employment.id)
            .join(IncidentPerson, IncidentPerson.incident_id == Incident.id)
            .join(Employment, Employment.person_id == IncidentPerson.person_id)
            .join(CaseIncident, CaseIncident.incident_id == Incident.id)
            .join(Case, (Case.id == CaseIncident.case_id) & (Case.respondent_id != IncidentPerson.person_id))
            .where(IncidentPerson.part == "alleged")
        ).one()
        person_id = office.matters.person(session, "respondent_two")
        case = Case(
            id=new_id(), number=new_case_number(at.year, randomness()), track=Track.LICENCE, stage=Stage.INVESTIGATION,
            stage_since_at=at, round=1, respondent_id=person_id, employment_id=employment, severity=3,
            summary=f"Beside {SECRET_WORD}", opened_at=at, opened_by_id=work.viewer.account_id, assignee_id=None,
            changed_at=at, closure_reasons="",
        )  # fmt: skip
        work.record("case:opened", case=case, incident=report, text=SECRET_WORD)
        session.add(case)
        session.flush()
        session.add_all(
            [
                CaseIncident(case_id=case.id, incident_id=report.id, at=at),
                CaseStage(case_id=case.id, stage=Stage.INVESTIGATION, started_at=at, move="open"),
            ]
        )
        for user, kind in {**ASSIGNED, "respondent_two": "respondent"}.items():
            office.matters.relation(session, office.matters.person(session, user), kind, case)
        placed = Placed(case.id, case.number, report.id, report.number, PARTS["respondent_two"].name)
    _enrich(office, placed)
    office.act(
        "investigator", placed, "attributions", platform="facebook", handle="trialtalk", status="confirmed",
        basis="admission", reasons=SECRET_WORD,
    )  # fmt: skip


def _report(office: Deciding) -> None:
    """A report that waits in the queue, with somebody involved who waits for the conflict officer."""
    body: dict[str, Any] = {
        "narrative": f"A colleague showed me {SECRET_WORD}.",
        "found": {"date": office.clock.now().date().isoformat()},
        "people": [
            {"part": "alleged", "person_id": office.person_id("respondent")},
            {"part": "involved", "person_id": office.person_id("clerk")},
        ],
        "posts": [{"key": "a", "kind": "own", "platform": "facebook", "url": "https://facebook.example/p/1",
                   "handle": "trialtalk", "posted": {"date": "2026-02-10"}, "text": SECRET_WORD}],
        "categories": ["nonpublic_facts"],
        "declared": True,
    }  # fmt: skip
    answer = office.as_(FILER).post("/api/reports", json=body)
    assert answer.status_code == 201, answer.text
