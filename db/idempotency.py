"""A retry gets the first answer: keys claimed and answers stored in the act's own transaction (decision 23)."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from db.dialect.upsert import insert_if_absent
from db.identity import new_id
from db.models import IdempotentAnswer
from db.work import Work

_STORE = (
    update(IdempotentAnswer)
    .where(IdempotentAnswer.id == bindparam("claim", type_=IdempotentAnswer.id.type))
    .values({name: bindparam(name) for name in ("status", "headers", "body")})
)


class KeyUsedElsewhere(Exception):
    """The key came back with another request or body."""


@dataclass(frozen=True)
class StoredAnswer:
    """The answer that the first request was given."""

    status: int
    headers: dict[str, Any]
    body: str


@dataclass(frozen=True)
class Claim:
    """A key claimed by this transaction."""

    id: UUID


def claim_key(work: Work, key: str, request: str, body: bytes) -> Claim | StoredAnswer:
    """Claim `key` for this account, or return the stored answer of its first use.

    Waits while the first use is in flight. Raises KeyUsedElsewhere if the first use was another request or body.
    """
    digest = hashlib.sha256(body).hexdigest()
    row = {
        "id": new_id(),
        "account_id": work.viewer.account_id,
        "key": key,
        "request": request,
        "body_sha256": digest,
        "status": 0,
        "headers": {},
        "body": "",
        "at": work.now,
    }
    if insert_if_absent(work.session.connection(), IdempotentAnswer, row):
        return Claim(UUID(str(row["id"])))
    first = work.session.scalars(
        select(IdempotentAnswer).where(
            IdempotentAnswer.account_id == work.viewer.account_id, IdempotentAnswer.key == key
        )
    ).one()
    if (first.request, first.body_sha256) != (request, digest):
        raise KeyUsedElsewhere
    return StoredAnswer(first.status, first.headers, first.body)


def store_answer(work: Work, claim: Claim, answer: StoredAnswer) -> None:
    """Keep the answer under the claimed key, in the act's transaction."""
    found = {"claim": claim.id, "status": answer.status, "headers": answer.headers, "body": answer.body}
    work.session.connection().execute(_STORE, found)
