"""Acts of the case page: assign, note, hold, access, stepping back, stays."""

import re
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.deadlines import start_clocks
from db.domain.stage import Stage
from db.models import Case, Deadline, LedgerEntry, LegalHold, MatterRelation, Notice
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS, small_office
from tests.harness.people import SignedIn


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


class Desk:
    """People of the small office acting on cases over JSON and forms."""

    def __init__(self, client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> None:
        self.client, self.clock, self.sessions, self._people = client, clock, sessions, dict[str, SignedIn]()

    def __getitem__(self, user: str) -> SignedIn:
        return self._people.setdefault(user, SignedIn(self.client, self.clock, user))

    def person(self, user: str) -> str:
        from db.models import Person

        with self.sessions.reading() as session:
            return str(session.scalars(select(Person.id).where(Person.name == PARTS[user].name)).one())

    def act(self, user: str, placed: Placed, path: str, **data: object) -> tuple[int, dict[str, object]]:
        version = self[user].get(f"/api/cases/{placed.number}").headers.get("etag", '"1"')
        answer = self[user].post(f"/api/cases/{placed.number}/{path}", json=data, headers={"If-Match": version})
        return answer.status_code, answer.json()


@pytest.fixture
def desk(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Desk:
    return Desk(client, clock, sessions)


def codes(body: dict[str, object]) -> list[str]:
    rows = body.get("missing", [])
    assert isinstance(rows, list)
    return [row["code"] for row in rows]


def test_intake_assigns_an_investigator_who_then_reads_the_case(matters: Matters, desk: Desk) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    assert desk["investigator_two"].get(f"/cases/{placed.number}").status_code == 404
    form = desk["intake"].get(f"/cases/{placed.number}/acts/assign").text
    assert "Leland Fairbanks (investigator)" in form
    status, body = desk.act(
        "intake", placed, "assignments", kind="investigator", person_id=desk.person("investigator_two")
    )
    assert status == 201, body
    assert desk["investigator_two"].get(f"/cases/{placed.number}").status_code == 200
    assert desk["investigator"].get(f"/cases/{placed.number}").status_code == 404, "the part was given up"
    assert desk["intake"].get(f"/api/cases/{placed.number}").json()["assignee"] == "Leland Fairbanks"
    with desk.sessions.reading() as session:
        kinds = set(session.scalars(select(Notice.kind)))
    assert {"assigned", "unassigned"} <= kinds


def test_nobody_is_assigned_against_the_separation_of_functions_or_a_wall(matters: Matters, desk: Desk) -> None:
    placed = matters.case(related={"cause_reviewer": "screener", "investigator": "witness"})
    matters.wall(placed, "investigator_two")
    form = desk["intake"].get(f"/cases/{placed.number}/acts/assign").text
    assert "Vera Halvorsen" in form, "the negative control"
    for user in ("cause_reviewer", "investigator", "investigator_two"):
        assert PARTS[user].name not in form
    screened = desk.act("intake", placed, "assignments", kind="cause_reviewer", person_id=desk.person("cause_reviewer"))
    assert (screened[0], codes(screened[1])) == (409, ["separation_of_functions"])
    walled = desk.act("intake", placed, "assignments", kind="investigator", person_id=desk.person("investigator_two"))
    assert (walled[0], codes(walled[1])) == (409, ["excluded"])
    wrong_role = desk.act("intake", placed, "assignments", kind="investigator", person_id=desk.person("clerk"))
    assert wrong_role[0] == 422
    assert (
        desk.act("clerk", placed, "assignments", kind="investigator", person_id=desk.person("investigator"))[0] == 403
    )


def test_a_note_for_those_who_deliberate_is_read_by_nobody_else(matters: Matters, desk: Desk) -> None:
    placed = matters.case(stage=Stage.DELIBERATION, related={"member_lawyer": "panel_member", "counsel": "adviser"})
    assert desk.act("clerk", placed, "notes", text="Transcript arrived")[0] == 201
    assert desk.act("member_lawyer", placed, "notes", text="Doubts on count two", audience="deliberation")[0] == 201
    assert desk.act("clerk", placed, "notes", text="Nosy", audience="deliberation")[0] == 422
    for user, sees in (("member_lawyer", True), ("clerk", False), ("counsel", False)):
        page = desk[user].get(f"/cases/{placed.number}/timeline").text
        assert "Transcript arrived" in page
        assert ("Doubts on count two" in page) is sees, user
        assert ("Doubts on count two" in desk[user].get("/search?q=doubts").text) is False


def test_a_note_is_added_once_however_often_the_form_is_sent(matters: Matters, desk: Desk) -> None:
    placed = matters.case()
    clerk = desk["clerk"]
    page = clerk.get(f"/cases/{placed.number}/acts/add-note").text
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert key is not None
    form = {"_csrf_token": clerk.csrf, "idempotency_key": key.group(1), "text": "Once only", "audience": "all"}
    for _ in range(2):
        answer = clerk.post(f"/cases/{placed.number}/acts/add-note", data=form)
        assert answer.status_code == 303
    assert clerk.get(f"/cases/{placed.number}/timeline").text.count("Once only") == 1


def test_a_hold_is_placed_and_lifted_by_records_who_read_no_content(matters: Matters, desk: Desk) -> None:
    placed = matters.case(summary="Called a witness a liar")
    status, body = desk.act("records", placed, "holds", kind="litigation", reason="Suit filed in federal court")
    assert status == 201, body
    page = desk["records"].get(f"/cases/{placed.number}").text
    assert "Legal hold since" in page
    assert "Called a witness a liar" not in page
    assert desk.act("records", placed, "hold-lifts", hold_id=body["id"], reason="The suit was settled")[0] == 201
    with desk.sessions.reading() as session:
        assert session.scalars(select(LegalHold)).one().lifted_reason == "The suit was settled"
    assert "Legal hold since" not in desk["records"].get(f"/cases/{placed.number}").text
    assert desk.act("clerk", placed, "holds", kind="litigation", reason="Not my part")[0] == 403


def test_access_given_ends_with_its_day_and_nobody_gives_it_to_themselves(
    matters: Matters, desk: Desk, clock: MovableClock
) -> None:
    placed = matters.case()
    until = (clock.now() + timedelta(days=3)).date().isoformat()
    give = {"until_on": until, "reason": "Audit of closed matters"}
    assert desk["leader"].get(f"/cases/{placed.number}").status_code == 404
    assert desk.act("clerk", placed, "grants", person_id=desk.person("leader"), **give)[0] == 201
    assert desk["leader"].get(f"/cases/{placed.number}").status_code == 200
    assert desk.act("clerk", placed, "grants", person_id=desk.person("clerk"), **give)[0] == 422
    assert desk.act("clerk", placed, "grants", person_id=desk.person("respondent"), **give)[0] == 422
    late = {**give, "until_on": "2030-01-01"}
    assert desk.act("clerk", placed, "grants", person_id=desk.person("hr"), **late)[0] == 422
    clock.advance(days=5)
    assert desk["leader"].get(f"/cases/{placed.number}").status_code == 404


def test_access_given_can_be_ended_before_its_day(matters: Matters, desk: Desk, clock: MovableClock) -> None:
    placed = matters.case()
    until = (clock.now() + timedelta(days=30)).date().isoformat()
    desk.act("clerk", placed, "grants", person_id=desk.person("leader"), until_on=until, reason="Audit")
    assert desk["leader"].get(f"/cases/{placed.number}").status_code == 200
    clock.advance(minutes=1)
    assert desk.act("clerk", placed, "grant-ends", person_id=desk.person("leader"), reason="Done")[0] == 201
    assert desk["leader"].get(f"/cases/{placed.number}").status_code == 404


def test_who_steps_back_sees_no_trace_from_then_on(matters: Matters, desk: Desk) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    investigator = desk["investigator"]
    assert "Step back from this case" in investigator.get(f"/cases/{placed.number}/access").text
    status, _ = desk.act("investigator", placed, "self-recusals", reason="The respondent is my neighbor")
    assert status == 201
    assert investigator.get(f"/cases/{placed.number}").status_code == 404
    assert investigator.get("/api/cases").json()["total"] == 0
    assert placed.number not in investigator.get("/").text
    page = desk["clerk"].get(f"/cases/{placed.number}/access").text.split('id="walled"')[1]
    assert "Imani Brathwaite" in page
    assert desk["intake"].get(f"/api/cases/{placed.number}").json()["assignee"] is None
    with desk.sessions.reading() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "recused")).all()
    assert len(told) == 2
    assert all("neighbor" not in row.text for row in told)


