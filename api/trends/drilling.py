"""Where a figure leads: to the list of cases or of reports with the same filter, for who opens that list.

A figure counts what its reader may count, and a list shows what they may read (decision 1): the two need not agree.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from analytics.figures.figure import Figure
from analytics.periods import Window, cell_end, cell_label, cell_start
from api.navigation import opens_list
from api.trends.service import Look
from db.work import Work

CASES = {"backlog": {"stage": "open"}, "deadlines": {"overdue": "yes"}, "disposition": {}, "sanctions": {}}
"""The figures about cases, and what the list of cases is narrowed to beside the page's own filters."""
REPORTS = ("rate", "categories", "platforms", "funnel")

RowHref = Callable[[Any], str]


class Drilling:
    """The ways from the figures of one page into the lists, for one reader."""

    def __init__(self, work: Work, found: Look) -> None:
        ours = not found.reading.is_import
        self.found = found
        self.opens_cases = ours and opens_list(work, "case:list")
        # Reports have no track, and their list is by the day of receipt: another view has no list with its filter.
        same = not found.asked.track and found.asked.count_by == "reported"
        self.opens_reports = ours and same and opens_list(work, "report:read")
        labels = found.reading.office.labels
        self.categories = {label: code for (noun, code), label in labels.items() if noun == "category"}

    def list_of(self, figure: Figure) -> dict[str, str]:
        """{label, href} of the list behind a figure; empty where this reader opens none."""
        if figure.name in CASES and self.opens_cases:
            return {"label": "See the cases", "href": self._cases(**CASES[figure.name])}
        if figure.name in REPORTS and self.opens_reports:
            return {"label": "See the reports", "href": self._reports(self._window(figure))}
        return {}

    def row_of(self, figure: Figure) -> RowHref:
        """Where a row of the figure's table leads, by its first cell; to nothing for rows that are no part of it."""
        if figure.name == "sanctions" and self.opens_cases:
            return lambda label: self._cases(category=self.categories[label]) if label in self.categories else ""
        if not self.opens_reports:
            return lambda _label: ""
        window = self._window(figure)
        if figure.name == "categories":
            codes = self.categories
            return lambda label: self._reports(window, category=codes[label]) if label in codes else ""
        if figure.name == "rate":
            known = [*window.cells, window.last + 1]  # the running one too
            cells = {cell_label(cell, window.grain): Window(window.grain, cell, cell) for cell in known}
            return lambda label: self._reports(cells[label]) if label in cells else ""
        return lambda _label: ""

    def _window(self, figure: Figure) -> Window:
        return figure.window or self.found.reading.window

    def _cases(self, **narrowed: str) -> str:
        asked = self.found.asked
        chosen = {"track": asked.track, "unit": asked.unit, "category": asked.category, **narrowed}
        return _address("/cases", chosen)

    def _reports(self, window: Window, **narrowed: str) -> str:
        asked = self.found.asked
        days = {
            "from_on": cell_start(window.first, window.grain).isoformat(),
            "until_on": cell_end(window.last, window.grain).isoformat(),
        }
        chosen = {"status": "all", "origin": "own", "unit": asked.unit, "category": asked.category, **days, **narrowed}
        return _address("/reports", chosen)


def _address(path: str, chosen: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{path}?{query}" if query else path
