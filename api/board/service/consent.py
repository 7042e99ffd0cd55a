"""Exceptions of the sides to a report, and a decision by consent."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.decision import ApproveConsent, FileExceptions
from db.case_facts import facts_of
from db.deadlines import end_clocks, meet_clocks
from db.deciding import Found, Ruling, charge_rows, write_decision, write_findings
from db.domain.choice import SIDES
from db.domain.finding import Finding, Ground
from db.domain.move import MoveName
from db.domain.rule import Missing, ensure
from db.letters import latest_letter, make_letter, served_at
from db.models import Case, Motion, Panel, PanelMember, Proceeding
from db.moving import move_to
from db.panels import sitting_members
from db.sanctioning import impose, terms_from, words_for
from db.work import Work


def file_exceptions(work: Work, case: Case, data: FileExceptions) -> Outcome:
    """File a side's exceptions to the report, or that it files none."""
    act = "exception:file"
    report = latest_letter(work, case, "panel_report")
    since = served_at(work, report) if report else None
    sides = set()
    if since is not None:
        sides = set(
            work.session.scalars(
                select(Motion.side).where(
                    Motion.case_id == case.id,
                    Motion.kind.in_(("exceptions", "exceptions_waived")),
                    Motion.at >= since,
                )
            )
        )
    ensure(
        None if since else Missing("report_served", "The report must be served first.", "letter:serve"),
        Missing("filed_already", "This side has filed already.", None) if data.side in sides else None,
        None if data.waived or data.text.strip() else Missing("exceptions", "Write the exceptions.", act),
    )
    label = SIDES[data.side].lower()
    text = f"by the {label}: none." if data.waived else f"by the {label}."
    work.record("exception:filed", case=case, text=text)
    row = Motion(
        case_id=case.id, kind="exceptions_waived" if data.waived else "exceptions", side=data.side,
        text=data.text.strip(), filed_by_id=work.viewer.account_id, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    if facts_of(work, case).exceptions_closed:
        meet_clocks(work, "exceptions", case=case)
    return Outcome(row.id, "Recorded.")


def open_consent(work: Work, case: Case) -> Proceeding | None:
    """The offer of consent that waits for an answer."""
    return work.session.scalars(
        select(Proceeding)
        .where(Proceeding.case_id == case.id, Proceeding.kind == "consent", Proceeding.ended_at.is_(None))
        .order_by(Proceeding.opened_at.desc())
        .limit(1)
    ).first()


def approve_consent(work: Work, case: Case, data: ApproveConsent) -> Outcome:
    """Decide the case by consent, or reject the offer. Who negotiated it cannot approve it."""
    row = open_consent(work, case)
    if data.approved == "no":
        return _reject(work, case, row, data)
    facts = facts_of(work, case, consent_approver=work.viewer.person_id)
    work.record("consent:approved", case=case)
    move_to(work, case, MoveName.CONSENT, facts)
    assert row is not None  # noqa: S101 - the move asks for it
    procedure = work.reference.procedure(case.track)
    sanctions: list[dict[str, Any]] = list(row.details.get("sanctions") or ())
    ruling = Ruling(
        instance=procedure.last.code,
        outcome="sanction" if sanctions else "no_sanction",
        proof="consent",
        reasons=data.reasons.strip(),
        decided_by=f"By consent, approved by {work.viewer.name}",
        details={"consent_id": str(row.id), "sanctions": sanctions},
    )
    decision = write_decision(work, case, ruling, is_final=True)
    words = "Decided by consent."
    write_findings(
        work, decision,
        [Found(one.version.id, Finding.NO_FINDING, Ground.CONSENT, words) for one in charge_rows(work, case)],
    )  # fmt: skip
    for one in sanctions:
        impose(work, case, decision, one["kind"], terms_from(one.get("terms") or one), now_final=True)
    row.ended_at, row.outcome, row.reasons = work.now, "approved", data.reasons.strip()
    end_clocks(work, case, "The case was decided by consent.", *_before_decision(work))
    agreed = [
        words_for(work, case, one["kind"], terms_from(one.get("terms") or one), now_final=True) for one in sanctions
    ]
    terms = "\n".join([str(row.grounds), *agreed]).strip() or data.reasons
    letter = make_letter(work, case, "consent_order", {"terms": terms}, facts={"decision_id": str(decision.id)})
    return Outcome(decision.id, f"The case is decided by consent. {letter.subject} waits to be served.")


def _before_decision(work: Work) -> list[str]:
    after = {
        "appeal",
        "grievance",
        "proof_of_start",
        "proof_of_completion",
        "condition_report",
        "tell_reporter_outcome",
    }
    return sorted({rule.code for rule in work.reference.deadlines} - after)


def _reject(work: Work, case: Case, row: Proceeding | None, data: ApproveConsent) -> Outcome:
    """The papers are sealed; a decider who saw them is to be replaced, unless the respondent waives that."""
    if row is None:
        ensure(Missing("consent_recorded", "Record the terms of the consent.", "consent:record"))
        raise AssertionError("unreachable")
    work.record("consent:rejected", case=case)
    row.ended_at, row.outcome, row.reasons = work.now, "rejected", data.reasons.strip()
    row.details = {**row.details, "sealed": True}
    seen = [] if data.waived else _own_seats(work, case, work.viewer.person_id)
    for seat in seen:
        seat.has_conflict = True
        seat.declaration = "Saw the papers of a consent that was rejected."
    after = " Whoever saw them and sits on the case is to be replaced." if seen else ""
    return Outcome(row.id, f"The consent is rejected and its papers are sealed.{after}")


def _own_seats(work: Work, case: Case, person_id: UUID) -> list[PanelMember]:
    panels = work.session.scalars(select(Panel).where(Panel.case_id == case.id, Panel.round == case.round))
    return [
        seat for panel in panels for seat in sitting_members(work, case, panel.instance) if seat.person_id == person_id
    ]
