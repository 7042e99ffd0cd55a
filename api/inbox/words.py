"""What waits, in words, and the act by which it is done."""

# The act that does what a deadline asks for, by its slug; its form is offered where the viewer may do it.
SLUG_OF_RULE = {
    "acknowledge": "acknowledge", "charge": "draft-charge", "condition_report": "report-condition",
    "conflict_check": "check-conflicts", "decide_appeal": "decide-appeal",
    "decide_review_of_dismissal": "review-dismissal", "employer_decision": "issue-decision",
    "exceptions": "file-exceptions", "exchange_witnesses": "record-disclosure", "final_order": "issue-decision",
    "investigate": "submit-for-review", "panel_report": "issue-decision", "proof_of_completion": "prove-completion",
    "proof_of_start": "prove-start", "screen": "screen", "tell_reporter_outcome": "tell-reporter",
}  # fmt: skip
SLUG_OF_KIND = {
    "assign": "assign", "disclose": "record-disclosure", "official": "designate-official",
    "outcome": "serve-outcome", "schedule": "schedule-hearing",
    "cause": "find-cause", "declare": "declare-conflict", "panel": "compose-panel", "serve": "serve-letter",
    "speech": "record-speech-review", "step": "complete-step", "vote": "vote",
}  # fmt: skip
TITLES = {"serve": "Serve: {}", "step": "Complete: {}", "vote": "Vote: {}"}
TEXTS = {
    "assign": "Nobody works on it.",
    "disclose": "The charges stand; the respondent has not seen what they rest on.",
    "official": "The proposed action stands; nobody is named to decide on it.",
    "outcome": "The time to appeal is over; the outcome goes to the respondent.",
    "schedule": "Those who decide are named.",
    "declare": "You were named to decide. Until you declare, you cannot take part.",
    "vote": "You see the others' votes when the result is announced.",
    "cause": "The investigation is finished.",
    "panel": "The charges stand; nobody is named to hear them yet.",
    "serve": "Written, not served yet.",
}
