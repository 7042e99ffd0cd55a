"""Every address of the application, filled in: what a whole world can be asked, with queries that would betray."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from httpx import Response
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from analytics.figures import BUILDERS
from api.acts import REGISTRY
from api.reports.schemas import Addition, Report, ReviewAsked
from db.domain.permission import is_possible
from tests.faults.examples import KEY, example
from tests.faults.secret_matters import SECRET_WORD
from tests.faults.worlds import Secret, World
from tests.harness.office import PARTS

# What differs between any two answers of the same page, and tells nothing: nonces and keys of forms.
FRESH = re.compile(r"nonce=\"[^\"]*\"|'nonce-[^']*'|name=\"idempotency_key\" value=\"[^\"]*\"")
TOKEN = re.compile(r'(?<=name="csrf-token" content=")[^"]+|(?<="csrf_token":")[^"]+')  # of the session
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
UNTOLD = frozenset({"content-length", "date", "set-cookie"})  # follow from what is fresh, or from the clock
# What waits for a respondent in their portal is counted beside Inbox: theirs to see, on every page.
WAITING = re.compile(r' <span class="count">\d+<span class="usa-sr-only"> waiting</span></span>')
UNKNOWN_CASE, UNKNOWN_REPORT = "SM-26-K7QF3M", "RP-26-K7QF3M"  # numbers as any other; nothing has them
WORDS = (SECRET_WORD, "Lindqvist", "Okonjo", "trialtalk", "liar")
QUERIES: dict[str, tuple[str, ...]] = {
    "/api/cases": ("sort=due", "assignee=nobody", "q=lindqvist", "stage=decided", "limit=1"),
    "/api/ledger": tuple(
        f"event={one}"
        for one in ("case:opened", "post:added", "evidence:added", "letter:served", "content:read", "conflict:ruled")
    ),
    "/api/reports": ("sort=severity", f"q={SECRET_WORD}"),
    "/api/trends/figures": ("period=12", "track=licence", "count_by=decided"),
    "/cases": ("sort=due", "assignee=nobody", "q=okonjo", "stage=investigation", "category=nonpublic_facts"),
    "/cases.csv": ("q=lindqvist", "stage=open"),
    "/ledger": ("event=report:filed", "event=case:decided"),
    "/reports": ("status=all", "text=juror", f"text={SECRET_WORD}&status=all", "status=screened&sort=severity"),
    "/trends": ("period=12", "category=trial_publicity"),
}
"""Further questions to an address, beside the plain one."""
KEYED = {"draft_id": "incident", "file_id": "evidence"}
"""Path parameter -> the table whose secret rows it could name, where the parameter does not say so itself."""
SEARCHED = ("/search", "/api/search", "/api/people")
OTHERS = {"chapter": "review", "path": "anything"}
"""What stands for a path parameter that names no row."""


@dataclass(frozen=True)
class Route:
    """One address of the application."""

    method: str
    path: str
    permission: str
    handler: HTTPRouteHandler

    @property
    def parameters(self) -> list[str]:
        """The names of its path parameters."""
        return re.findall(r"{(\w+):", self.path)

    @property
    def is_of_report(self) -> bool:
        """Whether its number is a report's."""
        return "reports/{number" in self.path

    @property
    def is_of_portal(self) -> bool:
        """Whether it is a respondent's own address of a case, or what waits for them."""
        return self.path == "/" or self.path.startswith(("/portal", "/api/portal"))

    @property
    def is_public(self) -> bool:
        """Whether it answers without signing in."""
        return bool(self.handler.opt.get("public") or self.handler.opt.get("static"))

    def filled(self, values: dict[str, str]) -> str:
        """The address with its parameters filled in."""
        return re.sub(r"{(\w+):\w+}", lambda found: values[found.group(1)], self.path)

    def is_open_to(self, user: str) -> bool:
        """Whether the user's roles pass the route's own guard."""
        return not self.permission or is_possible(self.permission, roles_of(user))

    def is_of_interest_to(self, user: str) -> bool:
        """Open to them, and not one of the pages that are the same for everybody: those are read by one of them."""
        return self.is_open_to(user) and (bool(self.permission) or user == "clerk")


@dataclass(frozen=True)
class Question:
    """One request to ask in both worlds."""

    route: Route
    path: str
    content: bytes = b""
    content_type: str = JSON


def roles_of(user: str) -> tuple[str, ...]:
    """The roles of somebody of the office."""
    return PARTS[user].roles if user in PARTS else ("board_member",)


