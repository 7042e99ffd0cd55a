"""Facts of the decisions of the running round: votes, findings, weighing, and what each instance still owes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from db.case_facts_papers import Papers
from db.case_facts_rows import CaseRows, Found
from db.case_facts_statements import (
    BASELINES,
    DECISIONS,
    EXCEPTIONS,
    FACTORS,
    FINDINGS,
    PROPOSED_SANCTIONS,
    QUESTIONS,
)
from db.domain.facts import DecisionFacts, FactorFacts
from db.domain.instance import Instance, Procedure
from db.domain.reference import Reference
from db.domain.rule import RuleBroken
from db.domain.sanction import SanctionKind, departure
from db.domain.stage import Track
from db.domain.vote import Ballot, Choice, tally


class Deciding:
    """The rows of the running round, by instance."""

    def __init__(self, rows: CaseRows) -> None:
        self.decisions = {row.instance: row for row in rows.family(DECISIONS, "decisions")}
        self.questions = _by_instance(rows.family(QUESTIONS, "questions"))
        self.findings = _by_instance(rows.family(FINDINGS, "proposed_findings", "decisions"))
        self.sanctions = _by_instance(rows.family(PROPOSED_SANCTIONS, "proposed_sanctions"))
        self.factors = _by_instance(rows.family(FACTORS, "factors"))
        self.baselines = {row.instance: row.level for row in rows.family(BASELINES, "baselines")}

    @property
    def begun(self) -> frozenset[str]:
        """The instances that have anything in this round."""
        return frozenset().union(
            self.decisions, self.questions, self.findings, self.sanctions, self.factors, self.baselines
        )


def _by_instance(rows: Found) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.instance].append(row)
    return dict(found)


def decision_facts(
    deciding: Deciding, procedure: Procedure, papers: Papers, this_round: int, reference: Reference
) -> tuple[DecisionFacts, ...]:
    """One entry per instance that has begun, in their order."""
    return tuple(
        _decision(instance, deciding, procedure, papers, this_round, reference)
        for instance in (*procedure.instances, procedure.appeal)
        if instance.code in deciding.begun
    )


def _decision(
    instance: Instance, deciding: Deciding, procedure: Procedure, papers: Papers, this_round: int, reference: Reference
) -> DecisionFacts:
    code = instance.code
    issued = deciding.decisions.get(code)
    questions = _questions(deciding.questions.get(code, ()))
    adopted = _adopted(deciding.sanctions.get(code, ()), questions, instance)
    findings = deciding.findings.get(code, [])
    settled = [row for row in findings if row.issued] or findings
    baseline = deciding.baselines.get(code)
    return DecisionFacts(
        instance=code,
        round=this_round,
        issued_at=issued.issued_at if issued else None,
        served_at=papers.served_at(paper_of(instance, procedure), of_round=this_round) if issued else None,
        **_voting(questions, instance, bool(issued)),
        proof_named=bool(issued and issued.proof),
        findings=tuple((str(row.version_id), row.value) for row in settled),
        reasons=bool(issued and issued.reasons.strip()),
        factors=tuple(
            FactorFacts(code=row.code, reasons=bool(row.reason.strip())) for row in deciding.factors.get(code, ())
        ),
        baseline_picked=baseline is not None,
        departs=_departs(adopted, baseline, procedure.track, reference),
        departure_explained=bool(issued and issued.departure_reason.strip())
        or any(row.departure_reason.strip() for row in adopted),
        sanctions=len(adopted),
        no_sanction=bool(issued and issued.outcome == "no_sanction")
        or any(one["carried"] and one["proposal"].get("no_sanction") for one in questions.values()),
    )


def paper_of(instance: Instance, procedure: Procedure) -> str:
    """The kind of letter that serves an instance's decision."""
    if instance.code == procedure.appeal.code:
        return "appeal_decision"
    return "final_order" if instance.code == procedure.last.code else "panel_report"


def _questions(rows: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row.id,
            {
                "kind": row.kind,
                "proposal": row.proposal or {},
                "closed": row.closed_at is not None,
                "carried": bool(row.carried),
                "ballots": [],
            },
        )
        if row.person_id is not None:
            one["ballots"].append(
                Ballot(row.person_id, Choice(row.value), attested=row.attested, void=row.voided_at is not None)
            )
    return found


def _voting(questions: dict[Any, dict[str, Any]], instance: Instance, issued: bool) -> dict[str, bool]:
    """Quorum, concurrence and attestation: of an official alone the decision itself attests."""
    if instance.is_single:
        return {"attested": issued}
    results = [tally(one["ballots"], instance) for one in questions.values()]
    quorum = bool(results) and all(result.quorum_met for result in results)
    counted = [ballot for one in questions.values() for ballot in one["ballots"] if not ballot.void]
    return {
        "quorum": quorum,
        "concurrence": quorum and all(one["closed"] for one in questions.values()),
        "attested": bool(counted) and all(ballot.attested for ballot in counted),
    }


def _adopted(rows: Iterable[Any], questions: dict[Any, dict[str, Any]], instance: Instance) -> list[Any]:
    """The sanctions that count: an official's own, or those that a panel or board has carried."""
    if instance.is_single:
        return list(rows)
    carried = {
        str(one["proposal"].get("proposed_sanction_id"))
        for one in questions.values()
        if one["kind"] == "sanction" and one["carried"]
    }
    return [row for row in rows if str(row.id) in carried]


def _departs(adopted: list[Any], baseline: str | None, track: Track, reference: Reference) -> bool:
    if baseline is None:
        return False
    kinds = [kind for row in adopted if (kind := _kind(reference, track, row.kind)) is not None]
    return departure(kinds, _kind(reference, track, baseline)) is not None


def _kind(reference: Reference, track: Track, code: str) -> SanctionKind | None:
    try:
        return reference.sanction(track, code)
    except RuleBroken:  # a code the office's file no longer has: nothing to compare with
        return None


def published_discharge(deciding: Deciding, protection: str | None) -> bool:
    """Whether an at-will employee's discharge is to be published with its ground."""
    if protection not in {"at_will", "probationary"}:
        return False
    return any(
        row.kind == "termination" and (row.terms or {}).get("published")
        for found in deciding.sanctions.values()
        for row in found
    )


def exception_facts(rows: CaseRows, papers: Papers, this_round: int) -> dict[str, Any]:
    """When the time for exceptions ends, and whether each side filed or waived them."""
    reported = papers.served_at("panel_report", of_round=this_round)
    sides = {row.side for row in rows.family(EXCEPTIONS, "exceptions") if reported and row.at >= reported}
    if any(row.kind == "exceptions" and row.round == this_round for row in papers.responses):
        sides.add("respondent")
    return {"exceptions_due_at": papers.due_at(("exceptions",)), "exceptions_closed": {"respondent", "office"} <= sides}
