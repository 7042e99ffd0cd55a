"""The record of a case: its ledger entries, the chain of custody of its evidence, and every deadline with its past."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from api.cases.reading import allowed_audiences
from db.companions import belongs_to
from db.deadlines import words_of
from db.domain.event import words_for
from db.domain.permission import Permission
from db.models import (
    Case,
    CustodyEvent,
    Deadline,
    DeadlineChange,
    Event,
    Evidence,
    LedgerEntry,
)
from db.people import names_of_accounts
from db.work import Work

MOST = 200


def entry_rows(work: Work, case: Case, held: frozenset[Permission]) -> tuple[list[dict[str, Any]], int]:
    """The ledger entries of a case, newest first, and how many there are; without those whose act this viewer's
    timeline does not show."""
    hidden = exists().where(Event.entry_id == LedgerEntry.id, Event.audience.not_in(allowed_audiences(held)))
    mine = (LedgerEntry.case_id == case.id, ~hidden)
    total = work.session.scalar(select(func.count()).select_from(LedgerEntry).where(*mine)) or 0
    rows = work.session.execute(
        select(LedgerEntry.at, LedgerEntry.event, LedgerEntry.actor, LedgerEntry.changes, LedgerEntry.commitment)
        .where(*mine)
        .order_by(LedgerEntry.at.desc(), LedgerEntry.id)
        .limit(MOST)
    ).all()
    names = _actor_names(work, {row.actor for row in rows})
    return [
        {
            "at": row.at,
            "what": words_for(row.event),
            "who": names.get(row.actor, row.actor),
            "changes": row.changes,
            "commitment": row.commitment,
        }
        for row in rows
    ], total


def _actor_names(work: Work, actors: set[str]) -> dict[str, str]:
    """ "account:<hex>" -> the person's name; "system:import" -> "System: import"."""
    found = {actor: f"System: {actor.removeprefix('system:')}" for actor in actors if actor.startswith("system:")}
    keys = {actor: UUID(actor.removeprefix("account:")) for actor in actors if actor.startswith("account:")}
    names = names_of_accounts(work, keys.values())
    return found | {actor: names[key] for actor, key in keys.items() if key in names}


def custody_rows(work: Work, case: Case) -> list[dict[str, Any]]:
    """Every link of custody of the case's evidence, newest first."""
    rows = work.session.execute(
        select(
            CustodyEvent.at, CustodyEvent.kind, CustodyEvent.by, CustodyEvent.note, Evidence.file_name, Evidence.sha256
        )
        .join(Evidence, Evidence.id == CustodyEvent.evidence_id)
        .where(belongs_to(Evidence, case.id))
        .order_by(CustodyEvent.at.desc())
        .limit(MOST)
    )
    return [row._asdict() for row in rows]


def deadline_rows(work: Work, case: Case) -> list[dict[str, Any]]:
    """Every deadline of the case with the dates it had before."""
    rows = work.session.scalars(
        select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.started_at, Deadline.due_at)
    ).all()
    changes: dict[Any, list[str]] = {}
    for change in work.session.scalars(
        select(DeadlineChange)
        .where(DeadlineChange.deadline_id.in_([row.id for row in rows]))
        .order_by(DeadlineChange.at)
    ):
        local = change.old_due_at.astimezone(work.office.zone)
        words = (
            f"{change.kind.replace('_', ' ').capitalize()}: was {local:%b} {local.day}, {local.year}. {change.reason}"
        )
        changes.setdefault(change.deadline_id, []).append(words.strip())
    return [
        {
            "label": row.label,
            "started": row.started_at,
            "due": row.due_at,
            "words": words_of(work, row).text,
            "changes": " ".join(changes.get(row.id, ())),
        }
        for row in rows
    ]
