"""Databases driven to a stage over HTTP, once a run and kind: every test that names one as its fill gets a copy.

A test then takes the case up with `Deciding.resumed()`, which also moves the clock to where the fill stopped.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from db.domain.stage import Track
from db.session import make_sessions
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Database
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters


def driven(database: Database, drive: Callable[[Deciding], Any]) -> None:
    """Fill a database by driving a case over HTTP once; every test that names the fill gets a copy."""
    from api.app import create_app
    from tests.harness.serving import settings_for

    office_with_board(database)
    clock = MovableClock()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(database, Path(folder))
        sessions = make_sessions(database.url).as_system("tests")
        app = create_app(settings, clock=clock)
        with TestClient(app, base_url=settings.public_url, raise_server_exceptions=False) as client:
            drive(Deciding(client, clock, Matters(sessions, clock)))
        sessions.close()


def licence_panel(database: Database) -> None:
    """A licence case with two charges whose panel deliberates."""
    titles = ("Commented on a trial while it was under way", "Disclosed facts that were not public")
    driven(database, lambda office: office.in_deliberation(Track.LICENCE, *titles))


def licence_decided(database: Database) -> None:
    """A licence case decided with a suspension of one year and one day, six months of it stayed."""
    driven(database, lambda office: office.decided(Track.LICENCE))


def employer_pending(database: Database) -> None:
    """An employer case whose deciding official weighs."""
    driven(database, lambda office: office.in_deliberation(Track.EMPLOYER))


def employer_decided(database: Database) -> None:
    """An employer case decided with a termination."""
    driven(database, lambda office: office.decided(Track.EMPLOYER))
