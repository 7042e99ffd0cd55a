"""Several processes that serve one address, so that more than one core works: `PROBITY_PROCESSES`.

Python runs one thread at a time in a process. Each process here listens on a socket of its own (SO_REUSEPORT), so that
the kernel spreads connections evenly; uvicorn's own workers share one, and the first to wake takes all that wait.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import uvicorn

from api.collecting import collect_seldom

YOUNG = 10.0
"""Seconds: a process that gives up sooner than that after its start would only give up again."""


class CannotServe(Exception):
    """The address is taken, or a process ended as soon as it began; the text says which."""


def listening(host: str, port: int, *, shared: bool) -> list[socket.socket]:
    """Sockets bound to every address of `host`; `shared`: others of this user's processes may bind them too.

    Raises CannotServe where one is taken, or none of them is this machine's.
    """
    held: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            one = _bound(socket.socket(family, kind, protocol), address, shared=shared)
            held += [one] if one else []
    except OSError as error:
        for one in held:
            one.close()
        raise CannotServe(f"{host}:{port} cannot be listened on ({error.strerror}). Is Probity running?") from None
    if not held:
        raise CannotServe(f"{host} is no address of this machine.")
    return held


def _bound(one: socket.socket, address: Any, *, shared: bool) -> socket.socket | None:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if one.family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        one.bind(address)
    except OSError as error:
        one.close()
        if error.errno == errno.EADDRNOTAVAIL:  # a name such as localhost may stand for one that is not set up
            return None
        raise
    return one


class Together:
    """Processes that run the same command, begun anew when one ends, until all are to end."""

    def __init__(self, command: Sequence[str], count: int, say: Callable[[str], None]) -> None:
        self._command, self._count, self._say = list(command), count, say
        self._running: dict[subprocess.Popen[bytes], float] = {}
        self._ended = threading.Event()

    def end(self, *_signal: Any) -> None:
        """Let every process finish what it is at, and none begin."""
        self._ended.set()

    def run(self) -> None:
        """Run until `end`. Raises CannotServe where a process ends as soon as it began; the others are then ended."""
        try:
            while not self._ended.is_set():
                self._look_after()
                self._ended.wait(0.2)
        finally:
            for one in self._running:
                one.send_signal(signal.SIGTERM)
            for one in self._running:
                one.wait()

    def _look_after(self) -> None:
        for one, began in list(self._running.items()):
            if one.poll() is None:
                continue
            del self._running[one]
            if one.returncode >= 0 and time.monotonic() - began < YOUNG:  # not one that was killed
                raise CannotServe(f"A serving process ended as soon as it began (status {one.returncode}).")
            self._say(f"A serving process ended (status {one.returncode}); another one begins.")
        while len(self._running) < self._count:
            one = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603  our own program
            self._running[one] = time.monotonic()


def ensure_free(host: str, port: int) -> None:
    """Raise CannotServe where the address is taken: a second Probity on it would share the first one's connections."""
    for one in listening(host, port, shared=False):
        one.close()


def serve_together(host: str, port: int, count: int, factory: str, say: Callable[[str], None]) -> None:
    """Serve what `factory` ("module:function") makes in so many processes until this one is told to stop.

    The factory is called in each process and gives the keywords of `uvicorn.Config`, "app" among them. Raises
    CannotServe.
    """
    command = [sys.executable, "-m", "api.processes", factory, host, str(port), str(os.getpid())]
    together = Together(command, count, say)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, together.end)
    together.run()


def _end_with(parent: int) -> None:
    # A process whose parent was killed would go on serving, and hold the address.
    while os.getppid() == parent:
        time.sleep(0.5)
    signal.raise_signal(signal.SIGTERM)


def main(factory: str, host: str, port: str, parent: str) -> None:
    """One of the processes."""
    module, _, name = factory.partition(":")
    config = uvicorn.Config(**getattr(import_module(module), name)())
    collect_seldom()
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    uvicorn.Server(config).run(sockets=listening(host, int(port), shared=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
