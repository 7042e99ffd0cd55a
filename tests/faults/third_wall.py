"""PostgreSQL's wall alone: every table as somebody excluded sees it, and every page with the program's filter off."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from sqlalchemy import ColumnElement, Connection, MetaData, Select, Table, func, or_, select

from db import visibility
from db.dialect.identity import act_for
from db.ledger import LedgerSession
from db.models import Account
from db.session import make_sessions
from tests.faults.crawl import Question, plain, roles_of
from tests.faults.pair import Pair, ensure_signed_in, unwalled
from tests.faults.secret_matters import SECRET_WORD
from tests.faults.worlds import World
from tests.harness.databases import server

PARTY = {"case", "case_stage", "charge_version", "deadline", "decision", "disclosure", "event", "finding", "hearing",
         "letter", "motion", "notice", "publication", "representation", "response", "sanction", "service",
         "deadline_change", "disclosure_item"}  # fmt: skip
"""Tables that a respondent goes on reading of their own case once it is served: the portal's."""
OUTSIDE = {"ledger_pending", "ledger_leaf"}  # keys and hashes of entries, without their matter
NOTHING = frozenset({"nothing"})  # a relation that nobody has

Rows = dict[str, Select[int]]


def reflected(connection: Connection) -> MetaData:
    """The live schema."""
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


def secret_rows(pair: Pair) -> Rows:
    """By table: how to count its rows of secret matters, as whoever counts them sees them."""
    cases, reports = list(pair.secret.cases), list(pair.secret.reports)
    keys: dict[str, list[object]] = {}
    found: Rows = {}
    with pair.has.sessions.reading() as session:
        for table in of_matters(reflected(session.connection())):
            where = _where(table, cases, reports, keys)
            key = table.c.id if "id" in table.c else table.c.entry_id
            keys[table.name] = list(session.scalars(select(key).where(where)).all())
            found[table.name] = select(func.count()).select_from(table).where(key.in_(keys[table.name]))
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


def seen(session: LedgerSession, rows: Rows) -> set[str]:
    """The tables of which this transaction sees secret rows."""
    return {name for name, one in rows.items() if session.scalar(one)}


def foreign(one: World, user: str, relation: str, rows: Rows) -> set[str]:
    """The tables whose secret rows this person sees though this relation shuts them out. One's own relations are no
    foreign rows, nor is what the portal shows a respondent."""
    own = {"matter_relation"} | (PARTY if "respondent" in (user, relation) else set())
    with eyes(one, user) as session:
        return seen(session, {name: found for name, found in rows.items() if name not in own})


@contextmanager
def unfiltered() -> Iterator[None]:
    """The program with its filter off: everybody has every permission on every matter, and nothing excludes."""
    anything = SimpleNamespace(role=None, relation=None, stages=None, after_service=False)
    with patch.object(visibility, "grants_for", lambda _permission: [anything]), unwalled(visibility, NOTHING):
        yield


def betrayed(pair: Pair, user: str, questions: Iterable[Question]) -> list[str]:
    """The addresses that answer this person with a number or a word of the secret matters."""
    found = []
    for one in questions:
        answer = pair.has.as_(user).get(one.path)
        ensure_signed_in(user, one, answer)
        if answer.status_code == 200 and any(word in answer.text for word in (SECRET_WORD, *pair.secret.numbers)):
            found.append(one.path)
    return found


def addresses(pair: Pair, user: str) -> list[Question]:
    """Every address without a matter in it that this person may open, but those that repeat the secret word itself."""
    return [one for one in plain(pair.has) if one.route.is_open_to(user) and SECRET_WORD not in one.path]


@contextmanager
def loosened(one: World, table: str) -> Iterator[None]:
    """Inside the block one table's policy lets everybody see everything."""
    name = one.sessions.engine.url.database or ""
    with server().connect(name) as connection:
        row = connection.execute("SELECT qual FROM pg_policies WHERE tablename = %s", (table,)).fetchone()
    assert row
    server().execute(f'ALTER POLICY matter_is_open ON "{table}" USING (true)', database=name)
    try:
        yield
    finally:
        server().execute(f'ALTER POLICY matter_is_open ON "{table}" USING ({row[0]})', database=name)
