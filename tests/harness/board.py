"""The small office with a board of nine and more people to spare: for panels, boards and appeals."""

from db.identity import new_id
from db.models import BoardTerm
from db.office import add_account, new_person
from db.session import make_sessions
from tests.harness.clock import START
from tests.harness.databases import Database
from tests.harness.office import EMPLOYED_FROM, PASSWORD_HASH, small_office

MORE = {
    "spare_lawyer": ("Theodora Blackwood", "lawyer"),
    "spare_lawyer_two": ("Casimir Holloway", "lawyer"),
    "spare_lawyer_three": ("Ottilie Drummond", "lawyer"),
    "spare_lawyer_four": ("Barnaby Okafor", "lawyer"),
    "spare_lawyer_five": ("Marguerite Sloan", "lawyer"),
    "spare_public": ("Anselm Vickery", "public"),
    "spare_public_two": ("Josephine Tamarack", "public"),
}
"""Further members of the board, so that an appeal finds people who took no part."""

PANEL = ("chair", "member_lawyer", "member_public")
BOARD = (
    *("chair", "member_lawyer", "member_lawyer_two", "alternate_lawyer", "spare_lawyer", "spare_lawyer_two"),
    *("member_public", "member_public_two", "alternate_public"),
)
APPEAL = ("spare_lawyer_three", "spare_lawyer_four", "spare_public")


def office_with_board(database: Database) -> None:
    """The small office with more members of the board."""
    small_office(database)
    sessions = make_sessions(database.url).as_system("tests")
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=START)
        for user, (name, qualification) in MORE.items():
            person = new_person(name)
            session.add(person)
            session.flush()
            add_account(session, person, user, ["board_member"], at=START, password_hash=PASSWORD_HASH)
            session.add(
                BoardTerm(
                    id=new_id(), person_id=person.id, qualification=qualification, is_chair=False, is_alternate=True,
                    from_on=EMPLOYED_FROM, until_on=None,
                )
            )  # fmt: skip
    sessions.close()
