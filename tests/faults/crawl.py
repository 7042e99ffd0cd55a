"""Reads a whole world as one person: every GET address of the application, with queries that would betray a matter."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from httpx import Response
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from analytics.figures import BUILDERS
from api.acts import REGISTRY
from db.domain.permission import is_possible
from tests.faults.examples import example
from tests.faults.worlds import SECRET_WORD, Secret, World
from tests.harness.office import PARTS

# What differs between any two answers of the same page, and tells nothing: nonces, keys of forms, tokens and hashes.
FRESH = re.compile(
    r'nonce="[^"]*"|name="idempotency_key" value="[^"]*"|[0-9a-f]{64}|<code class="hash">[^<]*(?:&hellip;)?[^<]*</code>'
)
# What waits for a respondent in their portal is counted beside Inbox: theirs to see, on every page.
WAITING = re.compile(r' <span class="count">\d+<span class="usa-sr-only"> waiting</span></span>')
UNKNOWN_CASE, UNKNOWN_REPORT = "SM-26-K7QF3M", "RP-26-K7QF3M"  # numbers as any other; nothing has them
WORDS = (SECRET_WORD, "Lindqvist", "Okonjo", "trialtalk", "liar")
QUERIES: dict[str, tuple[str, ...]] = {
    "/api/cases": ("sort=due", "assignee=nobody", "q=lindqvist", "stage=decided", "limit=1"),
    "/api/ledger": ("event=letter:served", "event=content:read"),
    "/api/reports": ("sort=severity", f"q={SECRET_WORD}"),
    "/api/trends/figures": ("period=12", "track=licence", "count_by=decided"),
    "/cases": ("sort=due", "assignee=nobody", "q=okonjo", "stage=investigation"),
    "/cases.csv": ("q=lindqvist", "stage=open"),
    "/ledger": ("event=report:filed", "event=case:decided"),
    "/reports": ("show=overdue", "q=juror"),
    "/trends": ("period=12", "category=trial_publicity"),
}
"""Further questions to an address, beside the plain one."""
NOTHING = "0f0e0d0c-0b0a-4908-8706-050403020100"
KEYED = {"draft_id": "incident", "file_id": "evidence"}
"""Path parameter -> the table whose secret rows it could name, where the parameter does not say so itself."""
SEARCHED = ("/search", "/api/search", "/api/people")


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

    def filled(self, values: dict[str, str]) -> str:
        """The address with its parameters filled in."""
        return re.sub(r"{(\w+):\w+}", lambda found: values[found.group(1)], self.path)

    def is_open_to(self, user: str) -> bool:
        """Whether the user's roles pass the route's own guard."""
        return not self.permission or is_possible(self.permission, roles_of(user))

    def is_of_interest_to(self, user: str) -> bool:
        """Open to them, and not one of the pages that are the same for everybody: those are read by one of them."""
        return self.is_open_to(user) and (bool(self.permission) or user == "clerk")


def roles_of(user: str) -> tuple[str, ...]:
    """The roles of somebody of the office."""
    return PARTS[user].roles if user in PARTS else ("board_member",)


def routes(application: Litestar, *methods: str) -> list[Route]:
    """Every route with one of these methods, but static files and closed addresses."""
    found = []
    for route in application.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and not handler.opt.get("static"):
                permission = str(handler.opt.get("permission", ""))
                found += [Route(method, route.path, permission, handler) for method in handler.http_methods]
    return sorted((one for one in found if one.method in methods), key=lambda one: (one.path, one.method))


def plain_addresses(one: World) -> Iterator[tuple[Route, str]]:
    """Every address without a matter in it: lists, counts, search, autocomplete, figures, CSV, inbox, ledger, forms."""
    for route in routes(one.client.app, "GET"):
        values = {
            "name": tuple(BUILDERS),
            "username": ("clerk", "supervisor"),
        }
        if not route.parameters:
            yield route, route.path
            for query in QUERIES.get(route.path, ()):
                yield route, f"{route.path}?{query}"
            for word in WORDS if route.path in SEARCHED else ():
                yield route, f"{route.path}?q={word}"
        elif len(route.parameters) == 1 and route.parameters[0] in values:
            for value in values[route.parameters[0]]:
                yield route, route.filled({route.parameters[0]: value})


def bystander_addresses(one: World, cases: Iterable[str], reports: Iterable[str]) -> Iterator[tuple[Route, str]]:
    """Every page and form of matters that stay open: their choices and comparisons could betray the others."""
    for route in routes(one.client.app, "GET"):
        if route.parameters == ["number"]:
            for number in reports if route.is_of_report else cases:
                yield route, route.filled({"number": number})


def own_addresses(one: World, secret: Secret) -> Iterator[tuple[Route, str, str]]:
    """Every address of a secret matter, and beside it the same address of nothing: by number, and by key within it."""
    case, report = next(iter(secret.cases.values())), list(secret.reports.values())[-1]
    for route in routes(one.client.app, "GET", "POST", "PUT", "DELETE"):
        keys = [name for name in route.parameters if name.endswith("_id")]
        if not route.permission or ("number" not in route.parameters and not keys):
            continue  # no matter's: what it asks for no permission is everybody's own account
        others = {name: "review" for name in route.parameters if name not in ("number", *keys)}
        tables = [KEYED.get(name, name.removesuffix("_id")) for name in keys]
        for key in [str(secret.others[table][0]) for table in tables] or [""]:
            number, none = (report, UNKNOWN_REPORT) if route.is_of_report else (case, UNKNOWN_CASE)
            real = {"number": number, **others, **dict.fromkeys(keys, key)}
            yield route, route.filled(real), route.filled({"number": none, **others, **dict.fromkeys(keys, NOTHING)})


def bodies() -> dict[str, bytes]:
    """A body that each act's schema takes, by the address of its JSON resource: only the wall stands in the way."""
    acts = [act for declared in REGISTRY.values() for act in declared]
    return {f"/api{act.json_href('{number:str}')}": msgspec.json.encode(example(act.schema)) for act in acts}


def said(answer: Response) -> tuple[int, str, str]:
    """An answer as far as it tells anything: status, where it leads, and its text without what is fresh each time."""
    is_text = "octet" not in answer.headers.get("content-type", "")
    text = FRESH.sub("", answer.text) if is_text else answer.content.hex()
    return answer.status_code, answer.headers.get("location", ""), text
