"""What waits for a person: everything that they, by part or by office, are to do next. One prepared statement.

Each kind is a branch of one UNION, so that the count in the navigation and the inbox itself can never disagree, and
each asks the policy table whether the viewer may do the thing now: a wall leaves no trace.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, union_all

from db.domain.relation import EXCLUDING
from db.domain.role import Role
from db.models import (
    Case,
    Deadline,
    Incident,
    MatterRelation,
)
from db.prepared import NOW, PERSON, bound, viewer_pattern
from db.visibility import Viewer, visible_case
from db.waiting_tasks import item, on_case, on_report, tasks
from db.work import Work

PARTS = ("investigator", "cause_reviewer", "presenting_counsel", "deciding_official", "appeal_member", "monitor")
# `who_must_act` of a deadline -> the relation of those whom it means.
WHO_RELATION = {part: part for part in PARTS} | {"both_sides": "presenting_counsel"}

WHO_ROLE = (Role.INTAKE, Role.CONFLICT_OFFICER, Role.CLERK, Role.HR, Role.RECORDS, Role.BOARD_CHAIR)
"""`who_must_act` that means everybody with the role who is not excluded."""

PARTIES = ("respondent", "both_sides")
SIDE = ("respondent", "respondent_side")
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `on` is case, report or portal; `rule` the deadline's, else empty; due moments in UTC."""

    kind: str
    on: str
    number: str
    title: str
    stage: str
    due_at: datetime | None
    due_on: date | None
    rule: str
    case_id: UUID | None


_OPEN = and_(
    Deadline.met_at.is_(None),
    Deadline.ended_at.is_(None),
    Deadline.paused_since_at.is_(None),
    Deadline.kind != "not_before",
)


def _deadlines(viewer: Viewer) -> list[Select[Any]]:
    """Clocks where this person must act: by relation, by office, and as a party."""
    mine = [role.value for role in WHO_ROLE if role.value in viewer.roles]
    parts = or_(
        *(and_(MatterRelation.kind == kind, Deadline.who_must_act == who) for who, kind in WHO_RELATION.items())
    )
    party = Deadline.who_must_act.in_(PARTIES)
    found = [
        _by_relation("case", PARTS).where(parts, ~on_case(EXCLUDING)),
        _by_relation("portal", SIDE).where(party, visible_case(viewer, "portal:read", NOW)),
    ]
    if mine:
        of_case = item("deadline", Deadline.label, due_at=Deadline.due_at, rule=Deadline.rule)
        of_report = item(
            "deadline", Deadline.label, on="report", number=Incident.number, due_at=Deadline.due_at, rule=Deadline.rule
        )
        found += [
            of_case.select_from(Deadline)
            .join(Case, Case.id == Deadline.case_id)
            .where(_OPEN, Deadline.who_must_act.in_(mine), ~on_case(EXCLUDING)),
            of_report.select_from(Deadline)
            .join(Incident, Incident.id == Deadline.incident_id)
            .where(_OPEN, Deadline.who_must_act.in_(mine), ~on_report(EXCLUDING)),
        ]
    return found


def _by_relation(on: str, kinds: Iterable[str]) -> Select[Any]:
    """Open clocks of the cases that the viewer has a running relation to."""
    return (
        item("deadline", Deadline.label, on=on, due_at=Deadline.due_at, rule=Deadline.rule)
        .select_from(MatterRelation)
        .join(Deadline, Deadline.case_id == MatterRelation.case_id)
        .join(Case, Case.id == Deadline.case_id)
        .where(
            MatterRelation.person_id == PERSON,
            MatterRelation.kind.in_(kinds),
            MatterRelation.from_at <= NOW,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > NOW),
            _OPEN,
        )
    )


@lru_cache(maxsize=64)
def _statement(roles: frozenset[str]) -> Any:
    viewer = viewer_pattern(roles)
    mine = [one.where(visible_case(viewer, may, NOW)) for may, one in tasks().items() if viewer.can(may)]
    return union_all(*_deadlines(viewer), *mine)


@lru_cache(maxsize=64)
def _count_statement(roles: frozenset[str], most: int) -> Any:
    counted = _statement(roles).limit(most) if most else _statement(roles)
    return select(func.count()).select_from(counted.subquery())


def waiting_for(work: Work) -> list[Waiting]:
    """Everything that waits for the viewer, in no order. At most 200 rows; `count_waiting` counts them all."""
    rows = work.session.connection().execute(_statement(work.viewer.roles).limit(MOST), bound(work))
    return [Waiting(*row) for row in rows]


def count_waiting(work: Work, *, most: int = 0) -> int:
    """How many things wait for the viewer: the number beside Inbox. With `most`, no further than that is counted."""
    statement = _count_statement(work.viewer.roles, most)
    found: int = work.session.connection().execute(statement, bound(work)).scalar_one()
    return found
