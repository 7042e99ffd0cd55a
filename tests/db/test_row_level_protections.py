"""What stands between the application's role and the rows on PostgreSQL, and that the doctor names what is missing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from api.doctor import examine
from db.destruction_scope import destroyable
from db.dialect.protections import matter_tables, powers_of_role, unwalled_tables
from tests.harness.databases import Database, server
from tests.harness.postgres import APPLICATION
from tests.harness.serving import settings_for

ONLY_GROW = {
    "custody_event", "destruction", "destruction_approval", "destruction_item", "event", "ledger_change",
    "ledger_entry", "ledger_head", "ledger_leaf", "read_mark", "signature",
}  # fmt: skip


@pytest.fixture
def application(database: Database) -> Iterator[Connection]:
    """The application's role, a system actor, so that nothing but its rights stands in its way."""
    engine = create_engine(make_url(database.url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def as_owner(database: Database, *statements: str) -> None:
    engine = create_engine(make_url(database.owner_url))
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def refusal(connection: Connection, statement: str) -> str:
    """What the database says against a statement; empty when it does it. Nothing stays done."""
    inner = connection.begin_nested()
    try:
        connection.exec_driver_sql(statement)
    except DBAPIError as error:
        return str(error.orig)
    finally:
        inner.rollback()
    return ""


def test_the_application_may_not_rewrite_what_only_grows(database: Database, application: Connection) -> None:
    if database.kind == "sqlite":  # whose triggers say it alone
        names = {row[0] for row in application.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        assert {f"{table}_{verb}_refused" for table in ONLY_GROW for verb in ("UPDATE", "DELETE")} <= names
        return
    held = (
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        f"WHERE grantee = '{APPLICATION}' AND table_schema = 'public'"
    )
    grants = {tuple(row) for row in application.exec_driver_sql(held)}
    assert {verb for _table, verb in grants} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for table in sorted(ONLY_GROW):
        taken = {"DELETE"} if table in destroyable() else set()  # by a lawful destruction, which triggers ask for
        assert {verb for name, verb in grants if name == table} == {"SELECT", "INSERT", *taken}
        if not taken:
            assert refusal(application, f"DELETE FROM {table}") == f"permission denied for table {table}"
    columns = (
        "SELECT table_name, column_name FROM information_schema.role_column_grants WHERE privilege_type = 'UPDATE'"
    )
    only = f"{columns} AND grantee = '{APPLICATION}' AND table_name IN ('ledger_entry', 'ledger_change')"
    emptied = {"entry": ("header", "salt", "actor"), "change": ("payload", "salt")}
    wanted = {(f"ledger_{table}", name) for table, names in emptied.items() for name in names}
    assert {
        (table, name) for table, name in application.exec_driver_sql(only) if (table, "UPDATE") not in grants
    } == wanted
    assert ("note", "UPDATE") in grants


def test_the_application_may_empty_drop_or_alter_no_table_and_owns_none(
    database: Database, application: Connection
) -> None:
    assert powers_of_role(application) == []
    if database.kind == "sqlite":  # its file has one user
        return
    for table in sorted(matter_tables()):
        assert "permission denied" in refusal(application, f'TRUNCATE "{table}" CASCADE')
        for rest in ("DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY", "DISABLE TRIGGER ALL"):
            assert "must be owner" in refusal(application, f'ALTER TABLE "{table}" {rest}')
        assert "must be owner" in refusal(application, f'DROP POLICY matter_is_open ON "{table}"')
    owner = create_engine(make_url(database.owner_url))
    with owner.connect() as connection:
        assert powers_of_role(connection) == [f"owns {tables_in(connection)} tables"]
    owner.dispose()


def tables_in(connection: Connection) -> int:
    count = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace"
    return int(connection.exec_driver_sql(count).scalar_one())


def test_no_view_reads_rows_as_its_owner(database: Database, application: Connection) -> None:
    if database.kind == "sqlite":
        views = "SELECT name FROM sqlite_master WHERE type = 'view'"
    else:
        views = (
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace "
            "AND NOT coalesce(reloptions, '{}') @> ARRAY['security_invoker=true']"
        )
    assert application.exec_driver_sql(views).all() == []


def test_no_function_runs_with_more_rights_than_whoever_calls_it(database: Database, application: Connection) -> None:
    if database.kind == "postgresql":
        definers = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        assert application.exec_driver_sql(definers).all() == []
    assert unwalled_tables(application) == {}


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('DROP POLICY matter_is_open ON "note"', "note (no policy)"),
        ('ALTER TABLE "note" DISABLE ROW LEVEL SECURITY', "note (switched off)"),
        ('ALTER TABLE "note" NO FORCE ROW LEVEL SECURITY', "note (not forced on the owner)"),
        ('CREATE POLICY more ON "note" USING (true)', "note (a policy that is not ours)"),
    ],
)
def test_the_doctor_names_a_table_whose_wall_is_open(
    database: Database, tmp_path_factory: pytest.TempPathFactory, statement: str, told: str
) -> None:
    settings = settings_for(database, tmp_path_factory.mktemp("office"))
    rows = {row.name: row for row in examine(settings)}
    if database.kind == "sqlite":
        assert "row-level security" not in rows
        return
    assert rows["row-level security"].is_good
    assert rows["row-level security"].value == f"forced on all {len(matter_tables())} tables of matters"
    assert rows["role"].is_good
    as_owner(database, statement)
    row = {row.name: row for row in examine(settings)}["row-level security"]
    assert (row.value, row.is_good) == (told, False)


def test_the_doctor_names_a_role_that_could_open_the_wall(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_for(database, tmp_path_factory.mktemp("office"))
    if database.kind == "postgresql":
        name = make_url(database.url).database or ""
        settings = replace(settings, database_url=server().url(name, "postgres"))
    rows = {row.name: row for row in examine(settings)}
    if database.kind == "sqlite":
        assert "role" not in rows
    else:
        assert rows["role"].value.startswith("is a superuser and passes row-level security")
        assert not rows["role"].is_good
