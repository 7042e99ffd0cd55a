"""A second records officer for the small office, matters whose time has run, and what is left of one anywhere."""

import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx import Response
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from db.destroying import Approved, destroy
from db.destruction_scope import Together, together_with
from db.domain.stage import Stage
from db.ledger import LedgerSession
from db.models import Account, Case, Incident
from db.models.base import Base
from db.office import add_account, new_person
from db.session import Sessions, make_sessions
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Database
from tests.harness.fills import licence_decided
from tests.harness.office import PASSWORD_HASH, small_office
from tests.harness.people import SignedIn

SECOND = "records_two"


def add_second(database: Database) -> None:
    """A second records officer: nobody destroys alone."""
    sessions = make_sessions(database.url).as_system("test")
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=START)
        person = new_person("Hester Moyle")
        session.add(person)
        session.flush()
        add_account(session, person, SECOND, ["records"], at=START, password_hash=PASSWORD_HASH)
    sessions.close()


def office_with_two_records_officers(database: Database) -> None:
    """The small office, and the second records officer."""
    small_office(database)
    add_second(database)


def decided_and_two_records_officers(database: Database) -> None:
    """A licence case that went the whole way: rows in nearly every table of a case."""
    licence_decided(database)
    add_second(database)


def account(session: LedgerSession, user: str) -> UUID:
    """The id of somebody's account."""
    found: UUID = session.scalars(select(Account.id).where(Account.username == user)).one()
    return found


def only_case(sessions: Sessions) -> tuple[UUID, str, str]:
    """The one case there is: its key and number, and the number of its report."""
    with sessions.reading() as session:
        case, report = session.scalars(select(Case)).one(), session.scalars(select(Incident)).one()
        return case.id, case.number, report.number


def destroyed(
    sessions: Sessions,
    clock: MovableClock,
    case_id: UUID | None = None,
    users: Iterable[str] = ("records", SECOND),
    incident_id: UUID | None = None,
) -> UUID:
    """Destroy a case or report as the verb does once the rules have allowed it; returns the key of the proof."""
    with sessions.writing() as session:
        matters = together_with(session, case_id=case_id, incident_id=incident_id)
        session.begin_act(
            "record:expunged", actor="system:test", at=clock.now(), case_id=case_id, incident_id=incident_id
        )
        return destroy(session, matters, approved(session, clock, matters, users), now=clock.now()).id


def approved(session: LedgerSession, clock: MovableClock, matters: Together, users: Iterable[str]) -> Approved:
    """An approval of a destruction that is due today."""
    numbers = [
        *session.scalars(select(Case.number).where(Case.id.in_(matters.cases))),
        *session.scalars(select(Incident.number).where(Incident.id.in_(matters.incidents))),
    ]
    return Approved(
        kind="case", rule_class="case_dismissed_or_diverted", due_on=clock.now().date(), keeps="nothing",
        aggregate={"cases": 1}, approvals=tuple((account(session, user), clock.now()) for user in users),
        numbers=frozenset(numbers),
    )  # fmt: skip


def end_case(sessions: Sessions, clock: MovableClock, case_id: UUID, closure: str = "dismissed") -> None:
    """Close a case and its reports by rows, now."""
    with sessions.writing() as session:
        session.begin_act("case:dismissed", actor="system:test", at=clock.now(), case_id=case_id)
        case = session.get_one(Case, case_id)
        case.stage, case.closure, case.closed_at = Stage.CLOSED, closure, clock.now()
        matters = together_with(session, case_id=case_id)
        for incident in session.scalars(select(Incident).where(Incident.id.in_(matters.incidents))):
            incident.status, incident.closed_at = "closed", clock.now()  # type: ignore[assignment]


def years_on(clock: MovableClock, years: int) -> None:
    """Move the clock by so many years, and a day."""
    at = clock.now()
    clock.move_to(at.replace(year=at.year + years) + timedelta(days=1))


def ask(who: SignedIn, number: str) -> Response:
    """Ask that a matter be destroyed."""
    return who.post("/api/destruction-requests", json={"number": number, "reason": "Its time has run."})


def asked(who: SignedIn, number: str) -> str:
    """Ask with success; the request's id."""
    answer = ask(who, number)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def approve(who: SignedIn, request_id: str) -> Response:
    """Approve what somebody asked for."""
    return who.post("/api/destruction-approvals", json={"request_id": request_id})


def hits(sessions: Sessions, words: Iterable[str]) -> list[str]:
    """Every column of every table that holds one of these texts, as "table.column: word"."""
    found = []
    with sessions.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                whole = f'SELECT count(*) FROM "{table.name}" WHERE CAST("{column.name}" AS TEXT) LIKE :word'
                for word in words:
                    if session.execute(text(whole), {"word": f"%{word}%"}).scalar_one():
                        found.append(f"{table.name}.{column.name}: {word}")
    return found


def bytes_of_sqlite(database: Database) -> bytes:
    """Everything that SQLite keeps on the disk: the file and what stands beside it."""
    path = Path(make_url(database.url).database or "")
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def triggers_of(database: Database) -> dict[str, Any]:
    """SQLite's triggers by name, as they were written."""
    with sqlite3.connect(make_url(database.url).database or "") as connection:
        return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
