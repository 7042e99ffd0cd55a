"""One request, one transaction, one author, one thread: what every handler is given.

Litestar runs generator dependencies on its event loop, where BEGIN IMMEDIATE would make every other request wait.
`within_unit` therefore runs the whole unit (sign-in, guard, handler, page, commit) in one thread of the pool.
"""

import asyncio
import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from api.access import ActNotAllowed, FactorNeeded, NotSignedIn
from api.limits import ensure_within
from api.security import BEARER, SAFE, SESSION_COOKIE
from api.services import Services
from api.signing_in import Credential, find_signed_in, mark_seen
from db.dialect.identity import act_for, keep_eyes
from db.domain.permission import is_portal
from db.domain.permission_name import Permission
from db.domain.second_factor import needs_factor
from db.models import Case, Incident
from db.second_factor import factors_of
from db.work import Work

AnyRequest = Request[Any, Any, Any]


class UndeclaredPermission(Exception):
    """A route declares neither a permission nor that it is public: the application does not start."""


def requires(permission: Permission | str, *, limited: str = "") -> dict[str, Any]:
    """Route options: only for those whose roles could ever use `permission`; the matter decides the rest.

    `limited` names the rate that the route is under (api/limits.py).
    """
    return {"permission": Permission(permission), **({"limited": limited} if limited else {})}


def public() -> dict[str, Any]:
    """Route options: open without signing in."""
    return {"public": True}


def signed_in() -> dict[str, Any]:
    """Route options: for everybody who is signed in (their own account, help)."""
    return {"signed_in": True}


def ensure_declared(handler: BaseRouteHandler) -> None:
    """Raise UndeclaredPermission for a route without a declaration, or one that declares but never checks."""
    if not isinstance(handler, HTTPRouteHandler) or handler.opt.get("static"):
        return
    if handler.http_methods == {"OPTIONS"}:
        return  # Litestar's own answer: which methods a path has
    declared = [key for key in ("permission", "public", "signed_in") if key in handler.opt]
    if len(declared) != 1:
        raise UndeclaredPermission(f"{handler} must declare exactly one of permission, public, signed_in")
    if declared[0] != "public" and not getattr(handler.fn, "opens_units", False):
        raise UndeclaredPermission(f"{handler} declares {declared[0]} but opens no unit, which would check it")


def services_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Services:
    """The services of the running application."""
    state: State = connection.app.state
    services: Services = state.services
    return services


def credential_of(request: AnyRequest) -> Credential:
    """What the request shows: a program's token where it sends one, else the session's cookie (or its successor)."""
    given = request.headers.get("authorization", "")
    if given[: len(BEARER)].lower() == BEARER:
        return Credential(given[len(BEARER) :].strip(), bearer=True)
    state = request.scope.get("state", {})
    return Credential(state.get("new_session") or request.cookies.get(SESSION_COOKIE, ""))


@contextmanager
def unit(services: Services, credential: Credential, *, writing: bool, portal: bool = False) -> Iterator[Work]:
    """A unit of work for the person behind a credential; raises NotSignedIn where there is none.

    `portal`: it serves the portal, which a respondent keeps. The session's last-seen time is written with a write
    unit, or right after a read-only one.
    """
    now = services.clock.now()
    opened = services.sessions.writing() if writing else services.sessions.reading()
    with opened as session:
        signed_in = find_signed_in(session, credential, now)
        if signed_in is None:
            raise NotSignedIn
        viewer = signed_in.viewer
        act_for(session, viewer.person_id, viewer.roles, now, portal=portal)
        due = signed_in.is_due_for_seen(now)
        if writing and due:
            mark_seen(session, credential, signed_in, now)
        yield Work(
            session=session,
            viewer=viewer,
            now=now,
            office=services.office(session),
            reference=services.reference,
            writing=writing,
            session_ends_at=signed_in.expires_at,
            verified_at=signed_in.verified_at,
            provider_factor=signed_in.provider_factor,
            openid_issuer=services.settings.oidc_issuer,
        )
    if due and not writing:
        with services.sessions.writing() as session:
            mark_seen(session, credential, signed_in, now)


@contextmanager
def open_unit(request: AnyRequest, *, writing: bool | None = None) -> Iterator[Work]:
    """The request's unit of work: signed in, the route's permission checked, committed when the block ends.

    GET opens a read-only unit, everything else a write unit, unless told otherwise.
    """
    services = services_of(request)
    writes = request.method not in SAFE if writing is None else writing
    try:
        with unit(services, credential_of(request), writing=writes, portal=is_portal_route(request)) as work:
            _guard(services, request, work)
            yield work
    except NotSignedIn:
        raise NotSignedIn(request.url.path if request.method == "GET" else "/") from None


