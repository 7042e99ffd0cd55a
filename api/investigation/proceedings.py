"""Motions and their rulings, diversion, and the record of a consent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.beside_schemas import (
    CompleteDiversion,
    DivertCase,
    FileMotion,
    RecordConsent,
    RuleMotion,
)
from api.investigation.rows import people_at_work
from api.sanction_terms import TermsGiven, missing_for_terms, terms_given
from db.domain.choice import MOTION_KINDS, RULINGS, SIDES, label
from db.domain.plain import day_words
from db.domain.rule import Missing, ensure
from db.letters import make_letter
from db.models import Case, Motion, Order, Proceeding
from db.motions import file_motion as put_motion
from db.work import Work

ORDERED_ELSEWHERE = {"stay": "stay:order", "default": "default:order"}
"""Motions that are granted by an order of their own act; they can be denied here."""


def file_motion(work: Work, case: Case, data: FileMotion) -> Outcome:
    """File a request of a side."""
    return Outcome(put_motion(work, case, kind=data.kind, side=data.side, text=data.text).id)


@dataclass(frozen=True)
class OpenRequest:
    """A motion that waits for a ruling, as the form names it."""

    id: UUID
    words: str


def open_requests(work: Work, case: Case) -> list[OpenRequest]:
    """The motions of a case without a ruling, oldest first. A challenge is ruled on by an act of the panel's."""
    ruled = select(Order.motion_id).where(Order.case_id == case.id, Order.motion_id.is_not(None))
    motions = work.session.scalars(
        select(Motion)
        .where(Motion.case_id == case.id, Motion.kind.in_(list(MOTION_KINDS)), Motion.id.not_in(ruled))
        .order_by(Motion.at)
    )
    return [
        OpenRequest(row.id, f"{label(MOTION_KINDS, row.kind)}, asked for by the {label(SIDES, row.side).lower()}")
        for row in motions
    ]


def rule_motion(work: Work, case: Case, data: RuleMotion) -> Outcome:
    """Rule on a motion, with the paper that tells of it."""
    if data.motion_id not in {row.id for row in open_requests(work, case)}:
        raise BadInput({"motion_id": "Choose one of the answers."})
    motion = work.session.get_one(Motion, data.motion_id)
    elsewhere = ORDERED_ELSEWHERE.get(motion.kind)
    if elsewhere and data.ruling != "denied":
        text = f"Grant this by its own act ({label(MOTION_KINDS, motion.kind).lower()}); here it can be denied."
        ensure(Missing("ordered_elsewhere", text, elsewhere))
    words = label(MOTION_KINDS, motion.kind)
    work.record("motion:ruled", case=case, text=f"{words}: {label(RULINGS, data.ruling).lower()}.")
    order = Order(
        case_id=case.id,
        motion_id=motion.id,
        kind=motion.kind,
        granted=data.ruling != "denied",
        reasons=data.reasons,
        effect=data.effect,
        until_on=data.until_on,
        ruled_by_id=work.viewer.account_id,
        at=work.now,
        set_aside_at=None,
    )
    work.session.add(order)
    work.session.flush()
    _tell(work, case, f"{words}, asked for by the {label(SIDES, motion.side).lower()}", data)
    return Outcome(order.id)


def _tell(work: Work, case: Case, request: str, data: RuleMotion) -> None:
    until = f" Until {day_words(data.until_on)}." if data.until_on else ""
    values = {
        "request": request,
        "ruling": label(RULINGS, data.ruling),
        "reasons": data.reasons,
        "effect": (data.effect or "None beyond the ruling.") + until,
    }
    make_letter(work, case, "ruling", values)


def running_proceeding(work: Work, case: Case, kind: str) -> Proceeding | None:
    """The proceeding of this kind that has not ended, if any."""
    return work.session.scalars(
        select(Proceeding).where(Proceeding.case_id == case.id, Proceeding.kind == kind, Proceeding.ended_at.is_(None))
    ).first()


