"""Stays: of the main line before a decision, of sanctions after it. Clocks stand still while a stay lasts."""

from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.cases.act_schemas import LiftStay, OrderStay
from api.errors import BadInput
from api.forms import Choice, Choices
from db.case_facts_after import sanction_words
from db.deadlines import pause_clocks, resume_clocks
from db.domain.plain import count_words
from db.domain.rule import Missing, ensure
from db.domain.sanction import next_status
from db.domain.stage import BEFORE_DECIDED, SanctionStatus, Stage
from db.models import Case, Order, Proceeding, Sanction, SanctionProof
from db.work import Work

STAYABLE = (SanctionStatus.PENDING, SanctionStatus.IN_FORCE)


def _sanctions(work: Work, case: Case, *statuses: SanctionStatus) -> list[Sanction]:
    return list(
        work.session.scalars(
            select(Sanction).where(Sanction.case_id == case.id, Sanction.status.in_(statuses)).order_by(Sanction.id)
        )
    )


def stay_choices(work: Work, case: Case) -> Choices:
    """The sanctions that a stay could hold up."""
    rows = _sanctions(work, case, *STAYABLE)
    return {"sanctions": [Choice(str(row.id), sanction_words(row, work.reference)) for row in rows]}


def _open_stays(work: Work, case: Case) -> list[Proceeding]:
    return list(
        work.session.scalars(
            select(Proceeding).where(
                Proceeding.case_id == case.id, Proceeding.kind == "stay", Proceeding.ended_at.is_(None)
            )
        )
    )


def order_stay(work: Work, case: Case, data: OrderStay) -> Outcome:
    """Stay a case, or after its decision the sanctions named. Raises RuleBroken where a stay runs already."""
    before = case.stage in BEFORE_DECIDED
    chosen = _chosen(work, case, data.sanction_ids)
    ensure(
        Missing("stayed", "The case is stayed already.", "stay:lift") if before and case.stayed_since_at else None,
        Missing("closed", "The case is closed.", None) if case.stage is Stage.CLOSED else None,
        Missing("stay_sanctions", "Choose the sanctions that are stayed.", "stay:order")
        if not before and not chosen
        else None,
        Missing("stay_sanctions", "Nothing is imposed yet: leave the sanctions out.", "stay:order")
        if before and chosen
        else None,
    )
    what = "of the case" if before else f"of {count_words(len(chosen), 'sanction')}"
    work.record("stay:ordered", case=case, text=f"{what}: {data.authority}.")
    order = Order(
        case_id=case.id, kind="stay", granted=True, reasons=data.reasons, effect=f"Stay {what}, by {data.authority}",
        until_on=data.until_on, ruled_by_id=work.viewer.account_id, at=work.now,
    )  # fmt: skip
    work.session.add(order)
    work.session.flush()
    work.session.add(
        Proceeding(
            case_id=case.id, kind="stay", side="office", decider=work.viewer.name, stays=True, grounds=data.reasons,
            opened_at=work.now, opened_by_id=work.viewer.account_id, reasons="",
            details={"order": str(order.id), "sanctions": [str(row.id) for row in chosen]},
        )
    )  # fmt: skip
    if before:
        case.stayed_since_at = work.now
        pause_clocks(work, case)
    for row in chosen:
        row.status = next_status(row.status, "stay:order")
        row.status_at, row.status_reason = work.now, data.authority
    return Outcome(order.id, "The stay is ordered.")


def _chosen(work: Work, case: Case, wanted: list[UUID]) -> list[Sanction]:
    rows = [row for row in _sanctions(work, case, *STAYABLE) if row.id in wanted]
    if len(rows) != len(set(wanted)):
        raise BadInput({"sanction_ids": "Choose sanctions that are pending or in force."})
    return rows


def lift_stay(work: Work, case: Case, data: LiftStay) -> Outcome:
    """End the stays of a case: clocks run on, sanctions go back to where they stood."""
    stays = _open_stays(work, case)
    stayed = _stayed_by(work, case, stays)
    nothing = not stays and case.stayed_since_at is None
    ensure(Missing("not_stayed", "Nothing is stayed in this case.", "stay:order") if nothing else None)
    work.record("stay:lifted", case=case)
    for stay in stays:
        stay.ended_at, stay.outcome, stay.reasons = work.now, "lifted", data.reasons
    if case.stayed_since_at is not None:
        case.stayed_since_at = None
        resume_clocks(work, case, "The stay was lifted.")
    for row in stayed:
        started = work.session.scalar(
            select(SanctionProof.id).where(SanctionProof.sanction_id == row.id, SanctionProof.kind == "start")
        )
        row.status = next_status(row.status, "stay:lift", start_proven=started is not None)
        row.status_at, row.status_reason = work.now, data.reasons
    return Outcome(None, "The stay is lifted.")


def _stayed_by(work: Work, case: Case, stays: list[Proceeding]) -> list[Sanction]:
    """The sanctions that these stays hold up; a part stayed by the decision itself is not touched."""
    named = {one for stay in stays for one in (stay.details or {}).get("sanctions", ())}
    return [row for row in _sanctions(work, case, SanctionStatus.STAYED) if str(row.id) in named]
