"""Tasks that a case gives by where it stands: what each kind of work looks for, as a query of common columns."""

from typing import Any

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
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from db.dialect.selected import among
from db.domain.stage import Stage
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
from db.prepared import NOW, PERSON
from db.types import UTCDateTime


def item(
    kind: str,
    title: Any,
    *,
    on: str = "case",
    number: Any = Case.number,
    due_at: Any = None,
    due_on: Any = None,
    rule: Any = "",
) -> Select[Any]:
    """The common columns of a thing to do; `on` says whether it is a case's, a party's portal's or a report's."""
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


def _related(kinds: Any, column: str, matter: Any) -> ColumnElement[bool]:
    relation = aliased(MatterRelation)
    mine = getattr(relation, column)
    return matter.in_(  # type: ignore[no-any-return]
        select(mine).where(
            relation.person_id == PERSON,
            mine.is_not(None),
            relation.kind.in_([literal(str(kind)) for kind in sorted(kinds)]),
            relation.from_at <= NOW,
            or_(relation.until_at.is_(None), relation.until_at > NOW),
        )
    )


def on_case(kinds: Any) -> ColumnElement[bool]:
    """Whether the person has a running relation of these kinds to the case."""
    return _related(kinds, "case_id", Case.id)


def on_report(kinds: Any) -> ColumnElement[bool]:
    """Whether the person has a running relation of these kinds to the report."""
    return _related(kinds, "incident_id", Incident.id)


_BEFORE_CLOSED = [stage.value for stage in Stage if stage is not Stage.CLOSED]
OPEN_CASES = select(Case.id).where(Case.stage.in_(_BEFORE_CLOSED)).scalar_subquery()
"""Few, found by the index on stages: what starts from them never walks through years of closed cases."""


def _deciding() -> dict[str, Select[Any]]:
    """Conflicts to declare, questions to vote on, panels to name; by the permission that each takes."""
    seat = and_(PanelMember.panel_id == Panel.id, PanelMember.person_id == PERSON, PanelMember.left_at.is_(None))
    voted = exists().where(Vote.question_id == Question.id, Vote.person_id == PERSON)
    return {
        "conflict:declare": item("declare", "Declare your conflicts")
        .join(Panel, and_(Panel.case_id == Case.id, Panel.round == Case.round))
        .join(PanelMember, seat)
        .where(Panel.case_id.in_(OPEN_CASES), PanelMember.declared_at.is_(None)),
        "vote:cast": item("vote", Question.text)
        .select_from(Case)
        .join(Question, and_(Question.case_id == Case.id, Question.round == Case.round))
        .join(Panel, Panel.id == Question.panel_id)
        .join(PanelMember, seat)
        .where(
            Question.case_id.in_(OPEN_CASES),
            Question.closed_at.is_(None),
            PanelMember.declared_at.is_not(None),
            ~voted,
        ),
        "panel:compose": item("panel", "Name the members of the panel").where(
            Case.stage == "charged", Case.track == "licence", ~exists().where(Panel.case_id == Case.id)
        ),
    }


def _working() -> dict[str, Select[Any]]:
    """Steps of one's own, reviews of cause and of speech, letters to serve; by the permission that each takes."""
    served = exists().where(Service.letter_id == Letter.id, Service.succeeded.is_(True))
    return {
        "step:complete": item("step", Step.title, due_on=Step.due_on)
        .select_from(Step)
        .join(Case, Case.id == Step.case_id)
        .where(Step.owner_id == PERSON, Step.completed_at.is_(None)),
        "cause:find": item("cause", "Review cause").where(Case.stage == "cause_review"),
        "speech_review:record": item("speech", "Record the speech review").where(
            on_case(("speech_reviewer",)), ~exists().where(SpeechReview.case_id == Case.id)
        ),
        "letter:serve": item("serve", Letter.subject)
        .select_from(Letter)
        .join(Case, Case.id == Letter.case_id)
        .where(among(Letter.case_id, OPEN_CASES), Letter.recalled_at.is_(None), ~served),
    }


def _unstaffed() -> dict[str, Select[Any]]:
    """Cases that stand still because nobody has the part they need; by the permission that giving it takes."""

    def nobody(kind: str) -> ColumnElement[bool]:
        held = aliased(MatterRelation)
        return ~exists().where(held.case_id == Case.id, held.kind == kind, held.until_at.is_(None))

    return {
        "case:assign": item(
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
        "official:designate": item("official", "Designate the deciding official").where(
            Case.stage == "charged", Case.track == "employer", ~exists().where(Panel.case_id == Case.id)
        ),
    }


def _preparing() -> dict[str, Select[Any]]:
    """What the clerk and counsel owe a case next; by the permission that each takes."""
    return {
        "disclosure:record": item("disclose", "Disclose the evidence").where(
            Case.stage == "charged",
            on_case(("presenting_counsel",)),
            ~exists().where(Disclosure.case_id == Case.id),
        ),
        "hearing:schedule": item("schedule", "Schedule the hearing or meeting").where(
            Case.stage == "charged",
            exists().where(Panel.case_id == Case.id),
            ~exists().where(Hearing.case_id == Case.id),
        ),
        "outcome:serve": item("outcome", "Serve the final outcome").where(
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


def tasks() -> dict[str, Select[Any]]:
    """Every kind of task, by the permission that doing it takes."""
    return {**_deciding(), **_working(), **_unstaffed(), **_preparing()}
