"""Files on their way into the record: in a draft first, then evidence with its chain of custody (decision 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from db.identity import new_id
from db.models import CustodyEvent, Evidence, Incident
from db.work import Work

REPORTER = "The reporter"
"""Who brought a file. The name stands apart, with the reporter's identity; the account stands on the row itself."""


@dataclass(frozen=True)
class FileInHand:
    """A file that is in the store already. `custody` is its chain so far, oldest first."""

    file_name: str
    media_type: str
    size: int
    sha256: str
    kind: str
    post_key: str | None
    custody: Sequence[dict[str, Any]]


def evidence_rows(
    work: Work, incident: Incident, files: Sequence[FileInHand], posts: dict[str, UUID]
) -> list[Evidence]:
    """Rows of evidence, not yet added; a file of no post belongs to the only one there is."""
    only = next(iter(posts.values())) if len(posts) == 1 else None
    return [
        Evidence(
            id=new_id(),
            incident_id=incident.id,
            post_id=posts.get(file.post_key or "", only),
            kind=file.kind,
            captured_by=REPORTER,
            tool="",
            viewing_account="",
            file_name=file.file_name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            added_by_id=work.viewer.account_id,
            added_at=work.now,
        )
        for file in files
    ]


def custody_rows(work: Work, evidence: Evidence, file: FileInHand) -> list[CustodyEvent]:
    """The chain of a file as rows, not yet added: its first links were made at upload."""
    chain = file.custody or first_custody(work, file.sha256)
    return [
        CustodyEvent(
            evidence_id=evidence.id,
            kind=link["kind"],
            by=link["by"],
            at=datetime.fromisoformat(link["at"]) + timedelta(microseconds=place),  # in one moment, but in order
            note=link["note"],
        )
        for place, link in enumerate(chain)
    ]


def first_custody(work: Work, sha256: str) -> list[dict[str, str]]:
    """The first two links of a file's chain: received, and hashed at once (decision 11)."""
    at = work.now.isoformat()
    return [
        {"kind": "received", "by": REPORTER, "at": at, "note": "Uploaded by the reporter"},
        {"kind": "hashed", "by": "Probity", "at": at, "note": f"SHA-256 {sha256}"},
    ]
