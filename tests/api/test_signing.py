"""Votes and final decisions: asked for again, and signed, so that not even who owns the database can forge one."""

from uuid import UUID, uuid4

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select, text

from api import features
from api.acts import REGISTRY
from api.settings import Settings
from db.canonical import canonical, commitment
from db.dialect.identity import set_identity, system_identity
from db.domain.second_factor import SIGNED
from db.models import Decision, LedgerChange, Signature, Vote
from db.passkeys import Site
from db.session import Sessions, make_sessions
from db.signature_check import signature_faults
from tests.harness.authenticator import SoftKey
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import employer_pending, licence_panel
from tests.harness.matters import Matters, Placed
from tests.harness.proofs import add_app, add_passkey, make_keys, send, signing_headers, soft_key


@pytest.fixture(params=[licence_panel], ids=["licence"])
def fill(request: pytest.FixtureRequest) -> Fill:
    found: Fill = request.param
    return found


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions, settings: Settings) -> Deciding:
    make_keys(settings)
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


@pytest.fixture
def key(office: Deciding, case: Placed, settings: Settings) -> SoftKey:
    """The chair's passkey, registered before anything is voted on."""
    made = soft_key(settings)
    assert add_passkey(office.as_("chair"), made).status_code == 201
    office.clock.advance(seconds=5)
    return made


def question(office: Deciding, case: Placed) -> str:
    version = office.versions(case)[0]
    body = {"charge_version_id": version, "value": "sustained", "ground": "evidence", "reasons": "The captures."}
    return str(office.act("member_lawyer", case, "finding-questions", **body)["id"])


def vote(office: Deciding, case: Placed, key: SoftKey, value: str = "yes") -> tuple[Response, str]:
    """The chair's vote, signed."""
    asked_of = question(office, case)
    body = {"votes": {asked_of: value}, "attested": True}
    asked = office.send("chair", case, "votes/signing", body)
    return sent(office, case, "votes", body, signing_headers(key, asked)), asked_of


def sent(
    office: Deciding, case: Placed, path: str, body: dict[str, object], headers: dict[str, str], user: str = "chair"
) -> Response:
    version = str(office.row(case.number).version)
    address = f"/api/cases/{case.number}/{path}"
    return office.as_(user).post(address, json=body, headers={"If-Match": version, **headers})


def faults(office: Deciding, settings: Settings) -> list[str]:
    with office.matters.sessions.reading() as session:
        return signature_faults(session, Site.of(settings.origin))


def test_the_acts_that_are_signed_are_those_the_rule_names() -> None:
    assert features.handlers()
    assert {act.name for acts in REGISTRY.values() for act in acts if act.signs} == {one.value for one in SIGNED}


def test_a_member_without_a_second_factor_votes_as_before(office: Deciding, case: Placed) -> None:
    ballot = {"votes": {question(office, case): "yes"}, "attested": True}
    answer = office.send("chair", case, "votes", ballot)
    assert answer.status_code == 201, answer.text
    with office.matters.sessions.reading() as session:
        assert [row.value for row in session.scalars(select(Vote))] == ["yes"]
        assert session.scalars(select(Signature)).all() == []


def test_a_vote_asks_a_member_with_an_app_again_after_five_minutes(office: Deciding, case: Placed) -> None:
    asked_of = question(office, case)
    chair = office.as_("chair")
    app = add_app(chair)
    office.clock.advance(minutes=6)
    ballot = {"votes": {asked_of: "yes"}, "attested": True}
    refused = office.send("chair", case, "votes", ballot)
    assert (refused.status_code, refused.json()["title"]) == (403, "Prove again that it is you")
    assert send(chair, "/api/session/step-up", code="000000").status_code == 401
    assert send(chair, "/api/session/step-up", code=app.code()).status_code == 200
    assert office.send("chair", case, "votes", ballot).status_code == 201


