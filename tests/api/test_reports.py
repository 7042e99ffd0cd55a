"""Filing a report, from the opening page to the receipt, over HTTP and on both databases."""

import json
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from db.models import (
    AffectedMatter,
    CustodyEvent,
    Deadline,
    Draft,
    Employment,
    Evidence,
    Incident,
    IncidentPerson,
    LedgerEntry,
    MatterRelation,
    Person,
    Post,
    PostSubtype,
    ReporterIdentity,
)
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PARTS, small_office
from tests.harness.people import SignedIn

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 40


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def supervisor(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "supervisor")


def person_id(sessions: Sessions, user: str) -> str:
    with sessions.reading() as session:
        return str(session.scalars(select(Person.id).where(Person.name == PARTS[user].name)).one())


def full_report(sessions: Sessions) -> dict[str, Any]:
    return {
        "narrative": "A colleague showed me two posts about the Harlan trial.",
        "found": {"date": "2026-02-27"},
        "people": [
            {"part": "alleged", "person_id": person_id(sessions, "respondent"), "name": "Trevor Lindqvist"},
            {"part": "witness", "person_id": person_id(sessions, "witness")},
            {"part": "involved", "name": "A friend of his"},
        ],
        "posts": [
            {
                "key": "a",
                "kind": "comment",
                "platform": "news_comments",
                "url": "https://www.news.example/courts/4471?utm_source=x#c-20931",
                "handle": "Courthouse Regular",
                "posted": {"date": "2026-02-26", "time": "08:40", "precision": "about"},
                "text": "Tomorrow will be fun for everyone except the defense table.",
                "still_visible": "no",
            },
            {"key": "b", "kind": "own", "platform": "instagram", "posted": {"date": "2026-02-25"}},
        ],
        "categories": ["nonpublic_facts"],
        "matters": [{"number": "CR-2025-114", "stage": "trial"}],
        "declared": True,
    }


def file_json(who: SignedIn, report: dict[str, Any], **headers: str) -> Any:
    return who.post("/api/reports", json=report, headers=headers)


def test_a_report_is_filed_with_everything_it_says(supervisor: SignedIn, sessions: Sessions) -> None:
    report = full_report(sessions)
    form = {"report": json.dumps(report)}
    answer = supervisor.post("/api/reports", data=form, files={"file.a": ("shot.png", PNG, "image/png")})
    assert answer.status_code == 201, answer.text
    number = answer.json()["number"]
    with sessions.reading() as session:
        incident = session.scalars(select(Incident).where(Incident.number == number)).one()
        assert (incident.source, incident.channel, incident.status.value) == ("supervisor", "api", "submitted")
        assert incident.severity == 3
        posts = session.scalars(select(Post).order_by(Post.ordinal)).all()
        assert [post.posted_precision for post in posts] == ["about", "day"]
        assert posts[0].url_key == "news.example/courts/4471"
        assert posts[0].posted_from_at is not None
        assert posts[0].posted_from_at.isoformat() == "2026-02-26T12:40:00+00:00"
        assert session.scalars(select(PostSubtype.subtype)).all() == ["nonpublic_facts"] * 2
        evidence = session.scalars(select(Evidence)).one()
        assert (evidence.post_id, evidence.media_type, evidence.size) == (posts[0].id, "image/png", len(PNG))
        chain = session.scalars(select(CustodyEvent.kind).order_by(CustodyEvent.at)).all()
        assert chain == ["received", "hashed"]
        assert session.scalars(select(AffectedMatter.review)).all() == ["not_reviewed"]
        assert session.scalars(select(ReporterIdentity)).one().person_id is not None
        employment = session.scalars(select(Employment).where(Employment.id == posts[0].employment_id)).one()
        assert str(employment.person_id) == person_id(sessions, "respondent")
        assert incident.unit_id == employment.unit_id
        parts = sorted(session.scalars(select(IncidentPerson.part)).all())
        assert parts == ["alleged", "involved", "witness"]
        entries = session.scalars(select(LedgerEntry.event).where(LedgerEntry.incident_id == incident.id)).all()
        assert entries == ["report:filed"]


def test_filing_starts_the_clocks_of_the_rule_file(supervisor: SignedIn, sessions: Sessions) -> None:
    assert file_json(supervisor, full_report(sessions)).status_code == 201
    with sessions.reading() as session:
        rules = set(session.scalars(select(Deadline.rule)).all())
    assert rules == {"preserve_evidence", "conflict_check", "acknowledge", "screen"}


