"""Walls hold while people act: a report is filed, checked, screened and opened beside the secret matters, alike."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Incident, IncidentPerson
from tests.faults.crawl import UNKNOWN_CASE, UNKNOWN_REPORT, plain, said
from tests.faults.pair import ROLES, Pair, pair_of
from tests.faults.secret_matters import SECRET_WORD
from tests.faults.worlds import SHUT_OUT, exclude
from tests.harness.casework import PNG
from tests.harness.databases import Kind

POST = {"key": "a", "kind": "own", "platform": "facebook", "url": "https://facebook.example/p/1", "handle": "trialtalk",
        "posted": {"date": "2026-02-10"}, "text": "Seen again"}  # fmt: skip

LOOKED_AT = ("inbox:read", "case:list", "report:read", "report:follow", "conflict:read", "figure:read")
"""Permissions of the pages that show new matters: compared once the report was opened."""


@pytest.fixture
def pair(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both worlds, with everybody walled from the secret matters."""
    with pair_of(kind, tmp_path_factory.mktemp("files")) as made:
        exclude(made.has, made.secret, dict.fromkeys(SHUT_OUT, "walled"))
        yield made


def alike(pair: Pair, user: str, path: str, **options: Any) -> tuple[int, str]:
    """Act in both worlds; status and text of the one answer that both give."""
    found = [said(one) for one in pair.answers(user, "POST", path, **options)]
    assert found[0] == found[1], path
    pair.compared += 1
    return found[0][0], found[0][2]


def acted(pair: Pair, user: str, number: str, path: str, **body: Any) -> tuple[int, str]:
    """An act on a report in both worlds, with its version."""
    with pair.has_not.sessions.reading() as session:
        version = session.scalar(select(Incident.version).where(Incident.number == number))
    return alike(pair, user, f"/api/reports/{number}/{path}", json=body, headers={"If-Match": str(version)})


def filed(pair: Pair) -> str:
    """A report on the very post and people of the secret ones, with the very file; its number."""
    report = {
        "narrative": "A colleague showed me a post.", "posts": [POST], "categories": ["nonpublic_facts"],
        "people": [{"part": "alleged", "person_id": person(pair, "respondent")}], "declared": True,
        "found": {"date": pair.has.clock.now().date().isoformat()},
    }  # fmt: skip
    files = {"file": ("post.png", PNG + SECRET_WORD.encode(), "image/png")}
    status, text = alike(pair, "supervisor_two", "/api/reports", data={"report": json.dumps(report)}, files=files)
    assert status == 201, text
    number: str = json.loads(text)["number"]
    return number


def person(pair: Pair, user: str) -> str:
    """Somebody's key, the same in both worlds."""
    with pair.has_not.sessions.reading() as session:
        return str(pair.has_not.matters.person(session, user))


def respondent_of(pair: Pair, number: str) -> str:
    """The key of a report's one respondent."""
    with pair.has_not.sessions.reading() as session:
        rows = select(IncidentPerson.id).join(Incident, Incident.id == IncidentPerson.incident_id)
        return str(session.scalars(rows.where(Incident.number == number)).one())


def test_a_report_like_a_secret_one_is_filed_screened_and_opened_as_if_there_were_none(pair: Pair) -> None:
    number = filed(pair)
    who, secret = respondent_of(pair, number), next(iter(pair.secret.reports.values()))
    checked = acted(pair, "conflict_officer", number, "conflict-checks", conflicted=[], reason="", all_checked=True)
    assert checked[0] == 201
    screening = {"respondent": who, "reasons": "Looked into."}
    for hidden, unknown, more in (
        (secret, UNKNOWN_REPORT, {"outcome": "dismissed", "ground": "duplicate"}),
        (next(iter(pair.secret.cases.values())), UNKNOWN_CASE, {"outcome": "joined"}),
    ):
        field = "duplicate_of" if more["outcome"] == "dismissed" else "case"
        told = [
            acted(pair, "intake", number, "screenings", **screening, **more, **{field: one})
            for one in (hidden, unknown)
        ]
        assert told[0] == told[1]
        assert told[0][0] == (422 if field == "duplicate_of" else 404)
    opened = acted(pair, "intake", number, "screenings", **screening, outcome="opened", tracks=["licence", "employer"])
    assert opened[0] == 201, opened[1]
    case = {"respondent": who, "tracks": ["licence", "employer"], "summary": "Seen again"}
    made = acted(pair, "intake", number, "cases", **case, assignee=person(pair, "investigator"))
    assert made[0] == 201, made[1]
    again = acted(pair, "intake", number, "cases", **case, assignee=person(pair, "investigator"))
    assert again[0] == 409
    for user in ROLES:
        questions = [one for one in plain(pair.has_not) if one.route.is_open_to(user) and "?" not in one.path]
        assert pair.ask(user, [one for one in questions if one.route.permission in LOOKED_AT]) == []

    entries = [one.json() for one in pair.answers("records", "GET", "/api/ledger")]
    for row in (*entries[0], *entries[1]):  # salted: the rows of one act may be written, and salted, in another order
        assert len(row.pop("commitment")) == 64
    assert entries[0] == entries[1]


def test_a_file_sent_to_a_secret_matter_meets_the_same_nothing(pair: Pair) -> None:
    case, report = next(iter(pair.secret.cases.values())), next(iter(pair.secret.reports.values()))
    how = {"kind": "screenshot", "description": "The post", "captured_by": "Somebody"}
    for user, path in (
        ("clerk", f"/api/cases/{case}/evidence"),
        ("investigator", f"/api/cases/{case}/evidence"),
        ("investigator", f"/cases/{case}/acts/add-evidence"),
        ("intake", f"/reports/{report}/evidence/new"),
    ):
        told = alike(pair, user, path, data=how, files={"file": ("post.png", PNG, "image/png")})
        assert told[0] == 404, path
        assert alike(pair, user, path, data=how, files={"file": ("virus.exe", b"MZ", "image/png")}) == told
