"""What is proposed, issued, objected to and agreed."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Struct

from api.fields import code, pick, prose
from api.sanction_terms import TermsGiven


class ProposeSanction(TermsGiven, forbid_unknown_fields=True, kw_only=True):
    """A sanction put to those who decide."""

    kind: Annotated[str, code("Sanction", choices="kinds")]


class WithdrawProposal(Struct, forbid_unknown_fields=True, kw_only=True):
    """Which proposal no longer stands."""

    proposal_id: Annotated[UUID, pick("Proposal", choices="open_proposals")]


class IssueDecision(Struct, forbid_unknown_fields=True, kw_only=True):
    """The decision of an instance: its words. Findings, factors and sanctions come from what was recorded."""

    proof: Annotated[str, code("Standard of proof that was applied", choices="proofs", widget="radio")]
    reasons: Annotated[
        str,
        prose("Reasons for the decision", "They become part of the letter.", rows=8, least=0, record=True, asked=True),
    ] = ""
    departure_reason: Annotated[
        str, prose("Reason for the departure", "Where the sanction is not the baseline.", rows=4, least=0, record=True)
    ] = ""
    minority_view: Annotated[str, prose("Minority view", rows=4, least=0, record=True)] = ""
    no_sanction: Annotated[bool, pick("No sanction is imposed")] = False
    attested: Annotated[bool, pick("Whoever decides heard or reviewed the whole record")] = False


class FileExceptions(Struct, forbid_unknown_fields=True, kw_only=True):
    """A side's objections to the report, or that it has none."""

    side: Annotated[Literal["respondent", "office"], pick("Which side")]
    waived: Annotated[bool, pick("This side files none")] = False
    text: Annotated[str, prose("Exceptions", "Objections that are not raised are waived.", least=0, record=True)] = ""


class ApproveConsent(Struct, forbid_unknown_fields=True, kw_only=True):
    """Whether the case is decided by consent."""

    approved: Annotated[Literal["yes", "no"], pick("Decision", labels={"yes": "Approved", "no": "Rejected"})]
    reasons: Annotated[str, prose("Reasons", record=True)]
    waived: Annotated[
        bool, pick("The respondent waives the replacement of who saw the papers", "Only where it is rejected.")
    ] = False
