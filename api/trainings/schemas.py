"""What the acts on training take, and what its JSON answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

CODE = r"^[a-z][a-z0-9-]*$"


class AddModule(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A training module and the conduct that it addresses."""

    code: Annotated[
        str,
        Meta(title="Code", description="Small letters, digits and hyphens. It stands in addresses and never changes.",
             min_length=2, max_length=40, pattern=CODE),
    ]  # fmt: skip
    title: Annotated[str, Meta(title="Title", min_length=1, max_length=200)]
    subtypes: Annotated[
        list[str], Meta(title="Conduct it addresses", max_length=200, extra={"choices": "subtypes"})
    ] = []


class HoldSession(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A session of a module, or the first day of a round."""

    label: Annotated[
        str,
        Meta(title="Name", description="Figures draw the day as a line with this name.", min_length=1, max_length=40),
    ]
    on: Annotated[date, Meta(title="Day")]


class RecordCompletions(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who completed a session. Those already recorded stay as they are."""

    session_id: Annotated[UUID, Meta(title="Session", extra={"choices": "sessions", "widget": "select"})]
    on: Annotated[date, Meta(title="Completed on")]
    staff_numbers: Annotated[
        str,
        Meta(title="Staff numbers", description="One a line, as a training system lists them.", min_length=1,
             max_length=50_000, extra={"widget": "textarea"}),
    ]  # fmt: skip


class SessionItem(msgspec.Struct):
    """A session: how many completed it, and how many people worked here on its day."""

    id: UUID
    label: str
    on: date
    completed: int
    staff: int


class ModuleItem(msgspec.Struct):
    """A module with its sessions, the newest first. `conduct` are the words of its sub-types."""

    code: str
    title: str
    subtypes: list[str]
    conduct: list[str]
    sessions: list[SessionItem]
