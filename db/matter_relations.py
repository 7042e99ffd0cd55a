"""Relations to a matter as rows: the chain of command above a respondent, and one door for writing them.

What is written on a report is written on its cases too (decision 4: propagated at write time).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from db.domain.facts import PersonKey
from db.domain.lockout import NewRelation, propagated_kind
from db.domain.relation import EXCLUDING, RelationKind
from db.models import Case, CaseIncident, Employment, Incident, MatterRelation
from db.work import Work


def is_employed(employment: type[Employment], on: date) -> ColumnElement[bool]:
    """The condition under which a period of employment covers a day."""
    return and_(employment.from_on <= on, or_(employment.until_on.is_(None), employment.until_on >= on))


def chains_of_command(work: Work, people: Iterable[UUID], on: date) -> dict[PersonKey, Iterable[PersonKey]]:
    """Each person's superiors on a day, all the way up. Two who supervise each other end the walk."""
    wanted = list(people)
    if not wanted:
        return {}
    steps = (
        select(Employment.person_id.label("root"), Employment.supervisor_id.label("boss"))
        .where(Employment.person_id.in_(wanted), is_employed(Employment, on), Employment.supervisor_id.is_not(None))
        .cte("chain", recursive=True)
    )
    above = aliased(Employment)
    steps = steps.union(
        select(steps.c.root, above.supervisor_id)
        .join(above, above.person_id == steps.c.boss)
        .where(is_employed(above, on), above.supervisor_id.is_not(None))
    )
    found: dict[UUID, list[UUID]] = {}
    for root, boss in work.session.execute(select(steps.c.root, steps.c.boss)):
        if boss != root:
            found.setdefault(root, []).append(boss)
    return dict(found.items())


def employments_of(work: Work, people: Iterable[UUID]) -> Mapping[UUID, list[Employment]]:
    """Every period of employment of these people, earliest first. One statement."""
    wanted = list(people)
    found: dict[UUID, list[Employment]] = {}
    if wanted:
        rows = work.session.scalars(
            select(Employment).where(Employment.person_id.in_(wanted)).order_by(Employment.from_on)
        )
        for row in rows:
            found.setdefault(row.person_id, []).append(row)
    return found


def employment_on(periods: Iterable[Employment], day: date) -> Employment | None:
    """The period that covers a day; else the last before it, else the first after it."""
    ordered = list(periods)
    covering = [one for one in ordered if one.from_on <= day and (one.until_on is None or one.until_on >= day)]
    before = [one for one in ordered if one.from_on <= day]
    return next(iter(covering), None) or (before[-1] if before else next(iter(ordered), None))


def new_rows(work: Work, incident: Incident, relations: Iterable[NewRelation], source: str) -> list[MatterRelation]:
    """Rows of relations to a report, not yet added: for a report that is being made."""
    return [
        MatterRelation(
            person_id=one.person if isinstance(one.person, UUID) else UUID(one.person),
            incident_id=incident.id,
            case_id=None,
            kind=one.kind,
            from_at=work.now,
            until_at=None,
            reason=one.reason,
            source=source,
            by_id=None if work.actor else work.viewer.account_id,
        )
        for one in relations
    ]


def relate_everywhere(work: Work, incident: Incident, relations: Iterable[NewRelation], source: str) -> None:
    """Write relations on a report and on every case opened from it or joined by it. Call after `work.record`."""
    cases = cases_of(work, incident)
    for one in relations:
        person = one.person if isinstance(one.person, UUID) else UUID(one.person)
        work.relate(person, one.kind, incident=incident, reason=one.reason, source=source)
        for case in cases:
            kind = propagated_kind(one.kind, person, case.respondent_id)
            work.relate(person, kind, case=case, reason=one.reason, source=source)


def recuse_from_reports(work: Work, case: Case, person_id: UUID, reason: str) -> None:
    """Shut a person who is recused from a case out of its reports too: they hold the same matter.

    Not out of one that led to another case that stays open to them, nor out of one that they filed themselves, which
    they know. Call after the case's own relation is written.
    """
    of_case = select(CaseIncident.incident_id).where(CaseIncident.case_id == case.id)
    running = (
        MatterRelation.person_id == person_id,
        MatterRelation.from_at <= work.now,
        or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
    )
    shut = select(MatterRelation.case_id).where(
        *running, MatterRelation.kind.in_(sorted(EXCLUDING)), MatterRelation.case_id.is_not(None)
    )
    open_elsewhere = select(CaseIncident.incident_id).where(CaseIncident.case_id.not_in(shut))
    kept = select(MatterRelation.incident_id).where(
        *running,
        MatterRelation.kind.in_(sorted({*EXCLUDING, RelationKind.REPORTER})),
        MatterRelation.incident_id.is_not(None),
    )
    wanted = select(Incident).where(
        Incident.id.in_(of_case), Incident.id.not_in(open_elsewhere), Incident.id.not_in(kept)
    )
    for incident in work.session.scalars(wanted).all():
        work.relate(person_id, RelationKind.RECUSED, incident=incident, reason=reason, source="recusal")


def end_everywhere(work: Work, incident: Incident, person_id: UUID, kind: RelationKind) -> None:
    """End a running relation of a person to a report and to its cases, by a ruling. Call after `work.record`."""
    cases = [case.id for case in cases_of(work, incident)]
    rows = work.session.scalars(
        select(MatterRelation).where(
            MatterRelation.person_id == person_id,
            MatterRelation.kind == kind,
            MatterRelation.until_at.is_(None),
            or_(MatterRelation.incident_id == incident.id, MatterRelation.case_id.in_(cases)),
        )
    )
    for row in rows:
        row.until_at = work.now


def cases_of(work: Work, incident: Incident) -> list[Case]:
    """The cases opened from a report or joined by it."""
    of_report = select(CaseIncident.case_id).where(CaseIncident.incident_id == incident.id)
    return list(work.session.scalars(select(Case).where(Case.id.in_(of_report)).order_by(Case.opened_at, Case.number)))
