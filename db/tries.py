"""Tries of passwords and codes, counted in the database so that no number of parallel guesses outruns the count."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from db.dialect.upsert import hold_row
from db.domain.second_factor import TRIES, WINDOW
from db.identity import new_id
from db.ledger import LedgerSession
from db.models import SignInName, SignInTry


def name_key(username: str) -> str:
    """What tries of a user name are counted under, whether or not there is such an account."""
    return hashlib.sha256(username.strip().lower().encode("utf-8", "replace")).hexdigest()


def factor_key(account_id: UUID) -> str:
    """What tries of an account's codes are counted under."""
    return hashlib.sha256(f"second factor of {account_id.hex}".encode()).hexdigest()


def count_try(session: LedgerSession, key: str, now: datetime) -> bool:
    """Take one of the five tries within fifteen minutes; False when they are used up.

    The name's own row is locked until the transaction ends: without that, two transactions of PostgreSQL would both
    count four and both go on. Commit before the password is looked at.
    """
    hold_row(session.connection(), SignInName, {"name_sha256": key, "at": now})
    recent = session.scalar(
        select(func.count()).select_from(SignInTry).where(SignInTry.name_sha256 == key, SignInTry.at > now - WINDOW)
    )
    if (recent or 0) >= TRIES:
        return False
    session.add(SignInTry(id=new_id(), name_sha256=key, at=now))
    return True


def forget_tries(session: LedgerSession, key: str) -> None:
    """Begin anew after a right answer."""
    session.execute(delete(SignInTry).where(SignInTry.name_sha256 == key))
