"""No acknowledged filing is lost by a power cut: strace sees a sync between the last write of a commit and its 201.

`kill -9` cannot show this, for the kernel keeps what a dead process wrote. So the calls themselves are watched: of the
server (evidence, SQLite, the answer it sends) and, on PostgreSQL, of the database too, put in order by their times.
"""

import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db import migrate
from tests.harness import postgres, run_folder
from tests.harness.databases import Database, Kind, fresh
from tests.harness.office import small_office
from tests.soak.filing import Filer, Server
from tests.soak.promises import Seen

FILINGS = 1000
CALLS = "fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,rename,renameat,renameat2"
STRACE = ("strace", "-f", "-qq", "-ttt", "-y", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none")
_LINE = re.compile(r"^(\d+) +(\d+\.\d+) (.*)$")
_LOG = re.compile(r"<[^>]*(?:-wal|/pg_wal/[0-9A-F]{24})>")
_EVIDENCE = re.compile(r"<[^>]*/evidence/incoming-[^>]*>")
_FOLDER = re.compile(r"<[^>]*/evidence/[0-9a-f]{2}>")


@dataclass(frozen=True)
class Call:
    """One call of interest, at the moment it ended (a sync) or began (everything else)."""

    at: float
    kind: str  # write_log | sync_log | sync_file | sync_folder | rename | answer


def power_loss_loses_nothing(kind: Kind, share: float) -> Seen:
    """Count the acknowledged filings whose commit, file or folder was not on the disk; then without waiting for it."""
    filings = max(20, int(FILINGS * share))
    bare, syncs = run(kind, filings)
    control, few = run(kind, max(20, filings // 20), variant="do_not_wait_for_the_disk")
    words = f"{filings} acknowledged, {bare} without a sync before the answer, {syncs} syncs of the log"
    text = (
        f"without waiting for the disk, {control} of {max(20, filings // 20)} without a sync ({few} syncs of the log)"
    )
    return Seen("power_loss_loses_nothing", kind, filings, bare + (not control), words, text)


def run(kind: Kind, filings: int, variant: str = "") -> tuple[int, int]:
    """File one after another; how many were acknowledged before they were safe, and all syncs of the log."""
    with tempfile.TemporaryDirectory() as name, _durable(kind) as (database, pid):
        folder = Path(name)
        server = Traced(database, folder, variant=variant)
        server.start()
        try:
            filer = Filer(server)
            assert filer.file("Before") == 201
            with _watched(pid, folder / "database.trace"):
                begun = time.time()
                statuses = [filer.file(f"Report {number}") for number in range(filings)]
        finally:
            server.stop()
        assert statuses == [201] * filings, statuses
        calls = [call for path in sorted(folder.glob("*.trace")) for call in calls_in(path.read_text())]
    return judged([call for call in sorted(calls, key=lambda call: call.at) if call.at >= begun], filings)


def judged(calls: list[Call], filings: int) -> tuple[int, int]:
    """Answers that were given before log, file and folder were safe; and the syncs of the log among these calls."""
    bare, since = 0, list[str]()
    answers = [call for call in calls if call.kind == "answer"]
    assert len(answers) == filings, f"{len(answers)} answers seen of {filings}"
    for call in calls:
        if call.kind != "answer":
            since.append(call.kind)
            continue
        bare += not _is_safe(since)
        since = []
    return bare, sum(call.kind == "sync_log" for call in calls)


def _is_safe(since: list[str]) -> bool:
    """File, its name and then the log, each synced after it was last written."""
    wanted = ("sync_file", "rename", "sync_folder", "write_log", "sync_log")
    if not all(kind in since for kind in wanted):
        return False
    last = {kind: len(since) - since[::-1].index(kind) for kind in wanted}
    return last["sync_file"] < last["rename"] < last["sync_folder"] < last["write_log"] < last["sync_log"]


def calls_in(trace: str) -> Iterator[Call]:
    """The calls of interest in a trace; a sync counts from when it came back."""
    waiting: dict[str, str] = {}
    for line in trace.splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        thread, at, text = found[1], float(found[2]), found[3]
        if text.endswith("<unfinished ...>"):
            waiting[thread] = text
            if not text.startswith(("fsync", "fdatasync")):
                yield from _call(at, text)
        elif text.startswith("<... "):
            begun = waiting.pop(thread, "")
            if begun.startswith(("fsync", "fdatasync")) and text.endswith("= 0"):
                yield from _call(at, begun)
        else:
            yield from _call(at, text)


def _call(at: float, text: str) -> Iterator[Call]:
    name = text.partition("(")[0]
    if name in ("fsync", "fdatasync"):
        for pattern, kind in ((_LOG, "sync_log"), (_EVIDENCE, "sync_file"), (_FOLDER, "sync_folder")):
            if pattern.search(text):
                yield Call(at, kind)
    elif name.startswith("rename") and "/evidence/incoming-" in text:
        yield Call(at, "rename")
    elif name in ("pwrite64", "write", "writev") and _LOG.search(text.partition(",")[0]):
        yield Call(at, "write_log")
    elif "HTTP/1.1 201" in text:
        yield Call(at, "answer")


class Traced(Server):
    """The server under strace."""

    def command(self) -> list[str]:
        """The same program, watched."""
        return [*STRACE, "-o", str(self.folder / "server.trace"), *super().command()]

    def stop(self) -> None:
        """End the program itself: strace, which started it, ends with it."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            subprocess.run(["kill", "-TERM", child], check=True)
        self.process.wait(60)


@contextmanager
def _durable(kind: Kind) -> Iterator[tuple[Database, int]]:
    """A database that keeps every sync, with its server's process (0: none of its own)."""
    if kind == "sqlite":
        with fresh(kind, small_office) as database:
            yield database, 0
        return
    with tempfile.TemporaryDirectory(dir=run_folder.current(), prefix="d") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = postgres.start(folder, durable=True)
        try:
            postgres.prepare(server)
            server.execute(f"CREATE DATABASE office OWNER {postgres.OWNER}")
            urls = [server.url("office", role) for role in (postgres.APPLICATION, postgres.OWNER)]
            database = Database("postgresql", *urls)
            migrate.upgrade(database.owner_url, application_role=postgres.APPLICATION)
            small_office(database)
            yield database, int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        finally:
            run_folder.stop_server(folder / "data")


@contextmanager
def _watched(pid: int, trace: Path) -> Iterator[None]:
    """Strace on a running server and what it starts; nothing for 0."""
    if not pid:
        yield
        return
    command = [one for one in STRACE if one != "--seccomp-bpf"]  # only for a program that strace itself starts
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    process = subprocess.Popen([*command, "-o", str(trace), *(part for one in pids for part in ("-p", str(one)))])
    deadline = time.monotonic() + 30
    while not all(_is_traced(one) for one in pids):
        assert time.monotonic() < deadline, "strace did not attach"
        time.sleep(0.05)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _is_traced(pid: int) -> bool:
    return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text()
