"""An outside designee: the chair orders one when nobody qualified remains, and the designee decides as anyone does."""

from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import Stage, Track
from db.models import Event, LedgerEntry, MatterRelation, Order, PanelMember, Person
from db.office import add_account
from db.session import Sessions
from tests.harness.board import MORE, office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters, Placed
from tests.harness.office import HASHER, PASSWORD

PUBLIC = ("member_public", "member_public_two", "alternate_public")
EVERYONE_PUBLIC = (*PUBLIC, *(user for user, (_, kind) in MORE.items() if kind == "public"))
BODY = {"instance": "panel_recommendation", "qualification": "public", "name": "Odalys Fenn", "body": "County of Birch",
        "reason": "Every member of the public is walled from this matter."}  # fmt: skip


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


def without(office: Deciding, users: tuple[str, ...], track: Track = Track.LICENCE) -> Placed:
    """A charged case from which these people are walled."""
    case = office.matters.case("respondent", track=track, stage=Stage.CHARGED)
    wall(office, case, *users)
    return case


def wall(office: Deciding, case: Placed, *users: str) -> None:
    """Wall people of the board off as a ruling does."""
    with office.matters.work("conflict_officer", "conflict:ruled") as work:
        for user in users:
            work.session.add(
                MatterRelation(
                    person_id=UUID(office.person_id(user)), case_id=case.id, kind="walled", from_at=work.now,
                    source="ruling",
                )
            )  # fmt: skip
    office.clock.advance(minutes=1)


def seats(sessions: Sessions, case: Placed) -> list[tuple[int, str, str]]:
    with sessions.reading() as session:
        rows = session.execute(
            select(PanelMember.seat, PanelMember.qualification, Person.name)
            .join(Person, Person.id == PanelMember.person_id)
            .where(PanelMember.case_id == case.id, PanelMember.left_at.is_(None))
            .order_by(PanelMember.seat)
        )
        return [(row.seat, row.qualification, row.name) for row in rows]


def test_while_somebody_qualified_remains_nobody_from_outside_sits(office: Deciding) -> None:
    case = without(office, PUBLIC)
    refused = office.missing("chair", case, "designees", **BODY)[0]
    assert refused.startswith("Somebody qualified remains: ")
    assert refused.endswith("An outside designee sits only when nobody does.")


def test_when_nobody_qualified_remains_the_chair_orders_a_designee_beside_ours(
    office: Deciding, sessions: Sessions
) -> None:
    case = without(office, EVERYONE_PUBLIC)
    office.act("chair", case, "designees", **BODY)
    found = seats(sessions, case)
    assert [kind for _, kind, _ in found] == ["lawyer", "lawyer", "public"]
    assert found[2] == (3, "public", "Odalys Fenn")
    with sessions.reading() as session:
        order = session.scalars(select(Order).where(Order.case_id == case.id, Order.kind == "designee")).one()
        assert order.reasons == BODY["reason"]
        assert order.effect == "Panel recommendation: a designee from County of Birch sits."
        event = session.scalars(select(Event).where(Event.name == "designee:ordered")).one()
        assert "Fenn" not in event.text
        assert session.scalar(select(LedgerEntry.event).where(LedgerEntry.id == order.entry_id)) == "designee:ordered"
    assert office.missing("chair", case, "designees", **{**BODY, "name": "Another Person"}) == [
        "No seat for a member of the public lacks somebody."
    ]


def test_a_designee_takes_the_seat_that_a_recusal_left(office: Deciding, sessions: Sessions) -> None:
    case = without(office, tuple(user for user in EVERYONE_PUBLIC if user != "member_public"))
    office.composed(case, ["chair", "member_lawyer", "member_public"])
    office.declared(case, ["member_public"])
    person = office.person_id("member_public")
    assert office.missing("chair", case, "designees", **BODY) == ["No seat for a member of the public lacks somebody."]
    office.act("chair", case, "recusals", person_id=person, scope="whole", reason="A cousin of the respondent.")
    office.act("chair", case, "designees", **BODY)
    assert (3, "public", "Odalys Fenn") in seats(sessions, case)
    with sessions.reading() as session:
        left = session.scalars(select(PanelMember).where(PanelMember.left_at.is_not(None))).one()
        assert left.left_reason == "An outside designee sits by order."


def test_one_of_ours_is_not_from_outside(office: Deciding) -> None:
    case = without(office, EVERYONE_PUBLIC)
    for name in ("Petra Novak", "aisha  RAHMANI"):
        assert office.missing("chair", case, "designees", **{**BODY, "name": name}) == [
            f"{' '.join(name.split())} is one of this office or of its board, not from outside."
        ]


def test_on_the_employer_track_a_designee_decides_when_no_official_is_free(
    office: Deciding, sessions: Sessions
) -> None:
    body = {**BODY, "instance": "deciding_official", "qualification": "official"}
    case = without(office, (), Track.EMPLOYER)
    assert office.missing("chair", case, "designees", **body)[0].startswith("Somebody qualified remains: Constance")
    wall(office, case, "deciding_official")
    office.act("chair", case, "designees", **body)
    assert seats(sessions, case) == [(1, "official", "Odalys Fenn")]


def test_only_the_chair_orders_one(office: Deciding) -> None:
    case = without(office, EVERYONE_PUBLIC)
    for user in ("clerk", "intake", "member_lawyer", "leader"):
        assert office.send(user, case, "designees", BODY).status_code in (403, 404), user
    wall(office, case, "chair")
    assert office.send("chair", case, "designees", BODY).status_code == 404


def test_a_designee_with_an_account_declares_and_then_reads_like_any_member(
    office: Deciding, sessions: Sessions, clock: MovableClock
) -> None:
    case = without(office, EVERYONE_PUBLIC)
    office.act("chair", case, "designees", **BODY)
    form = office.as_("admin").get("/accounts/acts/add").text
    assert "Odalys Fenn (from outside)" in form
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=clock.now())
        person = session.scalars(select(Person).where(Person.name == "Odalys Fenn")).one()
        add_account(session, person, "outsider", ["board_member"], at=clock.now(), password_hash=HASHER.hash(PASSWORD))
    answer: Any = office.send("outsider", case, "conflict-declarations", {"conflict": "no"})
    assert answer.status_code == 201, answer.text
    assert office.as_("outsider").get(f"/cases/{case.number}/hearing").status_code == 200


def test_the_form_offers_only_instances_that_lack_somebody(office: Deciding) -> None:
    case = without(office, EVERYONE_PUBLIC)
    form = f"/cases/{case.number}/acts/order-designee"
    assert 'value="panel_recommendation"' in office.as_("chair").get(form).text
    office.act("chair", case, "designees", **BODY)
    assert 'value="panel_recommendation"' not in office.as_("chair").get(form).text
