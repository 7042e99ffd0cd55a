"""Appeals and grievances: lodged by a side, decided by members who took no part, charge by charge."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.forms import Choice, Choices
from api.sanction_terms import missing_for_terms, term_choices, terms_given
from api.sanctions.schemas import DecideAppeal, LodgeAppeal, PortalAppeal
from api.sanctions.service.superseding import after_appeal
from db.case_facts import facts_of
from db.deadlines import end_clocks, meet_clocks, start_clocks
from db.deciding import (
    ChargeRow,
    Found,
    Ruling,
    charge_rows,
    current_final,
    findings_of,
    write_decision,
    write_findings,
)
from db.domain.appeal import LABELS, AppealOutcome, effect_of, missing_for_appeal, sanction_effect
from db.domain.finding import Finding, Ground
from db.domain.instance import Instance
from db.domain.move import MoveName
from db.domain.plain import count_words, day_words, list_words
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage, Track
from db.letters import make_letter
from db.models import Case, Deadline, Decision, Proceeding, Question
from db.moving import move_to
from db.panels import ensure_member, issued_decision, sitting_members
from db.questions import questions_of
from db.work import Work

KINDS = ("appeal", "grievance")


def appeals_of(work: Work, case: Case, *, open_only: bool = False) -> list[Proceeding]:
    """Appeals and grievances of a case, oldest first."""
    statement = select(Proceeding).where(Proceeding.case_id == case.id, Proceeding.kind.in_(KINDS))
    if open_only:
        statement = statement.where(Proceeding.ended_at.is_(None))
    return list(work.session.scalars(statement.order_by(Proceeding.opened_at, Proceeding.id)))


def appeal_due_at(work: Work, case: Case) -> datetime | None:
    """When the time to appeal ends or ended (UTC), once it began with the service of the order."""
    return work.session.scalars(
        select(Deadline.due_at)
        .where(Deadline.case_id == case.id, Deadline.rule.in_(KINDS))
        .order_by(Deadline.started_at.desc())
        .limit(1)
    ).first()


def lodge_choices(_work: Work, case: Case) -> Choices:
    """A grievance belongs to the employer track."""
    kinds = [Choice("appeal", "Appeal")]
    if case.track == Track.EMPLOYER:
        kinds = [Choice("grievance", "Grievance or arbitration"), *kinds]
    return {"kind": kinds}


def missing_to_lodge(work: Work, case: Case, side: str, kind: str) -> list[Missing]:
    """What stands against an appeal now."""
    act = "appeal:lodge"
    found: list[Missing] = []
    if current_final(work, case) is None or case.stage != Stage.DECIDED:
        found.append(Missing("no_decision", "There is no decision to appeal.", None))
    if any(one.side == side for one in appeals_of(work, case, open_only=True)):
        found.append(Missing("open_already", "This side's appeal is open already.", None))
    appeal = work.reference.procedure(case.track).appeal.code
    if issued_decision(work, case, appeal) is not None:
        found.append(Missing("decided_already", "The appeal in this matter was decided.", None))
    due = appeal_due_at(work, case)
    if due is not None and work.now > due:
        until = day_words(due.astimezone(work.office.zone).date())
        found.append(Missing("time_lapsed", f"The time for an appeal ran out on {until}.", None))
    if kind == "grievance" and (side != "respondent" or case.track != Track.EMPLOYER):
        found.append(Missing("grievance", "A grievance is an employee's.", act))
    return found


def lodge_appeal(work: Work, case: Case, data: LodgeAppeal) -> Outcome:
    """Open an appeal or grievance. It stays nothing of itself: a stay comes from an order or a cited rule."""
    return _lodge(work, case, data.side, data.kind, data.grounds)


def lodge_from_portal(work: Work, case: Case, data: PortalAppeal) -> Outcome:
    """The respondent's own appeal: on the employer track a grievance."""
    kind = "grievance" if case.track == Track.EMPLOYER else "appeal"
    return _lodge(work, case, "respondent", kind, data.grounds)


