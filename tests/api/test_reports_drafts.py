"""Drafts: they save themselves, keep what was typed, stay their owner's, and go after 90 idle days."""

import pytest
from sqlalchemy import func, select

from db.models import Draft, Incident, Supplement
from db.session import Sessions
from tests.harness.databases import Fill
from tests.harness.filing import PNG, Filing
from tests.harness.office import PARTS, small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def begin(office: Filing, **report: object) -> tuple[str, str]:
    """A draft's id and version."""
    answer = office.as_("supervisor").post("/api/drafts", json=report)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.headers["etag"]


def save(office: Filing, draft: str, chapter: str, version: str, **values: object) -> tuple[int, str]:
    who = office.as_("supervisor")
    answer = who.request("PUT", f"/api/drafts/{draft}/{chapter}", json=values, headers={"If-Match": version})
    return answer.status_code, answer.headers.get("etag", "")


def test_autosave_keeps_each_chapter_and_refuses_an_old_version(office: Filing) -> None:
    draft, version = begin(office)
    status, second = save(office, draft, "what-happened", version, narrative="First words.")
    assert status == 200
    assert save(office, draft, "what-happened", version, narrative="From an old window.")[0] == 412
    posts = {"key": "p1", "url": "https://x.com/a/1", "kind": "share", "posted.date": "2026-02-01"}
    status, third = save(office, draft, "posts", second, **posts)
    assert status == 200
    report = office.as_("supervisor").get(f"/api/drafts/{draft}").json()["report"]
    assert report["narrative"] == "First words."
    assert report["posts"] == [
        {"key": "p1", "kind": "share", "url": "https://x.com/a/1", "posted": {"date": "2026-02-01"}}
    ]
    assert third != second


def test_the_same_window_may_overtake_its_own_autosave(office: Filing) -> None:
    draft, version = begin(office)
    assert save(office, draft, "what-happened", version, narrative="By itself.", tab="w1")[0] == 200
    who = office.as_("supervisor")
    form = {"_csrf_token": who.csrf, "version": version.strip('"'), "narrative": "By hand.", "then": "next"}
    refused = who.post(f"/reports/drafts/{draft}/what-happened", data={**form, "tab": "w2"})
    assert refused.status_code == 422
    assert "By hand." in refused.text
    taken = who.post(f"/reports/drafts/{draft}/what-happened", data={**form, "tab": "w1"})
    assert taken.status_code == 303


def test_a_draft_is_in_no_list_but_its_owners(office: Filing) -> None:
    draft, _ = begin(office, narrative="Only mine.")
    assert "Only mine." in office.as_("supervisor").get("/my-reports").text
    assert draft not in office.as_("supervisor_two").get("/my-reports").text
    assert office.as_("intake").get("/api/reports").json()["total"] == 0


def test_a_draft_outlives_its_session_and_goes_after_ninety_idle_days(office: Filing) -> None:
    draft, _ = begin(office, narrative="Interrupted.")
    office.clock.advance(days=89)
    assert office.as_("supervisor").get(f"/reports/drafts/{draft}/who").status_code == 200
    office.clock.advance(days=2)
    assert office.as_("supervisor").get(f"/reports/drafts/{draft}/who").status_code == 404
    assert "Interrupted." not in office.as_("supervisor").get("/my-reports").text


def test_a_failed_file_keeps_everything_else_on_the_page(office: Filing) -> None:
    draft, version = begin(office)
    who = office.as_("supervisor")
    form = {
        "_csrf_token": who.csrf, "version": version.strip('"'), "tab": "w", "key": "p1", "then": "done",
        "url": "https://x.com/a/1", "text": "Words worth keeping", "kind": "own",
    }  # fmt: skip
    files = [("file", ("bad.html", b"<html><script>1</script>", "text/html")), ("file", ("good.png", PNG, "image/png"))]
    answer = who.post(f"/reports/drafts/{draft}/posts", data=form, files=files)
    assert answer.status_code == 422
    assert "Words worth keeping" in answer.text
    assert "bad.html cannot be taken" in answer.text
    assert "good.png" in answer.text


