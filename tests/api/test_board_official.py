"""The employer track: one official weighs and decides, without votes and without a baseline."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import Stage
from db.models import Decision, Finding, Letter, ReporterIdentity, Sanction
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import employer_pending
from tests.harness.matters import Matters, Placed

OFFICIAL = "deciding_official"


@pytest.fixture
def fill() -> Fill:
    return employer_pending


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


def test_an_official_decides_only_with_findings_standard_and_reasons(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    assert office.missing(OFFICIAL, case, "decisions", proof="clear_and_convincing") == [
        "Attest that whoever decides heard or reviewed the whole record.",
        "Record a finding on Charge 1.",
        "Name the standard of proof: preponderance of the evidence.",
        "Give the reasons for the decision.",
    ]
    version = office.versions(case)[0]
    finding = {"charge_version_id": version, "value": "sustained", "ground": "evidence", "reasons": "The captures."}
    office.act(OFFICIAL, case, "findings", **finding)
    issue: dict[str, Any] = {"proof": "preponderance", "reasons": "Read by colleagues.", "attested": True}
    assert office.missing(OFFICIAL, case, "decisions", **issue) == [
        "Record the aggravating and mitigating factors.",
        "Propose a sanction, or say that none is imposed.",
    ]
    office.weighed(case, OFFICIAL)
    today = office.clock.now().date().isoformat()
    office.act(OFFICIAL, case, "proposed-sanctions", kind="termination", effective_on=today)
    office.act(OFFICIAL, case, "decisions", **issue)
    assert office.stage(case) is Stage.DECIDED
    with sessions.reading() as session:
        decision = session.scalars(select(Decision)).one()
        assert (decision.instance, decision.decided_by) == (OFFICIAL, "Constance Merriweather")
        assert session.scalars(select(Finding.value)).all() == ["sustained"]
        assert session.scalars(select(Sanction.kind)).all() == ["termination"]
        assert "Termination." in session.scalars(select(Letter.body).where(Letter.kind == "final_order")).one()


def test_a_finding_rests_on_a_ground_that_fits_it(office: Deciding, case: Placed) -> None:
    version = office.versions(case)[0]
    body = {"charge_version_id": version, "value": "sustained", "ground": "protected_speech"}
    assert office.missing(OFFICIAL, case, "findings", **body) == [
        "Sustained must rest on one of: Evidence heard, Facts admitted, Facts admitted by default, Consent.",
        "Give the reasons for the finding.",
    ]
    body |= {"ground": "facts_admitted_by_default", "reasons": "No answer."}
    assert office.missing(OFFICIAL, case, "findings", **body) == [
        "No default was ordered: no fact is admitted by default."
    ]


def test_the_employer_track_has_no_baseline_and_shows_just_cause(office: Deciding, case: Placed) -> None:
    body = {"standard": "5.2", "level": "censure", "mental_state": "knowledge", "injury": "some"}
    answer = office.send(OFFICIAL, case, "baselines", body)
    assert answer.status_code == 409
    page = office.as_(OFFICIAL).get(f"/cases/{case.number}/decision").text
    assert "Did the employee know the rule, and what breaking it could lead to?" in page
    assert "Suggested baseline" not in page


def test_needs_of_a_sanction_are_those_of_the_track(office: Deciding, case: Placed) -> None:
    assert office.missing(OFFICIAL, case, "proposed-sanctions", kind="suspension", amount={"days": 8}) == [
        "Suspension: say whether it is paid or unpaid.",
        "Suspension: give the date on which it takes effect.",
    ]


def test_without_a_violation_no_factor_and_no_sanction_is_asked_for(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    version = office.versions(case)[0]
    office.act(
        OFFICIAL, case, "findings", charge_version_id=version, value="no_violation", ground="protected_speech",
        reasons="A citizen's opinion on a public matter.",
    )  # fmt: skip
    office.issued(case, OFFICIAL)
    with sessions.reading() as session:
        assert session.scalars(select(Decision.outcome)).all() == ["no_violation"]
        assert session.scalars(select(Sanction.id)).all() == []


def test_an_official_who_recuses_is_followed_by_another_designation(office: Deciding, case: Placed) -> None:
    office.act(OFFICIAL, case, "recusals", reason="A cousin of the employee.")
    assert office.as_(OFFICIAL).get(f"/cases/{case.number}/decision").status_code == 404
    refused = office.missing("intake", case, "officials", person_id=office.person_id(OFFICIAL))
    assert refused == ["Choose an official who is free of conflict in this matter."]


def test_no_reporter_hears_an_outcome_that_does_not_exist(office: Deciding, case: Placed) -> None:
    with office.matters.work("intake", "report:filed") as work:
        reporter = office.matters.person(work.session, "supervisor")
        work.session.add(ReporterIdentity(incident_id=case.incident_id, person_id=reporter, wishes=""))
    telling = f'href="/cases/{case.number}/acts/tell-reporter"'
    assert telling not in office.as_("clerk").get(f"/cases/{case.number}").text
    assert office.missing("clerk", case, "reporter-notices", told="yes", text="It will be a termination.") == [
        "There is no outcome to tell yet: the case is neither decided nor closed."
    ]
