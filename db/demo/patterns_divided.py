"""Patterns 6, 7 and 10 of scenarios.md: split votes, a recommendation not followed, an appeal in part."""

from dataclasses import replace
from datetime import timedelta

from db.demo.charging import Count
from db.demo.course import end, hear, order, suspension
from db.demo.filing import Named
from db.demo.patterns_licence import rest_of_review
from db.demo.scene import Scene, to_review
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.world import World
from db.sanctioning import Terms


def channel(world: World, block: int) -> None:
    """6: a head's matter goes outside under seal; the license is heard by a split panel; one charge falls on appeal."""
    scene = Scene(world, block, "6", 41, 15)
    head = world.former_head
    if head is None:
        return
    report = scene.report([head], "channel")
    scene.ready(report)
    report.refer(
        "oversight",
        "State oversight designee",
        "The respondent heads the office: the matter goes outside.",
        sealed=True,
        outcome=(
            "The designee keeps the employment question and returns the license to the board, with outside counsel."
        ),
        days=40,
    )
    story = scene.case(report, "licence")
    with told(story):
        _channel(story)


def _channel(story: Story) -> None:
    story.open()
    story.attribute(basis="distinctive_facts")
    story.allege("In two recordings the respondent spoke about three pending matters.")
    story.allege(
        "The respondent used words that increase condemnation of a person charged.", codes=["public_condemnation"]
    )
    story.respond(story.notice(), "Voters have a right to know. Every word is in the public record.")
    story.speech("partly")
    story.report_on("sustained")
    story.submit()
    _split_panel(story)
    _partly_reversed(story)


def _split_panel(story: Story) -> None:
    story.charge(
        [
            Count("Comment on pending matters", "3.6(a)", on=(0,)),
            Count("Condemnation of a person charged", "3.8(f)", on=(1,)),
        ]
    )
    story.serve_charges()
    story.answer_charges()
    story.disclose()
    members = story.compose(story.procedure.first)
    story.challenge(
        members[0],
        "respondent",
        "The member supported another candidate.",
        upheld=False,
        ruling="A yard sign of a relative is no conflict of the member's own.",
    )
    story.schedule(days=80)
    story.go_to_hearing()
    story.hold()
    verdict = Verdict(
        ("sustained",),
        "disbarment",
        standard="5.2",
        level="disbarment",
        mental_state="intent",
        injury="serious",
        against=2,
    )
    minority = "One member would suspend for a year: the first recording stays within what was public."
    order(story, verdict, panel=replace(verdict, against=1, minority=minority), exceptions=("respondent",))


def _partly_reversed(story: Story) -> None:
    proceeding = story.appeal(grounds="The first charge punishes what was public already.")
    story.decide_appeal(
        proceeding,
        ("reversed", "affirmed"),
        sanction="disbarment",
        against=1,
        reasons=(
            "What was in the public record may be repeated: the first charge falls. The second stands, and "
            "with it the sanction."
        ),
    )
    story.correct()
    story.review_matters("disclosed_to_defence")
    end(story)


def press_post(world: World, block: int) -> None:
    """7: two charges, one fails; the panel would dismiss, the board does not follow: public censure."""
    scene = Scene(world, block, "7", 35)
    person = scene.prosecutor("homicide")
    report = scene.report([person], "press_post")
    story = scene.case(scene.ready(report), "licence")
    with told(story):
        to_review(
            story,
            "The post says that two men who were only charged had done it.",
            "The post increased condemnation without a need of law enforcement.",
        )
        hear(
            story,
            [Count("Opinion on guilt", "3.6(a)", on=(0,)), Count("Condemnation of persons charged", "3.8(f)", on=(1,))],
        )
        story.vote(
            story.procedure.first,
            Verdict(
                ("no_violation", "no_violation"),
                reasons="Read as a whole the post informs; the panel recommends that the charges be dismissed.",
            ),
        )
        story.serve_order()
        story.except_("office", text="The second sentence serves no purpose but to condemn.")
        story.compose(story.procedure.last)
        story.vote(
            story.procedure.last,
            Verdict(
                ("not_sustained", "sustained"),
                "censure",
                standard="5.2",
                level="censure",
                against=3,
                reasons="The recommendation is not followed on the second charge: the words go beyond informing.",
            ),
        )
        story.serve_order()
        end(story)


def deleted_in_seconds(world: World, block: int) -> None:
    """10: a colleague's screenshot survives; authorship decided; fast track; terminated, and a case on the license."""
    scene = Scene(world, block, "10", 26)
    person = scene.prosecutor("misdemeanor")
    colleague = scene.staff("victim_services")
    report = scene.report(
        [person, Named(colleague, "witness", details="Took the screenshot")], "deleted", reporter=colleague
    )
    scene.ready(report, quick=True)
    employer, licence = scene.case(report, "employer"), scene.case(report, "licence")
    with told(employer, licence):
        employer.open(severity=4)
        licence.open(severity=4)
        licence.link(employer, "companion")
    with told(employer):
        _fast(employer)
    with told(licence):
        rest_of_review(licence)
        hear(licence)
        verdict = Verdict(
            ("sustained",),
            "suspension",
            suspension(months=3),
            standard="5.2",
            level="suspension",
            mental_state="knowledge",
        )
        order(licence, verdict)
        end(licence)


def _fast(story: Story) -> None:
    story.do("other", "Hear the colleague about the screenshot and compare the telephone's own record", least=1, most=2)
    story.attribute(
        basis="distinctive_facts",
        reasons=(
            "The screenshot alone proves no author; telephone, time and account agree, and the respondent does"
            " not deny it."
        ),
    )
    story.allege()
    story.respond(story.notice(most=1), "It was a joke between two people and it was gone at once.", least=1, most=4)
    story.speech("not_protected")
    story.report_on("sustained")
    story.submit()
    story.charge(action="Termination.")
    story.serve_charges(most=1)
    story.answer_charges()
    story.disclose(witnesses="The colleague who took the screenshot")
    story.designate()
    story.schedule(days=8)
    story.go_to_hearing()
    story.hold()
    story.decide(Verdict(("sustained",), "termination", Terms(effective_on=story.today + timedelta(days=14))))
    story.serve_order()
    end(story)


PLANNED = (channel, press_post, deleted_in_seconds)
