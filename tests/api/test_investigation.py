"""The investigation through the front door, on both databases: what it takes, what it refuses, where it leads."""

from hashlib import sha256
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.stage import Stage, Track
from db.session import Sessions
from tests.harness.casework import PNG, Casework
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import small_office

SECTIONS = ("allegations", "posts", "steps", "respondent", "letters", "matters")


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Casework:
    return Casework(client, clock, Matters(sessions, clock))


def test_a_case_goes_to_cause_review_only_with_everything(office: Casework) -> None:
    case = office.opened(Track.LICENCE, related={"investigator_two": "speech_reviewer"})
    move = "moves/submit-for-review"
    assert office.missing("investigator", case, move) == [
        "Draft and serve the notice of allegations.",
        "Record the response to the notice of allegations, or wait until its time has run after service.",
        "State at least one allegation.",
    ]
    office.alleged(case, content_ground=True)
    letter_id = office.drafted_notice(case)
    office.clock.advance(minutes=1)
    assert office.missing("investigator", case, move) == [
        "Serve the notice of allegations.",
        "Record the response to the notice of allegations, or wait until its time has run after service.",
        "Report on Allegation 1: the evidence, what helps the respondent and a proposed finding.",
        "Have counsel record the speech review: content or viewpoint is part of the ground.",
    ]
    office.serve(case, letter_id)
    assert office.missing("investigator", case, move) == [
        "Record the response to the notice of allegations, or wait until its time has run (Apr 1, 2026).",
        "Report on Allegation 1: the evidence, what helps the respondent and a proposed finding.",
        "Have counsel record the speech review: content or viewpoint is part of the ground.",
    ]
    office.answered(case)
    office.reported(case)
    assert office.missing("investigator", case, move) == [
        "Have counsel record the speech review: content or viewpoint is part of the ground.",
    ]
    assert office.stage(case) is Stage.INVESTIGATION


def test_silence_until_its_time_has_run_lets_the_case_go_on(office: Casework) -> None:
    case = office.opened(Track.EMPLOYER)
    office.notified(case)
    office.reported(case)
    assert office.missing("investigator", case, "moves/submit-for-review") == [
        "Record the response to the notice of allegations, or wait until its time has run (Mar 12, 2026)."
    ]
    office.clock.advance(days=11)
    office.submitted(case)
    assert office.stage(case) is Stage.CAUSE_REVIEW
    answer = office.send("investigator", case, "steps", {"kind": "other", "title": "One more look"})
    assert answer.status_code == 403, "the investigation stands as it was once it is reviewed"


def test_steps_are_planned_and_completed_once(office: Casework) -> None:
    case = office.opened()
    assert office.missing("investigator", case, "steps", kind="interview", title="Speak with the respondent") == [
        "Say whether the interview is voluntary or compelled."
    ]
    body: dict[str, Any] = {
        "kind": "interview",
        "mode": "voluntary",
        "title": "Speak with the respondent",
        "due_on": "2026-03-01",
    }
    step = office.act("investigator", case, "steps", **body)["id"]
    done = {"step_id": step, "outcome": "done", "result": "Denies it."}
    office.act("investigator", case, "steps/complete", **done)
    assert office.missing("investigator", case, "steps/complete", **done) == ["This step was completed already."]
    row = office.as_("investigator").get(f"/api/cases/{case.number}/steps").json()[0]
    assert (row["title"], row["mode"], row["outcome"]) == ("Speak with the respondent", "Voluntary", "Done")
    assert office.send("investigator_two", case, "steps", body).status_code == 404, "another's case does not exist"


