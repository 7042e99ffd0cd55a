"""Fixtures of every test. A test asks for what it needs: a pure rule needs none of this, and pays for none of it."""

import os
from collections.abc import Iterator

import pytest

from tests.harness import databases, run_folder
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Kind
from tests.harness.summary import SummaryPlugin


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", action="store_true", help="count by folder and database; refuse a folder that differs")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        run_folder.create()
        config.pluginmanager.register(SummaryPlugin(config), "probity-summary")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and run_folder.VARIABLE in os.environ:
        run_folder.remove(run_folder.current())


@pytest.fixture(params=databases.KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of database in turn."""
    found: Kind = request.param
    return found


@pytest.fixture
def database(kind: Kind) -> Iterator[Database]:
    """A migrated database of the test's own, on each kind in turn."""
    with databases.fresh(kind) as made:
        yield made


@pytest.fixture
def empty_database(kind: Kind) -> Iterator[Database]:
    """A database without tables, on each kind in turn."""
    with databases.empty(kind) as made:
        yield made


@pytest.fixture
def clock() -> MovableClock:
    """A clock that only the test moves."""
    return MovableClock()
