"""Evidence that intake itself preserves, and the conflict officer's list."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from api.errors import BadInput, KeyMissing, KeyReused
from api.forms import Choice, ensure_plain_text
from api.intake.screens import waiting_conflicts
from api.uploads import Received
from db.deadlines import meet_clocks
from db.domain.choice import EVIDENCE_KINDS
from db.domain.permission_name import Permission
from db.domain.stage import IncidentStatus
from db.idempotency import KeyUsedElsewhere, StoredAnswer, claim_key, store_answer
from db.identity import new_id
from db.models import CustodyEvent, Evidence, Incident, Post
from db.visibility import visible_incident
from db.work import Work


@dataclass(frozen=True)
class EvidenceGiven:
    """A file already in the store, with what its form said."""

    file: Received
    post: str
    kind: str
    description: str
    tool: str
    viewing_account: str


def post_choices(work: Work, incident: Incident) -> list[Choice]:
    """The posts of a report."""
    rows = work.session.scalars(select(Post).where(Post.incident_id == incident.id).order_by(Post.ordinal))
    return [Choice(str(row.id), f"Post {row.ordinal}") for row in rows]


def add_evidence(work: Work, incident: Incident, given: EvidenceGiven, *, key: str) -> None:
    """Keep evidence of a report with the first links of its custody; a repeated key does nothing more."""
    if not key:
        raise KeyMissing
    try:
        claim = claim_key(work, key, f"evidence of {incident.number}", given.file.sha256.encode())
    except KeyUsedElsewhere:
        raise KeyReused from None
    if isinstance(claim, StoredAnswer):
        return
    texts = (given.description, given.tool, given.viewing_account)
    ensure_plain_text(list(texts))
    posts = {choice.value for choice in post_choices(work, incident)}
    if given.kind not in EVIDENCE_KINDS or (given.post and given.post not in posts) or max(map(len, texts)) > 5000:
        raise BadInput({"kind": "Choose among those listed, and keep the texts short."})
    work.record("evidence:added", incident=incident)
    row = _row(work, incident, given)
    work.session.add(row)
    work.session.flush()
    for kind, note in (("received", "Captured by the board office"), ("hashed", f"SHA-256 {row.sha256}")):
        work.session.add(CustodyEvent(evidence_id=row.id, kind=kind, by=work.viewer.name, at=work.now, note=note))
    meet_clocks(work, "preserve_evidence", incident=incident)
    store_answer(work, claim, StoredAnswer(201, {}, str(row.id)))


def _row(work: Work, incident: Incident, given: EvidenceGiven) -> Evidence:
    post: Any = next(
        (row.id for row in work.session.scalars(select(Post).where(Post.incident_id == incident.id))
         if str(row.id) == given.post),
        None,
    )  # fmt: skip
    return Evidence(
        id=new_id(),
        incident_id=incident.id,
        post_id=post,
        kind=given.kind,
        description=given.description.strip(),
        captured_by=work.viewer.name,
        tool=given.tool.strip()[:500],
        viewing_account=given.viewing_account.strip()[:500],
        file_name=given.file.file_name,
        media_type=given.file.media.code,
        size=given.file.size,
        sha256=given.file.sha256,
        added_by_id=work.viewer.account_id,
        added_at=work.now,
    )


def conflicts_list(work: Work) -> list[dict[str, Any]]:
    """Reports that are not closed, as the conflict officer sees them; those that wait stand first."""
    seen = visible_incident(work.viewer, Permission.CONFLICT_READ, work.now)
    rows = work.session.scalars(
        select(Incident)
        .where(seen, Incident.status == IncidentStatus.SUBMITTED)
        .order_by(Incident.received_at)
        .limit(200)
    )
    found = waiting_conflicts(work, list(rows))
    return sorted(found, key=lambda row: not row["is_open"])
