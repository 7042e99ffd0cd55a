"""Acts after the decision."""

from api.acts import Act
from api.sanctions.schemas import (
    AbateCase,
    CloseCase,
    DecideAppeal,
    LodgeAppeal,
    PortalAppeal,
    ProveCompletion,
    ProveStart,
    RecordCorrection,
    RecordFailure,
    ReopenCase,
    ReportCondition,
    ServeOutcome,
    TellReporter,
)
from api.sanctions.service import appeals, carrying_out, closing

ACTS = (
    Act(
        name="appeal:lodge", path="appeals", slug="lodge-appeal", section="appeals", title="Record an appeal",
        schema=LodgeAppeal, verb=appeals.lodge_appeal, choices=appeals.lodge_choices,
        intro="An appeal or grievance stays nothing of itself: a stay comes from an order or a cited rule.",
    ),
    Act(
        name="portal:appeal", path="appeals", slug="appeal", section="", title="Appeal the decision", on="portal",
        schema=PortalAppeal, verb=appeals.lodge_from_portal, appends=True, submit="Send my appeal",
        intro="Other people than those who decided look at the decision again. You can send this once.",
    ),
    Act(
        name="appeal:decide", path="appeal-decisions", slug="decide-appeal", section="appeals",
        title="Decide the appeal", schema=DecideAppeal, verb=appeals.decide_appeal, choices=appeals.decide_choices,
        signs=True,
        intro="A change needs a question that carried. A tie leaves the order standing.",
        warning="The decision replaces what it changes: the old sanction stays on the record, superseded or vacated.",
    ),
    Act(
        name="sanction:prove_start", path="sanction-starts", slug="prove-start", section="sanctions",
        title="Record proof of the start", schema=ProveStart, verb=carrying_out.prove_start,
        choices=carrying_out.start_choices,
    ),
    Act(
        name="sanction:prove_completion", path="sanction-completions", slug="prove-completion", section="sanctions",
        title="Record proof of completion", schema=ProveCompletion, verb=carrying_out.prove_completion,
        choices=carrying_out.completion_choices,
    ),
    Act(
        name="sanction:prove_completion", path="sanction-failures", slug="record-failure", section="sanctions",
        title="Record that it was not carried out", schema=RecordFailure, verb=carrying_out.record_failure,
        choices=carrying_out.failure_choices,
    ),
    Act(
        name="condition:report", path="condition-reports", slug="report-condition", section="sanctions",
        title="Report on a condition", schema=ReportCondition, verb=carrying_out.report_condition,
        choices=carrying_out.condition_choices, appends=True,
    ),
    Act(
        name="correction:record", path="corrections", slug="record-correction", section="sanctions",
        title="Record a correction", schema=RecordCorrection, verb=carrying_out.record_correction,
        choices=carrying_out.correction_choices,
    ),
    Act(
        name="outcome:serve", path="outcomes", slug="serve-outcome", section="letters", title="Serve the outcome",
        schema=ServeOutcome, verb=closing.serve_outcome, choices=closing.outcome_choices,
    ),
    Act(
        name="reporter:tell", path="reporter-notices", slug="tell-reporter", section="overview",
        title="Tell the reporter", schema=TellReporter, verb=closing.tell_reporter, appends=True,
        intro="As far as the track's law allows, in words that reveal nothing more.",
    ),
    Act(
        name="case:close", path="closings", slug="close-case", section="overview", title="Close the case",
        schema=CloseCase, verb=closing.close_case, warning="Only an order can reopen it.",
    ),
    Act(
        name="case:abate", path="abatements", slug="abate", section="overview", title="End without a decision",
        schema=AbateCase, verb=closing.abate_case,
        intro="Resignation, deletion, an apology or a withdrawn complaint end nothing by themselves.",
    ),
    Act(
        name="case:reopen", path="reopenings", slug="reopen", section="overview", title="Reopen",
        schema=ReopenCase, verb=closing.reopen_case, choices=closing.reopen_choices, lands="/",
    ),
)  # fmt: skip
