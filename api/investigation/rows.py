"""Rows of one case: found by id, listed in the order in which a page shows them."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from api.errors import BadInput
from db.companions import belongs_to
from db.models import (
    Allegation,
    Case,
    CaseIncident,
    Evidence,
    Incident,
    MatterRelation,
    Person,
    Post,
    Statement,
    Step,
)
from db.work import Work

Found = TypeVar("Found")

WORKING = (
    "investigator",
    "screener",
    "cause_reviewer",
    "presenting_counsel",
    "adviser",
    "speech_reviewer",
    "panel_member",
    "board_member",
    "deciding_official",
    "clerk",
    "grantee",
)
"""Relations of those who work on a case."""


def incident_ids(work: Work, case: Case) -> list[UUID]:
    """The reports of a case, oldest first."""
    return list(
        work.session.scalars(
            select(CaseIncident.incident_id).where(CaseIncident.case_id == case.id).order_by(CaseIncident.at)
        )
    )


def first_incident(work: Work, case: Case) -> Incident:
    """The report that the case was opened from."""
    return work.session.get_one(Incident, incident_ids(work, case)[0])


def evidence_of(work: Work, case: Case) -> list[Evidence]:
    """The evidence of a case, oldest first."""
    rows = work.session.scalars(
        select(Evidence).where(belongs_to(Evidence, case.id)).order_by(Evidence.added_at, Evidence.file_name)
    )
    return list(rows)


def posts_of(work: Work, case: Case) -> list[Post]:
    """The posts of the reports of a case, in their order."""
    rows = work.session.scalars(
        select(Post).where(Post.incident_id.in_(incident_ids(work, case))).order_by(Post.incident_id, Post.ordinal)
    )
    return list(rows)


def steps_of(work: Work, case: Case) -> list[Step]:
    """The steps of a case, in the order in which they were planned."""
    return list(work.session.scalars(select(Step).where(Step.case_id == case.id).order_by(Step.planned_at, Step.title)))


def statements_of(work: Work, case: Case) -> list[Statement]:
    """The statements of a case, in the order in which they were taken."""
    return list(
        work.session.scalars(select(Statement).where(Statement.case_id == case.id).order_by(Statement.taken_at))
    )


def allegations_of(work: Work, case: Case) -> list[Allegation]:
    """The allegations of a case, by number."""
    rows = work.session.scalars(select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.ordinal))
    return list(rows)


def people_at_work(work: Work, case: Case, kinds: tuple[str, ...] = WORKING) -> list[tuple[UUID, str]]:
    """Those who work on a case now, by name."""
    rows = work.session.execute(
        select(Person.id, Person.name)
        .join(MatterRelation, MatterRelation.person_id == Person.id)
        .where(MatterRelation.case_id == case.id, MatterRelation.kind.in_(kinds), MatterRelation.until_at.is_(None))
        .distinct()
        .order_by(Person.name)
    )
    return [(row.id, row.name) for row in rows]


def chosen(rows: list[Found], wanted: UUID, field: str) -> Found:
    """The row with this id among those of the case; raises BadInput naming the field for any other."""
    for row in rows:
        if getattr(row, "id") == wanted:  # noqa: B009  every mapped row has one; Found is any of them
            return row
    raise BadInput({field: "Choose one of the answers."})


def ensure_all(rows: list[Any], wanted: list[UUID], field: str) -> None:
    """Raise BadInput where an id is none of the case's own."""
    known = {row.id for row in rows}
    if not set(wanted) <= known:
        raise BadInput({field: "Choose among the answers."})
