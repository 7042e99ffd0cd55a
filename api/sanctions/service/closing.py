"""Closing: the final outcome served, the reporter told, the case closed, ended or reopened."""

from sqlalchemy import select

from api.acts import Outcome
from api.forms import Choice, Choices
from api.sanctions.schemas import AbateCase, CloseCase, ReopenCase, ServeOutcome, TellReporter
from db.case_facts import facts_of
from db.deadlines import meet_clocks, start_clocks
from db.deciding import current_final, findings_of
from db.domain.before_closing import ABATEMENTS, outcome_exists
from db.domain.choice import SERVICE_METHODS
from db.domain.finding import is_violation
from db.domain.move import MoveName
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage, stage_label
from db.incidents import close_reports, reports_of
from db.letters import Attempt, latest_letter, make_letter, serve_letter, served_at
from db.models import Case, Order, ReporterIdentity, ReporterNotice
from db.moving import move_to
from db.work import Work


def outcome_choices(_work: Work, _case: Case) -> Choices:
    """How a paper is served."""
    return {"methods": [Choice(code, label) for code, label in SERVICE_METHODS.items()]}


def serve_outcome(work: Work, case: Case, data: ServeOutcome) -> Outcome:
    """Make the final outcome and record its service in one go."""
    act = "outcome:serve"
    known = latest_letter(work, case, "final_outcome")
    ensure(
        None if case.stage in {Stage.DECIDED, Stage.CLOSED} else Missing("stage", "The case is not decided yet.", None),
        None if data.method in SERVICE_METHODS else Missing("method", "Say how it was served.", act),
        Missing("served_already", "The final outcome was served.", None)
        if known is not None and served_at(work, known) is not None
        else None,
    )
    work.record("outcome:served", case=case, text=f"on the {data.on}.")
    letter = make_letter(work, case, "final_outcome", {"outcome": data.outcome.strip()})
    if data.served_at < letter.at:
        letter.at = data.served_at  # the paper was handed over before this record of it was typed
    attempt = Attempt(
        on=data.on, method=data.method, address=data.address, attempted_at=data.served_at, succeeded=True,
        proof=data.proof,
    )  # fmt: skip
    serve_letter(work, case, letter, attempt)
    return Outcome(letter.id, "The final outcome is served.")


def tell_reporter(work: Work, case: Case, data: TellReporter) -> Outcome:
    """Tell each reporter of the case the outcome in words that reveal nothing more, or note why not."""
    told = data.told == "yes"
    identities = [
        (
            report,
            work.session.scalars(select(ReporterIdentity).where(ReporterIdentity.incident_id == report.id)).first(),
        )
        for report in reports_of(work, case)
    ]
    known = [(report, who) for report, who in identities if who and (who.person_id or who.contact or who.name)]
    if not known:
        ensure(Missing("no_reporter", "This case has no reporter to tell.", None))
    ensure(outcome_exists(Stage(case.stage)))
    work.record("reporter:told", case=case, text="" if told else "not told; the reason is recorded.")
    row = None
    for report, who in known:
        row = ReporterNotice(
            incident_id=report.id, kind="outcome" if told else "not_told", text=data.text, by_id=work.viewer.account_id,
            at=work.now,
        )  # fmt: skip
        work.session.add(row)
        if told and who.person_id is not None:
            work.notify(who.person_id, "report_outcome", "There is news on a report of yours.", incident=report)
    meet_clocks(work, "tell_reporter_outcome", case=case)
    work.session.flush()
    close_reports(work, case)
    return Outcome(row.id if row else None, "Recorded.")


def close_case(work: Work, case: Case, data: CloseCase) -> Outcome:
    """Close a case: after its decision once everything is done, or after a completed diversion."""
    after_diversion = case.stage in {Stage.INVESTIGATION, Stage.CAUSE_REVIEW}
    closure = "diverted" if after_diversion else _closure(work, case)
    work.record("case:closed", case=case)
    move_to(work, case, MoveName.COMPLETE_DIVERSION if after_diversion else MoveName.CLOSE)
    case.closure = closure
    case.closure_reasons = data.reasons.strip()
    _after_closing(work, case)
    return Outcome(None, "The case is closed.")


def _closure(work: Work, case: Case) -> str:
    """How the case ended, from the order in force: its sanctions, its findings, or the consent it rests on."""
    final = current_final(work, case)
    if final is None:
        return "no_violation"
    if (final.details or {}).get("consent_id"):
        return "consent"
    if final.outcome in {"sanction", "reduced", "increased"}:
        return "sanctioned"
    found = is_violation(one.value for one in findings_of(work, final))
    return "no_sanction" if found else "no_violation"


def _after_closing(work: Work, case: Case) -> None:
    start_clocks(work, "case_closed", at=work.now, case=case)
    work.session.flush()
    close_reports(work, case)


def abate_case(work: Work, case: Case, data: AbateCase) -> Outcome:
    """End a case without a decision, for a reason that the law knows and with its proof."""
    facts = facts_of(work, case, abatement_reason=data.reason, dismissal_reasons=bool(data.reasons.strip()))
    work.record("case:abated", case=case, text=f"{ABATEMENTS[data.reason]}.")
    move_to(work, case, MoveName.ABATE, facts)
    case.closure, case.closure_reasons = data.reason, data.reasons.strip()
    _after_closing(work, case)
    return Outcome(None, "The case is closed.")


def reopen_choices(_work: Work, case: Case) -> Choices:
    """The stages of the track."""
    return {"stages": [Choice(one.value, stage_label(one, case.track)) for one in Stage if one is not Stage.CLOSED]}


def reopen_case(work: Work, case: Case, data: ReopenCase) -> Outcome:
    """Reopen a closed case by order, at the stage that the order names."""
    facts = facts_of(work, case, reopening_order=bool(data.reasons.strip()), reopening_stage=Stage(data.stage))
    work.record("case:reopened", case=case, text=data.reasons)
    order = Order(
        case_id=case.id, motion_id=None, kind="reopening", granted=True, reasons=data.reasons,
        effect=f"Reopened at: {stage_label(data.stage, case.track)}.", until_on=None,
        ruled_by_id=work.viewer.account_id, at=work.now, set_aside_at=None,
    )  # fmt: skip
    work.session.add(order)
    final = current_final(work, case)
    if final is not None and data.stage != Stage.DECIDED.value:
        final.is_current_final, final.superseded_at = False, work.now
        case.round += 1
    move_to(work, case, MoveName.REOPEN, facts)
    case.closed_at, case.closure = None, None
    work.session.flush()
    return Outcome(order.id, "The case is open again.")
