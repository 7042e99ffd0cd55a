"""PostgreSQL's wall alone: with the program's own filter off, whoever is walled still reads nothing.

SQLite has no such wall: there the same questions show that the program's filter is what stands.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidRequestError

from api.settings import ROOT
from db.dialect.identity import system_eyes
from db.models import Account
from db.session import make_sessions
from tests.faults.pair import ROLES, Pair, pair_of
from tests.faults.policies import policies_off
from tests.faults.third_wall import (
    addresses,
    betrayed,
    eyes,
    foreign,
    loosened,
    of_matters,
    reflected,
    secret_rows,
    seen,
    unfiltered,
)
from tests.faults.worlds import SHUT_OUT, World, exclude, kinds_in
from tests.harness.databases import Kind
from tests.harness.postgres import OWNER

LISTS = ("/cases", "/cases.csv", "/api/cases", "/search?q=Lindqvist", "/api/search?q=Okonjo", "/reports?status=all",
         "/api/reports", "/api/ledger", "/api/sanctions", "/conflicts")  # fmt: skip

pytestmark = pytest.mark.slice


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    kind: Kind = request.param
    with pair_of(kind, tmp_path_factory.mktemp("files")) as made:
        yield made


def is_sqlite(one: World) -> bool:
    return one.sessions.is_sqlite


def test_only_commands_of_the_host_and_two_named_purposes_take_a_system_actors_eyes() -> None:
    users = {"as_system(": set[str](), "system_eyes(": set[str](), "system_identity(": set[str]()}
    for folder in ("api", "analytics", "db"):
        for path in (ROOT / folder).rglob("*.py"):
            for word, found in users.items():
                if word in path.read_text():
                    found.add(str(path.relative_to(ROOT)))
    assert users == {
        "as_system(": {
            *("api/commands.py", "api/doctor.py", "api/evidence_commands.py", "api/imports/service.py"),
            *("api/ledger_commands.py", "db/backup.py", "db/demo/__main__.py", "db/session.py"),
        },
        "system_eyes(": {"analytics/facts.py", "api/accounts/service.py", "db/dialect/identity.py"},
        "system_identity(": {"db/dialect/identity.py", "db/session.py"},
    }


def test_every_table_that_carries_a_matter_is_bound(pair: Pair) -> None:
    with pair.has.sessions.reading() as session:
        connection = session.connection()
        carrying = {table.name for table in of_matters(reflected(connection))}
        assert len(carrying) > 70
        if is_sqlite(pair.has):
            return
        bound = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
        assert {row[0] for row in connection.exec_driver_sql(bound)} == carrying


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_whoever_is_walled_reads_no_row_in_any_table(pair: Pair, turn: int) -> None:
    kinds, rows = kinds_in(turn), secret_rows(pair)
    exclude(pair.has, pair.secret, kinds)
    pair.has.clock.advance(seconds=1)
    assert len(rows) > 50
    for user in SHUT_OUT:
        if is_sqlite(pair.has):
            with eyes(pair.has, user) as session:
                assert seen(session, rows) == set(rows), "SQLite has no wall of its own"
        else:
            assert foreign(pair.has, user, kinds[user], rows) == set(), (user, kinds[user])


def test_every_single_policy_that_is_taken_away_lets_the_rows_of_its_table_appear(pair: Pair) -> None:
    """Negative control of each policy."""
    rows = secret_rows(pair)
    exclude(pair.has, pair.secret, dict.fromkeys(SHUT_OUT, "walled"))
    pair.has.clock.advance(seconds=1)
    for table in rows:
        if is_sqlite(pair.has):
            assert table in foreign(pair.has, "clerk", "walled", rows) | {"matter_relation"}
            continue
        with loosened(pair.has, table), eyes(pair.has, "clerk") as session:
            assert table in seen(session, {table: rows[table]})


def test_lists_search_and_csv_show_nothing_with_the_filter_off(pair: Pair) -> None:
    exclude(pair.has, pair.secret, dict.fromkeys(SHUT_OUT, "walled"))
    pair.has.clock.advance(seconds=1)
    with unfiltered():
        asked = {user: [one for one in addresses(pair, user) if one.path in LISTS] for user in ROLES}
        shown = [path for user, some in asked.items() for path in betrayed(pair, user, some)]
        with policies_off(pair.has):
            bare = [path for user, some in asked.items() for path in betrayed(pair, user, some)]
    assert len(bare) > 30
    assert shown == (bare if is_sqlite(pair.has) else [])


@pytest.mark.parametrize("settings", [{}, {"roles": "clerk,intake"}, {"person": "", "system": ""}, {"person": "clerk"}])
def test_who_is_nobody_or_half_somebody_reads_nothing(pair: Pair, settings: dict[str, str]) -> None:
    sessions, rows = make_sessions(str(pair.has.sessions.engine.url)), secret_rows(pair)
    with sessions.reading() as session:
        clerk = session.scalars(select(Account.person_id).where(Account.username == "clerk")).one()
        for name, value in settings.items() if not is_sqlite(pair.has) else ():
            given = str(clerk) if value == "clerk" else value
            session.connection().exec_driver_sql("SELECT set_config(%s, %s, true)", (f"probity.{name}", given))
        found = seen(session, rows)
    sessions.close()
    own = {"matter_relation", "read_mark"} if settings.get("person") else set[str]()
    assert found == set(rows) if is_sqlite(pair.has) else found <= own


def test_a_system_actors_eyes_end_with_their_block_with_a_failure_and_with_the_transaction(pair: Pair) -> None:
    rows = secret_rows(pair)
    exclude(pair.has, pair.secret, dict.fromkeys(SHUT_OUT, "walled"))
    pair.has.clock.advance(seconds=1)
    wholly = set(rows) if is_sqlite(pair.has) else {"matter_relation"}
    with eyes(pair.has, "clerk") as session:
        with system_eyes(session, "figures"):
            assert seen(session, rows) == set(rows)
        assert seen(session, rows) == wholly
        with pytest.raises(KeyError), system_eyes(session, "curiosity"):
            pass
    with pytest.raises(InvalidRequestError), eyes(pair.has, "clerk") as session:
        with pytest.raises(ZeroDivisionError), system_eyes(session, "figures"):
            raise ZeroDivisionError
        seen(session, rows)
    sessions = make_sessions(str(pair.has.sessions.engine.url), pool_size=1)
    with sessions.as_system("tests").reading() as session:
        assert seen(session, rows) == set(rows)
    with sessions.reading() as session:  # the same connection, given back
        assert seen(session, rows) == (set(rows) if is_sqlite(pair.has) else set())
    sessions.close()


def _owner(one: World, *statements: str) -> set[str]:
    """Run statements as the owner, look at the cases as nobody, and undo all of it; what the owner saw."""
    url = make_url(str(one.sessions.engine.url)).set(username=OWNER)
    engine = create_engine(url)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        found = {str(row[0]) for row in connection.exec_driver_sql('SELECT number FROM "case"')}
        connection.rollback()
    engine.dispose()
    return found


def test_the_owner_is_bound_until_force_or_the_policy_is_taken_away(pair: Pair) -> None:
    """Negative controls: each protection that is taken away lets the rows appear."""
    numbers = set(pair.secret.cases.values())
    if is_sqlite(pair.has):
        with pair.has.sessions.reading() as session:
            rows = session.connection().exec_driver_sql('SELECT number FROM "case"')
            assert numbers <= {row[0] for row in rows}
        return
    assert _owner(pair.has) == set()
    assert numbers <= _owner(pair.has, 'ALTER TABLE "case" NO FORCE ROW LEVEL SECURITY')
    assert numbers <= _owner(pair.has, 'ALTER POLICY matter_is_open ON "case" USING (true)')