def routes(application: Litestar, *methods: str, static: bool = False) -> list[Route]:
    """Every route with one of these methods; `static` adds static files and closed addresses."""
    found = []
    for route in application.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and (static or not handler.opt.get("static")):
                permission = str(handler.opt.get("permission", ""))
                found += [Route(method, route.path, permission, handler) for method in handler.http_methods]
    return sorted((one for one in found if one.method in methods), key=lambda one: (one.path, one.method))


def plain(one: World) -> Iterator[Question]:
    """Every address without a matter in it: lists, counts, search, autocomplete, figures, CSV, inbox, ledger, forms."""
    named = {
        "name": tuple(BUILDERS),
        "username": ("clerk", "supervisor"),
        "path": ("anything",),
        "file_path": ("styles/page.css",),
    }
    for route in routes(one.client.app, "GET", static=True):
        if not route.parameters:
            yield Question(route, route.path)
            for query in QUERIES.get(route.path, ()):
                yield Question(route, f"{route.path}?{query}")
            for word in WORDS if route.path in SEARCHED else ():
                yield Question(route, f"{route.path}?q={word}")
        elif len(route.parameters) == 1 and route.parameters[0] in named:
            for value in named[route.parameters[0]]:
                yield Question(route, route.filled({route.parameters[0]: value}))


def beside(one: World, cases: Iterable[str], reports: Iterable[str]) -> Iterator[Question]:
    """Every page and form of matters that stay open: their choices and comparisons could betray the others."""
    cases, reports = list(cases), list(reports)
    for route in routes(one.client.app, "GET"):
        if route.parameters == ["number"]:
            for number in reports if route.is_of_report else cases:
                yield Question(route, route.filled({"number": number}))


def own(one: World, secret: Secret) -> Iterator[Question]:
    """Every address of a secret matter and of what lies in it, for every method, with a body that its schema takes."""
    ready, number_of = (
        bodies(),
        {"case": next(iter(secret.cases.values())), "report": next(iter(secret.reports.values()))},
    )
    for route in routes(one.client.app, "GET", "POST", "PUT", "PATCH", "DELETE"):
        keys = [name for name in route.parameters if name.endswith("_id")]
        if route.permission and ("number" in route.parameters or keys):  # without one: everybody's own account
            rows = {name: secret.others[KEYED.get(name, name.removesuffix("_id"))][0] for name in keys}
            number = number_of["report" if route.is_of_report else "case"]
            path = route.filled({"number": number, **OTHERS, **{name: str(row) for name, row in rows.items()}})
            if route.method == "POST" and not route.path.startswith("/api/"):
                yield Question(route, path, f"version=1&idempotency_key={KEY.hex}".encode(), FORM)
            else:
                yield Question(route, path, ready.get((route.method, route.path), b""))


def bodies() -> dict[tuple[str, str], bytes]:
    """A body that each act's schema takes, by method and address: only the wall stands in the way."""
    acts = [act for declared in REGISTRY.values() for act in declared]
    found: dict[str, Any] = {f"/api{act.json_href('{number:str}')}": act.schema for act in acts}
    found |= {f"/api{act.json_href('{number:str}')}/signing": act.schema for act in acts if act.signs}
    found["/api/my-reports/{number:str}/supplements"] = Addition
    found["/api/my-reports/{number:str}/review-requests"] = ReviewAsked
    ready = {("POST", path): msgspec.json.encode(example(schema)) for path, schema in found.items()}
    ready["PUT", "/api/drafts/{draft_id:uuid}"] = msgspec.json.encode(example(Report))
    ready["PUT", "/api/drafts/{draft_id:uuid}/{chapter:str}"] = b"{}"
    return ready


def wants_sign_in(answer: Response) -> bool:
    """Whether an answer is only that one has to sign in: of what was asked for it says nothing."""
    return answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in")


def said(answer: Response) -> tuple[int, str, str]:
    """An answer as far as it tells anything: status, headers and text, without what is fresh in it."""
    headers = "\n".join(f"{name}: {text}" for name, text in answer.headers.items() if name not in UNTOLD)
    if "octet" in answer.headers.get("content-type", ""):
        return answer.status_code, FRESH.sub("", headers), answer.content.hex()
    text = answer.text
    for token in TOKEN.findall(text):
        text = text.replace(token, "")
    return answer.status_code, FRESH.sub("", headers), FRESH.sub("", text)
