"""Authenticator apps and recovery codes of an account: set up, checked once, taken off."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import func, select

from db.dialect.upsert import insert_if_absent
from db.domain.second_factor import (
    PERIOD,
    RECOVERY_BYTES,
    RECOVERY_CODES,
    recovery_code,
    recovery_hash,
    steps_taken,
)
from db.identity import new_id
from db.ledger import LedgerSession
from db.models import Passkey, RecoveryCode, Totp, TotpUse
from db.secret_box import SecretBox


@dataclass(frozen=True)
class Factors:
    """What an account has beside its password."""

    has_app: bool
    passkeys: int
    recovery_codes: int

    @property
    def has_any(self) -> bool:
        """Whether signing in asks for more than the password."""
        return self.has_app or self.passkeys > 0


def factors_of(session: LedgerSession, account_id: UUID) -> Factors:
    """The second factors of an account that are in use."""
    app, keys, codes = session.execute(
        select(
            select(func.count()).where(
                Totp.account_id == account_id, Totp.confirmed_at.is_not(None), Totp.ended_at.is_(None)
            ).scalar_subquery(),
            select(func.count()).where(Passkey.account_id == account_id, Passkey.ended_at.is_(None)).scalar_subquery(),
            select(func.count()).where(
                RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None), RecoveryCode.ended_at.is_(None)
            ).scalar_subquery(),
        )
    ).one()  # fmt: skip
    return Factors(app > 0, keys, codes)


def app_of(session: LedgerSession, account_id: UUID, *, confirmed: bool) -> Totp | None:
    """The account's authenticator app in use, or the one that is being set up."""
    is_confirmed = Totp.confirmed_at.is_not(None) if confirmed else Totp.confirmed_at.is_(None)
    return session.scalars(
        select(Totp).where(Totp.account_id == account_id, is_confirmed, Totp.ended_at.is_(None))
    ).first()


def start_app(session: LedgerSession, box: SecretBox, account_id: UUID, now: datetime) -> Totp:
    """Begin to set up an app with a fresh secret; one that was begun before is put away. The caller named the act."""
    begun = app_of(session, account_id, confirmed=False)
    if begun is not None:
        begun.ended_at = now
    row = Totp(id=new_id(), account_id=account_id, key_id="", sealed="", made_at=now, confirmed_at=None, ended_at=None)
    row.key_id, row.sealed = box.seal(pyotp.random_base32(32), bound_to=row.id.hex)
    session.add(row)
    return row


def secret_of(box: SecretBox, row: Totp) -> str:
    """The app's secret in base32, for the picture that a phone reads and for checking."""
    return box.open(row.key_id, row.sealed, bound_to=row.id.hex)


def accept_code(session: LedgerSession, box: SecretBox, row: Totp, code: str, now: datetime) -> bool:
    """Whether this is the app's code of now, or of the half minute before or after; each is accepted once."""
    given = "".join(letter for letter in code if letter.isdigit()).encode()
    clock = pyotp.TOTP(secret_of(box, row), interval=PERIOD)
    fits = [step for step in steps_taken(now) if hmac.compare_digest(clock.at(step * PERIOD).encode(), given)]
    if not fits:
        return False
    use = {"id": new_id(), "totp_id": row.id, "step": fits[0], "at": now}
    return insert_if_absent(session.connection(), TotpUse, use)


def renew_recovery_codes(session: LedgerSession, account_id: UUID, now: datetime) -> list[str]:
    """Ten fresh codes, shown this once; those before end. The caller named the act."""
    for row in _open_codes(session, account_id):
        row.ended_at = now
    codes = [recovery_code(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        session.add(
            RecoveryCode(
                account_id=account_id, code_sha256=recovery_hash(code), made_at=now, used_at=None, ended_at=None
            )
        )
    return codes


def _open_codes(session: LedgerSession, account_id: UUID) -> list[RecoveryCode]:
    return list(
        session.scalars(
            select(RecoveryCode)
            .where(RecoveryCode.account_id == account_id)
            .where(RecoveryCode.used_at.is_(None), RecoveryCode.ended_at.is_(None))
            .with_for_update()
        )
    )


def use_recovery_code(session: LedgerSession, account_id: UUID, code: str, now: datetime) -> bool:
    """Use a recovery code up; False where none of the account's open ones is this. Names its own act."""
    wanted = recovery_hash(code)
    row = next((one for one in _open_codes(session, account_id) if hmac.compare_digest(one.code_sha256, wanted)), None)
    if row is None:
        return False
    session.begin_act("recovery:used", actor=f"account:{account_id.hex}", at=now)
    row.used_at = now
    return True


def end_factors(session: LedgerSession, account_id: UUID, now: datetime) -> None:
    """Take every second factor and recovery code off an account. The caller named the act."""
    for app in session.scalars(select(Totp).where(Totp.account_id == account_id, Totp.ended_at.is_(None))):
        app.ended_at = now
    for key in session.scalars(select(Passkey).where(Passkey.account_id == account_id, Passkey.ended_at.is_(None))):
        key.ended_at = now
    for code in _open_codes(session, account_id):
        code.ended_at = now


def b64(raw: bytes) -> str:
    """Base64url without padding, as WebAuthn writes bytes."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The bytes of base64url with or without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
