"""What proves who somebody is beside a password: second factors, recovery codes, signatures, tokens of programs.

What only counts or lives for minutes (used steps, counters, challenges) is no part of the record and not protected.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Totp(Protected, Base):
    """An authenticator app of an account. The secret is sealed by a key outside the database (`key_id` names it)."""

    __tablename__ = "totp"
    __table_args__ = (
        Index(
            "uq_totp_in_use",
            "account_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    key_id: Mapped[Code]
    sealed: Mapped[Line]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class TotpUse(Base):
    """A time step whose code was accepted: the key lets it be accepted once."""

    __tablename__ = "totp_use"
    __table_args__ = (UniqueConstraint("totp_id", "step"),)
    id: Mapped[Key]
    totp_id: Mapped[UUID] = ref("totp.id", index=False)
    step: Mapped[int]  # half minutes since 1970
    at: Mapped[datetime]


class Passkey(Protected, Base):
    """A passkey (WebAuthn) of an account: what it is called, its id and public key as base64url."""

    __tablename__ = "passkey"
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    label: Mapped[Line]
    credential_id: Mapped[Prose] = mapped_column(unique=True)
    public_key: Mapped[Prose]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PasskeyUse(Base):
    """The signature counter of a passkey: one that does not rise tells of a copy."""

    __tablename__ = "passkey_use"
    passkey_id: Mapped[UUID] = ref("passkey.id", primary_key=True, index=False)
    sign_count: Mapped[int]
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a passkey is to sign, once and within minutes. `statement` is the text of an act, where it signs one."""

    __tablename__ = "passkey_challenge"
    id: Mapped[Key]
    purpose: Mapped[Code]  # register | sign_in | step_up | act
    account_id: Mapped[UUID | None] = ref("account.id", index=False)
    challenge: Mapped[Line]
    statement: Mapped[Prose]
    made_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class RecoveryCode(Protected, Base):
    """A code for the day on which the second factor is lost; only its SHA-256 is kept, and it works once."""

    __tablename__ = "recovery_code"
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    code_sha256: Mapped[Line]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class FactorReset(Protected, Base):
    """That an account's second factors are to be taken off: asked by one person, done by another."""

    __tablename__ = "factor_reset"
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    asked_by_id: Mapped[UUID] = ref("account.id", index=False)
    asked_at: Mapped[datetime]
    reason: Mapped[Line]
    done_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    done_at: Mapped[datetime | None]


class Signature(Protected, Base):
    """A vote or decision signed by the member's passkey: the exact text, and what the passkey answered over its hash.

    It bears the ledger entry of what it signs. `row_id` is the row that the act made.
    """

    __tablename__ = "signature"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    account_id: Mapped[UUID] = ref("account.id", index=False)
    passkey_id: Mapped[UUID] = ref("passkey.id", index=False)
    act: Mapped[Code]
    row_id: Mapped[UUID] = mapped_column(index=True)
    nonce: Mapped[Code] = mapped_column(unique=True)
    statement: Mapped[Prose]
    client_data: Mapped[Prose]
    authenticator_data: Mapped[Prose]
    signature: Mapped[Prose]
    at: Mapped[datetime]


class ApiToken(Protected, Base):
    """A key for a program that acts for one person: its SHA-256, what it may do, and until when."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="expiry"),)
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    label: Mapped[Line]
    token_sha256: Mapped[Line] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiTokenUse(Base):
    """A day on which a token was used."""

    __tablename__ = "api_token_use"
    __table_args__ = (UniqueConstraint("token_id", "used_on"),)
    id: Mapped[Key]
    token_id: Mapped[UUID] = ref("api_token.id", index=False)
    used_on: Mapped[date]


class PendingSignIn(Base):
    """A right password whose second factor is still to come; the key is the SHA-256 of the cookie's token."""

    __tablename__ = "pending_sign_in"
    token_sha256: Mapped[Line] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = ref("account.id", index=False)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInName(Base):
    """One row a name that was tried: whoever counts its tries holds this row's lock, so parallel guesses queue."""

    __tablename__ = "sign_in_name"
    name_sha256: Mapped[Line] = mapped_column(primary_key=True)
    at: Mapped[datetime]
