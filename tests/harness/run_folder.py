"""One folder per test run, shared by every worker: the PostgreSQL server, the migrated templates, the copies.

Where the machine has the memory, it lies there: a test's database is copied and deleted again by the hundred files, and
a disk takes longer for that than most tests for their work. What is about the disk itself asks for one.
"""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

VARIABLE = "TEST_RUN_FOLDER"  # not PROBITY_: the product refuses settings that it does not know
PREFIX = "probity-run-"
DISK, MEMORY = Path("/tmp"), Path("/dev/shm")  # short on purpose: a unix socket's path holds 107 bytes
ROOM = 6 << 30
"""Bytes that must be free for a run in memory, several times what it needs."""


def create(*, on_disk: bool = False) -> Path:
    """Make the folder of this run, tell the workers, let temporary files go there; sweep what a killed run left."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if not on_disk and _has_room(MEMORY) else DISK))
    folder.chmod(0o711)  # the server's unprivileged user walks through
    (folder / "owner").write_text(str(os.getpid()))
    os.environ[VARIABLE] = os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # read TMPDIR again
    return folder


def _has_room(memory: Path) -> bool:
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return False
    found = os.statvfs(memory)
    free = min(found.f_bavail * found.f_frsize, psutil.virtual_memory().available)
    return free > ROOM and not found.f_flag & os.ST_NOEXEC  # the server's binaries may have to be copied there


def current() -> Path:
    """The folder of the run that this process belongs to."""
    return Path(os.environ[VARIABLE])


def once(name: str, make: Callable[[], str]) -> str:
    """What `make` returned when the first process of this run asked; the others wait and read it."""
    result = current() / f"{name}.made"
    with locked(name):
        if not result.exists():
            text = make()
            result.write_text(text)
        return result.read_text()


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock of this run, across processes."""
    with (current() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def remove(folder: Path) -> None:
    """End the server that lives in the folder, if any, and delete the folder."""
    stop_server(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)
    if os.environ.get("TMPDIR") == str(folder):
        del os.environ["TMPDIR"]
        tempfile.tempdir = None


def stop_server(data: Path) -> None:
    """End the PostgreSQL whose data folder this is, found by its own pid file, and wait until it is gone."""
    pid_file = data / "postmaster.pid"
    if not pid_file.is_file():
        return
    pid = int(pid_file.read_text().splitlines()[0])
    if str(data).encode() not in _command_line(pid):
        return  # the number has gone to another process
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)  # at once: nothing here is worth a checkpoint
    deadline = time.monotonic() + 10
    while _command_line(pid) and time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)


def _command_line(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def sweep() -> None:
    """Remove folders of runs whose process is gone."""
    for folder in [*DISK.glob(f"{PREFIX}*"), *MEMORY.glob(f"{PREFIX}*")]:
        with suppress(OSError, ValueError):
            if not _command_line(int((folder / "owner").read_text())):
                remove(folder)
