"""The small office with a board of nine, three members to spare, and a second counsel: people only, no matter."""

from db.office import add_account, new_person
from db.session import make_sessions
from tests.harness.board import office_with_board
from tests.harness.clock import START
from tests.harness.databases import Database
from tests.harness.office import HASHER, PASSWORD

SPEECH_COUNSEL = "Rufus Adeyemi"


def journey_office(database: Database) -> None:
    """Everybody who takes part in the journeys."""
    office_with_board(database)
    sessions = make_sessions(database.url).as_system("tests")
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=START)
        person = new_person(SPEECH_COUNSEL)
        session.add(person)
        session.flush()
        add_account(session, person, "speech_counsel", ["counsel"], at=START, password_hash=HASHER.hash(PASSWORD))
    sessions.close()
