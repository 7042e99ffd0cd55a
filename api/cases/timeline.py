"""The timeline of a case, newest first: each reader sees the events of the audiences they belong to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_

from api.cases.filters import Cursor, sort_value, write_cursor
from api.cases.reading import allowed_audiences
from db.domain.event import lead_in, words_for
from db.domain.permission import Permission
from db.models import Case, Event, Note
from db.work import Work


@dataclass(frozen=True)
class TimelinePage:
    """Rows of a timeline, with the text of notes where the event is a note."""

    rows: list[Event]
    notes: dict[str, str]
    total: int
    next: str


def read_timeline(
    work: Work, case: Case, held: frozenset[Permission], *, limit: int, cursor: Cursor | None = None
) -> TimelinePage:
    """A page of a case's timeline, newest first, from a cursor on."""
    mine = (Event.case_id == case.id, Event.audience.in_(allowed_audiences(held)))
    total = work.session.scalar(select(func.count()).select_from(Event).where(*mine)) or 0
    wanted = select(Event).where(*mine).order_by(Event.at.desc(), Event.id.desc()).limit(limit + 1)
    if cursor is not None:
        here: tuple[datetime, UUID] = sort_value("opened", cursor.value), _id(cursor.number)
        wanted = wanted.where(tuple_(Event.at, Event.id) < here)
    found = list(work.session.scalars(wanted))
    rows = found[:limit]
    more = write_cursor(Cursor("next", rows[-1].at.isoformat(), rows[-1].id.hex, 0)) if len(found) > limit else ""
    return TimelinePage(rows, _notes(work, rows), total, more)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _notes(work: Work, rows: list[Event]) -> dict[str, str]:
    ids = [UUID(row.facts["note_id"]) for row in rows if row.name == "note:added" and row.facts.get("note_id")]
    if not ids:
        return {}
    return {str(note.id): note.text for note in work.session.scalars(select(Note).where(Note.id.in_(ids)))}


def text_of(row: Event, notes: dict[str, str]) -> str:
    """What completes an event's verb; of a note its text."""
    return notes.get(str(row.facts.get("note_id", "")), "") or row.text


def timeline_rows(work: Work, page: TimelinePage) -> list[dict[str, Any]]:
    """A page of the timeline for the page's macro. What corrects something shows both versions."""
    found = []
    for row in page.rows:
        local = row.at.astimezone(work.office.zone)
        hour, text = f"{local:%I}".lstrip("0"), text_of(row, page.notes)
        found.append(
            {
                "id": f"event-{row.id.hex}",
                "day": f"{local:%b}\u00a0{local.day}, {local.year}",
                "time": f"{hour}:{local:%M}\u00a0{local:%p}\u00a0{local:%Z}",
                "iso": row.at.isoformat(),
                "verb": lead_in(words_for(row.name), text),
                "text": text,
                "who": row.actor_label,
                "before": row.facts.get("before", ""),
                "after": row.facts.get("after", ""),
            }
        )
    return found