def test_a_stay_stops_clocks_and_moves_and_lifting_it_moves_the_dates(
    matters: Matters, desk: Desk, clock: MovableClock
) -> None:
    placed = matters.case(stage=Stage.CHARGED)
    with matters.work("clerk") as work:
        case = work.session.get_one(Case, placed.id)
        work.record("hearing:scheduled", case=case)
        start_clocks(work, "charges_served", at=clock.now(), case=case)
    with desk.sessions.reading() as session:
        before = session.scalars(select(Deadline.due_at)).one()
    stay = {"authority": "Order of March 2", "reasons": "The criminal court asked for it"}
    assert desk.act("chair", placed, "stays", **stay)[0] == 201
    again, body = desk.act("chair", placed, "stays", **stay)
    assert (again, codes(body)) == (409, ["stayed"])
    moves = desk["clerk"].get(f"/api/cases/{placed.number}/moves").json()["moves"]
    to_hearing = next(move for move in moves if move["move"] == "to_hearing")
    assert to_hearing["missing"][0]["code"] == "stayed"
    assert "Stayed since" in desk["clerk"].get(f"/cases/{placed.number}").text
    clock.advance(days=10)
    assert desk.act("chair", placed, "stay-lifts", reasons="Their trial is over")[0] == 201
    with desk.sessions.reading() as session:
        assert session.scalars(select(Deadline.due_at)).one() - before == timedelta(days=10)
        assert session.scalars(select(Case.stayed_since_at)).one() is None
    nothing, body = desk.act("chair", placed, "stay-lifts", reasons="Their trial is over")
    assert (nothing, codes(body)) == (409, ["not_stayed"])


