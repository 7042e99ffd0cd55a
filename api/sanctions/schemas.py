"""What each act after the decision takes."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from api.fields import code, line, moment, pick, prose
from api.sanction_terms import TermsGiven

Outcome = Literal["affirmed", "reduced", "increased", "reversed", "remanded", "dismissed"]


class LodgeAppeal(Struct, forbid_unknown_fields=True, kw_only=True):
    """An appeal or grievance of a side."""

    side: Annotated[Literal["respondent", "office"], pick("By which side")]
    kind: Annotated[
        Literal["appeal", "grievance"],
        pick("What it is", labels={"appeal": "Appeal", "grievance": "Grievance or arbitration"}),
    ] = "appeal"
    grounds: Annotated[str, prose("Grounds", record=True)]


class PortalAppeal(Struct, forbid_unknown_fields=True, kw_only=True):
    """The respondent's own appeal."""

    grounds: Annotated[str, prose("Why the decision should change", "In your own words.", record=True)]


class DecideAppeal(TermsGiven, forbid_unknown_fields=True, kw_only=True):
    """What the members of the appeal decided, charge by charge, with the sanction that replaces the old one."""

    outcomes: Annotated[
        dict[UUID, Outcome],
        Meta(
            title="Outcome for each charge",
            min_length=1,
            max_length=100,
            extra={"choices": "charges", "answers": "outcomes"},
        ),
    ]
    reversed_to: Annotated[
        Literal["not_sustained", "unfounded", "no_violation"],
        pick(
            "A charge that is reversed becomes",
            labels={
                "not_sustained": "Not sustained",
                "unfounded": "Unfounded",
                "no_violation": "Facts proven but no violation",
            },
        ),
    ] = "not_sustained"
    reasons: Annotated[
        str, prose("Reasons", "They become part of the letter.", least=0, rows=8, record=True, asked=True)
    ] = ""
    minority_view: Annotated[str, prose("Minority view", least=0, rows=3, record=True)] = ""


class ProveStart(Struct, forbid_unknown_fields=True, kw_only=True):
    """Proof that a sanction started."""

    sanction_id: Annotated[UUID, pick("Sanction", choices="sanctions")]
    on: Annotated[date, pick("Started on")]
    proof: Annotated[str, prose("Proof", "What shows it: payroll entry, order of the court, signed receipt.", rows=3)]


class ProveCompletion(Struct, forbid_unknown_fields=True, kw_only=True):
    """Proof that a sanction was completed."""

    sanction_id: Annotated[UUID, pick("Sanction", choices="sanctions")]
    on: Annotated[date, pick("Completed on")]
    proof: Annotated[str, prose("Proof", "What shows it was completed.", rows=3)]


class RecordFailure(Struct, forbid_unknown_fields=True, kw_only=True):
    """Why a sanction was not carried out."""

    sanction_id: Annotated[UUID, pick("Sanction", choices="sanctions")]
    reason: Annotated[str, prose("Why it was not carried out", rows=3)]


class ReportCondition(Struct, forbid_unknown_fields=True, kw_only=True):
    """A report on a condition."""

    condition_id: Annotated[UUID, pick("Condition", choices="conditions")]
    status: Annotated[
        Literal["open", "done", "breached"],
        pick(
            "How it stands",
            labels={"open": "Still running", "done": "Met", "breached": "Breached, as decided"},
        ),
    ]
    note: Annotated[str, prose("Report", rows=3)]


class RecordCorrection(Struct, forbid_unknown_fields=True, kw_only=True):
    """That a correction was made."""

    correction_id: Annotated[UUID, pick("Correction", choices="corrections")]
    done_on: Annotated[date, pick("Done on")]
    note: Annotated[str, prose("What was done", rows=3)]


class ServeOutcome(Struct, forbid_unknown_fields=True, kw_only=True):
    """The final outcome and how it was served."""

    outcome: Annotated[str, prose("Outcome in words", "The letter takes them from here.", record=True)]
    on: Annotated[Literal["respondent", "counsel"], pick("Served on")]
    method: Annotated[str, code("How", choices="methods", widget="radio")]
    address: Annotated[str, line("Address or place")]
    served_at: Annotated[datetime, moment("Served at")]
    proof: Annotated[str, prose("Proof of service", rows=3)]


class TellReporter(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the reporter was told, or why not."""

    told: Annotated[
        Literal["yes", "no"], pick("Was the reporter told?", labels={"yes": "Told the outcome", "no": "Not told"})
    ]
    text: Annotated[str, prose("Words", "What the reporter reads on their page, or the reason why they are not told.")]


class CloseCase(Struct, forbid_unknown_fields=True, kw_only=True):
    """That a case is over."""

    reasons: Annotated[str, prose("In a few words", least=0, rows=3)] = ""


class AbateCase(Struct, forbid_unknown_fields=True, kw_only=True):
    """An end without a decision for a reason the law knows."""

    reason: Annotated[
        Literal["death", "jurisdiction_ended", "surrender_accepted"],
        pick(
            "Reason",
            labels={
                "death": "Abated by the respondent's death",
                "jurisdiction_ended": "Jurisdiction ended by separation",
                "surrender_accepted": "Surrender accepted",
            },
        ),
    ]
    reasons: Annotated[str, prose("Proof and reasons", "A resignation alone ends nothing.", least=0)] = ""


class ReopenCase(Struct, forbid_unknown_fields=True, kw_only=True):
    """The order that reopens a case."""

    stage: Annotated[
        Literal["investigation", "cause_review", "charged", "hearing", "deliberation", "decided"],
        pick("To which stage", choices="stages", widget="select"),
    ]
    reasons: Annotated[str, prose("Order and reasons")]
