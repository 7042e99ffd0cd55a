"""What is open on the as-of date: a queue of new reports, and cases that stop at a point, with work for every role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.demo.cast import Someone
from db.demo.course import Course, investigate, suspension, take
from db.demo.invent import plan_filing
from db.demo.office import Founder
from db.demo.report import Report, started_on
from db.demo.sheet import Sheet, new_random
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.waiting import tell_queue
from db.demo.world import World, read_words
from db.domain.amount import Amount
from db.sanctioning import Terms

SIGN_INS = (
    "intake",
    "investigator",
    "counsel",
    "cause-reviewer",
    "board-member",
    "board-member-public",
    "deciding-official",
    "clerk",
)
TRIES = 9
LONG_AGO = 1500  # days: where a story is first told, to learn how long it takes to its stop


@dataclass
class Open:
    """A case that stops at `until`, so many days before the as-of date (`gap`); see `words/open.toml`."""

    key: str
    track: str
    until: str
    code: str
    unit: str
    gap: int
    end: str = "decided"
    returned: bool = False
    default: bool = False
    sanction: str = ""
    days: int = 0
    months: int = 0
    fully_stayed: bool = False
    appeal: Sequence[str] = ()
    respondent: str = ""  # user name of a respondent who signs in
    wall: str = ""  # user name of a colleague who is walled off from it
    stay: bool = False
    beyond: str = ""  # what happens after the stop
    main: bool = True

    def course(self, world: World) -> Course:
        """The course that leads to the stop."""
        verdict = Verdict(sanction=self.sanction, terms=self._terms(world))
        return Course(end=self.end, verdict=verdict, returned=self.returned, default=self.default, appeal=self.appeal)

    def _terms(self, world: World) -> Terms:
        if self.fully_stayed:
            amount = Amount(0, self.months)
            return Terms(amount=amount, stayed=amount, stayed_for_months=12, conditions=_conditions(world))
        paid = False if self.sanction == "suspension" and self.track == "employer" else None
        return suspension(self.days, self.months, paid=paid)


def _conditions(world: World) -> tuple[dict[str, object], ...]:
    due = (world.days.as_of + timedelta(days=70)).isoformat()
    monitor = str(world.chiefs["felony"].id)
    return tuple(
        {"text": text, "monitor_id": monitor, "due_on": due}
        for text in ("Meet the monitor once a month and go through the settings", "Six hours of training in ethics")
    )


def _late_step(story: Story) -> None:
    """A step that is overdue, and one that is due soon."""
    story.plan("records_request", "Ask the provider for the account's data", days=5)
    story.plan("interview", "Hear the colleague who took the screenshot", mode="voluntary", days=18)


def _one_correction(story: Story) -> None:
    story.correct(leave=1)


_BEYOND = {"late_step": _late_step, "one_correction": _one_correction}


def tell_staged(world: World, founder: Founder, block: int) -> None:
    """The queue and the open cases."""
    tell_queue(world, block)
    for row in read_words("open")["case"]:
        _anchored(world, founder, Open(**row), block)


def _anchored(world: World, founder: Founder, one: Open, block: int) -> None:
    """Tell a case so that it stops shortly before the as-of date: first long ago, to learn how long it takes.

    What the first block has learned serves the others, which stop about then.
    """
    person = _respondent(world, founder, one, block)
    kept, numbers = world.sheet, set(world.numbers)
    wanted = world.days.as_of - timedelta(days=one.gap)
    learned = world.learned.get(one.key)
    start = learned or world.days.as_of - timedelta(days=LONG_AGO)
    for attempt in range(1 if learned else TRIES):
        world.sheet = Sheet(new_random(world.seed, "staged", block, one.key, attempt))
        world.numbers = numbers.copy()
        story = _tell(world, one, person, start, block)
        late = story is None or not story.has_reached
        if learned or (attempt and not late and story is not None and -2 <= (wanted - story.today).days <= 13):
            break
        back = timedelta(days=9 if attempt else 400)
        start -= back if late or story is None else story.today - wanted
    world.learned[one.key] = start
    if story is not None and story.has_reached and one.beyond:
        _go_beyond(story, _BEYOND[one.beyond])
    made, world.sheet = world.sheet, kept
    world.sheet.take(made)


def _go_beyond(story: Story, beyond: Callable[[Story], None]) -> None:
    story.until = ""
    with told(story):
        beyond(story)


def _respondent(world: World, founder: Founder, one: Open, block: int) -> Someone:
    source = world.source("staged", block, one.key, "who")
    lawyer = True if one.track == "licence" else None
    person = world.pick_in(source, world.days.as_of - timedelta(days=700), one.unit, lawyer=lawyer)
    while not person.is_employed(world.days.as_of):
        person = world.pick_in(source, world.days.as_of, one.unit, lawyer=lawyer)
    if one.respondent and not block and person.account_id is None:
        founder.account(person, one.respondent, ["respondent"])
    return person


def _tell(world: World, one: Open, person: Someone, start: date, block: int) -> Story | None:
    source = world.source("staged", block, one.key)
    world.prefer = {world.posts[name] for name in SIGN_INS} if one.main and not block else set()
    story: Story | None = None
    with told():
        at = started_on(world, start, source)
        serious = world.subtypes[one.code].severity > 1
        filing = plan_filing(
            world,
            source,
            world.days.day(at),
            one.code,
            person,
            count=2,
            matter=serious and source.random() < 0.5,
            kind="supervisor" if source.random() < 0.7 else "colleague",
        )
        report = Report(world, source, at).file(filing)
        if one.wall and not block:
            report.wall(world.posts[one.wall], "Shares a household with a witness.")
        report.receive()
        report.wait(1, 6)
        story = Story(report, track=one.track, until=one.until)
    if story is not None:
        with told(story):
            _course(story, one)
    world.prefer = set()
    return story


def _course(story: Story, one: Open) -> None:
    course = one.course(story.world)
    if one.until == "challenged":
        _challenged(story, course)
    elif one.stay:
        try:
            take(story, course)
        finally:
            if story.has_reached:
                story.until = ""
                story.stay(
                    "A criminal case on the same facts is pending; the order cites the rule that stays this one."
                )
    else:
        take(story, course)


def _challenged(story: Story, course: Course) -> None:
    story.until = ""
    story.open()
    investigate(story, course)
    story.charge()
    story.serve_charges()
    story.answer_charges()
    story.disclose()
    members = story.compose(story.procedure.first)
    story.until = "challenged"
    story.challenge(members[1], "respondent", "The member wrote about a matter like this one.", upheld=False, ruling="")
