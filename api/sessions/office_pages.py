"""Leaving for the office's identity provider, and coming back from it, as pages."""

from typing import Any
from urllib.parse import quote

from litestar import MediaType, Response, get, post

from api.cookies import clear_cookie, office_cookie, pending_cookie, session_cookie
from api.dependencies import AnyRequest, elsewhere, public, services_of
from api.errors import Problem
from api.limits import TooOften, ensure_within
from api.openid import RETURN
from api.redirects import safe_next, see_other
from api.rendering import render_open
from api.security import OFFICE_COOKIE, SESSION_COOKIE
from api.sessions.office import Returned, begin, finish
from api.sessions.pages import sign_in_page
from api.sessions.routes import address_of
from api.sessions.service import Waiting


@post("/sign-in/office", opt={**public(), "form": True}, include_in_schema=False, status_code=200)
@elsewhere
def leave_for_office(request: AnyRequest, form: Any) -> Response[Any]:
    """Begin, and go to the provider.

    By a page that moves on at once, not by a redirection: the content security policy lets no form lead to another
    site, and where a provider sends people on to is not known here.
    """
    services, wanted = services_of(request), safe_next(str(form.get("next", "/")))
    try:
        ensure_within(services, "sign_in", address_of(request))
        begun = begin(services, wanted)
    except (Problem, TooOften) as problem:
        return _again(request, problem, wanted)
    page = render_open(request, "office_sign_in.html", page_title="Your office account", href=begun.href)
    headers = {"Refresh": f"0; url={begun.href}"}
    cookies = [office_cookie(services.settings, begun.token)]
    return Response(page, media_type=MediaType.HTML, headers=headers, cookies=cookies)


@get(RETURN, opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@elsewhere
def return_from_office(request: AnyRequest) -> Response[Any]:
    """Take what the provider sent along, and go on: home, to the second step, or back to the sign-in page."""
    services, asked = services_of(request), request.query_params
    settings, token = services.settings, request.cookies.get(OFFICE_COOKIE, "")
    back = Returned(asked.get("state", ""), asked.get("code", ""), asked.get("error", ""), asked.get("iss", ""))
    try:
        opened, wanted = finish(services, token, back, old_token=request.cookies.get(SESSION_COOKIE, ""))
    except Problem as problem:
        return _again(request, problem, "/")
    gone = clear_cookie(settings, OFFICE_COOKIE)
    if isinstance(opened, Waiting):
        href = f"/sign-in/confirm?next={quote(wanted, safe='/')}"
        return see_other(request, href, cookies=[pending_cookie(settings, opened.token), gone])
    return see_other(request, wanted, cookies=[session_cookie(settings, opened.token), gone])


def _again(request: AnyRequest, problem: Problem | TooOften, wanted: str) -> Response[Any]:
    """The sign-in page with what went wrong."""
    text, status = (problem.text, problem.status) if isinstance(problem, Problem) else (str(problem), 429)
    page: Response[Any] = sign_in_page(request, wanted=wanted, error=text, status=status)
    page.cookies.append(clear_cookie(services_of(request).settings, OFFICE_COOKIE))
    return page


handlers = [leave_for_office, return_from_office]
