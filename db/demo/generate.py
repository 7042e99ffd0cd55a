"""Writing the demonstration office: one act for an office of the usual size, one act a block for larger ones."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import models
from db.demo.days import Days
from db.demo.files import sample_files, store_files
from db.demo.mix import plan_block
from db.demo.office import Founder
from db.demo.patterns import tell_patterns
from db.demo.policy import write_policies
from db.demo.retention import ask_for_destruction
from db.demo.routine import opened, screened_out
from db.demo.sheet import Sheet, new_random
from db.demo.staged import tell_staged
from db.demo.world import World, structure
from db.dialect.bulk import expect_many
from db.domain.reference import Reference, load_reference
from db.domain.rule import Missing, ensure
from db.evidence_store import EvidenceStore
from db.session import Sessions

ACTOR = "system:demo"
CASES_A_BLOCK = 105  # about what one block makes; staff grows with the number of blocks


@dataclass(frozen=True)
class Made:
    """What was written."""

    reports: int
    cases: int
    people: int
    rows: int


def new_world(seed: int, as_of: date, reference: Reference | None = None) -> World:
    """An office without anybody yet."""
    plan = structure()
    days = Days(as_of, ZoneInfo(plan["zone"]), plan["holidays"], reference or load_reference())
    return World(seed, days, days.reference, Sheet(new_random(seed, "rows")), sample_files(seed))


def found(world: World, factor: int = 1) -> Founder:
    """The office's people, policies and training, on the world's sheet."""
    founder = Founder(world, factor)
    founder.found()
    write_policies(world)
    return founder


def tell_block(world: World, founder: Founder, block: int = 0) -> None:
    """Five years of reports and cases: the patterns, those that are open now, and everyday ones."""
    tell_patterns(world, block)
    tell_staged(world, founder, block)
    for slot in plan_block(world.days, world.source("mix", block)):
        source = world.source("slot", block, slot.index)
        (opened if ":" in slot.outcome else screened_out)(world, slot, source)
    if block == 0:
        ask_for_destruction(world)


def demo_sheet(seed: int, as_of: date, reference: Reference | None = None) -> Sheet:
    """Every row of the demonstration office, unwritten."""
    world = new_world(seed, as_of, reference)
    tell_block(world, found(world))
    return world.sheet


def write_demo(
    sessions: Sessions, *, seed: int, as_of: date, reference: Reference | None = None,
    evidence: EvidenceStore | None = None, say: Callable[[str], None] = lambda text: None,
) -> Made:  # fmt: skip
    """Make the demonstration office in one act. Raises RuleBroken where the database holds an office already."""
    world = new_world(seed, as_of, reference)
    say("Inventing the people, the reports and the cases.")
    tell_block(world, found(world))
    if evidence is not None:
        store_files(evidence, world.files)
    made = _count(world.sheet)
    say(f"Writing {made.rows:,} rows: {made.people} people, {made.reports} reports, {made.cases} cases.")
    _write(sessions, world, "office:founded", first=True)
    return made


def write_many(
    *offices: Sessions, cases: int, seed: int = 1, as_of: date, reference: Reference | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Made:  # fmt: skip
    """At least so many cases with their reports, in one act a block: memory stays that of one block.

    Every database given gets the same rows. The staff grows with the number of cases, so that a person is not named in
    dozens of them. Raises RuleBroken where a database holds an office already.
    """
    blocks = max(1, -(-cases // CASES_A_BLOCK))
    world = new_world(seed, as_of, reference)
    founder = found(world, factor=max(1, blocks // 10))
    total = Made(0, 0, 0, 0)
    for block, made in enumerate(_blocks(offices, world, founder)):
        total = Made(*(before + more for before, more in zip(_values(total), _values(made), strict=True)))
        if block % 10 == 9 or total.cases >= cases:
            say(f"{total.cases:,} cases, {total.reports:,} reports, {total.rows:,} rows.")
        if total.cases >= cases:
            break
    return total


def _blocks(offices: Sequence[Sessions], world: World, founder: Founder) -> Iterator[Made]:
    block = 0
    while True:
        tell_block(world, founder, block)
        made = _count(world.sheet)
        for sessions in offices:
            _write(sessions, world, "office:founded" if block == 0 else "import:run", first=block == 0, many=True)
        world.sheet.empty()
        yield made
        block += 1


def _values(made: Made) -> tuple[int, int, int, int]:
    return made.reports, made.cases, made.people, made.rows


def _count(sheet: Sheet) -> Made:
    return Made(
        len(sheet.rows(models.Incident)), len(sheet.rows(models.Case)), len(sheet.rows(models.Person)), sheet.count()
    )


def _write(sessions: Sessions, world: World, event: str, *, first: bool, many: bool = False) -> None:
    with sessions.writing() as session:
        if many:
            expect_many(session.connection())
        if first and session.scalars(select(models.Office.id)).first() is not None:
            ensure(Missing("one_office", "This database already holds an office."))
        session.begin_act(event, actor=ACTOR, at=world.now)
        world.sheet.write(session)
