"""What the patterns share: a day to begin, people, a report received, cases opened from it."""

from collections.abc import Sequence
from datetime import date

from db.demo.cast import Someone
from db.demo.course import Course, investigate
from db.demo.filing import Filing, Named
from db.demo.invent import new_matter
from db.demo.posts import PostPlan
from db.demo.report import Report, started_on
from db.demo.story import Story
from db.demo.world import World, read_words


class Scene:
    """One pattern: its own random source, its day, and the short words for what every pattern does."""

    def __init__(self, world: World, block: int, key: str, months: int, day: int = 9) -> None:
        self.world = world
        self.block = block
        self.random = world.source("pattern", block, key)
        self.day = world.days.next_open(world.days.months_ago(months, day))

    def prosecutor(self, unit: str = "felony", *, day: date | None = None) -> Someone:
        """An assistant prosecutor of a unit."""
        return self.world.pick_in(self.random, day or self.day, unit, lawyer=True)

    def staff(self, unit: str, *, lawyer: bool | None = False) -> Someone:
        """Somebody of a unit without a law license."""
        return self.world.pick_in(self.random, self.day, unit, lawyer=lawyer)

    def chief(self, person: Someone) -> Someone:
        """The head of a person's unit."""
        job = person.job(self.day)
        return self.world.chiefs[job.unit if job else "felony"]

    def matter(self, stage: str = "pretrial") -> tuple[str, str, str]:
        """A court matter."""
        return new_matter(self.random, self.day, stage)

    def report(
        self,
        respondents: Sequence[Someone | Named],
        name: str,
        *,
        reporter: Someone | None = None,
        day: date | None = None,
        own_dates: tuple[date, date] | None = None,
    ) -> Report:
        """File the report of that name in `words/patterns.toml`; a supervisor's, unless it says otherwise."""
        named = [one if isinstance(one, Named) else Named(one) for one in respondents]
        words = dict(read_words("patterns")[name])
        posts = [PostPlan(**{**one, "subtypes": tuple(one["subtypes"])}) for one in words.pop("post", ())]
        matters = [self.matter(stage) for stage in words.pop("matters", ())]
        first = named[0].person
        source = words.pop("source", "supervisor")
        who = self.chief(first) if source == "supervisor" and reporter is None and first is not None else reporter
        at = started_on(self.world, day or self.day, self.random)
        filing = Filing(
            posts=posts, named=named, source=source, reporter=who, matters=matters, own_dates=own_dates, **words
        )
        return Report(self.world, self.random, at).file(filing)

    def ready(self, report: Report, *, quick: bool = False) -> Report:
        """Received by intake and ready to be screened."""
        report.receive(quick=quick)
        report.wait(0 if quick else 1, 1 if quick else 6)
        return report

    def case(self, report: Report, track: str, *, named: Named | None = None, until: str = "") -> Story:
        """A case of the report, not opened yet."""
        return Story(report, named, track=track, until=until)


def to_review(story: Story, *allegations: str, course: Course | None = None, content: bool | None = None) -> None:
    """Open and investigate with these allegations, each resting on all posts, and submit for review."""
    plan = course or Course(interview="voluntary")
    story.open()
    if not allegations:
        investigate(story, plan)
        return
    story.attribute()
    for text in allegations:
        story.allege(text, content=content)
    story.respond(story.notice())
    if plan.interview:
        story.interview(mode=plan.interview)
    if story.is_speech():
        story.speech(plan.speech)
    story.report_on(*plan.verdict.findings)
    story.submit()
