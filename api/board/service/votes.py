"""Votes on open questions, and what a closed question adopts."""

from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.deliberation import CastVotes, CloseQuestion
from api.forms import Choice, Choices
from db.deciding import Found, save_finding
from db.domain.finding import Finding, Ground
from db.domain.instance import Instance
from db.domain.plain import count_words
from db.domain.rule import Missing, collect, ensure
from db.domain.stage import Stage
from db.domain.vote import missing_for_vote, missing_to_close, tally
from db.models import Case, ChargeVersion, PanelMember, ProposedSanction, Question, Recusal, Vote
from db.panels import current_instance, ensure_member, own_seat
from db.questions import ballots, questions_of, votes_on
from db.work import Work


def voting_instance(work: Work, case: Case) -> Instance:
    """The instance whose questions are open now."""
    if case.stage == Stage.DECIDED:
        return work.reference.procedure(case.track).appeal
    return current_instance(work, case)


def recused_charges(work: Work, case: Case, person_id: UUID) -> set[UUID]:
    """Charge versions that a member is recused from, issue by issue."""
    issues = set(
        work.session.scalars(
            select(Recusal.issue).where(
                Recusal.case_id == case.id, Recusal.person_id == person_id, Recusal.scope == "issue"
            )
        )
    )
    rows = work.session.execute(
        select(ChargeVersion.id, ChargeVersion.charge_id).where(ChargeVersion.case_id == case.id)
    )
    return {row.id for row in rows if str(row.charge_id) in issues}


def open_questions(work: Work, case: Case, *, mine: bool = False) -> list[Question]:
    """Questions without a result; with `mine` those that the viewer may still vote on."""
    rows = [one for one in questions_of(work, case, voting_instance(work, case).code) if one.closed_at is None]
    if not mine:
        return rows
    barred = recused_charges(work, case, work.viewer.person_id)
    done = set(
        work.session.scalars(
            select(Vote.question_id).where(Vote.case_id == case.id, Vote.person_id == work.viewer.person_id)
        )
    )
    return [one for one in rows if one.id not in done and one.charge_version_id not in barred]


def ballot_choices(work: Work, case: Case) -> Choices:
    """The questions that wait for the viewer's vote. Nobody who does not sit is shown any."""
    if own_seat(work, case, voting_instance(work, case).code) is None:
        return {"open_questions": []}
    return {"open_questions": [_question_choice(one) for one in open_questions(work, case, mine=True)]}


def _question_choice(row: Question) -> Choice:
    return Choice(str(row.id), f"Question {row.ordinal}", row.text)


def cast_votes(work: Work, case: Case, data: CastVotes) -> Outcome:
    """Cast a member's votes, each once; the schema refuses a second one as well."""
    instance = voting_instance(work, case)
    seat = own_seat(work, case, instance.code)
    rows = {one.id: one for one in questions_of(work, case, instance.code)}
    barred = recused_charges(work, case, work.viewer.person_id)
    found: list[Missing] = []
    for question_id in data.votes:
        found.extend(_missing_vote(work, rows.get(question_id), seat, data.attested, barred))
    ensure(dict.fromkeys(found))
    work.record("vote:cast", case=case, text=f"on {count_words(len(data.votes), 'question')}.")
    last = None
    for question_id, value in data.votes.items():
        last = Vote(
            question_id=question_id, case_id=case.id, person_id=work.viewer.person_id, value=value,
            attested=data.attested, reasons=data.reasons.strip(), at=work.now, voided_at=None, void_reason="",
        )  # fmt: skip
        work.session.add(last)
    work.session.flush()
    return Outcome(last.id if last else None, f"Your {'votes are' if len(data.votes) > 1 else 'vote is'} cast.")


def _missing_vote(
    work: Work, question: Question | None, seat: PanelMember | None, attested: bool, barred: set[UUID]
) -> tuple[Missing, ...]:
    if question is None:
        return (Missing("question", "Choose a question of this instance.", None),)
    voted = any(one.person_id == work.viewer.person_id for one in votes_on(work, question))
    off = question.charge_version_id in barred
    return collect(
        missing_for_vote(
            sits=seat is not None,
            declared=seat is not None and seat.declared_at is not None,
            attested=attested,
            voted_already=voted,
            question_closed=question.closed_at is not None,
        ),
        Missing("conflict", "You declared a conflict: recuse yourself, or wait until it is cleared.", "decider:recuse")
        if seat is not None and seat.has_conflict
        else None,
        Missing("recused_from_issue", "You are recused from this charge.", None) if off else None,
    )


def close_choices(work: Work, case: Case) -> Choices:
    """The questions that are open."""
    if own_seat(work, case, voting_instance(work, case).code) is None:
        return {"open_questions": []}
    return {"open_questions": [_question_choice(one) for one in open_questions(work, case)]}


def close_question(work: Work, case: Case, data: CloseQuestion) -> Outcome:
    """Count the votes and announce the result; a yes adopts what was asked, a tie fails."""
    instance = voting_instance(work, case)
    ensure_member(work, case, instance, "question:close")
    row = next((one for one in open_questions(work, case) if one.id == data.question_id), None)
    if row is None:
        ensure(Missing("question", "Choose a question that is open.", None))
        raise AssertionError("unreachable")
    counted = ballots(votes_on(work, row))
    ensure(missing_to_close(counted, instance))
    result = tally(counted, instance)
    work.record("question:closed", case=case, text=f"{row.ordinal}. {result.words}")
    row.closed_at, row.carried, row.result = work.now, result.carried, result.words
    _adopt(work, case, row, result.words)
    return Outcome(row.id, result.words)


def _adopt(work: Work, case: Case, row: Question, words: str) -> None:
    """What the result does. A lost "sustained" is "not sustained": the doubt is the respondent's."""
    if row.kind == "finding" and row.charge_version_id is not None:
        given = row.proposal
        if row.carried:
            found = Found(row.charge_version_id, given["value"], given["ground"], given["reasons"])
            save_finding(work, case, row.instance, found)
        elif given["value"] == Finding.SUSTAINED:
            lost = Found(row.charge_version_id, Finding.NOT_SUSTAINED, Ground.INSUFFICIENT_EVIDENCE, words)
            save_finding(work, case, row.instance, lost)
    elif row.kind == "sanction" and not row.carried and "proposed_sanction_id" in row.proposal:
        proposal = work.session.get_one(ProposedSanction, UUID(row.proposal["proposed_sanction_id"]))
        proposal.withdrawn_at = work.now
