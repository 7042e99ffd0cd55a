"""A server of one's own on a durable database, and a filer who keeps every answer."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from db.evidence_folder import FolderStore
from db.evidence_store import EvidenceDamaged
from db.models import Evidence, Incident, LedgerChange, LedgerEntry, Post
from db.session import make_sessions
from tests.harness.databases import Database
from tests.harness.keys import loaded_keys
from tests.harness.office import PASSWORD


@dataclass
class Server:
    """The application in a process of its own, which a test may kill and start again."""

    database: Database
    folder: Path
    port: int = 0
    variant: str = ""  # of tests/soak/variants.py: the product with one line changed, for negative controls
    processes: int = 1
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when it answers."""
        if not self.port:
            with socket.socket() as held:
                held.bind(("127.0.0.1", 0))
                self.port = held.getsockname()[1]
        self.process = subprocess.Popen(self.command())
        deadline = time.monotonic() + 240  # a loaded machine imports slowly
        while True:
            try:
                httpx.get(f"{self.url}/health", timeout=2)
            except httpx.HTTPError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.05)
            else:
                return

    def command(self) -> list[str]:
        """What is started."""
        program = ["tests.soak.variants", self.variant] if self.variant else ["tests.bench.serve"]
        given = [self.database.url, str(self.port), str(self.folder), str(self.processes)]
        return [sys.executable, "-m", *program, *given]

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def kill(self) -> None:
        """End it as a power cut would end a process: at once, between any two instructions."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """End it in an orderly way."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


@contextmanager
def served(database: Database, folder: Path, variant: str = "", processes: int = 1) -> Iterator[Server]:
    """A running server, ended at last."""
    server = Server(database, folder, variant=variant, processes=processes)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Filer:
    """A supervisor who files reports and keeps every number that was acknowledged."""

    server: Server
    acknowledged: dict[str, str] = field(default_factory=dict)  # number -> narrative
    _client: httpx.Client | None = None
    _csrf: str = ""

    def _signed_in(self) -> httpx.Client:
        if self._client is None:
            client = httpx.Client(base_url=self.server.url, timeout=20)
            answer = client.post("/api/session", json={"username": "supervisor", "password": PASSWORD})
            answer.raise_for_status()
            self._client, self._csrf = client, answer.json()["csrf_token"]
        return self._client

    def reconnect(self) -> None:
        """Drop the connection; the session lives in the database and goes on."""
        if self._client is not None:
            cookies = self._client.cookies
            self._client.close()
            self._client = httpx.Client(base_url=self.server.url, timeout=20, cookies=cookies)

    def file(self, narrative: str, key: str | None = None, patience: float = 20) -> int:
        """File a report with two posts and a file; returns the status, 0 when no answer came.

        After `patience` seconds without an answer the connection is cut.
        """
        post = {"kind": "own", "url": "https://social.example/p", "handle": "someone", "text": narrative}
        report = {"narrative": narrative, "posts": [{**post, "key": "a"}, {**post, "key": "b"}], "declared": True}
        file = ("note.txt", f"Evidence of {narrative}\n".encode() * 20, "text/plain")
        try:
            client = self._signed_in()
            headers = {"X-CSRFToken": self._csrf, "Idempotency-Key": key or uuid4().hex}
            answer = client.post(
                "/api/reports",
                data={"report": json.dumps(report)},
                files={"file": file},
                headers=headers,
                timeout=httpx.Timeout(20, read=patience),
            )
        except httpx.HTTPError:
            self.reconnect()
            return 0
        if answer.status_code == 201:
            self.acknowledged[answer.json()["number"]] = narrative
        return answer.status_code


def acknowledged(filers: Iterable[Filer]) -> dict[str, str]:
    """Every number that was answered with 201, with its narrative; also while they go on filing."""
    return {number: text for filer in filers for number, text in list(filer.acknowledged.items())}


def holds(store: FolderStore, sha256: str) -> bool:
    """Whether a stored file is there and has its hash."""
    try:
        store.check(sha256)
    except EvidenceDamaged:
        return False
    return True


def found_in(database: Database, folder: Path) -> tuple[dict[str, str], int]:
    """Every filed report with its narrative, and the number of things wrong with what was kept."""
    sessions = make_sessions(database.url).as_system("tests")
    wrong = 0
    with sessions.reading() as session:
        reports = {row.number: row.narrative for row in session.scalars(select(Incident))}
        posts = session.scalar(select(func.count()).select_from(Post)) or 0
        wrong += abs(posts - 2 * len(reports))
        store = FolderStore(folder / "evidence", loaded_keys(folder))
        for sha256 in session.scalars(select(Evidence.sha256)):
            wrong += not holds(store, sha256)
        entries = select(LedgerEntry.id, LedgerEntry.changes, func.count(LedgerChange.position)).outerjoin(
            LedgerChange, LedgerChange.entry_id == LedgerEntry.id
        )
        for _id, said, kept in session.execute(entries.group_by(LedgerEntry.id, LedgerEntry.changes)):
            wrong += said != kept
    sessions.close()
    return reports, wrong
