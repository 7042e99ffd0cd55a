"""The employer journey, after the termination: the grievance that reverses it, what is put right, and closing."""

import re

from tests.journeys import papers, voting
from tests.journeys.cast import Cast, follow, problems, send

GRIEVANCE = {
    "spare_lawyer_four": "Barnaby Okafor",
    "spare_lawyer_five": "Marguerite Sloan",
    "spare_public": "Anselm Vickery",
}
FIRST = "spare_lawyer_four"
EMPLOYEE = "respondent_two"
DECIDED = {
    "Outcome for each charge": {"Charge 1": "Reversed"},
    "A charge that is reversed becomes": "Not sustained",
    "Reasons": "No capture exists, and the words were angry rather than a threat.",
}
CORRECTIONS = ("Reinstatement", "Back pay", "Corrected record", "Recalled letter")


def the_termination_starts(cast: Cast) -> None:
    cast.clock.advance(days=1)
    page = cast.menu("hr", "Sanctions")
    follow(page, page.get_by_role("link", name="Record the start"))
    send(page, {"Started on": cast.today(), "Proof": "Payroll entry of the last day."})
    assert "/acts/" not in page.url, problems(page)
    assert cast.refused("clerk", "Overview", "Close the case") == [
        "Termination is in force: prove its completion.",
        "Wait until the time for grievance or appeal has run (Apr 21, 2026).",
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]


def the_employee_grieves(cast: Cast) -> None:
    cast.clock.advance(days=5)
    grounds = {"Why the decision should change": "The post was no threat, and nobody captured it."}
    papers.send_as_respondent(cast, EMPLOYEE, "Appeal the decision", grounds)
    cast.do("chair", "Hearing and panel", "Name the members", {"Members": list(GRIEVANCE.values())})
    cast.leave("chair")
    voting.declare(cast, GRIEVANCE)


def three_members_reverse_the_termination(cast: Cast) -> None:
    assert cast.refused(FIRST, "Appeals", "Decide the appeal", DECIDED) == [
        "Close each question with the votes that concurrence takes (appeal)."
    ]
    question = {"Outcome": "Reversed", "Charge": "Charge 1"}
    cast.do(FIRST, "Appeals", "Put an outcome of the appeal to the vote", question)
    voting.vote(cast, {user: {"Question 1": "Yes"} for user in GRIEVANCE})
    assert voting.announce(cast, FIRST, "Question 1") == "Carried, 3 to 0."
    cast.do(FIRST, "Appeals", "Decide the appeal", DECIDED)
    for user in GRIEVANCE:
        cast.leave(user)
    papers.serve(cast, "Decision on appeal or grievance")


def what_was_done_is_put_right(cast: Cast) -> None:
    assert cast.refused("clerk", "Overview", "Close the case") == [
        "Finish the correction: reinstatement.",
        "Finish the correction: back pay.",
        "Finish the correction: corrected record.",
        "Finish the correction: recalled letter.",
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]
    cast.clock.advance(days=3)
    for correction in CORRECTIONS:
        page = cast.menu("hr", "Sanctions")
        row = page.locator("#corrections tr").filter(has_text=re.compile(correction))
        follow(page, row.get_by_role("link", name=re.compile("^Record")))
        send(page, {"Done on": cast.today(), "What was done": f"{correction}: done."})
        assert "/acts/" not in page.url, problems(page)
    cast.shot("hr", "corrections-done")


def the_case_is_closed(cast: Cast) -> None:
    assert cast.refused("clerk", "Overview", "Close the case") == [
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]
    served = {
        "Outcome in words": "The termination was reversed. The employee is reinstated with back pay.",
        "Served on": "Respondent",
        "How": "In person",
        "Address or place": "Front office",
        "Served at": cast.now(),
        "Proof of service": "Signed receipt",
    }
    cast.do("clerk", "Letters", "Serve the outcome", served)
    told = {"Was the reporter told?": "Told the outcome", "Words": "The matter was decided and is over."}
    cast.do("intake", "Overview", "Tell the reporter", told)
    cast.do("clerk", "Overview", "Close the case")
    cast.shot("clerk", "case-closed")


CHAPTERS = (
    the_termination_starts,
    the_employee_grieves,
    three_members_reverse_the_termination,
    what_was_done_is_put_right,
    the_case_is_closed,
)
