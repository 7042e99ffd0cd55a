"""Proving again who one is: the session goes on under a new token, and holds as proven for five minutes."""

from typing import Any
from uuid import UUID

from api.access import StepUpNeeded
from api.dependencies import AnyRequest, credential_of, open_unit, services_of
from api.errors import Problem
from api.proving import prove_by_code, prove_by_password
from db.account_sessions import rotate_session
from db.domain.second_factor import is_fresh
from db.models import Account
from db.passkeys import PasskeyRefused, ask, assertion_options, check, passkeys_of, take
from db.second_factor import Factors, factors_of
from db.work import Work


def ensure_proven(work: Work) -> None:
    """Raise StepUpNeeded unless its person proved who they are within the last five minutes of this session."""
    if not is_fresh(work.verified_at, work.now):
        raise StepUpNeeded


def _who(request: AnyRequest) -> tuple[UUID, str, Factors]:
    with open_unit(request, writing=False) as work:
        account = work.session.get_one(Account, work.viewer.account_id)
        return account.id, account.username, factors_of(work.session, account.id)


def _go_on(request: AnyRequest) -> None:
    """Rotate the session; the cookie of the new one is set on whatever this request answers."""
    services = services_of(request)
    with services.sessions.writing() as session:
        token = rotate_session(session, credential_of(request).token, services.clock.now())
    request.scope["state"]["new_session"] = token


def step_up(request: AnyRequest, *, code: str = "", password: str = "") -> None:
    """Prove by the app's code, or by the password where the account has nothing beside it. Raises Problem."""
    services = services_of(request)
    account_id, username, factors = _who(request)
    if factors.has_any:
        if not factors.has_app:
            raise Problem(401, "Use your passkey", "This account proves who you are by a passkey.")
        prove_by_code(services, account_id, code)
    else:
        prove_by_password(services.sessions, username, password, services.clock.now())
    _go_on(request)


def ask_passkey(request: AnyRequest) -> dict[str, Any]:
    """A challenge for the account's own passkeys."""
    services = services_of(request)
    account_id = _who(request)[0]
    with services.sessions.writing() as session:
        asked = ask(session, "step_up", account_id, services.clock.now())
        return {
            "id": str(asked.id),
            "options": assertion_options(services.site, asked, passkeys_of(session, account_id)),
        }


def step_up_by_passkey(request: AnyRequest, challenge_id: UUID, credential: str) -> None:
    """Prove by a passkey. Raises Problem."""
    services = services_of(request)
    account_id, now = _who(request)[0], services.clock.now()
    try:
        with services.sessions.writing() as session:
            asked = take(session, challenge_id, "step_up", now)
        if asked.account_id != account_id:
            raise PasskeyRefused("somebody else's challenge")
        with services.sessions.writing() as session:
            check(session, services.site, asked, credential, now)
    except PasskeyRefused:
        raise Problem(401, "This did not work", "This passkey is not one of this account. Try again.") from None
    _go_on(request)
