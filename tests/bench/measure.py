"""Measuring one database: record, serve, send, compare with the floor."""

import argparse
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import urlopen

from tests.bench.client import Load, Measured
from tests.bench.figure import Figure
from tests.bench.layers import shares
from tests.bench.record import Recording
from tests.bench.recorded import chosen_case, record, settings_of
from tests.bench.scenes import Scene, SignedIn, raw_request, scenes
from tests.bench.serve import PROCESSES
from tests.harness.databases import Database
from tests.harness.serving import listeners


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def _process(port: int, path: str, *command: str, processes: int = PROCESSES) -> Iterator[None]:
    """A server that answers, with every one of its processes."""
    process = subprocess.Popen([sys.executable, "-m", *command])
    try:
        deadline = time.monotonic() + 240  # a loaded machine imports slowly
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                    if listeners(port) == processes:
                        break
                    time.sleep(0.1)
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start") from None
                time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does: the server ends its work and returns
        process.wait(60)


def _send(load: Load) -> Measured:
    given = json.dumps(load.__dict__)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"], input=given, capture_output=True, text=True, check=True
    )
    return Measured(**json.loads(done.stdout))


@dataclass(frozen=True)
class Bench:
    """One database with its recordings, and how long each measurement takes."""

    database: Database
    folder: Path
    cases: int
    seconds: float
    scenes: list[Scene]
    who: dict[str, SignedIn]
    recordings: Path

    def measure(self) -> list[Figure]:
        """Every scene, printed as it comes."""
        found: list[Figure] = []
        port, bare = _free_port(), _free_port()
        with ExitStack() as running:
            running.enter_context(self._served(port))
            running.enter_context(_process(bare, "/health", "tests.bench.floor", str(self.recordings), str(bare)))
            for scene in self.scenes:
                for figure in self._figures(scene, port, bare):
                    print(figure.line(), flush=True)
                    found.append(figure)
        return found

    def _served(self, port: int, counts: str = "") -> AbstractContextManager[None]:
        processes = 1 if counts else PROCESSES
        place = (self.database.url, str(port), str(self.folder), str(processes), counts)
        return _process(port, "/health", "tests.bench.serve", *place, processes=processes)

    def _asked(self, scene: Scene, port: int, clients: int, seconds: float) -> Measured:
        request = raw_request(scene, port, self.who[scene.sign_in]).decode("latin-1")
        return _send(Load("127.0.0.1", port, [request], clients, seconds))

    def _figures(self, scene: Scene, port: int, bare: int) -> Iterator[Figure]:
        kind = self.database.kind
        many = self._asked(scene, port, scene.clients, self.seconds)
        floor = _floor(scene, self.recordings, bare, self.seconds) if scene.floor else None
        reach = scene.reach(kind)
        yield Figure(
            scene.name, kind, self.cases, many.per_second, "requests/s", many.p95_ms, floor, many.failed, reach
        )
        if scene.alone:
            alone = self._asked(scene, port, 1, self.seconds / 2)
            reach = {"p95_ms": 50.0 if scene.name == "case_list_json" else 100.0}
            failed = alone.failed
            yield Figure(
                scene.alone, kind, self.cases, alone.per_second, "requests/s", alone.p95_ms, failed=failed, reach=reach
            )

    def profile(self, missed: list[Figure]) -> None:
        """Print where the time of each of these figures goes."""
        names = {one.name for one in missed}
        for scene in self.scenes:
            if names & {scene.name, scene.alone}:
                counts, port = self.folder / f"{scene.name}.counts", _free_port()
                with self._served(port, str(counts)):
                    self._asked(scene, port, scene.clients, min(self.seconds, 5.0))
                print(f"{scene.name} on {self.database.kind} goes to: {shares(counts)}", flush=True)


def wants(name: str, given: argparse.Namespace) -> bool:
    """Whether a figure of this name was asked for."""
    return not given.only or any(name.startswith(one) for one in given.only)


def prepare(database: Database, folder: Path, given: argparse.Namespace) -> Bench:
    """Sign in and record one request of each scene."""
    every = scenes(chosen_case(database))
    chosen = [one for one in every if wants(one.name, given)]
    settings = settings_of(database, str(folder))
    who, recordings = record(settings, chosen)
    held = folder / "recordings.pickle"
    threads = replace(settings, processes=str(PROCESSES)).threads
    held.write_bytes(pickle.dumps({"url": database.url, "recordings": recordings, "threads": threads}))
    return Bench(database, folder, given.cases, given.seconds, chosen, who, held)


def _floor(scene: Scene, held: Path, port: int, seconds: float) -> float:
    """Requests a second of the bare handler, which answers the very bytes of the product."""
    path = f"/{scene.name}"
    recorded: Recording = pickle.loads(held.read_bytes())["recordings"][scene.name]
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        assert answer.read() == recorded.body, f"the floor of {scene.name} answers other bytes"
    request = f"{scene.method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\n\r\n"
    measured = _send(Load("127.0.0.1", port, [request], scene.clients, seconds))
    assert not measured.failed, f"the floor of {scene.name} failed {measured.failed} times"
    return measured.per_second


def measure_disk(folder: Path, cases: int, seconds: float = 2.0) -> Figure:
    """Synced writes of one page a second: what the disk allows a database that commits each filing on its own."""
    times: list[float] = []
    with (folder / "sync").open("wb") as file:
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    slow = sorted(times)[int(0.95 * len(times))]
    return Figure("synced_write", "disk", cases, len(times) / seconds, "writes/s", slow)