def test_evidence_keeps_its_bytes_its_hash_and_its_custody(office: Casework) -> None:
    case = office.opened()
    sent = office.upload("investigator", case, capture_started_at="2026-03-01T10:00:00-05:00")
    assert sent.status_code == 201, sent.text
    again = office.upload("investigator", case)
    assert [item["text"] for item in again.json()["missing"]] == ["This very file is in the case already."]
    assert office.upload("investigator", case, b"MZ\x90\x00program").status_code == 415
    late = office.upload(
        "investigator",
        case,
        PNG + b"2",
        capture_started_at="2027-03-01T10:00:00-05:00",
        capture_ended_at="2026-03-01T10:00:00-05:00",
        restriction="sealed",
    )
    assert [item["text"] for item in late.json()["missing"]] == [
        "The capture ended before it started.",
        "The capture lies in the future.",
        "Name the order or law that restricts it.",
    ]
    office.clock.advance(minutes=1)
    office.act(
        "investigator", case, "custody-events", evidence_id=sent.json()["id"], kind="examined", by="Imani Brathwaite",
        happened_at=office.now(),
    )  # fmt: skip
    [row] = office.as_("investigator").get(f"/api/cases/{case.number}/evidence").json()
    assert (row["sha256"], row["size"]) == (sha256(PNG).hexdigest(), len(PNG))
    assert [link["what"] for link in row["custody"]] == ["Received", "Hashed", "Examined"]
    sealed = office.upload("investigator", case, PNG + b"3", restriction="sealed", restriction_order="Order of Mar 1")
    assert office.as_("investigator").get(f"/evidence/{sealed.json()['id']}").status_code == 200
    assert office.as_("clerk").get(f"/evidence/{sealed.json()['id']}").status_code == 404, "no reader of a sealed file"
    file = office.as_("investigator").get(f"/evidence/{row['id']}")
    assert file.content == PNG
    assert office.as_("supervisor_two").get(f"/evidence/{row['id']}").status_code == 404


def test_a_compelled_statement_stays_behind_its_wall(office: Casework) -> None:
    case = office.opened()
    assert office.missing(
        "investigator", case, "statements", role="respondent", mode="compelled", taken_at=office.now(), text="I did",
        privilege_claimed=True,
    ) == [
        "Name the version of the advisement for a compelled statement.",
        "Record that a representative was offered before the compelled statement.",
        "Say which privilege was claimed, and to what.",
    ]  # fmt: skip
    compelled = office.act(
        "investigator", case, "statements", role="respondent", mode="compelled", advisement="Order to answer, 2024-1",
        representative_offered=True, taken_at=office.now(), text="I wrote it at home.",
    )["id"]  # fmt: skip
    found = office.upload("investigator", case, statements=compelled).json()["id"]
    voluntary = office.act(
        "investigator", case, "statements", role="witness", name="Petra Novak", mode="voluntary",
        advisement="Voluntary, 2024-1", taken_at=office.now(), text="He told me.",
    )["id"]  # fmt: skip
    body: dict[str, Any] = {"kind": "prosecutor", "to": "State prosecutor", "reason": "Possible crime"}
    assert office.missing("clerk", case, "referrals", **body, packet=[compelled, found, voluntary]) == [
        (
            "Take out of the packet what comes from a compelled statement: Statement of the respondent, Mar 2, 2026 "
            "and Evidence 1: full-page screenshot, post.png."
        )
    ]
    office.act("clerk", case, "referrals", **body, packet=[voluntary], sent_at=office.now())
    closed = {
        row["mode"]: row["text"] for row in office.as_("clerk").get(f"/api/cases/{case.number}/statements").json()
    }
    assert closed == {"Compelled": None, "Voluntary": "He told me."}
    assert "I wrote it at home." not in office.as_("clerk").get(f"/cases/{case.number}/steps").text
    assert office.as_("clerk").get(f"/evidence/{found}").status_code == 404
    read = office.as_("clerk").post(f"/cases/{case.number}/statements/{compelled}/read", data={"why": "To serve it"})
    assert read.status_code == 303
    page = office.as_("clerk").get(f"/cases/{case.number}/steps").text
    assert "I wrote it at home." in page
    assert "To serve it" in page, "the exposure stands on the record"


