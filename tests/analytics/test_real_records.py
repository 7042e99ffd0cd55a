"""Figures of the real complaint records against answers computed independently (`expected.json`)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from analytics.export import figure_csv
from analytics.figures import build
from analytics.figures.figure import Figure
from analytics.measures.survival import durations, estimate
from analytics.results import NotReached
from tests.analytics import copa

EXPECTED = copa.expected()


def rows_of(figure: Figure) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figure_csv(figure))))


def test_every_month_has_the_expected_number_of_reports() -> None:
    rows = rows_of(build("rate", copa.reading()))
    names = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    found = {}
    for row in rows:
        month, year = row["period"].split()
        found[f"{year}-{names.index(month):02d}"] = int(row["reports"])
    assert found == EXPECTED["monthly_cases"]


def test_rates_are_refused_in_words_because_there_is_no_roster() -> None:
    figure = build("rate", copa.reading())
    assert figure.refusal is not None
    assert figure.refusal.status == "no_exposure"
    assert {row["rate"] for row in rows_of(figure)} == {"not known: no roster"}
    assert "no roster" in rows_of(figure)[0]["refused"]


def test_a_report_counts_under_every_category_it_has() -> None:
    rows = rows_of(build("categories", copa.reading()))
    assert {row["category"]: int(row["total"]) for row in rows} == EXPECTED["cases_by_category"]


def test_statuses_stay_in_the_words_of_the_source() -> None:
    rows = rows_of(build("funnel", copa.reading()))
    assert {row["step"]: int(row["reports"]) for row in rows} == EXPECTED["status"]


def test_the_backlog_has_the_expected_ages() -> None:
    rows = rows_of(build("backlog", copa.reading()))
    ages = {row["group"]: int(row["open"]) for row in rows if row["by"] == "Age"}
    found = {age.replace(" days", "").replace("over ", ">"): count for age, count in ages.items()}
    assert found == EXPECTED["backlog_2022-09-30"]
    assert int(rows[-1]["open"]) == EXPECTED["quality"]["open_cases"]


def check_survival(row: dict[str, str], wanted: dict[str, Any]) -> None:
    assert (int(row["n"]), int(row["ended"]), int(row["still_waiting"])) == (
        wanted["n"], wanted["events"], wanted["censored"],
    )  # fmt: skip
    assert float(row["median_days"]) == wanted["median"]
    assert [float(row["median_low"]), float(row["median_high"])] == wanted["median_ci95"]
    assert (float(row["p25_days"]), float(row["p75_days"])) == (wanted["p25"], wanted["p75"])
    assert row["p90_days"] == "not reached"
    for day, share in wanted["S_at"].items():
        assert float(row[f"waiting_at_{day}"]) == pytest.approx(share, abs=1e-6)
    assert float(row["restricted_mean_730"]) == pytest.approx(wanted["restricted_mean_730"], abs=1e-6)


def test_time_to_closing_matches_the_expected_survival() -> None:
    rows = rows_of(build("disposition", copa.reading()))
    check_survival(rows[0], EXPECTED["km_all"])
    for row in rows[1:]:
        if row["n"] == "6":
            assert row["median_days"] == "needs 20 reports"
        else:
            check_survival(row, EXPECTED["km_by_case_type"][row["group"]])
    assert {row["group"]: int(row["n"]) for row in rows[1:]} == EXPECTED["case_type"]


def test_closed_ones_alone_would_mislead_by_the_expected_amount() -> None:
    spans = durations(copa.reading().cohort, "received_on", "closed_on", copa.CUTOFF)
    found = estimate(spans)
    assert found.closed_only_median == EXPECTED["km_all"]["naive_median_closed_only"]
    assert found.closed_only_p90 == pytest.approx(EXPECTED["km_all"]["naive_p90_closed_only"])
    assert isinstance(found.quantiles[0.9], NotReached)
    assert "127 days" in build("disposition", copa.reading()).caveat


def test_the_same_rows_not_declared_public_hide_their_small_cells() -> None:
    rows = rows_of(build("categories", copa.reading(published=False)))
    assert "Conspiracy" not in {row["category"] for row in rows}
    statuses = {row["step"]: row["reports"] for row in rows_of(build("funnel", copa.reading(published=False)))}
    assert statuses["Command Channel Review"] == "fewer than 5"
    assert statuses["Closed at COPA"] == "not shown"


def test_an_import_answers_nothing_about_platforms_sanctions_and_deadlines() -> None:
    for name in ("platforms", "sanctions", "deadlines"):
        figure = build(name, copa.reading())
        assert figure.is_refused
        assert figure.refusal is not None
        assert figure.refusal.status == "not_recorded"
