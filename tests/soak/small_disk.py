"""A small file system that can be filled and freed: a tmpfs of its own where that is allowed, else a limit on files.

Without the right to mount, the running server is forbidden to write past a few kilobytes of any file (RLIMIT_FSIZE): to
the product that is a disk without room, and it is lifted again without a restart.
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

SIZE = 48  # megabytes


class SmallDisk(Protocol):
    """Where the server's files lie."""

    folder: Path

    def fill(self, room: int) -> None:
        """Leave no more than `room` bytes."""

    def free(self) -> None:
        """Make room again."""


@dataclass
class Mounted:
    """A tmpfs."""

    folder: Path

    def fill(self, room: int) -> None:
        """A ballast file takes what is free, but for `room` bytes."""
        free = shutil.disk_usage(self.folder).free
        with (self.folder / "ballast").open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), max(1, free - room))

    def free(self) -> None:
        """Drop the ballast."""
        (self.folder / "ballast").unlink(missing_ok=True)


@dataclass
class Limited:
    """Any folder, and the process that may not write past a limit in a file."""

    folder: Path
    process: Callable[[], int]

    def fill(self, room: int) -> None:
        """From now on no file of the process grows: the limit is smaller than any file that is filed."""
        self.limit(room // 500)

    def limit(self, size: int) -> None:
        """No file of the process grows past `size` bytes."""
        psutil.Process(self.process()).rlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def free(self) -> None:
        """Lift the limit."""
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        psutil.Process(self.process()).rlimit(resource.RLIMIT_FSIZE, unlimited)


@contextmanager
def mounted(folder: Path) -> Iterator[Mounted | None]:
    """A tmpfs in `folder`, or None where this process may not mount one."""
    folder.mkdir(exist_ok=True)
    options = f"size={SIZE}m,mode=0755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "probity-test", folder], check=False, capture_output=True
    )
    if done.returncode:
        yield None
        return
    try:
        yield Mounted(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
