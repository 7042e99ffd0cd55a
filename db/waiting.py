"""What waits for a person: everything that they, by part or by office, are to do next. One prepared statement.

Each kind is a branch of one UNION, so that the count in the navigation and the inbox itself can never disagree, and
each asks the policy table whether the viewer may do the thing now: a wall leaves no trace.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Uuid,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from db.domain.relation import ALWAYS_EXCLUDING, EXCLUDING
from db.domain.role import Role
from db.models import (
    Case,
    Deadline,
    Disclosure,
    Hearing,
    Incident,
    Letter,
    MatterRelation,
    Panel,
    PanelMember,
    Proceeding,
    Question,
    Service,
    SpeechReview,
    Step,
    Vote,
)
from db.prepared import NOW, PERSON, bound, viewer_pattern
from db.types import UTCDateTime
from db.visibility import visible_case
from db.work import Work

PARTS = ("investigator", "cause_reviewer", "presenting_counsel", "deciding_official", "appeal_member", "monitor")
# `who_must_act` of a deadline -> the relation of those whom it means.
WHO_RELATION = {part: part for part in PARTS} | {"both_sides": "presenting_counsel"}

WHO_ROLE = (Role.INTAKE, Role.CONFLICT_OFFICER, Role.CLERK, Role.HR, Role.RECORDS, Role.BOARD_CHAIR)
"""`who_must_act` that means everybody with the role who is not excluded."""

PARTIES = ("respondent", "both_sides")
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


def _item(
    kind: str,
    title: Any,
    *,
    on: str = "case",
    number: Any = Case.number,
    due_at: Any = None,
    due_on: Any = None,
    rule: Any = "",
) -> Select[Any]:
    of_case = on != "report"
    return select(
        literal(kind).label("kind"),
        literal(on).label("on"),
        number.label("number"),
        (literal(title) if isinstance(title, str) else title).label("title"),
        (type_coerce(Case.stage, String()) if of_case else literal("")).label("stage"),
        (cast(null(), UTCDateTime()) if due_at is None else due_at).label("due_at"),
        (cast(null(), Date()) if due_on is None else due_on).label("due_on"),
        (literal(rule) if isinstance(rule, str) else rule).label("rule"),
        (Case.id if of_case else cast(null(), Uuid())).label("case_id"),
    )


def _running(kinds: Any, column: str, matter: Any) -> ColumnElement[bool]:
    relation = aliased(MatterRelation)
    return exists().where(
        getattr(relation, column) == matter,
        relation.person_id == PERSON,
        relation.kind.in_(sorted(kinds)),
        relation.from_at <= NOW,
        or_(relation.until_at.is_(None), relation.until_at > NOW),
    )


def _on_case(kinds: Any) -> ColumnElement[bool]:
    return _running(kinds, "case_id", Case.id)


def _on_report(kinds: Any) -> ColumnElement[bool]:
    return _running(kinds, "incident_id", Incident.id)


_OPEN = and_(
    Deadline.met_at.is_(None),
    Deadline.ended_at.is_(None),
    Deadline.paused_since_at.is_(None),
    Deadline.kind != "not_before",
)


def _deadlines(roles: frozenset[str]) -> list[Select[Any]]:
    """Clocks where this person must act: by relation, by office, and as a party."""
    mine = [role.value for role in WHO_ROLE if role.value in roles]
    parts = or_(
        *(and_(MatterRelation.kind == kind, Deadline.who_must_act == who) for who, kind in WHO_RELATION.items())
    )
    party = and_(MatterRelation.kind.in_(("respondent", "respondent_side")), Deadline.who_must_act.in_(PARTIES))
    found = [
        _by_relation("case").where(parts, ~_on_case(EXCLUDING)),
        _by_relation("portal").where(party, ~_on_case(ALWAYS_EXCLUDING)),
    ]
    if mine:
        of_case = _item("deadline", Deadline.label, due_at=Deadline.due_at, rule=Deadline.rule)
        of_report = _item(
            "deadline", Deadline.label, on="report", number=Incident.number, due_at=Deadline.due_at, rule=Deadline.rule
        )
        found += [
            of_case.select_from(Deadline)
            .join(Case, Case.id == Deadline.case_id)
            .where(_OPEN, Deadline.who_must_act.in_(mine), ~_on_case(EXCLUDING)),
            of_report.select_from(Deadline)
            .join(Incident, Incident.id == Deadline.incident_id)
            .where(_OPEN, Deadline.who_must_act.in_(mine), ~_on_report(EXCLUDING)),
        ]
    return found


def _by_relation(on: str) -> Select[Any]:
    """Open clocks of the cases that the viewer has a running relation to."""
    return (
        _item("deadline", Deadline.label, on=on, due_at=Deadline.due_at, rule=Deadline.rule)
        .select_from(MatterRelation)
        .join(Deadline, Deadline.case_id == MatterRelation.case_id)
        .join(Case, Case.id == Deadline.case_id)
        .where(
            MatterRelation.person_id == PERSON,
            MatterRelation.from_at <= NOW,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > NOW),
            _OPEN,
        )
    )


def _deciding() -> dict[str, Select[Any]]:
    """Conflicts to declare, questions to vote on, panels to name; by the permission that each takes."""
    seat = and_(PanelMember.panel_id == Panel.id, PanelMember.person_id == PERSON, PanelMember.left_at.is_(None))
    voted = exists().where(Vote.question_id == Question.id, Vote.person_id == PERSON)
    return {
        "conflict:declare": _item("declare", "Declare your conflicts")
        .join(Panel, and_(Panel.case_id == Case.id, Panel.round == Case.round))
        .join(PanelMember, seat)
        .where(PanelMember.declared_at.is_(None)),
        "vote:cast": _item("vote", Question.text)
        .select_from(Case)
        .join(Question, and_(Question.case_id == Case.id, Question.round == Case.round))
        .join(Panel, Panel.id == Question.panel_id)
        .join(PanelMember, seat)
        .where(Question.closed_at.is_(None), PanelMember.declared_at.is_not(None), ~voted),
        "panel:compose": _item("panel", "Name the members of the panel").where(
            Case.stage == "charged", Case.track == "licence", ~exists().where(Panel.case_id == Case.id)
        ),
    }


def _working() -> dict[str, Select[Any]]:
    """Steps of one's own, reviews of cause and of speech, letters to serve; by the permission that each takes."""
    served = exists().where(Service.letter_id == Letter.id, Service.succeeded.is_(True))
    return {
        "step:complete": _item("step", Step.title, due_on=Step.due_on)
        .select_from(Step)
        .join(Case, Case.id == Step.case_id)
        .where(Step.owner_id == PERSON, Step.completed_at.is_(None)),
        "cause:find": _item("cause", "Review cause").where(Case.stage == "cause_review"),
        "speech_review:record": _item("speech", "Record the speech review").where(
            _on_case(("speech_reviewer",)), ~exists().where(SpeechReview.case_id == Case.id)
        ),
        "letter:serve": _item("serve", Letter.subject)
        .select_from(Letter)
        .join(Case, Case.id == Letter.case_id)
        .where(Letter.recalled_at.is_(None), ~served, Case.stage != "closed"),
    }


