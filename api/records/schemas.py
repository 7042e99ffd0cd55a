"""What the acts of retention take, and what its JSON answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

Reason = Annotated[str, Meta(title="Reason", min_length=3, max_length=2000, extra={"widget": "textarea"})]


class AskDestruction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A matter whose time has run, by its number; what stands on the same report goes with it."""

    number: Annotated[
        str,
        Meta(title="Matter", description="Cases and reports whose time has run.", max_length=60,
             extra={"choices": "matters", "widget": "select"}),
    ]  # fmt: skip
    reason: Annotated[
        str,
        Meta(
            title="Why now",
            description="It goes with the matter. Name nobody.",
            min_length=3,
            max_length=2000,
            extra={"widget": "textarea"},
        ),
    ]


class ApproveDestruction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request that somebody else made."""

    request_id: Annotated[UUID, Meta(title="Request", extra={"choices": "requests", "widget": "select"})]


class DeclineDestruction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request that somebody else made, and why the record stays."""

    request_id: Annotated[UUID, Meta(title="Request", extra={"choices": "requests", "widget": "select"})]
    reason: Reason


class DueItem(msgspec.Struct):
    """A matter whose time has run. `together` are the numbers of all that goes; `against` what stands in the way."""

    number: str
    together: list[str]
    rule: str
    started_on: date
    due_on: date
    keeps: str
    against: list[str]
    is_asked: bool


class RequestItem(msgspec.Struct):
    """A request that waits for a second person; `is_own` where the viewer asked."""

    id: UUID
    number: str
    rule: str
    reason: str
    asked_by: str
    asked_at: datetime
    is_own: bool
    against: list[str]


class ProofItem(msgspec.Struct):
    """The proof of a destruction. It holds no name of the matter: when (UTC), under which rule, approved by whom, how
    much was taken, and the commitment of the act in the ledger."""

    id: UUID
    kind: str
    rule: str
    due_on: date
    destroyed_at: datetime
    approved_by: list[str]
    keeps: str
    received: list[str]
    docket: list[str]
    rows: int
    holes: int
    commitment: str


class Retention(msgspec.Struct):
    """What is due for destruction, what waits for a second person, and the proofs of what was destroyed."""

    due: list[DueItem]
    has_more: bool
    requests: list[RequestItem]
    destroyed: list[ProofItem]
