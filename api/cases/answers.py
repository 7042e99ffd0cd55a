"""One case as JSON: few prepared statements, narrow columns, bound values only."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import String, bindparam, exists, literal, or_, select, type_coerce, union_all

from api.access import MatterNotFound, permitted
from api.acts import REGISTRY
from api.cases.listing import NEXT_DUE
from api.cases.moves import MoveState, move_states
from api.cases.rows import labels_of
from api.cases.schemas import (
    CaseAnswer,
    CaseContent,
    DeadlineRow,
    EventRow,
    MissingRow,
    MoveAnswer,
    MovesAnswer,
    PersonShown,
    Timeline,
)
from api.cases.timeline import TimelinePage, text_of
from db.case_facts import facts_of
from db.domain.deadline import Clock, Kind, clock_words
from db.domain.event import words_for
from db.domain.permission import Permission
from db.models import (
    Case,
    CaseIncident,
    Deadline,
    Employment,
    Incident,
    LegalHold,
    Letter,
    MatterRelation,
    Person,
    Service,
    Unit,
)
from db.types import UTCDateTime
from db.work import Work, reading_recorded

_ASSIGNEE = Person.__table__.alias("assignee")
_SERVED = exists().where(
    Service.letter_id == Letter.id,
    Service.case_id == Case.id,
    Service.succeeded.is_(True),
    or_(Letter.kind == "charges", Letter.kind == "proposed_action"),  # in_ would be written anew at each run
)

_CASE = (
    select(
        Case.id,
        Case.number,
        Case.version,
        Case.track,
        Case.stage,
        Case.stage_since_at,
        Case.round,
        Case.summary,
        Case.opened_at,
        Case.closed_at,
        Case.closure,
        Case.stayed_since_at,
        Person.name.label("respondent"),
        Employment.title,
        Unit.name.label("unit"),
        _ASSIGNEE.c.name.label("assignee"),
        NEXT_DUE.label("next_due_at"),
        _SERVED.label("served"),
        reading_recorded(Case.id).label("recorded"),
    )
    .select_from(Case)
    .join(Person, Person.id == Case.respondent_id)
    .outerjoin(Employment, Employment.id == Case.employment_id)
    .outerjoin(Unit, Unit.id == Employment.unit_id)
    .outerjoin(_ASSIGNEE, _ASSIGNEE.c.id == Case.assignee_id)
    .where(Case.number == bindparam("number"))
)

_NOW = bindparam("now", type_=UTCDateTime())
_THIS = bindparam("case", type_=Case.id.type)

# What stands beside a case, asked in one go: the viewer's relations, its reports, its holds.
_BESIDE = union_all(
    select(literal("relation").label("what"), type_coerce(MatterRelation.kind, String).label("text")).where(
        MatterRelation.person_id == bindparam("reader", type_=Case.id.type),
        MatterRelation.case_id == _THIS,
        MatterRelation.from_at <= _NOW,
        or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > _NOW),
    ),
    select(literal("report"), Incident.number)
    .join(CaseIncident, CaseIncident.incident_id == Incident.id)
    .where(CaseIncident.case_id == _THIS),
    select(literal("hold"), type_coerce(LegalHold.kind, String)).where(
        LegalHold.case_id == _THIS, LegalHold.lifted_at.is_(None)
    ),
)

_DEADLINES = (
    select(
        Deadline.rule,
        Deadline.label,
        Deadline.kind,
        Deadline.due_at,
        Deadline.met_at,
        Deadline.ended_at,
        Deadline.paused_since_at,
        Deadline.who_must_act,
    )
    .where(Deadline.case_id == _THIS)
    .order_by(Deadline.due_at)
)


@dataclass(frozen=True)
class Answered:
    """The JSON of a case, and whether it holds content whose reading is not recorded yet."""

    body: CaseAnswer
    to_record: bool


def answer_case(work: Work, number: str) -> Answered:
    """A case as JSON. Raises MatterNotFound where nothing but the portal lets the viewer see it."""
    connection = work.session.connection()
    reader = {"reader": work.viewer.person_id, "hour": work.hour}
    row = connection.execute(_CASE, {"number": number, **reader}).first()
    if row is None:
        raise MatterNotFound
    beside: dict[str, list[str]] = {"relation": [], "report": [], "hold": []}
    for what, text in connection.execute(_BESIDE, {"case": row.id, "now": work.now, **reader}):
        beside[what].append(text)
    held = permitted(work.viewer.roles, frozenset(beside["relation"]), row.stage.value, bool(row.served))
    if not held & {Permission.CASE_READ, Permission.CASE_HEADER, Permission.SANCTION_READ}:
        raise MatterNotFound
    whole = Permission.CASE_READ in held
    body = CaseAnswer(
        number=row.number,
        version=row.version,
        track=row.track,
        stage=row.stage,
        stage_label=labels_of(work)[row.track, row.stage],
        stage_since_at=row.stage_since_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        stayed_since_at=row.stayed_since_at,
        respondent=PersonShown(row.respondent, row.title, row.unit),
        assignee=row.assignee,
        next_due_at=row.next_due_at,
        acts=[code for code in _acts_on_cases(held) if work.viewer.within_scopes(code)],
        content=_content(work, connection, row, beside) if whole else None,
    )
    return Answered(body, whole and not row.recorded)


@lru_cache(maxsize=4096)
def _acts_on_cases(held: frozenset[Permission]) -> tuple[str, ...]:
    """The acts on a case that these permissions open. Few combinations occur: each is worked out once."""
    return tuple(sorted(code for code in held if any(act.on == "case" for act in REGISTRY.get(code, ()))))


def _content(work: Work, connection: Any, row: Any, beside: dict[str, list[str]]) -> CaseContent:
    return CaseContent(
        summary=row.summary,
        round=row.round,
        reports=beside["report"],
        holds=beside["hold"],
        closure=row.closure,
        deadlines=[_deadline(work, one) for one in connection.execute(_DEADLINES, {"case": row.id})],
    )


def _deadline(work: Work, row: Any) -> DeadlineRow:
    clock = Clock(row.due_at, Kind(row.kind), row.met_at, row.ended_at, row.paused_since_at)
    words = clock_words(clock, work.now, work.office.zone)
    return DeadlineRow(row.rule, row.label, row.due_at, words.state, words.text, row.who_must_act)


def answer_moves(work: Work, case: Case, held: frozenset[Permission]) -> MovesAnswer:
    """Every move from where a case stands: what it lacks and has."""
    states = move_states(facts_of(work, case), held)
    return MovesAnswer(case.number, case.stage.value, [_move(state) for state in states])


def _move(state: MoveState) -> MoveAnswer:
    return MoveAnswer(
        move=state.move.name.value,
        title=state.move.title,
        leads_to=state.move.target.value if state.move.target else None,
        act=state.move.act,
        missing=[MissingRow(item.code, item.text, act) for item, act in state.missing],
        met=list(state.met),
    )


def answer_timeline(page: TimelinePage) -> Timeline:
    """A page of the timeline as JSON."""
    return Timeline(
        items=[
            EventRow(row.id.hex, row.name, words_for(row.name), text_of(row, page.notes), row.at, row.actor_label)
            for row in page.rows
        ],
        total=page.total,
        next=page.next or None,
    )
