"""Reports that wait for intake and the conflict officer on the as-of date, and what waits for others there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db import models
from db.demo.cast import Someone
from db.demo.filing import Filing, Named
from db.demo.invent import plan_filing
from db.demo.report import Report, started_on
from db.demo.story import told
from db.demo.world import World


def tell_queue(world: World, block: int) -> None:
    """New reports: fresh, anonymous, urgent, overdue, with somebody involved, a duplicate, a dismissal under review."""
    for place, (ago, make) in enumerate(
        (
            (1, _fresh),
            (3, _anonymous),
            (2, _urgent),
            (6, _involved),
            (36, _overdue),
            (9, _self_report),
            (24, _under_review),
        )
    ):
        source = world.source("queue", block, place)
        with told():
            day = world.days.as_of - timedelta(days=ago)
            while not world.days.is_open(day):
                day -= timedelta(days=1)
            make(world, Report(world, source, started_on(world, day, source)))
    if not block:
        _draft(world)
        _asked(world)


def _plan(report: Report, code: str, person: Someone, **more: object) -> Filing:
    return plan_filing(report.world, report.random, report.today, code, person, **more)  # type: ignore[arg-type]


def _fresh(world: World, report: Report) -> None:
    """Filed yesterday by the supervisor who signs in, and a day before by somebody else about the same post."""
    person = world.pick_in(report.random, report.today, "felony", lawyer=True)
    filing = _plan(
        report, "identifiable_war_story", person, kind="supervisor", reporter=world.posts["supervisor"], count=2
    )
    report.file(filing)
    again = Report(world, report.random, report.at)
    with told():
        again.tick()
        again.file(
            _plan(again, "identifiable_war_story", person, kind="supervisor", reporter=world.posts["supervisor-two"])
        )
        for name in ("platform", "url", "url_key", "handle", "text", "posted_from_at", "posted_until_at"):
            again.posts[0][name] = report.posts[0][name]


def _anonymous(world: World, report: Report) -> None:
    """Nobody is named but a unit."""
    filing = _plan(report, "opinion_of_guilt", world.pick(report.random, report.today), kind="anonymous")
    filing.named = [Named(None, name="A lawyer of the homicide unit, tall, beard", details="Name not known")]
    report.file(filing)


def _urgent(world: World, report: Report) -> None:
    """Cannot wait; the second intake officer is walled off from it."""
    person = world.pick_in(report.random, report.today, "victim_services")
    filing = _plan(report, "protected_identity", person, kind="supervisor", reporter=world.chiefs["victim_services"])
    filing.urgent = "The child's school can be read in the picture, and it is being shared."
    report.intake = world.posts["intake"]
    report.file(filing)
    report.wall(world.posts["intake-two"], "Related to the family in the picture.")
    report.tick()
    report.acknowledge()


def _involved(world: World, report: Report) -> None:
    """Somebody marked as involved waits for the conflict officer."""
    person = world.pick_in(report.random, report.today, "juvenile")
    filing = _plan(report, "wrong_audience", person, kind="supervisor", reporter=world.chiefs["juvenile"])
    other = world.pick_in(report.random, report.today, "administration")
    filing.named = [*filing.named, Named(other, "involved", details="Is in the chat")]
    report.file(filing)
    report.wait(0, 1)
    report.acknowledge()


def _overdue(world: World, report: Report) -> None:
    """Received, checked, and not screened in time."""
    person = world.pick_in(report.random, report.today, "misdemeanor", lawyer=True)
    report.file(_plan(report, "sealed_material", person, kind="court"))
    report.receive()


def _self_report(world: World, report: Report) -> None:
    """Somebody's own slip, ready to be screened."""
    person = world.pick_in(report.random, report.today, "communications")
    report.file(_plan(report, "privacy_setting_error", person, kind="self", reporter=person))
    report.receive()


def _under_review(world: World, report: Report) -> None:
    """Dismissed; the reporter has asked for a review, which waits for the cause reviewer."""
    person = world.pick_in(report.random, report.today, "narcotics", lawyer=True)
    report.file(_plan(report, "insult_to_participant", person, kind="supervisor", reporter=world.posts["supervisor"]))
    report.receive(quick=True)
    report.wait(1, 3)
    report.screen("dismissed", "not_misconduct", "The remark is about a long day; nobody is named.")
    report.close()
    report.wait(2, 5)
    report.ask_review("Everybody in the building knows which juror was meant. Please read the second post.")
    report.relate(
        world.posts["cause-reviewer"], "cause_reviewer", "Reviews the dismissal", source="assign", by=report.intake
    )
    report.notify(world.posts["cause-reviewer"], "review_asked", "A dismissal waits for your review.")


def _draft(world: World) -> None:
    """A report that the supervisor has begun."""
    edited = world.now - timedelta(hours=9)
    world.sheet.add(
        models.Draft,
        owner_account_id=world.posts["supervisor"].account_id,
        document={"tab": "", "reached": 2, "report": _begun(world, edited)},
        chapter="posts",
        version=3,
        made_at=edited - timedelta(minutes=14),
        edited_at=edited,
    )


def _begun(world: World, edited: datetime) -> dict[str, Any]:
    day = world.days.day(edited).isoformat()
    return {
        "narrative": (
            "On Friday one of my people showed me a post about the trial in courtroom two. I have not "
            "spoken to the author."
        ),
        "found": {"date": day, "precision": "day"},
        "people": [{"key": "a1", "part": "alleged", "name": "somebody on the second floor"}],
        "posts": [
            {
                "key": "p1",
                "kind": "comment",
                "platform": "news_comments",
                "url": "https://news.example/courts/4471/comments#c-20931",
                "handle": "Courthouse Regular",
                "account_kind": "pseudonymous",
                "visibility": "anyone",
                "posted": {"date": day, "time": "08:40", "precision": "about"},
                "text": "Wait until they hear what we heard this morning.",
                "still_visible": "no",
            }
        ],
    }


def _asked(world: World) -> None:
    """What waits for records and leadership: a request, an audit's remark, an action that a rule proposed."""
    received = world.now - timedelta(days=5, hours=6)
    world.sheet.add(
        models.RecordsRequest,
        received_at=received,
        requester="A local paper",
        exemptions={},
        text="All decisions of the last two years on social media, without names",
    )
    for title, kind, hypothesis in _PROPOSED:
        world.sheet.add(
            models.Action,
            version=1,
            kind=kind,
            title=title,
            signal={"rule": "policy_past_review"},
            owner_id=world.posts["leadership"].id,
            due_on=world.days.as_of + timedelta(days=40),
            hypothesis=hypothesis,
            expected="Fewer questions to Professional Standards",
            status="proposed",
            at=world.now - timedelta(days=11),
        )


_PROPOSED: Sequence[tuple[str, str, str]] = (
    ("Review section SM-1, past its review date", "policy", "The section says nothing on short videos; people ask."),
    (
        "Guidance on outside writing tools",
        "guidance",
        "Case text goes into outside tools because nobody said what to use instead.",
    ),
)
