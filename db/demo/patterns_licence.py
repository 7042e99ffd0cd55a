"""Patterns 1, 3, 4 and 15 of scenarios.md: the licence track, some with a companion on the employer track."""

from datetime import timedelta

from db.demo.charging import Count
from db.demo.course import end, hear, order, suspension
from db.demo.scene import Scene
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.world import World
from db.domain.amount import Amount
from db.sanctioning import Terms


def sock_puppet(world: World, block: int) -> None:
    """1: pseudonyms for years, own and colleagues' cases; a court matter is reopened; disbarment years later."""
    scene = Scene(world, block, "1", 57)
    person = scene.prosecutor("felony")
    report = scene.report([person], "sock_puppet")
    story = scene.case(scene.ready(report), "licence")
    with told(story):
        _sock_puppet(story)


def _sock_puppet(story: Story) -> None:
    story.open()
    story.hold_records("affected_matter", "Two motions for new trials rest on the comments.")
    story.do("records_request", "Ask the news pages for what they keep of the three accounts", least=130, most=200)
    story.capture("subpoena_return", "Return of the provider for three accounts")
    story.attribute(basis="account_data")
    story.allege("For years the respondent commented on cases of the office under three other names.")
    story.allege(
        "Some of the comments concern matters that the respondent tried.", codes=["conflict_of_interest"], content=False
    )
    letter = story.notice()
    story.extend("respond_licence", 20, "The respondent's counsel was retained last week.")
    story.respond(letter, "The respondent declines to answer while motions are pending.", least=20, most=40)
    story.speech("not_protected")
    story.do("other", "Compare the comments with filings and calendars", least=170, most=220)
    story.report_on("sustained")
    story.submit()
    _long_hearing(story)


def _long_hearing(story: Story) -> None:
    story.charge(
        [
            Count("Comments under other names on pending matters", "3.6", on=(0,)),
            Count("Comment on own cases", "1.7(a)(2)", on=(1,)),
        ]
    )
    story.serve_charges()
    story.answer_charges()
    asked = "Counsel asks for 60 days."
    story.motion("continuance", "respondent", asked, granted=True, reasons="Good cause.", effect="Time extended.")
    story.disclose(witnesses="Two newspaper editors; the analyst")
    story.compose(story.procedure.first)
    story.schedule(days=90)
    story.go_to_hearing()
    story.hold()
    verdict = Verdict(
        ("sustained",),
        "disbarment",
        standard="5.2",
        level="disbarment",
        mental_state="knowledge",
        injury="serious",
        factors=(
            ("aggravating", "pattern"),
            ("aggravating", "substantial_experience"),
            ("mitigating", "no_prior_discipline"),
        ),
    )
    story.vote(story.procedure.first, verdict)
    story.serve_order()
    story.except_("respondent")
    story.compose(story.procedure.last)
    story.wait(120, 200)
    story.vote(story.procedure.last, verdict)
    story.serve_order()
    story.review_matters("conviction_review", "no_action", note="The conviction is under review; a hearing is set.")
    end(story)


def mid_trial(world: World, block: int) -> None:
    """3: "friends only", as the author believed; mistrial; employer: 8 days, recklessness; a companion."""
    scene = Scene(world, block, "3", 40)
    person = scene.prosecutor("felony")
    report = scene.report([person], "mid_trial")
    scene.ready(report)
    employer, licence = scene.case(report, "employer"), scene.case(report, "licence")
    with told(employer, licence):
        employer.open()
        licence.open()
        licence.link(employer, "companion")
    with told(employer):
        _eight_days(employer)
    with told(licence):
        _reckless(licence)


def _eight_days(story: Story) -> None:
    story.attribute()
    story.allege("During a trial the respondent posted about judge, defendant and counsel.")
    story.respond(
        story.notice(), "I believed that only my friends could read it. I never thought that a juror's family would."
    )
    story.interview(text="My settings had changed with an update. I did not check. I should have.")
    story.speech("not_protected")
    story.report_on("sustained")
    story.submit()
    hear(story, action="Suspension of up to 10 days.")
    terms = suspension(8, paid=False)
    story.decide(
        Verdict(
            ("sustained",),
            "suspension",
            terms,
            reasons=(
                "Not meant, but reckless: the respondent knew that the jury was out and did not look who could read."
            ),
        )
    )
    story.serve_order()
    story.review_matters("mistrial", note="Mistrial declared; the matter was given to another team for retrial.")
    end(story)


def _reckless(story: Story) -> None:
    rest_of_review(story)
    story.charge()
    story.serve_charges()
    story.answer_charges()
    story.disclose()
    members = story.compose(story.procedure.first)
    story.recuse(members[0], "Tried a case against the respondent last year.")
    story.schedule()
    story.go_to_hearing()
    story.hold()
    verdict = Verdict(
        ("sustained",),
        "admonition",
        standard="6.2",
        level="censure",
        mental_state="recklessness",
        departure=(
            "The text that speaks of negligence comes nearest to recklessness; the employer has already "
            "suspended for the same conduct."
        ),
    )
    order(story, verdict)
    end(story)


