"""Security headers stand on every answer: every route, with what it answers well, badly, to nobody and when broken."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from api import app as app_module
from api.rendering import static_version
from api.security import security_headers
from api.services import make_services
from api.settings import Settings
from tests.faults.crawl import Route, routes
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import SignedIn

NOTHING = "0f0e0d0c-0b0a-4908-8706-050403020100"  # a key of no row
WANTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
WHO = ("clerk", "admin", "supervisor", "leader", "records", "respondent", "intake")
METHODS = ("GET", "POST", "PUT", "DELETE")


@pytest.fixture
def fill() -> Fill:
    return small_office


def faults_of(answer: Response) -> list[str]:
    """The headers that an answer lacks."""
    found = [name for name, value in WANTED.items() if answer.headers.get(name) != value]
    if not answer.headers.get("content-security-policy", "").startswith("default-src 'none'"):
        found.append("content-security-policy")
    kept = answer.headers.get("cache-control", "")
    if kept != "no-store" and not (answer.status_code == 200 and "immutable" in kept and "/static/" in str(answer.url)):
        found.append("cache-control")
    return found


def filled(route: Route) -> str:
    values = {name: NOTHING if name.endswith("_id") else "SM-26-K7QF3M" for name in route.parameters}
    return route.filled({**values, "name": "rate_by_month", "username": "clerk", "chapter": "review"})


def answers(application: Litestar, client: TestClient[Litestar], clock: MovableClock) -> Iterator[tuple[str, Response]]:
    """What every route answers to somebody who may, to nobody, and while the database is broken."""
    people = [SignedIn(client, clock, user) for user in WHO]
    services = application.state.services
    for route in routes(application, *METHODS):
        path = filled(route)
        able = next((one for one in people if route.is_open_to(one.user)), people[0])
        yield f"{route.method} {path} as {able.user}", able.request(route.method, path, json={})
        client.cookies.clear()
        yield f"{route.method} {path} as nobody", client.request(route.method, path, json={}, follow_redirects=False)
        whole, services.sessions = services.sessions, SimpleNamespace(is_sqlite=False, close=lambda: None)
        try:
            yield f"{route.method} {path}, broken", able.request(route.method, path, json={})
        finally:
            services.sessions = whole
    for path in ("/nothing/here", f"/static/{static_version()}/styles/probity.css", "/static/none.css", "/api/nothing"):
        yield path, client.get(path, follow_redirects=False)
    yield "OPTIONS /cases", client.options("/cases")
    yield "PATCH /cases", client.patch("/cases")
    yield "a body over the limit", client.post("/sign-in", content=b"a" * 1_100_000)


@pytest.mark.slice
def test_every_answer_of_every_route_bears_the_headers(
    application: Litestar, client: TestClient[Litestar], clock: MovableClock
) -> None:
    seen: Counter[int] = Counter()
    bare = []
    for name, answer in answers(application, client, clock):
        seen[answer.status_code // 100] += 1
        bare += [f"{name}: {answer.status_code} {fault}" for fault in faults_of(answer)]
    assert bare == []
    assert all(seen[kind] > 20 for kind in (2, 3, 4, 5)), seen
    assert seen.total() > 3 * 300


def test_without_the_line_that_puts_them_on_none_stands(
    settings: Settings, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the application as it is, but for the wrapping of its handler."""

    def unwrapped(app: Any, **_given: Any) -> Any:
        return app

    monkeypatch.setattr(app_module, "security_headers", unwrapped)
    broken = app_module.create_app(settings, services=make_services(settings, clock))
    with TestClient(broken, base_url=settings.public_url, raise_server_exceptions=False) as client:
        assert "x-frame-options" in faults_of(client.get("/health"))


def test_over_tls_browsers_are_told_to_stay_there() -> None:
    async def answer(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    for secure, expected in ((True, "max-age=63072000; includeSubDomains"), (False, None)):
        sent: list[Any] = []
        _run(security_headers(answer, secure=secure), sent)
        headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        assert headers.get("strict-transport-security") == expected


def _run(app: Any, sent: list[Any]) -> None:
    import asyncio

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "state": {}}
    with ThreadPoolExecutor(1) as apart:  # this thread may have a browser's loop running in it
        apart.submit(lambda: asyncio.run(app(scope, receive, send))).result()