def test_the_speech_review_shows_its_date_but_not_its_text(office: Casework) -> None:
    case = office.opened(Track.EMPLOYER)
    with office.matters.work("intake", "relation:recorded") as work:
        from db.models import Case

        row = work.session.get_one(Case, case.id)
        office.matters.relation(work.session, office.matters.person(work.session, "counsel"), "speech_reviewer", row)
    questions = ("official_duty", "public_concern", "disruption", "same_action", "labor_activity", "off_duty_law")
    body: dict[str, Any] = {"conclusion": "not_protected", "text": "Privileged reasoning."}
    assert office.missing("counsel", case, "speech-reviews", **body, answers={questions[0]: "open"}) == [
        "Answer: Is it about a matter of public concern?",
        "Answer: Did it disrupt the office, or was that reasonably to be expected?",
        "Answer: Would the office do the same without the speech?",
        "Answer: Is it labor or whistleblower activity?",
        "Answer: Does a law protect off-duty conduct?",
    ]
    office.act("counsel", case, "speech-reviews", **body, answers=dict.fromkeys(questions, "does_not_protect"))
    assert "Privileged reasoning." in office.as_("counsel").get(f"/cases/{case.number}/steps").text
    page = office.as_("investigator").get(f"/cases/{case.number}/steps").text
    assert "Privileged reasoning." not in page
    assert "The text is privileged." in page


def test_every_section_opens_for_its_readers_and_exists_for_nobody_else(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    for slug in SECTIONS:
        assert office.as_("investigator").get(f"/cases/{case.number}/{slug}").status_code == 200, f"{slug} while empty"
    office.notified(case)
    office.upload("investigator", case)
    office.answered(case)
    office.reported(case)
    office.act("investigator", case, "affected-matters", number="CR-26-0117", court_stage="trial")
    for slug in SECTIONS:
        assert office.as_("investigator").get(f"/cases/{case.number}/{slug}").status_code == 200, f"{slug} filled"
        for stranger in ("respondent", "witness_free", "supervisor_two", "investigator_two"):
            if stranger != "witness_free":
                answer = office.as_(stranger).get(f"/cases/{case.number}/{slug}")
                assert answer.status_code == 404, f"{slug} for {stranger}"
    office.matters.wall(case, "clerk")
    assert office.as_("clerk").get(f"/cases/{case.number}/letters").status_code == 404, "a wall beats the clerk's role"


def test_a_form_keeps_what_was_typed_and_says_what_to_mend(office: Casework) -> None:
    case = office.opened()
    path = f"/cases/{case.number}/acts/plan-step"
    shown = office.as_("investigator").get(path)
    assert shown.status_code == 200
    sent = office.as_("investigator").post(
        path, data={"kind": "interview", "title": "Ask about the account", "idempotency_key": "k1"}
    )
    assert sent.status_code == 409
    assert "Say whether the interview is voluntary or compelled." in sent.text
    assert "Ask about the account" in sent.text
    sent = office.as_("investigator").post(
        path,
        data={"kind": "interview", "title": "Ask about the account", "mode": "voluntary", "idempotency_key": "k2"},
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{case.number}/steps")


@pytest.mark.parametrize("track", list(Track))
def test_a_report_filed_and_screened_comes_to_cause_review_by_the_verbs_alone(office: Casework, track: Track) -> None:
    case = office.through_intake(track)
    office.notified(case)
    office.answered(case)
    office.reported(case)
    office.submitted(case)
    assert office.stage(case) is Stage.CAUSE_REVIEW


def test_an_act_on_one_row_stands_at_its_row_and_not_above_an_empty_list(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    address = f"/cases/{case.number}/steps"
    assert "/acts/complete-step" not in office.as_("investigator").get(address).text
    step = office.act("investigator", case, "steps", kind="other", title="Look at the page")["id"]
    page = office.as_("investigator").get(address).text
    assert page.count("/acts/complete-step") == page.count(f"/acts/complete-step?step_id={step}") == 1
