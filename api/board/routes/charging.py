"""Acts of cause review and charging."""

from api.acts import Act
from api.board.schemas.cause import (
    DismissCase,
    DraftCharge,
    DraftProposedAction,
    FindCause,
    MakeMove,
    ReturnForChanges,
    WithdrawCharge,
)
from api.board.service import cause, charges

ACTS = (
    Act(
        name="cause:find", path="cause-rulings", slug="find-cause", section="allegations", title="Rule on cause",
        schema=FindCause, verb=cause.find_cause, choices=cause.cause_choices,
        intro="One ruling for each allegation. A later ruling replaces an earlier one; both stay on the record.",
    ),
    Act(
        name="cause:find", path="charged", slug="charge-case", section="overview", title="Charge the case",
        schema=MakeMove, verb=cause.charge_case, lands="/",
        intro="Moves the case on and makes the paper that is served. The reviewer's reading ends with it.",
    ),
    Act(
        name="case:return_for_changes", path="returns", slug="return-for-changes", section="overview",
        title="Return for changes", schema=ReturnForChanges, verb=cause.return_for_changes, lands="/",
    ),
    Act(
        name="case:dismiss", path="dismissals", slug="dismiss", section="overview", title="Dismiss",
        schema=DismissCase, verb=cause.dismiss_case, lands="/",
        warning="The case closes. Only an order can reopen it.",
    ),
    Act(
        name="charge:draft", path="charges", slug="draft-charge", section="allegations", title="Draft a charge",
        schema=DraftCharge, verb=charges.draft_charge, choices=charges.draft_choices,
        intro="License track. A charge's words never change: a change is a new version, served and answered anew.",
    ),
    Act(
        name="proposed_action:draft", path="proposed-actions", slug="draft-proposed-action", section="allegations",
        title="Draft the proposed action", schema=DraftProposedAction, verb=charges.draft_charge,
        choices=charges.draft_choices,
        intro="Employer track. Each ground with its rule and facts, and what the office proposes to do.",
    ),
    Act(
        name="charge:withdraw", path="charge-withdrawals", slug="withdraw-charge", section="allegations",
        title="Withdraw a charge", schema=WithdrawCharge, verb=charges.withdraw_charge,
        choices=charges.withdraw_choices,
    ),
)  # fmt: skip
