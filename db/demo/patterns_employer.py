"""Patterns 2, 8, 9, 11 and 12 of scenarios.md: the employer track, with resignations, due process and a long appeal."""

from datetime import date, timedelta

from db import models
from db.demo.cast import Someone
from db.demo.course import Course, end, hear, suspension, take
from db.demo.filing import Named
from db.demo.scene import Scene, to_review
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.world import World
from db.sanctioning import Terms


def second_commenter(world: World, block: int) -> None:
    """2: a civil suit and a self-report; both resign before findings; found anyway and sent to the bar."""
    scene = Scene(world, block, "2", 52)
    first, second = scene.prosecutor("felony"), scene.prosecutor("homicide")
    one = scene.report([first], "second")
    two = scene.report([second], "self_report", reporter=second, day=scene.day + timedelta(days=16))
    cases = [scene.case(scene.ready(report), "employer") for report in (one, two)]
    with told(*cases):
        for case in cases:
            case.open(severity=4)
        cases[0].link(cases[1], "linked")
    for case in cases:
        with told(case):
            _resigned(case)


def _resigned(story: Story) -> None:
    story.attribute(basis="account_data")
    story.allege()
    story.respond(story.notice(), "I do not contest the facts.")
    story.speech("not_protected")
    story.do("other", "Ask everybody in the office, by survey, about accounts under other names", most=20)
    story.resign("Resigned before findings; the case goes on.")
    story.note("The resignation ends the employment, not the case: findings will be made.", story.investigator)
    story.report_on("sustained")
    story.submit()
    hear(story, action="Findings for the record; no sanction can follow a resignation.", waived=True)
    story.decide(
        Verdict(
            ("sustained",),
            grounds=("facts_admitted",),
            reasons="The facts are admitted. No sanction is imposed on somebody who has left; the bar is told.",
        )
    )
    story.serve_order()
    story.refer(
        "bar",
        "State bar, office of discipline",
        "Findings on comments under another name.",
        packet=story.report.evidence[:1],
        outcome="Opened there.",
        days=120,
    )
    story.finish_case()


def tweets(world: World, block: int) -> None:
    """8: the conviction stands, the court is "troubled": a trial's outcome and misconduct are different questions."""
    scene = Scene(world, block, "8", 33)
    person = scene.prosecutor("felony")
    report = scene.report([person], "tweets")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        to_review(story, "Through a jury trial the respondent posted about its course.")
        hear(story)
        story.decide(
            Verdict(
                ("no_violation",),
                reasons=(
                    "Nothing was said that was not said in open court. What the trial court thought of it is "
                    "another question."
                ),
            )
        )
        story.serve_order()
        story.review_matters(
            "no_action",
            note="The conviction stands; the trial court called the posts troubling and denied a new trial.",
        )
        story.finish_case()


def city(world: World, block: int) -> None:
    """9: policy and training in force, an earlier post led to training; unpaid at day 5, terminated at day 11."""
    scene = Scene(world, block, "9", 25, 4)
    while not all(world.days.is_open(scene.day + timedelta(days=days)) for days in (0, 1, 4, 5, 11)):
        scene.day += timedelta(days=1)
    person = scene.staff("investigations")
    with told():
        earlier = scene.report([person], "earlier", day=world.days.next_open(scene.day - timedelta(days=150)))
        scene.ready(earlier)
        reasons = "A first remark; the person agreed to take the training on respect."
        earlier.screen("informal", "training", reasons, answer="I agree to the training.")
        earlier.close("outcome", "Your report was looked at and settled with the person.")
    report = scene.report([person], "city")
    report.hurry = True
    story = scene.case(scene.ready(report), "employer")
    story.hurry = True
    with told(story):
        _eleven_days(story, scene.day)


def _eleven_days(story: Story, begun: date) -> None:
    story.open(severity=4)
    story.attribute()
    story.allege(content=True)
    letter = story.notice()
    story.on(begun + timedelta(days=1))
    story.respond(letter, "I was upset. I did not write as an employee.")
    story.speech()
    story.report_on("sustained")
    story.submit()
    story.charge(action="Termination.")
    story.on(begun + timedelta(days=4))
    story.serve_charges()
    story.on(begun + timedelta(days=5))
    reason = "Threats against the unit after the post; an emergency."
    story.measure("paid_leave", paid=False, days=20, reason=reason, by=story.world.posts["deciding-official"])
    story.answer_charges("I ask to keep my job. I will apologize in public.")
    story.disclose()
    story.designate()
    story.schedule(days=(begun + timedelta(days=11) - story.today).days)
    story.go_to_hearing()
    story.hold()
    factors = (("aggravating", "pattern"), ("mitigating", "full_disclosure_and_cooperation"))
    story.decide(Verdict(("sustained",), "termination", Terms(effective_on=story.today), factors=factors))
    story.hurry = False
    story.serve_order(most=0)
    end(story)


