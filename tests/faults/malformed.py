"""Requests that schemathesis makes from the description of the JSON interface, good and bad, and their answers."""

import functools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import msgspec
import schemathesis
from httpx import Response
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from schemathesis import GenerationMode
from sqlalchemy import select

from db.models import Case, Incident
from db.session import Sessions
from tests.faults.crawl import Route, routes
from tests.harness.people import SignedIn

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
LEFT_TO_THE_CLIENT = frozenset({"cookie", "content-length", "connection", "accept-encoding", "host"})


Versions = Callable[[bool], list[tuple[str, int]]]
"""Number and present version of every report (True) or case."""


def versions_in(sessions: Sessions) -> Versions:
    """The matters of a database as they stand when asked."""

    def found(of_reports: bool) -> list[tuple[str, int]]:
        model = Incident if of_reports else Case
        with sessions.reading() as session:
            return [(row.number, row.version) for row in session.execute(select(model.number, model.version))]

    return found


@dataclass(frozen=True)
class Made:
    """One request: the operation it is of, and how to send it. `path` has its parameters filled in."""

    operation: str
    method: str
    path: str
    options: dict[str, Any]


@dataclass
class Seen:
    """What the answers were. `broken` names those of 500 and more."""

    tried: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def description(application: Litestar) -> bytes:
    """The interface as it describes itself over HTTP; the same for every database."""
    return msgspec.json.encode(application.openapi_schema.to_schema())


@functools.lru_cache(maxsize=1)
def operations(described: bytes) -> list[Any]:
    """Every operation that the interface describes."""
    found: list[Any] = list(schemathesis.openapi.from_dict(msgspec.json.decode(described)).get_all_operations())
    return [one.ok() for one in found]


def _cases(operation: Any, mode: GenerationMode, count: int) -> list[Any]:
    found: list[Any] = []
    everything = list(hypothesis.HealthCheck)

    @hypothesis.settings(max_examples=count, database=None, deadline=None, suppress_health_check=everything)
    @hypothesis.seed(20260302)
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        found.append(case)

    with suppress(Unsatisfiable):  # nothing about a request without body and parameters can be wrong
        collect()
    return found


@functools.lru_cache(maxsize=2)
def requests(described: bytes, count: int, only: str = "") -> tuple[Made, ...]:
    """`count` requests to each operation (or to the `only` one), half of them as the schema wants, half not.

    An operation that asks for little has fewer that differ.
    """
    made = []
    for operation in operations(described):
        name = f"{operation.method.upper()} {operation.path}"
        if only and name != only:
            continue
        for mode in MODES:
            for case in _cases(operation, mode, max(1, count // 2)):
                made.append(_made(name, case))
    return tuple(made)


def _made(name: str, case: Any) -> Made:
    given = case.as_transport_kwargs(base_url="http://probity.test")
    headers = {key: value for key, value in given["headers"].items() if key.lower() not in LEFT_TO_THE_CLIENT}
    options: dict[str, Any] = {"params": given.get("params") or None, "headers": _sendable(headers)}
    data = given.get("data")
    options |= {"content": data} if isinstance(data, bytes | str) else {"data": data} if data else {}
    options |= {key: given[key] for key in ("json", "files") if given.get(key) is not None}
    return Made(name, case.method, given["url"].removeprefix("http://probity.test"), options)


def _sendable(headers: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in headers.items() if str(value).isascii() and str(value).isprintable()}


def askers(application: Litestar, people: list[SignedIn]) -> dict[str, list[SignedIn]]:
    """By operation, who passes its guard; everybody where nobody in particular does."""
    found: dict[str, list[SignedIn]] = {}
    for route in routes(application, "GET", "POST", "PUT", "DELETE"):
        name = f"{route.method} {_described(route)}"
        found[name] = [one for one in people if route.is_open_to(one.user)] or people
    return found


def _described(route: Route) -> str:
    """The path as the description writes it: without the types of its parameters."""
    return route.filled({name: "{" + name + "}" for name in route.parameters})


def answers(
    application: Litestar, people: list[SignedIn], made: tuple[Made, ...], versions: Versions
) -> Iterator[tuple[Made, Response]]:
    """Send each request as somebody who may; every second one to a matter that exists, and at its present version."""
    chance = random.Random(3)
    able = askers(application, people)
    for place, one in enumerate(made):
        person = chance.choice(able.get(one.operation, people))
        path, options = one.path, one.options
        filled = one.operation.split(" ")[1]
        if place % 2 and "{number}" in filled and filled.count("{") == 1:
            number, version = chance.choice(versions(filled.startswith("/api/reports")))
            path = filled.replace("{number}", number)
            options = {**options, "headers": {**options["headers"], "If-Match": f'"{version}"'}}
        answer = person.request(one.method, path, **options)
        if answer.status_code == 401 and person.is_signed_out():  # an act of before ended the session
            person.clock.advance(minutes=16)  # and what locks wrong passwords brought on have run out
            answer = person.request(one.method, path, **options)
        yield one, answer


def look_at(application: Litestar, people: list[SignedIn], made: tuple[Made, ...], versions: Versions) -> Seen:
    """Send them all, and count what came back."""
    seen = Seen()
    for one, answer in answers(application, people, made, versions):
        seen.tried += 1
        seen.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            seen.broken.append(f"{one.operation}: {answer.status_code} {answer.text[:200]} {one.options!r:.300}")
    return seen
