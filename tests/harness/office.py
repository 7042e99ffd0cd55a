"""A small office for tests: units, a person with an account for each role, more where panels and walls need them.

Made once per run and database, by `fill`; each test gets a copy. User names say the part: `sign_in(client, "intake")`.
"""

from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher

from db.identity import new_id
from db.ledger import LedgerSession
from db.models import BoardTerm, Employment, Licence, Person, Unit
from db.office import OfficePlan, add_account, found_office, new_person
from db.session import make_sessions
from tests.harness.clock import START
from tests.harness.databases import Database

PASSWORD = "correct horse battery staple"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # cheap: a hash tells its own cost to the check
PASSWORD_HASH = HASHER.hash(PASSWORD, salt=b"of the small office")  # one for all, so that two offices are the same
EMPLOYED_FROM = date(2021, 1, 4)


@dataclass(frozen=True)
class Part:
    """Somebody of the small office, by user name."""

    name: str
    roles: tuple[str, ...] = ()
    respondent_type: str = "non_lawyer"
    protection: str = "civil_service"
    board: str = ""  # lawyer or public: sits on the board with this qualification
    is_chair: bool = False
    is_alternate: bool = False
    supervisor: str = ""
    unit: str = "Trials"


PARTS: dict[str, Part] = {
    "leader": Part("Naomi Castellanos", ("leadership",), "head", unit="Front office"),
    "supervisor": Part("Harold Whitcombe", ("supervisor",), "assistant", supervisor="leader"),
    "supervisor_two": Part("Dolores Anaya", ("supervisor",), "assistant", supervisor="leader", unit="Appeals"),
    "respondent": Part("Trevor Lindqvist", ("respondent",), "assistant", "at_will", supervisor="supervisor"),
    "respondent_two": Part(
        "Camille Okonjo", ("respondent",), "non_lawyer", supervisor="supervisor_two", unit="Appeals"
    ),
    "witness": Part("Petra Novak", supervisor="supervisor"),
    "intake": Part("Rosalind Ekwueme", ("intake",), unit="Board office"),
    "conflict_officer": Part("Samuel Ostrowski", ("conflict_officer",), unit="Board office"),
    "investigator": Part("Imani Brathwaite", ("investigator",), unit="Board office"),
    "investigator_two": Part("Leland Fairbanks", ("investigator",), unit="Board office"),
    "counsel": Part("Vera Halvorsen", ("counsel",), "assistant", unit="Board office"),
    "cause_reviewer": Part("Matthias Oyelaran", ("cause_reviewer",), "assistant", unit="Board office"),
    "clerk": Part("Bernadette Quill", ("clerk",), unit="Board office"),
    "chair": Part("Eleanor Vasquez-Thorne", ("board_chair", "board_member"), board="lawyer", is_chair=True),
    "member_lawyer": Part("Duncan Abernathy", ("board_member",), board="lawyer"),
    "member_lawyer_two": Part("Ines Carvalho", ("board_member",), board="lawyer"),
    "member_public": Part("Walter Szymanski", ("board_member",), board="public"),
    "member_public_two": Part("Aisha Rahmani", ("board_member",), board="public"),
    "alternate_lawyer": Part("Gordon Achterberg", ("board_member",), board="lawyer", is_alternate=True),
    "alternate_public": Part("Lucille Bonaventure", ("board_member",), board="public", is_alternate=True),
    "deciding_official": Part("Constance Merriweather", ("deciding_official",), "head", unit="Front office"),
    "records": Part("Oswald Petrakis", ("records",), unit="Board office"),
    "hr": Part("Gwendolyn Asante", ("hr",), unit="Front office"),
    "admin": Part("Felix Nakagawa", ("admin",), unit="Front office"),
}


def small_office(database: Database) -> None:
    """Found the office with everybody in PARTS; override the fixture `fill` with this to start from it."""
    sessions = make_sessions(database.url).as_system("tests")
    with sessions.writing() as session:
        plan = OfficePlan("Alder County Prosecutor's Office", "America/New_York", "US", "555-0142")
        found_office(session, plan, at=START, actor="system:test")
        units = {
            part.unit: Unit(id=new_id(), code=part.unit, name=part.unit, from_on=EMPLOYED_FROM)
            for part in PARTS.values()
        }
        people = {user: _person(number, part) for number, (user, part) in enumerate(PARTS.items())}
        session.add_all([*units.values(), *people.values()])
        session.flush()
        for user, part in PARTS.items():
            _place(session, user, part, people, units)
    sessions.close()


def _person(number: int, part: Part) -> Person:
    email = f"{part.name.split()[0].lower()}@alder.example"
    return new_person(part.name, staff_number=f"A{1000 + number}", email=email)


def _place(session: LedgerSession, user: str, part: Part, people: dict[str, Person], units: dict[str, Unit]) -> None:
    """Give a person their account, employment, licence and seat."""
    person = people[user]
    if part.roles:
        add_account(session, person, user, list(part.roles), at=START, password_hash=PASSWORD_HASH)
    if part.board:
        seat = {"qualification": part.board, "is_chair": part.is_chair, "is_alternate": part.is_alternate}
        session.add(BoardTerm(id=new_id(), person_id=person.id, from_on=EMPLOYED_FROM, until_on=None, **seat))
        return  # the board is not on the roster
    employment = Employment(
        id=new_id(), person_id=person.id, unit_id=units[part.unit].id, title=part.respondent_type.replace("_", " "),
        fte_percent=100, respondent_type=part.respondent_type, protection=part.protection,
        supervisor_id=people[part.supervisor].id if part.supervisor else None, from_on=EMPLOYED_FROM, until_on=None,
    )  # fmt: skip
    session.add(employment)
    if part.respondent_type in ("head", "assistant"):
        licence = {"state": "NY", "number": f"L{person.staff_number}", "status": "active"}
        session.add(Licence(id=new_id(), person_id=person.id, from_on=EMPLOYED_FROM, until_on=None, **licence))
