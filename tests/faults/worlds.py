"""Two worlds that differ by the secret matters alone: one in which they happened, one in which they never did.

The office and the bystanders (matters that everybody may go on seeing) are made in both from the same seed, so that
keys and numbers are the same. Then the secret matters are driven by the real verbs, deep into their stages, by the very
people who are excluded from them afterwards: what they did there must leave no trace for them either.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import inspect, select

from api.app import create_app
from api.settings import Settings
from db.domain.choice import SPEECH_QUESTIONS
from db.domain.number import new_report_number
from db.domain.stage import Stage, Track
from db.identity import new_id, randomness, seeded
from db.models import Account, Case, Incident, IncidentPerson, MatterRelation
from db.models.base import Base
from db.session import Sessions, make_sessions
from tests.harness import run_folder
from tests.harness.board import MORE, office_with_board
from tests.harness.casework import PNG
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Database, Kind, fresh
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS
from tests.harness.people import SignedIn
from tests.harness.serving import settings_for

LATER = START + timedelta(days=400)  # when both worlds are looked at
EXCLUDING = ("walled", "involved", "recused", "respondent")
SECRET_WORD = "zephyrquill"  # in every text of the secret matters, and nowhere else
PRIVILEGED_WORD, DELIBERATION_WORD = "marigoldine", "ottervane"
FILER = "supervisor"
SOURCE = "test-wall"  # of the relations that `exclude` makes


# --- The world without ---


def without(database: Database) -> None:
    """The office and the bystanders, the same in every run."""
    with seeded(random.Random(26)):
        office_with_board(database)
        sessions = make_sessions(database.url)
        _bystanders(Matters(sessions, MovableClock()))
        sessions.close()


def _bystanders(matters: Matters) -> None:
    """Matters that resemble the secret ones: the same people, the same post, the same conduct."""
    related = {"investigator": "investigator", "counsel": "presenting_counsel", "supervisor": "reporter"}
    casework = Deciding(client=None, clock=MovableClock(), matters=matters)  # type: ignore[arg-type] # rows only
    open_case = matters.case("respondent", related=related, days_ago=30)
    casework.add_post(open_case)
    panel = {"member_lawyer": "panel_member", "chair": "panel_member", "intake": "screener"}
    matters.case("respondent_two", stage=Stage.DELIBERATION, related={**related, **panel}, days_ago=90)
    official = {"deciding_official": "deciding_official", "hr": "witness"}
    matters.case("respondent", track=Track.EMPLOYER, stage=Stage.DECIDED, related=official, days_ago=200)
    matters.case("respondent_two", stage=Stage.CLOSED, related=related, days_ago=400)
    _submitted(matters)


def _submitted(matters: Matters) -> None:
    """A report in the queue, not screened."""
    with matters.work("intake", "report:filed") as work:
        session, at = work.session, work.now - timedelta(days=2)
        incident = Incident(
            id=new_id(), number=new_report_number(at.year, randomness()), origin="own", status="submitted",
            source="supervisor", channel="page", entered_at=at, received_at=at, reported_precision="day",
            found_precision="day", occurred_precision="day", occurred_from_at=at, occurred_until_at=at,
            dates_zone="America/New_York", date_marks=[], summary="A remark about a juror",
            narrative="The respondent wrote about a juror.", harm="", urgent=False, urgent_reason="", screened_at=None,
        )  # fmt: skip
        session.add(incident)
        session.flush()
        person_id = matters.person(session, "respondent")
        session.add(IncidentPerson(incident_id=incident.id, part="alleged", person_id=person_id, name="", details=""))
        for user, kind in (("respondent", "respondent"), (FILER, "reporter")):
            session.add(
                MatterRelation(
                    person_id=matters.person(session, user), kind=kind, incident_id=incident.id, from_at=at,
                    reason="Test", source="file",
                )
            )  # fmt: skip


# --- The world with ---


def files_of(kind: Kind) -> Path:
    """Where the secret matters' evidence lies in this run."""
    return run_folder.current() / f"secret-{kind}"


