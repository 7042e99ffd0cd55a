"""What runs beside the requests: the ledger's sequencer and due jobs. `probity work` runs it alone; on SQLite `serve`
runs one inside (decision 28)."""

import threading
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.services import evidence_store
from api.settings import Settings
from db.clock import SystemClock
from db.jobs import Means, run_due_jobs
from db.keys import KeyFolder
from db.ledger_tree import sequence
from db.models import Office
from db.session import Sessions

PAUSE = 5.0
"""Seconds between two turns: an entry has its signed head within that and the turn's own time."""


def ensure_keys(settings: Settings, sessions: Sessions) -> KeyFolder:
    """The office's keys: made on the first start of a demonstration, asked for in an office. Raises KeysMissing."""
    keys = KeyFolder(Path(settings.keys_dir))
    with sessions.reading() as session:
        is_demo = session.query(Office.kind).scalar() == "demo"
    keys.ensure(make=is_demo)
    return keys


def duties(settings: Settings, sessions: Sessions) -> Callable[[], int]:
    """What one turn does: place and sign what waits, then the jobs that are due. It returns how many jobs it did.

    Raises KeysMissing where the office has no keys.
    """
    signer, checkpoints = ensure_keys(settings, sessions).signer(), Path(settings.checkpoints_dir)
    means = Means(sessions, SystemClock(), evidence_store(settings))

    def turn() -> int:
        sequence(sessions, means.clock, signer, checkpoints)
        return run_due_jobs(means)

    return turn


def try_turn(turn: Callable[[], int]) -> int:
    """Take a turn; one that fails, because the database or a disk is away, is told in the log and counts as none."""
    try:
        return turn()
    except (SQLAlchemyError, OSError) as error:
        structlog.get_logger("background").warning("background turn failed", reason=str(error).splitlines()[0])
        return 0


class Background:
    """A thread that takes turns until it is ended. After one that fails, the next one tries again."""

    def __init__(self, work: Callable[[], int], pause: float = PAUSE) -> None:
        self._work, self._pause = work, pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)

    def _run(self) -> None:
        while not self._ended.is_set():
            try_turn(self._work)
            self._ended.wait(self._pause)

    def __enter__(self) -> "Background":
        self._thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        self._ended.set()
        self._thread.join(timeout=30)
