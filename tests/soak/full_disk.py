"""A full disk never gives a false yes: the room runs out while reports are filed, and comes back without a restart."""

import os
import pwd
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import make_url

from tests.harness import databases, run_folder
from tests.harness.databases import Database, Kind, fresh
from tests.harness.office import small_office
from tests.harness.postgres import UNPRIVILEGED
from tests.soak.filing import Filer, found_in, served
from tests.soak.promises import Seen
from tests.soak.small_disk import Limited, Mounted, mounted

FILINGS, A_ROUND = 1000, 10


@dataclass
class Outcome:
    """What a run saw: statuses, acknowledged filings that are not there, rounds after which filing did not work."""

    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    wrong: int = 0
    stuck: int = 0

    @property
    def refused(self) -> int:
        """Filings refused for want of room or storage."""
        return self.statuses[507] + self.statuses[503]

    @property
    def unexpected(self) -> int:
        """Answers that a full disk must not lead to."""
        return sum(count for status, count in self.statuses.items() if status not in (201, 503, 507))


def a_full_disk_never_gives_a_false_yes(kind: Kind, share: float) -> Seen:
    """Fill, file, free, file; then the same with a product that takes a failed commit for done."""
    filings = max(20, int(FILINGS * share))
    seen = run(kind, filings)
    control = run(kind, max(20, filings // 20), variant="swallow_failed_commits", room=(0, 60_000))
    failed = seen.lost + seen.wrong + seen.stuck + seen.unexpected + (not seen.refused) + (not control.lost)
    words = (
        f"{seen.statuses[201]} filed, {seen.refused} refused, {seen.lost} acknowledged and not there, "
        f"{seen.stuck} times stuck, other answers {seen.unexpected}"
    )
    text = f"with failed commits taken for done, {control.lost} acknowledged and not there"
    return Seen("a_full_disk_never_gives_a_false_yes", kind, seen.statuses.total(), failed, words, text)


def run(
    kind: Kind, filings: int, *, variant: str = "", room: tuple[int, int] = (0, 200_000), mount: bool = True
) -> Outcome:
    """So many filings, ten a round, on a disk that is nearly full in each."""
    chance, seen = random.Random(507), Outcome()
    with fresh(kind, small_office) as database, _disk(database, mount) as (placed, disk, folder):
        with served(placed, folder, variant) as server:
            small = disk or Limited(folder, lambda: server.process.pid if server.process else 0)
            filer = Filer(server)
            assert filer.file("Before") == 201
            for start in range(0, filings, A_ROUND):
                small.fill(chance.randint(*room))
                for number in range(start, start + A_ROUND):
                    seen.statuses[filer.file(f"Report {number}")] += 1
                small.free()
                seen.stuck += filer.file(f"After {start}") != 201
        reports, seen.wrong = found_in(placed, folder)
    seen.lost = sum(reports.get(number) != text for number, text in filer.acknowledged.items())
    return seen


@contextmanager
def _disk(database: Database, mount: bool) -> Iterator[tuple[Database, Mounted | None, Path]]:
    """The database and the server's folder on a small file system, or in a plain folder where none can be mounted."""
    place = run_folder.current() / f"disk-{uuid4().hex[:8]}"
    with mounted(place) if mount else _plain(place) as disk:
        (place / "files").mkdir()
        if disk is None:
            yield database, None, place / "files"
        elif database.kind == "sqlite":
            shutil.copyfile(make_url(database.url).database or "", place / "office.db")
            url = f"sqlite:///{place / 'office.db'}"
            yield Database("sqlite", url, url), disk, place / "files"
        else:
            with _tablespace(database, place):
                yield database, disk, place / "files"


@contextmanager
def _plain(place: Path) -> Iterator[None]:
    with tempfile.TemporaryDirectory(dir=run_folder.current()) as name:
        place.symlink_to(name)
        yield None


@contextmanager
def _tablespace(database: Database, place: Path) -> Iterator[None]:
    """The database's tables on the small file system; the server's log of transactions stays where it is."""
    space, name = f"small_{uuid4().hex[:8]}", make_url(database.url).database
    (place / "tables").mkdir(mode=0o700)
    if os.geteuid() == 0:
        account = pwd.getpwnam(UNPRIVILEGED)
        os.chown(place / "tables", account.pw_uid, account.pw_gid)
    databases.server().execute(
        f"CREATE TABLESPACE {space} LOCATION '{place / 'tables'}'", f"ALTER DATABASE {name} SET TABLESPACE {space}"
    )
    try:
        yield
    finally:
        databases.server().execute(
            f"ALTER DATABASE {name} SET TABLESPACE pg_default", "CHECKPOINT", f"DROP TABLESPACE {space}"
        )
