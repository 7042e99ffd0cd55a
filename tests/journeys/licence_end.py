"""The licence journey, after the order: the appeal, carrying out, and closing."""

from tests.journeys import papers, voting
from tests.journeys.cast import Cast, follow
from tests.journeys.licence_start import received

APPEAL = {
    "spare_lawyer_four": "Barnaby Okafor",
    "spare_lawyer_five": "Marguerite Sloan",
    "spare_public": "Anselm Vickery",
}
FIRST = "spare_lawyer_four"
HEARING = "Hearing and panel"
CONDITION = "Two hours of training on statements about trials"
DECIDED = {
    "Outcome for each charge": {"Charge 1": "Reduced", "Charge 2": "Affirmed"},
    "Sanction": "Suspension",
    "Length": {"Days": "60"},
    "Conditions": CONDITION,
    "Reasons": "One post, taken down within a day, weighs less than the order held.",
}


def the_case_cannot_be_closed_yet(cast: Cast) -> None:
    assert cast.refused("clerk", "Overview", "Close the case") == [
        "Suspension from practice, 1 year and 1 day is pending: prove its start and completion.",
        "Wait until the time for appeal has run (Jun 7, 2026).",
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]
    cast.shot("clerk", "closing-refused")


def the_respondent_appeals(cast: Cast) -> None:
    cast.clock.advance(days=10)
    grounds = {"Why the decision should change": "One post of one day does not deserve a year."}
    papers.send_as_respondent(cast, "respondent", "Appeal the decision", grounds)
    cast.do("chair", HEARING, "Name the members", {"Members": list(APPEAL.values())})
    cast.leave("chair")
    voting.declare(cast, APPEAL)


def three_others_reduce_the_suspension(cast: Cast) -> None:
    assert cast.refused(FIRST, "Appeals", "Decide the appeal", {**DECIDED, "Reasons": ""}) == [
        "Close each question with the votes that concurrence takes (appeal).",
        "Give the reasons.",
    ]
    question = {"Outcome": "Reduced", "Charge": "Charge 1"}
    cast.do(FIRST, "Appeals", "Put an outcome of the appeal to the vote", question)
    voting.vote(cast, {user: {"Question 7": "Yes"} for user in APPEAL})
    assert voting.announce(cast, FIRST, "Question 7") == "Carried, 3 to 0."
    cast.do(FIRST, "Appeals", "Decide the appeal", DECIDED)
    cast.shot(FIRST, "appeal-decided")
    for user in APPEAL:
        cast.leave(user)
    papers.serve(cast, "Decision on appeal")


def the_suspension_starts_and_ends_with_proof(cast: Cast) -> None:
    page = cast.open("clerk", "Sanctions")
    shown = [" ".join(text.split()) for text in page.locator("article.imposed").all_inner_texts()]
    assert len(shown) == 2
    assert shown[0].startswith("Suspension from practice of 60 days Pending since May 18, 2026.")
    assert shown[1].startswith("Suspension from practice of 1 year and 1 day, 6 months of it stayed Superseded since")
    assert cast.refused("clerk", "Overview", "Close the case") == [
        "Suspension from practice, 60 days is pending: prove its start and completion.",
        f"Condition open: {CONDITION}.",
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]
    cast.clock.advance(days=31)
    start = {"Sanction": "Suspension", "Started on": cast.today(), "Proof": "Roll of the court, entry 4471."}
    cast.do("clerk", "Sanctions", "Record proof of the start", start)
    cast.clock.advance(days=60)
    end = {"Sanction": "Suspension", "Completed on": cast.today(), "Proof": "Order of reinstatement of the court."}
    cast.do("clerk", "Sanctions", "Record proof of completion", end)
    report = {"How it stands": "Met", "Report": "Certificate of attendance."}
    cast.do("clerk", "Sanctions", f"Report on: {CONDITION}", report)
    cast.shot("clerk", "sanctions-carried-out")


def the_outcome_is_served_and_the_reporter_told(cast: Cast) -> None:
    assert cast.refused("clerk", "Overview", "Close the case") == [
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]
    served = {
        "Outcome in words": "Suspension of 60 days, carried out with proof. The condition was met.",
        "Served on": "Respondent",
        "How": "In person",
        "Address or place": "Front office",
        "Served at": cast.now(),
        "Proof of service": "Signed receipt",
    }
    cast.do("clerk", "Letters", "Serve the outcome", served)
    told = {"Was the reporter told?": "Told the outcome", "Words": "The matter was decided and is over."}
    cast.do("intake", "Overview", "Tell the reporter", told)
    page = cast.menu("supervisor", "My reports")
    follow(page, page.get_by_role("link", name=cast.report, exact=True))
    assert "The matter was decided and is over." in page.locator("#since").inner_text()


def the_case_is_closed(cast: Cast) -> None:
    page = cast.do("clerk", "Overview", "Close the case", {"In a few words": "Suspended, carried out, over."})
    assert "Closed" in page.locator(".strip__facts").inner_text()
    cast.shot("clerk", "case-closed")
    mine = cast.menu("supervisor", "My reports").locator("tr").filter(has_text=cast.report)
    assert "Closed" in mine.inner_text()


def the_total_has_risen_by_one(cast: Cast) -> None:
    assert received(cast) == cast.notes["before"] + 1
    cast.shot("leader", "trends-after")


CHAPTERS = (
    the_case_cannot_be_closed_yet,
    the_respondent_appeals,
    three_others_reduce_the_suspension,
    the_suspension_starts_and_ends_with_proof,
    the_outcome_is_served_and_the_reporter_told,
    the_case_is_closed,
    the_total_has_risen_by_one,
)
