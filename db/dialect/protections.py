"""The triggers that protect the record, and the policies that wall it, as a database has them."""

from sqlalchemy import Connection

from db.models import Base, protected_tables

_OF_A_MATTER = {"case_id", "incident_id"}
_WHOLE = {"case", "incident", "read_mark"}
_KEYS_ALONE = {"ledger_leaf", "ledger_pending"}  # hashes and keys of entries, without their matter


def guarded_tables(connection: Connection) -> set[str]:
    """The tables on which every trigger of a protected row stands."""
    if connection.dialect.name == "sqlite":
        names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        return {
            table
            for table in protected_tables()
            if {f"{table}_INSERT_needs_entry", f"{table}_UPDATE_needs_entry", f"{table}_DELETE_refused"} <= names
        }
    found: dict[str, set[str]] = {}
    statement = (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    )
    for table, name in connection.exec_driver_sql(statement):
        found.setdefault(table, set()).add(name)
    return {table for table, names in found.items() if {"needs_new_entry", "row_stays", "table_stays"} <= names}


def matter_tables() -> set[str]:
    """The tables whose rows belong to a matter, by a column of their own or through the row that they hang on."""
    found: set[str] = set()
    for table in Base.metadata.sorted_tables:
        above = {key.column.table.name for key in table.foreign_keys}
        if table.name != "ledger_change":  # every protected row names its entry; only a change hangs on it
            above.discard("ledger_entry")
        if table.name in _WHOLE or _OF_A_MATTER & set(table.columns.keys()) or above & found:
            found.add(table.name)
    return found - _KEYS_ALONE


def unwalled_tables(connection: Connection) -> dict[str, str]:
    """What row-level security lacks, by table; nothing on SQLite, whose file has one user."""
    if connection.dialect.name == "sqlite":
        return {}
    statement = (
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, "
        "EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'matter_is_open'), "
        "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) "
        "FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    )
    there = {row[0]: row[1:] for row in connection.exec_driver_sql(statement)}
    found = {}
    for table in sorted(matter_tables()):
        enabled, forced, has_policy, policies = there.get(table, (False, False, False, 0))
        gaps = (
            (not has_policy, "no policy"),
            (policies > 1, "a policy that is not ours"),  # policies add up: another one can only open
            (not enabled, "switched off"),
            (not forced, "not forced on the owner"),
        )
        lacks = [words for is_missing, words in gaps if is_missing]
        if lacks:
            found[table] = ", ".join(lacks)
    return found


def powers_of_role(connection: Connection) -> list[str]:
    """What the connected role of PostgreSQL could do that the application's must not; empty on SQLite."""
    if connection.dialect.name == "sqlite":
        return []
    statement = (
        "SELECT r.rolsuper, r.rolbypassrls, (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid "
        "AND c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace) "
        "FROM pg_roles r WHERE r.rolname = current_user"
    )
    is_super, bypasses, owned = connection.exec_driver_sql(statement).one()
    powers = ((is_super, "is a superuser"), (bypasses, "passes row-level security"), (owned, f"owns {owned} tables"))
    return [words for has, words in powers if has]
