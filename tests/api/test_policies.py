"""Policies and training: leadership enters what binds and what was taught, and the figures draw their days."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.models import Acknowledgement, LedgerEntry, Person, PolicySection, PolicyVersion
from db.session import Sessions
from tests.analytics import records
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PARTS
from tests.harness.people import SignedIn

As = Callable[[str], SignedIn]
FIRST = {"from_on": "2025-03-03", "summary": "What is expected of everybody online."}


@pytest.fixture
def fill() -> Fill:
    return records.fill


@pytest.fixture
def leader(signed_in: As) -> SignedIn:
    return signed_in("leader")


def added(leader: SignedIn) -> None:
    answer = leader.post("/api/policies", json={"code": "social-media", "title": "Social media"})
    assert answer.status_code == 201, answer.text


def adopt(leader: SignedIn, version: int, **body: Any) -> Any:
    return leader.post(
        "/api/policies/social-media/versions", json={**FIRST, **body}, headers={"If-Match": f'"{version}"'}
    )


def section(leader: SignedIn, code: str = "4.2", **body: Any) -> Any:
    person = leader.get("/api/people?q=castellanos").json()["results"][0]["value"]
    given = {
        "code": code, "title": "Pending matters", "text": "Nobody posts about a pending matter.", "owner_id": person,
        "review_on": "2026-01-05", "subtypes": ["nonpublic_facts"],
    }  # fmt: skip
    return leader.post("/api/policies/social-media/sections", json={**given, **body})


def lines(leader: SignedIn) -> list[str]:
    """The labels that the first figure draws."""
    panel = leader.get("/api/trends/figures/rate?period=all").json()["panels"][0]["chart"]
    return [row["text"] for row in panel["layout"]["annotations"]]


def test_a_policy_gets_versions_that_follow_each_other(leader: SignedIn) -> None:
    added(leader)
    assert adopt(leader, 0).status_code == 201
    assert adopt(leader, 1, from_on="2026-02-02", summary="Comments count too.").json()["version"] == 2
    found = leader.get("/api/policies/social-media")
    assert found.headers["etag"] == '"2"'
    assert [(one["version"], one["from_on"], one["until_on"], one["state"]) for one in found.json()["versions"]] == [
        (2, "2026-02-02", None, "in force"),
        (1, "2025-03-03", "2026-02-01", "replaced"),
    ]


def test_the_dashboard_draws_the_days_that_were_entered(leader: SignedIn) -> None:
    before = lines(leader)
    added(leader)
    adopt(leader, 0)
    leader.post("/api/trainings", json={"code": "online-conduct", "title": "Online conduct"})
    held = leader.post("/api/trainings/online-conduct/sessions", json={"label": "Round one", "on": "2025-05-05"})
    assert held.status_code == 201, held.text
    assert sorted(set(lines(leader)) - set(before)) == ["Policy v1 in force", "Round one"]


def test_a_version_is_not_adopted_before_the_last_one_or_by_somebody_who_saw_another(leader: SignedIn) -> None:
    added(leader)
    adopt(leader, 0)
    refused = adopt(leader, 1, from_on="2025-03-03")
    assert refused.status_code == 409
    assert [item["code"] for item in refused.json()["missing"]] == ["version_order"]
    stale = adopt(leader, 0, from_on="2026-01-05")
    assert stale.status_code == 412
    assert "Revised a policy. Naomi Castellanos" in stale.json()["detail"]
    unversioned = leader.post("/api/policies/social-media/versions", json=FIRST)
    assert unversioned.status_code == 428


def test_a_version_keeps_the_sections_that_are_chosen(leader: SignedIn) -> None:
    added(leader)
    adopt(leader, 0)
    for code in ("4.1", "4.2"):
        assert section(leader, code).status_code == 201
    kept = leader.get("/policies/social-media/acts/adopt-version").text.split('name="kept"')[1:]
    keys = [row.split('value="')[1].split('"')[0] for row in kept]
    assert len(keys) == 2
    assert adopt(leader, 1, from_on="2026-02-02", kept=keys[:1]).status_code == 201
    newest, first = leader.get("/api/policies/social-media").json()["versions"]
    assert [one["code"] for one in newest["sections"]] == ["4.1"]
    assert [one["code"] for one in first["sections"]] == ["4.1", "4.2"]
    assert newest["sections"][0] | {"is_past_review": True} == first["sections"][0] | {"is_past_review": True}
    assert newest["sections"][0]["owner"] == PARTS["leader"].name
    assert adopt(leader, 2, from_on="2026-02-09", kept=[keys[1]]).status_code == 422


def test_a_section_needs_a_version_and_one_that_nobody_has_acknowledged(
    leader: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    added(leader)
    assert [item["code"] for item in section(leader).json()["missing"]] == ["version"]
    adopt(leader, 0)
    assert section(leader).status_code == 201
    assert [item["code"] for item in section(leader).json()["missing"]] == ["section_code"]
    with sessions.writing() as session:
        session.begin_act("policy:acknowledged", actor="system:test", at=clock.now())
        person = session.scalars(select(Person.id).where(Person.name == PARTS["intake"].name)).one()
        version = session.scalars(select(PolicyVersion.id).order_by(PolicyVersion.from_on)).first()
        session.add(Acknowledgement(person_id=person, version_id=version, on=clock.now().date()))
    assert [item["code"] for item in section(leader, "4.3").json()["missing"]] == ["version_acknowledged"]


def test_the_schema_itself_keeps_a_section_code_once_in_a_version(
    leader: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    added(leader)
    adopt(leader, 0)
    section(leader)
    with pytest.raises(DBAPIError), sessions.writing() as session:
        session.begin_act("policy:extended", actor="system:test", at=clock.now())
        one = session.scalars(select(PolicySection)).one()
        session.add(PolicySection(version_id=one.version_id, code=one.code, title="", text="", subtypes=[]))


def test_completions_are_counted_recorded_once_and_refused_as_a_whole(leader: SignedIn) -> None:
    leader.post("/api/trainings", json={"code": "online-conduct", "title": "Online conduct"})
    session = leader.post("/api/trainings/online-conduct/sessions", json={"label": "Round one", "on": "2025-05-05"})
    body = {"session_id": session.json()["id"], "on": "2025-05-05", "staff_numbers": "A1000\nA1001, A1002"}

    def completed() -> int:
        row = leader.get("/api/trainings/online-conduct").json()["sessions"][0]
        assert row["staff"] > row["completed"]
        return int(row["completed"])

    refused = leader.post("/api/trainings/online-conduct/completions", json={**body, "staff_numbers": "A1000 Z9"})
    assert [item["text"] for item in refused.json()["missing"]] == ["Nobody has the staff number Z9."]
    assert completed() == 0
    for _ in range(2):
        assert leader.post("/api/trainings/online-conduct/completions", json=body).status_code == 201
    assert completed() == 3


def test_each_act_is_an_entry_of_its_own_in_the_record(leader: SignedIn, sessions: Sessions) -> None:
    added(leader)
    adopt(leader, 0)
    section(leader)
    leader.post("/api/trainings", json={"code": "online-conduct", "title": "Online conduct"})
    with sessions.reading() as session:
        events = set(session.scalars(select(LedgerEntry.event)))
    assert {"policy:added", "policy:revised", "policy:extended", "training:added"} <= events


@pytest.mark.parametrize("user", ["supervisor", "clerk", "intake", "investigator", "admin", "hr", "respondent"])
def test_policies_and_training_are_for_leadership(signed_in: As, user: str) -> None:
    person = signed_in(user)
    for path in ("/policies", "/trainings", "/api/policies", "/api/trainings", "/policies/acts/add"):
        assert person.get(path).status_code == 403, path
    assert person.post("/api/policies", json={"code": "x-y", "title": "X"}).status_code == 403


def test_the_pages_lead_from_the_list_to_the_act_and_back(leader: SignedIn) -> None:
    added(leader)
    assert "None is in force" in leader.get("/policies").text
    form = leader.get("/policies/social-media/acts/adopt-version").text
    sent = {
        "_csrf_token": leader.csrf,
        "idempotency_key": form.split('name="idempotency_key" value="')[1].split('"')[0],
        "version": form.split('name="version" value="')[1].split('"')[0],
        **FIRST,
    }
    answer = leader.post("/policies/social-media/acts/adopt-version", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/policies/social-media")
    assert "Version 1" in leader.get("/policies").text
    assert leader.get("/policies/none").status_code == 404
    assert leader.get("/trainings/none").status_code == 404


def test_a_form_that_is_out_of_date_keeps_every_answer_that_was_ticked(leader: SignedIn) -> None:
    added(leader)
    adopt(leader, 0)
    for code in ("4.1", "4.2"):
        section(leader, code)
    kept = leader.get("/policies/social-media/acts/adopt-version").text.split('name="kept"')[1:]
    keys = [row.split('value="')[1].split('"')[0] for row in kept]
    adopt(leader, 1, from_on="2026-02-02", summary="Comments count too.")
    data = {**FIRST, "kept": keys, "_csrf_token": leader.csrf, "idempotency_key": "mine", "version": "1"}
    page = leader.post("/policies/social-media/acts/adopt-version", data=data)
    assert page.status_code == 412
    assert page.text.count('type="hidden" name="kept"') == 2
    assert "Comments count too." in page.text
    assert FIRST["summary"] in page.text
    assert "Naomi Castellanos changed this while you were writing" in page.text
