"""Two worlds that differ by the secret matters alone: one in which they happened, one in which they never did.

The office and the bystanders (matters that everybody may go on seeing) are made in both from the same seed, so that
keys and numbers are the same.
"""

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

from db.domain.stage import Stage
from db.models import Account, Case, CaseIncident, Incident, MatterRelation
from db.models.base import Base
from db.session import Sessions, make_sessions
from tests.faults.secret_matters import SECRET_WORD, client_of, files_of, with_secret, without
from tests.harness.board import MORE
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Kind, fresh
from tests.harness.matters import Matters
from tests.harness.office import PARTS
from tests.harness.people import SignedIn
from tests.harness.serving import settings_for

LATER = START + timedelta(days=400)  # when both worlds are looked at
EXCLUDING = ("walled", "involved", "recused", "respondent")
SOURCE = "test-wall"  # of the relations that `exclude` makes


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
        settings = settings_for(database, files_of(kind) if secret else folder)
        sessions = make_sessions(database.url).as_system("tests")
        with client_of(settings, clock) as client:
            yield World(client, clock, sessions)
        sessions.close()


USERS: tuple[str, ...] = (*(user for user, part in PARTS.items() if part.roles and user != "respondent"), *MORE)
"""All of the office and the board but the respondent of the secret licence case."""
SHUT_OUT = (*USERS, "respondent")
"""Everybody, each of whom is excluded from every secret matter."""


def kinds_in(turn: int) -> dict[str, str]:
    """An excluding relation for everybody; over four turns each has had each."""
    return {user: EXCLUDING[(number + turn) % 4] for number, user in enumerate(SHUT_OUT)}


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


def open_matters(one: World) -> tuple[list[str], list[str]]:
    """Numbers of bystander cases (a companion's, one that is weighed) and of the reports that may betray a secret."""
    with one.sessions.reading() as session:
        cases = {row.stage: row for row in session.scalars(select(Case).where(Case.track == "licence"))}
        report = select(Incident.number).join(CaseIncident, CaseIncident.incident_id == Incident.id)
        first = session.scalars(report.where(CaseIncident.case_id == cases[Stage.INVESTIGATION].id)).one()
        queued = session.scalars(select(Incident.number).where(Incident.status == "submitted")).one()
        return [cases[stage].number for stage in (Stage.INVESTIGATION, Stage.DELIBERATION)], [first, queued]
