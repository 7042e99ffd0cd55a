"""No acknowledged filing is lost: the server is killed at random moments while a client keeps every 201."""

import random
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.harness.databases import Kind, fresh
from tests.harness.office import small_office
from tests.soak.filing import Filer, Server, found_in, served
from tests.soak.promises import Seen

FILINGS, KILLS = 1000, 200


@dataclass(frozen=True)
class Outcome:
    """Filings acknowledged, of these not there or not as they were; kills; what is wrong with what was kept."""

    acknowledged: int
    lost: int
    kills: int
    wrong: int


def filings_survive_kills(kind: Kind, share: float) -> Seen:
    """File, kill, start again; then the same on a product that answers before it commits."""
    kills = max(4, int(KILLS * share))
    seen = run(kind, max(20, int(FILINGS * share)), kills, (0.0, 0.25))
    control = run(kind, 0, max(2, kills // 20), (0.0, 0.5), variant="answer_before_the_commit")
    words = f"{seen.acknowledged} acknowledged, {seen.kills} kills, {seen.lost} lost, {seen.wrong} things wrong"
    text = f"answered before the commit: {control.lost} of {control.acknowledged} lost by {control.kills} kills"
    return Seen(
        "filings_survive_kills", kind, seen.acknowledged, seen.lost + seen.wrong + (not control.lost), words, text
    )


def run(kind: Kind, filings: int, kills: int, fuses: tuple[float, float], variant: str = "") -> Outcome:
    """File until so many are acknowledged and so many kills were survived; compare file by file what is there.

    `fuses`: the least and the most seconds from a start to its kill. A variant is first given the time to acknowledge
    something that it could lose.
    """
    chance = random.Random(20261122)
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(database, folder, variant) as server:
            filer = Filer(server)
            for _ in range(kills):
                before = len(filer.acknowledged)
                while variant and len(filer.acknowledged) == before:
                    filer.file(f"Report {uuid4()}")
                _file_until_killed(server, filer, chance.uniform(*fuses))
            while len(filer.acknowledged) < filings:
                filer.file(f"Report {uuid4()}")
        reports, wrong = found_in(database, folder)
    lost = sum(reports.get(number) != text for number, text in filer.acknowledged.items())
    return Outcome(len(filer.acknowledged), lost, kills, wrong)


def _file_until_killed(server: Server, filer: Filer, seconds: float) -> None:
    """Kill the server while it files, and start it again."""
    fuse = threading.Timer(seconds, server.kill)
    fuse.start()
    while fuse.is_alive() or (server.process and server.process.poll() is None):
        filer.file(f"Report {uuid4()}")
    fuse.join()
    server.start()
    filer.reconnect()
