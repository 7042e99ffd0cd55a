"""A walked case as the database has it: its stage, its version, its entries of the ledger."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from db.models import Case, CaseStage, Decision, Incident, LedgerEntry
from tests.harness.deciding import Deciding
from tests.harness.matters import Placed

NOBODYS = str(uuid4())
"""A key of no row."""
Body = dict[str, Any]
Sent = tuple[str, str, Body]
"""Who sends an act, where (below the case, or below the report with a leading "/"), and what."""


@dataclass(frozen=True)
class State:
    """What the database holds of a case or report."""

    stage: str
    version: int
    entries: int
    running: tuple[str, ...]  # intervals of stages that have not ended
    finals: int  # decisions in force


@dataclass
class Rows:
    """One case, or the report that it comes from, and its rows."""

    office: Deciding
    track: str
    placed: Placed | None = None
    report: str = ""
    version: int = 0  # as the rows were last looked at

    def _rows(self, query: Any, model: Any) -> str:
        """The first key of a query within the case; a key of nothing where there is none."""
        if self.placed is None:
            return NOBODYS
        with self.office.matters.sessions.reading() as session:
            return str(session.scalars(query.where(model.case_id == self.placed.id)).first() or NOBODYS)

    def _report_version(self) -> int:
        with self.office.matters.sessions.reading() as session:
            return session.scalars(select(Incident.version).where(Incident.number == self.report)).one()

    def state(self) -> State:
        """What the database has now."""
        found = self._state()
        self.version = found.version
        return found

    def _state(self) -> State:
        with self.office.matters.sessions.reading() as session:
            if self.placed is None:
                report = session.scalars(select(Incident).where(Incident.number == self.report)).one()
                own = LedgerEntry.incident_id == report.id
                entries = session.scalar(select(func.count()).select_from(LedgerEntry).where(own)) or 0
                return State(report.status, report.version, entries, (), 0)
            case = session.get_one(Case, self.placed.id)
            own = LedgerEntry.case_id == case.id
            entries = session.scalar(select(func.count()).select_from(LedgerEntry).where(own)) or 0
            open_ = (CaseStage.case_id == case.id, CaseStage.ended_at.is_(None))
            running = tuple(str(one.value) for one in session.scalars(select(CaseStage.stage).where(*open_)))
            final = (Decision.case_id == case.id, Decision.is_current_final)
            finals = session.scalar(select(func.count()).select_from(Decision).where(*final)) or 0
            return State(str(case.stage.value), case.version, entries, running, finals)
