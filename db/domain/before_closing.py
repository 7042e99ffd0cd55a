"""Preconditions of closing, ending without a decision and reopening (`lifecycle.md`, the table of moves)."""

from __future__ import annotations

from db.domain.facts import CaseFacts, SanctionFacts
from db.domain.plain import day_words, list_words, moment_day
from db.domain.rule import Missing
from db.domain.stage import BEFORE_DECIDED, SANCTION_LABELS, SanctionStatus, Stage

_NEXT_ACT = {
    SanctionStatus.PENDING: "sanction:prove_start",
    SanctionStatus.IN_FORCE: "sanction:prove_completion",
    SanctionStatus.STAYED: "stay:lift",
    SanctionStatus.NOT_CARRIED_OUT: "correction:record",
    SanctionStatus.CARRIED_OUT: "sanction:prove_completion",
}

ABATEMENTS: dict[str, str] = {
    "death": "Abated by the respondent's death",
    "jurisdiction_ended": "Jurisdiction ended by separation",
    "surrender_accepted": "Surrender accepted",
}


def dismissal_is_reasoned(facts: CaseFacts) -> Missing | None:
    """Dismissed with reasons."""
    if facts.dismissal_reasons:
        return None
    return Missing("dismissal_reasons", "Give the reasons for the dismissal.", "case:dismiss")


def diversion_is_not_running(facts: CaseFacts) -> Missing | None:
    """No diversion is still running."""
    if not facts.diversion_ordered or facts.diversion_completed:
        return None
    return Missing(
        "diversion_running", "A diverted case stays open until the diversion is completed.", "diversion:complete"
    )


def diversion_is_completed(facts: CaseFacts) -> Missing | None:
    """Diversion completed."""
    if not facts.diversion_ordered:
        return Missing("diversion_ordered", "No diversion was ordered.", "case:divert")
    return diversion_is_not_running(facts)


def charges_are_gone(facts: CaseFacts) -> Missing | None:
    """Charges withdrawn, or dismissed by order."""
    if facts.dismissal_order or (facts.charges and not facts.standing_charges):
        return None
    labels = list_words(charge.label for charge in facts.standing_charges)
    text = f"Withdraw the charges that stand ({labels}), or dismiss them by order." if labels else "Dismiss by order."
    return Missing("charges_gone", text, "charge:withdraw" if labels else "case:dismiss")


def abatement_is_reasoned(facts: CaseFacts) -> Missing | None:
    """Ended for a reason that the law knows."""
    if facts.abatement_reason in ABATEMENTS and facts.dismissal_reasons:
        return None
    text = "Give the reason and its proof: death, jurisdiction ended by separation, or surrender accepted."
    return Missing("abatement", text, "case:abate")


def sanctions_are_done(facts: CaseFacts) -> tuple[Missing, ...]:
    """No sanction, or every sanction carried out with proof, vacated or superseded."""
    return tuple(item for one in facts.sanctions if (item := _undone(one)) is not None)


def _undone(one: SanctionFacts) -> Missing | None:
    if one.status in {SanctionStatus.VACATED, SanctionStatus.SUPERSEDED}:
        return None
    lacking = []
    if not one.start_proven:
        lacking.append("start")
    if not one.completion_proven:
        lacking.append("completion")
    if one.status is SanctionStatus.CARRIED_OUT and not lacking:
        return None
    state = SANCTION_LABELS[one.status].lower()
    if lacking:
        text = f"{one.label} is {state}: prove its {list_words(lacking)}."
    else:
        text = f"{one.label} is {state}: it must be carried out, vacated or superseded."
    act = (
        "sanction:prove_start"
        if "start" in lacking and one.status is SanctionStatus.CARRIED_OUT
        else _NEXT_ACT[one.status]
    )
    return Missing("sanction_done", text, act)


def conditions_are_done(facts: CaseFacts) -> tuple[Missing, ...]:
    """Conditions done, or their breach decided."""
    return tuple(
        Missing("condition_done", f"Condition open: {one.label}.", "condition:report")
        for one in facts.conditions
        if not (one.done or one.breach_decided)
    )


def proceedings_are_ended(facts: CaseFacts) -> tuple[Missing, ...]:
    """Proceedings ended, and the time to appeal run."""
    found = [
        Missing("proceeding_open", f"Still open: {words}.", _proceeding_act(words)) for words in facts.proceedings_open
    ]
    due = facts.appeal_due_at
    if due is not None and facts.now <= due:
        until = day_words(moment_day(due, facts.zone))
        text = f"Wait until the time for {facts.procedure.words.appeal} has run ({until})."
        found.append(Missing("appeal_time", text, None))
    found.extend(
        Missing("correction_open", f"Finish the correction: {words}.", "correction:record")
        for words in facts.corrections_open
    )
    return tuple(found)


def _proceeding_act(words: str) -> str:
    lowered = words.lower()
    if "stay" in lowered:
        return "stay:lift"
    return "appeal:decide"


def matters_are_reviewed(facts: CaseFacts) -> tuple[Missing, ...]:
    """Affected matters reviewed."""
    return tuple(
        Missing("matter_reviewed", f"Review the affected matter {number}.", "matter:review")
        for number in facts.matters_unreviewed
    )


def referrals_are_recorded(facts: CaseFacts) -> tuple[Missing, ...]:
    """Referrals recorded."""
    return tuple(
        Missing("referral_recorded", f"Record the referral that is due: {words}.", "referral:record")
        for words in facts.referrals_due
    )


def outcome_is_served(facts: CaseFacts) -> Missing | None:
    """Final outcome served."""
    if facts.outcome_served_at is not None:
        return None
    return Missing("outcome_served", "Serve the final outcome on the respondent.", "outcome:serve")


def reporter_is_told(facts: CaseFacts) -> Missing | None:
    """Reporter told, or noted why not."""
    if not facts.has_reporter or facts.reporter_told_at is not None or facts.reporter_not_told_reason:
        return None
    return Missing("reporter_told", "Tell the reporter the outcome, or note why not.", "reporter:tell")


def outcome_exists(stage: Stage) -> Missing | None:
    """The reporter hears an outcome once there is one: while a matter runs, it is nobody's but its parties'."""
    if stage not in BEFORE_DECIDED:
        return None
    return Missing("outcome", "There is no outcome to tell yet: the case is neither decided nor closed.", None)


def reopening_is_ordered(facts: CaseFacts) -> Missing | None:
    """Reopened by order, to a named stage."""
    if facts.reopening_order and facts.reopening_stage is not None:
        return None
    return Missing("reopening_order", "Record the order that reopens the case, with reasons and stage.", "case:reopen")