def divert_case(work: Work, case: Case, data: DivertCase) -> Outcome:
    """Divert the case on terms that the respondent agreed to. It stays open until they are completed."""
    found: list[Missing] = []
    if running_proceeding(work, case, "diversion") is not None:
        found.append(Missing("diversion_running", "A diversion is running already.", "diversion:complete"))
    if data.agreed_on > work.today:
        found.append(Missing("diversion_agreement", "The respondent's agreement comes first.", "case:divert"))
    if data.due_on <= work.today:
        found.append(Missing("diversion_due", "Give a day ahead for its completion.", "case:divert"))
    ensure(found)
    work.record("case:diverted", case=case, text=f"To be completed by {day_words(data.due_on)}.")
    row = _open(work, case, "diversion", data.reasons)
    row.details = {
        "terms": data.terms,
        "due_on": data.due_on.isoformat(),
        "agreed_on": data.agreed_on.isoformat(),
    }
    work.session.add(row)
    text = f"{data.terms}\n\nTo be completed by {day_words(data.due_on)}.\n\n{data.reasons}"
    make_letter(work, case, "other", {"title": "Diversion", "text": text})
    work.session.flush()
    return Outcome(row.id)


def _open(work: Work, case: Case, kind: str, grounds: str) -> Proceeding:
    return Proceeding(
        case_id=case.id,
        incident_id=None,
        kind=kind,
        side="office",
        decider=work.viewer.name,
        stays=False,
        grounds=grounds,
        opened_at=work.now,
        opened_by_id=work.viewer.account_id,
        ended_at=None,
        outcome=None,
        reasons="",
        details={},
    )


def complete_diversion(work: Work, case: Case, data: CompleteDiversion) -> Outcome:
    """Record how the diversion ended. Completed, the case can be closed; failed, it goes on."""
    row = running_proceeding(work, case, "diversion")
    if row is None:
        ensure(Missing("diversion_ordered", "No diversion is running.", "case:divert"))
        raise AssertionError("unreachable")
    words = "Completed." if data.outcome == "completed" else "Not completed; the case goes on."
    work.record("diversion:completed", case=case, text=words)
    row.outcome = data.outcome
    row.reasons = data.proof
    row.ended_at = work.now
    return Outcome(row.id)


def record_consent(work: Work, case: Case, data: RecordConsent) -> Outcome:
    """Record terms of consent, or put better ones in the place of those not yet approved.

    `Proceeding.details`: terms, affidavit, negotiators (ids of persons), sanctions: a list of {kind, terms},
    the terms as `db.sanctioning.Terms.as_json` gives them.
    """
    people = dict(people_at_work(work, case))
    people[work.viewer.person_id] = work.viewer.name
    if not set(data.negotiators) <= set(people):
        raise BadInput({"negotiators": "Choose among the answers."})
    sanctions = _sanctions(work, case, data)
    work.record("consent:recorded", case=case)
    row = running_proceeding(work, case, "consent")
    if row is None:
        row = _open(work, case, "consent", data.terms)
        work.session.add(row)
    row.grounds = data.terms
    row.details = {
        "terms": data.terms,
        "affidavit": data.affidavit,
        "negotiators": [str(one) for one in dict.fromkeys(data.negotiators)],
        "sanctions": sanctions,
    }
    work.session.flush()
    return Outcome(row.id)


def _sanctions(work: Work, case: Case, data: RecordConsent) -> list[dict[str, Any]]:
    if data.sanction is None:
        return []
    terms = TermsGiven(
        amount=data.amount,
        indefinite=data.indefinite,
        paid=data.paid,
        stayed=data.stayed,
        conditions=data.conditions,
        effective_on=data.effective_on,
    )
    ensure(missing_for_terms(work, case, data.sanction, terms, "consent:record"))
    return [{"kind": data.sanction, "terms": terms_given(terms).as_json()}]
