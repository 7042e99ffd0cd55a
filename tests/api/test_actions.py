"""Actions: a leader starts one from a figure, sees it through, and the figures draw the day it took effect."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db.models import Action, LedgerEntry
from db.session import Sessions
from tests.analytics import records
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Fill
from tests.harness.people import SignedIn

As = Callable[[str], SignedIn]
TODAY = START.date()
BODY = {
    "title": "A module on pending matters", "kind": "training", "due_on": "2026-06-01", "figure": "rate",
    "hypothesis": "People do not know where the line is.", "expected": "A third fewer reports within a year.",
    "filters": "period=all&category=case_information",
}  # fmt: skip


@pytest.fixture
def fill() -> Fill:
    return records.fill


@pytest.fixture
def leader(signed_in: As) -> SignedIn:
    return signed_in("leader")


def owner(leader: SignedIn) -> str:
    return str(leader.get("/api/people?q=castellanos").json()["results"][0]["value"])


def start(leader: SignedIn, **body: Any) -> Any:
    return leader.post("/api/actions", json={**BODY, "owner_id": owner(leader), **body})


def opened(leader: SignedIn) -> str:
    answer = start(leader)
    assert answer.status_code == 201, answer.text
    return f"/api/actions/{answer.json()['id']}"


def act(leader: SignedIn, action: str, path: str, body: dict[str, Any], version: int = 1) -> Any:
    return leader.post(f"{action}/{path}", json=body, headers={"If-Match": f'"{version}"'})


def test_a_figure_leads_to_an_action_that_takes_its_filters_along(leader: SignedIn) -> None:
    page = leader.get("/trends?period=all").text
    href = "/actions/acts/open?figure=funnel&amp;filters=period%3Dall"
    assert href in page
    form = leader.get(href.replace("&amp;", "&")).text
    assert '<option value="funnel" selected>' in form
    assert 'name="filters" value="period=all"' in form


def test_an_action_keeps_its_figure_and_filters_and_no_number_of_it(leader: SignedIn, sessions: Sessions) -> None:
    item = leader.get(opened(leader)).json()
    assert item["href"] == "/trends?period=all&category=case_information#rate"
    assert (item["status"], item["due_on"], item["is_overdue"]) == ("open", "2026-06-01", False)
    assert item["owner"] == "Naomi Castellanos"
    with sessions.reading() as session:
        kept = session.scalars(select(Action)).one()
        assert kept.signal == {"figure": "rate", "filters": {"period": "all", "category": "case_information"}}
        assert session.scalar(select(LedgerEntry.event).where(LedgerEntry.id == kept.entry_id)) == "action:opened"


def test_the_day_of_adoption_is_a_labelled_line_in_the_figures(leader: SignedIn, clock: MovableClock) -> None:
    def lines() -> set[str]:
        chart = leader.get("/api/trends/figures/rate?period=all").json()["panels"][0]["chart"]
        return {row["text"] for row in chart["layout"]["annotations"]}

    before = lines()
    action = opened(leader)
    assert lines() == before
    clock.advance(days=20)
    assert act(leader, action, "adoption", {"adopted_on": "2026-03-09"}).status_code == 201
    assert BODY["title"] in lines()


def test_an_action_goes_from_open_to_adopted_to_ended_and_never_back(leader: SignedIn, clock: MovableClock) -> None:
    action = opened(leader)
    early = act(leader, action, "end", {"ended_on": f"{TODAY}", "reason": "It has run its course."})
    assert [item["text"] for item in early.json()["missing"]] == [
        "This action is open: only one that is adopted can be ended."
    ]
    ahead = act(leader, action, "adoption", {"adopted_on": "2026-12-01"})
    assert [item["code"] for item in ahead.json()["missing"]] == ["day_ahead"]
    done = act(leader, action, "adoption", {"adopted_on": f"{TODAY}"})
    assert (done.json()["version"], done.json()["stage"]) == (2, "adopted")
    clock.advance(days=30)
    wrong = act(leader, action, "end", {"ended_on": "2026-02-01", "reason": "It has run its course."}, 2)
    assert [item["code"] for item in wrong.json()["missing"]] == ["day_too_early"]
    end = act(leader, action, "end", {"ended_on": "2026-03-30", "reason": "It has run its course."}, 2)
    assert (end.status_code, end.json()["stage"]) == (201, "ended")
    again = act(leader, action, "decline", {"reason": "Nothing is to be done."}, 3)
    assert [item["code"] for item in again.json()["missing"]] == ["status"]


def test_an_open_action_is_declined_with_a_reason_that_is_shown(leader: SignedIn) -> None:
    action = opened(leader)
    assert act(leader, action, "decline", {"reason": ""}).status_code in (400, 422)
    assert act(leader, action, "decline", {"reason": "The rise was one viral post."}).status_code == 201
    page = leader.get(action.removeprefix("/api")).text
    assert "Why it was declined" in page
    assert "The rise was one viral post." in page
    assert "/acts/" not in page.split("<main")[1]


def test_a_proposal_is_accepted_with_owner_day_and_reason(
    leader: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    with sessions.writing() as session:
        session.begin_act("action:opened", actor="system:test", at=clock.now())
        proposal = Action(
            kind="policy", title="Review section 4.2", signal={"rule": "policy_past_review"}, owner_id=None,
            due_on=None, hypothesis="", expected="", status="proposed", reason="", adopted_on=None, ended_on=None,
            evaluation={}, at=clock.now(),
        )  # fmt: skip
        session.add(proposal)
        session.flush()
        action = f"/api/actions/{proposal.id}"
    body = {"owner_id": owner(leader), "due_on": "2026-05-04", "reason": "It is past its review."}
    assert act(leader, action, "acceptance", body).json()["stage"] == "open"


def test_words_that_name_somebody_and_a_day_that_passed_are_refused_together(leader: SignedIn) -> None:
    refused = start(leader, due_on="2026-01-05", hypothesis="Trevor Lindqvist does not know where the line is.")
    assert refused.status_code == 409
    assert [item["code"] for item in refused.json()["missing"]] == ["due_passed", "names_a_person"]


def test_what_no_figure_has_is_said_by_field(leader: SignedIn) -> None:
    nobody = "0f0e0d0c-0b0a-4908-8706-050403020100"
    for field, value in (("figure", "none"), ("filters", "name=x"), ("owner_id", nobody)):
        answer = start(leader, **{field: value})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_an_action_is_changed_by_whoever_saw_it_as_it_stands(leader: SignedIn) -> None:
    action = opened(leader)
    body = {"owner_id": owner(leader), "due_on": "2026-07-06"}
    assert act(leader, action, "changes", body).status_code == 201
    stale = act(leader, action, "changes", body)
    assert stale.status_code == 412
    assert "Changed an action. Naomi Castellanos" in stale.json()["detail"]
    assert leader.get(action).json()["due_on"] == "2026-07-06"


def test_the_list_tells_what_is_overdue_and_narrows_by_status(leader: SignedIn, clock: MovableClock) -> None:
    action = opened(leader)
    clock.advance(days=120)
    assert [row["is_overdue"] for row in leader.get("/api/actions?status=open").json()] == [True]
    assert leader.get("/api/actions?status=adopted").json() == []
    assert BODY["title"] in leader.get("/actions").text
    assert "No action stands so" in leader.get("/actions?status=ended").text
    assert leader.get("/actions/none").status_code == 404
    assert leader.get(action.removeprefix("/api")).status_code == 200


@pytest.mark.parametrize("user", ["supervisor", "clerk", "intake", "investigator", "admin", "hr", "respondent"])
def test_actions_are_for_leadership(signed_in: As, user: str) -> None:
    person = signed_in(user)
    for path in ("/actions", "/api/actions", "/actions/acts/open"):
        assert person.get(path).status_code == 403, path
    assert "Start an action" not in person.get("/trends").text


def test_the_schema_itself_keeps_an_end_after_an_adoption(
    leader: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    opened(leader)
    for adopted, ended in ((None, date(2026, 3, 2)), (date(2026, 3, 9), date(2026, 3, 2))):
        with pytest.raises(DBAPIError), sessions.writing() as session:
            session.begin_act("action:ended", actor="system:test", at=clock.now())
            row = session.scalars(select(Action)).one()
            row.adopted_on, row.ended_on = adopted, ended


@pytest.mark.parametrize(
    "change", ["UPDATE action SET title = 'x'", "UPDATE policy_section SET code = 'x'", "DELETE FROM action"]
)
def test_the_protections_outlast_the_newest_migration(leader: SignedIn, sessions: Sessions, change: str) -> None:
    opened(leader)
    leader.post("/api/policies", json={"code": "social-media", "title": "Social media"})
    first = {"from_on": "2025-03-03", "summary": "What is expected of everybody."}
    leader.post("/api/policies/social-media/versions", json=first, headers={"If-Match": '"0"'})
    section = {"code": "1", "title": "One", "text": "Nobody posts about it.", "owner_id": owner(leader)}
    assert leader.post("/api/policies/social-media/sections", json=section).status_code == 201
    with pytest.raises(DBAPIError), sessions.writing() as session:
        session.connection().execute(text(change))
