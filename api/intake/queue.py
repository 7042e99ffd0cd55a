"""The queue of reports: filters and sorts in the URL, within what the viewer may read, counted within the same."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from api.errors import BadInput
from api.intake.queue_filter import QueueFilter
from db.deadlines import words_of
from db.domain.choice import REPORT_SOURCES, label
from db.domain.number import normalise_number
from db.domain.plain import count_words
from db.domain.stage import INCIDENT_LABELS, IncidentStatus
from db.domain.taxonomy import SEVERITY_LABELS
from db.models import Deadline, Incident, IncidentCategory, IncidentPerson, Person, Post, PostSubtype, Unit
from db.text_search import holds, pattern_of
from db.text_search import words_of as search_words
from db.visibility import visible_incidents
from db.work import Work

PAGE = 25
SORTS: dict[str, Any] = {
    "received": Incident.received_at.desc(),
    "oldest": Incident.received_at.asc(),
    "severity": func.coalesce(Incident.severity, 0).desc(),
}


@dataclass(frozen=True)
class QueueRow:
    """A report in the queue, with its clocks in words."""

    number: str
    summary: str
    status: str
    source: str
    received_at: datetime
    age: str
    severity: str
    urgent: bool
    respondents: str
    clock: str
    is_late: bool


@dataclass(frozen=True)
class QueuePage:
    """Rows `first` to `last` of `total`."""

    rows: list[QueueRow]
    first: int
    last: int
    total: int


def queue(work: Work, wanted: QueueFilter) -> QueuePage:
    """A page of the queue. A report that is hidden from the viewer is neither listed nor counted."""
    seen = visible_incidents(work.viewer, work.now).where(*_conditions(work, wanted))
    total = work.session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    start = (wanted.page - 1) * PAGE
    order = SORTS.get(wanted.sort, SORTS["oldest"])
    rows = work.session.scalars(seen.order_by(order, Incident.number).offset(start).limit(PAGE)).all()
    return QueuePage(_rows(work, list(rows)), start + 1 if rows else 0, start + len(rows), total)


def _conditions(work: Work, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status != "all":
        found.append(Incident.status == IncidentStatus(wanted.status))
    if wanted.source:
        found.append(Incident.source == wanted.source)
    if wanted.urgent:
        found.append(Incident.urgent.is_(True))
    if wanted.origin:
        found.append(Incident.origin == wanted.origin)
    if wanted.category:
        found.append(_of_category(work, wanted.category))
    if wanted.unit:
        found.append(Incident.unit_id.in_(select(Unit.id).where(Unit.code == wanted.unit)))
    if wanted.from_on:
        found.append(Incident.received_at >= _start(work, wanted.from_on))
    if wanted.until_on:
        found.append(Incident.received_at < _start(work, wanted.until_on + timedelta(days=1)))
    for word in search_words(wanted.text):
        of_person = IncidentPerson.incident_id == Incident.id
        names = select(IncidentPerson.id).outerjoin(Person, Person.id == IncidentPerson.person_id)
        named = names.where(of_person, holds((IncidentPerson.name, Person.name), pattern_of(word))).exists()
        found.append(
            or_(
                Incident.number == normalise_number(wanted.text),
                holds((Incident.summary, Incident.narrative, Incident.number), pattern_of(word)),
                named,
            )
        )
    return found


def _of_category(work: Work, code: str) -> ColumnElement[bool]:
    """Reports that fall under a category by their posts or as a whole."""
    subtypes = [one.code for one in work.reference.taxonomy.category(code).subtypes]
    posts = select(Post.incident_id).join(PostSubtype, PostSubtype.post_id == Post.id)
    whole = select(IncidentCategory.incident_id).where(IncidentCategory.subtype.in_(subtypes))
    return or_(Incident.id.in_(posts.where(PostSubtype.subtype.in_(subtypes))), Incident.id.in_(whole))


def _start(work: Work, day: date) -> datetime:
    """When a day begins in the office's zone."""
    return datetime.combine(day, time.min, work.office.zone)


CSV_HEADER = (
    "report",
    "status",
    "from",
    "received_on",
    "severity",
    "cannot_wait",
    "respondents",
    "next_clock",
    "overdue",
)


