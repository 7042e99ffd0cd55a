"""Whose eyes a transaction has: what PostgreSQL's row-level security asks. SQLite has no such wall.

Settings are local to the transaction. Unset means nobody, and nobody sees no row of a matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

IDENTITY = "identity"  # the key of a session's identity in its `info`
_SYSTEM = "probity.system"


def system_identity(name: str) -> dict[str, str]:
    """A named system actor: sees every row."""
    return {_SYSTEM: name}


def system_options(name: str) -> str:
    """Options of a connection that is a system actor's own, for owners: migrations, backups."""
    return f"-c {_SYSTEM}={name}"


def set_identity(connection: Connection, settings: Mapping[str, str]) -> None:
    """Set these settings until the transaction ends."""
    if connection.dialect.name == "postgresql":
        calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
        given = tuple(part for pair in settings.items() for part in pair)
        connection.exec_driver_sql(f"SELECT {calls}", given)


def act_for(session: Session, person_id: UUID, roles: Iterable[str], now: datetime, *, portal: bool) -> None:
    """Give this session a person's eyes, at this moment (UTC), for its transaction and those that follow.

    `portal`: they use the portal, which a respondent keeps.
    """
    settings = {
        "probity.person": str(person_id),
        "probity.roles": ",".join(sorted(roles)),
        "probity.now": now.isoformat(),
        "probity.portal": "on" if portal else "off",
    }
    session.info[IDENTITY] = settings
    set_identity(session.connection(), settings)


@contextmanager
def counting_everything(session: Session) -> Iterator[None]:
    """See every row inside the block: for frames of figures, which all readers share.

    What a reader must not count is taken out after it, live (`analytics/facts.py`). Nothing else may use this.
    """
    before = session.info.get(IDENTITY, {}).get(_SYSTEM, "")
    set_identity(session.connection(), system_identity("figures"))
    yield
    set_identity(session.connection(), system_identity(before))
