"""Errors as people and programs need them: a page that says what to do, or problem+json (RFC 9457)."""

import json
from typing import Any

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from api.access import ActNotAllowed, MatterNotFound, NotSignedIn
from api.security import CsrfRefused
from db.domain.rule import RuleBroken

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

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(text)
        self.status, self.title, self.text = status, title, text


def _described(error: Exception) -> tuple[int, str, str, dict[str, Any]]:
    """Status, title, advice and further members of the answer for an error."""
    match error:
        case NotSignedIn():
            return 401, "Sign in first", "Your session has ended or you have not signed in.", {}
        case MatterNotFound():
            return 404, "Not found", "There is nothing at this address, or it is not open to you.", {}
        case ActNotAllowed():
            return 403, "Not open to you", "Your role, or your part in this matter, does not include this.", {}
        case CsrfRefused():
            return 403, "Please try again", f"Nothing was changed: {error}. Reload the page and send it again.", {}
        case RuleBroken():
            rows = [{"code": item.code, "text": item.text, "act": item.act} for item in error.missing]
            return 409, "This cannot be done yet", "What is missing is listed here.", {"missing": rows}
        case VersionStale():
            more: dict[str, Any] = {"changed": error.what, "version": error.current}
            return 412, "Somebody changed this meanwhile", error.what, more
        case StaleDataError():
            return 412, "Somebody changed this meanwhile", "Reload the page and look at what changed.", {}
        case VersionMissing():
            return 428, "Say which version you read", "Send the ETag of the matter as If-Match.", {}
        case KeyMissing():
            return 400, "An Idempotency-Key is needed", "Send a fresh random Idempotency-Key with each new act.", {}
        case KeyReused():
            return 422, "This key was used for something else", "Use a fresh Idempotency-Key for a new act.", {}
        case BadInput():
            return 422, "Some answers need another look", str(error), {"fields": error.fields}
        case Problem():
            return error.status, error.title, error.text, {}
        case ValidationException():
            return 400, "The request could not be read", error.detail, {"errors": _plain(error.extra)}
        case HTTPException():
            title = {404: "Not found", 405: "Not possible here", 413: "Too large"}.get(error.status_code, "Refused")
            return error.status_code, title, error.detail, {}
        case IntegrityError():
            return 409, "This was already done", "Somebody else may have done it a moment ago. Reload the page.", {}
        case OperationalError() | DBAPIError():
            return 503, "The record cannot be reached", "Nothing was saved. Try again in a minute.", {}
    return (
        500,
        "Something failed on our side",
        "Nothing was saved. Try again; if it stays, tell your administrator.",
        {},
    )


def _plain(extra: Any) -> Any:
    try:
        return json.loads(json.dumps(extra, default=str))
    except (TypeError, ValueError):
        return str(extra)


def wants_json(request: Request[Any, Any, Any]) -> bool:
    """Whether a program asks: everything under /api."""
    return request.url.path.startswith("/api")


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The one exception handler of the application."""
    status, title, text, more = _described(error)
    if status >= 500:
        log.error("request_failed", path=request.url.path, status=status, exc_info=error)
    headers = {"Retry-After": "5"} if status == 503 else {}
    if wants_json(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": text, **more}
        return Response(body, status_code=status, media_type="application/problem+json", headers=headers)
    if isinstance(error, NotSignedIn):
        return Response("", status_code=303, headers={"Location": f"/sign-in?next={error.wanted}"})
    from api.rendering import render_error  # rendering needs the errors of this module

    page = render_error(request, status=status, title=title, text=text, missing=more.get("missing", []))
    return Response(page, status_code=status, media_type=MediaType.HTML, headers=headers)
