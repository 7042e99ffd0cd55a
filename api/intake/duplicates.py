"""Reports that may be the same matter, among those the viewer may read; a person decides."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.domain.matching import PostMark, ReportMark, suggest_duplicates
from db.domain.plain import moment_day
from db.models import Incident, IncidentPerson, Post
from db.visibility import visible_incidents
from db.work import Work


def duplicates(work: Work, incident: Incident) -> list[dict[str, Any]]:
    """Reports among those the viewer may read that may be the same matter, each with its reasons."""
    numbers = {row.id: row for row in _others(work, incident)}
    found = suggest_duplicates(_mark(work, incident), [_mark(work, row) for row in numbers.values()])
    return [
        {"number": row.number, "summary": row.summary, "reasons": ". ".join(one.reasons) + ".", "at": row.received_at}
        for one in found
        if isinstance(one.key, UUID) and (row := numbers.get(one.key)) is not None
    ]


def _others(work: Work, incident: Incident) -> list[Incident]:
    """Reports that share an address, a handle or a respondent: only these can be duplicates."""
    mine = select(Post).where(Post.incident_id == incident.id)
    posts = list(work.session.scalars(mine))
    urls = [row.url_key for row in posts if row.url_key]
    handles = [row.handle for row in posts if row.handle]
    named = select(IncidentPerson.person_id).where(
        IncidentPerson.incident_id == incident.id,
        IncidentPerson.part == "alleged",
        IncidentPerson.person_id.is_not(None),
    )
    same_post = select(Post.incident_id).where(Post.url_key.in_(urls) | Post.handle.in_(handles))
    same_person = select(IncidentPerson.incident_id).where(
        IncidentPerson.part == "alleged", IncidentPerson.person_id.in_(named)
    )
    seen = visible_incidents(work.viewer, work.now)
    rows = seen.where(Incident.id != incident.id, Incident.id.in_(same_post) | Incident.id.in_(same_person)).order_by(
        Incident.received_at.desc()
    )
    return list(work.session.scalars(rows.limit(50)))


def _mark(work: Work, incident: Incident) -> ReportMark:
    zone = work.office.zone

    def day(moment: datetime | None) -> date | None:
        return moment_day(moment, zone) if moment else None

    posts = work.session.scalars(select(Post).where(Post.incident_id == incident.id))
    people = work.session.scalars(
        select(IncidentPerson.person_id).where(
            IncidentPerson.incident_id == incident.id,
            IncidentPerson.part == "alleged",
            IncidentPerson.person_id.is_not(None),
        )
    )
    happened = day(incident.occurred_from_at)
    return ReportMark(
        incident.id,
        tuple(PostMark(row.url, row.platform, row.handle, day(row.posted_from_at)) for row in posts),
        frozenset(people),
        (happened,) if happened else (),
    )
