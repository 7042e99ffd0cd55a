"""Who a request acts for: the session behind its cookie or the token of a program, and the roles in force now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from db.account_sessions import token_sha256
from db.dialect.upsert import insert_if_absent
from db.domain.role import CASE_READING
from db.domain.token_scope import usable
from db.identity import new_id
from db.models import Account, AccountRole, AccountSession, ApiToken, ApiTokenUse, Person
from db.visibility import Viewer

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)

_WHO = (Account.id, Account.disabled_at, Account.person_id, Person.name, AccountRole.role, AccountRole.approved_at)
_ROLES_IN_FORCE = and_(AccountRole.account_id == Account.id, AccountRole.ended_at.is_(None))
# One prepared statement for every request: session, account, person and roles at once.
_SIGNED_IN = (
    select(
        AccountSession.started_at, AccountSession.seen_at, AccountSession.ended_at, AccountSession.verified_at,
        AccountSession.provider_factor, *_WHO,
    )
    .join(Account, Account.id == AccountSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(AccountRole, _ROLES_IN_FORCE)
    .where(AccountSession.token_sha256 == bindparam("token"))
)  # fmt: skip
_BEARER = (
    select(ApiToken.id.label("token_id"), ApiToken.scopes, ApiToken.expires_at, ApiToken.ended_at, *_WHO)
    .join(Account, Account.id == ApiToken.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(AccountRole, _ROLES_IN_FORCE)
    .where(ApiToken.token_sha256 == bindparam("token"))
)


@dataclass(frozen=True)
class Credential:
    """What a request shows: the secret of a browser session, or of a program's token (`bearer`)."""

    token: str
    bearer: bool = False


@dataclass(frozen=True)
class SignedIn:
    """A running session, or a program's token, and whom it acts for. Times in UTC."""

    viewer: Viewer
    started_at: datetime
    seen_at: datetime
    verified_at: datetime | None = None
    provider_factor: bool = False
    token_id: Any = None

    @property
    def expires_at(self) -> datetime | None:
        """When the session ends if nothing more is done in it; None for a program."""
        return None if self.token_id else min(self.seen_at + IDLE, self.started_at + LONGEST)

    def is_due_for_seen(self, now: datetime) -> bool:
        """Whether the last-seen time should be written: at most once a minute (decision 22)."""
        return now - self.seen_at >= SEEN_EVERY


def find_signed_in(session: Session, credential: Credential, now: datetime) -> SignedIn | None:
    """Whom a credential acts for; None when it has ended or its account is disabled.

    A session ends after 30 idle minutes and after 12 hours, a token on its day. A case-reading role counts only once
    a second person approved it (decision 26).
    """
    if not credential.token:
        return None
    statement = _BEARER if credential.bearer else _SIGNED_IN
    rows = session.connection().execute(statement, {"token": token_sha256(credential.token)}).all()
    if not rows or rows[0].ended_at is not None or rows[0].disabled_at is not None:
        return None
    first = rows[0]
    roles = frozenset(
        row.role for row in rows if row.role and (row.role not in CASE_READING or row.approved_at is not None)
    )
    if credential.bearer:
        return _program(session, first, roles, now)
    if now - first.seen_at > IDLE or now - first.started_at > LONGEST:
        return None
    viewer = Viewer(first.id, first.person_id, first.name, roles)
    return SignedIn(viewer, first.started_at, first.seen_at, first.verified_at, bool(first.provider_factor))


def _program(session: Session, row: Any, roles: frozenset[str], now: datetime) -> SignedIn | None:
    if row.expires_at <= now:
        return None
    viewer = Viewer(row.id, row.person_id, row.name, roles, usable(row.scopes, roles))
    today = select(ApiTokenUse.id).where(ApiTokenUse.token_id == row.token_id, ApiTokenUse.used_on == now.date())
    is_noted = session.scalar(today) is not None
    # The day of use is all that is kept: what is "seen" long ago is written, what was seen today is not.
    return SignedIn(viewer, now, now if is_noted else now - SEEN_EVERY, token_id=row.token_id)


def mark_seen(session: Session, credential: Credential, found: SignedIn, now: datetime) -> None:
    """Write the last-seen time of a session, or the day of use of a token."""
    if found.token_id is not None:
        use = {"id": new_id(), "token_id": found.token_id, "used_on": now.date()}
        insert_if_absent(session.connection(), ApiTokenUse, use)
        return
    session.connection().execute(
        update(AccountSession).where(AccountSession.token_sha256 == token_sha256(credential.token)).values(seen_at=now)
    )
