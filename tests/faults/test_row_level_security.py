"""PostgreSQL's wall alone: with the program's own filter off, whoever is walled still reads nothing.

SQLite has no such wall: there the same questions show that the program's filter is what stands.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from sqlalchemy import ColumnElement, Connection, MetaData, Select, Table, create_engine, func, or_, select
from sqlalchemy.engine import make_url

from api.settings import ROOT
from db import visibility
from db.dialect.identity import act_for
from db.ledger import LedgerSession
from db.models import Account
from db.session import make_sessions
from tests.faults.crawl import roles_of
from tests.faults.pair import ROLES, Pair, pair_of, unwalled
from tests.faults.secret_matters import SECRET_WORD
from tests.faults.worlds import SHUT_OUT, World, exclude, kinds_in
from tests.harness.databases import Kind

PARTY = {"case", "case_stage", "charge_version", "deadline", "decision", "disclosure", "event", "finding", "hearing",
         "letter", "motion", "notice", "publication", "representation", "response", "sanction", "service",
         "deadline_change", "disclosure_item"}  # fmt: skip
"""Tables that a respondent goes on reading of their own case once it is served: the portal's."""
LISTS = ("/cases", "/cases.csv", "/api/cases", "/search?q=lindqvist", "/api/search?q=okonjo", "/reports?status=all",
         "/api/reports", "/api/ledger", "/api/sanctions", "/conflicts")  # fmt: skip
OUTSIDE = {"ledger_pending", "ledger_leaf"}  # keys and hashes of entries, without their matter

NOTHING = frozenset({"nothing"})  # a relation that nobody has

pytestmark = pytest.mark.slice


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    kind: Kind = request.param
    with pair_of(kind, tmp_path_factory.mktemp("files")) as made:
        yield made


def is_sqlite(one: World) -> bool:
    return one.sessions.is_sqlite


def reflected(connection: Connection) -> MetaData:
    tables = MetaData()
    tables.reflect(connection)
    return tables


def of_matters(tables: MetaData) -> list[Table]:
    """Every table of the live schema that carries a matter, itself or through another, parents first."""
    found: list[Table] = []
    for table in tables.sorted_tables:
        names = {column.name for column in table.columns}
        above = {key.column.table.name for key in table.foreign_keys} & {one.name for one in found}
        if table.name != "ledger_change":
            above -= {"ledger_entry"}
        is_one = table.name in ("case", "incident", "read_mark") or names & {"case_id", "incident_id"} or above
        if is_one and table.name not in OUTSIDE:
            found.append(table)
    return found


def secret_rows(pair: Pair) -> dict[str, Select[int]]:
    """By table: how to count its rows of secret matters, as whoever counts them sees them."""
    cases, reports = list(pair.secret.cases), list(pair.secret.reports)
    with pair.has.sessions.reading() as session:
        tables = of_matters(reflected(session.connection()))
        keys: dict[str, list[object]] = {}
        found: dict[str, Select[int]] = {}
        for table in tables:
            where = _where(table, cases, reports, keys)
            key = table.c.id if "id" in table.c else table.c.entry_id
            keys[table.name] = list(session.scalars(select(key).where(where)).all())
            statement = select(func.count()).select_from(table).where(key.in_(keys[table.name]))
            found[table.name] = statement
    return {name: one for name, one in found.items() if keys[name]}


def _where(
    table: Table, cases: Sequence[object], reports: Sequence[object], keys: dict[str, list[object]]
) -> ColumnElement[bool]:
    direct: dict[str, tuple[str, Sequence[object]]] = {
        "case": ("id", cases),
        "incident": ("id", reports),
        "read_mark": ("matter_id", [*cases, *reports]),
    }
    if table.name in direct:
        name, wanted = direct[table.name]
        return table.c[name].in_(wanted)
    own = [table.c[name].in_(wanted) for name, wanted in (("case_id", cases), ("incident_id", reports))
           if name in table.c]  # fmt: skip
    if own:
        return or_(*own)
    above = [key for key in table.foreign_keys if key.column.table.name in keys]
    if table.name != "ledger_change":
        above = [key for key in above if key.column.table.name != "ledger_entry"]
    return or_(*(key.parent.in_(keys[key.column.table.name]) for key in above))


@contextmanager
def eyes(one: World, user: str) -> Iterator[LedgerSession]:
    """A transaction of the application's role for this person, as a request opens it."""
    sessions = make_sessions(str(one.sessions.engine.url))
    try:
        with sessions.reading() as session:
            account = session.execute(select(Account).where(Account.username == user)).scalar_one()
            act_for(session, account.person_id, roles_of(user), one.clock.now(), portal=False)
            yield session
    finally:
        sessions.close()


def seen(session: LedgerSession, rows: dict[str, Select[int]]) -> set[str]:
    """The tables of which this transaction sees secret rows."""
    return {name for name, one in rows.items() if session.scalar(one)}


@contextmanager
def unfiltered() -> Iterator[None]:
    """The program with its filter off: everybody has every permission on every matter, and nothing excludes."""
    anything = SimpleNamespace(role=None, relation=None, stages=None, after_service=False)
    with patch.object(visibility, "grants_for", lambda _permission: [anything]), unwalled(visibility, NOTHING):
        yield


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
        with eyes(pair.has, user) as session:
            found = seen(session, rows)
        if is_sqlite(pair.has):
            assert found == set(rows), "SQLite has no wall of its own"
        else:
            kept = {"matter_relation"} | (PARTY if "respondent" in (user, kinds[user]) else set())
            assert found <= kept, (user, kinds[user])


def test_lists_search_and_csv_show_nothing_with_the_filter_off(pair: Pair) -> None:
    exclude(pair.has, pair.secret, dict.fromkeys(SHUT_OUT, "walled"))
    pair.has.clock.advance(seconds=1)
    betrayed = 0
    with unfiltered():
        for user in ROLES:
            for path in LISTS:
                text = pair.has.as_(user).get(path).text
                betrayed += SECRET_WORD in text or any(number in text for number in pair.secret.numbers)
    assert betrayed > 5 if is_sqlite(pair.has) else betrayed == 0


def test_who_is_nobody_or_half_somebody_reads_nothing(pair: Pair) -> None:
    sessions, rows = make_sessions(str(pair.has.sessions.engine.url)), secret_rows(pair)
    everything = set(rows) if is_sqlite(pair.has) else set()
    with sessions.reading() as session:
        assert seen(session, rows) == everything
    with sessions.reading() as session:
        if not is_sqlite(pair.has):
            session.connection().exec_driver_sql("SELECT set_config('probity.roles', 'clerk,intake', true)")
        assert seen(session, rows) == everything
    sessions.close()


def _owner(one: World, *statements: str) -> set[str]:
    """Run statements as the owner, look at the cases as nobody, and undo all of it; what the owner saw."""
    url = make_url(str(one.sessions.engine.url)).set(username="probity_owner")
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
