"""Findings: what an instance found on one version of one charge (`glossary.md`)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from db.domain.rule import Missing


class Finding(StrEnum):
    """What was found. "No finding by consent" and "withdrawn" end a charge without one on its merits."""

    SUSTAINED = "sustained"
    NOT_SUSTAINED = "not_sustained"
    UNFOUNDED = "unfounded"
    NO_VIOLATION = "no_violation"
    WITHDRAWN = "withdrawn"
    NO_FINDING = "no_finding"


LABELS: dict[Finding, str] = {
    Finding.SUSTAINED: "Sustained",
    Finding.NOT_SUSTAINED: "Not sustained",
    Finding.UNFOUNDED: "Unfounded",
    Finding.NO_VIOLATION: "Facts proven but no violation",
    Finding.WITHDRAWN: "Withdrawn",
    Finding.NO_FINDING: "No finding by consent",
}


class Ground(StrEnum):
    """What stands beside a finding and says on what it rests."""

    EVIDENCE = "evidence"
    FACTS_ADMITTED = "facts_admitted"
    FACTS_ADMITTED_BY_DEFAULT = "facts_admitted_by_default"
    PROTECTED_SPEECH = "protected_speech"
    NOT_ATTRIBUTED = "not_attributed"
    RULE_NOT_IN_FORCE = "rule_not_in_force"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    CONSENT = "consent"


GROUND_LABELS: dict[Ground, str] = {
    Ground.EVIDENCE: "Evidence heard",
    Ground.FACTS_ADMITTED: "Facts admitted",
    Ground.FACTS_ADMITTED_BY_DEFAULT: "Facts admitted by default",
    Ground.PROTECTED_SPEECH: "Protected speech",
    Ground.NOT_ATTRIBUTED: "The account or post is not the respondent's",
    Ground.RULE_NOT_IN_FORCE: "The rule or policy was not in force on that day",
    Ground.INSUFFICIENT_EVIDENCE: "Not enough evidence for the standard of proof",
    Ground.CONSENT: "Consent",
}

_FITTING: dict[Finding, frozenset[Ground]] = {
    Finding.SUSTAINED: frozenset(
        {Ground.EVIDENCE, Ground.FACTS_ADMITTED, Ground.FACTS_ADMITTED_BY_DEFAULT, Ground.CONSENT}
    ),
    Finding.NOT_SUSTAINED: frozenset({Ground.INSUFFICIENT_EVIDENCE, Ground.NOT_ATTRIBUTED, Ground.EVIDENCE}),
    Finding.UNFOUNDED: frozenset({Ground.NOT_ATTRIBUTED, Ground.EVIDENCE, Ground.INSUFFICIENT_EVIDENCE}),
    Finding.NO_VIOLATION: frozenset({Ground.PROTECTED_SPEECH, Ground.RULE_NOT_IN_FORCE, Ground.EVIDENCE}),
    Finding.WITHDRAWN: frozenset(),
    Finding.NO_FINDING: frozenset({Ground.CONSENT}),
}

MERITS: frozenset[Finding] = frozenset(
    {Finding.SUSTAINED, Finding.NOT_SUSTAINED, Finding.UNFOUNDED, Finding.NO_VIOLATION}
)


def is_violation(findings: Iterable[Finding | str]) -> bool:
    """Whether any of these finding codes is sustained."""
    return any(Finding(code) is Finding.SUSTAINED for code in findings)


def missing_for_finding(
    finding: Finding | str,
    ground: Ground | str | None,
    *,
    reasons: str = "",
    question_carried: bool | None = None,
    default_ordered: bool = False,
) -> tuple[Missing, ...]:
    """What a finding lacks. `question_carried` is the vote's result; None where an official decides alone.

    A tie or a lost question is a question not carried: nothing can then be sustained (`decisions.md` 16).
    """
    found: list[Missing] = []
    code = Finding(finding)
    fitting = _FITTING[code]
    if fitting and (ground is None or Ground(ground) not in fitting):
        words = ", ".join(GROUND_LABELS[one] for one in Ground if one in fitting)
        found.append(Missing("finding_ground", f"{LABELS[code]} must rest on one of: {words}.", "finding:record"))
    if code in MERITS and not reasons.strip():
        found.append(Missing("finding_reasons", "Give the reasons for the finding.", "finding:record"))
    if code is Finding.SUSTAINED and question_carried is False:
        found.append(
            Missing("question_not_carried", "The question did not carry: the charge cannot be sustained.", None)
        )
    if ground is not None and Ground(ground) is Ground.FACTS_ADMITTED_BY_DEFAULT and not default_ordered:
        found.append(Missing("no_default", "No default was ordered: no fact is admitted by default.", "default:order"))
    return tuple(found)
