"""Disclosure, hearing, exhibits and default."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from api.fields import code, line, pick, prose


class RecordDisclosure(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the respondent was given before the hearing."""

    evidence_ids: Annotated[
        list[UUID], Meta(title="Evidence disclosed", max_length=500, extra={"choices": "evidence"})
    ] = msgspec.field(default_factory=list)
    explanation: Annotated[str, prose("Explanation of the evidence", least=0, record=True)] = ""
    witnesses: Annotated[
        str, prose("Names of witnesses", 'Write "None" if there are none.', rows=3, least=0, record=True)
    ] = ""


class ScheduleHearing(Struct, forbid_unknown_fields=True, kw_only=True):
    """When and where; its notice is made from this and waits to be served."""

    kind: Annotated[str, code("What is scheduled", choices="kinds", widget="radio")]
    scheduled_at: Annotated[datetime, Meta(title="Day and time", tz=True)]
    place: Annotated[str, line("Place, or how to join")]
    more: Annotated[str, prose("More for the notice", rows=3, least=0, record=True)] = ""


class WaiveNoticeTime(Struct, forbid_unknown_fields=True, kw_only=True):
    """The respondent's written waiver of the notice time."""

    signed_by: Annotated[Literal["respondent", "counsel"], pick("Signed by")]
    signed_on: Annotated[date, pick("Signed on")]
    waiver: Annotated[str, prose("What the waiver says", rows=3, record=True)]


class HoldHearing(Struct, forbid_unknown_fields=True, kw_only=True):
    """That a hearing was held, and its record where it is filed already."""

    hearing_id: Annotated[UUID, pick("Which", choices="hearings")]
    held_at: Annotated[datetime, Meta(title="Held on", tz=True)]
    record: Annotated[
        str, prose("Record", "What the record holds: transcript, recording, who spoke.", least=0, record=True)
    ] = ""


class FileRecord(Struct, forbid_unknown_fields=True, kw_only=True):
    """The record of a hearing that was held or waived."""

    hearing_id: Annotated[UUID, pick("Which", choices="hearings")]
    record: Annotated[str, prose("Record", "What the record holds: transcript, recording, papers.", record=True)]


class WaiveHearing(Struct, forbid_unknown_fields=True, kw_only=True):
    """The respondent's written waiver of the hearing itself."""

    signed_by: Annotated[Literal["respondent", "counsel"], pick("Signed by")]
    signed_on: Annotated[date, pick("Signed on")]
    waiver: Annotated[str, prose("What the waiver says", rows=3, record=True)]


class FileExhibit(Struct, forbid_unknown_fields=True, kw_only=True):
    """A piece of evidence filed in the record of the hearing."""

    description: Annotated[str, line("Description")]
    side: Annotated[Literal["office", "respondent", "board"], pick("Filed by which side")]
    evidence_id: Annotated[UUID | None, pick("Evidence", choices="evidence", widget="select")] = None
    label: Annotated[str, Meta(title="Label", description="Without an answer, the next number.", max_length=60)] = ""


class MoveForDefault(Struct, forbid_unknown_fields=True, kw_only=True):
    """A request for a default after the time to answer has run."""

    text: Annotated[str, prose("Request", record=True)]


class OrderDefault(Struct, forbid_unknown_fields=True, kw_only=True):
    """The ruling on it: by a person, on proof of service, on the facts in the charges only."""

    granted: Annotated[Literal["yes", "no"], pick("Ruling", labels={"yes": "Default ordered", "no": "Denied"})]
    reasons: Annotated[str, prose("Reasons", record=True)]


class SetDefaultAside(Struct, forbid_unknown_fields=True, kw_only=True):
    """Why the default no longer stands."""

    reasons: Annotated[str, prose("Reasons", record=True)]
