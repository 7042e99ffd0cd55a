"""Sessions as JSON."""

from litestar import Response, delete, get, post
from litestar.params import JSONBody

from api.cookies import clear_cookie, session_cookie
from api.dependencies import AnyRequest, in_thread, public, services_of, signed_in, within_unit
from api.errors import Problem
from api.forms import ensure_plain_text
from api.limits import ensure_within
from api.problems import READ_PROBLEMS, SIGN_IN_PROBLEMS
from api.security import PENDING_COOKIE, SESSION_COOKIE, csrf_token
from api.sessions.schemas import PasskeyAnswer, PasskeyAsked, SessionInfo, SignIn
from api.sessions.service import Opened, ask_for_passkey, sign_in, sign_in_by_passkey
from db.account_sessions import end_session
from db.work import Work


def address_of(request: AnyRequest) -> str:
    """Where a request comes from, for the rate of sign-ins."""
    return request.client.host if request.client else ""


def _answer(request: AnyRequest, opened: Opened) -> Response[dict[str, str]]:
    settings = services_of(request).settings
    cookies = [session_cookie(settings, opened.token), clear_cookie(settings, PENDING_COOKIE)]
    return Response({"csrf_token": csrf_token(opened.token)}, cookies=cookies)


@post("/api/session", opt=public(), status_code=201, responses=SIGN_IN_PROBLEMS, tags=["session"])
@in_thread
def open_session(request: AnyRequest, data: JSONBody[SignIn]) -> Response[dict[str, str]]:
    """Sign in: sets the session cookie and answers the token for unsafe requests."""
    services = services_of(request)
    ensure_plain_text([data.username, data.password, data.code])
    ensure_within(services, "sign_in", address_of(request))
    old_token = request.cookies.get(SESSION_COOKIE, "")
    opened = sign_in(services, data.username, data.password, code=data.code, old_token=old_token)
    if isinstance(opened, Opened):
        return _answer(request, opened)
    raise Problem(401, "A second factor is needed", "Send the code of your app as `code`, or sign in by passkey.")


@post("/api/session/passkey-options", opt=public(), status_code=200, responses=SIGN_IN_PROBLEMS, tags=["session"])
@in_thread
def passkey_options(request: AnyRequest) -> PasskeyAsked:
    """What a passkey is asked at sign-in."""
    services = services_of(request)
    ensure_within(services, "sign_in", address_of(request))
    asked = ask_for_passkey(services, request.cookies.get(PENDING_COOKIE, ""))
    return PasskeyAsked(asked["id"], asked["options"])


@post("/api/session/passkey", opt=public(), status_code=201, responses=SIGN_IN_PROBLEMS, tags=["session"])
@in_thread
def open_by_passkey(request: AnyRequest, data: JSONBody[PasskeyAnswer]) -> Response[dict[str, str]]:
    """Sign in by a passkey: sets the session cookie and answers the token for unsafe requests."""
    services = services_of(request)
    ensure_plain_text(data.credential)
    ensure_within(services, "sign_in", address_of(request))
    old_token = request.cookies.get(SESSION_COOKIE, "")
    return _answer(request, sign_in_by_passkey(services, data.id, data.credential, old_token=old_token))


@get("/api/session", opt=signed_in(), responses=READ_PROBLEMS, tags=["session"])
@within_unit
def show_session(work: Work, request: AnyRequest) -> SessionInfo:
    """Who is signed in, and the token that unsafe requests must carry as X-CSRFToken."""
    token = request.cookies.get(SESSION_COOKIE, "")
    ends = work.session_ends_at or work.now
    return SessionInfo(
        name=work.viewer.name, roles=sorted(work.viewer.roles), csrf_token=csrf_token(token), expires_at=ends
    )


@delete("/api/session", opt=signed_in(), status_code=200, responses=READ_PROBLEMS, tags=["session"])
@within_unit
def close_session(work: Work, request: AnyRequest) -> Response[dict[str, str]]:
    """Sign out."""
    end_session(work.session, request.cookies.get(SESSION_COOKIE, ""), work.now)
    return Response({"status": "signed out"}, cookies=[clear_cookie(services_of(request).settings)])


handlers = [open_session, passkey_options, open_by_passkey, show_session, close_session]
