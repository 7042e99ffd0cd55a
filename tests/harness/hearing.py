"""Drives a case from cause review through charges, seats and hearing, by the real verbs over HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from db.domain.instance import Instance
from db.domain.reference import load_reference
from db.domain.stage import Track
from db.models import (
    Account,
    Case,
    CaseIncident,
    Charge,
    ChargeVersion,
    Hearing,
    Incident,
    LedgerEntry,
    Person,
    Question,
)
from tests.harness.board import PANEL
from tests.harness.casework import Casework
from tests.harness.matters import Placed

REASONS = "The posts were read by at least one prospective juror."


@dataclass
class ToDeliberation(Casework):
    """Casework that goes on from cause review until those who decide deliberate."""

    _ids: dict[str, str] = field(default_factory=dict)

    # --- looking up ---

    def resumed(self) -> Placed:
        """The one case of a driven fill; the clock goes on where the fill stopped."""
        with self.matters.sessions.reading() as session:
            last = session.scalar(select(func.max(LedgerEntry.at)))
            case, incident = session.execute(
                select(Case, Incident)
                .join(CaseIncident, CaseIncident.case_id == Case.id)
                .join(Incident, Incident.id == CaseIncident.incident_id)
            ).one()
            respondent = session.get_one(Person, case.respondent_id).name
            assert last is not None
            self.clock.move_to(last)
            self.clock.advance(minutes=1)
            return Placed(case.id, case.number, incident.id, incident.number, respondent)

    def person_id(self, user: str) -> str:
        """The id of a person by user name."""
        if user not in self._ids:
            with self.matters.sessions.reading() as session:
                query = select(Person.id).join(Account, Account.person_id == Person.id).where(Account.username == user)
                self._ids[user] = str(session.scalars(query).one())
        return self._ids[user]

    def instance(self, case: Placed, code: str) -> Instance:
        """An instance of the case's track."""
        return load_reference().procedure(self.row(case.number).track).instance(code)

    def versions(self, case: Placed) -> list[str]:
        """The ids of the latest version of each charge that stands."""
        with self.matters.sessions.reading() as session:
            rows = session.execute(
                select(ChargeVersion.id, Charge.id)
                .join(Charge, Charge.id == ChargeVersion.charge_id)
                .where(Charge.case_id == case.id, Charge.withdrawn_at.is_(None))
                .order_by(Charge.ordinal, ChargeVersion.version)
            ).all()
        return [str(version) for version in {charge: version for version, charge in rows}.values()]

    def allegations(self, case: Placed) -> list[str]:
        """The ids of the allegations."""
        rows = self.as_("clerk").get(f"/api/cases/{case.number}/allegations").json()
        return [row["id"] for row in rows]

    def open_questions(self, case: Placed) -> list[str]:
        """The ids of the questions without a result, in their order."""
        with self.matters.sessions.reading() as session:
            query = select(Question.id).where(Question.case_id == case.id, Question.closed_at.is_(None))
            return [str(one) for one in session.scalars(query.order_by(Question.ordinal))]

    def track(self, case: Placed) -> Track:
        """The case's track."""
        return Track(self.row(case.number).track)

    # --- from cause review to charged ---

    def cause_found(self, case: Placed) -> None:
        """Cause on every allegation."""
        for allegation in self.allegations(case):
            self.act(
                "cause_reviewer", case, "cause-rulings", allegation_id=allegation, cause="found",
                rule="Rule 3.6(a)", facts="Two posts during jury selection.",
            )  # fmt: skip

    def drafted(self, case: Placed, title: str = "Commented on a trial while it was under way", **more: Any) -> str:
        """A charge (or ground of a proposed action) on every allegation; the id of its version."""
        employer = self.track(case) is Track.EMPLOYER
        body = {
            "title": title,
            "rule_source": "Rule 3.6",
            "rule_paragraph": "(a)",
            "facts": "Two posts during jury selection.",
            "allegation_ids": self.allegations(case),
            **({"action": "Termination."} if employer else {}),
            **more,
        }
        path = "proposed-actions" if employer else "charges"
        return str(self.act("cause_reviewer", case, path, **body)["id"])

    def charged(self, case: Placed, *titles: str) -> None:
        """Cause found, charges drafted, the case charged."""
        self.cause_found(case)
        for title in titles or ("Commented on a trial while it was under way",):
            self.drafted(case, title)
        self.act("cause_reviewer", case, "charged")

    def paper(self, case: Placed) -> str:
        """The kind of the paper that carries the charges."""
        return "proposed_action" if self.track(case) is Track.EMPLOYER else "charges"

    def served_charges(self, case: Placed) -> None:
        """The charges served a minute later."""
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, self.paper(case)))

    def answered_charges(self, case: Placed) -> None:
        """The answer, a day later."""
        self.answered(case, self.paper(case), "I deny it.")

    # --- deciders ---

    def declared(self, case: Placed, users: Iterable[str]) -> None:
        """Each declares that there is no conflict."""
        for user in users:
            self.act(user, case, "conflict-declarations", conflict="no")

    def composed(self, case: Placed, users: Iterable[str], instance: str | None = None) -> None:
        """Name the members of the next instance."""
        body: dict[str, Any] = {"members": [self.person_id(user) for user in users]}
        if instance:
            body["instance"] = instance
        self.act("chair", case, "panels", **body)

    def seated(self, case: Placed) -> None:
        """Those who decide first are named and have declared."""
        if self.track(case) is Track.EMPLOYER:
            self.act("intake", case, "officials", person_id=self.person_id("deciding_official"))
            self.declared(case, ["deciding_official"])
        else:
            self.composed(case, PANEL)
            self.declared(case, PANEL)

    # --- hearing ---

    def disclosed(self, case: Placed) -> None:
        """Evidence disclosed and explained, witnesses named."""
        self.act("counsel", case, "disclosures", explanation="What the captures show.", witnesses="None")

    def scheduled(self, case: Placed, days: int = 60) -> None:
        """The hearing set and its notice served."""
        kind = "pre_decision_meeting" if self.track(case) is Track.EMPLOYER else "hearing"
        when = (self.clock.now() + timedelta(days=days)).isoformat()
        self.act("clerk", case, "hearings", kind=kind, scheduled_at=when, place="Room 4")
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "hearing_notice"))

    def in_hearing(self, case: Placed) -> None:
        """Everything before the hearing done, its notice time run, the case moved."""
        self.disclosed(case)
        self.scheduled(case)
        self.clock.advance(days=60)
        self.act("clerk", case, "hearing-moves")

    def held(self, case: Placed) -> None:
        """The hearing held, its record and one exhibit filed."""
        with self.matters.sessions.reading() as session:
            hearing = session.scalars(select(Hearing.id).where(Hearing.case_id == case.id)).first()
        self.act("clerk", case, "exhibits", description="Capture of the posts", side="office")
        self.act("clerk", case, "hearings-held", hearing_id=str(hearing), held_at=self.now(), record="Transcript.")

    def heard(self, case: Placed) -> None:
        """From seated to deliberation."""
        self.in_hearing(case)
        self.held(case)
        self.act("clerk", case, "deliberation-moves")
