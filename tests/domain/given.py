"""Cases and reports as the rules see them: for each move one that can be made, to take things away from."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.domain.facts import (
    AllegationFacts,
    CaseFacts,
    ChargeFacts,
    DeciderFacts,
    DecisionFacts,
    FactorFacts,
    IncidentFacts,
    OutcomeFacts,
    SanctionFacts,
)
from db.domain.move import MOVES, MoveName
from db.domain.reference import load_reference
from db.domain.rule import Missing
from db.domain.stage import IncidentStatus, SanctionStatus, Stage, Track

REFERENCE = load_reference()
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def ago(days: int) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


def case(track: Track = Track.LICENCE, stage: Stage | None = None, **given: Any) -> CaseFacts:
    """A case about which nothing has been done yet, but for what is given."""
    return CaseFacts(
        track=track, stage=stage, procedure=REFERENCE.procedure(track), now=NOW, today=TODAY, zone=ZONE, **given
    )


def charge(**given: Any) -> ChargeFacts:
    """A charge that is in order: stated, found, served and answered."""
    facts: dict[str, Any] = {
        "key": "c1",
        "label": "charge 1",
        "rule_cited": True,
        "facts_stated": True,
        "cause_found": True,
        "served_at": ago(60),
        "answered_at": ago(50),
        "answer_due_at": ago(40),
    }
    return ChargeFacts(**{**facts, **given})


def panel(*people: str, instance: str = "panel_recommendation", **given: Any) -> tuple[DeciderFacts, ...]:
    """Members who declared that no conflict exists: all lawyers but the last, a member of the public."""
    return tuple(
        DeciderFacts(
            person=name,
            label=name,
            instance=instance,
            seat="public" if name == people[-1] else "lawyer",
            **{"declared": True, **given},
        )
        for name in people
    )


def official(**given: Any) -> tuple[DeciderFacts, ...]:
    """The deciding official."""
    facts = {"person": "Orr", "label": "Orr", "instance": "deciding_official", "seat": "official", "declared": True}
    return (DeciderFacts(**{**facts, **given}),)


def decision(instance: str, **given: Any) -> DecisionFacts:
    """A decision that is complete and issued: sustained, a censure that does not depart."""
    facts: dict[str, Any] = {
        "instance": instance,
        "issued_at": ago(3),
        "served_at": ago(3),
        "quorum": True,
        "concurrence": True,
        "attested": True,
        "proof_named": True,
        "findings": (("c1", "sustained"),),
        "reasons": True,
        "factors": (FactorFacts(code="remorse", reasons=True),),
        "baseline_picked": True,
        "sanctions": 1,
    }
    return DecisionFacts(**{**facts, **given})


def ready(move: MoveName, track: Track = Track.LICENCE) -> CaseFacts:
    """A case for which the move can be made."""
    sources = MOVES[move].sources
    stage = None if sources is None else min(sources, key=list(Stage).index)
    return replace(case(track, stage), **_READY[move](track))


def _open(_track: Track) -> dict[str, Any]:
    return {
        "conflicts_checked": True,
        "evidence_items": 1,
        "respondent_identified": True,
        "attribution_confirmed": True,
    }


def _submit(_track: Track) -> dict[str, Any]:
    whole = AllegationFacts(
        label="allegation 1", reported=True, evidence_for=True, evidence_against=True, proposed_finding=True
    )
    return {
        "notice_drafted": True,
        "notice_has_substance": True,
        "notice_served_at": ago(40),
        "notice_answered_at": ago(20),
        "allegations": (whole,),
        "speech_review_due": True,
        "speech_reviewed_at": ago(10),
    }


def _charge(_track: Track) -> dict[str, Any]:
    return {
        "cause_reviewers": frozenset({"Reed"}),
        "investigators": frozenset({"Ives"}),
        "screeners": frozenset({"Shaw"}),
        "presenting_counsel": frozenset({"Cole"}),
        "advisers": frozenset({"Ames"}),
        "charges": (charge(served_at=None, answered_at=None),),
    }


def _to_hearing(track: Track) -> dict[str, Any]:
    return {
        **_charge(track),
        "charges": (charge(),),
        "evidence_disclosed": True,
        "evidence_explained": True,
        "witness_names_given": True,
        "deciders": panel("Lowe", "Lane", "Park") if track is Track.LICENCE else official(),
        "hearing_scheduled_at": NOW,
        "hearing_notice_served_at": ago(50),
        "hearing_not_before_on": TODAY,
    }


def _to_deliberation(track: Track) -> dict[str, Any]:
    return {"charges": (charge(),), "hearing_held_at": ago(1), "exhibits_filed": True, "record_filed": True}


def _decide(track: Track) -> dict[str, Any]:
    decisions = (
        (decision("panel_recommendation"), decision("board_order"))
        if track is Track.LICENCE
        else (decision("deciding_official", baseline_picked=False, quorum=False, concurrence=False),)
    )
    return {
        **_to_deliberation(track),
        "deciders": panel("Lowe", "Lane", "Park") if track is Track.LICENCE else official(),
        "evidence_closed_at": ago(1),
        "decisions": decisions,
        "exceptions_closed": True,
        "protected_employee": True,
        "decision_notice_given": True,
        "evidence_explained_to_employee": True,
        "chance_to_answer_given": True,
    }


def _consent(_track: Track) -> dict[str, Any]:
    return {
        "consent_recorded": True,
        "consent_affidavit": True,
        "consent_negotiators": frozenset({"Cole"}),
        "consent_approver": "Chair",
    }


def _close(_track: Track) -> dict[str, Any]:
    done = SanctionFacts(
        label="Suspension", status=SanctionStatus.CARRIED_OUT, start_proven=True, completion_proven=True
    )
    return {
        "sanctions": (done,),
        "outcome_served_at": ago(5),
        "has_reporter": True,
        "reporter_told_at": ago(1),
        "appeal_due_at": ago(2),
    }


_READY: dict[MoveName, Any] = {
    MoveName.OPEN: _open,
    MoveName.SUBMIT_FOR_REVIEW: _submit,
    MoveName.RETURN_FOR_CHANGES: lambda _: {"return_reasons": True},
    MoveName.CHARGE: _charge,
    MoveName.TO_HEARING: _to_hearing,
    MoveName.TO_DELIBERATION: _to_deliberation,
    MoveName.DECIDE: _decide,
    MoveName.CONSENT: _consent,
    MoveName.DISMISS: lambda _: {"dismissal_reasons": True},
    MoveName.COMPLETE_DIVERSION: lambda _: {"diversion_ordered": True, "diversion_completed": True},
    MoveName.DISMISS_CHARGES: lambda _: {"charges": (charge(withdrawn=True),), "dismissal_reasons": True},
    MoveName.ABATE: lambda _: {"abatement_reason": "death", "dismissal_reasons": True},
    MoveName.CLOSE: _close,
    MoveName.REMAND: lambda _: {"remanded": True},
    MoveName.REOPEN: lambda _: {"reopening_order": True, "reopening_stage": Stage.INVESTIGATION},
}


def incident(status: IncidentStatus | None = None, **given: Any) -> IncidentFacts:
    """A report about which nothing is known, but for what is given."""
    return IncidentFacts(status=status, **given)


def outcome(**given: Any) -> OutcomeFacts:
    """One respondent's outcome."""
    return OutcomeFacts(**{"label": "respondent 1", **given})


def lines(missing: tuple[Missing, ...]) -> list[tuple[str, str, str | None]]:
    """What is missing as plain tuples, to compare with a list in the test."""
    return [(item.code, item.text, item.act) for item in missing]


def codes(missing: tuple[Missing, ...]) -> list[str]:
    """The codes of what is missing."""
    return [item.code for item in missing]
