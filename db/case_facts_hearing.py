"""Facts of disclosure, deciders, hearing and of what a protected employee is owed before a decision."""

from datetime import datetime
from typing import Any

from db.case_facts_papers import Papers
from db.case_facts_rows import CaseRows, Found
from db.case_facts_statements import HEARINGS, MEMBERS, UNPAID
from db.domain.facts import ChargeFacts, DeciderFacts
from db.domain.plain import moment_day

_MAIN = ("hearing", "pre_decision_meeting")
_PROTECTED = frozenset({"civil_service", "contract"})


def disclosure_facts(rows: CaseRows) -> dict[str, Any]:
    """What the respondent was given: evidence, its explanation, the witnesses' names."""
    one = rows.scalars
    return {
        "evidence_disclosed": bool(one.items_disclosed) or (bool(one.disclosed) and not one.evidence),
        "evidence_explained": bool(one.explained),
        "witness_names_given": bool(one.witnesses),
        "exhibits_filed": bool(one.exhibits),
    }


def decider_facts(rows: CaseRows) -> tuple[DeciderFacts, ...]:
    """Everybody named to an instance of the running round."""
    return tuple(
        DeciderFacts(
            person=row.person_id,
            label=row.name,
            instance=row.instance,
            seat=row.qualification,
            qualified=bool(row.qualified),
            declared=row.declared_at is not None,
            conflict=row.has_conflict and row.left_at is None,
            challenge_open=bool(row.challenged),
            recused=bool(row.recused),
            replaced=row.replaced_by_id is not None or (row.left_at is not None and not row.recused),
        )
        for row in rows.family(MEMBERS, "members")
    )


def hearing_facts(hearings: Found, papers: Papers, zone: Any) -> dict[str, Any]:
    """The hearing or pre-decision meeting: scheduled, noticed, held, recorded."""
    main = [row for row in hearings if row.kind in _MAIN]
    last = main[-1] if main else None
    starts = papers.due_at(("hearing_notice", "pre_decision_meeting"))
    found: dict[str, Any] = {
        "sanction_hearing_offered": any(row.kind == "sanction_hearing" for row in hearings),
        "name_clearing_offered": any(row.kind == "name_clearing" for row in hearings),
        "record_filed": any(row.record_filed_at is not None for row in hearings),
        "hearing_not_before_on": moment_day(starts, zone) if starts else None,
    }
    if last is None:
        return found
    letter = papers.letters.get(last.notice_letter_id)
    return found | {
        "hearing_scheduled_at": last.scheduled_at,
        "hearing_notice_served_at": letter.served_at if letter else papers.served_at("hearing_notice"),
        "notice_time_waived": last.notice_time_waived_at is not None,
        "hearing_held_at": last.held_at,
        "hearing_waived": last.waived_at is not None,
        "evidence_closed_at": last.record_filed_at or last.held_at or last.waived_at,
    }


def hearings_of(rows: CaseRows) -> Found:
    """Every hearing of the case, in the order of their times."""
    return rows.family(HEARINGS, "hearings")


def employee_facts(
    rows: CaseRows, hearings: Found, papers: Papers, charges: tuple[ChargeFacts, ...], zone: Any
) -> dict[str, Any]:
    """What an employee with a protected position is owed, and what an unpaid suspension starts."""
    heard = any(row.held_at or row.waived_at for row in hearings if row.kind in _MAIN)
    unpaid_on = rows.family(UNPAID, "unpaid")[0][0] if rows.scalars.unpaid else None
    held: list[datetime] = [row.held_at for row in hearings if row.held_at is not None]
    return {
        "protected_employee": rows.scalars.protection in _PROTECTED,
        "decision_notice_given": any(charge.stands and charge.served_at for charge in charges),
        "evidence_explained_to_employee": bool(rows.scalars.explained),
        "chance_to_answer_given": heard or papers.answered_at("proposed_action", "pre_decision") is not None,
        "emergency_unpaid_suspension": unpaid_on is not None,
        "prompt_hearing_held": unpaid_on is not None and any(moment_day(at, zone) >= unpaid_on for at in held),
    }
