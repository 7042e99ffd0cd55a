"""No row points at missing evidence: the process is killed at twelve points around the storing of a file.

The points are a test's own subclass of the store, whose steps end the process by SIGKILL before or after they run; the
product holds none of it. Each kill is a child process with the whole application in it, which files one report.
"""

import json
import os
import random
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event, select

from api.app import create_app
from api.security import SESSION_COOKIE
from api.services import Services, make_services
from api.settings import Settings
from db.clock import SystemClock
from db.evidence_folder import FolderStore
from db.ledger import LedgerSession
from db.models import Evidence
from db.session import make_sessions
from tests.harness.databases import Database, Kind, fresh
from tests.harness.keys import loaded_keys
from tests.harness.office import PASSWORD, small_office
from tests.harness.serving import settings_for
from tests.soak.filing import holds
from tests.soak.promises import Seen

KILLS = 50  # a point
PIECES = 5  # of the file that is stored
POINTS = (
    "before the file is made", "after the file is made", "after the first piece", "between two pieces",
    "after the last piece", "after the sync of the file", "after its folder is made", "before the rename",
    "after the rename", "after the sync of the folder", "before the commit", "after the commit",
)  # fmt: skip


def die() -> None:
    """At once, as a power cut ends a process."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingStore(FolderStore):
    """A store that ends its process at a point."""

    point = ""
    written = 0

    def _at(self, name: str) -> None:
        if name == self.point:
            die()

    def _incoming(self) -> tuple[BinaryIO, Path]:
        self._at("before the file is made")
        made = super()._incoming()
        self._at("after the file is made")
        return made

    def _write(self, file: BinaryIO, piece: bytes) -> None:
        super()._write(file, piece)
        self.written += 1
        file.flush()  # what a busy machine would have written by now
        for count, name in (
            (2, "after the first piece"),
            (4, "between two pieces"),
            (1 + PIECES, "after the last piece"),
        ):
            if self.written == count:
                self._at(name)

    def _sync(self, file: BinaryIO) -> None:
        super()._sync(file)
        self._at("after the sync of the file")

    def _make_room(self, folder: Path) -> None:
        super()._make_room(folder)
        self._at("after its folder is made")

    def _rename(self, name: Path, target: Path) -> None:
        self._at("before the rename")
        super()._rename(name, target)
        self._at("after the rename")

    def _sync_folder(self, folder: Path) -> None:
        super()._sync_folder(folder)
        if folder != self._folder and folder != self._folder.parent:
            self._at("after the sync of the folder")


class LateStore(DyingStore):
    """Negative control: one line of `_keep` changed, the rename, which comes after the row's commit."""

    def _rename(self, name: Path, target: Path) -> None:
        held = _acts_committed()

        @event.listens_for(LedgerSession, "after_commit")
        def at_last(_session: LedgerSession) -> None:
            if held and held[-1]:
                self._at("after the commit")
                name.replace(target)


@dataclass
class World:
    """One office whose application is built once; children file in it and die."""

    database: Database
    folder: Path
    settings: Settings
    application: Litestar
    session: tuple[str, str]  # cookie and token against forgery of the filer

    def file(self, store: type[DyingStore], point: str, number: int) -> int:
        """File a report in a child that is to die at the point; its exit status: 0 answered 201, -9 killed."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        status = 3
        try:
            status = self._in_child(store, point, number)
        finally:
            os._exit(status)

    def _in_child(self, store: type[DyingStore], point: str, number: int) -> int:
        services = make_services(self.settings, SystemClock())
        dying = store(self.folder / "evidence", loaded_keys(self.folder))
        dying.point = point
        services.evidence = dying
        self.application.state.services = services
        _die_around_the_commit(point, store)
        with TestClient(self.application, base_url=self.settings.public_url) as client:
            client.cookies.set(SESSION_COOKIE, self.session[0])
            report = {
                "narrative": f"Report {number}",
                "posts": [
                    {"key": "a", "kind": "own", "url": "https://social.example/p", "handle": "someone", "text": "x"}
                ],
                "declared": True,
            }
            content = f"{number} {uuid4()} ".encode() + b"x" * (PIECES * (1 << 18) - 100)
            headers = {"X-CSRFToken": self.session[1], "Idempotency-Key": uuid4().hex}
            files = {"file": ("note.txt", content, "text/plain")}
            answer = client.post("/api/reports", data={"report": json.dumps(report)}, files=files, headers=headers)
            return 0 if answer.status_code == 201 else 4


def _acts_committed() -> list[bool]:
    """Of each commit from now on, whether it is that of an act: noted before the ledger has written its entry."""
    held: list[bool] = []
    event.listen(LedgerSession, "before_commit", lambda session: held.append(session.act is not None), insert=True)
    return held


def _die_around_the_commit(point: str, store: type[DyingStore]) -> None:
    """SQLAlchemy's own events around the commit of the unit that writes the row."""
    held = _acts_committed()
    if point == "before the commit":
        event.listen(LedgerSession, "before_commit", lambda _session: die() if held[-1] else None)
    if point == "after the commit" and store is DyingStore:
        event.listen(LedgerSession, "after_commit", lambda _session: die() if held and held[-1] else None)


def no_row_points_at_missing_evidence(kind: Kind, share: float) -> Seen:
    """Kill at each point in turn; then read every row's file. The control puts the rename after the commit."""
    kills = max(2, int(KILLS * share))
    killed, dangling, rows, odd = run(kind, DyingStore, list(POINTS) * kills)
    _killed, control, _rows, _odd = run(kind, LateStore, ["after the commit"] * 5)
    words = f"{killed} kills at {len(POINTS)} points, {rows} rows, {dangling} dangling, {odd} ended otherwise"
    text = f"with the rename after the commit, {control} of 5 rows dangling"
    failed = dangling + odd + (not control)
    return Seen("no_row_points_at_missing_evidence", kind, killed, failed, words, text)


def run(kind: Kind, store: type[DyingStore], points: list[str]) -> tuple[int, int, int, int]:
    """Kills that happened, rows without their file, all rows, children that ended in another way."""
    random.Random(12).shuffle(points)
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        world = _world(database, Path(name))
        ends = [world.file(store, point, number) for number, point in enumerate(points)]
        sessions = make_sessions(database.url).as_system("tests")
        with sessions.reading() as session:
            hashes = session.scalars(select(Evidence.sha256)).all()
        sessions.close()
        kept = FolderStore(world.folder / "evidence", loaded_keys(world.folder))
        dangling = sum(not holds(kept, sha256) for sha256 in hashes)
    return (
        sum(end == -signal.SIGKILL for end in ends),
        dangling,
        len(hashes),
        sum(end != -signal.SIGKILL for end in ends),
    )


def _world(database: Database, folder: Path) -> World:
    settings = settings_for(database, folder)
    application = create_app(settings)
    read, write = os.pipe()
    if os.fork() == 0:  # signed in by a child too: a thread of a client must not be there when the others are forked
        with TestClient(application, base_url=settings.public_url) as client:
            answer = client.post("/api/session", json={"username": "supervisor", "password": PASSWORD})
            os.write(write, json.dumps([client.cookies[SESSION_COOKIE], answer.json()["csrf_token"]]).encode())
        os._exit(0)
    os.wait()
    services: Services = application.state.services
    services.sessions.close()
    cookie, token = json.loads(os.read(read, 4096))
    return World(database, folder, settings, application, (cookie, token))