def memes(world: World, block: int) -> None:
    """11: leave is not discipline; matters reassigned and reviewed; records demanded; resigned; findings follow."""
    scene = Scene(world, block, "11", 30)
    person = scene.prosecutor("special_victims")
    report = scene.report([person], "memes")
    story = scene.case(scene.ready(report, quick=True), "employer")
    with told(story):
        _leave_and_resign(story)


def _leave_and_resign(story: Story) -> None:
    story.open(severity=4)
    _leave(story, story.world.posts["deciding-official"])
    story.attribute(basis="account_data")
    story.allege()
    story.respond(story.notice(), "I will not answer. I am leaving the office.")
    story.speech("not_protected")
    story.resign("Resigned under an agreement; the case goes on to findings.")
    story.report_on("sustained")
    story.submit()
    hear(story, action="Findings for the record.", answer="I make no answer.")
    reasons = "The images are proven to be the respondent's. The respondent has left; no sanction is imposed."
    story.decide(Verdict(("sustained",), reasons=reasons))
    story.serve_order()
    note = "Read by a lawyer who did not know the respondent."
    story.review_matters("reassigned", "disclosed_to_defence", "conviction_review", note=note)
    story.finish_case()


def _leave(story: Story, official: Someone) -> None:
    story.measure(
        "paid_leave", paid=True, days=30, reason="Paid leave while the accounts are looked into.", by=official
    )
    story.measure(
        "matters_reassigned", paid=True, days=90, reason="Every open matter is with another lawyer.", by=official
    )
    story.hold_records("records_request", "The defense in two matters asked for the file.")
    story.sheet.add(
        models.RecordsRequest,
        received_at=story.at,
        requester="Public defender",
        text="All records on the two accounts",
        exemptions={"personnel": "Names of colleagues who reported"},
        answered_at=story.at + timedelta(days=9),
    )


def blog(world: World, block: int) -> None:
    """12: speech review, termination, grievance, four years in all; the termination is upheld."""
    scene = Scene(world, block, "12", 58)
    person = scene.prosecutor("appeals")
    report = scene.report([person], "blog")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        _four_years(story)


def _four_years(story: Story) -> None:
    story.open(severity=4)
    story.attribute(basis="admission")
    story.allege(content=True)
    story.respond(story.notice(), "I write as a citizen, at home, on my own machine.")
    story.do("other", "Hear the student and two neighbors", most=30)
    story.speech(
        "partly",
        "Criticism of a public figure is protected. Standing outside a home and the messages at night are conduct.",
    )
    story.report_on("sustained")
    story.submit()
    story.return_for_changes("Separate what was written from what was done.")
    hear(story, action="Termination.", witnesses="The student; two neighbors")
    story.decide(Verdict(("sustained",), "termination", Terms(effective_on=story.today + timedelta(days=15))))
    story.serve_order()
    story.begin(story.sanctions[0], most=1)
    proceeding = story.appeal(grounds="The blog is protected speech; the ground given is a pretext.")
    story.on(story.today + timedelta(days=3 * 365))
    story.decide_appeal(
        proceeding,
        ("affirmed",),
        reasons="The office would have done the same without a word of the blog: the visits to the house suffice.",
    )
    end(story)


def retaliation(world: World, block: int) -> None:
    """19: the reporter is treated badly by a superior: a case of its own, linked, with the chain locked out."""
    scene = Scene(world, block, "19", 24)
    person, reporter = scene.prosecutor("narcotics"), scene.staff("narcotics")
    base = scene.report([person], "chat", reporter=reporter)
    first = scene.case(scene.ready(base), "employer")
    with told(first):
        take(first, Course(verdict=Verdict(sanction="censure")))
    _second_report(scene, first, reporter)


def _second_report(scene: Scene, first: Story, reporter: Someone) -> None:
    chief = scene.world.chiefs["narcotics"]
    begun = scene.day + timedelta(days=60)
    above = Named(chief.superiors(scene.day)[0], "involved", details="Signed the new assignments")
    report = scene.report(
        [chief, above],
        "retaliation",
        reporter=reporter,
        own_dates=(begun - timedelta(days=25), begun - timedelta(days=3)),
        day=scene.world.days.next_open(begun),
    )
    story = scene.case(report, "employer")
    with told(story):
        report.receive()
        report.rule_on(above, "walled", "Signed the assignments that the report is about.")
        report.wait(1, 4)
        story.open(severity=4)
        story.link(first, "retaliation")
        story.allege(
            "The respondent took the reporter of another matter off two trials because of the report.",
            codes=["retaliation"],
            dates=(begun - timedelta(days=25), begun - timedelta(days=3)),
            content=False,
        )
        story.do("records_request", "Ask for the assignment lists of the last six months")
        story.respond(story.notice(), "Assignments are mine to make. It had nothing to do with it.")
        story.report_on("sustained")
        story.submit()
        hear(story, action="Suspension of up to 15 days.", witnesses="The reporter; the assignment clerk")
        story.decide(Verdict(("sustained",), "suspension", suspension(10, paid=False)))
        story.serve_order()
        end(story)


PLANNED = (second_commenter, tweets, city, memes, blog, retaliation)
