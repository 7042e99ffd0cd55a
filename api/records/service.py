"""The ledger as the records officer reads it: who did what, when, on which matter; no content."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from db.domain.event import EVENTS
from db.models import Case, Incident, LedgerEntry
from db.people import names_of_accounts
from db.visibility import excluded_case_ids, excluded_incident_ids
from db.work import Work

PAGE = 50


@dataclass(frozen=True)
class EntryRow:
    """One ledger entry as listed."""

    id: UUID
    at: datetime
    words: str
    event: str
    actor: str
    matter: str
    changes: int
    commitment: str


def ledger_page(work: Work, *, before: datetime | None, event: str) -> tuple[list[EntryRow], datetime | None]:
    """Entries newest first from `before` on, with the moment to go on from; none of a matter walled from the viewer."""
    statement = (
        select(LedgerEntry, Case.number, Incident.number)
        .outerjoin(Case, Case.id == LedgerEntry.case_id)
        .outerjoin(Incident, Incident.id == LedgerEntry.incident_id)
        .where(
            or_(LedgerEntry.case_id.is_(None), LedgerEntry.case_id.not_in(excluded_case_ids(work.viewer, work.now))),
            or_(
                LedgerEntry.incident_id.is_(None),
                LedgerEntry.incident_id.not_in(excluded_incident_ids(work.viewer, work.now)),
            ),
        )
    )
    if before is not None:
        statement = statement.where(LedgerEntry.at < before)
    if event:
        statement = statement.where(and_(LedgerEntry.event == event))
    found = work.session.execute(statement.order_by(LedgerEntry.at.desc(), LedgerEntry.id).limit(PAGE + 1)).all()
    actors = _actors(work, {row[0].actor for row in found})
    rows = [
        EntryRow(
            entry.id,
            entry.at,
            EVENTS[entry.event].words if entry.event in EVENTS else entry.event,
            entry.event,
            actors.get(entry.actor, entry.actor) or "Destroyed with the matter",
            case_number or incident_number or "",
            entry.changes,
            entry.commitment,
        )
        for entry, case_number, incident_number in found[:PAGE]
    ]
    return rows, rows[-1].at if len(found) > PAGE else None


def _actors(work: Work, codes: set[str]) -> dict[str, str]:
    ids = {code: UUID(code.removeprefix("account:")) for code in codes if code.startswith("account:")}
    names = names_of_accounts(work, ids.values())
    named = {code: names.get(key, code) for code, key in ids.items()}
    system = {code: f"System ({code.removeprefix('system:')})" for code in codes if code.startswith("system:")}
    return {**named, **system}


def event_choices() -> list[tuple[str, str]]:
    """Every event, by its words, for the filter."""
    return sorted(((name, event.words) for name, event in EVENTS.items()), key=lambda row: row[1])
