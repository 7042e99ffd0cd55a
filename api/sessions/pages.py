"""Sign-in, sign-out and setting a password, as pages."""

from typing import Any
from urllib.parse import quote

from litestar import MediaType, Response, get, post

from api.cookies import clear_cookie, pending_cookie, session_cookie, visitor_cookie
from api.dependencies import AnyRequest, in_thread, public, services_of, signed_in, within_unit
from api.errors import BadInput, Problem
from api.forms import Field, convert
from api.limits import ensure_within
from api.redirects import safe_next, see_other
from api.rendering import render_open
from api.security import PENDING_COOKIE, SESSION_COOKIE, VISITOR_COOKIE
from api.sessions.routes import address_of
from api.sessions.schemas import SetPassword
from api.sessions.service import Waiting, confirm, set_password, sign_in, waiting
from db.account_sessions import end_session, new_token
from db.work import Work


def sign_in_page(
    request: AnyRequest, *, username: str = "", wanted: str = "/", error: str = "", status: int = 200
) -> Any:
    """The sign-in form, with what went wrong."""
    services = services_of(request)
    secret = request.cookies.get(SESSION_COOKIE, "") or request.cookies.get(VISITOR_COOKIE, "") or new_token()
    fields = [
        Field("username", "User name", "text", value=username, attrs={"autocomplete": "username"}),
        Field("password", "Password", "password", attrs={"autocomplete": "current-password"}),
        Field("next", "", "hidden", value=wanted),
    ]
    page = render_open(
        request, "sign_in.html", secret=secret, page_title="Sign in", fields=fields, error=error, demo_accounts=None,
        has_office=services.openid is not None, wanted=wanted,
    )  # fmt: skip
    cookies = [visitor_cookie(services.settings, secret)] if not request.cookies.get(SESSION_COOKIE) else []
    if request.cookies.get(PENDING_COOKIE):  # whoever is back here begins anew
        cookies.append(clear_cookie(services.settings, PENDING_COOKIE))
    return Response(page, status_code=status, media_type=MediaType.HTML, cookies=cookies)


@get("/sign-in", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_sign_in(request: AnyRequest) -> Response[str]:
    """The sign-in form."""
    page: Response[str] = sign_in_page(request, wanted=safe_next(request.query_params.get("next", "/")))
    return page


@post("/sign-in", opt={**public(), "form": True}, include_in_schema=False, status_code=200)
@in_thread
def submit_sign_in(request: AnyRequest, form: Any) -> Response[Any]:
    """Sign in, or show the form again with the name kept."""
    services = services_of(request)
    wanted, username = safe_next(str(form.get("next", "/"))), str(form.get("username", ""))[:60]
    old_token = request.cookies.get(SESSION_COOKIE, "")
    try:
        ensure_within(services, "sign_in", address_of(request))
        opened = sign_in(services, username, str(form.get("password", "")), old_token=old_token)
    except Problem as problem:
        page: Response[Any] = sign_in_page(
            request, username=username, wanted=wanted, error=problem.text, status=problem.status
        )
        return page
    if isinstance(opened, Waiting):
        cookie = pending_cookie(services.settings, opened.token)
        return see_other(request, f"/sign-in/confirm?next={quote(wanted, safe='/')}", cookies=[cookie])
    return see_other(request, wanted, cookies=[session_cookie(services.settings, opened.token)])


def _second_page(request: AnyRequest, wanted: str, error: str = "", status: int = 200) -> Response[Any]:
    """The second step, or back to the first where nothing waits (any more)."""
    try:
        _account_id, factors = waiting(services_of(request), request.cookies.get(PENDING_COOKIE, ""))
    except Problem as problem:
        return see_other(request, "/sign-in", problem.text)
    secret = request.cookies.get(SESSION_COOKIE, "") or request.cookies.get(VISITOR_COOKIE, "")
    hint = "Six digits from your app, or one of your recovery codes."
    attrs = {"autocomplete": "one-time-code", "maxlength": 40, "narrow": True}
    fields = [Field("code", "Code", "text", hint=hint, attrs=attrs), Field("next", "", "hidden", value=wanted)]
    page = render_open(
        request, "second_factor.html", secret=secret, page_title="One more step", fields=fields, error=error,
        has_app=factors.has_app, has_passkey=factors.passkeys > 0, wanted=wanted,
    )  # fmt: skip
    return Response(page, status_code=status, media_type=MediaType.HTML)


@get("/sign-in/confirm", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_second_step(request: AnyRequest) -> Response[Any]:
    """The second step of a sign-in: a code or a passkey."""
    return _second_page(request, safe_next(request.query_params.get("next", "/")))


@post("/sign-in/confirm", opt={**public(), "form": True}, include_in_schema=False, status_code=200)
@in_thread
def submit_second_step(request: AnyRequest, form: Any) -> Response[Any]:
    """Take the code and go on."""
    services, wanted = services_of(request), safe_next(str(form.get("next", "/")))
    pending, old_token = request.cookies.get(PENDING_COOKIE, ""), request.cookies.get(SESSION_COOKIE, "")
    try:
        opened = confirm(services, pending, str(form.get("code", ""))[:40], old_token=old_token)
    except Problem as problem:
        return _second_page(request, wanted, problem.text, problem.status)
    settings = services.settings
    cookies = [session_cookie(settings, opened.token), clear_cookie(settings, PENDING_COOKIE)]
    return see_other(request, wanted, cookies=cookies)


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
    show_second_step,
    submit_second_step,
    sign_out,
    stay,
    show_set_password,
    submit_set_password,
]
