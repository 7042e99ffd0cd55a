"""Everyday reports: most end with the first look, some become a case that goes its usual course."""

import random
from dataclasses import dataclass
from datetime import date

from db.demo.chronicle import Stopped
from db.demo.course import Course, suspension, take
from db.demo.filing import Named
from db.demo.invent import choose_code, plan_filing
from db.demo.report import Report, started_on
from db.demo.story import Story, told
from db.demo.verdict import Verdict
from db.demo.world import World, read_words


@dataclass
class Slot:
    """One report to come: the day it arrives, the kind of conduct, and what becomes of it."""

    index: int
    day: date
    security: bool
    outcome: str  # dismissed, referred, informal, or a course of `COURSES`


# --- reports that end with the first look


def screened_out(world: World, slot: Slot, source: random.Random) -> Report | None:
    """A report that is dismissed, referred or resolved informally."""
    report: Report | None = None
    try:
        report = _file(world, slot, source)
        report.receive()
        late = source.random() < 0.07
        report.wait(32, 44) if late else report.wait(1, 16)
        _end(world, report, slot, source)
    except Stopped:
        pass
    return report


def _file(world: World, slot: Slot, source: random.Random) -> Report:
    code = choose_code(world, source, security=slot.security)
    at = started_on(world, slot.day, source)
    count = source.choice((2, 2, 3)) if slot.security else source.choices((1, 2, 3), (66, 24, 10))[0]
    respondent = world.pick(source, slot.day)
    filing = plan_filing(world, source, slot.day, code, respondent, count=count)
    if slot.outcome == "dismissed" and source.random() < 0.06:  # nobody ever finds out who it was
        filing.named = [Named(None, name="Somebody in Misdemeanor and Traffic", details="Name not known")]
    return Report(world, source, at).file(filing)


def _end(world: World, report: Report, slot: Slot, source: random.Random) -> None:
    words = read_words("report")
    person = report.alleged[0].person
    outcome = slot.outcome
    if outcome == "informal" and person is not None:
        ground = source.choices(("coaching", "training"), (70, 30))[0]
        report.screen(
            "informal",
            ground,
            source.choice(words["informal"][ground]),
            answer=source.choice(words["informal"]["answers"]),
        )
        report.close("outcome", "Your report was looked at and settled with the person. Thank you for telling us.")
        return
    if outcome == "referred":
        ground = source.choice(list(words["referred"]))
        report.screen("referred", ground, source.choice(words["referred"][ground]))
        kind = {"oversight_body": "oversight", "civil_side": "civil", "employer": "court"}.get(ground, ground)
        report.refer(
            kind, _BODIES[kind], "It is theirs to decide.", outcome="No further action.", days=source.randint(60, 200)
        )
        report.close("outcome", "Your report was passed on to the authority that decides.")
        return
    ground = "too_little" if person is None else _ground(source, report)
    report.screen("dismissed", ground, source.choice(words["dismissed"][ground]))
    report.close()


_BODIES = {
    "oversight": "County oversight commission", "bar": "Licensing authority of the neighboring state",
    "court": "Administrator of the Superior Court", "civil": "County counsel, civil division",
}  # fmt: skip


def _ground(source: random.Random, report: Report) -> str:
    codes = {code for post in report.filing.posts for code in post.subtypes}
    if codes & {"not_theirs", "compromised_account"}:
        return "wrong_person"
    if codes & {"partisan_activity", "membership_or_reaction_only", "refusal_to_enforce"}:
        return source.choices(("protected_speech", "not_misconduct"), (75, 25))[0]
    return source.choices(("not_misconduct", "too_little", "no_jurisdiction"), (76, 17, 7))[0]


# --- reports that become a case


def _sustained(sanction: str, terms: object = None, **more: object) -> Course:
    given = {"terms": terms} if terms is not None else {}
    return Course(verdict=Verdict(sanction=sanction, **given), **more)  # type: ignore[arg-type]


def course_named(name: str, source: random.Random) -> tuple[str, Course]:
    """Track and course by a name such as "employer:censure" or "licence:no_violation"."""
    track, _, what = name.partition(":")
    clear = Verdict(("no_violation",) if source.random() < 0.5 else ("not_sustained",), standard="7.0")
    known = {
        "dismissed": lambda: Course(end="dismissed", silent=False),
        "diverted": lambda: Course(end="diverted"),
        "no_violation": lambda: Course(verdict=clear, interview=source.choice(("voluntary", ""))),
        "counselling": lambda: _sustained("counselling", silent=source.random() < 0.3),
        "censure": lambda: _sustained("censure", returned=source.random() < 0.3, failed=source.random() < 0.2),
        "admonition": lambda: _sustained("admonition", recusal=source.random() < 0.5),
        "suspension": lambda: _long(track, source),
        "grieved": lambda: _grieved(track, source),
    }
    return track, known[what]()


def _long(track: str, source: random.Random) -> Course:
    if track == "licence":
        return _sustained("suspension", suspension(months=source.choice((1, 2, 3, 6))), exceptions=("respondent",))
    mode = source.choice(("voluntary", "compelled"))
    return _sustained("suspension", suspension(source.choice((3, 5, 5, 10, 14)), paid=False), interview=mode)


def _grieved(track: str, source: random.Random) -> Course:
    """A decision that is appealed: affirmed, or reduced to something lighter."""
    if source.random() < 0.5:
        terms = suspension(months=2) if track == "licence" else suspension(10, paid=False)
        return _sustained("suspension", terms, appeal=("affirmed",))
    if track == "licence":
        return _sustained(
            "suspension", suspension(months=6), appeal=("reduced",), appeal_sanction=("censure", Verdict().terms)
        )
    return _sustained(
        "suspension",
        suspension(15, paid=False),
        appeal=("reduced",),
        appeal_sanction=("suspension", suspension(5, paid=False)),
    )


def opened(world: World, slot: Slot, source: random.Random) -> Story | None:
    """A report that becomes a case; the story goes as far as the as-of date lets it."""
    track, course = course_named(slot.outcome, source)
    code = choose_code(world, source, security=slot.security)
    respondent = world.pick(source, slot.day)
    for _ in range(60):
        if track == "employer" or respondent.licence:
            break
        respondent = world.pick(source, slot.day)
    story: Story | None = None
    try:
        at = started_on(world, slot.day, source)
        count = 2 if slot.security else source.choices((1, 2, 3), (50, 35, 15))[0]
        filing = plan_filing(world, source, slot.day, code, respondent, count=count)
        report = Report(world, source, at).file(filing).receive()
        report.wait(1, 12)
        story = Story(report, track=track)
    except Stopped:
        return None
    with told(story):
        take(story, course)
    return story
