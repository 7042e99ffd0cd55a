"""From a figure into the lists: for who opens the list, with the same filter, and listing only what is readable."""

import csv
import html
import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from db.models import Account, Case, Incident, LedgerEntry, MatterRelation, Person
from db.session import Sessions
from tests.analytics import records
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PARTS
from tests.harness.people import SignedIn

As = Callable[[str], SignedIn]
LINK = re.compile(r'<a (?:class="act" )?href="(/(?:reports|cases)\?[^"]*)">(?:<svg.*?</svg>)?(?:<span>)?([^<]+)<')


@pytest.fixture
def fill() -> Fill:
    return records.fill


def links(person: SignedIn, figure: str, query: str = "?period=all") -> dict[str, str]:
    """The ways from one figure into the lists, by their words."""
    page = person.get(f"/trends{query}").text
    part = page.split(f'id="{figure}"', 1)[1].split("</section>", 1)[0]
    return {words: html.unescape(href) for href, words in LINK.findall(part)}


def listed(person: SignedIn, href: str) -> int:
    """How many a list says it has."""
    total: int = person.get(f"/api{href}").json()["total"]
    return total


def rows(person: SignedIn, figure: str, column: str, query: str = "?period=all") -> dict[str, int]:
    item = person.get(f"/api/trends/figures/{figure}{query}").json()
    place = [one["key"] for one in item["columns"]].index(column)
    return {row[0]: row[place] for row in item["rows"]}


@pytest.mark.parametrize(("figure", "column"), [("rate", "reports"), ("categories", "total")])
def test_every_row_leads_to_a_list_of_as_many_reports_as_it_counts(signed_in: As, figure: str, column: str) -> None:
    clerk = signed_in("clerk")
    ways, counted = links(clerk, figure), rows(clerk, figure, column)
    shared = {words: href for words, href in ways.items() if words in counted}
    assert set(shared) == set(counted) - {"In all"} != set()
    assert {words: listed(clerk, href) for words, href in shared.items()} == {words: counted[words] for words in shared}


def test_the_filters_of_the_page_are_the_filters_of_the_list(signed_in: As) -> None:
    clerk = signed_in("clerk")
    assert "unit=Trials" in links(clerk, "funnel", "?period=all&unit=Trials")["See the reports"]
    assert links(clerk, "backlog", "?period=all&track=employer")["See the cases"] == "/cases?track=employer&stage=open"
    assert links(clerk, "funnel", "?period=all&track=employer") == {}
    assert links(clerk, "rate", "?period=all&count_by=posted") == {}


def test_whoever_opens_no_list_is_shown_no_way_into_one(signed_in: As) -> None:
    for figure in ("rate", "categories", "funnel", "backlog", "sanctions"):
        assert links(signed_in("leader"), figure) == {}


def test_a_leader_with_a_part_in_a_case_finds_that_case_alone(
    signed_in: As, sessions: Sessions, clock: MovableClock
) -> None:
    with sessions.writing() as session:
        session.begin_act("access:granted", actor="system:test", at=clock.now())
        person = session.scalars(select(Person.id).where(Person.name == PARTS["leader"].name)).one()
        case = session.scalars(select(Case.id).order_by(Case.opened_at.desc())).first()
        session.add(
            MatterRelation(
                person_id=person, case_id=case, kind="grantee", from_at=clock.now(), reason="Asked", source="grant"
            )
        )
    leader = signed_in("leader")
    assert links(leader, "deadlines")["See the cases"] == "/cases?overdue=yes"
    assert listed(leader, "/cases") == 1
    assert "See the reports" not in links(leader, "funnel")


def test_a_wall_takes_a_report_from_the_figure_and_from_its_list(
    signed_in: As, sessions: Sessions, clock: MovableClock
) -> None:
    clerk = signed_in("clerk")
    whole = listed(clerk, links(clerk, "funnel")["See the reports"])
    with sessions.writing() as session:
        session.begin_act("conflict:ruled", actor="system:test", at=clock.now())
        account = session.scalars(select(Account).where(Account.username == "clerk")).one()
        report = session.scalars(select(Incident.id).order_by(Incident.received_at)).first()
        session.add(
            MatterRelation(
                person_id=account.person_id, incident_id=report, kind="walled", from_at=clock.now(), source="ruling"
            )
        )
    assert listed(clerk, links(clerk, "funnel")["See the reports"]) == whole - 1


def exported(sessions: Sessions) -> int:
    with sessions.reading() as session:
        return session.scalar(select(func.count()).where(LedgerEntry.event == "list:exported")) or 0


def table(answer: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer)))


def test_the_queue_as_csv_has_the_filter_of_the_page_and_is_recorded(signed_in: As, sessions: Sessions) -> None:
    intake = signed_in("intake")
    page = intake.get("/reports?status=all&category=case_information&from_on=2025-06-01").text
    href = html.unescape(re.findall(r'href="(/reports\.csv[^"]*)"', page)[0])
    assert exported(sessions) == 0
    answer = intake.get(href)
    assert (answer.status_code, exported(sessions)) == (200, 1)
    assert answer.headers["content-disposition"].startswith('attachment; filename="reports-')
    found = table(answer.text)
    assert found[0][:4] == ["report", "status", "from", "received_on"]
    assert len(found) - 1 == listed(intake, href.replace("/reports.csv", "/reports"))
    assert 1 < len(found) - 1 < len(table(intake.get("/reports.csv?status=all").text)) - 1
    assert min(row[3] for row in found[1:]) >= "2025-06-01"


def test_no_cell_of_a_list_starts_a_formula(signed_in: As, sessions: Sessions, clock: MovableClock) -> None:
    with sessions.writing() as session:
        session.begin_act("person:added", actor="system:test", at=clock.now())
        session.scalars(select(Person).where(Person.name == PARTS["respondent"].name)).one().name = "=1+1"
    cells = [cell for row in table(signed_in("clerk").get("/cases.csv").text) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("user", "path"), [("hr", "/sanctions.csv"), ("supervisor", "/my-reports.csv"), ("clerk", "/cases.csv")]
)
def test_other_lists_are_exported_by_who_opens_them(signed_in: As, sessions: Sessions, user: str, path: str) -> None:
    answer = signed_in(user).get(path)
    assert (answer.status_code, exported(sessions)) == (200, 1)
    assert len(table(answer.text)[0]) > 2


def test_the_queue_is_exported_only_by_who_reads_it(signed_in: As, sessions: Sessions) -> None:
    for user in ("leader", "hr", "admin"):
        assert signed_in(user).get("/reports.csv").status_code == 403
    assert exported(sessions) == 0