def test_respondents_and_involved_are_shut_out_at_once_and_witnesses_are_not(
    supervisor: SignedIn, sessions: Sessions
) -> None:
    report = full_report(sessions)
    report["people"].append({"part": "involved", "person_id": person_id(sessions, "intake")})
    assert file_json(supervisor, report).status_code == 201
    with sessions.reading() as session:
        rows = session.execute(
            select(Person.name, MatterRelation.kind).join(MatterRelation, MatterRelation.person_id == Person.id)
        )
        found = {(name, kind.value) for name, kind in rows}
    assert found == {
        (PARTS["supervisor"].name, "reporter"),
        (PARTS["respondent"].name, "respondent"),
        (PARTS["intake"].name, "involved"),
        (PARTS["witness"].name, "witness"),
        (PARTS["supervisor"].name, "chain_of_command"),
        (PARTS["leader"].name, "chain_of_command"),
    }


def test_the_same_key_never_files_twice(supervisor: SignedIn, sessions: Sessions) -> None:
    report = full_report(sessions)
    first = file_json(supervisor, report, **{"Idempotency-Key": "one"})
    again = file_json(supervisor, report, **{"Idempotency-Key": "one"})
    other = file_json(supervisor, {**report, "narrative": "Another."}, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 1


def test_a_refused_report_names_everything_that_is_missing(supervisor: SignedIn) -> None:
    answer = file_json(supervisor, {"occurred": {"date": "yester"}})
    assert answer.status_code == 409
    assert [item["code"] for item in answer.json()["missing"]] == ["described", "declared", "date"]


@pytest.mark.parametrize("user", ["investigator", "leader", "respondent", "clerk"])
def test_who_may_not_file_is_refused(client: TestClient[Litestar], clock: MovableClock, user: str) -> None:
    who = SignedIn(client, clock, user)
    assert file_json(who, {"narrative": "x", "declared": True}).status_code == 403
    assert who.get("/reports/new").status_code == 403


def test_a_date_before_its_cause_is_marked_and_kept(supervisor: SignedIn, sessions: Sessions) -> None:
    report = {**full_report(sessions), "found": {"date": "2026-02-01"}}
    assert file_json(supervisor, report).status_code == 201
    with sessions.reading() as session:
        assert session.scalars(select(Incident.date_marks)).one() == ["Found before posted."]


# --- the pages ---


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"no hidden field {name} in {page[page.find('<main') :][:3000]}"
    return found.group(1)


def send(who: SignedIn, path: str, page: str, **values: Any) -> Any:
    form = {"_csrf_token": who.csrf, "version": hidden(page, "version"), "tab": hidden(page, "tab"), **values}
    return who.post(path, data=form)


def begin(who: SignedIn) -> str:
    who.get("/reports/new")
    answer = who.post("/reports/drafts", data={"_csrf_token": who.csrf})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[0]


def test_a_report_is_filed_on_the_pages_without_scripts(supervisor: SignedIn, sessions: Sessions) -> None:
    draft = begin(supervisor)
    page = supervisor.get(f"{draft}/what-happened").text
    answer = send(supervisor, f"{draft}/what-happened", page, narrative="I saw a post.", then="next")
    assert answer.headers["location"] == f"{draft}/who"
    page = supervisor.get(f"{draft}/who").text
    key = hidden(page, "key")
    answer = send(supervisor, f"{draft}/who", page, key=key, name="trevor lindqvist", part="alleged", then="next")
    assert answer.headers["location"] == f"{draft}/posts", answer.text
    page = supervisor.get(f"{draft}/posts").text
    form = {
        "_csrf_token": supervisor.csrf, "version": hidden(page, "version"), "tab": hidden(page, "tab"),
        "key": hidden(page, "key"), "url": "https://x.com/a/1", "kind": "own", "then": "next",
        "posted.date": "2026-02-26", "posted.precision": "unknown",
    }  # fmt: skip
    answer = supervisor.post(f"{draft}/posts", data=form, files={"file": ("p.png", PNG, "image/png")})
    assert answer.headers["location"] == f"{draft}/rules", answer.text
    page = supervisor.get(f"{draft}/rules").text
    send(supervisor, f"{draft}/rules", page, categories=["not_sure"], harm="", then="next")
    page = supervisor.get(f"{draft}/review").text
    assert PARTS["respondent"].name in page
    key = hidden(page, "idempotency_key")
    answer = send(supervisor, f"{draft}/review", page, idempotency_key=key, then="submit")
    assert answer.status_code == 409
    answer = send(supervisor, f"{draft}/review", page, idempotency_key=key, declared="true", then="submit")
    assert answer.status_code == 303, answer.text
    receipt = supervisor.get(answer.headers["location"])
    assert receipt.status_code == 200
    assert "RP-26-" in receipt.text
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert session.scalars(select(Evidence.file_name)).all() == ["p.png"]
        kinds = set(session.scalars(select(MatterRelation.kind)).all())
    assert {kind.value for kind in kinds} == {"reporter", "respondent", "chain_of_command"}
