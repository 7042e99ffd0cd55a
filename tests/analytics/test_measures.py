"""Measures against SciPy's own tests and against values worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from scipy import stats

from analytics.measures.backlog import AGES, backlog
from analytics.measures.deadlines import by_rule, settled
from analytics.measures.funnel import report_progress, steps_of
from analytics.measures.rates import binomial_p, clopper_pearson, compare, garwood, rate_per_100_staff_years
from analytics.measures.shares import share_of, wilson
from analytics.measures.survival import durations, estimate, log_log_interval, time_to_end
from analytics.results import NOT_REACHED, Basis, Refused, Shown
from tests.analytics import office

BASIS = Basis("report", "Jan 2025 to Dec 2025", date(2026, 1, 1))


@pytest.mark.parametrize("events", [0, 1, 4, 9, 38, 400])
def test_the_rate_interval_is_garwoods(events: int) -> None:
    low, high = garwood(events)
    assert low == pytest.approx(stats.gamma.ppf(0.025, events) if events else 0.0)
    assert high == pytest.approx(stats.gamma.ppf(0.975, events + 1))


def test_nine_reports_among_612_people_in_a_month_are_17_6_per_100_staff_years() -> None:
    result = rate_per_100_staff_years(9, 612 * 30.4375, BASIS, case_level=False)
    assert isinstance(result, Shown)
    assert round(result.value.rate, 1) == 17.6
    assert (round(result.value.low, 1), round(result.value.high, 1)) == (8.1, 33.5)


def test_a_rate_without_exposure_is_refused_and_says_what_it_needs() -> None:
    result = rate_per_100_staff_years(9, None, BASIS, case_level=True)
    assert isinstance(result, Refused)
    assert (result.status, result.have) == ("no_exposure", "no roster")


@pytest.mark.parametrize(("events", "case_level", "is_shown"), [(4, False, False), (4, True, True), (5, False, True)])
def test_a_rate_of_fewer_than_five_events_is_for_case_level_readers(
    events: int, case_level: bool, is_shown: bool
) -> None:
    result = rate_per_100_staff_years(events, 36525.0, BASIS, case_level=case_level)
    assert isinstance(result, Shown) is is_shown


@pytest.mark.parametrize(("later", "earlier", "ratio"), [(20, 10, 1.0), (7, 3, 2.0), (5, 30, 0.5)])
def test_two_counts_are_compared_by_the_exact_binomial_test(later: int, earlier: int, ratio: float) -> None:
    result = compare(later, earlier, (ratio, 1.0), BASIS)
    assert isinstance(result, Shown)
    wanted = stats.binomtest(later, later + earlier, ratio / (1 + ratio))
    assert result.value.p == pytest.approx(wanted.pvalue)
    interval = wanted.proportion_ci(method="exact")
    assert clopper_pearson(later, later + earlier) == pytest.approx((interval.low, interval.high))
    assert result.value.ratio == pytest.approx(later / ratio / earlier)


def test_nine_events_in_all_are_too_few_to_compare() -> None:
    assert isinstance(compare(5, 4, (1.0, 1.0), BASIS), Refused)
    assert isinstance(compare(6, 4, (1.0, 1.0), BASIS), Shown)


def test_the_binomial_p_of_the_likeliest_outcome_is_one() -> None:
    assert binomial_p(5, 10, 0.5) == pytest.approx(1.0)


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (3, 10), (187, 199), (10, 10)])
def test_the_share_interval_is_wilsons(part: int, whole: int) -> None:
    wanted = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert wilson(part, whole) == pytest.approx((wanted.low, wanted.high))


def test_a_share_of_nine_is_refused() -> None:
    refused = share_of(9, 9, BASIS)
    assert isinstance(refused, Refused)
    assert refused.have == "9 reports"


def spans(*pairs: tuple[int, bool]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"days": pl.Int64, "has_ended": pl.Boolean}, orient="row")


def test_the_survival_curve_is_the_one_worked_out_by_hand() -> None:
    found = estimate(spans((6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False),
                           (11, False), (13, True), (16, True), (17, False), (19, False), (20, False), (22, True),
                           (23, True), (25, False), (32, False), (32, False), (34, False), (35, False)))  # fmt: skip
    # Freireich's leukaemia trial, the textbook example: S(6) = .857, S(13) = .690, S(23) = .448, median 23.
    assert found.median == 23.0
    levels = dict(found.steps.select("day", "waiting").iter_rows())
    assert [round(levels[day], 3) for day in (6, 13, 23)] == [0.857, 0.690, 0.448]


def test_the_survival_curve_equals_scipys_with_its_log_log_interval() -> None:
    pairs = [(d % 37 + 1, d % 3 != 0) for d in range(200)]
    found = estimate(spans(*pairs)).steps
    data = stats.CensoredData(
        uncensored=[d for d, ended in pairs if ended], right=[d for d, ended in pairs if not ended]
    )
    wanted = stats.ecdf(data).sf
    interval = wanted.confidence_interval(method="log-log")
    inner = found.filter(pl.col("waiting").is_between(0, 1, closed="none"))
    for day, waiting, low, high in inner.select("day", "waiting", "low", "high").iter_rows():
        place = list(wanted.quantiles).index(day)
        assert waiting == pytest.approx(wanted.probabilities[place])
        assert low == pytest.approx(interval.low.probabilities[place])
        assert high == pytest.approx(interval.high.probabilities[place])


def test_one_point_of_the_interval_follows_its_formula() -> None:
    steps = estimate(spans(*[(1, True)] * 3, *[(2, False)] * 9)).steps
    low, high = log_log_interval(0.75, 3 / (12 * 9))
    assert (steps.item(0, "low"), steps.item(0, "high")) == (pytest.approx(low), pytest.approx(high))


def test_a_quantile_that_is_not_reached_is_never_a_number() -> None:
    found = estimate(spans(*[(5, True)] * 4, *[(9, False)] * 6))
    assert found.quantiles[0.25] == 5.0
    assert found.median is NOT_REACHED
    assert 365 not in found.waiting_at


def test_nine_ended_are_too_few_for_a_time() -> None:
    few = spans(*[(5, True)] * 9, *[(9, False)] * 90)
    assert isinstance(time_to_end(few, BASIS), Refused)
    assert isinstance(time_to_end(pl.concat([few, spans((5, True))]), BASIS), Shown)


def test_what_ends_after_the_as_of_day_still_waits_on_it() -> None:
    frame = pl.DataFrame({"a": [date(2026, 1, 1)], "b": [date(2026, 3, 1)]})
    assert durations(frame, "a", "b", date(2026, 2, 1)).row(0) == (31, False)
    assert durations(frame, "a", "b", date(2026, 3, 1)).row(0) == (59, True)


def test_the_funnel_only_narrows_and_says_what_is_still_open() -> None:
    frames = office.frames()
    steps = steps_of(report_progress(frames))
    reached = [step.reached for step in steps]
    assert reached == sorted(reached, reverse=True)
    assert reached[0] == frames.reports.height
    assert reached[5] == frames.sanctions.filter(pl.col("status") == "carried_out").height
    waiting = frames.reports.filter(pl.col("screened_on").is_null()).height
    assert steps[1].still_open == waiting
    assert steps[5].still_open >= steps[1].still_open


def test_a_sanction_by_consent_implies_the_steps_before_it() -> None:
    frames = office.frames(seed=11, reports=60)
    case = frames.sanctions.item(0, "case")
    bare = frames.keep(frames.case_reports.filter(pl.col("case") == case))
    without = bare.swap(findings=bare.findings.clear())
    assert [step.reached for step in steps_of(report_progress(without))][:5] == [1, 1, 1, 1, 1]


def test_a_matter_is_90_days_old_on_its_ninetieth_day_and_older_after() -> None:
    frame = pl.DataFrame(
        {"a": [date(2026, 1, 1)] * 2, "b": [None, date(2026, 4, 1)], "severity": [3, 3]},
        schema={"a": pl.Date, "b": pl.Date, "severity": pl.Int32},
    )
    on_day = backlog(frame, "a", "b", date(2026, 4, 1), date(2026, 1, 1))
    assert (on_day.open_now, on_day.age_total(AGES[0]), on_day.opened, on_day.closed) == (1, 1, 2, 1)
    assert backlog(frame, "a", "b", date(2026, 4, 2), date(2026, 1, 1)).age_total(AGES[1]) == 1


def test_a_deadline_due_today_is_not_late_and_a_void_one_never_counts() -> None:
    frames = office.frames(reports=3)
    rows = [
        ("due today", date(2026, 3, 2), None, False),
        ("due yesterday", date(2026, 3, 1), None, False),
        ("met late", date(2026, 1, 1), date(2026, 1, 2), False),
        ("met in time", date(2026, 1, 1), date(2026, 1, 1), False),
        ("void", date(2026, 1, 1), None, True),
    ]
    deadlines = pl.DataFrame(
        [
            {"deadline": name, "report": "r0", "case": None, "rule": "x", "obligation": "goal", "due_on": due,
             "met_on": met, "is_void": void}
            for name, due, met, void in rows
        ],
        schema=frames.deadlines.schema,
    )  # fmt: skip
    changed = frames.swap(deadlines=deadlines)
    kept = by_rule(settled(changed, office.TODAY))[0]
    assert (kept.settled, kept.missed, kept.overdue) == (3, 2, 1)
