"""Sign-ins by the office's identity provider as the database keeps them: begun, taken once, and whom they open."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from db.account_sessions import token_sha256
from db.domain.openid import TRY
from db.ledger import LedgerSession
from db.models import Account, OpenIdLink, OpenIdTry


def begin_try(session: LedgerSession, token: str, wanted: str, now: datetime) -> None:
    """Keep that the browser with this token left for the provider, and where it wants to go after."""
    kept = wanted if len(wanted) <= 500 else "/"
    session.add(OpenIdTry(token_sha256=token_sha256(token), wanted=kept, made_at=now, ended_at=None))


def take_try(session: LedgerSession, token: str, now: datetime) -> str | None:
    """Use a begun sign-in up and give where it leads; None where it was used, ran out or never was.

    One statement, so that of two requests with the same token one gets it.
    """
    taken = update(OpenIdTry).where(
        OpenIdTry.token_sha256 == token_sha256(token), OpenIdTry.ended_at.is_(None), OpenIdTry.made_at >= now - TRY
    )
    return session.scalars(taken.values(ended_at=now).returning(OpenIdTry.wanted)).first()


def account_of(session: LedgerSession, issuer: str, subject: str) -> UUID | None:
    """The account that a subject opens now: linked, approved, not disabled. Keeps the link from ending meanwhile."""
    row = session.execute(
        select(OpenIdLink.account_id, Account.disabled_at)
        .join(Account, Account.id == OpenIdLink.account_id)
        .where(OpenIdLink.issuer == issuer, OpenIdLink.subject == subject)
        .where(OpenIdLink.approved_at.is_not(None), OpenIdLink.ended_at.is_(None))
        .with_for_update()
    ).first()
    return row.account_id if row is not None and row.disabled_at is None else None


def link_of(session: LedgerSession, account_id: UUID) -> OpenIdLink | None:
    """The link of an account that goes on, approved or not."""
    return session.scalars(
        select(OpenIdLink).where(OpenIdLink.account_id == account_id, OpenIdLink.ended_at.is_(None))
    ).first()
