"""Browser sessions as the database keeps them: opened, rotated, ended. A token is known by its SHA-256 only."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from db.ledger import LedgerSession
from db.models import AccountSession, ApiToken, PendingSignIn


def new_token() -> str:
    """A fresh random token for a cookie or a link: 256 bits."""
    return secrets.token_urlsafe(32)


def token_sha256(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: LedgerSession, account_id: UUID, now: datetime, *, proven: bool = True, provider_factor: bool = False
) -> str:
    """Open a session for somebody who has just proved who they are; returns its token, for the cookie only.

    Without `proven` an identity provider alone said who it is: what asks for a fresh proof asks for it here.
    """
    token = new_token()
    session.add(
        AccountSession(
            token_sha256=token_sha256(token), account_id=account_id, started_at=now, seen_at=now,
            verified_at=now if proven else None, provider_factor=provider_factor,
        )
    )  # fmt: skip
    return token


def rotate_session(session: LedgerSession, token: str, now: datetime) -> str:
    """End a session and go on in a new one, whose twelve hours began with the first; its person is proven now."""
    old = session.get_one(AccountSession, token_sha256(token))
    old.ended_at = now
    fresh = new_token()
    session.add(
        AccountSession(
            token_sha256=token_sha256(fresh), account_id=old.account_id, started_at=old.started_at, seen_at=now,
            verified_at=now, provider_factor=old.provider_factor,
        )
    )  # fmt: skip
    return fresh


def end_session(session: LedgerSession, token: str, now: datetime) -> None:
    """End the session of a token; nothing happens without one."""
    if token:
        session.execute(
            update(AccountSession)
            .where(AccountSession.token_sha256 == token_sha256(token), AccountSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def end_all_sessions(session: LedgerSession, account_id: UUID, now: datetime, *, but: str = "") -> None:
    """End every session of an account, on disable, reset and role change, and every sign-in that waits for its
    second factor. `but` is the token of a session that goes on."""
    session.execute(
        update(PendingSignIn)
        .where(PendingSignIn.account_id == account_id, PendingSignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    session.execute(
        update(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.token_sha256 != token_sha256(but),
        )
        .values(ended_at=now)
    )


def end_tokens(session: LedgerSession, account_id: UUID, now: datetime) -> None:
    """End every token that programs hold for an account, on reset. The caller named the act."""
    for row in session.scalars(select(ApiToken).where(ApiToken.account_id == account_id, ApiToken.ended_at.is_(None))):
        row.ended_at = now
