"""No acknowledged filing is lost, and filing goes on, while one of two processes is killed at random moments."""

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.harness.databases import Kind, fresh
from tests.harness.office import small_office
from tests.harness.serving import children, listeners, wait_for
from tests.soak.filing import Filer, Server, acknowledged, found_in, served
from tests.soak.kills import Outcome
from tests.soak.promises import Seen

FILINGS, KILLS, PROCESSES, FILERS = 1000, 100, 2, 4
FUSES = (0.1, 0.8)
"""The least and the most seconds from the moment that all processes listen to the next kill."""


def one_of_several_processes_may_die(kind: Kind, share: float) -> Seen:
    """Four file at once, one process is killed, another begins; then the same on one that answers before it commits."""
    kills = max(3, int(KILLS * share))
    seen = run(kind, max(20, int(FILINGS * share)), kills)
    control = _caught(kind)
    words = f"{seen.acknowledged} acknowledged, {seen.kills} kills, {seen.lost} lost, {seen.wrong} things wrong"
    text = f"answered before the commit: {control.lost} of {control.acknowledged} lost by kill {control.kills}"
    failed = seen.lost + seen.wrong + (not control.lost)
    return Seen("one_of_several_processes_may_die", kind, seen.acknowledged, failed, words, text)


def _caught(kind: Kind) -> Outcome:
    """Kill one of two processes that answer before they commit until something acknowledged is lost: not every kill
    meets the one that has a commit to come."""
    for turn in range(1, 13):
        seen = run(kind, 1, 1, variant="answer_before_the_commit", seed=turn)
        if seen.lost:
            break
    return replace(seen, kills=turn)


def run(kind: Kind, filings: int, kills: int, variant: str = "", seed: int = 0) -> Outcome:
    """File until so many are acknowledged and so many kills were survived; compare file by file what is there."""
    chance = random.Random(20261130 + seed)
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(database, folder, variant, PROCESSES) as server, _filing(server) as filers:
            for _ in range(kills):
                _kill_one(server, filers, chance)
            wait_for(lambda: len(acknowledged(filers)) >= filings)
        reports, wrong = found_in(database, folder)
    kept = acknowledged(filers)
    lost = sum(reports.get(number) != text for number, text in kept.items())
    return Outcome(len(kept), lost, kills, wrong)


def _kill_one(server: Server, filers: list[Filer], chance: random.Random) -> None:
    """Kill one process, not before something more was acknowledged."""
    assert server.process is not None
    wait_for(lambda: listeners(server.port) == PROCESSES)
    before = len(acknowledged(filers))
    wait_for(lambda: len(acknowledged(filers)) > before)
    time.sleep(chance.uniform(*FUSES))
    os.kill(chance.choice(sorted(children(server.process.pid))), signal.SIGKILL)


@contextmanager
def _filing(server: Server) -> Iterator[list[Filer]]:
    """Supervisors who file without a pause, each over a connection of their own, until the block ends."""
    filers, is_over = [Filer(server) for _ in range(FILERS)], threading.Event()

    def work(filer: Filer) -> None:
        while not is_over.is_set():
            filer.file(f"Report {uuid4()}")
            is_over.wait(0.05)

    threads = [threading.Thread(target=work, args=(one,)) for one in filers]
    for one in threads:
        one.start()
    try:
        yield filers
    finally:
        is_over.set()
        for one in threads:
            one.join()
