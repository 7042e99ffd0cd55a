"""Frames read from the tables, on both databases: the office's days, categories, exposure, versions and walls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from sqlalchemy import select

from analytics.facts import countable_frames, data_version
from analytics.figures import build
from analytics.frames import SCHEMAS, Frames
from analytics.view import View, prepare
from db.domain.reference import load_reference
from db.models import Account, Destruction, Incident, MatterRelation, Person
from db.session import Sessions
from db.visibility import Viewer
from tests.analytics import records
from tests.harness.databases import Fill
from tests.harness.office import PARTS

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
REFERENCE = load_reference()


@pytest.fixture
def fill() -> Fill:
    return records.fill


def frames_of(sessions: Sessions, user: str, now: datetime = NOW) -> Frames:
    with sessions.reading() as session:
        person = session.scalars(select(Person).where(Person.name == PARTS[user].name)).one()
        account = session.scalars(select(Account.id).where(Account.person_id == person.id)).one()
        viewer = Viewer(account, person.id, person.name, frozenset(PARTS[user].roles))
        return countable_frames(session, viewer, now=now, zone=ZONE, reference=REFERENCE)


def test_every_frame_has_its_documented_columns_and_types(sessions: Sessions) -> None:
    frames = frames_of(sessions, "clerk")
    for name, schema in SCHEMAS.items():
        assert dict(getattr(frames, name).schema) == dict(schema), name


def test_a_report_falls_on_the_offices_own_day(sessions: Sessions) -> None:
    reports = frames_of(sessions, "clerk").reports
    assert reports.height == records.REPORTS
    assert reports.item(0, "received_on") == date(2025, 3, 2)
    assert reports.item(0, "occurred_on") == date(2025, 2, 23)
    assert reports.item(0, "screened_on") == date(2025, 3, 12)
    assert set(reports["unit"]) == {"Trials"}
    assert set(reports["source"]) == {"office"}


def test_categories_come_from_posts_and_from_the_report_as_a_whole(sessions: Sessions) -> None:
    frames = frames_of(sessions, "clerk")
    pairs = frames.report_categories.group_by("category").len()
    assert dict(pairs.iter_rows()) == {"case_information": records.REPORTS}
    assert set(frames.post_categories["subtype"]) == {"evidence_shown"}


def test_a_case_takes_its_gravest_category_and_the_days_of_its_stages(sessions: Sessions) -> None:
    cases = frames_of(sessions, "clerk").cases
    assert cases.height == records.REPORTS // 2
    assert set(cases["category"]) == {"confidentiality"}
    assert set(cases["severity"]) == {3}
    first = cases.row(0, named=True)
    assert (first["disposed_on"] - first["opened_on"]).days == 90
    assert first["charged_on"] is None


def test_exposure_counts_everyone_employed_by_full_days(sessions: Sessions) -> None:
    exposure = frames_of(sessions, "clerk").exposure
    january = exposure.filter(pl.col("month") == 2026 * 12)
    staff = [part for part in PARTS.values() if not part.board]
    assert january["staff_days"].sum() == pytest.approx(31 * len(staff))
    trials = [part for part in staff if part.unit == "Trials"]
    assert january.filter(pl.col("unit") == "Trials")["staff_days"].sum() == pytest.approx(31 * len(trials))


def test_policy_dates_and_coverage_breaks_are_known(sessions: Sessions) -> None:
    frames = frames_of(sessions, "clerk")
    assert frames.events.row(0) == ("policy", date(2025, 6, 1), "Policy v2 in force")
    assert frames.coverage.select("source", "from_on", "is_break").row(0) == ("office", date(2025, 9, 1), True)


def test_a_walled_leader_counts_one_report_and_case_less_than_the_clerk(sessions: Sessions) -> None:
    leader, clerk = frames_of(sessions, "leader"), frames_of(sessions, "clerk")
    assert (leader.reports.height, leader.cases.height) == (clerk.reports.height - 1, clerk.cases.height - 1)
    gone = clerk.reports.join(leader.reports, on="report", how="anti").item(0, "report")
    for name, schema in SCHEMAS.items():
        if "report" in schema:
            assert gone not in getattr(leader, name)["report"].to_list(), name


def test_a_wall_works_in_the_next_request_without_any_other_change(sessions: Sessions) -> None:
    before = frames_of(sessions, "clerk").reports.height
    with sessions.writing() as session:
        session.begin_act("content:read", actor="system:test", at=NOW)  # an act that alone would change no version
        person = session.scalars(select(Person.id).where(Person.name == PARTS["clerk"].name)).one()
        incident = session.scalars(select(Incident.id).order_by(Incident.received_at)).first()
        session.add(
            MatterRelation(person_id=person, incident_id=incident, kind="recused", from_at=NOW, source="recusal")
        )
    assert frames_of(sessions, "clerk").reports.height == before - 1


def test_an_ended_wall_hides_nothing_and_a_future_one_nothing_yet(sessions: Sessions) -> None:
    early = frames_of(sessions, "leader", now=records.FIRST - timedelta(days=1))
    assert early.reports.height == records.REPORTS


def test_a_new_act_changes_the_data_version_and_a_reading_does_not(sessions: Sessions) -> None:
    def act(name: str, at: datetime) -> tuple[str, int]:
        with sessions.writing() as session:
            session.begin_act(name, actor="system:test", at=at)
        with sessions.reading() as session:
            return data_version(session)

    with sessions.reading() as session:
        first = data_version(session)
    assert act("content:read", NOW) == first
    second = act("case:opened", NOW)
    assert second != first
    assert act("case:opened", NOW - timedelta(seconds=30)) != second  # committed late, with an earlier moment


def test_one_data_version_is_loaded_once(sessions: Sessions) -> None:
    assert frames_of(sessions, "clerk") is frames_of(sessions, "clerk")


def test_the_figures_of_the_tables_say_what_the_tables_hold(sessions: Sessions) -> None:
    reading = prepare(frames_of(sessions, "clerk"), View(date(2026, 3, 2), case_level=True, months=None))
    funnel = [row[1] for row in build("funnel", reading).table.rows]
    assert [getattr(cell, "value", cell) for cell in funnel][:3] == [18, 9, 0]
    assert "n = 18 reports" in build("rate", reading).n
    deadlines = build("deadlines", reading).table.rows[0]
    assert [getattr(value, "value", value) for value in deadlines[2:4]] == [18, 9]


def test_a_destroyed_report_stays_in_the_counts_of_its_month_and_categories_and_nowhere_else(
    sessions: Sessions,
) -> None:
    before = frames_of(sessions, "clerk")
    with sessions.writing() as session:
        session.begin_act("record:expunged", actor="system:test", at=NOW)
        session.add(
            Destruction(
                matter_kind="report", rule_class="report_dismissed_at_screening", due_on=date(2026, 3, 1),
                destroyed_at=NOW, approvers=[], keeps="nothing",
                aggregate={
                    "reports": [{"received": "2022-11", "screened_after": 9, "categories": ["bias", "threats"]}],
                    "cases": [],
                },
            )
        )  # fmt: skip
    after = frames_of(sessions, "clerk")
    (gone,) = after.reports.join(before.reports, on="report", how="anti").to_dicts()
    assert (gone["received_on"], gone["source"], gone["unit"], gone["occurred_on"]) == (
        date(2022, 11, 1), "office", None, None,
    )  # fmt: skip
    assert gone["screened_on"] == date(2022, 11, 10)
    of_it = after.report_categories.filter(pl.col("report") == gone["report"])
    assert of_it["category"].to_list() == ["bias", "threats"]
    assert after.cases.equals(before.cases)
    assert after.screenings.equals(before.screenings)
