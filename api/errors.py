"""Errors as people and programs need them: a page that says what to do, or problem+json (RFC 9457)."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from api.access import ActNotAllowed, FactorNeeded, MatterNotFound, NotSignedIn, StepUpNeeded
from api.limits import TooOften
from api.security import CsrfRefused
from db.dialect.storage_fault import Fault, storage_fault
from db.domain.rule import RuleBroken
from db.keys import KeysMissing

log = structlog.get_logger()


class VersionMissing(Exception):
    """An act on a versioned matter came without If-Match."""


class VersionStale(Exception):
    """The matter changed since it was read. `what` says who changed what and when."""

    def __init__(self, what: str, current: int) -> None:
        super().__init__(what)
        self.what, self.current = what, current


class KeyReused(Exception):
    """An Idempotency-Key came back with another body."""


class KeyMissing(Exception):
    """A creating request came without an Idempotency-Key."""


class BadInput(Exception):
    """Input that cannot be taken; `fields` maps a field's name to what to do about it."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = fields


class Problem(Exception):
    """Any other refusal with its status, title and advice."""

    def __init__(self, status: int, title: str, text: str, *, wait: int = 0) -> None:
        super().__init__(text)
        self.status, self.title, self.text = status, title, text
        self.wait = wait  # seconds until it may be tried again; 0 where that is not the point


Answer = tuple[int, str, str]

# The first class that fits wins, so a class stands before its parents. Text "" means: the error's own words.
_ANSWERS: tuple[tuple[type[Exception], Answer], ...] = (
    (NotSignedIn, (401, "Sign in first", "Your session has ended or you have not signed in.")),
    (MatterNotFound, (404, "Not found", "There is nothing at this address, or it is not open to you.")),
    (ActNotAllowed, (403, "Not open to you", "Your role, or your part in this matter, does not include this.")),
    (FactorNeeded, (403, "Add a second factor first", "Your role needs one here. Add it on your account's page.")),
    (
        StepUpNeeded,
        (403, "Prove again that it is you", "This asks for a proof not older than 5 minutes."),
    ),
    (CsrfRefused, (403, "Please try again", "Nothing was changed. Reload the page and send it again.")),
    (RuleBroken, (409, "This cannot be done yet", "What is missing is listed here.")),
    (VersionStale, (412, "Somebody changed this meanwhile", "")),
    (StaleDataError, (412, "Somebody changed this meanwhile", "Reload the page and look at what changed.")),
    (VersionMissing, (428, "Say which version you read", "Send the ETag of the matter as If-Match.")),
    (TooOften, (429, "Too many requests", "")),
    (KeyMissing, (400, "An Idempotency-Key is needed", "Send a fresh random Idempotency-Key with each new act.")),
    (KeyReused, (422, "This key was used for something else", "Use a fresh Idempotency-Key for a new act.")),
    (BadInput, (422, "Some answers need another look", "")),
    (IntegrityError, (409, "This was already done", "Somebody else may have done it a moment ago. Reload the page.")),
    (KeysMissing, (503, "A key is missing", "This cannot be opened or signed now. Tell your administrator.")),
    (DataError, (422, "Some answers need another look", "One of them cannot be kept as it was written.")),
)
_FAULTS: dict[Fault, Answer] = {
    "full": (
        507,
        "There is no room to save this",
        "Nothing was saved. Your administrator must make room; try again in a few minutes.",
    ),
    "lost": (503, "The record cannot be reached", "Nothing was saved. Try again in a minute."),
}
_RETRY_AFTER = {503: 5, 507: 60}  # seconds
_OURS: Answer = (
    500,
    "Something failed on our side",
    "Nothing was saved. Try again; if it stays, tell your administrator.",
)
_HTTP_TITLES = {404: "Not found", 405: "Not possible here", 413: "Too large"}


def _described(error: Exception) -> tuple[int, str, str, dict[str, Any]]:
    """Status, title, advice and further members of the answer for an error."""
    if isinstance(error, Problem):
        return error.status, error.title, error.text, {}
    if isinstance(error, ValidationException):
        return 400, "The request could not be read", error.detail, {"errors": _plain(error.extra)}
    if isinstance(error, HTTPException):
        return error.status_code, _HTTP_TITLES.get(error.status_code, "Refused"), error.detail, {}
    fault = storage_fault(error)
    if fault:
        return *_FAULTS[fault], {}
    status, title, text = next((answer for kind, answer in _ANSWERS if isinstance(error, kind)), _OURS)
    return status, title, text or str(error), _more(error)


def _more(error: Exception) -> dict[str, Any]:
    if isinstance(error, RuleBroken):
        return {"missing": [{"code": item.code, "text": item.text, "act": item.act} for item in error.missing]}
    if isinstance(error, VersionStale):
        return {"changed": error.what, "version": error.current}
    if isinstance(error, BadInput):
        return {"fields": error.fields}
    return {}


def _plain(extra: Any) -> Any:
    try:
        return json.loads(json.dumps(extra, default=str))
    except (TypeError, ValueError):
        return str(extra)


def wants_json(request: Request[Any, Any, Any]) -> bool:
    """Whether a program asks: everything under /api, and what a form's script asks before it sends the form."""
    return request.url.path.startswith("/api") or request.url.path.endswith("/signing")


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The one exception handler of the application."""
    status, title, text, more = _described(error)
    if status >= 500:
        with suppress(OSError):  # the log may lie on the very disk that is full
            log.error("request_failed", path=request.url.path, status=status, exc_info=error)
    wait = getattr(error, "wait", 0) or _RETRY_AFTER.get(status, 0)
    headers = {"Retry-After": str(wait)} if wait else {}
    if wants_json(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": text, **more}
        return Response(body, status_code=status, media_type="application/problem+json", headers=headers)
    if isinstance(error, NotSignedIn):
        return Response("", status_code=303, headers={"Location": f"/sign-in?next={quote(error.wanted, safe='/')}"})
    if isinstance(error, StepUpNeeded):
        back = request.url.path if request.method == "GET" else "/account"
        return Response("", status_code=303, headers={"Location": f"/account/confirm?next={quote(back, safe='/')}"})
    if isinstance(error, FactorNeeded):
        return Response("", status_code=303, headers={"Location": "/account"})
    from api.rendering import render_error  # rendering needs the errors of this module

    page = render_error(request, status=status, title=title, text=text, missing=more.get("missing", []))
    return Response(page, status_code=status, media_type=MediaType.HTML, headers=headers)
