"""Sign-in with a password: Argon2id, five tries in fifteen minutes, a fresh session each time."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import Delete, delete, func, select, update

from api.errors import Problem
from api.security import new_token, token_sha256
from db.ledger import LedgerSession
from db.models import Account, AccountSession, OneTimeLink, SignInTry
from db.session import Sessions

TRIES = 5
WINDOW = timedelta(minutes=15)


@lru_cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's defaults (RFC 9106, low-memory profile)."""
    return PasswordHasher()


@lru_cache
def _nobody() -> str:
    """A hash to check against when there is no such account, so that the time taken tells nothing."""
    return hasher().hash(new_token())


@dataclass(frozen=True)
class Opened:
    """A session just opened: its secret token, for the cookie only."""

    token: str


def _key(username: str) -> str:
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()


def sign_in(sessions: Sessions, username: str, password: str, now: datetime, *, old_token: str = "") -> Opened:
    """Open a new session for the right password; raises Problem otherwise, in the same words for every cause.

    The try is counted and committed before the password is looked at, so that parallel guesses cannot outrun it.
    """
    key = _key(username)
    with sessions.writing() as session:
        recent = session.scalar(
            select(func.count()).select_from(SignInTry).where(SignInTry.name_sha256 == key, SignInTry.at > now - WINDOW)
        )
        if (recent or 0) >= TRIES:
            raise Problem(429, "Too many tries", "Wait 15 minutes, then try again or ask for a new password.")
        session.add(SignInTry(name_sha256=key, at=now))
        row = session.execute(
            select(Account.id, Account.password_hash, Account.disabled_at).where(
                Account.username == username.strip().lower()
            )
        ).first()
    known = row is not None and row.password_hash and row.disabled_at is None
    if (
        not _is_right(row.password_hash if row is not None and known else _nobody(), password)
        or row is None
        or not known
    ):
        raise Problem(401, "Sign-in failed", "The user name or the password is not right.")
    with sessions.writing() as session:
        session.execute(_forget_tries(key))
        end_session(session, old_token, now)
        return _open(session, row.id, now)


def _forget_tries(key: str) -> Delete:
    return delete(SignInTry).where(SignInTry.name_sha256 == key)


def _is_right(password_hash: str, password: str) -> bool:
    try:
        return hasher().verify(password_hash, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def _open(session: LedgerSession, account_id: object, now: datetime) -> Opened:
    token = new_token()
    session.add(AccountSession(token_sha256=token_sha256(token), account_id=account_id, started_at=now, seen_at=now))
    return Opened(token)


def end_session(session: LedgerSession, token: str, now: datetime) -> None:
    """End the session of a token; nothing happens without one."""
    if token:
        session.execute(
            update(AccountSession)
            .where(AccountSession.token_sha256 == token_sha256(token), AccountSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def end_all_sessions(session: LedgerSession, account_id: object, now: datetime) -> None:
    """End every session of an account: on disable, reset and role change."""
    session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def set_password(sessions: Sessions, token: str, password: str, now: datetime) -> None:
    """Set the password of the account a one-time link was made for; the link works once and not after its time."""
    hashed = hasher().hash(password)
    with sessions.writing() as session:
        link = session.get(OneTimeLink, token_sha256(token))
        if link is None or link.used_at is not None or link.expires_at < now:
            raise Problem(410, "This link no longer works", "Ask your administrator for a new one.")
        account = session.get_one(Account, link.account_id)
        session.begin_act("account:changed", actor=f"account:{account.id.hex}", at=now)
        link.used_at = now
        account.password_hash = hashed
        end_all_sessions(session, account.id, now)