def _unstaffed() -> dict[str, Select[Any]]:
    """Cases that stand still because nobody has the part they need; by the permission that giving it takes."""

    def nobody(kind: str) -> ColumnElement[bool]:
        held = aliased(MatterRelation)
        return ~exists().where(held.case_id == Case.id, held.kind == kind, held.until_at.is_(None))

    return {
        "case:assign": _item(
            "assign",
            case(
                (Case.stage == "investigation", literal("Assign an investigator")),
                else_=literal("Assign a cause reviewer"),
            ),
        ).where(
            or_(
                and_(Case.stage == "investigation", nobody("investigator")),
                and_(Case.stage == "cause_review", nobody("cause_reviewer")),
            )
        ),
        "official:designate": _item("official", "Designate the deciding official").where(
            Case.stage == "charged", Case.track == "employer", ~exists().where(Panel.case_id == Case.id)
        ),
    }


def _preparing() -> dict[str, Select[Any]]:
    """What the clerk and counsel owe a case next; by the permission that each takes."""
    return {
        "disclosure:record": _item("disclose", "Disclose the evidence").where(
            Case.stage == "charged",
            _on_case(("presenting_counsel",)),
            ~exists().where(Disclosure.case_id == Case.id),
        ),
        "hearing:schedule": _item("schedule", "Schedule the hearing or meeting").where(
            Case.stage == "charged",
            exists().where(Panel.case_id == Case.id),
            ~exists().where(Hearing.case_id == Case.id),
        ),
        "outcome:serve": _item("outcome", "Serve the final outcome").where(
            Case.stage == "decided",
            ~exists().where(Letter.case_id == Case.id, Letter.kind == "final_outcome", Letter.recalled_at.is_(None)),
            ~exists().where(
                Deadline.case_id == Case.id,
                Deadline.rule.in_(("appeal", "grievance")),
                Deadline.met_at.is_(None),
                Deadline.ended_at.is_(None),
                Deadline.due_at > NOW,
            ),
            ~exists().where(
                Proceeding.case_id == Case.id,
                Proceeding.kind.in_(("appeal", "grievance")),
                Proceeding.ended_at.is_(None),
            ),
        ),
    }


@lru_cache(maxsize=64)
def _statement(roles: frozenset[str]) -> Any:
    viewer = viewer_pattern(roles)
    tasks = {**_deciding(), **_working(), **_unstaffed(), **_preparing()}
    mine = [one.where(visible_case(viewer, may, NOW)) for may, one in tasks.items() if viewer.can(may)]
    return union_all(*_deadlines(roles), *mine)


@lru_cache(maxsize=64)
def _count_statement(roles: frozenset[str]) -> Any:
    return select(func.count()).select_from(_statement(roles).subquery())


def waiting_for(work: Work) -> list[Waiting]:
    """Everything that waits for the viewer, in no order. At most 200 rows; `count_waiting` counts them all."""
    rows = work.session.connection().execute(_statement(work.viewer.roles).limit(MOST), bound(work))
    return [Waiting(*row) for row in rows]


def count_waiting(work: Work) -> int:
    """How many things wait for the viewer: the number beside Inbox."""
    found: int = work.session.connection().execute(_count_statement(work.viewer.roles), bound(work)).scalar_one()
    return found
