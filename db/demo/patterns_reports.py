"""Patterns 5, 13, 14, 16-18, 20-22 of scenarios.md: short cases, referrals, coaching, destruction."""

from datetime import timedelta

from db import models
from db.demo.course import end, hear, suspension
from db.demo.filing import Named
from db.demo.scene import Scene
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.world import World


def fake_page(world: World, block: int) -> None:
    """5: an elected head goes outside as a sealed stub; the outcome there is recorded, not decided here."""
    scene = Scene(world, block, "5", 47)
    head = world.former_head
    if head is None:
        return
    agent = scene.staff("investigations")
    report = scene.report([head, Named(agent, "involved", details="Ran the page on the head's order")], "fake_page")
    with told():
        scene.ready(report)
        report.rule_on(report.filing.named[1], "walled", "Ran the page that the report is about.")
        report.wait(1, 4)
        report.screen("referred", "oversight_body", "The respondent heads the office: the matter goes outside.")
        report.refer(
            "oversight",
            "State oversight designee",
            "The respondent heads the office.",
            sealed=True,
            days=420,
            outcome=(
                "No answer came, and the facts stood admitted. The panel found for three months and no violation on "
                "one charge; the authority found that charge, too: one year and one day."
            ),
        )
        report.close("outcome")


def opinion(world: World, block: int) -> None:
    """13: protected opinion off duty, no link to the office: the speech review says so, and the case ends."""
    scene = Scene(world, block, "13", 21)
    person = scene.staff("victim_services")
    report = scene.report([person], "opinion")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        story.open()
        story.attribute()
        story.allege(content=True)
        story.respond(story.notice(), "I wrote it on a Sunday, at home, about a vote that is mine like anybody's.")
        story.speech("protected")
        story.dismiss("Protected speech", "Citizen speech on a matter of public concern; no action is taken.")


def jurors(world: World, block: int) -> None:
    """14: removal before capture; two respondents, two cases, each walled from the other; the superior's own duty."""
    scene = Scene(world, block, "14", 29)
    first, second = scene.prosecutor("misdemeanor"), scene.prosecutor("misdemeanor")
    while second is first:
        second = scene.prosecutor("misdemeanor")
    superior = world.chiefs["misdemeanor"]
    report = scene.report([first, second, superior], "jurors")
    scene.ready(report)
    stories = [scene.case(report, "employer", named=one) for one in report.alleged]
    with told(*stories):
        for story in stories:
            story.open()
        stories[0].sheet.add(
            models.EvidenceAbsence,
            case_id=stories[1].row["id"],
            incident_id=None,
            post_id=report.posts[1]["id"],
            reason="Taken down on the chief's order before it was captured; two witnesses describe it.",
            by_id=stories[1].investigator.account_id,
            at=stories[1].at,
        )
    _three_cases(stories)


def _three_cases(stories: list[Story]) -> None:
    first, second, superior = stories
    for place, story in enumerate((first, second)):
        with told(story):
            story.attribute()
            story.allege(posts=[story.report.posts[place]])
            _common(story, Verdict(("sustained",), "censure"))
    with told(superior):
        superior.allege(codes=["not_supervised"], posts=[], dates=(superior.today, superior.today), content=False)
        _common(
            superior,
            Verdict(
                ("sustained",), "counselling", reasons="Capture comes first. The chief meant well and is to be trained."
            ),
        )


def _common(story: Story, verdict: Verdict) -> None:
    """From the notice to the end on the employer track."""
    story.respond(story.notice())
    if story.is_speech():
        story.speech("not_protected")
    story.report_on(*verdict.findings)
    story.submit()
    hear(story)
    story.decide(verdict)
    story.serve_order()
    end(story)


def spokesperson(world: World, block: int) -> None:
    """16: not a lawyer: employer track only; counselling, and a policy action."""
    scene = Scene(world, block, "16", 23)
    person = scene.staff("communications")
    report = scene.report([person], "spokesperson")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        story.open()
        story.attribute()
        story.allege()
        _common(story, Verdict(("sustained",), "counselling"))
    adopted = world.days.months_ago(18, 2)
    world.sheet.add(
        models.Action,
        version=1,
        kind="policy",
        title="Two people release what the office's accounts say about elections",
        signal={"from": "case"},
        owner_id=world.posts["leadership"].id,
        due_on=adopted,
        hypothesis="A second reader catches what the first does not see.",
        expected="No further post of this kind in a year",
        status="adopted",
        reason="Follows from one case.",
        adopted_on=adopted,
        evaluation={},
        at=world.days.at(adopted - timedelta(days=60)),
    )


