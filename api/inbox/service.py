"""What waits for a person: their drafts and notices."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from db.models import Draft, Notice
from db.work import Work


@dataclass(frozen=True)
class Inbox:
    """Rows of the inbox page."""

    lead: str
    drafts: list[dict[str, Any]]
    notices: list[dict[str, Any]]


def inbox_of(work: Work) -> Inbox:
    """The viewer's drafts and unread notices, newest first."""
    drafts = work.session.execute(
        select(Draft.id, Draft.edited_at, Draft.chapter)
        .where(Draft.owner_account_id == work.viewer.account_id)
        .order_by(Draft.edited_at.desc())
    )
    notices = work.session.scalars(
        select(Notice)
        .where(Notice.person_id == work.viewer.person_id, Notice.read_at.is_(None))
        .order_by(Notice.at.desc())
        .limit(50)
    )
    rows = [{"text": row.text, "at": row.at} for row in notices]
    kept = [{"id": row.id, "at": row.edited_at, "chapter": row.chapter} for row in drafts]
    waiting = len(rows)
    lead = "Nothing waits for you." if not waiting else f"{waiting} thing{'s' if waiting > 1 else ''} waiting for you."
    return Inbox(lead, kept, rows)
