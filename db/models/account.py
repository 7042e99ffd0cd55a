"""Accounts, their roles and sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, ref


class Account(Protected, Base):
    """A way to sign in for one person."""

    __tablename__ = "account"
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id")
    username: Mapped[Code] = mapped_column(unique=True)
    password_hash: Mapped[Line | None]
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AccountRole(Protected, Base):
    """A role an account holds or held. A case-reading role takes effect when a second person approves it."""

    __tablename__ = "account_role"
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    role: Mapped[Code]
    granted_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    granted_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AccountSession(Base):
    """A sign-in. The key is the SHA-256 of the cookie's random token: a stolen database opens no session."""

    __tablename__ = "account_session"
    token_sha256: Mapped[Line] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = ref("account.id")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]  # when its person last proved who they are, by all that the account has
    provider_factor: Mapped[bool | None]  # whether a trusted identity provider saw a second factor as it was opened


class LinkRequest(Protected, Base):
    """That an account needs a link to set its password: asked by one person, handed over by another."""

    __tablename__ = "link_request"
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    asked_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    asked_at: Mapped[datetime]
    reason: Mapped[Line]
    handed_over_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    handed_over_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link that lets its holder set a password once (decision 26)."""

    __tablename__ = "one_time_link"
    token_sha256: Mapped[Line] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = ref("account.id")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInTry(Base):
    """A failed try, counted per name whether or not the account exists, so that nothing tells which it was."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_name_at", "name_sha256", "at"),)
    id: Mapped[Key]
    name_sha256: Mapped[Line]
    at: Mapped[datetime]
