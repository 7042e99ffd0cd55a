"""The rows behind a case's facts: one statement that counts, then only the statements whose rows there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from db.case_facts_counts import SCALARS
from db.models import Case

Found = Sequence[Row[Any]]


class CaseRows:
    """The rows of one case as statements find them, each family read at most once and only when there is any."""

    def __init__(self, session: Session, found: Case) -> None:
        self._session = session
        self._values = {
            "case": found.id,
            "round": found.round,
            "person": found.respondent_id,
            "employment": found.employment_id,
            "opened": found.opened_at,
        }
        self.scalars = self._all(SCALARS)[0]

    def _all(self, statement: Any) -> Found:
        names = _names_in(statement)
        return self._session.execute(statement, {name: self._values[name] for name in names}).all()

    def family(self, statement: Any, *counted: str) -> Found:
        """The rows of a family; none where the first statement counted none."""
        if counted and not any(getattr(self.scalars, name) for name in counted):
            return ()
        return self._all(statement)


_NAMES: dict[int, tuple[str, ...]] = {}


def _names_in(statement: Any) -> tuple[str, ...]:
    """Which of this module's parameters a statement takes; the statements live as long as the process."""
    found = _NAMES.get(id(statement))
    if found is None:
        wanted = {"case", "round", "person", "employment", "opened"}
        found = tuple(sorted(wanted & set(statement.compile().params)))
        _NAMES[id(statement)] = found
    return found


def ids(rows: Found, *kinds: str, running: datetime | None = None) -> frozenset[UUID]:
    """People with a relation of these kinds; with `running`, only those whose relation still runs then."""
    return frozenset(
        row.person_id
        for row in rows
        if row.kind in kinds and (running is None or row.until_at is None or row.until_at > running)
    )