def test_the_code_stands_in_the_form_itself_and_works_without_scripts(office: Deciding, case: Placed) -> None:
    asked_of = question(office, case)
    chair = office.as_("chair")
    app = add_app(chair)
    office.clock.advance(minutes=6)
    address = f"/cases/{case.number}/acts/vote"
    assert 'name="_code"' in chair.get(address).text
    form = {f"votes.{asked_of}": "yes", "attested": "on", "reasons": "Typed with care", "idempotency_key": uuid4().hex}
    unproven = chair.post(address, data=form)
    assert unproven.status_code == 403
    assert "Typed with care" in unproven.text
    before = chair.token
    done = chair.post(address, data={**form, "_code": app.code()})
    assert done.status_code == 303
    assert done.cookies["probity_session"] != before


def test_a_vote_is_kept_with_the_passkeys_signature_over_it(
    office: Deciding, case: Placed, key: SoftKey, settings: Settings, sessions: Sessions
) -> None:
    answer, asked_of = vote(office, case, key)
    assert answer.status_code == 201, answer.text
    with sessions.reading() as session:
        row = session.scalars(select(Signature)).one()
        cast = session.scalars(select(Vote).where(Vote.question_id == UUID(asked_of))).one()
        assert row.entry_id == cast.entry_id
        assert asked_of.replace("-", "") in row.statement
    assert faults(office, settings) == []


def test_a_member_with_a_passkey_cannot_vote_unsigned(office: Deciding, case: Placed, key: SoftKey) -> None:
    ballot = {"votes": {question(office, case): "yes"}, "attested": True}
    refused = office.send("chair", case, "votes", ballot)
    assert (refused.status_code, refused.json()["title"]) == (403, "Sign this with your passkey")


def test_a_signature_over_another_ballot_is_refused(office: Deciding, case: Placed, key: SoftKey) -> None:
    asked_of = question(office, case)
    asked = office.send("chair", case, "votes/signing", {"votes": {asked_of: "yes"}, "attested": True})
    headers = signing_headers(key, asked)
    turned = sent(office, case, "votes", {"votes": {asked_of: "no"}, "attested": True}, headers)
    assert (turned.status_code, turned.json()["title"]) == (409, "Something changed meanwhile")
    assert sent(office, case, "votes", {"votes": {asked_of: "yes"}, "attested": True}, headers).status_code == 201


def test_asking_for_a_signature_records_nothing(office: Deciding, case: Placed, key: SoftKey) -> None:
    asked_of = question(office, case)
    office.send("chair", case, "votes/signing", {"votes": {asked_of: "yes"}, "attested": True})
    with office.matters.sessions.reading() as session:
        assert session.scalars(select(Vote).where(Vote.question_id == UUID(asked_of))).all() == []
    refused = office.send("chair", case, "votes/signing", {"votes": {asked_of: "yes"}})
    assert refused.json()["missing"][0]["text"] == "Confirm that you heard or reviewed the whole record."


def _owner(database: Database, statement: str, **values: object) -> None:
    """What the owner of the database can do: triggers off, any row written."""
    owner = make_sessions(database.owner_url).as_system("tests")
    with owner.engine.connect() as connection:
        if database.kind == "sqlite":
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            set_identity(connection, system_identity("tests"))
            for table in ("vote", "decision", "signature", "ledger_change"):
                connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
        connection.execute(text(statement), values)
        connection.commit()
    owner.close()


def _with_ledger(database: Database, sessions: Sessions, table: str, row_id: UUID, **values: str) -> None:
    """Rewrite a row and its ledger change alike, commitments included: what a checkpoint outside may not cover yet."""
    with sessions.reading() as session:
        change = session.execute(
            select(LedgerChange.__table__).where(LedgerChange.row_id == row_id.hex, LedgerChange.row_table == table)
        ).mappings().one()  # fmt: skip
    import json

    payload = canonical({**json.loads(change["payload"]), **values})
    sealed = commitment(change["salt"], change["operation"], table, row_id.hex, payload)
    name = row_id.hex if database.kind == "sqlite" else str(row_id)
    for column, value in values.items():
        _owner(database, f'UPDATE "{table}" SET {column} = :value WHERE id = :id', value=value, id=name)
    _owner(
        database,
        "UPDATE ledger_change SET payload = :payload, commitment = :sealed WHERE row_id = :id AND row_table = :kind",
        payload=payload, sealed=sealed, id=row_id.hex, kind=table,
    )  # fmt: skip