def test_files_of_a_draft_become_evidence_of_their_post(office: Filing, sessions: Sessions) -> None:
    draft, _ = begin(office)
    who = office.as_("supervisor")
    for name, key in (("a.png", "p1"), ("b.png", "p2")):
        made = who.post(f"/api/drafts/{draft}/files?post={key}", files={"file": (name, PNG + name.encode(), "x")})
        assert made.status_code == 201
    dropped = who.post(f"/api/drafts/{draft}/files?post=p2", files={"file": ("c.png", PNG, "x")}).json()["id"]
    assert who.request("DELETE", f"/api/drafts/{draft}/files/{dropped}").status_code == 204
    posts = [{"key": "p1", "url": "https://x.com/1"}, {"key": "p2", "url": "https://x.com/2"}]
    report = {"narrative": "Two.", "posts": posts, "declared": True, "draft": draft}
    answer = who.post("/api/reports", json=report)
    assert (answer.status_code, answer.json()["evidence"]) == (201, 2)
    page = office.as_("intake").get(f"/reports/{answer.json()['number']}").text
    assert page.index("Post 1") < page.index("a.png") < page.index("Post 2") < page.index("b.png")
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_the_filer_is_told_when_they_name_themselves_a_superior_or_the_board(office: Filing) -> None:
    people = [{"key": user, **office.named(user)} for user in ("supervisor", "leader", "chair")]
    draft, _ = begin(office, narrative="x", people=people)
    page = office.as_("supervisor").get(f"/reports/drafts/{draft}/review").text
    assert "You named yourself." in page
    assert "This person is above you in the office." in page
    assert "This person sits on the board." in page


def test_who_reports_themselves_is_shut_out_and_told_so(office: Filing, sessions: Sessions) -> None:
    draft, version = begin(office, narrative="It was me.", people=[{"key": "me", **office.named("supervisor")}])
    who = office.as_("supervisor")
    form = {"_csrf_token": who.csrf, "version": version.strip('"'), "declared": "true", "idempotency_key": "k"}
    answer = who.post(f"/reports/drafts/{draft}/review", data=form)
    assert answer.headers["location"].startswith("/my-reports?done=")
    with sessions.reading() as session:
        number = session.scalars(select(Incident.number)).one()
    assert who.get(f"/my-reports/{number}").status_code == 404
    assert f"/my-reports/{number}" not in who.get("/my-reports").text


def test_submitting_twice_files_once(office: Filing, sessions: Sessions) -> None:
    draft, version = begin(office, narrative="Once.")
    who = office.as_("supervisor")
    form = {"_csrf_token": who.csrf, "version": version.strip('"'), "declared": "true", "idempotency_key": "k"}
    first = who.post(f"/reports/drafts/{draft}/review", data=form)
    again = who.post(f"/reports/drafts/{draft}/review", data=form)
    assert first.headers["location"] == again.headers["location"]
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 1


def test_a_reporter_adds_to_a_report_and_asks_to_withdraw_which_ends_nothing(
    office: Filing, sessions: Sessions
) -> None:
    number = office.filed(office.named("respondent"))
    who = office.as_("supervisor")
    form = {"_csrf_token": who.csrf, "text": "One more thing.", "idempotency_key": "a"}
    answer = who.post(f"/my-reports/{number}/add", data=form, files={"file": ("more.png", PNG, "x")})
    assert answer.status_code == 303, answer.text
    withdrawn = who.post(f"/api/my-reports/{number}/supplements", json={"withdraws": True})
    assert withdrawn.status_code == 201
    nothing = who.post(f"/api/my-reports/{number}/supplements", json={})
    assert nothing.status_code == 409
    page = office.as_("intake").get(f"/reports/{number}").text
    assert "One more thing." in page
    assert "The reporter asks to withdraw" in page
    with sessions.reading() as session:
        assert session.scalars(select(Incident.status)).one().value == "submitted"
        assert session.scalar(select(func.count()).select_from(Supplement)) == 2


def test_nobody_else_follows_a_report(office: Filing) -> None:
    number = office.filed(office.named("respondent"))
    for user in ("supervisor_two", "intake", "leader", "respondent", "admin"):
        refused = 403 if user == "intake" else 404  # intake knows the report from the queue
        assert office.as_(user).get(f"/my-reports/{number}").status_code == refused, user
        assert number not in office.as_(user).get("/my-reports").text
        added = office.as_(user).post(f"/api/my-reports/{number}/supplements", json={"text": "x"})
        assert added.status_code == (201 if user == "intake" else 404), user


def test_progress_reveals_nothing_of_a_case(office: Filing) -> None:
    number = office.filed(office.named("respondent"))
    office.checked(number)
    cases = office.opened(number, office.respondents(number)[0], "employer", "licence")
    page = office.as_("supervisor").get(f"/my-reports/{number}").text
    assert "The first look is done" in page
    for word in (*cases, PARTS["investigator"].name, "Serious.", "opened", "case"):
        assert word not in page.split("<main")[1].split("</main>")[0], word
