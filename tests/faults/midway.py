"""A request during which something else happens: right after one of its units of work, or while a piece is being sent.

The application is driven as a server drives it, without a socket: what it hands to `send` is what the network gets.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from litestar import Litestar

from api.security import SESSION_COOKIE
from db.session import Sessions

Moment = tuple[str, int]
"""("unit", 2): when its second unit of work has ended. ("piece", 2): while its second piece is on its way."""


@dataclass
class Heard:
    """What the network was given before the act and after it."""

    status: int = 0
    before: list[bytes] = field(default_factory=list)
    after: list[bytes] = field(default_factory=list)
    units: int = 0
    is_acted: bool = False
    was_started: bool = False  # the answer had begun when the act was done
    is_whole: bool = False

    @property
    def body(self) -> bytes:
        """All of it."""
        return b"".join((*self.before, *self.after))


@dataclass
class Midway:
    """One request, and the act that is done in its midst."""

    application: Litestar
    moment: Moment
    act: Callable[[], object]
    heard: Heard = field(default_factory=Heard)
    _is_acting: bool = False

    def ask(self, path: str, token: str) -> Heard:
        """GET the path with a session's token."""
        with self._units_told(), ThreadPoolExecutor(1) as apart:  # this thread may have a browser's loop running in it
            apart.submit(lambda: asyncio.run(self._ask(path, token))).result()
        return self.heard

    async def _ask(self, path: str, token: str) -> None:
        query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": query[0], "raw_path": query[0].encode(), "query_string": query[2].encode(), "root_path": "",
            "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", f"{SESSION_COOKIE}={token}".encode())],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {}, "app": self.application,
        }  # fmt: skip
        over = asyncio.Event()
        waiting = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if waiting:
                return waiting.pop()
            await over.wait()  # nobody hangs up before
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            await self._sent(message)
            if self.heard.is_whole:
                over.set()

        try:
            await self.application(scope, receive, send)  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 # the server would cut the connection here
            self.heard.is_whole = False

    async def _sent(self, message: Any) -> None:
        heard = self.heard
        if message["type"] == "http.response.start":
            heard.status = message["status"]
            return
        heard.is_whole = not message.get("more_body", False)
        if not message.get("body"):
            return
        (heard.after if heard.is_acted else heard.before).append(message["body"])
        if self.moment == ("piece", len(heard.before)) and not heard.is_acted:
            await asyncio.to_thread(self._do)

    def _do(self) -> None:
        self._is_acting, self.heard.was_started = True, self.heard.status > 0
        try:
            self.act()
        finally:
            self._is_acting, self.heard.is_acted = False, True

    @contextmanager
    def _units_told(self) -> Iterator[None]:
        """Count the request's own units as they end, and act after the one that is meant."""
        honest = {name: getattr(Sessions, name) for name in ("reading", "writing")}

        def counted(name: str) -> Any:
            @contextmanager
            def opened(sessions: Sessions) -> Iterator[Any]:
                with honest[name](sessions) as session:
                    yield session
                if not self._is_acting:
                    self.heard.units += 1
                    if self.moment == ("unit", self.heard.units) and not self.heard.is_acted:
                        self._do()

            return opened

        with patch.multiple(Sessions, reading=counted("reading"), writing=counted("writing")):
            yield
