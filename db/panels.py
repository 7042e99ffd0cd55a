"""Who decides an instance of a case: its panel in the running round, who sits on it, and who could be named."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from db.domain.conflict import missing_for_function
from db.domain.instance import Instance
from db.domain.relation import DECIDING, EXCLUDING, RelationKind
from db.domain.role import Role
from db.domain.rule import Missing, ensure
from db.models import (
    Account,
    AccountRole,
    BoardTerm,
    Case,
    Decision,
    MatterRelation,
    Panel,
    PanelMember,
    Person,
    Recusal,
)
from db.work import Work


@dataclass(frozen=True)
class Candidate:
    """Somebody with a seat to fill: `barred` says why they cannot be named in this matter; empty when they can."""

    person_id: UUID
    name: str
    qualification: str
    is_chair: bool = False
    is_alternate: bool = False
    barred: tuple[Missing, ...] = ()


def panel_of(work: Work, case: Case, instance: str) -> Panel | None:
    """The panel of an instance in the running round, or None before it is named."""
    return work.session.scalars(
        select(Panel).where(Panel.case_id == case.id, Panel.instance == instance, Panel.round == case.round)
    ).first()


def members_of(work: Work, panel: Panel) -> list[PanelMember]:
    """Everybody who holds or held a seat, by seat and time."""
    return list(
        work.session.scalars(
            select(PanelMember)
            .where(PanelMember.panel_id == panel.id)
            .order_by(PanelMember.seat, PanelMember.named_at, PanelMember.id)
        )
    )


def wholly_recused(work: Work, case: Case) -> frozenset[UUID]:
    """People who are recused from the whole case, as ids of persons."""
    by_row = select(Recusal.person_id).where(Recusal.case_id == case.id, Recusal.scope == "whole")
    by_relation = select(MatterRelation.person_id).where(
        MatterRelation.case_id == case.id,
        MatterRelation.kind == RelationKind.RECUSED,
        or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
    )
    return frozenset(work.session.scalars(by_row)) | frozenset(work.session.scalars(by_relation))


def sitting_members(work: Work, case: Case, instance: str) -> list[PanelMember]:
    """Those who decide the instance now: named, not recused, not replaced."""
    panel = panel_of(work, case, instance)
    if panel is None:
        return []
    gone = wholly_recused(work, case)
    return [
        one
        for one in members_of(work, panel)
        if one.left_at is None and one.replaced_by_id is None and one.person_id not in gone
    ]


def own_seat(work: Work, case: Case, instance: str) -> PanelMember | None:
    """The viewer's own seat on an instance, or None."""
    return next((one for one in sitting_members(work, case, instance) if one.person_id == work.viewer.person_id), None)


def ensure_member(work: Work, case: Case, instance: Instance, act: str) -> PanelMember:
    """The viewer's seat; raises RuleBroken for somebody who does not sit on this instance or has not declared."""
    seat = own_seat(work, case, instance.code)
    if seat is None:
        text = f"Only those who decide here may do this ({instance.label.lower()})."
        ensure(Missing("not_a_member", text, None))
        raise AssertionError("unreachable")
    if seat.declared_at is None:
        ensure(Missing("declared", "Declare first whether a conflict exists.", "conflict:declare"))
    if seat.has_conflict:
        ensure(Missing("conflict", "You declared a conflict: recuse yourself, or wait until it is cleared.", act))
    return seat


def issued_decision(work: Work, case: Case, instance: str) -> Decision | None:
    """What an instance issued in the running round, or None."""
    return work.session.scalars(
        select(Decision).where(Decision.case_id == case.id, Decision.instance == instance, Decision.round == case.round)
    ).first()


def current_instance(work: Work, case: Case) -> Instance:
    """The instance that decides now: the first of the track without its decision in this round; then the appeal."""
    procedure = work.reference.procedure(case.track)
    for one in procedure.instances:
        if issued_decision(work, case, one.code) is None:
            return one
    return procedure.appeal


def relations_had(work: Work, case: Case, people: Iterable[UUID]) -> dict[UUID, set[RelationKind]]:
    """What each person is or was in this matter. An excluding relation counts only while it runs."""
    found: dict[UUID, set[RelationKind]] = defaultdict(set)
    rows = work.session.execute(
        select(MatterRelation.person_id, MatterRelation.kind, MatterRelation.until_at).where(
            MatterRelation.case_id == case.id, MatterRelation.person_id.in_(list(people))
        )
    )
    for person_id, kind, until_at in rows:
        runs = until_at is None or until_at > work.now
        if runs or kind not in EXCLUDING:
            found[person_id].add(RelationKind(kind))
    return found


def board_candidates(work: Work, case: Case, instance: Instance) -> list[Candidate]:
    """The board's members and alternates with what bars each of them, members before alternates, by name.

    Who sits on the instance already is left out. A member of another instance of the same round is barred only where
    the rules bar them (an appeal).
    """
    terms = work.session.execute(
        select(BoardTerm, Person.name)
        .join(Person, Person.id == BoardTerm.person_id)
        .where(BoardTerm.from_on <= work.today, or_(BoardTerm.until_on.is_(None), BoardTerm.until_on >= work.today))
        .order_by(BoardTerm.is_alternate, Person.name, BoardTerm.id)
    ).all()
    panel = panel_of(work, case, instance.code)
    seated = {one.person_id for one in members_of(work, panel)} if panel else set()
    had = relations_had(work, case, [term.person_id for term, _ in terms])
    gone = wholly_recused(work, case)
    found: dict[UUID, Candidate] = {}
    for term, name in terms:
        if term.person_id in seated or term.person_id in found or term.person_id == case.respondent_id:
            continue
        kinds = had[term.person_id] | ({RelationKind.RECUSED} if term.person_id in gone else set())
        barred = missing_for_function(instance.member_relation, kinds, name=name)
        found[term.person_id] = Candidate(
            term.person_id, name, term.qualification, term.is_chair, term.is_alternate, barred
        )
    return list(found.values())


def free_candidates(work: Work, case: Case, instance: Instance) -> list[Candidate]:
    """Those who can be named: neither excluded nor barred by what they did in this matter."""
    return [one for one in board_candidates(work, case, instance) if not one.barred]


def official_candidates(work: Work, case: Case, instance: Instance) -> list[Candidate]:
    """Who holds the role of a deciding official and is free to decide this case, by name."""
    rows = work.session.execute(
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            AccountRole.role == Role.DECIDING_OFFICIAL,
            AccountRole.approved_at.is_not(None),
            AccountRole.ended_at.is_(None),
            Account.disabled_at.is_(None),
            Person.id != case.respondent_id,
        )
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()
    had = relations_had(work, case, [row.id for row in rows])
    gone = wholly_recused(work, case)
    sitting = {one.person_id for one in sitting_members(work, case, instance.code)}
    return [
        Candidate(row.id, row.name, "official")
        for row in rows
        if row.id not in gone | sitting and not missing_for_function(instance.member_relation, had[row.id])
    ]


def deciding_kinds() -> list[str]:
    """The relations of those who decide."""
    return sorted(DECIDING)
