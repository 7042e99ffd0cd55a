"""Decisions as rows: one per instance and round, one current final order per case, a finding per charge version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.models import Case, Charge, ChargeVersion, Decision, Finding, ProposedFinding
from db.work import Work


@dataclass(frozen=True)
class ChargeRow:
    """A charge with its latest version. `label` is how every page names it."""

    charge: Charge
    version: ChargeVersion

    @property
    def label(self) -> str:
        """ "Charge 1"."""
        return f"Charge {self.charge.ordinal}"

    @property
    def rule(self) -> str:
        """The rule with its source and paragraph."""
        return ", ".join(part for part in (self.version.rule_source, self.version.rule_paragraph) if part)


def charge_rows(work: Work, case: Case, *, withdrawn: bool = False) -> list[ChargeRow]:
    """The latest version of each charge that stands, in order; with `withdrawn` those withdrawn as well."""
    rows = work.session.execute(
        select(Charge, ChargeVersion)
        .join(ChargeVersion, ChargeVersion.charge_id == Charge.id)
        .where(Charge.case_id == case.id)
        .order_by(Charge.ordinal, ChargeVersion.version)
    )
    latest: dict[UUID, ChargeRow] = {}
    for charge, version in rows:
        latest[charge.id] = ChargeRow(charge, version)
    return [row for row in latest.values() if withdrawn or row.charge.withdrawn_at is None]


def current_final(work: Work, case: Case) -> Decision | None:
    """The order in force, or None."""
    return work.session.scalars(
        select(Decision).where(Decision.case_id == case.id, Decision.is_current_final.is_(True))
    ).first()


def supersede_final(work: Work, case: Case) -> Decision | None:
    """Take the order in force out of force, and return it. Flushes, so that the next one can be written."""
    found = current_final(work, case)
    if found is not None:
        found.is_current_final = False
        found.superseded_at = work.now
        work.session.flush()
    return found


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What an instance decided, in words. `decided_by` is shown in the record."""

    instance: str
    outcome: str
    proof: str
    reasons: str
    departure_reason: str = ""
    minority_view: str = ""
    decided_by: str = ""
    details: dict[str, Any] | None = None


def write_decision(work: Work, case: Case, ruling: Ruling, *, is_final: bool) -> Decision:
    """Write a decision; a final one supersedes the order that was in force. Call after `work.record`."""
    if is_final:
        supersede_final(work, case)
    row = Decision(
        case_id=case.id,
        instance=ruling.instance,
        round=case.round,
        is_current_final=is_final,
        outcome=ruling.outcome,
        proof=ruling.proof,
        reasons=ruling.reasons,
        departure_reason=ruling.departure_reason,
        minority_view=ruling.minority_view,
        details=ruling.details or {},
        decided_by=ruling.decided_by,
        issued_by_id=work.viewer.account_id,
        issued_at=work.now,
        superseded_at=None,
    )
    work.session.add(row)
    work.session.flush()
    return row


@dataclass(frozen=True)
class Found:
    """A finding to write on one charge version."""

    version_id: UUID
    value: str
    ground: str
    reasons: str


def write_findings(work: Work, decision: Decision, findings: Iterable[Found]) -> None:
    """Write the findings of a decision, one per charge version."""
    for one in findings:
        work.session.add(
            Finding(
                charge_version_id=one.version_id,
                decision_id=decision.id,
                value=one.value,
                ground=one.ground,
                reasons=one.reasons,
            )
        )
    work.session.flush()


def proposed_findings(work: Work, case: Case, instance: str) -> list[ProposedFinding]:
    """What an instance has found so far in the running round."""
    return list(
        work.session.scalars(
            select(ProposedFinding).where(
                ProposedFinding.case_id == case.id,
                ProposedFinding.instance == instance,
                ProposedFinding.round == case.round,
            )
        )
    )


def findings_of(work: Work, decision: Decision) -> list[Finding]:
    """The findings of a decision."""
    return list(work.session.scalars(select(Finding).where(Finding.decision_id == decision.id)))


def decisions_of(work: Work, case: Case) -> Sequence[Decision]:
    """Every decision of a case, oldest first."""
    return work.session.scalars(
        select(Decision).where(Decision.case_id == case.id).order_by(Decision.issued_at, Decision.round)
    ).all()


def save_finding(work: Work, case: Case, instance: str, found: Found) -> ProposedFinding:
    """Keep what an instance finds on a charge version, before its decision is issued; a later one replaces it."""
    row = work.session.scalars(
        select(ProposedFinding).where(
            ProposedFinding.charge_version_id == found.version_id,
            ProposedFinding.instance == instance,
            ProposedFinding.round == case.round,
        )
    ).first()
    if row is None:
        row = ProposedFinding(
            case_id=case.id, charge_version_id=found.version_id, instance=instance, round=case.round,
            value=found.value, ground=found.ground, reasons=found.reasons,
            by_id=work.viewer.account_id, at=work.now,
        )  # fmt: skip
        work.session.add(row)
    else:
        row.value, row.ground, row.reasons = found.value, found.ground, found.reasons
        row.by_id, row.at = work.viewer.account_id, work.now
    work.session.flush()
    return row
