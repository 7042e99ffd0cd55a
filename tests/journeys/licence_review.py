"""The licence journey, from the investigation to charges."""

from tests.journeys import papers
from tests.journeys.cast import Cast

WORKER = "investigator"


def the_case_cannot_go_to_review_yet(cast: Cast) -> None:
    assert cast.refused(WORKER, "Overview", "Submit for cause review") == [
        "Draft and serve the notice of allegations.",
        "Record the response to the notice of allegations, or wait until its time has run after service.",
        "State at least one allegation.",
    ]
    cast.shot(WORKER, "submit-refused")


def the_account_is_attributed(cast: Cast) -> None:
    cast.do(
        WORKER,
        "Posts and evidence",
        "Decide who is behind an account",
        {
            "Platform": "Facebook",
            "Name of the account": "trialtalk",
            "Is the respondent behind it?": "Confirmed",
            "On what basis": "Account data",
            "Reasons": "The recovery address is the respondent's own.",
        },
    )


def steps_are_planned_and_completed(cast: Cast) -> None:
    for kind, title in (("Interview", "Ask the respondent"), ("Capture a site", "Capture the page as a web archive")):
        extra = {"For an interview: voluntary or compelled": "Voluntary"} if kind == "Interview" else {}
        answers = {"Kind of step": kind, "What is to be done": title, "Due on": cast.today(10), **extra}
        cast.do(WORKER, "Steps", "Plan a step", answers)
    cast.do(
        WORKER,
        "Steps",
        "Record a statement",
        {
            "Who speaks": "Respondent",
            "Voluntary or compelled": "Voluntary",
            "Advisement that was read out": "Voluntary advisement, version 2",
            "A representative was offered": True,
            "Statement": "I know the account. I did not write both posts.",
            "In this step": "Ask the respondent",
        },
    )
    for title in ("Ask the respondent", "Capture the page as a web archive"):
        answers = {"Outcome": "Done", "Result": "Done as planned; the capture shows both posts."}
        cast.do(WORKER, "Steps", f"Complete: {title}", answers)
    cast.shot(WORKER, "steps")


def what_is_alleged_is_stated(cast: Cast) -> None:
    kinds = {"Post 1": "Non-public facts of a case", "Post 2": "Evidence, exhibits, photos or recordings"}
    for post, kind in kinds.items():
        cast.do(
            WORKER,
            "Allegations and findings",
            "Add an allegation",
            {
                "What is alleged": f"Commented on a trial that was under way ({post}).",
                "Kind of conduct": [kind],
                "Posts it rests on": [post],
                "What was said, or the view it took, is any part of the ground": True,
            },
        )


def the_notice_is_drafted(cast: Cast) -> None:
    cast.do(
        WORKER,
        "Respondent",
        "Draft the notice of allegations",
        {
            "What is alleged": "Two posts about a trial that was under way, on the account trialtalk.",
            "When": "Feb 24 and 25, 2026",
            "Rules that may apply": "Rule 3.6(a); Rule 1.6",
        },
    )
    assert cast.refused(WORKER, "Overview", "Submit for cause review") == [
        "Serve the notice of allegations. For the clerk.",
        "Record the response to the notice of allegations, or wait until its time has run after service.",
        "Report on Allegation 1: the evidence, what helps the respondent and a proposed finding.",
        "Report on Allegation 2: the evidence, what helps the respondent and a proposed finding.",
        "Have counsel record the speech review: content or viewpoint is part of the ground. For the speech reviewer.",
    ]


def counsel_reviews_the_speech(cast: Cast) -> None:
    cast.do(
        "speech_counsel",
        "Steps",
        "Record the speech review",
        {
            "How each question weighs": {
                "How likely is it that the statement materially prejudices a proceeding?": "Against it"
            },
            "Conclusion": "Not protected",
            "Reasons": "The jury was not sequestered and the posts named the witness.",
        },
    )
    cast.leave("speech_counsel")


def the_notice_is_served_and_answered(cast: Cast) -> None:
    cast.clock.advance(days=1)
    papers.serve(cast, "Notice of allegations")
    assert cast.refused(WORKER, "Overview", "Submit for cause review") == [
        "Record the response to the notice of allegations, or wait until its time has run (Apr 2, 2026).",
        "Report on Allegation 1: the evidence, what helps the respondent and a proposed finding.",
        "Report on Allegation 2: the evidence, what helps the respondent and a proposed finding.",
    ]
    cast.clock.advance(days=6)
    answers = {
        "What you answer": "Response to the notice of allegations",
        "Your answer": "The account is mine. Somebody else had the telephone on the second day.",
    }
    papers.send_as_respondent(cast, "respondent", "Answer", answers)
    cast.shot("respondent", "my-case-answered")


def each_allegation_is_reported_on(cast: Cast) -> None:
    for number in (1, 2):
        cast.do(
            WORKER,
            "Allegations and findings",
            f"Report on it, allegation {number}",
            {
                "The evidence": "The capture, and the account data of the platform.",
                "What helps the respondent": "No earlier complaint; others could reach the telephone.",
                "Proposed finding": "Sustained",
            },
        )
    cast.do(WORKER, "Overview", "Submit for cause review")
    cast.leave(WORKER)


def the_reviewer_may_not_charge_yet(cast: Cast) -> None:
    assert cast.refused("cause_reviewer", "Overview", "Charge the case") == ["Draft the formal charges."]


def counsel_drafts_charges(cast: Cast) -> None:
    for number, title in ((1, "Commented on a witness during the trial"), (2, "Hinted at evidence kept from the jury")):
        cast.do(
            "counsel",
            "Allegations and findings",
            "Draft a charge",
            {
                "Title": title,
                "Rule with its source": "Rule 3.6",
                "Paragraph or section": "(a)",
                "Facts charged": "A post during jury selection, open to anyone.",
                "Rests on": [f"Allegation {number}"],
                "Content or viewpoint is any part of the ground": True,
            },
        )
    assert cast.refused("cause_reviewer", "Overview", "Charge the case") == [
        "Find cause on Charge 1.",
        "Find cause on Charge 2.",
    ]


def the_reviewer_finds_cause(cast: Cast) -> None:
    for number in (1, 2):
        cast.do(
            "cause_reviewer",
            "Allegations and findings",
            "Rule on cause",
            {
                "Allegation": f"Allegation {number}",
                "Is there cause?": "Cause found",
                "Rule with its source": "Rule 3.6(a)",
                "Facts": "A post during jury selection, open to anyone.",
            },
        )
    cast.do("cause_reviewer", "Overview", "Charge the case")
    cast.leave("cause_reviewer")


CHAPTERS = (
    the_case_cannot_go_to_review_yet,
    the_account_is_attributed,
    steps_are_planned_and_completed,
    what_is_alleged_is_stated,
    the_notice_is_drafted,
    counsel_reviews_the_speech,
    the_notice_is_served_and_answered,
    each_allegation_is_reported_on,
    the_reviewer_may_not_charge_yet,
    counsel_drafts_charges,
    the_reviewer_finds_cause,
)
