"""A database that is lost in the middle never gives a false yes, and filing goes on when it is back.

On PostgreSQL every connection of the server is terminated at random moments; on SQLite every write to a file of some
length fails for moments (RLIMIT_FSIZE), which is what a disk that drops out does to a commit.
"""

import random
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.harness import databases
from tests.harness.databases import Database, Kind, fresh
from tests.harness.office import small_office
from tests.soak.filing import Filer, Server, found_in, served
from tests.soak.promises import Seen
from tests.soak.small_disk import Limited

FILINGS = 1000
MOST = 40  # times as many where a fast machine files between two blows
FILES_FIT = 3000  # bytes: evidence can be written, the database cannot


@dataclass
class Outcome:
    """Statuses; filings acknowledged and not there, or there more than once; things wrong; whether it came back."""

    statuses: Counter[int]
    lost: int
    twice: int
    wrong: int
    came_back: bool

    @property
    def unexpected(self) -> int:
        """Answers that a lost database must not lead to."""
        return sum(count for status, count in self.statuses.items() if status not in (201, 503))


def a_lost_database_never_gives_a_false_yes(kind: Kind, share: float) -> Seen:
    """File under trouble, each report tried up to five times under one key; then with failed commits taken for done."""
    filings = max(20, int(FILINGS * share))
    seen = run(kind, filings)
    control = run(kind, max(30, filings // 20), variant="swallow_failed_commits")
    refused = seen.statuses[503]
    failed = seen.lost + seen.twice + seen.wrong + seen.unexpected + (not seen.came_back) + (not refused)
    words = (
        f"{seen.statuses[201]} filed, {refused} refused, {seen.lost} acknowledged and not there, {seen.twice} twice, "
        f"other answers {seen.unexpected}, {seen.wrong} wrong, then {'back' if seen.came_back else 'NOT BACK'}"
    )
    text = f"with failed commits taken for done, {control.lost} acknowledged and not there"
    total = seen.statuses.total()
    return Seen("a_lost_database_never_gives_a_false_yes", kind, total, failed + (not control.lost), words, text)


def run(kind: Kind, filings: int, variant: str = "") -> Outcome:
    """So many filings while the database comes and goes; more, until it was away during some of them."""
    refusals = max(10, filings // 10)
    statuses: Counter[int] = Counter()
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(database, folder, variant) as server:
            filer = Filer(server)
            assert filer.file("Before") == 201
            with _trouble(database, server):
                number = 0
                while number < filings or (statuses[503] < refusals and number < MOST * filings):
                    number += 1
                    for _ in range(5):
                        status = filer.file(f"Report {number}", key=f"key-{number}")
                        statuses[status] += 1
                        if status == 201:
                            break
            came_back = filer.file("After") == 201
        reports, wrong = found_in(database, folder)
    lost = sum(reports.get(number) != text for number, text in filer.acknowledged.items())
    times = Counter(reports.values())
    return Outcome(statuses, lost, sum(count > 1 for count in times.values()), wrong, came_back)


@contextmanager
def _trouble(database: Database, server: Server) -> Iterator[None]:
    """The database is lost again and again, at random moments."""
    chance, over = random.Random(503), threading.Event()
    strike, heal = _on_sqlite(server) if database.kind == "sqlite" else _on_postgresql(database)

    def go_on() -> None:
        while not over.wait(chance.uniform(0.005, 0.05)):
            strike()
            over.wait(chance.uniform(0.0, 0.05))
            heal()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        heal()


def _on_sqlite(server: Server) -> tuple[Callable[[], None], Callable[[], None]]:
    limited = Limited(server.folder, lambda: server.process.pid if server.process else 0)
    return lambda: limited.limit(FILES_FIT), limited.free


def _on_postgresql(database: Database) -> tuple[Callable[[], None], Callable[[], None]]:
    name = make_url(database.url).database
    # Waits until they are gone, so that the trouble is over when it is said to be.
    words = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    return lambda: databases.server().execute(words), lambda: None
