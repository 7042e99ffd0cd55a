"""Pages in a real browser, on SQLite alone: what a page shows does not depend on the database."""

import pytest

from tests.harness.browser_fixtures import live, page, visits

__all__ = ["kind", "live", "page", "visits"]


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """SQLite alone."""
    return str(request.param)
