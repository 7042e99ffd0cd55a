"""The acts of this feature, each declared once (api/acts.py)."""

from api.acts import Act
from api.investigation import (
    allegations,
    beside_schemas,
    evidence,
    matters,
    proceedings,
    respondent,
    schemas,
    service,
    statements,
)
from api.investigation.offers import capture_values, custody_values, first_account, now_values, offer, post_values

SPEECH_INTRO = (
    "Due before charging, discipline or an order to remove a personal post, whenever what was said or the view it took "
    "is any part of the ground."
)

STEPS = (
    Act(
        name="step:plan", path="steps", slug="plan-step", section="steps", title="Plan a step",
        schema=schemas.PlanStep, verb=service.plan_step, appends=True, done="Step planned.",
        choices=offer("owners"),
    ),
    Act(
        name="step:complete", path="steps/complete", slug="complete-step", section="steps", title="Complete a step",
        schema=schemas.CompleteStep, verb=service.complete_step, appends=True, done="Step completed.",
        choices=offer("steps", "statements"),
    ),
    Act(
        name="statement:take", path="statements", slug="take-statement", section="steps", title="Record a statement",
        schema=schemas.TakeStatement, verb=statements.take_statement, appends=True, done="Statement recorded.",
        intro="Silence under a privilege that is claimed is neither a default nor misconduct.",
        choices=offer("statements", steps="interviews", people="others"), values=now_values("taken_at"),
    ),
    Act(
        name="speech_review:record", path="speech-reviews", slug="record-speech-review", section="steps",
        title="Record the speech review", schema=schemas.RecordSpeechReview, verb=statements.record_speech_review,
        appends=True, done="Speech review recorded. Its text is privileged, its date is not.", intro=SPEECH_INTRO,
        choices=offer("questions"),
    ),
)  # fmt: skip

EVIDENCE = (
    Act(
        name="attribution:decide", path="attributions", slug="decide-attribution", section="posts",
        title="Decide who is behind an account", schema=schemas.DecideAttribution, verb=service.decide_attribution,
        appends=True, done="Attribution recorded.", choices=offer("platforms"), values=first_account,
    ),
    Act(
        name="evidence:custody", path="custody-events", slug="record-custody", section="posts",
        title="Record a custody event", schema=schemas.RecordCustody, verb=evidence.record_custody, appends=True,
        done="Custody event recorded.", choices=offer("evidence"), values=custody_values,
    ),
    Act(
        name="evidence:explain_absence", path="evidence-absences", slug="explain-absence", section="posts",
        title="Explain why evidence is missing", schema=schemas.ExplainAbsence, verb=evidence.explain_absence,
        appends=True, done="Explanation recorded.", choices=offer("posts"),
    ),
)  # fmt: skip

ADD_EVIDENCE = Act(
    name="evidence:add", path="evidence", slug="add-evidence", section="posts", title="Add evidence",
    schema=schemas.AddEvidence, verb=evidence.add_evidence, appends=True, done="Evidence saved with its hash.",
    intro="Capture before anything is taken down. Use no account but your own or the office's; never ask for a "
    "password or a friend request.",
    choices=offer("posts", "evidence", "statements", people="others"), values=capture_values, file_field="file",
)  # fmt: skip

ALLEGATIONS = (
    Act(
        name="allegation:add", path="allegations", slug="add-allegation", section="allegations",
        title="Add an allegation", schema=schemas.AddAllegation, verb=allegations.add_allegation,
        done="Allegation added.", choices=offer("subtypes", "posts"), values=post_values,
    ),
    Act(
        name="allegation:report", path="allegation-reports", slug="report-allegation", section="allegations",
        title="Report on an allegation", schema=schemas.ReportAllegation, verb=allegations.report_allegation,
        done="Report saved.", choices=offer("allegations"),
    ),
    Act(
        name="case:submit_for_review", path="moves/submit-for-review", slug="submit-for-review", section="overview",
        title="Submit for cause review", schema=schemas.SubmitForReview, verb=service.submit_for_review,
        done="Submitted for cause review.",
        intro="Another person reviews the report. From then on the investigation stands as it is.",
    ),
)  # fmt: skip

