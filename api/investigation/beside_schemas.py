"""What is sent for acts that run beside the investigation: responses, time, representation, measures, matters,
referrals, motions, diversion, consent."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from api.fields import Moment, code, count, line, moment, pick, plain, prose, some
from api.sanction_terms import AmountGiven
from db.domain.choice import (
    MATTER_REVIEWS,
    MATTER_STAGES,
    MOTION_KINDS,
    REFERRAL_BODIES,
    REPRESENTATION_KINDS,
    RESPONSE_KINDS,
    RULINGS,
    SIDES,
)

MatterStage = Literal[
    "investigation", "charged", "pretrial", "trial", "sentencing", "appeal", "closed", "not_sure"
]  # fmt: skip


class RecordResponse(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the respondent answered, as it reached the office."""

    kind: Annotated[
        Literal["allegations", "charges", "proposed_action", "exceptions", "pre_decision"],
        pick("Answer to", labels=RESPONSE_KINDS),
    ]
    text: Annotated[str, prose("What was answered", rows=10, record=True)]
    received_at: Annotated[datetime, moment("Received")]
    via: Annotated[
        Literal["clerk", "counsel"],
        pick("How it came", labels={"clerk": "On paper or in person", "counsel": "By counsel"}),
    ]


class GrantExtension(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """More time for one deadline; the old date is kept."""

    deadline_id: Annotated[UUID, pick("Deadline", choices="deadlines", widget="select")]
    days: Annotated[int, count("More time", least=1, most=365, suffix="days")]
    as_of_right: Annotated[
        Literal["yes", "no"],
        pick("On what ground", labels={"yes": "As of right, within the rule", "no": "By order, for good cause"}),
    ]
    reason: Annotated[str, prose("Reason", "The good cause, where it takes an order.", least=0, rows=3)] = ""
    ordered_by: Annotated[str, line("Ordered by", least=0)] = ""


class RecordRepresentation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Counsel, union representative, interpreter or accommodation."""

    kind: Annotated[
        Literal["counsel", "union", "interpreter", "accommodation"], pick("What", labels=REPRESENTATION_KINDS)
    ]
    name: Annotated[str, line("Name, or what is arranged")]
    scope: Annotated[str, prose("Scope", "For what it was given, and what it does not cover.", least=0, rows=3)] = ""
    from_on: Annotated[date, plain("From")]
    until_on: Annotated[date | None, plain("Until")] = None
    username: Annotated[
        str, line("User name of their account", "Opens the respondent's portal to them.", least=0, most=60)
    ] = ""


class ImposeMeasure(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A protective measure: never discipline."""

    kind: Annotated[str, code("Measure", choices="measures", widget="radio")]
    paid: Annotated[Literal["yes", "no"], pick("With pay", labels={"yes": "Paid", "no": "Unpaid"})]
    punitive: Annotated[bool, plain("It is meant as a consequence, not only as protection")] = False
    authority: Annotated[str, line("Authority", "The law, rule or contract that allows it.")]
    reason: Annotated[str, prose("Reason", rows=4)]
    from_on: Annotated[date, plain("From")]
    review_on: Annotated[date | None, plain("Review on")] = None
    until_on: Annotated[date | None, plain("Until", "Without an end it is flagged, and due process starts.")] = None


class AddMatter(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A court matter that the conduct may touch."""

    number: Annotated[str, line("Number of the court matter")]
    court: Annotated[str, line("Court", least=0)] = ""
    court_stage: Annotated[MatterStage, pick("Where it stands", labels=MATTER_STAGES, widget="select")]
    note: Annotated[str, prose("What the conduct may touch", least=0, rows=3)] = ""


class ReviewMatter(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the review of a court matter came to."""

    matter_id: Annotated[UUID, pick("Court matter", choices="matters", widget="select")]
    review: Annotated[
        Literal["no_action", "reassigned", "disclosed_to_defence", "mistrial", "conviction_review", "dismissed"],
        pick("What the review came to", labels=MATTER_REVIEWS),
    ]
    note: Annotated[str, prose("What was done, and by whom", rows=4)]


class RecordReferral(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What goes to another authority. Nothing that came from a compelled statement ever does."""

    referral_id: Annotated[
        UUID | None, pick("A referral already recorded", "To say that it was sent, or what came of it.",
                          choices="referrals", widget="select")
    ] = None  # fmt: skip
    kind: Annotated[
        Literal["bar", "court", "oversight", "prosecutor", "civil"],
        pick("What kind of authority", labels=REFERRAL_BODIES),
    ]
    to: Annotated[str, line("To")]
    reason: Annotated[str, prose("Reason", rows=4)]
    packet: Annotated[list[UUID], some("What goes with it", choices="packet")] = []
    sealed: Annotated[bool, plain("Sealed")] = False
    due_on: Annotated[date | None, plain("Due on")] = None
    sent_at: Annotated[Moment | None, plain("Sent")] = None
    outcome: Annotated[str, prose("What came of it", least=0, rows=3)] = ""
    outcome_on: Annotated[date | None, plain("On")] = None


class FileMotion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request in the case."""

    kind: Annotated[
        Literal["continuance", "discovery", "sealing", "severance", "disqualification", "stay", "default", "set_aside",
                "consolidation", "other"],
        pick("What is asked for", labels=MOTION_KINDS, widget="select"),
    ]  # fmt: skip
    side: Annotated[Literal["respondent", "office"], pick("By which side", labels=SIDES)]
    text: Annotated[str, prose("Request and reasons", rows=8)]


class RuleMotion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The ruling on a motion."""

    motion_id: Annotated[UUID, pick("Motion", choices="motions", widget="select")]
    ruling: Annotated[Literal["granted", "granted_in_part", "denied"], pick("Ruling", labels=RULINGS)]
    reasons: Annotated[str, prose("Reasons", rows=5)]
    effect: Annotated[str, prose("Effect", "What follows, for whom, from when.", least=0, rows=3)] = ""
    until_on: Annotated[date | None, plain("Until")] = None


class DivertCase(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Diversion instead of a decision. The case stays open until it is completed."""

    terms: Annotated[str, prose("Terms", "What the respondent does, and how completion is shown.", rows=6)]
    due_on: Annotated[date, plain("To be completed by")]
    agreed_on: Annotated[date, plain("The respondent agreed in writing on")]
    reasons: Annotated[str, prose("Reasons", rows=4)]


class CompleteDiversion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How the diversion ended."""

    outcome: Annotated[
        Literal["completed", "failed"],
        pick("Outcome", labels={"completed": "Completed", "failed": "Not completed: the case goes on"}),
    ]
    proof: Annotated[str, prose("Proof, or why it failed", rows=4)]


def _amount(title: str, hint: str = "") -> msgspec.Meta:
    return msgspec.Meta(title=title, description=hint or None, extra={"widget": "amount"})


class RecordConsent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Terms on which the respondent consents. Somebody else approves them."""

    terms: Annotated[str, prose("Terms", "Facts, findings and consequences, in full.", rows=8, record=True)]
    sanction: Annotated[
        Annotated[str, msgspec.Meta(max_length=60)] | None, pick("Sanction", choices="sanctions", widget="select")
    ] = None
    amount: Annotated[AmountGiven, _amount("Length", "As given: one year and one day is not one year.")] = AmountGiven()
    indefinite: Annotated[bool, plain("Without an end date (indefinite)")] = False
    paid: Annotated[
        Literal["unpaid", "paid", "not_applicable"],
        pick("Pay", labels={"unpaid": "Without pay", "paid": "With pay", "not_applicable": "Does not apply"}),
    ] = "not_applicable"
    stayed: Annotated[AmountGiven, _amount("Of it, stayed")] = AmountGiven()
    conditions: Annotated[str, prose("Conditions", "One a line.", least=0, rows=3)] = ""
    effective_on: Annotated[date | None, plain("Takes effect on", "Leave open for the usual day of the track.")] = None
    affidavit: Annotated[
        str,
        prose("Affidavit of voluntary consent", "Sworn when, before whom; that it is free and knows what it gives up.",
              least=0, rows=4),
    ] = ""  # fmt: skip
    negotiators: Annotated[
        list[UUID], some("Who negotiated it", "None of them can approve it.", choices="people", least=1)
    ]  # fmt: skip
