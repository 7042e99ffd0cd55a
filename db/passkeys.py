"""Passkeys (WebAuthn): registered, then asked to sign a challenge. Origin and site come from PROBITY_PUBLIC_URL."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import or_, select, update
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from db.domain.second_factor import PENDING
from db.identity import new_id
from db.ledger import LedgerSession
from db.models import Passkey, PasskeyChallenge, PasskeyUse
from db.second_factor import b64, unb64

VERIFIED = UserVerificationRequirement.REQUIRED  # a finger, a face or a code: the key alone, stolen, opens nothing


class PasskeyRefused(Exception):
    """What the browser sent proves nothing: the text says why, for the log rather than the page."""


@dataclass(frozen=True)
class Site:
    """The site that passkeys are bound to: its host name, and the origin that browsers vouch for."""

    host: str
    origin: str

    @classmethod
    def of(cls, origin: str) -> "Site":
        """The site of an origin such as https://probity.example."""
        return cls(urlsplit(origin).hostname or "", origin)


@dataclass(frozen=True)
class Assertion:
    """What a passkey answered, checked: by which key, and the signed parts as base64url."""

    passkey: Passkey
    client_data: str
    authenticator_data: str
    signature: str


def passkeys_of(session: LedgerSession, account_id: UUID) -> list[Passkey]:
    """The account's passkeys in use, oldest first."""
    return list(
        session.scalars(
            select(Passkey)
            .where(Passkey.account_id == account_id, Passkey.ended_at.is_(None))
            .order_by(Passkey.made_at)
        )
    )


def ask(
    session: LedgerSession, purpose: str, account_id: UUID | None, now: datetime, *, statement: str = ""
) -> PasskeyChallenge:
    """A challenge for one use within five minutes: chance, or for an act the SHA-256 of its statement."""
    raw = hashlib.sha256(statement.encode()).digest() if statement else secrets.token_bytes(32)
    row = PasskeyChallenge(
        id=new_id(), purpose=purpose, account_id=account_id, challenge=b64(raw), statement=statement, made_at=now,
        used_at=None,
    )  # fmt: skip
    session.add(row)
    return row


def take(session: LedgerSession, challenge_id: UUID, purpose: str, now: datetime) -> PasskeyChallenge:
    """Use a challenge up. Raises PasskeyRefused where it is unknown, used, too old or for something else."""
    row = session.get(PasskeyChallenge, challenge_id)
    if row is None or row.purpose != purpose or row.made_at < now - PENDING:
        raise PasskeyRefused("no such challenge")
    taken = session.execute(
        update(PasskeyChallenge)
        .where(PasskeyChallenge.id == challenge_id, PasskeyChallenge.used_at.is_(None))
        .values(used_at=now)
        .returning(PasskeyChallenge.id)
    ).first()
    if taken is None:
        raise PasskeyRefused("the challenge was used already")
    return row


def registration_options(site: Site, asked: PasskeyChallenge, name: str, held: list[Passkey]) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Probity",
        user_name=name,
        user_id=asked.account_id.bytes if asked.account_id else b"",
        challenge=unb64(asked.challenge),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=unb64(one.credential_id)) for one in held],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=VERIFIED
        ),
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def register(
    session: LedgerSession, site: Site, asked: PasskeyChallenge, credential: str, *, label: str, now: datetime
) -> Passkey:
    """Keep a new passkey. The caller named the act. Raises PasskeyRefused."""
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=unb64(asked.challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(str(error)) from None
    if asked.account_id is None:
        raise PasskeyRefused("a passkey belongs to an account")
    row = Passkey(
        id=new_id(), account_id=asked.account_id, label=label, credential_id=b64(made.credential_id),
        public_key=b64(made.credential_public_key), made_at=now, ended_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(PasskeyUse(passkey_id=row.id, sign_count=made.sign_count, used_at=None))
    return row


def assertion_options(site: Site, asked: PasskeyChallenge, held: list[Passkey]) -> dict[str, Any]:
    """What the browser needs to ask a passkey; with none named, it offers those that it knows for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=unb64(asked.challenge),
        allow_credentials=[PublicKeyCredentialDescriptor(id=unb64(one.credential_id)) for one in held],
        user_verification=VERIFIED,
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def check(session: LedgerSession, site: Site, asked: PasskeyChallenge, credential: str, now: datetime) -> Assertion:
    """What a passkey in use answered to this challenge, its counter risen. Raises PasskeyRefused."""
    try:
        sent = json.loads(credential)
        row = session.scalars(select(Passkey).where(Passkey.credential_id == str(sent["id"]).rstrip("="))).first()
        answer = sent["response"]
        parts = {name: str(answer[name]) for name in ("clientDataJSON", "authenticatorData", "signature")}
    except (ValueError, KeyError, TypeError):
        raise PasskeyRefused("this is no answer of a passkey") from None
    if row is None or row.ended_at is not None or (asked.account_id is not None and row.account_id != asked.account_id):
        raise PasskeyRefused("no passkey of this account")
    use = session.get_one(PasskeyUse, row.id)
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=unb64(asked.challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=unb64(row.public_key),
            credential_current_sign_count=use.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(str(error)) from None
    _raise_counter(session, row.id, verified.new_sign_count, now)
    return Assertion(row, parts["clientDataJSON"], parts["authenticatorData"], parts["signature"])


def _raise_counter(session: LedgerSession, passkey_id: UUID, count: int, now: datetime) -> None:
    """Write the counter where it rose, in one statement: of two answers with the same count one is refused."""
    never_counts = (PasskeyUse.sign_count == 0) & (count == 0)
    risen = session.execute(
        update(PasskeyUse)
        .where(PasskeyUse.passkey_id == passkey_id, or_(PasskeyUse.sign_count < count, never_counts))
        .values(sign_count=count, used_at=now)
        .execution_options(synchronize_session=False)
        .returning(PasskeyUse.passkey_id)
    ).first()
    if risen is None:
        raise PasskeyRefused("the counter did not rise: there may be a copy of this passkey")
