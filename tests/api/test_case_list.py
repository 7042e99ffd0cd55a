"""The list of cases: filters, order, paging, CSV, saved views, and no trace of what is hidden."""

import csv
import io

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.stage import Stage, Track
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import small_office
from tests.harness.people import SignedIn

Rows = list[dict[str, object]]


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


@pytest.fixture
def clerk(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "clerk")


def listed(who: SignedIn, query: str = "") -> list[str]:
    answer = who.get(f"/api/cases?{query}")
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["items"]]


def five(matters: Matters) -> list[Placed]:
    """Five cases, the oldest first."""
    return [
        matters.case(days_ago=50),
        matters.case("respondent_two", days_ago=40, track=Track.EMPLOYER, related={"investigator": "investigator"}),
        matters.case(days_ago=30, stage=Stage.CHARGED),
        matters.case("respondent_two", days_ago=20, stage=Stage.CLOSED),
        matters.case(days_ago=10),
    ]


def test_filters_and_orders_stand_in_the_address(matters: Matters, clerk: SignedIn) -> None:
    one, two, three, four, last = (placed.number for placed in five(matters))
    assert listed(clerk) == [last, four, three, two, one], "the newest first"
    assert listed(clerk, "sort=opened") == [one, two, three, four, last]
    assert listed(clerk, "stage=charged") == [three]
    assert listed(clerk, "stage=open&sort=opened") == [one, two, three, last]
    assert listed(clerk, "track=employer") == [two]
    assert listed(clerk, "unit=Appeals") == [four, two]
    assert listed(clerk, "assignee=nobody&sort=opened") == [one, three, four, last]
    assert listed(clerk, "q=okonjo") == [four, two]
    assert listed(clerk, f"q={three[6:]}") == [three]
    assert listed(clerk, "sort=number") == sorted([one, two, three, four, last])
    for wrong in ("stage=nowhere", "sort=summary", "assignee=x", "cursor=%21", "category=x"):
        assert clerk.get(f"/api/cases?{wrong}").status_code == 422, wrong


def test_pages_follow_each_other_in_both_directions(matters: Matters, clerk: SignedIn) -> None:
    numbers = [placed.number for placed in five(matters)][::-1]
    for sort in ("-opened", "due", "respondent", "-number"):
        whole = listed(clerk, f"sort={sort}")
        assert sorted(whole) == sorted(numbers)
        first = clerk.get(f"/api/cases?limit=2&sort={sort}").json()
        assert (first["first"], first["last"], first["total"], first["previous"]) == (1, 2, 5, None)
        second = clerk.get(f"/api/cases?limit=2&sort={sort}&cursor={first['next']}").json()
        third = clerk.get(f"/api/cases?limit=2&sort={sort}&cursor={second['next']}").json()
        assert (third["first"], third["last"], third["next"]) == (5, 5, None)
        assert [row["number"] for page in (first, second, third) for row in page["items"]] == whole
        back = clerk.get(f"/api/cases?limit=2&sort={sort}&cursor={third['previous']}").json()
        assert back["items"] == second["items"]
        assert (back["first"], back["last"]) == (3, 4)


def test_a_walled_viewer_sees_the_same_list_as_if_the_case_were_not(
    matters: Matters, client: TestClient[Litestar], clock: MovableClock, clerk: SignedIn
) -> None:
    five(matters)
    before = clerk.get("/api/cases").json()
    hidden = matters.case("respondent_two", summary="Never to be seen")
    assert clerk.get("/api/cases").json()["total"] == before["total"] + 1, "the negative control: unwalled it shows"
    matters.wall(hidden, "clerk")
    assert clerk.get("/api/cases").json() == before
    assert hidden.number not in clerk.get("/cases?stage=open").text
    assert hidden.number not in clerk.get("/cases.csv").text
    assert clerk.get(f"/api/cases?q={hidden.number}").json()["total"] == 0
    assert hidden.number in SignedIn(client, clock, "intake").get("/cases").text


def test_a_filter_offers_no_name_that_only_hidden_cases_give(matters: Matters, clerk: SignedIn) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    assert "Imani Brathwaite" in clerk.get("/cases").text
    matters.wall(placed, "clerk")
    assert "Imani Brathwaite" not in clerk.get("/cases").text


@pytest.mark.parametrize("relation", ["walled", "recused", "involved", "respondent"])
def test_every_excluding_relation_takes_a_case_off_the_list(matters: Matters, clerk: SignedIn, relation: str) -> None:
    placed = matters.case()
    matters.wall(placed, "clerk", relation)
    assert listed(clerk) == []


def test_an_investigator_lists_their_own_cases_only(
    matters: Matters, client: TestClient[Litestar], clock: MovableClock
) -> None:
    own = five(matters)[1]
    investigator = SignedIn(client, clock, "investigator")
    assert listed(investigator) == [own.number]
    assert listed(investigator, "assignee=me") == [own.number]
    assert listed(SignedIn(client, clock, "investigator_two")) == []
    assert SignedIn(client, clock, "supervisor").get("/api/cases").json()["total"] == 0


def test_the_csv_has_the_rows_of_the_filter_and_no_formula(matters: Matters, clerk: SignedIn) -> None:
    five(matters)
    answer = clerk.get("/cases.csv?stage=open&sort=opened")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["number"] for row in rows] == listed(clerk, "stage=open&sort=opened")
    assert rows[0]["respondent"] == "Trevor Lindqvist"
    assert "attachment" in answer.headers["content-disposition"]


def test_a_header_alone_is_not_exported(matters: Matters, client: TestClient[Litestar], clock: MovableClock) -> None:
    placed = matters.case()
    assert placed.number in SignedIn(client, clock, "intake").get("/cases").text
    assert placed.number not in SignedIn(client, clock, "intake").get("/cases.csv").text


def test_a_view_is_saved_by_name_and_removed_again(
    matters: Matters, clerk: SignedIn, client: TestClient[Litestar], clock: MovableClock
) -> None:
    five(matters)
    kept = clerk.post(
        "/cases/views", data={"name": "Mine to serve", "query": "stage=charged", "_csrf_token": clerk.csrf}
    )
    assert kept.status_code == 303
    page = clerk.get("/cases").text
    assert 'href="/cases?stage=charged"' in page
    assert "Mine to serve" in page
    assert "Mine to serve" not in SignedIn(client, clock, "intake").get("/cases").text
    view = page.split("/cases/views/")[1].split("/")[0]
    stranger = SignedIn(client, clock, "intake")
    stranger.sign_in()
    assert stranger.post(f"/cases/views/{view}/remove", data={"_csrf_token": stranger.csrf}).status_code == 404
    assert clerk.post(f"/cases/views/{view}/remove", data={"_csrf_token": clerk.csrf}).status_code == 303
    assert "Mine to serve" not in clerk.get("/cases").text


def test_an_empty_list_says_what_to_do(client: TestClient[Litestar], clock: MovableClock) -> None:
    clerk = SignedIn(client, clock, "clerk")
    assert "No case is open to you" in clerk.get("/cases").text
    assert "No case fits" in clerk.get("/cases?stage=charged").text
