"""Acts of deliberation and decision."""

from api.acts import Act
from api.board.schemas.decision import (
    ApproveConsent,
    FileExceptions,
    IssueDecision,
    ProposeSanction,
    WithdrawProposal,
)
from api.board.schemas.deliberation import (
    CastVotes,
    CloseQuestion,
    PickBaseline,
    PutAppeal,
    PutFinding,
    PutQuestion,
    PutSanction,
    RecordFactor,
    RecordFinding,
)
from api.board.service import consent, deciding, questions, votes, weighing

ACTS = (
    Act(
        name="question:put", path="finding-questions", slug="put-finding", section="hearing",
        title="Put a finding to the vote", schema=PutFinding, verb=questions.put_finding,
        choices=questions.finding_choices,
    ),
    Act(
        name="question:put", path="sanction-questions", slug="put-sanction", section="hearing",
        title="Put a sanction to the vote", schema=PutSanction, verb=questions.put_sanction,
        choices=questions.proposal_choices,
    ),
    Act(
        name="question:put", path="questions", slug="put-question", section="hearing", title="Put another question",
        schema=PutQuestion, verb=questions.put_question,
    ),
    Act(
        name="question:put", path="appeal-questions", slug="put-appeal", section="appeals",
        title="Put an outcome of the appeal to the vote", schema=PutAppeal, verb=questions.put_appeal,
        choices=questions.appeal_choices,
    ),
    Act(
        name="vote:cast", path="votes", slug="vote", section="hearing", title="Vote", schema=CastVotes,
        verb=votes.cast_votes, choices=votes.ballot_choices, appends=True, signs=True, submit="Cast my votes",
        warning="A vote is cast once. It becomes void only where a conflict is found afterwards.",
    ),
    Act(
        name="question:close", path="question-results", slug="close-question", section="hearing",
        title="Announce a result", schema=CloseQuestion, verb=votes.close_question, choices=votes.close_choices,
    ),
    Act(
        name="factor:record", path="factors", slug="record-factor", section="decision", title="Record a factor",
        schema=RecordFactor, verb=weighing.record_factor, choices=weighing.factor_choices,
    ),
    Act(
        name="baseline:pick", path="baselines", slug="pick-baseline", section="decision", title="Pick the baseline",
        schema=PickBaseline, verb=weighing.pick_baseline, choices=weighing.baseline_choices,
        intro="Pick the text that fits; its level is the baseline. It suggests; those who vote decide.",
    ),
    Act(
        name="finding:record", path="findings", slug="record-finding", section="decision", title="Record a finding",
        schema=RecordFinding, verb=weighing.record_finding, choices=questions.finding_choices,
    ),
    Act(
        name="sanction:propose", path="proposed-sanctions", slug="propose-sanction", section="decision",
        title="Propose a sanction", schema=ProposeSanction, verb=weighing.propose_sanction,
        choices=weighing.propose_choices, values=weighing.propose_values,
    ),
    Act(
        name="sanction:propose", path="proposal-withdrawals", slug="withdraw-proposal", section="decision",
        title="Take back a proposal", schema=WithdrawProposal, verb=weighing.withdraw_proposal,
        choices=weighing.withdraw_choices,
    ),
    Act(
        name="decision:issue", path="decisions", slug="issue-decision", section="decision",
        title="Issue the decision", schema=IssueDecision, verb=deciding.issue_decision,
        choices=deciding.issue_choices, signs=True,
        intro="Findings, factors and sanctions come from what was recorded. The letter takes its words from here.",
        warning="A decision is issued once. Only an appeal or an order changes it.",
    ),
    Act(
        name="exception:file", path="exceptions", slug="file-exceptions", section="decision",
        title="File exceptions", schema=FileExceptions, verb=consent.file_exceptions,
    ),
    Act(
        name="consent:approve", path="consent-rulings", slug="approve-consent", section="decision",
        title="Rule on a consent", schema=ApproveConsent, verb=consent.approve_consent, signs=True,
    ),
)  # fmt: skip
