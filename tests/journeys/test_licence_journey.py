"""From a supervisor's report to a license suspended, reduced on appeal, served and closed."""

from pathlib import Path

import pytest

from tests.harness.browser import Visits
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.journeys import licence_board, licence_end, licence_order, licence_review, licence_start
from tests.journeys.cast import Cast
from tests.journeys.office import journey_office

PARTS = (licence_start, licence_review, licence_board, licence_order, licence_end)
CHAPTERS = tuple(chapter for part in PARTS for chapter in part.CHAPTERS)


@pytest.fixture
def fill() -> Fill:
    return journey_office


def test_a_license_is_suspended_and_the_suspension_reduced_on_appeal(
    visits: Visits, clock: MovableClock, tmp_path: Path
) -> None:
    cast = Cast(visits, clock, "licence", files=tmp_path)
    for chapter in CHAPTERS:
        chapter(cast)