@contextmanager
def read_on(request: AnyRequest, known: Work) -> Iterator[Work]:
    """A read-only unit after another one, now, for the person whom that one let in.

    For making ready what a write unit is going to write: that one looks again whether they are still let in.
    """
    services = services_of(request)
    with services.sessions.reading() as session:
        keep_eyes(session, known.session)
        yield replace(known, session=session, now=services.clock.now())


def is_portal_route(request: AnyRequest) -> bool:
    """Whether the request's route serves the portal, which a respondent keeps."""
    permission = request.route_handler.opt.get("permission")
    return permission is not None and is_portal(permission)


def _guard(services: Services, request: AnyRequest, work: Work) -> None:
    """The route's own checks: permission, what a program may use at all, a second factor where one is asked, rate."""
    options = request.route_handler.opt
    permission = options.get("permission")
    is_program = work.viewer.scopes is not None
    if is_program and (permission is None or not request.url.path.startswith("/api/")):
        raise ActNotAllowed
    if permission is not None and not work.viewer.can(permission):
        raise ActNotAllowed
    required = services.settings.factor_roles
    must_have = permission is not None and needs_factor(work.viewer.roles, required)
    if must_have and not work.provider_factor and not factors_of(work.session, work.viewer.account_id).has_any:
        raise FactorNeeded
    if "limited" in options:
        ensure_within(services, options["limited"], work.viewer.account_id.hex)


def _as_handler(
    function: Callable[..., Any], run: Callable[..., Any], hidden: set[str], *, is_elsewhere: bool = False
) -> Callable[..., Any]:
    """An async handler that shows Litestar the parameters of `function` but `hidden`, and always takes the request."""
    wants_form = "form" in inspect.signature(function).parameters

    @functools.wraps(function)
    async def handler(request: AnyRequest, **given: Any) -> Any:
        if wants_form:
            given["form"] = await request.form()
        if is_elsewhere:
            threads = services_of(request).elsewhere
            return await asyncio.get_running_loop().run_in_executor(threads, partial(run, request, **given))
        return await sync_to_thread(run, request, **given)

    parameters = dict(inspect.signature(function).parameters)
    shown = [one for name, one in parameters.items() if name not in hidden | {"request", "form"}]
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=AnyRequest)
    answer = inspect.signature(function).return_annotation
    keyword = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in shown]
    del handler.__wrapped__
    handler.__signature__ = inspect.Signature([first, *keyword], return_annotation=answer)  # type: ignore[attr-defined]
    handler.__annotations__ = {one.name: one.annotation for one in [first, *shown]} | {"return": answer}
    handler.opens_units = True  # type: ignore[attr-defined]
    return handler


def within_unit(function: Callable[..., Any], *, hidden: frozenset[str] = frozenset()) -> Callable[..., Any]:
    """A handler whose parameter `work` is the request's unit. It may also ask for `request` and `form`.

    `hidden` parameters keep their defaults and are no part of the route.
    """
    takes_request = "request" in inspect.signature(function).parameters

    def run(request: AnyRequest, **given: Any) -> Any:
        with open_unit(request) as work:
            more = {"request": request} if takes_request else {}
            return function(work=work, **more, **given)

    return _as_handler(function, run, {"work", *hidden})


def in_thread(function: Callable[..., Any], *, hidden: frozenset[str] = frozenset()) -> Callable[..., Any]:
    """A handler that opens its units itself by `open_unit`: for forms that are shown again after a refusal."""
    return _as_handler(function, function, set(hidden))


def elsewhere(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `in_thread`, for what waits for another host: in threads of its own, so that a slow one holds up nobody."""
    return _as_handler(function, function, set(), is_elsewhere=True)


def record_reading(
    request: AnyRequest, work: Work, *, case: Case | None = None, incident: Incident | None = None
) -> None:
    """Record that content is read, in a write unit committed before the answer; if it cannot be, nothing is shown."""
    matter = case or incident
    if matter is None or not work.needs_read_mark(matter.id):
        return
    services = services_of(request)
    with unit(services, credential_of(request), writing=True, portal=is_portal_route(request)) as writer:
        writer.mark_read(case=case, incident=incident)
