"""Questions, votes, findings, factors and the baseline."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from api.fields import code, pick, prose

FindingValue = Literal["sustained", "not_sustained", "unfounded", "no_violation", "withdrawn", "no_finding"]
GroundValue = Literal[
    "evidence", "facts_admitted", "facts_admitted_by_default", "protected_speech", "not_attributed",
    "rule_not_in_force", "insufficient_evidence", "consent",
]  # fmt: skip


class PutFinding(Struct, forbid_unknown_fields=True, kw_only=True):
    """A question whose yes adopts a finding on one charge."""

    charge_version_id: Annotated[UUID, pick("Charge", choices="charges")]
    value: Annotated[
        Literal["sustained", "not_sustained", "unfounded", "no_violation"], pick("Finding", choices="findings")
    ] = "sustained"
    ground: Annotated[GroundValue, pick("Rests on", choices="grounds", widget="select")]
    reasons: Annotated[str, prose("Reasons", "A yes adopts them with the finding.", least=0, record=True)] = ""


class PutSanction(Struct, forbid_unknown_fields=True, kw_only=True):
    """A question whose yes adopts a proposed sanction, or that none is imposed."""

    proposal: Annotated[str, code("Proposal", choices="proposals", widget="radio")]


class PutQuestion(Struct, forbid_unknown_fields=True, kw_only=True):
    """Any other yes-or-no question."""

    text: Annotated[str, prose("Question", "It must be one that yes or no answers.", rows=3, record=True)]


class PutAppeal(Struct, forbid_unknown_fields=True, kw_only=True):
    """A question that changes the order under appeal."""

    outcome: Annotated[
        Literal["affirmed", "reduced", "increased", "reversed", "remanded", "dismissed"],
        pick("Outcome", choices="outcomes"),
    ]
    charge_version_id: Annotated[
        UUID | None, pick("Charge", "Leave open for all charges.", choices="charges", widget="select")
    ] = None
    text: Annotated[str, prose("More", "For example the new sanction in words.", rows=3, least=0, record=True)] = ""


class CastVotes(Struct, forbid_unknown_fields=True, kw_only=True):
    """A member's ballot: one vote on each question, once."""

    votes: Annotated[
        dict[UUID, Literal["yes", "no", "abstain"]],
        Meta(
            title="Your votes",
            description="An abstention counts for the quorum and for nothing else.",
            min_length=1,
            max_length=100,
            extra={"choices": "open_questions"},
        ),
    ]
    attested: Annotated[bool, pick("I heard or reviewed the whole record")] = False
    reasons: Annotated[str, prose("Reasons", "Only the members read them.", rows=3, least=0, record=True)] = ""


class CloseQuestion(Struct, forbid_unknown_fields=True, kw_only=True):
    """Which question is closed and its result announced."""

    question_id: Annotated[UUID, pick("Question", choices="open_questions")]


class RecordFactor(Struct, forbid_unknown_fields=True, kw_only=True):
    """A factor with its reason."""

    code: Annotated[str, code("Factor", choices="factors")]
    reason: Annotated[str, prose("Reason", "On what in the record it rests.", rows=3, least=0, record=True)] = ""
    rests_on: Annotated[
        list[UUID],
        Meta(title="Rests on conduct that is also alleged", max_length=200, extra={"choices": "allegations"}),
    ] = msgspec.field(default_factory=list)


class PickBaseline(Struct, forbid_unknown_fields=True, kw_only=True):
    """The text that fits; its level is the baseline. Nothing is computed from it."""

    standard: Annotated[str, code("Standard", choices="standards")]
    level: Annotated[str, code("The text that fits", choices="levels", widget="radio")]
    mental_state: Annotated[str, code("Mental state", choices="mental_states", widget="radio")]
    injury: Annotated[str, code("Injury, actual or potential", choices="injuries", widget="radio")]
    isolated: Annotated[
        Literal["yes", "no"] | None, pick("Was it isolated?", labels={"yes": "Isolated", "no": "Not isolated"})
    ] = None
    intended: Annotated[
        Literal["yes", "no"] | None,
        pick("Intent to benefit or to harm?", labels={"yes": "Intended", "no": "Not intended"}),
    ] = None
    reason: Annotated[
        str, prose("Why this text", "Say so where a row is used by analogy.", rows=3, least=0, record=True)
    ] = ""


class RecordFinding(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the deciding official finds on one charge."""

    charge_version_id: Annotated[UUID, pick("Charge", choices="charges")]
    value: Annotated[
        Literal["sustained", "not_sustained", "unfounded", "no_violation", "withdrawn"],
        pick("Finding", choices="findings"),
    ]
    ground: Annotated[GroundValue, pick("Rests on", choices="grounds", widget="select")]
    reasons: Annotated[str, prose("Reasons", least=0, record=True)] = ""
