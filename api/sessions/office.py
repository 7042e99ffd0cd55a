"""Sign-in by the office's identity provider: begun, taken back once, and what it opens."""

from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

import structlog

from api.errors import Problem
from api.openid import Provider, ProviderRefused, Secrets
from api.services import Services
from api.sessions.service import Opened, Waiting
from db.account_sessions import end_session, new_token, open_session, token_sha256
from db.domain.openid import shows_factor
from db.ledger import LedgerSession
from db.models import PendingSignIn
from db.openid import account_of, begin_try, take_try
from db.second_factor import factors_of

TITLE = "Sign-in failed"
FAILED = "Signing in with your office account did not work. Begin again, or use your user name and password."
UNKNOWN = "This office account opens no account here. Ask your administrator to link it."
_SAID = frozenset({"access_denied", "interaction_required", "invalid_scope", "login_required", "server_error"})


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun: the token for the browser's cookie, and where the browser goes."""

    token: str
    href: str


@dataclass(frozen=True)
class Returned:
    """What a browser brings back from the provider; all of it is anybody's to make up."""

    state: str
    code: str
    error: str
    issuer: str  # of RFC 9207; empty where the provider names none


def _refused(why: str) -> Problem:
    structlog.get_logger("sign-in").warning("office account refused", why=why)
    return Problem(401, TITLE, FAILED)


def _provider(services: Services) -> Provider:
    if services.openid is None:
        raise Problem(404, "Not found", "This office has no sign-in by an office account.")
    return services.openid


def begin(services: Services, wanted: str) -> Begun:
    """Begin a sign-in that leads to `wanted`, a path of ours. Raises Problem."""
    provider, token, now = _provider(services), new_token(), services.clock.now()
    try:
        href = provider.leave_for(Secrets.of(token), now)
    except ProviderRefused as refused:
        raise _refused(str(refused)) from None
    with services.sessions.writing() as session:
        begin_try(session, token, wanted, now)
    return Begun(token, href)


def finish(services: Services, token: str, back: Returned, *, old_token: str = "") -> tuple[Opened | Waiting, str]:
    """Open a session, or wait for the account's own second factor; and where the person wanted to go.

    Raises Problem. Whatever comes of it, the token is used up.
    """
    provider, now = _provider(services), services.clock.now()
    with services.sessions.writing() as session:
        wanted = take_try(session, token, now)
    if wanted is None:
        raise _refused("no sign-in was begun in this browser, or it was used or is over")
    secrets = Secrets.of(token)
    if not compare_digest(secrets.state.encode(), back.state.encode()):
        raise _refused("the state is another browser's")
    if back.error or not back.code:
        raise _refused(f"the provider says {back.error if back.error in _SAID else 'something else than a code'}")
    if back.issuer and back.issuer != provider.issuer:
        raise _refused("the answer names another issuer")
    try:
        claims = provider.claims_for(back.code, secrets, now)
    except ProviderRefused as refused:
        raise _refused(str(refused)) from None
    trusted = services.settings.oidc_trusts_factors == "yes" and shows_factor(claims)
    with services.sessions.writing() as session:
        account_id = account_of(session, provider.issuer, str(claims["sub"]))
        if account_id is not None:
            return _opened(session, services, account_id, old_token, trusted=trusted), wanted
    structlog.get_logger("sign-in").warning("office account refused", why="it is linked to no account in use")
    raise Problem(401, TITLE, UNKNOWN)


def _opened(
    session: LedgerSession, services: Services, account_id: UUID, old_token: str, *, trusted: bool
) -> Opened | Waiting:
    """A session, in the transaction that saw the link; a wait where the account has a factor that nobody asked yet."""
    now, factors = services.clock.now(), factors_of(session, account_id)
    if factors.has_any and not trusted:
        token = new_token()
        session.add(PendingSignIn(token_sha256=token_sha256(token), account_id=account_id, made_at=now, ended_at=None))
        return Waiting(token, factors)
    end_session(session, old_token, now)
    return Opened(open_session(session, account_id, now, proven=False, provider_factor=trusted))
