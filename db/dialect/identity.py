"""Whose eyes a transaction has: what PostgreSQL's row-level security asks. SQLite has no such wall.

Settings are local to the transaction. Unset means nobody, and nobody sees no row of a matter.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

IDENTITY = "identity"  # the key of a session's identity in its `info`
_SYSTEM = "probity.system"


@dataclass(frozen=True)
class Identity:
    """How a transaction says whose eyes it has: a statement of PostgreSQL and its values."""

    statement: str
    values: tuple[object, ...]


def system_identity(name: str) -> Identity:
    """A named system actor: sees every row."""
    return Identity("SELECT set_config(%s, %s, true)", (_SYSTEM, name))


def system_options(name: str) -> str:
    """Options of a connection that is a system actor's own, for owners: migrations, backups."""
    return f"-c {_SYSTEM}={name}"


def set_identity(connection: Connection, identity: Identity) -> None:
    """Have these eyes until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(identity.statement, identity.values)


def act_for(session: Session, person_id: UUID, roles: Iterable[str], now: datetime, *, portal: bool) -> None:
    """Give this session a person's eyes, at this moment (UTC), for its transaction and those that follow.

    `portal`: they use the portal, which a respondent keeps.
    """
    values = (person_id, ",".join(sorted(roles)), now, portal)
    session.info[IDENTITY] = identity = Identity("SELECT wall_enter(%s, %s, %s, %s)", values)
    set_identity(session.connection(), identity)


@contextmanager
def counting_everything(session: Session) -> Iterator[None]:
    """See every row inside the block, as a person's request: for frames of figures, which all readers share.

    What a reader must not count is taken out after it, live (`analytics/facts.py`). Nothing else may use this.
    """
    set_identity(session.connection(), system_identity("figures"))
    try:
        yield
    except BaseException:
        session.rollback()  # these eyes must not outlive a failure: the transaction ends with them
        raise
    set_identity(session.connection(), session.info.get(IDENTITY, system_identity("")))
