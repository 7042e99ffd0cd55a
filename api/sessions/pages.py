"""Sign-in, sign-out and setting a password, as pages."""

from typing import Any

from litestar import MediaType, Response, get, post

from api.dependencies import AnyRequest, in_thread, public, services_of, signed_in, within_unit
from api.errors import BadInput, Problem
from api.forms import Field, convert
from api.redirects import see_other
from api.rendering import render_open
from api.security import SESSION_COOKIE, VISITOR_COOKIE, new_token
from api.sessions.cookies import clear_cookie, session_cookie, visitor_cookie
from api.sessions.schemas import SetPassword
from api.sessions.service import end_session, set_password, sign_in
from db.work import Work


def _safe_next(path: str) -> str:
    """Only a path of our own: never another site's address."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _sign_in_page(
    request: AnyRequest, *, username: str = "", wanted: str = "/", error: str = "", status: int = 200
) -> Any:
    services = services_of(request)
    secret = request.cookies.get(SESSION_COOKIE, "") or request.cookies.get(VISITOR_COOKIE, "") or new_token()
    fields = [
        Field("username", "User name", "text", value=username, attrs={"autocomplete": "username"}),
        Field("password", "Password", "password", attrs={"autocomplete": "current-password"}),
        Field("next", "", "hidden", value=wanted),
    ]
    page = render_open(
        request, "sign_in.html", secret=secret, page_title="Sign in", fields=fields, error=error, demo_accounts=None
    )
    cookies = [visitor_cookie(services.settings, secret)] if not request.cookies.get(SESSION_COOKIE) else []
    return Response(page, status_code=status, media_type=MediaType.HTML, cookies=cookies)


@get("/sign-in", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_sign_in(request: AnyRequest) -> Response[str]:
    """The sign-in form."""
    page: Response[str] = _sign_in_page(request, wanted=_safe_next(request.query_params.get("next", "/")))
    return page


@post("/sign-in", opt={**public(), "form": True}, include_in_schema=False, status_code=200)
@in_thread
def submit_sign_in(request: AnyRequest, form: Any) -> Response[Any]:
    """Sign in, or show the form again with the name kept."""
    services = services_of(request)
    wanted, username = _safe_next(str(form.get("next", "/"))), str(form.get("username", ""))[:60]
    try:
        opened = sign_in(
            services.sessions,
            username,
            str(form.get("password", ""))[:500],
            services.clock.now(),
            old_token=request.cookies.get(SESSION_COOKIE, ""),
        )
    except Problem as problem:
        page: Response[Any] = _sign_in_page(
            request, username=username, wanted=wanted, error=problem.text, status=problem.status
        )
        return page
    return see_other(request, wanted, cookies=[session_cookie(services.settings, opened.token)])


@post("/sign-out", opt={**signed_in(), "form": True}, include_in_schema=False, status_code=303)
@within_unit
def sign_out(work: Work, request: AnyRequest) -> Response[Any]:
    """End this session."""
    end_session(work.session, request.cookies.get(SESSION_COOKIE, ""), work.now)
    settings = services_of(request).settings
    return see_other(request, "/sign-in", cookies=[clear_cookie(settings)])


@post("/session/stay", opt={**signed_in(), "form": True}, include_in_schema=False, status_code=303)
@within_unit
def stay(work: Work, request: AnyRequest) -> Response[Any]:
    """Stay signed in: any request does it; this one has no other effect."""
    return see_other(request, "/")


def _password_page(request: AnyRequest, token: str, errors: dict[str, str], status: int = 200) -> Response[str]:
    secret = request.cookies.get(VISITOR_COOKIE, "") or new_token()
    hint = "At least 12 characters. A few words you can remember are better than a short riddle."
    fields = [
        Field("password", "New password", "password", hint=hint, error=errors.get("password", ""),
              attrs={"autocomplete": "new-password", "minlength": 12}),
        Field("token", "", "hidden", value=token),
    ]  # fmt: skip
    page = render_open(
        request,
        "set_password.html",
        secret=secret,
        page_title="Set your password",
        fields=fields,
        error=errors.get("", ""),
    )
    cookies = [visitor_cookie(services_of(request).settings, secret)]
    return Response(page, status_code=status, media_type=MediaType.HTML, cookies=cookies)


@get("/set-password", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_set_password(request: AnyRequest) -> Response[str]:
    """The form behind a one-time link."""
    return _password_page(request, request.query_params.get("token", ""), {})


@post("/set-password", opt={**public(), "form": True}, include_in_schema=False, status_code=200)
@in_thread
def submit_set_password(request: AnyRequest, form: Any) -> Response[Any]:
    """Set the password and go to sign-in."""
    services = services_of(request)
    token = str(form.get("token", ""))
    try:
        data = convert(SetPassword, {"token": token, "password": str(form.get("password", ""))})
        set_password(services.sessions, data.token, data.password, services.clock.now())
    except BadInput as error:
        return _password_page(request, token, error.fields, 422)
    except Problem as problem:
        return _password_page(request, token, {"": f"{problem.title}. {problem.text}"}, problem.status)
    return see_other(request, "/sign-in", "Password set. Sign in with it.")


handlers = [
    show_sign_in,
    submit_sign_in,
    sign_out,
    stay,
    show_set_password,
    submit_set_password,
]
