"""Who a request acts for: the session behind its cookie, and the roles in force at this moment."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.security import token_sha256
from db.domain.role import CASE_READING
from db.models import Account, AccountRole, AccountSession, Person
from db.visibility import Viewer

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


def find_session(session: Session, token: str, now: datetime) -> AccountSession | None:
    """The running session of a token: neither ended, nor idle for 30 minutes, nor older than 12 hours."""
    if not token:
        return None
    row = session.get(AccountSession, token_sha256(token))
    if row is None or row.ended_at is not None:
        return None
    if now - row.seen_at > IDLE or now - row.started_at > LONGEST:
        return None
    return row


def viewer_of(session: Session, row: AccountSession) -> Viewer | None:
    """The viewer of a session, or None once the account is disabled."""
    found = session.execute(
        select(Account.id, Account.person_id, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id == row.account_id, Account.disabled_at.is_(None))
    ).first()
    if found is None:
        return None
    return Viewer(found.id, found.person_id, found.name, roles_in_force(session, found.id))


def roles_in_force(session: Session, account_id: object) -> frozenset[str]:
    """The roles an account holds now. A case-reading role counts only once a second person approved it."""
    rows = session.execute(
        select(AccountRole.role, AccountRole.approved_at).where(
            AccountRole.account_id == account_id, AccountRole.ended_at.is_(None)
        )
    )
    return frozenset(row.role for row in rows if row.role not in CASE_READING or row.approved_at is not None)


def is_due_for_seen(row: AccountSession, now: datetime) -> bool:
    """Whether the session's last-seen time should be written: at most once a minute (decision 22)."""
    return now - row.seen_at >= SEEN_EVERY


def mark_seen(session: Session, token: str, now: datetime) -> None:
    """Write the last-seen time of a session."""
    session.execute(
        update(AccountSession).where(AccountSession.token_sha256 == token_sha256(token)).values(seen_at=now)
    )


def expires_at(row: AccountSession) -> datetime:
    """When the session ends if nothing more is done in it."""
    return min(row.seen_at + IDLE, row.started_at + LONGEST)
