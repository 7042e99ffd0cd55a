"""Rows of the section on affected matters and referrals."""

from typing import Any

from api.investigation.matters import matters_of, packet_labels, referrals_of
from db.domain.choice import (
    MATTER_REVIEWS,
    MATTER_STAGES,
    REFERRAL_BODIES,
    label,
)
from db.models import (
    Case,
)
from db.work import Work


def matter_views(work: Work, case: Case) -> list[dict[str, Any]]:
    """The affected matters of a case and where the review of each stands."""
    return [
        {
            "id": row.id,
            "number": row.number,
            "court": row.court,
            "stage": label(MATTER_STAGES, row.court_stage),
            "review": label(MATTER_REVIEWS, row.review),
            "is_open": row.review == "not_reviewed",
            "reviewed_at": row.reviewed_at,
            "note": row.note,
        }
        for row in matters_of(work, case)
    ]


def referral_views(work: Work, case: Case) -> list[dict[str, Any]]:
    """The referrals of a case with what went along."""
    labels = {str(key): words for key, words in packet_labels(work, case).items()}
    return [
        {
            "id": row.id,
            "kind": label(REFERRAL_BODIES, row.kind),
            "to": row.to,
            "sealed": row.sealed,
            "reason": row.reason,
            "due_on": row.due_on,
            "sent_at": row.sent_at,
            "outcome": row.outcome,
            "outcome_on": row.outcome_on,
            "packet": [labels[item] for item in row.packet if item in labels],
        }
        for row in referrals_of(work, case)
    ]
