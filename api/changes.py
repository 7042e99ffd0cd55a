"""Who changed a matter, what and when: what a person is told whose page is out of date."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.domain.event import words_for
from db.models import Account, Case, Event, Incident, LedgerChange, LedgerEntry, Person
from db.work import Work

MOST = 20  # changes told of at most: beyond that a person reads the timeline
ALONG = ("case", "case_stage", "deadline", "deadline_change", "incident")
SOMETHING = "It changed since you opened it."


@dataclass(frozen=True)
class Change:
    """One change: who made it, when (UTC) and what it was, in words."""

    who: str
    at: datetime
    what: str


def last_change(work: Work, matter: Any) -> Change | None:
    """The last change of a case or report that is for everybody who reads it, or of a row of the office."""
    if isinstance(matter, Case | Incident):
        return _of_timeline(work, matter)
    return _of_ledger(work, matter.entry_id) if matter.entry_id is not None else None


def _of_timeline(work: Work, matter: Case | Incident) -> Change | None:
    column = Event.case_id if isinstance(matter, Case) else Event.incident_id
    row = work.session.scalars(
        select(Event).where(column == matter.id, Event.audience == "all").order_by(Event.at.desc()).limit(1)
    ).first()
    return Change(row.actor_label, row.at, f"{words_for(row.name)} {row.text}".strip().rstrip(".")) if row else None


def _of_ledger(work: Work, entry_id: UUID) -> Change | None:
    entry = work.session.get(LedgerEntry, entry_id)
    if entry is None:
        return None
    kind, _, key = entry.actor.partition(":")
    named = select(Person.name).join(Account, Account.person_id == Person.id)
    who = work.session.scalar(named.where(Account.id == UUID(key))) if kind == "account" else None
    return Change(who or "The program", entry.at, words_for(entry.event))


def change_words(work: Work, change: Change | None) -> str:
    """A change as one line: what, who, when in the office's zone."""
    if change is None:
        return SOMETHING
    at = change.at.astimezone(work.office.zone)
    return f"{change.what}. {change.who}, {at:%b} {at.day}, {at:%I:%M %p %Z}."


def entries_since(work: Work, matter: Any, version: int) -> list[LedgerEntry]:
    """The entries that changed a matter since it had `version`, newest first: every one raised the version by one."""
    if not isinstance(matter, Case | Incident):
        found = work.session.get(LedgerEntry, matter.entry_id) if matter.entry_id else None
        return [found] if found else []
    column = LedgerEntry.case_id if isinstance(matter, Case) else LedgerEntry.incident_id
    return list(
        work.session.scalars(
            select(LedgerEntry)
            .where(column == matter.id, LedgerEntry.event != "content:read")
            .order_by(LedgerEntry.at.desc(), LedgerEntry.id)
            .limit(min(max(matter.version - version, 1), MOST))
        )
    )


def changes_in(work: Work, entries: list[LedgerEntry]) -> list[Change]:
    """What these entries did, in words."""
    found = []
    for entry in entries:
        change = _of_ledger(work, entry.id)
        text = work.session.scalars(select(Event.text).where(Event.entry_id == entry.id, Event.name == entry.event))
        if change is not None:
            said = " ".join(part for part in (change.what, text.first() or "") if part)
            found.append(Change(change.who, change.at, said.rstrip(".")))
    return found


def columns_of(work: Work, entry: LedgerEntry) -> dict[str, Any]:
    """The values that an entry wrote, by column; of two rows with a column, the first. Rows that change along with
    every act (the matter itself, its clocks) are left out."""
    found: dict[str, Any] = {}
    rows = work.session.scalars(
        select(LedgerChange.payload)
        .where(LedgerChange.entry_id == entry.id, LedgerChange.row_table.not_in(ALONG), LedgerChange.payload != "")
        .order_by(LedgerChange.position)
    )
    for payload in rows:
        values = json.loads(payload)
        if isinstance(values, dict):
            found = {**values, **found}
    return found