def test_the_owner_of_the_database_cannot_turn_a_signed_vote(
    office: Deciding, case: Placed, key: SoftKey, settings: Settings, sessions: Sessions, database: Database
) -> None:
    _answer, asked_of = vote(office, case, key)
    with sessions.reading() as session:
        row_id = session.scalars(select(Vote.id).where(Vote.question_id == UUID(asked_of))).one()
    _with_ledger(database, sessions, "vote", row_id, value="no")
    found = " ".join(faults(office, settings))
    assert "the ledger says something else than what was signed" in found
    assert "the record says something else than what was signed" in found


def test_the_owner_of_the_database_cannot_vote_for_a_member(
    office: Deciding, case: Placed, key: SoftKey, settings: Settings, sessions: Sessions, database: Database
) -> None:
    office.clock.advance(minutes=1)
    other = question(office, case)
    office.voted(case, {"member_public": "yes"}, [other])
    with sessions.reading() as session:
        chair = office.matters.person(session, "chair")
        row_id = session.scalars(select(Vote.id).where(Vote.question_id == UUID(other))).one()
    value = chair.hex if database.kind == "sqlite" else str(chair)
    assert faults(office, settings) == []
    name = row_id.hex if database.kind == "sqlite" else str(row_id)
    _owner(database, "UPDATE vote SET person_id = :value WHERE id = :id", value=value, id=name)
    assert faults(office, settings) == [f"The vote {row_id.hex} is not signed, though its author had a passkey."]


def test_a_statement_rewritten_with_the_vote_no_longer_fits_its_signature(
    office: Deciding, case: Placed, key: SoftKey, settings: Settings, sessions: Sessions, database: Database
) -> None:
    _answer, asked_of = vote(office, case, key)
    with sessions.reading() as session:
        row_id = session.scalars(select(Vote.id).where(Vote.question_id == UUID(asked_of))).one()
        statement = session.scalars(select(Signature.statement)).one()
    _with_ledger(database, sessions, "vote", row_id, value="no")
    _owner(
        database, "UPDATE signature SET statement = :value", value=statement.replace('"value":"yes"', '"value":"no"')
    )
    assert any("was not made by its passkey" in one for one in faults(office, settings))


@pytest.mark.parametrize("fill", [employer_pending], ids=["employer"], indirect=True)
def test_a_decision_is_signed_with_its_findings_and_sanctions(
    office: Deciding, case: Placed, settings: Settings, sessions: Sessions, database: Database
) -> None:
    key, user = soft_key(settings), "deciding_official"
    add_passkey(office.as_(user), key)
    office.clock.advance(seconds=5)
    for version in office.versions(case):
        office.act(user, case, "findings", charge_version_id=version, value="sustained", ground="evidence",
                   reasons="The captures and the account data.")  # fmt: skip
    office.weighed(case, user)
    office.proposed(case, [user], kind="termination", effective_on=office.clock.now().date().isoformat())
    body = {"proof": "preponderance", "reasons": "The posts were read by a juror.", "attested": True}
    asked = office.send(user, case, "decisions/signing", body)
    done = sent(office, case, "decisions", body, signing_headers(key, asked), user)
    assert done.status_code == 201, done.text
    with sessions.reading() as session:
        statement = session.scalars(select(Signature.statement)).one()
        decision = session.scalars(select(Decision)).one()
    assert all(word in statement for word in ("termination", "sustained", "read by a juror"))
    assert faults(office, settings) == []
    _with_ledger(database, sessions, "decision", decision.id, reasons="Something else.")
    assert len(faults(office, settings)) == 2
