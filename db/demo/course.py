"""The usual course of a case on either track, with the turns that it may take."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.demo.charging import Count
from db.demo.story import Story
from db.demo.verdict import Verdict
from db.domain.amount import Amount
from db.sanctioning import Terms

STEPS = (
    ("preserve", "Capture the page with its comments"),
    ("site_capture", "Capture the profile and its settings"),
    ("records_request", "Ask for the docket and the assignment list of that week"),
    ("records_request", "Ask for the log of the case system"),
    ("other", "Ask the chief of the unit who was told what"),
    ("interview", "Hear the colleague who reported it"),
)


@dataclass
class Course:
    """How a case goes. `end`: dismissed, diverted, or decided."""

    end: str = "decided"
    verdict: Verdict = field(default_factory=Verdict)
    counts: Sequence[Count] = ()
    ground: str = "No cause found"
    reasons: str = ""
    interview: str = "voluntary"  # voluntary, compelled, or empty for none
    silent: bool = False  # no answer to the notice, its time runs
    returned: bool = False
    failed: bool = False  # a first attempt to serve fails
    default: bool = False
    recusal: bool = False
    waived: bool = False  # the hearing is waived
    exceptions: Sequence[str] = ()
    panel: Verdict | None = None  # where the panel recommends something else
    appeal: Sequence[str] = ()  # outcome per charge
    appeal_sanction: tuple[str, Terms] | None = None
    steps: int = 2
    speech: str = "not_protected"


def investigate(story: Story, course: Course) -> None:
    """From the opening to the submission for review."""
    story.attribute()
    for kind, title in story.random.sample(STEPS, course.steps):
        story.do(kind, title)
    story.reach("looked")
    story.allege()
    letter = story.notice(failed=course.failed)
    if course.silent:
        due = story.due_at("respond_licence", "respond_employer")
        story.after(due or story.at)
    else:
        story.respond(letter)
    if course.interview:
        story.interview(mode=course.interview)
    if story.is_speech():
        story.speech(course.speech)
    story.do("report", "Write the report on each allegation", least=1, most=8)
    story.report_on(*course.verdict.findings)
    story.submit()
    if course.returned:
        story.return_for_changes("Say for each capture who made it and when; ask the colleague about the second post.")


def take(story: Story, course: Course) -> Story:
    """The whole case."""
    story.open()
    if course.end == "dismissed":
        _dismiss(story, course)
    elif course.end == "diverted":
        story.attribute()
        story.allege()
        story.respond(story.notice())
        story.divert(
            "Complete the module on settings and audience, and go through the account's settings with the unit's chief."
        )
    else:
        investigate(story, course)
        (_licence if story.is_licence else _employer)(story, course)
        _after(story, course)
    return story


def _dismiss(story: Story, course: Course) -> None:
    if story.random.random() < 0.5:
        investigate(story, course)
    else:
        story.attribute()
        story.do(*STEPS[story.random.randrange(4)])
        story.allege()
        story.respond(story.notice())
    story.dismiss(
        course.ground, course.reasons or "What was found does not show a breach of the rule; the post names nobody."
    )


def _employer(story: Story, course: Course) -> None:
    """Proposed action, pre-decision meeting, the deciding official's decision."""
    story.charge(course.counts)
    story.serve_charges(failed=course.failed)
    story.answer_charges()
    story.disclose()
    story.designate()
    story.schedule()
    story.go_to_hearing()
    story.hold(waived=course.waived)
    story.decide(course.verdict)
    story.serve_order()


def _licence(story: Story, course: Course) -> None:
    """Charges, hearing, the panel's report, exceptions, the board's order."""
    story.charge(course.counts)
    story.serve_charges(failed=course.failed)
    if course.default:
        story.default()
    else:
        story.answer_charges()
    story.disclose()
    members = story.compose(story.procedure.first)
    if course.recusal:
        story.recuse(members[1], "Taught with the respondent at the same law school.")
    story.schedule()
    story.go_to_hearing()
    story.hold(waived=course.waived)
    story.vote(story.procedure.first, course.panel or course.verdict, stop="voting")
    story.serve_order()
    story.except_(*course.exceptions)
    story.compose(story.procedure.last)
    story.reach("board")
    story.vote(story.procedure.last, course.verdict, stop="board_voting")
    story.serve_order()


def _after(story: Story, course: Course) -> None:
    if course.appeal:
        early = not story.is_licence and bool(story.sanctions)
        if early:  # employer discipline takes effect at once; a grievance does not stop it
            story.begin(story.sanctions[0], most=2)
        proceeding = story.appeal()
        kind, terms = course.appeal_sanction or ("", None)
        story.decide_appeal(proceeding, course.appeal, sanction=kind, terms=terms)
        story.correct()
    story.carry_out()
    story.finish_case()


def suspension(days: int = 0, months: int = 0, *, paid: bool | None = None) -> Terms:
    """A suspension of so long."""
    return Terms(amount=Amount(0, months, days), paid=paid)


def hear(
    story: Story, counts: Sequence[Count] = (), *, action: str = "", answer: str = "", witnesses: str = "",
    days: int | None = None, waived: bool = False,
) -> None:  # fmt: skip
    """From the charges to the end of the hearing or meeting, on the story's own track."""
    story.charge(counts, action=action)
    story.serve_charges()
    story.answer_charges(answer)
    story.disclose(witnesses=witnesses)
    if story.is_licence:
        story.compose(story.procedure.first)
    else:
        story.designate()
    story.schedule(days=days)
    story.go_to_hearing()
    story.hold(waived=waived)


def order(story: Story, verdict: Verdict, *, panel: Verdict | None = None, exceptions: Sequence[str] = ()) -> None:
    """The panel's report, exceptions, and the board's order, served."""
    story.vote(story.procedure.first, panel or verdict)
    story.serve_order()
    story.except_(*exceptions)
    story.compose(story.procedure.last)
    story.vote(story.procedure.last, verdict)
    story.serve_order()


def end(story: Story) -> None:
    """Carry out what was imposed, and close."""
    story.carry_out()
    story.finish_case()
