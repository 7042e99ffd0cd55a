"""Cookies that only this very host can have set: the `__Host-` prefix, wherever people come by https.

A browser takes a cookie of such a name only from an answer over TLS, without a domain and for the whole host, so no
neighbouring site under the same domain can plant a session here. Within the application the names have no prefix.
"""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = b"__Host-"
OURS = b"probity_"


def host_cookies(app: ASGIApp) -> ASGIApp:
    """Give our cookies the prefix on their way out, and take them only with it on their way in."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        scope["headers"] = [
            (name, _taken(value)) if name == b"cookie" else (name, value) for name, value in scope["headers"]
        ]

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _given(value)) if name.lower() == b"set-cookie" else (name, value)
                    for name, value in message.get("headers", [])
                ]
            await send(message)

        await app(scope, receive, send_named)

    return wrapped


def _taken(header: bytes) -> bytes:
    """The cookies of a request without the prefix; one of our names that lacks it is left out."""
    parts = (part.strip() for part in header.split(b";"))
    return b"; ".join(part.removeprefix(PREFIX) for part in parts if not part.startswith(OURS))


def _given(header: bytes) -> bytes:
    """A cookie of an answer with the prefix, and with what a browser then asks for."""
    if not header.startswith(OURS):
        return header
    is_secure = b"; secure" in header.lower()
    return PREFIX + header + (b"" if is_secure else b"; Secure")
