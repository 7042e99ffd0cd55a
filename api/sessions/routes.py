"""Sessions as JSON."""

from litestar import Response, delete, get, post
from litestar.params import JSONBody

from api.dependencies import AnyRequest, in_thread, public, services_of, signed_in, within_unit
from api.problems import READ_PROBLEMS
from api.security import SESSION_COOKIE, csrf_token
from api.sessions.cookies import clear_cookie, session_cookie
from api.sessions.schemas import SessionInfo, SignIn
from api.sessions.service import end_session, sign_in
from db.work import Work


@post("/api/session", opt=public(), status_code=201, responses=READ_PROBLEMS, tags=["session"])
@in_thread
def open_session(request: AnyRequest, data: JSONBody[SignIn]) -> Response[dict[str, str]]:
    """Sign in: sets the session cookie and answers the token for unsafe requests."""
    services = services_of(request)
    opened = sign_in(
        services.sessions,
        data.username,
        data.password,
        services.clock.now(),
        old_token=request.cookies.get(SESSION_COOKIE, ""),
    )
    return Response({"csrf_token": csrf_token(opened.token)}, cookies=[session_cookie(services.settings, opened.token)])


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


handlers = [open_session, show_session, close_session]
