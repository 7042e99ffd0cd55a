"""Fixtures of every test. A test asks for what it needs: a pure rule needs none of this, and pays for none of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.harness import run_folder
from tests.harness.clock import MovableClock
from tests.harness.summary import SummaryPlugin

if TYPE_CHECKING:  # loaded by the fixtures that need them, so that a test of a rule starts at once
    from litestar import Litestar
    from litestar.testing import TestClient
    from playwright.sync_api import Browser

    from api.settings import Settings
    from db.session import Sessions
    from tests.harness.databases import Database, Fill, Kind
    from tests.harness.people import SignedIn

# The same examples in every run, and no time limit on one: two busy cores are not a defect of a rule.
hypothesis.settings.register_profile("probity", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("probity")


_BUILT: list["Litestar"] = []  # building some hundred routes takes longer than most tests


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", action="store_true", help="count by folder and database; refuse a folder that differs")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        run_folder.create()
        config.pluginmanager.register(SummaryPlugin(config), "probity-summary")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and run_folder.VARIABLE in os.environ:
        run_folder.remove(run_folder.current())


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium per worker, for every folder that asks: a second one in the same thread would be refused."""
    from tests.harness.browser import chromium

    with chromium() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> "Kind":
    """Each kind of database in turn."""
    found: Kind = request.param
    return found


@pytest.fixture
def fill() -> "Fill | None":
    """What a database holds beside its schema: nothing, unless a folder or file of tests overrides this fixture."""
    return None


@pytest.fixture
def database(kind: "Kind", fill: "Fill | None") -> Iterator["Database"]:
    """A migrated database of the test's own, on each kind in turn."""
    from tests.harness import databases

    with databases.fresh(kind, fill) as made:
        yield made


@pytest.fixture
def empty_database(kind: "Kind") -> Iterator["Database"]:
    """A database without tables, on each kind in turn."""
    from tests.harness import databases

    with databases.empty(kind) as made:
        yield made


@pytest.fixture
def sessions(database: "Database") -> Iterator["Sessions"]:
    """Units of work of a system actor on the test's database: `with sessions.writing() as session:`."""
    from db.session import make_sessions

    made = make_sessions(database.url).as_system("tests")
    yield made
    made.close()


@pytest.fixture
def clock() -> MovableClock:
    """A clock that only the test moves."""
    return MovableClock()


@pytest.fixture
def settings(database: "Database", tmp_path: Path) -> "Settings":
    """Settings of an office on the test's database, with its files in the test's folder."""
    from tests.harness.serving import settings_for

    return settings_for(database, tmp_path)


@pytest.fixture
def application(settings: "Settings", clock: MovableClock) -> "Litestar":
    """The whole application on the test's own database and clock; its routes are built once."""
    from api.app import create_app
    from api.services import make_services

    services = make_services(settings, clock)
    if not _BUILT:
        _BUILT.append(create_app(settings, services=services))
    _BUILT[0].state.services = services
    return _BUILT[0]


@pytest.fixture
def client(application: "Litestar", settings: "Settings") -> Iterator["TestClient[Litestar]"]:
    """A client of the application without a socket; an error of the server is answered with 500, as outside."""
    from litestar.testing import TestClient

    with TestClient(application, base_url=settings.public_url, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def signed_in(client: "TestClient[Litestar]", clock: MovableClock) -> "Callable[[str], SignedIn]":
    """Sign somebody of the small office in: `signed_in("intake").get("/queue")`. Needs `fill` to be `small_office`."""
    from tests.harness.people import SignedIn

    return lambda user: SignedIn(client, clock, user)
