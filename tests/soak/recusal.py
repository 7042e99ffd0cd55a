"""Recusal works at once: people step back, are walled off or locked out while they read and while files run to them."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, zip_longest
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from httpx import Response
from sqlalchemy import or_, select

from api import exports
from api.evidence import pages as evidence_pages
from api.limits import Rate
from db import visibility
from db.models import Account, Case, CaseIncident, Evidence, Incident, MatterRelation, Sanction
from tests.faults.crawl import Question, plain
from tests.faults.midway import Heard, Midway, Moment
from tests.faults.pair import unwalled
from tests.faults.worlds import World, world
from tests.harness.casework import PNG
from tests.harness.databases import Kind
from tests.harness.office import PARTS
from tests.soak.promises import Seen

RECUSALS = 1000
SMALL = 64  # bytes of a piece here, so that the few rows of this office make a list of many pieces
LARGE = PNG + bytes(range(256)) * 3000  # three pieces of the store
Kept = set[tuple[str, UUID | None, UUID | None]]


@dataclass(frozen=True)
class Loss:
    """Somebody, how they lose a matter, and what runs to them meanwhile."""

    user: str
    way: str
    export: str
    case: str
    report: str
    marks: tuple[str, ...]


@dataclass
class Office:
    """The world of the secret matters, and what was seen in it."""

    world: World
    losses: list[Loss] = field(default_factory=list)
    lists: list[Question] = field(default_factory=list)
    tried: int = 0
    running: int = 0
    in_hand: int = 0
    leaks: list[str] = field(default_factory=list)

    # --- the ways to lose a matter, each as people do it ---

    def lose(self, loss: Loss) -> None:
        """Do it, over HTTP; it has to be taken."""
        answer = {"steps back": self._steps_back, "walled": self._walled, "locked out": self._locked_out}[loss.way](
            loss
        )
        assert answer.status_code == 201, f"{loss}: {answer.status_code} {answer.text}"

    def _steps_back(self, loss: Loss) -> Response:
        return self._acted(loss.user, Case, f"cases/{loss.case}/self-recusals", reason="We were at school together.")

    def _walled(self, loss: Loss) -> Response:
        body = {"conflicted": [str(self._person(loss.user))], "reason": "A close friend.", "all_checked": True}
        return self._acted("conflict_officer", Incident, f"reports/{loss.report}/conflict-checks", **body)

    def _locked_out(self, loss: Loss) -> Response:
        body = {"named": "new", "person": PARTS[loss.user].name, "reason": "The account is theirs."}
        return self._acted("intake", Incident, f"reports/{loss.report}/identifications", **body)

    def _acted(self, user: str, model: type[Case] | type[Incident], path: str, **body: Any) -> Response:
        with self.world.sessions.reading() as session:
            version = session.scalars(select(model.version).where(model.number == path.split("/")[1])).one()
        return self.world.as_(user).post(f"/api/{path}", json=body, headers={"If-Match": str(version)})

    # --- one loss after another ---

    def run(self, loss: Loss, moment: Moment) -> None:
        """Lose the matter at a moment of the running export; then ask on in the open session; then give it back."""
        self.world.clock.advance(seconds=1)
        person, kept = self._person(loss.user), self._held(loss.user)
        heard = self.asked(loss, moment, lambda: self.lose(loss))
        if not heard.is_acted:
            self.lose(loss)
        self.tried += 1
        later = self._later(loss)
        self._judge(loss, moment, heard, later)
        self._restore(person, kept)

    def asked(self, loss: Loss, moment: Moment, act: Callable[[], object] = lambda: None) -> Heard:
        """Let the export run to the person, and do something at a moment of it."""
        reader = self.world.as_(loss.user)
        assert reader.get("/account").status_code == 200  # signed in before it begins
        return Midway(self.world.client.app, moment, act).ask(loss.export, reader.token)

    def _judge(self, loss: Loss, moment: Moment, heard: Heard, later: Response) -> None:
        """Nothing follows the loss but what anybody without the matter gets; or the one piece that was looked at."""
        self.running += heard.is_acted and heard.was_started
        in_hand = moment[0] == "unit" and heard.was_started  # the look was over, and the piece not yet handed on
        self.in_hand += in_hand and bool(heard.after)
        too_much = heard.after[1:] if in_hand else heard.after
        as_if_never = heard.body == later.content or (heard.status != 200 and not _shows(heard.body, loss))
        if heard.is_acted and too_much and not as_if_never:
            sent = sum(map(len, heard.after))
            self.leaks.append(f"{loss.user} {loss.way} at {moment} of {loss.export}: {sent} more bytes")

    def _later(self, loss: Loss) -> Response:
        """The next requests of the open session; the answer to the same export."""
        reader = self.world.as_(loss.user)
        chosen = self.lists[self.tried % len(self.lists)]
        listed = chosen.path if chosen.route.is_open_to(loss.user) else "/"
        for path in (f"/cases/{loss.case}", f"/api/cases/{loss.case}", f"/api/reports/{loss.report}", "/cases", listed):
            answer = reader.get(path)
            if _shows(answer.content, loss) or (loss.case in path and answer.status_code != 404):
                self.leaks.append(f"{loss.user} {loss.way}, then {path}: {answer.status_code}")
        again = reader.get(loss.export)
        if _shows(again.content, loss) or (loss.export.startswith("/evidence") and again.status_code != 404):
            self.leaks.append(f"{loss.user} {loss.way}, then {loss.export}: {again.status_code}")
        return again

    # --- rows ---

    def _person(self, user: str) -> UUID:
        with self.world.sessions.reading() as session:
            return session.scalars(select(Account.person_id).where(Account.username == user)).one()

    def _held(self, user: str) -> Kept:
        with self.world.sessions.reading() as session:
            rows = session.scalars(self._running(self._person(user)))
            return {(row.kind, row.case_id, row.incident_id) for row in rows}

    def _running(self, person: UUID) -> Any:
        now = self.world.clock.now()
        goes_on = or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > now)
        return select(MatterRelation).where(MatterRelation.person_id == person, goes_on)

    def _restore(self, person: UUID, kept: Kept) -> None:
        """End the relations that are new, and begin those anew that were ended: the next one finds the same office."""
        self.world.clock.advance(seconds=1)
        with self.world.matters.work("conflict_officer", "conflict:ruled") as work:
            found: Kept = set()
            for row in work.session.scalars(self._running(person)).all():
                found.add((row.kind, row.case_id, row.incident_id))
                if (row.kind, row.case_id, row.incident_id) not in kept:
                    row.until_at = work.now
            for kind, case_id, incident_id in kept - found:
                work.session.add(
                    MatterRelation(
                        person_id=person, kind=kind, case_id=case_id, incident_id=incident_id, from_at=work.now,
                        reason="Test: given back", source="test",
                    )
                )  # fmt: skip


def _shows(body: bytes, loss: Loss) -> bool:
    return any(mark.encode() in body for mark in loss.marks)


@contextmanager
def _office(kind: Kind) -> Iterator[Office]:
    with (
        tempfile.TemporaryDirectory() as folder,
        world(kind, Path(folder), secret=True) as made,
        patch.object(exports, "PIECE", SMALL),
    ):
        rates = made.client.app.state.services.limits.rates
        rates.update(dict.fromkeys(rates, Rate(burst=10**9, per_minute=10**9)))
        found = Office(made)
        found.losses = _losses(found)
        found.lists = [one for one in plain(made) if one.route.permission]
        yield found


def _losses(office: Office) -> list[Loss]:
    """Who loses what: of a case in its investigation, with a large file, and of a report that waits in the queue."""
    one = office.world
    case, report = _employer_matter(one, "investigation")
    done, its_report = _employer_matter(one, "decided", "termination")
    with one.sessions.reading() as session:
        of_report = MatterRelation.incident_id == Incident.id
        waiting = session.scalars(
            select(Incident.number).join(MatterRelation, of_report).where(MatterRelation.kind == "involved")
        ).one()
    form = {"kind": "screenshot", "description": "The whole page", "captured_by": "Imani Brathwaite"}
    files = {"file": ("page.png", LARGE, "image/png")}
    sent = one.as_("investigator").post(f"/api/cases/{case}/evidence", data=form, files=files)
    assert sent.status_code == 201, sent.text
    with one.sessions.reading() as session:
        large = session.scalars(select(Evidence.id).where(Evidence.size == len(LARGE))).one()
    file, both, figure = f"/evidence/{large}", (case, report), "/trends/figures/rate.csv"
    return [
        Loss("investigator", "steps back", file, case, report, (case,)),
        Loss("investigator", "steps back", "/cases.csv", case, report, (case,)),
        Loss("clerk", "locked out", file, case, report, both),
        Loss("intake", "walled", "/reports.csv?status=all", case, report, both),
        Loss("leader", "locked out", figure, case, report, both),
        Loss("counsel", "steps back", file, case, report, (case,)),
        Loss("clerk", "steps back", "/cases.csv", case, report, (case,)),
        Loss("supervisor", "locked out", "/my-reports.csv", case, waiting, (waiting,)),
        Loss("hr", "locked out", "/sanctions.csv", done, its_report, (done, its_report)),
    ]


def _employer_matter(one: World, stage: str, sanction: str = "") -> tuple[str, str]:
    """Numbers of the employer case at a stage (with a sanction of this kind), and of its report."""
    found = (
        select(Case.number, Incident.number)
        .join(CaseIncident, CaseIncident.case_id == Case.id)
        .join(Incident, Incident.id == CaseIncident.incident_id)
        .where(Case.track == "employer", Case.stage == stage)
    )
    if sanction:
        found = found.where(Case.id.in_(select(Sanction.case_id).where(Sanction.kind == sanction)))
    with one.sessions.reading() as session:
        case, report = session.execute(found).one()
    return case, report


def _moments(office: Office, loss: Loss) -> list[Moment]:
    """Every moment of an export that nothing disturbs; it must show the matter, or the loss would show nothing."""
    heard = office.asked(loss, ("never", 0))
    assert heard.status == 200, f"{loss}: {heard.status}"
    assert heard.is_whole
    assert _shows(heard.body, loss) or heard.body == LARGE or loss.export.startswith("/trends"), loss
    units: list[Moment] = [("unit", number + 1) for number in range(min(heard.units, 6))]
    pieces: list[Moment] = [("piece", number + 1) for number in range(min(len(heard.before), 6))]
    return [one for turn in zip_longest(pieces, units) for one in turn if one is not None]


def recusal_works_at_once(kind: Kind, share: float) -> Seen:
    """Recusals at every moment of running exports; then once more with nobody looked at again, and without walls."""
    wanted = max(20, round(RECUSALS * share))
    with _office(kind) as office:
        turns = [cycle(_moments(office, loss)) for loss in office.losses]
        for number in range(wanted):
            place = number % len(turns)
            office.run(office.losses[place], next(turns[place]))
        leaks, tried, running, in_hand = list(office.leaks), office.tried, office.running, office.in_hand
        unlooked, bare = _without_looking(office), _without_walls(office)
    for line in leaks[:20]:
        print(line)
    failed = len(leaks) + (unlooked == 0) + (bare == 0)
    words = f"{running} while bytes ran, {len(leaks)} leaks, {in_hand} times the one piece already looked at went out"
    control = f"looked at no more, {unlooked} of 9 exports run on; without exclusions {bare} leaks of 2"
    return Seen("recusal_works_at_once", kind, tried, failed, words, control)


def _without_looking(office: Office) -> int:
    """How many exports run on when `while_allowed` looks at nobody."""
    office.leaks.clear()
    with ExitStack() as changed:
        for module in (exports, evidence_pages):
            changed.enter_context(patch.object(module, "while_allowed", lambda _request, pieces, _look: iter(pieces)))
        for loss in office.losses:
            office.run(loss, ("piece", 1))
    return len({line.split(" at ")[0] for line in office.leaks if " more bytes" in line})


def _without_walls(office: Office) -> int:
    """How many leaks show when the queries exclude nobody."""
    office.leaks.clear()
    with unwalled(visibility, frozenset({"nothing"})):
        office.run(office.losses[2], ("never", 0))
        office.run(office.losses[3], ("never", 0))
    return len({line.split(",")[0] for line in office.leaks})
