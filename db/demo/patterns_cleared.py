"""Three exonerations: a hacked account, an impersonation, a namesake."""

from db import models
from db.demo.course import hear
from db.demo.scene import Scene
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.world import World


def hacked(world: World, block: int) -> None:
    """An exoneration: somebody else used the account."""
    scene = Scene(world, block, "hacked", 31)
    person = scene.staff("administration")
    report = scene.report([person], "hacked")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        story.open()
        story.allege(content=False)
        story.respond(story.notice(), "I was asleep. My password was in a leak; here is the notice.")
        story.capture("subpoena_return", "The provider's list of sign-ins of that night")
        story.attribute(
            "misidentified", "account_data", "The provider's list shows sign-ins from abroad; the person was at home."
        )
        story.dismiss("Not this person's account or post", "Somebody else used the account.")


def impersonation(world: World, block: int) -> None:
    """An exoneration: an account that only looks like a colleague's."""
    scene = Scene(world, block, "impersonation", 19)
    person = scene.prosecutor("juvenile")
    report = scene.report([person], "impersonation")
    with told():
        scene.ready(report)
        world.sheet.add(
            models.Attribution,
            incident_id=report.row["id"],
            platform="instagram",
            handle="the.real.prosecutor",
            person_id=person.id,
            status="misidentified",
            basis="account_data",
            reasons="Opened last week from another state; the picture is from the office's site.",
            decided_by_id=report.intake.account_id,
            at=report.at,
        )
        report.event("attribution:decided", report.intake, "Instagram the.real.prosecutor: not this person.")
        report.screen(
            "dismissed", "wrong_person", "The account is not the person's; the platform was told and removed it."
        )
        report.close()


def namesake(world: World, block: int) -> None:
    """An exoneration after a full hearing: unfounded, the account is somebody else's of the same name."""
    scene = Scene(world, block, "namesake", 16)
    person = scene.staff("felony")
    report = scene.report([person], "namesake")
    story = scene.case(scene.ready(report), "employer")
    with told(story):
        story.open()
        story.allege()
        verdict = Verdict(
            ("unfounded",),
            grounds=("not_attributed",),
            reasons="A person of the same name in another county wrote it and says so.",
        )
        _namesake(story, verdict)


def _namesake(story: Story, verdict: Verdict) -> None:
    story.respond(story.notice(), "I have no account there. It is a common name.")
    story.speech("partly")
    story.report_on("unfounded")
    story.submit()
    hear(story)
    story.decide(verdict)
    story.serve_order()
    story.finish_case()


PLANNED = (hacked, impersonation, namesake)