def with_secret(database: Database) -> None:
    """The same office, in which the secret matters happened."""
    without(database)
    folder = files_of(database.kind)
    folder.mkdir(exist_ok=True)  # another fill of this run may have begun with it too
    clock = MovableClock()
    settings, sessions = settings_for(database, folder), make_sessions(database.url)
    with _client(settings, clock) as client:
        office = Deciding(client, clock, Matters(sessions, clock))
        _licence(office)
        _employer(office)
        _report(office)
    sessions.close()


@contextmanager
def _client(settings: Settings, clock: MovableClock) -> Iterator[TestClient[Litestar]]:
    application = create_app(settings, clock=clock)
    with TestClient(application, base_url=settings.public_url, raise_server_exceptions=False) as client:
        yield client


def _licence(office: Deciding) -> None:
    """A licence case from its report to an order, with everything in it that a case can hold."""
    case = office.opened(summary=f"About {SECRET_WORD}")
    office.add_post(case, f"That {SECRET_WORD} lies for a living.")
    _enrich(office, case)
    office.notified(case)
    office.answered(case, text=f"I deny the {SECRET_WORD}.")
    office.reported(case)
    office.submitted(case)
    office.charged(case, f"Commented on {SECRET_WORD}")
    office.served_charges(case)
    office.answered_charges(case)
    office.seated(case)
    evidence = [row["id"] for row in office.as_("counsel").get(f"/api/cases/{case.number}/evidence").json()]
    office.act("counsel", case, "disclosures", evidence_ids=evidence, explanation=SECRET_WORD, witnesses=SECRET_WORD)
    office.heard(case)
    office.act("member_lawyer", case, "notes", text=f"Doubts: {DELIBERATION_WORD}", audience="deliberation")
    office.recommended(case)
    office.ordered(case)
    office.act("clerk", case, "appeals", side="respondent", grounds=f"The {SECRET_WORD} was lawful.")


def _enrich(office: Deciding, case: Placed) -> None:
    """A step, a statement, evidence, a court matter, a note, a hold, access given and a speech review."""
    office.act("investigator", case, "steps", kind="other", title=f"Look for {SECRET_WORD}")
    office.act(
        "investigator", case, "statements", role="witness", name="Petra Novak", mode="voluntary",
        advisement="Voluntary, 2024-1", taken_at=office.now(), text=f"He said {SECRET_WORD}.",
    )  # fmt: skip
    sent = office.upload("investigator", case, PNG + SECRET_WORD.encode(), description=SECRET_WORD)
    assert sent.status_code == 201, sent.text
    office.act("investigator", case, "affected-matters", number=f"CR-{SECRET_WORD}", court_stage="trial")
    office.act("clerk", case, "notes", text=f"Keep {SECRET_WORD} apart")
    office.act("records", case, "holds", kind="litigation", reason=f"Suit about {SECRET_WORD}")
    until = (office.clock.now() + timedelta(days=200)).date().isoformat()
    office.act("clerk", case, "grants", person_id=office.person_id("leader"), until_on=until, reason=SECRET_WORD)


def _employer(office: Deciding) -> None:
    """An employer case that waits in its investigation, long overdue by the time both worlds are looked at."""
    related = {"counsel": "speech_reviewer"}
    case = office.opened(Track.EMPLOYER, "respondent_two", summary=f"Also about {SECRET_WORD}", related=related)
    _enrich(office, case)
    office.act(
        "counsel", case, "speech-reviews", conclusion="not_protected", text=f"Privileged: {PRIVILEGED_WORD}",
        answers=dict.fromkeys(SPEECH_QUESTIONS["employer"], "does_not_protect"),
    )  # fmt: skip
    office.notified(case)


def _report(office: Deciding) -> None:
    """A report that waits in the queue, with somebody involved who waits for the conflict officer."""
    body: dict[str, Any] = {
        "narrative": f"A colleague showed me {SECRET_WORD}.",
        "found": {"date": office.clock.now().date().isoformat()},
        "people": [
            {"part": "alleged", "person_id": office.person_id("respondent")},
            {"part": "involved", "person_id": office.person_id("clerk")},
        ],
        "posts": [{"key": "a", "kind": "own", "platform": "facebook", "url": "https://facebook.example/p/1",
                   "handle": "trialtalk", "posted": {"date": "2026-02-10"}, "text": SECRET_WORD}],
        "categories": ["nonpublic_facts"],
        "declared": True,
    }  # fmt: skip
    answer = office.as_(FILER).post("/api/reports", json=body)
    assert answer.status_code == 201, answer.text


