"""Cause review and charges."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from api.fields import line, pick, prose


class FindCause(Struct, forbid_unknown_fields=True, kw_only=True):
    """A reviewer's ruling on one allegation."""

    allegation_id: Annotated[UUID, pick("Allegation", choices="allegations")]
    cause: Annotated[
        Literal["found", "not_found"],
        pick("Is there cause?", labels={"found": "Cause found", "not_found": "No cause"}),
    ]
    rule: Annotated[str, line("Rule with its source", "Needed where cause is found.", least=0)] = ""
    facts: Annotated[
        str, prose("Facts", "The facts that make out the rule. Needed where cause is found.", least=0, record=True)
    ] = ""
    reasons: Annotated[str, prose("Reasons", rows=3, least=0, record=True)] = ""


class MakeMove(Struct, forbid_unknown_fields=True, kw_only=True):
    """A move asks for nothing but that everything before it is done."""


class ReturnForChanges(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the investigator must change."""

    reasons: Annotated[str, prose("What must change", record=True)]


GROUNDS = {
    "not_misconduct": "Not misconduct even if true",
    "protected_speech": "Protected speech",
    "no_cause": "No cause found",
    "not_attributed": "Not this person's account or post",
    "no_jurisdiction": "No jurisdiction",
    "time_barred": "Time-barred",
    "charges_withdrawn": "Charges withdrawn",
    "by_order": "Dismissed by order",
}


class DismissCase(Struct, forbid_unknown_fields=True, kw_only=True):
    """The reasons for closing a case without a decision."""

    ground: Annotated[
        Literal[
            "not_misconduct", "protected_speech", "no_cause", "not_attributed", "no_jurisdiction", "time_barred",
            "charges_withdrawn", "by_order",
        ],
        pick("Ground", labels=GROUNDS, widget="select"),
    ]  # fmt: skip
    reasons: Annotated[
        str, prose("Reasons", "The respondent and, as far as law allows, the reporter read them.", least=0, record=True)
    ]
    by_order: Annotated[
        bool,
        pick("This is an order that dismisses the charges that stand", "Once charges were made, they fall by order."),
    ] = False


class _ChargeWords(Struct, forbid_unknown_fields=True, kw_only=True):
    title: Annotated[str, line("Title", "In a few words, without a name.")]
    rule_source: Annotated[
        str, line("Rule with its source", "For example: Rule 3.6, or office policy version 4.", least=0)
    ] = ""
    rule_paragraph: Annotated[str, line("Paragraph or section", least=0)] = ""
    facts: Annotated[str, prose("Facts charged", "What the respondent did, when and where.", least=0, record=True)] = ""
    allegation_ids: Annotated[list[UUID], Meta(title="Rests on", max_length=200, extra={"choices": "allegations"})] = (
        msgspec.field(default_factory=list)
    )
    content_ground: Annotated[
        bool, pick("Content or viewpoint is any part of the ground", "Then counsel's speech review is due.")
    ] = False
    charge_id: Annotated[
        UUID | None,
        pick("New version of", "Leave open for a new charge. Versions are kept.", choices="charges"),
    ] = None  # fmt: skip


class DraftCharge(_ChargeWords, forbid_unknown_fields=True, kw_only=True):
    """One version of a charge."""


class DraftProposedAction(_ChargeWords, forbid_unknown_fields=True, kw_only=True):
    """One ground of a proposed action, with the action."""

    action: Annotated[
        str,
        prose("Action proposed", "What the office proposes to do; it is not decided.", rows=3, least=0, record=True),
    ] = ""


class WithdrawCharge(Struct, forbid_unknown_fields=True, kw_only=True):
    """Why a charge no longer stands."""

    charge_id: Annotated[UUID, pick("Charge", choices="charges")]
    reason: Annotated[str, prose("Reason", rows=3, record=True)]
