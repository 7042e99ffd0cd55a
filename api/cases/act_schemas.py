"""What the acts of this part take. Every text and number is bounded; titles and hints are the form's own words."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from db.domain.relation import LABELS, RelationKind

Reason = Annotated[str, Meta(min_length=3, max_length=2000, title="Reason", extra={"widget": "textarea"})]

ASSIGNED = (
    RelationKind.INVESTIGATOR,
    RelationKind.CAUSE_REVIEWER,
    RelationKind.PRESENTING_COUNSEL,
    RelationKind.ADVISER,
    RelationKind.SPEECH_REVIEWER,
)
HOLD_KINDS = {
    "litigation": "Litigation",
    "appeal": "Appeal",
    "employment_claim": "Employment claim",
    "affected_matter": "Affected court matter",
    "records_request": "Public-records request",
}


class AssignCase(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who works on a case, and as what."""

    kind: Annotated[
        Literal["investigator", "cause_reviewer", "presenting_counsel", "adviser", "speech_reviewer"],
        Meta(title="Part in the case", extra={"labels": {kind.value: LABELS[kind] for kind in ASSIGNED}}),
    ]
    person_id: Annotated[
        UUID,
        Meta(
            title="Person",
            description="People whose role fits; nobody who is kept from this case or had a part that rules it out.",
            extra={"choices": "people", "widget": "select"},
        ),
    ]
    reason: Annotated[str, Meta(max_length=2000, title="Note for the record", extra={"widget": "textarea"})] = ""


class AddNote(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A note on a case."""

    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=20_000,
            title="Note",
            description="Part of the record: it stays, and can be asked for in court.",
            extra={"widget": "textarea"},
        ),
    ]
    audience: Annotated[
        Literal["all", "deliberation"],
        Meta(title="Who reads it", extra={"choices": "audiences", "widget": "radio"}),
    ] = "all"


class PlaceHold(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A legal hold: nothing of the case is destroyed while it lasts."""

    kind: Annotated[
        Literal["litigation", "appeal", "employment_claim", "affected_matter", "records_request"],
        Meta(title="What the hold is for", extra={"labels": HOLD_KINDS}),
    ]
    reason: Reason


class LiftHold(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The end of a legal hold."""

    hold_id: Annotated[UUID, Meta(title="Hold", extra={"choices": "holds", "widget": "radio"})]
    reason: Reason


class GrantAccess(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Access to a case for somebody with no part in it, until a day."""

    person_id: Annotated[UUID, Meta(title="Person", extra={"choices": "people", "widget": "select"})]
    until_on: Annotated[date, Meta(title="Until", description="The last day of access, at most a year from now.")]
    reason: Reason


class EndAccess(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The end of access that was given."""

    person_id: Annotated[UUID, Meta(title="Person", extra={"choices": "people", "widget": "radio"})]
    reason: Reason


class Recuse(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Stepping back from a matter."""

    reason: Annotated[
        str,
        Meta(
            min_length=3,
            max_length=2000,
            title="Why you step back",
            description="Say what stands between you and this case, without judging it.",
            extra={"widget": "textarea"},
        ),
    ]


class OrderStay(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A stay: of the case before its decision, of sanctions after it."""

    authority: Annotated[
        str,
        Meta(
            min_length=3,
            max_length=500,
            title="Order or rule",
            description="The order, or the rule that stays of itself. A parallel criminal case stays nothing alone.",
        ),
    ]
    reasons: Annotated[str, Meta(min_length=3, max_length=5000, title="Reasons", extra={"widget": "textarea"})]
    until_on: Annotated[date | None, Meta(title="Until", description="Leave empty where no end is set.")] = None
    sanction_ids: Annotated[
        list[UUID],
        Meta(
            max_length=50,
            title="Sanctions that are stayed",
            description="After the decision, a stay holds up sanctions; a grievance or appeal alone does not.",
            extra={"choices": "sanctions", "widget": "checkboxes"},
        ),
    ] = []


class LiftStay(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The end of a stay: clocks run on, their dates moved by the time they stood still."""

    reasons: Annotated[str, Meta(min_length=3, max_length=5000, title="Reasons", extra={"widget": "textarea"})]
