"""What a decision on appeal does to the sanctions: superseded, vacated, and what must be put right."""

from sqlalchemy import select

from db.deadlines import end_clocks
from db.domain.appeal import CORRECTIONS, AppealOutcome, needs_correction
from db.domain.stage import SanctionStatus, Track
from db.models import Case, Correction, Decision, Sanction
from db.sanctioning import Terms, change_status, end_conditions, impose, words_for
from db.work import Work

_OVER = {SanctionStatus.SUPERSEDED, SanctionStatus.VACATED}
CORRECTION_LABELS = dict(CORRECTIONS)


def sanctions_of(work: Work, decision: Decision) -> list[Sanction]:
    """The sanctions that a decision imposed, in a stable order."""
    return list(
        work.session.scalars(
            select(Sanction).where(Sanction.decision_id == decision.id).order_by(Sanction.status_at, Sanction.id)
        )
    )


def standing_sanctions(work: Work, case: Case) -> list[Sanction]:
    """The sanctions of a case that were neither superseded nor vacated."""
    rows = work.session.scalars(
        select(Sanction).where(Sanction.case_id == case.id).order_by(Sanction.status_at, Sanction.id)
    )
    return [one for one in rows if one.status not in _OVER]


def after_appeal(
    work: Work,
    case: Case,
    old: Decision | None,
    decision: Decision,
    effect: str,
    kind: str,
    terms: Terms | None,
    outcome: AppealOutcome,
) -> str:
    """Carry an appeal's effect over to the sanctions; returns the order in words for the letter."""
    standing = standing_sanctions(work, case) if old is not None else []
    if effect == "keep":
        return "The order stands."
    new = impose(work, case, decision, kind, terms, now_final=True) if effect == "supersede" and terms else None
    for row in standing:
        begun = row.status
        if new is not None:
            change_status(work, row, "sanction:supersede", "Replaced on appeal.")
            row.superseded_by_id = new.id
            work.record("sanction:superseded", case=case)
        else:
            change_status(work, row, "sanction:vacate", "Vacated on appeal.")
            work.record("sanction:vacated", case=case)
        end_conditions(work, row, "Ended: the sanction was replaced or vacated on appeal.")
        if needs_correction(outcome, begun):
            open_corrections(work, case, row, outcome)
    if new is None:
        end_clocks(work, case, "The sanction was vacated.", "proof_of_start", "proof_of_completion", "condition_report")
        return "No sanction stands."
    return order_words(work, case, kind, terms) if terms else ""


def order_words(work: Work, case: Case, kind: str, terms: Terms) -> str:
    """The new sanction as the letter says it."""
    return words_for(work, case, kind, terms, now_final=True)


def corrections_for(row: Sanction, outcome: AppealOutcome) -> tuple[str, ...]:
    """What must be put right once a sanction that had begun is changed. An increase takes only the record."""
    if outcome is AppealOutcome.INCREASED:
        return ("corrected_record",)
    wanted = ["corrected_record"]
    ends_work = row.kind in {"termination", "suspension", "demotion", "resignation_in_lieu", "disbarment", "surrender"}
    if ends_work:
        wanted.insert(0, "reinstatement")
    if row.track is Track.EMPLOYER and (ends_work or row.kind == "pay_reduction") and row.paid is not True:
        wanted.insert(1 if ends_work else 0, "back_pay")
    wanted.append("recalled_letter")
    return tuple(wanted)


def open_corrections(work: Work, case: Case, row: Sanction, outcome: AppealOutcome) -> None:
    """Open the corrections; a case does not close before each is done."""
    for kind in corrections_for(row, outcome):
        work.session.add(
            Correction(
                case_id=case.id, sanction_id=row.id, kind=kind, opened_at=work.now, done_on=None, note="", by_id=None
            )
        )
    work.session.flush()