def _lodge(work: Work, case: Case, side: str, kind: str, grounds: str) -> Outcome:
    ensure(missing_to_lodge(work, case, side, kind))
    work.record("appeal:lodged", case=case, text=f"by the {side}.")
    row = Proceeding(
        case_id=case.id, incident_id=None, kind=kind, side=side, decider="", stays=False, grounds=grounds.strip(),
        opened_at=work.now, opened_by_id=work.viewer.account_id, ended_at=None, outcome=None, reasons="",
        details={"round": case.round},
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    if side == "respondent":
        meet_clocks(work, *KINDS, case=case)
    start_clocks(work, "appeal_filed", at=work.now, case=case)
    return Outcome(row.id, "The appeal is lodged. Members who took no part in the decision are named next.")


def decide_choices(work: Work, case: Case) -> Choices:
    """The charges with their outcomes, and the sanctions of the track."""
    return {
        **term_choices(work, case),
        "charges": [Choice(str(row.version.id), row.label, row.version.title) for row in charge_rows(work, case)],
        "outcomes": [Choice(one.value, LABELS[one]) for one in AppealOutcome],
    }


def votes_carried(questions: Sequence[Question], outcomes: Mapping[UUID, str]) -> bool | None:
    """Whether each change was carried by a question of its own; None while none was closed."""
    closed = [one for one in questions if one.closed_at is not None and one.kind == "appeal"]
    if not closed:
        return None
    carried = {(one.charge_version_id, one.proposal.get("outcome")) for one in closed if one.carried}
    changes = {
        key: one
        for key, one in outcomes.items()
        if AppealOutcome(one) not in {AppealOutcome.AFFIRMED, AppealOutcome.DISMISSED}
    }
    return all((key, one) in carried or (None, one) in carried for key, one in changes.items())


def _missing(
    work: Work, case: Case, instance: Instance, rows: Sequence[ChargeRow], data: DecideAppeal
) -> list[Missing]:
    act = "appeal:decide"
    questions = questions_of(work, case, instance.code)
    carried = votes_carried(questions, data.outcomes)
    outcomes = {row.label: data.outcomes.get(row.version.id) for row in rows}
    found: list[Missing] = []
    if not appeals_of(work, case, open_only=True):
        found.append(Missing("no_appeal", "No appeal is open.", "appeal:lodge"))
    if set(data.outcomes) - {row.version.id for row in rows}:
        found.append(Missing("charge", "Choose charges that stand, in their latest version.", act))
    if carried is None or any(one.closed_at is None for one in questions):
        text = f"Close each question with the votes that concurrence takes ({instance.label.lower()})."
        found.append(Missing("concurrence", text, "question:close"))
    found += missing_for_appeal(
        outcomes, reasons=bool(data.reasons.strip()), new_sanctions=1 if data.kind else 0, votes_carried=carried
    )
    if data.kind and sanction_effect(_by_key(data)) != "supersede":
        text = "A new sanction goes with a reduction, an increase or a reversal in part."
        found.append(Missing("no_new_sanction", text, act))
    elif data.kind:
        found += missing_for_terms(work, case, data.kind, data, act)
    return found


def decide_appeal(work: Work, case: Case, data: DecideAppeal) -> Outcome:
    """Decide every open appeal of the round. What changes is written anew; nothing is overwritten."""
    instance = work.reference.procedure(case.track).appeal
    if case.stage != Stage.DECIDED:
        ensure(Missing("stage", "An appeal is decided once there is a decision.", None))
    ensure_member(work, case, instance, "appeal:decide")
    rows = charge_rows(work, case)
    ensure(_missing(work, case, instance, rows, data))
    words = list_words(
        f"{row.label.lower()} {LABELS[AppealOutcome(data.outcomes[row.version.id])].lower()}" for row in rows
    )
    work.record("appeal:decided", case=case, text=f"{words}.")
    old = current_final(work, case)
    overall = _overall(data)
    effect = sanction_effect(_by_key(data))
    changes = overall not in {AppealOutcome.AFFIRMED, AppealOutcome.DISMISSED}
    decision = write_decision(
        work, case, _ruling(work, case, instance, data, overall),
        is_final=changes and overall is not AppealOutcome.REMANDED,
    )  # fmt: skip
    _write_findings(work, case, decision, old, rows, data)
    new = terms_given(data) if data.kind else None
    order = after_appeal(work, case, old, decision, effect, data.kind, new, overall)
    _end(work, case, overall, data.reasons)
    outcome_words = f"{words[:1].upper()}{words[1:]}.\n\n{order}".strip()
    make_letter(
        work, case, "appeal_decision", {"outcome": outcome_words, "reasons": data.reasons},
        facts={"decision_id": str(decision.id)},
    )  # fmt: skip
    if overall is AppealOutcome.REMANDED:
        _remand(work, case, old)
    return Outcome(decision.id, f"Decided: {words}. The decision waits to be served.")


def _by_key(data: DecideAppeal) -> dict[str, str]:
    return {str(key): one for key, one in data.outcomes.items()}


def _overall(data: DecideAppeal) -> AppealOutcome:
    """The outcome that names the whole: the one that changes most."""
    order = (
        AppealOutcome.REMANDED, AppealOutcome.REVERSED, AppealOutcome.REDUCED, AppealOutcome.INCREASED,
        AppealOutcome.AFFIRMED, AppealOutcome.DISMISSED,
    )  # fmt: skip
    given = {AppealOutcome(one) for one in data.outcomes.values()}
    if AppealOutcome.REVERSED in given and given != {AppealOutcome.REVERSED} and AppealOutcome.REMANDED not in given:
        return AppealOutcome.REDUCED
    return next(one for one in order if one in given)


def _ruling(work: Work, case: Case, instance: Instance, data: DecideAppeal, overall: AppealOutcome) -> Ruling:
    return Ruling(
        instance=instance.code,
        outcome=overall.value,
        proof=work.reference.procedure(case.track).proof,
        reasons=data.reasons.strip(),
        minority_view=data.minority_view.strip(),
        decided_by=count_words(len(sitting_members(work, case, instance.code)), "member"),
        details={"outcomes": _by_key(data)},
    )


def _write_findings(
    work: Work, case: Case, decision: Decision, old: Decision | None, rows: Sequence[ChargeRow], data: DecideAppeal
) -> None:
    before = {one.charge_version_id: one for one in findings_of(work, old)} if old else {}
    found = []
    for row in rows:
        known = before.get(row.version.id)
        effect = effect_of(data.outcomes[row.version.id])
        if effect.finding == "reverse":
            ground = Ground.EVIDENCE if data.reversed_to == Finding.NO_VIOLATION.value else Ground.INSUFFICIENT_EVIDENCE
            found.append(Found(row.version.id, data.reversed_to, ground, data.reasons.strip()))
        elif effect.finding == "keep" and known is not None:
            found.append(Found(row.version.id, known.value, known.ground, known.reasons))
    write_findings(work, decision, found)


def _end(work: Work, case: Case, overall: AppealOutcome, reasons: str) -> None:
    decider = f"{count_words(len(sitting_members(work, case, 'appeal')), 'member')} of the appeal"
    for row in appeals_of(work, case, open_only=True):
        row.ended_at, row.outcome, row.reasons = work.now, overall.value, reasons.strip()
        row.decider = decider
        row.details = {**row.details, "round": case.round}
    meet_clocks(work, "decide_appeal", *KINDS, case=case)
    end_clocks(work, case, "The appeal was decided.", "challenge_decider")


def _remand(work: Work, case: Case, old: Decision | None) -> None:
    """Send the case back: the order in force falls, and the next round of deliberation begins."""
    if old is not None:
        old.is_current_final, old.superseded_at = False, work.now
    work.record("case:remanded", case=case)
    move_to(work, case, MoveName.REMAND, facts_of(work, case, remanded=True))
    case.round += 1
    case.closure = None
    work.session.flush()
