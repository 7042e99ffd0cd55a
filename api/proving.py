"""Proving who one is, by password (Argon2id) or by a code: each try is counted and committed before it is read."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import select

from api.errors import Problem
from api.services import Services
from db.account_sessions import new_token
from db.domain.second_factor import WINDOW
from db.models import Account
from db.second_factor import accept_code, app_of, use_recovery_code
from db.session import Sessions
from db.tries import count_try, factor_key, forget_tries, name_key

_WAIT = int(WINDOW.total_seconds())


@lru_cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's defaults (RFC 9106, low-memory profile)."""
    return PasswordHasher()


@lru_cache
def _nobody() -> str:
    """A hash to check against when there is no such account, so that the time taken tells nothing."""
    return hasher().hash(new_token())


def is_right(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return hasher().verify(password_hash, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def prove_by_password(sessions: Sessions, username: str, password: str, now: datetime) -> UUID:
    """The account whose name and password these are. Raises Problem in the same words for every cause.

    An unknown name costs the same work as a known one, and is locked after as many tries.
    """
    key = name_key(username)
    with sessions.writing() as session:
        counted = count_try(session, key, now)
        row = session.execute(
            select(Account.id, Account.password_hash, Account.disabled_at).where(
                Account.username == username.strip().lower()
            )
        ).first()
    if not counted:
        raise Problem(429, "Too many tries", "Wait 15 minutes, then try again or ask for a new password.", wait=_WAIT)
    known = row is not None and row.password_hash and row.disabled_at is None
    fits = is_right(row.password_hash if row is not None and known else _nobody(), password)
    if not fits or row is None or not known:
        raise Problem(401, "Sign-in failed", "The user name or the password is not right.")
    with sessions.writing() as session:
        forget_tries(session, key)
    found: UUID = row.id
    return found


def prove_by_code(services: Services, account_id: UUID, code: str, *, recovery: bool = False) -> None:
    """Accept a code of the account's app, or with `recovery` one of its recovery codes; each works once.

    Raises Problem: 401 for a wrong or used code, 429 after five tries in fifteen minutes.
    """
    now, key = services.clock.now(), factor_key(account_id)
    with services.sessions.writing() as session:
        counted = count_try(session, key, now)
    if not counted:
        raise Problem(429, "Too many tries", "Wait 15 minutes, then try again, or use a passkey.", wait=_WAIT)
    with services.sessions.writing() as session:
        app = app_of(session, account_id, confirmed=True)
        good = app is not None and accept_code(session, services.secrets, app, code, now)
        if not good and recovery:
            good = use_recovery_code(session, account_id, code, now)
        if good:
            forget_tries(session, key)
    if not good:
        raise Problem(401, "This code does not fit", "Give the code that your app shows now. Each works once.")
