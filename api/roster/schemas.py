"""What the roster's acts take."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

RespondentType = Literal["assistant", "head", "special_prosecutor", "non_lawyer"]
Protection = Literal["at_will", "probationary", "civil_service", "contract"]
Name = Annotated[str, Meta(title="Name", min_length=1, max_length=200)]
Title = Annotated[str, Meta(title="Title", min_length=1, max_length=200)]
UnitId = Annotated[UUID, Meta(title="Unit", extra={"choices": "units", "widget": "select"})]
Percent = Annotated[int, Meta(title="Full-time equivalent, percent", description="100 for full time.", ge=1, le=100)]
Kind = Annotated[
    RespondentType,
    Meta(title="Kind of position", extra={"labels": {"head": "Head of the office", "non_lawyer": "Not a lawyer"}}),
]

SupervisorId = Annotated[UUID | None, Meta(title="Supervisor", extra={"choices": "people", "widget": "select"})]


class AddUnit(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A unit of the office."""

    code: Annotated[str, Meta(title="Code", min_length=1, max_length=20)]
    name: Name
    from_on: Annotated[date, Meta(title="In being since")]


class AddPerson(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Somebody new on the roster, with their first employment."""

    name: Name
    staff_number: Annotated[str, Meta(title="Staff number", min_length=1, max_length=30)]
    email: Annotated[str, Meta(title="E-mail at work", max_length=200)] = ""
    unit_id: UnitId
    title: Title
    fte_percent: Percent = 100
    respondent_type: Kind = "assistant"
    protection: Annotated[Protection, Meta(title="Position protection")] = "civil_service"
    supervisor_id: Annotated[UUID | None, Meta(title="Supervisor", extra={"choices": "people", "widget": "select"})] = (
        None
    )
    from_on: Annotated[date, Meta(title="First day")]


class ChangeEmployment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new employment of somebody on the roster; the one before ends on the day before."""

    person_id: Annotated[UUID, Meta(title="Person", extra={"choices": "people", "widget": "select"})]
    unit_id: UnitId
    title: Title
    fte_percent: Percent = 100
    respondent_type: Kind = "assistant"
    protection: Annotated[Protection, Meta(title="Position protection")] = "civil_service"
    supervisor_id: Annotated[UUID | None, Meta(title="Supervisor", extra={"choices": "people", "widget": "select"})] = (
        None
    )
    from_on: Annotated[date, Meta(title="First day")]


class EndEmployment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The end of somebody's employment. A case against them goes on."""

    person_id: Annotated[UUID, Meta(title="Person", extra={"choices": "people", "widget": "select"})]
    until_on: Annotated[date, Meta(title="Last day")]
