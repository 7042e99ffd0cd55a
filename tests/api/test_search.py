"""Search: numbers, people and text among what the viewer may see; the hidden is not found, and not counted."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.models import Post
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import small_office
from tests.harness.people import SignedIn


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


@pytest.fixture
def clerk(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "clerk")


def found(who: SignedIn, query: str) -> list[str]:
    answer = who.get("/api/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [hit["number"] or hit["title"] for hit in answer.json()["hits"]]


def test_a_case_is_found_by_number_name_and_words(matters: Matters, clerk: SignedIn) -> None:
    placed = matters.case(summary="Called a JUROR a liar", narrative="At the bus stop")
    other = matters.case("respondent_two", summary="A photo of an exhibit", narrative="Taken in court")
    assert found(clerk, placed.number) == [placed.number]
    assert found(clerk, placed.number.lower().replace("-", " ")) == [placed.number], "however it is typed"
    assert found(clerk, "trevor") == [placed.number, placed.report, "Trevor Lindqvist"]
    assert found(clerk, "juror liar") == [placed.number, placed.report]
    assert found(clerk, "juror exhibit") == [], "every word must be in one matter"
    assert found(clerk, "bus stop") == [placed.report]
    assert found(clerk, "100%") == []
    assert found(clerk, "_") == []
    assert other.number in clerk.get("/search?q=exhibit").text
    assert "Nothing found" in clerk.get("/search?q=nowhere").text


def test_a_case_is_found_by_its_own_posts_only(matters: Matters, clerk: SignedIn) -> None:
    placed = matters.case()
    other = matters.case("respondent_two")
    with matters.work("intake", "post:added") as work:
        work.session.add(
            Post(
                incident_id=placed.incident_id, ordinal=1, kind="own", platform="facebook", url="", handle="trialtalk",
                account_kind="personal", visibility="anyone", text="That bailiff sleeps all day.",
                posted_precision="day", posted_zone="America/New_York", still_visible="yes",
            )
        )  # fmt: skip
    assert found(clerk, "bailiff") == [placed.number, placed.report]
    assert other.number not in found(clerk, "bailiff")


def test_a_walled_viewer_finds_exactly_what_they_would_without_the_case(matters: Matters, clerk: SignedIn) -> None:
    queries = ("liar", "trevor", "lindqvist")
    before = {query: clerk.get("/api/search", params={"q": query}).json() for query in queries}
    placed = matters.case(summary="Called a juror a liar")
    assert found(clerk, "liar") == [placed.number, placed.report], "the negative control: unwalled it is found"
    matters.wall(placed, "clerk")
    for query in queries:
        assert clerk.get("/api/search", params={"q": query}).json() == before[query]
    assert found(clerk, placed.number) == []
    assert found(clerk, placed.report) == []
    assert placed.number not in clerk.get("/search?q=liar").text


def test_a_header_alone_is_not_searched_for_its_content(
    matters: Matters, client: TestClient[Litestar], clock: MovableClock
) -> None:
    placed = matters.case(summary="Called a juror a liar", narrative="")
    records = SignedIn(client, clock, "records")
    chair = SignedIn(client, clock, "chair")
    intake = SignedIn(client, clock, "intake")
    assert found(records, "liar") == []
    assert found(chair, "liar") == []
    assert placed.number not in found(intake, "liar"), "the report is intake's to read, the case's content is not"
    assert placed.number in found(intake, "trevor")
    hit = intake.get("/api/search", params={"q": "trevor"}).json()["hits"][0]
    assert hit["text"] == ""


def test_a_respondent_and_a_stranger_find_no_matter(
    matters: Matters, client: TestClient[Litestar], clock: MovableClock
) -> None:
    placed = matters.case(summary="Called a juror a liar")
    for user in ("respondent", "investigator", "supervisor", "admin"):
        who = SignedIn(client, clock, user)
        assert found(who, "liar") == []
        assert found(who, placed.number) == []


def test_a_reporter_finds_their_own_report_only(
    matters: Matters, client: TestClient[Litestar], clock: MovableClock
) -> None:
    own = matters.case(summary="Called a juror a liar", related={"supervisor": "reporter"})
    matters.case("respondent_two", summary="Called a witness a liar")
    assert found(SignedIn(client, clock, "supervisor"), "liar") == [own.report]
