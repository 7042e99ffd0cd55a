"""Who a request acts for: the session behind its cookie, and the roles in force at this moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from api.security import token_sha256
from db.domain.role import CASE_READING
from db.models import Account, AccountRole, AccountSession, Person
from db.visibility import Viewer

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)

# One prepared statement for every request: session, account, person and roles at once.
_SIGNED_IN = (
    select(
        AccountSession.started_at,
        AccountSession.seen_at,
        AccountSession.ended_at,
        Account.id,
        Account.disabled_at,
        Account.person_id,
        Person.name,
        AccountRole.role,
        AccountRole.approved_at,
    )
    .join(Account, Account.id == AccountSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(AccountRole, and_(AccountRole.account_id == Account.id, AccountRole.ended_at.is_(None)))
    .where(AccountSession.token_sha256 == bindparam("token"))
)


@dataclass(frozen=True)
class SignedIn:
    """A running session and whom it acts for. Times in UTC."""

    viewer: Viewer
    started_at: datetime
    seen_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When the session ends if nothing more is done in it."""
        return min(self.seen_at + IDLE, self.started_at + LONGEST)

    def is_due_for_seen(self, now: datetime) -> bool:
        """Whether the last-seen time should be written: at most once a minute (decision 22)."""
        return now - self.seen_at >= SEEN_EVERY


def find_signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Whom a token acts for: None when it has ended, was idle for 30 minutes, is older than 12 hours or disabled.

    A case-reading role counts only once a second person approved it (decision 26).
    """
    if not token:
        return None
    rows = session.connection().execute(_SIGNED_IN, {"token": token_sha256(token)}).all()
    if not rows:
        return None
    first = rows[0]
    if first.ended_at is not None or first.disabled_at is not None:
        return None
    if now - first.seen_at > IDLE or now - first.started_at > LONGEST:
        return None
    roles = frozenset(
        row.role for row in rows if row.role and (row.role not in CASE_READING or row.approved_at is not None)
    )
    viewer = Viewer(first.id, first.person_id, first.name, roles)
    return SignedIn(viewer, first.started_at, first.seen_at)


def mark_seen(session: Session, token: str, now: datetime) -> None:
    """Write the last-seen time of a session."""
    session.connection().execute(
        update(AccountSession).where(AccountSession.token_sha256 == token_sha256(token)).values(seen_at=now)
    )