def test_an_act_on_an_old_version_is_refused_and_nothing_typed_is_lost(matters: Matters, desk: Desk) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    chosen = desk.person("investigator_two")
    stale = desk["intake"].post(
        f"/api/cases/{placed.number}/assignments",
        json={"kind": "investigator", "person_id": chosen},
        headers={"If-Match": '"0"'},
    )
    assert stale.status_code == 412
    bare = desk["intake"].post(
        f"/api/cases/{placed.number}/assignments", json={"kind": "investigator", "person_id": chosen}
    )
    assert bare.status_code == 428
    form = {
        "_csrf_token": desk["intake"].csrf, "idempotency_key": "k1", "version": "0", "kind": "investigator",
        "person_id": chosen, "reason": "Workload moved over",
    }  # fmt: skip
    page = desk["intake"].post(f"/cases/{placed.number}/acts/assign", data=form)
    assert page.status_code == 412
    assert "Workload moved over" in page.text


def test_every_act_writes_one_ledger_entry_that_names_it(matters: Matters, desk: Desk) -> None:
    placed = matters.case()
    desk.act("clerk", placed, "notes", text="A note")
    desk.act("records", placed, "holds", kind="appeal", reason="An appeal was lodged")
    with desk.sessions.reading() as session:
        events = list(session.scalars(select(LedgerEntry.event).where(LedgerEntry.case_id == placed.id)))
        excluded = session.scalars(select(MatterRelation.kind).where(MatterRelation.case_id == placed.id)).all()
    assert events.count("note:added") == 1
    assert events.count("hold:placed") == 1
    assert [kind.value for kind in excluded] == ["respondent"]
