"""Walls hide existence: a world with the secret matters reads, to whom they exclude, like the world without them."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from db import visibility
from db.domain import permission as table
from db.domain.role import Role
from tests.faults.crawl import UNKNOWN_CASE, Question, beside, own, plain, roles_of, routes
from tests.faults.pair import ROLES, Pair, SignedOut, pair_of, unwalled
from tests.faults.policies import policies_off
from tests.faults.secret_matters import SECRET_WORD
from tests.faults.worlds import SHUT_OUT, exclude, kinds_in, open_matters
from tests.harness.databases import Kind

CORE = ("/", "/cases", "/cases.csv", "/api/cases?q=lindqvist", f"/search?q={SECRET_WORD}", "/api/search?q=okonjo",
        f"/api/people?q={SECRET_WORD}", "/trends", "/api/trends/figures", "/trends/figures/rate", "/reports",
        "/reports?status=all", "/api/reports", "/api/ledger", "/sanctions", "/api/sanctions", "/my-reports",
        "/conflicts")  # fmt: skip
"""Lists, counts, search, autocomplete, figures and CSV: asked by each role under each relation."""
SECTIONS = ("", "/overview", "/timeline", "/posts", "/decision", "/sanctions", "/record", "/access", "/acts/add-note")
EVERYBODY_WALLED = dict.fromkeys(SHUT_OUT, "walled")

pytestmark = pytest.mark.slice  # of the promise "walls hide existence"; full size in ./run soak


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    kind: Kind = request.param
    with pair_of(kind, tmp_path_factory.mktemp("files")) as made:
        assert len(made.secret.cases) == 4
        assert len(made.secret.reports) == 4
        yield made
        print(f"walls, {kind}: {len(made.reached)} routes, {made.compared} questions in both worlds, "
              f"{len(made.wrong)} answered differently")  # fmt: skip


def in_core(pair: Pair) -> list[Question]:
    """The core questions, and the secret case's own address with its sections."""
    known = {one.path: one for one in routes(pair.has.client.app, "GET")}
    found = [Question(known[path.partition("?")[0].replace("/rate", "/{name:str}")], path) for path in CORE]
    case = next(iter(pair.secret.cases.values()))
    for section in SECTIONS:
        found.append(Question(known["/cases/{number:str}" + section], f"/cases/{case}{section}"))
    return [*found, Question(known["/api/cases/{number:str}"], f"/api/cases/{case}")]


def test_every_role_is_asked_and_every_get_address_is_asked_for(pair: Pair) -> None:
    assert {role for user in ROLES for role in roles_of(user)} == {role.value for role in Role}
    asked = [*plain(pair.has), *own(pair.has, pair.secret)]
    there = {one.path for one in routes(pair.has.client.app, "GET", static=True)}
    assert {one.route.path for one in asked if one.route.method == "GET"} == there
    assert len(there) > 180
    nobodys = [one.path for one in asked if not any(one.route.is_open_to(user) for user in ROLES)]
    assert nobodys == []


def test_every_address_reads_as_if_the_matters_had_never_been(pair: Pair) -> None:
    kinds = kinds_in(0)
    exclude(pair.has, pair.secret, kinds)
    for user in ROLES:
        questions = [one for one in plain(pair.has_not) if one.route.is_of_interest_to(user)]
        assert len(questions) >= 5
        assert pair.ask(user, [*questions, *in_core(pair)], kinds[user]) == []


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_role_under_each_excluding_relation_sees_no_trace(pair: Pair, turn: int) -> None:
    kinds = kinds_in(turn)
    exclude(pair.has, pair.secret, kinds)
    for user in ROLES:
        assert pair.ask(user, [one for one in in_core(pair) if one.route.is_open_to(user)], kinds[user]) == []


def test_every_own_address_answers_as_in_the_world_where_the_matter_does_not_exist(pair: Pair) -> None:
    kinds = kinds_in(2)
    exclude(pair.has, pair.secret, kinds)
    assert pair.ask_own(own(pair.has, pair.secret), kinds) == []


def test_matters_that_stay_open_betray_nothing_of_the_others(pair: Pair) -> None:
    exclude(pair.has, pair.secret, EVERYBODY_WALLED)
    cases, reports = open_matters(pair.has_not)
    for case in cases:
        assert pair.ask_beside(beside(pair.has_not, [case], reports), ROLES) == []


def test_somebody_whom_everything_is_refused_stays_signed_in(pair: Pair) -> None:
    """The product counts nothing refused as being there, so a session ends after 30 minutes of refusals."""
    known = {one.path: one for one in routes(pair.has.client.app, "GET")}
    nothing = Question(known["/cases/{number:str}"], f"/cases/{UNKNOWN_CASE}")
    for _ in range(8):
        assert pair.compare("clerk", nothing) == 404
        for one in (pair.has, pair.has_not):
            one.clock.advance(minutes=8)
    assert pair.compare("clerk", Question(known["/cases"], "/cases")) == 200


def test_two_equal_answers_that_one_must_sign_in_are_no_comparison(pair: Pair) -> None:
    known = {one.path: one for one in routes(pair.has.client.app, "GET")}
    page, data = Question(known["/cases"], "/cases"), Question(known["/api/cases"], "/api/cases")
    assert [pair.compare("clerk", one) for one in (page, data)] == [200, 200]
    compared = pair.compared
    with patch.object(pair.has.as_("clerk"), "token", ""), patch.object(pair.has_not.as_("clerk"), "token", ""):
        for one in (page, data):
            with pytest.raises(SignedOut):
                pair.compare("clerk", one)
        assert pair.compare("clerk", Question(known["/about"], "/about")) == 200
    assert pair.compared == compared + 1


def test_with_the_exclusion_taken_out_of_the_queries_every_list_betrays_the_matters(pair: Pair) -> None:
    exclude(pair.has, pair.secret, EVERYBODY_WALLED)
    questions = [one for one in in_core(pair) if "{number" not in one.route.path]
    before, betraying = len(pair.wrong), set()
    # PostgreSQL's policies would hide what the broken filter shows (test_row_level_security.py): they go as well.
    with unwalled(visibility, frozenset({"nothing"})), policies_off(pair.has):
        for user in ROLES:
            for one in questions:
                known = len(pair.wrong)
                if one.route.is_open_to(user):
                    pair.compare(user, one)
                betraying |= {one.path} if len(pair.wrong) > known else set()
    del pair.wrong[before:]
    assert {one.path for one in questions} - betraying == {f"/api/people?q={SECRET_WORD}"}, "the roster has no matters"


def test_with_the_exclusion_taken_out_of_the_table_the_own_address_opens(pair: Pair) -> None:
    exclude(pair.has, pair.secret, EVERYBODY_WALLED)
    address = f"/cases/{next(iter(pair.secret.cases.values()))}/timeline"
    assert [one.status_code for one in pair.answers("clerk", "GET", address)] == [404, 404]
    with unwalled(table, frozenset()), policies_off(pair.has):
        opened = pair.answers("clerk", "GET", address)
    assert [one.status_code for one in opened] == [200, 404]
