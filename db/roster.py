"""Who works here: people of the roster on a day, to own something or to be counted."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from db.models import Employment, Person


def employed_on(day: date) -> ColumnElement[bool]:
    """The condition on Employment that it runs on a day."""
    return (Employment.from_on <= day) & or_(Employment.until_on.is_(None), Employment.until_on >= day)


def people_at_work(session: Session, day: date, *, most: int = 2000) -> list[tuple[str, str]]:
    """(id, "Name, title") of those employed on a day, by name: answers of a form."""
    rows = session.execute(
        select(Person.id, Person.name, Employment.title)
        .join(Employment, Employment.person_id == Person.id)
        .where(employed_on(day))
        .order_by(Person.name, Person.id)
        .limit(most)
    )
    return [(str(row.id), f"{row.name}, {row.title}") for row in rows]


def staff_on(session: Session, day: date) -> int:
    """How many people are employed on a day."""
    found = select(func.count(Employment.person_id.distinct())).where(employed_on(day))
    return session.scalar(found) or 0


def by_staff_number(session: Session, numbers: Iterable[str]) -> dict[str, UUID]:
    """The people of the roster with these staff numbers."""
    rows = session.execute(select(Person.staff_number, Person.id).where(Person.staff_number.in_(list(numbers))))
    return {row.staff_number: row.id for row in rows if row.staff_number}
