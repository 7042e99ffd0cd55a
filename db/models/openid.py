"""Sign-in by the office's identity provider: which account a subject opens, and sign-ins that were begun."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Key, Line, ref

_GOES_ON = text("ended_at IS NULL")


class OpenIdLink(Protected, Base):
    """That an issuer's subject opens an account: asked by one person, in force once another approved it.

    An account has one at most, and a subject opens one account at most, until the link is ended.
    """

    __tablename__ = "openid_link"
    __table_args__ = (
        CheckConstraint("approved_by_id <> asked_by_id", name="second_person"),
        CheckConstraint("(approved_by_id is null) = (approved_at is null)", name="approval"),
        Index("uq_openid_link_account", "account_id", unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
        Index(
            "uq_openid_link_subject", "issuer", "subject", unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON
        ),
    )
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id", index=False)
    issuer: Mapped[Line]
    subject: Mapped[Line]
    asked_by_id: Mapped[UUID] = ref("account.id", index=False)
    asked_at: Mapped[datetime]
    reason: Mapped[Line]
    approved_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class OpenIdTry(Base):
    """A sign-in that was begun at the identity provider; the key is the SHA-256 of the cookie's token.

    State, nonce and PKCE verifier follow from the token, so that a stolen database finishes no sign-in.
    """

    __tablename__ = "openid_try"
    token_sha256: Mapped[Line] = mapped_column(primary_key=True)
    wanted: Mapped[Line]  # the path of ours that the person asked for
    made_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
