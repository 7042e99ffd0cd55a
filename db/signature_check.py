"""Checks every signature of a vote or decision against the record, and that none is missing where one was due."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers.exceptions import WebAuthnException

from db.canonical import canonical, plain
from db.domain.second_factor import PENDING
from db.models import Account, Case, Decision, LedgerChange, LedgerEntry, Passkey, Signature, Vote
from db.models.base import Base
from db.passkeys import Site
from db.second_factor import unb64
from db.signed_acts import CONTENT, content_of, frame_of


def signature_faults(session: Session, site: Site) -> list[str]:
    """What is wrong with votes, decisions and their signatures, one sentence each; empty when all is well."""
    changes: dict[UUID, list[Any]] = defaultdict(list)
    for one in session.execute(
        select(LedgerChange.__table__)
        .where(LedgerChange.row_table.in_(sorted(CONTENT)))
        .order_by(LedgerChange.position)
    ).mappings():
        changes[one["entry_id"]].append(one)
    signed = {row.entry_id: row for row in session.scalars(select(Signature))}
    found = [fault for row in signed.values() for fault in _faults_of(session, site, row, changes[row.entry_id])]
    return found + list(_unsigned(session, changes, set(signed)))


def _faults_of(session: Session, site: Site, row: Signature, changes: list[Any]) -> Iterator[str]:
    name = f"The signature {row.id.hex}"
    key = session.get_one(Passkey, row.passkey_id)
    try:
        _ensure_signed(site, row, key)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        yield f"{name} was not made by its passkey over its statement."
        return
    frame, entry = frame_of(row.statement), session.get_one(LedgerEntry, row.entry_id)
    if (frame.act, frame.account_id, frame.nonce) != (row.act, row.account_id, row.nonce):
        yield f"{name} stands for another act or another person than it says."
    if key.account_id != row.account_id or entry.actor != f"account:{row.account_id.hex}":
        yield f"{name} is not by the person who acted."
    if not _was_in_use(key, entry.at):
        yield f"{name} is by a passkey that was not in use then."
    if frame.case != session.get_one(Case, row.case_id).number:
        yield f"{name} is on another case than it says."
    if not -PENDING <= frame.asked_at - entry.at <= PENDING:
        yield f"{name} was made at another time than its act."
    rows = json.loads(row.statement)["rows"]
    if content_of(changes) != rows:
        yield f"{name}: the ledger says something else than what was signed."
    if sorted(map(canonical, _rows_now(session, changes))) != sorted(map(canonical, rows)):
        yield f"{name}: the record says something else than what was signed."


def _ensure_signed(site: Site, row: Signature, key: Passkey) -> None:
    """Raise where the passkey did not sign the SHA-256 of this very statement, for this site."""
    answer = {
        "clientDataJSON": row.client_data,
        "authenticatorData": row.authenticator_data,
        "signature": row.signature,
    }
    credential = {
        "id": key.credential_id,
        "rawId": key.credential_id,
        "type": "public-key",
        "response": answer,
        "clientExtensionResults": {},
    }
    webauthn.verify_authentication_response(
        credential=credential,
        expected_challenge=hashlib.sha256(row.statement.encode()).digest(),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        credential_public_key=unb64(key.public_key),
        credential_current_sign_count=0,
        require_user_verification=True,
    )


def _rows_now(session: Session, changes: list[Any]) -> list[Any]:
    """The same rows as the tables have them now."""
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    found = []
    for table, row_id in dict.fromkeys(
        (one["row_table"], one["row_id"]) for one in changes if one["operation"] == "insert"
    ):
        row = session.get(models[table], UUID(row_id))
        if row is not None:
            found.append([table, {name: plain(getattr(row, name)) for name in CONTENT[table]}])
    return found


def _unsigned(session: Session, changes: dict[UUID, list[Any]], signed: set[UUID]) -> Iterator[str]:
    """Votes and decisions without a signature by people who had a passkey then, or without a ledger change."""
    made = {
        (one["row_table"], one["row_id"]): one["entry_id"]
        for rows in changes.values()
        for one in rows
        if one["operation"] in ("insert", "bulk")
    }
    keys: dict[UUID, list[Passkey]] = defaultdict(list)
    for key in session.scalars(select(Passkey)):
        keys[key.account_id].append(key)
    accounts = {row.person_id: row.id for row in session.execute(select(Account.person_id, Account.id))}
    rows = [("vote", row.id, accounts.get(row.person_id), row.at) for row in session.scalars(select(Vote))]
    rows += [("decision", row.id, row.issued_by_id, row.issued_at) for row in session.scalars(select(Decision))]
    for table, row_id, account_id, at in rows:
        if account_id is None or not any(_was_in_use(key, at) for key in keys[account_id]):
            continue
        if made.get((table, row_id.hex)) not in signed:
            yield f"The {table} {row_id.hex} is not signed, though its author had a passkey."


def _was_in_use(key: Passkey, at: datetime) -> bool:
    return key.made_at < at and (key.ended_at is None or at <= key.ended_at)
