"""Who can see a case and why, who is walled off and why, and who looked last."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from api.access import permitted
from db.domain.permission import Permission
from db.domain.relation import EXCLUDING, RelationKind
from db.domain.relation import LABELS as RELATION_LABELS
from db.domain.role import CASE_READING, Role
from db.domain.role import LABELS as ROLE_LABELS
from db.models import Account, AccountRole, Case, MatterRelation, Person, ReadMark
from db.work import Work


def _roles_by_person(work: Work) -> dict[UUID, tuple[str, frozenset[str]]]:
    """person -> (name, roles in force) of every enabled account."""
    rows = work.session.execute(
        select(Account.person_id, Person.name, AccountRole.role, AccountRole.approved_at)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(AccountRole, (AccountRole.account_id == Account.id) & AccountRole.ended_at.is_(None))
        .where(Account.disabled_at.is_(None))
    )
    names: dict[UUID, str] = {}
    roles: dict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        names[row.person_id] = row.name
        if row.role and (row.role not in CASE_READING or row.approved_at is not None):
            roles[row.person_id].add(row.role)
    return {person: (name, frozenset(roles[person])) for person, name in names.items()}


def _relations(work: Work, case: Case) -> dict[UUID, list[MatterRelation]]:
    rows = work.session.scalars(
        select(MatterRelation)
        .where(
            MatterRelation.case_id == case.id,
            MatterRelation.from_at <= work.now,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
        )
        .order_by(MatterRelation.from_at)
    )
    found: dict[UUID, list[MatterRelation]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def access_rows(work: Work, case: Case) -> dict[str, list[dict[str, Any]]]:
    """`content`, `header` and `walled`: each a list of {name, why, since, until, reason}, by name."""
    served = work.are_charges_served(case)
    people, relations = _roles_by_person(work), _relations(work, case)
    unknown = [person for person in relations if person not in people]
    if unknown:
        rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(unknown)))
        people |= {row.id: (row.name, frozenset()) for row in rows}
    found: dict[str, list[dict[str, Any]]] = {"content": [], "header": [], "walled": []}
    for person, (name, roles) in people.items():
        kinds = relations.get(person, [])
        held = permitted(roles, frozenset(row.kind.value for row in kinds), case.stage.value, served)
        if any(row.kind in EXCLUDING for row in kinds):
            found["walled"].append(_row(name, [row for row in kinds if row.kind in EXCLUDING]))
        elif Permission.CASE_READ in held:
            found["content"].append(_row(name, kinds, roles))
        elif Permission.CASE_HEADER in held or Permission.SANCTION_READ in held:
            found["header"].append(_row(name, kinds, roles))
    return {part: sorted(rows, key=lambda row: row["name"]) for part, rows in found.items()}


def _row(name: str, kinds: list[MatterRelation], roles: frozenset[str] = frozenset()) -> dict[str, Any]:
    why = [RELATION_LABELS[RelationKind(row.kind)] for row in kinds]
    if not why:
        why = [ROLE_LABELS[Role(role)] for role in sorted(roles) if role != Role.SUPERVISOR]
    ends: list[datetime] = [row.until_at for row in kinds if row.until_at is not None]
    return {
        "name": name,
        "why": ", ".join(dict.fromkeys(why)),
        "since": min((row.from_at for row in kinds), default=None),
        "until": max(ends, default=None),
        "reason": "; ".join(dict.fromkeys(row.reason.rstrip(".") for row in kinds if row.reason)),
    }


def last_views(work: Work, case: Case, *, most: int = 20) -> list[dict[str, Any]]:
    """Who read the content last, once per person, with the hour of the last view and how many hours they read in."""
    rows = work.session.execute(
        select(Person.name, func.max(ReadMark.hour_at), func.count())
        .join(Person, Person.id == ReadMark.person_id)
        .where(ReadMark.matter_id == case.id)
        .group_by(Person.id, Person.name)
        .order_by(func.max(ReadMark.hour_at).desc(), Person.name)
        .limit(most)
    )
    return [{"name": row[0], "at": row[1], "count": row[2]} for row in rows]
