"""The cookies of a browser session."""

from litestar.datastructures import Cookie

from api.security import OFFICE_COOKIE, PENDING_COOKIE, SESSION_COOKIE, VISITOR_COOKIE
from api.settings import Settings
from db.domain.openid import TRY


def _kept(settings: Settings, name: str, value: str) -> Cookie:
    return Cookie(name, value=value, httponly=True, samesite="lax", secure=settings.is_secure, path="/")


def session_cookie(settings: Settings, token: str) -> Cookie:
    """The session's cookie: unreadable to scripts, kept from other sites."""
    return _kept(settings, SESSION_COOKIE, token)


def clear_cookie(settings: Settings, name: str = SESSION_COOKIE) -> Cookie:
    """The same cookie, expired."""
    gone = _kept(settings, name, "")
    gone.max_age = 0
    return gone


def pending_cookie(settings: Settings, token: str) -> Cookie:
    """Says that this browser gave the right password a moment ago."""
    return _kept(settings, PENDING_COOKIE, token)


def office_cookie(settings: Settings, token: str) -> Cookie:
    """Ties a sign-in at the office's identity provider to the browser that began it. It comes back from another site
    by a plain address, with which a browser sends it (Lax)."""
    kept = _kept(settings, OFFICE_COOKIE, token)
    kept.max_age = int(TRY.total_seconds())
    return kept


def visitor_cookie(settings: Settings, token: str) -> Cookie:
    """Ties the sign-in form to the browser that was shown it."""
    return _kept(settings, VISITOR_COOKIE, token)
