"""Carrying out: proof of start and of completion, conditions, corrections. Imposed is not carried out."""

from datetime import date, datetime, time

from sqlalchemy import select

from api.access import MatterNotFound
from api.acts import Outcome
from api.forms import Choice, Choices
from api.sanctions.schemas import ProveCompletion, ProveStart, RecordCorrection, RecordFailure, ReportCondition
from api.sanctions.service.superseding import CORRECTION_LABELS, standing_sanctions
from db.deadlines import meet_clocks, start_clocks
from db.domain.permission import Permission
from db.domain.plain import day_words
from db.domain.role import Role
from db.domain.rule import Missing, ensure
from db.domain.stage import SANCTION_LABELS, SanctionStatus, Track
from db.letters import recall_letter
from db.models import Case, Condition, Correction, Letter, Sanction, SanctionProof
from db.sanctioning import change_status, conditions_of, short_words, terms_of
from db.work import Work

CLERKS = frozenset({Role.CLERK.value})


def words_of(work: Work, case: Case, row: Sanction) -> str:
    """A sanction in one line."""
    return short_words(work.reference.sanction(case.track, row.kind), terms_of(row))


def ensure_own_track(work: Work, case: Case) -> None:
    """Human resources carries out the employer's sanctions only: for them no other case exists."""
    if case.track != Track.EMPLOYER and not CLERKS & work.viewer.roles and Role.HR.value in work.viewer.roles:
        raise MatterNotFound


def proofs_of(work: Work, case: Case) -> dict[tuple[str, str], SanctionProof]:
    """Proofs by (id of the sanction in hex, kind)."""
    rows = work.session.scalars(select(SanctionProof).where(SanctionProof.case_id == case.id))
    return {(row.sanction_id.hex, row.kind): row for row in rows}


def _choices(work: Work, case: Case, *statuses: SanctionStatus) -> Choices:
    rows = [one for one in standing_sanctions(work, case) if one.status in statuses]
    return {"sanctions": [Choice(str(one.id), words_of(work, case, one), SANCTION_LABELS[one.status]) for one in rows]}


def start_choices(work: Work, case: Case) -> Choices:
    """Sanctions that wait for the proof of their start."""
    return _choices(work, case, SanctionStatus.PENDING, SanctionStatus.NOT_CARRIED_OUT)


def completion_choices(work: Work, case: Case) -> Choices:
    """Sanctions that wait for the proof of their completion."""
    return _choices(work, case, SanctionStatus.IN_FORCE, SanctionStatus.STAYED)


def failure_choices(work: Work, case: Case) -> Choices:
    """Sanctions that could turn out not to be carried out."""
    return _choices(work, case, SanctionStatus.PENDING, SanctionStatus.IN_FORCE)


def _sanction(work: Work, case: Case, sanction_id: object, act: str) -> Sanction:
    ensure_own_track(work, case)
    row = next((one for one in standing_sanctions(work, case) if one.id == sanction_id), None)
    if row is None:
        ensure(Missing("sanction", "Choose a sanction of this case that stands.", act))
        raise AssertionError("unreachable")
    return row


def _noon(work: Work, day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=work.office.zone)


def _in_future(work: Work, day: date, act: str) -> Missing | None:
    return Missing("in_future", "The day has not come: record the proof then.", act) if day > work.today else None


def prove_start(work: Work, case: Case, data: ProveStart) -> Outcome:
    """Record that a sanction started. It is then in force, and its last day is known."""
    act = "sanction:prove_start"
    row = _sanction(work, case, data.sanction_id, act)
    early = row.effective_on is not None and data.on < row.effective_on
    ensure(
        _in_future(work, data.on, act),
        Missing("before_effect", f"It takes effect on {day_words(row.effective_on)}, not before.", act)
        if early and row.effective_on
        else None,
    )
    words = words_of(work, case, row)
    work.record("sanction:start_proven", case=case, text=f"{words}, from {day_words(data.on)}.")
    change_status(work, row, act, data.proof)
    row.effective_on = row.effective_on or data.on
    term = terms_of(row).term
    row.ends_on = term.active_end_on(data.on) if term is not None and term.amount and not term.amount.is_zero else None
    proof = _prove(work, case, row, "start", data.on, data.proof)
    if all(one.status is not SanctionStatus.PENDING for one in standing_sanctions(work, case)):
        meet_clocks(work, "proof_of_start", case=case)
    start_clocks(work, "sanction_ends", at=_noon(work, row.ends_on or data.on), case=case)
    return Outcome(proof.id, f"{words}: in force since {day_words(data.on)}.")


def _prove(work: Work, case: Case, row: Sanction, kind: str, on: date, proof: str) -> SanctionProof:
    known = proofs_of(work, case).get((row.id.hex, kind))
    if known is None:
        known = SanctionProof(
            sanction_id=row.id, case_id=case.id, kind=kind, on=on, proof=proof, evidence_id=None,
            by_id=work.viewer.account_id, at=work.now,
        )  # fmt: skip
        work.session.add(known)
    else:  # a second start, after it had not been carried out
        known.on, known.proof, known.at, known.by_id = on, proof, work.now, work.viewer.account_id
    work.session.flush()
    return known


