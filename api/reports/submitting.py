"""From a draft, or from what a program sent, to a filed report: exactly once for each key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from api.access import access_incident
from api.errors import BadInput, KeyMissing, KeyReused
from api.reports.drafts import access_draft, ensure_draft_version, files_in_hand, remove_draft, report_of
from api.reports.files import FileInHand
from api.reports.schemas import Filed, Report
from api.reports.service import ReadyReport, file_ready, file_report, make_ready
from db.domain.permission_name import Permission
from db.domain.rule import RuleBroken
from db.idempotency import Claim, KeyUsedElsewhere, StoredAnswer, claim_key, store_answer
from db.work import Work


def submit_report(
    work: Work,
    report: Report,
    files: Sequence[FileInHand] = (),
    *,
    key: str,
    channel: str = "api",
    ready: ReadyReport | None = None,
) -> StoredAnswer:
    """File what a program sent, with files already in the store and those of the draft it names.

    `ready` is this very report, made ready before the transaction; it serves if its author is still who they were.
    """
    sent = [report, [(file.file_name, file.sha256, file.post_key) for file in files]]
    claim = _claim(work, key, "POST /api/reports", msgspec.json.encode(sent, order="sorted"))
    if isinstance(claim, StoredAnswer):
        return claim
    draft = access_draft(work, report.draft) if report.draft else None
    if ready is not None and draft is None and ready.viewer == work.viewer:
        made = file_ready(work, ready)
    else:
        held = [*files, *(files_in_hand(work, draft) if draft else ())]
        made = file_report(work, report, held, channel=channel)
    if draft:
        remove_draft(work, draft)
    body = Filed(made.incident.number, made.incident.received_at, made.hear_by_at, made.evidence)
    answer = StoredAnswer(201, {"Location": f"/my-reports/{made.incident.number}"}, msgspec.json.encode(body).decode())
    store_answer(work, claim, answer)
    return answer


def ready_to_submit(work: Work, report: Report, files: Sequence[FileInHand]) -> ReadyReport | None:
    """What `submit_report` will write, made ready by a unit that only reads.

    None for a draft, which may still change, and for what is going to be refused: a repeated key comes first, and gets
    the first answer whatever was sent with it.
    """
    if report.draft:
        return None
    try:
        return make_ready(work, report, files, channel="api")
    except (RuleBroken, BadInput):
        return None


def submit_draft(work: Work, draft_id: UUID, *, declared: bool, key: str, version: str, tab: str) -> str:
    """File a draft and remove it; returns the report's number. A repeated key returns the first number."""
    claim = _claim(work, key, f"submit draft {draft_id}", b"")
    if isinstance(claim, StoredAnswer):
        return claim.body
    draft = access_draft(work, draft_id)
    ensure_draft_version(work, draft, version, tab)
    report = replace(report_of(draft), declared=declared)
    made = file_report(work, report, files_in_hand(work, draft), channel="page")
    remove_draft(work, draft)
    store_answer(work, claim, StoredAnswer(201, {}, made.incident.number))
    return made.incident.number


def _claim(work: Work, key: str, request: str, body: bytes) -> Claim | StoredAnswer:
    if not key or len(key) > 200:
        raise KeyMissing
    try:
        return claim_key(work, key, request, body)
    except KeyUsedElsewhere:
        raise KeyReused from None


@contextmanager
def once(work: Work, key: str, number: str, permission: Permission, body: Any) -> Iterator[bool]:
    """True for the first use of a key on a report, False for a repetition, which then does nothing.

    Raises MatterNotFound whichever it is, where the report is not the viewer's to act on (any more).
    """
    access_incident(work, number, permission)
    claim = _claim(work, key, f"{permission} {number}", msgspec.json.encode(body))
    yield isinstance(claim, Claim)
    if isinstance(claim, Claim):
        store_answer(work, claim, StoredAnswer(201, {}, ""))
