"""Measuring one database: generate, record, serve, send, compare with the floor."""

import argparse
import json
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from litestar.testing import TestClient
from sqlalchemy import select

from api.app import create_app
from api.settings import Settings
from db.clock import SystemClock
from db.demo.generate import write_many
from db.demo.office import PASSWORD
from db.models import Case
from db.session import make_sessions
from tests.bench.client import Load, Measured
from tests.bench.record import Recording, mark_fresh, recording
from tests.bench.scenes import PNG, Scene, SignedIn, raw_request, report_parts, scenes
from tests.harness.databases import Database
from tests.harness.keys import keys_in

CONNECTIONS = 16


@dataclass(frozen=True)
class Figure:
    """One measured figure."""

    name: str
    database: str
    cases: int
    measured: Measured
    single_p95_ms: float
    floor: float | None
    target: str

    @property
    def failed(self) -> int:
        """Answers that were no success."""
        return self.measured.failed

    @property
    def ratio(self) -> float | None:
        """Requests a second as a share of the floor's."""
        return self.measured.per_second / self.floor if self.floor else None

    def line(self) -> str:
        """The row of the printed table."""
        floor = f"{self.floor:9.0f}{self.ratio:7.2f}" if self.floor else f"{'-':>9}{'-':>7}"
        return (
            f"{self.name:<24}{self.database:<12}{self.measured.per_second:11.0f}{self.measured.p50_ms:8.1f}"
            f"{self.measured.p95_ms:8.1f}{floor}  {self.target} (one client: p95 {self.single_p95_ms:.1f} ms)"
            + (f"  FAILED {self.failed}" if self.failed else "")
        )

    def as_json(self) -> dict[str, Any]:
        """The figure as `--json` writes it."""
        return {
            "name": self.name,
            "database": self.database,
            "cases": self.cases,
            "value": round(self.measured.per_second, 1),
            "unit": "requests/s",
            "p95_ms": round(self.measured.p95_ms, 2),
            "single_client_p95_ms": round(self.single_p95_ms, 2),
            "floor": round(self.floor, 1) if self.floor else None,
            "ratio": round(self.ratio, 3) if self.ratio else None,
        }


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def _process(path: str, *command: str, port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", *command])
    try:
        deadline = time.monotonic() + 240  # a loaded machine imports slowly
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                    break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start") from None
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _send(load: Load) -> Measured:
    given = json.dumps(load.__dict__)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"], input=given, capture_output=True, text=True, check=True
    )
    return Measured(**json.loads(done.stdout))


def _sign_in(client: Any, name: str) -> SignedIn:
    answer = client.post("/api/session", json={"username": name, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    held = SignedIn(client.cookies["probity_session"], answer.json()["csrf_token"])
    client.cookies.clear()
    return held


def _ask(client: Any, scene: Scene, who: SignedIn, key: str) -> Any:
    headers = {"Cookie": f"probity_session={who.cookie}"}
    if not scene.writes:
        return client.get(scene.path, headers=headers)
    headers |= {"X-CSRFToken": who.csrf, "Idempotency-Key": key}
    files = [("file", ("capture.png", PNG, "image/png"))]
    return client.post(scene.path, data={"report": json.dumps(report_parts())}, files=files, headers=headers)


def _record(app: Any, scene: Scene, who: dict[str, SignedIn]) -> Recording:
    """The statements of one request, and which of their values it makes anew."""
    engine = app.state.services.sessions.engine
    made = []
    with TestClient(app, base_url="http://testserver.local") as client:
        _ask(client, scene, who[scene.sign_in], "warm-up-" + scene.name)
        for turn in range(2):
            with recording(engine) as one:
                answer = _ask(client, scene, who[scene.sign_in], f"{scene.name}-{turn}")
            assert answer.status_code < 300, answer.text
            one.body, one.content_type = answer.content, answer.headers["content-type"]
            made.append(one)
    first, second = made
    if scene.writes:
        mark_fresh(first, second)
        assert len(first.body) == len(second.body)
    else:
        assert first.body == second.body, f"{scene.name} answers differently each time"
    return first


def measure_database(database: Database, folder: Path, given: argparse.Namespace) -> list[Figure]:
    """Every scene on one database."""
    sessions = make_sessions(database.url)
    began = time.monotonic()
    write_many(sessions, cases=given.cases, as_of=SystemClock().now().date(), say=lambda text: print(text, flush=True))
    print(f"{database.kind}: {given.cases} cases made in {time.monotonic() - began:.0f} s", flush=True)
    with sessions.reading() as session:
        number = session.scalar(select(Case.number).where(Case.stage == "investigation").order_by(Case.opened_at)) or ""
    if not sessions.is_sqlite:
        with sessions.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    sessions.close()
    chosen = [s for s in scenes(number) if not given.only or any(s.name.startswith(o) for o in given.only)]
    port, bare = _free_port(), _free_port()
    settings = Settings(
        database_url=database.url,
        evidence_dir=f"{folder}/evidence",
        keys_dir=keys_in(folder),
        log_level="warning",
    )
    app = create_app(settings)
    with TestClient(app, base_url="http://testserver.local") as client:
        who = {name: _sign_in(client, name) for name in {scene.sign_in for scene in chosen}}
    recordings = {scene.name: _record(app, scene, who) for scene in chosen if scene.floor}
    held = folder / "recordings.pickle"
    threads = settings.threads
    held.write_bytes(pickle.dumps({"url": database.url, "recordings": recordings, "threads": threads}))
    found = []
    for scene in chosen:
        request = raw_request(scene, port, who[scene.sign_in]).decode("latin-1")
        with _process("/health", "tests.bench.serve", database.url, str(port), str(folder), port=port):
            many = _send(Load("127.0.0.1", port, [request], CONNECTIONS, given.seconds))
            single = _send(Load("127.0.0.1", port, [request], 1, given.seconds / 2))
        floor = _floor(scene, held, bare, given.seconds) if scene.floor else None
        found.append(Figure(scene.name, database.kind, given.cases, many, single.p95_ms, floor, scene.target))
        print(found[-1].line(), flush=True)
    return found


def _floor(scene: Scene, held: Path, port: int, seconds: float) -> float:
    """Requests a second of the bare handler, which answers the very bytes of the product."""
    path = f"/{scene.name}"
    request = f"{scene.method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\n\r\n"
    with _process(path, "tests.bench.floor", str(held), str(port), port=port):
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            assert answer.read() == pickle.loads(held.read_bytes())["recordings"][scene.name].body
        measured = _send(Load("127.0.0.1", port, [request], CONNECTIONS, seconds))
    assert not measured.failed, f"the floor of {scene.name} failed {measured.failed} times"
    return measured.per_second
