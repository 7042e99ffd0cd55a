"""Recusal, replacement, challenge and ruling."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.panel import ChallengeDecider, RecuseDecider, ReplaceDecider, RuleOnChallenge
from api.board.service.charges import charge_choices
from api.board.service.panels import seat_member
from api.forms import Choice, Choices
from db.deadlines import start_clocks
from db.deciding import charge_rows
from db.domain.choice import SEATS
from db.domain.plain import count_words
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.domain.rule import Missing, ensure
from db.matter_relations import recuse_from_reports
from db.models import Case, Challenge, ChargeVersion, Panel, PanelMember, Question, Recusal, Vote
from db.panels import (
    deciding_kinds,
    free_candidates,
    issued_decision,
    members_of,
    sitting_members,
    wholly_recused,
)
from db.people import names_of
from db.work import Work


def _panels(work: Work, case: Case) -> list[Panel]:
    return list(
        work.session.scalars(
            select(Panel).where(Panel.case_id == case.id, Panel.round == case.round).order_by(Panel.at)
        )
    )


def sitting(work: Work, case: Case) -> list[tuple[PanelMember, str]]:
    """Everybody who decides some instance of the case now, with their names."""
    seats = [seat for panel in _panels(work, case) for seat in sitting_members(work, case, panel.instance)]
    names = names_of(work, {seat.person_id for seat in seats})
    return [(seat, names[seat.person_id]) for seat in seats]


def _people(rows: Iterable[tuple[PanelMember, str]]) -> list[Choice]:
    return [Choice(value, label) for value, label in {str(seat.person_id): name for seat, name in rows}.items()]


def recuse_choices(work: Work, case: Case) -> Choices:
    """Who can be recused by this viewer, and from which charge."""
    rows = sitting(work, case)
    if not _rules(work):
        rows = [(seat, name) for seat, name in rows if seat.person_id == work.viewer.person_id]
    return {"deciders": _people(rows), "charges": charge_choices(charge_rows(work, case))}


def _rules(work: Work) -> bool:
    return Role.BOARD_CHAIR in work.viewer.roles


def recuse_decider(work: Work, case: Case, data: RecuseDecider) -> Outcome:
    """Recuse oneself, or a member by the chair. From the whole case: the wall stands at once and votes are void."""
    act = "decider:recuse"
    person_id = data.person_id or work.viewer.person_id
    seats = [seat for seat, _ in sitting(work, case) if seat.person_id == person_id]
    charge = next((row for row in charge_rows(work, case) if row.charge.id == data.charge_id), None)
    by_issue = data.scope == "issue"
    ensure(
        None if seats else Missing("decider", "Choose somebody who decides this case.", act),
        None
        if person_id == work.viewer.person_id or _rules(work)
        else Missing("own_recusal", "Members recuse themselves; the chair recuses others.", act),
        Missing("issue", "Choose the charge.", act) if by_issue and charge is None else None,
    )
    votes = _own_votes(work, case, person_id, charge.charge.id if by_issue and charge else None)
    place = f"seat {seats[0].seat}"
    what = f"{place}, from charge {charge.charge.ordinal}." if by_issue and charge else f"{place}, from the whole case."
    work.record("decider:recused", case=case, text=what)
    row = Recusal(
        case_id=case.id, person_id=person_id, scope=data.scope,
        issue=str(charge.charge.id) if by_issue and charge else "", reason=data.reason,
        found_after_act=bool(votes), at=work.now, by_id=work.viewer.account_id,
    )  # fmt: skip
    work.session.add(row)
    void_votes(work, case, votes, "A conflict was found after the vote.")
    if not by_issue:
        _wall_off(work, case, person_id, data.reason)
    work.session.flush()
    void = f" {count_words(len(votes), 'vote')} void." if votes else ""
    return Outcome(row.id, f"Recused ({what.rstrip('.')}).{void}")


def _wall_off(work: Work, case: Case, person_id: UUID, reason: str) -> None:
    work.end_relation(person_id, deciding_kinds(), case=case)
    work.session.flush()
    work.relate(person_id, RelationKind.RECUSED, case=case, reason=reason, source="recusal")
    recuse_from_reports(work, case, person_id, reason)


def _own_votes(work: Work, case: Case, person_id: UUID, charge_id: UUID | None) -> list[Vote]:
    """The person's votes that still count, on instances that have not issued their decision."""
    rows = work.session.execute(
        select(Vote, Question)
        .join(Question, Question.id == Vote.question_id)
        .where(
            Question.case_id == case.id,
            Question.round == case.round,
            Vote.person_id == person_id,
            Vote.voided_at.is_(None),
        )
    ).all()
    open_rows = [(vote, question) for vote, question in rows if not issued_decision(work, case, question.instance)]
    if charge_id is None:
        return [vote for vote, _ in open_rows]
    versions = set(work.session.scalars(select(ChargeVersion.id).where(ChargeVersion.charge_id == charge_id)))
    return [vote for vote, question in open_rows if question.charge_version_id in versions]


def void_votes(work: Work, case: Case, votes: list[Vote], reason: str) -> None:
    """Void votes; a question they counted for is open again, since its result does not stand."""
    if not votes:
        return
    work.record("vote:voided", case=case, text=f"{count_words(len(votes), 'vote')} void: {reason.lower()}")
    for vote in votes:
        vote.voided_at, vote.void_reason = work.now, reason
        question = work.session.get_one(Question, vote.question_id)
        question.closed_at, question.carried, question.result = None, None, None


