"""Retention through the front door: who asks, who approves, what stands against it, and what is left."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.ledger_verify import verify
from db.models import (
    Account,
    Case,
    CaseIncident,
    Destruction,
    DestructionRequest,
    Incident,
    LegalHold,
    Notice,
    Proceeding,
)
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.destruction import (
    SECOND,
    account,
    approve,
    ask,
    asked,
    end_case,
    hits,
    office_with_two_records_officers,
    years_on,
)
from tests.harness.matters import Matters, Placed
from tests.harness.people import SignedIn

WORD = "Kestrelbrook"


@pytest.fixture
def fill() -> Fill:
    return office_with_two_records_officers


@pytest.fixture
def placed(sessions: Sessions, clock: MovableClock) -> Placed:
    """A case that was dismissed three years ago."""
    made = Matters(sessions, clock).case("respondent", narrative=f"The post named {WORD}.")
    end_case(sessions, clock, made.id)
    years_on(clock, 3)
    return made


def texts(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [item["text"] for item in answer.json()["missing"]]


def test_two_people_destroy_a_case_and_its_report_and_nothing_of_it_is_left(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions, clock: MovableClock
) -> None:
    (due,) = records.get("/api/retention").json()["due"]
    assert (due["number"], due["together"], due["against"]) == (placed.number, [placed.report], [])
    assert placed.number in records.get("/retention").text
    request = asked(records, placed.number)
    assert records.get("/api/retention").json()["requests"][0]["is_own"] is True
    clock.advance(hours=1)
    answer = approve(second, request)
    assert answer.status_code == 201, answer.text
    assert hits(sessions, [WORD, placed.number, placed.report]) == []
    with sessions.reading() as session:
        assert session.scalars(select(Case)).all() == []
        assert session.scalars(select(Incident)).all() == []
        found = verify(session, public_keys={}, now=clock.now()).findings
    assert {one.kind for one in found} <= {"sequencer stopped"}
    after = records.get("/api/retention").json()
    assert (after["due"], after["requests"]) == ([], [])
    (proof,) = after["destroyed"]
    assert proof["approved_by"] == ["Oswald Petrakis", "Hester Moyle"]
    assert (proof["kind"], proof["keeps"], proof["docket"]) == ("case", "Nothing stays", [])
    assert proof["rows"] > 5
    assert proof["holes"] > 5
    page = records.get("/retention").text
    assert "Oswald Petrakis and Hester Moyle" in page
    assert WORD not in page


def test_nobody_destroys_alone(records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions) -> None:
    request = asked(records, placed.number)
    assert texts(approve(records, request)) == ["Whoever asked for it cannot approve it: a second person must."]
    assert texts(ask(second, placed.number)) == ["Its destruction was asked for already and waits for a second person."]
    with sessions.reading() as session:
        assert session.scalars(select(Destruction.id)).all() == []
        assert session.scalars(select(Case.number)).all() == [placed.number]


def test_before_its_day_a_case_is_neither_listed_nor_asked_for(
    records: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    made = Matters(sessions, clock).case("respondent")
    end_case(sessions, clock, made.id)
    clock.advance(days=365)
    assert records.get("/api/retention").json()["due"] == []
    assert texts(ask(records, made.number)) == [
        f"{made.number}: The retention time has not run.",
        f"{made.report}: The retention time has not run.",
    ]


def test_a_hold_and_an_open_appeal_stop_it_even_after_it_was_asked_for(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions, clock: MovableClock
) -> None:
    request = asked(records, placed.number)
    with sessions.writing() as session:
        session.begin_act("hold:placed", actor="system:test", at=clock.now(), case_id=placed.id)
        by = account(session, "records")
        session.add_all(
            [
                LegalHold(case_id=placed.id, kind="litigation", reason="A suit.", by_id=by, at=clock.now()),
                Proceeding(case_id=placed.id, kind="appeal", side="respondent", decider="", stays=False,
                           grounds="", opened_at=clock.now(), opened_by_id=by, details={}),
            ]
        )  # fmt: skip
    expected = [
        f"{placed.number}: A legal hold stands: litigation.",
        f"{placed.number}: the appeal has not ended.",
    ]
    assert texts(approve(second, request)) == expected
    assert records.get("/api/retention").json()["due"][0]["against"] == expected
    with sessions.reading() as session:
        assert session.scalars(select(Case.number)).all() == [placed.number]


def test_whoever_had_a_part_neither_asks_nor_approves(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions, clock: MovableClock
) -> None:
    request = asked(records, placed.number)
    with Matters(sessions, clock).work("intake", "case:assigned") as work:
        person = work.session.scalars(select(Account.person_id).where(Account.username == SECOND)).one()
        work.relate(person, "witness", case=work.session.get_one(Case, placed.id), reason="Saw it.", source="assign")
    part = "Nobody who had a part in the matter asks for or approves its destruction."
    assert texts(approve(second, request)) == [part]


def test_to_whoever_is_walled_off_a_due_matter_and_its_request_do_not_exist(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions, clock: MovableClock
) -> None:
    request = asked(records, placed.number)
    with Matters(sessions, clock).work("intake", "conflict:ruled") as work:
        person = work.session.scalars(select(Account.person_id).where(Account.username == SECOND)).one()
        work.relate(person, "walled", case=work.session.get_one(Case, placed.id), reason="Kin.", source="conflict")
    seen = second.get("/api/retention").json()
    assert (seen["due"], seen["requests"]) == ([], [])
    assert placed.number not in second.get("/retention").text + second.get("/retention/acts/approve").text
    unknown = ask(second, "SM-00-NOSUCH")
    hidden = ask(second, placed.number)
    assert (hidden.status_code, hidden.json()) == (unknown.status_code, unknown.json())
    none = approve(second, "00000000-0000-4000-8000-000000000000")
    assert (approve(second, request).status_code, approve(second, request).json()) == (none.status_code, none.json())


@pytest.mark.parametrize("user", ["leader", "admin", "clerk", "intake", "investigator", "respondent"])
def test_nobody_else_may(client: TestClient[Litestar], clock: MovableClock, placed: Placed, user: str) -> None:
    who = SignedIn(client, clock, user)
    assert who.get("/api/retention").status_code in (403, 404)
    assert who.get("/retention").status_code in (403, 404)
    assert ask(who, placed.number).status_code in (403, 404)


def test_a_declined_request_says_why_and_the_record_stays(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions
) -> None:
    request = asked(records, placed.number)
    body = {"request_id": request, "reason": "A claim is announced."}
    assert texts(records.post("/api/destruction-refusals", json=body)) == [
        "Whoever asked for it cannot rule on it: a second person must."
    ]
    assert second.post("/api/destruction-refusals", json=body).status_code == 201
    with sessions.reading() as session:
        row = session.scalars(select(DestructionRequest)).one()
        assert (row.ruling_reason, row.ruled_by_id) == ("A claim is announced.", account(session, SECOND))
    assert approve(second, request).status_code == 422
    asked(second, placed.number)


def test_the_respondent_is_told_and_the_line_goes_with_the_matter(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions, client: TestClient[Litestar],
    clock: MovableClock,
) -> None:  # fmt: skip
    request = asked(records, placed.number)
    told = "A record about you is due for destruction."
    assert told in SignedIn(client, clock, "respondent").get("/").text
    assert approve(second, request).status_code == 201
    with sessions.reading() as session:
        assert session.scalars(select(Notice)).all() == []
    assert told not in SignedIn(client, clock, "respondent").get("/").text


def test_what_stands_on_the_same_report_waits_for_the_last_of_it(
    records: SignedIn, placed: Placed, sessions: Sessions, clock: MovableClock
) -> None:
    matters = Matters(sessions, clock)
    other = matters.case("respondent_two", days_ago=0)
    with sessions.writing() as session:
        session.begin_act("report:screened", actor="system:test", at=clock.now())
        session.add(CaseIncident(case_id=other.id, incident_id=placed.incident_id, at=clock.now()))
    found = texts(ask(records, placed.number))
    assert f"{other.number} is still open." in found
    assert records.get("/api/retention").json()["due"] == []


def test_private_discipline_leaves_a_docket_line(
    records: SignedIn, second: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    made = Matters(sessions, clock).case("respondent")
    end_case(sessions, clock, made.id, closure="consent")
    years_on(clock, 10)
    assert approve(second, asked(records, made.number)).status_code == 201
    (proof,) = records.get("/api/retention").json()["destroyed"]
    assert proof["keeps"] == "A docket line stays"
    assert proof["docket"] == [f"{made.number}: opened 2026-02, closed 2026-03, consent"]


def test_a_retried_approval_gets_the_first_answer_and_destroys_nothing_more(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions
) -> None:
    request, headers = asked(records, placed.number), {"Idempotency-Key": "one-and-the-same"}
    body = {"request_id": request}
    first = second.post("/api/destruction-approvals", json=body, headers=headers)
    again = second.post("/api/destruction-approvals", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    with sessions.reading() as session:
        assert len(session.scalars(select(Destruction.id)).all()) == 1


def test_the_pages_ask_and_approve_by_the_same_verbs(
    records: SignedIn, second: SignedIn, placed: Placed, sessions: Sessions
) -> None:
    form = records.get(f"/retention/acts/ask?number={placed.number}")
    assert form.status_code == 200
    data = {
        "number": placed.number,
        "reason": "Its time has run.",
        "idempotency_key": "ask-1",
        "_csrf_token": records.csrf,
    }
    done = records.post("/retention/acts/ask", data=data)
    assert (done.status_code, done.headers.get("location", "")) == (303, "/retention")
    with sessions.reading() as session:
        request = session.scalars(select(DestructionRequest.id)).one()
    page = second.get("/retention").text
    assert f"/retention/acts/approve?request_id={request}" in page
    form = second.get(f"/retention/acts/approve?request_id={request}")
    assert "Everything of the matter goes for good" in form.text
    data = {"request_id": str(request), "idempotency_key": "approve-1", "_csrf_token": second.csrf}
    done = second.post("/retention/acts/approve", data=data)
    assert done.status_code == 303, done.text[-2000:]
    assert "Case destroyed on" in second.get("/retention").text