RESPONDENT = (
    Act(
        name="notice:draft", path="notices", slug="draft-notice", section="respondent",
        title="Draft the notice of allegations", schema=schemas.DraftNotice, verb=allegations.draft_notice,
        done="Notice drafted. The clerk serves it.",
        intro="The words of this page become the letter. Substance means: what, when, and under which rules.",
        values=allegations.notice_values,
    ),
    Act(
        name="response:record", path="responses", slug="record-response", section="respondent",
        title="Record a response", schema=beside_schemas.RecordResponse, verb=respondent.take_response, appends=True,
        done="Response recorded.", values=now_values("received_at"),
    ),
    Act(
        name="extension:grant", path="extensions", slug="grant-extension", section="respondent",
        title="Give more time", schema=beside_schemas.GrantExtension, verb=respondent.grant_extension,
        choices=offer("deadlines"),
    ),
    Act(
        name="representation:record", path="representations", slug="record-representation", section="respondent",
        title="Record representation", schema=beside_schemas.RecordRepresentation,
        verb=respondent.record_representation, appends=True, done="Representation recorded.",
    ),
    Act(
        name="protective_measure:impose", path="protective-measures", slug="impose-measure", section="respondent",
        title="Impose a protective measure", schema=beside_schemas.ImposeMeasure, verb=respondent.impose_measure,
        done="Measure imposed. Its paper is ready to be served.",
        intro="A protective measure is not discipline. Unpaid, punitive or endless leave is flagged: due process "
        "starts with it.",
        choices=offer("measures"),
    ),
)  # fmt: skip

MATTERS = (
    Act(
        name="matter:add", path="affected-matters", slug="add-matter", section="matters",
        title="Add an affected matter", schema=beside_schemas.AddMatter, verb=matters.add_matter, appends=True,
        done="Affected matter added.",
    ),
    Act(
        name="matter:review", path="affected-matters/review", slug="review-matter", section="matters",
        title="Review an affected matter", schema=beside_schemas.ReviewMatter, verb=matters.review_matter,
        appends=True, done="Review recorded.", choices=offer("matters"),
    ),
    Act(
        name="referral:record", path="referrals", slug="record-referral", section="matters",
        title="Record a referral", schema=beside_schemas.RecordReferral, verb=matters.record_referral,
        done="Referral recorded.", choices=offer("packet", "referrals"),
        intro="A compelled statement and whatever it led to never go with a referral.",
    ),
)  # fmt: skip

BESIDE = (
    Act(
        name="motion:file", path="motions", slug="file-motion", section="hearing", title="File a motion",
        schema=beside_schemas.FileMotion, verb=proceedings.file_motion, appends=True, done="Motion filed.",
    ),
    Act(
        name="motion:rule", path="rulings", slug="rule-motion", section="hearing", title="Rule on a motion",
        schema=beside_schemas.RuleMotion, verb=proceedings.rule_motion, done="Ruling recorded. Its paper is ready.",
        choices=offer("motions"),
    ),
    Act(
        name="case:divert", path="diversions", slug="divert", section="overview", title="Divert the case",
        schema=beside_schemas.DivertCase, verb=proceedings.divert_case, done="Diverted. The case stays open.",
    ),
    Act(
        name="diversion:complete", path="diversions/complete", slug="complete-diversion", section="overview",
        title="Record how the diversion ended", schema=beside_schemas.CompleteDiversion,
        verb=proceedings.complete_diversion, done="Recorded.",
    ),
    Act(
        name="consent:record", path="consents", slug="record-consent", section="decision", title="Record a consent",
        schema=beside_schemas.RecordConsent, verb=proceedings.record_consent, done="Consent recorded.",
        intro="Somebody who did not negotiate it approves it.", choices=offer("sanctions", people="negotiators"),
    ),
)  # fmt: skip

ACTS = (*STEPS, ADD_EVIDENCE, *EVIDENCE, *ALLEGATIONS, *RESPONDENT, *MATTERS, *BESIDE)
