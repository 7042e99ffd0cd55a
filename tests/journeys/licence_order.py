"""The licence journey, deliberation: the panel's recommendation and the board's order."""

from tests.journeys import papers, voting
from tests.journeys.cast import Cast

PANEL = ("chair", "member_lawyer_two", "member_public")
BOARD = {
    "chair": "Eleanor Vasquez-Thorne",
    "member_lawyer_two": "Ines Carvalho",
    "alternate_lawyer": "Gordon Achterberg",
    "spare_lawyer": "Theodora Blackwood",
    "spare_lawyer_two": "Casimir Holloway",
    "spare_lawyer_three": "Ottilie Drummond",
    "member_public": "Walter Szymanski",
    "member_public_two": "Aisha Rahmani",
    "alternate_public": "Lucille Bonaventure",
}
HEARING = "Hearing and panel"
NO_EXCEPTIONS = "Record the exceptions of each side, or wait until their time has run (May 24, 2026)."
ISSUE = {
    "Standard of proof that was applied": "Clear and convincing evidence",
    "Reasons for the decision": "The posts were read by at least one prospective juror.",
}
SANCTION = {
    "Sanction": "Suspension",
    "Length": {"Years": "1", "Days": "1"},
    "Of it, stayed": {"Months": "6"},
    "Stayed for": "12",
}


def the_panel_cannot_recommend_yet(cast: Cast) -> None:
    assert cast.refused("chair", "Decision", "Issue the decision", ISSUE) == [
        "Reach the quorum of 3 (panel recommendation).",
        "Close each question with the votes that concurrence takes (panel recommendation).",
        "Attest that whoever decides heard or reviewed the whole record.",
        "Record a finding on Charge 1 and Charge 2.",
    ]
    cast.shot("chair", "recommendation-refused")


def the_panel_votes_and_one_vote_is_a_tie(cast: Cast) -> None:
    voting.put_finding(cast, "chair", "Charge 1")
    voting.put_finding(cast, "chair", "Charge 2")
    voting.vote(
        cast,
        {
            "chair": {"Question 1": "Yes", "Question 2": "Yes"},
            "member_lawyer_two": {"Question 1": "Yes", "Question 2": "No"},
        },
    )
    assert cast.refused("chair", HEARING, "Announce the result, question 1") == ["Reach the quorum: 2 of 3 have voted."]
    voting.vote(cast, {"member_public": {"Question 1": "Yes", "Question 2": "Abstain"}})
    assert voting.announce(cast, "chair", "Question 1") == "Carried, 3 to 0."
    assert voting.announce(cast, "chair", "Question 2") == "A tie: the question fails, 1 to 1, 1 abstention."
    cast.shot("chair", "votes-with-a-tie")


def the_panel_recommends(cast: Cast) -> None:
    voting.weigh(cast, "chair")
    cast.do("chair", "Decision", "Propose a sanction", SANCTION)
    cast.do("chair", "Decision", "Put a sanction to the vote", {"Proposal": "Suspension"})
    voting.vote(cast, {user: {"Question 3": "Yes"} for user in PANEL})
    assert voting.announce(cast, "chair", "Question 3") == "Carried, 3 to 0."
    cast.shot("chair", "decision-before-it-is-issued")
    cast.do("chair", "Decision", "Issue the decision", ISSUE)


def the_board_is_named(cast: Cast) -> None:
    names = list(BOARD.values())
    cast.do("chair", HEARING, "Name the members", {"Members": names})
    voting.declare(cast, BOARD)


def the_board_waits_for_the_report_and_the_exceptions(cast: Cast) -> None:
    nothing_voted = [
        "Reach the quorum of 5 (board order).",
        "Close each question with the votes that concurrence takes (board order).",
        "Attest that whoever decides heard or reviewed the whole record.",
        "Record a finding on Charge 1 and Charge 2.",
    ]
    assert cast.refused("chair", "Decision", "Issue the decision", ISSUE) == [
        "Serve first: panel recommendation. For the clerk.",
        *nothing_voted,
    ]
    cast.clock.advance(minutes=2)
    papers.serve(cast, "Panel report")
    assert cast.refused("chair", "Decision", "Issue the decision", ISSUE) == [
        f"{NO_EXCEPTIONS} For the presenting counsel or clerk.",
        *nothing_voted,
    ]
    cast.clock.advance(days=5)
    exceptions = {"What you do": "File exceptions", "Your exceptions": "The second charge should not weigh at all."}
    papers.send_as_respondent(cast, "respondent", "Exceptions to the report", exceptions)
    cast.do("counsel", "Decision", "File exceptions", {"Which side": "Office", "This side files none": True})


def the_board_orders(cast: Cast) -> None:
    voters = tuple(BOARD)[:5]
    voting.put_finding(cast, "chair", "Charge 1")
    voting.put_finding(cast, "chair", "Charge 2", "Not sustained", "Not enough evidence for the standard of proof")
    voting.vote(cast, {user: {"Question 4": "Yes", "Question 5": "Yes"} for user in voters[:4]})
    assert cast.refused("chair", HEARING, "Announce the result, question 4") == ["Reach the quorum: 4 of 5 have voted."]
    voting.vote(cast, {voters[4]: {"Question 4": "No", "Question 5": "Yes"}})
    assert voting.announce(cast, "chair", "Question 4") == "Carried, 4 to 1."
    assert voting.announce(cast, "chair", "Question 5") == "Carried, 5 to 0."
    voting.weigh(cast, "chair")
    cast.do("chair", "Decision", "Propose a sanction", SANCTION)
    cast.do("chair", "Decision", "Put a sanction to the vote", {"Proposal": "Suspension"})
    voting.vote(cast, {user: {"Question 6": "Yes"} for user in voters})
    assert voting.announce(cast, "chair", "Question 6") == "Carried, 5 to 0."
    cast.do("chair", "Decision", "Issue the decision", ISSUE)
    for user in BOARD:
        if user != "chair":
            cast.leave(user)
    papers.serve(cast, "Final order")


CHAPTERS = (
    the_panel_cannot_recommend_yet,
    the_panel_votes_and_one_vote_is_a_tie,
    the_panel_recommends,
    the_board_is_named,
    the_board_waits_for_the_report_and_the_exceptions,
    the_board_orders,
)
