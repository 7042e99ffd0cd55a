"""Who may see which matter, as SQL: compiled from the one policy table, read per request (decisions 1, 3, 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.domain.permission import excluding_for, grants_for, is_portal, is_possible
from db.domain.permission_name import Permission
from db.domain.relation import EXCLUDING, RelationKind
from db.domain.stage import Stage
from db.models import Case, Incident, Letter, MatterRelation, Service


@dataclass(frozen=True)
class Viewer:
    """The person a request acts for: their account, their person and the roles in force now.

    `scopes`: a program acts for them and may do only these; None for the person's own work.
    """

    account_id: UUID
    person_id: UUID
    name: str
    roles: frozenset[str]
    scopes: frozenset[str] | None = None

    def within_scopes(self, permission: Permission | str) -> bool:
        """Whether a program that acts here was given this; a person always was."""
        return self.scopes is None or Permission(permission).value in self.scopes

    def can(self, permission: Permission | str) -> bool:
        """Whether these roles could ever use the permission; the matter and its stage decide the rest."""
        return self.within_scopes(permission) and is_possible(permission, self.roles)


def _running(relation: type[MatterRelation], now: datetime) -> ColumnElement[bool]:
    return and_(relation.from_at <= now, or_(relation.until_at.is_(None), relation.until_at > now))


def _codes(kinds: Iterable[str]) -> list[ColumnElement[str]]:
    """Codes as fixed parts of a statement: a plain list would be written into it anew at each run."""
    return [literal(str(kind)) for kind in sorted(kinds)]


def _related(
    viewer: Viewer, column: InstrumentedAttribute[UUID], matter: str, kinds: Iterable[RelationKind], now: datetime
) -> ColumnElement[bool]:
    # A set of the person's own few matters, worked out once: an EXISTS would be asked again for every matter there is.
    relation = aliased(MatterRelation)
    related = getattr(relation, matter)
    return column.in_(
        select(related).where(
            relation.person_id == viewer.person_id,
            related.is_not(None),
            relation.kind.in_(_codes(kinds)),
            _running(relation, now),
        )
    )


def _charges_served() -> ColumnElement[bool]:
    return exists().where(
        Service.letter_id == Letter.id,
        Service.case_id == Case.id,
        Service.succeeded.is_(True),
        Letter.kind.in_(("charges", "proposed_action")),
    )


def _anything_served() -> ColumnElement[bool]:
    return exists().where(Service.case_id == Case.id, Service.succeeded.is_(True))


def visible_case(viewer: Viewer, permission: Permission | str, now: datetime) -> ColumnElement[bool]:
    """The condition on Case under which the viewer has `permission` on it. Nothing fits: no row.

    Through the portal a case exists from the first service on: before that, nobody on that side knows of it.
    """
    kinds: dict[tuple[frozenset[Stage] | None, bool], set[RelationKind | None]] = {}
    for grant in grants_for(permission):
        if grant.role is None or grant.role in viewer.roles:
            stages = grant.stages if grant.stages is not None and len(grant.stages) < len(Stage) else None
            kinds.setdefault((stages, grant.after_service), set()).add(grant.relation)
    if not kinds:
        return false()
    allowed = [
        _case_terms(viewer, permission, stages, after_service, found, now)
        for (stages, after_service), found in kinds.items()
    ]
    excluded = _related(viewer, Case.id, "case_id", excluding_for(permission), now)
    if not all(allowed):  # something is allowed on whatever case: nothing but an exclusion stands against it
        return ~excluded
    return and_(or_(*(and_(*terms) for terms in allowed)), ~excluded)


def _case_terms(
    viewer: Viewer,
    permission: Permission | str,
    stages: frozenset[Stage] | None,
    after_service: bool,
    kinds: set[RelationKind | None],
    now: datetime,
) -> list[ColumnElement[bool]]:
    """What the grants that differ only in their relation ask of a case; empty when they ask for nothing."""
    terms: list[ColumnElement[bool]] = [_anything_served()] if is_portal(permission) else []
    if None not in kinds:
        terms.append(_related(viewer, Case.id, "case_id", [kind for kind in kinds if kind is not None], now))
    if stages is not None:
        terms.append(Case.stage.in_(_codes(stages)))
    if after_service:
        terms.append(_charges_served())
    return terms


def visible_incident(viewer: Viewer, permission: Permission | str, now: datetime) -> ColumnElement[bool]:
    """The condition on Incident under which the viewer has `permission` on it. Nothing fits: no row."""
    allowed: list[ColumnElement[bool]] = []
    for grant in grants_for(permission):
        if grant.stages is not None or (grant.role is not None and grant.role not in viewer.roles):
            continue
        if grant.relation is None:
            allowed.append(Incident.id.is_not(None))
        else:
            allowed.append(_related(viewer, Incident.id, "incident_id", [grant.relation], now))
    if not allowed:
        return false()
    excluded = _related(viewer, Incident.id, "incident_id", excluding_for(permission), now)
    return and_(or_(*allowed), ~excluded)


def visible_cases(viewer: Viewer, now: datetime) -> Select[Case]:
    """The cases the viewer may see in lists: by header or by content, whichever the table gives."""
    return select(Case).where(visible_case(viewer, Permission.CASE_LIST, now))


def visible_incidents(viewer: Viewer, now: datetime) -> Select[Incident]:
    """The reports the viewer may read."""
    return select(Incident).where(visible_incident(viewer, Permission.REPORT_READ, now))


def excluded_case_ids(viewer: Viewer, now: datetime) -> Select[UUID | None]:
    """Cases that must leave no trace for this viewer; figures count every other one (`countable`)."""
    return select(MatterRelation.case_id).where(
        MatterRelation.person_id == viewer.person_id,
        MatterRelation.case_id.is_not(None),
        MatterRelation.kind.in_(_codes(EXCLUDING)),
        _running(MatterRelation, now),
    )


def excluded_incident_ids(viewer: Viewer, now: datetime) -> Select[UUID | None]:
    """Reports that must leave no trace for this viewer."""
    return select(MatterRelation.incident_id).where(
        MatterRelation.person_id == viewer.person_id,
        MatterRelation.incident_id.is_not(None),
        MatterRelation.kind.in_(_codes(EXCLUDING)),
        _running(MatterRelation, now),
    )


def relations_to(
    session: Session, person_id: UUID, now: datetime, *, case_id: UUID | None = None, incident_id: UUID | None = None
) -> frozenset[str]:
    """The relations a person has to one matter at this moment."""
    matter = MatterRelation.case_id == case_id if case_id else MatterRelation.incident_id == incident_id
    rows = session.scalars(
        select(MatterRelation.kind).where(MatterRelation.person_id == person_id, matter, _running(MatterRelation, now))
    )
    return frozenset(rows)


def are_charges_served(session: Session, case_id: UUID) -> bool:
    """Whether charges or a proposed action were served in this case: from then its deciders read it."""
    return session.scalar(select(Case.id).where(Case.id == case_id, _charges_served())) is not None


def is_anything_served(session: Session, case_id: UUID) -> bool:
    """Whether any paper was served in this case: from then its portal exists."""
    return session.scalar(select(Case.id).where(Case.id == case_id, _anything_served())) is not None
