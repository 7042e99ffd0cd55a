"""Fixtures of the folders with a real browser; each of their conftest files takes them in."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from tests.harness.browser import Visits
from tests.harness.clock import MovableClock

if TYPE_CHECKING:
    from tests.harness.databases import Database
    from tests.harness.serving import Live


@pytest.fixture
def live(database: "Database", tmp_path: Path, clock: MovableClock) -> Iterator["Live"]:
    """The application served on a port of its own."""
    from tests.harness.serving import serve

    with serve(database, tmp_path, clock) as running:
        yield running


@pytest.fixture
def visits(browser: Browser, live: "Live") -> Iterator[Visits]:
    """Call it for a page of another person; the test fails when anything went wrong behind the pages' looks."""
    opened = Visits(browser, live.url)
    yield opened
    opened.close()


@pytest.fixture
def page(visits: Visits) -> Page:
    """One page, 1280 pixels wide, not signed in."""
    return visits()
