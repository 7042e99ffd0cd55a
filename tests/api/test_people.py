"""Naming people in forms: the roster, and nothing that a matter could give away."""

from datetime import date

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.models import Employment, Person
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import PARTS, small_office
from tests.harness.people import SignedIn


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def asked(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "intake")


def found(who: SignedIn, query: str) -> list[dict[str, str]]:
    answer = who.get("/api/people", params={"q": query})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, str]] = answer.json()["results"]
    return rows


def names(who: SignedIn, query: str) -> list[str]:
    return [row["label"] for row in found(who, query)]


def test_the_roster_is_found_by_name_number_and_unit(asked: SignedIn) -> None:
    assert names(asked, "trev lind") == ["Trevor Lindqvist"]
    assert names(asked, "a1003") == ["Trevor Lindqvist"]
    assert names(asked, "appeals") == ["Camille Okonjo", "Dolores Anaya"]
    assert names(asked, "a10_3") == [], "no character is a wildcard"
    assert names(asked, "%%") == []
    assert names(asked, "t") == [], "one letter finds nobody"
    assert names(asked, "Szymanski") == [], "the board is not on the roster"


def test_a_person_who_left_is_said_to_have_left(asked: SignedIn, sessions: Sessions, clock: MovableClock) -> None:
    with sessions.writing() as session:
        session.begin_act("roster:changed", actor="system:test", at=clock.now())
        row = session.scalars(
            select(Employment).join(Person, Person.id == Employment.person_id).where(Person.name == "Petra Novak")
        ).one()
        row.until_on = date(2025, 6, 30)
    assert "until Jun 30, 2025" in found(asked, "novak")[0]["detail"]


def test_whoever_names_themselves_or_a_superior_is_told(client: TestClient[Litestar], clock: MovableClock) -> None:
    supervisor = SignedIn(client, clock, "supervisor")
    assert found(supervisor, "whitcombe")[0]["warning"] == "This is you."
    assert "above you" in found(supervisor, "castellanos")[0]["warning"]
    assert found(supervisor, "lindqvist")[0]["warning"] == ""


def test_the_answer_is_the_same_whatever_matters_there_are(
    asked: SignedIn, sessions: Sessions, clock: MovableClock
) -> None:
    before = found(asked, "lind")
    placed = Matters(sessions, clock).case("respondent", related={"investigator": "investigator"})
    Matters(sessions, clock).wall(placed, "intake")
    assert found(asked, "lind") == before


def test_a_respondent_may_not_look_people_up(client: TestClient[Litestar], clock: MovableClock) -> None:
    assert SignedIn(client, clock, "respondent").get("/api/people", params={"q": "lind"}).status_code == 403
    assert PARTS["respondent"].roles == ("respondent",)
