"""Facts of what stands beside the main line and of what follows a decision."""

from typing import Any
from uuid import UUID

from db.case_facts_papers import Papers
from db.case_facts_rows import CaseRows, Found
from db.case_facts_statements import CONDITIONS, PROCEEDINGS, SANCTIONS, UNFINISHED
from db.domain.amount import Amount
from db.domain.facts import ConditionFacts, SanctionFacts
from db.domain.plain import day_words, moment_day
from db.domain.reference import Reference
from db.domain.rule import RuleBroken
from db.domain.stage import SanctionStatus

_LODGED = frozenset({"appeal", "grievance"})


def proceeding_facts(rows: CaseRows, this_round: int, zone: Any) -> dict[str, Any]:
    """Consent, diversion, remand, and every proceeding that is still open."""
    found = rows.family(PROCEEDINGS, "proceedings")
    consent = _last(found, "consent", {"rejected", "withdrawn"})
    diversion = _last(found, "diversion", {"failed"})
    details: dict[str, Any] = (consent.details or {}) if consent else {}
    return {
        "consent_recorded": consent is not None,
        "consent_affidavit": bool(details.get("affidavit")),
        "consent_negotiators": frozenset(UUID(str(one)) for one in details.get("negotiators", ())),
        "consent_sanctions": len(details.get("sanctions", ())),
        "diversion_ordered": diversion is not None,
        "diversion_completed": diversion is not None and diversion.outcome == "completed",
        "remanded": any(
            row.kind in _LODGED and row.outcome == "remanded" and (row.details or {}).get("round") == this_round
            for row in found
        ),
        "proceedings_open": tuple(proceeding_words(row, zone) for row in found if row.ended_at is None),
    }


def _last(found: Found, kind: str, failed: set[str]) -> Any:
    rows = [row for row in found if row.kind == kind]
    return rows[-1] if rows and rows[-1].outcome not in failed else None


def proceeding_words(row: Any, zone: Any) -> str:
    """ "Appeal lodged Mar 4, 2026", "Stay opened Mar 4, 2026"."""
    kind = row.kind.replace("_", " ").capitalize()
    return f"{kind} {'lodged' if row.kind in _LODGED else 'opened'} {day_words(moment_day(row.opened_at, zone))}"


def sanction_facts(rows: CaseRows, reference: Reference) -> tuple[SanctionFacts, ...]:
    """Every sanction of the case with its proofs."""
    found: dict[UUID, tuple[Any, set[str]]] = {}
    for row in rows.family(SANCTIONS, "sanctions"):
        found.setdefault(row.id, (row, set()))[1].add(row.proof or "")
    return tuple(
        SanctionFacts(
            label=sanction_words(row, reference),
            status=SanctionStatus(row.status),
            start_proven="start" in proofs,
            completion_proven="completion" in proofs,
        )
        for row, proofs in found.values()
    )


def sanction_words(row: Any, reference: Reference) -> str:
    """ "Suspension from practice, 1 year and 1 day"."""
    try:
        label = reference.sanction(row.track, row.kind).label
    except RuleBroken:  # a code the office's file no longer has
        label = row.kind.replace("_", " ").capitalize()
    amount = Amount(row.years, row.months, row.days)
    if row.indefinite:
        return f"{label}, indefinite"
    return label if amount.is_zero else f"{label}, {amount.words}"


def remaining_facts(rows: CaseRows, papers: Papers) -> dict[str, Any]:
    """Conditions, corrections, matters, referrals, the time to appeal and the final outcome."""
    unfinished = rows.family(UNFINISHED, "unfinished")
    return {
        "conditions": tuple(
            ConditionFacts(label=row.text[:80], done=row.status == "done", breach_decided=row.status == "breached")
            for row in rows.family(CONDITIONS, "conditions")
        ),
        "corrections_open": tuple(row.kind.replace("_", " ") for row in unfinished if row.what == "correction"),
        "matters_unreviewed": tuple(row.kind for row in unfinished if row.what == "matter"),
        "referrals_due": tuple(
            f"{row.kind.replace('_', ' ')} ({row.detail})" for row in unfinished if row.what == "referral"
        ),
        "appeal_due_at": papers.due_at(("appeal", "grievance"), running=True),
        "outcome_served_at": papers.served_at("final_outcome"),
    }
