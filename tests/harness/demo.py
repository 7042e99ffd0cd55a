"""The demonstration office in a database, made once per run and kind by `fill`; as of a day well after its clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import models
from db.demo import write_demo
from db.demo.world import read_words
from db.models import Case, Incident
from db.session import make_sessions
from tests.harness.databases import Database

AS_OF = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SEED = 1


def demo_office(database: Database) -> None:
    """Fill a database with the demonstration office; override the fixture `fill` with this to start from it."""
    sessions = make_sessions(database.url).as_system("tests")
    write_demo(sessions, seed=SEED, as_of=AS_OF)
    sessions.close()


@dataclass
class Told:
    """Reads one pattern's rows."""

    session: Session

    def report(self, name: str) -> Incident:
        """The report of a pattern."""
        summary = read_words("patterns")[name]["summary"]
        return self.session.scalars(select(Incident).where(Incident.summary == summary)).one()

    def cases(self, name: str) -> list[Case]:
        """Its cases, by track and time."""
        of_report = select(models.CaseIncident.case_id).where(models.CaseIncident.incident_id == self.report(name).id)
        return list(
            self.session.scalars(select(Case).where(Case.id.in_(of_report)).order_by(Case.track, Case.opened_at))
        )

    def case(self, name: str, track: str) -> Case:
        """Its only case on a track."""
        (found,) = [one for one in self.cases(name) if one.track == track]
        return found

    def rows(self, model: Any, case: Case) -> list[Any]:
        """A case's rows of one table."""
        return list(self.session.scalars(select(model).where(model.case_id == case.id)))

    def standing(self, case: Case) -> list[str]:
        """The kinds of sanction that stand."""
        rows = self.rows(models.Sanction, case)
        return [one.kind for one in rows if one.status not in ("superseded", "vacated")]

    def matters(self, name: str) -> list[str]:
        """What the reviews of its court matters came to."""
        of_report = models.AffectedMatter.incident_id == self.report(name).id
        return sorted(self.session.scalars(select(models.AffectedMatter.review).where(of_report)))

    def posts(self, name: str) -> list[models.Post]:
        """Its posts."""
        of_report = models.Post.incident_id == self.report(name).id
        return list(self.session.scalars(select(models.Post).where(of_report).order_by(models.Post.ordinal)))

    def findings(self, case: Case, instance: str) -> list[str]:
        """What an instance found, charge by charge."""
        rows = self.session.execute(
            select(models.Finding.value)
            .join(models.Decision, models.Decision.id == models.Finding.decision_id)
            .join(models.ChargeVersion, models.ChargeVersion.id == models.Finding.charge_version_id)
            .join(models.Charge, models.Charge.id == models.ChargeVersion.charge_id)
            .where(models.Decision.case_id == case.id, models.Decision.instance == instance)
            .order_by(models.Charge.ordinal)
        )
        return [row.value for row in rows]
