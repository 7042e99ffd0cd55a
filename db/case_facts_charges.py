"""Facts up to the charges: opening, notice, report, who did what, charges and their answers."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from db.case_facts_papers import Papers
from db.case_facts_rows import CaseRows, Found, ids
from db.case_facts_statements import ALLEGATIONS, CAUSE, CHARGES, RELATIONS
from db.domain.facts import AllegationFacts, ChargeFacts

NOTICE = "notice_of_allegations"
CHARGING = ("charges", "proposed_action")
ANSWER_RULES = ("answer_charges", "answer_proposed_action")


def opening_facts(rows: CaseRows) -> dict[str, Any]:
    """Conflicts, evidence, the respondent, and who was told."""
    one = rows.scalars
    return {
        "conflicts_checked": not one.unchecked and not one.involved,
        "evidence_items": one.evidence,
        "evidence_absence_explained": bool(one.absence),
        "respondent_identified": True,
        "attribution_confirmed": one.attribution == "confirmed"
        or (bool(one.named) and one.attribution != "misidentified"),
        "respondent_is_head": one.respondent_type == "head",
        "head_stub_sealed": bool(one.sealed_referral),
        "steps_open": one.steps_open,
        "has_reporter": bool(one.reporter),
        "reporter_told_at": one.told_at,
        "reporter_not_told_reason": one.not_told_at is not None,
    }


def notice_facts(papers: Papers) -> dict[str, Any]:
    """The notice of allegations, its service and its answer."""
    letter = papers.latest(NOTICE)
    if letter is None:
        return {}
    served = letter.served_at
    return {
        "notice_drafted": True,
        "notice_has_substance": all(letter.facts.get(part) for part in ("alleged", "when", "rules")),
        "notice_served_at": served,
        # An answer to an earlier notice says nothing to a newer one, which may allege more.
        "notice_answered_at": papers.answered_at("allegations", since=served) if served else None,
        "notice_answer_due_at": papers.due_at(("respond_licence", "respond_employer")),
    }


def people_facts(rows: CaseRows, reviewers: frozenset[UUID], now: datetime) -> dict[str, Any]:
    """Who did what. Screening and investigating are never undone, so ended relations count there."""
    relations = rows.family(RELATIONS)
    recused = ids(relations, "recused", running=now)
    return {
        "screeners": ids(relations, "screener"),
        "investigators": ids(relations, "investigator"),
        "cause_reviewers": (ids(relations, "cause_reviewer", running=now) | reviewers) - recused,
        "presenting_counsel": ids(relations, "presenting_counsel", running=now),
        "advisers": ids(relations, "adviser", running=now),
        "witnesses": ids(relations, "witness", running=now),
        "chain_of_command": ids(relations, "chain_of_command", running=now),
    }


def charge_facts(rows: CaseRows, papers: Papers) -> tuple[dict[str, Any], frozenset[UUID]]:
    """Allegations, charges and the speech review that they make due; and who reviewed cause."""
    allegations = rows.family(ALLEGATIONS, "allegations")
    found = rows.family(CHARGES, "charges")
    cause = rows.family(CAUSE, "charges")
    newest = {row.charge_id: row.version for row in found}
    standing = [row for row in found if row.withdrawn_at is None and newest[row.charge_id] == row.version]
    several = {row.charge_id for row in found if row.version > 1}
    caused = _caused(cause)
    facts = {
        "allegations": tuple(
            AllegationFacts(
                label=f"Allegation {row.ordinal}",
                reported=row.reported_at is not None,
                evidence_for=bool(row.evidence_for.strip()),
                evidence_against=bool(row.evidence_against.strip()),
                proposed_finding=bool(row.proposed_finding),
            )
            for row in allegations
        ),
        "speech_review_due": any(row.content_ground for row in (*allegations, *standing)),
        "speech_reviewed_at": rows.scalars.speech_at,
        "charges": tuple(
            _charge(row, papers, several=row.charge_id in several, newest=newest[row.charge_id], cause=row.id in caused)
            for row in found
        ),
        "default_moved": bool(rows.scalars.default_moved),
        "default_ordered": bool(rows.scalars.default_ordered),
        "default_service_proven": bool(standing) and all(_is_proven(row, papers) for row in standing),
        "dismissal_order": bool(rows.scalars.dismissal_ordered),
    }
    return facts, frozenset(row.reviewer_id for row in cause if row.reviewer_id is not None)


def _caused(cause: Found) -> frozenset[UUID]:
    """The charge versions on each of whose allegations the latest review found cause."""
    latest: dict[UUID, dict[UUID, bool]] = defaultdict(dict)
    for row in cause:
        latest[row.charge_version_id][row.allegation_id] = bool(row.cause)
    return frozenset(version for version, ruled in latest.items() if all(ruled.values()))


def _is_proven(row: Any, papers: Papers) -> bool:
    letter = papers.letters.get(row.letter_id)
    return letter is not None and letter.served_at is not None and letter.proven


def _charge(row: Any, papers: Papers, *, several: bool, newest: int, cause: bool) -> ChargeFacts:
    served = row.served_at
    return ChargeFacts(
        key=str(row.id),
        label=f"Charge {row.ordinal}" + (f", version {row.version}" if several else ""),
        rule_cited=bool(row.rule_source.strip()),
        facts_stated=bool(row.facts.strip()),
        cause_found=cause,
        served_at=served,
        answered_at=papers.answered_at(*CHARGING, since=served) if served else None,
        answer_due_at=papers.due_at(ANSWER_RULES) if served else None,
        withdrawn=row.withdrawn_at is not None,
        superseded=row.version < newest,
    )
