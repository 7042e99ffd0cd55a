"""Impossible states cannot exist: walks through cases, the model against the application against the database."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from litestar.testing import TestClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.app import create_app
from db import ledger_verify
from db.dialect.identity import set_identity, system_identity
from db.domain.move import MOVES, MoveName
from db.ledger_fold import compare, fold
from db.session import make_sessions
from tests.faults.case_acts import ACTS
from tests.faults.case_hands import Hands
from tests.faults.case_model import Model
from tests.faults.case_paths import FRONT, PATHS, QUESTION
from tests.faults.case_rows import State
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Kind, fresh
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters
from tests.harness.serving import settings_for
from tests.soak.promises import Seen

WALKS, STEPS, KEPT = 10_000, 5, 5  # walks, acts in each, cases of each track left for later walks
REFUSED = (403, 404, 409, 422)
STRANGERS = ("supervisor", "leader", "admin", "investigator_two")  # no part in any of these cases
STAGES = tuple(
    dict.fromkeys(one for act in ACTS.values() for one in act.stages if one not in ("submitted", "screened"))
)


class Diverged(AssertionError):
    """Model, application and database do not say the same."""


@dataclass
class Walked:
    """A case as the model has it, the hands that act in it, and what is still to come on its plain way."""

    model: Model
    hands: Hands
    way: list[str]
    before: State


@dataclass
class Tally:
    """What the walks came across, and the cases that they left."""

    walks: int = 0
    first: str = ""
    left: dict[str, list[Walked]] = field(default_factory=lambda: {"employer": [], "licence": []})
    acts: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)


def _new(office: Deciding, track: str, is_report: bool) -> Walked:
    """A report that was filed; or, which costs less, a case placed in its investigation by rows."""
    model, hands, way = Model(track), Hands(office, track), list(PATHS[track])
    if is_report:
        hands.file()
        model.stage, way = "submitted", [*FRONT, *way]
    else:
        hands.place()
        model.done |= {"reviewer", "counsel", "checked"}
    return Walked(model, hands, way, hands.state())


class Walk(RuleBasedStateMachine):
    """One case: along its plain way, and off it at any time."""

    office: ClassVar[Deciding]
    tally: ClassVar[Tally]
    names: ClassVar[Sequence[str]]
    case: Walked

    @initialize(track=st.sampled_from(("employer", "licence")), start=st.integers(0, 15), far=st.integers(0, 6))
    def begin(self, track: str, start: int, far: int) -> None:
        """A case where an earlier walk left it, else a new case or report; then some way along its plain way."""
        self.tally.walks += 1
        left = self.tally.left[track]
        self.case = _new(self.office, track, start == 0) if start < 2 or not left else left.pop(start % len(left))
        self.case.before = self.case.hands.state()
        for _ in range(far):
            self.go_on()

    def teardown(self) -> None:
        """Leave the case for a later walk."""
        case: Walked | None = vars(self).get("case")  # none where it did not begin
        if case is not None:
            left = self.tally.left[case.model.track]
            left.append(case)
            del left[:-KEPT]

    @rule()
    def go_on(self) -> None:
        """The next act of the plain way, where the model allows it."""
        way = self.case.way
        while way and way[0] in ONCE and not ACTS[way[0]].is_legal(self.case.model):
            way.pop(0)  # a detour did it already
        if way and ACTS[way[0]].is_legal(self.case.model):
            self.act(way.pop(0))

    @rule()
    def months_pass(self) -> None:
        """Every term runs out, in every case that is under way."""
        if self.case.model.stage == "decided":
            self.office.clock.advance(days=120)
            for one in (self.case, *(one for left in self.tally.left.values() for one in left)):
                one.model.time_passes()

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        """Any act at any time, by the one whose it is."""
        self.act(data.draw(st.sampled_from(self.names)))

    @rule(name=st.sampled_from(sorted(ACTS)), user=st.sampled_from(STRANGERS))
    def by_a_stranger(self, name: str, user: str) -> None:
        """Any act by somebody without a part in the case."""
        self._refused(name, user=user)

    @rule(name=st.sampled_from(sorted(ACTS)))
    def on_a_stale_page(self, name: str) -> None:
        """Any act with the version of before, where the act asks for one."""
        if name not in APPENDING and name != "check conflicts":  # which is of the report
            self._refused(name, version=str(self.case.before.version - 1 or 99))

    @rule(stage=st.sampled_from(STAGES))
    def behind_the_ledger(self, stage: str) -> None:
        """The stage written by SQL, without an entry: the database itself refuses."""
        before = self.case.before
        if stage != before.stage and self.case.hands.placed is not None:
            with self.office.matters.sessions.engine.connect() as connection:
                set_identity(connection, system_identity("test"))  # it must be the trigger that refuses, not the wall
                try:
                    wanted = {"stage": stage, "id": _key(self.office, self.case.hands.placed.id)}
                    connection.execute(text('UPDATE "case" SET stage = :stage WHERE id = :id'), wanted)
                    connection.commit()
                except DBAPIError:
                    connection.rollback()
            self.tally.acts["SQL behind the ledger"] += 1
            self._same(before, self.case.hands.state(), "SQL behind the ledger")

    def act(self, name: str) -> None:
        """Do an act that the model allows or refuses, and compare."""
        if name == "check conflicts" and self.case.hands.placed is not None:
            return  # of the report, which the rows compared here no longer are
        if not ACTS[name].is_legal(self.case.model):
            self._refused(name)
            return
        before, had_case = self.case.before, self.case.hands.placed is not None
        answer = self.case.hands.send(name, self.case.model)
        if answer.status_code != 201:
            raise self._diverged(
                f"{name} at {self.case.model.stage}: {answer.status_code} {answer.text[:300]}; {self.case.model}"
            )
        ACTS[name].apply(self.case.model)
        self.tally.acts["done"] += 1
        self.tally.stages[self.case.model.stage] += 1
        after = self.case.before = self.case.hands.state()
        told = answer.json()["stage"]
        self._agree(after, name, told if had_case else "")
        if had_case and after.entries != before.entries + 1:
            raise self._diverged(f"{name}: {after.entries - before.entries} entries of the ledger")
        if name == "reopen":  # what of its past still counts then, the model does not know
            self.case = _new(self.office, self.case.model.track, is_report=False)

    def _refused(self, name: str, **how: str) -> None:
        if self.case.hands.placed is None and name not in FRONT[:3]:
            return  # there is no case yet that it could be sent to
        answer = self.case.hands.send(name, self.case.model, **how)
        if answer.status_code not in (*REFUSED, 412):
            raise self._diverged(f"{name} {how} at {self.case.model.stage}: {answer.status_code}; {self.case.model}")
        self.tally.acts["refused"] += 1
        self._same(self.case.before, self.case.hands.state(), f"{name} {how}")

    def _diverged(self, what: str) -> Diverged:
        self.tally.first = self.tally.first or what
        return Diverged(what)

    def _same(self, before: State, after: State, what: str) -> None:
        if before != after:
            raise self._diverged(f"{what} was refused, and changed {before} to {after}")

    def _agree(self, state: State, name: str, told: str) -> None:
        """Model, answer and rows name the same stage; one interval runs; one decision at most is in force."""
        wanted = {"dismissed": "closed"}.get(self.case.model.stage, self.case.model.stage)
        running = (wanted,) if self.case.hands.placed else ()
        finals = int(self.case.model.has("order"))
        seen = (state.stage, told or wanted, state.running, state.finals)
        if seen != (wanted, wanted, running, finals):
            raise self._diverged(
                f"after {name}: {seen}, but the model has {wanted} with {finals} final; {self.case.model}"
            )


ONCE = ("check conflicts", "assign reviewer", "assign counsel", "declare", *QUESTION)
"""What a detour may have done before its turn on the plain way comes."""
APPENDING = {
    "serve notice", "serve charges", "serve hearing notice", "serve order", "answer notice", "answer charges",
    "serve report", "declare", "disclose", "file exhibit", "vote", "chair votes", "third votes", "appeal",
    "tell reporter",
}  # fmt: skip
"""Acts that only add ask for no version."""


def _key(office: Deciding, key: Any) -> Any:
    return key.hex if office.matters.sessions.is_sqlite else key


@contextmanager
def _office(kind: Kind) -> Iterator[Deciding]:
    with fresh(kind, office_with_board) as database, tempfile.TemporaryDirectory() as folder:
        given, clock = settings_for(database, Path(folder)), MovableClock()
        sessions = make_sessions(database.url).as_system("test")
        with TestClient(
            create_app(given, clock=clock), base_url=given.public_url, raise_server_exceptions=False
        ) as one:
            yield Deciding(one, clock, Matters(sessions, clock))
        sessions.close()


def walk(office: Deciding, walks: int, names: Iterable[str] = ACTS) -> tuple[Tally, str]:
    """So many walks with these acts; what they came across, and the first divergence in words."""
    tally = Tally()
    machine = type("Walks", (Walk,), {"office": office, "tally": tally, "names": sorted(names)})
    bounds = settings(
        max_examples=walks, stateful_step_count=STEPS, phases=[Phase.generate], deadline=None, derandomize=True,
        database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        run_state_machine_as_test(machine, settings=bounds)
    except Exception as error:  # noqa: BLE001 # played again in a case that has moved on, a divergence may look another
        return tally, tally.first or repr(error)
    return tally, ""


def impossible_states_cannot_exist(kind: Kind, share: float) -> Seen:
    """Walks, then the fold of the ledger against the tables; then walks with a precondition taken out of a move."""
    with _office(kind) as office:
        tally, diverged = walk(office, max(20, round(WALKS * share)))
        with office.matters.sessions.reading() as session:
            found = [str(one) for one in ledger_verify.verify_entries(session, ledger_verify.Report())]
            found += [str(one) for one in compare(session, fold(session))]
        submit = MOVES[MoveName.SUBMIT_FOR_REVIEW]
        lax = replace(submit, rules=tuple(one for one in submit.rules if one.__name__ != "report_is_complete"))
        with patch.dict(MOVES, {MoveName.SUBMIT_FOR_REVIEW: lax}):
            control, noticed = walk(office, 200, ("submit",))
    for line in filter(None, (diverged, *found[:10])):
        print(line)
    failed = bool(diverged) + len(found) + (not noticed.startswith("submit"))
    words = (
        f"{tally.acts['done']} acts done, {tally.acts['refused']} refused, {tally.acts['SQL behind the ledger']} by "
        f"SQL, stages {dict(sorted(tally.stages.items()))}, {len(found)} rows differ from the ledger"
    )
    caught = f"submitting without a complete report: noticed after {control.walks} walks ({noticed[:60]})"
    return Seen("impossible_states_cannot_exist", kind, tally.walks, failed, words, caught)
