"""Questions and votes as members of the instance see them, and what everybody else sees of them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.board.service.votes import recused_charges
from db.domain.instance import Instance
from db.domain.permission import Permission
from db.domain.plain import count_words
from db.domain.stage import Stage
from db.domain.vote import LABELS, Choice
from db.models import Case, PanelMember, Question, Vote
from db.panels import current_instance, issued_decision, members_of, own_seat, panel_of, sitting_members
from db.people import names_of
from db.questions import questions_of, votes_on
from db.work import Work


@dataclass
class VoteRow:
    """A member's vote as another member of the instance sees it after casting their own."""

    name: str
    vote: str
    reasons: str = ""
    is_void: bool = False


@dataclass
class QuestionRow:
    """A question. `votes` is filled only for members who have voted themselves, or once it is closed."""

    id: UUID
    ordinal: int
    text: str
    is_open: bool
    result: str
    cast: str
    own_vote: str
    may_vote: bool
    kind: str
    charge_version_id: UUID | None
    closed_at: datetime | None
    votes: list[VoteRow] = field(default_factory=list)


@dataclass
class Deliberation:
    """One instance's questions. `is_member` says whether the viewer deliberates in it."""

    code: str
    label: str
    is_member: bool
    rule: str
    questions: list[QuestionRow]
    waiting: int = 0  # open questions that wait for the viewer's own vote
    is_issued: bool = False


def _rule(instance: Instance) -> str:
    wanted = instance.concurrence
    needs = "a majority of those voting" if isinstance(wanted, str) else f"{wanted} votes"
    tie = "a tie leaves the order standing" if instance.tie == "order_stands" else "a tie fails"
    return f"Quorum {instance.quorum}; a yes takes {needs}; {tie}. An abstention counts for the quorum only."


def was_member(work: Work, case: Case, instance: str) -> bool:
    """Whether the viewer sits on an instance of this round, or sat on it until its decision was issued."""
    panel = panel_of(work, case, instance)
    if panel is None:
        return False
    return any(one.person_id == work.viewer.person_id and one.replaced_by_id is None for one in members_of(work, panel))


def deliberations(work: Work, case: Case, held: frozenset[Permission]) -> list[Deliberation]:
    """Every instance of the round that has questions, in their order; its content only for its own members."""
    procedure = work.reference.procedure(case.track)
    reads = Permission.DELIBERATION_READ in held
    found = []
    for instance in (*procedure.instances, procedure.appeal):
        if instance.is_single:
            continue
        member = reads and was_member(work, case, instance.code)
        rows = questions_of(work, case, instance.code)
        shown = rows if member else [one for one in rows if one.closed_at is not None]
        if not shown and not (member and is_at_work(work, case, instance)):
            continue
        built = [_question(work, case, one, instance, member=member) for one in shown]
        found.append(
            Deliberation(
                instance.code, instance.label, member, _rule(instance), built,
                waiting=sum(one.may_vote for one in built),
                is_issued=issued_decision(work, case, instance.code) is not None,
            )
        )  # fmt: skip
    return found


def is_at_work(work: Work, case: Case, instance: Instance) -> bool:
    """Whether this instance is the one that decides now."""
    if case.stage == Stage.DECIDED:
        return instance.code == work.reference.procedure(case.track).appeal.code
    return case.stage == Stage.DELIBERATION and current_instance(work, case).code == instance.code


def _question(work: Work, case: Case, row: Question, instance: Instance, *, member: bool) -> QuestionRow:
    votes = votes_on(work, row)
    own = next((one for one in votes if one.person_id == work.viewer.person_id), None)
    sitting: list[PanelMember] = sitting_members(work, case, instance.code)
    counted = [one for one in votes if one.voided_at is None]
    seat = own_seat(work, case, instance.code)
    barred = row.charge_version_id in recused_charges(work, case, work.viewer.person_id)
    found = QuestionRow(
        id=row.id, ordinal=row.ordinal, text=row.text, is_open=row.closed_at is None, result=row.result or "",
        cast=f"{len(counted)} of {count_words(len(sitting), 'member')} voted",
        own_vote=LABELS[Choice(own.value)] if own and member else "",
        may_vote=bool(member and seat and own is None and row.closed_at is None and not barred),
        kind=row.kind, charge_version_id=row.charge_version_id, closed_at=row.closed_at,
    )  # fmt: skip
    if member and (own is not None or row.closed_at is not None):
        found.votes = _votes(work, votes)
    return found


def _votes(work: Work, votes: list[Vote]) -> list[VoteRow]:
    names = names_of(work, {one.person_id for one in votes})
    rows = [
        VoteRow(names[one.person_id], LABELS[Choice(one.value)], one.reasons, one.voided_at is not None)
        for one in votes
    ]
    return sorted(rows, key=lambda row: row.name)


def result_for(work: Work, case: Case, version_id: UUID, instance: str) -> str:
    """The announced result of the last question on a finding for one charge version."""
    return (
        work.session.scalar(
            select(Question.result)
            .where(
                Question.case_id == case.id,
                Question.round == case.round,
                Question.instance == instance,
                Question.kind == "finding",
                Question.charge_version_id == version_id,
                Question.closed_at.is_not(None),
            )
            .order_by(Question.ordinal.desc())
            .limit(1)
        )
        or ""
    )
