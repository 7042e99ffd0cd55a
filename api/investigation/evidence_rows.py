"""Rows of the section on posts and evidence, and the file behind one piece of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from api.investigation.rows import evidence_of, posts_of
from api.investigation.service import attributions_of
from db.compelled import exposures_of_viewer, walled_ids
from db.domain.choice import (
    ACCOUNT_KINDS,
    ATTRIBUTION_BASES,
    ATTRIBUTION_STATUSES,
    CUSTODY_KINDS,
    EVIDENCE_KINDS,
    PLATFORMS,
    POST_KINDS,
    RESTRICTION_KINDS,
    STILL_VISIBLE,
    VISIBILITIES,
    label,
)
from db.domain.media_type import TAKEN
from db.domain.precision import precision_words
from db.models import (
    Case,
    CustodyEvent,
    Evidence,
    EvidenceAbsence,
    EvidenceCapture,
    EvidenceRestriction,
    PolicySection,
    Post,
    PostSubtype,
)
from db.work import Work


@dataclass
class EvidenceView:
    """A piece of evidence with its chain of custody, oldest link first. `can_open`: this viewer may take the file."""

    id: UUID
    number: int
    kind: str
    icon: str
    description: str
    file_name: str
    size: int
    sha256: str
    facts: list[tuple[str, str]]
    certificate: str
    added_at: datetime
    restrictions: list[str]
    is_walled: bool
    can_open: bool
    made_from: int | None
    post_id: UUID | None
    custody: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class PostView:
    """A post with the evidence of it."""

    id: UUID
    number: int
    title: str
    text: str
    facts: list[dict[str, Any]]
    kinds: list[str]
    evidence: list[EvidenceView] = field(default_factory=list)


def _custody(work: Work, ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = work.session.scalars(
        select(CustodyEvent).where(CustodyEvent.evidence_id.in_(ids)).order_by(CustodyEvent.at, CustodyEvent.kind)
    )
    for row in rows:
        found.setdefault(row.evidence_id, []).append(
            {"what": label(CUSTODY_KINDS, row.kind), "by": row.by, "at": row.at, "note": row.note}
        )
    return found


def _restrictions(work: Work, ids: list[UUID]) -> dict[UUID, list[EvidenceRestriction]]:
    found: dict[UUID, list[EvidenceRestriction]] = {}
    rows = work.session.scalars(
        select(EvidenceRestriction).where(
            EvidenceRestriction.evidence_id.in_(ids),
            EvidenceRestriction.ended_at.is_(None),
            or_(EvidenceRestriction.until_at.is_(None), EvidenceRestriction.until_at > work.now),
        )
    )
    for row in rows:
        found.setdefault(row.evidence_id, []).append(row)
    return found


def _captures(work: Work, ids: list[UUID]) -> dict[UUID, str]:
    """What each web archive says of its own capture, in one line."""
    rows = work.session.scalars(select(EvidenceCapture).where(EvidenceCapture.evidence_id.in_(ids)))
    return {row.evidence_id: _capture_words(work, row) for row in rows}


def _capture_words(work: Work, row: EvidenceCapture) -> str:
    if row.problem:
        return f"it cannot be read ({row.problem})"
    span = [_moment(work, moment) for moment in (row.started_at, row.ended_at) if moment]
    parts = [row.title, row.address, " to ".join(dict.fromkeys(span)), row.software]
    count = f"{row.pages} {'answer' if row.pages == 1 else 'answers'}" if row.pages else ""
    return "; ".join(part for part in [*parts, count] if part) or "nothing of its capture"


class _Opening:
    """Who may take a file (the same as `/evidence/ID` asks): every running restriction names its readers, and what a
    compelled statement led to asks for exposure to one."""

    def __init__(self, work: Work, case: Case) -> None:
        self._person = str(work.viewer.person_id)
        self._exposed = bool(exposures_of_viewer(work, case))
        self.walled = walled_ids(work, case)

    def allows(self, row: Evidence, restrictions: list[EvidenceRestriction]) -> bool:
        if row.id in self.walled and not self._exposed:
            return False
        return all(self._person in [str(reader) for reader in one.readers] for one in restrictions)


def evidence_views(work: Work, case: Case) -> list[EvidenceView]:
    """The evidence of a case, oldest first."""
    rows = evidence_of(work, case)
    ids = [row.id for row in rows]
    custody, restrictions = _custody(work, ids), _restrictions(work, ids)
    opening, archives = _Opening(work, case), _captures(work, ids)
    numbers = {row.id: number for number, row in enumerate(rows, start=1)}
    return [
        EvidenceView(
            row.id,
            numbers[row.id],
            label(EVIDENCE_KINDS, row.kind),
            TAKEN[row.media_type].icon if row.media_type in TAKEN else "file",
            row.description,
            row.file_name,
            row.size,
            row.sha256,
            _capture_facts(
                work, row, archives.get(row.id, "") if opening.allows(row, restrictions.get(row.id, [])) else ""
            ),
            row.certificate,
            row.added_at,
            [_restriction_words(one) for one in restrictions.get(row.id, [])],
            row.id in opening.walled,
            opening.allows(row, restrictions.get(row.id, [])),
            numbers.get(row.derived_from_id) if row.derived_from_id else None,
            row.post_id,
            custody.get(row.id, []),
        )
        for row in rows
    ]


def _restriction_words(row: EvidenceRestriction) -> str:
    return label(RESTRICTION_KINDS, row.kind) + (f": {row.order}" if row.order else "")


def _moment(work: Work, moment: datetime) -> str:
    local = moment.astimezone(work.office.zone)
    return f"{local:%b} {local.day}, {local.year}, {local:%I:%M %p %Z}".replace(", 0", ", ")


def _capture_facts(work: Work, row: Evidence, archive: str) -> list[tuple[str, str]]:
    span = [_moment(work, moment) for moment in (row.capture_started_at, row.capture_ended_at) if moment]
    found = [
        ("Captured by", row.captured_by),
        ("Tool", row.tool),
        ("Captured", " to ".join(dict.fromkeys(span))),
        ("Viewed with", row.viewing_account),
        ("The archive says", archive),
    ]
    return [(name, value) for name, value in found if value]


def post_views(work: Work, case: Case, evidence: list[EvidenceView]) -> list[PostView]:
    """The posts of a case, each with the evidence of it."""
    known = {one.code: one.label for one in work.reference.taxonomy.subtypes}
    rows = posts_of(work, case)
    kinds: dict[UUID, list[str]] = {}
    for row in work.session.scalars(select(PostSubtype).where(PostSubtype.post_id.in_([post.id for post in rows]))):
        kinds.setdefault(row.post_id, []).append(known.get(row.subtype, ""))
    policies = _policies(work, rows)
    return [
        PostView(
            post.id,
            number,
            f"Post {number}",
            post.text,
            _post_facts(work, post, policies),
            sorted({kind for kind in kinds.get(post.id, []) if kind}),
            [one for one in evidence if one.post_id == post.id],
        )
        for number, post in enumerate(rows, start=1)
    ]


def _policies(work: Work, posts: list[Post]) -> dict[UUID, str]:
    ids = {post.policy_section_id for post in posts if post.policy_section_id}
    rows = work.session.scalars(select(PolicySection).where(PolicySection.id.in_(ids)))
    return {row.id: f"{row.code} {row.title}" for row in rows}


def _post_facts(work: Work, post: Post, policies: dict[UUID, str]) -> list[dict[str, Any]]:
    account = f"{label(ACCOUNT_KINDS, post.account_kind)}"
    rows = [
        (
            "Where",
            f"{label(PLATFORMS, post.platform)}, {post.handle}" if post.handle else label(PLATFORMS, post.platform),
        ),
        ("What", f"{label(POST_KINDS, post.kind)}. {account}"),
        ("Posted", precision_words(post.posted_precision, post.posted_from_at, work.office.zone)),
        ("Seen by", label(VISIBILITIES, post.visibility)),
        ("Still visible", label(STILL_VISIBLE, post.still_visible)),
        ("Address", post.url),
        ("Policy in force then", policies.get(post.policy_section_id, "") if post.policy_section_id else ""),
    ]
    return [{"label": name, "value": value} for name, value in rows if value]


def attribution_views(work: Work, case: Case) -> list[dict[str, Any]]:
    """What was decided about accounts, newest first."""
    return [
        {
            "account": f"{label(PLATFORMS, row.platform)}, {row.handle}",
            "status": label(ATTRIBUTION_STATUSES, row.status),
            "code": row.status,
            "basis": label(ATTRIBUTION_BASES, row.basis),
            "reasons": row.reasons,
            "at": row.at,
        }
        for row in attributions_of(work, case)
    ]


def absence_views(work: Work, case: Case) -> list[dict[str, Any]]:
    """Why some evidence is missing."""
    numbers = {post.id: number for number, post in enumerate(posts_of(work, case), start=1)}
    rows = work.session.scalars(
        select(EvidenceAbsence).where(EvidenceAbsence.case_id == case.id).order_by(EvidenceAbsence.at)
    )
    return [
        {"post": numbers.get(row.post_id) if row.post_id else None, "reason": row.reason, "at": row.at} for row in rows
    ]
