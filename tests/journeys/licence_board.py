"""The licence journey, from charges to the panel's recommendation."""

from tests.journeys import papers, voting
from tests.journeys.cast import Cast

PANEL = ("chair", "member_lawyer_two", "member_public")
HEARING = "Hearing and panel"
NOT_ANSWERED = (
    "Record the answer to the formal charges, or wait until its time has run after service, or have a default ordered."
)


def the_hearing_cannot_begin_yet(cast: Cast) -> None:
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Serve the formal charges: Charge 1 and Charge 2.",
        NOT_ANSWERED,
        "Disclose the evidence to the respondent.",
        "Explain the evidence to the respondent.",
        "Give the respondent the names of the witnesses.",
        "Name the members (panel recommendation): 2 lawyers and 1 public member needed. For the board chair.",
        "Schedule the hearing.",
        "The required notice time has not started: it runs from service.",
    ]


def the_charges_are_served_and_answered(cast: Cast) -> None:
    cast.clock.advance(days=1)
    papers.serve(cast, "Formal charges")
    cast.clock.advance(days=4)
    answers = {"What you answer": "Answer to the charges", "Your answer": "I deny both charges."}
    papers.send_as_respondent(cast, "respondent", "Answer", answers)


def counsel_discloses(cast: Cast) -> None:
    cast.do(
        "counsel",
        "Respondent",
        "Record a disclosure",
        {
            "Evidence disclosed": ["Full-page screenshot"],
            "Explanation of the evidence": "The capture shows the account, the words and the day.",
            "Names of witnesses": "Petra Novak",
        },
    )


def the_panel_is_named(cast: Cast) -> None:
    members = ["Eleanor Vasquez-Thorne", "Duncan Abernathy"]
    assert cast.refused("chair", HEARING, "Name the members", {"Members": members}) == ["1 more public member needed."]
    cast.do("chair", HEARING, "Name the members", {"Members": [*members, "Walter Szymanski"]})
    voting.declare(cast, ("chair", "member_public"))
    cast.shot("chair", "panel-named")


def one_member_steps_down_and_is_replaced(cast: Cast) -> None:
    cast.do(
        "member_lawyer",
        HEARING,
        "Declare conflicts",
        {
            "Do you have a conflict in this matter?": "Yes, or it may look like one",
            "What it is": "We shared chambers until last year.",
        },
    )
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Duncan Abernathy declared a conflict: recuse or clear. For the board chair or panel member.",
        "Schedule the hearing.",
        "The required notice time has not started: it runs from service.",
    ]
    cast.do("member_lawyer", HEARING, "Recuse yourself", {"Reason": "We shared chambers until last year."})
    cast.leave("member_lawyer")
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Replace the recused member (panel recommendation): 1 lawyer needed. For the board chair.",
        "Schedule the hearing.",
        "The required notice time has not started: it runs from service.",
    ]
    seat = {"Seat": "Panel recommendation, seat 2 (lawyer)", "Replacement": "Ines Carvalho"}
    cast.do("chair", HEARING, "Replace a decider", seat)
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Ines Carvalho must declare whether a conflict exists. For the panel member.",
        "Schedule the hearing.",
        "The required notice time has not started: it runs from service.",
    ]
    voting.declare(cast, ("member_lawyer_two",))


def the_hearing_is_scheduled_and_its_notice_time_runs(cast: Cast) -> None:
    answers = {"What is scheduled": "Hearing", "Day and time": cast.now(days=50), "Place, or how to join": "Room 4"}
    cast.do("clerk", HEARING, "Schedule", answers)
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Serve the notice of the hearing.",
        "The required notice time has not started: it runs from service.",
    ]
    papers.serve(cast, "Notice of hearing")
    cast.clock.advance(days=44)
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Wait for the required notice time (not before Apr 28, 2026), or record a written waiver."
    ]
    cast.clock.advance(days=6)
    cast.do("clerk", HEARING, "Go to the hearing")


def the_hearing_is_held(cast: Cast) -> None:
    assert cast.refused("clerk", HEARING, "Go to deliberation") == [
        "Hold the hearing, or record that it was waived.",
        "File the exhibits.",
        "File the record of the hearing.",
    ]
    exhibit = {"Description": "Capture of the posts", "Filed by which side": "Office"}
    cast.do("counsel", HEARING, "File an exhibit", exhibit)
    cast.leave("counsel")
    cast.do("clerk", HEARING, "Record that it was held", {"Held on": cast.now()})
    assert cast.refused("clerk", HEARING, "Go to deliberation") == ["File the record of the hearing."]
    cast.do("clerk", HEARING, "File the record", {"Record": "Transcript of 84 pages, and the exhibit."})
    cast.do("clerk", HEARING, "Go to deliberation")


CHAPTERS = (
    the_hearing_cannot_begin_yet,
    the_charges_are_served_and_answered,
    counsel_discloses,
    the_panel_is_named,
    one_member_steps_down_and_is_replaced,
    the_hearing_is_scheduled_and_its_notice_time_runs,
    the_hearing_is_held,
)
