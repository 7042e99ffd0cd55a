"""Founding an office, and the accounts of its people."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from db.domain.role import Role, missing_for_roles
from db.domain.rule import Missing, ensure
from db.identity import new_id, randomness
from db.ledger import LedgerSession
from db.models import Account, AccountRole, Office, OneTimeLink, Person

LINK_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class OfficePlan:
    """What an office is founded with. `zone` is an IANA time zone, `holidays` a region such as "US" or "US-MA"."""

    name: str
    zone: str
    holidays: str
    help_contact: str
    is_demo: bool = False


def found_office(session: LedgerSession, plan: OfficePlan, *, at: datetime, actor: str) -> Office:
    """Make the one office of a database. Raises RuleBroken when there is one already."""
    if session.scalars(select(Office)).first() is not None:
        ensure(Missing("one_office", "This database already holds an office."))
    session.begin_act("office:founded", actor=actor, at=at)
    office = Office(
        kind="demo" if plan.is_demo else "office",
        name=plan.name,
        zone=plan.zone,
        holidays=plan.holidays,
        help_contact=plan.help_contact,
        made_at=at,
    )
    session.add(office)
    return office


def new_person(name: str, **more: object) -> Person:
    """A person with a pseudonym of their own for analytics."""
    return Person(id=new_id(), name=name, pseudonym=f"p{randomness().getrandbits(60):015x}", **more)


def add_account(
    session: LedgerSession, person: Person, username: str, roles: list[str], *, at: datetime, password_hash: str | None
) -> Account:
    """Make an account with roles in force: for the host's own command and generators only (decision 26).

    The caller has named the act. Raises RuleBroken for roles that do not go together or a name that is taken.
    """
    ensure(missing_for_roles([Role(role) for role in roles]))
    if session.scalars(select(Account.id).where(Account.username == username)).first() is not None:
        ensure(Missing("username_taken", f"There is already an account called {username}."))
    account = Account(
        id=new_id(), person_id=person.id, username=username, password_hash=password_hash, made_at=at, disabled_at=None
    )
    session.add(account)
    for role in roles:
        session.add(AccountRole(account_id=account.id, role=role, granted_at=at, approved_at=at))
    return account


def add_link(session: LedgerSession, account_id: UUID, token: str, *, at: datetime) -> None:
    """Make a one-time link to set a password; only the token's hash is kept."""
    session.add(
        OneTimeLink(
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            account_id=account_id,
            made_at=at,
            expires_at=at + LINK_LIFE,
        )
    )
