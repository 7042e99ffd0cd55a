"""Several processes that serve one address: they share the work, one may die, and none outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

import __main__
from api import processes
from api.processes import CannotServe, Together, listening
from tests.harness.databases import Kind, fresh
from tests.harness.office import small_office
from tests.harness.serving import PATIENCE, children, listeners, settings_for, wait_for
from tests.soak.filing import Filer, Server, acknowledged, found_in

PROBITY = [sys.executable, "-m", "api.cli"]


class CommandLine(Server):
    """What an office starts: `probity serve` with its settings, two processes among them."""

    def command(self) -> list[str]:
        """See Server."""
        settings = settings_for(self.database, self.folder)
        given = {
            "DATABASE_URL": settings.database_url,
            "HOST": "127.0.0.1",
            "PORT": self.port,
            "PUBLIC_URL": self.url,
            "EVIDENCE_DIR": settings.evidence_dir,
            "KEYS_DIR": settings.keys_dir,
            "CHECKPOINTS_DIR": settings.checkpoints_dir,
            "LOG_LEVEL": "warning",
            "PROCESSES": 2,
        }
        return ["env", *(f"PROBITY_{name}={value}" for name, value in given.items()), *PROBITY, "serve"]


@pytest.fixture
def server(kind: Kind, tmp_path: Path) -> Iterator[Server]:
    """The product in two processes on the small office."""
    with fresh(kind, small_office) as database:
        running = CommandLine(database, tmp_path)
        running.start()
        try:
            wait_for(lambda: listeners(running.port) == 2)
            yield running
        finally:
            running.stop()


def file_with_many(server: Server, count: int) -> list[Filer]:
    """Eight supervisors, each over a connection of their own, file so many reports each."""
    filers = [Filer(server) for _ in range(8)]

    def work(filer: Filer, number: int) -> None:
        for turn in range(count):
            filer.file(f"Report {number}-{turn}")

    threads = [threading.Thread(target=work, args=(filer, number)) for number, filer in enumerate(filers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return filers


def test_two_processes_file_into_one_record_and_no_second_start_takes_part(server: Server) -> None:
    filers = file_with_many(server, 5)
    assert len(acknowledged(filers)) == 40
    assert found_in(server.database, server.folder) == (acknowledged(filers), 0)
    second = subprocess.run(server.command(), capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (second.returncode, second.stdout) == (2, "")  # it would share the connections
    assert "cannot be listened on (Address already in use). Is Probity running?" in second.stderr


def test_a_process_that_is_killed_loses_nothing_acknowledged_and_another_begins(server: Server) -> None:
    assert server.process is not None
    first = children(server.process.pid)
    fuse = threading.Timer(0.7, lambda: os.kill(min(first), signal.SIGKILL))
    fuse.start()
    filers = file_with_many(server, 30)
    fuse.join()
    wait_for(lambda: listeners(server.port) == 2)
    assert len(children(server.process.pid) - first) == 1
    filers += file_with_many(server, 2)
    reports, wrong = found_in(server.database, server.folder)
    kept = acknowledged(filers)
    assert len(kept) >= 100
    assert (kept.items() <= reports.items(), wrong) == (True, 0)


def test_no_process_outlives_its_parent_and_the_address_is_free_again(server: Server) -> None:
    server.kill()
    wait_for(lambda: listeners(server.port) == 0)
    server.start()
    assert httpx.get(f"{server.url}/health").json() == {"status": "ok"}


# --- the supervisor alone ---


def command(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_process_that_ends_as_soon_as_it_began_stops_the_start() -> None:
    with pytest.raises(CannotServe, match="status 3"):
        Together(command("raise SystemExit(3)"), 2, print).run()


def test_a_process_that_ends_later_is_begun_anew_and_all_end_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "YOUNG", 0.0)
    said: list[str] = []
    together = Together(command("import time; time.sleep(0.3)"), 1, said.append)
    thread = threading.Thread(target=together.run)
    thread.start()
    wait_for(lambda: len(said) >= 2)
    together.end()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert said[0] == "A serving process ended (status 0); another one begins."


async def small(_scope: Any, _receive: Any, _send: Any) -> None:
    """An application that answers nothing; whether it is listened for is all that is asked."""


def watched() -> dict[str, Any]:
    """What each process serves."""
    return {"app": small, "lifespan": "off", "log_level": "warning"}


def unwatched() -> dict[str, Any]:
    """Negative control: a process that does not look whether its parent is still there."""
    vars(__main__)["_end_with"] = lambda _parent: None  # of the module as it is run
    return watched()


def outlives_its_parent(factory: str) -> bool:
    """Whether a process goes on listening after its parent was killed."""
    (held,) = listening("127.0.0.1", 0, shared=False)
    port = held.getsockname()[1]
    held.close()
    place = f"'127.0.0.1', {port}, 1, 'tests.faults.test_processes:{factory}', print"
    parent = subprocess.Popen(command(f"from api.processes import serve_together; serve_together({place})"))
    wait_for(lambda: listeners(port) == 1)
    (child,) = children(parent.pid)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while listeners(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    goes_on = listeners(port) == 1
    if goes_on:
        os.kill(child, signal.SIGKILL)
    return goes_on


def test_a_process_ends_with_its_parent() -> None:
    assert not outlives_its_parent("watched")


def test_a_process_that_does_not_look_for_its_parent_would_outlive_it() -> None:
    assert outlives_its_parent("unwatched")


def test_an_address_is_shared_only_where_both_say_so() -> None:
    (first,) = listening("127.0.0.1", 0, shared=True)
    with closing(first):
        first.listen()
        port = first.getsockname()[1]
        listening("127.0.0.1", port, shared=True)[0].close()
        with pytest.raises(CannotServe, match="cannot be listened on"):
            listening("127.0.0.1", port, shared=False)
