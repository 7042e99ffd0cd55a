"""Every figure: its parts, its words, its CSV, its speed."""

from __future__ import annotations

import csv
import io
import time
from datetime import date

import orjson
import polars as pl
import pytest

from analytics import theme
from analytics.export import figure_csv, harmless, number, write_csv
from analytics.figures import BUILDERS, SECTIONS, build, build_all
from analytics.figures.figure import is_hidden
from analytics.frames import conform
from analytics.summary import summarize
from analytics.view import View, prepare
from tests.analytics import copa, office


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("case_level", [False, True])
def test_every_figure_has_a_finding_a_reading_n_unit_table_and_meaning(name: str, case_level: bool) -> None:
    figure = build(name, office.reading(case_level=case_level))
    assert not figure.is_refused
    assert figure.title
    assert not figure.title.endswith(".")
    assert figure.reading.endswith(".")
    assert figure.frame.means
    assert figure.frame.does_not_mean
    assert figure.unit in ("report", "post", "case", "sanction", "deadline")
    assert figure.n.startswith("n ")
    assert figure.as_of == "Mar 2, 2026"
    assert figure.table.rows
    assert all(len(row) == len(figure.table.columns) for row in figure.table.rows)
    assert figure.panels
    assert figure.frame.section in SECTIONS


@pytest.mark.parametrize("name", BUILDERS)
def test_a_chart_is_plain_json_and_every_color_is_a_role(name: str) -> None:
    for panel in build(name, office.reading()).panels:
        text = orjson.dumps(panel.chart).decode()
        assert "#" not in text.replace("&#", "")
        light = orjson.dumps(theme.resolve(panel.chart, "light")).decode()
        assert "@" not in light


def test_light_and_dark_have_the_same_roles() -> None:
    assert theme.ROLES["light"].keys() == theme.ROLES["dark"].keys()


def test_plotly_itself_accepts_every_chart() -> None:
    import plotly.graph_objects as go

    for reading in (office.reading(), office.reading(case_level=True), copa.reading()):
        for figure in build_all(reading):
            for panel in figure.panels:
                chart = theme.resolve(panel.chart, "dark")
                layout = {**chart["layout"], "template": theme.resolve(theme.TEMPLATE, "dark")}
                accepted = go.Figure(data=chart["data"], layout=layout)  # raises on what it does not know
                assert [trace.type for trace in accepted.data] == [trace["type"] for trace in chart["data"]]


def test_policy_and_training_dates_are_labelled_lines() -> None:
    chart = build("rate", office.reading(case_level=True, months=None)).panels[0].chart
    texts = [note["text"] for note in chart["layout"]["annotations"]]
    assert {"Policy v2 in force", "Training round 1", "Training round 2"} <= set(texts)
    dotted = [shape for shape in chart["layout"]["shapes"] if shape.get("line", {}).get("dash") == "dot"]
    assert len(dotted) == 3


def test_the_period_that_still_runs_is_shaded_and_named() -> None:
    chart = build("rate", office.reading(case_level=True)).panels[0].chart
    assert [shape["type"] for shape in chart["layout"]["shapes"]].count("rect") == 1
    assert any("is not<br>complete" in note["text"] for note in chart["layout"]["annotations"])
    assert len(chart["data"][0]["x"]) == 36


def test_a_break_in_coverage_breaks_the_line() -> None:
    frames = office.frames()
    row = {"source": "office", "label": "New intake page", "from_on": date(2024, 6, 1), "until_on": None,
           "as_of_on": None, "is_break": True, "is_published": False, "note": "New intake page"}  # fmt: skip
    coverage = conform("coverage", pl.DataFrame([row], schema=frames.coverage.schema))
    broken = frames.swap(coverage=coverage)
    view = View(office.TODAY, case_level=True, months=None)
    line = build("rate", prepare(broken, view)).panels[0].chart["data"][0]
    assert line["y"].count(None) == 1
    assert line["connectgaps"] is False
    assert build("rate", prepare(frames, view)).panels[0].chart["data"][0]["y"].count(None) == 0


def test_each_month_has_its_exact_interval() -> None:
    chart = build("rate", office.reading(case_level=True)).panels[0].chart["data"][0]
    rows = build("rate", office.reading(case_level=True)).table.rows
    assert len(chart["error_y"]["array"]) == len(chart["y"])
    rate, low, high = rows[0][3], rows[0][4], rows[0][5]
    assert isinstance(rate, float)
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert chart["error_y"]["array"][0] == pytest.approx(high - rate, abs=0.01)
    assert low <= rate <= high


def test_hidden_cells_are_hatched() -> None:
    panels = build("categories", office.reading(reports=120)).panels
    patterns = [t["marker"].get("pattern") for panel in panels for t in panel.chart["data"]]
    assert any(patterns)


def test_a_survival_curve_below_case_level_has_weekly_steps_and_ends_at_five() -> None:
    curve = build("disposition", office.reading()).panels[0].chart["data"][0]
    assert all(day % 7 == 0 for day in curve["x"])
    exact = build("disposition", office.reading(case_level=True)).panels[0].chart["data"][0]
    assert any(day % 7 for day in exact["x"])


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_a_csv_starts_a_formula(start: str) -> None:
    assert harmless(start).startswith("'")
    parsed = next(iter(csv.reader(io.StringIO(write_csv([start], [])))))
    assert parsed[0][0] == "'"


def test_a_negative_number_stays_a_number() -> None:
    assert number(-1.5) == "-1.5"
    assert number(230.0) == "230"
    assert number(0.7640508729) == "0.764051"


@pytest.mark.parametrize("name", BUILDERS)
def test_the_csv_shows_what_the_table_shows(name: str) -> None:
    figure = build(name, office.reading())
    rows = list(csv.reader(io.StringIO(figure_csv(figure))))
    assert rows[0][: len(figure.csv_table.columns)] == [column.key for column in figure.csv_table.columns]
    assert len(rows) == len(figure.csv_table.rows) + 1
    for got, row in zip(rows[1:], figure.csv_table.rows, strict=True):
        for text, value in zip(got, row, strict=False):
            if is_hidden(value):
                assert text in ("fewer than 5", "not shown")


def test_a_label_from_the_record_cannot_start_a_formula() -> None:
    frames = office.frames()
    odd = frames.vocabulary.with_columns(pl.lit("=HYPERLINK(1)").alias("label"))
    reading = prepare(frames.swap(vocabulary=odd), View(office.TODAY, case_level=True))
    assert "\r\n=" not in figure_csv(build("categories", reading))
    assert "'=HYPERLINK" in figure_csv(build("categories", reading))


def test_the_whole_dashboard_of_20000_cases_takes_half_a_second_of_one_processor_at_most() -> None:
    """A gross regression fails here, on a busy machine too; `./run bench` measures the 100 ms of the target."""
    frames = office.frames(reports=42_000)
    assert frames.cases.height > 20_000
    view = View(office.TODAY)
    used = []
    for _ in range(5):
        begun = time.process_time()
        reading = prepare(frames, view)
        orjson.dumps([panel.chart for figure in build_all(reading) for panel in figure.panels])
        summarize(reading)
        used.append(time.process_time() - begun)
    assert min(used) < 0.5, used
