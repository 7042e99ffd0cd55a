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


def keep_eyes(session: Session, of: Session) -> None:
    """Give a session that has begun nothing yet the eyes of another one."""
    session.info[IDENTITY] = of.info[IDENTITY]


PURPOSES = {
    "figures": "frames of figures, which all readers share: what a reader must not count is taken out after, live",
    "designees": "who may get an account: people from outside whom a panel seats, by name alone",
}
"""What a request may read beyond its person's matters."""


@contextmanager
def system_eyes(session: Session, purpose: str) -> Iterator[None]:
    """See every row inside the block, in a person's own request, for one of PURPOSES: KeyError for another.

    Rows must be fetched inside it. A failure inside ends the transaction, so that these eyes never outlive it.
    """
    if purpose not in PURPOSES:
        raise KeyError(purpose)
    set_identity(session.connection(), system_identity(purpose))
    try:
        yield
    except BaseException:
        session.rollback()
        raise
    set_identity(session.connection(), session.info.get(IDENTITY, system_identity("")))
