"""Small numbers against an attacker who solves linear programs over everything a reader is shown."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from analytics.figures import build, build_all
from analytics.figures.categories import counted as pairs_of
from analytics.figures.categories import multiples
from analytics.figures.deadlines import rolled_up
from analytics.figures.platforms import counted, grid
from analytics.figures.rate import series_of
from analytics.measures.counts import by_member_and_month, cross
from analytics.measures.deadlines import Kept
from analytics.privacy import (
    FEWER,
    WITHHELD,
    Cell,
    Mark,
    cell_for,
    is_safe,
    protect_blocks,
    protect_columns,
    protect_line,
    roll_up,
)
from analytics.view import offered
from tests.analytics import office
from tests.analytics.linear_program import exposed

Protect = Callable[[list[int]], list[Mark]]


def primary_only(values: list[int]) -> list[Mark]:
    return [Mark.SMALL if value < 5 else Mark.OPEN for value in values]


def recovered(protect: Protect, tables: int = 60) -> int:
    """In how many random lines with a known total the attacker finds a hidden cell, where all of it need not hide."""
    chance = random.Random(3)
    found = 0
    for _ in range(tables):
        values = [min(chance.randrange(14), chance.randrange(30)) for _ in range(chance.randrange(3, 9))]
        marks = protect(values)
        if all(mark is not Mark.OPEN for mark in marks) and not is_safe(values, marks, total_known=True):
            continue  # nothing more could be hidden: the total itself is too small, and its owner must hold it back
        top = min((v for v, m in zip(values, marks, strict=True) if m is Mark.OPEN), default=10**6)
        found += bool(exposed(values, marks, [range(len(values))], tops=[top] * len(values)))
    return found


def test_no_hidden_cell_of_a_line_can_be_worked_out_from_its_total() -> None:
    assert recovered(protect_line) == 0


def test_the_audit_finds_what_hiding_small_cells_alone_gives_away() -> None:
    assert recovered(primary_only) > 12


def test_a_single_small_cell_takes_a_second_one_with_it() -> None:
    assert protect_line([9, 3, 20]) == [Mark.WITHHELD, Mark.SMALL, Mark.OPEN]


def test_two_small_cells_that_add_up_to_nothing_are_not_enough() -> None:
    assert protect_line([0, 0, 7, 30]) == [Mark.SMALL, Mark.SMALL, Mark.WITHHELD, Mark.OPEN]


def test_a_hidden_cell_keeps_no_number() -> None:
    assert cell_for(3, Mark.SMALL).value is None
    assert (cell_for(3, Mark.SMALL).text, cell_for(9, Mark.WITHHELD).text) == (FEWER, WITHHELD)


def test_zero_is_hidden_like_any_small_number() -> None:
    assert protect_line([0, 3, 4, 20])[0] is Mark.SMALL


def test_rows_that_could_show_nothing_are_put_together() -> None:
    assert roll_up({"a": [9, 0], "b": [1, 2], "c": [3, 4]}, "other") == {"a": [9, 0], "other": [4, 6]}
    assert roll_up({"a": [9, 0], "b": [1, 2]}, "other") == {"a": [9, 0], "b": [1, 2]}


def test_units_cannot_be_worked_out_from_the_offices_own_months() -> None:
    chance = random.Random(5)
    for _ in range(40):
        rows = {name: [chance.randrange(12) for _ in range(4)] for name in "abcd"}
        marks = protect_columns(rows)
        for column in range(4):
            values = [rows[name][column] for name in rows]
            if sum(values) >= 20:
                assert not exposed(values, [marks[name][column] for name in rows], [range(4)])


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_no_choice_of_periods_tells_a_hidden_quarter(seed: int) -> None:
    readings = [office.reading(seed=seed, months=months) for months in (12, 24, 36, None)]
    record = readings[-1]
    shown = series_of(record)
    values, marks = shown.values, [cell.mark for cell in shown.cells]
    sums = [range(len(values))]
    for reading in readings[:-1]:
        part = series_of(reading)
        assert [cell.mark for cell in part.cells] == marks[len(marks) - len(part.cells) :]
        assert part.total is not None
        sums.append(range(len(values) - len(part.cells), len(values)))
    assert exposed(values, marks, sums) == []


def test_hiding_only_small_quarters_would_be_found_by_subtracting_periods() -> None:
    values = [9, 8, 3, 7, 6, 8, 9, 7]
    sums = [range(8), range(4, 8)]
    assert exposed(values, primary_only(values), sums) == [2]
    assert exposed(values, protect_blocks(values, [range(4), range(4, 8)]), sums) == []


def test_a_period_is_offered_only_when_it_leaves_a_year_outside() -> None:
    reading = office.reading()
    assert offered(reading.record) == [12, 24, 36]
    assert 60 not in offered(reading.record)


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_platform_cells_cannot_be_worked_out_from_category_totals(seed: int) -> None:
    reading = office.reading(seed=seed)
    categories, rows = grid(reading, counted(reading))
    table = cross(counted(reading), "platform", "category")
    for index, category in enumerate(categories):
        if category == "Other categories":
            continue
        values = [table.get((name, category), 0) for name in rows]
        if "Other platforms" in rows:
            values[-1] = sum(n for (p, c), n in table.items() if c == category and p not in rows)
        assert not exposed(values, [cells[index].mark for cells in rows.values()], [range(len(rows))])


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_category_cells_cannot_be_worked_out_from_the_totals_shown(seed: int) -> None:
    reading = office.reading(seed=seed, months=None)
    found = multiples(reading)
    truth = by_member_and_month(pairs_of(reading)[0], "category", "month", found.window)
    for row in found.rows:
        if row.category in truth:  # not rolled up
            values = truth[row.category]
            sums = [range(len(values))] if row.total.is_open else []
            assert exposed(values, [cell.mark for cell in row.cells], sums) == []


def test_a_reader_without_case_access_never_sees_a_number_under_five_in_a_breakdown() -> None:
    for name in ("categories", "platforms", "rate"):
        table = build(name, office.reading()).csv_table
        counts = [i for i, column in enumerate(table.columns) if column.kind == "count"]
        for row in table.rows:
            for index in counts:
                value = row[index]
                value = value.value if isinstance(value, Cell) else value
                assert not isinstance(value, int) or value >= 5, (name, row)


def test_a_case_level_reader_sees_small_cells() -> None:
    table = build("platforms", office.reading(case_level=True)).csv_table
    assert any(getattr(cell, "value", None) in (1, 2, 3, 4) for row in table.rows for cell in row)


def test_office_wide_totals_are_shown_as_they_are() -> None:
    few = office.reading(reports=9, months=None)
    total = few.cohort.height
    assert build("rate", few).n == f"n = {total} reports"


def test_stacked_filters_are_refused_without_case_access() -> None:
    stacked: dict[str, Any] = {"unit": "Appeals", "category": "bias"}
    assert all(figure.is_refused for figure in build_all(office.reading(**stacked)))
    assert not build("rate", office.reading(case_level=True, **stacked)).is_refused


def test_a_narrowed_view_covers_the_whole_record_and_keeps_its_totals_back() -> None:
    narrowed = office.reading(unit="Juvenile", months=12)
    assert narrowed.window == narrowed.record
    rate = build("rate", narrowed)
    if any(not cell.is_open for cell in series_of(narrowed).cells):
        assert rate.n == "n is not shown: some cells are hidden"
    assert build("platforms", narrowed).is_refused


def test_hidden_cells_read_the_same_on_the_chart() -> None:
    figure = build("platforms", office.reading())
    notes = [note["text"] for note in figure.panels[0].chart["layout"]["annotations"]]
    hidden = [note for note in notes if not note.isdigit()]
    assert hidden
    assert {note.replace("<br>", " ") for note in hidden} <= {FEWER, WITHHELD}
    numbers = [value for row in figure.panels[0].chart["data"][0]["z"] for value in row]
    assert all(value is None or value >= 5 for value in numbers)


def test_rules_that_rarely_ran_are_put_together_without_case_access() -> None:
    rows = [Kept("screen", "goal", 80, 9, 1), Kept("appeal", "goal", 3, 1, 0), Kept("review", "goal", 12, 0, 0)]
    shown = {kept.rule: kept.settled for kept in rolled_up(office.reading(), rows)}
    assert shown == {"screen": 80, "other": 15}
    assert rolled_up(office.reading(case_level=True), rows) == rows
