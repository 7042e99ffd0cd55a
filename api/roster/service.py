"""The roster. Employments of one person never overlap: posts and cases keep the one that applied on their day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from api.acts import Outcome
from api.forms import Choices
from api.roster.schemas import AddPerson, AddUnit, ChangeEmployment, EndEmployment
from db.domain.rule import Missing, ensure
from db.models import Employment, Person, Unit
from db.office import new_person
from db.work import Work

PAGE = 50


@dataclass(frozen=True)
class RosterRow:
    """One person as the roster shows them today."""

    id: UUID
    name: str
    staff_number: str
    title: str
    unit: str
    fte_percent: int
    supervisor: str
    until_on: date | None


@dataclass(frozen=True)
class RosterPage:
    """One page of the roster."""

    rows: list[RosterRow]
    first: int
    last: int
    total: int


def roster_page(work: Work, *, text: str, unit: str, page: int) -> RosterPage:
    """The people employed today or later whose name, number or title holds `text`."""
    chief = aliased(Person)
    statement = (
        select(Person, Employment, Unit.name, chief.name)
        .join(Employment, Employment.person_id == Person.id)
        .join(Unit, Unit.id == Employment.unit_id)
        .outerjoin(chief, chief.id == Employment.supervisor_id)
        .where(Employment.from_on <= work.today, or_(Employment.until_on.is_(None), Employment.until_on >= work.today))
    )
    for word in text.lower().split():
        place = func.lower(Person.name + " " + func.coalesce(Person.staff_number, "") + " " + Employment.title)
        statement = statement.where(place.contains(word, autoescape=True))
    if unit:
        statement = statement.where(Unit.code == unit)
    total = work.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    start = (page - 1) * PAGE
    found = work.session.execute(statement.order_by(Person.name, Person.id).offset(start).limit(PAGE)).all()
    rows = [
        RosterRow(
            person.id,
            person.name,
            person.staff_number or "",
            employment.title,
            unit_name,
            employment.fte_percent,
            chief_name or "",
            employment.until_on,
        )
        for person, employment, unit_name, chief_name in found
    ]
    return RosterPage(rows, min(start + 1, total), start + len(rows), total)


def unit_rows(work: Work) -> list[tuple[str, str]]:
    """Units by code, for the filter."""
    return [(row.code, row.name) for row in work.session.scalars(select(Unit).order_by(Unit.name))]


def roster_choices(work: Work, _matter: Any) -> Choices:
    """Units and people to choose from."""
    people = work.session.execute(
        select(Person.id, Person.name, Person.staff_number)
        .where(Person.staff_number.is_not(None))
        .order_by(Person.name)
        .limit(2000)
    )
    units = work.session.scalars(select(Unit).where(Unit.until_on.is_(None)).order_by(Unit.name))
    return {
        "units": [(str(unit.id), unit.name) for unit in units],
        "people": [(str(row.id), f"{row.name} ({row.staff_number})") for row in people],
    }


def add_unit(work: Work, _matter: Any, data: AddUnit) -> Outcome:
    """Add a unit."""
    work.begin("unit:added")
    if work.session.scalars(select(Unit.id).where(Unit.code == data.code)).first() is not None:
        ensure(Missing("unit_code", f"There is already a unit with the code {data.code}.", "roster:manage"))
    unit = Unit(code=data.code, name=data.name, from_on=data.from_on, until_on=None)
    work.session.add(unit)
    work.session.flush()
    return Outcome(unit.id, f"Added {data.name}.")


def add_person(work: Work, _matter: Any, data: AddPerson) -> Outcome:
    """Add somebody with their first employment."""
    work.begin("person:added")
    taken = select(Person.id).where(Person.staff_number == data.staff_number)
    if work.session.scalars(taken).first() is not None:
        ensure(Missing("staff_number", f"The staff number {data.staff_number} is taken.", "roster:manage"))
    person = new_person(data.name, staff_number=data.staff_number, email=data.email or None)
    work.session.add(person)
    work.session.flush()
    work.session.add(_employment(person.id, data))
    return Outcome(person.id, f"Added {data.name}.")


def change_employment(work: Work, _matter: Any, data: ChangeEmployment) -> Outcome:
    """Start a new employment the day after the running one, which ends then."""
    work.begin("employment:changed")
    running = _running(work, data.person_id)
    if running is not None:
        if data.from_on <= running.from_on:
            ensure(Missing("employment_overlap", "The first day must lie after the running employment's.", None))
        running.until_on = data.from_on - timedelta(days=1)
    if data.supervisor_id == data.person_id:
        ensure(Missing("supervisor", "Nobody supervises themselves.", None))
    work.session.add(_employment(data.person_id, data))
    return Outcome(data.person_id, "Recorded the new employment.")


def end_employment(work: Work, _matter: Any, data: EndEmployment) -> Outcome:
    """End the running employment."""
    work.begin("employment:ended")
    running = _running(work, data.person_id)
    if running is None:
        ensure(Missing("employment", "There is no running employment to end.", None))
    elif data.until_on < running.from_on:
        ensure(Missing("employment_order", "The last day cannot lie before the first.", None))
    else:
        running.until_on = data.until_on
    return Outcome(data.person_id, "Recorded the end of the employment.")


def _running(work: Work, person_id: UUID) -> Employment | None:
    return work.session.scalars(
        select(Employment).where(Employment.person_id == person_id, Employment.until_on.is_(None))
    ).first()


def _employment(person_id: UUID, data: AddPerson | ChangeEmployment) -> Employment:
    return Employment(
        person_id=person_id,
        unit_id=data.unit_id,
        title=data.title,
        fte_percent=data.fte_percent,
        respondent_type=data.respondent_type,
        protection=data.protection,
        supervisor_id=data.supervisor_id,
        from_on=data.from_on,
        until_on=None,
    )