def rest_of_review(story: Story) -> None:
    """From the attribution to the submission for review."""
    story.attribute()
    story.allege()
    story.respond(story.notice())
    if story.is_speech():
        story.speech()
    story.report_on("sustained")
    story.submit()


def alibi(world: World, block: int) -> None:
    """4: deceptive profile, witness pressure, account deleted, chats kept; terminated; one year, fully stayed."""
    scene = Scene(world, block, "4", 46)
    person = scene.prosecutor("narcotics")
    report = scene.report([person], "alibi")
    scene.ready(report, quick=True)
    employer, licence = scene.case(report, "employer"), scene.case(report, "licence")
    with told(employer, licence):
        employer.open(severity=4)
        licence.open(severity=4)
        licence.link(employer, "companion")
    with told(employer):
        _alibi_employer(employer)
    with told(licence):
        _alibi_licence(licence)


def _alibi_employer(story: Story) -> None:
    story.measure(
        "paid_leave",
        paid=True,
        days=60,
        reason="Until it is known who wrote to the witnesses.",
        by=story.world.posts["deciding-official"],
    )
    story.attribute(basis="account_data")
    story.capture("self_download", "The chats as one of the witnesses kept them")
    story.allege("Under another name the respondent wrote to two alibi witnesses to move them.", content=False)
    story.allege(
        "The respondent deleted the account after the inquiry was announced.", codes=["evidence_deleted"], content=False
    )
    story.respond(story.notice(), "I did write to them. I wanted the truth and chose the wrong way.")
    story.interview()
    story.report_on("sustained")
    story.submit()
    hear(story, action="Termination.", witnesses="The two witnesses and their counsel")
    story.decide(Verdict(("sustained",), "termination", Terms(effective_on=story.today + timedelta(days=20))))
    story.serve_order()
    story.review_matters("disclosed_to_defence", note="The chats were handed to the defense the next morning.")
    end(story)


def _alibi_licence(story: Story) -> None:
    story.attribute(basis="account_data")
    story.allege("Under another name the respondent wrote to two alibi witnesses to move them.", content=False)
    story.allege(
        "The respondent deleted the account and kept the chats from the defense.",
        codes=["evidence_deleted"],
        content=False,
    )
    story.respond(story.notice())
    story.report_on("sustained")
    story.submit()
    hear(
        story,
        [Count("Deceptive contact with witnesses", "3.4(a)", on=(0,)), Count("Removal of evidence", "8.4(c)", on=(1,))],
    )
    due = (story.today + timedelta(days=400)).isoformat()
    terms = Terms(
        amount=Amount(1),
        stayed=Amount(1),
        stayed_for_months=12,
        conditions=(
            {"text": "Twelve hours of training in ethics", "due_on": due},
            {"text": "No further violation for one year", "due_on": due},
        ),
    )
    verdict = Verdict(
        ("sustained",),
        "suspension",
        terms,
        standard="6.3",
        level="suspension",
        mental_state="knowledge",
        injury="serious",
    )
    order(story, verdict, exceptions=("office",))
    story.keep_conditions(13)
    end(story)


def leak(world: World, block: int) -> None:
    """15: first dismissed; the reporter objects, another reopens; sealed evidence; the license is surrendered."""
    scene = Scene(world, block, "15", 38)
    person = scene.prosecutor("special_victims")
    report = scene.report([person], "leak")
    scene.ready(report)
    report.screen("dismissed", "too_little", "Nothing ties the messages to the person named; the reporter has no more.")
    report.close()
    report.wait(6, 14)
    review = report.ask_review("The telephone in the photo is the office's; its number is in the inventory.")
    report.decide_review(review, "reopened", "The inventory was not looked at. That is enough to go on.")
    report.wait(2, 6)
    story = scene.case(report, "licence")
    with told(story):
        _surrender(story)


def _surrender(story: Story) -> None:
    story.open()
    story.capture(
        "subpoena_return",
        "Return of the provider, with messages",
        restriction="sealed",
        order="Order of the Superior Court, in the trial matter",
    )
    story.attribute(basis="account_data")
    story.allege("The respondent passed case and juror details to a blogger.", content=False)
    story.respond(story.notice())
    story.report_on("sustained")
    story.submit()
    story.charge([Count("Disclosure of juror details", "3.5")])
    story.serve_charges()
    story.answer_charges()
    story.consent(
        "The respondent surrenders the license and does not ask for it back for five years.", [("surrender", Terms())]
    )
    story.serve_order()
    story.review_matters("disclosed_to_defence")
    end(story)


PLANNED = (sock_puppet, mid_trial, alibi, leak)