def joke(world: World, block: int) -> None:
    """17: an ambiguous repost ends with coaching: notice, answer, no finding."""
    scene = Scene(world, block, "17", 18)
    person = scene.staff("juvenile", lawyer=None)
    report = scene.report([person], "joke", reporter=scene.staff("juvenile", lawyer=None))
    with told():
        scene.ready(report)
        report.screen(
            "informal",
            "coaching",
            "It can be read in two ways; the person had not thought of the second.",
            answer="I see now how it reads. I took it down and wrote to the colleague.",
        )
        report.close("outcome", "Your report was looked at and settled with the person.")


def geotag(world: World, block: int) -> None:
    """18: captured first, then removed at once; the defense is told; censure; the module changes and the rate falls."""
    scene = Scene(world, block, "18", 20)
    person = scene.prosecutor("special_victims")
    report = scene.report([person], "geotag")
    story = scene.case(scene.ready(report, quick=True), "employer")
    with told(story):
        story.open()
        story.attribute()
        story.allege(content=False)
        story.respond(story.notice())
        story.report_on("sustained")
        story.submit()
        story.charge()
        story.review_matters("disclosed_to_defence")
        story.serve_charges()
        story.answer_charges()
        story.disclose()
        story.designate()
        story.schedule()
        story.go_to_hearing()
        story.hold()
        story.decide(Verdict(("sustained",), "censure"))
        story.serve_order()
        end(story)
    _training_action(world)


def _training_action(world: World) -> None:
    sessions = {row["label"]: row for row in world.sheet.rows(models.TrainingSession)}
    trained = sessions.get("Training: settings and location")
    if trained is None:
        return
    world.sheet.add(
        models.Action,
        version=1,
        kind="training",
        title="New module: settings, location, audience",
        signal={"category": "account_security"},
        owner_id=world.posts["deciding-official-three"].id,
        due_on=trained["on"],
        hypothesis="People look at settings and background when they have done it once with help.",
        expected="At least a third fewer posts of this kind within a year",
        status="adopted",
        reason="One case and a rising count.",
        adopted_on=trained["on"],
        evaluation={"category": "account_security", "months_before": 24, "months_after": 12},
        at=world.days.at(trained["on"] - timedelta(days=50)),
    )


def withdrawn(world: World, block: int) -> None:
    """20: the reporter withdraws; that ends nothing: sustained, censure."""
    scene = Scene(world, block, "20", 27)
    person = scene.prosecutor("economic")
    report = scene.report([person], "withdrawn")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        story.open()
        report.at = story.wait(3, 8)
        report.supplement("We have talked it over. I would like to withdraw my report.", withdraws=True)
        story.note("The withdrawal is on file; it does not end the case.", story.investigator)
        story.attribute()
        story.allege()
        _common(story, Verdict(("sustained",), "censure"))


def destroyed(world: World, _block: int) -> None:
    """21: a dismissed report reached its date: a proof without a name, with the counts frozen before."""
    source = world.source("pattern", "21")
    for months in (9, 4):
        day = world.days.next_open(world.days.months_ago(months, 14))
        received, category = day - timedelta(days=1130), source.choice(("account_security", "bias"))
        report = {"received": f"{received:%Y-%m}", "categories": [category], "screened_after": 6}
        world.sheet.add(
            models.Destruction, matter_kind="report", rule_class="report_dismissed_at_screening",
            due_on=day - timedelta(days=6), destroyed_at=world.days.at(day, 15), approvers=["records", "leadership"],
            aggregate={"reports": [report], "cases": []}, keeps="nothing",
        )  # fmt: skip


def query(world: World, block: int) -> None:
    """22: a compelled interview behind its wall; the criminal referral goes without it and without its fruits."""
    scene = Scene(world, block, "22", 22)
    person = scene.staff("investigations")
    report = scene.report([person], "query")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        _compelled(story)


def _compelled(story: Story) -> None:
    story.open()
    story.attribute(basis="account_data")
    log = story.capture("document", "Log of the restricted system for that week")
    story.allege(content=False)
    story.respond(story.notice())
    statement = story.interview(
        mode="compelled",
        text="I ran it for a friend. There were two others, in spring.",
        representative="A union representative",
    )
    found = story.do("records_request", "Ask for the log of the spring")
    story.derive(statement, "step", found)
    fruit = story.capture("document", "Log of the restricted system for April")
    story.derive(statement, "evidence", fruit)
    story.refer(
        "prosecutor",
        "Prosecutor of the neighboring county",
        "Use of a restricted system may be a crime.",
        packet=[log],
        outcome="Declined.",
        days=150,
    )
    story.report_on("sustained")
    story.submit()
    hear(story, action="Suspension of up to 30 days.")
    story.decide(Verdict(("sustained",), "suspension", suspension(21, paid=False)))
    story.serve_order()
    end(story)


PLANNED = (
    fake_page,
    opinion,
    jurors,
    spokesperson,
    joke,
    geotag,
    withdrawn,
    destroyed,
    query,
)
