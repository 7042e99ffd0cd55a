"""Evidence: originals with how they were captured, their custody, and why some is missing."""

from datetime import timedelta

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.rows import (
    chosen,
    ensure_all,
    evidence_of,
    incident_ids,
    people_at_work,
    posts_of,
    statements_of,
)
from api.investigation.schemas import AddEvidence, ExplainAbsence, RecordCustody
from api.investigation.service import derive
from db.deadlines import meet_clocks
from db.domain.choice import CUSTODY_KINDS, EVIDENCE_KINDS, label
from db.domain.rule import Missing, collect, ensure
from db.models import Case, CustodyEvent, Evidence, EvidenceAbsence, EvidenceRestriction, Incident
from db.work import Work


def add_evidence(work: Work, case: Case, data: AddEvidence) -> Outcome:
    """Add a file that lies in the store. Custody starts with its receipt and its hash; a derivative names its
    original, and what a statement led to is marked so."""
    posts, known = posts_of(work, case), evidence_of(work, case)
    post = chosen(posts, data.post_id, "post_id") if data.post_id else None
    original = chosen(known, data.derived_from_id, "derived_from_id") if data.derived_from_id else None
    ensure_all(statements_of(work, case), data.statements, "statements")
    if not set(data.readers) <= set(dict(people_at_work(work, case))):
        raise BadInput({"readers": "Choose among the answers."})
    ensure(_missing(work, data, [one.sha256 for one in known if one.derived_from_id is None]))
    kind = label(EVIDENCE_KINDS, data.kind)
    work.record("evidence:added", case=case, text=f"{kind}, SHA-256 {data.file.sha256[:8]}.")
    reports = incident_ids(work, case)
    row = _row(work, case, data)
    row.incident_id = post.incident_id if post else original.incident_id if original else reports[0]
    work.session.add(row)
    work.session.flush()
    _start_custody(work, row)
    if data.restriction:
        work.session.add(
            EvidenceRestriction(
                evidence_id=row.id,
                kind=data.restriction,
                order=data.restriction_order,
                until_at=None,
                readers=[str(one) for one in dict.fromkeys([work.viewer.person_id, *data.readers])],
                ended_at=None,
            )
        )
    derive(work, case, data.statements, "evidence", row.id)
    for report_id in reports:
        meet_clocks(work, "preserve_evidence", incident=work.session.get_one(Incident, report_id))
    return Outcome(row.id)


def _row(work: Work, case: Case, data: AddEvidence) -> Evidence:
    return Evidence(
        case_id=case.id,
        post_id=data.post_id,
        kind=data.kind,
        description=data.description,
        captured_by=data.captured_by,
        tool=data.tool,
        capture_started_at=data.capture_started_at,
        capture_ended_at=data.capture_ended_at,
        viewing_account=data.viewing_account,
        file_name=data.file.name,
        media_type=data.file.media_type,
        size=data.file.size,
        sha256=data.file.sha256,
        certificate=data.certificate,
        derived_from_id=data.derived_from_id,
        added_by_id=work.viewer.account_id,
        added_at=work.now,
    )


def _missing(work: Work, data: AddEvidence, hashes: list[str]) -> tuple[Missing, ...]:
    act = "evidence:add"
    found: list[Missing | None] = []
    started, ended = data.capture_started_at, data.capture_ended_at
    if started and ended and ended < started:
        found.append(Missing("capture_order", "The capture ended before it started.", act))
    if any(moment is not None and moment > work.now for moment in (started, ended)):
        found.append(Missing("capture_in_future", "The capture lies in the future.", act))
    if data.restriction and not data.restriction_order.strip():
        found.append(Missing("restriction_order", "Name the order or law that restricts it.", act))
    if data.file.size == 0:
        found.append(Missing("empty_file", "The file is empty: choose the one that was meant.", act))
    if data.file.sha256 in hashes and data.derived_from_id is None:
        found.append(Missing("same_file", "This very file is in the case already.", "evidence:custody"))
    return collect(*found)


def _start_custody(work: Work, row: Evidence) -> None:
    for place, (kind, note) in enumerate((("received", row.file_name), ("hashed", f"SHA-256 {row.sha256}"))):
        at = work.now + timedelta(microseconds=place)  # in one moment, but in order
        work.session.add(CustodyEvent(evidence_id=row.id, kind=kind, by=work.viewer.name, at=at, note=note))


def record_custody(work: Work, case: Case, data: RecordCustody) -> Outcome:
    """Append a link to the chain of custody."""
    row = chosen(evidence_of(work, case), data.evidence_id, "evidence_id")
    if data.happened_at > work.now:
        ensure(Missing("custody_in_future", "A custody event is recorded after it happened.", "evidence:custody"))
    what = label(CUSTODY_KINDS, data.kind).lower()
    work.record("evidence:custody_recorded", case=case, text=f"{label(EVIDENCE_KINDS, row.kind)}: {what}.")
    event = CustodyEvent(evidence_id=row.id, kind=data.kind, by=data.by, at=data.happened_at, note=data.note)
    work.session.add(event)
    work.session.flush()
    return Outcome(event.id)


def explain_absence(work: Work, case: Case, data: ExplainAbsence) -> Outcome:
    """Say why there is no evidence of a post, or none at all."""
    post = chosen(posts_of(work, case), data.post_id, "post_id") if data.post_id else None
    work.record("evidence:absence_explained", case=case, text=f"Post {post.ordinal}." if post else "")
    row = EvidenceAbsence(
        case_id=case.id,
        post_id=post.id if post else None,
        reason=data.reason,
        by_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id)
