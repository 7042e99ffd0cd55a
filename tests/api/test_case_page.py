"""The case page: overview with the move that is blocked, timeline, access, record; and who gets how much of it."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.cures import whose_part
from db.domain.stage import Stage, Track
from db.models import Case, Event
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import small_office
from tests.harness.people import SignedIn

SECTIONS = ("", "/timeline", "/access", "/record")


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


class Office:
    """Signs people of the small office in, each once."""

    def __init__(self, client: TestClient[Litestar], clock: MovableClock) -> None:
        self._client, self._clock, self._people = client, clock, dict[str, SignedIn]()

    def __getitem__(self, user: str) -> SignedIn:
        return self._people.setdefault(user, SignedIn(self._client, self._clock, user))


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock) -> Office:
    return Office(client, clock)


def test_the_blocked_move_names_everything_that_is_missing_and_links_what_the_viewer_may_do(
    matters: Matters, office: Office
) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    page = office["investigator"].get(f"/cases/{placed.number}").text
    assert "3 things are missing" in page
    assert "Draft and serve the notice of allegations." in page
    assert f"/cases/{placed.number}/acts/draft-notice" in page
    assert "State at least one allegation." in page
    clerk = office["clerk"].get(f"/cases/{placed.number}").text
    assert "3 things are missing" in clerk
    assert "/acts/draft-notice" not in clerk, "only who may do it is given the link"
    assert "For the investigator." in clerk


def test_a_header_alone_shows_no_content(matters: Matters, office: Office) -> None:
    placed = matters.case(summary="Called a witness a liar", related={"investigator": "investigator"})
    page = office["intake"].get(f"/cases/{placed.number}")
    assert page.status_code == 200
    assert "Trevor Lindqvist" in page.text
    assert "Its content is not open to you" in page.text
    assert "Called a witness a liar" not in page.text
    for section in SECTIONS[1:]:
        assert office["intake"].get(f"/cases/{placed.number}{section}").status_code == 403
    assert "Called a witness a liar" in office["investigator"].get(f"/cases/{placed.number}").text


def test_the_chair_goes_from_the_header_to_the_section_where_members_are_named(
    matters: Matters, office: Office
) -> None:
    placed = matters.case(stage=Stage.CHARGED, related={"investigator": "investigator"})
    address = f"/cases/{placed.number}"
    header = office["chair"].get(address).text
    assert f'href="{address}/hearing"' in header
    assert "/acts/compose-panel" not in header, "it stands in its section"
    assert "/acts/order-stay" in header
    assert "/acts/compose-panel" in office["chair"].get(f"{address}/hearing").text
    investigation = matters.case("respondent_two", related={"investigator": "investigator"})
    assert f"{investigation.number}/decision" not in office["intake"].get(f"/cases/{investigation.number}").text


def test_only_those_who_can_sit_at_the_stage_are_named_as_the_ones_who_recuse(matters: Matters) -> None:
    for track, words in (
        (Track.LICENCE, "board chair or panel member"),
        (Track.EMPLOYER, "board chair or deciding official"),
    ):
        placed = matters.case(track=track, stage=Stage.CHARGED)
        with matters.work() as work:
            assert whose_part(work, work.session.get_one(Case, placed.id), "decider:recuse") == words


@pytest.mark.parametrize("user", ["clerk", "investigator", "respondent", "supervisor", "hr", "admin", "leader"])
def test_whoever_is_excluded_or_has_no_part_finds_nothing_at_the_address(
    matters: Matters, office: Office, user: str
) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    if user in ("clerk", "investigator"):
        assert office[user].get(f"/cases/{placed.number}").status_code == 200, "the negative control"
        matters.wall(placed, user)
    nowhere = office[user].get("/cases/SM-26-222222")
    for section in SECTIONS:
        answer = office[user].get(f"/cases/{placed.number}{section}")
        assert answer.status_code == 404, section
        assert answer.text.replace(placed.number, "SM-26-222222") == nowhere.text or placed.number not in answer.text
    assert office[user].get(f"/api/cases/{placed.number}").status_code == 404
    assert office[user].get(f"/api/cases/{placed.number}/timeline").status_code == 404
    assert office[user].get(f"/api/cases/{placed.number}/moves").status_code == 404


def test_the_timeline_shows_votes_and_privileged_events_only_to_those_they_are_for(
    matters: Matters, office: Office
) -> None:
    placed = matters.case(stage=Stage.DELIBERATION, related={"member_lawyer": "panel_member"})
    with matters.work("member_lawyer") as work:
        case = work.session.get_one(Case, placed.id)
        work.record("vote:cast", case=case, text="on question 1")
    assert "Cast a vote" in office["member_lawyer"].get(f"/cases/{placed.number}/timeline").text
    assert "Cast a vote" not in office["clerk"].get(f"/cases/{placed.number}/timeline").text
    assert "Cast a vote" not in office["clerk"].get(f"/cases/{placed.number}/record").text
    assert "Cast a vote" in office["member_lawyer"].get(f"/cases/{placed.number}/record").text
    rows = office["clerk"].get(f"/api/cases/{placed.number}/timeline").json()
    assert [row["name"] for row in rows["items"]] == ["case:opened"]
    assert rows["total"] == 1


def test_the_timeline_goes_on_from_its_cursor(matters: Matters, office: Office, sessions: Sessions) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    for count in range(5):
        with matters.work("clerk") as work:
            work.record("step:planned", case=work.session.get_one(Case, placed.id), text=f"number {count}")
    texts: list[str] = []
    cursor = ""
    while True:
        page = office["clerk"].get(f"/api/cases/{placed.number}/timeline?limit=2&cursor={cursor}").json()
        texts += [row["text"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(texts) == 6
    assert {f"number {count}" for count in range(5)} <= set(texts)


def test_access_says_who_reads_why_and_who_is_walled_off(matters: Matters, office: Office) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    matters.wall(placed, "member_lawyer")
    office["investigator"].get(f"/cases/{placed.number}")
    page = office["clerk"].get(f"/cases/{placed.number}/access").text
    content, rest = page.split('id="header"')
    header, rest = rest.split('id="walled"')
    walled, views = rest.split('id="views"')
    assert "Imani Brathwaite" in content
    assert "Bernadette Quill" in content
    assert "Rosalind Ekwueme" in header
    assert "Duncan Abernathy" in walled
    assert "Trevor Lindqvist" in walled, "the respondent is kept to the portal"
    assert "Imani Brathwaite" in views
    assert "Leland Fairbanks" not in page


def test_reading_the_content_is_recorded_once_an_hour(
    matters: Matters, office: Office, sessions: Sessions, clock: MovableClock
) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    for _ in range(2):
        office["investigator"].get(f"/cases/{placed.number}")
        office["investigator"].get(f"/api/cases/{placed.number}")
    clock.advance(hours=1)
    office["investigator"].get(f"/cases/{placed.number}/timeline")
    page = office["clerk"].get(f"/cases/{placed.number}/access").text.split('id="views"')[1]
    assert "Imani Brathwaite" in page
    assert ">2<" in page


def test_json_gives_the_version_as_etag_and_keeps_content_from_a_header(matters: Matters, office: Office) -> None:
    placed = matters.case(
        track=Track.EMPLOYER, summary="Called a witness a liar", related={"investigator": "investigator"}
    )
    answer = office["investigator"].get(f"/api/cases/{placed.number}")
    body = answer.json()
    assert answer.headers["etag"] == f'"{body["version"]}"'
    assert body["content"]["summary"] == "Called a witness a liar"
    assert body["content"]["reports"] == [placed.report]
    assert "step:plan" in body["acts"]
    header = office["intake"].get(f"/api/cases/{placed.number}").json()
    assert header["content"] is None
    assert "Called a witness" not in str(header)
    assert header["respondent"]["name"] == "Trevor Lindqvist"
    moves = office["investigator"].get(f"/api/cases/{placed.number}/moves").json()["moves"]
    first = next(move for move in moves if move["move"] == "submit_for_review")
    assert [item["code"] for item in first["missing"]] == ["notice_served", "notice_answered", "allegation_stated"]
    assert first["missing"][0]["act"] == "notice:draft"
    assert office["intake"].get(f"/api/cases/{placed.number}/moves").status_code == 403


def test_events_of_another_case_never_show(matters: Matters, office: Office, sessions: Sessions) -> None:
    one, other = matters.case(), matters.case("respondent_two")
    with sessions.reading() as session:
        assert session.query(Event).count() == 2
    rows = office["clerk"].get(f"/api/cases/{one.number}/timeline").json()
    assert rows["total"] == 1
    assert other.number not in office["clerk"].get(f"/cases/{one.number}/record").text
