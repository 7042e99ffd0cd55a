"""Two acts at once: a member never votes twice on a question, and two decisions of one instance are never both made.

Two threads meet at a barrier and do the same act in transactions of their own. Several guards stand behind each
promise; the control takes them away one after the other, until the act happens twice.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from api.board.schemas.deliberation import CastVotes
from api.board.service import votes
from db.deciding import Ruling, write_decision
from db.domain.reference import Reference, load_reference
from db.domain.rule import RuleBroken
from db.identity import new_id
from db.models import Account, Case, Decision, Office, Panel, PanelMember, Person, Question, Vote
from db.session import Sessions, make_sessions
from db.visibility import Viewer
from db.work import OfficeFacts, Work
from tests.harness.board import PANEL
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Kind, fresh
from tests.harness.fills import licence_panel
from tests.soak.guards import drop_unique
from tests.soak.promises import Seen

RACES = 10_000
REFUSED = (RuleBroken, StaleDataError, DBAPIError)


@dataclass
class Ring:
    """One case before its panel, and two threads."""

    sessions: Sessions
    clock: MovableClock
    viewer: Viewer
    office: OfficeFacts
    case_id: UUID
    panel_id: UUID
    instance: str
    pool: ThreadPoolExecutor
    reference: Reference = field(default_factory=load_reference)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A write unit of the member."""
        with self.sessions.writing() as session:
            yield Work(session, self.viewer, self.clock.now(), self.office, self.reference)

    def at_once(self, act: Callable[[], None]) -> list[bool]:
        """Do the act twice at the same moment; which of the two went through."""
        barrier = threading.Barrier(2, timeout=30)

        def one() -> bool:
            barrier.wait()
            try:
                act()
            except REFUSED:
                return False
            return True

        return [future.result(60) for future in [self.pool.submit(one) for _ in range(2)]]


def double_votes_never_count(kind: Kind, share: float) -> Seen:
    """So many races of one member's two ballots on one question."""
    return _promise("double_votes_never_count", kind, share, vote_races, "vote")


def two_decisions_are_never_both_made(kind: Kind, share: float) -> Seen:
    """So many races of two final decisions of one instance."""
    name = "two_decisions_are_never_both_made"
    return _promise(name, kind, share, decision_races, "decision")


def _promise(name: str, kind: Kind, share: float, races: Callable[[Ring, int], Counter[str]], table: str) -> Seen:
    tried = max(20, int(RACES * share))
    with fresh(kind, licence_panel) as database, _ring(database) as ring:
        seen = races(ring, tried)
    words = f"{seen['once']} times once, {seen['never']} times not at all, {seen['twice']} times twice"
    told, doubled = _control(kind, min(tried, 60), races, table)
    failed = seen["twice"] + seen["never"] + (not doubled)
    return Seen(name, kind, tried, failed, words, told)


def _control(kind: Kind, tried: int, races: Callable[[Ring, int], Counter[str]], table: str) -> tuple[str, int]:
    """Take one guard after another away; what each number of missing guards led to."""
    told, doubled = [], 0
    with fresh(kind, licence_panel) as database, ExitStack() as gone, _ring(database) as ring:
        patch = gone.enter_context(pytest.MonkeyPatch.context())
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("without the unique index", lambda: drop_unique(database, table)),
            ("nor the case's version", lambda: patch.setattr(Work, "record", _record_without_the_case)),
            ("nor the verb's look-up", lambda: patch.setattr(votes, "missing_for_vote", lambda **_given: None)),
        )
        for words, take_away in steps:
            ring.sessions.close()
            take_away()
            doubled = races(ring, tried)["twice"]
            told.append(f"{words}: {doubled} of {tried} twice")
            if doubled:
                break
    return "; ".join(told), doubled


def _record_without_the_case(self: Work, name: str, *, case: Case | None = None, **_more: object) -> object:
    """`Work.record` without its line `case.changed_at = self.now`, which raises the case's version."""
    return self.begin(name, case=case)


def vote_races(ring: Ring, tried: int) -> Counter[str]:
    """Ballots on one question after another."""
    seen: Counter[str] = Counter()
    for _ in range(tried):
        question_id = _new_question(ring)

        def ballot(question_id: UUID = question_id) -> None:
            with ring.work() as work:
                case = work.session.get_one(Case, ring.case_id)
                data = CastVotes(votes={question_id: "yes"}, attested=True, reasons="As the record shows.")
                votes.cast_votes(work, case, data)

        ring.at_once(ballot)
        with ring.sessions.reading() as session:
            count = session.scalar(select(func.count()).select_from(Vote).where(Vote.question_id == question_id))
        seen[{0: "never", 1: "once"}.get(count or 0, "twice")] += 1
    return seen


def _new_question(ring: Ring) -> UUID:
    """A question that is open; the ones before are put aside, so that the list stays short."""
    with ring.work() as work:
        case = work.session.get_one(Case, ring.case_id)
        work.begin("question:put", case=case)
        for row in work.session.scalars(select(Question).where(Question.instance == ring.instance)):
            row.instance = "put_aside"
        work.session.flush()
        last = work.session.scalar(select(func.max(Question.ordinal))) or 0
        row = Question(
            id=new_id(), case_id=case.id, panel_id=ring.panel_id, instance=ring.instance, round=case.round,
            ordinal=last + 1, kind="other", charge_version_id=None, proposal={}, text="Is it so?",
            put_by_id=work.viewer.account_id, put_at=work.now, closed_at=None, carried=None, result=None,
        )  # fmt: skip
        work.session.add(row)
        return row.id


def decision_races(ring: Ring, tried: int) -> Counter[str]:
    """Final decisions in one round after another; also no moment with two of them in force."""
    seen: Counter[str] = Counter()
    for _ in range(tried):
        with ring.work() as work:
            case = work.session.get_one(Case, ring.case_id)
            work.begin("decision:issued", case=case)
            case.round = number = case.round + 1

        def decide() -> None:
            with ring.work() as work:
                case = work.session.get_one(Case, ring.case_id)
                work.record("decision:issued", case=case)
                ruling = Ruling(instance=ring.instance, outcome="sanction", proof="clear", reasons="As found.")
                write_decision(work, case, ruling, is_final=True)

        ring.at_once(decide)
        with ring.sessions.reading() as session:
            made = session.scalar(select(func.count()).select_from(Decision).where(Decision.round == number)) or 0
            final = session.scalar(select(func.count()).select_from(Decision).where(Decision.is_current_final)) or 0
        seen["twice" if max(made, final) > 1 else "once" if made == 1 else "never"] += 1
    return seen


@contextmanager
def _ring(database: Database) -> Iterator[Ring]:
    sessions = make_sessions(database.url).as_system("tests")
    with sessions.reading() as session:
        case = session.scalars(select(Case)).one()
        member, person, account = session.execute(
            select(PanelMember, Person, Account)
            .join(Person, Person.id == PanelMember.person_id)
            .join(Account, Account.person_id == Person.id)
            .where(Account.username == PANEL[1])
        ).one()
        office = session.scalars(select(Office)).one()
        viewer = Viewer(account.id, person.id, person.name, frozenset({"board"}))
        facts = OfficeFacts(office.name, ZoneInfo(office.zone), office.holidays, False, office.help_contact)
        panel = session.get_one(Panel, member.panel_id)
        ids = case.id, panel.id, panel.instance
    clock = MovableClock()
    clock.advance(days=400)
    with ThreadPoolExecutor(2) as pool:
        yield Ring(sessions, clock, viewer, facts, *ids, pool)
    sessions.close()