def prove_completion(work: Work, case: Case, data: ProveCompletion) -> Outcome:
    """Record that a sanction was completed. A wholly stayed one is, once its conditions were kept."""
    act = "sanction:prove_completion"
    row = _sanction(work, case, data.sanction_id, act)
    start = proofs_of(work, case).get((row.id.hex, "start"))
    was_stayed = row.status is SanctionStatus.STAYED
    open_conditions = [one for one in conditions_of(work, row) if one.status == "open"]
    ensure(
        _in_future(work, data.on, act),
        Missing("before_start", f"It started on {day_words(start.on)}.", act) if start and data.on < start.on else None,
        Missing("before_end", f"It runs until {day_words(row.ends_on)}.", act)
        if row.ends_on and data.on < row.ends_on
        else None,
        Missing("condition_done", "Report first that its conditions were kept.", "condition:report")
        if was_stayed and open_conditions
        else None,
    )
    words = words_of(work, case, row)
    work.record("sanction:completion_proven", case=case, text=f"{words}, on {day_words(data.on)}.")
    change_status(work, row, act, data.proof)
    if was_stayed and start is None:
        _prove(work, case, row, "start", row.effective_on or data.on, "Stayed from the day of effect.")
    proof = _prove(work, case, row, "completion", data.on, data.proof)
    waiting = {SanctionStatus.PENDING, SanctionStatus.IN_FORCE}
    if all(one.status not in waiting for one in standing_sanctions(work, case)):
        meet_clocks(work, "proof_of_completion", "proof_of_start", case=case)
    return Outcome(proof.id, f"{words}: carried out.")


def record_failure(work: Work, case: Case, data: RecordFailure) -> Outcome:
    """Record that a sanction was not carried out, with the reason."""
    row = _sanction(work, case, data.sanction_id, "sanction:prove_completion")
    work.record("sanction:failed", case=case, text=f"{words_of(work, case, row)}: {data.reason}")
    change_status(work, row, "sanction:fail", data.reason)
    return Outcome(row.id, "Recorded as not carried out.")


def condition_choices(work: Work, case: Case) -> Choices:
    """The conditions on which the viewer may report: a monitor sees their own."""
    return {"conditions": [Choice(str(one.id), one.text[:200]) for one in _reportable(work, case)]}


def _reportable(work: Work, case: Case) -> list[Condition]:
    rows = work.session.scalars(
        select(Condition).where(Condition.case_id == case.id, Condition.status == "open").order_by(Condition.text)
    )
    is_clerk = bool(CLERKS & work.viewer.roles)
    return [one for one in rows if is_clerk or one.monitor_id == work.viewer.person_id]


def report_condition(work: Work, case: Case, data: ReportCondition) -> Outcome:
    """Report on a condition. A breach is decided by those who decide and recorded by the clerk, not by a monitor."""
    act = "condition:report"
    row = next((one for one in _reportable(work, case) if one.id == data.condition_id), None)
    is_clerk = bool(CLERKS & work.viewer.roles)
    ensure(
        None if row else Missing("condition", "Choose a condition that is open.", act),
        Missing("breach", "A breach is decided first: report what you saw; the clerk records the decision.", act)
        if data.status == "breached" and not is_clerk
        else None,
    )
    assert row is not None  # noqa: S101 - ensure() raised
    said = {"open": "still running", "done": "met", "breached": "breached, as decided"}[data.status]
    work.record("condition:reported", case=case, text=f"{said}.")
    row.status, row.status_at, row.status_note = data.status, work.now, data.note
    meet_clocks(work, "condition_report", case=case)
    if data.status == "open":
        start_clocks(work, "condition_period_ends", at=work.now, case=case)
    return Outcome(row.id, f"The condition is {said}.")


def open_corrections(work: Work, case: Case) -> list[Correction]:
    """Corrections that are not done, oldest first."""
    return list(
        work.session.scalars(
            select(Correction)
            .where(Correction.case_id == case.id, Correction.done_on.is_(None))
            .order_by(Correction.opened_at, Correction.kind)
        )
    )


def correction_choices(work: Work, case: Case) -> Choices:
    """The corrections that are open."""
    return {
        "corrections": [
            Choice(str(one.id), CORRECTION_LABELS.get(one.kind, one.kind)) for one in open_corrections(work, case)
        ]
    }


def record_correction(work: Work, case: Case, data: RecordCorrection) -> Outcome:
    """Record that a correction was made. Recalling a letter marks the order that was served and says so in a paper."""
    act = "correction:record"
    ensure_own_track(work, case)
    row = next((one for one in open_corrections(work, case) if one.id == data.correction_id), None)
    ensure(
        None if row else Missing("correction", "Choose a correction that is open.", act),
        _in_future(work, data.done_on, act),
    )
    assert row is not None  # noqa: S101 - ensure() raised
    label = CORRECTION_LABELS.get(row.kind, row.kind)
    work.record("correction:recorded", case=case, text=f"{label.lower()}, {day_words(data.done_on)}.")
    row.done_on, row.note, row.by_id = data.done_on, data.note, work.viewer.account_id
    if row.kind == "recalled_letter":
        _recall(work, case, row, data.note)
    return Outcome(row.id, f"{label}: done.")


def _recall(work: Work, case: Case, row: Correction, reason: str) -> None:
    sanction = work.session.get(Sanction, row.sanction_id) if row.sanction_id else None
    orders = work.session.scalars(
        select(Letter)
        .where(Letter.case_id == case.id, Letter.kind == "final_order", Letter.recalled_at.is_(None))
        .order_by(Letter.at)
    )
    for letter in orders:
        told = (letter.facts.get("facts") or {}).get("decision_id")
        if sanction is None or told in {None, str(sanction.decision_id)}:
            recall_letter(work, case, letter, reason)


def carries_out(work: Work) -> bool:
    """Whether the viewer is there to carry out sanctions."""
    return work.viewer.can(Permission.SANCTION_CARRY_OUT)
