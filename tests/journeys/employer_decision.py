"""The employer journey, from the notice of proposed action to the termination."""

from tests.journeys import papers
from tests.journeys.cast import Cast

OFFICIAL = "deciding_official"
EMPLOYEE = "respondent_two"
HEARING = "Hearing and panel"
DECISION = {
    "Standard of proof that was applied": "Preponderance of the evidence",
    "Reasons for the decision": "The words were a threat to people whom the employee works with.",
    "Whoever decides heard or reviewed the whole record": True,
}


def the_meeting_cannot_begin_yet(cast: Cast) -> None:
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Serve the notice of proposed action: Charge 1.",
        "Record the answer to the notice of proposed action, or wait until its time has run after service.",
        "Disclose the evidence to the respondent.",
        "Explain the evidence to the respondent.",
        "Give the respondent the names of the witnesses.",
        "Designate the deciding official. For the intake.",
        "Schedule the pre-decision meeting.",
        "The required notice time has not started: it runs from service.",
    ]


def the_proposed_action_is_served_and_answered(cast: Cast) -> None:
    papers.serve(cast, "Notice of proposed action")
    cast.clock.advance(days=2)
    answers = {"What you answer": "Answer to the proposed action", "Your answer": "I took it down within the hour."}
    papers.send_as_respondent(cast, EMPLOYEE, "Answer", answers)


def the_official_is_designated_and_declares(cast: Cast) -> None:
    cast.do("intake", HEARING, "Designate the deciding official", {"Deciding official": "Constance Merriweather"})
    cast.leave("intake")
    cast.do(OFFICIAL, HEARING, "Declare conflicts", {"Do you have a conflict in this matter?": "No conflict"})


def counsel_discloses(cast: Cast) -> None:
    disclosure = {
        "Explanation of the evidence": "The words as reported; no capture exists.",
        "Names of witnesses": "Dolores Anaya",
    }
    cast.do("counsel", "Respondent", "Record a disclosure", disclosure)
    cast.leave("counsel")


def the_meeting_is_held_after_its_notice_time(cast: Cast) -> None:
    meeting = {"Day and time": cast.now(days=6), "Place, or how to join": "Room 2"}
    cast.do("clerk", HEARING, "Schedule", meeting)
    papers.serve(cast, "Notice of hearing or meeting")
    assert cast.refused("clerk", HEARING, "Go to the hearing") == [
        "Wait for the required notice time (not before Mar 21, 2026), or record a written waiver."
    ]
    cast.clock.advance(days=6)
    cast.do("clerk", HEARING, "Go to the hearing")
    assert cast.refused("clerk", HEARING, "Go to deliberation") == [
        "Hold the pre-decision meeting, or record that it was waived.",
        "File the exhibits.",
        "File the record of the pre-decision meeting.",
    ]
    exhibit = {"Description": "The words as reported", "Filed by which side": "Office"}
    cast.do("clerk", HEARING, "File an exhibit", exhibit)
    held = {"Held on": cast.now(), "Record": "Notes of the meeting, signed by both."}
    cast.do("clerk", HEARING, "Record that it was held", held)
    cast.do("clerk", HEARING, "Go to deliberation")


def the_official_decides_to_terminate(cast: Cast) -> None:
    nothing_said = {
        **DECISION,
        "Reasons for the decision": "",
        "Whoever decides heard or reviewed the whole record": False,
    }
    assert cast.refused(OFFICIAL, "Decision", "Issue the decision", nothing_said) == [
        "Attest that whoever decides heard or reviewed the whole record.",
        "Record a finding on Charge 1.",
        "Give the reasons for the decision.",
    ]
    cast.shot(OFFICIAL, "decision-refused")
    finding = {
        "Charge": "Charge 1",
        "Finding": "Sustained",
        "Rests on": "Evidence heard",
        "Reasons": "The words stand.",
    }
    cast.do(OFFICIAL, "Decision", "Record a finding", finding)
    assert cast.refused(OFFICIAL, "Decision", "Issue the decision", DECISION) == [
        "Record the aggravating and mitigating factors.",
        "Propose a sanction, or say that none is imposed.",
    ]
    factor = {"Factor": "Mitigating: No prior discipline", "Reason": "Ten years without a complaint."}
    cast.do(OFFICIAL, "Decision", "Record a factor", factor)
    termination = {"Sanction": "Termination", "Takes effect on": cast.today(1)}
    cast.do(OFFICIAL, "Decision", "Propose a sanction", termination)
    cast.do(OFFICIAL, "Decision", "Issue the decision", DECISION)
    cast.shot(OFFICIAL, "termination-decided")
    papers.serve(cast, "Final order or decision")


CHAPTERS = (
    the_meeting_cannot_begin_yet,
    the_proposed_action_is_served_and_answered,
    the_official_is_designated_and_declares,
    counsel_discloses,
    the_meeting_is_held_after_its_notice_time,
    the_official_decides_to_terminate,
)
