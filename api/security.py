"""The browser's side of safety: security headers with a nonce on every answer, and CSRF bound to the session."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.types.asgi_types import HTTPResponseStartEvent

SESSION_COOKIE = "probity_session"
FLASH_COOKIE = "probity_flash"  # what was done, for the next page only
PENDING_COOKIE = "probity_pending"  # a right password whose second factor is still to come
OFFICE_COOKIE = "probity_office"  # a sign-in that was begun at the office's identity provider
VISITOR_COOKIE = "probity_visitor"  # only ties the sign-in form to the browser that was shown it
BEARER = "bearer "  # how a program shows its token, in small letters
CSRF_HEADER = b"x-csrftoken"
CSRF_FIELD = "_csrf_token"
SIGN_IN = frozenset({"/api/session", "/api/session/passkey", "/api/session/passkey-options"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def csrf_token(secret: str) -> str:
    """The token of a browser session: an HMAC of its secret cookie, so that it dies with the session."""
    return hmac.new(secret.encode(), b"probity csrf", hashlib.sha256).hexdigest() if secret else ""


def cookies_of(scope: Scope) -> dict[str, str]:
    """The request's cookies."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            return {key: part.value for key, part in SimpleCookie(value.decode("latin-1")).items()}
    return {}


def content_security_policy(nonce: str) -> str:
    """Nothing loads but our own files, and inline only what bears the nonce."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def security_headers(app: ASGIApp, *, secure: bool) -> ASGIApp:
    """Put the security headers on every answer, errors and files included."""
    fixed = {
        b"x-content-type-options": b"nosniff",
        b"x-frame-options": b"DENY",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": b"camera=(), microphone=(), geolocation=(), interest-cohort=()",
        b"cache-control": b"no-store",
    }
    if secure:
        fixed[b"strict-transport-security"] = b"max-age=63072000; includeSubDomains"

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        has_flash = _method(scope) == "GET" and _may_hold(scope, FLASH_COOKIE) and FLASH_COOKIE in cookies_of(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                policy = content_security_policy(nonce).encode()
                _add_missing(message, {**fixed, b"content-security-policy": policy})
                headers = MutableScopeHeaders.from_message(message)
                if has_flash and headers.get("Content-Type", "").startswith("text/html"):
                    headers.add("Set-Cookie", f"{FLASH_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
                if scope["state"].get("new_session"):  # the session was rotated, whatever the request then came to
                    kept = "; Secure" if secure else ""
                    token = scope["state"]["new_session"]
                    headers.add("Set-Cookie", f"{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{kept}")
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def _add_missing(message: HTTPResponseStartEvent, wanted: dict[bytes, bytes]) -> None:
    """Headers that an answer does not have of its own: a file may say itself how long it is kept."""
    given = list(message["headers"])
    said = {name.lower() for name, _ in given}
    message["headers"] = given + [(name, value) for name, value in wanted.items() if name not in said]


def _may_hold(scope: Scope, cookie: str) -> bool:
    """Whether a cookie's name stands anywhere among the request's cookies, which are costly to take apart."""
    return any(name == b"cookie" and cookie.encode() in value for name, value in scope["headers"])


def _method(scope: Scope) -> str:
    return str(scope.get("method", ""))


class CsrfRefused(Exception):
    """An unsafe request did not prove that it comes from a page of ours."""


def csrf_check(origin: str, form_paths: Callable[[str], bool]) -> Callable[[ASGIApp], ASGIApp]:
    """Middleware: unsafe requests must come from our origin and carry the session's token.

    `form_paths` tells whether a path takes forms, whose token may stand in a field instead of the header.
    """

    def make(app: ASGIApp) -> ASGIApp:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP and _method(scope) not in SAFE:
                await _ensure_same_site(scope, receive, origin, form_paths)
            await app(scope, receive, send)

        return wrapped

    return make


async def _ensure_same_site(scope: Scope, receive: Receive, origin: str, form_paths: Callable[[str], bool]) -> None:
    headers = dict(scope["headers"])
    if scope["path"].startswith("/api/") and headers.get(b"authorization", b"").decode("latin-1")[:7].lower() == BEARER:
        return  # a program's token: no browser sends it by itself, and the cookie beside it is not looked at
    sent_from = headers.get(b"origin", b"").decode("latin-1")
    if sent_from and sent_from != "null" and urlsplit(sent_from)[:2] != urlsplit(origin)[:2]:
        raise CsrfRefused("this request came from another site")
    if headers.get(b"sec-fetch-site", b"same-origin") not in {b"same-origin", b"none"}:
        raise CsrfRefused("this request came from another site")
    if scope["path"] in SIGN_IN and _method(scope) == "POST" and b"json" in headers.get(b"content-type", b""):
        return  # signing in has no session yet; another site cannot send JSON here without being asked first
    cookies = cookies_of(scope)
    expected = csrf_token(cookies.get(SESSION_COOKIE, "") or cookies.get(VISITOR_COOKIE, ""))
    given = headers.get(CSRF_HEADER, b"").decode("latin-1")
    if not given and form_paths(scope["path"]):
        request: Request[Any, Any, Any] = Request(scope, receive=receive)
        given = str((await request.form()).get(CSRF_FIELD, ""))
    if not expected or not hmac.compare_digest(given, expected):
        raise CsrfRefused("the page was open too long or in another session")
