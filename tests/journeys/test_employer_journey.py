"""From a supervisor's report to a termination, reversed by a grievance, put right and closed."""

from pathlib import Path

import pytest

from tests.harness.browser import Visits
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.journeys import employer_decision, employer_end, employer_start
from tests.journeys.cast import Cast
from tests.journeys.office import journey_office

CHAPTERS = (*employer_start.CHAPTERS, *employer_decision.CHAPTERS, *employer_end.CHAPTERS)


@pytest.fixture
def fill() -> Fill:
    return journey_office


def test_an_employee_is_terminated_and_reinstated_by_a_grievance(
    visits: Visits, clock: MovableClock, tmp_path: Path
) -> None:
    cast = Cast(visits, clock, "employer", files=tmp_path)
    for chapter in CHAPTERS:
        chapter(cast)
