"""What runs beside the requests: the ledger's sequencer and due jobs. `probity work` runs it alone; on SQLite `serve`
runs one inside (decision 28)."""

import threading
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.settings import Settings
from db.clock import Clock
from db.jobs import run_due_jobs
from db.keys import KeyFolder, Signer
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


def turn(sessions: Sessions, clock: Clock, signer: Signer, checkpoints: Path) -> int:
    """Do what is due now: place and sign what waits, then jobs. Returns how many jobs were done."""
    sequence(sessions, clock, signer, checkpoints)
    return run_due_jobs(sessions, clock)


class Background:
    """A thread that takes turns until it is ended. A turn that fails is told in the log; the next one tries again."""

    def __init__(self, work: Callable[[], object], pause: float = PAUSE) -> None:
        self._work, self._pause = work, pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)

    def _run(self) -> None:
        log = structlog.get_logger("background")
        while not self._ended.is_set():
            try:
                self._work()
            except (SQLAlchemyError, OSError) as error:
                log.warning("background turn failed", reason=str(error).splitlines()[0])
            self._ended.wait(self._pause)

    def __enter__(self) -> "Background":
        self._thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        self._ended.set()
        self._thread.join(timeout=30)
