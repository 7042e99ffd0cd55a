"""The wall around compelled statements: what is behind it, and who was exposed (`decisions.md` 24)."""

from typing import cast
from uuid import UUID

from sqlalchemy import select

from db.domain.statement import StatementMode, descendants
from db.models import Case, Derivation, Statement, StatementExposure
from db.work import Work


def walled_ids(work: Work, case: Case) -> frozenset[UUID]:
    """Compelled statements of a case and everything that derives from one: statements, steps and evidence."""
    rows = list(
        work.session.execute(
            select(Statement.id, Statement.step_id, Statement.mode).where(Statement.case_id == case.id)
        )
    )
    compelled = {row.id for row in rows if row.mode == StatementMode.COMPELLED}
    if not compelled:
        return frozenset()
    parents: dict[UUID, list[UUID]] = {}
    for link in work.session.scalars(select(Derivation).where(Derivation.case_id == case.id)):
        parents.setdefault(link.child_id, []).append(link.statement_id)
    for row in rows:
        if row.step_id is not None and row.id in compelled:  # what the step of a compelled interview noted is its fruit
            parents.setdefault(row.step_id, []).append(row.id)
    return cast("frozenset[UUID]", descendants(compelled, parents))


def exposures_of_viewer(work: Work, case: Case) -> set[UUID]:
    """The statements of this case that the viewer has been exposed to."""
    rows = work.session.scalars(
        select(StatementExposure.statement_id)
        .join(Statement, Statement.id == StatementExposure.statement_id)
        .where(Statement.case_id == case.id, StatementExposure.person_id == work.viewer.person_id)
    )
    return set(rows)


def is_behind_wall(work: Work, case: Case, item_id: UUID) -> bool:
    """Whether an item came from a compelled statement and the viewer was exposed to none of this case."""
    return item_id in walled_ids(work, case) and not exposures_of_viewer(work, case)
