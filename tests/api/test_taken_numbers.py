"""A public number is drawn again while another matter has it, even one that whoever files or opens may not see."""

from collections.abc import Iterator
from itertools import chain

import pytest
from sqlalchemy import select

import db.ledger
from api.intake import opening
from api.reports import service
from db.dialect.bulk import insert_rows
from db.domain.number import new_case_number, new_report_number
from db.identity import randomness
from db.models import Case, Incident, LedgerChange
from db.session import Sessions
from tests.harness.databases import Fill
from tests.harness.filing import Filing
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def draw_first(monkeypatch: pytest.MonkeyPatch, module: object, name: str, *numbers: str) -> None:
    """Have the next numbers drawn be these, and random ones after them."""
    real = new_report_number if name == "new_report_number" else new_case_number

    def fresh() -> Iterator[str]:
        while True:
            yield real(2026, randomness())

    drawn = chain(numbers, fresh())
    monkeypatch.setattr(module, name, lambda _year, _random: next(drawn))


def file_as(office: Filing, user: str) -> tuple[int, str]:
    """The status and the number of a report filed by this person."""
    report = {"narrative": "Two posts about a pending trial.", "declared": True}
    answer = office.as_(user).post("/api/reports", json=report)
    return answer.status_code, answer.json().get("number", answer.text)


def take_without_asking(connection: object, table: object, row: object) -> bool:
    """Negative control: the number is written without leaving it to the constraint whether it is taken."""
    insert_rows(connection, table, row)  # type: ignore[arg-type]
    return True


def test_a_report_gets_another_number_where_a_hidden_report_has_the_one_drawn(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, taken = file_as(office, "supervisor")
    assert office.as_("supervisor_two").get(f"/api/my-reports/{taken}").status_code == 404
    draw_first(monkeypatch, service, "new_report_number", taken, taken)
    status, number = file_as(office, "supervisor_two")
    assert (status, number == taken) == (201, False)
    with sessions.reading() as session:
        assert sorted(session.scalars(select(Incident.number))) == sorted([taken, number])
        changes = select(LedgerChange.payload).where(LedgerChange.row_table == "incident")
        assert sorted(f'"number":"{one}"' in "".join(session.scalars(changes)) for one in (taken, number)) == [True] * 2
        assert len(session.scalars(changes).all()) == 2


def test_a_number_taken_without_asking_would_refuse_the_report(office: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    _, taken = file_as(office, "supervisor")
    monkeypatch.setattr(db.ledger, "insert_unless_taken", take_without_asking)
    draw_first(monkeypatch, service, "new_report_number", taken)
    assert file_as(office, "supervisor_two")[0] == 409


def test_a_case_gets_another_number_where_a_case_has_the_one_drawn(
    office: Filing, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = office.filed(office.named("respondent")), office.filed(office.named("respondent_two"))
    for report in (first, second):
        office.checked(report)
    (taken,) = office.opened(first, office.respondent(first, "respondent"))
    draw_first(monkeypatch, opening, "new_case_number", taken)
    every = office.opened(second, office.respondent(second, "respondent_two"))
    (number,) = set(every) - {taken}
    with sessions.reading() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        assert (case.version, case.stage.value) == (1, "investigation")
