"""Reports as people file and screen them: one report a test, driven over HTTP by the right person each time."""

import json
from dataclasses import dataclass, field
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.models import Incident, IncidentPerson, Person
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.office import PARTS
from tests.harness.people import SignedIn

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 40


@dataclass
class Filing:
    """The small office around one report after another."""

    client: TestClient[Litestar]
    clock: MovableClock
    sessions: Sessions
    _people: dict[str, SignedIn] = field(default_factory=dict)

    def as_(self, user: str) -> SignedIn:
        """Somebody of the small office, signed in."""
        return self._people.setdefault(user, SignedIn(self.client, self.clock, user))

    def person(self, user: str) -> str:
        """The id of somebody's person."""
        with self.sessions.reading() as session:
            return str(session.scalars(select(Person.id).where(Person.name == PARTS[user].name)).one())

    def named(self, user: str, part: str = "alleged") -> dict[str, str]:
        """Somebody of the roster, as a report names them."""
        return {"part": part, "person_id": self.person(user), "name": PARTS[user].name}

    def report(self, *people: dict[str, str], **more: Any) -> dict[str, Any]:
        """A report with one post; `more` replaces or adds."""
        post = {
            "key": "a",
            "kind": "comment",
            "platform": "news_comments",
            "url": "https://news.example/courts/4471#c-20931",
            "handle": "Courthouse Regular",
            "posted": {"date": "2026-02-26", "time": "08:40", "precision": "about"},
            "text": "Tomorrow will be fun.",
        }
        given = {"narrative": "I was shown a comment.", "people": list(people), "posts": [post], "declared": True}
        return {**given, "categories": ["nonpublic_facts"], **more}

    def filed(self, *people: dict[str, str], by: str = "supervisor", file: bytes = PNG, **more: Any) -> str:
        """File a report with a screenshot; returns its number."""
        form = {"report": json.dumps(self.report(*people, **more))}
        files = {"file": ("shot.png", file, "image/png")} if file else {"none": ("", b"")}
        answer = self.as_(by).post("/api/reports", data=form, files=files)
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["number"]
        return number

    def act(self, user: str, number: str, path: str, **data: Any) -> Response:
        """An act on a report, with its version and a fresh key."""
        with self.sessions.reading() as session:
            version = session.scalar(select(Incident.version).where(Incident.number == number))
        return self.as_(user).post(f"/api/reports/{number}/{path}", json=data, headers={"If-Match": f'"{version}"'})

    def done(self, user: str, number: str, path: str, **data: Any) -> dict[str, Any]:
        """An act that must succeed."""
        answer = self.act(user, number, path, **data)
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def missing(self, user: str, number: str, path: str, **data: Any) -> list[str]:
        """The literal texts of a refusal."""
        answer = self.act(user, number, path, **data)
        assert answer.status_code == 409, answer.text
        return [item["text"] for item in answer.json()["missing"]]

    def respondents(self, number: str) -> list[str]:
        """The report's respondents as its forms name them, in their order."""
        with self.sessions.reading() as session:
            rows = session.scalars(
                select(IncidentPerson.id)
                .join(Incident, Incident.id == IncidentPerson.incident_id)
                .where(Incident.number == number, IncidentPerson.part == "alleged")
                .order_by(IncidentPerson.id)
            )
            return [str(row) for row in rows]

    def respondent(self, number: str, user: str) -> str:
        """One of the report's respondents, by who they are."""
        with self.sessions.reading() as session:
            row = session.scalars(
                select(IncidentPerson.id)
                .join(Incident, Incident.id == IncidentPerson.incident_id)
                .join(Person, Person.id == IncidentPerson.person_id)
                .where(Incident.number == number, Person.name == PARTS[user].name)
            ).one()
            return str(row)

    def checked(self, number: str, *conflicted: str) -> None:
        """Conflicts checked by the conflict officer."""
        reason = "A stake in it" if conflicted else ""
        people = [self.person(user) for user in conflicted]
        self.done("conflict_officer", number, "conflict-checks", conflicted=people, reason=reason, all_checked=True)

    def opened(self, number: str, respondent: str, *tracks: str, assignee: str = "investigator") -> list[str]:
        """Screen one respondent to "open a case" and open it; returns the numbers of their cases."""
        wanted = list(tracks or ("employer",))
        outcome = {"respondent": respondent, "outcome": "opened", "tracks": wanted, "reasons": "Serious."}
        self.done("intake", number, "screenings", **outcome)
        case = {"respondent": respondent, "tracks": wanted, "assignee": self.person(assignee), "summary": "A comment"}
        self.done("intake", number, "cases", **case)
        rows = self.as_(assignee).get("/api/cases").json()["items"]
        return sorted(row["number"] for row in rows)