# --- Looking at a world ---


@dataclass
class World:
    """One world, looked at long after; everybody signs in as needed."""

    client: TestClient[Litestar]
    clock: MovableClock
    sessions: Sessions
    _people: dict[str, SignedIn] = field(default_factory=dict)

    @property
    def matters(self) -> Matters:
        """Rows of this world."""
        return Matters(self.sessions, self.clock)

    def as_(self, user: str) -> SignedIn:
        """Somebody, signed in."""
        return self._people.setdefault(user, SignedIn(self.client, self.clock, user))

    def keys(self) -> dict[str, dict[UUID, str]]:
        """By table: the keys of its rows, with their public number or user name where they have one."""
        found: dict[str, dict[UUID, str]] = {}
        with self.sessions.reading() as session:
            for mapper in Base.registry.mappers:
                table = inspect(mapper).local_table
                if "id" in table.c:
                    label = table.c.get("number", table.c.id) if table.name in ("case", "incident") else table.c.id
                    found[table.name] = {row[0]: str(row[1]) for row in session.execute(select(table.c.id, label))}
        return found


@contextmanager
def world(kind: Kind, folder: Path, *, secret: bool) -> Iterator[World]:
    """One of the two worlds, on a copy of its own, 400 days after its beginning."""
    clock = MovableClock(LATER)
    with fresh(kind, with_secret if secret else without) as database:
        settings, sessions = settings_for(database, files_of(kind) if secret else folder), make_sessions(database.url)
        with _client(settings, clock) as client:
            yield World(client, clock, sessions)
        sessions.close()


USERS: tuple[str, ...] = (*(user for user, part in PARTS.items() if part.roles and user != "respondent"), *MORE)
"""Everybody who is shut out: all of the office and the board but the respondent of the secret case."""


@dataclass(frozen=True)
class Secret:
    """The keys and numbers of what exists in one world only."""

    cases: dict[UUID, str]
    reports: dict[UUID, str]
    others: dict[str, list[UUID]]

    @property
    def numbers(self) -> list[str]:
        """Public numbers of cases and reports."""
        return [*self.cases.values(), *self.reports.values()]


def secret_of(has: World, has_not: World) -> Secret:
    """What the first world has and the second has not."""
    mine, theirs = has.keys(), has_not.keys()
    only = {
        table: {key: label for key, label in rows.items() if key not in theirs[table]} for table, rows in mine.items()
    }
    assert not any(set(rows) - set(mine[table]) for table, rows in theirs.items()), "the two worlds differ in more"
    return Secret(only["case"], only["incident"], {table: list(rows) for table, rows in only.items()})


def exclude(one: World, secret: Secret, kinds: dict[str, str]) -> None:
    """Put each user into an excluding relation to every secret matter, and end what an earlier call put."""
    for key in secret.cases:
        _exclude(one, kinds, Case, key)
    for key in secret.reports:
        _exclude(one, kinds, Incident, key)


def _exclude(one: World, kinds: dict[str, str], model: type[Case] | type[Incident], key: UUID) -> None:
    name, matter = ("case", {"case_id": key}) if model is Case else ("incident", {"incident_id": key})
    with one.matters.work("conflict_officer") as work:
        session = work.session
        found: dict[str, Any] = {name: session.get_one(model, key)}
        work.begin("conflict:ruled", **found)
        column = getattr(MatterRelation, f"{name}_id")
        for row in session.scalars(select(MatterRelation).where(MatterRelation.source == SOURCE, column == key)):
            row.until_at = row.until_at or work.now
        people = {row.username: row.person_id for row in session.scalars(select(Account))}
        for user, kind in kinds.items():
            session.add(
                MatterRelation(
                    person_id=people[user], kind=kind, from_at=work.now, reason=SECRET_WORD, source=SOURCE,
                    **matter,
                )
            )  # fmt: skip
