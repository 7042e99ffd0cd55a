"""Drives the real verbs, over HTTP and as the right person each time, to bring a case of the small office to a stage.

    office = Casework(client, clock, Matters(sessions, clock))
    case = office.opened(Track.LICENCE)            # in investigation, everybody assigned; placed by rows
    case = office.through_intake(Track.LICENCE)    # the same by filing, screening and opening
    office.notified(case); office.answered(case); office.reported(case)
    office.submitted(case)                         # in cause review

`act` posts JSON with key and version and returns the answer's body; `missing` returns the literal texts of a refusal.
A stage of yours: add a method that ends where the next begins. Refuse nothing here: tests do that between the methods.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import Stage, Track
from db.models import Case, CaseIncident, Incident, Letter, Post
from tests.harness.clock import MovableClock
from tests.harness.filing import Filing
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS
from tests.harness.people import SignedIn

ASSIGNED = {
    "investigator": "investigator",
    "cause_reviewer": "cause_reviewer",
    "counsel": "presenting_counsel",
    "intake": "screener",
}
"""User -> relation to every case that `opened` makes. The clerk and the chair need none."""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


@dataclass
class Casework:
    """One office, its people signed in as needed, one clock."""

    client: TestClient[Litestar]
    clock: MovableClock
    matters: Matters
    _people: dict[str, SignedIn] = field(default_factory=dict)

    # --- people and requests ---

    def as_(self, user: str) -> SignedIn:
        """Somebody of the small office, signed in."""
        if user not in self._people:
            self._people[user] = SignedIn(self.client, self.clock, user)
        return self._people[user]

    def row(self, number: str) -> Case:
        """The case as the database has it now (detached)."""
        with self.matters.sessions.reading() as session:
            return session.scalars(select(Case).where(Case.number == number)).one()

    def stage(self, case: Placed) -> Stage:
        """Where the case stands."""
        return self.row(case.number).stage

    def send(self, user: str, case: Placed, path: str, body: dict[str, Any], *, root: str = "cases") -> Response:
        """Post an act as JSON, with the case's present version."""
        version = str(self.row(case.number).version)
        return self.as_(user).post(f"/api/{root}/{case.number}/{path}", json=body, headers={"If-Match": version})

    def act(self, user: str, case: Placed, path: str, root: str = "cases", **body: Any) -> dict[str, Any]:
        """Do an act that must succeed; the answer's body."""
        answer = self.send(user, case, path, body, root=root)
        assert answer.status_code == 201, f"{path} by {user}: {answer.status_code} {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    def missing(self, user: str, case: Placed, path: str, root: str = "cases", **body: Any) -> list[str]:
        """Try an act that the rules must refuse; every text that is missing, in order."""
        answer = self.send(user, case, path, body, root=root)
        assert answer.status_code == 409, f"{path} by {user}: {answer.status_code} {answer.text}"
        return [item["text"] for item in answer.json()["missing"]]

    def now(self) -> str:
        """The clock's moment, as a body carries it."""
        return self.clock.now().isoformat()

    # --- stages ---

    def opened(self, track: Track = Track.LICENCE, respondent: str = "respondent", **more: Any) -> Placed:
        """A case in investigation with everybody assigned, one post and one report behind it."""
        related = {**ASSIGNED, "supervisor": "reporter", **more.pop("related", {})}
        placed = self.matters.case(respondent, track=track, related=related, **more)
        self.add_post(placed)
        return placed

    def through_intake(self, track: Track = Track.LICENCE, respondent: str = "respondent") -> Placed:
        """The same by the verbs of intake: filed, conflicts checked, screened, opened, everybody assigned."""
        filing = Filing(self.client, self.clock, self.matters.sessions, self._people)
        report = filing.filed(filing.named(respondent))
        filing.checked(report)
        who = filing.respondent(report, respondent)
        tracks = [track.value]
        filing.done("intake", report, "screenings", respondent=who, outcome="opened", tracks=tracks, reasons="Serious.")
        opened = {"tracks": tracks, "assignee": filing.person("investigator"), "summary": "A comment during a trial"}
        filing.done("intake", report, "cases", respondent=who, **opened)
        case = self._opened_from(report, respondent)
        parts = {"cause_reviewer": "cause_reviewer", "presenting_counsel": "counsel"}
        for kind, user in parts.items():
            self.act("intake", case, "assignments", kind=kind, person_id=filing.person(user))
        return case

    def _opened_from(self, report: str, respondent: str) -> Placed:
        with self.matters.sessions.reading() as session:
            case, incident = session.execute(
                select(Case, Incident)
                .join(CaseIncident, CaseIncident.case_id == Case.id)
                .join(Incident, Incident.id == CaseIncident.incident_id)
                .where(Incident.number == report)
            ).one()
            return Placed(case.id, case.number, incident.id, incident.number, PARTS[respondent].name)

    def add_post(self, case: Placed, text: str = "That witness lies for a living.") -> UUID:
        """A post on the report behind a case."""
        with self.matters.work("intake") as work:
            work.begin("post:added", case=work.session.get_one(Case, case.id))
            at = self.clock.now() - timedelta(days=20)
            count = len(work.session.scalars(select(Post).where(Post.incident_id == case.incident_id)).all())
            post = Post(
                incident_id=case.incident_id, ordinal=count + 1, kind="own", platform="facebook",
                url="https://facebook.example/p/1", handle="trialtalk", account_kind="pseudonymous",
                visibility="anyone", text=text, posted_from_at=at, posted_until_at=at, posted_precision="exact",
                posted_zone="America/New_York", still_visible="yes",
            )  # fmt: skip
            work.session.add(post)
            work.session.flush()
            return post.id

    def upload(self, user: str, case: Placed, content: bytes = PNG, **fields: str) -> Response:
        """Send a file with how it was captured."""
        data = {"kind": "screenshot", "description": "The post", "captured_by": "Imani Brathwaite", **fields}
        return self.as_(user).post(
            f"/api/cases/{case.number}/evidence", data=data, files={"file": ("post.png", content, "image/png")}
        )

    def alleged(self, case: Placed, **more: Any) -> str:
        """An allegation on the first post; its id."""
        with self.matters.sessions.reading() as session:
            post = session.scalars(select(Post.id).where(Post.incident_id == case.incident_id)).first()
        body = {
            "text": "Posted about a witness during a trial.",
            "subtypes": ["nonpublic_facts"],
            "post_ids": [str(post)],
            **more,
        }
        return str(self.act("investigator", case, "allegations", **body)["id"])

    def drafted_notice(self, case: Placed) -> str:
        """The notice of allegations, with substance; the letter's id."""
        body = {"alleged": "Posted about a witness.", "when": "Feb 10, 2026", "rules": "Rule 3.6"}
        return str(self.act("investigator", case, "notices", **body)["id"])

    def serve(self, case: Placed, letter_id: str, **more: Any) -> dict[str, Any]:
        """Serve a paper in person, now."""
        body = {
            "letter_id": letter_id,
            "on": "respondent",
            "method": "in_person",
            "address": "Front office",
            "attempted_at": self.now(),
            "outcome": "served",
            "proof": "Signed receipt",
            **more,
        }
        return self.act("clerk", case, "services", **body)

    def latest_letter(self, case: Placed, kind: str) -> str:
        """The id of the newest paper of a kind."""
        with self.matters.sessions.reading() as session:
            query = select(Letter.id).where(Letter.case_id == case.id, Letter.kind == kind).order_by(Letter.at.desc())
            return str(session.scalars(query).first())

    def notified(self, case: Placed) -> str:
        """An allegation, and its notice served; the letter's id."""
        self.alleged(case)
        letter_id = self.drafted_notice(case)
        self.clock.advance(minutes=1)
        self.serve(case, letter_id)
        return letter_id

    def answered(self, case: Placed, kind: str = "allegations", text: str = "I did not write it.") -> None:
        """The respondent's answer, received by the clerk a day later."""
        self.clock.advance(days=1)
        self.act("clerk", case, "responses", kind=kind, text=text, received_at=self.now(), via="clerk")

    def reported(self, case: Placed, finding: str = "sustained") -> None:
        """A report on every allegation."""
        for allegation in self.as_("investigator").get(f"/api/cases/{case.number}/allegations").json():
            self.act(
                "investigator", case, "allegation-reports", allegation_id=allegation["id"],
                evidence_for="Capture and account data.", evidence_against="No earlier complaint.",
                proposed_finding=finding,
            )  # fmt: skip

    def submitted(self, case: Placed) -> None:
        """The move to cause review."""
        self.act("investigator", case, "moves/submit-for-review")

    def in_cause_review(self, track: Track = Track.LICENCE, respondent: str = "respondent") -> Placed:
        """A case in cause review: notified, answered, reported, submitted."""
        case = self.opened(track, respondent)
        self.notified(case)
        self.answered(case)
        self.reported(case)
        self.submitted(case)
        return case
