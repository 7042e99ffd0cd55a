"""Rows of the section on allegations: each with its report and the way of its finding."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.investigation.allegations import dates_words, post_numbers_of, subtypes_of
from api.investigation.rows import allegations_of
from db.domain.finding import GROUND_LABELS, LABELS, Finding, Ground
from db.domain.instance import instance_label
from db.models import (
    Case,
    CauseReview,
    Charge,
    ChargeAllegation,
    ChargeVersion,
    Decision,
    Person,
)
from db.models import Finding as FindingRow
from db.people import names_of_accounts
from db.work import Work


@dataclass(frozen=True)
class Mark:
    """Where a finding stood at one point of its way: by whom, what, when (UTC), with a note."""

    who: str
    words: str
    at: datetime | None
    note: str = ""


@dataclass
class AllegationView:
    """An allegation with its report and the way of its finding, oldest first."""

    id: UUID
    ordinal: int
    text: str
    kinds: list[str]
    posts: list[int]
    dates: str
    content_ground: bool
    evidence_for: str
    evidence_against: str
    reported: bool
    marks: list[Mark] = field(default_factory=list)


def allegation_views(work: Work, case: Case) -> list[AllegationView]:
    """The allegations of a case and how each finding moved: investigator, reviewer, then instance by instance."""
    kinds, posts = subtypes_of(work, case), post_numbers_of(work, case)
    marks = _marks(work, case)
    rows = allegations_of(work, case)
    names = names_of_accounts(work, {row.reported_by_id for row in rows})
    views = []
    for row in rows:
        found = marks.get(row.id, [])
        if row.proposed_finding:
            words = f"{LABELS[Finding(row.proposed_finding)]}, proposed"
            found = [Mark("Investigator", words, row.reported_at, names.get(row.reported_by_id, "")), *found]
        views.append(
            AllegationView(
                row.id,
                row.ordinal,
                row.text,
                [kind.label for kind in kinds.get(row.id, [])],
                posts.get(row.id, []),
                dates_words(row),
                row.content_ground,
                row.evidence_for,
                row.evidence_against,
                row.reported_at is not None,
                found,
            )
        )
    return views


def _marks(work: Work, case: Case) -> dict[UUID, list[Mark]]:
    found: dict[UUID, list[Mark]] = {}
    reviews = work.session.execute(
        select(CauseReview, Person.name)
        .join(Person, Person.id == CauseReview.reviewer_id)
        .where(CauseReview.case_id == case.id)
        .order_by(CauseReview.at)
    )
    for review, name in reviews:
        words = "Cause found" if review.cause else "No cause"
        found.setdefault(review.allegation_id, []).append(Mark("Cause reviewer", words, review.at, name))
    rows = work.session.execute(
        select(ChargeAllegation.allegation_id, FindingRow, Decision, Charge.ordinal, ChargeVersion.version)
        .join(ChargeVersion, ChargeVersion.id == ChargeAllegation.charge_version_id)
        .join(Charge, Charge.id == ChargeVersion.charge_id)
        .join(FindingRow, FindingRow.charge_version_id == ChargeVersion.id)
        .join(Decision, Decision.id == FindingRow.decision_id)
        .where(ChargeVersion.case_id == case.id)
        .order_by(Decision.issued_at, Charge.ordinal)
    )
    for allegation_id, finding, decision, ordinal, version in rows:
        again = f", round {decision.round}" if decision.round > 1 else ""
        ground = GROUND_LABELS[Ground(finding.ground)] if finding.ground in set(Ground) else ""
        note = f"Charge {ordinal}, version {version}" + (f". {ground}" if ground else "")
        mark = Mark(
            f"{instance_label(decision.instance)}{again}", LABELS[Finding(finding.value)], decision.issued_at, note
        )
        found.setdefault(allegation_id, []).append(mark)
    return found
