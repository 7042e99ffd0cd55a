"""Finding people of the roster by name, number or unit."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from api.people.schemas import PersonRow
from db.models import BoardTerm, Employment, Person, Unit
from db.text_search import holds, pattern_of, words_of
from db.work import Work

MOST = 12
SHORTEST = 2


def find_people(work: Work, query: str) -> list[PersonRow]:
    """People with an employment interval whose name, number, title or unit holds every word of `query`.

    Fewer than two letters find nobody. The roster is no matter: nothing in the answer depends on reports or cases.
    """
    words = words_of(query)
    if len("".join(words)) < SHORTEST:
        return []
    rows = work.session.execute(
        select(
            Person.id,
            Person.name,
            Person.staff_number,
            Employment.title,
            Employment.until_on,
            Employment.supervisor_id,
            Unit.name.label("unit"),
            _sits_on_board(work.today).label("on_board"),
        )
        .select_from(Person)
        .join(Employment, _is_latest())
        .join(Unit, Unit.id == Employment.unit_id)
        .where(
            Person.merged_into_id.is_(None),
            *(holds((Person.name, Person.staff_number, Unit.name, Unit.code), pattern_of(word)) for word in words),
        )
        .order_by(Person.name, Person.id)
        .limit(MOST)
    ).all()
    superiors = superiors_of(work, work.viewer.person_id)
    return [_row(row, work, superiors) for row in rows]


def superiors_of(work: Work, person_id: UUID) -> frozenset[UUID]:
    """The people above somebody today, to the top; a ring in the roster ends the walk."""
    found: set[UUID] = set()
    at: UUID | None = person_id
    while at is not None:
        at = work.session.scalar(
            select(Employment.supervisor_id)
            .where(Employment.person_id == at, _holds_on(work.today))
            .order_by(Employment.from_on.desc())
            .limit(1)
        )
        if at is None or at in found or at == person_id:
            break
        found.add(at)
    return frozenset(found)


def _is_latest() -> Any:
    """A person's employment that began last: ended or not, it is what they are known by."""
    later = aliased(Employment)
    is_later = exists().where(later.person_id == Person.id, later.from_on > Employment.from_on)
    return and_(Employment.person_id == Person.id, ~is_later)


def _sits_on_board(day: date) -> Any:
    return exists().where(
        BoardTerm.person_id == Person.id,
        BoardTerm.from_on <= day,
        or_(BoardTerm.until_on.is_(None), BoardTerm.until_on >= day),
    )


def _holds_on(day: date) -> Any:
    return and_(Employment.from_on <= day, or_(Employment.until_on.is_(None), Employment.until_on >= day))


def _row(row: Any, work: Work, superiors: frozenset[UUID]) -> PersonRow:
    former = row.until_on is not None and row.until_on < work.today
    detail = ", ".join(part for part in (row.title, row.unit, row.staff_number) if part)
    return PersonRow(
        value=str(row.id),
        label=row.name,
        detail=f"{detail} (until {row.until_on:%b} {row.until_on.day}, {row.until_on.year})" if former else detail,
        warning=_warning(row, work, superiors),
    )


def _warning(row: Any, work: Work, superiors: frozenset[UUID]) -> str:
    if row.id == work.viewer.person_id:
        return "This is you."
    if row.id in superiors:
        return "This person is above you in the office. As a respondent they are locked out of the matter at once."
    if row.on_board:
        return "This person sits on the board. As a respondent they are locked out of the matter at once."
    return ""
