"""Walls hide existence: a world with the secret matters reads, to whom they exclude, like the world without them."""

# Run by name (pytest PATH): not in the suite until it has passed on both databases.

import functools
import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from db import visibility
from db.domain import permission as table
from db.models import Case, Incident
from tests.faults.crawl import FRESH, WAITING, bodies, bystander_addresses, own_addresses, plain_addresses, said
from tests.faults.worlds import EXCLUDING, SECRET_WORD, USERS, Secret, World, exclude, secret_of, world
from tests.harness.databases import Kind

ROLES = ("leader", "supervisor", "intake", "conflict_officer", "investigator", "counsel", "cause_reviewer", "clerk",
         "chair", "member_lawyer", "deciding_official", "records", "hr", "admin")  # fmt: skip
CORE = ("/", "/cases", "/cases.csv", "/api/cases?q=lindqvist", f"/search?q={SECRET_WORD}", "/trends", "/reports",
        "/api/ledger", "/sanctions", "/my-reports", "/conflicts")  # fmt: skip
PORTAL = ("/portal", "/api/portal")


@dataclass(frozen=True)
class Pair:
    """The world with the secret matters, the one without, and what exists in the first only."""

    has: World
    has_not: World
    secret: Secret

    def ask(self, user: str, path: str) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
        """The same question in both worlds, at the same moment."""
        for one in (self.has, self.has_not):
            one.clock.advance(seconds=1)
        return said(self.has.as_(user).get(path)), said(self.has_not.as_(user).get(path))

    def differences(self, user: str, paths: Iterable[str], kind: str = "") -> list[str]:
        """The addresses that read differently, and those that fail. A respondent keeps portal and inbox."""
        found = []
        for path in paths:
            if kind == "respondent" and (path == "/" or path.startswith(PORTAL)):
                continue
            mine, theirs = self.ask(user, path)
            if kind == "respondent":
                mine, theirs = (*mine[:2], WAITING.sub("", mine[2])), (*theirs[:2], WAITING.sub("", theirs[2]))
            if mine != theirs or mine[0] >= 500:
                found.append(f"{path} as {user}: {mine[0]}, {theirs[0]}")
        return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    kind: Kind = request.param
    folder = tmp_path_factory.mktemp("files")
    with world(kind, folder, secret=True) as has, world(kind, folder, secret=False) as has_not:
        secret = secret_of(has, has_not)
        assert len(secret.cases) == 2
        assert len(secret.reports) == 3
        yield Pair(has, has_not, secret)


def kinds_in(turn: int) -> dict[str, str]:
    """An excluding relation for everybody; over four turns each has had each."""
    return {user: EXCLUDING[(number + turn) % 4] for number, user in enumerate(USERS)}


def test_every_address_reads_as_if_the_matters_had_never_been(pair: Pair) -> None:
    kinds = kinds_in(0)
    exclude(pair.has, pair.secret, kinds)
    wrong: list[str] = []
    for user in ROLES:
        paths = [path for route, path in plain_addresses(pair.has_not) if route.is_of_interest_to(user)]
        assert len(paths) > 10
        wrong += pair.differences(user, paths, kinds[user])
    assert wrong == []


def test_matters_that_stay_open_betray_nothing_of_the_others(pair: Pair) -> None:
    exclude(pair.has, pair.secret, dict.fromkeys(USERS, "walled"))
    with pair.has_not.sessions.reading() as session:
        cases = session.scalars(select(Case.number).order_by(Case.opened_at.desc()).limit(1)).all()
        reports = session.scalars(select(Incident.number).where(Incident.status == "submitted")).all()
    wrong: list[str] = []
    for user in ("clerk", "intake", "chair"):
        paths = [path for route, path in bystander_addresses(pair.has_not, cases, reports) if route.is_open_to(user)]
        assert len(paths) > 10
        wrong += pair.differences(user, paths)
    assert wrong == []


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_role_under_each_excluding_relation_sees_no_trace(pair: Pair, turn: int) -> None:
    kinds = kinds_in(turn)
    exclude(pair.has, pair.secret, kinds)
    case = next(iter(pair.secret.cases.values()))
    wrong: list[str] = []
    for user in ROLES:
        wrong += pair.differences(user, (*CORE, f"/cases/{case}", f"/api/cases/{case}"), kinds[user])
    assert wrong == []


def test_every_own_address_answers_as_for_a_matter_that_does_not_exist(pair: Pair) -> None:
    exclude(pair.has, pair.secret, kinds_in(2))
    ready, wrong, statuses = bodies(), [], set()
    for number, (route, real, nothing) in enumerate(own_addresses(pair.has, pair.secret)):
        able = [user for user in ROLES if route.is_open_to(user) and not real.startswith(PORTAL)] or ["respondent"]
        who = pair.has.as_(able[number % len(able)])
        headers = {"Content-Type": "application/json", "If-Match": "1"}
        takes_body = route.path in ready and route.method == "POST"
        options: dict[str, Any] = {"content": ready[route.path], "headers": headers} if takes_body else {}
        answers = [who.request(route.method, path, **options) for path in (real, nothing)]
        told = [FRESH.sub("", answer.text) for answer in answers]
        statuses.add(answers[0].status_code)
        if told[0] != told[1] or answers[0].status_code != answers[1].status_code or answers[0].status_code == 200:
            wrong.append(f"{route.method} {real} as {who.user}: {[answer.status_code for answer in answers]}")
    assert wrong == []
    assert 404 in statuses


def forget_prepared() -> None:
    """Statements and answers that the product works out once per set of roles: a planted fault must reach them too."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith(("api.", "db.")):
            one.cache_clear()


def test_with_the_exclusion_taken_out_of_the_query_the_lists_betray_the_matter(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    exclude(pair.has, pair.secret, dict.fromkeys(USERS, "walled"))
    assert pair.differences("clerk", CORE) == []
    monkeypatch.setattr(visibility, "excluding_for", lambda _permission: frozenset({"nothing"}))
    forget_prepared()
    betrayed = pair.differences("clerk", CORE)
    forget_prepared()
    assert any(path.startswith("/cases ") for path in betrayed)
    assert any(path.startswith("/search") for path in betrayed)


def test_with_the_exclusion_taken_out_of_the_table_the_own_address_opens(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    exclude(pair.has, pair.secret, dict.fromkeys(USERS, "walled"))
    address = f"/cases/{next(iter(pair.secret.cases.values()))}/timeline"
    assert pair.has.as_("clerk").get(address).status_code == 404
    monkeypatch.setattr(table, "excluding_for", lambda _permission: frozenset())
    forget_prepared()
    opened = pair.has.as_("clerk").get(address)
    forget_prepared()
    assert opened.status_code == 200
