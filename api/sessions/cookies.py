"""The cookies of a browser session."""

from litestar.datastructures import Cookie

from api.security import SESSION_COOKIE, VISITOR_COOKIE
from api.settings import Settings


def session_cookie(settings: Settings, token: str) -> Cookie:
    """The session's cookie: unreadable to scripts, kept from other sites."""
    return Cookie(SESSION_COOKIE, value=token, httponly=True, samesite="lax", secure=settings.is_secure, path="/")


def clear_cookie(settings: Settings) -> Cookie:
    """The same cookie, expired."""
    gone = session_cookie(settings, "")
    gone.max_age = 0
    return gone


def visitor_cookie(settings: Settings, token: str) -> Cookie:
    """Ties the sign-in form to the browser that was shown it."""
    return Cookie(VISITOR_COOKIE, value=token, httponly=True, samesite="lax", secure=settings.is_secure, path="/")
