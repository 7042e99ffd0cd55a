"""The application served for real, on a loopback port of its own, for browsers and for clients that want a socket."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from api.app import create_app
from api.settings import Settings
from tests.harness.clock import MovableClock
from tests.harness.databases import Database
from tests.harness.keys import keys_in


@dataclass(frozen=True)
class Live:
    """A running server: where it is, what it runs on, and the clock that it obeys."""

    url: str
    database: Database
    settings: Settings
    clock: MovableClock


def settings_for(database: Database, folder: Path) -> Settings:
    """Settings of an office whose files all lie in `folder`, its keys made."""
    return Settings(
        database_url=database.url,
        owner_database_url=database.owner_url,
        public_url="http://127.0.0.1:8000",  # an address with dots, so that Python's clients send cookies back
        evidence_dir=str(folder / "evidence"),
        keys_dir=keys_in(folder),
        checkpoints_dir=str(folder / "checkpoints"),
        log_level="warning",
    )


def listeners(port: int) -> int:
    """How many sockets of this machine listen on a port (state 0A of Linux's table)."""
    table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return sum(row.split()[1].endswith(f":{port:04X}") and row.split()[3] == "0A" for row in table)


PATIENCE = 120
"""Seconds that a process may take to begin or to end: a loaded machine imports slowly."""


def children(pid: int) -> set[int]:
    """The processes that a process started and that still run."""
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()}


def wait_for(true: Callable[[], bool]) -> None:
    """Return once it is true; fails when that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.05)


@contextmanager
def serve(database: Database, folder: Path, clock: MovableClock, **more: str) -> Iterator[Live]:
    """Serve from a thread, so that the test moves the very clock that the application reads; `more` are settings."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        url = f"http://localhost:{port}"
        settings = replace(settings_for(database, folder), port=str(port), public_url=url, **more)
        config = uvicorn.Config(create_app(settings, clock=clock), log_level="warning", lifespan="on", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait(server, thread)
            yield Live(url, database, settings, clock)
        finally:
            server.should_exit = True
            thread.join(timeout=20)
    assert not thread.is_alive(), "the server did not stop"


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server took too long to start"
        time.sleep(0.01)