def csv_rows(work: Work, wanted: QueueFilter, *, most: int = 100_000) -> list[tuple[str, ...]]:
    """Every report of a filter that the viewer may read, in its order, for CSV; days in the office's zone."""
    seen = visible_incidents(work.viewer, work.now).where(*_conditions(work, wanted))
    rows = work.session.scalars(seen.order_by(SORTS[wanted.sort], Incident.number).limit(most)).all()
    zone = work.office.zone
    return [
        (
            row.number, row.status, row.source, f"{row.received_at.astimezone(zone):%Y-%m-%d}", row.severity,
            "yes" if row.urgent else "no", row.respondents, row.clock, "yes" if row.is_late else "no",
        )
        for chunk in _batched(rows)
        for row in _rows(work, chunk)
    ]  # fmt: skip


def _batched(rows: Sequence[Incident], size: int = 500) -> Iterator[list[Incident]]:
    """The rows in lists that a statement can name one by one."""
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])


def unit_names(work: Work) -> dict[str, str]:
    """Every unit of the office by its code."""
    return {row.code: row.name for row in work.session.scalars(select(Unit).order_by(Unit.name))}


def _rows(work: Work, rows: list[Incident]) -> list[QueueRow]:
    ids = [row.id for row in rows]
    clocks = _clocks(work, ids)
    names = _respondents(work, ids)
    found = []
    for row in rows:
        words, late = clocks.get(row.id, ("", False))
        days = (work.today - row.received_at.astimezone(work.office.zone).date()).days
        found.append(
            QueueRow(
                number=row.number,
                summary=row.summary,
                status=INCIDENT_LABELS[IncidentStatus(row.status)],
                source=label(REPORT_SOURCES, row.source),
                received_at=row.received_at,
                age="Today" if days <= 0 else count_words(days, "day"),
                severity=SEVERITY_LABELS.get(row.severity or 0, ""),
                urgent=row.urgent,
                respondents=", ".join(names.get(row.id, [])) or "Not named",
                clock=words,
                is_late=late,
            )
        )
    return found


def _clocks(work: Work, ids: list[UUID]) -> dict[UUID, tuple[str, bool]]:
    """The soonest running clock of each report, in words, and whether it is overdue."""
    found: dict[UUID, tuple[str, bool]] = {}
    rows = work.session.scalars(
        select(Deadline)
        .where(Deadline.incident_id.in_(ids), Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
        .order_by(Deadline.due_at)
    )
    for row in rows:
        if row.incident_id is not None and row.incident_id not in found:
            words = words_of(work, row)
            found[row.incident_id] = (
                f"{row.label}: {words.text[:1].lower()}{words.text[1:]}",
                words.state == "overdue",
            )
    return found


def _respondents(work: Work, ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = work.session.execute(
        select(IncidentPerson.incident_id, IncidentPerson.name, Person.name.label("known"))
        .outerjoin(Person, Person.id == IncidentPerson.person_id)
        .where(IncidentPerson.incident_id.in_(ids), IncidentPerson.part == "alleged")
        .order_by(IncidentPerson.id)
    )
    for row in rows:
        found.setdefault(row.incident_id, []).append(row.known or row.name)
    return found


def queue_after(work: Work, wanted: QueueFilter, cursor: str, limit: int) -> tuple[list[QueueRow], str, int]:
    """Rows after an opaque cursor, newest first, the next cursor (empty at the end), and the total. For programs."""
    seen = visible_incidents(work.viewer, work.now).where(*_conditions(work, wanted))
    total = work.session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    rows = work.session.scalars(_after(seen, cursor).limit(limit + 1)).all()
    more = _cursor_of(rows[limit - 1]) if len(rows) > limit else ""
    return _rows(work, list(rows[:limit])), more, total


def _after(seen: Select[Incident], cursor: str) -> Select[Incident]:
    ordered = seen.order_by(Incident.received_at.desc(), Incident.number)
    if not cursor:
        return ordered
    try:
        at, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, binascii.Error, UnicodeError):
        raise BadInput({"cursor": "Take the cursor as it was given."}) from None
    if not isinstance(number, str) or moment.tzinfo is None:
        raise BadInput({"cursor": "Take the cursor as it was given."})
    return ordered.where(
        or_(Incident.received_at < moment, and_(Incident.received_at == moment, Incident.number > number))
    )


def _cursor_of(row: Incident) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.received_at.isoformat(), row.number]).encode()).decode()
