"""Names that a filer wrote without choosing from the list: bound only where exactly one person can be meant."""

from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import exists, func, or_, select

from api.reports.chapters import Change
from api.reports.schemas import PersonNamed, Report
from db.models import Employment, Person
from db.work import Work


def bound(work: Work, change: Change, key: str) -> Change:
    """The change, with the person of this key chosen from the roster where name or number fits exactly one."""

    def bind(report: Report) -> Report:
        changed = change(report)
        return replace(changed, people=[_bind(work, one) if one.key == key else one for one in changed.people])

    return bind


def _bind(work: Work, one: PersonNamed) -> PersonNamed:
    if one.person_id is not None or not one.name:
        return one
    found = only_match(work, one.name)
    return replace(one, person_id=found) if found else one


def only_match(work: Work, name: str) -> UUID | None:
    """The one person of the roster with this whole name or staff number; None for nobody and for several."""
    wanted = " ".join(name.split()).lower()
    rows = work.session.scalars(
        select(Person.id)
        .where(
            Person.merged_into_id.is_(None),
            or_(func.lower(Person.name) == wanted, func.lower(Person.staff_number) == wanted),
            exists().where(Employment.person_id == Person.id),
        )
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None
