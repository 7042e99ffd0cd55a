"""The facts of a case and of a report, read from rows on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from db.case_facts import facts_of, incident_facts_of, opening_facts_of, with_decision
from db.domain.facts import CaseFacts
from db.domain.incident_move import IncidentMoveName, missing_for_incident
from db.domain.move import MoveName, missing_for
from db.domain.stage import Stage, Track
from db.models import (
    Allegation,
    Attribution,
    Case,
    ConflictCheck,
    Incident,
    Letter,
    MatterRelation,
    Person,
    Response,
    Service,
)
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS, small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


def read(matters: Matters, placed: Placed, **overrides: object) -> CaseFacts:
    with matters.work() as work:
        return facts_of(work, work.session.get_one(Case, placed.id), **overrides)


def codes(facts: CaseFacts, move: MoveName) -> list[str]:
    return [item.code for item in missing_for(facts, move)]


def write_notice(matters: Matters, placed: Placed, *, substance: bool = True) -> Letter:
    with matters.work("investigator") as work:
        work.record("notice:drafted", case=work.session.get_one(Case, placed.id))
        told = {"alleged": "A post", "when": "In May", "rules": "Section 3.2"} if substance else {"alleged": "A post"}
        letter = Letter(
            case_id=placed.id, kind="notice_of_allegations", round=1, template="notice", template_sha256="0" * 64,
            subject="Notice", body="", facts=told, drafted_by_id=work.viewer.account_id, at=work.now,
        )  # fmt: skip
        work.session.add(letter)
    return letter


def attempt(matters: Matters, placed: Placed, letter: Letter, on: str, *, succeeded: bool) -> None:
    with matters.work("clerk") as work:
        work.record("letter:served", case=work.session.get_one(Case, placed.id))
        work.session.add(
            Service(
                letter_id=letter.id, case_id=placed.id, on=on, method="in_person", address="", attempted_at=work.now,
                succeeded=succeeded, deemed_served_at=work.now if succeeded else None, proof="Signed for",
                by_id=work.viewer.account_id,
            )
        )  # fmt: skip


def test_a_case_without_rows_lacks_everything_the_first_move_asks_for(matters: Matters) -> None:
    facts = read(matters, matters.case())
    assert codes(facts, MoveName.SUBMIT_FOR_REVIEW) == ["notice_served", "notice_answered", "allegation_stated"]
    assert facts.stage is Stage.INVESTIGATION
    assert facts.deciders == ()
    assert facts.attribution_confirmed


def test_a_notice_counts_with_its_substance_and_from_a_service_that_succeeded(
    matters: Matters, clock: MovableClock
) -> None:
    placed = matters.case()
    bare = write_notice(matters, placed, substance=False)
    assert codes(read(matters, placed), MoveName.SUBMIT_FOR_REVIEW)[0] == "notice_substance"
    clock.advance(hours=1)
    letter = write_notice(matters, placed)
    attempt(matters, placed, bare, "respondent", succeeded=True)
    assert read(matters, placed).notice_served_at is None, "the older paper was served, not the latest"
    attempt(matters, placed, letter, "respondent", succeeded=False)
    attempt(matters, placed, letter, "union", succeeded=True)
    assert read(matters, placed).notice_served_at is None
    clock.advance(days=1)
    attempt(matters, placed, letter, "counsel", succeeded=True)
    assert read(matters, placed).notice_served_at == clock.now()


def test_an_answer_ends_the_wait_and_the_report_is_asked_of_each_allegation(matters: Matters) -> None:
    placed = matters.case()
    attempt(matters, placed, write_notice(matters, placed), "respondent", succeeded=True)
    with matters.work("investigator") as work:
        work.record("allegation:added", case=work.session.get_one(Case, placed.id))
        for ordinal, reported in ((1, work.now), (2, None)):
            work.session.add(
                Allegation(
                    case_id=placed.id, ordinal=ordinal, text="A post", content_ground=ordinal == 2, evidence_for="Seen",
                    evidence_against="None found", proposed_finding="sustained", reported_at=reported,
                )
            )  # fmt: skip
        work.session.add(
            Response(
                case_id=placed.id, kind="allegations", round=1, text="I deny it", received_at=work.now, via="clerk",
                by_id=work.viewer.account_id,
            )
        )  # fmt: skip
    facts = read(matters, placed)
    assert codes(facts, MoveName.SUBMIT_FOR_REVIEW) == ["allegation_reported", "speech_review"]
    assert [one.reported for one in facts.allegations] == [True, False]


def test_whoever_screened_or_investigated_did_so_for_good_and_a_reviewer_only_while_assigned(
    matters: Matters, clock: MovableClock
) -> None:
    placed = matters.case(
        related={"intake": "screener", "investigator": "investigator", "cause_reviewer": "cause_reviewer"}
    )
    with matters.work() as work:
        work.record("relation:ended", case=work.session.get_one(Case, placed.id))
        for row in work.session.scalars(select(MatterRelation).where(MatterRelation.case_id == placed.id)):
            row.until_at = work.now
    clock.advance(minutes=1)
    facts = read(matters, placed)
    assert len(facts.screeners) == len(facts.investigators) == 1
    assert facts.cause_reviewers == frozenset()


def test_an_override_brings_what_the_act_itself_says(matters: Matters) -> None:
    placed = matters.case()
    assert codes(read(matters, placed), MoveName.DISMISS) == ["dismissal_reasons"]
    assert codes(read(matters, placed, dismissal_reasons=True), MoveName.DISMISS) == []
    with pytest.raises(TypeError):
        read(matters, placed, no_such_fact=True)
    decided = with_decision(read(matters, placed), "board_order", reasons=True)
    found = decided.decision_of("board_order")
    assert found is not None
    assert found.reasons


def test_a_case_opens_only_for_somebody_named_checked_and_not_misidentified(
    matters: Matters, clock: MovableClock
) -> None:
    placed = matters.case()
    with matters.work() as work:
        incident = work.session.get_one(Incident, placed.incident_id)
        person = work.session.scalars(select(Person.id).where(Person.name == PARTS["respondent"].name)).one()
        nobody = opening_facts_of(work, incident, None, Track.LICENCE)
        named = opening_facts_of(work, incident, person, Track.LICENCE)
    assert codes(nobody, MoveName.OPEN) == ["conflicts_checked", "evidence_preserved", "respondent_identified"]
    assert codes(named, MoveName.OPEN) == ["conflicts_checked", "evidence_preserved"]
    with matters.work() as work:
        incident = work.session.get_one(Incident, placed.incident_id)
        work.record("conflict:checked", incident=incident)
        for scope in ("filing_chain", "board"):
            work.session.add(
                ConflictCheck(
                    incident_id=incident.id, scope=scope, outcome="clear", reason="",
                    checked_by_id=work.viewer.account_id, at=work.now,
                )
            )  # fmt: skip
        work.session.add(
            Attribution(
                incident_id=incident.id, platform="facebook", handle="trialtalk", person_id=person,
                status="misidentified", basis="distinctive_facts", reasons="", decided_by_id=work.viewer.account_id,
                at=work.now + timedelta(minutes=1),
            )
        )  # fmt: skip
        work.session.flush()
        wrong = opening_facts_of(work, incident, person, Track.LICENCE, evidence_absence_explained=True)
    assert codes(wrong, MoveName.OPEN) == ["attribution_confirmed"]


def test_a_report_waits_for_an_outcome_of_each_respondent(matters: Matters) -> None:
    placed = matters.case()
    with matters.work() as work:
        facts = incident_facts_of(work, work.session.get_one(Incident, placed.incident_id))
    assert [one.outcome for one in facts.outcomes] == [None]
    assert facts.outcomes[0].identified
    assert facts.cases_open == 1
    assert [item.code for item in missing_for_incident(facts, IncidentMoveName.CLOSE)] == ["cases_open"]


def test_an_empty_case_takes_few_statements(matters: Matters) -> None:
    placed = matters.case()
    with matters.work() as work:
        case = work.session.get_one(Case, placed.id)
        asked: list[str] = []
        engine = work.session.connection().engine
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        facts_of(work, case)
    assert len(asked) <= 4, asked