def open_seats(work: Work, case: Case) -> list[tuple[PanelMember, Panel]]:
    """Seats whose holder is recused and has no successor, of instances that have not decided."""
    gone = wholly_recused(work, case)
    return [
        (seat, panel)
        for panel in _panels(work, case)
        if issued_decision(work, case, panel.instance) is None
        for seat in members_of(work, panel)
        if seat.person_id in gone and seat.replaced_by_id is None and seat.left_at is None
    ]


def replace_choices(work: Work, case: Case) -> Choices:
    """The open seats, and who is free to take one."""
    procedure = work.reference.procedure(case.track)
    seats, people = [], {}
    for seat, panel in open_seats(work, case):
        instance = procedure.instance(panel.instance)
        if instance.is_single:
            continue
        label = f"{instance.label}, seat {seat.seat} ({SEATS[seat.qualification].lower()})"
        seats.append(Choice(str(seat.id), label))
        for one in free_candidates(work, case, instance):
            alternate = ", alternate" if one.is_alternate else ""
            people[one.person_id] = Choice(str(one.person_id), f"{one.name} ({SEATS[one.qualification]}{alternate})")
    return {"open_seats": seats, "candidates": list(people.values())}


def replace_decider(work: Work, case: Case, data: ReplaceDecider) -> Outcome:
    """Give an open seat to somebody of the same qualification who is free."""
    act = "decider:replace"
    found = next(((seat, panel) for seat, panel in open_seats(work, case) if seat.id == data.member_id), None)
    if found is None:
        ensure(Missing("open_seat", "Choose a seat that a recusal left open.", act))
        raise AssertionError("unreachable")
    seat, panel = found
    instance = work.reference.procedure(case.track).instance(panel.instance)
    free = {one.person_id: one for one in free_candidates(work, case, instance)}
    who = free.get(data.person_id)
    if who is None:
        ensure(Missing("replacement", "Choose somebody who is free of conflict in this matter.", act))
        raise AssertionError("unreachable")
    if who.qualification != seat.qualification:
        ensure(Missing("qualification", f"This seat is for a {SEATS[seat.qualification].lower()}.", act))
    work.record("decider:replaced", case=case, text=f"seat {seat.seat}, {instance.label.lower()}.")
    seat.left_at, seat.replaced_by_id = work.now, who.person_id
    seat.left_reason = data.reason.strip() or "Replaced after a recusal."
    row = seat_member(work, case, panel, instance, who, seat.seat, is_chair=seat.is_chair)
    start_clocks(work, "panel_named", at=work.now, case=case)
    return Outcome(row.id, f"Seat {seat.seat} is filled. The new member declares conflicts first.")


def challenge_choices(work: Work, case: Case) -> Choices:
    """Who decides this case."""
    return {"deciders": _people(sitting(work, case))}


def challenge_decider(work: Work, case: Case, data: ChallengeDecider) -> Outcome:
    """Record a side's challenge; it waits for a ruling before the member may act."""
    seat = next((seat for seat, _ in sitting(work, case) if seat.person_id == data.person_id), None)
    if seat is None:
        ensure(Missing("decider", "Choose somebody who decides this case.", "decider:challenge"))
        raise AssertionError("unreachable")
    work.record("decider:challenged", case=case, text=f"seat {seat.seat}, by the {data.side}.")
    row = Challenge(
        case_id=case.id, person_id=data.person_id, side=data.side, ground=data.ground, at=work.now,
        by_id=work.viewer.account_id, upheld=None, ruling="", ruled_by_id=None, ruled_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, "The challenge waits for a ruling.")


def open_challenges(work: Work, case: Case) -> list[Challenge]:
    """Challenges without a ruling, oldest first."""
    return list(
        work.session.scalars(
            select(Challenge).where(Challenge.case_id == case.id, Challenge.upheld.is_(None)).order_by(Challenge.at)
        )
    )


def ruling_choices(work: Work, case: Case) -> Choices:
    """Members who were challenged or declared a conflict."""
    challenged = {one.person_id for one in open_challenges(work, case)}
    rows = [(seat, name) for seat, name in sitting(work, case) if seat.has_conflict or seat.person_id in challenged]
    return {"doubted": _people(rows)}


def rule_on_challenge(work: Work, case: Case, data: RuleOnChallenge) -> Outcome:
    """Rule on a challenge or a declared conflict. Upheld: the member must be recused; nobody rules on themselves."""
    act = "motion:rule"
    challenges = [one for one in open_challenges(work, case) if one.person_id == data.person_id]
    seats = [seat for seat, _ in sitting(work, case) if seat.person_id == data.person_id]
    doubted = bool(challenges) or any(seat.has_conflict for seat in seats)
    alone = any(seat.qualification == "official" for seat in seats)
    ensure(
        None if doubted else Missing("doubted", "Choose somebody who was challenged or declared a conflict.", act),
        Missing("own_conflict", "Nobody rules on their own conflict: recuse yourself, or let another rule.", act)
        if data.person_id == work.viewer.person_id and not (alone and data.upheld == "yes")
        else None,
    )
    upheld = data.upheld == "yes"
    place = f"seat {seats[0].seat}" if seats else "a former member"
    work.record("challenge:ruled", case=case, text=f"{place}: {'upheld' if upheld else 'not upheld'}.")
    for one in challenges:
        one.upheld, one.ruling = upheld, data.ruling
        one.ruled_by_id, one.ruled_at = work.viewer.account_id, work.now
    for seat in seats:
        seat.has_conflict = upheld
    after = "Upheld: the member is now to be recused." if upheld else "Not upheld: the member may sit."
    return Outcome(challenges[0].id if challenges else None, after)
