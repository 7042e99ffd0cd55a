"""Sign-in: a password and what the account has beside it, or a passkey alone; a fresh session each time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from api.errors import Problem
from api.proving import ensure_hard_to_guess, hasher, prove_by_code, prove_by_password
from api.services import Services
from db.account_sessions import end_all_sessions, end_session, end_tokens, new_token, open_session, token_sha256
from db.domain.second_factor import PENDING
from db.models import Account, OneTimeLink, PendingSignIn
from db.passkeys import PasskeyRefused, ask, assertion_options, check, passkeys_of, take
from db.second_factor import Factors, factors_of
from db.session import Sessions

FAILED = ("Sign-in failed", "This passkey is not known here, or it was not the one asked for. Try again.")


@dataclass(frozen=True)
class Opened:
    """A session just opened: its secret token, for the cookie only."""

    token: str


@dataclass(frozen=True)
class Waiting:
    """The password was right, and the account has a second factor: the token of the wait, for its cookie."""

    token: str
    factors: Factors


def sign_in(
    services: Services, username: str, password: str, *, code: str = "", old_token: str = ""
) -> Opened | Waiting:
    """Open a session for the right password, and code where the account has an app; raises Problem otherwise."""
    now = services.clock.now()
    account_id = prove_by_password(services.sessions, username, password, now)
    with services.sessions.reading() as session:
        factors = factors_of(session, account_id)
    if not factors.has_any:
        return _open(services, account_id, old_token)
    if code:
        prove_by_code(services, account_id, code, recovery=True)
        return _open(services, account_id, old_token)
    token = new_token()
    with services.sessions.writing() as session:
        session.add(PendingSignIn(token_sha256=token_sha256(token), account_id=account_id, made_at=now, ended_at=None))
    return Waiting(token, factors)


def _open(services: Services, account_id: UUID, old_token: str) -> Opened:
    now = services.clock.now()
    with services.sessions.writing() as session:
        end_session(session, old_token, now)
        return Opened(open_session(session, account_id, now))


def waiting(services: Services, token: str) -> tuple[UUID, Factors]:
    """The account that waits for its second factor behind a cookie. Raises Problem where none does (any more)."""
    with services.sessions.reading() as session:
        row = session.get(PendingSignIn, token_sha256(token))
        if row is None or row.ended_at is not None or row.made_at < services.clock.now() - PENDING:
            raise Problem(401, "Begin again", "The time for this step is over. Begin the sign-in again.")
        return row.account_id, factors_of(session, row.account_id)


def confirm(services: Services, token: str, code: str, *, old_token: str = "") -> Opened:
    """Finish a sign-in that waits, by a code of the app or a recovery code. Raises Problem."""
    account_id, _factors = waiting(services, token)
    prove_by_code(services, account_id, code, recovery=True)
    _end_waiting(services, token)
    return _open(services, account_id, old_token)


def _end_waiting(services: Services, token: str) -> None:
    with services.sessions.writing() as session:
        session.execute(
            update(PendingSignIn)
            .where(PendingSignIn.token_sha256 == token_sha256(token))
            .values(ended_at=services.clock.now())
        )


def ask_for_passkey(services: Services, pending: str) -> dict[str, Any]:
    """A challenge for signing in: for the account that waits for its second factor, else for any passkey of this site.

    No user name is asked for, so nothing tells which accounts exist.
    """
    account_id = _waiting_account(services, pending)
    with services.sessions.writing() as session:
        asked = ask(session, "sign_in", account_id, services.clock.now())
        held = passkeys_of(session, account_id) if account_id else []
        return {"id": str(asked.id), "options": assertion_options(services.site, asked, held)}


def _waiting_account(services: Services, pending: str) -> UUID | None:
    """The account that waits behind a cookie, or None: a cookie that ran out must not stand in a passkey's way."""
    try:
        return waiting(services, pending)[0]
    except Problem:
        return None


def sign_in_by_passkey(services: Services, challenge_id: UUID, credential: str, *, old_token: str = "") -> Opened:
    """Open a session for a passkey that was verified by finger, face or code: two factors in one. Raises Problem.

    The lock after wrong passwords does not reach here.
    """
    now = services.clock.now()
    try:
        with services.sessions.writing() as session:
            asked = take(session, challenge_id, "sign_in", now)
        with services.sessions.writing() as session:
            found = check(session, services.site, asked, credential, now)
            account = session.get_one(Account, found.passkey.account_id)
            if account.disabled_at is not None:
                raise PasskeyRefused("the account is disabled")
    except PasskeyRefused:
        raise Problem(401, *FAILED) from None
    return _open(services, account.id, old_token)


def set_password(sessions: Sessions, token: str, password: str, now: datetime) -> None:
    """Set the password of the account a one-time link was made for; the link works once and not after its time.

    Raises Problem for a link that no longer works, BadInput for a password that is easy to guess.
    """
    hashed = hasher().hash(password)
    with sessions.writing() as session:
        link = session.get(OneTimeLink, token_sha256(token), with_for_update=True)
        if link is None or link.used_at is not None or link.expires_at < now:
            raise Problem(410, "This link no longer works", "Ask your administrator for a new one.")
        account = session.get_one(Account, link.account_id)
        ensure_hard_to_guess(password, account.username)
        session.begin_act("account:changed", actor=f"account:{account.id.hex}", at=now)
        link.used_at = now
        account.password_hash = hashed
        end_all_sessions(session, account.id, now)
        end_tokens(session, account.id, now)
