"""PostgreSQL's policies taken away and put back, for negative controls. SQLite has none: there nothing changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.worlds import World
from tests.harness.databases import server

BOUND = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity ORDER BY 1"


@contextmanager
def policies_off(one: World) -> Iterator[None]:
    """Inside the block no table of this world is bound by row-level security.

    What is shown there is held back by the program's own filter alone, so a fault planted in that filter shows.
    """
    if one.sessions.is_sqlite:
        yield
        return
    name = one.sessions.engine.url.database or ""
    with server().connect(name) as connection:
        bound = [row[0] for row in connection.execute(BOUND)]
    assert len(bound) > 70
    _switch(name, bound, "DISABLE")
    try:
        yield
    finally:
        _switch(name, bound, "ENABLE")


def _switch(database: str, tables: list[str], how: str) -> None:
    server().execute(*(f'ALTER TABLE "{table}" {how} ROW LEVEL SECURITY' for table in tables), database=database)
