"""Proving who one is, by password (Argon2id) or by a code: each try is counted and committed before it is read."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import select
from zxcvbn import zxcvbn

from api.errors import BadInput, Problem
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


GUESSES = 10**9
"""A password is refused below so many guesses, by the estimate of zxcvbn: common passwords, names, dates, rows of the
keyboard and their usual twists are tried first by whoever guesses."""


def ensure_hard_to_guess(password: str, username: str) -> None:
    """Raise BadInput for a password that a list or a pattern finds, or that holds little but the user name."""
    # What stands behind the first hundred characters makes it no easier to guess, and costs the estimate minutes.
    found = zxcvbn(password[:100], user_inputs=[username, "probity"], max_length=100)
    if found["guesses"] < GUESSES:
        why = found["feedback"]["warning"].rstrip(".") or "Lists and patterns find it"
        raise BadInput(
            {"password": f"This password is easy to guess: {why[0].lower()}{why[1:]}. Take some more words."}
        )


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
        _log("password locked", row.id if row is not None else None)
        raise Problem(429, "Too many tries", "Wait 15 minutes, then try again or ask for a new password.", wait=_WAIT)
    known = row is not None and row.password_hash and row.disabled_at is None
    fits = is_right(row.password_hash if row is not None and known else _nobody(), password)
    if not fits or row is None or not known:
        _log("password refused", row.id if row is not None else None)
        raise Problem(401, "Sign-in failed", "The user name or the password is not right.")
    with sessions.writing() as session:
        forget_tries(session, key)
    found: UUID = row.id
    return found


def _log(what: str, account_id: UUID | None) -> None:
    """A line of the log for a proof that failed: by account, never by what was typed, which may be a password."""
    structlog.get_logger("sign-in").warning(what, account=account_id.hex if account_id else "unknown")


def prove_by_code(services: Services, account_id: UUID, code: str, *, recovery: bool = False) -> None:
    """Accept a code of the account's app, or with `recovery` one of its recovery codes; each works once.

    Raises Problem: 401 for a wrong or used code, 429 after five tries in fifteen minutes.
    """
    now, key = services.clock.now(), factor_key(account_id)
    with services.sessions.writing() as session:
        counted = count_try(session, key, now)
    if not counted:
        _log("code locked", account_id)
        raise Problem(429, "Too many tries", "Wait 15 minutes, then try again, or use a passkey.", wait=_WAIT)
    with services.sessions.writing() as session:
        app = app_of(session, account_id, confirmed=True)
        good = app is not None and accept_code(session, services.secrets, app, code, now)
        if not good and recovery:
            good = use_recovery_code(session, account_id, code, now)
        if good:
            forget_tries(session, key)
    if not good:
        _log("code refused", account_id)
        raise Problem(401, "This code does not fit", "Give the code that your app shows now. Each works once.")
