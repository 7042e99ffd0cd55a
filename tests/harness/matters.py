"""Reports and cases placed in the small office by rows: for tests of lists, search and walls, which need matters at
hand and no verb. Tests of verbs and moves drive the verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.clock import Clock
from db.domain.number import new_case_number, new_report_number
from db.domain.reference import load_reference
from db.domain.stage import Stage, Track
from db.identity import new_id, randomness
from db.ledger import LedgerSession
from db.models import (
    Account,
    Case,
    CaseIncident,
    CaseStage,
    Employment,
    Incident,
    IncidentPerson,
    MatterRelation,
    Office,
    Person,
)
from db.session import Sessions
from db.visibility import Viewer
from db.work import OfficeFacts, Work
from tests.harness.office import PARTS


@dataclass(frozen=True)
class Placed:
    """A case and the report it came from."""

    id: UUID
    number: str
    incident_id: UUID
    report: str
    respondent: str


@dataclass
class Matters:
    """Places matters; each call is one act of a system actor."""

    sessions: Sessions
    clock: Clock

    @contextmanager
    def work(self, user: str = "intake", name: str = "") -> Iterator[Work]:
        """A write unit of a person of the small office."""
        from zoneinfo import ZoneInfo

        with self.sessions.writing() as session:
            account, person = session.execute(
                select(Account, Person).join(Person, Person.id == Account.person_id).where(Account.username == user)
            ).one()
            office = session.scalars(select(Office)).one()
            viewer = Viewer(account.id, person.id, person.name, frozenset(PARTS[user].roles))
            facts = OfficeFacts(office.name, ZoneInfo(office.zone), office.holidays, False, office.help_contact)
            work = Work(session, viewer, self.clock.now(), facts, load_reference())
            if name:
                work.begin(name)
            yield work

    def person(self, session: LedgerSession, user: str) -> UUID:
        """The id of somebody of the small office."""
        found: UUID = session.scalars(select(Person.id).where(Person.name == PARTS[user].name)).one()
        return found

    def case(
        self,
        respondent: str = "respondent",
        *,
        track: Track = Track.LICENCE,
        stage: Stage = Stage.INVESTIGATION,
        summary: str = "A comment during a trial",
        narrative: str = "The post called a witness a liar.",
        related: dict[str, str] | None = None,
        days_ago: int = 10,
        severity: int = 2,
    ) -> Placed:
        """A case at a stage, with its report. `related`: user -> relation to the case (and to the report)."""
        with self.work() as work:
            session, at = work.session, self.clock.now() - timedelta(days=days_ago)
            source = randomness()
            incident = _incident(new_report_number(at.year, source), summary, narrative, at)
            person_id = self.person(session, respondent)
            employment_id = session.scalar(select(Employment.id).where(Employment.person_id == person_id))
            case = Case(
                id=new_id(), number=new_case_number(at.year, source), track=track, stage=stage, stage_since_at=at,
                round=1, respondent_id=person_id, employment_id=employment_id, severity=severity, summary=summary,
                opened_at=at, opened_by_id=work.viewer.account_id, assignee_id=None, changed_at=at, closure_reasons="",
            )  # fmt: skip
            work.record("case:opened", case=case)
            session.add_all([incident, case])
            session.flush()
            session.add_all(
                [
                    CaseIncident(case_id=case.id, incident_id=incident.id, at=at),
                    CaseStage(case_id=case.id, stage=stage, started_at=at, move="open"),
                    IncidentPerson(incident_id=incident.id, part="alleged", person_id=person_id, name="", details=""),
                ]
            )
            for user, kind in {respondent: "respondent", **(related or {})}.items():
                self.relation(session, self.person(session, user), kind, case, incident)
                if kind == "investigator":
                    case.assignee_id = self.person(session, user)
        return Placed(case.id, case.number, incident.id, incident.number, PARTS[respondent].name)

    def relation(
        self, session: LedgerSession, person_id: UUID, kind: str, case: Case, incident: Incident | None = None
    ) -> None:
        """Put somebody in a relation to a case and to its report, from its opening on."""
        for matter in ({"case_id": case.id}, {"incident_id": incident.id} if incident else None):
            if matter:
                session.add(
                    MatterRelation(
                        person_id=person_id, kind=kind, from_at=case.opened_at, reason=f"Test: {kind}", source="assign",
                        **matter,
                    )
                )  # fmt: skip

    def wall(self, placed: Placed, user: str, kind: str = "walled") -> None:
        """Wall somebody off from a placed case and its report."""
        with self.work("conflict_officer", "conflict:ruled") as work:
            case, incident = work.session.get_one(Case, placed.id), work.session.get_one(Incident, placed.incident_id)
            self.relation(work.session, self.person(work.session, user), kind, case, incident)


def _incident(number: str, summary: str, narrative: str, at: object) -> Incident:
    return Incident(
        id=new_id(), number=number, origin="own", status="screened", source="supervisor", channel="page",
        entered_at=at, received_at=at, reported_precision="day", found_precision="day", occurred_precision="day",
        occurred_from_at=at, occurred_until_at=at, dates_zone="America/New_York", date_marks=[], summary=summary,
        narrative=narrative, harm="", urgent=False, urgent_reason="", screened_at=at,
    )  # fmt: skip
