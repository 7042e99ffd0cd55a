"""What a reader asked for, and walls: absent without a trace."""

from __future__ import annotations

from datetime import date

import orjson
import polars as pl
import pytest

from analytics.export import figure_csv
from analytics.figures import BUILDERS, build_all
from analytics.frames import Exclusions, Frames
from analytics.periods import Grain, Window, cell_label, cell_of, last_complete_cell
from analytics.summary import summarize
from analytics.view import Reading, View, prepare, words
from tests.analytics import copa, office


def everything(reading: Reading) -> bytes:
    """All that a reader gets, as bytes."""
    figures = build_all(reading)
    summary = summarize(reading)
    charts = [panel.chart for figure in figures for panel in figure.panels]
    texts = [(figure.title, figure.reading, figure.n, figure_csv(figure)) for figure in figures]
    tiles = [(tile.label, tile.value, tile.lines) for tile in summary.tiles]
    return orjson.dumps([charts, texts, tiles, summary.sentence])


def as_if_never(frames: Frames, reports: set[str], cases: set[str]) -> Frames:
    """The frames of a world in which these reports and cases never were, built without the code under test."""
    kept = {}
    for name, frame in frames.__dict__.items():
        if not isinstance(frame, pl.DataFrame):
            continue
        rows = [row for row in frame.to_dicts() if row.get("report") not in reports and row.get("case") not in cases]
        kept[name] = pl.DataFrame(rows, schema=frame.schema)
    return Frames(**kept)


@pytest.mark.parametrize("case_level", [False, True])
def test_a_walled_matter_leaves_no_trace_in_any_figure(case_level: bool) -> None:
    frames = office.frames()
    case, report = frames.case_reports.row(3)
    view = View(office.TODAY, case_level=case_level, months=None)
    walled = prepare(frames.without(Exclusions(frozenset({report}), frozenset({case}))), view)
    assert everything(walled) == everything(prepare(as_if_never(frames, {report}, {case}), view))
    assert everything(walled) != everything(prepare(frames, view))


def test_a_reader_with_no_wall_counts_everything() -> None:
    frames = office.frames()
    assert frames.without(Exclusions()) is frames


def test_sources_are_never_mixed_in_one_figure() -> None:
    ours, theirs = office.frames(), copa.frames()
    both = Frames(
        **{
            name: pl.concat([getattr(ours, name), getattr(theirs, name)])
            for name, frame in ours.__dict__.items()
            if isinstance(frame, pl.DataFrame)
        }
    )
    view = View(office.TODAY, months=None)
    assert everything(prepare(both, view)) == everything(prepare(ours, view))
    imported = View(office.TODAY, months=None, source=copa.SOURCE)
    assert everything(prepare(both, imported)) == everything(copa.reading())


def test_a_quarter_is_complete_only_when_its_last_day_is_over() -> None:
    assert cell_label(last_complete_cell(date(2026, 3, 30), Grain.QUARTER), Grain.QUARTER) == "Q4 2025"
    assert cell_label(last_complete_cell(date(2026, 3, 31), Grain.QUARTER), Grain.QUARTER) == "Q1 2026"


def test_the_running_period_is_named_and_outside_the_count() -> None:
    reading = office.reading(case_level=True)
    assert reading.running == "Mar 2026"
    assert reading.window.ends_on == date(2026, 2, 28)


def test_an_import_whose_last_month_is_whole_has_no_running_period() -> None:
    assert copa.reading().running is None
    assert copa.reading().window.words == "Feb 2019 to Sep 2022"


def test_the_grain_rolls_up_until_most_cells_may_be_shown() -> None:
    assert office.reading(case_level=True).grain is Grain.MONTH
    assert office.reading(reports=900).grain is Grain.MONTH
    assert office.reading(reports=150).grain is Grain.QUARTER
    assert office.reading(reports=40).grain is Grain.YEAR


def test_no_filter_moves_the_grain() -> None:
    whole = office.reading(reports=150)
    for filters in ({"months": 12}, {"unit": "Juvenile"}, {"category": "bias"}, {"count_by": "posted"}):
        assert office.reading(reports=150, **filters).grain is whole.grain


def test_filters_are_echoed_in_words() -> None:
    assert words(office.reading(case_level=True, months=24, unit="Juvenile", count_by="posted")) == (
        "reports by date posted, Mar 2024 to Feb 2026, unit Juvenile, every category and track"
    )


def test_a_window_of_one_cell_reads_as_its_months() -> None:
    cell = cell_of(date(2025, 5, 1), Grain.QUARTER)
    assert Window(Grain.QUARTER, cell, cell).words == "Apr 2025 to Jun 2025"


@pytest.mark.parametrize("case_level", [False, True])
def test_a_new_office_has_words_for_every_figure_and_no_number(case_level: bool) -> None:
    reading = prepare(Frames(), View(office.TODAY, case_level=case_level))
    figures = build_all(reading)
    assert len(figures) == len(BUILDERS)
    assert all(figure.title and figure.reading for figure in figures)
    assert summarize(reading).lead == "0 reports in the last 12 months"


def test_a_report_filed_today_is_in_the_first_tile() -> None:
    frames = office.frames()
    today = frames.reports.head(1).with_columns(
        pl.lit("new").alias("report"), pl.lit(office.TODAY).alias("received_on")
    )
    more = frames.swap(reports=pl.concat([frames.reports, today]))
    view = View(office.TODAY)
    before, after = (int(summarize(prepare(f, view)).tiles[0].value) for f in (frames, more))
    assert after == before + 1


def test_what_tiles_and_figures_both_say_is_worked_out_once_for_each_reading() -> None:
    asked: list[Window] = []

    def count(reading: Reading) -> int:
        asked.append(reading.window)
        return len(asked)

    view = View(office.TODAY, case_level=True, months=None)
    first, second = prepare(office.frames(), view), prepare(office.frames(), view)
    assert [first.once(count), first.once(count), second.once(count), first.once(count)] == [1, 1, 2, 1]
    assert asked == [first.window, second.window]
