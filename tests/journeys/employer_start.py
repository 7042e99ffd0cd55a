"""The employer journey, from the report to the notice of proposed action."""

from tests.journeys import filing, papers
from tests.journeys.cast import CASE_NUMBER, Cast
from tests.journeys.filing import Seen

WORKER = "investigator_two"
HAPPENED = "A member of my unit wrote about colleagues in a group that many of us read."
POST = Seen(
    "Half of Appeals should be fired, and I would start with the new ones.",
    {
        "Link to the post": "https://facebook.example/groups/courthouse/9",
        "What is it?": "Own post",
        "Account name or handle": "camille.okonjo",
        "Whose account?": "Personal account",
        "Where was it posted?": "Facebook",
        "Who could see it?": "Members of a group",
        "When was it posted?": {"Date": "2026-02-26"},
        "Can it still be seen online?": "No, it was removed",
    },
)
SCREENED = {"For whom?": "Camille Okonjo", "Outcome": "Open a case", "Reasons": "Threats to colleagues."}


def the_supervisor_files_a_report(cast: Cast) -> None:
    page = filing.begin(cast, "supervisor_two")
    filing.say_what_happened(page, HAPPENED, cast.today())
    filing.find_person(page, "Okonjo", "Camille Okonjo")
    filing.press(page, "Next: Posts")
    filing.add_post(page, POST)
    filing.press(page, "Next: Rules")
    filing.press(page, "Next: Review")
    cast.report = filing.submit(page)
    cast.leave("supervisor_two")


def intake_screens_and_opens_a_case(cast: Cast) -> None:
    assert cast.refused_to_screen("intake", "Screen the report", SCREENED) == [
        "Choose the track of the case.",
        "Check conflicts of everyone in the matter.",
        "Preserve the evidence, or explain why there is none.",
    ]
    cast.screen(
        "intake", "Check conflicts", {"I checked everyone listed here, in the filing chain and on the board": True}
    )
    lost = {"What was lost, and why": "The post was removed before anybody captured it; its words are the reporter's."}
    cast.screen("intake", "Explain why evidence is missing", lost)
    track = {"Track of the case": ["Employer: discipline by the office"]}
    cast.screen("intake", "Screen the report", {**SCREENED, **track})
    opening = {"Investigator": "Leland Fairbanks", "What the case is about": "Threats in a group of colleagues"}
    page = cast.screen("intake", "Open a case", opening)
    cast.case = page.locator("main").get_by_role("link", name=CASE_NUMBER).first.inner_text()
    for part, name in (("Cause reviewer", "Matthias Oyelaran"), ("Presenting counsel", "Vera Halvorsen")):
        cast.do("intake", "Overview", "Assign", {"Part in the case": part, "Person": name})


def a_compelled_statement_is_taken(cast: Cast) -> None:
    assert cast.refused(WORKER, "Overview", "Submit for cause review") == [
        "Draft and serve the notice of allegations.",
        "Record the response to the notice of allegations, or wait until its time has run after service.",
        "State at least one allegation.",
    ]
    step = {
        "Kind of step": "Interview",
        "What is to be done": "Ask the employee under an order to answer",
        "For an interview: voluntary or compelled": "Compelled",
    }
    cast.do(WORKER, "Steps", "Plan a step", step)
    statement = {
        "Who speaks": "Respondent",
        "Voluntary or compelled": "Compelled",
        "Advisement that was read out": "Order to answer, version 3",
        "A representative was offered": True,
        "Statement": "I wrote it. I was angry about the new rota.",
        "In this step": "Ask the employee under an order to answer",
        "Who else heard it or has read it": ["Vera Halvorsen"],
    }
    page = cast.do(WORKER, "Steps", "Record a statement", statement)
    assert "Compelled" in page.locator("#statements").inner_text()
    done = {"Outcome": "Done", "Result": "Answered under the order."}
    cast.do(WORKER, "Steps", "Complete: Ask the employee", done)
    cast.shot(WORKER, "compelled-statement")


def the_notice_is_served_and_its_time_runs(cast: Cast) -> None:
    allegation = {
        "What is alleged": "Threatened colleagues in a group of the office.",
        "Kind of conduct": ["Content said to harass, threaten or expose someone"],
        "Posts it rests on": ["Post 1"],
    }
    cast.do(WORKER, "Allegations and findings", "Add an allegation", allegation)
    notice = {
        "What is alleged": "A post in a group that named the unit.",
        "When": "Feb 26, 2026",
        "Rules that may apply": "Policy on respect at work, section 4",
    }
    cast.do(WORKER, "Respondent", "Draft the notice of allegations", notice)
    cast.clock.advance(days=1)
    papers.serve(cast, "Notice of allegations")
    report = {
        "The evidence": "The words as reported, and the employee's own account.",
        "What helps the respondent": "Ten years without a complaint; the post was up for an hour.",
        "Proposed finding": "Sustained",
    }
    cast.do(WORKER, "Allegations and findings", "Report on it, allegation 1", report)
    assert cast.refused(WORKER, "Overview", "Submit for cause review") == [
        "Record the response to the notice of allegations, or wait until its time has run (Mar 13, 2026)."
    ]
    cast.clock.advance(days=11)
    cast.do(WORKER, "Overview", "Submit for cause review")
    cast.leave(WORKER)


def the_action_is_proposed(cast: Cast) -> None:
    reviewer = "cause_reviewer"
    assert cast.refused(reviewer, "Overview", "Charge the case") == ["Draft the notice of proposed action."]
    ground = {
        "Title": "Threatened colleagues",
        "Rule with its source": "Policy on respect at work, version 2",
        "Paragraph or section": "Section 4",
        "Facts charged": "A post that said half of the unit should be fired.",
        "Rests on": ["Allegation 1"],
        "Action proposed": "Termination.",
    }
    cast.do(reviewer, "Allegations and findings", "Draft the proposed action", ground)
    assert cast.refused(reviewer, "Overview", "Charge the case") == ["Find cause on Charge 1."]
    cause = {
        "Allegation": "Allegation 1",
        "Is there cause?": "Cause found",
        "Rule with its source": "Policy on respect at work, section 4",
        "Facts": "The words, the group and the day.",
    }
    cast.do(reviewer, "Allegations and findings", "Rule on cause", cause)
    cast.do(reviewer, "Overview", "Charge the case")
    cast.leave(reviewer)


CHAPTERS = (
    the_supervisor_files_a_report,
    intake_screens_and_opens_a_case,
    a_compelled_statement_is_taken,
    the_notice_is_served_and_its_time_runs,
    the_action_is_proposed,
)
