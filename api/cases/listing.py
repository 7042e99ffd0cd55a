"""The list of cases. One prepared statement per shape of filter and set of roles, bound values only: two statements
answer a page (the rows, and their count within what is readable)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, bindparam, func, select, tuple_, type_coerce, union
from sqlalchemy.orm import aliased

from api.cases.filters import OPEN, CaseFilter, Cursor, sort_value, write_cursor
from api.errors import BadInput
from db.domain.permission import Permission, grants_for
from db.models import (
    Allegation,
    AllegationSubtype,
    Case,
    CaseIncident,
    Deadline,
    Employment,
    IncidentCategory,
    Person,
    Post,
    PostSubtype,
    Unit,
)
from db.prepared import NOW, bound, viewer_pattern
from db.text_search import holds, pattern_of
from db.types import UTCDateTime
from db.visibility import visible_case
from db.work import Work

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_ASSIGNEE = aliased(Person)


@dataclass(frozen=True)
class Shape:
    """What decides the text of a statement; values are bound."""

    roles: frozenset[str]
    permission: str
    stage: str
    track: bool
    unit: bool
    category: bool
    assignee: str
    overdue: bool
    words: int
    key: str
    descends: bool
    paged: bool


@dataclass(frozen=True)
class Page:
    """Rows of a page: `first` and `last` count from 1 within `total`; cursors are empty at the ends."""

    rows: list[Any]
    first: int
    last: int
    total: int
    next: str
    previous: str


def _open_deadline() -> list[ColumnElement[bool]]:
    return [
        Deadline.met_at.is_(None),
        Deadline.ended_at.is_(None),
        Deadline.paused_since_at.is_(None),
        Deadline.kind != "not_before",
    ]


NEXT_DUE = select(func.min(Deadline.due_at)).where(Deadline.case_id == Case.id, *_open_deadline()).scalar_subquery()

_SORTED: dict[str, Any] = {
    "opened": Case.opened_at,
    "stage": Case.stage_since_at,
    "due": func.coalesce(NEXT_DUE, bindparam("never", NEVER, type_=UTCDateTime())),
    "number": Case.number,
    "respondent": Person.name,
}


def _of_category() -> ColumnElement[bool]:
    """Cases whose allegations, posts or reports fall under sub-types of a category."""
    wanted: Any = bindparam("subtypes", expanding=True)
    reports = union(
        select(Post.incident_id)
        .join(PostSubtype, PostSubtype.post_id == Post.id)
        .where(PostSubtype.subtype.in_(wanted)),
        select(IncidentCategory.incident_id).where(IncidentCategory.subtype.in_(wanted)),
    ).subquery()
    return Case.id.in_(
        union(
            select(Allegation.case_id)
            .join(AllegationSubtype, AllegationSubtype.allegation_id == Allegation.id)
            .where(AllegationSubtype.subtype.in_(wanted)),
            select(CaseIncident.case_id).where(CaseIncident.incident_id.in_(select(reports.c[0]))),
        )
    )


def _reads_every_report(roles: frozenset[str]) -> bool:
    return any(grant.relation is None and grant.role in roles for grant in grants_for(Permission.REPORT_READ))


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    viewer = viewer_pattern(shape.roles)
    found = [visible_case(viewer, shape.permission, NOW), *_by_stage(shape.stage), *_by_assignee(shape.assignee)]
    if shape.track:
        found.append(Case.track == bindparam("track"))
    if shape.unit:
        found.append(Unit.code == bindparam("unit"))
    if shape.category:
        found.append(_of_category())
        if not _reads_every_report(shape.roles):  # a category is content: a header gives none away
            found.append(visible_case(viewer, Permission.CASE_READ, NOW))
    if shape.overdue:
        found.append(Case.id.in_(select(Deadline.case_id).where(Deadline.due_at < NOW, *_open_deadline())))
    return [*found, *(holds((Case.number, Person.name), bindparam(f"word{place}")) for place in range(shape.words))]


def _by_stage(stage: str) -> list[ColumnElement[bool]]:
    if stage == OPEN:
        return [Case.stage != "closed"]
    return [Case.stage == bindparam("stage")] if stage else []


def _by_assignee(assignee: str) -> list[ColumnElement[bool]]:
    if assignee == "nobody":
        return [Case.assignee_id.is_(None)]
    return [Case.assignee_id == bindparam("assignee", type_=Case.id.type)] if assignee else []


def _joined(statement: Any, shape: Shape, *, for_rows: bool) -> Any:
    if for_rows or shape.words:
        statement = statement.join(Person, Person.id == Case.respondent_id)
    if for_rows or shape.unit:
        statement = statement.outerjoin(Employment, Employment.id == Case.employment_id)
        statement = statement.outerjoin(Unit, Unit.id == Employment.unit_id)
    return statement.outerjoin(_ASSIGNEE, _ASSIGNEE.id == Case.assignee_id) if for_rows else statement


@lru_cache(maxsize=512)
def _rows_statement(shape: Shape) -> Any:
    value = _SORTED[shape.key]
    columns = (
        Case.number,
        type_coerce(Case.track, String()).label("track"),  # as plain codes: a page of rows needs no Python enum
        type_coerce(Case.stage, String()).label("stage"),
        Case.stage_since_at,
        Case.opened_at,
        Person.name.label("respondent"),
        Unit.name.label("unit"),
        _ASSIGNEE.name.label("assignee"),
        NEXT_DUE.label("next_due_at"),
    )
    statement = _joined(select(*columns).select_from(Case), shape, for_rows=True).where(*_conditions(shape))
    if shape.paged:
        here = tuple_(value, Case.number)
        there = tuple_(bindparam("value", type_=value.type), bindparam("number", type_=Case.number.type))
        statement = statement.where(here < there if shape.descends else here > there)
    order = (value.desc(), Case.number.desc()) if shape.descends else (value.asc(), Case.number.asc())
    return statement.order_by(*order).limit(bindparam("limit"))


@lru_cache(maxsize=512)
def _count_statement(shape: Shape) -> Any:
    return _joined(select(func.count()).select_from(Case), shape, for_rows=False).where(*_conditions(shape))


def _assignee(work: Work, found: CaseFilter) -> UUID | None:
    if found.assignee in ("", "nobody"):
        return None
    if found.assignee == "me":
        return work.viewer.person_id
    try:
        return UUID(found.assignee)
    except ValueError:
        raise BadInput({"assignee": "Say me, nobody or a person's id."}) from None


def _values(work: Work, found: CaseFilter) -> dict[str, Any]:
    values = bound(work)
    if found.category:
        category = work.reference.taxonomy.category(found.category)
        values["subtypes"] = [one.code for one in category.subtypes]
    if assignee := _assignee(work, found):
        values["assignee"] = assignee
    for name in ("stage", "track", "unit"):
        if (value := getattr(found, name)) and value != OPEN:
            values[name] = value
    return values | {f"word{place}": pattern_of(word) for place, word in enumerate(found.words())}


def _shape(work: Work, found: CaseFilter, permission: Permission, *, descends: bool, paged: bool) -> Shape:
    return Shape(
        roles=work.viewer.roles,
        permission=permission.value,
        stage=found.stage if found.stage in ("", OPEN) else "one",
        track=bool(found.track),
        unit=bool(found.unit),
        category=bool(found.category),
        assignee=found.assignee if found.assignee in ("", "nobody") else "one",
        overdue=bool(found.overdue),
        words=len(found.words()),
        key=found.key,
        descends=descends,
        paged=paged,
    )


def list_cases(work: Work, found: CaseFilter, *, limit: int, cursor: Cursor | None = None) -> Page:
    """One page of the cases the viewer may list, `limit` rows at most, from a cursor on.

    Raises BadInput for a filter or cursor that cannot be used.
    """
    back = cursor is not None and cursor.way == "previous"
    shape = _shape(work, found, Permission.CASE_LIST, descends=found.descends != back, paged=cursor is not None)
    values = _values(work, found)
    connection = work.session.connection()
    total: int = connection.execute(_count_statement(shape), values).scalar_one()
    page = {**values, "limit": limit + 1}
    if cursor is not None:
        page |= {"value": sort_value(found.key, cursor.value), "number": cursor.number}
    rows = list(connection.execute(_rows_statement(shape), page).all())
    more = len(rows) > limit
    rows = rows[:limit][::-1] if back else rows[:limit]
    before = 0 if cursor is None else max(cursor.before - len(rows), 0) if back else cursor.before
    has_next, has_previous = (True, more) if back else (more, before > 0)
    return Page(
        rows,
        first=before + 1 if rows else 0,
        last=before + len(rows),
        total=total,
        next=_cursor(found.key, "next", rows, before) if rows and has_next else "",
        previous=_cursor(found.key, "previous", rows, before) if rows and has_previous else "",
    )


def _cursor(key: str, way: Any, rows: list[Any], before: int) -> str:
    row = rows[-1] if way == "next" else rows[0]
    found = {
        "opened": row.opened_at,
        "stage": row.stage_since_at,
        "due": row.next_due_at or NEVER,
        "number": row.number,
        "respondent": row.respondent,
    }[key]
    text = found.isoformat() if isinstance(found, datetime) else found
    return write_cursor(Cursor(way, text, row.number, before + len(rows) if way == "next" else before))


def all_cases(work: Work, found: CaseFilter, *, most: int = 100_000) -> list[Any]:
    """Every row of a filter that the viewer may export, for CSV."""
    shape = _shape(work, found, Permission.CASE_EXPORT, descends=found.descends, paged=False)
    values = {**_values(work, found), "limit": most}
    return list(work.session.connection().execute(_rows_statement(shape), values).all())


@lru_cache(maxsize=64)
def _assignees_statement(roles: frozenset[str]) -> Any:
    seen = visible_case(viewer_pattern(roles), Permission.CASE_LIST, NOW)
    return (
        select(Person.id, Person.name).where(Person.id.in_(select(Case.assignee_id).where(seen))).order_by(Person.name)
    )


def filter_choices(work: Work) -> dict[str, list[tuple[str, str]]]:
    """Units, and the people to whom cases that the viewer sees are assigned."""
    connection = work.session.connection()
    units = connection.execute(select(Unit.code, Unit.name).order_by(Unit.name))
    people = connection.execute(_assignees_statement(work.viewer.roles), bound(work))
    return {
        "units": [(row.code, row.name) for row in units],
        "assignees": [(str(row.id), row.name) for row in people],
    }
