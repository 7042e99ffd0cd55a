"""Search over numbers, people and text. Each word must be found somewhere in the matter; what the viewer does not read
is not looked at, so that neither a hit nor its absence tells of it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from api.search.schemas import Hit, SearchAnswer
from db.domain.number import is_number, normalise_number
from db.domain.permission import Permission
from db.domain.stage import INCIDENT_LABELS, IncidentStatus, stage_label
from db.models import (
    Allegation,
    Case,
    CaseIncident,
    ChargeVersion,
    Employment,
    Incident,
    IncidentPerson,
    Note,
    Person,
    Post,
    Unit,
)
from db.text_search import holds, pattern_of, words_of
from db.visibility import visible_case, visible_incident
from db.work import Work

MOST = 20
SHORTEST = 2


def search(work: Work, query: str) -> SearchAnswer:
    """Everything the viewer may see that holds every word of `query`; fewer than two letters find nothing."""
    words = _words(query)
    if len("".join(words)) < SHORTEST:
        return SearchAnswer(query, [], False)
    patterns = [pattern_of(word) for word in words]
    groups = [_cases(work, patterns), _reports(work, patterns), _own_reports(work, patterns), _people(work, patterns)]
    return SearchAnswer(
        query, [hit for group in groups for hit in group[:MOST]], any(len(one) > MOST for one in groups)
    )


def _words(query: str) -> list[str]:
    """The words looked for. A whole query that reads as a number is one word, however it was typed."""
    number = normalise_number(query)
    return [number.lower()] if is_number(number) else words_of(query)


def _each(patterns: list[str], condition: Any) -> ColumnElement[bool]:
    return and_(*(condition(pattern) for pattern in patterns))


def _in_posts(*where: ColumnElement[bool], pattern: str) -> ColumnElement[bool]:
    # Joined, never nested: a subquery in a subquery does not see the outer query's matter, and finds any matter's post.
    return exists().where(*where, holds((Post.text, Post.handle, Post.url), pattern))


def _cases(work: Work, patterns: list[str]) -> list[Hit]:
    """Cases by what their header shows, and by their content where the viewer reads it."""
    reads = visible_case(work.viewer, Permission.CASE_READ, work.now)

    def found(pattern: str) -> ColumnElement[bool]:
        posts = _in_posts(
            CaseIncident.case_id == Case.id, Post.incident_id == CaseIncident.incident_id, pattern=pattern
        )
        content = or_(
            holds((Case.summary,), pattern),
            exists().where(Allegation.case_id == Case.id, holds((Allegation.text,), pattern)),
            exists().where(
                ChargeVersion.case_id == Case.id, holds((ChargeVersion.title, ChargeVersion.facts), pattern)
            ),
            exists().where(Note.case_id == Case.id, Note.audience == "all", holds((Note.text,), pattern)),
            posts,
        )
        return or_(holds((Case.number, Person.name), pattern), and_(reads, content))

    rows = work.session.execute(
        select(Case.number, Case.track, Case.stage, Case.summary, Person.name, reads.label("reads"))
        .join(Person, Person.id == Case.respondent_id)
        .where(visible_case(work.viewer, Permission.CASE_LIST, work.now), _each(patterns, found))
        .order_by(Case.opened_at.desc(), Case.number)
        .limit(MOST + 1)
    )
    return [
        Hit(
            kind="case",
            number=row.number,
            title=f"{row.name}, {stage_label(row.stage, row.track, work.reference.procedure(row.track).words).lower()}",
            text=row.summary if row.reads else "",
            href=f"/cases/{row.number}",
        )
        for row in rows
    ]


def _reports(work: Work, patterns: list[str]) -> list[Hit]:
    """Reports the viewer reads: number, text, people named, posts."""
    named = aliased(Person)

    def found(pattern: str) -> ColumnElement[bool]:
        people = (
            select(IncidentPerson.id)
            .outerjoin(named, named.id == IncidentPerson.person_id)
            .where(IncidentPerson.incident_id == Incident.id, holds((named.name, IncidentPerson.name), pattern))
        )
        return or_(
            holds((Incident.number, Incident.summary, Incident.narrative), pattern),
            people.exists(),
            _in_posts(Post.incident_id == Incident.id, pattern=pattern),
        )

    rows = work.session.execute(
        select(Incident.number, Incident.summary, Incident.status)
        .where(visible_incident(work.viewer, Permission.REPORT_READ, work.now), _each(patterns, found))
        .order_by(Incident.received_at.desc(), Incident.number)
        .limit(MOST + 1)
    )
    return [_report(row, "report", "/reports") for row in rows]


def _report(row: Any, kind: str, root: str) -> Hit:
    label = INCIDENT_LABELS[IncidentStatus(row.status)]
    return Hit(kind, row.number, f"Report, {label.lower()}", row.summary, f"{root}/{row.number}")


def _own_reports(work: Work, patterns: list[str]) -> list[Hit]:
    """Reports the viewer filed and follows: by their number and what the viewer wrote themselves."""
    if work.viewer.can(Permission.REPORT_READ) and "intake" in work.viewer.roles:
        return []  # they are among the reports already
    rows = work.session.execute(
        select(Incident.number, Incident.summary, Incident.status)
        .where(
            visible_incident(work.viewer, Permission.REPORT_FOLLOW, work.now),
            _each(patterns, lambda one: holds((Incident.number, Incident.summary, Incident.narrative), one)),
        )
        .order_by(Incident.received_at.desc(), Incident.number)
        .limit(MOST + 1)
    )
    return [_report(row, "own_report", "/my-reports") for row in rows]


def _people(work: Work, patterns: list[str]) -> list[Hit]:
    """People of the roster. Nothing here depends on any matter."""
    if not work.viewer.can(Permission.ROSTER_SEARCH):
        return []
    later = aliased(Employment)
    newest = and_(
        Employment.person_id == Person.id,
        ~exists().where(later.person_id == Person.id, later.from_on > Employment.from_on),
    )
    rows = work.session.execute(
        select(Person.name, Person.staff_number, Employment.title, Unit.name.label("unit"))
        .select_from(Person)
        .join(Employment, newest)
        .join(Unit, Unit.id == Employment.unit_id)
        .where(
            Person.merged_into_id.is_(None), _each(patterns, lambda one: holds((Person.name, Person.staff_number), one))
        )
        .order_by(Person.name, Person.id)
        .limit(MOST + 1)
    )
    return [
        Hit("person", "", row.name, ", ".join(part for part in (row.title, row.unit, row.staff_number) if part), "")
        for row in rows
    ]
