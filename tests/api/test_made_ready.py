"""A report is made ready before its transaction; what happens in between is looked at again in it."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from api.reports import routes, service, submitting
from db.ledger_act import LedgerBroken
from db.models import Account, AccountRole, AccountSession, Incident, LedgerChange, LedgerEntry
from db.session import Sessions
from db.visibility import Viewer
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.filing import PNG, Filing
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def file_with(office: Filing, key: str = "first", **more: Any) -> Any:
    """What the supervisor is answered who files a report with a screenshot."""
    form = {"report": json.dumps(office.report(office.named("respondent"), **more))}
    files = {"file": ("shot.png", PNG, "image/png")}
    who = office.as_("supervisor")
    return who.post("/api/reports", data=form, files=files, headers={"Idempotency-Key": key})


def in_between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Have something happen once after the filer was let in and before the report is written."""
    real, done = routes._received, list[bool]()

    def received(*given: Any) -> Any:
        if not done:
            done.append(True)
            happens()
        return real(*given)

    monkeypatch.setattr(routes, "_received", received)


def moved_to_intake(office: Filing) -> None:
    """The supervisor no longer supervises anybody and takes in reports instead."""
    now = office.clock.now()
    with office.sessions.writing() as session:
        session.begin_act("account:changed", actor="system:test", at=now)
        account = session.scalars(select(Account).where(Account.username == "supervisor")).one()
        for role in session.scalars(select(AccountRole).where(AccountRole.account_id == account.id)):
            role.ended_at = now
        granted = {"granted_at": now, "approved_at": now}
        session.add(AccountRole(account_id=account.id, role="intake", **granted))


def signed_out(office: Filing) -> None:
    """Every session of the office is ended."""
    with office.sessions.writing() as session:
        for row in session.scalars(select(AccountSession)):
            row.ended_at = office.clock.now()


def filed(sessions: Sessions) -> list[tuple[str, str]]:
    """(number, source) of every report."""
    with sessions.reading() as session:
        return [(row.number, row.source) for row in session.execute(select(Incident.number, Incident.source))]


def beginnings(sessions: Sessions) -> set[str]:
    """With which 32 bits the keys of the rows of the report that was filed begin."""
    with sessions.reading() as session:
        of_filing = select(LedgerChange.row_id).join(LedgerEntry).where(LedgerEntry.event == "report:filed")
        keys = session.scalars(of_filing).all()
    assert len(keys) > 5
    return {key[:8] for key in keys}


def test_the_keys_of_one_report_begin_alike_so_that_an_index_holds_its_rows_side_by_side(
    office: Filing, sessions: Sessions
) -> None:
    assert file_with(office).status_code == 201
    assert len(beginnings(sessions)) == 1


def test_keys_of_one_report_that_lie_anywhere_would_be_noticed(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a report is made ready without the keys of its rows being drawn alike."""
    monkeypatch.setattr(submitting, "make_ready", inspect.unwrap(service.make_ready))
    assert file_with(office).status_code == 201
    assert len(beginnings(sessions)) > 5


def test_a_report_made_ready_is_one_act_whose_changes_the_ledger_tells_in_order(
    office: Filing, sessions: Sessions
) -> None:
    assert file_with(office).status_code == 201
    with sessions.reading() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.event == "report:filed")).one()
        of_entry = select(LedgerChange.position, LedgerChange.row_table).where(LedgerChange.entry_id == entry.id)
        changes = {row.position: row.row_table for row in session.execute(of_entry)}
    assert sorted(changes) == list(range(entry.changes))
    assert {"incident", "post", "evidence", "custody_event", "deadline", "matter_relation"} < set(changes.values())


def test_who_is_signed_out_while_their_file_is_stored_files_nothing(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_between(monkeypatch, lambda: signed_out(office))
    assert file_with(office).status_code == 401
    assert filed(sessions) == []


def test_who_has_another_role_by_the_time_of_writing_files_as_who_they_are_then(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_between(monkeypatch, lambda: moved_to_intake(office))
    assert file_with(office).status_code == 201
    assert [source for _, source in filed(sessions)] == ["own_motion"]


def test_a_report_written_for_whom_it_was_made_ready_would_be_noticed(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the transaction does not ask whether its viewer is still the one of before."""
    monkeypatch.setattr(Viewer, "__eq__", lambda _self, _other: True)
    in_between(monkeypatch, lambda: moved_to_intake(office))
    assert file_with(office).status_code == 201
    assert [source for _, source in filed(sessions)] == ["supervisor"]


def test_what_is_refused_is_refused_in_the_transaction_and_a_repeated_key_comes_first(
    office: Filing, sessions: Sessions
) -> None:
    refused = file_with(office, "other", declared=False)
    assert refused.status_code == 409
    assert [item["code"] for item in refused.json()["missing"]] == ["declared"]
    first, again = file_with(office), file_with(office)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(filed(sessions)) == 1
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).where(LedgerEntry.event == "report:filed")) == 1


def test_a_transaction_takes_up_one_act_only(sessions: Sessions, clock: MovableClock) -> None:
    with pytest.raises(LedgerBroken), sessions.writing() as session:
        act = session.begin_act("report:filed", actor="system:test", at=clock.now())
        session.take_up(act)
